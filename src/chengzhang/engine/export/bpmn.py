"""A pack's lifecycle as BPMN 2.0 with its diagram: a pool a subject, a task an act, a gateway a state.

What must hold at an act stands beside its task with the articles; what an act sets going elsewhere is a message flow.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from chengzhang.engine.export.layout import ROW, Bounds, placed, way
from chengzhang.engine.pack.diff_aspects import PARTS, who_zh
from chengzhang.engine.pack.diff_meaning import said_moment
from chengzhang.engine.pack.model import Action, Pack, SubjectDef
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.states import state_zh

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
PREFIXES = {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI}
SIZES = {"startEvent": (36, 36), "endEvent": (36, 36), "intermediateCatchEvent": (36, 36), "exclusiveGateway": (50, 50)}
TASK = (100, 80)
GAP = 40  # between two pools
NOTE_WIDTH, LETTERS, LINE = 170, 12, 15  # of an annotation: pixels, characters a line, pixels a line


def to_bpmn(pack: Pack) -> str:
    """The text of a .bpmn file: every subject that the pack has actions for."""
    for prefix, uri in PREFIXES.items():
        ET.register_namespace(prefix, uri)
    root = ET.Element(
        _q(BPMN, "definitions"),
        {"id": "definitions", "targetNamespace": f"urn:chengzhang:{pack.id}:{pack.release}", "exporter": "chengzhang"},
    )
    collaboration = _sub(root, BPMN, "collaboration", id="collaboration")
    diagram = ET.Element(_q(BPMNDI, "BPMNDiagram"), {"id": "diagram"})
    plane = _sub(diagram, BPMNDI, "BPMNPlane", id="plane", bpmnElement="collaboration")
    tasks: dict[str, Bounds] = {}
    top = 0
    for subject in pack.subjects.values():
        if subject.actions:
            pool = _Pool(pack, subject)
            _sub(
                collaboration, BPMN, "participant",
                id=f"pool_{subject.id}", name=pack.call(subject.id), processRef=f"process_{subject.id}",
            )  # fmt: skip
            root.append(pool.process)
            top += pool.draw(plane, top) + GAP
            tasks |= pool.tasks
    _messages(pack, collaboration, plane, tasks)
    root.append(diagram)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written.decode() + "\n"


class _Pool:
    """One subject's process, built as nodes and flows, then drawn."""

    def __init__(self, pack: Pack, subject: SubjectDef) -> None:
        self.pack, self.subject = pack, subject
        self.process = ET.Element(_q(BPMN, "process"), {"id": f"process_{subject.id}", "isExecutable": "false"})
        self.nodes: dict[str, ET.Element] = {}
        self.flows: list[tuple[str, str, str, str]] = []  # id, from, to, name
        self.notes: dict[str, str] = {}  # task -> annotation
        self.tasks: dict[str, Bounds] = {}
        self._states()
        for action in subject.actions.values():
            self._action(action)
        self._lapses()
        self._ends()
        self._write_flows()

    # ---------------------------------------------------------- nodes

    def _node(self, kind: str, id: str, name: str) -> str:
        self.nodes[id] = _sub(self.process, BPMN, kind, id=id, name=name)
        return id

    def _flow(self, start: str, end: str, name: str = "") -> None:
        self.flows.append((f"flow_{self.subject.id}_{len(self.flows) + 1}", start, end, name))

    def _state(self, state: str) -> str:
        return f"state_{self.subject.id}_{state}"

    def _states(self) -> None:
        start = self._node("startEvent", f"start_{self.subject.id}", "")
        for state in dict.fromkeys(("new", *self.subject.states)):
            self._node("exclusiveGateway", self._state(state), state_zh(self.pack, self.subject.id, state))
        self._flow(start, self._state("new"))

    def _action(self, action: Action) -> None:
        kind = "serviceTask" if action.by == "system" else "userTask"
        task = self._node(kind, _task(action.id), f"{action.zh}（{who_zh(self.pack, action.by)}）")
        self._document(task, action)
        for state in action.from_states:
            self._flow(self._state(state), task)
        if action.to is not None:
            self._flow(task, self._state(action.to))
        elif action.to_words:
            choice = self._node("exclusiveGateway", f"choice_{self.subject.id}_{action.verb}", "")
            self._flow(task, choice)
            for word, state in action.to_words.items():
                self._flow(choice, self._state(state), self._word(word))
        self._note(task, action)

    def _document(self, task: str, action: Action) -> None:
        said = [f"由{who_zh(self.pack, action.by)}办", _articles(self.pack, action.cite)]
        said += [f"{who_zh(self.pack, party.role)}{PARTS[party.part]}" for party in action.with_]
        if action.papers:
            said.append("要交：" + "、".join(self.pack.papers[paper].zh for paper in action.papers))
        _sub(self.nodes[task], BPMN, "documentation").text = "；".join(filter(None, said))

    def _note(self, task: str, action: Action) -> None:
        rules = [rule for rule in self.pack.rules.values() if action.id in rule.at]
        if rules:
            self.notes[task] = "\n".join(f"{rule.say}{_articles(self.pack, rule.cite)}" for rule in rules)

    def _word(self, word: str) -> str:
        return next((kind.words[word] for kind in self.pack.types.values() if word in kind.words), word)

    def _lapses(self) -> None:
        for number, lapse in enumerate(self.subject.lapses, 1):
            clocks = "或".join(said_moment(self.pack, (self.subject.id,), after) for after, _ in lapse.any)
            timer = self._node("intermediateCatchEvent", f"lapse_{self.subject.id}_{number}", f"到{clocks}")
            for state in lapse.from_states:
                self._flow(self._state(state), timer)
            self._flow(timer, self._state(lapse.to))

    def _ends(self) -> None:
        """Where it may rest for ever, and where nothing leads on, the process ends."""
        starts = {start for _, start, _, _ in self.flows}
        for state in self.subject.states:
            if state in self.subject.ends or self._state(state) not in starts:
                end = self._node("endEvent", f"end_{self.subject.id}_{state}", "")
                self._flow(self._state(state), end)

    def _write_flows(self) -> None:
        for id, _, end, _ in self.flows:
            _sub(self.nodes[end], BPMN, "incoming").text = id
        for id, start, _, _ in self.flows:
            _sub(self.nodes[start], BPMN, "outgoing").text = id
        for node in self.nodes.values():
            if node.tag == _q(BPMN, "intermediateCatchEvent"):
                _sub(node, BPMN, "timerEventDefinition", id=f"timer_{node.get('id')}")
        for id, start, end, name in self.flows:
            flow = _sub(self.process, BPMN, "sequenceFlow", id=id, sourceRef=start, targetRef=end)
            if name:
                flow.set("name", name)
        for task, text in self.notes.items():
            note = _sub(self.process, BPMN, "textAnnotation", id=f"note_{task}")
            _sub(note, BPMN, "text").text = text
            _sub(self.process, BPMN, "association", id=f"link_{task}", sourceRef=task, targetRef=f"note_{task}")

    # ---------------------------------------------------------- diagram

    def draw(self, plane: ET.Element, top: int) -> int:
        """Draw the pool with its upper edge at `top`; its height in pixels."""
        after: dict[str, list[str]] = {}
        for _, start, end, _ in self.flows:
            after.setdefault(start, []).append(end)
        sizes = {id: SIZES.get(node.tag.rpartition("}")[2], TASK) for id, node in self.nodes.items()}
        tallest = max(map(_note_height, self.notes.values()), default=0)
        row = max(ROW, 92 + tallest + 40)
        at, width, height = placed(sizes, after, f"start_{self.subject.id}", top, row)
        pool = _shape(plane, f"pool_{self.subject.id}", Bounds(0, top, width, height))
        pool.set("isHorizontal", "true")
        for id, bounds in at.items():
            shape = _shape(plane, id, bounds)
            if self.nodes[id].tag == _q(BPMN, "exclusiveGateway"):
                shape.set("isMarkerVisible", "true")
        for id, start, end, _ in self.flows:
            _edge(plane, id, *way(at[start], at[end]))
        for task, text in self.notes.items():
            box = Bounds(at[task].x - 10, at[task].y + 92, NOTE_WIDTH, _note_height(text))
            _shape(plane, f"note_{task}", box)
            _edge(plane, f"link_{task}", at[task].bottom, (at[task].bottom[0], box.y))
        self.tasks = {id: bounds for id, bounds in at.items() if id.startswith("task_")}
        return height


def _messages(pack: Pack, collaboration: ET.Element, plane: ET.Element, tasks: dict[str, Bounds]) -> None:
    """What an act sets going in another pool."""
    for action in pack.actions.values():
        for follow in action.then:
            other = pack.actions.get(follow.act)
            if other is None or other.subject == action.subject:
                continue
            start, end = _task(action.id), _task(other.id)
            id = f"message_{action.subject}_{action.verb}_{other.subject}_{other.verb}"
            _sub(collaboration, BPMN, "messageFlow", id=id, sourceRef=start, targetRef=end)
            _edge(plane, id, tasks[start].bottom, tasks[end].top)


def _note_height(text: str) -> int:
    return 10 + LINE * sum(-(-len(line) // LETTERS) for line in text.splitlines())


def _task(act: str) -> str:
    return "task_" + act.replace(".", "_")


def _articles(pack: Pack, cite: tuple[str, ...]) -> str:
    names = dict.fromkeys(one.zh for one in citations(pack, cite))
    return f"〔{'、'.join(names)}〕" if names else ""


def _q(uri: str, name: str) -> str:
    return f"{{{uri}}}{name}"


def _sub(parent: ET.Element, uri: str, tag: str, /, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, _q(uri, tag), attributes)


def _shape(plane: ET.Element, element: str, at: Bounds) -> ET.Element:
    shape = _sub(plane, BPMNDI, "BPMNShape", id=f"{element}_di", bpmnElement=element)
    _sub(shape, DC, "Bounds", x=str(at.x), y=str(at.y), width=str(at.width), height=str(at.height))
    return shape


def _edge(plane: ET.Element, element: str, *points: tuple[int, int]) -> None:
    edge = _sub(plane, BPMNDI, "BPMNEdge", id=f"{element}_di", bpmnElement=element)
    for x, y in points:
        _sub(edge, DI, "waypoint", x=str(x), y=str(y))
