"""Step 6 of an act: papers. Which are asked for, by which rule, whether they are there with all their parts."""

from __future__ import annotations

from collections.abc import Iterable

from chengzhang.engine.case import Subject
from chengzhang.engine.deciding.hearing import Hearing
from chengzhang.engine.deciding.places import file_of
from chengzhang.engine.deciding.plan import RulePlan
from chengzhang.engine.decision import Citation, PaperNeed, Truth
from chengzhang.engine.rules.run import value_of
from chengzhang.engine.rules.truth import Unknown


def papers_of_action(hearing: Hearing) -> None:
    """The papers that the act itself always needs."""
    if not hearing.action.papers:
        return
    needs = [need(hearing, paper, hearing.plan.cite) for paper in hearing.action.papers]
    missing = tuple(n.paper for n in needs if not n.present)
    hearing.papers += needs
    zh = "、".join(n.zh for n in needs)
    hearing.finds(
        "papers",
        hearing.action.id,
        Truth.UNMET if missing else Truth.MET,
        f"“{hearing.action.zh}”须有{zh}",
        cite=hearing.plan.cite,
        missing_papers=missing,
    )


def papers_of_rule(hearing: Hearing, plan: RulePlan) -> tuple[Truth, tuple[str, ...], frozenset[str], frozenset[str]]:
    """The papers a rule asks for: how that came out, what is missing, the facts and the rulings it hangs on."""
    missing: list[str] = []
    facts: set[str] = set()
    rulings: set[str] = set()
    for paper in plan.papers:
        verdict = paper.when.verdict(hearing.ctx) if paper.when is not None else True
        if verdict is False:
            continue
        unknown = verdict if isinstance(verdict, Unknown) else None
        found = need(
            hearing,
            paper.ask.paper,
            paper.cite,
            may_skip=paper.ask.or_not_applicable,
            parts=paper.ask.parts,
            unknown=unknown is not None,
        )
        hearing.papers.append(found)
        if found.present or found.skipped:
            continue
        if unknown is not None:
            facts |= unknown.facts
            rulings |= unknown.rulings
        else:
            missing.append(found.paper)
    for added in _more(hearing, plan):
        found = need(hearing, added, plan.cite)
        hearing.papers.append(found)
        missing += [] if found.present else [added]
    truth = Truth.UNMET if missing else Truth.UNKNOWN if facts or rulings else Truth.MET
    return truth, tuple(missing), frozenset(facts), frozenset(rulings)


def _more(hearing: Hearing, plan: RulePlan) -> Iterable[str]:
    """What the office has added to a list that ends in 等."""
    if not isinstance(plan.rule.more, str):
        return ()
    added = value_of(hearing.ctx, plan.rule.more)
    return sorted(added) if isinstance(added, frozenset) else ()


def need(
    hearing: Hearing,
    paper: str,
    cite: tuple[Citation, ...],
    *,
    may_skip: bool = False,
    parts: tuple[str, ...] = (),
    unknown: bool = False,
) -> PaperNeed:
    """A paper as it stands: in its file, handed in with the act, filled in as a form, or made by an earlier act."""
    pack = hearing.pack
    definition = pack.papers[paper]
    file = file_of(pack, hearing.subject, paper)
    have = _parts(hearing, file, paper)
    present = have is not None or _comes_of_an_act(hearing, paper)
    wanted = parts or (tuple(definition.parts) if have is not None else ())
    lacking = tuple(part for part in wanted if have is not None and part not in have)
    if (not present or lacking) and definition.or_ and _whole(hearing, definition.or_):
        present, lacking = True, ()
    skipped = None
    if may_skip and not present:
        skipped = hearing.act.not_applicable.get(paper) or (
            file.not_applicable.get(paper) if file is not None else None
        )
    return PaperNeed(
        paper,
        definition.zh,
        definition.kind,
        present and not lacking,
        cite,
        may_skip,
        skipped or None,
        lacking,
        unknown,
    )


def _parts(hearing: Hearing, file: Subject | None, paper: str) -> frozenset[str] | None:
    """The parts that are there; None if the paper isn't."""
    handed = {
        p.replace(":", ".").partition(".")[2]
        for p in hearing.act.papers
        if p == paper or p.startswith((f"{paper}.", f"{paper}:"))
    }
    stored = file.papers.get(paper) if file is not None else None
    if stored is None and file is not hearing.subject:
        stored = hearing.subject.papers.get(paper)
    if stored is None and not handed:
        return None
    whole = frozenset(hearing.pack.papers[paper].parts) if paper in hearing.act.papers else frozenset()
    return (stored or frozenset()) | (handed - {""}) | whole


def _whole(hearing: Hearing, paper: str) -> bool:
    """Another paper for the same slot, complete."""
    if paper not in hearing.pack.papers:
        return False
    have = _parts(hearing, file_of(hearing.pack, hearing.subject, paper), paper)
    return have is not None and set(hearing.pack.papers[paper].parts) <= have


def _comes_of_an_act(hearing: Hearing, paper: str) -> bool:
    """A record is there once its form was filled in, with this act or before; a made paper once its act was done."""
    definition, action = hearing.pack.papers[paper], hearing.action
    if definition.kind not in ("record", "made"):
        return False
    if definition.kind == "record" and definition.form and definition.form == action.form and not hearing.looks_ahead:
        return True
    acts = _acts_giving(hearing, paper)
    top = hearing.subject.up("project") or hearing.subject
    return any(event.act in acts for node in top.walk() for event in node.events)


def _acts_giving(hearing: Hearing, paper: str) -> frozenset[str]:
    key = ("giving", paper)
    found = hearing.plan.cache.get(key)
    if not isinstance(found, frozenset):
        definition = hearing.pack.papers[paper]
        found = hearing.plan.cache[key] = frozenset(
            a.id
            for a in hearing.pack.actions.values()
            if paper in a.makes or (definition.kind == "record" and definition.form and a.form == definition.form)
        )
    return found
