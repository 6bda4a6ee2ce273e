"""Keeps the rows of a contract's data lists: the last lists filled in replace those before."""

from __future__ import annotations

from typing import Any

from chengzhang.projects import stored
from chengzhang.projects.registry import Happened, on_subject

from .models import ListRow

_LIST_KIND = "list_kind"  # the vocabulary's word list of data lists


@on_subject("contract")
def keep_lists(happened: Happened) -> None:
    """Every table of the act's form that has a column of the vocabulary's list kinds is a data list."""
    form = happened.pack.forms.get(happened.effect.form or "")
    row = happened.row
    if form is None or row.project_id is None:
        return
    for field in form.fields:
        kinds = [column.id for column in field.columns if column.type == _LIST_KIND]
        if not kinds or field.id not in happened.effect.answers:
            continue
        ListRow.objects.filter(subject_id=row.id).delete()
        ListRow.objects.bulk_create(
            ListRow(
                project_id=row.project_id,
                subject_id=row.id,
                list_kind=str(one[kinds[0]]),
                dataset=str(one.get("dataset", ""))[:200] or "—",
                provider=str(one.get("provider", ""))[:120],
                told=stored.dumps(dict(one)),
            )
            for one in _rows(happened.effect.answers[field.id])
            if kinds[0] in one
        )


def _rows(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, (list, tuple)) else []
