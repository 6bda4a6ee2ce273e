"""The day that demonstration mode pretends."""

from datetime import date, datetime

from django.db import transaction

from .. import clock
from ..people.actor import Actor
from .act import record


def set_demonstration_day(actor: Actor | None, moment: date | datetime | None) -> None:
    """Pretend another day (None: the real one again). Refused outside demonstration mode."""
    with transaction.atomic():
        clock.pretend(moment)
        record(actor, "clock.pretend", {"moment": moment.isoformat() if moment else None})
