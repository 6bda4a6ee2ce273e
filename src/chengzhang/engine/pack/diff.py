"""diff(): what two packs say differently, by meaning and not by line; between releases of a place or between places.

Entries are paired by id, then by name, then by what they are about; a pair with the same meaning is no difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from chengzhang.engine.decision import Citation
from chengzhang.engine.pack.diff_aspects import Entry
from chengzhang.engine.pack.diff_entries import SECTIONS, entries
from chengzhang.engine.pack.diff_numbers import Number, numbers
from chengzhang.engine.pack.model import Pack

ALIKE = 0.4  # the least share of common anchors by which two entries of other ids are taken for the same matter


@dataclass(frozen=True, slots=True)
class Side:
    """An entry on one side: its id, its name and the articles it rests on."""

    id: str
    zh: str
    cite: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class AspectChange:
    """One aspect of an entry; None on a side = that pack says nothing of it."""

    zh: str
    left: str | None
    right: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """kind: only_left | only_right | changed."""

    section: str
    kind: str
    left: Side | None
    right: Side | None
    aspects: tuple[AspectChange, ...]


@dataclass(frozen=True, slots=True)
class NumberDifference:
    """What is measured, and the numbers that only one side has for it; empty = that side has none that differs."""

    of: str
    zh: str
    left: tuple[Number, ...]
    right: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """Which pack a side is."""

    pack: str
    release: str
    zh: str
    measure: str
    number: str | None
    status: str


@dataclass(frozen=True, slots=True)
class Diff:
    left: Named
    right: Named
    numbers: tuple[NumberDifference, ...]
    differences: tuple[Difference, ...]
    same: dict[str, int]  # section -> entries that mean the same on both sides

    def of(self, section: str) -> tuple[Difference, ...]:
        return tuple(one for one in self.differences if one.section == section)


def diff(left: Pack, right: Pack) -> Diff:
    """What `right` says otherwise than `left`, section by section; what means the same is only counted."""
    ours, theirs = list(entries(left)), list(entries(right))
    found: list[Difference] = []
    same: Counter[str] = Counter()
    for section in SECTIONS:
        mine = [entry for entry in ours if entry.section == section]
        other = [entry for entry in theirs if entry.section == section]
        for a, b in _paired(mine, other):
            changes = _changes(a, b)
            if a is not None and b is not None and not changes:
                same[section] += 1
            else:
                kind = "changed" if a and b else "only_left" if a else "only_right"
                found.append(Difference(section, kind, _side(a), _side(b), changes))
    return Diff(_named(left), _named(right), _numbers(left, right), tuple(found), dict(same))


def _named(pack: Pack) -> Named:
    first = next(iter(pack.measures.values()))
    return Named(pack.id, pack.release, pack.zh, first.title, first.number, pack.status)


def _side(entry: Entry | None) -> Side | None:
    return Side(entry.id, entry.zh, entry.cite) if entry is not None else None


def _changes(left: Entry | None, right: Entry | None) -> tuple[AspectChange, ...]:
    """The aspects that mean something else; of an entry that stands alone, all it says."""
    mine, other = left.aspects if left else {}, right.aspects if right else {}
    changes = []
    for key in dict.fromkeys([*mine, *other]):
        a, b = mine.get(key), other.get(key)
        if a is None or b is None or a.meaning != b.meaning:
            label = a.zh if a is not None else b.zh if b is not None else key
            changes.append(AspectChange(label, a.say if a else None, b.say if b else None))
    return tuple(changes)


# ---------------------------------------------------------------- pairing


def _paired(left: list[Entry], right: list[Entry]) -> list[tuple[Entry | None, Entry | None]]:
    """Each entry with its counterpart, in the order of the left side; then what only the right side has."""
    partner: dict[str, Entry] = {}
    taken: set[str] = set()

    def pair(a: Entry, b: Entry) -> None:
        partner[a.id] = b
        taken.add(b.id)

    by_id = {entry.id: entry for entry in right}
    for a in left:
        if a.id in by_id:
            pair(a, by_id[a.id])
    by_name = {entry.zh: entry for entry in reversed(right) if entry.id not in taken}
    for a in left:
        b = by_name.get(a.zh)
        if a.id not in partner and b is not None and b.id not in taken:
            pair(a, b)
    free = [(a, b) for a in left if a.id not in partner for b in right if b.id not in taken]
    scored = [(_alike(a, b), a.id, b.id, a, b) for a, b in free]
    for score, _, _, a, b in sorted(scored, key=lambda one: (-one[0], one[1], one[2])):
        if score >= ALIKE and a.id not in partner and b.id not in taken:
            pair(a, b)
    alone: list[tuple[Entry | None, Entry | None]] = [(None, b) for b in right if b.id not in taken]
    return [(a, partner.get(a.id)) for a in left] + alone


def _alike(a: Entry, b: Entry) -> float:
    """How much of what two entries are about is the same. A rule at no common act is never the same matter."""
    if not a.anchors or not b.anchors:
        return 0.0
    common = a.anchors & b.anchors
    if a.section == "rules" and not any(anchor.startswith("at:") for anchor in common):
        return 0.0
    return len(common) / len(a.anchors | b.anchors)


# ---------------------------------------------------------------- numbers


def _numbers(left: Pack, right: Pack) -> tuple[NumberDifference, ...]:
    mine, other = _by_measured(numbers(left)), _by_measured(numbers(right))
    found = []
    for of in dict.fromkeys([*mine, *other]):
        ours, theirs = mine.get(of, []), other.get(of, [])
        known, met = {number.meaning for number in theirs}, {number.meaning for number in ours}
        a, b = _once(n for n in ours if n.meaning not in known), _once(n for n in theirs if n.meaning not in met)
        if a or b:
            found.append(NumberDifference(of, (ours or theirs)[0].zh, a, b))
    return tuple(found)


def _by_measured(listed: Iterable[Number]) -> dict[str, list[Number]]:
    found: dict[str, list[Number]] = {}
    for number in listed:
        found.setdefault(number.of, []).append(number)
    return found


def _once(listed: Iterable[Number]) -> tuple[Number, ...]:
    """The same number of the same articles is said once, though several rules rest on it."""
    return tuple({(number.meaning, number.cite): number for number in listed}.values())
