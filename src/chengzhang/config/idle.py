"""A session lives 30 minutes from the last request; the row is written at most once a minute."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase

_WRITE_EVERY = 60  # seconds; a page view must not cost a write

Answer = Callable[[HttpRequest], HttpResponseBase]


def sign_out_when_idle(answer: Answer) -> Answer:
    """Ends a session that was idle too long and keeps a live one alive."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            now = int(time.time())  # the machine's time on purpose: a demonstration day must not sign anybody out
            seen = request.session.get("seen", now)
            if now - seen > settings.SESSION_COOKIE_AGE:
                logout(request)
            elif now - seen >= _WRITE_EVERY or "seen" not in request.session:
                request.session["seen"] = now
        return answer(request)

    return respond
