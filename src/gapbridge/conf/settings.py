"""All settings, driven by the environment. docs/operations.md names each variable."""

# The SQLite driver must be in place before anything imports the standard library's.
from gapbridge.conf import sqlite_driver  # noqa: F401  isort: skip

from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from gapbridge.conf.demo_secrets import demo_secrets

env = environ.Env()

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(env("GAPBRIDGE_DATA", default=str(ROOT / "var"))).resolve()

# A production server must be told its secrets; a demonstration makes its own in the data folder.
PRODUCTION = env.bool("GAPBRIDGE_PRODUCTION", default=False)
DEMO = env.bool("GAPBRIDGE_DEMO", default=not PRODUCTION)
DEBUG = False

KEPT = {} if PRODUCTION else demo_secrets(DATA)

SECRET_KEY = env("GAPBRIDGE_SECRET_KEY", default=KEPT.get("GAPBRIDGE_SECRET_KEY", ""))
# Comma-separated Fernet keys for fields at rest, newest first; old ones stay until rotation is done.
FIELD_KEYS = env.list("GAPBRIDGE_FIELD_KEYS", default=[KEPT["GAPBRIDGE_FIELD_KEYS"]] if KEPT else [])
# Keeps the head of the journal from being forged by who can only reach the database.
JOURNAL_KEY = env("GAPBRIDGE_JOURNAL_KEY", default=KEPT.get("GAPBRIDGE_JOURNAL_KEY", ""))
# Keys the one-way hashes by which an encrypted value is found again.
HASH_KEY = env("GAPBRIDGE_HASH_KEY", default=KEPT.get("GAPBRIDGE_HASH_KEY", ""))
# Signs agreements: 32 random bytes in base 64, from which the Ed25519 key is made.
AGREEMENT_KEY = env("GAPBRIDGE_AGREEMENT_KEY", default=KEPT.get("GAPBRIDGE_AGREEMENT_KEY", ""))
# An organisation's own certificate for the PDFs of agreements (PKCS#12), instead of one made from that key.
PDF_CERTIFICATE = env("GAPBRIDGE_PDF_CERTIFICATE", default="")
PDF_CERTIFICATE_PASSWORD = env("GAPBRIDGE_PDF_CERTIFICATE_PASSWORD", default="")

ALLOWED_HOSTS = env.list("GAPBRIDGE_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env("GAPBRIDGE_SITE_URL", default=f"http://localhost:{env('PORT', default='8000')}")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []

INSTALLED_APPS = [
    "gapbridge.base",
    "gapbridge.people",
    "gapbridge.programmes",
    "gapbridge.listen.assessments",
    "gapbridge.listen.collect",
    "gapbridge.listen.intake",
    "gapbridge.listen.coding",
    "gapbridge.listen.feedback",
    "gapbridge.agree.gaps",
    "gapbridge.agree.analyses",
    "gapbridge.agree.consultations",
    "gapbridge.agree.plans",
    "gapbridge.agree.returns",
    "gapbridge.act.interventions",
    "gapbridge.act.profiles",
    "gapbridge.act.procedures",
    "gapbridge.act.calls",
    "gapbridge.act.applications",
    "gapbridge.act.evaluation",
    "gapbridge.act.grants",
    "gapbridge.act.trainings",
    "gapbridge.act.meetings",
    "gapbridge.act.supplies",
    "gapbridge.act.services",
    "gapbridge.prove.reach",
    "gapbridge.prove.results",
    "gapbridge.prove.thread",
    "gapbridge.prove.updates",
    "gapbridge.share.library",
    "gapbridge.share.extraction",
    "gapbridge.share.blocks",
    "gapbridge.share.harvest",
    "gapbridge.share.finding",
    "gapbridge.share.learning",
    "gapbridge.share.portal",
    "gapbridge.demo",
    "modeltranslation",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",  # the widgets' templates, for HouseRenderer
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rules.apps.AutodiscoverRulesConfig",
    "django_filters",
    "simple_history",
    "tree_queries",
    "modelsearch",
]

MIDDLEWARE = [
    "gapbridge.base.middleware.ReceiptTime",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gapbridge.base.middleware.SecurityHeaders",
    "gapbridge.base.middleware.CleanInput",
]

ROOT_URLCONF = "gapbridge.conf.urls"
WSGI_APPLICATION = "gapbridge.conf.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gapbridge.base.context.site",
            ],
            "builtins": ["django.templatetags.i18n", "gapbridge.base.templatetags.components"],
        },
    }
]
FORM_RENDERER = "gapbridge.base.forms.HouseRenderer"

if env("DATABASE_URL", default=""):
    DATABASES = {"default": env.db("DATABASE_URL")}
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA / "gapbridge.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # Measured under power cuts and 50 clients: see docs/decisions/0003-sqlite.md.
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                    "PRAGMA secure_delete=ON; PRAGMA trusted_schema=OFF; PRAGMA cache_size=-20000;"
                ),
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # What base/memo.py remembers; every process has its own, and the journal says when it is out of date.
    "counts": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "counts",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "portal:front"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_ADAPTER = "gapbridge.people.adapter.AccountAdapter"
ACCOUNT_RATE_LIMITS = {"login": "1000/m/ip" if DEMO else "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Gapbridge"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = env.bool("GAPBRIDGE_SSL_REDIRECT", default=PRODUCTION)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "gapbridge.base.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("az", _("Azerbaijani")), ("ru", _("Russian"))]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en", "az", "ru")
LOCALE_PATHS = [ROOT / "src" / "gapbridge" / "locale"]
FORMAT_MODULE_PATH = ["gapbridge.conf.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Baku"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
MEDIA_ROOT = DATA / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env(
            "GAPBRIDGE_STATIC_STORAGE",
            default="whitenoise.storage.CompressedManifestStaticFilesStorage",
        )
    },
}
UPLOAD_MAX_BYTES = 25 * 1024 * 1024
# Where a large upload is laid down while it comes in: not in /tmp, which is memory on many a machine.
FILE_UPLOAD_TEMP_DIR = str(DATA) if DATA.is_dir() else None
# Sound and video of the knowledge hub; they are laid down on the disk while they come in.
HUB_VIDEO_MAX_BYTES = env.int("GAPBRIDGE_HUB_VIDEO_MAX_BYTES", default=500 * 1024 * 1024)
RECORDING_MAX_BYTES = 200 * 1024 * 1024  # three hours as a telephone records them

# Grants: the rules of the donor's usual contract (support to third parties, transfers within a budget).
# Support to one organisation is at most so many euro, over the calls and years that these two name:
# "all", "programme" or "call"; 0 years are all.
GRANT_CEILING = env.int("GAPBRIDGE_GRANT_CEILING", default=60_000)
GRANT_CEILING_SCOPE = env("GAPBRIDGE_GRANT_CEILING_SCOPE", default="all")
GRANT_CEILING_YEARS = env.int("GAPBRIDGE_GRANT_CEILING_YEARS", default=0)
GRANT_CEILING_ALARM_PERCENT = 80
# What may be moved between budget headings on notice, in percent of each; never into or out of these.
GRANT_SHIFT_PERCENT = env.int("GAPBRIDGE_GRANT_SHIFT_PERCENT", default=25)
GRANT_FIXED_HEADINGS = env.list(
    "GAPBRIDGE_GRANT_FIXED_HEADINGS", default=["overhead", "indirect", "contingency"]
)
# Receipts that an officer checks of each report, in percent; at least so many; all of at least so much of the report.
GRANT_SAMPLE_PERCENT = env.int("GAPBRIDGE_GRANT_SAMPLE_PERCENT", default=20)
GRANT_SAMPLE_LEAST = 5
GRANT_SAMPLE_LARGE_PERCENT = 10
GRANT_RECOVERY_DAYS = 45

# Stands before the identifiers in open data; 360Giving keeps a register of prefixes.
GIVING_PREFIX = env("GAPBRIDGE_GIVING_PREFIX", default="360G-gapbridge")

# What telephones may send: a filled-in form, its files, and both in one request.
COLLECT_XML_MAX_BYTES = 5 * 1024 * 1024
COLLECT_MEDIA_MAX_FILES = 50
COLLECT_REQUEST_MAX_BYTES = 40 * 1024 * 1024

EMAIL_BACKEND = env("GAPBRIDGE_EMAIL_BACKEND", default="gapbridge.base.outbox.OutboxBackend")
# What the outbox hands its messages to.
OUTBOX_TRANSPORT = env(
    "GAPBRIDGE_OUTBOX_TRANSPORT",
    default="django.core.mail.backends.smtp.EmailBackend"
    if PRODUCTION
    else "django.core.mail.backends.filebased.EmailBackend",
)
EMAIL_FILE_PATH = DATA / "mail"
EMAIL_HOST = env("GAPBRIDGE_SMTP_HOST", default="localhost")
EMAIL_PORT = env.int("GAPBRIDGE_SMTP_PORT", default=25)
EMAIL_HOST_USER = env("GAPBRIDGE_SMTP_USER", default="")
EMAIL_HOST_PASSWORD = env("GAPBRIDGE_SMTP_PASSWORD", default="")
EMAIL_TIMEOUT = 30
EMAIL_USE_TLS = env.bool("GAPBRIDGE_SMTP_TLS", default=PRODUCTION)
DEFAULT_FROM_EMAIL = env("GAPBRIDGE_FROM_EMAIL", default="gapbridge@example.org")

MODELSEARCH_BACKENDS = {
    # Texts are folded before they are indexed; PostgreSQL must not stem them as English on top.
    "default": {"BACKEND": "gapbridge.base.search_backend", "SEARCH_CONFIG": "simple"}
}
# What keeps the knowledge hub's index: "database", the one that is connected, or "opensearch" (finding/README.md).
FINDING_ENGINE = env("GAPBRIDGE_FINDING_ENGINE", default="database")
FINDING_OPENSEARCH_URL = env("GAPBRIDGE_FINDING_OPENSEARCH_URL", default="http://localhost:9200")
FINDING_OPENSEARCH_INDEX = env("GAPBRIDGE_FINDING_OPENSEARCH_INDEX", default="gapbridge-hub")
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"secrets": {"()": "gapbridge.base.logs.HideSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": env("GAPBRIDGE_LOG_LEVEL", default="INFO")},
}
