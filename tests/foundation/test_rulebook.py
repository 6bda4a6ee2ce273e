"""The rulebook: which release binds from which day, what the office set, how questions are read."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from chengzhang.engine.values.money import Money
from chengzhang.foundation import administer
from chengzhang.foundation.ledger.models import LedgerEntry
from chengzhang.foundation.refusal import Refusal
from chengzhang.foundation.rulebook import shelf
from chengzhang.foundation.rulebook.standing import binding, installed, standing, touch

HARBOUR = "test-harbour"
OLD, NEW = "2020-01-01", "2022-07-01"


@pytest.fixture
def packs(tmp_path, monkeypatch):
    """A shelf with two releases of one pack."""
    root = tmp_path / "packs"
    shutil.copytree(Path(__file__).parent / "packs", root)
    shutil.copytree(root / HARBOUR / OLD, root / HARBOUR / NEW)
    described = root / HARBOUR / NEW / "pack.yaml"
    described.write_text(described.read_text().replace(OLD, NEW))
    monkeypatch.setattr(shelf, "packs_root", lambda: root)
    monkeypatch.setattr(shelf, "_loaded", {})
    return root


@pytest.fixture
def both(office, packs):
    for release in (OLD, NEW):
        administer.install_pack(office["keeper"], HARBOUR, release, authority_id=office["city"])


def test_a_release_binds_from_its_day_and_the_one_before_ends_the_day_before(both, office):
    assert [(row.release, row.valid_until) for row in installed()] == [(OLD, date(2022, 6, 30)), (NEW, None)]
    assert binding(HARBOUR, date(2019, 12, 31)) is None
    assert standing(HARBOUR, date(2022, 6, 30)).release == OLD
    assert standing(HARBOUR, date(2022, 7, 1)).release == NEW
    stands = standing(HARBOUR, date(2023, 1, 1))
    assert (stands.pack.digest, stands.authority_id) == (stands.digest, office["city"])


def test_an_older_release_may_be_installed_later(office, packs):
    for release in (NEW, OLD):
        administer.install_pack(None, HARBOUR, release)
    assert [(row.release, row.valid_until) for row in installed()] == [(OLD, date(2022, 6, 30)), (NEW, None)]


def test_a_day_without_a_release_is_refused_with_the_day(both):
    with pytest.raises(Refusal) as refused:
        standing(HARBOUR, date(2019, 12, 31))
    assert refused.value.code == "no_release"
    assert "2019年12月31日" in refused.value.say


def test_readings_and_settings_hold_from_their_day_and_the_last_one_wins(both, office):
    keeper = office["keeper"]
    for reading, day in (("five", date(2023, 1, 1)), ("ten", date(2023, 3, 1))):
        administer.record_ruling(keeper, HARBOUR, "answer_time", reading, reason="办公会定", from_on=day)
    administer.set_office_parameter(
        keeper, HARBOUR, "small_limit", "20万元", reason="年度核定", from_on=date(2023, 2, 1)
    )
    administer.decide_residual(keeper, HARBOUR, "rules.tide_table", True, reason="未抵触", from_on=date(2023, 2, 1))

    def of(day):
        bench = standing(HARBOUR, day).bench
        readings = {ruling.question: ruling.reading for ruling in bench.rulings}
        return readings, bench.parameters, bench.residual

    assert of(date(2022, 12, 31)) == ({}, {}, frozenset())
    assert of(date(2023, 2, 1)) == (
        {"answer_time": "five"},
        {"small_limit": Money.parse("20万元")},
        frozenset({"rules.tide_table"}),
    )
    assert of(date(2023, 3, 1))[0] == {"answer_time": "ten"}
    ruling = standing(HARBOUR, date(2023, 3, 1)).bench.rulings[0]
    assert (ruling.by, ruling.reason, ruling.from_on) == ("测试keeper", "办公会定", date(2023, 3, 1))


def test_what_is_remembered_costs_one_query_and_is_forgotten_when_the_rulebook_changes(both, office):
    day = date(2023, 5, 1)
    standing(HARBOUR, day)
    with CaptureQueriesContext(connection) as queries:
        for _ in range(3):
            standing(HARBOUR, day)
    assert len(queries) == 3
    administer.record_ruling(None, HARBOUR, "answer_time", "ten", reason="办公会定", from_on=day)
    assert standing(HARBOUR, day).bench.rulings[0].reading == "ten"


def test_a_ruling_that_is_rolled_back_is_not_remembered(both):
    day = date(2023, 5, 1)
    with pytest.raises(RuntimeError), transaction.atomic():
        administer.record_ruling(None, HARBOUR, "answer_time", "ten", reason="办公会定", from_on=day)
        assert standing(HARBOUR, day).bench.rulings
        raise RuntimeError
    administer.record_ruling(None, HARBOUR, "answer_time", "five", reason="办公会定", from_on=day)
    assert standing(HARBOUR, day).bench.rulings[0].reading == "five"


def test_a_released_pack_never_changes(both, packs, monkeypatch):
    described = packs / HARBOUR / NEW / "rules.yaml"
    described.write_text(described.read_text().replace("小额限额以内", "小额限额之内"))
    day = date(2023, 1, 1)
    standing(HARBOUR, day)  # this process has the right one in memory; a new one has not
    monkeypatch.setattr(shelf, "_loaded", {})
    touch()
    with pytest.raises(Refusal) as refused:
        standing(HARBOUR, day)
    assert refused.value.code == "pack_changed"
    assert standing(HARBOUR, date(2021, 1, 1)).release == OLD, "the other release still works"


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda: administer.install_pack(None, "nowhere", OLD), "pack_not_found"),
        (lambda: administer.install_pack(None, HARBOUR, "../" + OLD), "pack_not_found"),
        (lambda: administer.install_pack(None, HARBOUR, OLD), "pack_installed"),
        (lambda: administer.install_pack(None, HARBOUR, NEW, valid_from=date(2020, 1, 1)), "day_taken"),
        (lambda: administer.install_pack(None, HARBOUR, NEW, authority_id=4711), "not_found"),
        (lambda: administer.record_ruling(None, HARBOUR, "weather", "five", reason="x"), "question_not_found"),
        (lambda: administer.record_ruling(None, HARBOUR, "answer_time", "six", reason="x"), "reading_not_found"),
        (lambda: administer.record_ruling(None, HARBOUR, "answer_time", "five", reason="  "), "text_missing"),
        (lambda: administer.record_ruling(None, "nowhere", "answer_time", "five", reason="x"), "pack_not_installed"),
        (
            lambda: administer.set_office_parameter(None, HARBOUR, "answer_within", "1 day", reason="x"),
            "not_an_office_parameter",
        ),
        (
            lambda: administer.set_office_parameter(None, HARBOUR, "tide", "1 day", reason="x"),
            "not_an_office_parameter",
        ),
        (lambda: administer.set_office_parameter(None, HARBOUR, "small_limit", "20", reason="x"), "value_unreadable"),
        (
            lambda: administer.set_office_parameter(None, HARBOUR, "small_limit", "60万元", reason="x"),
            "value_out_of_range",
        ),
        (
            lambda: administer.set_office_parameter(None, HARBOUR, "small_limit", "0元", reason="x"),
            "value_out_of_range",
        ),
        (
            lambda: administer.set_office_parameter(None, HARBOUR, "small_limit", "-5万元", reason="x"),
            "value_out_of_range",
        ),
        (lambda: administer.decide_residual(None, HARBOUR, "rules.moon", True, reason="x"), "residual_not_found"),
    ],
)
def test_wrong_input_is_refused_with_a_next_step_and_writes_nothing(act, code, office, packs):
    administer.install_pack(None, HARBOUR, OLD)
    before = LedgerEntry.objects.count()
    with pytest.raises(Refusal) as refused:
        act()
    assert refused.value.code == code
    assert refused.value.say
    assert refused.value.next_step
    assert LedgerEntry.objects.count() == before


def test_a_broken_pack_is_refused_with_its_first_faults(office, packs):
    described = packs / HARBOUR / NEW / "roles.yaml"
    described.write_text(described.read_text() + "owner: {zh: 再来一次, holder: unit, cite: [1-1]}\n")
    with pytest.raises(Refusal) as refused:
        administer.install_pack(None, HARBOUR, NEW)
    assert refused.value.code == "pack_broken"
    assert "roles.yaml" in refused.value.say


def test_a_draft_needs_its_assumptions_named(office, packs):
    folder = packs / HARBOUR / "draft"
    shutil.copytree(packs / HARBOUR / NEW, folder)
    described = folder / "pack.yaml"
    text = (
        described.read_text().replace(f"release: {NEW}", "release: draft").replace("status: in_force", "status: draft")
    )
    described.write_text(text.replace(f"in_force_on: {NEW}", "in_force_on: unknown"))
    with pytest.raises(Refusal) as refused:
        administer.install_pack(None, HARBOUR, "draft")
    assert refused.value.code == "draft_needs_assumptions"
    administer.install_pack(
        None, HARBOUR, "draft", valid_from=date(2027, 1, 1), assumed={"number": "待定", "in_force_on": "2027-01-01"}
    )
    assert standing(HARBOUR, date(2027, 1, 1)).assumed["number"] == "待定"
