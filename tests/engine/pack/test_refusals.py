"""Every refusal of section 7: a small pack broken in one place says file, line, what is wrong and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.pack.small_pack import FILES, changed, faults, load

# number of section 7, the change, where, what is said (both parts), the code
CASES: list[tuple[str, dict[str, str], str, tuple[str, ...], str]] = [
    # 1 keys, ids, doubles, the vocabulary
    (
        "1",
        changed("rules.yaml", "require: {all: [visit is passed", "requires: {all: [visit is passed"),
        "rules.yaml:4:3：",
        ("没有“requires”这个键", "是不是 require"),
        "key.unknown",
    ),
    ("1", changed("rules.yaml", "  say: 附日志\n", ""), "rules.yaml:22:3：", ("缺“say”", "补上 say"), "key.missing"),
    (
        "1",
        changed("rules.yaml", "paper_trail:", "paper-trail:"),
        "rules.yaml:21:1：",
        ("不能作标识", "不用连字符"),
        "id.shape",
    ),
    (
        "1",
        {"rules/more.yaml": "visited: {at: project.close, cite: [3-2], say: 又, require: {all: [visit is passed]}}\n"},
        "rules.yaml:1:1：",
        ("“visited”写了两次", "rules/more.yaml:1"),
        "id.doubled",
    ),
    (
        "1",
        {"facts.yaml": FILES["facts.yaml"] + "cost: {zh: 造价, type: money, is: sum(payment.amount), cite: [5-1]}\n"},
        "facts.yaml:2:1：",
        ("_vocabulary", "不能重新定义"),
        "vocabulary.redefined",
    ),
    (
        "1",
        {"rule/more.yaml": "x: {}\n"},
        "rule/more.yaml:1：",
        ("没有“rule/more.yaml”这种文件", "是不是 rules"),
        "file.unknown",
    ),
    ("1", {"notes.yml": "x: 1\n"}, "notes.yml:1：", ("没有“notes.yml”",), "file.unknown"),
    ("1", changed("rules.yaml", "cite: [4-3]", "cite: []"), "rules.yaml:23:9：", ("列表是空的", "9-5"), "cite.empty"),
    ("1", changed("rules.yaml", "cite: [4-3]", "cite: [第四条]"), "rules.yaml:23:10：", ("条款号",), "value.shape"),
    (
        "1",
        changed("rules.yaml", "at: visit.hold", "at: visit.hold, visit.open"),
        "rules.yaml:22:7：",
        ("有逗号", "用“|”连接"),
        "value.comma",
    ),
    (
        "1",
        changed("pack.yaml", "format: 1", "format: 2"),
        "pack.yaml:3:9：",
        ("没有“2”这个选项", "只能写 1"),
        "value.choice",
    ),
    (
        "1",
        changed("pack.yaml", "release: 2020-01-01", "release: 2020-02-30"),
        "pack.yaml:2:10：",
        ("首日",),
        "value.shape",
    ),
    # 2 names
    ("2", changed("rules.yaml", "cost >= 10万元", "cots >= 10万元"), "rules.yaml:4", ("没有“cots”",), "name.unknown"),
    (
        "2",
        changed("rules.yaml", "cost >= 10万元", "payment.amount >= 10万元"),
        "rules.yaml:4",
        ("说不清是哪一个", "count、sum"),
        "name.which",
    ),
    (
        "2",
        {
            "facts.yaml": "a: {zh: 甲, type: money, is: 'plus(b, cost)', cite: [5-1]}\n"
            "b: {zh: 乙, type: money, is: 'plus(a, cost)', cite: [5-1]}\n"
        },
        "facts.yaml:1：",
        ("绕成了圈：a → b → a",),
        "derived.cycle",
    ),
    (
        "2",
        changed("subjects.yaml", "from: active, to: closed,", "from: active, to: closed, then: [project.close],"),
        "subjects.yaml:5：",
        ("then 绕成一圈：project.close → project.close",),
        "then.circle",
    ),
    # 3 types
    (
        "3",
        changed("rules.yaml", "size == big]}\n  require", "size < big]}\n  require"),
        "rules.yaml:11",
        ("不能用“<”比较",),
        "compare.operator",
    ),
    (
        "3",
        changed("rules.yaml", "cost >= 10万元", "cost >= 10"),
        "rules.yaml:4",
        ("“10”没有单位", "万元"),
        "compare.unit",
    ),
    (
        "3",
        changed("rules.yaml", "size == big]}\n  require", "size == huge]}\n  require"),
        "rules.yaml:11",
        ("没有“huge”", "big"),
        "word.unknown",
    ),
    (
        "3",
        changed("rules.yaml", "visit is passed", "visit is pased"),
        "rules.yaml:4",
        ("没有“pased”这个状态", "是不是“passed”"),
        "state.unknown",
    ),
    (
        "3",
        changed("duties.yaml", "visit.held_on + grace", "cost + grace"),
        "duties.yaml:2",
        ("期间只能加在日期上",),
        "shift.date",
    ),
    (
        "3",
        changed("parameters.yaml", "value: 10 days", "value: 十天"),
        "parameters.yaml:1:38：",
        ("不是期间",),
        "value.literal",
    ),
    (
        "3",
        changed("facts.yaml", "type: money", "type: monney"),
        "facts.yaml:1:22：",
        ("没有“monney”这种类型", "是不是 money"),
        "type.unknown",
    ),
    # 4 states
    (
        "4",
        changed("subjects.yaml", ", form: payment, cite: [5-1]}", ", form: payment}"),
        "subjects.yaml:23:10：",
        ("缺“cite”",),
        "key.missing",
    ),
    (
        "4",
        changed("subjects.yaml", "from: running", "from: runing"),
        "subjects.yaml:7",
        ("状态“runing”从 new 到不了",),
        "state.unreachable",
    ),
    (
        "4",
        changed("subjects.yaml", "ends: [closed]", "ends: [active]"),
        "subjects.yaml:2：",
        ("到了“closed”就没有出路",),
        "state.stuck",
    ),
    (
        "4",
        changed("subjects.yaml", "ends: [paid]", "ends: [payed]"),
        "subjects.yaml:21：",
        ("不是“payment”的状态", "可用：new、paid"),
        "state.unknown",
    ),
    (
        "4",
        changed("subjects.yaml", "passed: passed, failed: failed}", "passed: passed}"),
        "subjects.yaml:11：",
        ("没有写“result”为“failed”时的状态",),
        "to.uncovered",
    ),
    (
        "4",
        changed("subjects.yaml", "to: running, cite", "to: running, only_through: project.register, cite"),
        "subjects.yaml:9：",
        ("只能经由“project.register”", "then"),
        "only_through",
    ),
    (
        "4",
        changed("subjects.yaml", "to: running, cite", "to: present, cite"),
        "subjects.yaml:9:11：",
        ("状态不能叫“present”",),
        "state.reserved",
    ),
    (
        "4",
        changed("subjects.yaml", "close: {zh: 办结, by: master", "close: {zh: 办结, by: system"),
        "subjects.yaml:5：",
        ("由系统做，却没有什么会引起它",),
        "system.idle",
    ),
    # 5 facts
    (
        "5",
        changed("subjects.yaml", "sets: {held_on: form.held_on, result: form.result}", "sets: {result: form.result}"),
        "duties.yaml:2：",
        ("“visit.held_on”", "没有一个动作的 sets 记录它"),
        "fact.unrecorded",
    ),
    ("5", changed("forms.yaml", ", {fact: cost}", ""), "rules.yaml:2：", ("“cost”", "不在任何表单上"), "fact.unasked"),
    (
        "5",
        changed("subjects.yaml", "held_on: form.held_on", "held_on: form.date"),
        "subjects.yaml:11：",
        ("“form.date”取不到值",),
        "sets.source",
    ),
    (
        "5",
        changed("subjects.yaml", "held_on: form.held_on", "held_on: form.result"),
        "subjects.yaml:11：",
        ("类型不同",),
        "sets.type",
    ),
    (
        "5",
        changed("subjects.yaml", "held_on: form.held_on", "hold_on: form.held_on"),
        "subjects.yaml:18:23：",
        ("没有“hold_on”这个事实", "是不是 held_on"),
        "sets.unknown",
    ),
    # 6 roles
    (
        "6",
        changed("roles.yaml", "clerk: {zh: 书记, holder: 港务局, cite: [1-1]}\n", ""),
        "subjects.yaml:",
        ("角色“clerk”没有担任者",),
        "role.holder",
    ),
    ("6", changed("roles.yaml", "holder: unit, ", ""), "roles.yaml:1:8：", ("应有 holder 或 pool",), "role.holder"),
    (
        "6",
        changed("roles.yaml", "holder: unit, ", "holder: boat_owner, "),
        "roles.yaml:1:8：",
        ("没有“boat_owner”这个单位事实",),
        "role.holder",
    ),
    (
        "6",
        changed("subjects.yaml", "role: clerk, part: witness", "role: master, part: witness"),
        "subjects.yaml:11：",
        ("又是会办的一方",),
        "party.self",
    ),
    (
        "6",
        changed("roles.yaml", "holder: unit, cite: [1-1]", "holder: unit, cite: [1-1], apart_from: [unit]"),
        "roles.yaml:1：",
        ("没有人可以担任",),
        "apart.nobody",
    ),
    (
        "6",
        changed("subjects.yaml", "to: running, cite", "to: running, apart_from: [visit.open], cite"),
        "subjects.yaml:9：",
        ("与自己回避",),
        "apart.nobody",
    ),
    # 7 what is referred to
    (
        "7",
        changed("rules.yaml", "paper: log", "paper: logg"),
        "rules.yaml:24",
        ("材料“logg”不存在", "是不是 log"),
        "name.unknown",
    ),
    (
        "7",
        changed("subjects.yaml", "form: payment", "form: paymnet"),
        "subjects.yaml:23",
        ("表单“paymnet”不存在", "是不是 payment"),
        "name.unknown",
    ),
    (
        "7",
        changed("rules.yaml", "question: which_fee", "question: what_fee"),
        "rules.yaml:17：",
        ("问题“what_fee”不存在",),
        "name.unknown",
    ),
    (
        "7",
        changed("rules.yaml", "at: visit.hold", "at: visit.held"),
        "rules.yaml:22：",
        ("动作“visit.held”不存在", "是不是 visit.hold"),
        "name.unknown",
    ),
    (
        "7",
        changed("rules.yaml", "  cite: [4-3]\n", "  cite: [4-3]\n  question: which_fee\n  reading: c\n"),
        "rules.yaml:22：",
        ("没有“c”这种读法", "a、b"),
        "reading.unknown",
    ),
    ("7", changed("rules.yaml", "  question: which_fee\n", ""), "", (), ""),  # still used by the parameter
    (
        "7",
        {
            "questions.yaml": FILES["questions.yaml"]
            + FILES["questions.yaml"]
            .replace("which_fee", "other")
            .replace("b: {zh: 乙, gives: {grace: 20 days}}", "b: 乙")
        },
        "questions.yaml:3：",
        ("问题“other”没有用在任何地方",),
        "entry.unused",
    ),
    (
        "7",
        {"papers.yaml": FILES["papers.yaml"] + "map: {zh: 图, kind: file, cite: [4-3]}\n"},
        "papers.yaml:2：",
        ("材料“map”没有用在任何地方",),
        "entry.unused",
    ),
    (
        "7",
        {"forms.yaml": FILES["forms.yaml"] + "extra: {zh: 表, fields: [{fact: title}]}\n"},
        "forms.yaml:4：",
        ("表单“extra”没有用在任何地方",),
        "entry.unused",
    ),
    (
        "7",
        changed("questions.yaml", "gives: {grace: 20 days}", "gives: {grase: 20 days}"),
        "questions.yaml:2:46：",
        ("没有“grase”这个参数", "是不是 grace"),
        "name.unknown",
    ),
    (
        "7",
        changed("questions.yaml", "b: {zh: 乙, gives: {grace: 20 days}}", "b: 乙"),
        "parameters.yaml:1：",
        ("没有一种读法给出参数“grace”",),
        "parameter.unread",
    ),
    (
        "7",
        changed("questions.yaml", "default: a", "default: c"),
        "questions.yaml:1:",
        ("没有“c”这种读法",),
        "reading.unknown",
    ),
    (
        "7",
        changed("parameters.yaml", ", by: {question: which_fee}", ""),
        "parameters.yaml:1：",
        ("读法给出参数“grace”，而它没有写 by",),
        "parameter.by",
    ),
    (
        "2",
        {"parameters.yaml": FILES["parameters.yaml"] + "fee: {zh: 费, type: money, value: 1元, cite: [5-1]}\n"},
        "rules.yaml:15：",
        ("“fee”在 parameters 和 tables 里各有一个",),
        "name.doubled",
    ),
    # 8 literals and levels
    (
        "8",
        {"rules/more.yaml": "again: {at: visit.open, cite: [4-1], say: 又, require: {all: [cost >= 10万元]}}\n"},
        "rules.yaml:2：",
        ("“cost”的“10万元”在 rules.again 和 rules.visited 各写了一次", "参数"),
        "literal.doubled",
    ),
    (
        "8",
        changed("rules.yaml", "  lift: {by: master, reason: yes}\n", ""),
        "rules.yaml:7:3：",
        ("level 与 lift 不相配", "by: unnamed"),
        "rule.lift",
    ),
    (
        "8",
        changed("rules.yaml", "level: in_principle", "level: must"),
        "rules.yaml:7:3：",
        ("level 与 lift 不相配", "去掉 lift"),
        "rule.lift",
    ),
    # 9 citations (what needs the inventory is in test_coverage)
    (
        "9",
        changed("rules.yaml", "cite: [4-3]", "cite: ['bylaw:1-1']"),
        "rules.yaml:23:",
        ("办法“bylaw”没有声明",),
        "cite.measure",
    ),
    # 10 unknown
    (
        "10",
        changed("pack.yaml", "number: 1号", "number: unknown"),
        "pack.yaml:6:3：",
        ("number 是 unknown", "状态写 draft"),
        "measure.unknown",
    ),
    # shapes of tables, forms, duties, transition
    (
        "5x",
        changed("rules.yaml", "then: small,", "then: smal,"),
        "rules.yaml:20：",
        ("没有“smal”这个结果", "是不是 small"),
        "word.unknown",
    ),
    (
        "5x",
        changed("forms.yaml", "{fact: title, required: yes}", "{fact: title, id: name}"),
        "forms.yaml:1:",
        ("之一",),
        "field.kind",
    ),
    (
        "5x",
        changed("forms.yaml", "{fact: share}", "{fact: share}, {fact: share}"),
        "forms.yaml:1：",
        ("有两项都叫“share”",),
        "field.doubled",
    ),
    ("5x", changed("duties.yaml", "  opens: visit.open\n", ""), "duties.yaml:2:3：", ("不知从何产生",), "duty.opening"),
    (
        "5x",
        changed("duties.yaml", "  due: visit.held_on + grace\n", ""),
        "duties.yaml:2:3：",
        ("缺“due”", "undated"),
        "key.missing",
    ),
    (
        "5x",
        {"pack.yaml": FILES["pack.yaml"] + "transition: [{keep: unit, when: {all: [unit.local == yes]}}]\n"},
        "pack.yaml:1:1：",
        ("“unit”在本包里没有动作",),
        "transition.keep",
    ),
    (
        "5x",
        {"pack.yaml": FILES["pack.yaml"] + "lineage: [{edge: displaces_by_conflict, pack: small/2010-01-01}]\n"},
        "pack.yaml:1:1：",
        ("没有写问题",),
        "lineage.question",
    ),
    (
        "5x",
        changed("scope.yaml", "  outside: {subjects: []}\n", ""),
        "scope.yaml:1:1：",
        ("会给出“outside”", "tracks 里却没有"),
        "track.missing",
    ),
]


@pytest.mark.parametrize(
    ("changes", "place", "said", "code"),
    [case[1:] for case in CASES],
    ids=[f"{c[0]}-{c[4] or 'sound'}-{n}" for n, c in enumerate(CASES)],
)
def test_a_broken_place_is_named(
    tmp_path: Path, changes: dict[str, str], place: str, said: tuple[str, ...], code: str
) -> None:
    told = faults(tmp_path, changes)
    if not code:
        assert told == []
        return
    mine = [line for line in told if f"[{code}]" in line and line.startswith(place)]
    assert mine, told
    assert any(all(part in line for part in said) for line in mine), told


def test_the_small_pack_is_sound(tmp_path: Path) -> None:
    assert load(tmp_path).id == "small"


def test_all_faults_are_said_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    changes = changed("rules.yaml", "cost >= 10万元", "cots >= 10") | changed("roles.yaml", "holder: unit, ", "")
    told = faults(tmp_path, changes)
    places = [line.partition("：")[0] for line in told]
    assert len(told) >= 2
    assert places == sorted(places)


def test_one_broken_entry_does_not_drag_others_along(tmp_path: Path) -> None:
    told = faults(tmp_path, changed("parameters.yaml", "value: 10 days", "value: ten"))
    assert len(told) == 1, told


@pytest.mark.parametrize("missing", ["pack.yaml"])
def test_a_folder_without_pack_yaml_says_so(tmp_path: Path, missing: str) -> None:
    from chengzhang.engine.pack.errors import PackErrors
    from chengzhang.engine.pack.load import load_pack
    from tests.engine.pack.small_pack import write

    folder = write(tmp_path)
    (folder / missing).unlink()
    with pytest.raises(PackErrors, match=r"缺 pack\.yaml"):
        load_pack(folder, tmp_path / "_vocabulary")
    with pytest.raises(PackErrors, match=r"没有“.*nowhere”这个文件夹"):
        load_pack(tmp_path / "nowhere", tmp_path / "_vocabulary")
