"""Acts done through the door, for page tests that need something to look at."""

from typing import Any

from chengzhang.engine.pack.model import Field, Pack
from chengzhang.foundation.documents import keep
from chengzhang.foundation.documents.staging import stage
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.rulebook import shelf
from chengzhang.projects.command import Command, Outcome
from chengzhang.projects.perform import perform
from chengzhang.projects.queries import action

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


def submit(actor: Actor, code: str) -> Outcome:
    """The declaration with everything its form and its paper list ask for."""
    page = action(actor, code, "declaration.submit")
    assert page.form is not None
    pack = shelf.read(page.pack.id, page.pack.release)
    answers: dict[str, Any] = {
        field.id: _plain(field, pack) for field in page.form.fields if not field.show and field.id not in page.known
    }
    answers |= {"cost_lines": [{"item": "软件", "sum": "620万元"}], "local_budget_funds": "620万元"}
    papers = {slot.need.paper: _file(actor, slot.need.paper) for slot in page.papers if slot.need.kind == "file"}
    return act(actor, code, "declaration.submit", answers, papers=papers)


def _plain(field: Field, pack: Pack) -> Any:
    """The first word, a sentence, nothing in money: an answer of somebody without an opinion."""
    words = pack.types.get(field.type.removeprefix("set of "))
    if field.type == "rows":
        return [{column.id: _plain(column, pack) for column in field.columns}]
    if words is not None:
        first = field.only[0] if field.only else next(iter(words.words))
        return [first] if field.type.startswith("set of ") else first
    plain = {"yes_no": "yes", "money": "0元", "date": "2026-12-31", "count": "1"}
    return plain.get(field.type, "按方案")


def _file(actor: Actor, paper: str) -> int:
    with stage([b"%PDF-1.4\n%%EOF\n"], "方案.pdf") as staged:
        return keep.add(staged, actor, paper=paper).pk
