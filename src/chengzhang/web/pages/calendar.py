"""A person's due days as a calendar file, each with how it was counted; provisional days say so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta

from django.http import HttpRequest, HttpResponse

from chengzhang.foundation import clock
from chengzhang.foundation.people.actor import Actor
from chengzhang.projects import queries
from chengzhang.projects.queries.rows import DutyLine

from .. import links
from ..page import page

FOLD = 70  # octets a line may have, with room for the continuation's blank


@page
def calendar(request: HttpRequest, actor: Actor) -> HttpResponse:
    duties = [line for line in queries.desk(actor).duties if line.due.on]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//chengzhang//duties//ZH", "X-WR-CALNAME:期限"]
    for line in duties:
        lines += event(line, request)
    text = "\r\n".join(part for line in (*lines, "END:VCALENDAR") for part in folded(line)) + "\r\n"
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = "attachment; filename=duties.ics"
    return answer


def event(line: DutyLine, request: HttpRequest) -> list[str]:
    """An all-day entry on the due day; a provisional one runs to its latest day."""
    assert line.due.on is not None
    last = (line.due.latest or line.due.on) + timedelta(1)
    head = "暂定：" if line.due.provisional else ""
    url = request.build_absolute_uri(links.matter(line.project, line.subject) if line.project else "/")
    return [
        "BEGIN:VEVENT",
        f"UID:duty-{line.id}@chengzhang",
        f"DTSTAMP:{clock.now().astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{line.due.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{last:%Y%m%d}",
        f"SUMMARY:{_plain(head + line.say)}",
        f"DESCRIPTION:{_plain(f'{line.title}；{line.due.zh}')}",
        f"URL:{url}",
        "END:VEVENT",
    ]


def folded(line: str) -> Iterator[str]:
    """A content line in pieces of at most 75 octets, no character cut in two (RFC 5545, 3.1)."""
    piece, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > FOLD:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + width
    yield piece


def _plain(text: str) -> str:
    for letter, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(letter, escaped)
    return text
