"""The bytes of a facts file to plain lists, mappings and texts: JSON or YAML, strict, no number guessed."""

from __future__ import annotations

import json
from typing import Any

import yaml

from chengzhang.engine.deciding.typed import FactsError


def parsed(content: bytes, name: str) -> Any:
    if name.endswith((".yaml", ".yml")):
        return _yaml(content, name)
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once, parse_float=_no_float)
    except UnicodeDecodeError:
        raise FactsError(name, "不是 UTF-8 编码", "另存为 UTF-8") from None
    except json.JSONDecodeError as error:
        raise FactsError(
            f"{name}:{error.lineno}:{error.colno}", f"JSON 写得不对：{error.msg}", "检查这一处的引号、逗号和括号"
        ) from None
    except RecursionError:
        raise FactsError(name, "层次太深", "减少嵌套") from None


def _yaml(content: bytes, name: str) -> Any:
    """YAML with every scalar as text; the same strictness as for packs, but `on` is a key here."""
    try:
        events = list(yaml.parse(content, Loader=yaml.BaseLoader))
        for event in events:
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise FactsError(name, "用了锚点或别名", "把内容照样写出来")
        node = yaml.compose(content, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark is not None else 1
        raise FactsError(f"{name}:{line}", f"YAML 写得不对：{error.problem}", "检查这一行的缩进、冒号和引号") from None
    except (yaml.YAMLError, RecursionError, UnicodeDecodeError):
        raise FactsError(name, "YAML 读不下去", "另存为 UTF-8，减少嵌套") from None
    return _plain(node, name) if node is not None else {}


def _plain(node: yaml.Node, name: str) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _once([(str(key.value), _plain(value, name)) for key, value in node.value])
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, name) for item in node.value]
    return str(node.value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise FactsError(key, "写了两次", "合并，或删去一处")
        found[key] = value
    return found


def _no_float(text: str) -> Any:
    raise FactsError(text, "小数没有单位", '金额写成 "0.5万元"，比例写成 "12.5%"')
