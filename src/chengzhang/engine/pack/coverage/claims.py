"""Who claims which clause: every entry with a citation, with the numbers and the words that stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chengzhang.engine.pack.coverage.atoms import (
    Atom,
    atoms_of_action,
    atoms_of_duty,
    atoms_of_field,
    atoms_of_lapse,
    atoms_of_measure,
    atoms_of_moment,
    atoms_of_parameter,
    atoms_of_party,
    atoms_of_tree,
    counted,
)
from chengzhang.engine.pack.model import Cite, Duty, Field, Pack, Rule, SubjectDef, Table


@dataclass(frozen=True, slots=True)
class Claim:
    """One entry that cites. `kind`: rule, table, duty, action, form ...; `asks`: it asks for papers."""

    kind: str
    id: str
    cite: Cite
    atoms: tuple[Atom, ...] = ()
    words: str = ""
    asks: bool = False

    @property
    def name(self) -> str:
        return f"{self.kind} {self.id}"


def claims(pack: Pack) -> list[Claim]:
    """Every citation of a pack; one entry may make several claims (a row, a party, a column with its own clause)."""
    found = [*_of_rules(pack), *_of_the_rest(pack)]
    return [*found, *_of_parameters(pack, found)]


def _of_rules(pack: Pack) -> Iterator[Claim]:
    for rule in pack.rules.values():
        yield from _of_rule(rule, pack)
    for table in (*pack.tables.values(), *(role.holder for role in pack.roles.values())):
        if isinstance(table, Table):
            yield from _of_table(table, pack)
    for subject in pack.subjects.values():
        yield from _of_subject(subject, pack)
    for duty in pack.duties.values():
        yield from _of_duty(duty, pack)
    for form in pack.forms.values():
        yield Claim("form", form.id, form.cite, (), f"{form.zh} {form.note}")
        for field in form.fields:
            yield from _of_field(form.id, field, pack)


def _of_rule(rule: Rule, pack: Pack) -> Iterator[Claim]:
    atoms = [*atoms_of_tree(rule.when, pack), *atoms_of_tree(rule.require, pack)]
    atoms += atoms_of_moment(rule.not_before, pack, ">=")
    atoms += [atom for paper in rule.papers for atom in atoms_of_tree(paper.when, pack)]
    atoms += counted(len(rule.papers))
    yield Claim("rule", rule.id, rule.cite, tuple(atoms), rule.say, bool(rule.papers))
    for paper in rule.papers:
        if paper.cite:
            yield Claim("rule", rule.id, paper.cite, tuple(atoms_of_tree(paper.when, pack)), asks=True)


def _of_table(table: Table, pack: Pack) -> Iterator[Claim]:
    sizes = [atom for words in table.columns.values() for atom in counted(len(words))]
    everything = [atom for row in table.rows for atom in atoms_of_tree(row.when, pack)]
    yield Claim("table", table.id, table.cite, (*everything, *sizes), table.zh)
    for row in table.rows:
        yield Claim("table", table.id, row.cite, (*atoms_of_tree(row.when, pack), *sizes), row.say)


def _of_subject(subject: SubjectDef, pack: Pack) -> Iterator[Claim]:
    for action in subject.actions.values():
        words = pack.forms[action.form].zh if action.form else ""
        yield Claim("action", action.id, action.cite, tuple(atoms_of_action(action, pack)), f"{action.zh} {words}")
        for party in action.with_:
            yield Claim("action", action.id, party.cite, tuple(atoms_of_party(party)), action.zh)
        for bar in action.raises:
            yield Claim(
                "action", action.id, bar.cite, tuple(atoms_of_moment(bar.until, pack, "<=")), f"{bar.zh} {bar.say}"
            )
    for lapse in subject.lapses:
        yield Claim("action", f"{subject.id} lapses", lapse.cite, tuple(atoms_of_lapse(lapse, pack)))


def _of_duty(duty: Duty, pack: Pack) -> Iterator[Claim]:
    yield Claim("duty", duty.id, duty.cite, tuple(atoms_of_duty(duty, pack)), duty.say)
    for pause in duty.pauses:
        yield Claim("duty", duty.id, pause.cite)
    if duty.late is not None:
        yield Claim("duty", duty.id, duty.late.cite, (), duty.late.say)


def _of_field(form: str, field: Field, pack: Pack) -> Iterator[Claim]:
    yield Claim(
        "form", f"{form}.{field.id}", field.cite, tuple(atoms_of_field(field, pack)), f"{field.zh} {field.help}"
    )
    for column in field.columns:
        yield from _of_field(f"{form}.{field.id}", column, pack)


def _of_the_rest(pack: Pack) -> Iterator[Claim]:
    for paper in pack.papers.values():
        yield Claim("paper", paper.id, paper.cite, counted(len(paper.parts)), " ".join((paper.zh, *paper.also)))
    for indicator in pack.indicators.values():
        yield Claim(
            "indicator", indicator.id, indicator.cite, tuple(atoms_of_tree(indicator.where, pack)), indicator.zh
        )
    for question in pack.questions.values():
        words = " ".join((question.asks, question.because, *(r.zh for r in question.readings.values())))
        yield Claim("question", question.id, question.cite, (), words)
    for fact in pack.derived.values():
        trees = (fact.when, fact.where)
        atoms = [atom for tree in trees for atom in atoms_of_tree(tree, pack)]
        if fact.derivation is not None:
            atoms += atoms_of_moment(fact.derivation.moment, pack, "==")
        yield Claim("fact", fact.name, fact.cite, tuple(atoms), fact.zh)
    for always in pack.always:
        yield Claim("fact", "always", always.cite, tuple(atoms_of_tree(always.test, pack)), always.say)
    for role in pack.roles.values():
        yield Claim("role", role.id, role.cite, (), role.zh)
    yield from _of_meta(pack)


def _of_parameters(pack: Pack, found: Iterable[Claim]) -> Iterator[Claim]:
    ops: dict[str, set[str]] = {}
    for atom in (atom for claim in found for atom in claim.atoms):
        if atom.parameter is not None:
            ops.setdefault(atom.parameter, set()).add(atom.op)
    for parameter in pack.parameters.values():
        atoms = tuple(atoms_of_parameter(parameter, pack, ops.get(parameter.id, ())))
        yield Claim("parameter", parameter.id, parameter.cite, atoms, parameter.zh)


def _of_meta(pack: Pack) -> Iterator[Claim]:
    for measure in pack.measures.values():
        words = f"{measure.title} {measure.number or ''}"
        yield Claim("pack", measure.id, measure.cite, tuple(atoms_of_measure(measure)), words)
    for edge in pack.lineage:
        yield Claim(
            "pack", "lineage", edge.cite, tuple(atoms_of_tree(edge.where, pack)), edge.measure or edge.pack or ""
        )
    for keep in pack.transition:
        yield Claim("pack", "transition", keep.cite, tuple(atoms_of_tree(keep.when, pack)))


def by_clause(found: Iterable[Claim], measure: str) -> dict[str, list[Claim]]:
    """Clause id -> its claims; citations of another measure are left out."""
    index: dict[str, list[Claim]] = {}
    for claim in found:
        for clause in claim.cite:
            of, _, own = clause.rpartition(":")
            if of in ("", measure):
                index.setdefault(own, []).append(claim)
    return index
