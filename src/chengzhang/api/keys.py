"""Who calls: a program's key in `Authorization: Bearer ...`."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from chengzhang.foundation.people import tokens
from chengzhang.foundation.people.actor import Actor


class ProgramKey(HttpBearer):
    """Answers with the actor that the key stands for; without one the interface answers 401."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        return tokens.actor_of(token)
