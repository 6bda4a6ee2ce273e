"""Template tags of the kit. Thin: what a mark is stands in `web.kit`, how it looks in `templates/web/kit`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from chengzhang.engine.decision import Citation, QuestionView
from chengzhang.foundation.clock import LOCAL
from chengzhang.web.kit import written
from chengzhang.web.kit.scroll import Scroll

register = template.Library()

register.filter("weekday", written.weekday)
register.filter("moment", written.moment)
register.filter("wan", written.wan)
register.filter("yuan", written.yuan)


@register.filter
def day(on: date | None, today: date | None = None) -> str:
    return written.day(on, today)


@register.filter
def columns(text: str) -> str:
    """A number set in columns of two characters, as cut in a seal."""
    return "\n".join(text[i : i + 2] for i in range(0, len(text), 2)) if len(text) > 2 else text


@register.filter
def plate(text: str) -> SafeString:
    """The words of a stop plate in two columns, the longer one first."""
    half = -(-len(text) // 2) if len(text) > 3 else len(text)
    return format_html("{}<br>{}", text[:half], text[half:]) if text[half:] else format_html("{}", text)


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon-mark" aria-hidden="true"><use href="{}#{}"/></svg>', static("web/icons.svg"), name
    )


@register.simple_tag
def money(amount: Any, unit: bool = False) -> SafeString:
    """万元, with the exact figure in the title."""
    if amount is None:
        return SafeString("—")
    figure = format_html('<span class="num" title="{}">{}</span>', written.yuan(amount), written.wan(amount))
    return format_html("{}万元", figure) if unit else figure


@register.simple_tag(takes_context=True)
def seal(context: template.Context, citation: Citation | None, level: str = "must") -> SafeString:
    """One citation, leading to its clause in the scroll."""
    if citation is None:
        return SafeString("")
    if citation.measure in ("house", "contract"):
        return format_html('<span class="seal seal--house">{}</span>', citation.zh)
    target = _scroll(context).add(citation)
    kind = " seal--principle" if level == "in_principle" else ""
    return format_html('<a class="seal{}" href="#{}">{}</a>', SafeString(kind), target, citation.zh)


@register.simple_tag(takes_context=True)
def seals(context: template.Context, citations: tuple[Citation, ...], level: str = "must") -> SafeString:
    """The seals of one sentence: one an article, the clause that comes first."""
    seen: dict[tuple[str, str], Citation] = {}
    for citation in citations or ():
        first = seen.setdefault((citation.measure, citation.zh), citation)
        if first is not citation:
            _scroll(context).add(citation)
    return format_html_join("", "{}", ((seal(context, citation, level),) for citation in seen.values()))


@register.simple_tag(takes_context=True)
def ruling(context: template.Context, question: QuestionView) -> SafeString:
    """The round mark of a reading: by ruling (口径) or by default (读法)."""
    target = _scroll(context).add_question(question)
    return format_html('<a class="seal seal--ruling" href="#{}">{}</a>', target, "口径" if question.ruled else "读法")


@register.simple_tag(takes_context=True)
def scroll(context: template.Context) -> str:
    """The panel with every article that was cited above."""
    collected = _scroll(context)
    return render_to_string("web/kit/scroll.html", {"scroll": collected, "articles": collected.articles})


def _scroll(context: template.Context) -> Scroll:
    """The page's scroll, made on first use and kept for the whole rendering."""
    found = context.get("scroll_of_page")
    if found is None:
        found = Scroll()
        context.dicts[0]["scroll_of_page"] = found
    return found


@register.filter
def local(at: datetime) -> datetime:
    """A moment in the office's time zone."""
    return at.astimezone(LOCAL)
