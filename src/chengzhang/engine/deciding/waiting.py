"""What waits for a person's word: questions without a reading, parameters nobody set, days beyond the calendar."""

from __future__ import annotations

from chengzhang.engine.decision import Finding, Truth
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.rules.cited import citations


def waiting_finding(pack: Pack, ruling: str) -> Finding:
    """The finding for `question:x`, `parameter:x`, `table:x` or `calendar:x`: what is open, who settles it."""
    kind, _, id = ruling.partition(":")
    if kind == "parameter" and id in pack.parameters:
        return _parameter(pack, id, ruling)
    if kind == "question" and id in pack.questions:
        question = pack.questions[id]
        who = "、".join(pack.call(role) for role in question.who)
        return Finding(
            "question",
            id,
            Truth.UNKNOWN,
            "must",
            f"{question.asks}尚无口径，须由{who}作出",
            citations(pack, question.cite),
            question=id,
            rulings=(ruling,),
            who=question.who,
        )
    if kind == "table" and id in pack.tables:
        table = pack.tables[id]
        return Finding(
            "question",
            id,
            Truth.UNKNOWN,
            "must",
            f"“{table.zh}”没有唯一的结果，须由人认定",
            citations(pack, table.cite),
            question=table.question,
            rulings=(ruling,),
        )
    if kind == "calendar":
        return Finding(
            "parameter", "calendar", Truth.UNKNOWN, "must", "放假安排尚未公布，期限只能暂定", rulings=(ruling,)
        )
    return Finding(
        "question", id, Truth.UNKNOWN, "must", "规定在这种情形下没有写明，须由人认定", question=id, rulings=(ruling,)
    )


def _parameter(pack: Pack, id: str, ruling: str) -> Finding:
    parameter = pack.parameters[id]
    role = parameter.by[1] if parameter.by is not None and parameter.by[0] == "office" else ""
    who = pack.call(role) if role else "主管机关"
    return Finding(
        "parameter",
        id,
        Truth.UNKNOWN,
        "must",
        f"“{parameter.zh}”尚未设定，须先由{who}设定",
        citations(pack, parameter.cite),
        rulings=(ruling,),
        who=(role,) if role else (),
    )
