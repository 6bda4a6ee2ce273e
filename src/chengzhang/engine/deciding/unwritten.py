"""An act that the pack doesn't know: silence with somebody to ask, or simply not its matter."""

from __future__ import annotations

from chengzhang.engine.case import Act, Subject
from chengzhang.engine.decision import Decision, Finding, Outcome, Truth
from chengzhang.engine.pack.model import Pack


def unwritten(pack: Pack, subject: Subject, act: Act) -> Decision:
    """needs_ruling where the pack names whom to ask about what it is silent on; else out_of_scope."""
    kind = act.action.partition(".")[0]
    ask = pack.silent.get(act.action) or (pack.silent.get("*") if kind in pack.subject_types else None)
    if ask is not None:
        who = ask[0] if isinstance(ask, tuple) else ask
        finding = Finding(
            "scope",
            "silent",
            Truth.UNKNOWN,
            "must",
            f"本办法没有写明这一步，须请示{pack.call(who)}",
            rulings=(f"question:{act.action}",),
            who=(who,),
        )
        outcome = Outcome.NEEDS_RULING
    else:
        finding = Finding("scope", "unwritten", Truth.UNMET, "must", "本办法没有规定这一步")
        outcome = Outcome.OUT_OF_SCOPE
    return Decision(act.action, act.action, subject.kind, subject.id, outcome, act.on, (finding,))
