"""Beyond the announced calendar: an interval that is labelled, and that the later notice has always confirmed."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from chengzhang.engine.clock import Calendar, NotAnnounced, Suspension, add, explain, load_calendar
from chengzhang.engine.values import Days, Months, WorkingDays

ANNIVERSARY = (date(2015, 8, 31), date(2015, 9, 8))  # ordered once, outside every usual bound


def test_a_count_that_leaves_the_calendar_is_an_interval(cn: Calendar) -> None:
    counted = add(date(2026, 12, 28), WorkingDays(5), cn)
    assert counted.provisional
    assert counted.date is not None
    assert counted.latest is not None
    assert counted.date <= date(2027, 1, 5) <= counted.latest
    assert counted.last == counted.latest
    assert "2027年起放假安排未公布" in explain(counted)
    assert "暂定届满 2027年1月3日至5日之间" in explain(counted)


def test_a_count_that_ends_on_the_last_announced_day_is_certain(cn: Calendar) -> None:
    counted = add(date(2026, 12, 28), WorkingDays(3), cn)
    assert (counted.date, counted.provisional) == (date(2026, 12, 31), False)


def test_only_the_roll_makes_months_and_days_provisional(cn: Calendar) -> None:
    assert not add(date(2026, 12, 1), Months(2), cn).provisional
    rolled = add(date(2026, 12, 6), Months(2), cn, "next_working_day")  # 6 February 2027, a Saturday
    assert rolled.provisional
    assert rolled.date is not None
    assert rolled.date <= date(2027, 2, 8) <= (rolled.latest or rolled.date)
    quiet = add(date(2027, 7, 4), Days(10), cn, "next_working_day")  # far from every festival, still not announced
    assert (quiet.date, quiet.latest, quiet.provisional) == (date(2027, 7, 14), date(2027, 7, 14), True)


def test_days_off_by_law_are_never_taken_for_working_days(cn: Calendar) -> None:
    assert add(date(2027, 9, 30), WorkingDays(1), cn).date == date(2027, 10, 4)


def test_without_bounds_nothing_is_guessed(cn_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "cn"
    shutil.copytree(cn_folder, copy)
    (copy / "usual.yaml").unlink()
    with pytest.raises(NotAnnounced, match=r"2027年.*请补上"):
        add(date(2026, 12, 28), WorkingDays(5), load_calendar(copy))


def test_a_suspension_beyond_the_calendar_moves_both_ends(cn: Calendar) -> None:
    pause = [Suspension(date(2027, 7, 1), date(2027, 7, 31), "不可抗力")]
    plain = add(date(2027, 6, 29), WorkingDays(5), cn)
    moved = add(date(2027, 6, 29), WorkingDays(5), cn, suspensions=pause)
    assert moved.provisional
    assert plain.last is not None
    assert moved.date is not None
    assert plain.last < pause[0].last < moved.date  # type: ignore[operator]


@pytest.mark.parametrize("year", [*range(2009, 2027)])
def test_every_notice_so_far_fell_within_the_bounds(cn: Calendar, cn_folder: Path, tmp_path: Path, year: int) -> None:
    """Forget the notices from `year` on, count, and compare with what the notices then said."""
    copy = tmp_path / "cn"
    shutil.copytree(cn_folder, copy)
    for file in copy.glob("20*.yaml"):
        if int(file.stem) >= year:
            file.unlink()
    ignorant = load_calendar(copy)
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    checked = 0
    for ordinal in range(first, last, 3):
        start = date.fromordinal(ordinal)
        for n in (1, 3, 6, 10, 20, -1, -5):
            count = add(start, WorkingDays(n), ignorant)
            try:
                truth = cn.add_working_days(start, n)
            except NotAnnounced:
                continue
            if truth < date(year, 1, 1) or truth > date(year, 12, 26):
                continue  # the next year's notice may order days of late December
            if min(start, truth) <= ANNIVERSARY[1] and max(start, truth) >= ANNIVERSARY[0]:
                continue
            assert count.provisional
            assert count.date is not None
            assert count.latest is not None
            assert count.date <= truth <= count.latest, (start, n)
            checked += 1
    assert checked > 700
