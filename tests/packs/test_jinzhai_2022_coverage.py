"""Every clause, number, form and open point of the county measure is carried by the pack, by something that does it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from chengzhang.engine.pack.coverage import Coverage, coverage
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.pack.scenarios import run_scenarios

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / "packs" / "cn-anhui-luan-jinzhai" / "2022-06-16"
# carried by pack.yaml: lineage, issue, interpretation
SELDOM_DONE = {"0-1", "1-2", "23-1", "24-1", "24-2"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(FOLDER)


@pytest.fixture(scope="module")
def report(pack: Pack) -> Coverage:
    return coverage(pack, HERE / "jinzhai-2022-clauses.yaml")


def test_nothing_of_the_measure_is_left_out(report: Coverage) -> None:
    assert report.faults == ()
    assert (len(report.clauses), len(report.numbers), len(report.ambiguities), len(report.forms)) == (104, 42, 33, 10)
    assert report.count("missing") == report.count("person") == report.count("outside") == 0


def test_only_principles_are_declaratory(report: Coverage) -> None:
    assert {c.id for c in report.clauses if c.how == "declaratory"} == {"1-1", "6-1", "6-2", "6-4", "22-4"}


def test_a_claimed_clause_is_done_by_more_than_a_question(report: Coverage) -> None:
    doing = ("rule ", "table ", "action ", "duty ", "form ", "paper ", "indicator ", "role ")
    idle = {c.id for c in report.clauses if c.how == "claimed" and not any(by.startswith(doing) for by in c.by)}
    assert idle <= SELDOM_DONE


def test_the_articles_are_told_one_by_one(pack: Pack) -> None:
    assert set(pack.articles) == {*map(str, range(25)), "A1", "A2"}
    assert all(8 <= len(article.zh) <= 90 for article in pack.articles.values())


def test_every_file_can_be_read_at_a_glance() -> None:
    long = {
        str(path.relative_to(FOLDER)): n
        for path in FOLDER.rglob("*.yaml")
        if (n := len(path.read_text("utf-8").splitlines())) > 62 and "scenarios" not in path.parts
    }
    assert long == {}


def test_every_rule_is_met_and_unmet_in_the_cases(pack: Pack) -> None:
    seen: dict[str, set[str]] = {}
    for path in (FOLDER / "scenarios").glob("*.yaml"):
        for case in yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)["cases"]:
            for rule, truth in case.get("findings", {}).items():
                seen.setdefault(rule, set()).add(truth)
    assert {rule for rule in pack.rules if not {"met", "unmet"} <= seen.get(rule, set())} == set()


def test_every_duty_is_looked_at_on_a_day(pack: Pack) -> None:
    seen: set[str] = set()
    for path in (FOLDER / "scenarios").glob("*.yaml"):
        for case in yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)["cases"]:
            seen |= set(case.get("expect_duties", {}))
    assert set(pack.duties) - seen == set()


def test_every_case_comes_out_as_worked_out_by_hand(pack: Pack) -> None:
    wrong = [result.told(FOLDER) for result in run_scenarios(pack, FOLDER) if not result.ok]
    assert wrong == []
