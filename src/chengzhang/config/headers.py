"""What every answer tells the browser about trust, and the early refusal of a request that is too big to read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from chengzhang.foundation.documents.staging import too_large
from chengzhang.web.refusals import too_large_page

Answer = Callable[[HttpRequest], HttpResponseBase]

_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
_FORM_ALLOWANCE = 1024 * 1024  # the other fields and the boundaries of a form that carries a file


def secure_headers(answer: Answer) -> Answer:
    """Adds the content security policy and its companions to every answer."""
    policy = "; ".join(f"{name} {value}" for name, value in settings.CONTENT_SECURITY_POLICY.items())

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return respond


def refuse_oversized(answer: Answer) -> Answer:
    """Answers 413 from the announced length alone, before one byte of the body is read."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        try:
            announced = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return HttpResponse("请求长度无法识别。", status=400, content_type="text/plain; charset=utf-8")
        if announced > settings.UPLOAD_LIMIT_BYTES + _FORM_ALLOWANCE:
            return too_large_page(request, too_large(announced))
        return answer(request)

    return respond
