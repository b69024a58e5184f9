"""The site's settings: infrastructure only, from the environment. The table is in docs/operations.md."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from csp.constants import NONE, SELF

from mingheng.site.operations.connection import database_settings
from mingheng.site.operations.outgoing import outgoing_settings

HOME = Path(os.environ.get("MINGHENG_HOME", "mingheng-home")).absolute()
"""Everything that is kept: database, evidence, keys."""
DEMO = os.environ.get("MINGHENG_DEMO") == "1"
HTTPS = os.environ.get("MINGHENG_HTTPS", "on") == "on" and not DEMO


def _secret_key() -> str:
    path = HOME / "keys" / "session.key"
    return path.read_text(encoding="ascii").strip() if path.exists() else "no site has been set up here yet"


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("MINGHENG_HOSTS", "127.0.0.1,localhost").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"]
MINGHENG_DEMO = DEMO
MINGHENG_FIXED_DAY = (
    date.fromisoformat(os.environ["MINGHENG_DEMO_DAY"]) if DEMO and "MINGHENG_DEMO_DAY" in os.environ else None
)
MINGHENG_HOME = HOME
MINGHENG_TRUSTED_PROXY = os.environ.get("MINGHENG_PROXY", "")
_OUTGOING = outgoing_settings({} if DEMO else os.environ, ALLOWED_HOSTS, is_https=HTTPS)
MINGHENG_ADDRESS, MINGHENG_MAIL_FROM = _OUTGOING.address, _OUTGOING.mail_from
MINGHENG_WEBHOOK, MINGHENG_WEBHOOK_SECRET = _OUTGOING.webhook, _OUTGOING.webhook_secret
EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = _OUTGOING.mail_host, _OUTGOING.mail_port, 10
EMAIL_USE_TLS, EMAIL_USE_SSL = _OUTGOING.mail_tls == "starttls", _OUTGOING.mail_tls == "tls"
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _OUTGOING.mail_user, _OUTGOING.mail_password

INSTALLED_APPS = [
    "mingheng.ui.static_files.NamedStaticFiles",
    "django.contrib.messages",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "csp",
    "mingheng.site",
    "mingheng.api",
    "mingheng.feedback",
    "mingheng.books",
    "mingheng.assignments",
    "mingheng.assessment",
    "mingheng.ledger",
    "mingheng.facts",
    "mingheng.people",
    "mingheng.reminders",
    "mingheng.regulations",
    "mingheng.organisation",
    "mingheng.accounts",
    "mingheng.audit",
    "mingheng.ui",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mingheng.accounts.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "mingheng.site.gate.Gate",
]
ROOT_URLCONF = "mingheng.site.urls"
WSGI_APPLICATION = "mingheng.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [("django.template.loaders.cached.Loader", ["django.template.loaders.app_directories.Loader"])],
                )
            ],
            "builtins": ["template_partials.templatetags.partials", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "mingheng.site.frame.frame",
            ],
        },
    }
]

DATABASES = {"default": database_settings(HOME, os.environ)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parents[1] / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "evidence"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False

MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "mingheng.site.views.page_expired"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# The proxy in front ends TLS and redirects to it (W008); what other names of the office's domain do is not ours to say,
# nor whether browsers learn of it beforehand (W005, W021).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_PERMISSIONS = 0o600
