"""Addresses of the interface for programs."""

from .routes import api

urlpatterns = api.urls[0]
