"""One wide row a project, with the ten checks of each step as conditions of its transition, and an audit row a step."""

from __future__ import annotations

from typing import Any

import checks
import workload
from django.db import models
from django_fsm import FSMField, transition
from viewflow import fsm

PACK = workload.load()
STEPS = workload.steps(PACK)
NUMBERS = [fact.key for fact in PACK.facts.values() if fact.type == "count"]
TRUTHS = [fact.key for fact in PACK.facts.values() if fact.type == "yes_no"]


class Audit(models.Model):
    project = models.ForeignKey("Project", models.CASCADE)
    step = models.CharField(max_length=40)
    actor = models.CharField(max_length=40)
    at = models.DateTimeField()
    source = models.CharField(max_length=40)
    target = models.CharField(max_length=40)
    result = models.JSONField()


class Obligation(models.Model):
    project = models.ForeignKey("Project", models.CASCADE)
    kind = models.CharField(max_length=40)
    due = models.DateField()
    status = models.CharField(max_length=10)


def condition(citation: str, said: str) -> Any:
    made = eval(f"lambda o: {said}")
    made.__name__ = made.citation = citation
    return made


CONDITIONS = {verb: [condition(*one) for one in checks.checks_of(PACK, verb, "o.{}")] for verb, _, _, _ in STEPS}


def may_go_on(project: Any) -> None:
    """What the change step does besides moving: take its route, and refuse without the approval that the route asks."""
    limit = PACK.parameters["t_change_total"].value
    approve = checks.needs_approval(project.contract_sum, project.change_sum, limit)
    project.last_route = "approve" if approve else "file"
    if approve and not project.approval_ok:
        raise ValueError("approval missing")


def _step(state: Any, verb: str, source: str, target: str, role: str) -> Any:
    def method(self: Any) -> None:
        if verb == "change":
            may_go_on(self)

    method.__name__ = verb
    return transition(
        field=state,
        source=source,
        target=target,
        conditions=CONDITIONS[verb],
        permission=lambda o, user: user.role == role,
    )(method)


_state = FSMField(default="draft", max_length=40)
_parts: dict[str, Any] = {
    "__module__": __name__,
    "code": models.CharField(max_length=40, unique=True),
    "name": models.CharField(max_length=200, default="Information system construction project"),
    "dept": models.IntegerField(default=1),
    "created": models.DateTimeField(auto_now_add=True),
    "last_route": models.CharField(max_length=10, default=""),
    "updated": models.DateTimeField(auto_now=True),
    "method": models.CharField(max_length=20),
    "state": _state,
    **{name: models.IntegerField(default=0) for name in NUMBERS},
    **{name: models.BooleanField(default=False) for name in TRUTHS},
    **{verb: _step(_state, verb, source, target, role) for verb, source, target, role in STEPS},
}


class _Meta:
    indexes = [  # what its list page needs
        models.Index(fields=["dept", "-budget", "id"], name="peer_list"),
        models.Index(fields=["state"], name="peer_state"),
        models.Index(fields=["budget"], name="peer_budget"),
    ]


_parts["Meta"] = _Meta
Project: Any = type("Project", (models.Model,), _parts)


class _Flow:
    """The same life for viewflow: a state kept on the project, transitions beside it."""

    state = fsm.State([target for _, _, target, _ in STEPS] + ["draft"], default="draft")

    def __init__(self, project: Any) -> None:
        self.project = project

    def __getattr__(self, name: str) -> Any:
        return getattr(self.project, name)

    @state.setter()
    def _write(self, value: str) -> None:
        self.project.state = value

    @state.getter()
    def _read(self) -> str:
        return str(self.project.state)


def _flow_step(verb: str, source: str, target: str, role: str) -> Any:
    def method(self: Any) -> None:
        if verb == "change":
            may_go_on(self.project)

    method.__name__ = verb
    return _Flow.state.transition(
        source=source,
        target=target,
        label=verb,
        conditions=CONDITIONS[verb],
        permission=lambda flow, user: user.role == role,
    )(method)


Flow: Any = type("Flow", (_Flow,), {verb: _flow_step(verb, s, t, r) for verb, s, t, r in STEPS})
