"""W1 and W2 by others, each a process of its own: bare SQL, Django's cursor, django-fsm-2, viewflow FSM.

`python benchmarks/peers.py NAME --store N --projects N` or `--w2 SECONDS`. All read their checks from our pack.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "peer_settings"

import checks
import django
import workload
from harness import emit, now, repeat_for, worked

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from peerstore import models  # noqa: E402

PACK, STEPS = models.PACK, models.STEPS
GUARDS = {verb: checks.guard(PACK, verb) for verb, _, _, _ in STEPS}
CITES = {verb: [cite for cite, _ in checks.checks_of(PACK, verb, "{}")] for verb, _, _, _ in STEPS}
LIMIT = PACK.parameters["t_change_total"].value
COLUMNS = [*models.NUMBERS, *models.TRUTHS, "method", "state"]
LEAVING: dict[str, list[tuple[str, str]]] = {}
for _verb, _source, _, _role in STEPS:
    LEAVING.setdefault(_source, []).append((_verb, _role))


class Somebody:
    """An actor of the peers: a role and nothing else."""

    is_authenticated = is_active = True

    def __init__(self, role: str) -> None:
        self.role = role

    def has_perm(self, *_: object) -> bool:
        return True


def fill(n: int) -> None:
    """n stored projects, each with three obligations and seven audit rows."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    have = models.Project.objects.count()
    if have >= n:
        return
    due, at = workload.obligations(), timezone.now()
    with transaction.atomic():
        for code, state, facts in islice(workload.stored(n), have, None):
            project = models.Project.objects.create(code=code, state=state, **facts)
            models.Obligation.objects.bulk_create(
                models.Obligation(project=project, kind=kind, due=day, status=status)
                for kind, day, status in islice(due, 3)
            )
            models.Audit.objects.bulk_create(
                models.Audit(project=project, step="declare", actor="a", at=at, source="", target="", result=[])
                for _ in range(7)
            )


def fresh(n: int) -> list[int]:
    mark = f"{os.getpid()}-{now():.3f}"
    return [models.Project.objects.create(code=f"N{mark}-{i}", **workload.passing(i)).pk for i in range(n)]


# ---------------------------------------------------------------- one step, four ways


def raw_connection() -> Any:
    """The database without Django: the driver's own connection, statements prepared."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        import sqlite3

        made = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        made.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;")
        return made
    import psycopg

    made = psycopg.connect(
        **{
            k: v
            for k, v in connection.get_connection_params().items()
            if k in ("dbname", "user", "host", "port", "password")
        }
    )
    made.prepare_threshold = 1
    return made


def sql_step(execute: Any, sqlite: bool) -> Any:
    mark = "?" if sqlite and execute.__self__.__class__.__module__.startswith("sqlite3") else "%s"
    select = f"SELECT {', '.join(COLUMNS)} FROM peerstore_project WHERE id = {mark}"
    update = (
        f"UPDATE peerstore_project SET state = {mark}, last_route = {mark}, updated = {mark}"
        f" WHERE id = {mark} AND state = {mark}"
    )
    insert = (
        "INSERT INTO peerstore_audit (project_id, step, actor, at, source, target, result)"
        f" VALUES ({', '.join([mark] * 7)})"
    )

    def step(pk: int, verb: str, source: str, target: str, role: str) -> None:
        facts = dict(zip(COLUMNS, execute(select, (pk,)).fetchone(), strict=True))
        answers = GUARDS[verb](facts)
        assert all(answers) and facts["state"] == source
        route = ""
        if verb == "change":
            approve = checks.needs_approval(facts["contract_sum"], facts["change_sum"], LIMIT)
            route = "approve" if approve else "file"
            assert not approve or facts["approval_ok"]
        at: Any = datetime.now(UTC)
        at = str(at) if sqlite else at
        assert execute(update, (target, route, at, pk, source)).rowcount == 1
        told = json.dumps([[k, bool(one)] for k, one in enumerate(answers)])
        execute(insert, (pk, verb, role, at, source, target, told))

    return step


def limit(ids: list[int]) -> None:
    made = raw_connection()
    sqlite = connection.vendor == "sqlite"
    cursor = made.cursor()
    step = sql_step(cursor.execute, sqlite)
    for pk in ids:
        for verb, source, target, role in STEPS:
            if sqlite:
                cursor.execute("BEGIN IMMEDIATE")
            step(pk, verb, source, target, role)
            made.commit()


def floor(ids: list[int]) -> None:
    for pk in ids:
        for verb, source, target, role in STEPS:
            with transaction.atomic(), connection.cursor() as cursor:

                class Through:
                    """Django's cursor, with the driver's habit of giving itself back."""

                    def execute(self, sql: str, values: Any) -> Any:
                        cursor.execute(sql, values)
                        return cursor

                sql_step(Through().execute, connection.vendor == "sqlite")(pk, verb, source, target, role)


def fsm2(ids: list[int]) -> None:
    for pk in ids:
        for verb, source, _, role in STEPS:
            with transaction.atomic():
                project = models.Project.objects.select_for_update().get(pk=pk)
                told = [[one.citation, bool(one(project))] for one in models.CONDITIONS[verb]]
                getattr(project, verb)()
                _keep(project, verb, role, source, told)


def viewflow_fsm(ids: list[int]) -> None:
    for pk in ids:
        for verb, source, _, role in STEPS:
            with transaction.atomic():
                project = models.Project.objects.select_for_update().get(pk=pk)
                flow = models.Flow(project)
                told = [[one.citation, bool(one(project))] for one in models.CONDITIONS[verb]]
                getattr(flow, verb)()
                _keep(project, verb, role, source, told)


def _keep(project: Any, verb: str, role: str, source: str, told: list[list[Any]]) -> None:
    project.save(update_fields=["state", "last_route", "updated"])
    models.Audit.objects.create(
        project=project, step=verb, actor=role, at=timezone.now(), source=source, target=project.state, result=told
    )


# ---------------------------------------------------------------- W2


def by_guard(facts: dict[str, Any], role: str) -> list[tuple[str, bool, list[str]]]:
    found = []
    for verb, wanted in LEAVING[facts["state"]]:
        answers = GUARDS[verb](facts)
        blocks = [] if all(answers) else [cite for cite, met in zip(CITES[verb], answers, strict=True) if not met]
        found.append((verb, wanted == role, blocks))
    return found


def by_fsm2(project: Any, actor: Somebody) -> list[tuple[str, bool, list[str]]]:
    return [
        (one.name, one.has_perm(project, actor), [check.citation for check in one.conditions if not check(project)])
        for one in project.get_all_state_transitions()
        if one.source == project.state
    ]


def by_viewflow(project: Any, actor: Somebody) -> list[tuple[str, bool, list[str]]]:
    flow = models.Flow(project)
    return [
        (one.slug, one.has_perm(flow, actor), [check.citation for check in one.conditions if not check(flow)])
        for one in models.Flow.state.get_outgoing_transitions(project.state)
    ]


def gates(name: str, seconds: float) -> None:
    cases = workload.cases(PACK)
    mark = f"{os.getpid()}"
    stored = [
        (models.Project.objects.create(code=f"C{mark}-{i}", **facts, state=state).pk, role)
        for i, (state, facts, role) in enumerate(cases)
    ]
    if name in ("limit", "floor"):
        run = raw_connection().cursor().execute if name == "limit" else None
        sign = "?" if connection.vendor == "sqlite" and name == "limit" else "%s"
        select = f"SELECT {', '.join(COLUMNS)} FROM peerstore_project WHERE id = {sign}"

        def row(pk: int) -> Any:
            if run is not None:
                return run(select, (pk,)).fetchone()
            with connection.cursor() as cursor:
                cursor.execute(select, (pk,))
                return cursor.fetchone()

        load = lambda case: by_guard(dict(zip(COLUMNS, row(case[0]), strict=True)), case[1])  # noqa: E731
        held: list[Any] = [({**facts, "state": state}, role) for state, facts, role in cases]
        only = lambda case: by_guard(*case)  # noqa: E731
    else:
        answer = by_fsm2 if name == "fsm2" else by_viewflow
        load = lambda case: answer(models.Project.objects.get(pk=case[0]), Somebody(case[1]))  # noqa: E731
        held = [(models.Project.objects.get(pk=pk), Somebody(role)) for pk, role in stored]
        only = lambda case: answer(*case)  # noqa: E731
    for i, case in enumerate(stored):
        for verb, may, blocks in load(case):
            assert may == (not i % 2) and blocks == workload.expected(PACK, verb, bool(i % 2)), (name, verb, blocks)
    for part, ask, over in (("load+evaluate", load, stored), ("evaluate only", only, held)):
        emit(w="W2", peer=name, db=connection.vendor, part=part, unit="eval/s", value=repeat_for(seconds, over, ask))


WAYS = {"limit": limit, "floor": floor, "fsm2": fsm2, "viewflow-fsm": viewflow_fsm}

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=sorted(WAYS))
    parser.add_argument("--store", type=int, default=200)
    parser.add_argument("--projects", type=int, default=40)
    parser.add_argument("--w2", type=float, default=0)
    asked = parser.parse_args()
    fill(asked.store)
    if asked.w2:
        gates(asked.name, asked.w2)
    else:
        WAYS[asked.name](fresh(1))
        ids = fresh(asked.projects)
        start, busy = now(), worked()
        WAYS[asked.name](ids)
        took, busy = now() - start, worked() - busy
        assert models.Project.objects.filter(pk__in=ids, state="evaluated").count() == len(ids)
        assert models.Audit.objects.filter(project_id__in=ids).count() == 14 * len(ids)
        emit(
            w="W1",
            peer=asked.name,
            db=connection.vendor,
            store=asked.store,
            unit="step/s",
            value=14 * len(ids) / took,
            cpu=busy / 14 / len(ids) * 1e6,
        )
