"""Refusals that come before or instead of a page: each with its status, its sentence, its number and a way on."""

import pytest
from django.test import Client

from chengzhang.projects import queries
from tests.web.doing import register


def test_an_announced_giant_is_refused_unread(city, signed_in):
    answer = signed_in("owner").generic(
        "POST", "/do/project.register", b"", "multipart/form-data", headers={"Content-Length": str(2 * 1024**3)}
    )
    page = answer.content.decode()
    assert answer.status_code == 413
    assert "413-20260714" in page
    assert "上限" in page


def test_a_pack_whose_files_were_changed_stops_the_pages_that_need_it_and_says_why(city, signed_in):
    from chengzhang.foundation.rulebook.models import InstalledPack
    from chengzhang.foundation.rulebook.standing import touch

    code = register(city.actor("owner"))
    client = signed_in("owner")
    InstalledPack.objects.update(digest="0" * 64)
    touch()
    assert Client().get("/sign-in").status_code == 200
    answer = client.get(f"/projects/{code}/")
    page = answer.content.decode()
    assert answer.status_code in (409, 422, 503)
    assert "文件与启用时不一致" in page


def test_a_fault_of_ours_says_that_nothing_was_written(city, signed_in, monkeypatch):
    def broken(*_):
        raise RuntimeError("a fault")

    client = signed_in("owner")
    client.raise_request_exception = False
    monkeypatch.setattr(queries, "desk", broken)
    answer = client.get("/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "没有写入任何东西" in page
    assert "500-20260714" in page
    assert "RuntimeError" not in page


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_methods_that_a_page_does_not_know_change_nothing(city, signed_in, method):
    assert getattr(signed_in("owner"), method)("/do/project.register").status_code == 405
