"""Strict YAML (pack-format section 1): every scalar is text, every node knows its file, line and column.

What other tools would read differently, or what a reader can't see at a glance, is a fault and never a guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from chengzhang.engine.pack.errors import Faults
from chengzhang.engine.rules.ast import Mark

MOST_BYTES = 1_000_000
MOST_DEPTH = 24
MOST_NODES = 200_000
TRUTH_KEYS = frozenset({"on", "off", "yes", "no", "y", "n", "true", "false"})
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Text(str):
    """A scalar, always text. `quoted`: it was written in quotes or as a block."""

    __slots__ = ("column", "mark", "quoted")
    mark: Mark
    column: int
    quoted: bool


class Items(list["Node"]):
    """A list."""

    __slots__ = ("column", "mark")
    mark: Mark
    column: int


class Entries(dict[Text, "Node"]):
    """A mapping; its keys carry their own places."""

    __slots__ = ("column", "mark")
    mark: Mark
    column: int


Node = Text | Items | Entries


class _Stop(Exception):
    """The rest of the file can't be read with sense."""


def read_yaml(content: bytes, file: str, faults: Faults) -> Node | None:
    """The tree of one file; None if it is empty or unreadable. What is wrong goes to `faults`, placed in `file`."""
    text = _decode(content, file, faults)
    if text is None:
        return None
    reader = _Reader(file, faults)
    try:
        return reader.document(iter(yaml.parse(text, Loader=_LOADER)))
    except _Stop:
        return None
    except yaml.MarkedYAMLError as wrong:
        spot = wrong.problem_mark or wrong.context_mark
        mark = Mark(file, spot.line + 1 if spot else 1)
        faults.add(
            "yaml.syntax",
            mark,
            f"YAML 写得不对：{wrong.problem or wrong.context}",
            "检查这一行的缩进、冒号、引号和括号",
        )
    except (yaml.YAMLError, RecursionError) as wrong:
        faults.add(
            "yaml.syntax", Mark(file, 1), f"YAML 读不下去：{str(wrong).splitlines()[0]}", "检查文件里是否有控制字符"
        )
    return None


def _decode(content: bytes, file: str, faults: Faults) -> str | None:
    if len(content) > MOST_BYTES:
        faults.add(
            "yaml.size",
            Mark(file, 1),
            f"文件有 {len(content)} 字节，超过 {MOST_BYTES}",
            "拆成几个文件，每个二十到六十行",
        )
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].count(b"\n") + 1
        faults.add("yaml.encoding", Mark(file, line), f"第{wrong.start + 1}个字节不是 UTF-8", "另存为 UTF-8 编码")
        return None
    if "\t" in text:
        lines = text[: text.index("\t")].count("\n") + 1
        faults.add("yaml.tab", Mark(file, lines), "这里有制表符（Tab）", "改用空格")
        return None
    return text


class _Reader:
    """Builds the tree from the parser's events, without recursion in the parser and with a limit to our own."""

    def __init__(self, file: str, faults: Faults) -> None:
        self.file = file
        self.faults = faults
        self.nodes = 0

    def document(self, events: Iterator[Any]) -> Node | None:
        found: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.fault("yaml.documents", event, "一个文件里有几份文档", "去掉“---”，分成几个文件")
                    raise _Stop
                if event.version or event.tags:
                    self.fault("yaml.directive", event, "有 % 开头的指令", "去掉这一行")
            elif isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent, yaml.AliasEvent)):
                found = self.node(event, events, 1)
        return found

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        self.nodes += 1
        if depth > MOST_DEPTH or self.nodes > MOST_NODES:
            self.fault("yaml.size", event, f"层次超过 {MOST_DEPTH} 层，或内容太多", "拆开来写")
            raise _Stop
        self.refuse_shorthand(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.items(event, events, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self.entries(event, events, depth)
        return self.text(event)

    def text(self, event: Any) -> Text:
        found = Text(getattr(event, "value", ""))
        found.mark, found.column = self.place(event)
        found.quoted = isinstance(event, yaml.AliasEvent) or event.style in ("'", '"', "|", ">")
        return found

    def items(self, start: Any, events: Iterator[Any], depth: int) -> Items:
        found = Items()
        found.mark, found.column = self.place(start)
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            item = self.node(event, events, depth + 1)
            self.refuse_nothing(item, "列表里的这一项")
            found.append(item)
        return found

    def entries(self, start: Any, events: Iterator[Any], depth: int) -> Entries:
        found = Entries()
        found.mark, found.column = self.place(start)
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self.node(event, events, depth + 1)
            value = self.node(next(events), events, depth + 1)
            if self.key_is_sound(key, found):
                self.refuse_nothing(value, f"“{key}”后面")
                found[key] = value  # type: ignore[index]
        return found

    def key_is_sound(self, key: Node, found: Entries) -> bool:
        if not isinstance(key, Text):
            self.faults.add("yaml.key", key, "键应是一个词", "把列表或映射写到冒号后面")
            return False
        if not key:
            self.faults.add("yaml.key", key, "这里缺一个键", "写上键名")
            return False
        if key == "<<":
            self.faults.add("yaml.merge", key, "不用合并键“<<”", "把内容照样写出来")
            return False
        if key.lower() in TRUTH_KEYS:
            self.faults.add("yaml.truth_key", key, f"键不能叫“{key}”，别的工具会把它读成真假值", "换一个名字")
            return False
        if key in found:
            first = next(k for k in found if k == key)
            self.faults.add(
                "yaml.doubled_key", key, f"“{key}”写了两次，前一次在第{first.mark.line}行", "合并，或删去一处"
            )
            return False
        return True

    def refuse_nothing(self, node: Node, where: str) -> None:
        if isinstance(node, Text) and not node and not node.quoted:
            self.faults.add("yaml.nothing", node, f"{where}没有值", "写上值，或删去这一行")

    def refuse_shorthand(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent):
            self.fault("yaml.alias", event, f"不用别名“*{event.anchor}”", "把内容照样写出来")
        elif event.anchor:
            self.fault("yaml.anchor", event, f"不用锚点“&{event.anchor}”", "去掉它")
        if getattr(event, "tag", None):
            self.fault("yaml.tag", event, f"不用标签“{event.tag}”", "去掉它；类型由所在的位置决定")

    def fault(self, code: str, event: Any, what: str, do: str) -> None:
        self.faults.add(code, self.place(event)[0], what, do)

    def place(self, event: Any) -> tuple[Mark, int]:
        return Mark(self.file, event.start_mark.line + 1), event.start_mark.column + 1
