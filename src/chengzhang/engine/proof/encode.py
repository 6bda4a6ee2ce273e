"""Rules as formulas: the twin of `rules.lines`, node for node; hypothesis tests hold the two equal."""

from __future__ import annotations

from typing import Any

from chengzhang.engine.proof.nodes import Node
from chengzhang.engine.proof.reading import Reader
from chengzhang.engine.proof.symbols import (
    Beyond,
    Bool,
    Says,
    Sym,
    all_say,
    any_say,
    both,
    compare,
    compared,
    either,
    no,
    settled_as,
    when,
)
from chengzhang.engine.rules.ast import (
    All,
    Among,
    Compare,
    DutyIs,
    Each,
    Holds,
    NoneOf,
    Parity,
    Presence,
    StateIs,
    Test,
    Tree,
    Within,
)
from chengzhang.engine.rules.ast import Any as AnyOf
from chengzhang.engine.rules.lines import duty_place, paper_place, paper_slot, settled
from chengzhang.engine.rules.names import Papers, Scope, Unresolved


class Encoder(Reader):
    """Trees of a pack over one world."""

    def tree(self, tree: Tree, scope: Scope | None = None, node: Node | None = None) -> Says:
        """The verdict of a tree seen from a subject (default: the one acted on)."""
        scope, node = scope or self.world.scope, node or self.world.acting
        match tree:
            case All(items):
                return all_say([self.tree(item, scope, node) for item in items])
            case AnyOf(items):
                return any_say([self.tree(item, scope, node) for item in items])
            case NoneOf(items):
                return any_say([self.tree(item, scope, node) for item in items]).turned
            case _:
                return self.test(tree, scope, node)

    def test(self, test: Test, scope: Scope, node: Node) -> Says:
        match test:
            case Compare(left, op, right):
                other = settled(scope, left, right)
                return compared(op, self.operand(left, scope, node), self.operand(other, scope, node))
            case Among(name, words, negated):
                value = self.operand(name, scope, node)
                among = either(*(compare("==", value.term, self.world.codes.of(word)) for word in words))
                return _tested(value, no(among) if negated else among)
            case Holds():
                return self._holds(test, scope, node)
            case Within(left, window):
                return self._within(self.operand(left, scope, node), self.operand(window, scope, node))
            case StateIs(path, states, negated):
                found = self.walk(scope.place(path), node)
                among = self.world.in_states(found, states)
                return settled_as(no(among) if negated else among)
            case DutyIs():
                return self._duty(test, scope, node)
            case Presence():
                return self._presence(test, scope, node)
            case Parity(name, odd):
                value = self.operand(name, scope, node)
                return _tested(value, value.term % 2 == int(odd))
            case Each():
                return self._each(test, scope, node)

    def _holds(self, test: Holds, scope: Scope, node: Node) -> Says:
        meaning = scope.meaning(test.name.text)
        if isinstance(meaning, Papers):
            paper = test.word if meaning.paper is None else meaning.paper
            part = None if meaning.paper is None else test.word
            there = self.paper_there(scope, node, paper, part)
            return settled_as(no(there) if test.negated else there)
        value = self.operand(test.name, scope, node)
        if value.shape != "set":
            raise Beyond(f"“{test.name.text}”不是集合")
        among = value.term.get(test.word, False)
        return _tested(value, no(among) if test.negated else among)

    def paper_there(self, scope: Scope, node: Node, paper: str, part: str | None) -> Bool:
        """Whether a paper (or one part of it), or what may stand in its place, is in the file."""
        file = self.walk(paper_place(scope, paper), node)
        return either(*(self.world.paper(file, slot, part) for slot in paper_slot(scope, paper)))

    def _within(self, day: Sym, window: Sym) -> Says:
        if window.shape != "pick" or True in (day.absent, day.unknown):
            if True in (day.absent, day.unknown, window.unknown):
                return compared("==", day, day)
            raise Beyond("时段不能写成公式")
        inside = either(*(both(guard, self.world.almanac.within(day.term, value)) for guard, value in window.term))
        gone = either(day.absent, window.absent)
        known = both(no(gone), no(either(day.unknown, window.unknown)))
        return Says(both(known, inside), either(gone, both(known, no(inside))))

    def _duty(self, test: DutyIs, scope: Scope, node: Node) -> Says:
        place = duty_place(scope, scope.pack.duties[test.duty].of)
        found = self.walk(place, node)
        status = self.world.duty(found, test.duty, test.status)
        return settled_as(when(found.exists, no(status) if test.negated else status, test.negated))

    def _presence(self, test: Presence, scope: Scope, node: Node) -> Says:
        meaning = scope.meaning(test.name.text)
        if isinstance(meaning, Papers):
            if meaning.paper is None:
                raise Beyond("是否有材料")
            there = self.paper_there(scope, node, meaning.paper, None)
        else:
            value = self.operand(test.name, scope, node)
            filled = either(*value.term.values()) if value.shape == "set" else True
            there = both(value.there, filled)
        return settled_as(there if test.present else no(there))

    def _each(self, test: Each, scope: Scope, node: Node) -> Says:
        rows = scope.rows(test.subject)
        if not self.world.rows:
            self.world.free = True
            met, unmet = self.world.truth("each.met"), self.world.truth("each.unmet")
            self.world.assume(no(both(met, unmet)))
            return Says(met, unmet)
        inside = scope.of(rows.kind, rows)
        unknown, listed = self.rows(rows, node)
        verdicts = []
        for row in listed:
            says = self.test(test.test, inside, row)
            if test.quantifier == "every":
                verdicts.append(Says(either(no(row.exists), says.met), both(row.exists, says.unmet)))
            else:
                verdicts.append(Says(both(row.exists, says.met), either(no(row.exists), says.unmet)))
        found = all_say(verdicts) if test.quantifier == "every" else any_say(verdicts)
        found = found.turned if test.quantifier == "no" else found
        return Says(both(no(unknown), found.met), both(no(unknown), found.unmet))


def _tested(value: Sym, truth: Any) -> Says:
    return Says(both(value.there, truth), either(value.absent, both(no(value.unknown), no(truth))))


def always_true(encoder: Encoder, strictly: bool) -> list[Bool]:
    """The pack's truths (`always`) as far as they can be said from the subject acted on: none is broken.

    A truth about what hasn't happened yet is not broken, unless `strictly`: then its facts must be there.
    """
    found = []
    scope, node = encoder.world.scope, encoder.world.acting
    for always in encoder.world.pack.always:
        try:
            unmet = encoder.tree(always.test).unmet
            test = always.test
            if isinstance(test, Compare) and not strictly:
                sides = [
                    encoder.operand(side, scope, node) for side in (test.left, settled(scope, test.left, test.right))
                ]
                unmet = both(unmet, *(no(side.absent) for side in sides))
            found.append(no(unmet))
        except (Unresolved, Beyond):
            continue
    return found
