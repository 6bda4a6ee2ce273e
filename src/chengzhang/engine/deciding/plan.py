"""What an act asks, read off a pack once: its rules compiled, its questions, papers, bars and duties in reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from chengzhang.engine.deciding.places import lineage
from chengzhang.engine.deciding.seen import Seen
from chengzhang.engine.decision import Citation, Finding, TableView
from chengzhang.engine.pack.model import Action, Bar, Duty, Form, Pack, Rule, RulePaper, Table
from chengzhang.engine.rules.ast import ALWAYS, Moment, Tree
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.gate import Gate, compile_gate
from chengzhang.engine.rules.run import Compiled, library_of
from chengzhang.engine.rules.tables import evaluate
from chengzhang.engine.rules.touch import Touched, touched_by_moment

_KEPT = 32


@dataclass(slots=True)
class PaperPlan:
    """A paper a rule asks for; `when` None = always."""

    ask: RulePaper
    when: Compiled | None
    cite: tuple[Citation, ...]


@dataclass(slots=True)
class RulePlan:
    rule: Rule
    when: Compiled | None
    require: Compiled | None
    papers: tuple[PaperPlan, ...]
    cite: tuple[Citation, ...]
    touched: Touched
    simple: bool  # nothing but `when` and `require`
    seen: Seen[Finding] | None  # findings of a simple rule that came out met, by the values it saw


@dataclass(slots=True)
class TablePlan:
    """A table as an act's subject sees it."""

    table: Table
    seen: Seen[TableView] | None

    def view(self, ctx: Context) -> TableView:
        """Its value on the case, with citation and trace."""
        if self.seen is None:
            return evaluate(ctx.pack, self.table, ctx)
        return self.seen.get(ctx, lambda: evaluate(ctx.pack, self.table, ctx))


@dataclass(slots=True)
class ActionPlan:
    pack: Pack
    action: Action
    kind: str
    form: Form | None
    cite: tuple[Citation, ...]
    rules: tuple[RulePlan, ...]
    touched: Touched
    gate: Gate  # `when`, `require` of each rule in order
    bars: tuple[tuple[Action, Bar], ...]  # that may stop this act
    stops: tuple[Duty, ...]  # duties that stop this act while open or late
    windows: tuple[Duty, ...]  # duties done by this act that have an opening day
    lapsing: tuple[str, ...]  # kinds the act is done to or asks about, whose states end by the clock
    tables: tuple[TablePlan, ...]
    track: TablePlan | None  # where the act's subject is a project's
    reads_papers: bool
    supplies: frozenset[str]  # what the form gives: full names of declared facts, and `form.x`
    duties: frozenset[str] = frozenset()  # that the act may touch
    questions: tuple[str, ...] = ()
    cache: dict[object, object] = field(default_factory=dict)


@dataclass(slots=True)
class PackPlan:
    """The plans of one pack. `sources`: fact -> acts that record or declare it; `leaving`: (kind, state) -> acts."""

    pack: Pack
    actions: dict[str, Action]
    plans: dict[str, ActionPlan] = field(default_factory=dict)
    leaving: dict[tuple[str, str], tuple[Action, ...]] = field(default_factory=dict)
    sources: dict[str, tuple[str, ...]] = field(default_factory=dict)
    asked: dict[str, tuple[str, dict[str, object]]] = field(
        default_factory=dict
    )  # a row's own question -> table, readings
    touching: dict[str, frozenset[str]] = field(default_factory=dict)  # act -> duties
    views: dict[tuple[str, str], TablePlan] = field(default_factory=dict)  # (table, kind of subject)

    def of(self, action: str) -> ActionPlan:
        found = self.plans.get(action)
        if found is None:
            found = self.plans[action] = _plan(self, self.actions[action])
        return found


_plans: dict[int, PackPlan] = {}


def plan_of(pack: Pack) -> PackPlan:
    """The plan of a pack, made on first use and kept while the pack is among the last used."""
    found = _plans.get(id(pack))
    if found is None or found.pack is not pack:
        while len(_plans) >= _KEPT:
            _plans.pop(next(iter(_plans)), None)
        found = _plans[id(pack)] = _read(pack)
    return found


def _read(pack: Pack) -> PackPlan:
    from chengzhang.engine.deciding.touching import duties_touched

    plan = PackPlan(pack, pack.actions)
    for action in plan.actions.values():
        for state in action.from_states:
            plan.leaving[action.subject, state] = (*plan.leaving.get((action.subject, state), ()), action)
        for name in facts_of(pack, action):
            plan.sources[name] = (*plan.sources.get(name, ()), action.id)
    for table in pack.tables.values():
        for row in table.rows:
            if row.ask is not None and row.ask not in pack.questions:
                plan.asked[row.ask] = (table.id, dict(row.readings))
    plan.touching = duties_touched(pack, plan.actions)
    return plan


def facts_of(pack: Pack, action: Action) -> Iterable[str]:
    """The full names of the facts that an act records or that its form declares."""
    for key in action.sets:
        yield next(
            (f.name for f in pack.facts.values() if f.owner == action.subject and f.key == key),
            f"{action.subject}.{key}",
        )
    for field_ in pack.forms[action.form].fields if action.form in pack.forms else ():
        if field_.fact in pack.facts and pack.facts[field_.fact].source == "declared":
            yield field_.fact


def _plan(whole: PackPlan, action: Action) -> ActionPlan:
    pack = whole.pack
    forms = (action.form,) if action.form else None
    rules = tuple(_rule_plan(pack, rule, action.subject, forms) for rule in pack.rules.values() if action.id in rule.at)
    all_touched = _joined([plan.touched for plan in rules])
    trees = [tree for plan in rules for tree in (plan.rule.when, plan.rule.require or ALWAYS)]
    form = pack.forms.get(action.form or "")
    supplies = {f"form.{f.id}" for f in form.fields} | {f.fact for f in form.fields if f.fact} if form else set()
    questions = {q for plan in rules for q in _questions_of(plan)} | all_touched.questions
    questions |= {action.question} if action.question else set()
    bars = tuple((a, bar) for a in whole.actions.values() for bar in a.raises if action.id in bar.stops)
    return ActionPlan(
        pack=pack,
        action=action,
        kind=action.subject,
        form=form,
        cite=citations(pack, action.cite),
        rules=rules,
        touched=all_touched,
        gate=compile_gate(pack, action.subject, trees, forms),
        bars=bars,
        stops=tuple(d for d in pack.duties.values() if d.stops is not None and action.id in d.stops[0]),
        windows=tuple(d for d in pack.duties.values() if d.window is not None and action.id in d.done_by),
        lapsing=tuple(
            k for k in sorted({action.subject} | all_touched.states) if k in pack.subjects and pack.subjects[k].lapses
        ),
        tables=tuple(
            _table_plan(whole, pack.tables[t], action.subject) for t in sorted(all_touched.tables) if t in pack.tables
        ),
        track=_table_plan(whole, pack.scope.table, action.subject) if _on_a_track(pack, action.subject) else None,
        reads_papers=bool(all_touched.papers),
        supplies=frozenset(supplies),
        duties=whole.touching.get(action.id, frozenset()),
        questions=tuple(sorted(questions)),
    )


def _rule_plan(pack: Pack, rule: Rule, kind: str, forms: tuple[str, ...] | None) -> RulePlan:
    library = library_of(pack)

    def compiled(tree: Tree | None) -> Compiled | None:
        return None if tree is None or tree == ALWAYS else library.compiled(kind, tree, forms)

    papers = tuple(PaperPlan(p, compiled(p.when), citations(pack, p.cite or rule.cite)) for p in rule.papers)
    when, require = compiled(rule.when), compiled(rule.require)
    parts = [c.touches for c in (when, require, *(p.when for p in papers)) if c is not None]
    parts += [_moment_touched(pack, kind, forms, rule.not_before)] if rule.not_before is not None else []
    if rule.lift is not None and rule.lift.when != ALWAYS:
        parts.append(library.compiled(kind, rule.lift.when, forms).touches)
    simple = not papers and rule.not_before is None and rule.judged_by is None and not rule.more and not rule.reading
    seen: Seen[Finding] | None = Seen.of([require]) if simple and require is not None else None
    return RulePlan(rule, when, require, papers, citations(pack, rule.cite), _joined(parts), simple, seen)


def _on_a_track(pack: Pack, kind: str) -> bool:
    return pack.scope.table is not None and "project" in lineage(pack, kind)


def _table_plan(whole: PackPlan, table: Table | None, kind: str) -> TablePlan:
    """One for all acts on a kind of subject: what a table said at one act, it says at the next."""
    assert table is not None
    found = whole.views.get((table.id, kind))
    if found is None or found.table is not table:
        found = whole.views[table.id, kind] = _table_plan_anew(whole.pack, table, kind)
    return found


def _table_plan_anew(pack: Pack, table: Table, kind: str) -> TablePlan:
    asks = any(row.ask is not None for row in table.rows)
    rows = [library_of(pack).compiled(kind, row.when) for row in table.rows]
    return TablePlan(table, None if asks else Seen.of(rows))


def _moment_touched(pack: Pack, kind: str, forms: tuple[str, ...] | None, moment: Moment) -> Touched:
    return touched_by_moment(library_of(pack).scope(kind, forms), moment)


def _questions_of(plan: RulePlan) -> set[str]:
    own = {plan.rule.question, plan.rule.lift.question if plan.rule.lift else None} - {None}
    return plan.touched.questions | {q for q in own if q is not None}


def _joined(parts: Iterable[Touched]) -> Touched:
    found = Touched()
    for part in parts:
        for name in ("facts", "states", "fields", "parameters", "questions", "derived", "tables", "duties", "papers"):
            getattr(found, name).update(getattr(part, name))
    return found
