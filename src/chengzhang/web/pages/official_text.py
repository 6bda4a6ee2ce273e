"""The office's own copy of the official text: attached by a rule keeper, read beside the rules, article by article."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chengzhang.engine.pack.model import Pack
from chengzhang.engine.rules.cited import article_zh
from chengzhang.foundation import administer
from chengzhang.foundation.documents.uploads import StagedUpload
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.refusal import Refusal
from chengzhang.foundation.rulebook import official_text

from .. import links, office
from ..kit.coverage import order_of
from ..kit.scroll import Scroll
from ..page import draw, page


@require_http_methods(["GET", "HEAD", "POST"])
@page
def text(request: HttpRequest, actor: Actor, pack: str, release: str) -> HttpResponseBase:
    """The articles of the copy beside the pack's own words; who administers may attach, replace and take away."""
    loaded = office.pack_of(pack, release)
    if request.method == "POST":
        return _change(request, actor, pack, release)
    kept = official_text.attached(pack, release)
    found = official_text.articles(kept, loaded.articles) if kept else {}
    rows = [_row(loaded, article, found.get(article, "")) for article in sorted(loaded.articles, key=order_of)]
    context = {
        "pack": loaded,
        "kept": kept,
        "by": kept.uploaded_by.name if kept and kept.uploaded_by else "",
        "rows": rows if kept else [],
        "absent": [row for row in rows if not row["text"]] if kept else [],
        "may": actor.administers,
    }
    return draw(request, actor, "web/official_text.html", context, scroll=Scroll((loaded,)), here="rulebook")


def _row(pack: Pack, article: str, found: str) -> dict[str, str]:
    return {
        "name": article_zh(article),
        "url": links.clause(pack.id, pack.release, article),
        "say": pack.articles[article].zh,
        "text": found,
    }


def _change(request: HttpRequest, actor: Actor, pack: str, release: str) -> HttpResponse:
    if request.POST.get("intent") == "detach":
        administer.detach_official_text(actor, pack, release)
        messages.info(request, "原文已拿掉。")
    else:
        upload = request.FILES.get("file")
        if not isinstance(upload, StagedUpload):
            raise Refusal("file_missing", "没有选文件。", "请选一个 .txt 文件再存。")
        kept = administer.attach_official_text(actor, pack, release, upload.take())
        messages.info(request, f"原文已存，第{kept.number}版。")
    return HttpResponseRedirect(reverse("official-text", args=(pack, release)))
