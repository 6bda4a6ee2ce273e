"""The port's people and projects; every project is built through the door, on the days the tests name."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from chengzhang.foundation import administer, clock
from chengzhang.foundation.models import Organisation, Person, Post
from chengzhang.foundation.people.actor import Actor
from chengzhang.projects import perform as door
from chengzhang.projects.command import Command, Outcome
from chengzhang.projects.models import Duty

SHELF = Path(__file__).parent / "packs"
PACK, OLD, NEW = "test-port", "2020-01-01", "2022-07-01"
BODIES = {"owner": "试验港水务局", "authority": "试验港数据局", "finance": "试验港财政局"}


class Port:
    """Who acts, and the acts."""

    def __init__(self) -> None:
        self.actors: dict[str, Actor] = {}
        for role, name in BODIES.items():
            body = Organisation.objects.create(name=name, short=name[-3:], kind="party", place=PACK)
            person = Person.objects.create(sign_in_name=role, name=role)
            post = Post.objects.create(
                person=person, organisation=body, title=role, from_on=date(2015, 1, 1), administers=True
            )
            self.actors[role] = Actor(
                person.pk, post.pk, body.pk, role, body.name, place=body.place, administers=post.administers
            )
        self.install(OLD)

    def install(self, release: str) -> int:
        return administer.install_pack(None, PACK, release, authority_id=self.actors["authority"].organisation_id)

    def act(self, on: str, action: str, code: str | None, by: str = "owner", **answers: Any) -> Outcome:
        reason = answers.pop("reason", "")
        with clock.at(date.fromisoformat(on)):
            command = Command(action, self.actors[by], project=code, answers=answers, reason=reason)
            return door.perform(command)

    def do(self, on: str, action: str, code: str | None, by: str = "owner", **answers: Any) -> str:
        """An act that must be done; the project's code."""
        outcome = self.act(on, action, code, by, **answers)
        assert outcome.done, [f"{f.kind} {f.id}: {f.say}" for f in outcome.decision.against]
        assert outcome.project is not None
        return outcome.project

    def project(self, on: str, amount: str = "600万元") -> str:
        return self.do(on, "project.register", None, title="灯塔监测", total_estimate=amount)

    def declared(self, on: str, amount: str = "600万元") -> str:
        code = self.project(on, amount)
        return self.do(on, "declaration.submit", code, title="灯塔监测", total_estimate=amount)

    def building(self, on: str) -> str:
        code = self.declared(on)
        self.do(on, "declaration.admit", code, "authority")
        return self.do(on, "construction.start", code)

    def duty(self, code: str, name: str) -> Duty | None:
        return Duty.objects.filter(project__code=code, duty=name).order_by("-id").first()
