"""Who an act belongs to: whether somebody's roles include a role, directly or because a table or a fact says so."""

from __future__ import annotations

from collections.abc import Iterator

from chengzhang.engine.case import Act
from chengzhang.engine.deciding.places import rows_below
from chengzhang.engine.pack.model import Table
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.names import Unresolved
from chengzhang.engine.rules.run import value_of
from chengzhang.engine.rules.tables import evaluate
from chengzhang.engine.rules.truth import ABSENT, Unknown


def role_of(by: str, ctx: Context) -> str:
    """The role an action names; a column of a table (`berth.seen_by`) names it case by case."""
    if by in ctx.pack.roles or by == "system" or by.partition(".")[0] not in ctx.pack.tables:
        return by
    found = value_of(ctx, by)
    return found if isinstance(found, str) else by


def holds(role: str, act: Act, ctx: Context, seen: frozenset[str] = frozenset()) -> bool:
    """Whether the actor holds a role here."""
    if role in act.roles:
        return True
    if role in seen or role not in ctx.pack.roles:
        return False
    definition = ctx.pack.roles[role]
    if definition.holder_kind == "organisation":
        return bool(act.organisation) and act.organisation == definition.holder
    for word in _words(ctx, role):
        if holds(word, act, ctx, seen | {role}) or (act.organisation and act.organisation in _organisations(ctx, word)):
            return True
    return False


def organisations(role: str, ctx: Context, seen: frozenset[str] = frozenset()) -> frozenset[str]:
    """The names of the organisations that hold a role in this case, as far as it says; "unit" for the unit's own."""
    if role in seen or role not in ctx.pack.roles:
        return frozenset()
    definition = ctx.pack.roles[role]
    match definition.holder_kind:
        case "organisation":
            return frozenset({str(definition.holder)})
        case "unit":
            unit = ctx.subject.up("unit")
            named = {str(unit.facts[key]) for key in ("name", "title") if unit is not None and key in unit.facts}
            return frozenset(named or {"unit"})
    found: set[str] = set()
    for word in _words(ctx, role):
        found |= organisations(word, ctx, seen | {role}) or _organisations(ctx, word)
    return frozenset(found)


def _words(ctx: Context, role: str) -> Iterator[str]:
    """What a role's holder names in this case: roles or organisation facts."""
    holder = ctx.pack.roles[role].holder
    if isinstance(holder, str):
        if ctx.pack.roles[role].holder_kind == "fact":
            yield holder
        return
    if isinstance(holder, Table):
        try:
            value = evaluate(ctx.pack, holder, ctx).value
        except Unresolved:
            return
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from value.values()


def _organisations(ctx: Context, name: str) -> frozenset[str]:
    """The organisations that a fact names; of a subject that is many, any of its rows."""
    fact = ctx.pack.facts.get(name)
    if fact is None:
        return frozenset()
    try:
        value = value_of(ctx, name)
        return frozenset() if value is ABSENT or isinstance(value, Unknown) else frozenset({str(value)})
    except Unresolved:
        top = ctx.subject.up("project") or ctx.subject.root()
        return frozenset(str(row.facts[fact.key]) for row in rows_below(top, fact.owner) if fact.key in row.facts)
