"""The dry run of a change of law: every running project stays, changes, or is for a person. Nothing is moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from chengzhang.engine.pack.model import Edge, Pack
from chengzhang.engine.transition.classify import Change, classify
from chengzhang.engine.transition.difference import Classified, Fate
from chengzhang.engine.transition.lineage import repeals_of_others
from chengzhang.engine.transition.pair import Pair
from chengzhang.foundation.refusal import Refusal
from chengzhang.foundation.rulebook import shelf, standing
from chengzhang.projects.calendars import calendar_of

from .running import count, running


@dataclass(frozen=True, slots=True)
class Line:
    """One project in the dry run."""

    id: int
    code: str
    title: str
    unit: str
    found: Classified


@dataclass(slots=True)
class DryRun:
    """What is compared. `flags`: repeals that name another document; `undecided`: residual items without a decision.

    Walk `lines` once; `totals` counts as it goes.
    """

    old: Pack
    new: Pack
    since: date
    number: int
    flags: tuple[Edge, ...]
    undecided: tuple[str, ...]
    change: Change
    authority: int | None
    limit: int | None = None
    after: int = 0
    totals: dict[Fate, int] = field(default_factory=lambda: dict.fromkeys(Fate, 0))

    def lines(self) -> Iterator[Line]:
        """Each running project, classified as it stands on the eve."""
        for one in running(self.old, self.authority, self.limit, self.after):
            found = classify(self.change, one.home)
            self.totals[found.verdict] += 1
            yield Line(one.project.id, one.project.code, one.project.title, one.project.unit, found)


def change_of_law(
    pack: str, release: str, *, since: date | None = None, limit: int | None = None, after: int = 0
) -> DryRun:
    """Prepare the dry run of a release over the one that stands on the eve of its first day.

    `limit` projects `after` the one of that id.
    """
    new = shelf.read(pack, release)
    row = next((one for one in standing.installed() if (one.pack, one.release) == (pack, release)), None)
    first = row.valid_from if row is not None else since or new.valid_from
    if first is None:
        raise Refusal(
            "first_day_missing",
            f"“{new.zh}”还没有施行日期。",
            "请用 --from 写明拟定的施行日期（YYYY-MM-DD）后再预演。",
        )
    before = standing.standing(pack, first - timedelta(days=1))
    decided = standing.residual_decisions(pack, first)
    bench = standing.bench_on(new, first)
    change = Change(
        Pair(before.pack, new),
        first,
        before.bench,
        bench,
        calendar_of(before.pack),
        calendar_of(new),
        frozenset(decided),
    )
    items = new.residual.items if new.residual is not None else ()
    undecided = tuple(one.zh for one in items if one.item not in decided)
    total = count(pack)
    flags = repeals_of_others(new, before.pack)
    return DryRun(before.pack, new, first, total, flags, undecided, change, before.authority_id, limit, after)
