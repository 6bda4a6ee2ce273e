"""Three values: met, unmet, and unknown with what it lacks (Kleene)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chengzhang.engine.decision import Truth


class Absent:
    """A recorded fact that has not happened: every comparison with it is unmet, also `!=`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent()


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not settled. `facts`: names a person could supply. `rulings`: what must be ruled on or set by the office first:
    `parameter:<id>`, `question:<id>`, or `table:<id>` (no row, or more than one, is met)."""

    facts: frozenset[str] = frozenset()
    rulings: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        raise TypeError("不清楚既不是满足也不是不满足，不能当作真假用")

    def __or__(self, other: Unknown) -> Unknown:
        return Unknown(self.facts | other.facts, self.rulings | other.rulings)


Verdict = bool | Unknown  # of a test or tree


def lacking(*facts: str) -> Unknown:
    return Unknown(frozenset(facts))


def needs_ruling(*rulings: str) -> Unknown:
    return Unknown(rulings=frozenset(rulings))


def merged(unknowns: Iterable[Unknown]) -> Unknown:
    found = Unknown()
    for one in unknowns:
        found = found | one
    return found


def negated(verdict: Verdict) -> Verdict:
    return verdict if isinstance(verdict, Unknown) else not verdict


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Unmet if one is unmet, else unknown with the lacks of the unknown ones, else met."""
    open_ones: list[Unknown] = []
    for verdict in verdicts:
        if verdict is False:
            return False
        if isinstance(verdict, Unknown):
            open_ones.append(verdict)
    return merged(open_ones) if open_ones else True


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Met if one is met, else unknown with the lacks of the unknown ones, else unmet."""
    open_ones: list[Unknown] = []
    for verdict in verdicts:
        if verdict is True:
            return True
        if isinstance(verdict, Unknown):
            open_ones.append(verdict)
    return merged(open_ones) if open_ones else False


def none_of(verdicts: Iterable[Verdict]) -> Verdict:
    return negated(any_of(verdicts))


def truth_of(verdict: Verdict) -> Truth:
    if isinstance(verdict, Unknown):
        return Truth.UNKNOWN
    return Truth.MET if verdict else Truth.UNMET
