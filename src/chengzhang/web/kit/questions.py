"""Open questions of a pack with their readings, as a person reads them."""

from __future__ import annotations

from dataclasses import dataclass

from chengzhang.engine.decision import Citation
from chengzhang.engine.pack.model import Pack, Question
from chengzhang.engine.rules.cited import citations

from .citations import article_of
from .reading import value_said

WHY = {"silent": "条文没有写", "vague": "条文写得不明确", "conflict": "条文之间不一致"}


@dataclass(frozen=True)
class ReadingLine:
    id: str
    zh: str
    gives: str
    chosen: bool
    default: bool


@dataclass(frozen=True)
class QuestionReading:
    id: str
    asks: str
    why: str
    because: str
    readings: tuple[ReadingLine, ...]
    who: str
    ruled: bool
    settled: bool
    cite: tuple[Citation, ...]


def questions(pack: Pack, readings: dict[str, str], only: str | None = None) -> list[QuestionReading]:
    """Open questions with their readings; `readings` = question -> reading ruled. `only` narrows to an article."""
    made = []
    for q in pack.questions.values():
        if only and not any(article_of(c) == only for c in q.cite if ":" not in c):
            continue
        made.append(_question(pack, q, readings.get(q.id)))
    return made


def _question(pack: Pack, q: Question, ruled: str | None) -> QuestionReading:
    chosen = ruled or q.default
    lines = tuple(
        ReadingLine(
            r.id,
            r.zh,
            "，".join(f"{pack.parameters[p].zh}：{value_said(v)}" for p, v in r.gives.items() if p in pack.parameters),
            r.id == chosen,
            r.id == q.default,
        )
        for r in q.readings.values()
    )
    return QuestionReading(
        q.id,
        q.asks,
        WHY.get(q.why, ""),
        q.because,
        lines,
        "、".join(pack.call(w) for w in q.who),
        bool(ruled),
        bool(chosen),
        citations(pack, q.cite),
    )
