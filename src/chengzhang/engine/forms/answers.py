"""All answers of one form: typed, complete, within their limits and true by the pack's own truths; or field errors."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from chengzhang.engine.decision import Citation
from chengzhang.engine.forms.limits import check_limits
from chengzhang.engine.forms.tables import read_checklist, read_rows
from chengzhang.engine.forms.truths import check_truths
from chengzhang.engine.forms.values import Refused, is_blank, read_value
from chengzhang.engine.pack.model import Field, Form, Pack
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.names import FactAt, Scope, Unresolved
from chengzhang.engine.rules.run import compile_tree

MOST_FIELDS = 2_000


@dataclass(frozen=True, slots=True)
class FieldError:
    """`field`: its id, in a table `rows.2.provider` (rows count from 1); "" = the form. `say` has the next step.

    code: unknown | shown | hidden | required | type | choice | too_long | characters | negative | too_large | least |
    most | latest | earliest | rows | incomplete | adds_up | at_least_one_of | always
    """

    field: str
    code: str
    say: str
    cite: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """What could be read. `facts`: declared facts by full name; `answers`: every field by id; complete if no `errors`.

    A field left out whose fact is known already is in `answers` with that value, and in `known`.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()
    known: frozenset[str] = frozenset()


def read_answers(
    pack: Pack, form: Form | str | None, raw: Mapping[str, Any], ctx: Context, keep: Container[str] | None = None
) -> Typed:
    """Type and test a person's answers. `ctx`: the act's subject and day. `keep`: the fields a track lets exist.

    `raw` maps field ids (or the full names of their facts) to text, lists (several words, rows) or typed values;
    `<id>_unit` beside a money field is its unit; `<id>_none` beside a table gives reasons for words without a row.
    """
    if isinstance(form, str):
        form = pack.forms[form]
    return _Reading(pack, form, ctx, keep).read(raw)


class _Reading:
    def __init__(self, pack: Pack, form: Form | None, ctx: Context, keep: Container[str] | None) -> None:
        self.pack, self.form, self.ctx = pack, form, ctx
        self.fields = {f.id: f for f in form.fields if not f.show} if form else {}
        self.hidden = {f for f in self.fields if keep is not None and f not in keep}
        self.answers: dict[str, Any] = {}
        self.errors: list[FieldError] = []
        self.known: set[str] = set()

    def read(self, raw: Mapping[str, Any]) -> Typed:
        given = self.given(raw)
        for name, one in self.fields.items():
            if name not in self.hidden:
                self.read_field(one, name in given, given.get(name), raw)
        told = replace(self.ctx, answers=self.answers, declared=self.facts(), memo={}, overlay={})
        self.ask_required(given, told)
        for name, one in self.fields.items():
            if name in self.answers and name not in self.known:
                for code, say in check_limits(one, self.answers, self.fields, told):
                    self.wrong(one, code, say)
        for name, say, cite in check_truths(self.pack, self.form, self.answers, told):
            self.errors.append(FieldError(name, "always", say, citations(self.pack, cite)))
        return Typed(self.facts(), self.answers, tuple(self.errors), frozenset(self.known))

    def given(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Raw answers by field id; what the form doesn't have is refused."""
        found: dict[str, Any] = {}
        if len(raw) > MOST_FIELDS:
            self.errors.append(FieldError("", "unknown", f"填了{len(raw)}项，远多于表单的项数，请核对"))
            return found
        by_fact = {f.fact: f.id for f in self.fields.values() if f.fact}
        for key, value in raw.items():
            name = by_fact.get(key, key)
            if name in self.hidden:
                self.refuse(key, "hidden", "这类项目的这一项不能录入，请线下办理")
            elif name in self.fields and name not in found:
                found[name] = value
            elif name in self.fields:
                self.refuse(key, "unknown", f"“{self.fields[name].zh}”填了两次，请只填一处")
            elif not self.beside(key):
                shown = any(f.id == key for f in self.form.fields) if self.form else False
                say = "由系统算出，不用填" if shown else "表单里没有这一项，请核对"
                self.refuse(key, "shown" if shown else "unknown", f"“{key[:60]}”{say}")
        return found

    def beside(self, key: str) -> bool:
        """`amount_unit` of a money field, `rows_none` of a table."""
        name, _, suffix = key.rpartition("_")
        kind = self.fields[name].type if name in self.fields and name not in self.hidden else ""
        return (suffix == "unit" and kind == "money") or (suffix == "none" and kind == "rows")

    def read_field(self, one: Field, written: bool, value: Any, raw: Mapping[str, Any]) -> None:
        if is_blank(value) and not (one.type.startswith("set of ") and written and not isinstance(value, str)):
            if not written:
                self.take_known(one)
            return
        try:
            if one.type == "rows":
                self.read_table(one, value, raw)
            elif one.type == "checklist":
                self.answers[one.id] = read_checklist(one, value)
            else:
                self.answers[one.id] = read_value(self.pack, one, value, str(raw.get(f"{one.id}_unit") or ""))
        except Refused as refused:
            self.wrong(one, refused.code, refused.say)

    def read_table(self, one: Field, value: Any, raw: Mapping[str, Any]) -> None:
        none = raw.get(f"{one.id}_none") or {}
        rows, reasons, wrong = read_rows(self.pack, one, value, none, self.ctx)
        for place, code, say, column in wrong:
            cite = citations(self.pack, column.cite or one.cite)
            self.errors.append(FieldError(f"{one.id}{place}", code, say, cite))
        self.answers[one.id] = rows
        if reasons:
            self.answers[f"{one.id}_none"] = reasons

    def take_known(self, one: Field) -> None:
        """A declared fact already known is not asked again."""
        if one.fact is None:
            return
        try:
            meaning = Scope(self.pack, self.ctx.subject.kind).meaning(one.fact)
        except Unresolved:
            return
        if isinstance(meaning, FactAt) and meaning.fact.source == "declared":
            owner = meaning.place.walk(self.ctx.subject)
            if owner is not None and meaning.fact.key in owner.facts:
                self.answers[one.id] = owner.facts[meaning.fact.key]
                self.known.add(one.id)

    def ask_required(self, given: dict[str, Any], told: Context) -> None:
        missed = {error.field.partition(".")[0] for error in self.errors}
        for name, one in self.fields.items():
            if name in self.answers or name in self.hidden or name in missed:
                continue
            if self.is_required(one, told):
                self.wrong(one, "required", f"“{one.zh}”必须{'选' if self.chosen(one) else '填'}，请补上")

    def is_required(self, one: Field, told: Context) -> bool:
        """An unknown condition asks nothing: the answers it lacks are asked for themselves."""
        if isinstance(one.required, bool):
            return one.required
        forms = (self.form.id,) if self.form else ()
        return compile_tree(self.pack, told.subject.kind, one.required, forms).verdict(told) is True

    def chosen(self, one: Field) -> bool:
        return one.type == "yes_no" or one.type.removeprefix("set of ") in self.pack.types

    def facts(self) -> dict[str, Any]:
        """Declared facts that these answers supply, by full name."""
        return {
            f.fact: self.answers[f.id]
            for f in self.fields.values()
            if f.fact
            and f.id in self.answers
            and f.id not in self.known
            and self.pack.facts[f.fact].source == "declared"
        }

    def wrong(self, one: Field, code: str, say: str) -> None:
        cite = one.cite or (self.form.cite if self.form else ())
        self.errors.append(FieldError(one.id, code, say, citations(self.pack, cite)))

    def refuse(self, key: str, code: str, say: str) -> None:
        self.errors.append(FieldError(key[:60], code, say))
