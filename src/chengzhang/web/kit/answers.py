"""From a posted form to raw answers: text by field, lists of words, rows as maps. The engine types them.

Figures typed without a unit get the unit that stands beside the control: 万元 for money, % for a ratio.
"""

from __future__ import annotations

import re
from typing import Any

from django.http import QueryDict

from chengzhang.engine.pack.model import Field, Form, Pack

from .fields import PREFIX, kind_of

ROWS_AT_MOST = 500
_BARE = re.compile(r"-?[\d,，]+(\.\d+)?")


def read(
    form: Form | None, pack: Pack, post: QueryDict, hidden: frozenset[str] = frozenset(), prefix: str = PREFIX
) -> dict[str, Any]:
    """Raw answers of the fields that were filled in; a field left empty is absent."""
    if form is None:
        return {}
    answers: dict[str, Any] = {}
    for item in form.fields:
        if item.id in hidden or item.show:
            continue
        value = _answer(item, pack, post, prefix)
        if value not in (None, "", []):
            answers[item.id] = value
    return answers


def _answer(item: Field, pack: Pack, post: QueryDict, prefix: str) -> Any:
    name, sort = prefix + item.id, kind_of(item, pack)
    if sort == "rows":
        return _rows(item, pack, post, name)
    if sort in ("words", "papers", "checklist"):
        return [word for word in post.getlist(name) if word]
    return with_unit(post.get(name, "").strip(), sort)


def _rows(item: Field, pack: Pack, post: QueryDict, name: str) -> list[dict[str, Any]]:
    """Rows in which at least one column is filled, in order."""
    numbers = {int(n) for n in re.findall(rf"(?<=\n){re.escape(name)}\.(\d{{1,4}})\.", "\n" + "\n".join(post))}
    rows = []
    for number in sorted(numbers)[:ROWS_AT_MOST]:
        row = {c.id: _answer(c, pack, post, f"{name}.{number}.") for c in item.columns}
        filled = {key: value for key, value in row.items() if value not in (None, "", [])}
        if filled:
            rows.append(filled)
    return rows


def with_unit(text: str, sort: str) -> str:
    """`620` -> `620万元`, `1,200.5` -> `1200.5万元`, `10` (ratio) -> `10%`; the rest stays for the engine to judge."""
    if sort == "money" and text:
        plain = re.sub(r"[,，\s]", "", text)
        return f"{plain}万元" if _BARE.fullmatch(plain) else plain
    if sort == "ratio" and _BARE.fullmatch(text):
        return f"{text}%"
    return text
