"""What stands at an act: rules as formulas, and the evaluator's word on the same rules in a real case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from chengzhang.engine.clock import Calendar
from chengzhang.engine.pack.model import Action, Pack, Rule, RulePaper
from chengzhang.engine.proof.asking import Asker
from chengzhang.engine.proof.encode import Encoder
from chengzhang.engine.proof.instance import Instance
from chengzhang.engine.proof.life import Lives, Step
from chengzhang.engine.proof.symbols import Bool, Says, all_say, both, compared, either, no
from chengzhang.engine.rules.ast import Tree
from chengzhang.engine.rules.lines import paper_place, paper_slot, paper_there
from chengzhang.engine.rules.parameters import reading_in_force
from chengzhang.engine.rules.run import compile_tree, day_of
from chengzhang.engine.rules.truth import Verdict, all_of, negated


@dataclass
class Act:
    """One act of a pack with the rules at it."""

    lives: Lives
    action: Action
    calendar: Calendar | None

    @property
    def pack(self) -> Pack:
        return self.lives.pack

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.pack.rules.values() if self.action.id in rule.at)

    @cached_property
    def musts(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.level == "must")

    @cached_property
    def forms(self) -> tuple[str, ...] | None:
        return (self.action.form,) if self.action.form else None

    @cached_property
    def asker(self) -> Asker:
        return Asker(self.lives, self.action.subject, self.forms, self.calendar)

    # -------------------------------------------------------------- formulas

    def applies(self, encoder: Encoder, rule: Rule) -> Says:
        """Whether a rule speaks here: its `when`, and the readings under which alone it holds."""
        found: Says = encoder.once(("applies", rule.id), lambda: self._applies(encoder, rule))
        return found

    def _applies(self, encoder: Encoder, rule: Rule) -> Says:
        says = encoder.tree(rule.when)
        if not rule.reading or rule.question is None:
            return says
        in_force = either(*(encoder.world.reads(rule.question, reading) for reading in rule.reading))
        return Says(both(in_force, says.met), either(no(in_force), says.unmet))

    def demands(self, encoder: Encoder, rule: Rule) -> Says:
        """What it asks where it speaks: its tree, its papers, its first day."""
        found: Says = encoder.once(("demands", rule.id), lambda: self._demands(encoder, rule))
        return found

    def _demands(self, encoder: Encoder, rule: Rule) -> Says:
        parts = [encoder.tree(rule.require)] if rule.require is not None else []
        parts += [self._paper(encoder, paper) for paper in rule.papers]
        if rule.not_before is not None:
            first = encoder.moment(rule.not_before, encoder.world.scope, encoder.world.acting)
            parts.append(compared(">=", encoder.today(), first))
        return all_say(parts)

    def _paper(self, encoder: Encoder, paper: RulePaper) -> Says:
        scope, node = encoder.world.scope, encoder.world.acting
        needed = encoder.tree(paper.when)
        there = both(
            encoder.paper_there(scope, node, paper.paper, None),
            *(encoder.paper_there(scope, node, paper.paper, part) for part in paper.parts),
        )
        if paper.or_not_applicable:
            return Says(True, False)  # may be declared not applicable
        return Says(either(needed.unmet, there), both(needed.met, no(there)))

    def passes(self, encoder: Encoder, rule: Rule) -> Bool:
        """The rule doesn't stand in the way."""
        applies, demands = self.applies(encoder, rule), self.demands(encoder, rule)
        return either(applies.unmet, both(applies.met, demands.met))

    def allowed(self, encoder: Encoder, rules: Sequence[Rule] | None = None) -> Bool:
        return both(*(self.passes(encoder, rule) for rule in (self.musts if rules is None else rules)))

    def stands(self, encoder: Encoder, step: Step | None = None) -> Bool:
        """The subject is in a state for the act; of a step, in its state and with its word."""
        world = encoder.world
        if step is None:
            return world.in_states(world.acting, self.action.from_states)
        here = world.in_states(world.acting, (step.before,))
        return both(here, self._word(encoder, step)) if step.word is not None else here

    def _word(self, encoder: Encoder, step: Step) -> Bool:
        asked = (self.action.to_by or "").rpartition(".")[2]
        form = self.pack.forms.get(self.action.form or "")
        if form is None or not any(field.id == asked for field in form.fields):
            return True
        value = encoder.meaning(encoder.world.scope.meaning(f"form.{asked}"), encoder.world.scope, encoder.world.acting)
        word: bool | int = encoder.world.codes.of(str(step.word))
        if value.shape == "truth":
            return both(value.there, value.term if step.word == "yes" else no(value.term))
        return both(value.there, value.term == word)

    # -------------------------------------------------------------- the evaluator's word

    def verdict(self, case: Instance, tree: Tree) -> Verdict:
        return compile_tree(self.pack, self.action.subject, tree, self.forms).verdict(case.ask())

    def really_applies(self, case: Instance, rule: Rule) -> Verdict:
        if rule.reading and rule.question is not None:
            reading, _ = reading_in_force(self.pack, rule.question, case.on, case.bench)
            if reading not in rule.reading:
                return False
        return self.verdict(case, rule.when)

    def really_demands(self, case: Instance, rule: Rule) -> Verdict:
        parts: list[Verdict] = [self.verdict(case, rule.require)] if rule.require is not None else []
        parts += [self._really_paper(case, paper) for paper in rule.papers]
        if rule.not_before is not None:
            first = day_of(case.ask(), rule.not_before)
            parts.append(case.on >= first if hasattr(first, "year") else False)  # type: ignore[operator]
        return all_of(parts)

    def _really_paper(self, case: Instance, paper: RulePaper) -> Verdict:
        if paper.or_not_applicable:
            return True
        scope, ctx = self.asker.encoder(0).world.scope, case.ask()
        file, slot = paper_place(scope, paper.paper).walk(case.subject), paper_slot(scope, paper.paper)
        if all(paper_there(ctx, file, slot, part) for part in (None, *paper.parts)):
            return True
        return negated(self.verdict(case, paper.when))

    def really_allowed(self, case: Instance, rules: Sequence[Rule] | None = None) -> bool:
        for rule in self.musts if rules is None else rules:
            applies = self.really_applies(case, rule)
            if applies is not False and not (applies is True and self.really_demands(case, rule) is True):
                return False
        return True


def acts_of(lives: Lives, calendar: Calendar | None) -> Iterator[Act]:
    for action in lives.pack.actions.values():
        yield Act(lives, action, calendar)
