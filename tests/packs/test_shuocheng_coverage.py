"""Every clause, number and open point of the district measure is carried, and by something that does it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from chengzhang.engine.case import Act
from chengzhang.engine.clock.load import load_calendar
from chengzhang.engine.decide import decide
from chengzhang.engine.facts_file import read_case
from chengzhang.engine.pack.coverage import Coverage, coverage
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.pack.scenarios.read import read_scenarios

HERE = Path(__file__).parent
PACKS = HERE.parents[1] / "packs"
FOLDER = PACKS / "cn-shanxi-shuocheng" / "draft"
# carried by pack.yaml: the upper measures, and the office that interprets
SELDOM_DONE = {"1-2", "30-1"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(FOLDER)


@pytest.fixture(scope="module")
def report(pack: Pack) -> Coverage:
    return coverage(pack, HERE / "shuocheng-clauses.yaml")


def test_nothing_of_the_measure_is_left_out(report: Coverage) -> None:
    assert report.faults == ()
    assert (len(report.clauses), len(report.numbers), len(report.ambiguities)) == (126, 30, 35)
    assert report.count("missing") == 0


def test_only_purpose_slogans_and_encouragement_are_left_without_effect(report: Coverage) -> None:
    left = {clause.id for clause in report.clauses if clause.how != "claimed"}
    assert left == {"1-1", "3-1", "3-3", "3-5", "6-1", "6-2", "15-3", "16-1"}


def test_a_claimed_clause_is_done_by_more_than_a_question(report: Coverage) -> None:
    doing = ("rule ", "table ", "action ", "duty ", "form ", "paper ", "indicator ", "role ")
    idle = {
        clause.id
        for clause in report.clauses
        if clause.how == "claimed" and not any(by.startswith(doing) for by in clause.by)
    }
    assert idle <= SELDOM_DONE


def test_every_rule_is_met_and_unmet_in_its_own_cases(pack: Pack) -> None:
    seen = {
        (rule, truth)
        for case in read_scenarios(FOLDER, pack)
        for rule, truth in case.findings.items()
        if truth in ("met", "unmet")
    }
    wanted = {(rule, truth) for rule in pack.rules for truth in ("met", "unmet")}
    assert wanted - seen == set()


def test_it_stays_a_draft_until_number_and_day_are_entered(pack: Pack) -> None:
    [measure] = pack.measures.values()
    assert (pack.status, measure.number, measure.issued_on, measure.in_force_on) == ("draft", None, None, None)
    assert pack.valid_from is None


def test_a_decision_names_the_open_questions_it_rests_on(pack: Pack) -> None:
    day = date(2026, 3, 2)
    answers = {
        "title": "甲",
        "secrecy": "plain",
        "supply_mode": "joint",
        "function_supported": "养老服务",
        "superior_funded": "no",
    }
    case = read_case(pack, {"facts": {"unit.type": "district_dept"}, "answers": answers}, day)
    act = Act("project.register", day, frozenset({"owner"}), person="甲", answers=case.answers)
    calendar = load_calendar(PACKS / "_calendars" / "cn")
    decision = decide(pack, case.subject("project.register"), act, calendar, case.bench)
    assert decision.outcome.allows
    assert {"publication_date", "secret_and_township"} <= {view.id for view in decision.questions}


def test_the_articles_are_told_one_by_one(pack: Pack) -> None:
    assert set(pack.articles) == set(map(str, range(1, 32)))
    assert all(8 <= len(article.zh) <= 90 for article in pack.articles.values())


def test_every_file_can_be_read_at_a_glance() -> None:
    long = {
        str(path.relative_to(FOLDER)): n
        for path in FOLDER.rglob("*.yaml")
        if (n := len(path.read_text("utf-8").splitlines())) > 62 and "scenarios" not in path.parts
    }
    assert long == {}
