"""Coverage against an invented inventory: what is left out is named, and nothing passes for what it isn't."""

from __future__ import annotations

from pathlib import Path

import pytest

from chengzhang.engine.pack.coverage import Coverage, coverage
from chengzhang.engine.pack.errors import PackErrors
from tests.engine.pack.small_pack import FILES, load

CLAUSES = ["1-1", "2-1", "3-1", "3-2", "4-1", "4-2", "4-3", "5-1", "5-2", "6-1", "6-2", "7-1", "9-1"]


def inventory(tmp_path: Path, extra: dict[str, str] | None = None, more: str = "", forms: str = "forms: []\n") -> Path:
    """An inventory of the small pack's clauses; `extra`: lines under a clause."""
    lines = ["regulation: {id: small, title: 小令}\n", "clauses:\n"]
    for clause in CLAUSES:
        lines.append(
            f"- id: {clause}\n  article: 第{clause.partition('-')[0]}条\n  {(extra or {}).get(clause, 'numbers: []')}\n"
        )
    path = tmp_path / "inventory.yaml"
    path.write_text("".join(lines) + more + forms, "utf-8")
    return path


def report(tmp_path: Path, changes: dict[str, str] | None = None, **inventory_parts: object) -> Coverage:
    return coverage(load(tmp_path / "pack", changes), inventory(tmp_path, **inventory_parts))  # type: ignore[arg-type]


def number(value: str, unit: str, op: str, written: str = "") -> str:
    return f'numbers: [{{value: "{value}", unit: {unit}, op: "{op}", means: 某数, as_written: "{written}"}}]'


def test_every_clause_is_claimed_or_treated(tmp_path: Path) -> None:
    found = report(tmp_path)
    assert found.ok, found.faults
    how = {clause.id: clause.how for clause in found.clauses}
    assert how.pop("9-1") == "declaratory"
    assert set(how.values()) == {"claimed"}
    assert "table fee" in next(c.by for c in found.clauses if c.id == "6-2")


def test_a_clause_that_nothing_cites_is_named(tmp_path: Path) -> None:
    found = report(tmp_path, more="- id: 8-1\n  article: 第八条\n")
    assert [fault.code for fault in found.faults] == ["coverage.clause"]
    assert "8-1（第八条）没有依据它的内容" in str(found.faults[0])
    assert str(found.faults[0]).startswith("inventory.yaml:")


def test_a_cited_clause_that_the_inventory_lacks_is_named(tmp_path: Path) -> None:
    found = report(tmp_path, {"papers.yaml": "log: {zh: 日志, kind: file, cite: [4-3, 4-9]}\n"})
    assert [fault.code for fault in found.faults] == ["coverage.unknown_clause"]
    assert str(found.faults[0]).startswith("papers.yaml:1：paper log 引用了 4-9")


@pytest.mark.parametrize(
    ("clause", "line", "stands"),
    [
        ("3-2", number("10", "万元", ">="), True),
        ("3-2", number("100000", "元", ">="), True),
        ("3-2", number("10", "万元", ">"), False),  # inclusivity
        ("3-2", number("10", "亿元", ">="), False),  # unit
        ("3-2", number("11", "万元", ">="), False),
        ("4-1", number("10", "万元", ">="), False),  # stands elsewhere, but not where the clause is cited
        ("5-2", number("10", "'%'", "<"), True),
        ("5-2", number("10", "'%'", "<="), False),
        ("7-1", number("10", "日", "<="), True),  # a parameter's own entry, included as its use includes it
        ("7-1", number("20", "日", "<="), True),  # what another reading gives
        ("7-1", number("10", "工作日", "<="), False),
        ("7-1", number("10", "日", ">"), False),
        ("1-1", number("2020-01-01", "日期", "=="), True),
        ("1-1", number("1号", "文号", "=="), True),
        ("4-2", number("2", "家", "==", "两家"), True),  # the act and its witness
        ("4-2", number("3", "家", "=="), False),
        ("9-1", number("72", "次", "==", "第72次"), False),
    ],
)
def test_a_number_stands_with_its_unit_and_inclusivity(tmp_path: Path, clause: str, line: str, stands: bool) -> None:
    found = report(tmp_path, extra={clause: line})
    assert [fault.code for fault in found.faults] == ([] if stands else ["coverage.number"]), found.numbers


def test_a_number_without_a_type_may_stand_in_words(tmp_path: Path) -> None:
    said = {"articles.yaml": '"9": {zh: 第72次会议通过, declaratory: [9-1]}\n'}
    found = report(tmp_path, said, extra={"9-1": number("72", "次", "==", "第72次")})
    assert found.ok, found.faults
    assert found.numbers[0].by == "article 9"


def test_a_counted_number_is_excepted(tmp_path: Path) -> None:
    found = report(tmp_path, extra={"3-1": "numbers: [{value: 9, unit: 项, op: '==', means: 列项, counted: true}]"})
    assert found.ok
    assert found.numbers[0].by == "counted"


def test_an_ambiguity_needs_a_question_that_cites_its_clause(tmp_path: Path) -> None:
    assert report(tmp_path / "a", extra={"6-1": "ambiguity: 收多少不清楚"}).ok
    found = report(tmp_path / "b", extra={"6-2": "ambiguity: 小船也收吗"})
    assert [fault.code for fault in found.faults] == ["coverage.ambiguity"]
    assert "小船也收吗" in str(found.faults[0])
    treated = {"articles.yaml": '"9": {zh: 礼仪, declaratory: [9-1], because: 不生权利义务}\n'}
    assert report(tmp_path / "c", treated, extra={"9-1": "ambiguity: 何为礼仪"}).ok


def test_every_form_of_the_text_exists(tmp_path: Path) -> None:
    named = "forms: [{id: f, title: 日志, clauses: [8-8], fields: [{key: a}]}]\n"
    assert report(tmp_path / "a", forms=named).ok
    cited = "forms: [{id: f, title: 附件, clauses: [4-3], fields: [{key: a}]}]\n"
    assert report(tmp_path / "b", forms=cited).ok
    nowhere = "forms: [{id: f, title: 附件, clauses: [7-1], fields: [{key: a}]}]\n"
    found = report(tmp_path / "c", forms=nowhere)
    assert [fault.code for fault in found.faults] == ["coverage.form"]
    diagram = "forms: [{id: f, title: 流程图, clauses: [6-1], fields: []}]\n"
    assert report(tmp_path / "d", forms=diagram).ok


def test_a_file_that_is_no_inventory_is_said_to_be_none(tmp_path: Path) -> None:
    pack = load(tmp_path)
    (tmp_path / "x.yaml").write_text("a: 1\n")
    with pytest.raises(PackErrors, match="不是条款清单"):
        coverage(pack, tmp_path / "x.yaml")
    with pytest.raises(PackErrors, match="读不了条款清单"):
        coverage(pack, tmp_path / "none.yaml")
    assert FILES
