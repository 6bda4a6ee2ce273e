"""An entry of a pack and its aspects: what is compared, what is said, and how names are said in this pack's words.

An aspect is one thing a rule keeper would ask about an entry: to which cases it applies, what it wants, by when.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from chengzhang.engine.decision import Citation
from chengzhang.engine.pack.diff_meaning import Meaning, meaning, said_moment, said_tree
from chengzhang.engine.pack.model import UNSET, Cite, Pack
from chengzhang.engine.rules.ast import ALWAYS, Tree
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.values import zh

PARTS = {"opinion": "会同", "sign": "联合签署", "join": "共同编报", "witness": "见证", "advice": "咨询"}
INTERVALS = {"week": "每周", "half_month": "每半月", "month": "每月", "quarter": "每季度", "half_year": "每半年",
             "year": "每年"}  # fmt: skip
LEVELS = {"must": "必须", "in_principle": "原则上", "advise": "提示"}
STATUS = {"draft": "草案", "in_force": "在用", "displaced_in_part": "部分被取代", "repealed": "已废止"}


@dataclass(frozen=True, slots=True)
class Aspect:
    zh: str
    meaning: Meaning
    say: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a pack. `anchors`: by what it is recognised in another pack that gave it another id."""

    section: str
    id: str
    zh: str
    cite: tuple[Citation, ...]
    aspects: dict[str, Aspect]
    anchors: frozenset[str] = field(default_factory=frozenset)


class Aspects(dict[str, Aspect]):
    """Collects aspects; what isn't there is left out, so that silence on one side shows as silence."""

    def __init__(self, pack: Pack, *kinds: str) -> None:
        self.pack, self.kinds = pack, kinds

    def tree(self, key: str, label: str, tree: Tree | None) -> None:
        if tree is not None and tree != ALWAYS:
            self[key] = Aspect(label, meaning(self.pack, tree), said_tree(self.pack, self.kinds, tree))

    def day(self, key: str, label: str, moment: Any) -> None:
        if moment is not None:
            self[key] = Aspect(label, meaning(self.pack, moment), said_moment(self.pack, self.kinds, moment))

    def plain(self, key: str, label: str, what: Any, say: str) -> None:
        if what:
            self[key] = Aspect(label, meaning(self.pack, what), say)

    def ids(self, key: str, label: str, ids: Iterable[str], say: Any) -> None:
        """A list whose order means nothing."""
        listed = tuple(ids)
        self.plain(key, label, frozenset(listed), "、".join(dict.fromkeys(say(one) for one in listed)))


def entry_of(pack: Pack, section: str, id: str, title: str, cite: Cite, found: Aspects, *anchors: str) -> Entry:
    return Entry(section, id, title, citations(pack, cite), dict(found), frozenset(anchors))


# ---------------------------------------------------------------- names


def act_zh(pack: Pack, act: str) -> str:
    return pack.actions[act].zh if act in pack.actions else act


def paper_zh(pack: Pack, paper: str) -> str:
    return pack.papers[paper].zh if paper in pack.papers else paper


def asked_zh(pack: Pack, question: str | None) -> str:
    return pack.questions[question].asks if question in pack.questions else ""


def who_zh(pack: Pack, role: str) -> str:
    return {"system": "系统按日期", "unnamed": "条文没有写由谁"}.get(role) or pack.call(role)


def name_zh(pack: Pack, name: str) -> str:
    """A fact, parameter, table, field of a form or kind of subject in words."""
    for known in (pack.facts, pack.derived, pack.parameters):
        if name in known:
            return known[name].zh
    if name in pack.tables:
        return pack.tables[name].zh
    if name in pack.subject_types:
        return pack.call(name)
    last = name.rpartition(".")[2]
    fields = (item for form in pack.forms.values() for item in form.fields)
    named = next((item.zh for item in fields if item.id == last), None)
    return named or {"act_day": "办理日期"}.get(name, name)


def value_zh(value: Any) -> str:
    """A typed value as a person reads it: `20个工作日`, `7月1日至8月31日`, `没有`."""
    if value is UNSET:
        return "待设定"
    if value is None or value == ():
        return "没有"
    if isinstance(value, tuple | list | frozenset):
        return "、".join(map(value_zh, value))
    return zh(value)
