"""Acts done through the door, for page tests that need something to look at."""

from typing import Any

from chengzhang.foundation.people.actor import Actor
from chengzhang.projects.command import Command, Outcome
from chengzhang.projects.perform import perform

REGISTRATION = {"secrecy": "plain", "supply_mode": "invested", "local_budget_funds": "620万元"}
PLANNING = {
    "nature": "new",
    "contents": ["software_development"],
    "total_estimate": "620万元",
    "requirement": "按方案",
    "crosses_levels": "no",
}


def register(actor: Actor, title: str = "水资源取用水监管平台") -> str:
    """A project just begun; its code."""
    done = act(actor, None, "project.register", {"title": title, **REGISTRATION})
    assert done.project
    return done.project


def plan(actor: Actor, code: str) -> Outcome:
    return act(actor, code, "declaration.draft", PLANNING)


def act(actor: Actor, code: str | None, action: str, answers: dict[str, Any] | None = None, **more: Any) -> Outcome:
    """Do it, and fail with what stood against it."""
    outcome = perform(Command(action, actor, code, answers=answers or {}, **more))
    assert outcome.done or outcome.waits, [finding.say for finding in outcome.decision.against]
    return outcome
