"""Growing a case from what a facts file says: subjects where they belong, events replayed in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from chengzhang.engine.case import Event, Subject, Value
from chengzhang.engine.deciding.effects import next_state, recorded, targets
from chengzhang.engine.deciding.places import is_many, lineage, parent_kind, reach, rows_below
from chengzhang.engine.deciding.typed import FactsError, read_rows, read_value
from chengzhang.engine.pack.model import Action, FactDef, Field, Pack
from chengzhang.engine.rules.ast import ALWAYS, Name, Tree

Holds = Callable[[Tree, Subject, date, Mapping[str, Value]], bool]


class Grower:
    """A case under construction: one project with what hangs above and below it."""

    def __init__(self, pack: Pack, holds: Holds) -> None:
        self.pack = pack
        self.holds = holds
        self.listed: set[tuple[str, date]] = set()  # the acts a file names itself
        self.later: list[Callable[[], None]] = []  # what the file says of the present, to be said after its events
        self._members: list[tuple[Subject, list[str], str]] = []
        chain = lineage(pack, "project") if "project" in pack.subject_types else (_root_kind(pack),)
        self.top = Subject(chain[-1])
        node = self.top
        for kind in reversed(chain[:-1]):
            node = node.add(Subject(kind))
        self.project = node
        self._seq = 0

    # ---------------------------------------------------------- finding

    def kind(self, name: str, key: str) -> str:
        if name in self.pack.subject_types or name in self.pack.subjects:
            return name
        raise FactsError(key, f"没有“{name}”这种主体", f"可用：{'、'.join(sorted(self.pack.subject_types))}")

    def one(self, kind: str, key: str, id: str | None = None) -> Subject:
        """The subject of a kind (and id), begun in its place if the case has none yet."""
        rows = list(rows_below(self.top, kind))
        if id:
            named = [row for row in rows if row.id == id]
            if named:
                return named[0]
            unnamed = [row for row in rows if not row.id]
            if len(rows) == len(unnamed) == 1:
                unnamed[0].id = id
                return unnamed[0]
            return self.begin(kind, key, id)
        if len(rows) > 1:
            zh = self.pack.subject_types[kind].zh if kind in self.pack.subject_types else kind
            raise FactsError(key, f"有 {len(rows)} 个{zh}，说不清是哪一个", "把它写在 subjects 里各自的那一个下面，或写明 id")
        return rows[0] if rows else self.begin(kind, key)

    def place(self, kind: str, id: str, under: Subject | None, key: str) -> Subject:
        """The subject that an entry of `subjects` describes: one already there (an ancestor, or same kind and id), or new."""
        if kind in (self.top.kind, *lineage(self.pack, self.project.kind)) and not (under and under.up(kind) is None):
            node = self.one(kind, key)
            node.id = id or node.id
            return node
        same = [row for row in rows_below(under or self.top, kind) if row.id == id and id]
        return same[0] if same else self.begin(kind, key, id, self._home(kind, under))

    def _home(self, kind: str, under: Subject | None) -> Subject | None:
        above = parent_kind(self.pack, kind)
        return under.up(above) or reach(under, above) if under is not None and above else None

    def members(self, node: Subject, ids: Any, key: str) -> None:
        """The members a batch names; found once all subjects of the file are there."""
        self._members.append((node, _listed(ids, key), key))

    def settle(self) -> None:
        for node, ids, key in self._members:
            kind = self.pack.subject_types[node.kind].members or ""
            known = {row.id: row for row in rows_below(self.top, kind)}
            for id in ids:
                if id not in known:
                    raise FactsError(key, f"没有编号为“{id}”的{kind}", f"可用：{'、'.join(known)}")
            node.members[:] = [known[id] for id in ids]

    def begin(self, kind: str, key: str, id: str = "", under: Subject | None = None) -> Subject:
        above = parent_kind(self.pack, kind)
        if above is None:
            raise FactsError(key, f"“{kind}”没有上级主体", "它只能是最上面的那一个")
        home = under if under is not None else self.one(above, key)
        if not id and is_many(self.pack, kind):
            id = f"{kind}-{sum(1 for _ in rows_below(self.top, kind)) + 1}"
        child = home.add(Subject(kind, id))
        self._join_batches(child)
        return child

    def _join_batches(self, child: Subject) -> None:
        """In a file with one batch and no list of members, the members are those the file holds."""
        for node in self.top.walk():
            of = self.pack.subject_types.get(node.kind)
            if of is not None and of.members == child.kind and child not in node.members:
                node.members.append(child)
        mine = self.pack.subject_types.get(child.kind)
        if mine is not None and mine.members:
            child.members.extend(rows_below(self.top, mine.members))

    # ---------------------------------------------------------- facts, states, papers

    def fact(self, name: str, raw: Any, key: str, at: Subject | None = None) -> None:
        """Put one fact where it lives; `at` = the subject it was written under, whose own names may be short."""
        definition = self.definition(name, key, at)
        node = at if at is not None and definition.owner == at.kind else None
        if node is None and at is not None:
            node = reach(at, definition.owner)
        node = node or self.one(definition.owner, key)
        node.facts[definition.key] = self.typed(definition, raw, key)

    def definition(self, name: str, key: str, at: Subject | None = None) -> FactDef:
        if at is not None and "." not in name and f"{at.kind}.{name}" in self.pack.facts:
            return self.pack.facts[f"{at.kind}.{name}"]
        if name in self.pack.facts:
            return self.pack.facts[name]
        if name.removeprefix("project.") in self.pack.facts:
            return self.pack.facts[name.removeprefix("project.")]
        raise unknown_fact(self.pack, name, key)

    def typed(self, definition: FactDef, raw: Any, key: str) -> Value:
        if definition.type == "rows":
            columns = next((f.columns for form in self.pack.forms.values() for f in form.fields
                            if f.fact == definition.name), ())
            if columns:
                return read_rows(self.pack, columns, raw, key)
        return read_value(self.pack, definition.type, raw, key)

    def state(self, node: Subject, raw: Any, key: str) -> None:
        known = ("new", *self.pack.subjects[node.kind].states) if node.kind in self.pack.subjects else ("new",)
        if not isinstance(raw, str) or raw not in known:
            raise FactsError(key, f"“{node.kind}”没有“{raw}”这个状态", f"可用：{'、'.join(dict.fromkeys(known))}")
        node.state = raw

    def papers(self, raw: Any, key: str, at: Subject | None = None) -> None:
        """A list of ids, or id -> list of parts, each into the file of the subject it belongs to; `all` = every paper."""
        if raw == "all":
            raw = list(self.pack.papers)
        given = raw if isinstance(raw, Mapping) else dict.fromkeys(_listed(raw, key), ())
        for paper, parts in given.items():
            node = self._file(str(paper), f"{key}.{paper}", at)
            node.papers[str(paper)] = self._parts(str(paper), parts, f"{key}.{paper}")

    def not_applicable(self, raw: Any, key: str, at: Subject | None = None) -> None:
        if not isinstance(raw, Mapping):
            raise FactsError(key, f"{raw!r} 不是映射", "写成 {材料: 理由}")
        for paper, reason in raw.items():
            self._file(str(paper), f"{key}.{paper}", at).not_applicable[str(paper)] = str(reason)

    def _file(self, paper: str, key: str, at: Subject | None) -> Subject:
        if paper not in self.pack.papers:
            raise FactsError(key, f"没有“{paper}”这份材料", f"可用：{'、'.join(self.pack.papers)}")
        of = self.pack.papers[paper].of
        node = None if at is None else at if at.kind == of else reach(at, of)
        return node or self.one(of, key)

    def _parts(self, paper: str, raw: Any, key: str) -> frozenset[str]:
        known = self.pack.papers[paper].parts
        if raw in ("all", True, None, ()):
            return frozenset(known)
        parts = frozenset(_listed(raw, key))
        for part in parts:
            if part not in known:
                raise FactsError(key, f"没有“{part}”这一部分", f"可用：{'、'.join(known) or '这份材料不分部分'}")
        return parts

    # ---------------------------------------------------------- events

    def event(self, raw: Mapping[str, Any], key: str, at: Subject | None = None) -> None:
        """Replay one past act: its answers and facts, then `sets`, `to` and `then`, without any gate."""
        action, on = self.action(raw.get("act"), f"{key}.act"), read_day(raw.get("on"), f"{key}.on")
        subject = at if at is not None and at.kind == action.subject else self._acted_on(action, raw, key)
        answers = self.answers(action, raw.get("answers") or {}, f"{key}.answers")
        self._declare(action, answers, subject)
        extra = {}
        for name, value in (raw.get("facts") or {}).items():
            definition = self.definition(str(name), f"{key}.facts.{name}", subject)
            self.fact(str(name), value, f"{key}.facts.{name}", subject)
            if definition.owner == subject.kind:
                extra[definition.key] = subject.facts[definition.key]
        self.done(action, on, answers, subject, by=raw.get("by"), extra=extra)

    def done(self, action: Action, on: date, answers: Mapping[str, Value], subject: Subject, *,
             by: str | None = None, extra: Mapping[str, Value] | None = None) -> None:
        """Let an act have happened on a subject of the case, with its follow-ups."""
        told = self._told_by_the_day(action, on, answers, extra or {})
        sets = {**told, **recorded(action, on, answers), **(extra or {})}
        subject.facts.update(sets)
        subject.state = next_state(action, answers, sets, subject) or subject.state
        self._seq += 1
        subject.events.append(Event(action.id, on, sets, dict(answers), str(by) if by else None, self._seq))
        for follow in action.then:
            if (follow.act, on) in self.listed:
                continue
            if follow.when is not ALWAYS and not self.holds(follow.when, subject, on, answers):
                continue
            act = self.action(follow.act, follow.act)
            self._join(subject, act)
            for target, home in targets(self.pack, subject, act):
                if target.state not in act.from_states:
                    continue
                if home is not None:
                    home.add(target)
                self.done(act, on, {}, target)

    def _join(self, batch: Subject, follow: Action) -> None:
        """A file of one project that tells of a batch means that the project was in it."""
        of = self.pack.subject_types.get(batch.kind)
        if of is not None and of.members == follow.subject and not batch.members and "new" in follow.from_states:
            self.one(follow.subject, follow.id)

    def check(self, raw: Mapping[str, Any], key: str) -> None:
        """Refuse what is wrong in an event that isn't replayed."""
        self.answers(self.action(raw.get("act"), f"{key}.act"), raw.get("answers") or {}, f"{key}.answers")

    def _told_by_the_day(self, action: Action, on: date, answers: Mapping[str, Value],
                         extra: Mapping[str, Value]) -> dict[str, Value]:
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
            return self.one(action.subject, key, str(raw["id"]))
        rows = list(rows_below(self.top, action.subject))
        ready = [row for row in rows if row.state in action.from_states]
        if ready:
            return ready[-1]
        if rows and (not is_many(self.pack, action.subject) or "new" not in action.from_states):
            return rows[-1]
        return self.begin(action.subject, key)

    def action(self, raw: Any, key: str) -> Action:
        act = str(raw)
        subject, _, verb = act.partition(".")
        if subject in self.pack.subjects and verb in self.pack.subjects[subject].actions:
            return self.pack.subjects[subject].actions[verb]
        near = [a for a in self.pack.actions if a.startswith(f"{subject}.")] or sorted(self.pack.actions)
        raise FactsError(key, f"没有“{act}”这个动作", f"可用：{'、'.join(near)}")

    def answers(self, action: Action, raw: Any, key: str) -> dict[str, Value]:
        """Answers of a form, typed; a field the form lacks is refused."""
        if not isinstance(raw, Mapping):
            raise FactsError(key, f"{raw!r} 不是映射", "写成 {表单项: 值}")
        fields = {f.id: f for f in self.pack.forms[action.form].fields} if action.form else {}
        found: dict[str, Value] = {}
        for name, value in raw.items():
            field = fields.get(str(name)) or next((f for f in fields.values() if f.fact == name), None)
            if field is None:
                raise FactsError(f"{key}.{name}", f"“{action.zh}”的表单没有这一项",
                                 f"可用：{'、'.join(fields) or '这个动作没有表单'}")
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
                (node or self.one(definition.owner, field.id)).facts[definition.key] = answers[field.id]


def unknown_fact(pack: Pack, name: str, key: str) -> FactsError:
    """The error for a name that is no fact, saying what else it is or which come near."""
    if name in pack.derived or name.partition(".")[0] in pack.tables:
        zh = pack.derived[name].zh if name in pack.derived else pack.tables[name.partition(".")[0]].zh
        return FactsError(key, f"“{zh}”由规则推导得出，不能直接给", "给出它所依据的事实")
    if name in pack.parameters:
        return FactsError(key, f"“{pack.parameters[name].zh}”是参数，不是事实", "由单位设定的写在 parameters 里")
    last = name.rpartition(".")[2]
    near = [f for f in pack.facts if f.rpartition(".")[2] == last or last in f][:8]
    return FactsError(key, "没有这个事实", f"相近的：{'、'.join(near)}" if near else "用 chengzhang pack facts 查可用的事实")


def read_day(raw: Any, key: str) -> date:
    from chengzhang.engine.values import parse_date

    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str):
        raise FactsError(key, "没有写日期", "写成 2026-03-01")
    try:
        return parse_date(raw)
    except ValueError as error:
        wrong, _, do = str(error).partition("。")
        raise FactsError(key, wrong, do or "写成 2026-03-01") from None


def _listed(raw: Any, key: str) -> list[str]:
    if isinstance(raw, str):
        return [raw]
    if isinstance(raw, list | tuple | set | frozenset) and all(isinstance(item, str) for item in raw):
        return list(raw)
    raise FactsError(key, f"{raw!r} 不是列表", "写成 [甲, 乙]")


def _root_kind(pack: Pack) -> str:
    return next((k for k, s in pack.subject_types.items() if s.root), next(iter(pack.subject_types)))


