"""Keys for programs: a signed text that names a person's post and the day it ends. Nothing is stored.

A key dies with the post, with the account, or with the secret of the installation.
"""

from __future__ import annotations

from datetime import date

from django.core import signing

from .. import clock
from ..refusal import Refusal
from . import posts
from .actor import Actor

_SALT = "chengzhang.program-key"
LONGEST_DAYS = 366


def issue(actor: Actor, until: date) -> str:
    """A key with which a program may act as this actor through `until`."""
    days = (until - clock.machine_now().date()).days
    if not 0 <= days <= LONGEST_DAYS:
        raise Refusal("token_term", f"密钥有效期应在{LONGEST_DAYS}天以内。", "请改短有效期。")
    return signing.dumps([actor.person_id, actor.post_id, actor.acting_for, until.isoformat()], salt=_SALT)


def actor_of(key: str) -> Actor | None:
    """Whom the key stands for today; None when it is forged, over, or the post or the account has ended."""
    try:
        person, post, acting_for, until = signing.loads(key, salt=_SALT)
    except signing.BadSignature:
        return None
    if clock.machine_now().date() > date.fromisoformat(until):
        return None
    return posts.actor(person, post, clock.today(), acting_for)
