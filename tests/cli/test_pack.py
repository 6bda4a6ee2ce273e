"""`chengzhang pack ...` and `chengzhang clock`: what they print, and how they end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from chengzhang.cli.main import main
from tests.engine.pack.small_pack import FILES, write

Output = pytest.CaptureFixture[str]


def test_check_of_a_sound_pack(capsys: Output) -> None:
    assert main(["pack", "check", "test-land"]) == 0
    assert capsys.readouterr().out.startswith("✓ test-land/2020-01-01 ")


def test_check_says_file_line_and_remedy_and_ends_with_1(tmp_path: Path, capsys: Output) -> None:
    folder = write(tmp_path, {"rules.yaml": FILES["rules.yaml"].replace("visit is passed", "visit is pased")})
    assert main(["pack", "check", str(folder)]) == 1
    out = capsys.readouterr().out
    assert f"{folder}/rules.yaml:4" in out
    assert "没有“pased”这个状态" in out
    assert "1 处要改" in out


def test_check_shows_the_case_that_a_table_leaves_out(tmp_path: Path, capsys: Output) -> None:
    folder = write(tmp_path, {"rules.yaml": FILES["rules.yaml"].replace("size == little", "size == big")})
    assert main(["pack", "check", str(folder)]) == 1
    assert "没有一行管到这种情形：size = little" in capsys.readouterr().out


def test_check_with_an_inventory(tmp_path: Path, capsys: Output) -> None:
    folder = write(tmp_path)
    inventory = tmp_path / "inventory.yaml"
    inventory.write_text("regulation: {id: small}\nclauses:\n- {id: 1-1, article: 第一条}\n", "utf-8")
    assert main(["pack", "check", str(folder), "--inventory", str(inventory)]) == 1
    assert "清单里没有这一条" in capsys.readouterr().out


def test_test_runs_scenarios(tmp_path: Path, capsys: Output) -> None:
    assert main(["pack", "test", "test-land"]) == 0
    assert "0 个不符" in capsys.readouterr().out
    folder = write(tmp_path, {"scenarios.yaml": "cases:\n- {zh: 错, ask: fee, given: {size: big}, expect: small}\n"})
    assert main(["pack", "test", str(folder)]) == 1
    out = capsys.readouterr().out
    assert f"{folder}/scenarios.yaml:2：错" in out
    assert "应为 small，得到 large" in out


def test_coverage_as_json(tmp_path: Path, capsys: Output) -> None:
    folder = write(tmp_path)
    inventory = tmp_path / "inventory.yaml"
    inventory.write_text("regulation: {id: small}\nclauses:\n- {id: 8-1, article: 第八条}\n", "utf-8")
    assert main(["pack", "coverage", str(folder), "--inventory", str(inventory), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is False
    assert found["clauses"][0]["how"] == "missing"


def test_facts_as_json(capsys: Output) -> None:
    assert main(["pack", "facts", "test-land", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    facts = {fact["name"]: fact for fact in found["facts"]}
    assert facts["hull_cost"]["literal"].startswith("元、万元或亿元")
    assert facts["hull_cost"]["forms"] == ["request"]
    assert facts["berth.fee"]["recorded_by"] == ["berth.assign"]
    assert facts["vessel_kind"]["words"]["ferry"] == "渡船"
    parameters = {parameter["name"]: parameter for parameter in found["parameters"]}
    assert (parameters["fleet_cap"]["value"], parameters["fleet_cap"]["by"]) == (None, {"office": "harbour_master"})
    assert found["states"]["permit"] == ["new", "granted", "handed_back", "void"]


def test_actions_as_json(capsys: Output) -> None:
    assert main(["pack", "actions", "test-land", "--json"]) == 0
    actions = {action["id"]: action for action in json.loads(capsys.readouterr().out)["actions"]}
    submit = actions["request.submit"]
    assert submit["by"] == {"id": "skipper", "zh": "船长"}
    fields = {field["id"]: field for field in submit["form"]["fields"]}
    assert fields["hull_cost"]["required"] is True
    assert fields["agent_house"]["required"] == {"all": ["trade == ocean"]}
    assert {paper["id"] for paper in submit["papers"]} >= {"tide_survey", "crew_list"}
    assert next(rule for rule in submit["rules"] if rule["id"] == "in_season")["cite"] == [
        {"clause": "4-2", "zh": "第四条"}
    ]
    assert [party["part"] for party in actions["meeting.close"]["with"]] == ["opinion", "join", "advice"]


def test_clock(capsys: Output) -> None:
    assert main(["clock", "--from", "2023-09-27", "--period", "5 working_days", "--pack", "test-land", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["date"], found["provisional"]) == ("2023-10-10", False)
    assert "调休上班" in found["explanation"]
    assert main(["clock", "--from", "2026-01-31", "--period", "1 month", "--pack", "test-land"]) == 0
    assert capsys.readouterr().out.startswith("2026-02-28\n")  # a make-up workday: nothing to roll
    assert main(["clock", "--from", "2026-02-01", "--period", "20 days", "--pack", "test-land", "--minimum"]) == 0
    assert capsys.readouterr().out.startswith("2026-02-21\n")  # a minimum never rolls over the holiday
    assert main(["clock", "--from", "2026-02-01", "--period", "20 days", "--pack", "test-land"]) == 0
    assert capsys.readouterr().out.startswith("2026-02-24\n")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["clock", "--from", "2023-02-29", "--period", "1 month", "--pack", "test-land"], "2023年2月没有29日"),
        (["clock", "--from", "2023-02-28", "--period", "5", "--pack", "test-land"], "不是期间"),
        (["pack", "check"], "required"),
        (["pack"], "VERB"),
    ],
)
def test_a_wrong_command_line_ends_with_2(args: list[str], said: str, capsys: Output) -> None:
    with pytest.raises(SystemExit) as ended:
        main(args)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_an_unknown_command_or_pack_names_the_nearest(capsys: Output) -> None:
    assert main(["pcak"]) == 2
    assert "did you mean pack?" in capsys.readouterr().err
    assert main(["pack", "facts", "test-lnd"]) == 1
    assert "是不是 test-land" in capsys.readouterr().err


def test_help_lists_every_command(capsys: Output) -> None:
    from chengzhang.cli.main import COMMANDS

    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(f"  {command} " in out for command in COMMANDS)


def test_commands_of_the_engine_start_without_django() -> None:
    script = (
        "import sys; from chengzhang.cli.main import main; main(['pack', 'check', 'test-land']);"
        "sys.exit(any(name == 'django' or name.startswith('django.') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=False).returncode == 0


def test_diff_says_what_differs_with_articles_of_both_sides(capsys: Output) -> None:
    assert main(["pack", "diff", "cn-anhui-luan/2021-08-06", "cn-jilin", "--only", "numbers", "--only", "roles"]) == 0
    out = capsys.readouterr().out
    assert "总投资概算不低于单独立项线（含本数）（500万元）〔第九条〕" in out
    assert "角色（" in out
    assert "表单（" not in out


def test_diff_as_json(tmp_path: Path, capsys: Output) -> None:
    left = write(tmp_path / "a")
    right = write(tmp_path / "b", {"rules.yaml": FILES["rules.yaml"].replace("cost >= 10万元", "cost >= 20万元")})
    assert main(["pack", "diff", str(left), str(right), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["left"]["id"] for one in found["differences"]] == ["visited"]
    assert [one["of"] for one in found["numbers"]] == ["cost"]


def test_compare_lays_a_project_before_the_packs_named(tmp_path: Path, capsys: Output) -> None:
    facts = tmp_path / "facts.yaml"
    known = "total_estimate: 620万元, local_budget_funds: 620万元, unit.type: party, secrecy: plain"
    facts.write_text(f"facts: {{{known}}}\n", "utf-8")
    ask = ["pack", "compare", "--facts", str(facts), "--on", "2026-07-14", "cn-anhui-luan/2021-08-06", "cn-jilin"]
    assert main(ask) == 0
    out = capsys.readouterr().out
    assert "文号未载，草案" in out
    assert "单独立项" in out and "〔第九条〕" in out
    assert main([*ask, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [column["draft"] for column in found["columns"]] == [False, True]
    assert {len(row["cells"]) for row in found["rows"]} == {2}


def test_compare_refuses_facts_that_it_cannot_use(tmp_path: Path, capsys: Output) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text("facts: {colour: red}\nstates: {}\n")
    assert main(["pack", "compare", "--facts", str(facts), "cn-jilin"]) == 1
    assert "对照只用项目的事实" in capsys.readouterr().err


def test_new_from_the_skeleton_and_from_another_pack(tmp_path: Path, capsys: Output) -> None:
    names = ["--zh", "云岭县项目", "--title", "云岭县“信息化”办法", "--in", str(tmp_path)]
    assert main(["pack", "new", "cn-example-blank", "--blank", *names]) == 0
    assert main(["pack", "new", "cn-example-like", "--from", "cn-jilin", *names]) == 0
    for place in ("cn-example-blank", "cn-example-like"):
        folder = tmp_path / place / "draft"
        assert main(["pack", "check", str(folder)]) == 0
        assert main(["pack", "test", str(folder)]) == 0
        assert "云岭县项目" in capsys.readouterr().out
    copied = tmp_path / "cn-example-like" / "draft"
    assert (copied / "rules" / "approval.yaml").read_text("utf-8").startswith("# 抄自 cn-jilin/draft")
    assert 'title: "云岭县“信息化”办法"' in (copied / "pack.yaml").read_text("utf-8")


def test_new_overwrites_nothing(tmp_path: Path, capsys: Output) -> None:
    names = ["--blank", "--zh", "云岭县项目", "--title", "云岭县办法", "--in", str(tmp_path)]
    assert main(["pack", "new", "cn-example", *names]) == 0
    (tmp_path / "cn-example/draft/roles.yaml").write_text("mine", "utf-8")
    assert main(["pack", "new", "cn-example", *names]) == 1
    assert "已经有草稿，没有改动它" in capsys.readouterr().err
    assert (tmp_path / "cn-example/draft/roles.yaml").read_text("utf-8") == "mine"
    assert main(["pack", "new", "../elsewhere", *names]) == 1


def test_export_writes_both_files_or_says_where_to(tmp_path: Path, capsys: Output) -> None:
    bpmn, dmn = tmp_path / "life.bpmn", tmp_path / "tables.dmn"
    assert main(["pack", "export", "test-land", "--bpmn", str(bpmn), "--dmn", str(dmn)]) == 0
    assert bpmn.read_text("utf-8").startswith("<?xml") and 'hitPolicy="UNIQUE"' in dmn.read_text("utf-8")
    assert main(["pack", "export", "test-land"]) == 2
    assert "--bpmn" in capsys.readouterr().err
    assert main(["pack", "export", "test-land", "--bpmn", str(tmp_path / "no" / "where")]) == 1
    assert "写不了" in capsys.readouterr().err
