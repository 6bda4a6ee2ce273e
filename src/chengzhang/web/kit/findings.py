"""Findings as a person reads them: grouped into 差, 不清楚, 原则上, 提示 and 满足, each with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from chengzhang.engine.decision import Citation, Decision, Finding, PaperNeed, Truth
from chengzhang.engine.pack.model import Pack

from .standing import awaited, requirement, short
from .written import day


@dataclass(frozen=True)
class Fix:
    """The way out: a label and the page where it is mended; without a page, who or what one waits for."""

    zh: str
    url: str = ""


@dataclass(frozen=True)
class FindingRow:
    finding: Finding
    mark: str  # met | lacking | unknown | principle | notice
    say: str
    details: tuple[str, ...]
    fix: Fix | None

    @property
    def cite(self) -> tuple[Citation, ...]:
        return self.finding.cite


@dataclass(frozen=True)
class Group:
    mark: str
    zh: str
    note: str
    rows: tuple[FindingRow, ...]
    folded: bool = False


class Mender(Protocol):
    """Knows, for a finding of this page, where it is mended."""

    def __call__(self, finding: Finding) -> Fix | None: ...


GROUPS = (
    ("lacking", "差", ""),
    ("unknown", "不清楚", "缺事实，不等于不满足"),
    ("principle", "原则上", "默认不通过，有权的人写明理由可以放行"),
    ("notice", "提示", "不挡办理"),
    ("met", "已满足", ""),
)


def groups(decision: Decision, pack: Pack, mend: Mender, skip: frozenset[str] = frozenset()) -> list[Group]:
    """Every finding that applies, by group; `skip` = kinds that the page says elsewhere (fields, opinions)."""
    rows = [
        row(finding, decision, pack, mend)
        for finding in decision.findings
        if finding.truth is not Truth.NOT_APPLICABLE and finding.kind not in skip
    ]
    made = []
    for mark, zh, note in GROUPS:
        mine = tuple(r for r in rows if r.mark == mark)
        if mine:
            made.append(Group(mark, zh, note, mine, folded=mark == "met" and len(rows) > len(mine)))
    return made


def mark(finding: Finding) -> str:
    if finding.truth is Truth.MET or finding.lifted:
        return "met"
    if finding.level == "advise":
        return "notice"
    if finding.truth is Truth.UNKNOWN:
        return "unknown"
    return "principle" if finding.level == "in_principle" else "lacking"


def row(finding: Finding, decision: Decision, pack: Pack, mend: Mender) -> FindingRow:
    sort = mark(finding)
    return FindingRow(
        finding,
        sort,
        awaited(finding.say) if finding.kind == "part" else finding.say,
        tuple(_details(finding, sort, decision, pack)),
        None if sort == "met" else mend(finding),
    )


def _details(finding: Finding, sort: str, decision: Decision, pack: Pack) -> list[str]:
    said: list[str] = []
    if sort == "met":
        return (
            ["已放行，理由记在决定上"]
            if finding.lifted
            else [short(t.zh) for t in finding.tests if t.truth is Truth.MET and t.values][:2]
        )
    papers = [paper_name(pack, paper, decision.papers) for paper in finding.missing_papers]
    if papers:
        said.append("差 " + "、".join(papers))
    said += [requirement(t, pack) for t in finding.tests if t.truth is Truth.UNMET]
    lacks = [fact_name(pack, fact) for fact in finding.lacks]
    if lacks:
        said.append("没有填：" + "、".join(dict.fromkeys(lacks)))
    if finding.opens_on:
        said.append(f"{day(finding.opens_on, decision.on)}起可以")
    if sort == "principle":
        who = (
            "条文没有写由谁放行，要先裁定"
            if finding.lift_by in (None, "unnamed")
            else f"可以放行的是{pack.call(finding.lift_by)}"
        )
        said.append(who)
    return said


def paper_name(pack: Pack, paper: str, needs: tuple[PaperNeed, ...] = ()) -> str:
    """A paper's Chinese name; `design.lists` names a part of it."""
    known = next((need.zh for need in needs if need.paper == paper), None)
    if known:
        return known
    head, _, part = paper.partition(".")
    if head not in pack.papers:
        return paper
    whole = pack.papers[head]
    return f"{whole.zh}的{whole.parts.get(part, part)}" if part else whole.zh


def table_name(zh: str) -> str:
    """A table that has no name of its own is called by its words (`甲、乙`); then only its value is worth printing."""
    return "" if "、" in zh else zh


def fact_name(pack: Pack, name: str) -> str:
    """A fact's Chinese name, also of derived facts, tables, parameters and form fields."""
    for kind in (pack.facts, pack.derived, pack.tables, pack.parameters):
        if name in kind:
            return kind[name].zh
    last = name.rpartition(".")[2]
    for form in pack.forms.values():
        for item in form.fields:
            if item.id == last and item.zh:
                return item.zh
    return "一项事实"
