"""The office's own copy of the official text: cut at its headings, let in only as plain text by who administers."""

from dataclasses import replace
from datetime import date

import pytest

from chengzhang.foundation import administer
from chengzhang.foundation.documents import keep
from chengzhang.foundation.documents.staging import stage
from chengzhang.foundation.ledger.models import LedgerEntry
from chengzhang.foundation.people import posts
from chengzhang.foundation.refusal import Refusal
from chengzhang.foundation.rulebook import official_text

PACK, RELEASE = "cn-anhui-luan", "2021-08-06"
COPY = """第一章　总则
第一条　甲。
第九条 乙。
　　第二款。
第十条的规定另行通知。
第二章　申报
不属于任何一条。
第十二条　丙。
"""


def test_the_text_is_cut_at_headings_at_line_starts() -> None:
    found = official_text.split(COPY, ["1", "9", "10", "12"])
    assert found == {"1": "第一条　甲。", "9": "第九条 乙。\n第二款。\n第十条的规定另行通知。", "12": "第十二条　丙。"}


def test_numbered_sections_are_found_by_their_number() -> None:
    assert official_text.split("2.3.1 甲\n续\n2.3.10 乙\n", ["2.3.1", "2.3.10"]) == {
        "2.3.1": "2.3.1 甲\n续",
        "2.3.10": "2.3.10 乙",
    }


@pytest.mark.parametrize(
    ("numeral", "expected"),
    [("九", 9), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("一百零一", 101), ("7", 7)],
)
def test_numerals(numeral: str, expected: int) -> None:
    assert official_text.number(numeral) == expected


def test_both_encodings_are_read() -> None:
    assert official_text.decoded(COPY.encode("gb18030")) == COPY
    assert official_text.decoded(b"\xef\xbb\xbf" + COPY.encode()) == COPY


@pytest.mark.django_db
def test_attached_replaced_and_taken_away_each_with_its_entry() -> None:
    first = administer.attach_official_text(None, PACK, RELEASE, stage([COPY.encode()], "原文.txt"))
    second = administer.attach_official_text(None, PACK, RELEASE, stage(["第九条 改".encode()], "原文.txt"))
    assert (first.number, second.number, first.document_id) == (1, 2, second.document_id)
    kept = official_text.attached(PACK, RELEASE)
    assert kept is not None and official_text.articles(kept, ["9"]) == {"9": "第九条 改"}
    assert official_text.attached(PACK, "2019-05-27") is None
    administer.detach_official_text(None, PACK, RELEASE)
    assert official_text.attached(PACK, RELEASE) is None
    acts = [entry.act for entry in LedgerEntry.objects.filter(act__startswith="rulebook.").order_by("seq")]
    assert acts == ["rulebook.attach_text", "rulebook.attach_text", "rulebook.detach_text"]
    assert not keep.Version.objects.filter(digest__in=[first.digest, second.digest]).exists()


@pytest.mark.django_db
def test_refuses_other_kinds_other_people_and_what_is_too_long() -> None:
    body = administer.create_organisation(None, "某局", short="某局", kind="party", place=PACK)
    person = administer.create_person(None, "somebody", "某人", password="shun-li-cheng-zhang")
    administer.create_post(None, person, body, "经办人", from_on=date(2020, 1, 1))
    actor = posts.roles_open_to(person, date(2026, 7, 14))[0]
    for who, name, content, code in (
        (actor, "a.txt", b"text", "not_administrator"),
        (replace(actor, administers=True), "a.csv", b"a,b", "text_not_plain"),
        (None, "a.txt", b"x" * (2 * 1024 * 1024 + 1), "text_too_large"),
    ):
        with pytest.raises(Refusal) as refused, stage([content], name) as staged:
            administer.attach_official_text(who, PACK, RELEASE, staged)
        assert refused.value.code == code
    with pytest.raises(Refusal):
        administer.detach_official_text(None, PACK, RELEASE)
    assert official_text.attached(PACK, RELEASE) is None
