"""duties/: who owes what, opened and done by which acts, due when, and what lateness sets off."""

from __future__ import annotations

from typing import Any

from chengzhang.engine.clock.recurring import parse_every
from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.kinds import CITE, DUE, INTERVALS, MOMENT, TREE
from chengzhang.engine.pack.model import Duty, DutyWindow, Extension, Late, Opening, Pause
from chengzhang.engine.pack.reader import (
    DOTTED,
    IDENT,
    NAME,
    TEXT,
    Kind,
    Shape,
    either,
    entry,
    may,
    must,
    names,
    one_of,
    one_or_more,
    refuse,
)
from chengzhang.engine.pack.yaml import Entries, Items, Node, Text
from chengzhang.engine.rules.ast import ALWAYS, Name

OPENING: Shape = {"act": must(DOTTED), "when": may(TREE, ALWAYS), "rows": may(DOTTED)}
LATE: Shape = {
    "notify": may(names(IDENT), ()),
    "say": may(TEXT, ""),
    "may": may(DOTTED),
    "does": may(DOTTED),
    "opens": may(IDENT),
    "cite": may(CITE, ()),
}
PAUSE: Shape = {"from": must(DOTTED, "from_act"), "until": must(DOTTED, "until_act"), "cite": may(CITE, ())}
EXTENSION: Shape = {
    "grant": must(names(DOTTED)),
    "ask": may(DOTTED),
    "before": may(one_of("due")),
    "pending": may(one_of("holds", "runs"), "runs"),
}
STOPS: Shape = {"acts": must(names(DOTTED)), "while": must(one_of("open", "late"))}
WINDOW: Shape = {"opens": must(MOMENT), "due": may(MOMENT), "early": may(one_of("refuse", "warn"), "refuse")}


def _opening(values: dict[str, Any], node: Node, draft: Draft) -> Opening:
    return Opening(str(values["act"]), values["when"], values["rows"])


_ONE_OPENING = entry(OPENING, "opens", _opening)


def _read_openings(node: Node, draft: Draft) -> tuple[Opening, ...]:
    """Acts joined by `|`, one opening, or a list of acts and openings."""
    if isinstance(node, Text):
        return tuple(Opening(str(act)) for act in names(DOTTED).read(node, draft))
    if isinstance(node, Entries):
        return (_ONE_OPENING.read(node, draft),)
    return tuple(opening for item in node for opening in _read_openings(item, draft))


def _read_every(node: Node, draft: Draft) -> Any:
    """A calendar interval, a period, or the name of a parameter or table that gives one."""
    if isinstance(node, Text) and node not in INTERVALS and NAME.fullmatch(node):
        return Name(str(node))
    try:
        return parse_every(str(node))
    except ValueError as wrong:
        what, _, do = str(wrong).partition("。")
        raise refuse(
            draft, "duty.every", node, what, do or f"写 {'、'.join(INTERVALS)}，或 6 months 这样的期间"
        ) from None


def _extension(values: dict[str, Any], node: Node, draft: Draft) -> Extension:
    grant = tuple(map(str, values["grant"]))
    return Extension(grant, values["ask"], values["before"] is not None, values["pending"])


def _bare_extension(node: Node, draft: Draft) -> Extension:
    return Extension(tuple(map(str, names(DOTTED).read(node, draft))))


def _read_extension(node: Node, draft: Draft) -> Extension:
    if isinstance(node, (Text, Items)):
        return _bare_extension(node, draft)
    return entry(EXTENSION, "extended_by", _extension).read(node, draft)  # type: ignore[no-any-return]


DUTY: Shape = {
    "of": must(IDENT),
    "who": must(DOTTED),
    "cite": must(CITE),
    "say": must(TEXT),
    "opens": may(Kind(_read_openings, lambda: one_or_more(either(TEXT, _ONE_OPENING)).as_schema()), ()),
    "every": may(Kind(_read_every, {"type": "string"})),
    "from": may(DOTTED, to="from_"),
    "until": may(DOTTED),
    "due": may(DUE),
    "remind": may(MOMENT),
    "done_by": may(names(DOTTED), ()),
    "drops": may(names(DOTTED), ()),
    "extended_by": may(
        Kind(_read_extension, lambda: either(TEXT, entry(EXTENSION, "extended_by", _extension)).as_schema())
    ),
    "pauses": may(one_or_more(entry(PAUSE, "pauses", lambda v, n, d: Pause(**v))), ()),
    "only": may(TREE, ALWAYS),
    "level": may(one_of("must", "advise"), "must"),
    "late": may(entry(LATE, "late", lambda v, n, d: Late(**v))),
    "to": may(names(IDENT), ()),
    "stops": may(entry(STOPS, "stops", lambda v, n, d: (tuple(map(str, v["acts"])), v["while"]))),
    "window": may(entry(WINDOW, "window", lambda v, n, d: DutyWindow(**v))),
    "question": may(IDENT),
}


def _build_duty(values: dict[str, Any], node: Node, draft: Draft) -> Duty:
    name = str(draft.current)
    if values["opens"] and values["every"] is not None:
        raise refuse(
            draft, "duty.opening", node, f"义务“{name}”既有 opens 又有 every", "一次的写 opens，循环的写 every"
        )
    opened_by_lateness = not values["opens"] and values["every"] is None
    if values["due"] is None and (values["window"] is None or values["window"].due is None):
        raise refuse(draft, "key.missing", node, f"义务“{name}”缺“due”", "写上期限；原文没写时间的写 due: undated")
    if values["every"] is None and (values["from_"] or values["until"]):
        draft.faults.add(
            "duty.opening", node, f"义务“{name}”写了 from 或 until，但不是循环的", "补上 every，或改用 opens"
        )
    for key in ("done_by", "drops", "to"):
        values[key] = tuple(map(str, values[key]))
    duty = Duty(id=name, mark=node.mark, **values)
    if opened_by_lateness:
        draft.unopened[name] = node
    return duty


DUTY_KIND = entry(DUTY, "义务", _build_duty)


def read_duties(nodes: Entries, draft: Draft) -> None:
    """All duties; one without `opens` and `every` must be opened by another's lateness."""
    draft.fill("duties", nodes, DUTY_KIND)
    opened = {duty.late.opens for duty in draft.duties.values() if duty.late}
    for name, node in draft.unopened.items():
        if name not in opened:
            draft.faults.add(
                "duty.opening", node, f"义务“{name}”不知从何产生", "写上 opens（由哪个动作产生）或 every（循环）"
            )
