"""The register of projects: filtered, sorted, in pages; the number of queries does not hang on the number of rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.expressions import OrderBy

from chengzhang.engine.pack.model import Pack
from chengzhang.engine.values import Money
from chengzhang.foundation import clock
from chengzhang.foundation.people.actor import Actor

from ..models import Project
from ..sight import visible
from .lines import LINE_COLUMNS, packs_on, project_line, stage_zh
from .pages import Filters, Register
from .rows import ProjectLine

_SORTS = {"code": "id", "title": "title", "amount": "amount", "due_on": "due_on", "stage": "stage", "year": "year"}
_MOST = 200  # rows a page


def register(
    actor: Actor,
    filters: Filters | None = None,
    sort: str = "-code",
    page: int = 1,
    per_page: int = 20,
    facets: bool = True,
) -> Register:
    """One page of the projects this actor may see."""
    today = clock.today()
    packs = packs_on(today)
    filters = filters or Filters()
    seen = Project.objects.filter(visible(actor, packs))
    found = seen.filter(_condition(filters, packs, today))
    totals = found.aggregate(total=Count("id"), amount=Sum("amount"))
    total = totals["total"]
    per_page = min(max(per_page, 1), _MOST)
    pages = max(1, -(-total // per_page))
    page = min(max(page, 1), pages)
    keys = list(found.order_by(*_order(sort)).values_list("id", flat=True)[(page - 1) * per_page : page * per_page])
    return Register(
        rows=_rows(keys, packs),
        total=total,
        amount=Money(totals["amount"] or 0),
        page=page,
        pages=pages,
        per_page=per_page,
        sort=sort if sort.lstrip("-") in _SORTS else "-code",
        filters=filters,
        stages=_stages(seen, packs) if facets else (),
        units=tuple(seen.order_by("organisation_id").values_list("organisation_id", "organisation__short").distinct())
        if facets
        else (),
        years=_years(seen) if facets else (),
        counts=_counts(seen, today) if facets else (0, 0, 0, 0),
    )


def every_line(actor: Actor, filters: Filters | None = None, sort: str = "-code") -> list[ProjectLine]:
    """All that the register would page through, for an export."""
    today = clock.today()
    packs = packs_on(today)
    found = Project.objects.filter(visible(actor, packs)).filter(_condition(filters or Filters(), packs, today))
    known = {pack.id: pack for pack in packs}
    rows = found.order_by(*_order(sort)).values_list(*LINE_COLUMNS)
    return [project_line(row, known.get(row[-1]), today) for row in rows.iterator(chunk_size=2000)]


def _rows(keys: list[int], packs: list[Pack]) -> tuple[ProjectLine, ...]:
    today = clock.today()
    known = {pack.id: pack for pack in packs}
    rows = {row[0]: row for row in Project.objects.filter(id__in=keys).order_by().values_list(*LINE_COLUMNS)}
    return tuple(project_line(rows[key], known.get(rows[key][-1]), today) for key in keys)


def _order(sort: str) -> list[Any]:
    falling = sort.startswith("-")
    column = _SORTS.get(sort.lstrip("-"), "id")
    if column == "id":
        return ["-id" if falling else "id"]
    return [OrderBy(F(column), descending=falling, nulls_last=True if column == "due_on" else None), "id"]


def _condition(filters: Filters, packs: list[Pack], today: Any) -> Q:
    found = Q()
    if filters.text.strip():
        for word in filters.text.split():
            found &= Q(title__icontains=word) | Q(code__icontains=word)
    for column, value in (
        ("stage", filters.stage),
        ("track", filters.track),
        ("year", filters.year),
        ("organisation_id", filters.unit),
        ("closed", filters.closed),
    ):
        if value not in (None, ""):
            found &= Q(**{column: "" if value == "draft" and column == "stage" else value})
    if filters.late is not None:
        late = Q(due_on__lt=today, closed=False)
        found &= late if filters.late else ~late
    if filters.due_until is not None:
        found &= Q(due_on__lte=filters.due_until)
    if filters.least is not None:
        found &= Q(amount__gte=filters.least.fen)
    if filters.most is not None:
        found &= Q(amount__lte=filters.most.fen)
    return found


def _counts(seen: QuerySet[Project], today: date) -> tuple[int, int, int, int]:
    found = seen.order_by().aggregate(
        whole=Count("id"),
        late=Count("id", filter=Q(due_on__lt=today, closed=False)),
        closed=Count("id", filter=Q(closed=True)),
    )
    return found["whole"], found["whole"] - found["closed"], found["late"], found["closed"]


def _years(seen: QuerySet[Project]) -> tuple[int, ...]:
    found = seen.exclude(year=None).order_by("-year").values_list("year", flat=True).distinct()
    return tuple(year for year in found if year is not None)


def _stages(seen: QuerySet[Project], packs: list[Pack]) -> tuple[tuple[str, str, int], ...]:
    counted = dict(seen.order_by().values_list("stage").annotate(n=Count("id")))
    order = list(dict.fromkeys(stage.id for pack in packs for stage in pack.stages))
    names = {stage: next(stage_zh(p, stage) for p in packs if any(s.id == stage for s in p.stages)) for stage in order}
    drafts = [("draft", "草稿", counted[""])] if counted.get("") else []
    return (*drafts, *((stage, names[stage], counted.get(stage, 0)) for stage in order))
