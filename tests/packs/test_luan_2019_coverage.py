"""Every clause, number and open point of the 2019 notice is carried; what 2021 may keep of it is there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from chengzhang.engine.pack.coverage import Coverage, coverage
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / "packs" / "cn-anhui-luan" / "2019-05-27"
SELDOM_DONE = {"0-1", "A-4"}  # the day of issue and the addressees; a diagram that the text lacks


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(FOLDER)


@pytest.fixture(scope="module")
def later() -> Pack:
    return load_pack(FOLDER.parent / "2021-08-06")


@pytest.fixture(scope="module")
def report(pack: Pack) -> Coverage:
    return coverage(pack, HERE / "luan-2019-clauses.yaml")


def test_nothing_of_the_notice_is_left_out(report: Coverage) -> None:
    assert report.faults == ()
    assert (len(report.clauses), len(report.numbers), len(report.ambiguities)) == (103, 33, 31)
    assert report.count("missing") == 0
    assert {clause.id for clause in report.clauses if clause.how != "claimed"} == {"0-2"}


def test_a_claimed_clause_is_done_by_more_than_a_question(report: Coverage) -> None:
    doing = ("rule ", "table ", "action ", "duty ", "form ", "paper ", "indicator ", "role ")
    idle = {c.id for c in report.clauses if c.how == "claimed" and not any(by.startswith(doing) for by in c.by)}
    assert idle <= SELDOM_DONE


def test_the_sections_are_told_one_by_one(pack: Pack) -> None:
    sections = {clause.rpartition("-")[0] for clause in coverage_ids()}
    assert set(pack.articles) == sections
    assert all(8 <= len(article.zh) <= 90 for article in pack.articles.values())


def coverage_ids() -> list[str]:
    clauses = yaml.load((HERE / "luan-2019-clauses.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)["clauses"]
    return [clause["id"] for clause in clauses]


def test_every_rule_is_met_and_unmet_in_the_cases(pack: Pack) -> None:
    seen: dict[str, set[str]] = {}
    for path in (FOLDER / "scenarios").glob("*.yaml"):
        for case in yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)["cases"]:
            for rule, truth in case.get("findings", {}).items():
                seen.setdefault(rule, set()).add(truth)
    assert {rule for rule in pack.rules if not {"met", "unmet"} <= seen.get(rule, set())} == set()


def test_every_duty_has_a_case(pack: Pack) -> None:
    seen: set[str] = set()
    for path in (FOLDER / "scenarios").glob("*.yaml"):
        for case in yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)["cases"]:
            seen |= set(case.get("expect_duties", {}))
    assert set(pack.duties) - seen == {"supervise"}  # said in test_luan_2019_duties.py


def test_what_may_still_stand_beside_the_later_measure_is_there(pack: Pack, later: Pack) -> None:
    assert later.residual is not None
    assert later.residual.pack == f"{pack.id}/{pack.release}"
    for item in later.residual.items:
        section, name = item.item.split(".")
        entry = getattr(pack, section)[name]
        assert set(item.cite) <= {str(cite) for cite in entry.cite}, item.item
        assert not item.standing


def test_a_running_project_finds_its_states_again_in_the_later_measure(pack: Pack, later: Pack) -> None:
    unknown = {
        kind: left
        for kind, subject in pack.subjects.items()
        if kind in later.subjects and (left := set(subject.states) - set(later.subjects[kind].states))
    }
    assert unknown == {"annual_plan": {"issued"}}  # at rest: the lines on it are approved under both


def test_what_both_releases_do_has_one_name(pack: Pack, later: Pack) -> None:
    assert pack.id == later.id
    shared = set(pack.actions) & set(later.actions)
    assert {
        "declaration.submit",
        "review.conclude",
        "approval.grant",
        "approval_bundle.submit",
        "plan_line.propose",
        "procurement.award",
        "contract.sign",
        "construction.complete",
        "acceptance.apply",
        "acceptance.hold",
        "settlement.finish",
        "payment.request",
        "asset.register",
        "operation.start",
        "evaluation.conclude",
    } <= shared
    for name in (
        "approval.total",
        "plan_line.budget",
        "contract.amount",
        "acceptance.held_on",
        "review.reviewed_total",
    ):
        owner, _, key = name.rpartition(".")
        for release in (pack, later):
            assert any(key in action.sets for action in release.subjects[owner].actions.values()), name


def test_every_file_can_be_read_at_a_glance() -> None:
    lengths = {
        str(path.relative_to(FOLDER)): len(path.read_text("utf-8").splitlines())
        for path in FOLDER.rglob("*.yaml")
        if "scenarios" not in path.parts
    }
    assert {name: n for name, n in lengths.items() if n > 62} == {}
