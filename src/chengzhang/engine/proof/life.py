"""What a subject can look like by its own acts: which states, with which recorded facts there, absent or of which word.

Gates are left out, so every real case is among these; a recorded fact comes to be only through `sets`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from chengzhang.engine.pack.model import Action, Field, Pack, SubjectDef
from chengzhang.engine.rules.ast import Literal, Name

MOST = 3_000  # looks of one subject; more are not told apart
THERE = "there"  # recorded, with whatever value


@dataclass(frozen=True, slots=True)
class Look:
    """A state with the recorded facts that are there: key -> THERE, or the very value it was set to."""

    state: str
    facts: frozenset[tuple[str, Any]] = frozenset()

    def get(self, key: str) -> Any:
        return next((value for name, value in self.facts if name == key), None)


@dataclass(frozen=True)
class Lives:
    """Which looks each kind of subject can have; worked out once a pack, or from fewer steps."""

    pack: Pack
    of: Mapping[str, tuple[Look, ...] | None]
    past: Mapping[str, frozenset[str]]

    @staticmethod
    def all(pack: Pack) -> Lives:
        return Lives(
            pack,
            {kind: looks(pack, subject, steps_of(subject)) for kind, subject in pack.subjects.items()},
            {kind: not_in_future(pack, subject) for kind, subject in pack.subjects.items()},
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One way an act goes: from a state to a state, by which word of its deciding field (None = by no word)."""

    act: str
    before: str
    after: str
    word: str | None
    action: Action = field(compare=False, repr=False)


def steps_of(subject: SubjectDef) -> Iterator[Step]:
    """Every step that the acts of a subject can make, in the pack's order."""
    for action in subject.actions.values():
        for before in action.from_states:
            if action.to is not None:
                yield Step(action.id, before, action.to, None, action)
            else:
                for word, after in action.to_words.items():
                    yield Step(action.id, before, after, word, action)


def lapses_of(subject: SubjectDef) -> Iterator[tuple[str, str]]:
    """(state, what it becomes) by the clock."""
    for lapse in subject.lapses:
        for before in lapse.from_states or tuple(state for state in subject.states if state != lapse.to):
            yield before, lapse.to


def looks(pack: Pack, subject: SubjectDef, steps: Iterable[Step]) -> tuple[Look, ...] | None:
    """Every look that these steps lead to from the beginning; None where there are too many."""
    by_state: dict[str, list[Step]] = {}
    for step in steps:
        by_state.setdefault(step.before, []).append(step)
    found, waiting = {Look("new")}, [Look("new")]
    lapses = list(lapses_of(subject))
    while waiting:
        look = waiting.pop()
        after = [Look(to, look.facts) for before, to in lapses if before == look.state]
        after += [new for step in by_state.get(look.state, ()) for new in after_step(pack, look, step)]
        for new in after:
            if new not in found:
                found.add(new)
                waiting.append(new)
        if len(found) > MOST:
            return None
    return tuple(sorted(found, key=lambda look: (look.state, sorted(map(str, look.facts)))))


def after_step(pack: Pack, look: Look, step: Step) -> list[Look]:
    """The looks after a step: a field that may stay empty sets nothing, so there are two."""
    found = [dict(look.facts)]
    for key, source in step.action.sets.items():
        value, sure = _set_by(pack, step, source)
        left = [] if sure else [dict(facts) for facts in found]
        for facts in found:
            facts[key] = value
        found += left
    return [Look(step.after, frozenset(facts.items())) for facts in found]


def surely_set(pack: Pack, step: Step) -> dict[str, Any]:
    """The recorded facts of which a step leaves no doubt: key -> THERE or the value."""
    given = {key: _set_by(pack, step, source) for key, source in step.action.sets.items()}
    return {key: value for key, (value, sure) in given.items() if sure}


def _set_by(pack: Pack, step: Step, source: Any) -> tuple[Any, bool]:
    """The value an act gives a fact, and whether it surely gives one."""
    if isinstance(source, Literal):
        return source.value, True
    if not isinstance(source, Name) or not source.text.startswith("form."):
        return THERE, True
    asked = source.text.removeprefix("form.")
    if step.word is not None and asked == (step.action.to_by or "").rpartition(".")[2]:
        return step.word, True
    field = field_of(pack, step.action, asked)
    return THERE, field is not None and field.required is True


def field_of(pack: Pack, action: Action, asked: str) -> Field | None:
    form = pack.forms.get(action.form or "")
    return next((field for field in form.fields if field.id == asked), None) if form is not None else None


def not_in_future(pack: Pack, subject: SubjectDef) -> frozenset[str]:
    """Keys of recorded days that every act sets to its own day, or to an answer that may not lie ahead of it."""
    sources: dict[str, list[bool]] = {}
    for action in subject.actions.values():
        for key, source in action.sets.items():
            sources.setdefault(key, []).append(_past(pack, action, source))
    return frozenset(key for key, all_past in sources.items() if all(all_past))


def _past(pack: Pack, action: Action, source: Any) -> bool:
    if not isinstance(source, Name):
        return False
    if source.text == "act_day":
        return True
    field = field_of(pack, action, source.text.removeprefix("form.")) if source.text.startswith("form.") else None
    return field is not None and isinstance(field.latest, Name) and field.latest.text == "act_day"
