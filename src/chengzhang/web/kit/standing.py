"""Where something stands, said short: `竣工验收已合格`, `申报已提交`.

The engine quotes the act that led to a state; a page that also names the thing would say everything twice.
"""

from __future__ import annotations

import re

from chengzhang.engine.decision import TestResult, Truth
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.rules.states import state_zh

_QUOTED = re.compile(r"“([^“”]+)”")
_STATE = re.compile(r"“([^“”]+)”(已|尚未|当前为已|当前不是已)((?:“[^“”]+”或?)+)")
_SPOKEN = {"意见": "出意见", "签署": "签署", "会同编报": "会同编报", "见证": "见证", "咨询意见": "出咨询意见"}
_PART = re.compile(rf"^待(.+?)的({'|'.join(_SPOKEN)})")
_UNSAID = ("absent", "unknown", "")


def outcome_of(act: str, after: str) -> str:
    """A line of a timeline: the act, and its outcome where it could have come out otherwise (`组织竣工验收：合格`)."""
    return next((said for said in _QUOTED.findall(after) if said.startswith(f"{act}：")), act)


def requirement(test: TestResult, pack: Pack) -> str:
    """A line that is not met, as what is asked for and what stands now: `须：竣工验收已合格；现在：未开始`."""
    now = _now(test, pack)
    return f"须：{short(test.zh)}" + (f"；现在：{now}" if now else "")


def awaited(said: str, ask: str = "等") -> str:
    """A part that lacks: `待市财政局的签署` becomes `等市财政局签署`, or with `ask` `请市财政局签署`."""
    return _PART.sub(lambda found: f"{ask}{found[1]}{_SPOKEN[found[2]]}", said)


def short(said: str) -> str:
    """A sentence of the engine about states without what its parts repeat."""
    return _STATE.sub(lambda found: _state(found[1], found[2], _QUOTED.findall(found[3])), said)


def _state(who: str, verb: str, acts: list[str]) -> str:
    verb = {"当前为已": "已", "当前不是已": "尚未"}.get(verb, verb)
    words = [_word(who, act) for act in acts]
    if all(word != act for word, act in zip(words, acts, strict=True)):
        return f"{who}{verb}{'或'.join(words)}"
    return f"{who}{verb}办“{'”或“'.join(acts)}”"


def _word(who: str, act: str) -> str:
    """`提交申报` of 申报 is 提交; `组织竣工验收：合格` is 合格; an act that has neither stays whole."""
    _, _, outcome = act.partition("：")
    if outcome:
        return outcome
    verb = act.replace(who, "")
    return verb if len(verb) > 1 else act


def _now(test: TestResult, pack: Pack) -> str:
    """What the line saw, where it can be said: the state of a thing, or values with their names."""
    if test.truth is not Truth.UNMET:
        return ""
    said = []
    for name, value in test.values.items():
        kind = name.rpartition(".")[2]
        if name in pack.subjects or (kind in pack.subjects and value in ("new", *pack.subjects[kind].states)):
            stands = state_zh(pack, kind, value)
            return short(f"“{pack.call(kind)}”{stands}").removeprefix(pack.call(kind)) if value != "new" else stands
        if value not in _UNSAID and (named := _named(pack, name)):
            said.append(f"{named}{_value(pack, name, value)}")
        elif value == "absent" and (named := _named(pack, name)):
            said.append(f"{named}还没有")
    return "，".join(said)


def _named(pack: Pack, name: str) -> str:
    for kind in (pack.facts, pack.derived, pack.tables):
        if name in kind:
            zh = kind[name].zh
            return "" if "、" in zh else zh
    return ""


def _value(pack: Pack, name: str, literal: str) -> str:
    """What a fact is, as an official reads it: words of a list by their labels, days in full."""
    holder = pack.facts.get(name) or pack.derived.get(name)
    words = pack.types.get(holder.type.removeprefix("set of ")) if holder is not None else None
    if words is not None:
        labels = (words.words.get(one.strip(), one.strip()) for one in literal.strip("{}[]").split(","))
        return "为" + "".join(f"“{label}”" for label in labels)
    if name in pack.tables:
        return f"为“{pack.tables[name].columns.get('', {}).get(literal, literal)}”"
    if holder is not None and holder.type == "yes_no":
        return "：是" if literal == "yes" else "：否"
    day = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", literal)
    return f"为{int(day[1])}年{int(day[2])}月{int(day[3])}日" if day else f"为{literal}"
