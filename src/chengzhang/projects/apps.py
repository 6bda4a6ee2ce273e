"""The spine's tables as one unit of migrations."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "chengzhang.projects"
    label = "projects"
    verbose_name = "项目"

    def ready(self) -> None:
        """Let the ledger's verification know what projects should hold."""
        from . import verify  # noqa: F401
