"""Decision tables: for every case there can be exactly one row; and every row is of use to some case."""

from __future__ import annotations

from collections.abc import Iterator

from chengzhang.engine.clock import Calendar
from chengzhang.engine.pack.model import Row, Table
from chengzhang.engine.proof.answers import against, possible
from chengzhang.engine.proof.asking import Asker
from chengzhang.engine.proof.claims import Claim
from chengzhang.engine.proof.encode import Encoder
from chengzhang.engine.proof.instance import Instance
from chengzhang.engine.proof.life import Lives
from chengzhang.engine.proof.said import limits_in
from chengzhang.engine.proof.symbols import Bool, both
from chengzhang.engine.rules.check import check_tree
from chengzhang.engine.rules.names import Scope
from chengzhang.engine.rules.run import compile_tree
from chengzhang.engine.rules.truth import Verdict


def prove_tables(lives: Lives, calendar: Calendar | None) -> Iterator[Claim]:
    pack = lives.pack
    tables = [*pack.tables.values(), *(r.holder for r in pack.roles.values() if isinstance(r.holder, Table))]
    if pack.scope.table is not None and pack.scope.table.id not in pack.tables:
        tables.append(pack.scope.table)
    askers: dict[str, Asker] = {}
    for table in tables:
        kind = _kind(lives, table)
        if kind is not None:
            asker = askers.setdefault(kind, Asker(lives, kind, None, calendar, strictly=True))
            yield from _Table(asker, table).claims()


def _kind(lives: Lives, table: Table) -> str | None:
    """The first kind of subject that sees all rows."""
    for kind in ("project", *lives.pack.subjects):
        if not any(check_tree(Scope(lives.pack, kind), row.when) for row in table.rows):
            return kind
    return None


class _Table:
    def __init__(self, asker: Asker, table: Table) -> None:
        self.asker, self.table, self.pack = asker, table, asker.pack
        self.limits = limits_in(self.pack, *(row.when for row in table.rows))

    def claims(self) -> Iterator[Claim]:
        yield self.complete()
        for at, row in enumerate(self.table.rows):
            for other in self.table.rows[at + 1 :]:
                yield self.apart(row, other)
        for row in self.table.rows:
            yield self.useful(row)

    def complete(self) -> Claim:
        says = f"表“{self.table.id}”每种情形都有一行管到"

        def goal(encoder: Encoder) -> Bool:
            return both(*(encoder.tree(row.when).unmet for row in self.table.rows))

        def holds(case: Instance) -> bool:
            return all(verdict is False for verdict in self.verdicts(case))

        answer = self.asker.ask(goal, holds)
        claim = Claim("table.gap", f"tables.{self.table.id}", says, mark=self.table.mark, cite=self.table.cite)
        return against(
            claim, answer, holds, self.limits, f"表“{self.table.id}”没有一行管到这种情形", "补上一行，或改正边界"
        )

    def apart(self, row: Row, other: Row) -> Claim:
        names = f"“{_then(row)}”和“{_then(other)}”"

        def goal(encoder: Encoder) -> Bool:
            return both(encoder.tree(row.when).met, encoder.tree(other.when).met)

        def holds(case: Instance) -> bool:
            return self.verdict(case, row) is True and self.verdict(case, other) is True

        answer = self.asker.ask(goal, holds)
        claim = Claim(
            "table.overlap",
            f"tables.{self.table.id}",
            f"表“{self.table.id}”的{names}不会同时成立",
            mark=other.mark or self.table.mark,
            cite=(*row.cite, *other.cite) or self.table.cite,
        )
        return against(
            claim,
            answer,
            holds,
            self.limits,
            f"表“{self.table.id}”的{names}两行同时管到这种情形",
            "改正边界，使只有一行成立",
        )

    def useful(self, row: Row) -> Claim:
        claim = Claim(
            "table.row",
            f"tables.{self.table.id}",
            f"表“{self.table.id}”的“{_then(row)}”一行有情形可用",
            mark=row.mark or self.table.mark,
            cite=row.cite or self.table.cite,
        )
        answer = self.asker.ask(lambda e: e.tree(row.when).met, lambda case: self.verdict(case, row) is True)
        return possible(
            claim,
            answer,
            f"表“{self.table.id}”的“{_then(row)}”一行永远不成立：各条相互矛盾",
            "核对这一行的各条，或删去这一行",
        )

    def verdicts(self, case: Instance) -> list[Verdict]:
        return [self.verdict(case, row) for row in self.table.rows]

    def verdict(self, case: Instance, row: Row) -> Verdict:
        return compile_tree(self.pack, self.asker.kind, row.when, self.asker.forms).verdict(case.ask())


def _then(row: Row) -> str:
    if isinstance(row.then, dict):
        return "，".join(row.then.values())
    return str(row.then or row.ask)
