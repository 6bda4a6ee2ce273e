"""What `decide`, `options` and `replay` share: pack, calendar, roles, day and facts from the command line."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from chengzhang.engine.clock import Calendar, load_calendar
from chengzhang.engine.deciding.typed import FactsError
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.pack.shelf import calendar_folder, find
from chengzhang.engine.values import parse_date


def add_common(parser: argparse.ArgumentParser, *, role_required: bool) -> None:
    parser.add_argument("--pack", required=True, help="PLACE, PLACE/RELEASE or a folder")
    parser.add_argument(
        "--as", dest="roles", required=role_required, metavar="ROLE", help="role, or roles joined by commas"
    )
    parser.add_argument("--on", required=True, type=_day, metavar="DATE", help="the day, 2026-03-02")
    parser.add_argument(
        "--facts", required=True, type=Path, metavar="FILE", help="facts, states, papers, events: JSON or YAML"
    )
    parser.add_argument("--json", action="store_true")


def pack_and_calendar(name: str) -> tuple[Pack, Calendar]:
    pack = load_pack(find(name))
    return pack, calendar_for(pack)


def calendar_for(pack: Pack) -> Calendar:
    return load_calendar(calendar_folder(pack.calendar.days))


def roles_of(text: str | None, pack: Pack) -> frozenset[str] | None:
    """The roles named, each known to the pack; None if none was named."""
    if text is None:
        return None
    roles = frozenset(part.strip() for part in text.split(",") if part.strip())
    for role in sorted(roles):
        if role not in pack.roles and role not in pack.role_names:
            raise FactsError(
                "--as", f"没有“{role}”这个角色", f"可用：{'、'.join(f'{r}（{pack.call(r)}）' for r in pack.roles)}"
            )
    return roles


def refuse(error: FactsError, as_json: bool) -> int:
    """Say what is wrong with the input: on stderr for people, on stdout for programs."""
    if as_json:
        show({"error": {"key": error.key, "wrong": error.wrong, "do": error.do}})
    print(f"✗ {error}", file=sys.stderr)
    return 1


def show(answer: Any) -> None:
    print(json.dumps(answer, ensure_ascii=False, indent=2))


def _day(text: str) -> date:
    try:
        return parse_date(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from None
