"""What is claimed of a pack, and how each claim came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from chengzhang.engine.pack.model import Cite
from chengzhang.engine.rules.ast import Mark


class Status(StrEnum):
    PROVED = "proved"
    UNPROVED = "unproved"  # beyond what can be encoded, or not settled in time
    REFUTED = "refuted"  # a finding; shown with a case where one exists
    ASTRAY = "astray"  # solver and evaluator differ: a fault of this program, not of the pack


@dataclass(frozen=True, slots=True)
class Claim:
    """`code`: the kind of claim; `of`: the entry; `says`: the claim. The rest is said only where it isn't proved."""

    code: str
    of: str
    says: str
    status: Status = Status.PROVED
    mark: Mark | None = None
    cite: Cite = ()
    what: str = ""
    do: str = ""
    case: tuple[str, ...] = ()  # the counterexample, line by line, in Chinese


def refuted(claim: Claim, what: str, do: str, case: tuple[str, ...] = ()) -> Claim:
    return replace(claim, status=Status.REFUTED, what=what, do=do, case=case)


def unproved(claim: Claim, why: str) -> Claim:
    return replace(claim, status=Status.UNPROVED, what=why)


def astray(claim: Claim, case: tuple[str, ...]) -> Claim:
    what = "求解与求值对这一情形说法不同，这是程序的错误"
    return replace(claim, status=Status.ASTRAY, what=what, do="请报告，并附上这一情形", case=case)


@dataclass(frozen=True, slots=True)
class Report:
    pack: str
    claims: tuple[Claim, ...]

    @property
    def ok(self) -> bool:
        return not self.findings

    @property
    def findings(self) -> tuple[Claim, ...]:
        """What a keeper has to look at, in the order of files and lines."""
        found = [claim for claim in self.claims if claim.status in (Status.REFUTED, Status.ASTRAY)]
        return tuple(sorted(found, key=lambda c: (c.mark.file, c.mark.line) if c.mark else ("", 0)))

    def count(self, status: Status) -> int:
        return sum(claim.status is status for claim in self.claims)

    @property
    def by_code(self) -> dict[str, dict[str, int]]:
        """code -> status -> how many."""
        found: dict[str, Counter[str]] = {}
        for claim in self.claims:
            found.setdefault(claim.code, Counter())[claim.status.value] += 1
        return {code: dict(counts) for code, counts in found.items()}


def report(pack: str, claims: Iterable[Claim]) -> Report:
    return Report(pack, tuple(claims))
