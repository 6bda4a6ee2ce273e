"""The entry for a WSGI server: `gunicorn chengzhang.config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengzhang.config.settings")
application = get_wsgi_application()
