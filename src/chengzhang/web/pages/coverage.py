"""How far a measure is executed: every clause with what becomes of it, and the questions its text leaves open."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from chengzhang.engine.pack.model import Pack
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.rulebook import standing

from .. import links, office
from ..kit.citations import article_of
from ..kit.coverage import KINDS, clauses_of, coverage, order_of, treatment
from ..kit.listing import Link
from ..kit.questions import QuestionReading, questions
from ..kit.scroll import Scroll, clause_says
from ..page import draw, page

NOTES = {
    "executable": "有规则、期限、表、材料或事项引用它，系统照着办",
    "person": "留给有权的人判断，系统只记录是谁、何时、为什么",
    "declaratory": "只表明立场或目的，不产生要办的事",
    "open": "条文没有写、写得不明确或前后不一致，由有权的单位裁定怎样读",
}


@page
def executed(request: HttpRequest, actor: Actor, pack: str, release: str) -> HttpResponse:
    """`?kind=` executable | person | declaratory | open; the clauses executed first."""
    loaded = office.pack_of(pack, release)
    kind = request.GET.get("kind", "executable")
    if kind not in NOTES:
        raise Http404
    rulings = {row.question: row.reading for row in standing.rulings(pack) if row.from_on <= office.today()}
    found = coverage(loaded, frozenset(rulings))
    asked = questions(loaded, rulings)
    counts = {"executable": found.executable, "person": found.person, "declaratory": found.declaratory}
    counts["open"] = len(asked)
    base = reverse("coverage", args=(pack, release))
    context = {
        "pack": loaded,
        "coverage": found,
        "kinds": [Link(KINDS.get(k, "未定问题"), f"{base}?kind={k}", k == kind, count=n) for k, n in counts.items()],
        "note": NOTES[kind],
        "clauses": [] if kind == "open" else _clauses(loaded, kind),
        "questions": sorted(asked, key=_urgency) if kind == "open" else [],
    }
    return draw(request, actor, "web/coverage.html", context, scroll=Scroll((loaded,)), here="rulebook")


def _clauses(pack: Pack, kind: str) -> list[dict[str, str]]:
    """The clauses so treated, in order: number, what the pack makes of it, why."""
    first = next(iter(pack.measures))
    rows = []
    for clause in sorted((c for c in clauses_of(pack) if treatment(pack, c) == kind), key=order_of):
        entry = pack.articles.get(article_of(clause))
        own = "" if kind == "person" else clause_says(pack, first, clause)[0]
        rows.append(
            {
                "id": clause,
                "url": links.clause(pack.id, pack.release, article_of(clause)) + f"#clause-{clause}",
                "say": own or (entry.zh if entry else ""),
                "because": entry.because if entry and kind == "person" else "",
            }
        )
    return rows


def _urgency(question: QuestionReading) -> int:
    """What stops acts first, then what runs on its default, then what is ruled."""
    return 2 if question.ruled else 1 if question.settled else 0
