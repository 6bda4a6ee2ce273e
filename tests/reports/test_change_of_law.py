"""The dry run of the newer order over running projects: each classified, every difference with both articles."""

import json
from datetime import date

import pytest

from chengzhang.cli.main import main
from chengzhang.engine.transition.difference import Fate
from chengzhang.foundation import administer, clock
from chengzhang.foundation.ledger.models import LedgerEntry
from chengzhang.foundation.refusal import Refusal
from chengzhang.projects.models import Duty, Project
from chengzhang.reports.change_of_law import change_of_law
from tests.reports import port

DAY = date(2022, 6, 28)
# The agreed one still owes monthly reports of the spring: whether that duty goes on is for a person.
EXPECTED = {"small": "changes", "declared": "changes", "building": "person", "agreed": "person"}


@pytest.fixture
def projects(harbour):
    """One of each standing: registered, declared, building, agreed, closed."""
    found = {
        "small": harbour.project("2022-06-01", amount="100万元"),
        "declared": harbour.declared("2022-06-20", amount="600万元"),
        "building": harbour.building("2022-06-01"),
    }
    agreed = harbour.building("2022-03-01")
    harbour.do("2022-05-04", "construction.complete", agreed)
    harbour.do("2022-06-20", "acceptance.apply", agreed)
    found["agreed"] = harbour.do("2022-06-27", "acceptance.agree", agreed, "authority")
    closed = harbour.building("2021-03-01")
    found["closed"] = harbour.do("2021-09-01", "project.close", closed, "authority", reason="办完")
    return found


def lines(**more):
    with clock.at(DAY):
        run = change_of_law(port.PACK, port.NEW, **more)
        return run, {line.code: line.found for line in run.lines()}


def test_every_running_project_is_classified_and_closed_ones_are_left_out(projects):
    run, found = lines()
    assert projects["closed"] not in found
    assert len(found) == run.number == 4
    assert found[projects["building"]].verdict is Fate.PERSON, "whether monthly reports go on must be decided"
    assert found[projects["declared"]].verdict is Fate.CHANGES
    assert sum(run.totals.values()) == 4


def test_the_route_changes_with_the_amount_and_says_both_articles(projects):
    _, found = lines()
    [route] = found[projects["declared"]].of("route")
    assert (route.old, route.new) == ("打捆审批", "单独审批")
    assert route.cite_old[0].zh == route.cite_new[0].zh == "第二条"
    assert not found[projects["small"]].of("route"), "100万元 are bundled under both"


def test_dates_and_duties_are_said_with_what_becomes_of_them(projects):
    _, found = lines()
    building = {(one.kind, one.id): one for one in found[projects["building"]].differences}
    finish = building["date", "finish"]
    assert (finish.fate, finish.old, finish.new) == (Fate.CHANGES, "2022年9月1日", "2022年12月1日")
    assert building["duty", "monthly"].fate is Fate.PERSON
    declared = {(one.kind, one.id): one for one in found[projects["declared"]].differences}
    assert declared["date", "answer"].fate is Fate.STAYS, "the stricter five days do not bind a running clock"


def test_a_gate_that_both_word_otherwise_names_what_is_new_and_what_falls_away(projects):
    _, found = lines()
    gates = {one.id: one for one in found[projects["building"]].of("gate")}
    assert gates["trial_first"].new
    assert gates["accept_after_work"].old


def test_a_kept_subject_stays_and_its_acts_are_not_listed(projects):
    _, found = lines()
    agreed = found[projects["agreed"]]
    assert [one.id for one in agreed.of("kept")] == ["acceptance"]
    assert not [one for one in agreed.of("gate") if "申请验收" in one.zh]


def test_a_recorded_decision_settles_what_was_for_a_person(projects, harbour):
    with clock.at(DAY):
        harbour.install(port.NEW)
        administer.decide_residual(
            None, port.PACK, "duties.monthly", False, reason="另行布置", from_on=date(2022, 7, 1)
        )
    _, found = lines()
    [monthly] = [one for one in found[projects["building"]].of("duty") if one.id == "monthly"]
    assert monthly.fate is Fate.CHANGES
    with clock.at(DAY):
        administer.decide_residual(None, port.PACK, "duties.monthly", True, reason="继续报送", from_on=date(2022, 7, 1))
    _, found = lines()
    [monthly] = [one for one in found[projects["building"]].of("duty") if one.id == "monthly"]
    assert monthly.fate is Fate.STAYS


def test_nothing_is_moved_by_looking(projects):
    before = (
        list(Project.objects.order_by("id").values()),
        list(Duty.objects.order_by("id").values()),
        LedgerEntry.objects.count(),
    )
    lines()
    assert before == (
        list(Project.objects.order_by("id").values()),
        list(Duty.objects.order_by("id").values()),
        LedgerEntry.objects.count(),
    )


def test_a_repeal_of_another_document_is_flagged(projects):
    run, _ = lines()
    assert [edge.measure for edge in run.flags] == ["港令〔2010〕3号"]
    assert run.undecided == ("每月报送进度", "完工后方可申请验收")


def test_the_limit_is_kept(projects):
    run, found = lines(limit=2)  # of four
    assert (run.number, len(found)) == (4, 2)


def test_the_command_writes_one_document_and_progress_apart(projects, capsys):
    with clock.at(DAY):
        assert main(["change-of-law", f"{port.PACK}/{port.NEW}", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    verdicts = {one["code"]: one["verdict"] for one in told["projects"]}
    assert verdicts == {projects[k]: v for k, v in EXPECTED.items()}
    assert told["totals"] == {fate: list(verdicts.values()).count(fate) for fate in ("stays", "changes", "person")}
    [declared] = [one for one in told["projects"] if one["code"] == projects["declared"]]
    [route] = [one for one in declared["differences"] if one["kind"] == "route"]
    assert route["cite_old"] == ["第二条"]


def test_the_command_reads_as_sentences(projects, capsys):
    with clock.at(DAY):
        assert main(["change-of-law", f"{port.PACK}/{port.NEW}"]) == 0
    told = capsys.readouterr().out
    assert "2022年7月1日起《试验港新令》接替《试验港旧令》" in told
    assert "不改动任何项目" in told
    assert "港令〔2010〕3号" in told


@pytest.mark.parametrize(
    ("pack", "release", "more", "code"),
    [
        ("test-port", "2030-01-01", {}, "pack_not_found"),
        ("test-port", "2020-01-01", {}, "no_release"),
    ],
)
def test_wrong_input_is_refused(harbour, pack, release, more, code):
    with pytest.raises(Refusal) as refused:
        change_of_law(pack, release, **more)
    assert refused.value.code == code
    assert refused.value.next_step
