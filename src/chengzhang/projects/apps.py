"""The spine's tables as one unit of migrations."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "chengzhang.projects"
    label = "projects"
    verbose_name = "项目"
