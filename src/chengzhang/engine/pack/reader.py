"""A small declarative reader: a table of keys says what an entry may hold, and one function reads every table.

Each `Kind` reads one node and knows its JSON Schema, so that the loader and the schema for editors can't drift apart.
A kind that can't read its node records the fault and raises `Unread`; the reader goes on with the next key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chengzhang.engine.pack.errors import did_you_mean
from chengzhang.engine.pack.yaml import Entries, Items, Node, Text

if TYPE_CHECKING:
    from chengzhang.engine.pack.draft import Draft

ID = re.compile(r"[a-z][a-z0-9_]*")
NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
Schema = dict[str, Any]
Read = Callable[[Node, "Draft"], Any]


class Unread(Exception):
    """This node could not be read; the fault is recorded already."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a value is read, and its JSON Schema. A callable schema is for kinds that hold themselves."""

    read: Read
    schema: Schema | Callable[[], Schema]

    def as_schema(self) -> Schema:
        return self.schema if isinstance(self.schema, dict) else self.schema()


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an entry. `to`: the model's attribute where it has another name; `default` if the key is absent."""

    kind: Kind
    required: bool = False
    default: Any = None
    to: str | None = None


Shape = Mapping[str, Key]


def must(kind: Kind, to: str | None = None) -> Key:
    return Key(kind, required=True, to=to)


def may(kind: Kind, default: Any = None, to: str | None = None) -> Key:
    return Key(kind, default=default, to=to)


def refuse(draft: Draft, code: str, at: object, what: str, do: str) -> Unread:
    """Record a fault and return the exception to raise."""
    draft.faults.add(code, at, what, do)
    return Unread()


def read_shape(node: Node, shape: Shape, draft: Draft, what: str) -> dict[str, Any]:
    """The values of an entry by model attribute, defaults filled in; Unread if a required key is missing or wrong."""
    if not isinstance(node, Entries):
        raise refuse(draft, "value.shape", node, f"{what}应是映射", f"写成 {{{_example(shape)}}}")
    for written in node:
        if written not in shape:
            do = did_you_mean(written, shape, f"可用的键：{'、'.join(shape)}")
            draft.faults.add("key.unknown", written, f"{what}没有“{written}”这个键", do)
    values: dict[str, Any] = {}
    sound = True
    for name, key in shape.items():
        value = key.default
        if name in node:
            try:
                value = key.kind.read(node[Text(name)], draft)
            except Unread:
                sound = sound and not key.required
        elif key.required:
            draft.faults.add("key.missing", node, f"{what}缺“{name}”", f"补上 {name}:")
            sound = False
        values[key.to or name] = value
    if not sound:
        raise Unread
    return values


def shape_schema(shape: Shape) -> Schema:
    found: Schema = {
        "type": "object",
        "properties": {name: key.kind.as_schema() for name, key in shape.items()},
        "additionalProperties": False,
    }
    required = [name for name, key in shape.items() if key.required]
    return found | ({"required": required} if required else {})


def _example(shape: Shape) -> str:
    keys = [name for name, key in shape.items() if key.required] or list(shape)[:1]
    return ", ".join(f"{key}: …" for key in keys)


# ---------------------------------------------------------------- scalars


def scalar(check: Callable[[str], bool] | None, what: str, do: str, **schema: Any) -> Kind:
    """A text that passes a check."""

    def read(node: Node, draft: Draft) -> Text:
        if not isinstance(node, Text) or not node.strip() or (check and not check(node)):
            seen = f"“{node}”" if isinstance(node, Text) else "列表或映射"
            raise refuse(draft, "value.shape", node, f"这里应是{what}，却是{seen}", do)
        return node

    return Kind(read, {"type": "string", **schema})


TEXT = scalar(None, "文字", "写上文字", minLength=1)
IDENT = scalar(
    lambda t: ID.fullmatch(t) is not None,
    "英文小写的标识",
    "用小写字母开头，只含小写字母、数字和下划线，不用连字符",
    pattern=f"^{ID.pattern}$",
)
DOTTED = scalar(
    lambda t: NAME.fullmatch(t) is not None,
    "名称",
    "如 total_estimate 或 contract.signed_on",
    pattern=f"^{NAME.pattern}$",
)


def _read_yes_no(node: Node, draft: Draft) -> bool:
    if node == "yes" or node == "no":
        return node == "yes"
    raise refuse(draft, "value.shape", node, f"这里应是 yes 或 no，却是“{node}”", "写 yes 或 no")


def _read_count(node: Node, draft: Draft) -> int:
    if isinstance(node, Text) and re.fullmatch(r"[0-9]{1,9}", node):
        return int(node)
    raise refuse(draft, "value.shape", node, f"这里应是整数，却是“{node}”", "写 0、1、2 这样的整数")


YES_NO = Kind(_read_yes_no, {"enum": ["yes", "no"]})
COUNT = Kind(_read_count, {"type": ["string", "integer"], "pattern": "^[0-9]+$"})


def one_of(*words: str) -> Kind:
    def read(node: Node, draft: Draft) -> str:
        if node in words:
            return str(node)
        do = did_you_mean(str(node), words, f"只能写 {'、'.join(words)}")
        raise refuse(draft, "value.choice", node, f"没有“{node}”这个选项", do)

    return Kind(read, {"enum": [*words, *(int(word) for word in words if word.isdigit())]})


# ---------------------------------------------------------------- lists and maps


def list_of(kind: Kind, what: str = "列表") -> Kind:
    """A tuple of what `kind` reads; an item that can't be read is left out."""

    def read(node: Node, draft: Draft) -> tuple[Any, ...]:
        if not isinstance(node, Items):
            raise refuse(draft, "value.shape", node, f"这里应是{what}", "用方括号或“- ”写成列表")
        return _read_items(node, kind, draft)

    return Kind(read, lambda: {"type": "array", "items": kind.as_schema()})


def one_or_more(kind: Kind) -> Kind:
    """One, or a list of them; always a tuple."""

    def read(node: Node, draft: Draft) -> tuple[Any, ...]:
        if isinstance(node, Items):
            return _read_items(node, kind, draft)
        return (kind.read(node, draft),)

    return Kind(read, lambda: {"anyOf": [kind.as_schema(), {"type": "array", "items": kind.as_schema()}]})


def _read_items(node: Items, kind: Kind, draft: Draft) -> tuple[Any, ...]:
    found = []
    for item in node:
        try:
            found.append(kind.read(item, draft))
        except Unread:
            continue
    return tuple(found)


def names(kind: Kind = DOTTED) -> Kind:
    """Names joined by `|` in one scalar, or a list of names; a tuple of Text, in order."""

    def read(node: Node, draft: Draft) -> tuple[Text, ...]:
        if isinstance(node, Items):
            return _read_items(node, kind, draft)
        if not isinstance(node, Text):
            raise refuse(draft, "value.shape", node, "这里应是名称", "几个名称用“|”连接，或写成列表")
        if "," in node or "，" in node:
            raise refuse(draft, "value.comma", node, f"“{node}”里有逗号", "几个名称用“|”连接，或写成列表")
        return _read_items(_split(node), kind, draft)

    def schema() -> Schema:
        return {"anyOf": [{"type": "string", "minLength": 1}, {"type": "array", "items": kind.as_schema()}]}

    return Kind(read, schema)


def _split(node: Text) -> Items:
    found = Items()
    found.mark, found.column = node.mark, node.column
    for part in node.split("|"):
        text = Text(part.strip())
        text.mark, text.column, text.quoted = node.mark, node.column, True
        found.append(text)
    return found


def map_of(kind: Kind, keys: Kind = IDENT, what: str = "映射") -> Kind:
    """A dict; entries that can't be read are left out."""

    def read(node: Node, draft: Draft) -> dict[str, Any]:
        if not isinstance(node, Entries):
            raise refuse(draft, "value.shape", node, f"这里应是{what}", "写成 {名称: 值}")
        found: dict[str, Any] = {}
        for key, value in node.items():
            try:
                found[str(keys.read(key, draft))] = kind.read(value, draft)
            except Unread:
                continue
        return found

    def schema() -> Schema:
        pattern = keys.as_schema().get("pattern")
        rest = {"propertyNames": {"pattern": pattern}} if pattern else {}
        return {"type": "object", "additionalProperties": kind.as_schema(), **rest}

    return Kind(read, schema)


def entry(shape: Shape, what: str, build: Callable[[dict[str, Any], Node, Draft], Any] | None = None) -> Kind:
    """A mapping with known keys, and what is built of it (default: the dict of values)."""

    def read(node: Node, draft: Draft) -> Any:
        values = read_shape(node, shape, draft, what)
        return build(values, node, draft) if build else values

    return Kind(read, lambda: shape_schema(shape))


def either(short: Kind, long: Kind) -> Kind:
    """A scalar read by `short`, anything else by `long`."""

    def read(node: Node, draft: Draft) -> Any:
        return (short if isinstance(node, Text) else long).read(node, draft)

    return Kind(read, lambda: {"anyOf": [short.as_schema(), long.as_schema()]})
