"""The clock: real in earnest, fixed in tests, pretended in a demonstration."""

from datetime import date, datetime, timedelta

import pytest

from chengzhang.foundation import administer, clock
from chengzhang.foundation.ledger.models import LedgerEntry
from chengzhang.foundation.refusal import Refusal


def test_the_office_keeps_the_time_of_its_place():
    assert clock.now().utcoffset() == timedelta(hours=8)
    assert abs(clock.now() - clock.machine_now()) < timedelta(seconds=5)


def test_the_day_changes_at_midnight_of_the_place_not_of_greenwich(set_clock):
    set_clock(datetime.fromisoformat("2023-09-27T15:59:59+00:00"))
    assert clock.today() == date(2023, 9, 27)
    set_clock(datetime.fromisoformat("2023-09-27T16:00:00+00:00"))
    assert clock.today() == date(2023, 9, 28)


def test_a_fixed_day_stands_still_and_ends_with_its_block():
    with clock.at(date(2024, 2, 29)):
        assert clock.now() == clock.now() == clock.machine_now()
        assert (clock.today(), clock.now().hour) == (date(2024, 2, 29), 9)
    assert clock.today() != date(2024, 2, 29)


@pytest.mark.django_db
def test_a_demonstration_day_runs_on_and_is_read_by_every_process(settings):
    settings.DEMO = True
    administer.set_demonstration_day(None, date(2023, 9, 27))
    assert clock.today() == date(2023, 9, 27)
    assert clock.now() < clock.now() + timedelta(microseconds=1)
    assert clock.machine_now().date() != date(2023, 9, 27), "leases and lock-outs keep the real time"
    clock._offset = (-10.0, timedelta(0))  # another process, which has remembered nothing
    assert clock.today() == date(2023, 9, 27)
    administer.set_demonstration_day(None, date(2022, 6, 1))
    assert clock.today() == date(2022, 6, 1)
    administer.set_demonstration_day(None, None)
    assert abs(clock.now() - clock.machine_now()) < timedelta(seconds=5)
    assert [entry.act for entry in LedgerEntry.objects.all()] == ["clock.pretend"] * 3


@pytest.mark.django_db
def test_in_earnest_nobody_moves_the_clock(settings):
    settings.CLOCK_MAY_BE_SET = False
    with pytest.raises(Refusal, match="正式环境"):
        administer.set_demonstration_day(None, date(2023, 9, 27))
    with pytest.raises(Refusal), clock.at(date(2023, 9, 27)):
        pass
    assert not LedgerEntry.objects.exists()
