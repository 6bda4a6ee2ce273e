"""Scenarios: they pass for the right reason, and a wrong one says file, line, expected, got and the trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from chengzhang.engine.pack.errors import PackErrors
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.scenarios import Result, run_scenarios
from tests.engine.pack.small_pack import write

BASE = (
    "base: {title: 甲, unit.local: yes, size: big, cost: 10万元, share: 5%}\nstates: {project: active, visit: passed}\n"
)


def run(tmp_path: Path, cases: str) -> list[Result]:
    folder = write(tmp_path, {"scenarios/some.yaml": BASE + "cases:\n" + cases})
    return run_scenarios(load_pack(folder, tmp_path / "_vocabulary"), folder)


@pytest.mark.parametrize(
    "case",
    [
        "{zh: 恰好, at: project.close, expect: allowed, findings: {visited: met}}",
        "{zh: 差一分, at: project.close, given: {cost: 99999.99元}, expect: blocked, findings: {visited: unmet}}",
        "{zh: 未检查, at: project.close, states: {visit: running}, expect: blocked}",
        "{zh: 表, ask: fee, expect: large}",
        "{zh: 推导, ask: paid, history: [{payment: paid, payment.amount: 3元}, {payment: new}], expect: 3.00元}",
        "{zh: 附日志, at: visit.hold, states: {visit: running}, expect: blocked, lacks: [log]}",
        "{zh: 原则上, at: payment.pay, given: {share: 10%}, answers: {amount: 1元}, expect: blocked_in_principle}",
        "{zh: 例外, at: payment.pay, given: {share: 10%}, answers: {amount: 1元}, lifted: {in_full: 困难},"
        " expect: allowed_with_record}",
        "{zh: 书记不能, at: project.close, as: clerk, expect: blocked}",
        "{zh: 见证人未到, at: visit.hold, states: {visit: running}, papers: [log], parts: none,"
        " answers: {held_on: 2026-03-02, result: passed}, expect: waits_for_parts}",
        "{zh: 办后状态, at: visit.hold, states: {visit: running}, papers: [log],"
        " answers: {held_on: 2026-03-02, result: failed}, expect: allowed, next_state: failed}",
        "{zh: 义务, day: 2026-03-02, states: {visit: new}, history: [{act: visit.open, day: 2026-02-02}],"
        " expect_duties: {visit_soon: open}}",
        "{zh: 可办, day: 2026-03-02, actions: {project.close: allowed}}",
    ],
)
def test_a_right_scenario_passes(tmp_path: Path, case: str) -> None:
    [result] = run(tmp_path, f"- {case}\n")
    assert result.ok, result.told()


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (
            "{zh: 错的结果, at: project.close, expect: blocked}",
            ("结果：应为 blocked，得到 allowed", "cost >= 10万元：met"),
        ),
        ("{zh: 错的规则, at: project.close, findings: {visited: unmet}}", ("规则 visited：应为 unmet，得到 met",)),
        ("{zh: 错的表, ask: fee, expect: small}", ("表 fee：应为 small，得到 large", "size == big：met")),
        ("{zh: 错的数, ask: paid, expect: 1元}", ("paid：应为 1元，得到 0元",)),
        ("{zh: 错的缺项, at: project.close, expect: allowed, lacks: [log]}", ("还缺：应为 log，得到",)),
        ("{zh: 没有的事实, at: project.close, given: {cots: 1元}, expect: allowed}", ("“cots”：没有这个事实",)),
        ("{zh: 没有的状态, at: project.close, states: {visit: done}, expect: allowed}", ("“visit”没有“done”这个状态",)),
        (
            "{zh: 义务, day: 2026-03-02, states: {visit: new}, history: [{act: visit.open, day: 2026-02-02}],"
            " expect_duties: {visit_soon: {status: late}}}",
            ("义务 visit_soon 的 status：应为 late，得到 open",),
        ),
    ],
)
def test_a_wrong_scenario_says_where_and_why(tmp_path: Path, case: str, said: tuple[str, ...]) -> None:
    [result] = run(tmp_path, f"- {case}\n")
    assert not result.ok
    told = result.told("packs/small")
    assert told.startswith("packs/small/scenarios/some.yaml:4：")
    for part in said:
        assert part in told


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("{zh: 无问, expect: allowed}", "应写 at"),
        ("{zh: 两问, at: project.close, ask: fee, expect: x}", "应写 at"),
        ("{zh: 无期望, at: project.close}", "没有写期望的结果"),
        ("{zh: 错动作, at: project.shut, expect: allowed}", "没有“project.shut”这个动作"),
        ("{zh: 错表, ask: fees, expect: allowed}", "没有“fees”这张表"),
        ("{zh: 错键, at: project.close, expects: allowed}", "没有“expects”这个键。是不是 expect"),
        ("{zh: 错词, at: project.close, findings: {visited: yes}}", "没有“yes”这个选项"),
    ],
)
def test_a_scenario_that_says_nothing_sound_is_refused(tmp_path: Path, case: str, said: str) -> None:
    with pytest.raises(PackErrors) as wrong:
        run(tmp_path, f"- {case}\n")
    assert said in str(wrong.value)
    assert "scenarios/some.yaml:4" in str(wrong.value)
