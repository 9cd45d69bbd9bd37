"""The settings of an installation. They are read from the environment and from the file `.env`.

What is set in the environment wins over the file. Every setting of ours is described where it is read.
A value that would start the site broken or insecure is refused with one sentence.
"""

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from guanlu.env_file import load_env_file
from guanlu.mail_settings import mail_settings
from guanlu.release import release

BASE_DIR = Path(__file__).resolve().parent.parent

# ENV_FILE: where the file of settings is; empty reads none (the tests do that). Default: .env beside manage.py.
env_file = os.environ.get("ENV_FILE", str(BASE_DIR / ".env"))
if env_file:
    load_env_file(Path(env_file))
env = Env()

# --- How it is reached ------------------------------------------------------------------------------------------

# DEBUG: Django's pages for developers. They show the program's inside, so only on this computer. Default: false.
DEBUG = env.bool("DEBUG", False)

# ALLOWED_HOSTS: the names under which the site is reached, separated by commas; never a wildcard.
LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", LOCAL_HOSTS if DEBUG else [])

# PLAIN_HTTP: serve without HTTPS, which start.py's run on this computer needs. Default: false.
PLAIN_HTTP = env.bool("PLAIN_HTTP", False)

# SECRET_KEY: signs sessions and forms; at least 50 characters, made by start.py for each installation.
SECRET_KEY = env.str("SECRET_KEY", "")

if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "请在 .env 中设置 ALLOWED_HOSTS（访问本系统的域名）。 "
        "ALLOWED_HOSTS is missing: name in .env the host names of this site, separated by commas."
    )
if any("*" in host or host.startswith(".") for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS 不能用通配符，请写出完整域名。 "
        "ALLOWED_HOSTS must not hold a wildcard: name each host in full."
    )
if (DEBUG or PLAIN_HTTP) and not set(ALLOWED_HOSTS) <= set(LOCAL_HOSTS):
    raise ImproperlyConfigured(
        "DEBUG 和 PLAIN_HTTP 只能用于本机：请设为 false，或只允许 127.0.0.1、localhost、[::1]。 "
        "DEBUG and PLAIN_HTTP are for this computer alone: set them to false, or let ALLOWED_HOSTS hold nothing "
        "but 127.0.0.1, localhost and [::1]."
    )
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or SECRET_KEY.startswith("django-insecure"):
    raise ImproperlyConfigured(
        "请在 .env 中设置 SECRET_KEY（至少 50 个随机字符），或运行 python3 start.py setup 自动生成。 "
        "SECRET_KEY is missing or too weak: put at least 50 random characters in .env, or let "
        "python3 start.py setup write it."
    )

# TRUSTED_PROXY: the address of the web server in front that speaks HTTPS, as this program sees it (127.0.0.1).
# Only its X-Forwarded-Proto and X-Forwarded-For are believed; it must overwrite both. Default: none in front.
TRUSTED_PROXY = env.str("TRUSTED_PROXY", "")

# THREADS: how many requests are served at a time. SQLite writes one after the other, so few is best. Default: 4.
THREADS = env.int("THREADS", 4)
if THREADS < 1:
    raise ImproperlyConfigured(
        "THREADS 不能小于 1。 THREADS is too low to serve anyone: set it to 1 or more."
    )

# --- Where things are kept --------------------------------------------------------------------------------------

# VAR_DIR: the folder of all that the program writes: the SQLite file and the collected static files. Default: var.
VAR_DIR = Path(env.str("VAR_DIR", "") or BASE_DIR / "var").resolve()

# EVIDENCE_DIR: the folder of the files that go with entries. It is never served as it is, and a backup needs it as
# much as the database. Default: evidence in VAR_DIR.
EVIDENCE_DIR = Path(env.str("EVIDENCE_DIR", "") or VAR_DIR / "evidence").resolve()

# SQLITE_PATH: the SQLite file; it wants a local disk. Default: guanlu.sqlite3 in VAR_DIR.
# DATABASE_URL: another database instead, as postgres://name:password@host/database.
SQLITE_PATH = Path(env.str("SQLITE_PATH", "") or VAR_DIR / "guanlu.sqlite3").resolve()
SQLITE_OPTIONS = {
    # Take the write lock when the transaction begins: a later upgrade fails at once with "database is locked".
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL: NORMAL may lose the last commits when the machine loses power.
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-16000;"
    "PRAGMA temp_store=MEMORY;PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=27103364",
}
if env.str("DATABASE_URL", ""):
    DATABASES = {"default": env.dj_db_url("DATABASE_URL", conn_max_age=600, conn_health_checks=True)}
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": SQLITE_PATH}}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS

# CACHE_URL: a cache that several serving processes share, such as redis://… One process needs none. With several
# and no shared cache, a session ended in one would live on in the others' memory.
# The records of a page take 20 to 150 KB, what else is kept next to nothing: 90 MB at the very most.
CACHES = {"default": env.dj_cache_url("CACHE_URL", "locmem://?max_entries=600")}
RELEASE = release(BASE_DIR)  # what one release has kept no other shows

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- The program ------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "guanlu.apps.GuanluConfig",
    "projects",
    "targets",
    "django_htmx",
    "django_tables2",
    "django_filters",
    "simple_history",
    "axes",
    "csp",
    "whitenoise.runserver_nostatic",
    "guanlu.apps.SetUpAdminConfig",  # Django's admin, its lists in the order of the work
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # static files are compressed when they are collected
    "guanlu.middleware.CompressMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "guanlu.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "guanlu.middleware.IdleTimeoutMiddleware",
    "guanlu.middleware.PrivateMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "guanlu.middleware.LoginRequiredMiddleware",
    "guanlu.middleware.PasswordChangeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "guanlu.urls"
WSGI_APPLICATION = "guanlu.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "guanlu.context.every_page",
            ],
        },
    },
]
# The renderer that finds templates/django/forms/field.html of this project.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DJANGO_TABLES2_TEMPLATE = "components/table.html"
# The ledger and the set-up are corrected forwards, never rolled back from a list of versions.
SIMPLE_HISTORY_REVERT_DISABLED = True
# A reason may be as long as it has to be.
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

# The targets of a whole year are filled in on one page, five fields each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- Language and time ------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "guanlu" / "locale"]
FORMAT_MODULE_PATH = ["guanlu.formats"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- Who may enter ----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "guanlu.User"
# The throttle stands first, so that a locked name costs no password hash (a quarter of a second of CPU).
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
RULES, NAMES = "django.contrib.auth.password_validation", {"user_attributes": ["username", "full_name"]}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{RULES}.UserAttributeSimilarityValidator", "OPTIONS": NAMES},
    {"NAME": f"{RULES}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{RULES}.CommonPasswordValidator"},
    {"NAME": f"{RULES}.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"

# A village office shares one address: lock the name at that address, not the office and not the name everywhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
# A success clears the count; the record of the failures stays. The admin shows it in our own, unchangeable form.
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_ENABLE_ADMIN = False
# Fifteen minutes are fifteen minutes, also for who keeps trying.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_TEMPLATE = "registration/lockout.html"
AXES_VERBOSE = False

# IDLE_MINUTES: a log-in ends after this time without a request. Default: 120.
IDLE_MINUTES = env.int("IDLE_MINUTES", 120)
if IDLE_MINUTES < 2:
    raise ImproperlyConfigured(
        "IDLE_MINUTES 不能小于 2。 IDLE_MINUTES is too short to work with: set it to 2 or more."
    )
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
# The session's own age is the time-out: the middleware renews it at most once a minute, hence the minute more.
SESSION_COOKIE_AGE = (IDLE_MINUTES + 1) * 60

# --- Mail -------------------------------------------------------------------------------------------------------

# EMAIL_URL, DIGEST_FROM, SITE_URL: the weekly mail, off by default; `guanlu/mail_settings.py` reads and describes them.
MAIL = mail_settings(env)
globals().update(MAIL)
EMAIL_IS_SET: bool = MAIL["EMAIL_IS_SET"]
DIGEST_FROM: str = MAIL["DIGEST_FROM"]
SITE_URL: str = MAIL["SITE_URL"]

# --- Security headers -------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

HTTPS = not (DEBUG or PLAIN_HTTP)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY else None
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "guanlu.views.form_expired"
# W021 asks for HSTS preload: that enters the whole domain in the browsers' own lists, which is its owner's decision.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# --- Log --------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Django's own handlers would mail the administrators, and print twice.
    "loggers": {
        "django": {"handlers": [], "level": "INFO" if DEBUG else "WARNING"},
        # A refused form or a wrong address is no fault of the site; a queue of one is not a queue.
        "django.request": {"level": "INFO" if DEBUG else "ERROR"},
        "waitress.queue": {"level": "ERROR"},
    },
}
