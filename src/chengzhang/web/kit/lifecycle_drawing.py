"""Where each box and line of a lifecycle diagram stands, in pixels: a lane a subject, a column an act further.

Lines never cross a box: acts run in the gaps between columns, gates along the lanes and down a gutter at the left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from .citations import anchor
from .lifecycle import Gate, Lane, Lifecycle, Move, State

BOX_W, BOX_H, ROW = 136, 42, 52
GAP = 66
NAME_W = 112
LETTERS, LINES = 10, 2
TRACK, STEP = 18, 6  # between lines that carry words, between lines that don't


@dataclass(frozen=True)
class Box:
    x: int
    y: int
    lines: tuple[tuple[int, str], ...]  # (baseline, words)
    title: str
    ends: bool

    @property
    def middle(self) -> int:
        return self.x + BOX_W // 2


@dataclass(frozen=True)
class Words:
    x: int
    y: int
    zh: str


@dataclass(frozen=True)
class Line:
    d: str
    title: str
    back: bool
    label: Words | None


@dataclass(frozen=True)
class GateLine:
    gate: Gate
    d: str
    seal: Words
    seal_width: int
    href: str  # the clause in the scroll, where the rule is cited

    @property
    def seal_middle(self) -> int:
        return self.seal.x + self.seal_width // 2

    @property
    def seal_top(self) -> int:
        return self.seal.y - 8

    @property
    def seal_base(self) -> int:
        return self.seal.y + 4


@dataclass(frozen=True)
class Band:
    """A lane as drawn: its ground, its names, its boxes and the acts between them."""

    y: int
    height: int
    name: str
    stage: str
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]

    @property
    def name_y(self) -> int:
        return self.boxes[0].y + 18 if self.boxes else self.y + 24

    @property
    def stage_y(self) -> int:
        return self.name_y + 18


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    bands: tuple[Band, ...]
    gates: tuple[GateLine, ...]


@dataclass
class _Lane:
    """A lane while it is laid out: where its boxes stand, and how many lines run in each of its gaps."""

    lane: Lane
    y: int
    top: int  # y of the first row of boxes
    bottom: int  # y under the last row
    at: dict[str, tuple[int, int]]  # state -> left upper corner
    used: Counter[int] = field(default_factory=Counter)
    arriving: int = 0
    leaving: int = 0
    height: int = 0

    def gap(self, left: int) -> int:
        """The next free vertical in the gap that begins at `left`."""
        self.used[left] += 1
        return left + 10 + (self.used[left] - 1) * STEP % (GAP - 22)


def draw_lifecycle(life: Lifecycle) -> Drawing:
    """Boxes and lines of a lifecycle; the drawing is as wide and high as it has to be."""
    kept = [g for g in life.gates if {g.source, g.target} <= {lane.id for lane in life.lanes}]
    left = NAME_W + 24 + STEP * len(kept)
    columns = max((s.column for lane in life.lanes for s in lane.states), default=0) + 1
    width = left + GAP + columns * (BOX_W + GAP)
    lanes: dict[str, _Lane] = {}
    bands, y = [], 0
    for lane in life.lanes:
        placed = _placed(lane, y, left, sum(g.target == lane.id for g in kept))
        lines = tuple(_lines(placed))
        placed.height = placed.bottom - y + STEP * sum(g.source == lane.id for g in kept) + 10
        boxes = tuple(_box(state, *placed.at[state.id]) for state in lane.states)
        bands.append(Band(y, placed.height, lane.zh, lane.stage, boxes, lines))
        lanes[lane.id] = placed
        y += placed.height
    gates = tuple(_gate(g, lanes[g.source], lanes[g.target], NAME_W + 12 + STEP * n) for n, g in enumerate(kept))
    return Drawing(width, y, tuple(bands), gates)


def _placed(lane: Lane, y: int, left: int, arriving: int) -> _Lane:
    rows: Counter[int] = Counter()
    top = y + 14 + TRACK * arriving
    at = {}
    for state in lane.states:
        at[state.id] = (left + GAP + state.column * (BOX_W + GAP), top + rows[state.column] * ROW)
        rows[state.column] += 1
    return _Lane(lane, y, top, top + max(rows.values(), default=1) * ROW, at)


def _box(state: State, x: int, y: int) -> Box:
    words = state.zh if len(state.zh) <= LETTERS * LINES else state.zh[: LETTERS * LINES - 1] + "…"
    letters = len(words) if len(words) <= LETTERS else -(-len(words) // LINES)
    cut = [words[i : i + letters] for i in range(0, len(words), letters)]
    first = BOX_H // 2 + 5 - 8 * (len(cut) - 1)
    return Box(x, y, tuple((y + first + 16 * n, part) for n, part in enumerate(cut)), state.zh, state.ends)


def _lines(placed: _Lane) -> Iterable[Line]:
    """One line for all acts between two states; what leads back runs under the boxes and carries its name."""
    between: dict[tuple[str, str], list[Move]] = {}
    for move in placed.lane.moves:
        if move.source != move.target:
            between.setdefault((move.source, move.target), []).append(move)
    for (source, target), moves in between.items():
        (x1, y1), (x2, y2) = placed.at[source], placed.at[target]
        start, end = x1 + BOX_W, (x2, y2 + BOX_H // 2)
        zh = "、".join(dict.fromkeys(m.zh for m in moves))
        title = f"{zh}（{'、'.join(dict.fromkeys(m.who for m in moves))}）"
        if not moves[0].back:
            turn = "" if y1 == y2 else f"H{placed.gap(start)}V{end[1]}"
            yield Line(f"M{start} {y1 + BOX_H // 2}{turn}H{end[0]}", title, False, None)
            continue
        placed.bottom += TRACK
        out, into, under = placed.gap(start), placed.gap(x2 - GAP), placed.bottom
        middle = Words((out + into) // 2, under - 4, zh if len(zh) <= LETTERS * 2 else zh[: LETTERS * 2 - 1] + "…")
        d = f"M{start} {y1 + BOX_H // 2 + 6}H{out}V{under}H{into}V{end[1] + 6}H{end[0]}"
        yield Line(d, title, True, middle)


def _gate(gate: Gate, source: _Lane, target: _Lane, channel: int) -> GateLine:
    """From the states waited for, along their lane, down or up the gutter, to the states that the acts lead to."""
    source.leaving += 1
    target.arriving += 1
    out, into = source.bottom + STEP * source.leaving, target.y + TRACK * target.arriving
    d = []
    for x, y in (source.at[s] for s in gate.states if s in source.at):
        d.append(f"M{x + BOX_W} {y + BOX_H // 2 + 12}H{source.gap(x + BOX_W)}V{out}H{channel}")
    ends = [target.at[s] for s in gate.leads if s in target.at]
    turns = [target.gap(x - GAP) for x, _ in ends]
    for (x, y), turn in zip(ends, turns, strict=True):
        d.append(f"M{channel} {out}V{into}H{turn}V{y + BOX_H // 2 - 10}H{x}")
    cite = gate.cite[0] if gate.cite else None
    zh = cite.zh if cite else "规则"
    width = 12 * len(zh) + 10
    seal = Words(min(turns, default=channel + width) - 6 - width, into, zh)
    return GateLine(gate, "".join(d), seal, width, f"#{anchor(cite.measure, cite.clause)}" if cite else "")
