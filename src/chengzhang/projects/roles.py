"""Who holds which of a pack's roles in a case, and which of them an actor may therefore act in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from chengzhang.engine.case import Bench, Subject
from chengzhang.engine.pack.model import Pack, Role, Table
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.tables import evaluate
from chengzhang.foundation.people.actor import Actor

from .facts import Case

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Hall:
    """The moment at which holders are asked: whose rulebook, which case, which day."""

    pack: Pack
    bench: Bench
    case: Case
    on: date
    calendar: Any = None
    drawn: frozenset[tuple[str, int]] = frozenset()  # (role, person id) of pools, drawn for this project


def roles_of(actor: Actor | None, hall: Hall, of: Subject | None = None) -> frozenset[str]:
    """The roles the actor holds here. None is the clock, which holds `system` alone."""
    if actor is None:
        return frozenset({SYSTEM})
    fixed = _fixed(hall.pack, actor.organisation_name)
    found = set(fixed.named)
    unit_id = _unit_id(hall, of)
    if unit_id is not None and actor.organisation_id == unit_id:
        found |= fixed.of_unit
    for role in fixed.asked:
        if role.holder_kind == "pool":
            if (role.id, actor.person_id) in hall.drawn:
                found.add(role.id)
        elif actor.organisation_name in names_of(role, hall) or (
            unit_id == actor.organisation_id and role.id in _unit_held(role, hall)
        ):
            found.add(role.id)
    return frozenset(found)


def standing_roles(pack: Pack, organisation: str) -> frozenset[str]:
    """The roles an organisation of that name holds whatever the case, and those it holds as a project's own unit."""
    fixed = _fixed(pack, organisation)
    return fixed.named | fixed.of_unit


def names_of(role: Role, hall: Hall) -> frozenset[str]:
    """The names of the organisations that hold a role in this case (none for a pool or the system)."""
    match role.holder_kind:
        case "unit":
            project = hall.case.project
            return frozenset({project.unit}) if project else frozenset()
        case "organisation":
            return frozenset({str(role.holder)})
        case "fact":
            return frozenset(_fact_names(str(role.holder), hall))
        case "table":
            return frozenset(name for word in _words(role, hall) for name in _word_names(word, hall))
    return frozenset()


def _unit_held(role: Role, hall: Hall) -> frozenset[str]:
    """The role itself, where a table gives it to the project's own unit."""
    if role.holder_kind != "table":
        return frozenset()
    given = (hall.pack.roles.get(word) for word in _words(role, hall))
    return frozenset({role.id}) if any(one is not None and one.holder_kind == "unit" for one in given) else frozenset()


def _words(role: Role, hall: Hall) -> Iterator[str]:
    if not isinstance(role.holder, Table) or hall.case.home is None:
        return
    context = Context(hall.pack, hall.case.home, hall.on, bench=hall.bench, calendar=hall.calendar)
    value = evaluate(hall.pack, role.holder, context).value
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value.values()


def _word_names(word: str, hall: Hall) -> Iterator[str]:
    role = hall.pack.roles.get(word)
    if role is not None and role.holder_kind != "table":
        yield from names_of(role, hall)
    elif word in hall.pack.facts:
        yield from _fact_names(word, hall)


def _fact_names(name: str, hall: Hall) -> Iterator[str]:
    """The organisations that a fact names; of a subject that is many, any of its rows."""
    fact = hall.pack.facts.get(name)
    home = hall.case.home
    if fact is None or home is None:
        return
    above = home.up(fact.owner)
    for node in [above] if above is not None else home.walk():
        if node.kind == fact.owner and fact.key in node.facts:
            value = node.facts[fact.key]
            yield from value if isinstance(value, frozenset) else (str(value),)


def _unit_id(hall: Hall, of: Subject | None) -> int | None:
    """The organisation whose matter it is: of the subject's own row, else of the project."""
    node = of
    while node is not None:
        row = hall.case.row(node)
        if row is not None:
            return row.home.organisation_id if row.home else row.organisation_id
        node = node.parent
    return hall.case.unit_id if hall.case.project is None or (of is not None and of.up("unit") is not None) else None


@dataclass(frozen=True, slots=True)
class _Fixed:
    """Of an organisation's roles: those it bears by name, those of a project's own unit, those a case must tell."""

    named: frozenset[str]
    of_unit: frozenset[str]
    asked: tuple[Role, ...]


_known: dict[tuple[str, str], _Fixed] = {}


def _fixed(pack: Pack, organisation: str) -> _Fixed:
    key = (pack.digest, organisation)
    found = _known.get(key)
    if found is None:
        if len(_known) > 4096:
            _known.clear()
        roles = pack.roles.values()
        found = _known[key] = _Fixed(
            frozenset(r.id for r in roles if r.holder_kind == "organisation" and r.holder == organisation),
            frozenset(r.id for r in roles if r.holder_kind == "unit"),
            tuple(r for r in roles if r.holder_kind in ("fact", "table", "pool")),
        )
    return found
