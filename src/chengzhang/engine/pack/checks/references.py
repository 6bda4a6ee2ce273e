"""Whatever one entry names in another must exist (section 7.7), and what is declared must be used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chengzhang.engine.pack.checks.site import Site, touched_at
from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.errors import did_you_mean
from chengzhang.engine.pack.meta import Meta
from chengzhang.engine.pack.model import Duty, Residual, Rule, Scope, SubjectDef, Table


@dataclass(frozen=True, slots=True)
class Reference:
    """`target`: act, role or a section; `at`: where it is written."""

    target: str
    name: str | None
    at: object
    by: str  # who refers, for the sentence


LABELS = {
    "act": "动作",
    "role": "角色",
    "papers": "材料",
    "forms": "表单",
    "questions": "问题",
    "parameters": "参数",
    "duties": "义务",
    "subject_types": "主体",
    "tables": "表",
    "rules": "规则",
}


def check_references(draft: Draft, meta: Meta, scope: Scope, residual: Residual | None, found: list[Site]) -> None:
    """Every reference resolves; every paper, form and question is referred to."""
    references = list(_all(draft, meta, scope, residual))
    acts = actions_of(draft)
    for reference in references:
        _check(reference, draft, acts)
    _check_use(draft, references, found)


def actions_of(draft: Draft) -> set[str]:
    """Ids of all acts, soundly read or not."""
    read = {action.id for subject in draft.subjects.values() for action in subject.actions.values()}
    return read | draft.broken.get("actions", set())


def _check(reference: Reference, draft: Draft, acts: set[str]) -> None:
    name, target = reference.name, reference.target
    if name is None:
        return
    if target == "act":
        if name in acts or name.partition(".")[0] in draft.broken.get("subjects", ()):
            return
        do = did_you_mean(name, acts, "核对拼写，或在 subjects 里写上这个动作")
    elif target == "role":
        if name == "system" or draft.has("roles", name) or _role_column(name, draft):
            return
        if name in draft.role_names:
            draft.faults.add(
                "role.holder", reference.at, f"{reference.by}里的角色“{name}”没有担任者", f"在 roles.yaml 里写上 {name}"
            )
            return
        do = did_you_mean(name, draft.roles, "在 roles.yaml 里写上它")
    else:
        if draft.has(target, name):
            return
        do = did_you_mean(name, getattr(draft, target), f"核对拼写，或在 {target} 里写上它")
    draft.faults.add("name.unknown", reference.at, f"{reference.by}提到的{LABELS[target]}“{name}”不存在", do)


def _role_column(name: str, draft: Draft) -> bool:
    """`berth.seen_by`: a table's column whose words are roles."""
    table, _, column = name.rpartition(".")
    return table in draft.tables and draft.tables[table].types.get(column) == "role"


def _refs(target: str, names: Iterable[str | None], at: object, by: str) -> Iterator[Reference]:
    for name in names:
        yield Reference(target, name, getattr(name, "mark", None) or at, by)


def _all(draft: Draft, meta: Meta, scope: Scope, residual: Residual | None) -> Iterator[Reference]:
    for rule in draft.rules.values():
        yield from _of_rule(rule)
    for table in (*draft.tables.values(), *(r.holder for r in draft.roles.values())):
        if isinstance(table, Table):
            yield from _of_table(table)
    for subject in draft.subjects.values():
        yield from _of_subject(subject)
    for duty in draft.duties.values():
        yield from _of_duty(duty)
    yield from _of_the_rest(draft, meta, residual)


def _of_rule(rule: Rule) -> Iterator[Reference]:
    by = f"规则“{rule.id}”"
    yield from _refs("act", rule.at, rule.mark, by)
    yield from _refs("papers", (paper.paper for paper in rule.papers), rule.mark, by)
    yield from _refs("papers", [rule.makes], rule.mark, by)
    yield from _refs("questions", [rule.question], rule.mark, by)
    yield from _refs("role", [rule.judged_by], rule.mark, by)
    yield from _refs("act", [rule.mend], rule.mark, by)
    if isinstance(rule.more, str):
        yield from _refs("parameters", [rule.more], rule.mark, by)
    if rule.lift is not None:
        yield from _refs("role", [rule.lift.by if rule.lift.by != "unnamed" else None], rule.mark, by)
        yield from _refs("papers", [rule.lift.paper, rule.lift.makes], rule.mark, by)
        yield from _refs("questions", [rule.lift.question], rule.mark, by)


def _of_table(table: Table) -> Iterator[Reference]:
    by = f"表“{table.id}”"
    yield from _refs("questions", [table.question], table.mark, by)
    for row in table.rows:
        yield from _refs("questions", [row.question, row.ask], row.mark, by)


def _of_subject(subject: SubjectDef) -> Iterator[Reference]:
    for action in subject.actions.values():
        by, at = f"动作“{action.id}”", action.mark
        yield from _refs("role", [action.by, action.entered_by, action.addressed_to], at, by)
        yield from _refs("role", (party.role for party in action.with_), at, by)
        yield from _refs("forms", [action.form], at, by)
        yield from _refs("papers", (*action.papers, *action.makes), at, by)
        yield from _refs("act", (follow.act for follow in action.then), at, by)
        yield from _refs("act", (*action.only_through, *action.apart_from), at, by)
        yield from _refs("questions", [action.question], at, by)
        for bar in action.raises:
            yield from _refs("act", (*bar.stops, *bar.ends), at, by)
            yield from _refs("subject_types", [bar.holder], at, by)
    for lapse in subject.lapses:
        yield from _refs("questions", [lapse.question], subject.mark, f"主体“{subject.id}”的失效")


def _of_duty(duty: Duty) -> Iterator[Reference]:
    by, at = f"义务“{duty.id}”", duty.mark
    yield from _refs("subject_types", [duty.of], at, by)
    yield from _refs("role", [duty.who, *duty.to], at, by)
    yield from _refs("act", (opening.act for opening in duty.opens), at, by)
    yield from _refs("act", (*duty.done_by, *duty.drops), at, by)
    yield from _refs("act", (act for pause in duty.pauses for act in (pause.from_act, pause.until_act)), at, by)
    yield from _refs("act", (act for act in (duty.from_, duty.until) if act and "." in act), at, by)
    yield from _refs("questions", [duty.question], at, by)
    if duty.extended_by is not None:
        yield from _refs("act", (*duty.extended_by.grant, duty.extended_by.ask), at, by)
    if duty.late is not None:
        yield from _refs("role", duty.late.notify, at, by)
        yield from _refs("act", [duty.late.may, duty.late.does], at, by)
        yield from _refs("duties", [duty.late.opens], at, by)
    if duty.stops is not None:
        yield from _refs("act", duty.stops[0], at, by)


def _of_the_rest(draft: Draft, meta: Meta, residual: Residual | None) -> Iterator[Reference]:
    for paper in draft.papers.values():
        by = f"材料“{paper.id}”"
        yield from _refs("subject_types", [paper.of], paper.mark, by)
        yield from _refs("forms", [paper.form], paper.mark, by)
        yield from _refs("role", [paper.gives, paper.takes], paper.mark, by)
        yield from _refs("papers", [paper.or_], paper.mark, by)
    for parameter in draft.parameters.values():
        by = f"参数“{parameter.id}”"
        yield from _refs("questions", [parameter.question], parameter.mark, by)
        if parameter.by is not None:
            target = "questions" if parameter.by[0] == "question" else "role"
            yield from _refs(target, [parameter.by[1]], parameter.mark, by)
        if parameter.type == "set of papers" and isinstance(parameter.value, frozenset):
            yield from _refs("papers", sorted(parameter.value), parameter.mark, by)
    for question in draft.questions.values():
        yield from _refs("role", question.who, question.mark, f"问题“{question.id}”")
    for fact in draft.derived.values():
        yield from _refs("questions", [fact.question], fact.mark, f"推导事实“{fact.name}”")
        yield from _refs("subject_types", [fact.over], fact.mark, f"推导事实“{fact.name}”")
    for role in draft.roles.values():
        yield from _refs("subject_types", (r for r in role.reads if r != "all"), role.mark, f"角色“{role.id}”")
        yield from _refs("role", (r for r in role.apart_from if r != "unit"), role.mark, f"角色“{role.id}”")
    for indicator in draft.indicators.values():
        yield from _refs("subject_types", [indicator.of], indicator.mark, f"指标“{indicator.id}”")
    yield from _of_meta(meta)
    if residual is not None:
        yield from _refs("questions", [residual.question], None, "residual.yaml ")


def _of_meta(meta: Meta) -> Iterator[Reference]:
    by, at = "pack.yaml ", meta.place
    yield from _refs("questions", (edge.question for edge in meta.lineage), at, by)
    yield from _refs("questions", [meta.calendar.question], at, by)
    yield from _refs("questions", (keep.question for keep in meta.transition), at, by)
    yield from _refs("subject_types", (keep.keep for keep in meta.transition), at, by)
    yield from _refs("questions", (conflict.question for conflict in meta.conflicts), at, by)
    yield from _refs("rules", (rule for conflict in meta.conflicts for rule in conflict.rules), at, by)
    yield from _refs("role", meta.silent.values(), at, by)
    yield from _refs("role", (role for measure in meta.measures.values() for role in measure.interpreters), at, by)


def _check_use(draft: Draft, references: list[Reference], found: list[Site]) -> None:
    """A paper nobody asks for, a form nobody fills, a question nothing rests on: dead, or a name misspelt elsewhere.

    Not said while entries are broken that may refer to them.
    """
    if any(draft.broken.values()):
        return
    used: dict[str, set[str]] = {}
    for reference in references:
        if reference.name is not None:
            used.setdefault(reference.target, set()).add(reference.name)
    for site in found:
        names = touched_at(site)
        used.setdefault("papers", set()).update(names.papers)
        used.setdefault("questions", set()).update(names.questions)
    for section, do in (
        ("papers", "在规则的 papers、动作的 papers 或 makes 里写上它，或删去"),
        ("forms", "在动作的 form 里写上它，或删去"),
        ("questions", "在依据它的规则、表、义务、动作或参数里写 question，或删去"),
    ):
        for name, entry in getattr(draft, section).items():
            if name not in used.get(section, ()):
                draft.faults.add("entry.unused", entry.mark, f"{LABELS[section]}“{name}”没有用在任何地方", do)
