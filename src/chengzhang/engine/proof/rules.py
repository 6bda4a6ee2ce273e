"""Each rule can be met and can be unmet; and all that must hold at an act can hold together, under every reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chengzhang.engine.pack.model import Rule
from chengzhang.engine.proof.acts import Act
from chengzhang.engine.proof.answers import possible
from chengzhang.engine.proof.asking import Goal, NoSuch
from chengzhang.engine.proof.claims import Claim
from chengzhang.engine.proof.encode import Encoder
from chengzhang.engine.proof.instance import Instance
from chengzhang.engine.proof.symbols import Bool, both
from chengzhang.engine.rules.cited import citations


def prove_rules(acts: Sequence[Act]) -> Iterator[Claim]:
    for act in acts:
        for rule in act.rules:
            yield from _rule(act, rule)
        if act.musts:
            yield from _together(act)


def _rule(act: Act, rule: Rule) -> Iterator[Claim]:
    where = f"规则“{rule.id}”在“{act.action.zh}”"
    base = Claim("rule.met", f"rules.{rule.id}", f"{where}可以满足", mark=rule.mark, cite=rule.cite)

    def met(encoder: Encoder) -> Bool:
        return both(act.stands(encoder), act.applies(encoder, rule).met, act.demands(encoder, rule).met)

    def really_met(case: Instance) -> bool:
        return act.really_applies(case, rule) is True and act.really_demands(case, rule) is True

    yield possible(
        base,
        act.asker.ask(met, really_met),
        f"{where}没有一个项目能满足：{_why(act, rule)}",
        "核对这条规则的 when 和 require",
    )
    if rule.require is None and rule.not_before is None and all(p.or_not_applicable for p in rule.papers):
        return  # it asks only for what may be declared not applicable

    def unmet(encoder: Encoder) -> Bool:
        return both(act.stands(encoder), act.applies(encoder, rule).met, act.demands(encoder, rule).unmet)

    def really_unmet(case: Instance) -> bool:
        return act.really_applies(case, rule) is True and act.really_demands(case, rule) is False

    yield possible(
        Claim("rule.unmet", base.of, f"{where}可以不满足", mark=rule.mark, cite=rule.cite),
        act.asker.ask(unmet, really_unmet),
        f"{where}拦不住任何项目：能办这件事的，都已满足它",
        "核对条件是否写反；确是多余的就删去",
    )


def _why(act: Act, rule: Rule) -> str:
    def applies(encoder: Encoder) -> Bool:
        return both(act.stands(encoder), act.applies(encoder, rule).met)

    spoken = act.asker.ask(applies, lambda case: act.really_applies(case, rule) is True)
    return "适用条件（when）本身就不能成立" if isinstance(spoken, NoSuch) else "适用时，所要求的各条不能同时成立"


# ---------------------------------------------------------------- together


def _together(act: Act) -> Iterator[Claim]:
    """Under the readings the pack ships with; then under every other reading that the act's rules touch."""
    yield _consistent(act, None, None)
    for question in sorted(act.asker.encoder(0).world.readings):
        known = act.pack.questions.get(question)
        for reading in known.readings if known is not None and known.default is not None else ():
            if known is not None and reading != known.default:
                yield _consistent(act, question, reading)


def _consistent(act: Act, question: str | None, reading: str | None) -> Claim:
    def under(encoder: Encoder) -> Bool:
        return both(act.stands(encoder), _readings(act, encoder, question, reading))

    answer = act.asker.ask(lambda e: both(act.allowed(e), under(e)), act.really_allowed)
    known = act.pack.questions.get(question or "")
    said = f"在口径“{known.readings[reading].zh}”之下" if known is not None and reading else ""
    claim = Claim(
        "act.possible",
        f"subjects.{act.action.id}",
        f"“{act.action.zh}”{said}各条规则可以同时满足",
        mark=act.action.mark,
        cite=act.action.cite,
    )
    if not isinstance(answer, NoSuch):
        return possible(claim, answer, "", "")
    clash = _smallest(act, under)
    named = "、".join(f"“{rule.say}”{_cited(act, rule)}" for rule in clash)
    at = clash[0].mark if clash else act.action.mark
    claim = Claim(claim.code, claim.of, claim.says, mark=at, cite=tuple(c for rule in clash for c in rule.cite))
    return possible(
        claim, answer, f"{said}没有一个项目能办“{act.action.zh}”：{named}相互矛盾", "核对这些规则，改正写反的条件或限额"
    )


def _cited(act: Act, rule: Rule) -> str:
    named = "、".join(dict.fromkeys(c.zh for c in citations(act.pack, rule.cite)))
    return f"（{named}）" if named else ""


def _readings(act: Act, encoder: Encoder, question: str | None, reading: str | None) -> Bool:
    """All questions as the pack reads them by default, but one."""
    act.allowed(encoder)  # so that every question the rules touch is known
    fixed = []
    for name in list(encoder.world.readings):
        known = act.pack.questions.get(name)
        want = reading if name == question else known.default if known is not None else None
        if want is not None:
            fixed.append(encoder.world.reads(name, want))
    return both(*fixed)


def _smallest(act: Act, under: Goal) -> list[Rule]:
    """A smallest set of rules that clash: those without which the rest still clashes are left out."""
    kept = list(act.musts)
    for rule in act.musts:
        rest = [other for other in kept if other is not rule]
        if _clash(act, rest, under):
            kept = rest
    return kept


def _clash(act: Act, rules: list[Rule], under: Goal) -> bool:
    def goal(encoder: Encoder) -> Bool:
        return both(act.allowed(encoder, rules), under(encoder))

    return isinstance(act.asker.ask(goal, lambda case: act.really_allowed(case, rules)), NoSuch)
