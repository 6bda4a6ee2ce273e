"""The least that opens a blocked act: smallest sets of facts, papers and acts, and who does each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chengzhang.engine.change import Change
from chengzhang.engine.change import least_change as search
from chengzhang.foundation import clock
from chengzhang.foundation.people.actor import Actor

from ..command import Command
from ..opening import open_target
from ..perform.act import act_of

_MOST = 3  # ways shown; the first is the shortest


def least_change(
    actor: Actor,
    code: str | None,
    action: str,
    of: str | None = None,
    answers: Mapping[str, Any] | None = None,
    not_applicable: Mapping[str, str] | None = None,
    lifted: Mapping[str, str] | None = None,
) -> tuple[Change, ...]:
    """The shortest ways, fewest steps first; empty if nothing stands against the act or nothing helps.

    `answers` None leaves the act's own form aside: it asks only what must happen elsewhere.
    """
    target = open_target(actor, action, code, of, clock.today())
    command = Command(
        action, actor, code, of, answers=answers or {}, not_applicable=not_applicable or {}, lifted=lifted or {}
    )
    act = act_of(target, command)
    if answers is None:
        act = replace(act, answers=None)
    matter = target.matter
    return search(matter.pack, target.node, act, matter.calendar, matter.bench, most=_MOST)
