"""What an act does: the facts it records, the state it leads to, the subjects its follow-ups mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from chengzhang.engine.case import Event, Subject, Value
from chengzhang.engine.deciding.journal import Journal
from chengzhang.engine.deciding.places import home_of, is_many, reach
from chengzhang.engine.decision import Effect
from chengzhang.engine.pack.model import Action, Pack
from chengzhang.engine.rules.ast import Literal, Name
from chengzhang.engine.values import Year

Lookup = Callable[[str], Value | None]
AFTER_THE_DAY = 1 << 40  # an act being tried comes after all that its day already holds, whatever the ledger's numbers


def recorded(action: Action, on: date, answers: Mapping[str, Value], lookup: Lookup | None = None) -> dict[str, Value]:
    """The facts that `sets` records, own names to values; an answer left empty records nothing."""
    found: dict[str, Value] = {}
    for key, source in action.sets.items():
        value = _source_value(source, on, answers, lookup)
        if value is not None:
            found[key] = value
    return found


def _source_value(source: Any, on: date, answers: Mapping[str, Value], lookup: Lookup | None) -> Value | None:
    if isinstance(source, Literal):
        return source.value
    if not isinstance(source, Name):
        return source
    match source.text:
        case "act_day":
            return on
        case "this_year":
            return Year(on.year)
        case "next_year":
            return Year(on.year + 1)
    head, _, last = source.text.partition(".")
    if head == "form":
        return answers.get(last)
    return lookup(source.text) if lookup is not None else None


def next_state(action: Action, answers: Mapping[str, Value], sets: Mapping[str, Value], subject: Subject) -> str | None:
    """The state the act leads to; None while the field that decides it has no word yet."""
    if action.to_by is None:
        return action.to
    field = action.to_by.rpartition(".")[2]
    for source in (answers, sets, subject.facts):
        if field in source:
            return action.to_words.get(str(source[field]))
    return None


def targets(pack: Pack, subject: Subject, follow: Action) -> list[tuple[Subject, Subject | None]]:
    """The subjects a follow-up is done to: (subject, home where it is begun, or None if it is there already).

    Each member of a batch; else the subject itself, an ancestor or single child; else a new child.
    """
    members = pack.subject_types[subject.kind].members if subject.kind in pack.subject_types else None
    if members == follow.subject:
        return [(member, None) for member in subject.members]
    many = is_many(pack, follow.subject) and subject.up(follow.subject) is None
    found = None if many else reach(subject, follow.subject)
    if found is not None:
        return [(found, None)]
    home = home_of(pack, subject, follow.subject)
    if home is None:
        return []
    if many and "new" not in follow.from_states:
        rows = home.children.get(follow.subject, [])
        return [(row, None) for row in rows if row.state in follow.from_states]
    return [(Subject(follow.subject, parent=home), home)]


def apply(journal: Journal, subject: Subject, effect: Effect, home: Subject | None, by: str | None) -> None:
    """Let the case read as if the effect had happened, its event included."""
    if home is not None:
        journal.begin(home, subject)
    for key, value in effect.sets.items():
        journal.put(subject.facts, key, value)
    for name, (owner, value) in effect.declared.items():
        holder = reach(subject, owner)
        if holder is not None:
            journal.put(holder.facts, name.rpartition(".")[2], value)
    if effect.after != subject.state:
        journal.move(subject, effect.after)
    order = AFTER_THE_DAY + journal.mark
    journal.note(subject, Event(effect.action, effect.on, effect.sets, effect.answers, by, order))
