"""What loading keeps: every construct of the format in the model, and a digest of what can change an answer."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from chengzhang.engine.pack.errors import PackErrors
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import UNSET, Pack
from chengzhang.engine.pack.shelf import find, shelf, vocabulary_of
from chengzhang.engine.rules.ast import Name, Undated, WithAct
from chengzhang.engine.values import Money, MonthDay, parse_period
from tests.engine.pack.small_pack import FILES, load, write


@pytest.fixture(scope="module")
def harbour() -> Pack:
    return load_pack(find("test-land"))


def test_actions(harbour: Pack) -> None:
    close = harbour.actions["meeting.close"]
    assert [(p.role, p.part, p.refusal, p.silence, p.at_least, p.each_member) for p in close.with_] == [
        ("treasurer", "opinion", "stops", "agrees", 1, False),
        ("skipper", "join", "recorded", "waits", 1, True),
        ("surveyor", "advice", "recorded", "waits", 3, False),
    ]
    assert close.with_[0].within == parse_period("5 working_days")
    assert (close.members, [f.act for f in close.then]) == ("some", ["request.conclude"])
    conclude = harbour.actions["request.conclude"]
    assert (conclude.to, conclude.to_by, conclude.to_words) == (
        None,
        "verdict",
        {"passed": "granted", "failed": "refused"},
    )
    assert harbour.actions["request.submit"].sets == {"submitted_on": Name("act_day"), "season": Name("next_year")}
    assert harbour.actions["berth.assign"].entered_by == "clerk"
    assert harbour.actions["refit.approve"].baseline
    [bar] = harbour.actions["inspection.hold"].raises
    assert (bar.id, bar.holder, bar.stops, bar.ends) == (
        "foul_hull",
        "unit",
        ("request.submit", "refit.ask"),
        ("foul.clear",),
    )


def test_subjects_and_lapses(harbour: Pack) -> None:
    permit = harbour.subjects["permit"]
    assert permit.states == ("new", "granted", "handed_back", "void")
    [lapse] = permit.lapses
    assert (lapse.to, lapse.from_states, len(lapse.any)) == ("void", ("granted",), 2)
    assert lapse.any[0][1] is not None
    assert lapse.any[1][1] is None
    assert harbour.subjects["landing"].parent == "leg"  # the vocabulary says project
    assert harbour.subject_types["permit"].links == {"old": "permit"}


def test_rules_and_lifts(harbour: Pack) -> None:
    lift = harbour.rules["pilot_on_board"].lift
    assert lift is not None
    assert (lift.by, lift.reason, lift.paper, lift.makes) == ("harbour_master", True, "log_entry", "log_note")
    two_lines = harbour.rules["two_lines"].lift
    assert two_lines is not None
    assert two_lines.by == "unnamed"
    assert harbour.rules["quarantine"].not_before is not None
    assert harbour.rules["fee_after_mooring"].reading == ("strict", "lenient")
    papers = {p.paper: p for p in harbour.rules["request_papers"].papers}
    assert papers["fuel_plan"].or_not_applicable
    assert papers["crew_list"].parts == ("names", "licences")
    assert harbour.rules["request_papers"].more == "added_papers"
    assert harbour.rules["lists_handed_in"].more is True


def test_tables(harbour: Pack) -> None:
    tier = harbour.tables["tier"]
    assert tier.types == {"class": "size", "seen_by": "role"}
    assert tier.rows[0].then == {"class": "large", "seen_by": "harbour_master", "visit": "month"}
    asked = harbour.tables["grade"].rows[1]
    assert (asked.then, asked.ask, asked.readings) == (None, "exactly_twelve", {"stricter": "large", "milder": "small"})
    assert harbour.roles["visitor"].holder_kind == "table"


def test_duties(harbour: Pack) -> None:
    duties = harbour.duties
    assert duties["visit"].every == Name("tier.visit")
    assert duties["mend"].stops == (("refit.ask",), "open")
    assert duties["mend"].late is not None
    assert duties["mend"].late.opens == "warn_skipper"
    assert duties["mend_each"].opens[0].rows == "form.defects"
    assert isinstance(duties["warn_skipper"].due, Undated)
    assert isinstance(duties["notify_clerk"].due, WithAct)
    extension = duties["leave_in_time"].extended_by
    assert extension is not None
    assert (extension.ask, extension.before_due, extension.pending, extension.grant) == (
        "stay.ask",
        True,
        "holds",
        ("stay.grant",),
    )
    assert duties["weigh"].window is not None
    assert duties["weigh"].window.early == "refuse"
    assert duties["logbook"].to == ("clerk", "treasurer")


def test_parameters_and_questions(harbour: Pack) -> None:
    assert harbour.parameters["fleet_cap"].value is UNSET
    assert harbour.parameters["defect_reminder"].by == ("office", "harbour_master")
    assert harbour.parameters["defect_reminder"].most == parse_period("60 working_days")
    assert harbour.parameters["added_papers"].value == frozenset()
    assert harbour.questions["day_of_report"].readings["march"].gives == {"report_day": MonthDay(3, 31)}
    assert harbour.questions["exactly_twelve"].default is None


def test_papers_forms_and_meta(harbour: Pack) -> None:
    survey = harbour.papers["tide_survey"]
    assert (survey.parts["map"], survey.or_) == ("海图", "naval_chart")
    fields = {f.id: f for f in harbour.forms["request"].fields}
    assert fields["hull_cost"].adds_up == "cost_lines.sum"
    assert fields["hull_cost"].least == Money.parse("1元")
    assert fields["class"].show == "tier.class"
    assert fields["class"].type == "size"
    assert harbour.forms["lists"].fields[0].at_least_one_of == {
        "column": "kind",
        "of": ("catch", "gear", "fuel"),
        "or_none": "reason",
    }
    assert [m.rank for m in harbour.measures.values()] == [1, 2]
    assert harbour.measures["bylaw"].in_force_on == harbour.measures["bylaw"].issued_on
    assert harbour.silent == {"*": "harbour_master"}
    assert harbour.conflicts[0].rules == ("fee_before_mooring", "fee_after_mooring")
    assert harbour.residual is not None
    assert harbour.scope.tracks["register_only"].keep == ("title", "secret_cargo", "local")


def test_the_digest_is_of_what_can_change_an_answer(tmp_path: Path) -> None:
    def digest(changes: dict[str, str] | None = None) -> str:
        shutil.rmtree(tmp_path, ignore_errors=True)
        return load(tmp_path, changes).digest

    plain = digest()
    assert len(plain) == 64
    assert digest() == plain
    assert digest({"rules.yaml": "# a remark\n" + FILES["rules.yaml"]}) == plain
    moved = {"papers.yaml": "{}\n", "papers/all.yaml": FILES["papers.yaml"]}
    assert digest(moved) == plain
    assert digest({"scenarios/a.yaml": "cases: [{zh: 一, ask: fee, given: {size: big}, expect: large}]\n"}) == plain
    unused = FILES["_vocabulary/facts.yaml"] + "later: {zh: 以后的, type: text, from: declared}\n"
    assert digest({"_vocabulary/facts.yaml": unused}) == plain
    assert digest({"rules.yaml": FILES["rules.yaml"].replace("10万元", "11万元")}) != plain
    used = FILES["_vocabulary/facts.yaml"].replace("zh: 造价", "zh: 总造价")
    assert digest({"_vocabulary/facts.yaml": used}) != plain


def test_two_files_of_a_section_are_one(tmp_path: Path) -> None:
    pack = load(
        tmp_path,
        {
            "papers/more.yaml": "chart: {zh: 图, kind: file, cite: [4-3]}\n",
            "rules/more.yaml": "charted: {at: visit.open, cite: [4-1], papers: [chart], say: 附图}\n",
        },
    )
    assert set(pack.papers) == {"log", "chart"}
    assert pack.rules["charted"].papers[0].paper == "chart"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "papers").mkdir()
    (folder / "papers" / "x.yaml").symlink_to("/etc/hostname")
    with pytest.raises(PackErrors, match="是链接"):
        load_pack(folder, tmp_path / "_vocabulary")


def test_the_shelf_finds_a_pack_by_place_release_or_path() -> None:
    assert find("test-land") == find("test-land/2020-01-01") == shelf() / "test-land" / "2020-01-01"
    assert find(str(shelf() / "test-land" / "2020-01-01")).name == "2020-01-01"
    assert vocabulary_of(find("test-land")).parent.name == "test-land"  # a place's own goes before the shared one
    with pytest.raises(PackErrors, match=r"没有“test-lnd”这个规则包。是不是 test-land"):
        find("test-lnd")


def test_a_whole_pack_loads_within_two_seconds() -> None:
    started = time.perf_counter()
    load_pack(find("test-land"))
    assert time.perf_counter() - started < 2
