"""The addresses: pages at the root, the interface for programs under /api/v1/."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("chengzhang.api.urls")),
    path("", include("chengzhang.web.urls")),
]

handler400 = "chengzhang.web.refusals.unreadable"
handler403 = "chengzhang.web.refusals.forbidden"
handler404 = "chengzhang.web.refusals.not_found"
handler500 = "chengzhang.web.refusals.broken"
