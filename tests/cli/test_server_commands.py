"""The operator's commands: verify names the first broken entry, keys are issued, acts go through the door."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from chengzhang.cli.main import main
from chengzhang.foundation.people import posts, tokens
from chengzhang.foundation.people.sign_in import sign_in
from tests.api.conftest import DAY, PLAN, REGISTER
from tests.stories import Story, Town, on, town


@pytest.fixture
def people(db: None) -> Iterator[Town]:
    with on(DAY):
        yield town()


@pytest.fixture
def story(people: Town) -> Story:
    begun = Story(people)
    begun.do("project.register", "owner", REGISTER)
    return begun


def test_verify_reads_a_sound_ledger_and_exits_0(story: Story, capsys: Any) -> None:
    assert main(["verify", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["sound"] and told["entries"] > 0 and len(told["digest"]) == 64


def test_verify_names_the_first_broken_entry_and_exits_1(story: Story, guards_lifted: Any, capsys: Any) -> None:
    with guards_lifted(), connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_entry SET person_name = 'nobody' WHERE seq IN (2, 3)")
    assert main(["verify"]) == 1
    out = capsys.readouterr().out
    assert "第2条" in out and "第3条" not in out


def test_verify_finds_a_digest_that_is_no_entrys(story: Story, capsys: Any) -> None:
    assert main(["verify", "--expect", "f" * 64]) == 1
    assert "anchor_missing" in capsys.readouterr().out


def test_a_key_acts_in_the_post_it_was_issued_for(story: Story, capsys: Any) -> None:
    assert main(["token", "owner", "--days", "3"]) == 0
    actor = tokens.actor_of(capsys.readouterr().out.strip())
    assert actor is not None and actor.post_id == story.town.of("owner").post_id


def test_a_key_for_nobody_or_too_long_is_refused(story: Story, capsys: Any) -> None:
    assert main(["token", "nobody"]) == 1
    assert main(["token", "owner", "--days", "4000"]) == 1
    assert "token_term" in capsys.readouterr().err


def test_an_act_says_what_it_did_and_what_stands_against_it(story: Story, tmp_path: Any, capsys: Any) -> None:
    answers = tmp_path / "plan.json"
    answers.write_text(json.dumps(PLAN), encoding="utf-8")
    assert main(["act", story.code, "declaration.draft", "--as", "owner", "--answers", str(answers)]) == 0
    assert "已办理" in capsys.readouterr().out
    assert main(["act", story.code, "procurement.start", "--as", "owner"]) == 1
    out = capsys.readouterr().out
    assert "不能办理" in out and "第十六条" in out


def test_an_act_refuses_answers_that_are_no_json_object(story: Story, tmp_path: Any, capsys: Any) -> None:
    broken = tmp_path / "broken.json"
    for text in ("{", "[]"):
        broken.write_text(text, encoding="utf-8")
        assert main(["act", story.code, "declaration.draft", "--as", "owner", "--answers", str(broken)]) == 1
        assert "malformed" in capsys.readouterr().err


def test_the_morning_is_done_once(story: Story, capsys: Any) -> None:
    assert main(["tick"]) == 0
    assert "核对1个项目" in capsys.readouterr().out
    assert main(["tick"]) == 0
    assert "没有要办的" in capsys.readouterr().out


def test_a_pack_is_installed_for_a_named_authority_only(people: Town, capsys: Any) -> None:
    assert main(["install-pack", "cn-anhui-luan/2021-08-06", "--for", "没有的单位"]) == 1
    assert main(["install-pack", "cn-anhui-luan/1999-01-01"]) == 1
    assert "pack_not_found" in capsys.readouterr().err


def test_an_office_is_enrolled_from_the_file_of_the_docs_and_only_once(people: Town, capsys: Any) -> None:
    from tests.shape.house import ROOT

    file = str(ROOT / "docs" / "howto" / "deploy" / "office.yaml")
    assert main(["enrol", file, "--place", "cn-anhui-luan"]) == 0
    out = capsys.readouterr().out
    assert "新登记3人" in out
    password = next(line.split()[1].partition("　")[0] for line in out.splitlines() if line.strip().startswith("xu "))
    assert sign_in("xu", password, "127.0.0.1").name == "许某"
    assert main(["enrol", file, "--place", "cn-anhui-luan"]) == 0
    assert "新登记0人" in capsys.readouterr().out


def test_a_file_with_a_slip_enrols_nobody(people: Town, tmp_path: Any, capsys: Any) -> None:
    before = len(posts.persons())
    slips = (
        "people: [{id: a, zh: 甲, posts: [{at: 没有的单位, title: 科长}]}]",
        "people: [{id: b, zh: 乙, posts: []}, {id: c}]",
        "people: [",
        "[]",
    )
    for text in slips:
        file = tmp_path / "office.yaml"
        file.write_text(text, encoding="utf-8")
        assert main(["enrol", str(file)]) == 1
    assert len(posts.persons()) == before
