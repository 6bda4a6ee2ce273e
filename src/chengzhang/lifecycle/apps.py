"""The stages' tables as one unit of migrations."""

from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "chengzhang.lifecycle"
    label = "lifecycle"
    verbose_name = "全过程"

    def ready(self) -> None:
        """Let the door know what each room does, and the verification what each book should hold."""
        from .assets import effects as assets  # noqa: F401
        from .contracts import effects as contracts  # noqa: F401
        from .funds import effects as funds  # noqa: F401
        from .funds import queries as funds_queries  # noqa: F401
