"""Lists filter, sort, search, page and export, and ask the database the same number of times however long they are."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chengzhang.web.spreadsheet import harmless
from tests.web.doing import plan, register

LISTS = ["/", "/projects/", "/messages/", "/office/"]


def queries_of(client, path):
    client.get(path)  # what a process remembers is remembered
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_lists_ask_a_constant_number_of_times(city, signed_in):
    owner = city.actor("owner")
    for n in range(3):
        plan(owner, register(owner, f"平台{n}"))
    client = signed_in("owner")
    few = {path: queries_of(client, path) for path in LISTS}
    for n in range(3, 18):
        plan(owner, register(owner, f"平台{n}"))
    assert {path: queries_of(client, path) for path in LISTS} == few


def titles(answer):
    return re.findall(r'<a class="title"[^>]*>([^<]+)</a>', answer.content.decode())


@pytest.fixture
def three(city, signed_in):
    owner = city.actor("owner")
    for title in ("乙平台", "甲平台", "丙系统"):
        register(owner, title)
    return signed_in("owner")


def test_search_finds_by_name_and_code(three):
    assert titles(three.get("/projects/?q=系统")) == ["丙系统"]
    assert titles(three.get("/projects/?q=2026-0002")) == ["甲平台"]
    assert "没有项目" in three.get("/projects/?q=没有这个").content.decode()


def test_sort_turns_round_on_the_second_press(three):
    assert titles(three.get("/projects/?sort=code")) == ["乙平台", "甲平台", "丙系统"]
    assert titles(three.get("/projects/?sort=-code")) == ["丙系统", "甲平台", "乙平台"]
    page = three.get("/projects/?sort=code").content.decode()
    assert 'aria-sort="ascending"' in page
    assert "?sort=-code" in page


@pytest.mark.parametrize(
    "query", ["sort=drop table", "page=9999", "page=-1", "size=7", "year=x", "unit=0x", "least=六百", "view=%00"]
)
def test_an_odd_address_is_read_leniently(three, query):
    assert three.get(f"/projects/?{query}").status_code == 200


def test_pages_follow_one_another(city, signed_in):
    owner = city.actor("owner")
    for n in range(23):
        register(owner, f"平台{n:02}")
    client = signed_in("owner")
    first, second = titles(client.get("/projects/?sort=code")), titles(client.get("/projects/?sort=code&page=2"))
    assert (len(first), len(second)) == (20, 3)
    assert not set(first) & set(second)


def test_the_export_is_what_the_list_shows(three):
    answer = three.get("/projects/export?q=平台&sort=code")
    text = b"".join(answer.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    assert rows[0][:2] == ["编号", "项目"]
    assert [row[1] for row in rows[1:]] == ["乙平台", "甲平台"]


@pytest.mark.parametrize(("cell", "text"), [("=1+1", "'=1+1"), ("-x", "'-x"), ("-12.5", "-12.5"), ("平台", "平台")])
def test_no_cell_becomes_a_formula(cell, text):
    assert harmless(cell) == text


def test_a_view_is_kept_for_the_person_who_kept_it(three, city):
    three.post("/projects/views", {"name": "系统类", "query": "q=系统"})
    page = three.get("/projects/").content.decode()
    assert "系统类" in page
    assert "?q=%E7%B3%BB%E7%BB%9F" in page or "?q=系统" in page
    three.post("/projects/views", {"forget": "系统类", "query": "", "name": ""})
    assert "系统类" not in three.get("/projects/").content.decode()


def test_a_forged_view_is_no_view(three):
    three.cookies["views"] = '{"1": {"x": "q=1"}}:forged'
    assert three.get("/projects/").status_code == 200
