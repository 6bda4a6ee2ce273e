"""The copy of a measure's official text that an office attached to a release, and its articles by number."""

from __future__ import annotations

import re
from collections.abc import Collection

from ..documents import keep
from ..documents.models import Version

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ARTICLE = re.compile(r"第([零〇一二两三四五六七八九十百]{1,7}|\d{1,3})条(?=[\s：:【（(]|$)")
_PART = re.compile(r"第[零〇一二三四五六七八九十百\d]{1,5}[章节编]|附\s*[件则录表]")
_NUMBERED = re.compile(r"(\d+(?:\.\d+)+)(?![\d.])")


def paper_of(pack: str, release: str) -> str:
    """Under which name the copy is kept among the documents."""
    return f"text:{pack}/{release}"[:80]


def attached(pack: str, release: str) -> Version | None:
    """The last version of the office's copy, or None."""
    kept = Version.objects.filter(document__paper=paper_of(pack, release), document__project_id=None)
    return kept.select_related("document", "uploaded_by").order_by("-document_id", "-number").first()


def articles(version: Version, known: Collection[str]) -> dict[str, str]:
    """Article -> its text, for the articles of the pack (`9`, `2.3.3`) whose headings the copy has at line starts."""
    return split(decoded(b"".join(keep.content(version))), known)


def decoded(content: bytes) -> str:
    """Plain text in UTF-8, with or without a mark, or in GB18030; what can't be read shows as a mark of its own."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def split(text: str, known: Collection[str]) -> dict[str, str]:
    """The text cut at article headings; a chapter heading ends an article, a heading seen twice adds to it."""
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in text.splitlines():
        words = line.strip().lstrip("#*").lstrip()
        article = _article_of(words)
        if article is not None:
            current = found.setdefault(article, []) if article in known else None
        elif _PART.match(words):
            current = None
        if current is not None and words:
            current.append(words)
    return {article: "\n".join(lines) for article, lines in found.items()}


def _article_of(words: str) -> str | None:
    heading = _ARTICLE.match(words)
    if heading:
        return str(number(heading[1]))
    numbered = _NUMBERED.match(words)
    return numbered[1] if numbered else None


def number(numeral: str) -> int:
    """`九` 9, `十二` 12, `二十三` 23, `一百零一` 101, `9` 9."""
    if numeral.isdecimal():
        return int(numeral)
    total, last = 0, 0
    for sign in numeral:
        if sign in _DIGITS:
            last = _DIGITS[sign]
        else:
            total, last = total + (last or 1) * (100 if sign == "百" else 10), 0
    return total + last
