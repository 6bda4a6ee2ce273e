"""articles/, indicators/ and residual.yaml: what the text says in own words, what is counted, what may still stand."""

from __future__ import annotations

import re
from typing import Any

from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.kinds import CITE, DERIVATION, TREE
from chengzhang.engine.pack.model import Article, Indicator, Residual, ResidualItem
from chengzhang.engine.pack.reader import (
    DOTTED,
    IDENT,
    TEXT,
    YES_NO,
    Shape,
    Unread,
    entry,
    list_of,
    may,
    must,
    names,
    read_shape,
    refuse,
    scalar,
)
from chengzhang.engine.pack.yaml import Entries, Node
from chengzhang.engine.rules.ast import ALWAYS

ARTICLE_ID = re.compile(r"[A-Z]?[0-9]*(\.[0-9]+)*")
ARTICLE: Shape = {
    "zh": must(TEXT),
    "en": may(TEXT),
    "declaratory": may(CITE, ()),
    "person": may(CITE, ()),
    "outside": may(CITE, ()),
    "because": may(TEXT, ""),
}
INDICATOR: Shape = {
    "zh": must(TEXT),
    "en": may(TEXT),
    "of": must(IDENT),
    "measure": must(DERIVATION),
    "where": may(TREE, ALWAYS),
    "by": may(names(DOTTED), ()),
    "cite": must(CITE),
}
RESIDUAL_ITEM: Shape = {"item": must(DOTTED), "cite": must(CITE), "zh": must(TEXT), "standing": may(YES_NO, False)}
RESIDUAL: Shape = {
    "pack": must(scalar(None, "规则包", "写成 place/release", pattern="^[a-z0-9-]+/[a-z0-9-]+$")),
    "question": must(IDENT),
    "items": must(list_of(entry(RESIDUAL_ITEM, "items 的一项", lambda v, n, d: ResidualItem(**v)))),
}


def _build_article(values: dict[str, Any], node: Node, draft: Draft) -> Article:
    values.pop("en")
    name = str(draft.current)
    if (values["person"] or values["outside"]) and not values["because"]:
        raise refuse(draft, "article.because", node, f"第“{name}”条写了 person 或 outside，没有理由", "写上 because")
    return Article(id=name, **values)


def _build_indicator(values: dict[str, Any], node: Node, draft: Draft) -> Indicator:
    values.pop("en")
    return Indicator(id=str(draft.current), mark=node.mark, **(values | {"by": tuple(map(str, values["by"]))}))


ARTICLE_KIND = entry(ARTICLE, "条", _build_article)
INDICATOR_KIND = entry(INDICATOR, "指标", _build_indicator)


def read_articles(nodes: Entries, draft: Draft) -> None:
    draft.fill("articles", nodes, ARTICLE_KIND, lambda name: bool(name) and ARTICLE_ID.fullmatch(name) is not None)


def read_residual(node: Node | None, draft: Draft) -> Residual | None:
    if node is None:
        return None
    noted = len(draft.cites)
    try:
        values = read_shape(node, RESIDUAL, draft, "residual.yaml")
    except Unread:
        return None
    del draft.cites[noted:]  # they cite the displaced pack's measure, not this one's
    return Residual(str(values["pack"]), str(values["question"]), values["items"])
