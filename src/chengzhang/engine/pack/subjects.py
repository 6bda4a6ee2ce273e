"""subjects/: states, actions and what the clock does to a state."""

from __future__ import annotations

from typing import Any

from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.errors import did_you_mean
from chengzhang.engine.pack.kinds import CITE, MOMENT, PERIOD, RAW, TREE, typed
from chengzhang.engine.pack.model import Action, Bar, FollowUp, Lapse, Party, SubjectDef
from chengzhang.engine.pack.reader import (
    COUNT,
    DOTTED,
    IDENT,
    NAME,
    TEXT,
    YES_NO,
    Kind,
    Shape,
    Unread,
    either,
    entry,
    list_of,
    map_of,
    may,
    must,
    names,
    one_of,
    one_or_more,
    read_shape,
    refuse,
    shape_schema,
)
from chengzhang.engine.pack.yaml import Entries, Node, Text
from chengzhang.engine.rules.ast import ALWAYS, Literal, Name
from chengzhang.engine.rules.names import TODAY

PARTS = ("opinion", "sign", "join", "witness", "advice")
RESERVED_STATES = frozenset({"present", "absent"})
STATE = IDENT

PARTY: Shape = {
    "role": must(IDENT),
    "part": must(one_of(*PARTS)),
    "cite": may(CITE, ()),
    "at_least": may(COUNT, 1),
    "refusal": may(one_of("recorded", "stops"), "recorded"),
    "within": may(PERIOD),
    "silence": may(one_of("waits", "agrees"), "waits"),
    "each_member": may(YES_NO, False),
}
FOLLOW_UP: Shape = {"act": must(DOTTED), "when": may(TREE, ALWAYS)}
BAR: Shape = {
    "bar": must(IDENT, "id"),
    "zh": must(TEXT),
    "holder": must(IDENT),
    "stops": must(names(DOTTED)),
    "until": may(MOMENT),
    "ends": may(names(DOTTED), ()),
    "when": may(TREE, ALWAYS),
    "cite": may(CITE, ()),
    "say": may(TEXT, ""),
}


def _read_bare_act(node: Node, draft: Draft) -> FollowUp:
    return FollowUp(str(DOTTED.read(node, draft)))


def _read_to(node: Node, draft: Draft) -> Any:
    """A state, or `{by: field, word: state}`."""
    return str(IDENT.read(node, draft)) if isinstance(node, Text) else _TO_WORDS.read(node, draft)


_TO_WORDS = map_of(DOTTED)
ACTION: Shape = {
    "zh": must(TEXT),
    "en": may(TEXT),
    "cite": must(CITE),
    "by": must(DOTTED),
    "entered_by": may(IDENT),
    "from": must(names(STATE), "from_states"),
    "to": must(Kind(_read_to, {"type": ["string", "object"], "additionalProperties": {"type": "string"}})),
    "with": may(list_of(entry(PARTY, "会办的一方", lambda v, n, d: Party(**v))), (), "with_"),
    "form": may(IDENT),
    "papers": may(names(IDENT), ()),
    "makes": may(names(IDENT), ()),
    "reason": may(YES_NO, False),
    "sets": may(map_of(RAW), {}),
    "then": may(
        one_or_more(
            either(Kind(_read_bare_act, DOTTED.schema), entry(FOLLOW_UP, "then 的一项", lambda v, n, d: FollowUp(**v)))
        ),
        (),
    ),
    "members": may(one_of("all", "some"), "all"),
    "only_through": may(names(DOTTED), ()),
    "apart_from": may(names(DOTTED), ()),
    "addressed_to": may(IDENT),
    "same_holder": may(one_of("records_itself", "another_person", "refused"), "refused"),
    "baseline": may(YES_NO, False),
    "question": may(IDENT),
    "raises": may(one_or_more(entry(BAR, "限制", lambda v, n, d: Bar(**v))), ()),
}
LAPSE_WHEN: Shape = {"after": must(MOMENT), "unless": may(TREE)}
LAPSE: Shape = {
    "any": must(list_of(entry(LAPSE_WHEN, "失效的一种情形"))),
    "to": must(STATE),
    "from": may(names(STATE), (), "from_states"),
    "cite": must(CITE),
    "question": may(IDENT),
}


def _build_lapse(values: dict[str, Any], node: Node, draft: Draft) -> Lapse:
    clocks = tuple((clock["after"], clock["unless"]) for clock in values.pop("any"))
    values["from_states"] = tuple(map(str, values["from_states"]))
    return Lapse(clocks, **values)


SUBJECT: Shape = {
    "parent": may(IDENT),
    "ends": must(names(STATE)),
    "actions": must(map_of(RAW)),
    "lapses": may(one_or_more(entry(LAPSE, "失效", _build_lapse)), ()),
}


def _build_subject(values: dict[str, Any], node: Node, draft: Draft) -> SubjectDef:
    kind = str(draft.current)
    if kind not in draft.subject_types:
        do = did_you_mean(kind, draft.subject_types, "主体是词表（_vocabulary/subjects.yaml）里的名词")
        raise refuse(draft, "name.unknown", draft.current, f"词表里没有“{kind}”这种主体", do)
    if values["parent"] is not None:
        draft.expect("subject_types", values["parent"], values["parent"], "主体")
    actions: dict[str, Action] = {}
    for verb, action_node in values["actions"].items():
        try:
            actions[verb] = read_action(kind, verb, action_node, draft)
        except Unread:
            draft.broken.setdefault("actions", set()).add(f"{kind}.{verb}")
    ends = tuple(map(str, values["ends"]))
    lapses: tuple[Lapse, ...] = values["lapses"]
    parent = str(values["parent"]) if values["parent"] else draft.subject_types[kind].parent
    return SubjectDef(kind, parent, ends, actions, _states(actions, lapses), lapses, node.mark)


def read_action(kind: str, verb: str, node: Node, draft: Draft) -> Action:
    values = read_shape(node, ACTION, draft, f"动作“{kind}.{verb}”")
    values.pop("en")
    to = values.pop("to")
    if isinstance(to, dict):
        by = to.pop("by", None)
        if by is None or not to:
            raise refuse(
                draft, "action.to", node, f"动作“{kind}.{verb}”的 to 看不懂", "写一个状态，或 {by: 字段, 词: 状态, …}"
            )
        values.update(to=None, to_by=str(by), to_words={word: str(state) for word, state in to.items()})
    else:
        values["to"] = to
    values["sets"] = _sets(kind, values["sets"], draft)
    for key in ("from_states", "papers", "makes", "only_through", "apart_from"):
        values[key] = tuple(map(str, values[key]))
    action = Action(id=f"{kind}.{verb}", subject=kind, verb=verb, mark=node.mark, **values)
    for state in (*action.from_states, *_targets(action)):
        if state in RESERVED_STATES:
            draft.faults.add("state.reserved", node, f"状态不能叫“{state}”", "换一个名称，这个词在规则行里另有用处")
    if "new" in _targets(action):
        draft.faults.add("state.reserved", node, f"动作“{action.id}”不能回到 new（尚未开始）", "给这个状态另起一个名称")
    return action


def _sets(kind: str, nodes: dict[str, Node], draft: Draft) -> dict[str, Any]:
    """Own fact name -> where its value comes from: a name (`act_day`, `form.amount`, a derived fact) or a literal."""
    facts = {fact.key: fact for fact in draft.facts.values() if fact.owner == kind}
    found: dict[str, Any] = {}
    for key, node in nodes.items():
        fact = facts.get(key)
        if fact is None:
            do = did_you_mean(key, facts, f"“{kind}”的事实有：{'、'.join(facts) or '无'}；在词表的 facts.yaml 里声明")
            draft.faults.add("sets.unknown", node, f"“{kind}”没有“{key}”这个事实", do)
        elif fact.source != "recorded":
            draft.faults.add(
                "sets.declared",
                node,
                f"“{fact.name}”是填报的事实（declared），不由动作记录",
                "放进表单，或在词表里改为 recorded",
            )
        else:
            try:
                found[key] = _source(node, fact.type, draft)
            except Unread:
                continue
    return found


def _source(node: Node, type_name: str, draft: Draft) -> Name | Literal:
    if isinstance(node, Text) and NAME.fullmatch(node):
        words = draft.types[type_name].words if type_name in draft.types else {}
        if node in TODAY or node.startswith("form.") or (node not in words and node not in ("yes", "no")):
            return Name(str(node))
    return Literal(type_name, typed(node, type_name, draft), str(node))


def _targets(action: Action) -> tuple[str, ...]:
    return (action.to,) if action.to else tuple(action.to_words.values())


def _states(actions: dict[str, Action], lapses: tuple[Lapse, ...]) -> tuple[str, ...]:
    """`new` and every state that `from` and `to` name, in the order of the text."""
    found = ["new"]
    for action in actions.values():
        found += [*action.from_states, *_targets(action)]
    found += [lapse.to for lapse in lapses]
    return tuple(dict.fromkeys(found))


SUBJECT_KIND = entry(SUBJECT, "主体", _build_subject)


def subject_schema() -> dict[str, Any]:
    """The schema of an entry, its actions spelt out."""
    found = shape_schema(SUBJECT)
    found["properties"]["actions"] = {"type": "object", "additionalProperties": shape_schema(ACTION)}
    return found


def read_subjects(nodes: Entries, draft: Draft) -> None:
    draft.fill("subjects", nodes, SUBJECT_KIND)
