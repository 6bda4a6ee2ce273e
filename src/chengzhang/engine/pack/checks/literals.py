"""The same limit written in two entries for the same name: a change would miss one of them (section 7.8)."""

from __future__ import annotations

from collections.abc import Iterator

from chengzhang.engine.pack.checks.site import Site
from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.rules.ast import Call, Compare, Each, Literal, Moment, Name, Shifted, Test, Within
from chengzhang.engine.rules.touch import leaves
from chengzhang.engine.values import Money

LIMITS = ("money", "ratio", "period", "date", "window", "month_day")


def check_literals(draft: Draft, found: list[Site]) -> None:
    first: dict[tuple[str, str], Site] = {}
    for site in found:
        for name, literal in _limits(site):
            key = (name, f"{literal.type} {literal.value}")
            before = first.setdefault(key, site)
            if before.entry != site.entry:
                what = f"“{name}”的“{literal.text}”在 {before.entry} 和 {site.entry} 各写了一次"
                draft.faults.add("literal.doubled", site.mark, what, "写成一个参数（parameters），两处都用它的名称")


def _limits(site: Site) -> Iterator[tuple[str, Literal]]:
    if site.tree is not None:
        for test in leaves(site.tree):
            yield from _of_test(test)
    elif site.moment is not None:
        yield from _of_moment(site.moment)


def _of_test(test: Test) -> Iterator[tuple[str, Literal]]:
    match test:
        case Compare(left, _, right):
            yield from _pair(left, right)
            yield from _pair(right, left)
            for side in (left, right):
                yield from _of_moment(side)
        case Within(left, window):
            if isinstance(left, Name) and isinstance(window, Literal):
                yield left.text, window
        case Each(_, _, inner):
            yield from _of_test(inner)


def _pair(name: Moment, literal: Moment) -> Iterator[tuple[str, Literal]]:
    """A limit beside a name. Zero is no limit: it says none or some."""
    if isinstance(name, Name) and isinstance(literal, Literal) and literal.type in LIMITS and literal.value != Money(0):
        yield name.text, literal


def _of_moment(moment: Moment) -> Iterator[tuple[str, Literal]]:
    match moment:
        case Shifted(base, _, period):
            if isinstance(base, Name) and isinstance(period, Literal):
                yield base.text, period
            yield from _of_moment(base)
        case Call(_, args):
            for arg in args:
                yield from _of_moment(arg)
