"""Where things live: addresses of projects, acts, decisions, papers and matters of the office."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from chengzhang.projects.queries.rows import PaperLine


def act(code: str | None, action: str, of: str | None = None) -> str:
    """The page of an act; `of` names the subject ("contract.2"), a kind alone means a new one.

    A subject of another kind does not say what the act is done to: a contract's duty may be done by an acceptance.
    """
    base = reverse("act", args=(code, action)) if code else reverse("office-act", args=(action,))
    kind = of.rpartition("/")[2].partition(".")[0] if of and "." in of else ""
    return base + ("?" + urlencode({"of": of}) if kind == action.partition(".")[0] else "")


def project(code: str) -> str:
    return reverse("project", args=(code,))


def matter(code: str | None, subject: str) -> str:
    """A project's page, or the page of a matter of the office."""
    return project(code) if code else reverse("office", args=(subject,))


def decision(number: int) -> str:
    return reverse("decision", args=(number,))


def paper(code: str | None, version: int) -> str:
    return reverse("paper", args=(code, version)) if code else reverse("office-paper", args=(version,))


def printed(code: str | None, number: int) -> str:
    return reverse("printed", args=(code, number)) if code else reverse("office-printed", args=(number,))


def filed(code: str | None, line: PaperLine) -> str:
    """Where a paper of the file is read: printed by an act, or handed in; empty if it is only noted."""
    if line.printed:
        return printed(code, line.id)
    return paper(code, line.version) if line.version else ""


def clause(pack: str, release: str, article: str) -> str:
    return reverse("rules", args=(pack, release)) + f"?article={article}"
