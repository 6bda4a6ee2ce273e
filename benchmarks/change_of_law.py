"""The dry run of the 2021 measure over N running projects of the 2019 notice: seconds and peak memory.

    CHENGZHANG_DATABASE=sqlite:////tmp/law.sqlite3 python benchmarks/change_of_law.py 10000

The projects are generated (eight standings, amounts on both sides of every limit) and written straight into an empty
database: this measures the reading, not the door.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from datetime import date
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengzhang.config.settings")
PLACE, OLD, NEW = "cn-anhui-luan", "2019-05-27", "2021-08-06"
EVE = date(2021, 8, 5)
LIFE: tuple[tuple[str, str], ...] = (
    ("project.register", "2021-03-01"),
    ("declaration.draft", "2021-03-02"),
    ("declaration.submit", "2021-03-20"),
    ("declaration.admit", "2021-04-01"),
    ("construction.start", "2021-04-20"),
    ("construction.report", "2021-05-18"),
    ("construction.complete", "2021-07-01"),
    ("initial_acceptance.pass", "2021-07-20"),
    ("acceptance.apply", "2021-08-02"),
)
STANDINGS = (1, 2, 3, 4, 5, 6, 7, 8, 9)
AMOUNTS = ("80万元", "120万元", "499万元", "500万元", "760万元", "1000万元", "1500万元")


def generate(number: int) -> None:
    from chengzhang.engine.facts_file import read_case
    from chengzhang.foundation import administer, clock
    from chengzhang.foundation.rulebook import shelf
    from chengzhang.projects.models import Project, Subject

    pack = shelf.read(PLACE, OLD)
    city = administer.create_organisation(None, "六安市数据资源管理局", short="市数管局", kind="party", place=PLACE)
    units = [
        administer.create_organisation(None, f"测试单位{n}", short=f"单位{n}", kind="party", place=PLACE)
        for n in range(40)
    ]
    administer.install_pack(None, PLACE, OLD, authority_id=city)
    shapes = [_rows(read_case(pack, _told(n, amount), EVE).top) for n in STANDINGS for amount in AMOUNTS]
    for start in range(0, number, 1000):
        made = [
            Project(
                code=f"2021-{n:06d}",
                title=f"项目{n}",
                organisation_id=units[n % len(units)],
                pack=PLACE,
                track="full",
                stage="",
                created_on=EVE,
                changed_at=clock.now(),
            )
            for n in range(start, min(start + 1000, number))
        ]
        Project.objects.bulk_create(made)
        found: list[Subject] = []
        for project in made:
            shape = shapes[project.pk % len(shapes)]
            for row in shape:
                found.append(Subject(project=project, organisation_id=project.organisation_id, pack=PLACE, **row))
        Subject.objects.bulk_create(found)


def _told(standing: int, amount: str) -> dict[str, Any]:
    facts = {
        "unit.type": "party",
        "title": "项目",
        "secrecy": "plain",
        "supply_mode": "invested",
        "nature": "new",
        "total_estimate": amount,
        "local_budget_funds": amount,
    }
    return {"facts": facts, "events": [{"act": act, "on": on} for act, on in LIFE[:standing]]}


def _rows(top: Any) -> list[dict[str, Any]]:
    from chengzhang.projects import stored

    home = next(node for node in top.walk() if node.kind == "project")
    return [
        {
            "kind": node.kind,
            "number": n,
            "state": node.state,
            "facts": stored.dumps(node.facts),
            "events": "[" + ",".join(stored.dumps(stored.event(e)) for e in node.events) + "]",
        }
        for n, node in enumerate(home.walk(), 1)
    ]


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from chengzhang.projects.models import Project
    from chengzhang.reports.change_of_law import change_of_law

    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    call_command("migrate", verbosity=0)
    if not Project.objects.exists():
        began = time.perf_counter()
        generate(number)
        print(f"generated {number} projects in {time.perf_counter() - began:.1f} s")
    began, worked, peak = time.perf_counter(), time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run = change_of_law(PLACE, NEW)
    differences = sum(len(line.found.differences) for line in run.lines())
    took, worked = time.perf_counter() - began, time.process_time() - worked
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak
    told = ", ".join(f"{fate.value} {n}" for fate, n in run.totals.items())
    print(f"{run.number} projects in {took:.1f} s ({worked:.1f} s of processor); memory grew by {grown / 1024:.0f} MB")
    print(f"{differences} differences ({told})")


if __name__ == "__main__":
    main()
