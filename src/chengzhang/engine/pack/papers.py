"""papers/: what is handed in, recorded, handed over or made."""

from __future__ import annotations

from typing import Any

from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.kinds import CITE
from chengzhang.engine.pack.model import Paper
from chengzhang.engine.pack.reader import IDENT, TEXT, YES_NO, Shape, entry, list_of, map_of, may, must, one_of, refuse
from chengzhang.engine.pack.yaml import Node

PAPER: Shape = {
    "zh": must(TEXT),
    "en": may(TEXT),
    "kind": must(one_of("file", "record", "custody", "made")),
    "of": may(IDENT, "project"),
    "cite": must(CITE),
    "form": may(IDENT),
    "template": may(TEXT),
    "outline": may(TEXT),
    "also": may(list_of(TEXT), ()),
    "deduced": may(YES_NO, False),
    "gives": may(IDENT),
    "takes": may(IDENT),
    "stores": may(one_of("nothing", "digest"), "nothing"),
    "keep": may(TEXT),
    "parts": may(map_of(TEXT), {}),
    "or": may(IDENT, to="or_"),
}


def _build_paper(values: dict[str, Any], node: Node, draft: Draft) -> Paper:
    values.pop("en")
    kind, name = values["kind"], str(draft.current)
    if kind == "custody" and not (values["gives"] and values["takes"]):
        raise refuse(draft, "paper.custody", node, f"移交物“{name}”缺交出或接收的角色", "写上 gives 和 takes")
    if kind == "record" and not values["form"]:
        raise refuse(draft, "paper.record", node, f"记录“{name}”没有写表单", "写上 form")
    return Paper(id=name, mark=node.mark, **values)


PAPER_KIND = entry(PAPER, "材料", _build_paper)
