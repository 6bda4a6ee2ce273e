"""The stages' tables as one unit of migrations."""

from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "chengzhang.lifecycle"
    label = "lifecycle"
    verbose_name = "全过程"
