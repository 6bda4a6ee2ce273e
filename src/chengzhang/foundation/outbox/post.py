"""Puts messages into the outbox, inside the transaction of the act they tell of."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from .. import clock

_COLUMNS = "to_organisation_id, to_post_id, to_person_id, subject, text, link, project_id, created_at, mailed_out"
_ROW = "(" + ", ".join(["%s"] * 9) + ")"
_SUBJECT_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Note:
    """One message, to an organisation, a post or a person (at least one). `link` is a path on this site."""

    subject: str
    text: str = ""
    link: str = ""
    to_organisation_id: int | None = None
    to_post_id: int | None = None
    to_person_id: int | None = None
    project_id: int | None = None


def post(notes: Sequence[Note]) -> None:
    """Store all notes in one statement. They are in the inbox when the transaction commits, and gone if it fails."""
    if not notes:
        return
    if not connection.in_atomic_block:
        raise RuntimeError("outbox.post must run inside the transaction of the act it tells of")
    created = connection.ops.adapt_datetimefield_value(clock.now())
    values: list[int | str | None] = []
    for note in notes:
        if note.to_organisation_id is None and note.to_post_id is None and note.to_person_id is None:
            raise ValueError(f"the message “{note.subject}” has no receiver")
        values += (
            note.to_organisation_id,
            note.to_post_id,
            note.to_person_id,
            note.subject[:_SUBJECT_LIMIT],
            note.text,
            note.link,
            note.project_id,
            created,
            False,
        )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO foundation_message ({_COLUMNS}) VALUES {', '.join([_ROW] * len(notes))}",
            values,
        )
