from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "chengzhang.web"
    label = "web"
    verbose_name = "页面"
