"""The rulebook's own pages: lifecycle, tables, coverage, versions, the office's text; and a case that is only tried."""

import re
from datetime import date
from html import unescape

import pytest
from django.http import QueryDict

from chengzhang.engine.change import least_change
from chengzhang.engine.clock.load import load_calendar
from chengzhang.engine.decide import decide
from chengzhang.engine.deciding.plan import plan_of
from chengzhang.engine.pack import shelf
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.scenarios.build import act_of, build, subject_of
from chengzhang.engine.pack.scenarios.one import read_case_line, write_case
from chengzhang.engine.pack.scenarios.run import run_case
from chengzhang.foundation import administer
from chengzhang.foundation.documents.staging import stage
from chengzhang.foundation.ledger.models import LedgerEntry
from chengzhang.foundation.people.models import Post
from chengzhang.projects.models import Decision
from chengzhang.web.kit.lifecycle import lifecycle
from chengzhang.web.kit.lifecycle_drawing import BOX_H, BOX_W, draw_lifecycle
from chengzhang.web.kit.tables import table_reading, tables_of
from chengzhang.web.kit.trial import Trial
from tests.web.city import PACK, RELEASE

BASE = f"/rulebook/{PACK}/{RELEASE}"
PACKS = sorted(shelf.releases())


@pytest.fixture(params=PACKS, ids=lambda path: f"{path.parent.name}/{path.name}")
def pack(request):
    return load_pack(request.param)


def test_every_state_and_act_is_in_the_diagram(pack):
    life = lifecycle(pack)
    for lane in life.lanes:
        subject = pack.subjects[lane.id]
        assert {state.id for state in lane.states} == set(subject.states)
        assert {move.action for move in lane.moves} == {a.id for a in subject.actions.values()}
    assert [lane.id for lane in life.lanes] == list(dict.fromkeys(lane.id for lane in life.lanes))


def test_every_gate_rests_on_a_rule_that_cites_an_article(pack):
    gates = lifecycle(pack).gates
    assert gates
    for gate in gates:
        assert gate.cite and gate.say
        assert gate.source != gate.target
        assert set(gate.states) <= set(pack.subjects[gate.source].states)


def test_no_two_boxes_overlap_and_all_lies_within_the_drawing(pack):
    drawing = draw_lifecycle(lifecycle(pack))
    boxes = [box for band in drawing.bands for box in band.boxes]
    for n, one in enumerate(boxes):
        assert 0 <= one.x <= drawing.width - BOX_W and 0 <= one.y <= drawing.height - BOX_H
        assert all(abs(one.x - other.x) >= BOX_W or abs(one.y - other.y) >= BOX_H for other in boxes[n + 1 :])
    for band in drawing.bands:
        ends = [int(y) for line in band.lines for y in re.findall(r"V(\d+)", line.d)]
        assert all(band.y <= y <= band.y + band.height for y in ends)


def test_a_gate_is_read_through_a_derived_fact_and_a_denial_is_not_a_demand():
    gates = {(g.source, g.target): g for g in lifecycle(load_pack(shelf.find(f"{PACK}/{RELEASE}"))).gates}
    trial = gates["construction", "trial"]
    assert (trial.states, trial.leads, trial.forbids) == (("completed",), ("running",), False)
    assert gates["unit_flag", "review"].forbids  # counted, and the count must be zero


def test_tables_have_a_column_a_fact_and_say_every_row(pack):
    for table in tables_of(pack):
        reading = table_reading(pack, table)
        assert len(reading.rows) == len(table.rows)
        for row in reading.rows:
            assert all(len(line) == len(reading.conditions) for line in row.lines)
            assert any(cell != "—" for line in row.lines for cell in line)
            assert row.cite


def test_alternatives_of_a_row_become_lines():
    table = next(t for t in tables_of(load_pack(shelf.find("cn-jilin"))) if t.id == "change_route")
    reading = table_reading(load_pack(shelf.find("cn-jilin")), table)
    assert [len(row.lines) for row in reading.rows] == [1, 4]
    assert reading.conditions[0] == "影响总体目标"
    assert reading.rows[0].lines[0][0] == "为“否”"


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/lifecycle", ("流转图", "启动采购", "第十九条")),
        ("/lifecycle?stage=trial", ("开始试运行", "确认建设完成")),
        ("/tables", ("单独立项", "总投资概算", "不低于单独立项线")),
        ("/coverage?kind=open", ("没有裁定",)),
        ("/coverage?kind=declaratory", ("宣示",)),
        ("/versions", ("2019-05-27", "每月20日前报送进度", "没有决定，不沿用")),
        ("/text", ("还没有存原文",)),
        ("/try", ("选一件事",)),
    ],
)
def test_the_pages_say(signed_in, address, says):
    page = unescape(signed_in("owner").get(BASE + address).content.decode())
    if address.startswith("/coverage?kind=open"):
        says = ("立项批复与列入年度计划，哪个在先？", "按默认")
    for words in says:
        assert words in page


@pytest.mark.parametrize("address", ["/lifecycle?stage=none", "/coverage?kind=none", "/try?at=no.such"])
def test_what_is_not_there_is_not_found(signed_in, address):
    assert signed_in("owner").get(BASE + address).status_code == 404


def tried(client, **query):
    return client.get(f"{BASE}/try", query)


CASE = {
    "at": "approval.apply",
    "on": "2026-03-02",
    "s.project": "active",
    "s.review": "passed",
    "f.unit.type": "party",
    "f.local_budget_funds": "600",
    "f.secrecy": "plain",
    "p": ["proposal", "implementation_plan"],
    "a.version_name": "实施方案",
}


@pytest.mark.parametrize(
    ("estimate", "outcome", "state"), [("500", "allowed", "准"), ("4999999.99元", "blocked", "不准")]
)
def test_a_case_is_decided_at_the_limit_and_nothing_is_stored(signed_in, estimate, outcome, state):
    client = signed_in("owner")
    before = LedgerEntry.objects.count(), Decision.objects.count()
    page = unescape(tried(client, **CASE, **{"f.total_estimate": estimate}).content.decode())
    assert f">{state}</span>" in page
    assert (LedgerEntry.objects.count(), Decision.objects.count()) == before
    line = re.search(r'<pre class="scenario"[^>]*>(.*?)</pre>', page, re.DOTALL)[1]
    case = read_case_line(line)
    assert case.expect == outcome
    found = load_pack(shelf.find(f"{PACK}/{RELEASE}"))
    result = run_case(case, found, load_calendar(shelf.calendar_folder("cn")))
    assert result.ok, result.told()


def test_a_ruling_tried_changes_the_answer(signed_in):
    client = signed_in("owner")
    given = CASE | {"f.total_estimate": "800"}
    assert ">准</span>" in tried(client, **given).content.decode()
    page = tried(client, **given, **{"r.order_of_approval_and_plan": "plan_first"}).content.decode()
    assert ">不准</span>" in page and "最少要做什么" in page


def test_empty_fields_leave_the_address_and_bad_values_say_what_to_write(signed_in):
    client = signed_in("owner")
    answer = tried(client, **{"at": "approval.apply", "f.total_estimate": "", "f.secrecy": "plain"})
    assert answer.status_code == 302
    assert answer["Location"] == f"{BASE}/try?at=approval.apply&f.secrecy=plain"
    for field, value, name in (
        ("f.total_estimate", "abc", "总投资概算"),
        ("on", "2026-13-40", "办理日期"),
        ("f.secrecy", "nonsense", "涉密情况"),
    ):
        answer = tried(client, **CASE | {field: value})
        assert answer.status_code == 422
        assert name in re.search(r'role="alert".*?</div>', answer.content.decode(), re.DOTALL)[0]


def test_a_line_keeps_what_yaml_would_bend():
    said = {"zh": 'a: "b" # c', "at": "x.y", "given": {"a": "yes", "b.c": "1: 2", "d": ["a", "b, c"]}}
    assert read_case_line(write_case(said)).said["given"] == said["given"]
    assert read_case_line(write_case(said)).zh == said["zh"]


def test_acts_of_every_pack_are_answered_with_nothing_known(pack):
    """Also what would open them: an example of a table of rows or of a year must be one that the rules can read."""
    calendar = load_calendar(shelf.calendar_folder("cn"))
    odd = {fact.name for fact in pack.facts.values() if fact.type in ("rows", "year")}
    for number, action in enumerate(pack.actions.values()):
        if number % 12 and not plan_of(pack).of(action.id).touched.facts & odd:
            continue
        trial = Trial(pack, action, QueryDict(f"at={action.id}"), date(2026, 7, 14), {})
        case = read_case_line(write_case(trial.said()))
        file = build(case, pack)
        subject = subject_of(case, file, pack)
        act = act_of(case, subject, file, pack)
        if not decide(pack, subject, act, calendar, file.bench).outcome.allows:
            least_change(pack, subject, act, calendar, file.bench, most=1)
        assert trial.fact_fields() is not None and trial.states()[0].options


@pytest.mark.parametrize(
    ("place", "action"),
    [
        ("cn-anhui-luan-jinzhai/2022-06-16", "declaration.submit"),
        ("cn-shanxi-shuocheng/draft", "approval.grant"),
        ("cn-jilin/draft", "declaration.submit"),
    ],
)
def test_a_pack_that_binds_nobody_here_can_be_tried(signed_in, place, action):
    answer = signed_in("owner").get(f"/rulebook/{place}/try", {"at": action})
    assert answer.status_code == 200
    assert "存成规则包的情形" in answer.content.decode()


def test_the_text_stands_beside_its_article(signed_in, city):
    administer.attach_official_text(None, PACK, RELEASE, stage(["第九条　自存的文字".encode()], "原文.txt"))
    client = signed_in("owner")
    assert "自存的文字" in client.get(f"{BASE}/?article=9").content.decode()
    assert "自存的文字" not in client.get(f"{BASE}/?article=10").content.decode()
    assert client.post(f"{BASE}/text", {"intent": "detach"}).status_code == 403
    Post.objects.filter(person_id=city.people["authority"]).update(administers=True)
    assert signed_in("authority").post(f"{BASE}/text", {"intent": "detach"}).status_code == 302
    assert "自存的文字" not in client.get(f"{BASE}/text").content.decode()
