"""Seeded faults in real packs: each mutant is one small slip of a keeper, made in one file of a copy."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

FLIPPED = {">=": ">", ">": ">=", "<=": "<", "<": "<=", "==": "!=", "!=": "=="}
TURNED = {">=": "<", ">": "<=", "<=": ">", "<": ">="}
UNITS = {
    "万元": "元",
    "亿元": "万元",
    "元": "万元",
    "working_days": "days",
    "days": "working_days",
    "working_day": "day",
    "day": "working_day",
    "month": "days",
    "months": "days",
    "year": "months",
    "years": "months",
}
COMPARE = re.compile(r"(?<=[\w%] )(>=|<=|==|!=|>|<)(?= [\w\d-])")
AMOUNT = re.compile(r"(?<![\w.-])(\d+(?:\.\d+)?)(万元|亿元|元|%)(?![\w（）])")
PERIOD = re.compile(r"(?<![\w.-])(\d+) (working_days?|days?|months?|years?)\b")
MONTH_DAY = re.compile(r"(?<![\d-])(\d\d)-(\d\d)(?![\d-])")
RULES = ("rules", "scope.yaml", "facts", "roles.yaml", "duties", "subjects")
NUMBERS = ("rules", "scope.yaml", "facts", "parameters", "questions", "duties")


@dataclass(frozen=True)
class Mutant:
    """Replace `start:end` of a file (relative to its pack) by `put`."""

    kind: str
    file: str
    line: int
    start: int
    end: int
    put: str
    was: str

    def __str__(self) -> str:
        was = " ".join(self.was.split())
        put = " ".join(self.put.split())
        return f"{self.file}:{self.line} {self.kind}: `{was[:100]}` → `{put[:60] or '(gone)'}`"

    def apply(self, folder: Path) -> None:
        path = folder / self.file
        text = path.read_text("utf-8")
        path.write_text(text[: self.start] + self.put + text[self.end :], "utf-8")


@dataclass
class Source:
    """One file of a pack with its nodes."""

    file: str
    text: str

    @property
    def root(self) -> yaml.Node | None:
        return yaml.compose(self.text, Loader=yaml.BaseLoader)

    def mutant(self, kind: str, start: int, end: int, put: str) -> Mutant:
        return Mutant(kind, self.file, self.text.count("\n", 0, start) + 1, start, end, put, self.text[start:end])

    def without(self, kind: str, start: int, end: int) -> Mutant:
        """Take out an item or an entry: with its comma in a flow list, with its whole lines in a block."""
        line_start = self.text.rfind("\n", 0, start) + 1
        lead = self.text[line_start:start]
        if lead.strip() in ("", "-"):
            stop = self.text.find("\n", max(end - 1, start))
            stop = len(self.text) if stop < 0 else stop + 1
            return self.mutant(kind, line_start, max(stop, end) if self.text[end - 1 : end] == "\n" else stop, "")
        after = re.match(r"\s*,\s*", self.text[end:])
        if after:
            return self.mutant(kind, start, end + after.end(), "")
        before = re.search(r",\s*$", self.text[:start])
        return self.mutant(kind, before.start() if before else start, end, "")


Maker = Callable[[Source, random.Random], Iterator[Mutant]]


def mutants_of(folder: Path, seed: int, count: int) -> list[Mutant]:
    """`count` mutants of a pack, the kinds taken in turn so that the rare ones are among them; the same for a seed."""
    chance = random.Random(f"{folder.parent.name}/{folder.name}/{seed}")
    by_kind: dict[str, list[Mutant]] = {}
    for path in sorted(folder.rglob("*.yaml")):
        file = str(path.relative_to(folder))
        if not file.startswith("scenarios"):
            source = Source(file, path.read_text("utf-8"))
            for maker in MAKERS:
                for mutant in maker(source, chance):
                    by_kind.setdefault(mutant.kind, []).append(mutant)
    for found in by_kind.values():
        chance.shuffle(found)
    chosen: list[Mutant] = []
    while len(chosen) < count and any(by_kind.values()):
        for kind in sorted(by_kind):
            if by_kind[kind] and len(chosen) < count:
                chosen.append(by_kind[kind].pop())
    return chosen


# ---------------------------------------------------------------- slips in the words of a line


def _lines(source: Source) -> Iterator[tuple[int, str]]:
    """(offset, line without its comment) of lines that are not said in prose."""
    at = 0
    for line in source.text.splitlines(keepends=True):
        yield (
            at,
            re.sub(
                r"(say|zh|asks|because|help|note|title|number|issued_on|in_force_on): [^,}\n]*",
                lambda m: " " * len(m[0]),
                line.split(" #")[0],
            ),
        )
        at += len(line)


def _flipped(source: Source, chance: random.Random) -> Iterator[Mutant]:
    if not source.file.startswith(RULES):
        return
    for at, line in _lines(source):
        for found in COMPARE.finditer(line):
            yield source.mutant("operator flipped", at + found.start(), at + found.end(), FLIPPED[found[1]])
            if found[1] in TURNED:
                yield source.mutant("comparison turned", at + found.start(), at + found.end(), TURNED[found[1]])


def _numbers(source: Source, chance: random.Random) -> Iterator[Mutant]:
    if not source.file.startswith(NUMBERS):
        return
    for at, line in _lines(source):
        for found in AMOUNT.finditer(line):
            number, unit = found[1], found[2]
            if number != "0":
                more = str(int(number) + 1) if number.isdigit() else str(round(float(number) * 2, 2))
                yield source.mutant("number shifted", at + found.start(1), at + found.end(1), more)
            if unit != "%" and number != "0":
                yield source.mutant("unit swapped", at + found.start(2), at + found.end(2), UNITS[unit])
        for found in PERIOD.finditer(line):
            yield source.mutant("period changed", at + found.start(1), at + found.end(1), str(int(found[1]) + 1))
            yield source.mutant("unit swapped", at + found.start(2), at + found.end(2), UNITS[found[2]])
        for found in MONTH_DAY.finditer(line) if "cite" not in line[: line.find("..") + 1] and ".." in line else ():
            day = int(found[2])
            if day > 1:
                yield source.mutant("day shifted", at + found.start(2), at + found.end(2), f"{day - 1:02d}")


def _words(source: Source, chance: random.Random) -> Iterator[Mutant]:
    if not source.file.startswith(RULES):
        return
    for at, line in _lines(source):
        for found in re.finditer(r"== (yes|no)\b", line):
            put = "no" if found[1] == "yes" else "yes"
            yield source.mutant("yes and no inverted", at + found.start(1), at + found.end(1), put)
        for found in re.finditer(r"(?<=\w )is (not )?(?=[a-z])", line):
            put = "is " if found[1] else "is not "
            yield source.mutant("state test inverted", at + found.start(), at + found.end(), put)
        for found in re.finditer(r"(?<=\w )(has|lacks)(?= \w)", line):
            put = "lacks" if found[1] == "has" else "has"
            yield source.mutant("set test inverted", at + found.start(), at + found.end(), put)
        for found in re.finditer(r"\{(all|any|none): \[[^\]]*,", line):
            put = {"all": "any", "any": "all", "none": "all"}[found[1]]
            yield source.mutant("group changed", at + found.start(1), at + found.end(1), put)


# ---------------------------------------------------------------- slips in the entries


def _pairs(
    node: yaml.Node | None, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], yaml.Node, yaml.Node]]:
    """(path of keys, key, value) of every mapping entry below a node."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, key.value), key, value
            yield from _pairs(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _pairs(item, path)


def _span(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.index, node.end_mark.index


def _items(source: Source, chance: random.Random) -> Iterator[Mutant]:
    """One item of a list left out."""
    for path, _, value in _pairs(source.root):
        if not isinstance(value, yaml.SequenceNode):
            continue
        kind = {
            "cite": "citation removed",
            "rows": "row dropped",
            "papers": "paper dropped",
            "with": "party dropped",
            "apart_from": "separation dropped",
            "then": "follow-up dropped",
        }.get(path[-1])
        if path[-1] in ("all", "any", "none") and source.file.startswith(RULES):
            kind = "line dropped"
        if path[-1] == "rows" and not source.file.startswith(("rules", "scope", "roles")):
            kind = None
        if kind is None or (len(value.value) < 2 and path[-1] not in ("cite", "papers")):
            continue
        for item in value.value:
            if len(value.value) == 1:
                key = next(k for p, k, v in _pairs(source.root) if v.start_mark.index == value.start_mark.index)
                yield source.without(kind, key.start_mark.index, value.end_mark.index)
            else:
                yield source.without(kind, *_span(item))


def _entries(source: Source, chance: random.Random) -> Iterator[Mutant]:
    """A key with its value left out, or a whole entry."""
    gone = {
        "sets": "record dropped",
        "reason": "reason dropped",
        "late": "consequence dropped",
        "question": None,
        "done_by": "end of a duty dropped",
        "drops": "end of a duty dropped",
        "only": "condition dropped",
        "when": "condition dropped",
        "lift": None,
        "stops": "stop dropped",
        "raises": "bar dropped",
        "extended_by": "extension dropped",
        "pauses": "pause dropped",
        "required": "obligation dropped",
        "reading": "reading dropped",
        "apart_from": "separation dropped",
        "only_through": "way in opened",
    }
    for path, key, value in _pairs(source.root):
        top = source.file.split("/")[0]
        kind = gone.get(path[-1])
        inside = len(path) > 1 and top in ("rules", "subjects", "duties", "forms")
        if kind is not None and inside and (path[-1] != "required" or isinstance(value, yaml.ScalarNode)):
            yield source.without(kind, key.start_mark.index, value.end_mark.index)
        if len(path) == 1 and top in ("rules", "duties"):
            yield source.without(
                "rule removed" if top == "rules" else "duty removed", key.start_mark.index, value.end_mark.index
            )
        if len(path) == 3 and path[1] == "actions" and top == "subjects":
            yield source.without("transition removed", key.start_mark.index, value.end_mark.index)


def _values(source: Source, chance: random.Random) -> Iterator[Mutant]:
    """Another role, state, level, default or follow-up."""
    pairs = list(_pairs(source.root))
    by_key: dict[str, list[str]] = {}
    for path, _, value in pairs:
        if isinstance(value, yaml.ScalarNode):
            by_key.setdefault(path[-1], []).append(value.value)
    for path, _, value in pairs:
        if not isinstance(value, yaml.ScalarNode):
            continue
        key, start, end = path[-1], *_span(value)
        others = sorted(set(by_key.get(key, ())) - {value.value})
        top = source.file.split("/")[0]
        if key in ("by", "who", "entered_by", "role") and top in ("subjects", "duties") and others and "to" not in path:
            yield source.mutant("wrong role", start, end, chance.choice(others))
        elif key == "to" and top == "subjects":
            own = sorted(
                {v.value for p, _, v in pairs if p[0] == path[0] and p[-1] == "to" and isinstance(v, yaml.ScalarNode)}
                - {value.value}
            )
            if own:
                yield source.mutant("wrong state", start, end, chance.choice(own))
        elif key == "from" and "|" in value.value and top == "subjects":
            left = value.value.split("|")
            left.remove(chance.choice(left))
            yield source.mutant("transition narrowed", start, end, "|".join(left))
        elif key == "level" and value.value != "must":
            yield source.mutant("level changed", start, end, "must" if value.value == "advise" else "advise")
        elif key == "default" and top == "questions":
            readings = next((v for p, _, v in pairs if p == (path[0], "readings")), None)
            names = [k.value for k, _ in readings.value] if isinstance(readings, yaml.MappingNode) else []
            if len(names) > 1:
                yield source.mutant("default changed", start, end, next(n for n in names if n != value.value))
        elif key == "then" and top in ("rules", "scope.yaml") and others:
            yield source.mutant("wrong row", start, end, chance.choice(others))
        elif key == "every" and value.value in ("month", "year"):
            yield source.mutant("interval changed", start, end, "year" if value.value == "month" else "month")


MAKERS: tuple[Maker, ...] = (_flipped, _numbers, _words, _items, _entries, _values)
