"""What a name can mean, and the ways from one subject to another: the vocabulary of resolution in `names`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Protocol

from chengzhang.engine.case import Subject
from chengzhang.engine.pack.model import (
    DerivedFact,
    Duty,
    FactDef,
    Field,
    Form,
    Paper,
    Parameter,
    Question,
    SubjectDef,
    SubjectType,
    Table,
    WordList,
)


class PackLike(Protocol):
    """What resolution reads of a pack; the loader passes one under construction."""

    @property
    def types(self) -> Mapping[str, WordList]: ...
    @property
    def subject_types(self) -> Mapping[str, SubjectType]: ...
    @property
    def subjects(self) -> Mapping[str, SubjectDef]: ...
    @property
    def facts(self) -> Mapping[str, FactDef]: ...
    @property
    def derived(self) -> Mapping[str, DerivedFact]: ...
    @property
    def parameters(self) -> Mapping[str, Parameter]: ...
    @property
    def tables(self) -> Mapping[str, Table]: ...
    @property
    def forms(self) -> Mapping[str, Form]: ...
    @property
    def papers(self) -> Mapping[str, Paper]: ...
    @property
    def duties(self) -> Mapping[str, Duty]: ...
    @property
    def questions(self) -> Mapping[str, Question]: ...


class Unresolved(Exception):
    """A name that means nothing here. `what`, `do`: Chinese; `code`: stable English id."""

    def __init__(self, what: str, do: str, code: str = "name.unknown") -> None:
        super().__init__(what)
        self.what, self.do, self.code = what, do, code


def close_to(word: str, known: Iterable[str], otherwise: str) -> str:
    """`是不是 total_estimate？` if a known name is near, then what else to do."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.7)
    return f"是不是“{near[0]}”？{otherwise}" if near else otherwise


@dataclass(frozen=True, slots=True)
class Place:
    """The way from the subject acted on to another: up to an ancestor, then down single children or along links."""

    kind: str
    steps: tuple[tuple[str, str], ...] = ()  # ("up" | "child" | "link", kind or link name)

    def then(self, step: str, name: str, kind: str) -> Place:
        return Place(kind, (*self.steps, (step, name)))

    def walk(self, subject: Subject) -> Subject | None:
        """The subject at this place; None while it has not been begun or linked."""
        node: Subject | None = subject
        for step, name in self.steps:
            if node is None:
                return None
            if step == "up":
                node = node.up(name)
            elif step == "child":
                rows = node.children.get(name)
                node = rows[-1] if rows else None
            else:
                node = node.links.get(name)
        return node


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the rows of an aggregate come from: below `top` along `path`, a batch's members, or rows of a fact."""

    kind: str
    top: Place
    path: tuple[str, ...] = ()
    members: bool = False
    fact: FactDef | None = None  # a `rows` fact of `top`
    form_field: str | None = None  # a `rows` field of the act's own form
    columns: Mapping[str, FactDef] = field(default_factory=dict)

    def walk(self, subject: Subject) -> list[Subject]:
        """The row subjects, in order. Rows of a fact or a form are made by the caller from its values."""
        top = self.top.walk(subject)
        if top is None:
            return []
        if self.members:
            return list(top.members)
        level = [top]
        for kind in self.path:
            level = [row for node in level for row in node.children.get(kind, ())]
        return level


# ---------------------------------------------------------------- what a name can mean


@dataclass(frozen=True, slots=True)
class FactAt:
    place: Place
    fact: FactDef


@dataclass(frozen=True, slots=True)
class Answer:
    """`form.x`: a field of the act's own form; `field` is None where no form is known."""

    id: str
    field: Field | None


@dataclass(frozen=True, slots=True)
class DerivedOf:
    fact: DerivedFact


@dataclass(frozen=True, slots=True)
class TableOf:
    table: Table
    column: str


@dataclass(frozen=True, slots=True)
class ParameterOf:
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class Today:
    """`act_day` | `this_year` | `next_year`."""

    id: str


@dataclass(frozen=True, slots=True)
class Papers:
    """`papers` (part None), or the parts of one paper."""

    paper: str | None


Meaning = FactAt | Answer | DerivedOf | TableOf | ParameterOf | Today | Papers
TODAY = {"act_day": "date", "this_year": "year", "next_year": "year"}
