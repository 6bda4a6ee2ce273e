"""The foundation's tables as one unit of migrations."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "chengzhang.foundation"
    label = "foundation"
    verbose_name = "基础"
