"""The addresses: pages at the root, the interface for programs under /api/v1/."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("chengzhang.api.urls")),
    path("", include("chengzhang.web.urls")),
]
