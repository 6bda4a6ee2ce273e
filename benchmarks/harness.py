"""Timing and results shared by the scripts: one process is one repetition, one line of JSON a figure."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

now = time.perf_counter
worked = time.process_time  # this process alone: what a busy machine does not disturb


def emit(**figure: Any) -> None:
    """Print one figure, with the peak memory of this process in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print("RESULT " + json.dumps({**figure, "peak_mb": round(peak, 1)}))
    sys.stdout.flush()


def repeat_for(seconds: float, cases: Sequence[Any], ask: Callable[[Any], object]) -> float:
    """Cases answered a second, over whole passes, after a warm one."""
    for case in cases:
        ask(case)
    count, start = 0, now()
    while True:
        for case in cases:
            ask(case)
        count += len(cases)
        took = now() - start
        if took >= seconds:
            return count / took
