"""Messages: what was sent to this person, post or organisation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from chengzhang.foundation.outbox import inbox
from chengzhang.foundation.people.actor import Actor

from ..kit.listing import Listing
from ..page import draw, page


@page
def messages(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Newest first, a page at a time; `?only=unread` narrows."""
    listing = Listing(request.GET, ("-id",), ("only",))
    unread_only = listing.filters.get("only") == "unread"
    found = inbox.inbox(actor, unread_only)
    count = found.count()
    rows = list(found[listing.offset : listing.offset + listing.size])
    context = {
        "rows": rows,
        "page": listing.page(count),
        "unread_only": unread_only,
        "unread": inbox.unread_count(actor),
        "newest": found.values_list("id", flat=True).first() or 0,
        "shown": [row.pk for row in rows if not getattr(row, "read", True)],
    }
    return draw(request, actor, "web/messages.html", context, here="messages")


@require_POST
@page
def mark_read(request: HttpRequest, actor: Actor) -> HttpResponse:
    until = request.POST.get("until", "")
    if request.POST.get("which") == "all" and until.isdecimal():
        inbox.mark_all_read(actor, int(until))
        return HttpResponseRedirect(reverse("messages"))
    chosen = [int(one) for one in request.POST.getlist("message") if one.isdecimal()]
    inbox.mark_read(actor, chosen)
    return HttpResponseRedirect(reverse("messages"))
