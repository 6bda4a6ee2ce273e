"""What a name means where it stands: resolution from the perspective of a kind of subject (pack-format section 4).

A name is looked up on the subject itself, its single children, then the same at each ancestor. What is many below the
nearest common ancestor is reached only through an aggregate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from chengzhang.engine.pack.model import FactDef, Field
from chengzhang.engine.rules.meanings import (
    TODAY,
    Answer,
    DerivedOf,
    FactAt,
    Meaning,
    PackLike,
    Papers,
    ParameterOf,
    Place,
    Rows,
    TableOf,
    Today,
    Unresolved,
    close_to,
)

__all__ = [
    "TODAY",
    "Answer",
    "DerivedOf",
    "FactAt",
    "Meaning",
    "PackLike",
    "Papers",
    "ParameterOf",
    "Place",
    "Rows",
    "Scope",
    "TableOf",
    "Today",
    "Unresolved",
    "close_to",
    "compatible",
]


@dataclass(frozen=True)
class Scope:
    """The perspective of a kind of subject.

    `forms`: the forms whose fields `form.x` may name (default: the forms of all acts of this kind).
    `row`: the rows whose own columns or facts may be named without their subject (`every buoy: inspected`).
    """

    pack: PackLike
    kind: str
    forms: tuple[str, ...] | None = None
    row: Rows | None = None
    _facts: dict[tuple[str, str], FactDef] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self._facts:
            self._facts.update({(fact.owner, fact.key): fact for fact in self.pack.facts.values()})

    def of(self, kind: str, row: Rows | None = None) -> Scope:
        """The same pack from another perspective."""
        return replace(self, kind=kind, row=row, forms=self.form_ids)

    # -------------------------------------------------------------- the tree of kinds

    def parent(self, kind: str) -> str | None:
        if self.row is not None and self.row.columns and kind == self.row.kind:
            return self.row.top.kind
        if kind in self.pack.subjects and self.pack.subjects[kind].parent is not None:
            return self.pack.subjects[kind].parent
        return self.pack.subject_types[kind].parent if kind in self.pack.subject_types else None

    def chain(self, kind: str | None = None) -> tuple[str, ...]:
        """A kind and its ancestors, nearest first."""
        found: list[str] = []
        here: str | None = self.kind if kind is None else kind
        while here is not None and here not in found:
            found.append(here)
            here = self.parent(here)
        return tuple(found)

    def many(self, kind: str) -> bool:
        return kind in self.pack.subject_types and self.pack.subject_types[kind].many

    def subject_zh(self, kind: str) -> str:
        return self.pack.subject_types[kind].zh if kind in self.pack.subject_types else kind

    # -------------------------------------------------------------- subjects

    def place(self, path: str) -> Place:
        """The one subject that a path (`trial`, `berth.vessel`) means here."""
        first, *rest = path.split(".")
        found = self._first(first)
        for part in rest:
            found = self._next(found, part, path)
        return found

    def _first(self, kind: str) -> Place:
        chain = self.chain()
        if kind in chain:
            return Place(kind, () if kind == self.kind else (("up", kind),))
        if kind in self.pack.subject_types:
            return self._below(kind, chain)
        for ancestor in chain:
            link = self._links(ancestor).get(kind)
            if link:
                start = Place(ancestor, () if ancestor == self.kind else (("up", ancestor),))
                return start.then("link", kind, link)
        known = "、".join(sorted(self.pack.subject_types))
        raise Unresolved(f"没有“{kind}”这种主体", close_to(kind, self.pack.subject_types, f"可用：{known}"))

    def _below(self, kind: str, chain: tuple[str, ...]) -> Place:
        down = self.chain(kind)
        top = next((k for k in down if k in chain), None)
        if top is None:
            raise Unresolved(
                f"从“{self.kind}”（{self.subject_zh(self.kind)}）到不了“{kind}”",
                "核对 subjects 里的上级", "name.unreachable",
            )
        path = tuple(reversed(down[: down.index(top)]))
        crowd = next((k for k in path if self.many(k)), None)
        if crowd:
            raise Unresolved(
                f"“{kind}”说不清是哪一个：一个{self.subject_zh(top)}有多个{self.subject_zh(crowd)}",
                f"用 count、sum、earliest、latest 在 facts 里汇总，或写“every {crowd}: …”“some {crowd}: …”",
                "name.which",
            )
        place = Place(top, () if top == self.kind else (("up", top),))
        for step in path:
            place = place.then("child", step, step)
        return place

    def _links(self, kind: str) -> Mapping[str, str]:
        return self.pack.subject_types[kind].links if kind in self.pack.subject_types else {}

    def _next(self, here: Place, part: str, path: str) -> Place:
        if part in self._links(here.kind):
            return here.then("link", part, self._links(here.kind)[part])
        if part in self.pack.subject_types and self.parent(part) == here.kind:
            if self.many(part):
                raise Unresolved(f"“{path}”说不清是哪一个{self.subject_zh(part)}", "用 count、sum 等汇总", "name.which")
            return here.then("child", part, part)
        if part in self.chain(here.kind):
            return here.then("up", part, part)
        raise Unresolved(
            f"“{path}”里，从“{here.kind}”到不了“{part}”", "路径各段应是连接（links）、下级或上级主体", "name.path"
        )

    def rows(self, path: str, over: str | None = None) -> Rows:
        """The rows `path` names (a many-subject, or a fact or field of rows) under the nearest holder, or `over`."""
        if "." in path or path not in self.pack.subject_types:
            return self._value_rows(path)
        own = self.pack.subject_types.get(self.kind)
        if own is not None and own.members == path and over is None:
            return Rows(path, Place(self.kind), members=True)
        down = self.chain(path)
        above = [kind for kind in self.chain() if kind != path and kind in down]
        top = next((kind for kind in above if over in (None, kind)), None)
        if top is not None:
            steps = tuple(reversed(down[: down.index(top)]))
            if over is not None or any(self.many(kind) for kind in steps):
                return Rows(path, Place(top, () if top == self.kind else (("up", top),)), steps)
        where = f"在“{over}”之下" if over else "在这里"
        raise Unresolved(
            f"“{path}”{where}不是多个", "单个的直接用它的事实或状态；要扩大范围写 over: unit", "name.not_many"
        )

    def aggregate(self, function: str, name: str, over: str | None = None) -> Rows:
        """The rows of `count(unit_flag)`, `sum(payment.amount)`, `sum(total_estimate)` over a unit."""
        if function == "count":
            return self.rows(name, over)
        head, dot, _ = name.rpartition(".")
        if dot:
            return self.rows(head, over)
        if name in self.pack.facts:
            return self.rows(self.pack.facts[name].owner, over)
        raise Unresolved(f"“{name}”没写是哪个主体的", "写成 主体.事实，如 payment.amount", "name.row")

    def _value_rows(self, path: str) -> Rows:
        try:
            found = self.meaning(path)
        except Unresolved:
            found = None
        if isinstance(found, FactAt) and found.fact.type == "rows":
            columns = self._columns(path, found.place.kind, lambda f: f.fact == found.fact.name)
            return Rows(path, found.place, fact=found.fact, columns=columns)
        if isinstance(found, Answer) and (found.field is None or found.field.type == "rows"):
            columns = self._columns(path, self.kind, lambda f: f.id == found.id)
            return Rows(path, Place(self.kind), form_field=found.id, columns=columns)
        raise Unresolved(
            f"“{path}”不是多个的主体，也不是表格事实",
            "count、sum 等用于多个的主体或类型为 rows 的事实", "name.not_many",
        )

    def _columns(self, path: str, owner: str, wanted: Callable[[Field], bool]) -> dict[str, FactDef]:
        return {
            column.id: FactDef(f"{path}.{column.id}", column.zh, column.type, "declared", path, column.id)
            for form in self.pack.forms.values() for f in form.fields if wanted(f) for column in f.columns
        }

    # -------------------------------------------------------------- names

    def meaning(self, name: str) -> Meaning:
        """What a name of the grammar means here; Unresolved if nothing."""
        if name in TODAY:
            return Today(name)
        head, _, last = name.rpartition(".")
        if head == "form":
            return self._answer(last)
        if self.row is not None and self.row.columns and last in self.row.columns and head in ("", self.row.kind):
            return FactAt(Place(self.row.kind), self.row.columns[last])
        if not head:
            return self._plain(name)
        if head in self.pack.tables and last in self.pack.tables[head].columns:
            return TableOf(self.pack.tables[head], last)
        place = self.place(head)
        fact = self._facts.get((place.kind, last))
        if fact is None:
            keys = sorted(key for owner, key in self._facts if owner == place.kind)
            raise Unresolved(
                f"“{place.kind}”（{self.subject_zh(place.kind)}）没有“{last}”这个事实",
                close_to(last, keys, f"核对拼写，或在 facts 里声明；现有：{'、'.join(keys) or '无'}"),
            )
        return FactAt(place, fact)

    def _plain(self, name: str) -> Meaning:
        pack = self.pack
        if name == "papers":
            return Papers(None)
        if name in pack.derived:
            return DerivedOf(pack.derived[name])
        if name in pack.parameters:
            return ParameterOf(pack.parameters[name])
        if self.row is not None and (self.kind, name) in self._facts:
            return FactAt(Place(self.kind), self._facts[self.kind, name])
        if name in pack.facts:
            fact = pack.facts[name]
            return FactAt(self.place(fact.owner), fact)
        if name in pack.tables:
            table = pack.tables[name]
            if "" not in table.columns:
                raise Unresolved(
                    f"表“{name}”有几列，没写哪一列", f"写成 {name}.列名；列：{'、'.join(table.columns)}", "name.column"
                )
            return TableOf(table, "")
        if name in pack.papers:
            return Papers(name)
        known = (*pack.facts, *pack.derived, *pack.parameters, *pack.tables, *pack.papers, *TODAY)
        raise Unresolved(f"没有“{name}”这个名称", close_to(name, known, "它应是事实、参数、表、推导事实或材料"))

    @property
    def form_ids(self) -> tuple[str, ...]:
        if self.forms is not None:
            return self.forms
        actions = self.pack.subjects[self.kind].actions if self.kind in self.pack.subjects else {}
        return tuple(dict.fromkeys(a.form for a in actions.values() if a.form))

    def _answer(self, last: str) -> Answer:
        known = [self.pack.forms[form] for form in self.form_ids if form in self.pack.forms]
        found = [f for form in known for f in form.fields if f.id == last]
        if not found and self.forms is not None and len(known) == len(self.forms):
            fields = [f.id for form in known for f in form.fields]
            do = close_to(last, fields, f"在 forms 里加上这一项；现有：{'、'.join(fields)}")
            raise Unresolved(f"表单里没有“{last}”这一项", do, "name.field")
        return Answer(last, found[0] if found else None)

    # -------------------------------------------------------------- types

    def type_of_meaning(self, meaning: Meaning) -> str:
        """A type of section 2, a word list's id, `table:<id>` for a table's own words, or "" if unknown."""
        match meaning:
            case FactAt(_, fact):
                return fact.type
            case Answer(_, f):
                return f.type if f is not None else ""
            case DerivedOf(fact):
                return fact.type
            case ParameterOf(parameter):
                return parameter.type
            case Today(id):
                return TODAY[id]
            case TableOf(table, column):
                kind = table.types.get(column)
                if kind is None and column == "" and table.id in self.pack.types:
                    return table.id
                return kind or f"table:{table.id}.{column}".rstrip(".")
        return "set of papers" if meaning.paper is None else "set of parts"

    def words(self, type_name: str) -> dict[str, str] | None:
        """Word to Chinese of a word list or a table's own words; None for any other type."""
        if type_name in self.pack.types:
            return self.pack.types[type_name].words
        if type_name.startswith("table:"):
            table, _, column = type_name.removeprefix("table:").partition(".")
            return self.pack.tables[table].columns.get(column)
        return None

    def open_ended(self, type_name: str) -> bool:
        """Whether an office may have added words to the list (等)."""
        return type_name in self.pack.types and self.pack.types[type_name].more

    def is_word_of(self, type_name: str, text: str) -> bool:
        """Whether a bare word beside a value of this type is one of its words (else it is a name)."""
        words = self.words(type_name)
        if words is not None and text in words:
            return True
        if words is not None or type_name == "":
            try:
                self.meaning(text)
            except Unresolved:
                return words is None or self.open_ended(type_name)
        return False


def compatible(scope: Scope, left: str, right: str) -> bool:
    """Whether two types may stand on the two sides of a comparison."""
    if left == right or "" in (left, right):
        return True
    if {left, right} in ({"year", "count"}, {"organisation", "unit"}):
        return True
    mine, theirs = scope.words(left), scope.words(right)
    return mine is not None and theirs is not None and set(mine) & set(theirs) != set()


