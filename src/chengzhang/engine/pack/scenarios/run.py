"""Running scenarios: what came out beside what was expected, with the trace where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from chengzhang.engine.clock import Calendar, load_calendar
from chengzhang.engine.decide import decide
from chengzhang.engine.deciding.typed import FactsError
from chengzhang.engine.decision import Decision, DutyView, Finding, TableView, Truth
from chengzhang.engine.duties import duties
from chengzhang.engine.facts_file import CaseFile
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.pack.scenarios.build import act_of, build, subject_of
from chengzhang.engine.pack.scenarios.perspective import perspective
from chengzhang.engine.pack.scenarios.read import Case, read_scenarios
from chengzhang.engine.pack.shelf import calendar_folder
from chengzhang.engine.rules.ast import Mark
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.run import value_of
from chengzhang.engine.rules.tables import evaluate
from chengzhang.engine.rules.truth import ABSENT, Unknown
from chengzhang.engine.situation import situation
from chengzhang.engine.values import format_literal, parse_literal


@dataclass(frozen=True, slots=True)
class Fault:
    """`what` of the answer differs: an outcome, a finding, a duty's day."""

    what: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Result:
    mark: Mark
    zh: str
    faults: tuple[Fault, ...] = ()
    trace: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.faults

    def told(self, folder: Path | str = "") -> str:
        """File and line, each difference, then the trace."""
        head = f"{folder}/{self.mark}：{self.zh}" if str(folder) else f"{self.mark}：{self.zh}"
        lines = [f"    {fault.what}：应为 {fault.expected}，得到 {fault.got}" for fault in self.faults]
        return "\n".join([head, *lines, *(f"      {line}" for line in self.trace)])


def run_scenarios(pack: Pack, folder: Path, calendar: Calendar | None = None) -> list[Result]:
    """Every scenario of a pack's folder. PackErrors where one can't be read."""
    calendar = calendar or load_calendar(calendar_folder(pack.calendar.days))
    return [run_case(case, pack, calendar) for case in read_scenarios(folder, pack)]


def run_case(case: Case, pack: Pack, calendar: Calendar) -> Result:
    try:
        return _Run(case, pack, calendar).result()
    except FactsError as wrong:
        return Result(case.mark, case.zh, (Fault("情形本身", "能读懂", str(wrong)),))


class _Run:
    def __init__(self, case: Case, pack: Pack, calendar: Calendar) -> None:
        self.case, self.pack, self.calendar = case, pack, calendar
        self.file: CaseFile = build(case, pack)
        self.faults: list[Fault] = []
        self.trace: list[str] = []

    def result(self) -> Result:
        if self.case.at is not None:
            self.act()
        elif self.case.ask is not None:
            self.ask()
        else:
            self.look()
        return Result(self.case.mark, self.case.zh, tuple(self.faults), tuple(self.trace if self.faults else ()))

    def expect(self, what: str, expected: Any, got: Any) -> None:
        if str(expected) != str(got):
            self.faults.append(Fault(what, str(expected), str(got)))

    # ---------------------------------------------------------- an act

    def act(self) -> None:
        case, pack = self.case, self.pack
        subject = subject_of(case, self.file, pack)
        decision = decide(
            pack, subject, act_of(case, subject, self.file, pack), self.calendar, self.file.bench, sealed=False
        )
        self.trace += _told(decision)
        if case.expect is not None:
            self.expect("结果", case.expect, decision.outcome.value)
        self.findings(decision)
        if case.lacks is not None:
            lacks = {name for finding in decision.against for name in (*finding.lacks, *finding.missing_papers)}
            self.expect("还缺", "、".join(sorted(case.lacks)), "、".join(sorted(lacks)))
        if case.next_state is not None:
            after = decision.effects[0].after if decision.effects else decision.next_state
            self.expect("办后状态", case.next_state, after)
        for name, expected in case.tables.items():
            found = next((view for view in decision.tables if view.id == name), None)
            self.expect(f"表 {name}", _flat(expected), _table(found) if found else "没有用到")
        if case.expect_duties:
            now = duties(pack, subject, self.file.on, self.calendar, self.file.bench)
            self.duties((*decision.duties_opened, *decision.duties_closed, *now))

    def findings(self, decision: Decision) -> None:
        found: dict[str, Finding] = {finding.id: finding for finding in decision.findings}
        for name, expected in self.case.findings.items():
            got = (
                found[name].truth.value
                if name in found
                else Truth.NOT_APPLICABLE.value
                if self.is_rule(name)
                else "没有"
            )
            self.expect(f"规则 {name}", expected, got)
        for name, day in self.case.opens_on.items():
            self.expect(f"规则 {name} 何日起可办", day, found[name].opens_on if name in found else "没有")

    def is_rule(self, name: str) -> bool:
        return name in self.pack.rules and self.case.at in self.pack.rules[name].at

    # ---------------------------------------------------------- a table or derived fact

    def ask(self) -> None:
        case, pack, file = self.case, self.pack, self.file
        name = case.ask
        subject = perspective(pack, case, file)
        ctx = Context(pack, subject, file.on, {}, file.bench, self.calendar)
        table = pack.tables.get(name.partition(".")[0])
        if table is not None:
            view = evaluate(pack, table, ctx)
            self.trace += [f"{test.source}：{test.truth.value} {dict(test.values)}" for test in view.tests]
            self.expect(f"表 {name}", _flat(case.expect), _column(view, name))
            lacks = view.lacks
        else:
            value = value_of(ctx, name)
            self.expect(name, self.literal(name, case.expect), _value(value))
            lacks = tuple(sorted(value.facts)) if isinstance(value, Unknown) else ()
        if case.lacks is not None:
            self.expect("还缺", "、".join(sorted(case.lacks)), "、".join(lacks))

    def literal(self, name: str, expected: Any) -> str:
        """The expected value in its canonical text, so that 1000万元 and 0.1亿元 are the same."""
        found = self.pack.derived.get(name) or self.pack.parameters.get(name)
        if expected in ("unknown", "absent", "needs_ruling") or found is None or found.type in self.pack.types:
            return str(expected)
        try:
            return format_literal(parse_literal(found.type, str(expected)))
        except ValueError as wrong:
            raise FactsError("expect", str(wrong), "改正期望的值") from None

    # ---------------------------------------------------------- a day

    def look(self) -> None:
        """The situation on a day: duties, bars, tables, and what may be done."""
        seen = situation(self.pack, self.file.project, self.file.on, self.calendar, self.file.bench)
        self.duties(seen.duties)
        for name, expected in self.case.tables.items():
            view = next((view for view in seen.tables if view.id == name), None)
            self.expect(f"表 {name}", _flat(expected), _table(view) if view else "没有")
        for name, expected in self.case.bars.items():
            bar = next((bar for bar in seen.bars if bar.id == name), None)
            self.expect(f"限制 {name}", expected, "none" if bar is None else bar.until or "open")
        for name, expected in self.case.actions.items():
            view_of = [view.decision.outcome.value for view in seen.actions if view.action == name]
            self.expect(f"动作 {name}", expected, view_of[0] if view_of else "没有")

    def duties(self, seen: tuple[DutyView, ...]) -> None:
        for name, expected in self.case.expect_duties.items():
            found = [duty for duty in seen if duty.id == name]
            self.trace += [f"{d.key}：{d.status}，到期 {d.due.on}，{d.due.zh}" for d in found]
            if isinstance(expected, (list, tuple)):
                self.expect(f"义务 {name} 的项数", len(expected), len(found))
                for one, duty in zip(expected, found, strict=False):
                    self.duty(duty, one)
            elif expected == "none":
                self.expect(f"义务 {name}", "none", found[0].status if found else "none")
            else:
                self.duty(found[0] if found else None, expected, name)

    def duty(self, duty: DutyView | None, expected: Any, name: str = "") -> None:
        if duty is None:
            self.expect(f"义务 {name}", expected, "没有")
            return
        wanted = expected if isinstance(expected, Mapping) else {"status": expected}
        seen = {
            "status": duty.status,
            "due": "undated" if duty.due.undated else duty.due.on,
            "latest": duty.due.latest,
            "provisional": "yes" if duty.due.provisional else "no",
            "opened_on": duty.opened_on,
            "done_on": duty.done_on,
            "who": duty.who,
            "remind_on": duty.remind_on,
            "level": duty.level,
            "to": "|".join(duty.to),
        }
        for key, value in wanted.items():
            if key not in seen:
                raise FactsError(f"expect_duties.{duty.id}.{key}", "没有这一项", f"可用：{'、'.join(seen)}")
            self.expect(f"义务 {duty.id} 的 {key}", value, seen[str(key)])


def _value(value: Any) -> str:
    if isinstance(value, Unknown):
        return "needs_ruling" if value.rulings and not value.facts else "unknown"
    if value is ABSENT or value is None:
        return "absent"
    return value.isoformat() if isinstance(value, date) else format_literal(value)


def _table(view: TableView) -> str:
    if view.value is None:
        return "unknown" if view.lacks else "needs_ruling"
    return _flat(view.value)


def _column(view: TableView, name: str) -> str:
    """One column where the case asks for `berth.class`, else the whole value."""
    column = name.partition(".")[2]
    return str(view.value.get(column)) if column and isinstance(view.value, dict) else _table(view)


def _flat(value: Any) -> str:
    if isinstance(value, Mapping):
        return "，".join(f"{key}: {word}" for key, word in sorted(value.items()))
    return str(value)


def _told(decision: Decision) -> Iterator[str]:
    """What the decision says, its unmet findings first."""
    yield f"结果 {decision.outcome.value}"
    for finding in sorted(decision.findings, key=lambda f: f.truth is Truth.MET):
        if finding.truth in (Truth.MET, Truth.NOT_APPLICABLE) and finding.kind != "rule":
            continue
        yield f"{finding.truth.value} {finding.kind} {finding.id}：{finding.say}"
        for test in finding.tests:
            yield f"  {test.source}：{test.truth.value} {dict(test.values)} {'、'.join(test.lacks)}".rstrip()
