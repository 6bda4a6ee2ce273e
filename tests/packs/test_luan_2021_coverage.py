"""Every clause, number and open point of the measure is carried by the pack, and by something that does it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from chengzhang.engine.pack.coverage import Coverage, coverage
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / "packs" / "cn-anhui-luan" / "2021-08-06"
# carried by pack.yaml and roles: lineage, interpreters, sight
SELDOM_DONE = {"1-2", "5-3", "27-1", "28-1", "29-1", "29-2"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(FOLDER)


@pytest.fixture(scope="module")
def report(pack: Pack) -> Coverage:
    return coverage(pack, HERE / "luan-2021-clauses.yaml")


def test_nothing_of_the_measure_is_left_out(report: Coverage) -> None:
    assert report.faults == ()
    assert (len(report.clauses), len(report.numbers), len(report.ambiguities)) == (125, 25, 54)
    assert report.count("missing") == 0


def test_a_clause_left_to_a_person_says_why(report: Coverage) -> None:
    left = [clause for clause in report.clauses if clause.how in ("person", "outside")]
    assert {clause.id for clause in left} == {"12-5", "18-1", "23-4"}
    assert all(len(clause.because) > 10 for clause in left)


def test_a_claimed_clause_is_done_by_more_than_a_question(report: Coverage) -> None:
    doing = ("rule ", "table ", "action ", "duty ", "form ", "paper ", "indicator ", "role ")
    idle = {
        clause.id
        for clause in report.clauses
        if clause.how == "claimed" and not any(by.startswith(doing) for by in clause.by)
    }
    assert idle <= SELDOM_DONE


def test_the_articles_are_told_one_by_one(pack: Pack) -> None:
    assert set(pack.articles) == {*map(str, range(30)), "A"}
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
