"""The clock says how many working days are left, and its ruler draws each day as what it is."""

import re
from datetime import date

import pytest

from chengzhang.engine.decision import Citation, DueDay, DueStep
from chengzhang.web.days import announced
from chengzhang.web.kit.clock import clock, working_days
from chengzhang.web.kit.ruler import ruler

DAYS = announced()
TODAY = date(2026, 7, 14)


def due(on, **more):
    steps = (DueStep("start", "7月1日起", date(2026, 7, 1)), DueStep("result", "届满", on))
    return DueDay(on, steps=steps, **more)


@pytest.mark.parametrize(
    ("on", "state", "left"),
    [
        (date(2026, 7, 31), "ok", "还有 13 个工作日"),
        (date(2026, 7, 17), "soon", "还有 3 个工作日"),
        (date(2026, 7, 14), "soon", "今天到期"),
        (date(2026, 7, 10), "late", "已逾期 2 个工作日"),
        (date(2028, 7, 31), "ok", "还有 748 天"),  # beyond the announced calendar nobody counts working days
    ],
)
def test_what_is_left(on, state, left):
    shown = clock(due(on), TODAY, DAYS)
    assert (shown.state, shown.left) == (state, left)


def test_make_up_days_count_and_holidays_do_not():
    assert working_days(date(2026, 2, 13), date(2026, 2, 14), DAYS) == 1  # a Saturday that is worked
    assert working_days(date(2026, 9, 30), date(2026, 10, 7), DAYS) == 0


def test_a_provisional_day_shows_both_ends():
    shown = clock(due(date(2027, 1, 31), latest=date(2027, 2, 1), provisional=True), TODAY, DAYS)
    assert shown.left == "暂定"
    assert shown.note == "2027年1月31日至2027年2月1日"


def test_without_a_day_there_is_no_ruler():
    shown = clock(DueDay(None, undated=True), TODAY, DAYS)
    assert (shown.state, shown.text, shown.left, shown.ruler) == ("none", "没有规定期限", "不算逾期", "")
    assert clock(DueDay(None), TODAY, DAYS, "suspended").text == "期限暂停"


def test_every_step_keeps_its_article():
    cite = (Citation("m", "9-2", "第九条"),)
    shown = clock(DueDay(TODAY, steps=(DueStep("rule", "7月底", cite=cite),)), TODAY, DAYS)
    assert [(label, step.cite) for label, step in shown.steps] == [("规则", cite)]


def classes(svg):
    return re.findall(r'<rect class="([a-z-]+)"', svg)


def test_one_tick_a_day():
    drawn = classes(ruler(date(2026, 7, 10), date(2026, 7, 17), TODAY, lambda d: DAYS.kind(d)))
    assert drawn == ["gone", "gone-off", "gone-off", "gone", "ahead", "ahead", "ahead", "ahead", "due"]


def test_a_make_up_day_wears_a_cap():
    assert "makeup" in classes(ruler(date(2026, 2, 13), date(2026, 2, 14), date(2026, 2, 13), lambda d: DAYS.kind(d)))


def test_far_days_are_counted_in_weeks():
    drawn = classes(ruler(date(2026, 1, 1), date(2026, 12, 31), TODAY, lambda d: DAYS.kind(d)))
    assert len(drawn) == 53 + 1


def test_the_ruler_carries_no_inline_style():
    assert "style" not in ruler(date(2026, 7, 1), date(2026, 7, 31), TODAY, lambda d: DAYS.kind(d))
