"""Owns what may be asked about projects: each question one function, its answer a frozen record of `pages`.
May be called by reports, web, api and cli. Every function takes the actor and shows only what that actor may see.
Never changes anything; what the actor may not see is "not found" (`NotFound`), never "forbidden".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chengzhang.foundation.people.actor import Actor

from .pages import ActionPage, DecisionPage, Desk, Filters, OfficePage, Preview, ProjectPage, Register


def desk(actor: Actor) -> Desk:
    """The actor's own work today."""
    raise NotImplementedError


def register(
    actor: Actor, filters: Filters | None = None, sort: str = "-code", page: int = 1, per_page: int = 20
) -> Register:
    """One page of the projects this actor may see. `sort`: code, title, amount, due_on, stage, year; `-` first = falling."""
    raise NotImplementedError


def project(actor: Actor, code: str) -> ProjectPage:
    """The whole page of one project."""
    raise NotImplementedError


def action(actor: Actor, code: str | None, action: str, of: str | None = None) -> ActionPage:
    """The page of one act. `code` None = begins a project, or the office's; `of` = "contract.2", "review_session.1"."""
    raise NotImplementedError


def preview(
    actor: Actor,
    code: str | None,
    action: str,
    of: str | None = None,
    answers: Mapping[str, Any] | None = None,
    not_applicable: Mapping[str, str] | None = None,
    lifted: Mapping[str, str] | None = None,
) -> Preview:
    """What the act would get with these answers (raw text by field id). Stores nothing."""
    raise NotImplementedError


def decision(actor: Actor, number: int) -> DecisionPage:
    """A stored decision, as it was answered then."""
    raise NotImplementedError


def office(actor: Actor, of: str) -> OfficePage:
    """A matter of the office ("review_session.3") or of the actor's unit."""
    raise NotImplementedError
