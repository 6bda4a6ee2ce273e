"""What every office act has in common: who may do it, what its input must be, and its entry in the ledger."""

from datetime import date
from typing import Any

from ..ledger.append import append
from ..people.actor import Actor
from ..refusal import Refusal


def record(actor: Actor | None, act: str, body: dict[str, Any], for_organisation_id: int | None = None) -> None:
    append(actor, act, outcome="allowed", body=body, for_organisation_id=for_organisation_id)


def must_administer(actor: Actor | None) -> None:
    if actor is not None and not actor.administers:
        raise Refusal("not_administrator", "您的岗位不能办理这项管理事务。", "请由单位指定的管理员或法规员办理。")


def filled(text: str, what: str, limit: int) -> str:
    text = text.replace("\0", "").strip()  # PostgreSQL stores no NUL
    if not text:
        raise Refusal("text_missing", f"{what}没有填写。", f"请填写{what}。")
    if len(text) > limit:
        raise Refusal("text_too_long", f"{what}有{len(text)}字，超过{limit}字。", f"请把{what}缩短到{limit}字以内。")
    return text


def found(exists: bool, what: str) -> None:
    if not exists:
        raise absent(what)


def absent(what: str) -> Refusal:
    return Refusal("not_found", f"找不到所选的{what}。", f"请重新选择{what}。")


def ordered(from_on: date, until_on: date | None) -> None:
    if until_on is not None and until_on < from_on:
        raise Refusal("days_reversed", "截止日期早于开始日期。", "请核对起止日期。")


def span(from_on: date, until_on: date | None) -> dict[str, str | None]:
    return {"from_on": from_on.isoformat(), "until_on": until_on.isoformat() if until_on else None}
