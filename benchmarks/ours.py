"""W1 and W2 through our own door: decision, duties and ledger on, nothing kept in memory between steps.

`python benchmarks/ours.py --db sqlite|pg --store N --projects N` or `--w2 SECONDS`; one process, one repetition.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengzhang.config.settings")

import django
import workload
from harness import emit, now, repeat_for, worked

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from chengzhang.engine.case import Subject  # noqa: E402
from chengzhang.engine.gates import gates  # noqa: E402
from chengzhang.engine.pack.model import Pack  # noqa: E402
from chengzhang.foundation import administer, clock  # noqa: E402
from chengzhang.foundation.ledger.append import append  # noqa: E402
from chengzhang.foundation.models import Organisation, Person, Post  # noqa: E402
from chengzhang.foundation.people.actor import Actor  # noqa: E402
from chengzhang.foundation.rulebook import shelf  # noqa: E402
from chengzhang.projects import stored  # noqa: E402
from chengzhang.projects.calendars import calendar_of  # noqa: E402
from chengzhang.projects.command import Command  # noqa: E402
from chengzhang.projects.facts import build, fetch_code  # noqa: E402
from chengzhang.projects.models import Decision, Duty, Project  # noqa: E402
from chengzhang.projects.models import Subject as StoredSubject  # noqa: E402
from chengzhang.projects.perform import perform  # noqa: E402


def prepare() -> tuple[Pack, dict[str, Actor]]:
    """An office with the workload's rules in force and one person a role."""
    shelf.packs_root = lambda: workload.PACKS  # the bench brings its own shelf
    call_command("migrate", verbosity=0)
    pack = workload.load()
    actors = {}
    for role, name in workload.PEOPLE.items():
        organisation, _ = Organisation.objects.get_or_create(name=name, defaults={"short": name, "kind": "party"})
        person, _ = Person.objects.get_or_create(sign_in_name=role, defaults={"name": role})
        post, _ = Post.objects.get_or_create(
            person=person, organisation=organisation, defaults={"title": role, "from_on": date(2020, 1, 1)}
        )
        actors[role] = Actor(person.pk, post.pk, organisation.pk, person.name, organisation.name, place=workload.PLACE)
    from chengzhang.foundation.models import InstalledPack

    if not InstalledPack.objects.exists():
        administer.install_pack(None, workload.PLACE, workload.RELEASE, authority_id=actors["reviewer"].organisation_id)
    return pack, actors


def fill(n: int, actors: dict[str, Actor]) -> None:
    """n stored projects, each with three duties and seven entries in the ledger."""
    have = Project.objects.count()
    if have >= n:
        return
    owner = actors["applicant"]
    at = clock.now()
    due = workload.obligations()
    with transaction.atomic():
        for code, state, facts in islice(workload.stored(n), have, None):
            project = Project.objects.create(
                code=code,
                title=code,
                organisation_id=owner.organisation_id,
                pack=workload.PLACE,
                track="full",
                created_on=at.date(),
                changed_at=at,
                revision=7,
            )
            subject = StoredSubject.objects.create(
                project=project,
                organisation_id=owner.organisation_id,
                pack=workload.PLACE,
                kind="project",
                state=state,
                facts=stored.dumps({"title": code, **facts}),
                revision=7,
            )
            Duty.objects.bulk_create(
                Duty(
                    project=project,
                    owner_id=owner.organisation_id,
                    pack=workload.PLACE,
                    duty=kind,
                    key=kind,
                    who="applicant",
                    organisation_id=owner.organisation_id,
                    due_on=day,
                    latest_on=day,
                    status=status,
                    level="must",
                    body="{}",
                )
                for kind, day, status in islice(due, 3)
            )
            Decision.objects.bulk_create(
                Decision(
                    project=project,
                    subject=subject,
                    action="project.declare",
                    on=at.date(),
                    at=at,
                    outcome="allowed",
                    allowed=True,
                    person_id=owner.person_id,
                    organisation_id=owner.organisation_id,
                    revision=k,
                    body="{}",
                    receipt="{}",
                )
                for k in range(7)
            )
            for k in range(7):
                append(owner, "project.declare", outcome="allowed", body={"n": k}, project_id=project.pk)


def begin(actors: dict[str, Actor], facts: dict[str, Any], title: str) -> str:
    """A fresh project, through the door; its code."""
    done = perform(Command("project.register", actors["applicant"], answers=workload.answers(facts, title)))
    assert done.done and done.project, done.decision.against
    return done.project


def lifecycle(store: int, projects: int, repeat: int) -> None:
    pack, actors = prepare()
    fill(store, actors)
    walk = [(f"project.{verb}", actors[role]) for verb, _, _, role in workload.steps(pack)]
    warm = begin(actors, workload.passing(0), "warm")
    for action, actor in walk:
        assert perform(Command(action, actor, project=warm)).done
    for _ in range(repeat):
        codes = [begin(actors, workload.passing(i), f"new {i}") for i in range(projects)]
        start, busy = now(), worked()
        for code in codes:
            for action, actor in walk:
                outcome = perform(Command(action, actor, project=code))
                assert outcome.done, outcome.decision.against
        took, busy = now() - start, worked() - busy
        ids = list(Project.objects.filter(code__in=codes).values_list("id", flat=True))
        finished = StoredSubject.objects.filter(project_id__in=ids, kind="project", state="evaluated").count()
        records = Decision.objects.filter(project_id__in=ids, allowed=True).exclude(action="project.register").count()
        assert finished == len(codes) and records == 14 * len(codes), (finished, records)
        emit(
            w="W1",
            peer="ours",
            db=connection.vendor,
            store=store,
            unit="step/s",
            value=14 * projects / took,
            cpu=busy / 14 / projects * 1e6,
        )


def gate_check(seconds: float) -> None:
    """The 28 cases: may this actor, and every check that blocks, for each action that leaves the state."""
    pack, actors = prepare()
    fill(5000, actors)
    calendar = calendar_of(pack)
    day = clock.today()
    owner = actors["applicant"]
    cases, codes = [], []
    for i, (state, facts, role) in enumerate(workload.cases(pack)):
        root = Subject("authority_office")
        unit = root.add(Subject("unit", facts={"type": "party"}))
        title = f"case {i}"
        cases.append((unit.add(Subject("project", title, state, {"title": title, **facts})), frozenset({role})))
        code = f"C{os.getpid()}-{i}"
        project = Project.objects.create(
            code=code,
            title=title,
            organisation_id=owner.organisation_id,
            pack=workload.PLACE,
            track="full",
            created_on=day,
            changed_at=clock.now(),
        )
        StoredSubject.objects.create(
            project=project,
            organisation_id=owner.organisation_id,
            pack=workload.PLACE,
            kind="project",
            state=state,
            facts=stored.dumps({"title": title, **facts}),
        )
        codes.append((code, frozenset({role})))

    def only(case: tuple[Subject, frozenset[str]]) -> Any:
        return gates(pack, case[0], case[1], day, calendar)

    def loaded(case: tuple[str, frozenset[str]]) -> Any:
        found = fetch_code(case[0])
        assert found is not None
        home = build(pack, [found]).home
        assert home is not None
        return gates(pack, home, case[1], day, calendar)

    for ask, over in ((only, cases), (loaded, codes)):
        for i, case in enumerate(over):
            for gate in ask(case):  # type: ignore[operator]
                blocks = [workload.citation(cite.clause) for cite in gate.cite]
                verb = gate.action.partition(".")[2]
                assert gate.may == (not i % 2) and blocks == workload.expected(pack, verb, bool(i % 2)), gate
    for part, ask, over in (("load+evaluate", loaded, codes), ("evaluate only", only, cases)):
        emit(w="W2", peer="ours", db=connection.vendor, part=part, unit="eval/s", value=repeat_for(seconds, over, ask))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--store", type=int, default=200)
    parser.add_argument("--projects", type=int, default=40)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--w2", type=float, default=0)
    asked = parser.parse_args()
    if asked.w2:
        gate_check(asked.w2)
    else:
        lifecycle(asked.store, asked.projects, asked.repeat)
