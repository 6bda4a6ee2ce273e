"""Kinds of values that the pack format shares: citations, trees, moments, literals of a type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from chengzhang.engine.pack.errors import did_you_mean
from chengzhang.engine.pack.reader import Kind, Unread, list_of, refuse, scalar
from chengzhang.engine.pack.yaml import Items, Node, Text
from chengzhang.engine.rules.errors import RuleError
from chengzhang.engine.rules.parse import parse_derivation, parse_due, parse_moment, parse_test, parse_tree
from chengzhang.engine.values import parse_literal

if TYPE_CHECKING:
    from chengzhang.engine.pack.draft import Draft

CLAUSE = re.compile(r"([a-z][a-z0-9_]*:)?[A-Z]?[0-9]*(\.[0-9]+)*(-[0-9]+)?")
VALUE_TYPES = (
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
)
INTERVALS = ("week", "half_month", "month", "quarter", "half_year", "year")

CLAUSE_ID = scalar(
    lambda t: bool(t) and CLAUSE.fullmatch(t) is not None,
    "条款号",
    "写成 9-5、A3-2 或 luan2019:2.3.3-4",
    pattern=f"^{CLAUSE.pattern}$",
)
_CITE_LIST = list_of(CLAUSE_ID, "条款号的列表")


def _read_cite(node: Node, draft: Draft) -> tuple[str, ...]:
    found: tuple[Text, ...] = _CITE_LIST.read(node, draft)
    if not found and not node:
        raise refuse(draft, "cite.empty", node, "条款号的列表是空的", "写上所依据的条款，如 cite: [9-5]")
    draft.note_cites(found)
    return found


CITE = Kind(_read_cite, _CITE_LIST.schema)


def _of_language(parse: Any, shape: dict[str, Any]) -> Kind:
    """A value in the rule language, parsed where it stands."""

    def read(node: Node, draft: Draft) -> Any:
        if parse is not parse_tree and not isinstance(node, Text):
            raise refuse(draft, "value.shape", node, "这里应是一行文字", "写成一行")
        try:
            return parse(node, node.mark)
        except RuleError as wrong:
            draft.faults.add_rule(wrong, node)
            raise Unread from None

    return Kind(read, shape)


TREE = _of_language(parse_tree, {"$ref": "#/$defs/tree"})
TEST = _of_language(parse_test, {"type": "string"})
MOMENT = _of_language(parse_moment, {"type": "string"})
DUE = _of_language(parse_due, {"type": "string"})
DERIVATION = _of_language(parse_derivation, {"type": "string"})


def _read_type(node: Node, draft: Draft) -> str:
    """A value type, a word list, or a set of words or papers."""
    inner = str(node).removeprefix("set of ")
    is_set = inner != node
    known = (*(() if is_set else VALUE_TYPES), *draft.types, *(("papers",) if is_set else ()))
    if not isinstance(node, Text) or inner not in known:
        do = did_you_mean(inner, known, f"可用：{'、'.join(VALUE_TYPES)}、词表名、set of 词表名")
        raise refuse(draft, "type.unknown", node, f"没有“{node}”这种类型", do)
    return str(node)


TYPE = Kind(_read_type, {"type": "string", "minLength": 1})


def _read_raw(node: Node, draft: Draft) -> Node:
    return node


RAW = Kind(_read_raw, {"type": ["string", "number", "array"], "items": {"type": "string"}})


def literal_of(kind: type[Any] | str) -> Kind:
    """A literal of one fixed value type."""

    def read(node: Node, draft: Draft) -> Any:
        return typed(node, str(kind), draft)

    return Kind(read, {"type": "string", "minLength": 1})


PERIOD = literal_of("period")
MONEY = literal_of("money")


def typed(node: Node, type_name: str, draft: Draft) -> Any:
    """The value that a node writes, of a type known from elsewhere; Unread if it writes none."""
    if type_name.startswith("set of "):
        return _typed_set(node, type_name.removeprefix("set of "), draft)
    if not isinstance(node, Text):
        raise refuse(draft, "value.shape", node, f"这里应是一个值（{type_name}）", "写成一行")
    if type_name in draft.types:
        return _word(node, type_name, draft)
    try:
        return parse_literal(type_name, node)
    except ValueError as wrong:
        what, _, do = str(wrong).partition("。")
        raise refuse(draft, "value.literal", node, what, do or "改正这个值") from None


def _typed_set(node: Node, inner: str, draft: Draft) -> frozenset[str]:
    if node == "none":
        return frozenset()
    words: list[Any] = list(node) if isinstance(node, Items) else [str(node)] if isinstance(node, Text) else []
    if isinstance(node, Text):
        words = [Text(part.strip()) for part in node.split("|")]
        for word in words:
            word.mark, word.column, word.quoted = node.mark, node.column, True
    if inner == "papers":
        return frozenset(str(word) for word in words)
    return frozenset(_word(word, inner, draft) for word in words)


def _word(node: Node, list_id: str, draft: Draft) -> str:
    known = draft.types[list_id]
    if not isinstance(node, Text) or (node not in known.words and not known.more):
        do = did_you_mean(str(node), known.words, f"可用：{'、'.join(known.words)}")
        raise refuse(draft, "word.unknown", node, f"词表“{list_id}”里没有“{node}”", do)
    return str(node)
