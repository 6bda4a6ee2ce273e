"""`chengzhang enrol`: enter organisations, persons, posts and experts from a file, as an office begins.

What is registered already is left as it is, so that the file may grow and be run again. Each new person gets a password
made by chance, printed once.
"""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from .server import on_the_server

Row = Mapping[str, Any]


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("enrol", help="enter organisations, persons and posts from a file")
    parser.add_argument("file", type=Path, help="YAML with organisations, people, experts; see docs/howto")
    parser.add_argument("--place", default="", help="the pack that binds these organisations")
    parser.set_defaults(run=run)


@on_the_server
def run(args: argparse.Namespace) -> int:
    from django.db import transaction

    told = _read(args.file)
    with transaction.atomic():  # all of the file or none
        bodies = _organisations(told.get("organisations", ()), args.place)
        lines = [line for row in told.get("people", ()) if (line := _person(row, bodies))]
        lines += [line for row in told.get("experts", ()) if (line := _expert(row, bodies))]
    print(f"新登记{len(lines)}人。{'初始密码只显示这一次，请本人登录后修改：' if lines else ''}")
    for line in lines:
        print(f"  {line}")
    return 0


def _read(path: Path) -> dict[str, Any]:
    import yaml

    from chengzhang.foundation.refusal import Refusal

    try:
        told = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    except (OSError, yaml.YAMLError) as error:
        raise Refusal("malformed", f"{path}读不出来：{error}。", "请核对文件。") from error
    if not isinstance(told, dict):
        raise Refusal("malformed", f"{path}里没有 organisations 和 people。", "请对照 docs/howto 的例子。")
    return told


def _organisations(rows: Any, place: str) -> dict[str, int]:
    """Ids by full and short name, of those registered before and those entered now."""
    from chengzhang.foundation.administer import create_organisation
    from chengzhang.foundation.people import posts

    known = {name: one.pk for one in posts.organisations() for name in (one.name, one.short)}
    for row in rows:
        name, short = _of(row, "name"), row.get("short", "")
        if name not in known:
            number = create_organisation(
                None,
                name,
                short=short,
                kind=_of(row, "kind"),
                place=row.get("place", place),
                parent_id=known[_body(known, row["under"])] if "under" in row else None,
            )
            known[name] = number
        known.setdefault(short or name, known[name])
    return known


def _person(row: Row, bodies: Mapping[str, int]) -> str | None:
    from chengzhang.foundation.administer import create_person, create_post
    from chengzhang.foundation.people import posts

    account = _of(row, "id")
    if any(one.sign_in_name == account for one in posts.persons()):
        return None
    password = secrets.token_urlsafe(12)
    person = create_person(None, account, _of(row, "zh"), password=password, email=row.get("email", ""))
    for post in row.get("posts", ()):
        create_post(
            None,
            person,
            bodies[_body(bodies, _of(post, "at"))],
            _of(post, "title"),
            head=post.get("head") == "yes",
            administers=post.get("administers") == "yes",
            from_on=date.fromisoformat(post["from"]) if "from" in post else _today(),
        )
    return f"{account:<16}{password}　{row['zh']}"


def _expert(row: Row, bodies: Mapping[str, int]) -> str | None:
    """An expert signs in at the body named by `at`; from the projects of the `employer` the draw keeps him apart."""
    from chengzhang.foundation.administer import create_expert
    from chengzhang.foundation.people import posts

    line = _person({**row, "posts": [{"at": _of(row, "at"), "title": row.get("title", "专家")}]}, bodies)
    if line is not None:
        person = next(one.pk for one in posts.persons() if one.sign_in_name == row["id"])
        employer = row.get("employer", "")
        number = bodies.get(employer)
        create_expert(
            None,
            row["zh"],
            fields=row.get("fields", []),
            person_id=person,
            organisation_id=number,
            employer="" if number else employer,
        )
    return line


def _of(row: Row, key: str) -> str:
    from chengzhang.foundation.refusal import Refusal

    value = row.get(key) if isinstance(row, Mapping) else None
    if not isinstance(value, str):
        raise Refusal("malformed", f"{row}里缺少 {key}。", "请对照 docs/howto 的例子补上。")
    return value


def _body(known: Mapping[str, int], name: str) -> str:
    from chengzhang.foundation.refusal import Refusal

    if name not in known:
        raise Refusal("not_found", f"没有登记名为“{name}”的单位。", "请先在 organisations 里写上。")
    return name


def _today() -> date:
    from chengzhang.foundation import clock

    return clock.today()
