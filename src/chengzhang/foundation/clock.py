"""The only place that asks what time it is.

`now()` and `today()` are the office's time: the moment an act bears. A demonstration may pretend another day.
`machine_now()` is for leases, retries and lock-outs, which no pretended day may bend.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from .refusal import Refusal

LOCAL = ZoneInfo("Asia/Shanghai")
_REREAD_AFTER = 1.0  # seconds a pretended day may be remembered before the row is read again

_fixed: ContextVar[datetime | None] = ContextVar("fixed_moment", default=None)
_offset: tuple[float, timedelta] = (-_REREAD_AFTER, timedelta(0))


def now() -> datetime:
    """The office's present moment, aware, in local time."""
    fixed = _fixed.get()
    if fixed is not None:
        return fixed
    real = datetime.now(LOCAL)
    return real + _pretended_offset() if settings.DEMO else real


def today() -> date:
    """The office's present day."""
    return now().date()


def machine_now() -> datetime:
    """The machine's own time (or the moment fixed by `at`), whatever day is pretended."""
    return _fixed.get() or datetime.now(LOCAL)


@contextmanager
def at(moment: date | datetime) -> Iterator[None]:
    """Fix the time in this context; a bare day means nine in the morning. For tests and demonstration data."""
    _refuse_in_earnest()
    token = _fixed.set(_moment(moment))
    try:
        yield
    finally:
        _fixed.reset(token)


def pretend(moment: date | datetime | None) -> None:
    """Store the day that demonstration mode pretends, or take it back with None. Called by `administer` only."""
    from .models import DemonstrationDay

    global _offset
    _refuse_in_earnest()
    with transaction.atomic():
        DemonstrationDay.objects.filter(id=1).delete()
        if moment is not None:
            DemonstrationDay.objects.create(id=1, pretended_at=_moment(moment), machine_at=datetime.now(UTC))
    _offset = (-_REREAD_AFTER, timedelta(0))


def _moment(given: date | datetime) -> datetime:
    if isinstance(given, datetime):
        return given.astimezone(LOCAL) if given.tzinfo else given.replace(tzinfo=LOCAL)
    return datetime.combine(given, time(9), LOCAL)


def _pretended_offset() -> timedelta:
    global _offset
    read_at, offset = _offset
    if monotonic() - read_at < _REREAD_AFTER:
        return offset
    from .models import DemonstrationDay

    row = DemonstrationDay.objects.filter(id=1).values_list("pretended_at", "machine_at").first()
    offset = row[0] - row[1] if row else timedelta(0)
    _offset = (monotonic(), offset)
    return offset


def _refuse_in_earnest() -> None:
    if not (settings.DEMO or getattr(settings, "CLOCK_MAY_BE_SET", False)):
        raise Refusal("clock_is_real", "正式环境的日期不能改动。", "请在演示环境中设置演示日期。")
