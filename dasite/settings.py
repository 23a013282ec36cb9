"""All settings. What differs between deployments comes from the environment, safe by default.

Each variable is described in docs/reference/settings.md.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF

from dasite.env import (
    env_bool,
    env_choice,
    env_database,
    env_int,
    env_languages,
    env_list,
    env_secret,
    env_text,
    env_zone,
)
from dasite.settings_people import *

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

# Where this site keeps what it writes: databases, sealed files, temporary files, messages.
VAR_DIR = Path(env_text("DASITE_VAR_DIR", str(BASE_DIR / "var")))

# --- secrets ------------------------------------------------------------------------------------
SECRET_KEY = env_secret("DASITE_SECRET_KEY")
# `id:base64` of 32 bytes each, newest first; the others stay readable.
DASITE_ROOT_KEYS = env_secret("DASITE_ROOT_KEYS")

# Backups are sealed under these: `id:base64`, newest first. Without one none are made.
DASITE_BACKUP_KEY = env_text("DASITE_BACKUP_KEY")

# --- the site -----------------------------------------------------------------------------------
DEBUG = env_bool("DASITE_DEBUG", default=False)
# Authors see the file and line of their mistakes on the page; other people never should.
DASITE_AUTHOR_DETAILS = env_bool("DASITE_AUTHOR_DETAILS", default=False)
DASITE_SITE_NAME = env_text("DASITE_SITE_NAME", "Dasite")
# The address under which people reach the site, for links in mails and on the console.
DASITE_URL = env_text("DASITE_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS = DASITE_URL.startswith("https://")
ALLOWED_HOSTS = env_list("DASITE_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [DASITE_URL]
CSRF_FAILURE_VIEW = "dasite.views.csrf_failure"

ROOT_URLCONF = "dasite.urls"
WSGI_APPLICATION = "dasite.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

INSTALLED_APPS = [
    "dasite.apps.DasiteConfig",
    "interviews.apps.InterviewsConfig",
    "accounts.apps.AccountsConfig",
    "privacy.apps.PrivacyConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "axes",
    "guardian",
    "csp",
    # Below `dasite`, so that our templates of form fields are found before Django's.
    "django.forms",
    "dasite.apps.DasiteAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "dasite.api_door.ApiMiddleware",
    "dasite.damaged.DamagedRequestMiddleware",
    # After an older database was put back, nobody gets further before the ledger was replayed.
    "privacy.middleware.RestoreGateMiddleware",
    # Before all that might store or log a request: takes the unlock token out of the cookies.
    "privacy.middleware.UnlockMiddleware",
    "interviews.middleware.GuestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Before a view can suspend or log the request: takes out what a passkey yields for the keys.
    "accounts.middleware.PasskeyMiddleware",
    "accounts.middleware.DevicesMiddleware",
    "accounts.middleware.PrivatePagesMiddleware",
    "accounts.middleware.LeavingMiddleware",
    # After it: it has read who this is, so that nothing more is asked.
    "accounts.middleware.OwnZoneMiddleware",
    "accounts.middleware.SeenMiddleware",
    "accounts.middleware.EvenAnswersMiddleware",
    "accounts.middleware.MailMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["dasite.tags"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "dasite.context.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- databases ----------------------------------------------------------------------------------
IN_VAR_DIR = f"sqlite:///{quote(str(VAR_DIR))}"
DATABASES = {
    "default": env_database("DASITE_DATABASE_URL", f"{IN_VAR_DIR}/default.sqlite3"),
    # Key shares and the erasure ledger: another backup and another restore than `default`.
    "vault": env_database("DASITE_VAULT_DATABASE_URL", f"{IN_VAR_DIR}/vault.sqlite3"),
}
DATABASE_ROUTERS = ["dasite.routers.VaultRouter"]

# It takes only keys that a data category declares; one process's memory is enough.
CACHES = {"default": {"BACKEND": "privacy.caches.DeclaredLocMemCache"}}

# People, their ways in and bans stand in dasite/settings_people.py.

# --- sessions and cookies -----------------------------------------------------------------------
SESSION_ENGINE = "accounts.login_sessions"
SESSION_COOKIE_AGE = 60 * 60 * env_int("DASITE_LOGIN_HOURS", 12, at_least=1)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# A `__Host-` cookie cannot be set by a sister host and never travels in clear.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
DASITE_GUEST_COOKIE_NAME = "__Host-guest" if HTTPS else "guest"
DASITE_UNLOCK_COOKIE_NAME = "__Host-unlock" if HTTPS else "unlock"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
# How long an unlocked key serves without a request, and at most.
DASITE_UNLOCK_IDLE = timedelta(minutes=env_int("DASITE_UNLOCK_IDLE_MINUTES", 30, at_least=1))
DASITE_UNLOCK_ABSOLUTE = timedelta(hours=env_int("DASITE_UNLOCK_HOURS", 12, at_least=1))
# Interviews whose keys one read of the vault takes; no page of ours asks for more than 20.
DASITE_SHARES_AT_ONCE = env_int("DASITE_SHARES_AT_ONCE", 200, at_least=20)

# --- what a browser may do ----------------------------------------------------------------------
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # signatures lie in the answers, and in the page
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_SSL_REDIRECT = HTTPS and env_bool("DASITE_SSL_REDIRECT", default=True)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env_bool("DASITE_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- words and time -----------------------------------------------------------------------------
LANGUAGES = env_languages("DASITE_LANGUAGES", "en")
LANGUAGE_CODE = "en-gb" if LANGUAGES[0][0] == "en" else LANGUAGES[0][0]
FORMAT_MODULE_PATH = "dasite.formats"
TIME_ZONE = env_zone("DASITE_TIME_ZONE", "UTC")
USE_TZ = True

# --- files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    # Sealed bytes only: nothing here is ever served as it lies.
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": VAR_DIR / "files",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DASITE_TEMP_DIR = VAR_DIR / "tmp"
FILE_UPLOAD_TEMP_DIR = DASITE_TEMP_DIR
FILE_UPLOAD_HANDLERS = ["dasite.uploads.InMemoryHandler"]
# Bytes of all files of one form; each thread of the web server may hold so many in memory.
DASITE_UPLOAD_BYTES = env_int("DASITE_UPLOAD_MB", 25, at_least=1) * 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # bytes of a posted form without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- mail ---------------------------------------------------------------------------------------
EMAIL_HOST = env_text("DASITE_EMAIL_HOST")
EMAIL_PORT = env_int("DASITE_EMAIL_PORT", 587, at_least=1)
EMAIL_HOST_USER = env_text("DASITE_EMAIL_USER")
EMAIL_HOST_PASSWORD = env_text("DASITE_EMAIL_PASSWORD")
EMAIL_USE_TLS = env_bool("DASITE_EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 10  # seconds
# With a mail server an address has to be confirmed before the first login, and sign-up answers
# alike whether it was known or not. Without one nobody could confirm anything.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if EMAIL_HOST else "optional"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env_text("DASITE_EMAIL_FROM", "dasite@localhost")
# Where mails come back to that could not be delivered; see docs/how-to/take-bounces.md.
DASITE_EMAIL_BOUNCES = env_text("DASITE_EMAIL_BOUNCES")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
# Without a mail server, mails wait here for the operator; a retention category empties it.
EMAIL_FILE_PATH = VAR_DIR / "mail"
# Without a gateway, text messages wait here likewise.
DASITE_SMS_DIR = VAR_DIR / "sms"

# --- background work ----------------------------------------------------------------------------
CELERY_BROKER_URL = env_text("DASITE_BROKER_URL", "filesystem://localhost")
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 240  # seconds
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "run" / "beat")
# The one static entry: all else that is due stands in the table of jobs.
DASITE_SWEEP_SECONDS = env_int("DASITE_SWEEP_SECONDS", 10, at_least=1)
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "privacy.sweep",
        "schedule": DASITE_SWEEP_SECONDS,
        "options": {"expires": DASITE_SWEEP_SECONDS},
    },
}
BROKER_DIRS = tuple(str(VAR_DIR / "broker" / name) for name in ("messages", "control", "tmp"))
if CELERY_BROKER_URL.startswith("filesystem:"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": BROKER_DIRS[0],
        "data_folder_out": BROKER_DIRS[0],
        "control_folder": BROKER_DIRS[1],
        "polling_interval": 0.2,
    }
# How often what is due by the policies is looked for.
DASITE_PURGE_SECONDS = env_int("DASITE_PURGE_SECONDS", 3600, at_least=1)
# A policy that lets data go sooner waits so long, and can be withdrawn until then;
# administrators can set another wait.
DASITE_POLICY_DELAY_HOURS = env_int("DASITE_POLICY_DELAY_HOURS", 24, at_least=24, at_most=72)
# A run of more than this, and of more than five usual ones, stops and asks an administrator.
DASITE_PURGE_ASK_ABOVE = env_int("DASITE_PURGE_ASK_ABOVE", 500, at_least=1)
# Where `manage.py backup` puts backups; nothing here is made before the first of them.
DASITE_BACKUP_DIR = Path(env_text("DASITE_BACKUP_DIR", str(VAR_DIR / "backups")))
# A file whose time says when a worker was last at work; a supervisor watches it.
DASITE_HEARTBEAT_FILE = env_text("DASITE_HEARTBEAT_FILE")

# --- folders ------------------------------------------------------------------------------------
# Everything under VAR_DIR is for this account of the machine alone.
os.umask(0o077)
in_var_dir = [VAR_DIR / name for name in ("files", "tmp", "mail", "run", "static")]
for folder in (*in_var_dir, *map(Path, BROKER_DIRS)):
    folder.mkdir(parents=True, exist_ok=True)

# --- logs: ids and counts, never what somebody wrote --------------------------------------------
LOG_LEVEL = env_choice(
    "DASITE_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
)
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "dasite.logs.LineFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "filters": {"says_less": {"()": "dasite.logs.SaysLess"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["says_less"],
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Django's own handler would mail whole requests.
        "django": {"handlers": []},
        # Their lines hold addresses and user names.
        "axes": {"level": "ERROR"},
        # It would tell whose passkey was used when.
        "fido2": {"level": "ERROR"},
        "django.server": {"level": "WARNING"},
    },
}
