"""Tables tried around their limits: a gap or an overlap is shown as a case that falls into it."""

from __future__ import annotations

from pathlib import Path

import pytest

from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.proofs import try_tables
from chengzhang.engine.pack.shelf import find
from tests.engine.pack.small_pack import FILES, load

TABLE = """\
fee:
  decide: fee
  words: {large: 高, small: 低}
  question: which_fee
  rows:
  - {then: large, cite: [6-1], when: {all: [size == big]}}
  - {then: small, cite: [6-2], when: {all: [size == little]}}
"""


def with_rows(first: str, second: str) -> dict[str, str]:
    table = TABLE.replace("size == big", first).replace("size == little", second)
    return {"rules.yaml": FILES["rules.yaml"].replace(TABLE, table)}


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("cost >= 200万元", "cost < 200万元", None),
        ("cost > 200万元", "cost < 200万元", "没有一行管到这种情形：cost = 200万元"),
        ("cost >= 200万元", "cost <= 200万元", "2行（large、small）同时管到这种情形：cost = 200万元"),
        ("cost > 200万元", "cost <= 199.99万元", "没有一行管到这种情形：cost = 1999900.01元"),
        ("size == big", "size == big", "没有一行管到这种情形：size = little"),
        ("visit is passed", "visit is failed", "没有一行管到这种情形：visit is new"),
        ("visit is passed", "visit is not passed", None),
        ("paid >= 10万元", "paid < 10万元", None),
        ("paid > 10万元", "paid < 10万元", "没有一行管到这种情形：paid = 10万元"),
        ("visit.result == passed", "visit.result == failed", "没有一行管到这种情形：visit.result is absent"),
        ("share >= 2/3", "share < 2/3", None),
    ],
)
def test_rows_cover_each_case_once(tmp_path: Path, first: str, second: str, said: str | None) -> None:
    found = [str(fault) for fault in try_tables(load(tmp_path, with_rows(first, second)))]
    if said is None:
        assert found == []
    else:
        assert any(said in line and line.startswith("rules.yaml:") for line in found), found


def test_a_truth_of_the_pack_rules_a_case_out(tmp_path: Path) -> None:
    rows = with_rows("cost > 10万元", "cost < 10万元")
    never = {"facts/always.yaml": "always: [{test: cost != 10万元, cite: [5-1], say: 造价不会恰为十万元}]\n"}
    literal_twice = {"rules.yaml": rows["rules.yaml"].replace("cost >= 10万元", "cost >= 20万元")}
    assert try_tables(load(tmp_path / "a", literal_twice)) != []
    parameter = {
        "parameters.yaml": FILES["parameters.yaml"] + "line: {zh: 线, type: money, value: 10万元, cite: [5-1]}\n"
    }
    both = {name: text.replace("10万元", "line") for name, text in (literal_twice | never).items()}
    assert try_tables(load(tmp_path / "b", both | parameter)) == []


def test_the_packs_tables_hold() -> None:
    assert try_tables(load_pack(find("test-land"))) == []
