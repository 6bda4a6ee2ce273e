"""Lists that filter, sort, search and page through plain links: the whole state of a list is its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

SIZES = (20, 50, 100)


@dataclass(frozen=True)
class Link:
    zh: str
    url: str
    current: bool = False
    gap: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Size:
    n: int
    url: str
    chosen: bool


@dataclass(frozen=True)
class Page:
    count: int
    first: int
    last: int
    links: tuple[Link, ...]
    sizes: tuple[Size, ...]


@dataclass(frozen=True)
class Column:
    """A column head: sorted by itself, ascending first, descending on the second press."""

    id: str
    zh: str
    right: bool = False
    css: str = ""
    sort: str = ""  # "" | ascending | descending
    url: str = ""


class Listing:
    """The address of a list, read leniently: a bad number is the default, an unknown sort the first one."""

    def __init__(self, given: Mapping[str, Any], sorts: tuple[str, ...], filters: tuple[str, ...]) -> None:
        self.given = {
            key: str(given[key]).strip()
            for key in (*filters, "q", "sort", "page", "size", "view")
            if str(given.get(key, "")).strip()
        }
        wanted = self.given.get("sort", sorts[0])
        self.descending = wanted.startswith("-")
        self.sort = (
            wanted.removeprefix("-")
            if wanted.removeprefix("-") in {s.removeprefix("-") for s in sorts}
            else sorts[0].removeprefix("-")
        )
        self.number = max(1, _whole(self.given.get("page"), 1))
        size = _whole(self.given.get("size"), SIZES[0])
        self.size = size if size in SIZES else SIZES[0]
        self.search = self.given.get("q", "")[:80]
        self.filters = {key: self.given[key] for key in filters if key in self.given}

    def url(self, **changes: str | int | None) -> str:
        """This list with something changed; any change but the page's own goes back to the first page."""
        kept = {key: value for key, value in self.given.items() if key != "page"}
        kept.update({key: str(value) for key, value in changes.items() if value not in (None, "")})
        for key, value in changes.items():
            if value in (None, ""):
                kept.pop(key, None)
        return "?" + urlencode(kept)

    def column(self, id: str, zh: str, *, right: bool = False, css: str = "", sortable: bool = True) -> Column:
        if not sortable:
            return Column(id, zh, right, css)
        mine = self.sort == id
        state = ("descending" if self.descending else "ascending") if mine else ""
        return Column(id, zh, right, css, state, self.url(sort=f"-{id}" if mine and not self.descending else id))

    @property
    def order(self) -> str:
        return f"-{self.sort}" if self.descending else self.sort

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    def page(self, count: int) -> Page:
        pages = max(1, -(-count // self.size))
        number = min(self.number, pages)
        first = (number - 1) * self.size + 1 if count else 0
        shown = sorted({1, pages, *range(max(1, number - 2), min(pages, number + 2) + 1)})
        links: list[Link] = []
        for before, n in zip([0, *shown], shown, strict=False):
            if n - before > 1:
                links.append(Link("…", "", gap=True))
            links.append(Link(str(n), self.url(page=n), current=n == number))
        if number < pages:
            links.append(Link("下一页", self.url(page=number + 1)))
        sizes = tuple(Size(n, self.url(size=n), n == self.size) for n in SIZES)
        return Page(count, first, min(number * self.size, count), tuple(links) if pages > 1 else (), sizes)


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else default
