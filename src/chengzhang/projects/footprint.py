"""What an act may touch, read off a pack once: its duties, its stages, its parties, the rows it must see far and wide.

Everything here errs on the wide side: an act that can't be shown to leave something alone is taken to touch it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from chengzhang.engine.pack.model import Action, Pack
from chengzhang.engine.rules import ast

ABOVE = ("unit", "authority_office")  # the kinds that are no project's


@dataclass(frozen=True, slots=True)
class Footprint:
    """`duties`, `stages`, `track`, `parties`: whether the act may change them; `lifts`: whether exceptions exist.

    `over`: kind -> unit | authority_office, rows of other projects that its rules count. `office`: whether rows of the
    unit or the office must be loaded.
    """

    duties: bool
    stages: bool
    track: bool
    parties: bool
    lifts: bool
    over: dict[str, str]
    office: bool


class Reader:
    """The footprints of one pack's acts."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._closures: dict[str, frozenset[str]] = {}
        self._duty_words = self._words(*pack.duties.values())
        self._stage_words = self._words(*(stage.reached for stage in pack.stages))
        self._track_words = self._words(pack.scope.table)
        self._party_words = self._words(
            *(role.holder for role in pack.roles.values() if role.holder_kind in ("fact", "table"))
        )
        self._lapse_words = self._words(*(lapse for s in pack.subjects.values() for lapse in s.lapses))
        self._cache: dict[str, Footprint] = {}
        self.above = frozenset(kind for kind in pack.subject_types if self._is_above(kind))

    def of(self, action: Action) -> Footprint:
        found = self._cache.get(action.id)
        if found is None:
            found = self._cache[action.id] = self._read(action)
        return found

    def _read(self, action: Action) -> Footprint:
        chain = [action, *self._followers(action)]
        written = frozenset(word for one in chain for word in self._writes(one))
        asked = self._words(*(rule for one in chain for rule in self.pack.rules.values() if one.id in rule.at))
        asked |= self._track_words | self._duty_words | self._party_words
        asked |= self._words(*(self.pack.forms[one.form] for one in chain if one.form), *chain)
        over = {
            kind: derived.over
            for name in asked
            if (derived := self.pack.derived.get(name)) is not None and derived.over in ABOVE
            for kind in self._kinds(derived)
            if derived.over is not None
        }
        owners = {self.pack.facts[name].owner for name in asked if name in self.pack.facts}
        office = bool(self.above & (owners | asked)) or any(one.subject in self.above for one in chain)
        return Footprint(
            duties=bool(self.pack.duties) and bool(written & (self._duty_words | self._lapse_words)),
            stages=bool(written & self._stage_words),
            track=bool(written & self._track_words),
            parties=bool(written & self._party_words),
            lifts=any(one.id in rule.at for one in chain for rule in self.pack.rules.values() if rule.lift),
            over=over,
            office=office,
        )

    def _followers(self, action: Action, seen: frozenset[str] = frozenset()) -> Iterator[Action]:
        for follow in action.then:
            found = self.pack.actions.get(follow.act)
            if found is not None and found.id not in seen:
                yield found
                yield from self._followers(found, seen | {found.id})

    def _writes(self, action: Action) -> Iterator[str]:
        """Every word that the act may change: its own id, its subject, the facts it records or declares."""
        yield action.id
        yield action.subject
        for key in action.sets:
            yield f"{action.subject}.{key}"
            yield key
        form = self.pack.forms.get(action.form or "")
        for field in form.fields if form else ():
            if field.fact:
                yield field.fact

    def _words(self, *things: Any) -> frozenset[str]:
        """The names that these parts of a pack rest on, derived facts, tables and parameters followed through."""
        waiting = [word for thing in things for word in words_of(thing)]
        found: set[str] = set()
        while waiting:
            word = waiting.pop()
            if word in found:
                continue
            found.add(word)
            base = word.split(".", 1)[0]
            if base in self.pack.subject_types:
                found.add(base)
            for home in (self.pack.derived, self.pack.tables):
                for name in (word, base):
                    if name in home:
                        found.add(name)
                        waiting.extend(words_of(home[name]))
        return frozenset(found)

    def _kinds(self, derived: Any) -> Iterator[str]:
        for word in words_of(derived):
            base = word.split(".", 1)[0]
            if base in self.pack.subject_types and base not in self.above:
                yield base

    def _is_above(self, kind: str) -> bool:
        here: str | None = kind
        while here is not None:
            if here == "project":
                return False
            defined = self.pack.subjects.get(here)
            general = self.pack.subject_types.get(here)
            here = (defined.parent if defined else None) or (general.parent if general else None)
        return True


def words_of(thing: Any) -> Iterator[str]:
    """Every name, subject, act and duty that a part of a pack mentions."""
    match thing:
        case None | bool() | int() | ast.Mark():
            return
        case str():
            yield thing
        case ast.Literal():
            return
        case dict():
            for key, one in thing.items():
                yield str(key)
                yield from words_of(one)
        case tuple() | list() | frozenset():
            for one in thing:
                yield from words_of(one)
        case _ if is_dataclass(thing):
            for part in fields(thing):
                if part.name not in ("zh", "say", "source", "cite", "help", "mark", "because"):
                    yield from words_of(getattr(thing, part.name))


_readers: dict[str, Reader] = {}


def reader(pack: Pack) -> Reader:
    """The reader of a pack, made once a process."""
    key = f"{pack.id}/{pack.release}/{pack.digest}"
    found = _readers.get(key)
    if found is None:
        found = _readers[key] = Reader(pack)
    return found
