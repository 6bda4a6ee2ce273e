"""Trying a case: what an act's rules name, as fields; what was filled in, as a scenario of the pack.

Addresses carry everything: `f.<fact>`, `s.<subject>` states, `a.<field>` answers, `p` papers, `r.<question>` readings,
`n.<parameter>`, `l` liftings, and the act (`at`), its day (`on`) and who acts (`as`). Nothing is kept anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import QueryDict

from chengzhang.engine.deciding.plan import ActionPlan, plan_of
from chengzhang.engine.pack.model import Action, Field, Form, Pack, Rule, Section
from chengzhang.engine.rules.run import library_of
from chengzhang.engine.rules.states import state_zh

from . import answers
from .fields import Drawing, FieldView, Known, Option, SectionView, sections, view

UNFIT = ("file", "rows", "checklist")  # types that a single control can't state as a fact
FREE = ("organisation", "person")  # any name will do in a case that is made up


@dataclass(frozen=True)
class Choice:
    """A select: name, label, options."""

    name: str
    zh: str
    options: tuple[Option, ...]

    @property
    def anchor(self) -> str:
        return self.name.replace(".", "-")


class Trial:
    """One act of a pack with what was filled in for it."""

    def __init__(self, pack: Pack, action: Action, given: QueryDict, on: date, rulings: Mapping[str, str]) -> None:
        self.pack, self.action, self.given, self.on = pack, action, given, on
        self.plan: ActionPlan = plan_of(pack).of(action.id)
        self.form = _without_files(pack.forms.get(action.form or ""))
        self.rulings = {q: given.get(f"r.{q}", rulings.get(q, "-")) for q in self.questions()}

    # ------------------------------------------------------------ what the act's rules name

    def facts(self) -> list[str]:
        """The facts that the act's rules and its scope name, then those asked for besides; by subject, in order."""
        named = set(self.plan.touched.facts)
        if self.plan.track is not None:
            library = library_of(self.pack)
            for row in self.plan.track.table.rows:
                named |= library.compiled(self.action.subject, row.when).touches.facts
        wanted = {key[2:] for key, value in self.given.items() if key.startswith("f.") and value}
        named |= wanted | set(self.given.getlist("more"))
        supplied = {f.fact for f in self.form.fields if f.fact} if self.form else set()
        return [
            name
            for name, fact in self.pack.facts.items()
            if name in named and fact.type not in UNFIT and (name not in supplied or name in wanted)
        ]

    def kinds(self) -> list[str]:
        """The subjects whose state bears on the act, its own first."""
        asked = self.plan.touched.states | ({"project"} & self.pack.subjects.keys())
        asked |= {key[2:] for key in self.given if key.startswith("s.")}
        return [self.action.subject, *(k for k in self.pack.subjects if k in asked and k != self.action.subject)]

    def papers(self) -> list[str]:
        named = {*self.action.papers, *self.plan.touched.papers}
        named |= {need.paper for plan in self.plan.rules for need in plan.rule.papers}
        return [id for id in self.pack.papers if id in named or id in self.given.getlist("p")]

    def questions(self) -> list[str]:
        return [q for q in self.plan.questions if q in self.pack.questions]

    def parameters(self) -> list[str]:
        """Those that the office sets: a case may set them otherwise."""
        touched = ((p, self.pack.parameters[p].by) for p in sorted(self.plan.touched.parameters))
        return [p for p, by in touched if by is not None and by[0] == "office"]

    def liftable(self) -> list[Rule]:
        return [plan.rule for plan in self.plan.rules if plan.rule.lift is not None]

    # ------------------------------------------------------------ as controls

    def fact_fields(self) -> list[FieldView]:
        made = [self._field(name) for name in self.facts()]
        drawing = Drawing(self.pack, self._stated("f."), {}, {}, {}, prefix="f.")
        return [view(item, drawing) for item in made]

    def parameter_fields(self, settings: Mapping[str, Any]) -> list[FieldView]:
        made = [
            Field(p, self.pack.parameters[p].zh, _plain(self.pack.parameters[p].type), required=True)
            for p in self.parameters()
        ]
        known = {p: Known(settings[p], "本单位的设定") for p in self.parameters() if p in settings}
        return [view(item, Drawing(self.pack, self._stated("n."), known, {}, {}, prefix="n.")) for item in made]

    def answer_sections(self) -> list[SectionView]:
        if self.form is None:
            return []
        return sections(self.form, Drawing(self.pack, self.answers(), {}, {}, {}, prefix="a."))

    def states(self) -> list[Choice]:
        return [self._state_choice(kind, self._state(kind)) for kind in self.kinds()]

    def readings(self) -> list[Choice]:
        found = []
        for id in self.questions():
            question, chosen = self.pack.questions[id], self.rulings[id]
            default = question.readings[question.default].zh if question.default else "没有默认，遇到时停下"
            options = [Option("-", f"没有裁定（{default}）", chosen == "-")]
            options += [Option(r.id, r.zh, chosen == r.id) for r in question.readings.values()]
            found.append(Choice(f"r.{id}", question.asks, tuple(options)))
        return found

    def more(self) -> list[Option]:
        """The facts that may still be asked for."""
        shown = set(self.facts())
        return [
            Option(name, f"{self.pack.call(fact.owner)}：{fact.zh}", False)
            for name, fact in self.pack.facts.items()
            if name not in shown and fact.type not in UNFIT
        ]

    # ------------------------------------------------------------ as a scenario

    def answers(self) -> dict[str, Any]:
        return answers.read(self.form, self.pack, self.given, prefix="a.")

    def said(self) -> dict[str, Any]:
        """The case in the words of a scenario file; what was not filled in is not there."""
        mine = self.action.entered_by or self.action.by
        role = self.given.get("as", "")
        papers = self.given.getlist("p")
        fallen = {q: r for q, r in self.rulings.items() if r != "-"}
        reason = self.given.get("reason", "").strip()
        return {
            "zh": self.given.get("zh", "").strip() or f"{self.action.zh}，{self.on.isoformat()}",
            "at": self.action.id,
            "as": [role] if role and role != mine else None,
            "act_day": self.on.isoformat(),
            "given": self._typed(self._stated("f."), self.facts()),
            "states": {kind: self._state(kind) for kind in self.kinds() if self._state(kind) != "new"},
            "papers": "all" if "all" in papers else papers,
            "rulings": fallen,
            "parameters": self._typed(self._stated("n."), self.parameters()),
            "answers": self.answers(),
            "reason": (reason or "none") if self.action.reason else None,
            "lifted": {rule: "情形中写明的理由" for rule in self.given.getlist("l") if rule in self.pack.rules},
            "parts": "none" if self.given.get("parts") == "none" else None,
        }

    # ------------------------------------------------------------ by hand

    def _field(self, name: str) -> Field:
        fact = self.pack.facts[name]
        zh = self.pack.calls.get(name, fact.zh)
        return Field(name, zh, _plain(fact.type), required=True, help="" if fact.source == "declared" else "办理中登记")

    def _stated(self, prefix: str) -> dict[str, Any]:
        names = {key[len(prefix) :] for key in self.given if key.startswith(prefix)}
        return {name: self._raw(prefix, name) for name in names if self._raw(prefix, name) not in ("", [])}

    def _raw(self, prefix: str, name: str) -> Any:
        listed = [value for value in self.given.getlist(prefix + name) if value]
        kind = self._type(prefix, name)
        if kind.startswith("set of "):
            return listed
        return answers.with_unit((listed or [""])[0].strip(), kind)

    def _type(self, prefix: str, name: str) -> str:
        if prefix == "f.":
            return self.pack.facts[name].type if name in self.pack.facts else ""
        return self.pack.parameters[name].type if name in self.pack.parameters else ""

    @staticmethod
    def _typed(stated: Mapping[str, Any], known: Iterable[str]) -> dict[str, Any]:
        return {name: stated[name] for name in known if name in stated}

    def _state(self, kind: str) -> str:
        states = self.pack.subjects[kind].states
        asked = self.given.get(f"s.{kind}", "")
        if asked in states:
            return asked
        if kind == self.action.subject:
            return self.action.from_states[0] if self.action.from_states else "new"
        return "active" if kind == "project" and "active" in states else "new"

    def _state_choice(self, kind: str, chosen: str) -> Choice:
        states = self.pack.subjects[kind].states
        options = tuple(Option(s, state_zh(self.pack, kind, s), s == chosen) for s in states)
        return Choice(f"s.{kind}", self.pack.call(kind), options)


def _plain(type: str) -> str:
    return "text" if type in FREE else type


def _without_files(form: Form | None) -> Form | None:
    """The form as a made-up case can answer it: names are free text, and files stand among the papers."""
    if form is None:
        return None
    made = tuple(
        Section(s.zh, tuple(_free(f) for f in s.fields if f.type != "file" and not f.show)) for s in form.sections
    )
    return replace(form, sections=made)


def _free(item: Field) -> Field:
    return replace(item, type=_plain(item.type), columns=tuple(_free(column) for column in item.columns))
