"""Past acts replayed on a case under construction: answers, `sets`, `to` and `then`, without any gate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from chengzhang.engine.case import Event, Subject, Value
from chengzhang.engine.deciding.building import Grower, read_day
from chengzhang.engine.deciding.effects import Lookup, next_state, recorded, targets
from chengzhang.engine.deciding.places import is_many, reach, rows_below
from chengzhang.engine.deciding.typed import FactsError, read_rows, read_value
from chengzhang.engine.pack.model import Action, Field, Pack
from chengzhang.engine.rules.ast import ALWAYS, Name, Tree
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.run import value_of
from chengzhang.engine.rules.truth import ABSENT, Unknown

Holds = Callable[[Tree, Subject, date, Mapping[str, Value]], bool]


class Replayer:
    """Lets what a file tells of the past have happened, in the order it is told to."""

    def __init__(self, case: Grower, holds: Holds) -> None:
        self.case, self.pack, self.holds = case, case.pack, holds
        self.listed: set[tuple[str, date]] = set()  # the acts a file names itself
        self._seq = 0

    def event(self, raw: Mapping[str, Any], key: str, at: Subject | None = None) -> None:
        """Replay one past act: its answers and facts, then `sets`, `to` and `then`, without any gate."""
        action, on = action_of(self.pack, raw.get("act"), f"{key}.act"), read_day(raw.get("on"), f"{key}.on")
        subject = at if at is not None and at.kind == action.subject else self._acted_on(action, raw, key)
        answers = self.answers(action, raw.get("answers") or {}, f"{key}.answers")
        self._declare(action, answers, subject)
        extra = {}
        for name, value in (raw.get("facts") or {}).items():
            definition = self.case.definition(str(name), f"{key}.facts.{name}", subject)
            self.case.fact(str(name), value, f"{key}.facts.{name}", subject)
            if definition.owner == subject.kind:
                extra[definition.key] = subject.facts[definition.key]
        self.done(action, on, answers, subject, by=raw.get("by"), extra=extra)

    def done(
        self,
        action: Action,
        on: date,
        answers: Mapping[str, Value],
        subject: Subject,
        *,
        by: str | None = None,
        extra: Mapping[str, Value] | None = None,
    ) -> None:
        """Let an act have happened on a subject of the case, with its follow-ups."""
        told = self._told_by_the_day(action, on, answers, extra or {})
        sets = {**told, **recorded(action, on, answers, self._lookup(subject, on, answers)), **(extra or {})}
        subject.facts.update(sets)
        subject.state = next_state(action, answers, sets, subject) or subject.state
        self._seq += 1
        subject.events.append(Event(action.id, on, sets, dict(answers), str(by) if by else None, self._seq))
        for follow in action.then:
            if (follow.act, on) in self.listed:
                continue
            if follow.when is not ALWAYS and not self.holds(follow.when, subject, on, answers):
                continue
            act = action_of(self.pack, follow.act, follow.act)
            self._join(subject, act)
            for target, home in targets(self.pack, subject, act):
                if target.state not in act.from_states:
                    continue
                if home is not None:
                    home.add(target)
                self.done(act, on, {}, target)

    def _lookup(self, subject: Subject, on: date, answers: Mapping[str, Value]) -> Lookup:
        """What a name in `sets` came to on the case as replayed so far; nothing where it isn't known."""

        def lookup(name: str) -> Value | None:
            found = value_of(Context(self.pack, subject, on, answers), name)
            return None if found is ABSENT or isinstance(found, Unknown) else found

        return lookup

    def _join(self, batch: Subject, follow: Action) -> None:
        """A file of one project that tells of a batch means that the project was in it."""
        of = self.pack.subject_types.get(batch.kind)
        if of is not None and of.members == follow.subject and not batch.members and "new" in follow.from_states:
            self.case.one(follow.subject, follow.id)

    def check(self, raw: Mapping[str, Any], key: str) -> None:
        """Refuse what is wrong in an event that isn't replayed."""
        self.answers(action_of(self.pack, raw.get("act"), f"{key}.act"), raw.get("answers") or {}, f"{key}.answers")

    def _told_by_the_day(
        self, action: Action, on: date, answers: Mapping[str, Value], extra: Mapping[str, Value]
    ) -> dict[str, Value]:
        """The one answer that names the day of the act itself, where an event gives only its day.

        That is a date field that may not lie after the act; with two such fields nothing is assumed.
        """
        form = self.pack.forms.get(action.form or "")
        past = [f.id for f in form.fields if f.type == "date" and f.latest == Name("act_day")] if form else []
        if len(past) != 1 or past[0] in answers:
            return {}
        told = recorded(action, on, {past[0]: on})
        return {k: v for k, v in told.items() if action.sets[k] == Name(f"form.{past[0]}") and k not in extra}

    def _acted_on(self, action: Action, raw: Mapping[str, Any], key: str) -> Subject:
        """Which subject a past act was done to: the one named, else the last one that was in a state for it."""
        if raw.get("id"):
            return self.case.one(action.subject, key, str(raw["id"]))
        rows = list(rows_below(self.case.top, action.subject))
        ready = [row for row in rows if row.state in action.from_states]
        if ready:
            return ready[-1]
        if rows and (not is_many(self.pack, action.subject) or "new" not in action.from_states):
            return rows[-1]
        return self.case.begin(action.subject, key)

    def answers(self, action: Action, raw: Any, key: str) -> dict[str, Value]:
        """Answers of a form, typed; a field the form lacks is refused."""
        if not isinstance(raw, Mapping):
            raise FactsError(key, f"{raw!r} 不是映射", "写成 {表单项: 值}")
        fields = {f.id: f for f in self.pack.forms[action.form].fields} if action.form else {}
        found: dict[str, Value] = {}
        for name, value in raw.items():
            field = fields.get(str(name)) or next((f for f in fields.values() if f.fact == name), None)
            if field is None:
                raise FactsError(
                    f"{key}.{name}",
                    f"“{action.zh}”的表单没有这一项",
                    f"可用：{'、'.join(fields) or '这个动作没有表单'}",
                )
            found[field.id] = self._answer(field, value, f"{key}.{name}")
        return found

    def _answer(self, field: Field, raw: Any, key: str) -> Value:
        if field.type == "rows" and field.columns:
            return read_rows(self.pack, field.columns, raw, key)
        return read_value(self.pack, field.type, raw, key)

    def _declare(self, action: Action, answers: Mapping[str, Value], subject: Subject) -> None:
        for field in self.pack.forms[action.form].fields if action.form else ():
            definition = self.pack.facts.get(field.fact or "")
            if definition is not None and definition.source == "declared" and field.id in answers:
                node = subject if definition.owner == subject.kind else reach(subject, definition.owner)
                (node or self.case.one(definition.owner, field.id)).facts[definition.key] = answers[field.id]


def action_of(pack: Pack, raw: Any, key: str) -> Action:
    """The action a text names; FactsError with those that come near."""
    act = str(raw)
    subject, _, verb = act.partition(".")
    if subject in pack.subjects and verb in pack.subjects[subject].actions:
        return pack.subjects[subject].actions[verb]
    near = [a for a in pack.actions if a.startswith(f"{subject}.")] or sorted(pack.actions)
    raise FactsError(key, f"没有“{act}”这个动作", f"可用：{'、'.join(near)}")
