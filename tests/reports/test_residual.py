"""Clauses of the older order, switched on one by one: they act with their own citations, or are refused with why."""

from datetime import date

from chengzhang.engine.replay import receipt_file, replay
from chengzhang.foundation import administer, clock
from chengzhang.foundation.ledger.models import LedgerEntry
from chengzhang.foundation.rulebook import shelf
from chengzhang.foundation.rulebook.standing import standing
from chengzhang.projects import body, tick
from chengzhang.projects.calendars import calendar_of
from chengzhang.projects.command import Command
from chengzhang.projects.opening import open_target
from chengzhang.projects.perform.act import act_of, ask
from tests.reports import port

DAY = date(2022, 7, 1)


def decide(item, stands, on=DAY):
    with clock.at(on):
        return administer.decide_residual(None, port.PACK, item, stands, reason="会议纪要第3号", from_on=on)


def tick_on(day):
    with clock.at(date.fromisoformat(day)):
        return tick.tick()


def test_a_standing_duty_goes_on_with_the_older_article(harbour):
    code = harbour.building("2022-06-01")
    tick_on("2022-06-02")
    harbour.install(port.NEW)
    decide("duties.monthly", True)
    tick_on("2022-07-04")
    duty = harbour.duty(code, "monthly")
    assert duty.status == "open"
    assert [c.zh for c in body.duty_from(duty.body).cite] == ["《试验港旧令》第三条"]


def test_a_standing_rule_stops_an_act_and_is_cited_as_the_older_order(harbour):
    harbour.install(port.NEW)
    decide("rules.accept_after_work", True)
    code = harbour.building("2022-08-01")
    outcome = harbour.act("2022-08-03", "acceptance.apply", code)
    [finding] = [f for f in outcome.decision.findings if f.id == "accept_after_work"]
    assert (finding.truth.value, finding.cite[0].zh) == ("unmet", "《试验港旧令》第四条")


def test_each_clause_is_switched_by_itself_and_off_again_from_its_day(harbour):
    harbour.install(port.NEW)
    decide("rules.accept_after_work", True)
    assert "monthly" not in standing(port.PACK, DAY).pack.duties
    decide("rules.accept_after_work", False, date(2022, 9, 1))
    assert "accept_after_work" in standing(port.PACK, date(2022, 8, 31)).pack.rules
    assert "accept_after_work" not in standing(port.PACK, date(2022, 9, 1)).pack.rules
    assert LedgerEntry.objects.filter(act="rulebook.decide_residual").count() == 2


def test_a_decision_under_a_standing_clause_replays_to_the_same_receipt(harbour):
    harbour.install(port.NEW)
    decide("rules.accept_after_work", True)
    code = harbour.building("2022-08-01")
    day = date(2022, 8, 3)
    with clock.at(day):
        actor = harbour.actors["owner"]
        target = open_target(actor, "acceptance.apply", code, None, day)
        command = Command("acceptance.apply", actor, project=code)
        decision = ask(target, command)
    stored = receipt_file(target.node, act_of(target, command), target.matter.bench, decision)
    found = replay(stored, lambda name: shelf.read(*name.rsplit("/", 1)), calendar_of)
    assert found.same, found.differs
