"""Reads a calendar folder: one strict YAML file a year (`2026.yaml`), each citing its notices, and `usual.yaml`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml

from chengzhang.engine.clock.calendar import Calendar, DayKind, Notice, Season, Special
from chengzhang.engine.values import MonthDay, Window, parse_date

T = TypeVar("T")


class CalendarError(ValueError):
    """A calendar folder that can't be used: file, line, what is wrong, what to do."""


def load_calendar(folder: Path) -> Calendar:
    """The calendar in `folder`, named like it. CalendarError names the file and line, or the year that is missing.

    A year's file holds what its notices order, so days of late December may stand in the file of the next year.
    """
    files = {int(path.stem): path for path in folder.glob("[0-9][0-9][0-9][0-9].yaml")}
    if not files:
        raise CalendarError(f"{folder}：没有年度文件。请放入 2026.yaml 这样的文件，一年一个")
    years = range(min(files), max(files) + 1)
    for year in years:
        if year not in files:
            raise CalendarError(f"{folder}：缺{year}年。请补上 {year}.yaml，写明该年的放假通知")
    specials = [special for year in years for special in _year(files[year], year)]
    usual = folder / "usual.yaml"
    assumes, seasons = _usual(usual) if usual.exists() else ("", [])
    return Calendar.of(folder.name, years, specials, seasons, assumes)


def _year(path: Path, year: int) -> Iterator[Special]:
    top = _Map(path, _read(path))
    if top.text("year") != str(year):
        raise top.error("year", f"文件名是{year}年，内容却写{top.text('year')}年。请改成一致")
    notices = top.maps("notices")
    top.done()
    for entry in notices:
        number, issued_on = entry.text("number"), entry.text("issued_on")
        notice = Notice(
            title=entry.text("title"),
            number=None if number == "unknown" else number,
            issued_on=None if issued_on == "unknown" else entry.value("issued_on", parse_date),
        )
        off = [special for run in entry.maps("holidays") for special in _holiday(run, notice, year)]
        worked = [_makeup(item, notice, year) for item in entry.maps("workdays")]
        entry.done()
        if both := {s.day for s in off} & {s.day for s in worked}:
            raise CalendarError(f"{path}：{min(both)} 既写放假又写上班。请按通知改正")
        yield from sorted(off + worked, key=lambda special: special.day)


def _holiday(run: _Map, notice: Notice, year: int) -> Iterator[Special]:
    name, first, last = run.text("name"), run.value("first", parse_date), run.value("last", parse_date)
    run.done()
    if not first <= last:
        raise run.error("last", f"{name}的末日早于首日。请按通知改正")
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield _special(run, "first", date.fromordinal(ordinal), "holiday", name, notice, year)


def _makeup(item: _Map, notice: Notice, year: int) -> Special:
    day, name = item.value("day", parse_date), item.text("for")
    item.done()
    if day.weekday() < 5:
        raise item.error("day", f"{day} 不是周六、周日，不会是调休上班日。请按通知改正")
    return _special(item, "day", day, "makeup", name, notice, year)


def _special(at: _Map, key: str, day: date, kind: DayKind, name: str, notice: Notice, year: int) -> Special:
    if not date(year - 1, 12, 1) <= day <= date(year, 12, 31):
        raise at.error(key, f"{day} 不在{year}年的安排之内。请移到它那一年的文件")
    return Special(day, kind, name, notice)


def _usual(path: Path) -> tuple[str, list[Season]]:
    top = _Map(path, _read(path))
    assumes, seasons = top.text("assumes"), []
    for entry in top.maps("seasons"):
        seasons.append(
            Season(
                name=entry.text("name"),
                off=entry.value("off", Window.parse),
                weekdays_off=entry.value("weekdays_off", int),
                worked=entry.value("worked", Window.parse),
                weekend_days_worked=entry.value("weekend_days_worked", int),
                always=entry.value("always", _month_days) if "always" in entry.nodes else (),
            )
        )
        entry.done()
    top.done()
    return assumes, seasons


def _month_days(text: str) -> tuple[MonthDay, ...]:
    return tuple(MonthDay.parse(part) for part in text.split("|"))


class _Map:
    """A mapping of the file, read key by key; every refusal names file and line."""

    def __init__(self, path: Path, node: yaml.Node) -> None:
        self.path, self.line = path, _line(node)
        if not isinstance(node, yaml.MappingNode):
            raise CalendarError(f"{path}:{self.line}：这里应是“键: 值”")
        self.nodes: dict[str, yaml.Node] = {}
        self.asked: set[str] = set()
        for key, value in node.value:
            if key.value in self.nodes:
                raise CalendarError(f"{path}:{_line(key)}：键“{key.value}”写了两次。请删去一个")
            self.nodes[key.value] = value

    def error(self, key: str, what: str) -> CalendarError:
        node = self.nodes.get(key)
        return CalendarError(f"{self.path}:{_line(node) if node else self.line}：{what}")

    def node(self, key: str) -> yaml.Node:
        self.asked.add(key)
        if key not in self.nodes:
            raise self.error(key, f"缺“{key}”。请补上")
        return self.nodes[key]

    def text(self, key: str) -> str:
        node = self.node(key)
        if not isinstance(node, yaml.ScalarNode) or not node.value:
            raise self.error(key, f"“{key}”应是文字")
        return str(node.value)

    def value(self, key: str, parse: Callable[[str], T]) -> T:
        try:
            return parse(self.text(key))
        except CalendarError:
            raise
        except ValueError as wrong:
            raise self.error(key, str(wrong)) from wrong

    def maps(self, key: str) -> list[_Map]:
        node = self.node(key)
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(key, f"“{key}”应是列表；没有就写 []")
        return [_Map(self.path, item) for item in node.value]

    def done(self) -> None:
        """Refuse keys that nobody asked for."""
        for key in self.nodes:
            if key not in self.asked:
                raise self.error(key, f"不认识的键“{key}”。可用：{'、'.join(sorted(self.asked))}")


def _line(part: yaml.Node | yaml.Event) -> int:
    return part.start_mark.line + 1 if part.start_mark else 1


def _read(path: Path) -> yaml.Node:
    """The file as nodes whose scalars are text; anchors, aliases, tags and several documents are refused."""
    try:
        text = path.read_text(encoding="utf-8")
        for event in yaml.parse(text, Loader=yaml.BaseLoader):
            tagged: Any = getattr(event, "tag", None)
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or tagged:
                raise CalendarError(f"{path}:{_line(event)}：不用锚、别名和标签，请直接写出")
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except UnicodeDecodeError as wrong:
        raise CalendarError(f"{path}：不是 UTF-8 文本。请另存为 UTF-8") from wrong
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else 1
        raise CalendarError(f"{path}:{line}：YAML 写法有误（{wrong.problem}）") from wrong
    if node is None:
        raise CalendarError(f"{path}：文件是空的")
    return node
