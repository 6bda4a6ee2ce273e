"""What two releases say otherwise about each act, worked out once: rules, papers, parties, forms, who acts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from chengzhang.engine.deciding.plan import RulePlan, plan_of
from chengzhang.engine.decision import Citation
from chengzhang.engine.pack.model import Action, Pack
from chengzhang.engine.rules.ast import ALWAYS, Tree
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.run import Compiled
from chengzhang.engine.rules.unparse import unparse_tree
from chengzhang.engine.transition.ahead import Road
from chengzhang.engine.transition.difference import Difference, Fate

_SHOWN = 6  # names listed before an etc.


@dataclass(slots=True)
class Asked:
    """A difference that is there only where a condition of its own release holds; None = always."""

    difference: Difference
    when: Compiled | None
    new: bool  # whose condition it is


@dataclass(slots=True)
class Pair:
    """An older and a newer release of one place."""

    old: Pack
    new: Pack
    acts: dict[str, tuple[Asked, ...]] = field(default_factory=dict)
    both: frozenset[str] = frozenset()  # acts that both know
    road_old: Road = field(init=False)
    road_new: Road = field(init=False)

    def __post_init__(self) -> None:
        self.road_old, self.road_new = Road(self.old), Road(self.new)
        before, after = self.old.actions, self.new.actions
        self.both = frozenset(before.keys() & after.keys())
        for act in self.both:
            self.acts[act] = tuple(self._of(before[act], after[act]))
        for act in after.keys() - self.both:
            self.acts[act] = self._step(self.new, after[act], True)
        for act in before.keys() - self.both:
            self.acts[act] = self._step(self.old, before[act], False)

    def _step(self, pack: Pack, act: Action, new: bool) -> tuple[Asked, ...]:
        """An act that only one release knows. What follows by itself is no step of anybody's."""
        if act.by == "system" or act.only_through:
            return ()
        cite, said = citations(pack, act.cite), f"由{pack.call(act.by)}{act.zh}"
        if new:
            one = Difference("step", act.id, Fate.CHANGES, f"新增环节“{act.zh}”", "", said, (), cite)
        else:
            one = Difference("step", act.id, Fate.CHANGES, f"不再有环节“{act.zh}”", said, "", cite, ())
        return (Asked(one, None, new),)

    def _of(self, old: Action, new: Action) -> list[Asked]:
        found = [*self._rules(old.id), *self._papers(old, new)]
        for one in (self._parties(old, new), self._form(old, new), self._who(old, new)):
            if one is not None:
                found.append(Asked(one, None, True))
        return found

    # ---------------------------------------------------------- rules and papers

    def _rules(self, act: str) -> list[Asked]:
        before, after = plan_of(self.old).of(act).rules, plan_of(self.new).of(act).rules
        known = {_meaning(self.old, one) for one in before}
        wanted = {_meaning(self.new, one) for one in after}
        name = self.new.actions[act].zh
        same_id = {one.rule.id: one for one in before}
        found = []
        for one in after:
            if _meaning(self.new, one) in known:
                continue
            was = same_id.get(one.rule.id)
            words = f"“{name}”增加条件：{one.rule.say}"
            made = Difference("gate", one.rule.id, Fate.CHANGES, words, "", one.rule.say, (), one.cite)
            if was is not None:
                words = f"“{name}”的条件改为：{one.rule.say}"
                made = replace(made, zh=words, old=was.rule.say, cite_old=was.cite)
            found += [Asked(made, one.when, True), *self._asked(name, one, True)]
        replaced = {one.rule.id for one in after}
        for one in before:
            if _meaning(self.old, one) in wanted:
                continue
            words = f"“{name}”不再适用：{one.rule.say}"
            made = Difference("gate", one.rule.id, Fate.CHANGES, words, one.rule.say, "", one.cite, ())
            gone = [] if one.rule.id in replaced else [Asked(made, one.when, False)]
            found += [*gone, *self._asked(name, one, False)]
        return found

    def _asked(self, act: str, plan: RulePlan, new: bool) -> list[Asked]:
        """The papers that only one release's rule asks for at the act."""
        other = self.old if new else self.new
        pack = self.new if new else self.old
        at = [rule for rule in other.rules.values() if set(rule.at) & set(plan.rule.at)]
        there = {ask.paper for rule in at for ask in rule.papers}
        found = []
        for ask in plan.papers:
            if ask.ask.paper not in there:
                found.append(Asked(_paper(pack, act, ask.ask.paper, ask.cite, new), ask.when, new))
        return found

    def _papers(self, old: Action, new: Action) -> list[Asked]:
        gone = [p for p in old.papers if p not in new.papers]
        come = [p for p in new.papers if p not in old.papers]
        return [
            *(Asked(_paper(self.new, new.zh, p, citations(self.new, new.cite), True), None, True) for p in come),
            *(Asked(_paper(self.old, old.zh, p, citations(self.old, old.cite), False), None, False) for p in gone),
        ]

    # ---------------------------------------------------------- who and what

    def _parties(self, old: Action, new: Action) -> Difference | None:
        """Who takes part in a joint act: opinions already given stay, those who are new must still be asked."""
        before, after = {p.role for p in old.with_}, {p.role for p in new.with_}
        if before == after:
            return None
        added = "、".join(self.new.call(role) for role in sorted(after - before))
        left = "、".join(self.old.call(role) for role in sorted(before - after))
        words = "；".join(filter(None, [f"增加{added}" if added else "", f"不再要求{left}" if left else ""]))
        told = f"“{new.zh}”的会同单位{words}"
        return self._told("party", old, new, told, _names(self.old, before), _names(self.new, after))

    def _form(self, old: Action, new: Action) -> Difference | None:
        before = {f.id for f in self.old.forms[old.form].fields} if old.form in self.old.forms else set()
        fields = self.new.forms[new.form].fields if new.form in self.new.forms else ()
        added = [f.zh for f in fields if f.id not in before and f.required]
        if not added:
            return None
        words = "、".join(added[:_SHOWN]) + (f"等{len(added)}项" if len(added) > _SHOWN else "")
        return self._told("form", old, new, f"“{new.zh}”须补充填写：{words}", "", words)

    def _who(self, old: Action, new: Action) -> Difference | None:
        if (old.by, old.entered_by) == (new.by, new.entered_by):
            return None
        before, after = self.old.call(old.by), self.new.call(new.by)
        return self._told("who", old, new, f"“{new.zh}”改由{after}办理", before, after)

    def _told(self, kind: str, old: Action, new: Action, zh: str, before: str, after: str) -> Difference:
        cites = citations(self.old, old.cite), citations(self.new, new.cite)
        return Difference(kind, new.id, Fate.CHANGES, zh, before, after, *cites)


def _paper(pack: Pack, act: str, paper: str, cite: tuple[Citation, ...], new: bool) -> Difference:
    zh = pack.papers[paper].zh if paper in pack.papers else paper
    if new:
        return Difference("paper", paper, Fate.CHANGES, f"“{act}”须备《{zh}》", "", zh, (), cite)
    return Difference("paper", paper, Fate.CHANGES, f"“{act}”不再要求《{zh}》", zh, "", cite, ())


def _names(pack: Pack, roles: set[str]) -> str:
    return "、".join(pack.call(role) for role in sorted(roles))


def _meaning(pack: Pack, plan: RulePlan) -> Any:
    """What a rule asks, apart from how it is named, worded and cited; with the numbers it rests on."""
    rule = plan.rule
    papers = tuple(sorted((a.ask.paper, a.ask.or_not_applicable, _text(a.ask.when)) for a in plan.papers))
    names = {*plan.touched.parameters}
    numbers = tuple(sorted((n, repr(pack.parameters[n].value)) for n in names if n in pack.parameters))
    return rule.level, _text(rule.when), _text(rule.require), papers, numbers, rule.judged_by


def _text(tree: Tree | None) -> str:
    return "" if tree is None or tree is ALWAYS or tree == ALWAYS else repr(unparse_tree(tree))
