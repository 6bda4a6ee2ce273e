"""A pack's form as a page draws it, and back: every type, what was typed, what is known, what is wrong."""

import pytest
from django.http import QueryDict

from chengzhang.engine.pack.model import Field, Form, Section
from chengzhang.engine.values.money import Money
from chengzhang.foundation.rulebook import shelf
from chengzhang.web.kit.answers import read, with_unit
from chengzhang.web.kit.fields import Drawing, Known, as_text, plain_wan, sections, view


@pytest.fixture(scope="module")
def pack():
    return shelf.read("cn-anhui-luan", "2021-08-06")


def form(*fields):
    return Form("f", "表", (Section("", fields),))


def test_every_form_of_the_pack_can_be_drawn(pack):
    for one in pack.forms.values():
        drawn = [f for s in sections(one, Drawing(pack)) for f in s.fields]
        assert [f.id for f in drawn] == [f.id for f in one.fields]
        assert all(f.zh for f in drawn)


@pytest.mark.parametrize(
    ("typed", "sort", "raw"),
    [
        ("620", "money", "620万元"),
        ("1,200.5", "money", "1200.5万元"),
        ("4280000元", "money", "4280000元"),
        ("0.5亿元", "money", "0.5亿元"),
        ("六百", "money", "六百"),
        ("", "money", ""),
        ("10", "ratio", "10%"),
        ("10%", "ratio", "10%"),
        ("3", "count", "3"),
    ],
)
def test_figures_without_a_unit_get_the_one_beside_the_control(typed, sort, raw):
    assert with_unit(typed, sort) == raw


@pytest.mark.parametrize("fen", [0, 1, 100, 499_999_999, 500_000_000, 6_200_000_00, 12_345_678_901])
def test_money_survives_the_way_through_a_control(fen):
    money = Money(fen)
    assert Money.parse(with_unit(plain_wan(money), "money")) == money


def test_a_literal_loses_only_the_unit_that_stands_beside_its_control():
    assert as_text("4280000元", "money") == "428.00"
    assert as_text("六百", "money") == "六百"
    assert as_text("10%", "ratio") == "10"


def test_rows_come_back_in_order_without_the_empty_ones(pack):
    rows = Field("lines", "组成", "rows", columns=(Field("item", "项", "text"), Field("sum", "金额", "money")))
    post = QueryDict(mutable=True)
    post.update(
        {
            "f.lines.0.item": "软件",
            "f.lines.0.sum": "428",
            "f.lines.1.item": "",
            "f.lines.10.item": "硬件",
            "f.lines.2.sum": "3",
        }
    )
    assert read(form(rows), pack, post) == {
        "lines": [{"item": "软件", "sum": "428万元"}, {"sum": "3万元"}, {"item": "硬件"}]
    }


def test_hidden_fields_cannot_be_sent(pack):
    post = QueryDict("f.title=a&f.secret=b")
    both = form(Field("title", "名称", "text"), Field("secret", "内容", "text"))
    assert read(both, pack, post, frozenset({"secret"})) == {"title": "a"}
    drawn = sections(both, Drawing(pack, hidden=frozenset({"secret"})))
    assert [f.id for s in drawn for f in s.fields] == ["title"]


def test_what_is_known_is_filled_in_with_its_origin_until_it_is_changed(pack):
    field = Field("title", "名称", "text", fact="title")
    known = {"title": Known("某平台", "申报材料")}
    first = view(field, Drawing(pack, known=known))
    assert (first.text, first.origin) == ("某平台", "申报材料")
    changed = view(field, Drawing(pack, {"title": "另一平台"}, known))
    assert (changed.text, changed.origin) == ("另一平台", "")


def test_an_error_in_a_row_stands_at_its_cell(pack):
    rows = Field("lines", "组成", "rows", columns=(Field("item", "项", "text"), Field("sum", "金额", "money")))
    drawn = view(
        rows, Drawing(pack, {"lines": [{"item": "软件", "sum": "x"}]}, errors={"lines.1.sum": ("不是金额", ())})
    )
    assert [cell.error for cell in drawn.rows[0]] == ["", "不是金额"]
    assert all(not cell.error for row in drawn.rows[1:] for cell in row)
