"""decide(): whether an act may be done, why, and what it would do. Pure; the case is left as it was found."""

from __future__ import annotations

from collections.abc import Sequence

from chengzhang.engine.case import Act, Bench, Subject
from chengzhang.engine.clock import Calendar
from chengzhang.engine.deciding.answering import read_form, reason_given
from chengzhang.engine.deciding.barring import duties_allow, not_barred, not_lapsed
from chengzhang.engine.deciding.following import DEEPEST, Followed, effect_of, follow, take_effect
from chengzhang.engine.deciding.gating import rules_hold
from chengzhang.engine.deciding.handing import papers_of_action
from chengzhang.engine.deciding.hearing import Hearing, with_papers
from chengzhang.engine.deciding.joining import parties_spoke
from chengzhang.engine.deciding.journal import Journal
from chengzhang.engine.deciding.outcome import open_but_for_form, outcome_of
from chengzhang.engine.deciding.places import reach
from chengzhang.engine.deciding.plan import ActionPlan, plan_of
from chengzhang.engine.deciding.questions import Open, each_reading, open_questions, question_view, views
from chengzhang.engine.deciding.readings import agreed, differing
from chengzhang.engine.deciding.standing import by_right_person, in_scope, in_state
from chengzhang.engine.deciding.unwritten import unwritten
from chengzhang.engine.deciding.waiting import waiting_finding
from chengzhang.engine.decision import Decision, DutyView, Effect, Outcome, TableView
from chengzhang.engine.duties import duties, duty_status
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.receipt import seal
from chengzhang.engine.rules.context import Context

EMPTY = Bench()


def decide(
    pack: Pack, subject: Subject, act: Act, calendar: Calendar | None, bench: Bench = EMPTY, *, sealed: bool = True
) -> Decision:
    """The answer to an act on a subject of a case (pack-format section 6, steps 1 to 9).

    `sealed=False` leaves out the receipt, for looks ahead. Two threads must not decide on one case at a time.
    """
    with Journal() as journal:
        decision = _decide(pack, subject, act, calendar, bench, journal, 0)
    if not sealed:
        return decision
    receipt = seal(pack, subject, act, calendar, bench, decision)
    object.__setattr__(
        decision, "receipt", receipt
    )  # nobody else has seen it yet; a copy would cost more than deciding
    return decision


def _decide(
    pack: Pack, subject: Subject, act: Act, calendar: Calendar | None, bench: Bench, journal: Journal, depth: int
) -> Decision:
    whole = plan_of(pack)
    if act.action not in whole.actions:
        return unwritten(pack, subject, act)
    plan = whole.of(act.action)
    opened = open_questions(plan, act.on, bench) if plan.questions else ()
    if not opened:
        return _once(plan, subject, act, calendar, bench, journal, depth, ())
    return _under_readings(plan, subject, act, calendar, bench, journal, depth, opened)


def _once(
    plan: ActionPlan,
    subject: Subject,
    act: Act,
    calendar: Calendar | None,
    bench: Bench,
    journal: Journal,
    depth: int,
    unruled: tuple[str, ...],
) -> Decision:
    """One answer under one set of readings."""
    mark = journal.mark
    hearing = hear(plan, subject, act, calendar, bench, journal)
    for ruling in sorted({*hearing.rulings, *unruled}):
        hearing.findings.append(waiting_finding(plan.pack, ruling))
    outcome = _outcome(hearing)
    goes_on = outcome.allows or (hearing.looks_ahead and open_but_for_form(outcome, hearing.findings))
    effect = effect_of(hearing) if goes_on else None
    followed, opened, closed = Followed(), (), ()  # type: tuple[Followed, tuple[DutyView, ...], tuple[DutyView, ...]]
    if effect is not None and (plan.action.then or (plan.duties and depth == 0)):
        before = _duties(plan, subject, act, calendar, bench) if depth == 0 else ()
        take_effect(hearing, effect, journal)
        if depth < DEEPEST:
            followed = follow(hearing, journal, lambda s, a, b, j: _decide(plan.pack, s, a, calendar, b, j, depth + 1))
        hearing.findings += followed.refused
        outcome = _outcome(hearing)
        if outcome.allows and depth == 0:
            opened, closed = _moved(before, _duties(plan, subject, act, calendar, bench))
    if not outcome.allows and not (depth and hearing.looks_ahead):
        journal.back_to(mark)
    elif effect is not None and depth and not plan.action.then:
        take_effect(hearing, effect, journal)
    done = (effect, *followed.effects) if effect is not None and outcome.allows else ()
    return _decision(hearing, outcome, effect, done, followed, opened, closed)


def hear(
    plan: ActionPlan, subject: Subject, act: Act, calendar: Calendar | None, bench: Bench, journal: Journal
) -> Hearing:
    """Steps 1 to 7, in order; every step speaks, whatever the ones before it said."""
    pack = plan.pack
    status = duty_status(pack, subject, act.on, calendar, bench) if plan.touched.duties else None
    papers = _at_hand(subject, act) if plan.reads_papers else act.papers
    ctx = Context(pack, subject, act.on, None, bench, calendar, status, papers=papers)
    hearing = Hearing(plan, subject, act, calendar, bench, ctx)
    read_form(hearing)
    form, hearing.findings = hearing.findings, []
    ctx.answers = hearing.typed
    for name, (owner, value) in hearing.declared.items():
        holder = reach(subject, owner)
        if holder is not None:
            journal.put(holder.facts, name.rpartition(".")[2], value)
    if plan.lapsing:
        not_lapsed(hearing, journal)
    lapsed, hearing.findings = hearing.findings, []
    in_scope(hearing)
    by_right_person(hearing)
    in_state(hearing)
    hearing.findings += form
    reason_given(hearing)
    papers_of_action(hearing)
    hearing.findings += lapsed
    not_barred(hearing)
    duties_allow(hearing)
    rules_hold(hearing)
    parties_spoke(hearing)
    return hearing


def _at_hand(subject: Subject, act: Act) -> frozenset[str]:
    """All papers that `papers has` may mean: of the subject, of what is above it, and of single things beside it."""
    found: dict[str, frozenset[str]] = {}
    node: Subject | None = subject
    while node is not None:
        for beside in node.children.values():
            if len(beside) == 1:
                found.update(beside[0].papers)
        found.update(node.papers)
        node = node.parent
    return with_papers(found, act.papers)


def _outcome(hearing: Hearing) -> Outcome:
    recorded = hearing.recorded or any(f.lifted for f in hearing.findings)
    return outcome_of(hearing.findings, outside=hearing.outside, recorded=recorded)


def _duties(
    plan: ActionPlan, subject: Subject, act: Act, calendar: Calendar | None, bench: Bench
) -> tuple[DutyView, ...]:
    """The duties that the act or its follow-ups may touch."""
    whole = plan_of(plan.pack)
    touched = set(plan.duties)
    waiting = [f.act for f in plan.action.then]
    while waiting:
        following = waiting.pop()
        touched |= whole.touching.get(following, frozenset())
        waiting += [f.act for f in whole.actions[following].then] if len(waiting) < DEEPEST else []
    return duties(plan.pack, subject, act.on, calendar, bench, touched) if touched else ()


def _moved(before: Sequence[DutyView], after: Sequence[DutyView]) -> tuple[tuple[DutyView, ...], tuple[DutyView, ...]]:
    """The duties that the act opened, and those it ended."""
    alive = {d.key for d in before if d.status in ("open", "late", "suspended")}
    opened = tuple(
        d for d in after if d.key not in {b.key for b in before} and d.status in ("open", "late", "suspended")
    )
    closed = tuple(d for d in after if d.key in alive and d.status not in ("open", "late", "suspended"))
    return opened, closed


def _decision(
    hearing: Hearing,
    outcome: Outcome,
    effect: Effect | None,
    effects: tuple[Effect, ...],
    followed: Followed,
    opened: tuple[DutyView, ...],
    closed: tuple[DutyView, ...],
) -> Decision:
    plan = hearing.plan
    return Decision(
        action=plan.action.id,
        action_zh=plan.action.zh,
        subject_kind=hearing.subject.kind,
        subject_id=hearing.subject.id,
        outcome=outcome,
        on=hearing.act.on,
        findings=tuple(hearing.findings),
        papers=tuple(hearing.papers),
        tables=_tables(hearing),
        questions=views(plan, hearing.act.on, hearing.bench),
        next_state=effect.after if effect is not None else plan.action.to,
        effects=effects,
        then=tuple(followed.decisions),
        duties_opened=opened,
        duties_closed=closed,
        left_out=tuple(followed.left_out),
    )


def _tables(hearing: Hearing) -> tuple[TableView, ...]:
    """The routes and other tables that the rules at the act read."""
    spoken = [table.view(hearing.ctx) for table in hearing.plan.tables]
    return (*hearing.tables, *spoken) if spoken else tuple(hearing.tables)


# ---------------------------------------------------------------- under each reading


def _under_readings(
    plan: ActionPlan,
    subject: Subject,
    act: Act,
    calendar: Calendar | None,
    bench: Bench,
    journal: Journal,
    depth: int,
    opened: tuple[Open, ...],
) -> Decision:
    """The answer where questions are open: it stands if every reading gives it, else a person must rule."""
    unruled = tuple(f"question:{o.id}" for o in opened if not o.readings)
    mark = journal.mark
    answers: list[tuple[dict[str, str], Decision]] = []
    for readings, ruled in each_reading(opened, act.on, bench):
        answers.append((readings, _once(plan, subject, act, calendar, ruled, journal, depth, unruled)))
        journal.back_to(mark)
    if not answers:
        every = tuple(f"question:{o.id}" for o in opened)
        return _once(plan, subject, act, calendar, bench, journal, depth, every)
    first = answers[0][1]
    seen = tuple(question_view(plan.pack, q, act.on, bench) for q in plan.questions)
    if len({(d.outcome, d.next_state) for _, d in answers}) == 1:
        if depth and first.outcome.allows:  # the follow-up's effect must stay for those that come after it
            _once(plan, subject, act, calendar, next(each_reading(opened, act.on, bench))[1], journal, depth, unruled)
        return agreed(first, answers, seen, opened)
    return differing(plan, first, answers, seen, opened)
