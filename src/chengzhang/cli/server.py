"""What the server's commands have in common: Django set up, the actor of an account, and a refusal said on one line."""

from __future__ import annotations

import argparse
import functools
import os
import sys
from collections.abc import Callable

from chengzhang.foundation.people.actor import Actor

Run = Callable[[argparse.Namespace], int]


def start() -> None:
    """Set Django up. Only commands that need a database pay for it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengzhang.config.settings")
    import django

    django.setup()


def on_the_server(run: Run) -> Run:
    """Set Django up for a command; a refusal becomes its sentence on standard error and exit status 1."""

    @functools.wraps(run)
    def started(args: argparse.Namespace) -> int:
        start()
        from django.db.utils import OperationalError, ProgrammingError

        from chengzhang.foundation.refusal import Refusal

        try:
            return run(args)
        except Refusal as refusal:
            print(f"{refusal}（{refusal.code}）", file=sys.stderr)
        except (OperationalError, ProgrammingError) as error:
            print(f"数据库不可用：{error}。请先运行 chengzhang migrate，或核对 CHENGZHANG_DATABASE。", file=sys.stderr)
        return 1

    return started


def actor_named(account: str, organisation: str | None = None) -> Actor:
    """The actor of an account today: the first post, or the one at `organisation` (full or short name)."""
    from chengzhang.foundation import clock
    from chengzhang.foundation.people import posts
    from chengzhang.foundation.refusal import Refusal

    person = next((one for one in posts.persons() if one.sign_in_name == account), None)
    open_to = posts.roles_open_to(person.pk, clock.today()) if person else []
    if organisation is not None:
        names = {one.pk for one in posts.organisations() if organisation in (one.name, one.short)}
        open_to = [one for one in open_to if one.organisation_id in names]
    if not open_to:
        where = f"在“{organisation}”" if organisation else ""
        raise Refusal("no_post", f"账号“{account}”今天{where}没有岗位。", "请核对账号，或请管理员登记岗位。")
    return open_to[0]
