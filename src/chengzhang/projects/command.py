"""What goes through the door, and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chengzhang.engine.decision import Citation, Decision, DutyView
from chengzhang.foundation.people.actor import Actor


@dataclass(frozen=True, slots=True)
class Command:
    """One act that somebody wants done.

    `project`: code; None = it begins a project (`project.register`) or concerns the unit or the office.
    `of`: which subject ("contract.2", "review_session.1"); None = the single one, or a new one of a kind that is many.
    `revision`: the one the page was drawn with (None = not checked, for programs that did not look first).
    `answers`: raw text by field id (rows: list of maps). `key`: the same key again gives the first answer again.
    `papers`: paper id, or "paper:part", -> document version id, handed in with the act. `unit`: the organisation id a
    matter of a unit is about (default: the actor's). `members`: of a batch, member id -> its own answers.
    """

    action: str
    actor: Actor | None  # None = the clock (`by: system`)
    project: str | None = None
    of: str | None = None
    revision: int | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    lifted: Mapping[str, str] = field(default_factory=dict)
    not_applicable: Mapping[str, str] = field(default_factory=dict)
    papers: Mapping[str, int] = field(default_factory=dict)
    members: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    unit: int | None = None
    pack: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the door answered. `decision` always; `done` = the act took place; `waits` = it waits for other parties."""

    done: bool
    waits: bool
    number: int  # of the stored decision
    decision: Decision
    project: str | None
    subject: str
    state: str
    revision: int
    opened: tuple[DutyView, ...] = ()
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Cause:
    """What a refusal rests on: the articles, when a rule refuses."""

    cite: tuple[Citation, ...] = ()
