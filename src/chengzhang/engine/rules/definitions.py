"""Static checks of what a pack defines by name: derived facts, tables, and circles among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from chengzhang.engine.pack.model import DerivedFact, Table
from chengzhang.engine.rules.ast import Derivation, Mark, Name, Tree
from chengzhang.engine.rules.check import NUMBERS, ORDERED, TYPE_ZH, LineCheck, check_tree, type_zh
from chengzhang.engine.rules.errors import RuleError
from chengzhang.engine.rules.names import PackLike, Rows, Scope, Unresolved, compatible
from chengzhang.engine.rules.operand_text import AGGREGATES
from chengzhang.engine.rules.touch import names_in_moment, names_of


def check_derivation(scope: Scope, fact: DerivedFact) -> list[RuleError]:
    """Faults of a derived fact seen from the scope's kind: names, types of the inputs, the type it says it has."""
    if fact.when is not None:
        wrong = [] if fact.type == "yes_no" else [_type_fault(scope, fact, "yes_no")]
        return wrong + check_tree(scope, fact.when)
    if fact.derivation is None:
        return [RuleError(fact.mark, f"“{fact.name}”没有 is，也没有 when", "写上其中一个", code="derived.empty")]
    line = LineCheck(scope, fact.name, fact.mark)
    rows: Rows | None = None
    with line:
        kind = _derivation_type(line, fact.derivation, fact.over)
        if kind and not compatible(scope, fact.type, kind) and not (kind == "count" and fact.type == "year"):
            line.found.append(_type_fault(scope, fact, kind))
        if fact.where is not None and fact.derivation.function in AGGREGATES:
            rows = scope.aggregate(fact.derivation.function, getattr(fact.derivation.args[0], "text", ""), fact.over)
    if fact.where is not None and fact.derivation.function not in AGGREGATES:
        line.fault("", "where 只用于 count、sum、latest 等汇总", "去掉 where", "derived.where")
    inside = check_tree(scope.of(rows.kind, rows), fact.where) if rows is not None and fact.where is not None else []
    return line.found + inside


def _type_fault(scope: Scope, fact: DerivedFact, kind: str) -> RuleError:
    what = f"“{fact.name}”写的类型是{type_zh(scope, fact.type)}，算出来是{type_zh(scope, kind)}"
    return RuleError(fact.mark, what, f"把 type 改成 {kind}，或改算式", code="derived.type")


def _derivation_type(line: LineCheck, derivation: Derivation, over: str | None) -> str:
    function = derivation.function
    if derivation.moment is not None:
        line.moment(derivation.moment)
        return "date"
    if function in AGGREGATES:
        arg = derivation.args[0]
        if not isinstance(arg, Name):
            raise Unresolved(f"{function} 里应是名称", "写主体或它的事实", "rule.function")
        kind = line.aggregate(function, arg, over)
        allowed = {"sum": NUMBERS, "earliest": ("date",), "latest": ("date",)}.get(function, ORDERED)
        if kind not in (*allowed, ""):
            raise Unresolved(f"{function} 不能用于{type_zh(line.scope, kind)}", "换一个事实或函数", "derived.function")
        return kind
    kinds = [line.type(arg) for arg in derivation.args]
    return _single_type(line, function, kinds)


def _single_type(line: LineCheck, function: str, kinds: list[str]) -> str:
    known = [kind for kind in kinds if kind]
    allowed: tuple[str, ...] = ()
    match function:
        case "plus" | "minus" | "distance":
            allowed, result = NUMBERS, known[0] if known else ""
        case "share" | "share_of":
            allowed, result = ("money", "count"), "ratio"
        case "first_of":
            result = known[0] if known else ""
        case "later" | "earlier":
            allowed, result = ("date",), "date"
        case "year_end":
            allowed, result = ("year", "date"), "date"
        case "year_of":
            allowed, result = ("date",), "year"
        case _:
            allowed, result = ("date",), "count"
    for kind in known:
        if allowed and kind not in allowed:
            said = "、".join(TYPE_ZH[a] for a in allowed)
            what = f"{function} 只用于{said}，这里是{type_zh(line.scope, kind)}"
            raise Unresolved(what, "换一个事实或函数", "derived.function")
        if not compatible(line.scope, known[0], kind):
            mixed = f"{function} 的各项应是同一类，这里有{type_zh(line.scope, known[0])}和{type_zh(line.scope, kind)}"
            raise Unresolved(mixed, "换成同一类的事实", "derived.mixed")
    return result


def check_derived(pack: PackLike, fact: DerivedFact) -> list[RuleError]:
    """Faults of a derived fact from whichever kind of subject sees it best (none, if one kind can work it out)."""
    return _fewest(check_derivation(scope, fact) for scope in _scopes(pack))


def check_table(pack: PackLike, table: Table) -> list[RuleError]:
    """Faults of a table's rows from whichever kind of subject sees them best."""
    return _fewest([fault for row in table.rows for fault in check_tree(scope, row.when)] for scope in _scopes(pack))


def _scopes(pack: PackLike) -> Iterator[Scope]:
    """Every kind's perspective, the project's first."""
    kinds = sorted(pack.subjects, key=lambda kind: (kind != "project", kind))
    for kind in kinds:
        yield Scope(pack, kind)


def _fewest(attempts: Iterable[list[RuleError]]) -> list[RuleError]:
    best: list[RuleError] | None = None
    for faults in attempts:
        if not faults:
            return []
        if best is None or len(faults) < len(best):
            best = faults
    return best or []


def check_cycles(pack: PackLike) -> list[RuleError]:
    """One fault for each circle among derived facts and tables: none of them could ever be worked out."""
    needs: dict[str, tuple[str, ...]] = {}
    marks: dict[str, Mark | None] = {}
    for fact in pack.derived.values():
        needs[fact.name], marks[fact.name] = tuple(_needs(fact)), fact.mark
    for table in pack.tables.values():
        needs[table.id], marks[table.id] = tuple(_names_in(row.when for row in table.rows)), table.mark
    found: list[RuleError] = []
    done: set[str] = set()
    for start in needs:
        circle = _circle(start, needs, done, [])
        if circle:
            way = " → ".join(circle)
            found.append(RuleError(marks[circle[0]], f"绕成了圈：{way}", "去掉其中一处引用", code="derived.cycle"))
            done.update(circle)
    return found


def _circle(name: str, needs: dict[str, tuple[str, ...]], done: set[str], path: list[str]) -> list[str]:
    if name in path:
        return [*path[path.index(name):], name]
    if name in done or name not in needs:
        return []
    for other in needs[name]:
        found = _circle(other, needs, done, [*path, name])
        if found:
            return found
    done.add(name)
    return []


def _needs(fact: DerivedFact) -> Iterator[str]:
    derivation = fact.derivation
    if derivation is not None:
        for arg in derivation.args:
            if isinstance(arg, Name):
                yield arg.text
        if derivation.moment is not None:
            yield from (name.text for name in names_in_moment(derivation.moment))
    yield from _names_in(tree for tree in (fact.when, fact.where) if tree is not None)


def _names_in(trees: Iterable[Tree]) -> Iterator[str]:
    """Names and, of `tier.class`, the table's own."""
    for tree in trees:
        for name in names_of(tree):
            yield name
            yield name.partition(".")[0]
