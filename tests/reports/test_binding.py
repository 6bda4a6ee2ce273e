"""Binding is per act: acts follow the release of their day, clocks keep theirs, nothing is late backwards."""

from datetime import date

import pytest

from chengzhang.engine.replay import replay
from chengzhang.foundation import clock
from chengzhang.projects import body, tick
from chengzhang.projects.models import Decision
from chengzhang.projects.refusal import NotAnAct
from tests.reports import port

BEFORE, AFTER = "2022-06-24", "2022-07-04"  # both Fridays or Mondays; the new order begins on 2022-07-01


def test_an_act_uses_the_release_of_its_day_and_the_old_decision_stays_as_it_was(harbour):
    code = harbour.declared("2022-06-01")
    old = Decision.objects.get(project__code=code, action="declaration.submit")
    harbour.install(port.NEW)
    harbour.do(AFTER, "declaration.admit", code, "authority")
    new = Decision.objects.get(project__code=code, action="declaration.admit")
    assert body.receipt_from(old.receipt).release == port.OLD
    assert body.receipt_from(new.receipt).release == port.NEW
    kept = Decision.objects.get(pk=old.pk)
    assert (kept.receipt, kept.body) == (old.receipt, old.body)


def test_a_running_clock_keeps_its_day_where_the_new_release_is_stricter(harbour):
    code = harbour.declared(BEFORE)  # 20 working days: 22 July; the new order gives 5: 1 July
    assert harbour.duty(code, "answer").due_on == date(2022, 7, 22)
    harbour.install(port.NEW)
    with clock.at(date(2022, 7, 11)):
        tick.tick()
    duty = harbour.duty(code, "answer")
    assert (duty.due_on, duty.status) == (date(2022, 7, 22), "open")
    assert "试验港旧令" in body.duty_from(duty.body).due.zh
    late = harbour.declared("2022-07-04")
    assert harbour.duty(late, "answer").due_on == date(2022, 7, 11), "a declaration under the new order has five days"


def test_a_running_clock_moves_where_the_new_release_is_more_favourable(harbour):
    code = harbour.building("2022-06-01")
    assert harbour.duty(code, "finish").due_on == date(2022, 9, 1)
    harbour.install(port.NEW)
    with clock.at(date(2022, 7, 4)):
        tick.tick()
    assert harbour.duty(code, "finish").due_on == date(2022, 12, 1)


def test_what_was_late_before_stays_late_on_its_old_day(harbour):
    code = harbour.building("2022-03-01")  # due 1 June, not done
    harbour.install(port.NEW)
    with clock.at(date(2022, 7, 4)):
        tick.tick()
    duty = harbour.duty(code, "finish")
    assert (duty.due_on, duty.status) == (date(2022, 6, 1), "late"), "six months would have made it 1 September"


def test_a_new_duty_counted_from_an_old_act_is_never_late_backwards(harbour):
    past, running = harbour.building("2022-06-01"), harbour.building("2022-06-27")
    harbour.install(port.NEW)
    with clock.at(date(2022, 7, 15)):
        tick.tick()
    assert harbour.duty(past, "insure") is None, "ten days from 1 June ended before the new order began"
    assert harbour.duty(running, "insure").due_on == date(2022, 7, 7), "these ten days end under the new order"


def test_an_old_duty_that_the_new_release_lacks_stops_with_its_reason(harbour):
    code = harbour.building("2022-06-01")
    with clock.at(date(2022, 6, 2)):
        tick.tick()
    assert harbour.duty(code, "monthly").status == "open"
    harbour.install(port.NEW)
    with clock.at(date(2022, 7, 4)):
        tick.tick()
    duty = harbour.duty(code, "monthly")
    assert duty.status == "dropped"
    assert "试验港新令" in body.duty_from(duty.body).due.zh


def test_a_kept_subject_is_finished_under_the_earlier_release(harbour):
    code = harbour.building("2022-03-01")
    harbour.do("2022-05-04", "construction.complete", code)
    harbour.do("2022-06-20", "acceptance.apply", code)
    harbour.do("2022-06-27", "acceptance.agree", code, "authority")
    harbour.install(port.NEW)
    outcome = harbour.act("2022-07-05", "acceptance.hold", code)
    assert outcome.done
    assert outcome.decision.receipt.release == port.OLD
    assert (
        harbour.act("2022-07-06", "project.close", code, "authority", reason="办完").decision.receipt.release
        == port.NEW
    )


def test_what_only_was_applied_for_follows_the_new_release(harbour):
    code = harbour.building("2022-03-01")
    harbour.do("2022-05-04", "construction.complete", code)
    harbour.do("2022-06-20", "acceptance.apply", code)
    harbour.install(port.NEW)
    agreed = harbour.act("2022-07-05", "acceptance.agree", code, "authority")
    assert agreed.decision.receipt.release == port.NEW


def test_an_act_that_no_release_of_the_day_knows_is_refused(harbour):
    code = harbour.declared("2022-06-01")
    with pytest.raises(NotAnAct):
        harbour.act("2022-06-02", "declaration.archive", code)


def test_a_receipt_that_brought_clocks_along_replays_to_the_same_answer(harbour):
    from chengzhang.engine.replay import receipt_file
    from chengzhang.foundation.rulebook.standing import standing
    from chengzhang.projects.calendars import calendar_of
    from chengzhang.projects.command import Command
    from chengzhang.projects.opening import open_target
    from chengzhang.projects.perform.act import act_of, ask

    code = harbour.declared(BEFORE)
    harbour.install(port.NEW)
    day = date(2022, 7, 5)
    with clock.at(day):
        actor = harbour.actors["authority"]
        target = open_target(actor, "declaration.admit", code, None, day)
        command = Command("declaration.admit", actor, project=code)
        decision = ask(target, command)
    assert target.matter.carried is not None
    stored = receipt_file(target.node, act_of(target, command), target.matter.bench, decision)
    found = replay(stored, lambda name: standing(port.PACK, day).pack, calendar_of)
    assert found.same, found.differs
