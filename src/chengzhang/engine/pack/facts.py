"""facts/: derived facts, the truths under `always`, and a pack's own declared or recorded facts."""

from __future__ import annotations

from typing import Any

from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.kinds import CITE, DERIVATION, TEST, TREE, TYPE
from chengzhang.engine.pack.model import Always, DerivedFact
from chengzhang.engine.pack.reader import IDENT, NAME, TEXT, Kind, Shape, entry, list_of, may, must, one_of, refuse
from chengzhang.engine.pack.words import FACT, build_fact
from chengzhang.engine.pack.yaml import Entries, Node, Text

DERIVED: Shape = {
    "zh": must(TEXT),
    "en": may(TEXT),
    "type": must(TYPE),
    "cite": must(CITE),
    "is": may(DERIVATION),
    "when": may(TREE),
    "where": may(TREE),
    "over": may(IDENT),
    "question": may(IDENT),
}
ALWAYS_TRUE: Shape = {"test": must(TEST), "cite": must(CITE), "say": must(TEXT)}


def _build_derived(values: dict[str, Any], node: Node, draft: Draft) -> DerivedFact:
    name = str(draft.current)
    if (values["is"] is None) == (values["when"] is None):
        raise refuse(
            draft,
            "fact.definition",
            node,
            f"推导事实“{name}”应有“is”或“when”，且只有一个",
            "算式写 is，是否类术语写 when",
        )
    if values["when"] is not None and values["type"] != "yes_no":
        raise refuse(draft, "fact.definition", node, f"用“when”定义的“{name}”应是 yes_no", "把 type 改为 yes_no")
    return DerivedFact(
        name,
        values["zh"],
        values["type"],
        values["cite"],
        values["is"],
        values["when"],
        values["where"],
        values["over"],
        values["question"],
        node.mark,
    )


def _build_always(values: dict[str, Any], node: Node, draft: Draft) -> Always:
    return Always(values["test"], values["cite"], values["say"], node.mark)


DERIVED_KIND = entry(DERIVED, "推导事实", _build_derived)
OWN_FACT_KIND = entry({**FACT, "from": must(one_of("declared", "recorded"), "source")}, "事实", build_fact)
ALWAYS_KIND: Kind = list_of(entry(ALWAYS_TRUE, "恒真式", _build_always))


def read_facts(nodes: Entries, draft: Draft) -> None:
    """An entry with `from` is a fact of this pack's own; all others are derived."""
    derived, own = Entries(), Entries()
    for key, node in nodes.items():
        if key == "always":
            draft.always.extend(ALWAYS_KIND.read(node, draft))
        elif key in draft.facts:
            draft.faults.add(
                "vocabulary.redefined", key, f"“{key}”是词表（_vocabulary）里的名称，规则包不能重新定义", "换一个名称"
            )
        else:
            (own if isinstance(node, Entries) and Text("from") in node else derived)[key] = node
    draft.fill("facts", own, OWN_FACT_KIND, lambda name: NAME.fullmatch(name) is not None)
    draft.fill("derived", derived, DERIVED_KIND)
