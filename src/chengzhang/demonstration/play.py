"""Plays all stories at once, day by day, so that the ledger tells them in the order in which they happened."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from chengzhang.engine.clock.calendar import Calendar
from chengzhang.engine.decision import Decision
from chengzhang.engine.pack.model import Pack
from chengzhang.foundation import administer, clock
from chengzhang.foundation.outbox import inbox
from chengzhang.foundation.people import posts
from chengzhang.foundation.refusal import Refusal
from chengzhang.foundation.rulebook import shelf
from chengzhang.projects.calendars import calendar_of
from chengzhang.projects.command import Outcome
from chengzhang.projects.tick import tick

from . import town
from .cast import Cast, NobodyPlays
from .days import day_of, spread
from .player import Matter, Player, StepFailed
from .scripts import Play, Script, Step, Story
from .town import Town

_OPENS = time(8, 30)
_QUARTERS = (1, 4, 7, 10)  # the morning's work is done once a quarter here, or the history would take minutes to make
_LEFT_UNREAD = timedelta(days=14)
Show = Callable[[str], None]


class NotEmpty(Refusal):
    """The database holds something: a demonstration is never mixed with it."""

    def __init__(self) -> None:
        super().__init__("database_not_empty", "数据库中已有数据，不能再装入演示数据。", "请换一个空的数据库。")


@dataclass(slots=True)
class Thread:
    """One story being lived: how far it is, and what it waits for."""

    story: Story
    matter: Matter
    day: date
    at: int = 0
    order: int = 0

    @property
    def step(self) -> Step | None:
        return self.story.steps[self.at] if self.at < len(self.story.steps) else None


@dataclass(slots=True)
class Report:
    """What was played. `failures`: a sentence for each story that broke off."""

    town: Town
    today: date
    projects: int = 0
    steps: int = 0
    refused: int = 0
    failures: list[str] = field(default_factory=list)


def play(script: Script, password: str, projects: int | None = None, show: Show = lambda line: None) -> Report:
    """Fill an empty database with the city's history up to its today. `projects` plays only the first so many.

    Raises `NotEmpty`; a step that goes otherwise than told ends its story and stands in the report.
    """
    if not town.is_empty():
        raise NotEmpty
    first, today = date.fromisoformat(script.begins_on), date.fromisoformat(script.today)
    with clock.at(first):
        built = town.build(script, password)
    pack = shelf.read(script.place, script.release)
    stage = _Stage(script, pack, calendar_of(pack), built, Report(built, today), show)
    stage.begin(_chosen(script, projects))
    stage.run(today)
    with clock.at(datetime.combine(today, _OPENS)):
        morning = tick()
    with clock.at(datetime.combine(today - _LEFT_UNREAD, _OPENS)):
        stage.read_messages()
    stage.report.failures += [f"tick, {code}: {why}" for code, why in morning.failed.items()]
    administer.set_demonstration_day(None, datetime.combine(today, time(9), clock.LOCAL))
    return stage.report


def _chosen(script: Script, projects: int | None) -> set[tuple[str, Play]]:
    """Which plays of projects are played: one of every story first, then the second of every story, and so on."""
    told = [story for story in script.stories if story.of == "project"]
    longest = max((len(story.plays) for story in told), default=0)
    rounds = [(story.id, story.plays[n]) for n in range(longest) for story in told if n < len(story.plays)]
    return set(rounds if projects is None else rounds[:projects])


class _Stage:
    def __init__(self, script: Script, pack: Pack, calendar: Calendar, built: Town, report: Report, show: Show) -> None:
        self._script, self._pack, self._calendar, self._town = script, pack, calendar, built
        self._cast = Cast(pack, built, date.fromisoformat(script.begins_on))
        self._player = Player(pack, calendar, self._cast, script.fill)
        self._queue: list[tuple[date, int, Thread]] = []
        self._waiting: dict[str, list[Thread]] = defaultdict(list)  # act -> threads that wait for it
        self._spent: dict[date, int] = defaultdict(int)  # minutes of a day already used
        self._orders = 0
        self._show, self._month = show, ""
        self.report = report

    def begin(self, chosen: set[tuple[str, Play]]) -> None:
        for story in self._script.stories:
            for one in story.plays:
                if story.of != "project" or (story.id, one) in chosen:
                    self._enter(self._thread(story, one))

    def _thread(self, story: Story, one: Play) -> Thread:
        project = self._script.projects[one.who] if story.of == "project" else None
        name = project.unit if project else self._script.authority if story.of == "office" else one.who
        number = self._town.organisations[name]
        body = posts.organisation(number)
        matter = Matter(number, body.name if body else name, project, {})
        start = spread(day_of(story.start, date(one.year, 1, 1), self._calendar), one.who, self._calendar)
        return Thread(story, matter, start)

    def _enter(self, thread: Thread) -> None:
        """Put a thread where its next step belongs: on its day, or among those who wait."""
        step = thread.step
        if step is None:
            return
        if step.wait:
            self._waiting[step.wait].append(thread)
            return
        if thread.at:
            thread.day = day_of(step.day, thread.day, self._calendar)
            if thread.matter.project is not None and len(step.day) < 10:
                thread.day = spread(thread.day, f"{thread.matter.project.source}{thread.at}", self._calendar)
        self._orders += 1
        thread.order = self._orders
        heapq.heappush(self._queue, (thread.day, thread.order, thread))

    def run(self, today: date) -> None:
        """Everything that happens before `today`."""
        while self._queue and self._queue[0][0] < today:
            day, _, thread = heapq.heappop(self._queue)
            self._tell(day)
            step = thread.step
            assert step is not None
            members = self._members(step, day)
            if (step.members or step.hear) and not (members or self._waiting[step.hear]):
                continue  # nobody waits for this batch: its story is over for the year
            with clock.at(self._moment(day)):
                self._play(thread, step, day, members)

    def _play(self, thread: Thread, step: Step, day: date, members: Mapping[str, Mapping[str, Any]]) -> None:
        self.report.steps += 1
        try:
            outcome = None if step.hear else self._player.play(thread.matter, step, day, members)
            for one in self._waiting[step.hear] if step.hear else ():
                self._hear(one)
        except (StepFailed, NobodyPlays, Refusal, KeyError, ValueError) as error:
            who = thread.matter.project.title if thread.matter.project else thread.matter.unit_name
            where = f"{thread.story.id}, {who} ({thread.matter.code or '-'}), {day}"
            self.report.failures.append(f"{where}: {step.act or step.draft}: {type(error).__name__}: {error}")
            self._show(self.report.failures[-1])
            return
        thread.at += 1
        if outcome is not None:
            self._note(thread, outcome)
        self._enter(thread)
        if outcome is not None:
            self._wake(outcome, day)

    def _hear(self, thread: Thread) -> None:
        """What a review session hears about one project: its own step says who speaks against it."""
        if thread.matter.code is not None and thread.step is not None:
            self._player.hear(thread.matter, thread.step)

    def read_messages(self) -> None:
        """Everybody has read what they were told before this day."""
        for body in self._town.organisations.values():
            for actor in posts.holders(body, clock.today()):
                told = inbox.inbox(actor, unread_only=True).filter(created_at__lt=clock.now())
                inbox.mark_read(actor, [one.pk for one in told])

    def _note(self, thread: Thread, outcome: Outcome) -> None:
        matter = thread.matter
        if not outcome.done:
            self.report.refused += not outcome.waits
            return
        if matter.project is not None and matter.code is None:
            matter.code = outcome.project
            self.report.projects += 1
        for effect in _effects(outcome.decision):
            matter.last[effect[1]] = effect[0]
        matter.last[outcome.decision.subject_kind] = outcome.subject

    def _wake(self, outcome: Outcome, day: date) -> None:
        """Let those go on for whom the act was what they waited for."""
        happened = {
            (subject.partition("/")[0] if "/" in subject else None, act)
            for subject, _, act in _effects(outcome.decision)
        }
        for code, act in sorted(happened, key=str):
            for thread in [one for one in self._waiting[act] if one.matter.code == (code or outcome.project)]:
                self._waiting[act].remove(thread)
                thread.day, thread.at = day, thread.at + 1
                self._enter(thread)

    def _members(self, step: Step, day: date) -> dict[str, Mapping[str, Any]]:
        """The members of a batch act: every project that waits for what the act brings it, with its own answers."""
        found: dict[str, Mapping[str, Any]] = {}
        if not step.members:
            return found
        action = self._pack.actions[step.members]
        kind = self._pack.subject_types[action.subject]
        for thread in self._waiting[step.members]:
            waiting = thread.step
            if thread.matter.code is None or waiting is None:
                continue
            name = f"{thread.matter.code}/{action.subject}" + (".1" if kind.many else "")
            found[name] = self._player.answers(thread.matter, action.form, waiting, day)
        return found

    def _moment(self, day: date) -> datetime:
        """The next free minute of the day, so that no two acts bear the same moment."""
        self._spent[day] += 1
        return datetime.combine(day, _OPENS, clock.LOCAL) + timedelta(minutes=self._spent[day])

    def _tell(self, day: date) -> None:
        if f"{day:%Y-%m}" != self._month:
            self._month = f"{day:%Y-%m}"
            if day.month in _QUARTERS and self.report.steps:
                with clock.at(self._moment(day)):
                    tick()
            self._show(f"{self._month}  {self.report.projects}个项目，{self.report.steps}步")


def _effects(decision: Decision) -> Iterator[tuple[str, str, str]]:
    """(subject id, kind, act) of everything that a decision did, follow-ups included."""
    yield from ((one.subject_id, one.subject_kind, one.action) for one in decision.effects)
