"""Settings of Q3Plan, read from the environment.

``Q3PLAN_MODE``: ``demo`` (default) or ``production``. ``DATABASE_URL``: SQLite under ``var/`` by
default. ``SECRET_KEY`` and ``ALLOWED_HOSTS``: required in production. ``Q3PLAN_CLOCK``: an ISO
moment at which the demonstration stands still, or ``real``; refused in production. ``SITE_URL``:
the site's address as mails name it, required in production. ``EMAIL_*`` as Django names them: the
mail server; without ``EMAIL_HOST`` mail goes to the console.
``EVIDENCE_ROOT``: the private folder of evidence files, ``var/evidence`` by default. ``CLAMD``:
``host:port`` or the path of a socket of a ClamAV daemon that scans them.
``TRUSTED_PROXY_COUNT``: how many proxies of ours stand in front (production: 1).
"""

import os
from datetime import datetime
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

# openpyxl would prefer lxml, which python-docx brings; only the guarded standard parser is wanted.
os.environ["OPENPYXL_LXML"] = "False"

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

MODE = os.environ.get("Q3PLAN_MODE", "demo")
if MODE not in {"demo", "production"}:
    raise ImproperlyConfigured("Q3PLAN_MODE must be 'demo' or 'production'.")
PRODUCTION = MODE == "production"
DEBUG = False

SECRET_KEY = os.environ.get("SECRET_KEY", "" if PRODUCTION else "demonstration-only-key")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY must be set in production.")
ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host] or (
    [] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"]
)
# Links in mails; a request's Host header is whatever its sender typed.
SITE_URL = os.environ.get("SITE_URL", "" if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")
if not SITE_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured("SITE_URL must be set in production: https:// and the site's name.")
CSRF_TRUSTED_ORIGINS = [
    origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin
]

_clock = os.environ.get("Q3PLAN_CLOCK", "" if PRODUCTION else "2027-11-03T09:00:00+07:00")
if _clock == "real":
    _clock = ""
if _clock and PRODUCTION:
    raise ImproperlyConfigured(
        "Q3PLAN_CLOCK is for the demonstration; production runs on real time."
    )
FROZEN_CLOCK = datetime.fromisoformat(_clock) if _clock else None

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "allauth",
    "allauth.account",
    "auditlog",
    "csp",
    "django_htmx",
    "template_partials",
    "q3plan",
    "q3plan.accounts",
    "targets",
    "assignments",
    "reports",
    # After ``reports``, whose ``send_queued_mail`` takes the place of its own.
    "post_office",
]

MIDDLEWARE = [
    # Outermost, so that also the redirect to https and the refusal of a host carry the headers.
    "csp.middleware.CSPMiddleware",
    "q3plan.middleware.PrivatePagesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "q3plan.middleware.ReadableRequestMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A dashboard is seven times smaller on the line. Every answer is padded by a random length, so
    # that its size tells nothing of the secrets in it (BREACH).
    "q3plan.middleware.PackedPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "q3plan.accounts.middleware.LoginRequiredMiddleware",
    "assignments.shown_plan.PlanAddressMiddleware",
    "assignments.middleware.PowersMiddleware",
    # Who changed a row, for the audit page.
    "auditlog.middleware.AuditlogMiddleware",
]

ROOT_URLCONF = "q3plan.urls"
WSGI_APPLICATION = "q3plan.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reports.context_processors.shell",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'q3plan.sqlite3'}"
    )
}
_database = DATABASES["default"]
_database["CONN_HEALTH_CHECKS"] = True
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock at BEGIN: waiting writers queue instead of failing half-way.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        ),
    }
else:
    _database["OPTIONS"] = {
        **_database.get("OPTIONS", {}),
        "pool": {"min_size": 1, "max_size": 8, "timeout": 10},
        "options": "-c statement_timeout=15000 -c lock_timeout=5000",
    }
SILENCED_SYSTEM_CHECKS = [
    # The covering index of the observations is PostgreSQL's; SQLite keeps its key columns.
    "models.W040",
    # Other machines of the office may answer below our host name, not all of them over https, and
    # a browser's preload list cannot be taken back: HSTS binds this host alone.
    "security.W005",
    "security.W021",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
# allauth's alone: it extends Django's, and each backend would hash a wrong password once more.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "q3plan.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
# An invitation waits in a mailbox over a weekend and a day off.
PASSWORD_RESET_TIMEOUT = 7 * 24 * 60 * 60
# A whole committee sits behind one address on the morning of the deadline.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "60/m/ip,5/5m/key"}
# Attempts are counted by the address in X-Forwarded-For; else the proxy's own would be everyone's.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "1" if PRODUCTION else "0"))

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt"))]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
# One own filter formats numbers; a global separator would print years as 2.025.
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = ["q3plan.formats"]
LOCALE_PATHS = [BASE_DIR / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("vendor", VAR_DIR / "vendor")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Never below STATIC_ROOT or any folder that a web server hands out.
    "evidence": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": os.environ.get("EVIDENCE_ROOT") or VAR_DIR / "evidence",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "q3plan.lib.static_files.StaticFiles"},
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
# The page's script renews the token from the cookie after a login in another tab.
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "q3plan.accounts.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
# One post may bring everything that a report may hold; see reports/evidence/limits.py.
DATA_UPLOAD_MAX_NUMBER_FILES = 200
FILE_UPLOAD_HANDLERS = ["reports.evidence.receiving.BoundedUploadHandler"]
CLAMD = os.environ.get("CLAMD", "")
# A scanner that does not answer must not hold the person's request for ever.
CLAMD_SECONDS = 15

# Mail is queued in the database with what caused it; ``send_queued_mail`` delivers it.
EMAIL_BACKEND = "q3plan.lib.mail_queue.QueueBackend"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
_DELIVERY = "smtp" if EMAIL_HOST else "console"
POST_OFFICE = {
    "BACKENDS": {"default": f"django.core.mail.backends.{_DELIVERY}.EmailBackend"},
    "DEFAULT_PRIORITY": "medium",
    # With the growing waits between them nearly three days: a weekend without a mail server.
    "MAX_RETRIES": 24,
}
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "") == "1"
# A mail server that does not answer must not hold the person's request for ever.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "q3plan@localhost")

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Rate limits of the login live here; culled entries would give new attempts.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"dated": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "dated"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Anybody on the network can ask for a host that is not ours; the 400 says enough.
    "loggers": {"django.security.DisallowedHost": {"level": "CRITICAL"}},
}
