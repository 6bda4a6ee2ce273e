"""All settings, in one place. An office changes them through environment variables that begin with CHENGZHANG_.

HOME data folder, DATABASE address, DEMO=1 demonstration mode, SECRET_KEY, ALLOWED_HOSTS and TRUSTED_ORIGINS (commas
between), HTTPS=1 behind TLS, UPLOAD_LIMIT_MB, MAIL_HOST, MAIL_PORT, MAIL_USER, MAIL_PASSWORD, MAIL_TLS, MAIL_FROM,
SITE_URL (for links in mails), LOG_LEVEL, DEBUG=1 for development.
"""

import os

from .database import database
from .home import data_folder, secret_key


def _setting(name: str, default: str = "") -> str:
    return os.environ.get(f"CHENGZHANG_{name}", default)


def _names(name: str) -> list[str]:
    return [part.strip() for part in _setting(name).split(",") if part.strip()]


HOME = data_folder(_setting("HOME"))
DEBUG = _setting("DEBUG") == "1"
DEMO = _setting("DEMO") == "1"
DEMO_PASSWORD = "yanshi-2026"  # everybody's in demonstration data, shown on its sign-in page; no other mode knows it
HTTPS = _setting("HTTPS") == "1"
SECRET_KEY = _setting("SECRET_KEY") or secret_key(HOME)
ALLOWED_HOSTS = _names("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = _names("TRUSTED_ORIGINS")

DATABASES = {"default": database(_setting("DATABASE"), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "chengzhang.foundation",
    "chengzhang.projects",
    "chengzhang.lifecycle",
    "chengzhang.web",
]

MIDDLEWARE = [
    "chengzhang.config.headers.secure_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "chengzhang.config.headers.refuse_oversized",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "chengzhang.config.idle.sign_out_when_idle",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "chengzhang.config.urls"
WSGI_APPLICATION = "chengzhang.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# People and sessions. A session ends after 30 idle minutes; five wrong passwords close an account for 15 minutes.
AUTH_USER_MODEL = "foundation.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "/sign-in"
SESSION_COOKIE_AGE = 30 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "chengzhang.web.refusals.untrusted"
SIGN_IN_FAILURES = 5
SIGN_IN_PAUSE_MINUTES = 15
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# What a browser is told. The policy lets nothing in from elsewhere and runs no script written into a page.
CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # serves the packages' own files: nothing has to be collected before the first start
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 600

# Documents go straight from the network into the store; nothing is held whole in memory.
UPLOAD_LIMIT_BYTES = int(_setting("UPLOAD_LIMIT_MB", "200")) * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["chengzhang.foundation.documents.uploads.StagingHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

MAIL_ENABLED = bool(_setting("MAIL_HOST"))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_ENABLED else 'dummy'}.EmailBackend"
EMAIL_HOST = _setting("MAIL_HOST")
EMAIL_PORT = int(_setting("MAIL_PORT", "25"))
EMAIL_HOST_USER = _setting("MAIL_USER")
EMAIL_HOST_PASSWORD = _setting("MAIL_PASSWORD")
EMAIL_USE_TLS = _setting("MAIL_TLS") == "1"
EMAIL_TIMEOUT = 20
SITE_URL = _setting("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
DEFAULT_FROM_EMAIL = _setting("MAIL_FROM", "chengzhang@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": _setting("LOG_LEVEL", "WARNING")},
}
