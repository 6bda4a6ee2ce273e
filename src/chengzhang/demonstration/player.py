"""Plays one step of a story: the right person fills the form, hands in papers and acts, and the others answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from chengzhang.engine.clock.calendar import Calendar
from chengzhang.engine.pack.model import Action, Pack, Party
from chengzhang.foundation.documents import keep
from chengzhang.foundation.documents.staging import stage
from chengzhang.foundation.people.actor import Actor
from chengzhang.projects import queries
from chengzhang.projects.command import Command, Outcome
from chengzhang.projects.perform import confirm_custody, give_part, hand_in, lift, perform, save_draft
from chengzhang.projects.refusal import NotFound, NotYours

from . import files
from .cast import Cast
from .fill import Setting, answers_for, asks_page
from .scripts import ProjectData, Step


class StepFailed(RuntimeError):
    """A step went otherwise than its story says; the message says which and why."""


@dataclass(slots=True)
class Matter:
    """What a story is about. `code` once the project has a number; `last`: subject kind -> the last one acted on."""

    unit: int
    unit_name: str
    project: ProjectData | None
    last: dict[str, str]
    code: str | None = None


class Player:
    """Plays steps on the day that the clock shows."""

    def __init__(self, pack: Pack, calendar: Calendar, cast: Cast, usual: Mapping[str, Any]) -> None:
        self._pack, self._calendar, self._cast, self._usual = pack, calendar, cast, usual

    def play(self, matter: Matter, step: Step, on: date, members: Mapping[str, Mapping[str, Any]]) -> Outcome | None:
        """Do the step; its outcome (None for a draft). Raises `StepFailed`, and `Refusal` from the doors."""
        action = self._pack.actions.get(step.act or step.draft)
        if action is None:
            raise StepFailed(f"the pack knows no act {step.act or step.draft}")
        vendor = matter.project.vendor if matter.project else ""
        role = step.by or action.entered_by or action.by
        actor = self._cast.player(action, role, matter.unit, matter.code, vendor)
        of = self._subject(matter, action, step)
        answers = self.answers(matter, action.form, step, on)
        if action.form and asks_page(self._usual, self._pack.forms[action.form], step.answers):
            shown = self._shown(Command(action.id, actor, matter.code, of, answers=answers, members=members))
            answers = self.answers(matter, action.form, step, on, shown)
        if step.draft:
            save_draft(actor, matter.code, action.id, answers, of)
            return None
        if step.papers == "all" and matter.code is not None and self._asks_papers(action):
            self._hand_in(matter, actor, action, step, of, on)
        papers = self._of_the_office(matter, actor, action, on) if matter.code is None and action.papers else {}
        lifted = {} if step.refused else self._lift(matter, action, step, of, actor, vendor)
        outcome = perform(
            Command(
                action=action.id,
                actor=actor,
                project=matter.code,
                of=of,
                answers=answers,
                reason=self._setting(matter, on).say(step.reason),
                not_applicable=dict(step.skip),
                papers=papers,
                lifted=lifted,
                members=members,
                unit=matter.unit if matter.code is None and not action.id.startswith("project.") else None,
                pack=self._pack.id,
            )
        )
        if outcome.waits and step.parts != "none":
            outcome = self._hear(matter, action, step, (outcome.project, outcome.subject), vendor) or outcome
        self._cast.remember(matter.code or outcome.project, action.id, actor)
        self._check(step, outcome)
        return outcome

    def hear(self, matter: Matter, step: Step) -> None:
        """Every party of the joint act that a project waits for says its part on it; a batch takes them up later."""
        action = self._pack.actions[step.wait]
        vendor = matter.project.vendor if matter.project else ""
        self._hear(matter, action, step, (matter.code, None), vendor)

    def answers(
        self, matter: Matter, form_id: str | None, step: Step, on: date, shown: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        form = self._pack.forms.get(form_id or "")
        if form is None:
            return {}
        setting = replace(self._setting(matter, on), shown=shown)
        return answers_for(self._pack, form, self._usual, step.answers, setting, step.only)

    def _shown(self, command: Command) -> dict[str, str]:
        """The values that the act's page shows in its findings."""
        assert command.actor is not None
        seen = queries.preview(
            command.actor, command.project, command.action, command.of, command.answers, members=command.members
        )
        tests = [test for one in seen.decision.findings for test in one.tests]
        return {name: value for test in tests for name, value in test.values.items()}

    def _setting(self, matter: Matter, on: date) -> Setting:
        one = matter.project
        words = {"unit": matter.unit_name, "field": "{field}", "number": str(on.timetuple().tm_yday)}
        words["manager"] = next((actor.person_name for actor in self._cast.of_body(matter.unit)), "")
        if one is not None:
            words |= {"title": one.title, "vendor": one.vendor, "nature": one.nature, "contents": one.contents}
            words |= self._usual.get("natures", {}).get(one.nature, {})
        return Setting(words, one.amount if one else "0元", on, self._calendar)

    def _subject(self, matter: Matter, action: Action, step: Step) -> str | None:
        """The subject meant: named by the step, or the last of a kind that is many; None for a new or single one."""
        if step.of:
            return step.of
        kind = self._pack.subject_types.get(action.subject)
        begins = "new" in action.from_states and not step.refused
        return None if kind is None or not kind.many or begins else matter.last.get(action.subject)

    def _asks_papers(self, action: Action) -> bool:
        asked = any(rule.papers or rule.more for rule in self._pack.rules.values() if action.id in rule.at)
        return bool(action.papers) or asked

    def _hand_in(self, matter: Matter, actor: Actor, action: Action, step: Step, of: str | None, on: date) -> None:
        """Put every paper into the file that the act's page asks for and that is not there."""
        assert matter.code is not None
        for slot in queries.action(actor, matter.code, action.id, of).papers:
            need = slot.need
            paper = self._pack.papers.get(need.paper)
            if need.present or need.paper in {*step.without, *step.skip} or paper is None:
                continue
            if paper.kind == "custody":
                self._hand_over(matter, need.paper, paper.gives, paper.takes)
            elif paper.kind == "file":
                version = self._document(matter, actor, need.paper, need.zh, on)
                hand_in(actor, matter.code, need.paper, version, of=of)

    def _hand_over(self, matter: Matter, paper: str, gives: str | None, takes: str | None) -> None:
        vendor = matter.project.vendor if matter.project else ""
        for side, role in (("gives", gives), ("takes", takes)):
            holder = next(iter(self._cast.holders(role or "", matter.unit, vendor)), None)
            if holder is None or matter.code is None:
                raise StepFailed(f"nobody {side} {paper}")
            confirm_custody(holder, matter.code, paper, side)

    def _of_the_office(self, matter: Matter, actor: Actor, action: Action, on: date) -> dict[str, int]:
        """The papers an act of the office itself needs, handed in with it."""
        known = self._pack.papers
        wanted = [known[one] for one in action.papers if known[one].kind == "file"]
        return {one.id: self._document(matter, actor, one.id, one.zh, on) for one in wanted}

    def _document(self, matter: Matter, actor: Actor, paper: str, zh: str, on: date) -> int:
        title = matter.project.title if matter.project else matter.unit_name
        extension = self._usual.get("papers", {}).get(paper, "pdf")
        lines = [zh, title, f"{actor.organisation_name}　{on.year}年{on.month}月{on.day}日", "（演示材料）"]
        with stage([files.made(extension, lines)], f"{zh}.{extension}") as staged:
            return keep.add(staged, actor, title=zh, paper=paper).pk

    def _lift(
        self, matter: Matter, action: Action, step: Step, of: str | None, actor: Actor, vendor: str
    ) -> dict[str, str]:
        """Exceptions: granted by the body that may, or, where the actor is that body, with the act itself."""
        own: dict[str, str] = {}
        for rule, reason in step.lift.items():
            by = self._pack.rules[rule].lift
            if by is None:
                raise StepFailed(f"{rule} can't be lifted")
            grantors = list(self._cast.holders(by.by, matter.unit, vendor))
            if any(one.organisation_id == actor.organisation_id for one in grantors):
                own[rule] = reason
            else:
                lift(grantors[0], matter.code, action.id, rule, reason, of)
        return own

    def _hear(
        self, matter: Matter, action: Action, step: Step, on: tuple[str | None, str | None], vendor: str
    ) -> Outcome | None:
        """Let every party speak on a subject of a project; the last one's word may let an act be done."""
        outcome = None
        for party in action.with_:
            against = step.parts.get(party.role) if isinstance(step.parts, Mapping) else None
            spoken = 0
            for actor in self._cast.holders(party.role, matter.unit, vendor):
                if spoken >= party.at_least:
                    break
                heard, said = self._speak(actor, *on, action, party, against)
                outcome, spoken = said or outcome, spoken + heard
        return outcome

    def _speak(
        self, actor: Actor, code: str | None, of: str | None, action: Action, party: Party, against: str | None
    ) -> tuple[bool, Outcome | None]:
        """One party's word; of a pool only those can give it who were drawn."""
        try:
            text, favour = against or "同意。", against is None
            score = _score(actor, favour) if party.part == "advice" else None
            return True, give_part(actor, code, action.id, of, role=party.role, favour=favour, text=text, score=score)
        except (NotFound, NotYours):
            if not self._pack.roles[party.role].pool:
                raise
            return False, None

    def _check(self, step: Step, outcome: Outcome) -> None:
        waits = outcome.waits and step.parts != "all"
        if outcome.done == step.refused and not waits:
            against = "；".join(
                f"{one.say}{list(one.lacks + one.missing_papers) or ''}" for one in outcome.decision.against
            )
            raise StepFailed(f"{step.act} was {outcome.decision.outcome.value}: {against or 'nothing against it'}")


def _score(actor: Actor, favour: bool) -> int:
    """An expert's score: each has a habit of their own."""
    return (82 if favour else 52) + actor.person_id % 9
