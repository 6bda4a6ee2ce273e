"""The formulas say what the evaluator says: on cases the solver invents, and on cases drawn at random."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

z3 = pytest.importorskip("z3")

from chengzhang.engine.case import Bench, Ruling, Subject  # noqa: E402
from chengzhang.engine.proof.encode import Encoder  # noqa: E402
from chengzhang.engine.proof.instance import realise  # noqa: E402
from chengzhang.engine.proof.life import Lives  # noqa: E402
from chengzhang.engine.proof.nodes import Node  # noqa: E402
from chengzhang.engine.proof.symbols import Sym, constant  # noqa: E402
from chengzhang.engine.proof.variables import NAMES  # noqa: E402
from chengzhang.engine.proof.world import World  # noqa: E402
from chengzhang.engine.rules.ast import Tree  # noqa: E402
from chengzhang.engine.rules.context import Context  # noqa: E402
from chengzhang.engine.rules.parse import parse_test  # noqa: E402
from chengzhang.engine.rules.run import compile_tree  # noqa: E402
from chengzhang.engine.rules.truth import Unknown  # noqa: E402
from tests.engine.rules.build import CALENDAR, DAY, PACK  # noqa: E402
from tests.engine.rules.test_rules_laws import LINES, RECORD_LINES, cases, trees  # noqa: E402

ANYHOW = Lives(PACK, {}, {})  # any state with any facts: the rules must agree on those too
NEVER_UNMET = {"build_mode in own|unified", "apart >= 0元", "ruled_rate >= 10%"}
RENAMED = dict(
    zip(("甲局", "乙局", "某平台"), NAMES, strict=True)
)  # proofs know three names, which is enough to differ
ALL_LINES = [*LINES, *RECORD_LINES]


def encoder(rows: int = 3) -> Encoder:
    world = World(ANYHOW, "project", None, rows, CALENDAR)
    return Encoder(world)


def evaluated(tree: Tree, ctx: Context) -> str:
    verdict = compile_tree(PACK, "project", tree).verdict(ctx)
    return "unknown" if isinstance(verdict, Unknown) else "met" if verdict else "unmet"


def solved(world: World, *wanted: Any) -> Any:
    solver = z3.Solver()
    solver.set("timeout", 20_000)
    solver.add(*world.truths(), *wanted)
    assert solver.check() != z3.unknown
    return solver.model() if solver.check() == z3.sat else None


@pytest.mark.parametrize("line", ALL_LINES)
def test_every_kind_of_line_can_come_out_each_way_and_the_evaluator_agrees(line: str) -> None:
    tree, outcomes = parse_test(line), set()
    for wanted in ("met", "unmet", "unknown"):
        symbolic = encoder()
        model = solved(symbolic.world, getattr(symbolic.tree(tree), wanted))
        if model is not None:
            outcomes.add(wanted)
            assert evaluated(tree, realise(symbolic.world, model).context) == wanted
    assert "met" in outcomes
    assert "unmet" in outcomes or line in NEVER_UNMET


@settings(max_examples=60, deadline=None)
@given(trees(ALL_LINES), st.sampled_from(["met", "unmet", "unknown"]))
def test_what_the_solver_invents_the_evaluator_judges_alike(tree: Tree, wanted: str) -> None:
    symbolic = encoder(2)
    model = solved(symbolic.world, getattr(symbolic.tree(tree), wanted))
    if model is not None:
        assert evaluated(tree, realise(symbolic.world, model).context) == wanted


@settings(max_examples=80, deadline=None)
@given(cases(), trees(ALL_LINES))
def test_on_a_case_drawn_at_random_the_formula_says_what_the_evaluator_says(project: Subject, tree: Tree) -> None:
    readings = {id: sorted(question.readings)[-1] for id, question in PACK.questions.items()} | {"exactly_12": "milder"}
    bench = Bench(tuple(Ruling(id, reading, DAY) for id, reading in readings.items()), {"cap": 5})
    expected = evaluated(tree, Context(PACK, project, DAY, {}, bench, CALENDAR))
    symbolic = encoder(3)
    says, world = symbolic.tree(tree), symbolic.world
    pins = [*_same(world, world.acting, project), world.act_day == DAY.toordinal()]
    pins += [world.reads(id, readings[id]) for id in world.readings]
    pins += [sym.term == bench.parameters[id] for id, (_, sym) in world.settings.items()]
    model = solved(world, *pins)
    assert model is not None
    said = getattr(says, expected)
    assert said is True or (said is not False and z3.is_true(model.eval(said, model_completion=True)))


def _same(world: World, node: Node, subject: Subject | None) -> list[Any]:
    """The variables of a node hold just what the subject holds; likewise above and below."""
    return [
        *_node(world, node, subject),
        *(
            _same(world, node.parent, subject.parent if subject else None)
            if node.parent is not None and node is world.acting
            else []
        ),
    ]


def _node(world: World, node: Node, subject: Subject | None) -> list[Any]:
    pins: list[Any] = []
    if node.exists is not True:
        pins.append(node.exists == (subject is not None))
    if subject is None:
        return pins
    pins.append(node.state == world.codes.of(subject.state))
    for key, (_, sym) in node.facts.items():
        pins += _value(world, sym, subject.facts.get(key))
    for (paper, part), there in node.papers.items():
        held = subject.papers.get(paper)
        pins.append(there == (held is not None and (part is None or part in held)))
    for kind, rows in node.children.items():
        given_rows = list(subject.children.get(kind, []))
        if world.acting in rows:
            continue
        if not world.scope.many(kind):
            given_rows = given_rows[-1:]
        pins += [
            p for n, row in enumerate(rows) for p in _node(world, row, given_rows[n] if n < len(given_rows) else None)
        ]
    for key, rows in node.tables.items():
        values = subject.facts.get(key)
        pins.append(node.tables_known[key] == (values is not None))
        for n, row in enumerate(rows):
            value = values[n] if values is not None and n < len(values) else None
            pins.append(row.exists == (value is not None))
            if value is not None:
                for column, (_, sym) in row.facts.items():
                    pins += _value(world, sym, value.get(column))
    return pins


def _value(world: World, sym: Sym, value: Any) -> list[Any]:
    if value is None:
        return [z3.Not(sym.there)]
    pins: list[Any] = [sym.there]
    if sym.shape == "set":
        return [*pins, *(there == (word in value) for word, there in sym.term.items())]
    term = constant(RENAMED.get(value, value), world.codes).term
    if sym.shape == "ratio":
        return [*pins, sym.term[0] * term[1] == term[0] * sym.term[1]]
    return [*pins, sym.term == term]
