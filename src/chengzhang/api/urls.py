"""Addresses of the interface for programs."""

from django.urls import path

from .routes import api

urlpatterns = [path("", api.urls)]
