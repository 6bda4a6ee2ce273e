"""A pack's form as a page draws it: one view a field, with what was typed, what is known, and what is wrong.

Names of controls: `f.<field>`; in rows `f.<field>.<n>.<column>`, counted from 1. The engine types the answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from chengzhang.engine.decision import Citation
from chengzhang.engine.pack.model import Field, Form, Pack
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.values.money import Money

ROWS_SHOWN = 3  # empty rows offered where no script can add one
PREFIX = "f."
KINDS = {
    "yes_no",
    "money",
    "ratio",
    "count",
    "date",
    "month_day",
    "year",
    "period",
    "window",
    "organisation",
    "person",
    "text",
    "long_text",
    "file",
    "rows",
    "checklist",
}


@dataclass(frozen=True)
class Option:
    value: str
    zh: str
    chosen: bool


@dataclass(frozen=True)
class Known:
    """What the file already knows of a fact and where from: filled in, shown with its origin, not asked again."""

    value: Any
    origin: str = ""


@dataclass(frozen=True)
class FieldView:
    id: str
    name: str
    zh: str
    kind: str  # one of KINDS, or word | words | papers | show
    required: bool
    optional: bool
    text: str = ""
    options: tuple[Option, ...] = ()
    rows: tuple[tuple[FieldView, ...], ...] = ()
    columns: tuple[str, ...] = ()
    error: str = ""
    error_cite: tuple[Citation, ...] = ()
    help: str = ""
    origin: str = ""
    known: bool = False
    cite: tuple[Citation, ...] = ()
    least: str = ""
    most: str = ""
    limit: int | None = None  # characters
    deduced: bool = False
    adds_up: bool = False

    @property
    def anchor(self) -> str:
        return self.name.replace(".", "-")

    @property
    def grouped(self) -> bool:
        """Several controls under one label: a fieldset, not a label."""
        return self.kind in ("yes_no", "words", "papers", "rows", "checklist")


@dataclass(frozen=True)
class SectionView:
    zh: str
    number: int
    fields: tuple[FieldView, ...]

    @property
    def anchor(self) -> str:
        return f"section-{self.number}"

    @property
    def filled(self) -> int:
        return sum(
            1
            for f in self.fields
            if f.text or any(o.chosen for o in f.options) or any(c.text for r in f.rows for c in r)
        )

    @property
    def wrong(self) -> int:
        return sum(1 for f in self.fields if f.error)


@dataclass(frozen=True)
class Drawing:
    """What a form is drawn with besides its own spec. `bodies` and `people` fill the two registers' lists."""

    pack: Pack
    answers: Mapping[str, Any] = field(default_factory=dict)
    known: Mapping[str, Known] = field(default_factory=dict)
    errors: Mapping[str, tuple[str, tuple[Citation, ...]]] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    bodies: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    hidden: frozenset[str] = frozenset()
    prefix: str = PREFIX


def sections(form: Form, drawing: Drawing) -> list[SectionView]:
    """The form's sections with their fields; fields that do not exist on this track are left out."""
    made = []
    for number, section in enumerate(form.sections, 1):
        fields = tuple(view(f, drawing) for f in section.fields if f.id not in drawing.hidden)
        if fields:
            made.append(SectionView(section.zh or form.zh, number, fields))
    return made


def view(item: Field, drawing: Drawing) -> FieldView:
    sort = kind_of(item, drawing.pack)
    known = drawing.known.get(item.id)
    raw = drawing.answers.get(item.id, known.value if known else None)
    message, article = drawing.errors.get(item.id, ("", ()))
    base: dict[str, Any] = {
        "id": item.id,
        "name": drawing.prefix + item.id,
        "zh": ("" if sort == "show" and "、" in item.zh else item.zh) or ("系统判定" if sort == "show" else item.id),
        "kind": sort,
        "required": item.required is True,
        "optional": item.required is False,
        "help": item.help,
        "deduced": item.deduced,
        "error": message,
        "error_cite": article,
        "cite": citations(drawing.pack, item.cite),
        "origin": known.origin if known and item.id not in drawing.answers else "",
        "known": bool(known),
        "adds_up": bool(item.adds_up),
    }
    if sort == "show":
        return FieldView(**base, text=drawing.shown.get(item.id, ""))
    if sort == "rows":
        return FieldView(**base, rows=_rows(item, raw, drawing), columns=tuple(c.zh for c in item.columns))
    if sort in ("word", "words", "papers", "yes_no", "checklist", "organisation", "person"):
        return FieldView(
            **base, options=tuple(_options(item, sort, raw, drawing)), text=as_text(raw) if sort != "words" else ""
        )
    return FieldView(**base, text=as_text(raw, sort), **_limits(item, sort))


def kind_of(item: Field, pack: Pack) -> str:
    if item.show:
        return "show"
    if item.type == "set of papers":
        return "papers"
    if item.type.startswith("set of "):
        return "words"
    if item.type in KINDS:
        return item.type
    return "word" if item.type in pack.types or item.only else "text"


def _options(item: Field, sort: str, raw: Any, drawing: Drawing) -> Iterable[Option]:
    chosen = chosen_words(raw)
    if sort == "yes_no":
        pairs: Iterable[tuple[str, str]] = (("yes", "是"), ("no", "否"))
    elif sort == "checklist":
        pairs = ((line, line) for line in item.items)
    elif sort == "papers":
        pairs = ((paper.id, paper.zh) for paper in drawing.pack.papers.values())
    elif sort == "organisation":
        pairs = drawing.bodies
    elif sort == "person":
        pairs = drawing.people
    else:
        words = (
            drawing.pack.types[item.type.removeprefix("set of ")].words
            if item.type.removeprefix("set of ") in drawing.pack.types
            else {}
        )
        pairs = ((word, zh) for word, zh in words.items() if not item.only or word in item.only)
    return (Option(value, zh, value in chosen) for value, zh in pairs)


def chosen_words(raw: Any) -> frozenset[str]:
    if raw is None or raw == "":
        return frozenset()
    if raw is True or raw is False:
        return frozenset({"yes" if raw else "no"})
    if isinstance(raw, Mapping):
        return frozenset(str(key) for key, ticked in raw.items() if ticked not in (False, "no", "", None))
    if isinstance(raw, (list, tuple, set, frozenset)):
        return frozenset(str(word) for word in raw)
    return frozenset(str(raw).split("|"))


def _rows(item: Field, raw: Any, drawing: Drawing) -> tuple[tuple[FieldView, ...], ...]:
    given = [dict(row) for row in raw] if isinstance(raw, (list, tuple)) else []
    made = []
    for number in range(1, max(len(given) + 1, ROWS_SHOWN) + 1):
        row = given[number - 1] if number <= len(given) else {}
        inner = Drawing(
            drawing.pack,
            row,
            {},
            _row_errors(item.id, number, drawing.errors),
            {},
            drawing.bodies,
            drawing.people,
            prefix=f"{drawing.prefix}{item.id}.{number}.",
        )
        made.append(tuple(view(column, inner) for column in item.columns))
    return tuple(made)


def _row_errors(
    item: str, number: int, errors: Mapping[str, tuple[str, tuple[Citation, ...]]]
) -> dict[str, tuple[str, tuple[Citation, ...]]]:
    head = f"{item}.{number}."
    return {key[len(head) :]: value for key, value in errors.items() if key.startswith(head)}


def _limits(item: Field, sort: str) -> dict[str, Any]:
    if sort in ("text", "long_text"):
        return {"limit": int(item.most) if isinstance(item.most, int) else None}
    least, most = as_text(item.least, sort), as_text(item.most, sort)
    return {"least": least, "most": most}


def as_text(value: Any, kind: str = "") -> str:
    """A value as it stands in a control: typed facts become what a person would type."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _bare(value, kind)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Money):
        return plain_wan(value)
    if isinstance(value, Fraction):
        return f"{float(value * 100):g}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple, set, frozenset)):
        return "|".join(sorted(str(v) for v in value))
    return str(getattr(value, "literal", value))


def _bare(text: str, kind: str) -> str:
    """A literal without the unit that stands beside its control; what can't be read stays as it was typed."""
    if kind == "ratio":
        return text.removesuffix("%")
    if kind != "money" or not text.endswith("元"):
        return text
    try:
        return plain_wan(Money.parse(text))
    except ValueError:
        figure = text.removesuffix("万元")
        return figure if figure.replace(".", "", 1).isdecimal() else text


def plain_wan(amount: Money) -> str:
    """万元 without the unit, exact: `620.00`, and `499.999999` where two decimals would lie."""
    whole, rest = divmod(abs(amount.fen), 1_000_000)
    decimals = f"{rest:06d}".rstrip("0").ljust(2, "0")
    return f"{'-' if amount.fen < 0 else ''}{whole}.{decimals}"
