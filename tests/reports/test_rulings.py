"""Open questions and rulings: who may rule, what a ruling would touch, and an unruled question that stops an act."""

from datetime import date

import pytest

from chengzhang.cli.main import main
from chengzhang.engine.decision import Outcome
from chengzhang.foundation import administer, clock
from chengzhang.foundation.ledger.models import LedgerEntry
from chengzhang.foundation.refusal import Refusal
from chengzhang.reports.who_is_touched import who_is_touched
from tests.reports import port

QUESTION = "how_long_trial"


@pytest.fixture
def completed(harbour):
    """A project that will next ask for acceptance, under the newer order."""
    harbour.install(port.NEW)
    code = harbour.building("2022-08-01")
    return harbour.do("2022-08-29", "construction.complete", code)


def rule(harbour, by, reading, reason="办公会议定", on="2022-09-01"):
    with clock.at(date.fromisoformat(on)):
        return administer.record_ruling(harbour.actors[by], port.PACK, QUESTION, reading, reason=reason)


def test_an_unruled_question_without_default_stops_the_act_and_names_whom_to_ask(harbour, completed):
    outcome = harbour.act("2022-10-10", "acceptance.apply", completed)  # after one month, before three
    assert not outcome.done
    assert outcome.decision.outcome is Outcome.NEEDS_RULING
    [question] = [one for one in outcome.decision.questions if one.id == QUESTION]
    assert (question.reading, question.who) == (None, ("authority",))


def test_a_ruling_opens_the_act_and_is_shown_where_it_decided(harbour, completed):
    rule(harbour, "authority", "one")
    outcome = harbour.act("2022-10-10", "acceptance.apply", completed)
    assert outcome.done
    [question] = [one for one in outcome.decision.questions if one.id == QUESTION]
    assert (question.reading_zh, question.ruled) == ("1个月", True)


def test_the_other_reading_keeps_it_closed_until_its_own_time(harbour, completed):
    rule(harbour, "authority", "three")
    assert not harbour.act("2022-10-10", "acceptance.apply", completed).done
    assert harbour.act("2022-11-29", "acceptance.apply", completed).done


def test_an_office_that_may_not_interpret_is_refused_with_whom_to_ask(harbour, completed):
    before = LedgerEntry.objects.count()
    with pytest.raises(Refusal) as refused:
        rule(harbour, "finance", "one")
    assert refused.value.code == "may_not_interpret"
    assert "主管部门" in refused.value.next_step
    assert LedgerEntry.objects.count() == before


def test_a_ruling_needs_its_reason(harbour, completed):
    with pytest.raises(Refusal) as refused:
        rule(harbour, "authority", "one", reason=" ")
    assert refused.value.code == "text_missing"


def test_the_dry_run_of_a_ruling_names_the_projects_whose_acts_rest_on_it(harbour, completed):
    done = harbour.building("2022-08-01")
    harbour.do("2022-09-01", "project.close", done, "authority", reason="撤销")
    with clock.at(date(2022, 9, 5)):
        run = who_is_touched(port.PACK, QUESTION, "three")
        found = {line.code: line.differences for line in run.lines()}
    assert list(found) == [completed]
    assert [one.id for one in found[completed]] == ["acceptance.apply"]
    assert (run.seen, run.hit) == (1, 1)


def test_a_project_past_the_act_is_not_touched(harbour, completed):
    rule(harbour, "authority", "one")
    harbour.do("2022-10-10", "acceptance.apply", completed)
    with clock.at(date(2022, 10, 11)):
        assert not list(who_is_touched(port.PACK, QUESTION, "three").lines())


def test_the_command_shows_first_and_records_only_for_somebody(harbour, completed, capsys):
    with clock.at(date(2022, 9, 5)):
        assert main(["rule", port.PACK, QUESTION, "one"]) == 0
        assert "受影响1个" in capsys.readouterr().out
        assert LedgerEntry.objects.filter(act="rulebook.rule").count() == 0
        assert main(["rule", port.PACK, QUESTION, "one", "--as", "finance", "--reason", "办公会"]) == 1
        assert "may_not_interpret" in capsys.readouterr().err
        assert main(["rule", port.PACK, QUESTION, "one", "--as", "authority", "--reason", "办公会"]) == 0
    assert LedgerEntry.objects.filter(act="rulebook.rule").count() == 1


@pytest.mark.parametrize(
    ("question", "reading", "code"),
    [("weather", "one", "question_not_found"), (QUESTION, "six", "reading_not_found")],
)
def test_wrong_input_is_refused(harbour, completed, question, reading, code):
    with pytest.raises(Refusal) as refused:
        who_is_touched(port.PACK, question, reading, on=date(2022, 9, 5))
    assert refused.value.code == code
