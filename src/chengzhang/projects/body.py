"""A decision as JSON text, and back: what is stored beside an act and shown years later.

Empty parts are left out. The parts of a finding that are the pack's (sentence, citation) are the same text every time,
so their JSON is kept ready: most of a step's answer is made of pieces that were written before.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, fields, replace
from enum import Enum
from operator import attrgetter
from typing import Any

from chengzhang.engine import decision as records
from chengzhang.engine.decision import Decision, DutyView, Finding, Outcome, Receipt, TestResult, Truth

from . import stored
from .stored import dump

_PIECES_KEPT = 20_000
_WHOLE_KEPT = 4_000
_whole: dict[int, tuple[Finding, str]] = {}  # by identity; the finding is held, so its id stays its own
_pieces: dict[Any, str] = {}
_heads: dict[tuple[str, str, str, str], tuple[Any, str]] = {}

_NESTED: dict[type, dict[str, type]] = {
    Decision: {
        "findings": Finding,
        "papers": records.PaperNeed,
        "tables": records.TableView,
        "questions": records.QuestionView,
        "effects": records.Effect,
        "then": Decision,
        "duties_opened": DutyView,
        "duties_closed": DutyView,
        "receipt": Receipt,
    },
    Finding: {"cite": records.Citation, "tests": TestResult},
    records.PaperNeed: {"cite": records.Citation},
    records.TableView: {"cite": records.Citation, "tests": TestResult},
    records.QuestionView: {"cite": records.Citation},
    DutyView: {"cite": records.Citation, "due": records.DueDay},
    records.DueDay: {"steps": records.DueStep},
    records.DueStep: {"cite": records.Citation},
}
_ENUMS: dict[tuple[type, str], type[Enum]] = {
    (Decision, "outcome"): Outcome,
    (Finding, "truth"): Truth,
    (TestResult, "truth"): Truth,
    (records.TableView, "truth"): Truth,
}


_but_for_tests = attrgetter(*(one.name for one in fields(Finding) if one.name != "tests"))
_FLAT = frozenset({*_NESTED, records.Citation, records.Effect, records.DueStep, Receipt, TestResult})


def text_of(record: Any) -> str:
    """The JSON text of a decision or of one of its parts."""
    parts = []
    for name, default in _shape(type(record)):
        value = getattr(record, name)
        if value is default or (not value and value == default):
            continue
        parts.append(f'"{name}":{_text(value)}')
    return "{" + ",".join(parts) + "}"


def _text(value: Any) -> str:
    kind = type(value)
    if kind is str:
        return dump(value)
    if kind is tuple and value:
        if type(value[0]) is Finding:
            return "[" + ",".join([_finding(one) for one in value]) + "]"
        if type(value[0]) is TestResult:
            return "[" + ",".join([_test(one) for one in value]) + "]"
        if type(value[0]) is records.Citation:
            return _cited(value)
        if type(value[0]) in _FLAT:
            return "[" + ",".join([text_of(one) for one in value]) + "]"
    if kind is Receipt:
        return receipt_text(value)
    if kind in _FLAT:
        return text_of(value)
    if isinstance(value, Enum):
        return f'"{value.value}"'
    return stored.dumps(value)


def receipt_text(receipt: Receipt) -> str:
    """A receipt holds texts and one day."""
    told: dict[str, Any] = {name: getattr(receipt, name) for name, _ in _shape(Receipt)}
    told["on"] = {"$date": receipt.on.isoformat()}
    return dump(told)


def _cited(value: tuple[records.Citation, ...]) -> str:
    found = _pieces.get(value)
    return found if found is not None else _keep(value, "[" + ",".join([text_of(one) for one in value]) + "]")


def _finding(one: Finding) -> str:
    """A finding is made of the pack's pieces, written once, and of the values that its tests saw.

    A rule that holds comes as the same object whenever it saw the same values: its text is kept whole.
    """
    known = _whole.get(id(one))
    if known is not None and known[0] is one:
        return known[1]
    text = _pieced(one)
    if one.kind == "rule" and one.truth is Truth.MET:
        if len(_whole) >= _WHOLE_KEPT:
            _whole.clear()
        _whole[id(one)] = (one, text)
    return text


def _pieced(one: Finding) -> str:
    told = _but_for_tests(one)
    key = (one.kind, one.id, one.truth._value_, one.say)
    known = _heads.get(key)
    if known is None or known[0] != told:  # the same objects nearly always: compared by identity, never hashed
        if len(_heads) >= _PIECES_KEPT:
            _heads.clear()
        known = _heads[key] = (told, text_of(replace(one, tests=()))[:-1])
    head = known[1]
    if not one.tests:
        return head + "}"
    return head + ',"tests":[' + ",".join([_test(test) for test in one.tests]) + "]}"


def _test(one: TestResult) -> str:
    key = (one.source, one.zh, one.truth._value_, one.lacks, one.opens_on, *one.values.items())
    found = _pieces.get(key)
    return found if found is not None else _keep(key, text_of(one))


def _keep(key: Any, text: str) -> str:
    if len(_pieces) >= _PIECES_KEPT:
        _pieces.clear()
    _pieces[key] = text
    return text


_shapes: dict[type, tuple[tuple[str, Any], ...]] = {}


def _shape(kind: type) -> tuple[tuple[str, Any], ...]:
    found = _shapes.get(kind)
    if found is None:
        found = _shapes[kind] = tuple((one.name, _default(one)) for one in fields(kind))
    return found


def _default(one: Field[Any]) -> Any:
    if one.default is not MISSING:
        return one.default
    return one.default_factory() if one.default_factory is not MISSING else MISSING


def decision_from(text: str) -> Decision:
    """The decision that `text_of` wrote."""
    made: Decision = _made(Decision, stored.loads(text))
    return made


def duty_from(text: str) -> DutyView:
    made: DutyView = _made(DutyView, stored.loads(text))
    return made


def receipt_from(text: str) -> Receipt:
    made: Receipt = _made(Receipt, stored.loads(text))
    return made


def _made(kind: type, found: dict[str, Any]) -> Any:
    nested = _NESTED.get(kind, {})
    known = {name for name, _ in _shape(kind)}
    values: dict[str, Any] = {}
    for name, value in found.items():
        if name not in known:
            continue  # written by a later version
        inner = nested.get(name)
        if inner is not None and isinstance(value, list):
            value = tuple(_made(inner, one) for one in value)
        elif inner is not None and isinstance(value, dict):
            value = _made(inner, value)
        elif (kind, name) in _ENUMS:
            value = _ENUMS[kind, name](value)
        elif isinstance(value, list):
            value = tuple(tuple(one) if isinstance(one, list) else one for one in value)
        elif kind is records.Effect and name == "declared":
            value = {key: tuple(pair) for key, pair in value.items()}
        values[name] = value
    return kind(**values)


