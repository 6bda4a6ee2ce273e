"""`chengzhang decide | options | replay`: what a person reads and what a program gets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chengzhang.cli.main import main

FACTS: dict[str, Any] = {
    "unit.local": "yes",
    "secret_cargo": "no",
    "vessel_kind": "boat",
    "trade": "coastal",
    "hull_metres": 9,
    "hull_cost": "30万元",
    "own_funds": "20万元",
    "grant_funds": "10万元",
    "cargo": ["fish"],
}
READY = {"facts": FACTS, "states": {"request": "drafting"}, "papers": ["tide_survey", "manifest", "crew_list"]}


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(READY), encoding="utf-8")
    return path


def run(*args: str | Path) -> int:
    return main([str(arg) for arg in args])


def asked(facts: Path, *more: str | Path, on: str = "2026-12-01", role: str = "skipper") -> int:
    submit = ("--pack", "test-land", "--action", "request.submit", "--as", role, "--on", on, "--facts", facts)
    return run("decide", *submit, *more)


def test_an_allowed_act(facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(facts) == 0
    told = capsys.readouterr().out
    assert told.startswith("2026年12月1日“提交申请”：可以办理")
    assert "（第四条）" in told and "回执 " in told


def test_a_refused_act_says_why_and_what_would_help(facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(facts, on="2027-02-01") == 1
    told = capsys.readouterr().out
    assert "沿海船在申请期内申请" in told
    assert "最早2027年11月1日" in told


def test_the_json_has_every_part(facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(facts, "--json", on="2027-02-01") == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["outcome"] == "blocked"
    in_season = next(f for f in answer["findings"] if f["id"] == "in_season")
    assert in_season["tests"][0]["values"] == {"act_day": "2027-02-01", "asking_window": "11-01..01-31"}
    assert in_season["cite"] == [{"measure": "order", "clause": "4-2", "zh": "第四条"}]
    assert answer["least_change"][0]["opens_on"] == "2027-11-01"
    assert answer["route"]["track"] == "full"
    assert {"missing", "papers", "duties", "effects", "explanation", "receipt", "ignored"} <= set(answer)


def test_a_receipt_replays_and_a_changed_one_does_not(
    facts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = tmp_path / "receipt.json"
    assert asked(facts, "--receipt", receipt) == 0
    assert run("replay", receipt) == 0
    assert "结论相同" in capsys.readouterr().out
    stored = json.loads(receipt.read_text(encoding="utf-8"))
    next(row for row in stored["input"]["case"] if row["kind"] == "request")["state"] = "submitted"
    receipt.write_text(json.dumps(stored), encoding="utf-8")
    assert run("replay", receipt) == 1
    assert "事实被改动过" in capsys.readouterr().out


def test_what_decide_prints_can_be_replayed_as_it_is(
    facts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked(facts, "--json")
    answer = tmp_path / "answer.json"
    answer.write_text(capsys.readouterr().out, encoding="utf-8")
    assert run("replay", answer, "--json") == 0
    assert json.loads(capsys.readouterr().out)["same"] is True


def test_options_from_past_events_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "past.json"
    events = [{"act": "berth.moor", "on": "2026-03-02"}, {"act": "repair.order", "on": "2026-03-02"}]
    path.write_text(json.dumps({**FACTS, "events": events}), encoding="utf-8")
    assert run("options", "--pack", "test-land", "--on", "2026-03-24", "--facts", path, "--json") == 0
    seen = json.loads(capsys.readouterr().out)
    mend = next(d for d in seen["duties"] if d["id"] == "mend")
    assert (mend["status"], mend["due_on"], mend["who"]) == ("late", "2026-03-23", "skipper")
    assert "起（当日不计）" in mend["due"]["zh"]
    assert next(w for w in seen["windows"] if w["id"] == "asking_window")["opens_on"] == "2026-11-01"
    assert next(t for t in seen["decided"] if t["id"] == "tier")["value"]["class"] == "small"
    leave = next(a for a in seen["actions"] if a["action"] == "berth.leave")
    assert not leave["open"] and "修理逾期的不得离泊" in leave["why"]
    assert {"bars", "lapses", "questions", "states"} <= set(seen)
    assert run("options", "--pack", "test-land", "--on", "2026-03-24", "--facts", path, "--as", "skipper") == 0
    told = capsys.readouterr().out
    assert "已逾期" in told and "可办：" in told


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"facts": {"hull_cost": 300000}}, "hull_cost"),
        ({"facts": {"permit.granted_on": "2026-02-29"}}, "permit.granted_on"),
        ({"facts": {"mast": "tall"}}, "mast"),
    ],
)
def test_wrong_facts_are_refused_by_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, Any], key: str
) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(change), encoding="utf-8")
    assert asked(path, "--json") == 1
    out = capsys.readouterr()
    assert json.loads(out.out)["error"]["key"] == key
    assert key in out.err


def test_an_unknown_role_or_act_is_named(facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(facts, role="cook") == 1
    assert "没有“cook”这个角色" in capsys.readouterr().err
    assert (
        run(
            "decide",
            "--pack",
            "test-land",
            "--action",
            "request.sink",
            "--as",
            "skipper",
            "--on",
            "2026-12-01",
            "--facts",
            facts,
        )
        == 1
    )
    assert "request.submit" in capsys.readouterr().err


def test_a_receipt_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "r.json").write_text("{}", encoding="utf-8")
    assert run("replay", tmp_path / "r.json") == 1
    assert "不是可以重放的回执" in capsys.readouterr().err
    assert run("replay", tmp_path / "none.json") == 1
