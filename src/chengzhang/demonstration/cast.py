"""Who plays an act: an actor of the body that holds the role, and not somebody the pack keeps apart from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from chengzhang.engine.pack.model import Action, Pack
from chengzhang.foundation.people import experts, posts
from chengzhang.foundation.people.actor import Actor

from .town import Town


class NobodyPlays(LookupError):
    """No person in the city may play the part; the message names the role and the act."""


class Cast:
    """The city's actors by body. Remembers who did what, so that acts the pack keeps apart get different persons."""

    def __init__(self, pack: Pack, town: Town, first: date) -> None:
        self._pack, self._town, self._first = pack, town, first
        self._holders: dict[int, list[Actor]] = {}
        self._did: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._experts: list[Actor] | None = None

    def of_body(self, organisation: int) -> list[Actor]:
        """Those who hold a post there, handlers before heads."""
        if organisation not in self._holders:
            found = posts.holders(organisation, self._first)
            drawn = {expert.person_id for expert in self.experts()}
            self._holders[organisation] = [one for one in reversed(found) if one.person_id not in drawn]
        return self._holders[organisation]

    def experts(self) -> list[Actor]:
        if self._experts is None:
            persons = [one.person_id for one in experts.pool() if one.person_id is not None]
            self._experts = [actor for one in persons for actor in posts.roles_open_to(one, self._first)[:1]]
        return self._experts

    def player(self, action: Action, role: str, unit: int, code: str | None, vendor: str) -> Actor:
        """Somebody who may do the act, in the role, for the matter of `unit`."""
        tired = {one for other in action.apart_from for one in self._did[code or "", other]}
        for actor in self.holders(role, unit, vendor):
            if actor.person_id not in tired:
                return actor
        raise NobodyPlays(f"nobody holds {role} for {action.id}")

    def holders(self, role: str, unit: int, vendor: str) -> Iterable[Actor]:
        """All who hold the role: of the unit itself, of the body it names, of the project's firm, of the pool."""
        return list(self._holding(role, unit, vendor))

    def _holding(self, role: str, unit: int, vendor: str) -> Iterator[Actor]:
        known = self._pack.roles.get(role)
        if known is None:
            return
        match known.holder_kind:
            case "unit":
                yield from self.of_body(unit)
            case "organisation":
                number = self._town.organisations.get(str(known.holder))
                yield from self.of_body(number) if number is not None else ()
            case "pool":
                yield from self.experts()
            case _:
                number = self._town.organisations.get(vendor)
                yield from self.of_body(number) if number is not None else ()

    def remember(self, code: str | None, action: str, actor: Actor) -> None:
        self._did[code or "", action].add(actor.person_id)
