"""Duties from past events alone: when they open, are due, move, stand still, end; and that they name why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from chengzhang.engine.case import Bench
from chengzhang.engine.decide import decide
from chengzhang.engine.deciding.plan import plan_of
from chengzhang.engine.decision import DutyView
from chengzhang.engine.duties import duties
from tests.engine.decide.asking import calendar, case, land, put


def did(act: str, on: str, **answers: Any) -> dict[str, Any]:
    return {"act": act, "on": on, "answers": answers}


def owed(id: str, on: str, *events: dict[str, Any], **said: Any) -> list[DutyView]:
    file = case(on, events=list(events), **said)
    return [d for d in duties(land(), file.top, file.on, calendar(), file.bench) if d.id == id]


def one(id: str, on: str, *events: dict[str, Any], **said: Any) -> DutyView:
    [duty] = owed(id, on, *events, **said)
    return duty


def inspected(*defects: dict[str, str]) -> dict[str, Any]:
    return did("inspection.hold", "2026-03-02", held_on="2026-03-02", result="failed", defects=list(defects))


ORDER = did("repair.order", "2026-03-02")


class TestCounted:
    def test_a_maximum_rolls_over_a_weekend_and_says_so(self) -> None:
        duty = one("mend", "2026-03-10", ORDER)
        assert duty.due.on == date(2026, 3, 23)  # 22 March 2026 is a Sunday
        assert duty.status == "open"
        assert "顺延" in duty.due.zh
        assert "责令修理日期起（当日不计）" in duty.due.zh

    def test_working_days_skip_the_spring_holiday_and_count_make_up_days(self) -> None:
        duty = one("moor_in_time", "2026-03-01", did("permit.grant", "2026-02-02"))
        assert duty.due.on == date(2026, 3, 20)
        assert [s.kind for s in duty.due.steps].count("makeup") == 2

    def test_days_between_suspension_and_resumption_do_not_count(self) -> None:
        paused = [ORDER, did("repair.suspend", "2026-03-10"), did("repair.resume", "2026-03-20")]
        duty = one("mend", "2026-04-01", *paused)
        assert duty.due.on == date(2026, 4, 1)
        assert any(s.kind == "suspended" and s.cite for s in duty.due.steps)

    def test_while_suspended_it_has_no_day_and_is_not_late(self) -> None:
        duty = one("mend", "2027-01-01", ORDER, did("repair.suspend", "2026-03-10"))
        assert (duty.status, duty.due.on) == ("suspended", None)

    def test_beyond_the_announced_calendar_the_day_lies_between_two(self) -> None:
        granted = did("permit.grant", "2029-12-20")
        duty = one("moor_in_time", "2030-01-01", granted)
        assert duty.due.provisional
        assert duty.due.on is not None and duty.due.latest is not None
        assert duty.due.on <= duty.due.latest
        assert one("moor_in_time", duty.due.latest.isoformat(), granted).status == "open"

    def test_an_undated_duty_is_never_late_only_reminded(self) -> None:
        held = did(
            "inspection.hold", "2026-03-02", held_on="2026-03-02", result="failed", defects=[{"what": "船底漏水"}]
        )
        duty = one("mend_each", "2030-01-01", held)
        assert (duty.status, duty.due.undated, duty.remind_on) == ("open", True, date(2026, 3, 16))

    def test_due_with_the_act_itself(self) -> None:
        duty = one("notify_clerk", "2026-03-02", did("berth.moor", "2026-03-02"), facts={"vessel_kind": "ferry"})
        assert duty.due.on == date(2026, 3, 2)
        assert owed("notify_clerk", "2026-03-02", did("berth.moor", "2026-03-02")) == []


class TestEnded:
    def test_in_time_late_and_dropped(self) -> None:
        assert one("mend", "2026-04-01", ORDER, did("repair.finish", "2026-03-23")).status == "done"
        late = one("mend", "2026-04-01", ORDER, did("repair.finish", "2026-03-24"))
        assert (late.status, late.done_on) == ("done_late", date(2026, 3, 24))
        granted = did("permit.grant", "2026-02-02")
        assert one("moor_in_time", "2026-06-01", granted, did("permit.return", "2026-03-02")).status == "dropped"
        assert one("moor_in_time", "2026-06-01", granted, did("permit.void", "2026-05-02")).status == "lapsed"

    def test_what_lies_after_the_day_has_not_happened(self) -> None:
        assert one("mend", "2026-03-24", ORDER, did("repair.finish", "2026-03-25")).status == "late"

    def test_a_past_duty_keeps_the_day_it_had_when_it_ended(self) -> None:
        ordered_twice = [ORDER, did("repair.finish", "2026-03-10"), did("repair.order", "2026-05-06")]
        views = owed(
            "mend", "2026-05-07", *[e | {"id": "1"} if n < 2 else e | {"id": "2"} for n, e in enumerate(ordered_twice)]
        )
        assert [(v.status, v.due.on) for v in views] == [
            ("done", date(2026, 3, 23)),
            ("open", date(2026, 5, 26)),
        ]

    def test_lateness_sets_off_a_duty_of_another_body_from_the_day_after(self) -> None:
        assert owed("warn_skipper", "2026-03-23", ORDER) == []
        warned = one("warn_skipper", "2026-03-24", ORDER)
        assert (warned.who, warned.opened_on) == ("harbour_master", date(2026, 3, 24))


class TestExtended:
    MOORED = did("berth.moor", "2026-03-02")
    ASKED = did("stay.ask", "2026-04-20", wanted="2026-06-30", reason="修理")

    def test_a_request_in_time_holds_it_while_undecided(self) -> None:
        duty = one("leave_in_time", "2026-05-20", self.MOORED, self.ASKED)
        assert (duty.status, duty.held, duty.due.on) == ("open", True, date(2026, 5, 6))

    def test_a_request_after_the_day_holds_nothing(self) -> None:
        asked = did("stay.ask", "2026-05-07", wanted="2026-06-30", reason="修理")
        assert one("leave_in_time", "2026-05-20", self.MOORED, asked).status == "late"

    def test_granted_it_moves_refused_it_does_not(self) -> None:
        granted = did("stay.grant", "2026-04-24", new_due_on="2026-06-30")
        assert one("leave_in_time", "2026-05-20", self.MOORED, self.ASKED, granted).due.on == date(2026, 6, 30)
        refused = did("stay.refuse", "2026-04-24")
        duty = one("leave_in_time", "2026-05-20", self.MOORED, self.ASKED, refused)
        assert (duty.status, duty.late_may) == ("late", ("repair.order",))


class TestComingRound:
    MOORED = did("berth.moor", "2026-03-02")

    def test_one_for_each_period_begun_between_two_events(self) -> None:
        views = owed("logbook", "2026-05-04", self.MOORED)
        assert [(v.key.rpartition(":")[2], v.due.on, v.status) for v in views] == [
            ("2026-03", date(2026, 4, 5), "late"),
            ("2026-04", date(2026, 5, 5), "open"),
            ("2026-05", date(2026, 6, 5), "open"),
        ]

    def test_a_month_missed_stays_missed_when_the_next_is_handed_in(self) -> None:
        reports = [
            did("payment.request", "2026-04-03", amount="1元"),
            did("payment.request", "2026-06-02", amount="1元"),
        ]
        views = owed("logbook", "2026-06-10", self.MOORED, *reports)
        assert [v.status for v in views] == ["done", "late", "done", "open"]

    def test_the_interval_comes_from_a_table(self) -> None:
        assert [v.due.on for v in owed("visit", "2026-03-05", self.MOORED)] == [date(2026, 3, 31)]
        large = {"hull_metres": 30}
        february = did("berth.moor", "2026-02-02")
        due = [v.due.on for v in owed("visit", "2026-03-05", february, facts=large)]
        assert due == [date(2026, 2, 28), date(2026, 3, 31)]

    def test_nothing_is_owed_after_the_end_for_a_day_that_comes_later(self) -> None:
        left = did("berth.leave", "2026-03-20")
        assert owed("visit", "2026-06-01", self.MOORED, left) == []
        assert [v.due.on for v in owed("logbook", "2026-06-01", self.MOORED, left)] == [date(2026, 4, 5)]

    def test_without_a_beginning_only_the_present_period_is_told(self) -> None:
        [duty] = owed("yearly_report", "2026-08-05")
        assert (duty.due.on, duty.level) == (date(2027, 1, 31), "advise")

    def test_without_a_beginning_an_act_earlier_in_the_period_fulfils_it(self) -> None:
        drafted = did("request.draft", "2026-03-02")
        assert one("survey", "2026-08-05", drafted).status == "done"
        assert one("survey", "2027-08-05", drafted).status == "open"

    def test_a_reading_moves_the_day(self) -> None:
        march = {"rulings": {"day_of_report": "march"}}
        assert one("yearly_report", "2026-08-05", **march).due.on == date(2027, 3, 31)


class TestWhether:
    def test_it_opens_only_under_its_condition(self) -> None:
        moored = did("berth.moor", "2026-03-02")
        assert owed("weigh", "2026-03-20", moored, did("landing.land", "2026-03-10", weight="50")) == []
        duty = one("weigh", "2026-03-20", moored, did("landing.land", "2026-03-10", weight="51"))
        assert (duty.opens_on, duty.due.on) == (date(2026, 4, 10), date(2026, 6, 10))

    def test_where_the_condition_is_not_known_it_says_what_it_lacks_and_is_never_late(self) -> None:
        landed = [did("berth.moor", "2026-03-02"), {"act": "landing.land", "on": "2026-03-10"}]
        duty = one("weigh", "2030-01-01", *landed)
        assert (duty.status, duty.lacks) == ("open", ("landing.weight",))

    def test_one_duty_a_row_each_with_its_own_key(self) -> None:
        held = did(
            "inspection.hold",
            "2026-03-02",
            held_on="2026-03-02",
            result="failed",
            defects=[{"what": "漏"}, {"what": "锈"}],
        )
        views = owed("mend_each", "2026-03-03", held)
        assert len({v.key for v in views}) == len(views) == 2


@pytest.mark.parametrize(
    ("act", "touched"),
    [
        ("repair.order", {"mend", "warn_skipper"}),
        ("berth.moor", {"visit", "logbook", "moor_in_time"}),
        ("crew.list", set()),
    ],
)
def test_the_index_names_the_duties_an_act_may_touch(act: str, touched: set[str]) -> None:
    assert touched <= plan_of(land()).touching[act] or not touched
    if not touched:
        assert plan_of(land()).touching[act] == frozenset()


def keys(on: str, events: list[dict[str, Any]]) -> set[str]:
    file = case(on, events=list(events))
    return {d.key for d in duties(land(), file.top, file.on, calendar(), Bench())}


def test_keys_do_not_change_when_days_pass_or_subjects_begin() -> None:
    events = [ORDER, did("permit.grant", "2026-03-02")]
    early = {
        d.key for d in duties(land(), case("2026-03-03", events=events).top, date(2026, 3, 3), calendar(), Bench())
    }
    events += [did("berth.moor", "2026-03-04"), did("repair.finish", "2026-03-05")]
    later = {
        d.key for d in duties(land(), case("2026-12-03", events=events).top, date(2026, 12, 3), calendar(), Bench())
    }
    lasting = {key for key in early if "mend" in key or "moor" in key}
    assert lasting and lasting <= later


def test_an_allowed_act_tells_what_it_opens_and_closes() -> None:
    file = case("2026-03-20", events=[ORDER])
    subject, act = put(file, "repair.finish")
    decision = decide(land(), subject, act, calendar())
    assert [d.id for d in decision.duties_closed] == ["mend"]
    assert [d.id for d in decide(land(), *put(case("2026-03-02"), "repair.order"), calendar()).duties_opened] == [
        "mend"
    ]
