"""What stands on a day: the binding release of a pack, with the office's settings and its readings of open questions.

One small query a call tells whether what this process remembers is still true; the rest is remembered.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from secrets import randbits
from typing import Any

from django.db import connection
from django.db.models import Q

from chengzhang.engine.case import Bench
from chengzhang.engine.case import Ruling as Reading
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.values.literals import parse_literal

from ..refusal import Refusal
from ..statement import database, run
from . import shelf
from .models import InstalledPack, OfficeParameter, ResidualDecision, Ruling

REVISION = "SELECT number FROM foundation_rulebookrevision WHERE id = 1"  # may be asked inside another query
_REMEMBERED = 512  # days times packs; far more than one day's work asks for
_standing: dict[tuple[str, date], "Standing"] = {}
_revision: tuple[str, int] = ("", -1)


@dataclass(frozen=True, slots=True)
class Standing:
    """The release that binds an act of the day, and what the office has decided besides it."""

    pack: Pack
    bench: Bench
    release: str
    digest: str
    valid_from: date
    valid_until: date | None
    authority_id: int | None
    assumed: dict[str, Any]
    follows: bool = False  # another release of the pack bound the day before this one began


def standing(pack: str, on: date, revision: int | None = None) -> Standing:
    """What stands for an act on that day; refuses with `no_release` when no release of the pack binds it.

    `revision`: what `REVISION` gave in this transaction, where the caller has just asked it along with its own rows.
    """
    _forget_if_changed(revision)
    known = _standing.get((pack, on))
    if known is None:
        if len(_standing) >= _REMEMBERED:
            _standing.clear()
        known = _standing[pack, on] = _read(pack, on)
    return known


def binding(pack: str, on: date) -> InstalledPack | None:
    """The installed release that binds acts of that day, or None."""
    return (
        InstalledPack.objects.filter(Q(valid_until=None) | Q(valid_until__gte=on), pack=pack, valid_from__lte=on)
        .order_by("-valid_from")
        .first()
    )


def installed() -> list[InstalledPack]:
    """Every installed release, by pack and first day."""
    return list(InstalledPack.objects.select_related("authority"))


def rulings(pack: str) -> list[Ruling]:
    """Every ruling on the pack's questions, by question and day."""
    return list(Ruling.objects.filter(pack=pack).select_related("by", "by_organisation"))


def office_parameters(pack: str) -> list[OfficeParameter]:
    """Every setting of the office under the pack, by name and day."""
    return list(OfficeParameter.objects.filter(pack=pack).select_related("by"))


def bench_on(pack: Pack, on: date) -> Bench:
    """What the office has decided besides a release by a day, whether or not the release is in force yet."""
    return Bench(_readings(pack.id, on), _parameters(pack, on), _residual(pack.id, on))


def residual_decisions(pack: str, on: date) -> dict[str, bool]:
    """The clauses of a displaced measure about which a decision is recorded, and whether they stand on a day."""
    rows = ResidualDecision.objects.filter(pack=pack, from_on__lte=on).order_by("from_on", "id")
    return {row.item: row.standing for row in rows}


def touch() -> None:
    """Tell every process that the rulebook changed. Called by `administer` in the transaction of the change.

    The new number is drawn, not counted: a counted one would come again after a rollback and mean something else.
    """
    with connection.cursor() as cursor:
        cursor.execute("UPDATE foundation_rulebookrevision SET number = %s WHERE id = 1", [randbits(62)])


def _forget_if_changed(revision: int | None) -> None:
    global _revision
    used = database()
    if revision is None:
        if used.connection is None:
            used.ensure_connection()
        row = run(REVISION).fetchone()
        revision = row[0] if row else 0
    present = (str(used.settings_dict["NAME"]), revision)
    if present != _revision:
        _standing.clear()
        _revision = present


def _read(pack: str, on: date) -> Standing:
    row = binding(pack, on)
    if row is None:
        raise Refusal(
            "no_release",
            f"{on.year}年{on.month}月{on.day}日没有可适用的“{pack}”规则。",
            "请由法规员启用当日有效的版本，或核对办理日期。",
        )
    loaded = shelf.with_digest(pack, row.release, row.digest)
    bench = bench_on(loaded, on)
    return Standing(
        pack=shelf.beside(loaded, bench.residual),
        bench=bench,
        release=row.release,
        digest=row.digest,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        authority_id=row.authority_id,
        assumed=row.assumed,
        follows=binding(pack, row.valid_from - timedelta(days=1)) is not None,
    )


def _readings(pack: str, on: date) -> tuple[Reading, ...]:
    """The last reading of each question in force that day."""
    found = {
        row.question: Reading(
            question=row.question,
            reading=row.reading,
            from_on=row.from_on,
            by=row.by.name if row.by else "",
            reason=row.reason,
        )
        for row in rulings(pack)
        if row.from_on <= on
    }
    return tuple(found.values())


def _parameters(pack: Pack, on: date) -> dict[str, Any]:
    return {
        row.name: parse_literal(pack.parameters[row.name].type, row.value)
        for row in office_parameters(pack.id)
        if row.from_on <= on and row.name in pack.parameters
    }


def _residual(pack: str, on: date) -> frozenset[str]:
    return frozenset(item for item, stands in residual_decisions(pack, on).items() if stands)
