"""One scenario on its own: written as a line of a pack's scenario file, and read back as such a file reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.errors import PackErrors
from chengzhang.engine.pack.scenarios.read import Case, cases_of
from chengzhang.engine.pack.yaml import read_yaml

_PLAIN = re.compile(r"[A-Za-z0-9_.\u4e00-\u9fff][A-Za-z0-9_.%\u4e00-\u9fff-]*")


def write_case(said: Mapping[str, Any]) -> str:
    """The line `- {zh: …, at: …}`; entries without a value are left out."""
    return "- " + _flow({key: value for key, value in said.items() if value not in (None, "", [], {})})


def read_case_line(line: str, file: str = "情形") -> Case:
    """The case that a line of `write_case` says. PackErrors says what can't be read."""
    draft = Draft()
    node = read_yaml(f"cases:\n{line}\n".encode(), file, draft.faults)
    cases = cases_of(node, draft) if node is not None else []
    if draft.faults.errors or not cases:
        raise PackErrors(draft.faults.errors)
    return cases[0]


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_flow, value))}]"
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
