"""least_change(): it opens the act, no smaller set does, and it finds what trying everything finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chengzhang.engine.case import Act, Bench, Subject
from chengzhang.engine.change import Change, least_change
from chengzhang.engine.decide import decide
from chengzhang.engine.deciding.journal import Journal
from chengzhang.engine.deciding.wishes import come_true
from chengzhang.engine.pack.model import Pack, Rule
from chengzhang.engine.rules.ast import ALWAYS, Tree
from chengzhang.engine.rules.parse import parse_tree
from tests.engine.decide.asking import calendar, case, land, put

READY: dict[str, Any] = {"states": {"request": "drafting"}, "papers": ["tide_survey", "manifest", "crew_list"]}


def changes(action: str, on: str = "2026-12-01", *roles: str, **said: Any) -> tuple[Change, ...]:
    file = case(on, **said)
    return least_change(land(), *put(file, action, *roles), calendar(), file.bench)


def steps(change: Change) -> set[tuple[str, str]]:
    return {(step.kind, step.id) for step in change.steps}


def test_an_open_act_needs_no_change() -> None:
    assert changes("request.submit", **READY) == ()


def test_what_is_out_of_scope_is_opened_by_nothing() -> None:
    assert changes("request.submit", "2019-12-31", **READY) == ()


def test_missing_papers_are_one_set_and_say_which_may_be_declared_not_applicable() -> None:
    [change] = changes("request.submit", states=READY["states"], facts={"cargo": ["fuel"]})
    assert steps(change) == {("paper", p) for p in ("tide_survey", "manifest", "fuel_plan", "crew_list")}
    assert "不适用" in next(s.zh for s in change.steps if s.id == "fuel_plan")


def test_waiting_is_a_step_with_its_first_day() -> None:
    first = changes("request.submit", "2027-02-01", **READY)[0]
    assert steps(first) == {("day", "act_day")}
    assert first.opens_on == date(2027, 11, 1)


def test_a_lift_is_asked_of_the_role_that_may_and_brings_its_paper() -> None:
    said = {
        "states": {"berth": "assigned", "permit": "granted"},
        "papers": ["tide_table"],
        "parts": "all",
        "facts": {"permit.granted_on": "2026-02-02", "pilot_on_board": "no"},
    }
    found = changes("berth.moor", "2026-03-02", **said)
    assert {("correct", "pilot_on_board")} in [steps(c) for c in found]
    lifting = next(c for c in found if ("lift", "pilot_on_board") in steps(c))
    assert ("paper", "log_entry") in steps(lifting)
    assert next(s for s in lifting.steps if s.kind == "lift").who == ("harbour_master",)


def test_another_body_s_act_and_a_missing_part_are_named_with_who_does_them() -> None:
    said = {"states": {"berth": "assigned"}, "papers": ["tide_table"], "facts": {"pilot_on_board": "yes"}}
    first = changes("berth.moor", "2026-03-02", **said)[0]
    assert ("part", "pilot.sign") in steps(first) and ("act", "permit") in steps(first)
    assert next(s for s in first.steps if s.kind == "part" and s.id == "pilot.sign").who == ("pilot",)


def test_an_unknown_fact_is_asked_for_with_a_value_that_helps_and_the_act_it_comes_from() -> None:
    facts = {"hull_cost": "100万元", "refit.amount": "5万元"}
    first = changes("refit.file", states={"refit": "asked"}, facts=facts)[0]
    assert steps(first) == {("give", "refit.new_cost")}
    assert (str(first.steps[0].value), first.steps[0].act) == ("200万元", "refit.ask")


# ---------------------------------------------------------------- against trying everything

BITS = ("pilot_on_board", "secret_cargo", "unit.local")
WORDS = {"trade": ("coastal", "ocean"), "vessel_kind": ("boat", "ferry", "tanker")}
NAMES = (*BITS, *WORDS)


def lines() -> st.SearchStrategy[str]:
    bits = st.builds(lambda n, v: f"{n} == {v}", st.sampled_from(BITS), st.sampled_from(("yes", "no")))
    words = st.sampled_from([f"{n} {op} {w}" for n, ws in WORDS.items() for w in ws for op in ("==", "!=")])
    return bits | words


def trees() -> st.SearchStrategy[Any]:
    return st.recursive(
        lines(),
        lambda inner: st.builds(
            lambda key, items: {key: items},
            st.sampled_from(("all", "any", "none")),
            st.lists(inner, min_size=1, max_size=3),
        ),
        max_leaves=4,
    )


def pack_with(rules: list[tuple[Any, Any]]) -> Pack:
    """test-land without a scope, with only these rules at one act."""
    made = {}
    for n, (when, require) in enumerate(rules):
        tree: Tree = ALWAYS if when is None else parse_tree(when)
        made[f"r{n}"] = Rule(f"r{n}", ("crew.list",), ("9-1",), f"规则{n}", tree, require=parse_tree(require))
    return replace(land(), rules=made, scope=replace(land().scope, table=None), digest="")


VALUES: dict[str, tuple[Any, ...]] = {**dict.fromkeys(BITS, (True, False)), **WORDS}
known = st.fixed_dictionaries({name: st.sampled_from((None, *VALUES[name])) for name in NAMES})


def harbour(facts: dict[str, Any]) -> tuple[Subject, Act]:
    top = Subject("authority_office")
    unit = top.add(Subject("unit"))
    project = unit.add(Subject("project", state="active"))
    crew = project.add(Subject("crew"))
    for name, value in facts.items():
        if value is not None:
            (unit if name == "unit.local" else project).facts[name.rpartition(".")[2]] = value
    return crew, Act("crew.list", date(2026, 3, 2), frozenset({"skipper"}))


def smallest_by_trying_all(pack: Pack, facts: dict[str, Any]) -> set[frozenset[str]]:
    """Every set of facts such that some other values of just these open the act, and of no part of them do."""
    opened: set[frozenset[str]] = set()
    for size in range(len(NAMES) + 1):
        for names in combinations(NAMES, size):
            if not any(smaller <= set(names) for smaller in opened) and _some_opens(pack, facts, names):
                opened.add(frozenset(names))
    return opened


def _some_opens(pack: Pack, facts: dict[str, Any], names: tuple[str, ...]) -> bool:
    tries: list[dict[str, Any]] = [dict(facts)]
    for name in names:
        tries = [{**one, name: v} for one in tries for v in VALUES[name] if v != facts[name]]
    return any(decide(pack, *harbour(one), calendar(), sealed=False).open_but_for_form for one in tries)


@settings(max_examples=120, deadline=None)
@given(rules=st.lists(st.tuples(st.none() | trees(), trees()), min_size=1, max_size=3), facts=known)
def test_it_finds_exactly_the_smallest_sets(rules: list[tuple[Any, Any]], facts: dict[str, Any]) -> None:
    pack = pack_with(rules)
    subject, act = harbour(facts)
    found = least_change(pack, subject, act, calendar(), most=100)
    names = {frozenset(step.id for step in change.steps) for change in found}
    expected = smallest_by_trying_all(pack, facts)
    assert names == (expected if expected != {frozenset()} else set())


@settings(max_examples=60, deadline=None)
@given(rules=st.lists(st.tuples(st.none() | trees(), trees()), min_size=1, max_size=3), facts=known)
def test_each_set_opens_the_act_and_leaves_the_case_alone(rules: list[tuple[Any, Any]], facts: dict[str, Any]) -> None:
    pack = pack_with(rules)
    subject, act = harbour(facts)
    before = [dict(node.facts) for node in subject.root().walk()]
    for change in least_change(pack, subject, act, calendar()):
        with Journal() as journal:
            world = come_true(pack, frozenset(change.steps), subject, act, Bench(), journal)
            opened = decide(pack, world.subject, world.act, calendar(), world.bench, sealed=False)
            assert opened.open_but_for_form
    assert [dict(node.facts) for node in subject.root().walk()] == before
