"""The comparison page: the same project under all places on the shelf, cited, with the unknown shown as unknown."""

from __future__ import annotations

import re


def _page(client, **query):
    answer = client.get("/compare/", query)
    return answer, answer.content.decode()


def test_the_example_is_compared_under_all_places_with_seals(city, signed_in):
    answer, text = _page(signed_in("owner"))
    assert answer.status_code == 200
    assert text.count('<th scope="col">') >= 5
    assert "单独立项（" in text and "另交可行性研究报告（" not in text  # the example leaves open what Jilin asks about
    assert "草案" in text and "没有规定" in text and "不清楚" in text
    assert len(re.findall(r'class="seal', text)) > 200
    assert 'href="/compare/" aria-current="page"' in text


def test_what_is_filled_in_decides(city, signed_in):
    facts = {
        "f.unit.type": "party",
        "f.secrecy": "plain",
        "f.total_estimate": "499.99",
        "f.local_budget_funds": "499.99",
    }
    facts |= {"f.nature": "new", "f.civil_works_cost": "0", "f.other_funds": "0", "f.build_mode": "own"}
    two = ["cn-anhui-luan/2021-08-06", "cn-jilin/draft"]
    answer, text = _page(signed_in("owner"), **facts, pack=two)
    assert answer.status_code == 200
    assert "打捆立项" in text and "单独报批" not in text
    assert "另交可行性研究报告" in text
    assert len(answer.context["found"].columns) == 2
    assert 'value="499.99"' in text


def test_a_wrong_amount_is_told_and_nothing_is_lost(city, signed_in):
    answer, text = _page(signed_in("owner"), **{"f.total_estimate": "很多", "f.nature": "new"})
    assert answer.status_code == 422
    assert "总投资概算：" in text and 'value="很多"' in text
    assert '<option value="new" selected>' in text


def test_nobody_without_an_account_sees_it(client, city):
    assert client.get("/compare/").status_code == 302
