"""parameters/ and questions/: numbers with a name, and what a person must rule on."""

from __future__ import annotations

from typing import Any

from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.errors import did_you_mean
from chengzhang.engine.pack.kinds import CITE, RAW, TYPE, typed
from chengzhang.engine.pack.model import UNSET, Parameter, Question, Reading
from chengzhang.engine.pack.reader import (
    IDENT,
    TEXT,
    Shape,
    Unread,
    either,
    entry,
    map_of,
    may,
    must,
    names,
    one_of,
    refuse,
)
from chengzhang.engine.pack.yaml import Entries, Node

BY: Shape = {"question": may(IDENT), "office": may(IDENT), "least": may(RAW), "most": may(RAW)}
PARAMETER: Shape = {
    "zh": must(TEXT),
    "en": may(TEXT),
    "type": must(TYPE),
    "value": must(RAW),
    "cite": must(CITE),
    "by": may(entry(BY, "by")),
    "question": may(IDENT),
}
READING: Shape = {"zh": must(TEXT), "gives": may(map_of(RAW), {})}
QUESTION: Shape = {
    "asks": must(TEXT),
    "why": must(one_of("silent", "vague", "conflict")),
    "cite": must(CITE),
    "readings": must(map_of(either(TEXT, entry(READING, "读法")))),
    "default": must(IDENT),
    "because": must(TEXT),
    "who": must(names(IDENT)),
}


def _build_parameter(values: dict[str, Any], node: Node, draft: Draft) -> Parameter:
    name, kind, by = str(draft.current), values["type"], values["by"] or {}
    source: tuple[str, str] | None = None
    if by:
        if (by["question"] is None) == (by["office"] is None):
            raise refuse(
                draft, "parameter.by", node, f"参数“{name}”的 by 应写 question 或 office，且只写一个", "改正 by"
            )
        source = ("question", str(by["question"])) if by["question"] else ("office", str(by["office"]))
    value = values["value"]
    if value == "unset":
        if source is None or source[0] != "office":
            raise refuse(
                draft, "parameter.unset", node, f"参数“{name}”不能是 unset", "只有 by: {office: …} 的参数可以待定"
            )
        value = UNSET
    else:
        value = typed(value, kind, draft)
    limits = {k: typed(by[k], kind, draft) for k in ("least", "most") if by.get(k) is not None}
    return Parameter(
        name,
        values["zh"],
        kind,
        value,
        values["cite"],
        source,
        limits.get("least"),
        limits.get("most"),
        values["question"],
        node.mark,
    )


def _build_question(values: dict[str, Any], node: Node, draft: Draft) -> Question:
    readings = {word: _reading(word, reading, draft) for word, reading in values["readings"].items()}
    default = str(values["default"])
    if default != "none" and default not in readings:
        do = did_you_mean(default, readings, f"可用：{'、'.join(readings)}；没有默认读法写 none")
        raise refuse(draft, "reading.unknown", values["default"], f"没有“{default}”这种读法", do)
    return Question(
        str(draft.current),
        values["asks"],
        values["why"],
        values["cite"],
        readings,
        None if default == "none" else default,
        values["because"],
        tuple(map(str, values["who"])),
        node.mark,
    )


def _reading(word: str, reading: Any, draft: Draft) -> Reading:
    if isinstance(reading, str):
        return Reading(word, str(reading))
    gives: dict[str, Any] = {}
    for name, node in reading["gives"].items():
        if not draft.expect("parameters", name, node, "参数"):
            continue
        try:
            if name in draft.parameters:
                gives[name] = typed(node, draft.parameters[name].type, draft)
        except Unread:
            continue
    return Reading(word, reading["zh"], gives)


PARAMETER_KIND = entry(PARAMETER, "参数", _build_parameter)
QUESTION_KIND = entry(QUESTION, "问题", _build_question)


def read_parameters(parameters: Entries, questions: Entries, draft: Draft) -> None:
    draft.fill("parameters", parameters, PARAMETER_KIND)
    draft.fill("questions", questions, QUESTION_KIND)
