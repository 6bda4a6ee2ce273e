"""One pack's column of a comparison: what it says, stage by stage, of a project of which nothing has happened yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from chengzhang.engine.case import Subject
from chengzhang.engine.clock import Calendar
from chengzhang.engine.deciding.holders import organisations
from chengzhang.engine.decision import Citation, Finding, Outcome, Truth
from chengzhang.engine.facts_file import read_case
from chengzhang.engine.pack.compare_facts import Comparing, Stage, Told
from chengzhang.engine.pack.diff_aspects import INTERVALS, PARTS, name_zh, value_zh, who_zh
from chengzhang.engine.pack.diff_meaning import said_moment
from chengzhang.engine.pack.model import Action, Duty, Opening, Pack, Rule, Table
from chengzhang.engine.rules.ast import ALWAYS, Call, Compare, Literal, Name, Shifted, Tree, Within
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.names import Scope, Unresolved
from chengzhang.engine.rules.run import compile_tree
from chengzhang.engine.rules.tables import evaluate
from chengzhang.engine.rules.touch import leaves, touched
from chengzhang.engine.situation import ActionView, Situation, situation
from chengzhang.engine.values import zh_range

TOPICS = ("谁办", "要交", "期限", "先要满足")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said in a cell. `unknown`: whether it applies hangs on a fact that was not given."""

    say: str
    cite: tuple[Citation, ...]
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """state: said | silent (this measure has nothing here) | outside (it doesn't apply) | unknown."""

    state: str
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """Which pack, and what it was told in other words."""

    pack: str
    release: str
    zh: str
    measure: str
    number: str | None
    draft: bool
    notes: tuple[str, ...]


class Side:
    """One pack with the project as it was told."""

    def __init__(self, pack: Pack, told_here: Told, on: date, calendar: Calendar | None, how: Comparing) -> None:
        case = read_case(pack, {"facts": told_here.facts, "subjects": _between(pack)}, on)
        first = next(iter(pack.measures.values()))
        self.pack, self.project, self.how = pack, case.project, how
        self.context = Context(pack, case.project, on, None, case.bench, calendar)
        self.found: Situation = situation(pack, case.project, on, calendar, case.bench)
        self.column = Column(
            pack.id, pack.release, pack.zh, first.title, first.number, pack.status == "draft", told_here.notes
        )
        scope = next((view for view in self.found.tables if pack.scope.table and view.id == pack.scope.table.id), None)
        self.scope = scope
        value = scope.value if scope else "full"
        track = pack.scope.tracks.get(value) if isinstance(value, str) else None
        self.applies = "unknown" if value is None else "outside" if track and not track.subjects else "said"

    # ---------------------------------------------------------- scope and routes

    def track(self) -> Cell:
        if self.scope is None:
            return Cell("silent")
        lacks = "、".join(name_zh(self.pack, name) for name in self.scope.lacks) or "口径"
        say = self.scope.value_zh or f"不清楚，还缺：{lacks}"
        return Cell("said", (Line(say, self.scope.cite, self.scope.value is None),))

    def routes(self) -> Cell:
        """The tables that follow from facts of the project alone, each with the row that spoke."""
        if self.applies != "said":
            return Cell(self.applies)
        lines = []
        for view in self.found.tables:
            table = self.pack.tables.get(view.id)
            if table is None or view is self.scope or not self._of_the_project(table):
                continue
            head = "" if "、" in table.zh else f"{table.zh}："
            if view.value is None:
                lacks = "、".join(name_zh(self.pack, name) for name in view.lacks) or "口径"
                words = "、".join(word for column in table.columns.values() for word in column.values())
                lines.append(Line(f"{head or words + '：'}不清楚，还缺：{lacks}", view.cite, True))
            else:
                why = "，".join(test.zh for test in view.tests if test.truth is Truth.MET)
                lines.append(Line(f"{head}{view.value_zh}" + (f"（{why}）" if why else ""), view.cite))
        return _said(lines)

    def _of_the_project(self, table: Table) -> bool:
        """Whether a table rests on what is known of a project before anything is done, and on that only."""
        facts = {f for row in table.rows for f in touched(Scope(self.pack, "project"), row.when).facts}
        owners = {self.pack.facts[name].owner for name in facts}
        return bool(facts) and owners <= {"project", "unit", "authority_office"}

    # ---------------------------------------------------------- stages

    def cell(self, stage: Stage, topic: str) -> Cell:
        if self.applies != "said":
            return Cell(self.applies)
        views = [
            view
            for view in self.found.actions
            if view.action.partition(".")[0] in stage.subjects and self._on_the_way(view)
        ]
        readers = {"谁办": self._who, "要交": self._papers, "期限": self._days, "先要满足": self._conditions}
        return _said(readers[topic](stage, views))

    def _who(self, stage: Stage, views: list[ActionView]) -> Iterator[Line]:
        for view in views:
            action = self.pack.actions[view.action]
            if self._is_main(action):
                parties = "、".join(f"{who_zh(self.pack, p.role)}（{PARTS[p.part]}）" for p in action.with_)
                say = f"{action.zh}：{self._holder(action.by)}" + (f"；{parties}" if parties else "")
                yield Line(say, citations(self.pack, action.cite))

    def _is_main(self, action: Action) -> bool:
        """The step forward: it begins the thing, ends it, asks for papers or brings others in; no return or refusal."""
        if action.reason or action.by == "system" or action.verb in self.how.side_verbs:
            return False
        subject = self.pack.subjects[action.subject]
        to = {action.to, *action.to_words.values()}
        return bool("new" in action.from_states or to & set(subject.ends) or action.papers or action.with_)

    def _holder(self, role: str) -> str:
        """The role, with the body that holds it in this case when a table says which."""
        named = who_zh(self.pack, role)
        defined = self.pack.roles.get(role)
        if defined is None or not isinstance(defined.holder, Table):
            return named
        held = "、".join(sorted(o for o in organisations(role, self.context) if o != "unit"))
        if not held:
            try:
                held = evaluate(self.pack, defined.holder, self.context).value_zh or "不清楚"
            except Unresolved:
                held = ""
        return f"{named}（{held}）" if held else named

    def _papers(self, stage: Stage, views: list[ActionView]) -> Iterator[Line]:
        """Each paper once, whatever number of acts of the stage ask for it."""
        seen: dict[str, Line] = {}
        for view in views:
            for need in view.decision.papers:
                if need.kind != "made" and (need.paper not in seen or seen[need.paper].unknown):
                    say = need.zh + ("（可以声明不适用）" if need.may_skip else "")
                    seen[need.paper] = Line(say, need.cite, need.unknown)
        yield from seen.values()

    def _days(self, stage: Stage, views: list[ActionView]) -> Iterator[Line]:
        acts = {view.action for view in views}
        for window in self.found.windows:
            if acts & set(window.acts):
                yield Line(f"{window.zh}：{zh_range(window.opens_on, window.closes_on)}", window.cite)
        for duty in self.pack.duties.values():
            verdict = self._owed(duty)
            if self._is_of(duty, stage) and verdict is not False:
                yield Line(self._duty(duty), citations(self.pack, duty.cite), verdict is None)
        for _, rule, finding in self._rules(views):
            if counts_days(self.pack, rule):
                yield Line(finding.say, finding.cite, finding.truth is Truth.UNKNOWN and not finding.awaits_form)

    def _is_of(self, duty: Duty, stage: Stage) -> bool:
        """A duty stands where it is fulfilled; one that no act fulfils, where it is owed."""
        kinds = [act.partition(".")[0] for act in duty.done_by[:1]] or [duty.of]
        return kinds[0] in stage.subjects

    def _owed(self, duty: Duty) -> bool | None:
        """Whether this project could come to owe it; None where that hangs on a fact that was not given."""
        if not self._lives_here(duty.of):
            return False
        ways = [self._opens(opening) for opening in duty.opens] or [True]
        opened = True if True in ways else None if None in ways else False
        only = self._holds(duty.of, duty.only)
        return False if False in (opened, only) else None if None in (opened, only) else True

    def _opens(self, opening: Opening) -> bool | None:
        """What only the act itself will say doesn't stand against the opening: just facts of the project do."""
        kind = opening.act.partition(".")[0]
        if not self._lives_here(kind):
            return False
        known = touched(Scope(self.pack, kind), opening.when)
        owners = {self.pack.facts[name].owner for name in known.facts}
        if known.states or known.fields or known.duties or not owners <= {"project", "unit"}:
            return True
        return self._holds(kind, opening.when)

    def _duty(self, duty: Duty) -> str:
        due = said_moment(self.pack, (duty.of,), duty.due) if duty.due is not None else ""
        if duty.every is not None:
            often = name_zh(self.pack, duty.every.text) if isinstance(duty.every, Name) else ""
            often = often or INTERVALS.get(str(duty.every)) or f"每{value_zh(duty.every)}"
            due = f"{often}，{due}" if due else often
        return f"{duty.say}（{who_zh(self.pack, duty.who)}" + (f"；{due}）" if due else "）")

    def _conditions(self, stage: Stage, views: list[ActionView]) -> Iterator[Line]:
        """What must come first: the rules that stand against an act of a project of which nothing has happened yet."""
        for view, rule, finding in self._rules(views):
            waits = rule.require is not None and not counts_days(self.pack, rule)
            if waits and finding.truth in (Truth.UNMET, Truth.UNKNOWN) and finding.level != "advise":
                level = "原则上：" if finding.level == "in_principle" else ""
                unknown = finding.truth is Truth.UNKNOWN and not finding.awaits_form and bool(finding.lacks)
                yield Line(f"{level}{finding.say}（{view.zh}前）", finding.cite, unknown)

    def _on_the_way(self, view: ActionView) -> bool:
        """Whether this project could ever come to this act; the other route of a table is not its way."""
        if view.decision.outcome is Outcome.OUT_OF_SCOPE:
            return False
        unmet = [f.id for f in view.decision.findings if f.truth is Truth.UNMET and f.level == "must"]
        return not any(self._is_settled(self.pack.rules[id]) for id in unmet if id in self.pack.rules)

    def _is_settled(self, rule: Rule) -> bool:
        """Whether what was told of the project alone stands against a rule: then nothing that happens will mend it."""
        kind = self.pack.actions[rule.at[0]].subject
        if rule.require is None or self._holds(kind, rule.require) is not False:
            return False
        known = touched(Scope(self.pack, kind), rule.require)
        if known.states or known.fields or known.duties or known.papers:
            return False
        facts = [self.pack.facts[name] for name in known.facts]
        return bool(facts) and all(f.source == "declared" and f.owner in ("project", "unit") for f in facts)

    def _rules(self, views: Iterable[ActionView]) -> Iterator[tuple[ActionView, Rule, Finding]]:
        """The rules that apply at these acts, each once, at the first act that meets it."""
        seen: set[str] = set()
        for view in views:
            for finding in view.decision.findings:
                rule = self.pack.rules.get(finding.id) if finding.kind in ("rule", "papers") else None
                if rule is not None and rule.id not in seen and finding.truth is not Truth.NOT_APPLICABLE:
                    seen.add(rule.id)
                    yield view, rule, finding

    def _lives_here(self, kind: str) -> bool:
        """Whether this kind of subject exists on the project's track."""
        value = self.scope.value if self.scope else None
        track = self.pack.scope.tracks.get(value) if isinstance(value, str) else None
        return track is None or (("all" in track.subjects or kind in track.subjects) and kind not in track.except_)

    def _holds(self, kind: str, tree: Tree) -> bool | None:
        """Whether a condition holds of this project, seen from a new subject of the kind; None = not known."""
        if tree == ALWAYS:
            return True
        at = self.project if kind == "project" else Subject(kind, parent=self.project)
        here = Context(self.pack, at, self.context.on, None, self.context.bench, self.context.calendar)
        try:
            verdict = compile_tree(self.pack, kind, tree).verdict(here)
        except (Unresolved, KeyError):
            return None
        return verdict if isinstance(verdict, bool) else None


def _between(pack: Pack) -> list[dict[str, str]]:
    """One of each thing that stands between the project and others of its things, so that these can be asked about."""
    parents = {subject.parent or pack.subject_types[subject.id].parent for subject in pack.subjects.values()}
    below = [kind for kind in pack.subject_types if kind in parents and _is_below_project(pack, kind)]
    return [{"subject": kind, "id": f"{kind}-1"} for kind in below]


def _is_below_project(pack: Pack, kind: str) -> bool:
    return pack.subject_types[kind].parent == "project"


def _said(lines: Iterable[Line]) -> Cell:
    listed = tuple(dict.fromkeys(lines))
    return Cell("said", listed) if listed else Cell("silent")


def counts_days(pack: Pack, rule: Rule) -> bool:
    """Whether a rule sets a time: a window, a period or a day."""
    if rule.not_before is not None:
        return True
    for test in leaves(rule.require) if rule.require is not None else ():
        match test:
            case Within():
                return True
            case Compare(left, _, right):
                parts = [p for side in (left, right) for p in (side.args if isinstance(side, Call) else (side,))]
                if any(isinstance(part, Shifted) for part in parts):
                    return True
                if isinstance(right, Literal) and right.type in ("date", "month_day", "period"):
                    return True
    return False
