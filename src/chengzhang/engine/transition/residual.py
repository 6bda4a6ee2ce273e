"""Clauses of a displaced release that still stand: the newer pack with them beside its own, cited as theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from chengzhang.engine.deciding.plan import plan_of
from chengzhang.engine.pack.model import Action, Pack, Rule, Section, SubjectDef
from chengzhang.engine.receipt import sm3
from chengzhang.engine.rules.ast import Literal
from chengzhang.engine.rules.names import Unresolved
from chengzhang.engine.rules.run import compile_tree

HELD = ("rules", "duties", "papers", "forms", "indicators", "tables")  # the kinds that may stand on
FOLLOWED = ("derived", "parameters", "tables", "papers", "forms", "questions", "facts", "types", "roles")
_SAID = ("mark", "cite", "source", "zh", "say", "help", "because")


class CannotStand(ValueError):
    """A clause that can't act beside the newer release; the message says why."""


def beside(new: Pack, items: frozenset[str], find: Callable[[str], Pack | None]) -> Pack:
    """`new` with the standing items of the release it displaced; `new` itself where none stands.

    `find` gives the displaced release by "place/release", None where its text was never loaded: the decision then is
    on record, and a person applies it. Raises CannotStand.
    """
    old = find(new.residual.pack) if items and new.residual is not None else None
    if old is None:
        return new
    merged = _Merged(new, old)
    for item in sorted(items):
        merged.take(item)
    return merged.pack(sm3("\n".join((new.digest, old.digest, *sorted(items)))))


class _Merged:
    def __init__(self, new: Pack, old: Pack) -> None:
        self.new, self.old = new, old
        self.measure = next(iter(old.measures))
        self.maps: dict[str, dict[str, Any]] = {k: dict(getattr(new, k)) for k in {*HELD, *FOLLOWED}}
        self.subjects = dict(new.subjects)
        self.seen: set[str] = set()

    def take(self, item: str) -> None:
        """One item, with everything it names that the newer release lacks."""
        kind, _, id = item.partition(".")
        entry = getattr(self.old, kind, {}).get(id) if kind in HELD else None
        if entry is None:
            raise CannotStand(f"旧办法中没有“{item}”")
        if kind == "rules":
            at = tuple(act for act in entry.at if act in self.new.actions)
            if not at:  # the whole step went: it stands on with its condition
                for act in entry.at:
                    self._act(self.old.actions[act])
            entry = replace(entry, at=at or entry.at)
            self._ask_for(entry, at)
        if kind == "forms":
            self._fill_in(id)
            return
        name = id if id not in self.maps[kind] else f"{self.measure}_{id}"
        entry = replace(entry, id=name) if hasattr(entry, "id") else entry
        self.maps[kind][name] = self._recited(entry)
        self._follow(entry)

    def _ask_for(self, rule: Rule, at: tuple[str, ...]) -> None:
        """What the rule asks of an act's form is asked there again."""
        wanted = {word.partition(".")[2] for word in words((rule.when, rule.require)) if word.startswith("form.")}
        for act in at if wanted else ():
            self._extend(act, frozenset(wanted))

    def _fill_in(self, form: str) -> None:
        """A form stands on where it was filled in: its fields at that act, or the act itself."""
        for act in self.old.actions.values():
            if act.form != form:
                continue
            if act.id in self.new.actions:
                self._extend(act.id, frozenset(f.id for f in self.old.forms[form].fields))
            else:
                self._act(act)

    def _extend(self, act: str, wanted: frozenset[str]) -> None:
        """Fields of the old form of an act that its new form lacks, in a section of their own."""
        before, now = self.old.forms.get(self.old.actions[act].form or ""), self.new.actions[act].form
        if before is None or now is None:
            raise CannotStand(f"“{self.new.actions[act].zh}”没有可以填写的表")
        form = self.maps["forms"][now]
        there = {f.id for f in form.fields}
        added = tuple(self._recited(f) for f in before.fields if f.id in wanted and f.id not in there)
        if added:
            section = Section(f"沿用《{self.old.measures[self.measure].title}》", added)
            self.maps["forms"][now] = replace(form, sections=(*form.sections, section))
            self._follow(added)

    def _follow(self, entry: Any) -> None:
        for word in words(entry):
            if word in self.seen:
                continue
            self.seen.add(word)
            for kind in FOLLOWED:
                there, here = getattr(self.old, kind).get(word), getattr(self.new, kind).get(word)
                if there is None:
                    continue
                if here is None:
                    self.maps[kind][word] = self._recited(there)
                    self._follow(there)
                elif kind in ("derived", "parameters", "tables") and _meaning(here) != _meaning(there):
                    raise CannotStand(f"“{word}”在新旧办法中含义不同")
            if word in self.old.actions and word not in self.new.actions:
                self._act(self.old.actions[word])

    def _act(self, action: Action) -> None:
        """An act that fulfils what stands on must be possible."""
        held = self.subjects.get(action.subject)
        made = self._recited(action)
        if held is None:  # a thing that the newer release doesn't know comes with its whole life
            before = self.old.subjects[action.subject]
            acts = {verb: self._recited(one) for verb, one in before.actions.items()}
            self.subjects[action.subject] = SubjectDef(before.id, before.parent, before.ends, acts, before.states)
            for one in before.actions.values():
                self._follow(one)
            return
        states = tuple(dict.fromkeys((*held.states, *action.from_states, *filter(None, [action.to]))))
        self.subjects[action.subject] = replace(held, actions={**held.actions, action.verb: made}, states=states)
        self._follow(action)

    def _recited(self, value: Any) -> Any:
        """The same entry, its clauses named as those of the displaced measure."""
        if isinstance(value, tuple):
            return tuple(self._recited(one) for one in value)
        if not is_dataclass(value) or isinstance(value, type) or type(value).__module__.endswith("rules.ast"):
            return value
        told: dict[str, Any] = {}
        for field in fields(value):
            part = getattr(value, field.name)
            if field.name == "cite":
                told["cite"] = tuple(c if ":" in c else f"{self.measure}:{c}" for c in part)
            elif is_dataclass(part) or (isinstance(part, tuple) and part and is_dataclass(part[0])):
                told[field.name] = self._recited(part)
        return replace(value, **told)

    def pack(self, digest: str) -> Pack:
        measures = {**self.new.measures, **{k: v for k, v in self.old.measures.items() if k not in self.new.measures}}
        maps: dict[str, Any] = dict(self.maps)
        made = replace(self.new, **maps, subjects=self.subjects, measures=measures, digest=digest)
        try:
            plan = plan_of(made)
            for act in plan.actions:
                plan.of(act)
            for duty in made.duties.keys() - self.new.duties.keys():
                compile_tree(made, made.duties[duty].of, made.duties[duty].only)
        except Unresolved as error:
            raise CannotStand(str(error)) from error
        return made


def words(thing: Any) -> Iterator[str]:
    """Every name that a part of a pack mentions."""
    match thing:
        case str():
            yield from thing.replace("|", " ").split()
        case None | bool() | int() | Literal():
            return
        case dict():
            for key, one in thing.items():
                yield str(key)
                yield from words(one)
        case tuple() | list() | frozenset():
            for one in thing:
                yield from words(one)
        case _ if is_dataclass(thing):
            for part in fields(thing):
                if part.name not in _SAID:
                    yield from words(getattr(thing, part.name))


def _meaning(thing: Any) -> Any:
    """What an entry says, apart from where and how it is written."""
    match thing:
        case dict():
            return {key: _meaning(one) for key, one in thing.items()}
        case tuple() | list():
            return tuple(_meaning(one) for one in thing)
        case _ if is_dataclass(thing) and not isinstance(thing, type):
            kept = (f.name for f in fields(thing) if f.name not in _SAID)
            return (type(thing).__name__, *(_meaning(getattr(thing, name)) for name in kept))
    return thing
