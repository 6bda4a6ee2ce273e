"""BPMN and DMN of every shipped pack: well formed, ids once, references resolved, everything drawn, rows unique."""

from __future__ import annotations

from collections import Counter
from functools import cache
from xml.etree import ElementTree as ET

import pytest

from chengzhang.engine.export.bpmn import to_bpmn
from chengzhang.engine.export.dmn import to_dmn
from chengzhang.engine.export.feel import cells, literal
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.pack.shelf import find
from chengzhang.engine.rules.parse import parse_tree
from chengzhang.engine.values import Money

PACKS = ["cn-anhui-luan/2021-08-06", "cn-anhui-luan-jinzhai/2022-06-16", "cn-shanxi-shuocheng/draft", "cn-jilin/draft"]
PACKS.append("test-land")
B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
BDI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
D = "{https://www.omg.org/spec/DMN/20230324/MODEL/}"
DDI = "{https://www.omg.org/spec/DMN/20230324/DMNDI/}"
BOUNDS = "{http://www.omg.org/spec/DD/20100524/DC}Bounds"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
NODES = ("startEvent", "endEvent", "intermediateCatchEvent", "exclusiveGateway", "userTask", "serviceTask")


@cache
def _pack(name: str) -> Pack:
    return load_pack(find(name))


@cache
def _bpmn(name: str) -> ET.Element:
    return ET.fromstring(to_bpmn(_pack(name)))


@cache
def _dmn(name: str) -> ET.Element:
    return ET.fromstring(to_dmn(_pack(name)))


def _once(root: ET.Element) -> dict[str, ET.Element]:
    ids = [element.get("id", "") for element in root.iter() if element.get("id")]
    assert [id for id, count in Counter(ids).items() if count > 1] == []
    return {element.get("id", ""): element for element in root.iter() if element.get("id")}


@pytest.mark.parametrize("name", PACKS)
def test_every_act_is_a_task_and_every_reference_resolves(name: str) -> None:
    root, pack = _bpmn(name), _pack(name)
    known = _once(root)
    tasks = {id for id, element in known.items() if element.tag in (f"{B}userTask", f"{B}serviceTask")}
    assert tasks == {"task_" + act.replace(".", "_") for act in pack.actions}
    for element in root.iter():
        for key in ("sourceRef", "targetRef", "processRef", "bpmnElement"):
            assert element.get(key) is None or element.get(key) in known, element.attrib
        if element.tag in (f"{B}incoming", f"{B}outgoing"):
            assert known[element.text or ""].tag == f"{B}sequenceFlow"


@pytest.mark.parametrize("name", PACKS)
def test_flows_stay_in_their_pool_and_messages_cross(name: str) -> None:
    root = _bpmn(name)
    home = {e.get("id"): process.get("id") for process in root.iter(f"{B}process") for e in process.iter()}
    for flow in root.iter(f"{B}sequenceFlow"):
        assert home[flow.get("sourceRef")] == home[flow.get("targetRef")]
    for message in root.iter(f"{B}messageFlow"):
        assert home[message.get("sourceRef")] != home[message.get("targetRef")]


@pytest.mark.parametrize("name", PACKS)
def test_every_node_leads_on_or_ends(name: str) -> None:
    root = _bpmn(name)
    for process in root.iter(f"{B}process"):
        for node in process:
            kind = node.tag.removeprefix(B)
            if kind in NODES:
                ways = (len(node.findall(f"{B}incoming")), len(node.findall(f"{B}outgoing")))
                assert ways[1] == 0 if kind == "endEvent" else ways[1] > 0, node.attrib
                assert kind == "startEvent" or ways[0] > 0 or node.get("name") == "未开始", node.attrib


@pytest.mark.parametrize("name", PACKS)
def test_everything_is_drawn_with_coordinates(name: str) -> None:
    root = _bpmn(name)
    shapes = {shape.get("bpmnElement"): shape for shape in root.iter(f"{BDI}BPMNShape")}
    edges = {edge.get("bpmnElement"): edge for edge in root.iter(f"{BDI}BPMNEdge")}
    nodes = [e for kind in (*NODES, "participant", "textAnnotation") for e in root.iter(B + kind)]
    lines = [e for kind in ("sequenceFlow", "association", "messageFlow") for e in root.iter(B + kind)]
    assert {e.get("id") for e in nodes} == set(shapes)
    assert {e.get("id") for e in lines} == set(edges)
    for shape in shapes.values():
        bounds = shape.find(BOUNDS)
        assert bounds is not None
        assert all(int(bounds.get(key, "-1")) >= 0 for key in ("x", "y")) and int(bounds.get("width", "0")) > 0
    assert all(len(edge.findall(WAYPOINT)) >= 2 for edge in edges.values())


def test_a_task_says_who_and_its_note_says_the_gate_with_the_article() -> None:
    root = _bpmn("cn-anhui-luan/2021-08-06")
    known = _once(root)
    assert known["task_approval_apply"].get("name") == "单独报批（项目建设单位）"
    note = known["note_task_approval_apply"].find(f"{B}text")
    assert note is not None and note.text is not None
    assert "500万元" in note.text and "〔第九条" in note.text


@pytest.mark.parametrize("name", PACKS)
def test_tables_are_unique_typed_and_required(name: str) -> None:
    root, pack = _dmn(name), _pack(name)
    known = _once(root)
    tables = {table.id for table in (pack.scope.table, *pack.tables.values()) if table is not None}
    assert {e.get("id") for e in root.iter(f"{D}decision")} == {f"decision_{id}" for id in tables}
    for element in root.iter():
        href = element.get("href")
        assert href is None or href.removeprefix("#") in known
        assert element.get("dmnElementRef") is None or element.get("dmnElementRef") in known
    for drawn in root.iter(f"{D}decisionTable"):
        assert drawn.get("hitPolicy") == "UNIQUE"
        inputs, outputs = drawn.findall(f"{D}input"), drawn.findall(f"{D}output")
        assert outputs
        for read in drawn.iter(f"{D}inputExpression"):
            assert read.get("typeRef") in ("number", "string", "boolean", "date")
        for rule in drawn.findall(f"{D}rule"):
            assert len(rule.findall(f"{D}inputEntry")) == len(inputs)
            assert len(rule.findall(f"{D}outputEntry")) == len(outputs)
            assert "〔" in (rule.findtext(f"{D}annotationEntry/{D}text") or "")
    drawn_ids = {e.get("dmnElementRef") for e in root.iter() if e.get("dmnElementRef")}
    for kind in ("decision", "inputData", "informationRequirement"):
        assert {e.get("id") for e in root.iter(D + kind)} <= drawn_ids


def test_the_line_of_five_million_is_a_number_in_yuan() -> None:
    table = next(
        t for t in _dmn("cn-anhui-luan/2021-08-06").iter(f"{D}decisionTable") if t.get("id") == "table_approval_route"
    )
    assert [read.text for read in table.iterfind(f"{D}input/{D}inputExpression/{D}text")] == ["total_estimate"]
    rows = [
        (rule.findtext(f"{D}inputEntry/{D}text"), rule.findtext(f"{D}outputEntry/{D}text"))
        for rule in table.iterfind(f"{D}rule")
    ]
    assert rows == [(">= 5000000", '"own"'), ("< 5000000", '"bundled"')]


def test_money_is_exact() -> None:
    assert literal(Money.parse("4999999.99元")) == "4999999.99"
    assert literal(Money.parse("0.05元")) == "0.05"
    assert literal(Money.parse("0.5亿元")) == "50000000"


def test_opposite_conditions_are_never_one_input() -> None:
    """What FEEL can't say is a yes/no input of its own; two that differ only in the operator must differ."""
    pack = _pack("cn-jilin/draft")
    one = cells(pack, parse_tree({"any": ["total_estimate >= 5元", "secrecy == plain"]}))
    other = cells(pack, parse_tree({"any": ["total_estimate < 5元", "secrecy == plain"]}))
    assert one[0].column.variable != other[0].column.variable
