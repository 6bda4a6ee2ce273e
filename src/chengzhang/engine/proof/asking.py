"""Asking the solver whether a case of some kind exists, and letting the evaluator confirm the case it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import z3

from chengzhang.engine.clock import Calendar
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.proof.encode import Encoder, always_true
from chengzhang.engine.proof.instance import Instance, realise
from chengzhang.engine.proof.life import Lives
from chengzhang.engine.proof.symbols import Beyond, Bool
from chengzhang.engine.proof.world import World

PATIENCE = 3_000  # milliseconds for one question
ROWS = (2, 4)  # how many contracts, payments and so on a case may have; the second only where two were too few

Goal = Callable[[Encoder], Bool]
Confirm = Callable[[Instance], bool]


@dataclass(frozen=True, slots=True)
class Found:
    """A case that the evaluator confirmed."""

    case: Instance


@dataclass(frozen=True, slots=True)
class NoSuch:
    """No case of the kind can exist."""


@dataclass(frozen=True, slots=True)
class Unsure:
    """Not settled; `why` in Chinese."""

    why: str


@dataclass(frozen=True, slots=True)
class Astray:
    """The solver showed a case that the evaluator judges otherwise: a fault of the encoding, not of the pack."""

    case: Instance


Answer = Found | NoSuch | Unsure | Astray


class Asker:
    """Questions about the cases of one act (or of one kind of subject); worlds are built once and used again."""

    def __init__(
        self,
        lives: Lives,
        kind: str,
        forms: tuple[str, ...] | None = None,
        calendar: Calendar | None = None,
        strictly: bool = False,
    ) -> None:
        self.strictly = strictly
        self.pack: Pack = lives.pack
        self.lives, self.kind, self.forms, self.calendar = lives, kind, forms, calendar
        self._encoders: dict[int, Encoder] = {}
        self._truths: dict[int, list[Any]] = {}

    def ask(self, goal: Goal, confirm: Confirm, lives: Lives | None = None) -> Answer:
        """Is there a case for which `goal` holds? `lives`: with these looks of the subjects only.

        First with sums and counts left free, where a no is a no for any number of rows; then with real rows.
        """
        try:
            return self._ask(goal, confirm, lives)
        except Beyond as why:
            return Unsure(str(why))

    def _ask(self, goal: Goal, confirm: Confirm, lives: Lives | None) -> Answer:
        answer = self._solve(0, goal, confirm, lives)
        for rows in ROWS:
            if answer is not None:
                return answer
            answer = self._solve(rows, goal, confirm, lives, last=rows == ROWS[-1])
        return answer or Unsure(f"{ROWS[-1]}行以内没有这样的项目，更多行没有试")

    def _solve(self, rows: int, goal: Goal, confirm: Confirm, lives: Lives | None, last: bool = False) -> Answer | None:
        """None: go on with (more) rows."""
        encoder = self.encoder(rows)
        wanted = goal(encoder)
        always = self._always(encoder, rows)
        if wanted is False:
            return None if rows else NoSuch()
        solver, outcome = _checked([*encoder.world.truths(lives), *always, wanted])
        if outcome == z3.unsat:
            return None if rows else Unsure("机关设定的时段只试了几种") if encoder.world.sampled else NoSuch()
        if outcome == z3.unknown:
            return Unsure("求解未在限时内得出结论") if last or not rows else None
        if encoder.world.free:
            return None  # it may not be a real one
        case = realise(encoder.world, solver.model())
        return Found(case) if confirm(case) else Astray(case)

    def encoder(self, rows: int) -> Encoder:
        if rows not in self._encoders:
            world = World(self.lives, self.kind, self.forms, rows, self.calendar)
            self._encoders[rows] = Encoder(world)
        return self._encoders[rows]

    def _always(self, encoder: Encoder, rows: int) -> list[Any]:
        if rows not in self._truths:
            self._truths[rows] = [truth for truth in always_true(encoder, self.strictly) if truth is not True]
        return self._truths[rows]


def _checked(formulas: list[Any]) -> tuple[Any, Any]:
    """A solver and its outcome; where the quick one gives up, the thorough one tries."""
    quick = z3.SimpleSolver()
    quick.set("arith.solver", 2)
    for solver in (quick, z3.Solver()):
        solver.set("timeout", PATIENCE)
        solver.add(*formulas)
        outcome = solver.check()
        if outcome != z3.unknown:
            break
    return solver, outcome
