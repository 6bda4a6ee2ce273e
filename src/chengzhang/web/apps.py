"""The pages as an app of Django: templates and static files, no tables."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "chengzhang.web"
    label = "web"
    verbose_name = "页面"
