"""What two packs say differently: by meaning, whatever way it is written; each difference with articles of both."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

from chengzhang.engine.pack.diff import Diff, Difference, diff
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Action, Bar, FollowUp, Party
from chengzhang.engine.pack.shelf import find
from chengzhang.engine.rules.ast import Name
from tests.engine.pack.small_pack import FILES, changed, load


def _diff(folder: Path, changes: dict[str, str]) -> Diff:
    return diff(load(folder / "a"), load(folder / "b", changes))


def _only(found: Diff) -> Difference:
    assert len(found.differences) == 1, found.differences
    return found.differences[0]


def test_a_pack_is_not_different_from_itself() -> None:
    pack = load_pack(find("test-land"))
    found = diff(pack, pack)
    assert (found.differences, found.numbers) == ((), ())
    assert found.same["rules"] == len(pack.rules)
    assert found.same["actions"] == len(pack.actions)


def test_another_way_of_writing_is_no_difference(tmp_path: Path) -> None:
    """The same money in another unit, a group of one around a test, another sentence: the rule wants the same."""
    a = "big_costs: {at: visit.open, cite: [4-1], say: 大的, require: {all: [cost >= 500万元, size == big]}}\n"
    same = "{all: [size == big, {all: [cost >= 0.05亿元]}]}"
    b = f"big_costs: {{at: [visit.open], cite: [4-1], say: 另说, require: {same}}}\n"
    rules = FILES["rules.yaml"]
    found = diff(load(tmp_path / "a", {"rules.yaml": rules + a}), load(tmp_path / "b", {"rules.yaml": rules + b}))
    assert (found.differences, found.numbers) == ((), ())


def test_a_changed_limit_shows_as_rule_and_as_number_with_both_articles(tmp_path: Path) -> None:
    line = "big_costs: {{at: visit.open, cite: [{cite}], say: 大的, require: {{all: [cost {limit}]}}}}\n"
    rules = FILES["rules.yaml"]
    left = load(tmp_path / "a", {"rules.yaml": rules + line.format(cite="4-1", limit=">= 500万元")})
    right = load(tmp_path / "b", {"rules.yaml": rules + line.format(cite="7-2", limit="> 500万元")})
    found = diff(left, right)
    rule = _only(found)
    assert (rule.section, rule.kind) == ("rules", "changed")
    assert rule.left and rule.right
    assert ([c.zh for c in rule.left.cite], [c.zh for c in rule.right.cite]) == (["第四条"], ["第七条"])
    assert [(a.zh, a.left, a.right) for a in rule.aspects] == [("要求", "造价在500万元以上（含）", "造价超过500万元")]
    (number,) = found.numbers
    assert (number.of, number.zh) == ("cost", "造价")
    assert [n.say for n in number.left] == ["造价在500万元以上（含）"]
    assert [c.zh for n in number.right for c in n.cite] == ["第七条"]


def test_a_rule_under_another_id_is_known_by_what_it_is_about(tmp_path: Path) -> None:
    line = "{id}: {{at: visit.open, cite: [4-1], say: {say}, require: {{all: [cost >= {limit}]}}}}\n"
    rules = FILES["rules.yaml"]
    left = load(tmp_path / "a", {"rules.yaml": rules + line.format(id="dear", say="贵的", limit="1万元")})
    right = load(tmp_path / "b", {"rules.yaml": rules + line.format(id="costly", say="花钱的", limit="2万元")})
    rule = _only(diff(left, right))
    assert rule.left and rule.right
    assert (rule.kind, rule.left.id, rule.right.id) == ("changed", "dear", "costly")


def test_who_acts(tmp_path: Path) -> None:
    found = _diff(tmp_path, changed("subjects.yaml", "zh: 办结, by: master", "zh: 办结, by: clerk"))
    one = _only(found)
    assert (one.section, one.left and one.left.id) == ("actions", "project.close")
    assert [(a.zh, a.left, a.right) for a in one.aspects] == [("谁办", "港务长", "书记")]


def test_what_only_one_side_has_is_told_in_full(tmp_path: Path) -> None:
    pause = "    pause: {zh: 暂停, by: owner, from: active, to: active, cite: [9-1]}\n    close:"
    more = FILES["subjects.yaml"].replace("    close:", pause)
    found = _diff(tmp_path, {"subjects.yaml": more})
    added = [one for one in found.of("actions") if one.kind == "only_right"]
    assert len(added) == 1 and added[0].right
    assert [c.zh for c in added[0].right.cite] == ["第九条"]
    assert ("谁办", None, "船东") in [(a.zh, a.left, a.right) for a in added[0].aspects]


def test_two_places_differ_in_their_money_lines_and_duties() -> None:
    """六安 asks for its own approval from 500万元 on; 吉林 writes its line at 200万元 of other money."""
    found = diff(load_pack(find("cn-anhui-luan/2021-08-06")), load_pack(find("cn-jilin")))
    numbers = {one.of: one for one in found.numbers}
    assert any("500万元" in n.say for n in numbers["total_estimate"].left)
    assert not numbers["total_estimate"].right
    assert any("200万元" in n.say and n.cite for n in numbers["change.new_total"].right)
    assert all(side.cite for one in found.of("rules") for side in (one.left, one.right) if side is not None)
    assert all("读不成句" not in (a.left or "") + (a.right or "") for one in found.differences for a in one.aspects)


# What only says, names or places an entry; a new reading of anything else must show as a difference.
WORDING = {"id", "zh", "say", "cite", "mark", "subject", "verb", "mend"}


def test_no_field_of_an_act_is_compared_by_nobody() -> None:
    """Every field of an action but its wording changes the comparison when it changes."""
    pack = load_pack(find("test-land"))
    subject = pack.subjects["project"]
    action = next(iter(subject.actions.values()))
    changes: dict[str, object] = {
        "by": "system", "entered_by": "clerk", "from_states": ("elsewhere",), "to": "elsewhere", "to_by": "result",
        "to_words": {"a": "b"}, "with_": (Party("clerk", "opinion"),), "form": list(pack.forms)[-1],
        "papers": (next(iter(pack.papers)),), "makes": (next(iter(pack.papers)),), "reason": not action.reason,
        "sets": {"another": Name("act_day")}, "then": (FollowUp(action.id),), "members": "some",
        "only_through": (action.id,), "apart_from": (action.id,), "addressed_to": "clerk",
        "same_holder": "records_itself", "baseline": True, "question": next(iter(pack.questions)),
        "raises": (Bar("b", "限制", "project", (action.id,)),),
    }  # fmt: skip
    assert set(changes) == {f.name for f in fields(Action)} - WORDING
    for name, value in changes.items():
        other = replace(action, **{"addressed_to": "clerk"} if name == "same_holder" else {}, **{name: value})
        base = replace(action, addressed_to="clerk") if name == "same_holder" else action
        left, right = (
            replace(pack, subjects={**pack.subjects, "project": replace(subject, actions={base.verb: one})})
            for one in (base, other)
        )
        found = [one for one in diff(left, right).differences if one.section == "actions"]
        assert found and found[0].aspects, f"a changed {name} is seen by nobody"
