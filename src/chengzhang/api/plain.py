"""Records as JSON: the engine's and the queries' frozen dataclasses, values in the literals of the rule language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from chengzhang.engine.values import format_literal

# Where a rule stands in its file is the rule keeper's business, not a program's.
_LEFT_OUT = {"mark"}


def plain(value: Any) -> Any:
    """`value` as dictionaries, lists and scalars. Money is written `620万元`, dates `2026-07-31`, moments ISO 8601."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | str) or type(value) is int:
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        if type(value).__module__.startswith("chengzhang.engine.values"):
            return format_literal(value)  # type: ignore[arg-type]  # a period, a window, a day of the year
        return {one.name: plain(getattr(value, one.name)) for one in fields(value) if one.name not in _LEFT_OUT}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (frozenset, set)):
        return sorted(plain(one) for one in value)
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return format_literal(value)
