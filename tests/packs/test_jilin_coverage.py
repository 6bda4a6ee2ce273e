"""Every clause, number and open point of the Jilin trial measure is carried by something in the pack that does it."""

from __future__ import annotations

from pathlib import Path

import pytest

from chengzhang.engine.pack.coverage import Coverage, coverage
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / "packs" / "cn-jilin" / "draft"
SELDOM_DONE = {"1-2", "41-1", "42-1", "43-1", "43-2"}  # carried by pack.yaml: lineage, interpreters, commencement


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(FOLDER)


@pytest.fixture(scope="module")
def report(pack: Pack) -> Coverage:
    return coverage(pack, HERE / "jilin-trial-clauses.yaml")


def test_nothing_of_the_measure_is_left_out(report: Coverage) -> None:
    assert report.faults == ()
    assert (len(report.clauses), len(report.numbers), len(report.ambiguities)) == (171, 40, 41)
    assert report.count("missing") == 0


def test_what_the_pack_does_not_do_says_why(report: Coverage) -> None:
    left = {clause.id: clause for clause in report.clauses if clause.how in ("person", "outside", "declaratory")}
    assert set(left) == {"1-1", "5-1", "6-7", "13-1", "33-2", "35-1"}
    assert len(left["6-7"].because) > 10


def test_a_claimed_clause_is_done_by_more_than_a_question(report: Coverage) -> None:
    doing = ("rule ", "table ", "action ", "duty ", "form ", "paper ", "indicator ", "role ")
    idle = {
        clause.id
        for clause in report.clauses
        if clause.how == "claimed" and not any(by.startswith(doing) for by in clause.by)
    }
    assert idle <= SELDOM_DONE


def test_the_articles_and_annexes_are_told_one_by_one(pack: Pack) -> None:
    assert set(pack.articles) == {*map(str, range(1, 44)), "A1", "A2", "A3"}


def test_without_number_and_date_it_stays_a_draft(pack: Pack) -> None:
    [measure] = pack.measures.values()
    assert (pack.status, measure.number, measure.in_force_on, measure.trial) == ("draft", None, None, True)


@pytest.mark.parametrize(("form", "chapters"), [("feasibility", 10), ("design", 9)])
def test_the_outlines_have_their_chapters(pack: Pack, form: str, chapters: int) -> None:
    named = [field for field in pack.forms[form].fields if field.zh.startswith("第")]
    assert len(named) == chapters
    assert all(field.required is True for field in named)
    assert [field.id for field in named if not field.items] == (["c7"] if form == "design" else [])


def test_the_parts_of_the_application_have_no_limit_of_length(pack: Pack) -> None:
    assert [f.id for f in pack.forms["application"].fields if f.type == "long_text" and f.most is not None] == []


def test_every_file_can_be_read_at_a_glance() -> None:
    long = {
        str(path.relative_to(FOLDER)): n
        for path in FOLDER.rglob("*.yaml")
        if (n := len(path.read_text("utf-8").splitlines())) > 70 and "scenarios" not in path.parts
    }
    assert long == {}
