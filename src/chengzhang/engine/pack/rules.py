"""rules/: gates at acts. Entries with `decide` are tables and are read by their own module."""

from __future__ import annotations

from typing import Any

from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.kinds import CITE, MOMENT, TREE
from chengzhang.engine.pack.model import Lift, Rule, RulePaper
from chengzhang.engine.pack.reader import (
    DOTTED,
    IDENT,
    TEXT,
    YES_NO,
    Kind,
    Shape,
    either,
    entry,
    list_of,
    may,
    must,
    names,
    one_of,
    refuse,
)
from chengzhang.engine.pack.tables import read_tables
from chengzhang.engine.pack.yaml import Entries, Node, Text
from chengzhang.engine.rules.ast import ALWAYS


def _read_skip(node: Node, draft: Draft) -> bool:
    if node in ("reason", "yes", "no"):
        return node != "no"
    raise refuse(draft, "value.choice", node, f"这里没有“{node}”这个选项", "可声明不适用的写 or_not_applicable: reason")


def _read_more(node: Node, draft: Draft) -> bool | str:
    return node == "yes" if node in ("yes", "no") else str(IDENT.read(node, draft))


LIFT: Shape = {
    "by": must(IDENT),
    "reason": may(YES_NO, False),
    "paper": may(IDENT),
    "question": may(IDENT),
    "when": may(TREE, ALWAYS),
    "makes": may(IDENT),
}
RULE_PAPER: Shape = {
    "paper": must(IDENT),
    "when": may(TREE, ALWAYS),
    "cite": may(CITE, ()),
    "or_not_applicable": may(Kind(_read_skip, {"enum": ["reason", "yes", "no"]}), False),
    "parts": may(names(IDENT), ()),
}


def _build_lift(values: dict[str, Any], node: Node, draft: Draft) -> Lift:
    return Lift(**values)


def _build_paper(values: dict[str, Any], node: Node, draft: Draft) -> RulePaper:
    return RulePaper(**values)


def _read_bare_paper(node: Node, draft: Draft) -> RulePaper:
    return RulePaper(str(IDENT.read(node, draft)))


RULE: Shape = {
    "at": must(names(DOTTED)),
    "cite": must(CITE),
    "say": must(TEXT),
    "when": may(TREE, ALWAYS),
    "level": may(one_of("must", "in_principle", "advise"), "must"),
    "lift": may(entry(LIFT, "lift", _build_lift)),
    "require": may(TREE),
    "papers": may(
        list_of(either(Kind(_read_bare_paper, IDENT.schema), entry(RULE_PAPER, "材料的一项", _build_paper))), ()
    ),
    "more": may(Kind(_read_more, {"type": "string"}), False),
    "judged_by": may(IDENT),
    "mend": may(DOTTED),
    "question": may(IDENT),
    "reading": may(names(IDENT), ()),
    "not_before": may(MOMENT),
    "makes": may(IDENT),
}


def _build_rule(values: dict[str, Any], node: Node, draft: Draft) -> Rule:
    name = str(draft.current)
    if values["require"] is None and not values["papers"] and values["not_before"] is None:
        raise refuse(draft, "rule.empty", node, f"规则“{name}”什么也没要求", "写上 require、papers 或 not_before")
    if values["reading"] and not values["question"]:
        raise refuse(draft, "rule.reading", node, f"规则“{name}”写了 reading 而没有 question", "写上 question")
    if (values["level"] == "in_principle") != (values["lift"] is not None):
        do = (
            "写上 lift: {by: 角色}（原文没写谁批准的，写 by: unnamed）"
            if values["lift"] is None
            else "把 level 改为 in_principle，或去掉 lift"
        )
        draft.faults.add("rule.lift", node, f"规则“{name}”的 level 与 lift 不相配", do)
    return Rule(id=name, mark=node.mark, **values)


RULE_KIND = entry(RULE, "规则", _build_rule)


def read_rules(nodes: Entries, draft: Draft) -> None:
    """Tables first, then gates; both under `rules`."""
    gates, tables = Entries(), Entries()
    for key, node in nodes.items():
        (tables if isinstance(node, Entries) and Text("decide") in node else gates)[key] = node
    read_tables(tables, draft)
    draft.fill("rules", gates, RULE_KIND)
