"""Checks stored projects against the ledger: every subject, project and decision holds what its last entry says.

The ledger keeps digests of what each act wrote. One changed byte in a state, a fact, an event or a decision is found.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection

from chengzhang.engine.decision import Outcome
from chengzhang.foundation.ledger.verify import Fault, register
from chengzhang.foundation.models import LedgerEntry

from .facts import PROJECT_COLUMNS, ProjectRow
from .models import Decision, Handed, Part, Project, Subject
from .perform.record import digest, project_text

_CHUNK = 2000


@dataclass(slots=True)
class Told:
    """The last word of the ledger: id -> digest and seq (a subject's revision before them)."""

    subjects: dict[int, tuple[int, str, int]] = field(default_factory=dict)
    projects: dict[int, tuple[str, int]] = field(default_factory=dict)
    decisions: dict[int, tuple[str, int]] = field(default_factory=dict)
    printed: dict[int, tuple[str, int]] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)


@register
def projects_as_recorded() -> Iterator[Fault]:
    """Everything stored is what was last recorded, and nothing recorded is gone."""
    told = _told()
    yield from _subjects(told)
    yield from _projects(told)
    yield from _decisions(told)
    yield from _printed(told)
    yield from _parts()


def _told() -> Told:
    found = Told()
    with connection.chunked_cursor() as cursor:
        cursor.execute("SELECT seq, body FROM ledger_entry ORDER BY seq")
        while rows := cursor.fetchmany(_CHUNK):
            for seq, text in rows:
                if '"subjects"' not in text and '"decision"' not in text:
                    continue
                try:
                    body = json.loads(text)
                except ValueError:
                    continue  # the chain itself says so
                for number, revision, kept in body.get("subjects", ()):
                    found.subjects[number] = (revision, kept, seq)
                for number, kept in body.get("projects", ()):
                    found.projects[number] = (kept, seq)
                for number, kept in body.get("printed", ()):
                    found.printed[number] = (kept, seq)
                if isinstance(body.get("decision"), int) and "digest" in body:
                    found.decisions[body["decision"]] = (body["digest"], seq)
                    found.reasons[body["decision"]] = body.get("reason", "")
    return found


def _subjects(told: Told) -> Iterator[Fault]:
    rows = Subject.objects.order_by("id").values_list(
        "id", "kind", "state", "facts", "papers", "events", "answers", "revision"
    )
    for number, kind, *texts, revision in rows.iterator(chunk_size=_CHUNK):
        last = told.subjects.pop(number, None)
        if last is None:
            yield Fault("subject_unrecorded", f"第{number}号事项（{kind}）没有任何办理记录。")
        elif last[:2] != (revision, digest("\n".join(texts))):
            yield Fault("subject_differs", f"第{number}号事项（{kind}）与最后一次办理记录不符，内容被改动。", last[2])
    for number, (_, _, seq) in told.subjects.items():
        yield Fault("subject_missing", f"第{number}号事项已被删除。", seq)


def _projects(told: Told) -> Iterator[Fault]:
    for row in Project.objects.order_by("id").values_list(*PROJECT_COLUMNS).iterator(chunk_size=_CHUNK):
        project = ProjectRow(*row)
        last = told.projects.pop(project.id, None)
        if last is None:
            yield Fault("project_unrecorded", f"项目{project.code}没有任何办理记录。")
        elif last[0] != digest(project_text(project)):
            yield Fault("project_differs", f"项目{project.code}与最后一次办理记录不符，内容被改动。", last[1])
    for number, (_, seq) in told.projects.items():
        yield Fault("project_missing", f"第{number}号项目已被删除。", seq)


def _decisions(told: Told) -> Iterator[Fault]:
    columns = ("id", "body", "receipt", "action", "outcome", "allowed", "reason")
    for number, text, receipt, *copies in Decision.objects.order_by("id").values_list(*columns).iterator(
        chunk_size=_CHUNK
    ):
        last = told.decisions.pop(number, None)
        if last is None:
            yield Fault("decision_unrecorded", f"第{number}号决定没有记入账本。")
        elif last[0] != digest(f"{text}\n{receipt}"):
            yield Fault("decision_differs", f"第{number}号决定与账本不符，内容被改动。", last[1])
        elif copies != _copies(text, told.reasons[number]):
            yield Fault("decision_differs", f"第{number}号决定的结论、事项或理由与其正文不符，内容被改动。", last[1])
    for number, (_, seq) in told.decisions.items():
        yield Fault("decision_missing", f"第{number}号决定已被删除。", seq)


def _printed(told: Told) -> Iterator[Fault]:
    """Papers that acts printed."""
    rows = Handed.objects.exclude(content="").order_by("id").values_list("id", "paper", "content", "digest")
    for number, paper, text, kept in rows.iterator(chunk_size=_CHUNK):
        last = told.printed.pop(number, None)
        if last is None:
            yield Fault("paper_unrecorded", f"第{number}号材料（{paper}）没有记入账本。")
        elif {last[0], kept} != {digest(text)}:
            yield Fault("paper_differs", f"第{number}号材料（{paper}）与账本不符，内容被改动。", last[1])
    for number, (_, seq) in told.printed.items():
        yield Fault("paper_missing", f"第{number}号材料已被删除。", seq)


def _copies(text: str, reason: str) -> list[object]:
    """What a decision's row says beside its text: act, outcome, whether it allows, the reason given."""
    told = json.loads(text)
    return [told["action"], told["outcome"], Outcome(told["outcome"]).allows, reason]


def _parts() -> Iterator[Fault]:
    """What the parties of joint acts said."""
    said: dict[tuple[object, ...], int] = {}
    given = LedgerEntry.objects.filter(act="part.give").values_list("seq", "subject_id", "person_id", "body")
    for seq, subject, person, text in given.iterator(chunk_size=_CHUNK):
        try:
            body = json.loads(text)
        except ValueError:
            continue  # the chain itself says so
        for role in body["roles"]:
            said[subject, person, body["action"], role, body["favour"], body["text"], body.get("score")] = seq
    columns = ("id", "subject_id", "person_id", "action", "role", "favour", "text", "score")
    for number, *told in Part.objects.order_by("id").values_list(*columns).iterator(chunk_size=_CHUNK):
        if tuple(told) not in said:
            yield Fault("part_differs", f"第{number}号会办意见与账本不符，内容被改动。")
