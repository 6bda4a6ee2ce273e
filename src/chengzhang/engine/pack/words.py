"""The vocabulary: word lists, role names, kinds of subjects and the facts they bear (pack-format section 4)."""

from __future__ import annotations

from typing import Any

from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.errors import did_you_mean
from chengzhang.engine.pack.kinds import TYPE
from chengzhang.engine.pack.model import FactDef, SubjectType, WordList
from chengzhang.engine.pack.reader import (
    COUNT,
    IDENT,
    NAME,
    TEXT,
    YES_NO,
    Kind,
    Shape,
    entry,
    map_of,
    may,
    must,
    one_of,
    refuse,
)
from chengzhang.engine.pack.yaml import Entries, Node

WORD_LIST: Shape = {"words": must(map_of(TEXT)), "more": may(YES_NO, False), "zh": may(TEXT), "en": may(TEXT)}
ROLE_NAME: Shape = {"zh": must(TEXT), "en": may(TEXT)}
SUBJECT_TYPE: Shape = {
    "zh": must(TEXT),
    "en": may(TEXT),
    "parent": may(IDENT),
    "many": may(YES_NO, False),
    "members": may(IDENT),
    "key": may(IDENT),
    "at_least": may(COUNT, 0),
    "root": may(YES_NO, False),
    "links": may(map_of(IDENT), {}),
}
FACT: Shape = {
    "zh": must(TEXT),
    "en": may(TEXT),
    "type": must(TYPE),
    "from": must(one_of("declared", "recorded"), "source"),
}


def _build_words(values: dict[str, Any], node: Node, draft: Draft) -> WordList:
    return WordList(str(draft.current), {w: str(zh) for w, zh in values["words"].items()}, values["more"])


def _build_role_name(values: dict[str, Any], node: Node, draft: Draft) -> str:
    return str(values["zh"])


def _build_subject_type(values: dict[str, Any], node: Node, draft: Draft) -> SubjectType:
    values.pop("en")
    return SubjectType(id=str(draft.current), **values)


def build_fact(values: dict[str, Any], node: Node, draft: Draft) -> FactDef:
    """A declared or recorded fact; a name without a dot lives on the project."""
    name = str(draft.current)
    owner, _, key = name.rpartition(".")
    owner = owner or "project"
    if owner not in draft.subject_types:
        do = did_you_mean(owner, draft.subject_types, "点号前面写主体的名称；没有点号的是项目的事实")
        raise refuse(draft, "name.unknown", draft.current, f"事实“{name}”的主体“{owner}”没有声明过", do)
    return FactDef(name, values["zh"], values["type"], values["source"], owner, key, node.mark)


WORD_LIST_KIND = entry(WORD_LIST, "词表", _build_words)
ROLE_NAME_KIND = entry(ROLE_NAME, "角色", _build_role_name)
SUBJECT_TYPE_KIND = entry(SUBJECT_TYPE, "主体", _build_subject_type)
FACT_KIND: Kind = entry(FACT, "事实", build_fact)


def read_vocabulary(files: dict[str, Entries], draft: Draft) -> None:
    """Types, roles, subjects and facts, in this order; `files` maps the section's name to its nodes."""
    draft.fill("types", files.get("types", Entries()), WORD_LIST_KIND)
    draft.fill("role_names", files.get("roles", Entries()), ROLE_NAME_KIND)
    draft.fill("subject_types", files.get("subjects", Entries()), SUBJECT_TYPE_KIND)
    _check_subject_tree(draft, files.get("subjects", Entries()))
    draft.fill("facts", files.get("facts", Entries()), FACT_KIND, lambda name: NAME.fullmatch(name) is not None)


def _check_subject_tree(draft: Draft, nodes: Entries) -> None:
    for node_id, node in nodes.items():
        subject = draft.subject_types.get(node_id)
        if subject is None:
            continue
        if subject.root == (subject.parent is not None):
            draft.faults.add(
                "subject.parent", node, f"主体“{node_id}”要么是根（root: yes），要么有上级（parent）", "二者写一个"
            )
        for other in (subject.parent, subject.members, *subject.links.values()):
            if other is not None:
                draft.expect("subject_types", other, node, "主体")
        walked = [str(node_id)]
        above = subject.parent
        while above and above in draft.subject_types:
            if above in walked:
                draft.faults.add(
                    "subject.circle", node, f"主体的上级绕成一圈：{' → '.join([*walked, above])}", "改正 parent"
                )
                break
            walked.append(above)
            above = draft.subject_types[above].parent
