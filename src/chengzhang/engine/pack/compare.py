"""compare(): the same project under several packs, stage by stage: who acts, what is handed in, by when, what blocks.

Everything is asked of the engine (`situation`), as for a project of which nothing has happened yet; every line cites.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from chengzhang.engine.clock import Calendar
from chengzhang.engine.pack.compare_facts import Comparing, Given, check_given, comparing, told
from chengzhang.engine.pack.compare_side import TOPICS, Cell, Column, Side
from chengzhang.engine.pack.model import Pack

Calendars = Callable[[Pack], Calendar | None]


@dataclass(frozen=True, slots=True)
class Row:
    stage: str
    topic: str
    cells: tuple[Cell, ...]  # in the order of the columns


@dataclass(frozen=True, slots=True)
class Comparison:
    on: date
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def compare(
    packs: list[Pack], given: Given, on: date, calendars: Calendars, how: Comparing | None = None
) -> Comparison:
    """The same project (facts by vocabulary name) on a day under every pack. FactsError names what is malformed."""
    how = how or comparing()
    names = check_given(packs, given, how)
    sides = [Side(pack, told(pack, given, how, names), on, calendars(pack), how) for pack in packs]
    rows = [Row("适用", "适用不适用", tuple(side.track() for side in sides))]
    rows.append(Row("适用", "走哪条路", tuple(side.routes() for side in sides)))
    for stage in how.stages:
        listed = [Row(stage.zh, topic, tuple(side.cell(stage, topic) for side in sides)) for topic in TOPICS]
        rows += [row for row in listed if any(cell.state == "said" for cell in row.cells)]
    return Comparison(on, tuple(side.column for side in sides), tuple(rows))
