"""What pages ask of the office around a person: the rules in force here, the working days, the people and bodies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chengzhang.engine.pack.model import Measure, Pack
from chengzhang.foundation import clock
from chengzhang.foundation.outbox import inbox
from chengzhang.foundation.people import posts
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.refusal import Refusal
from chengzhang.foundation.rulebook import shelf, standing

from .days import AnnouncedDays, announced


@dataclass(frozen=True)
class PersonLine:
    id: int
    sign_in_name: str
    name: str
    post: str


def pack_in_force(actor: Actor | None, on: date) -> Pack | None:
    """The pack of the actor's place on a day, or the only one there is; None before any is installed.

    None also when its files were tampered with: the frame and the sign-in stand without rules, the pages themselves
    refuse and say why.
    """
    rows = [
        row
        for row in standing.installed()
        if row.valid_from <= on and (row.valid_until is None or row.valid_until >= on)
    ]
    here = [row for row in rows if actor and actor.place in (row.pack, row.authority.place if row.authority else "")]
    row = next(iter(here or rows), None)
    if row is None:
        return None
    try:
        return shelf.with_digest(row.pack, row.release, row.digest)
    except Refusal:
        return None


def pack_of(pack: str, release: str) -> Pack:
    """An installed release by name; refuses one that is not installed."""
    row = next((row for row in standing.installed() if (row.pack, row.release) == (pack, release)), None)
    return shelf.with_digest(row.pack, row.release, row.digest) if row else shelf.read(pack, release)


def first_measure(pack: Pack | None) -> Measure | None:
    return next(iter(pack.measures.values())) if pack else None


def days() -> AnnouncedDays:
    return announced()


def unread(actor: Actor) -> int:
    return inbox.unread_count(actor)


def bodies() -> tuple[tuple[str, str], ...]:
    """All organisations, for a field that names one: (value, name)."""
    return tuple((str(o.pk), o.name) for o in posts.organisations())


def people() -> list[PersonLine]:
    """All persons with their first post: demonstration mode, and fields that name a person."""
    lines = []
    for person in posts.persons():
        seat = next(iter(person.posts.all()), None)
        lines.append(
            PersonLine(
                person.pk, person.sign_in_name, person.name, f"{seat.organisation.short}　{seat.title}" if seat else ""
            )
        )
    return lines


def today() -> date:
    return clock.today()
