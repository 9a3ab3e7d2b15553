"""Django's settings, derived from `kabinet.config.environment`."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from kabinet.config import embedded
from kabinet.config.database import parse_database_url
from kabinet.config.environment import environment
from kabinet.config.logs import logging_config
from kabinet.kernel.units import MEGABYTE

ENV = environment()
PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = ENV.data_dir.resolve()

SECRET_KEY = ENV.key
SECRET_KEY_FALLBACKS = list(ENV.earlier_keys)
DEBUG = ENV.debug
BASE_URL = str(ENV.base_url).rstrip("/")
_address = urlsplit(BASE_URL)
SECURE = _address.scheme == "https"
ALLOWED_HOSTS = [_address.hostname or "localhost", *ENV.allowed_hosts]
if ENV.demo:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "csp",
    "procrastinate.contrib.django",
    "kabinet.kernel",
    "kabinet.organisation",
    "kabinet.parties",
    "kabinet.identity",
    "kabinet.questionnaires",
    "kabinet.documents",
    "kabinet.catalogue",
    "kabinet.applications",
    "kabinet.lending",
    "kabinet.payments",
    "kabinet.notifications",
    "kabinet.public",
    "kabinet.cabinet",
    "kabinet.office",
    "kabinet.api",
]

MIDDLEWARE = [
    "kabinet.kernel.web.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kabinet.kernel.web.middleware.CompressedPages",
    "csp.middleware.CSPMiddleware",
    "kabinet.kernel.web.middleware.ServiceUnavailable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "kabinet.kernel.web.bodies.BodyLimits",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kabinet.kernel.web.middleware.Refusals",
]

ROOT_URLCONF = "kabinet.config.urls"
WSGI_APPLICATION = "kabinet.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.messages.context_processors.messages",
    "kabinet.kernel.web.context.site_context",
    "kabinet.organisation.context.organisation_context",
    "kabinet.cabinet.context.unread_notices",
]
PAGES_ARE_CHECKED = DEBUG
TEMPLATES: list[dict[str, Any]] = [
    {
        "NAME": "pages",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "kernel" / "ui", *sorted(PACKAGE.glob("*/templates"))],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "kabinet.kernel.ui.environment.environment", "context_processors": _CONTEXT},
    },
    {
        "NAME": "libraries",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **(
            parse_database_url(ENV.database_url.get_secret_value())
            if ENV.database_url
            else {
                "NAME": embedded.DATABASE,
                "USER": "postgres",
                "HOST": str(embedded.socket_dir(DATA_DIR / "postgres")),
            }
        ),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": ENV.database_connect_timeout, "application_name": "kabinet"},
    }
}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["kabinet.identity.hashing.BoundedPasswordHasher"]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "kabinet.identity.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PHONE_VERIFICATION_ENABLED = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = False  # the adapter counts attempts in the database, where all processes see them
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.trusted_proxies

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "kabinet.kernel.web.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_SSL_REDIRECT = False
if ENV.trusted_proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

REREAD_SECONDS = 2
"""How long a process shows the organisation's details and sends through connections without reading them again."""

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Russian"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = ENV.time_zone

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "kabinet.kernel.files.storage.PrivateFolder", "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * MEGABYTE
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_PERMISSIONS = 0o600

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = ENV.email_host
EMAIL_PORT = ENV.email_port
EMAIL_HOST_USER = ENV.email_user
EMAIL_HOST_PASSWORD = ENV.email_password.get_secret_value()
EMAIL_USE_TLS = ENV.email_tls == "starttls"
EMAIL_USE_SSL = ENV.email_tls == "tls"
EMAIL_TIMEOUT = ENV.email_timeout
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.email_from

LOGGING = logging_config(ENV.log_format)
SILENCED_SYSTEM_CHECKS: list[str] = []
