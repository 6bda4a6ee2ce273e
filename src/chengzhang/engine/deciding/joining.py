"""The parties of a joint act: who has spoken, whose word still lacks, whose refusal stops it."""

from __future__ import annotations

from datetime import date

from chengzhang.engine.case import Part
from chengzhang.engine.clock import NotAnnounced, add
from chengzhang.engine.deciding.hearing import Hearing
from chengzhang.engine.decision import Citation, Truth
from chengzhang.engine.pack.model import Party
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.values import zh_date

PARTS = {"opinion": "意见", "sign": "签署", "join": "会同编报", "witness": "见证", "advice": "咨询意见"}


def parties_spoke(hearing: Hearing) -> None:
    """One finding a party; a part that lacks makes the act wait, a refusal that stops makes it blocked."""
    for n, party in enumerate(hearing.action.with_):
        cite = citations(hearing.pack, party.cite) or hearing.plan.cite
        who = hearing.pack.call(party.role)
        given = [p for p in hearing.act.parts if p.role == party.role and not p.lifts]
        against = [p for p in given if not p.favour]
        if against and party.refusal == "stops":
            hearing.finds(
                "part",
                f"{party.role}.{party.part}",
                Truth.UNMET,
                f"{who}不同意：{against[0].text or '未写理由'}",
                cite=cite,
                who=(party.role,),
            )
            continue
        _count(hearing, party, given, n, cite)


def _count(hearing: Hearing, party: Party, given: list[Part], n: int, cite: tuple[Citation, ...]) -> None:
    who, word = hearing.pack.call(party.role), PARTS.get(party.part, party.part)
    need, have = party.at_least, len({p.person for p in given})
    if party.each_member:
        members = hearing.subject.members
        named = {p.member for p in given if p.member}
        need = len(members) * party.at_least
        have = len(named & {m.id for m in members}) * party.at_least if named else have
    negative = sum(1 for p in given if not p.favour)
    id = f"{party.role}.{party.part}"
    if have >= need:
        said = f"{who}已给出{word}" + (f"（其中{negative}份不同意，记录在案）" if negative else "")
        hearing.finds("part", id, Truth.MET, said, cite=cite, who=(party.role,))
        return
    until = _until(hearing, party)
    if until is not None and hearing.act.on > until:
        if party.silence == "agrees":
            hearing.finds(
                "part", id, Truth.MET, f"{who}至{zh_date(until)}未答复，视为同意", cite=cite, who=(party.role,)
            )
            return
        late = f"，答复期限{zh_date(until)}已过"
    else:
        late = f"，须在{zh_date(until)}前答复" if until is not None else ""
    hearing.waiting = True
    short = f"，还差{need - have}份" if need > 1 else ""
    hearing.finds("part", id, Truth.UNKNOWN, f"待{who}的{word}{short}{late}", cite=cite, who=(party.role,))


def _until(hearing: Hearing, party: Party) -> date | None:
    """The last day on which a party may answer; None if the text sets none or nobody has asked yet."""
    if party.within is None or hearing.act.asked_on is None or hearing.calendar is None:
        return None
    roll = "next_working_day" if hearing.pack.calendar.roll == "next_working_day" else None
    try:
        return add(hearing.act.asked_on, party.within, hearing.calendar, roll).last  # type: ignore[arg-type]
    except NotAnnounced:
        return None
