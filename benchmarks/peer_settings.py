"""Django for the peers: the same database settings as ours, and nothing but their own rows."""

from pathlib import Path

from chengzhang.config.database import database

SECRET_KEY = "bench"
USE_TZ = True
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "peerstore"]
import os  # noqa: E402

DATABASES = {"default": database(os.environ["CHENGZHANG_DATABASE"], Path(os.environ["CHENGZHANG_HOME"]))}
DATABASES["default"]["CONN_MAX_AGE"] = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIGRATION_MODULES = dict.fromkeys(("peerstore", "auth", "contenttypes"))
LOGGING_CONFIG = None
