"""One settings file; everything that differs between machines comes from the environment.

With PORTAL_ENV=production every secret and address must be given; otherwise safe development
defaults hold and the embedded PostgreSQL and Valkey are started (see embedded.py).
"""

import datetime as dt
import importlib.util
from pathlib import Path
from urllib.parse import unquote, urlsplit

import environ
import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from cchc_portal import embedded, logs

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

PRODUCTION = env.str("PORTAL_ENV", "development") == "production"
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))


REQUIRED = {
    "SECRET_KEY": "chuỗi ngẫu nhiên từ 50 ký tự",
    "DATABASE_URL": "địa chỉ PostgreSQL, ví dụ postgres://cchc:mat-khau@127.0.0.1/cchc",
    "REDIS_URL": "địa chỉ Redis hoặc Valkey, ví dụ redis://127.0.0.1:6379/0",
    "ALLOWED_HOSTS": "tên miền của cổng, cách nhau bằng dấu phẩy",
}
if PRODUCTION:
    missing = [f"{name} ({meaning})" for name, meaning in REQUIRED.items() if not env.str(name, "")]
    if missing:
        raise ImproperlyConfigured(f"Thiếu biến môi trường: {'; '.join(missing)}. Xem docs/running.md.")
else:
    embedded.ensure(VAR_DIR / "embedded")

# --- what the site is made of -----------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "development-only-key-development-only-key-0123456789")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
ROOT_URLCONF = "cchc_portal.urls"
WSGI_APPLICATION = "cchc_portal.wsgi.application"
AUTH_USER_MODEL = "units.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "django_structlog",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "pgtrigger",
    "pghistory",
    "cchc_portal",
    "cchc_portal.jobs",
    "cchc_portal.audit",
    "units",
    "dossiers",
    "indicators",
    "reports",
]

MIDDLEWARE = [
    "django_structlog.middlewares.RequestMiddleware",  # first, so that every failure below has its code in the log
    "cchc_portal.middleware.real_address",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cchc_portal.middleware.keep_out_of_caches",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "units.permissions.admit_program",
    "units.access.attach_person",
    "units.access.limit_session",
    "cchc_portal.middleware.login_required_in_place",
    "allauth.account.middleware.AccountMiddleware",
    "units.access.require_second_factor",
    "cchc_portal.audit.context.remember_actor",
    "cchc_portal.middleware.count_anew_after_deeds",
    "cchc_portal.middleware.explain_wrong_method",
    "cchc_portal.middleware.readable_text_only",
    "cchc_portal.kit.scoping.guard_requests",
    "indicators.blinding.keep_blind",
    "units.opening.open_with_default",
    "cchc_portal.audit.downloads.remember_downloads",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it turns the answer to a locked sign-in into 429
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "cchc_portal.templatetags.portal",
                "django.templatetags.static",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cchc_portal.context.shell",
            ],
        },
    }
]

# --- stores: PostgreSQL is the truth, Valkey/Redis is broker and cache -------------------------------------------
REDIS_URL = env.str("REDIS_URL")
DATABASE_URL = env.str("DATABASE_URL")
MIGRATE_DATABASE_URL = env.str("MIGRATE_DATABASE_URL", "")  # only where a release migrates: the owner of the tables
_database = env.db_url("MIGRATE_DATABASE_URL" if MIGRATE_DATABASE_URL else "DATABASE_URL")
DATABASES = {
    "default": {
        **_database,
        "HOST": unquote(_database["HOST"]),  # a socket directory is written with %2F for /
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "options": f"-c statement_timeout={env.int('DB_STATEMENT_TIMEOUT', 15_000)}"  # milliseconds
            " -c lock_timeout=3000 -c idle_in_transaction_session_timeout=60000",
        },
    }
}
CACHES = {
    "default": {
        "BACKEND": "cchc_portal.kit.caching.Cache",
        "LOCATION": env.str("CACHE_URL", REDIS_URL).replace("redis+socket://", "unix://"),  # clear() empties it all
        "KEY_PREFIX": "cchc",
    }
}
CLAMD_SOCKET = env.str("CLAMD_SOCKET", "")  # a virus scanner's unix socket; empty: evidence is shown as not scanned
FILES_DIR = Path(env.str("FILES_DIR", str(VAR_DIR / "files")))  # uploads and finished exports; never served directly

# --- people ------------------------------------------------------------------------------------------------------
LOGIN_URL = "units:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "units:login"
PASSWORD_HASHERS = ["units.passwords.Argon2id46", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "full_name", "email"]},
    },
    {"NAME": "units.passwords.LongEnoughValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "units.sessions"  # cached_db with its person: losing Redis must not log 600 people out
SESSION_COOKIE_AGE = 60 * 60 * env.int("SESSION_HOURS", 12)  # from signing in, whatever is clicked
SESSION_IDLE = 60 * env.int("SESSION_IDLE_MINUTES", 60)
SESSION_IDLE_PRIVILEGED = 60 * env.int("SESSION_IDLE_MINUTES_PRIVILEGED", 30)
SESSION_WARNING = 5 * 60  # seconds before the end
SESSIONS_AT_ONCE = 3
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "cchc_portal.views.csrf_failure"

# --- signing in: axes counts failures, allauth asks for the second factor and talks to single sign-on (ADR 0012) -
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "units.backends.InUseBackend"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # by address alone, one building would lock itself out
AXES_USERNAME_CALLABLE = "units.views.sessions.username_tried"
AXES_LOCKOUT_CALLABLE = "units.views.sessions.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # the trail is the log
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
PROXIES = env.int("PROXIES", 1 if PRODUCTION else 0)  # how many of our own stand before the portal
MFA_REQUIRED = env.bool("MFA_REQUIRED", PRODUCTION)  # of privileged roles; the demo stays playable without
ACCOUNT_ADAPTER = "units.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_LOGIN_TIMEOUT = 10 * 60  # between the password and the code
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key", "reauthenticate": None}  # codes by name; passwords count with axes
ACCOUNT_FORMS = {"reauthenticate": "units.forms.sign_in.PasswordAgainForm"}
MFA_ADAPTER = "units.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_PERIOD = 30  # seconds
MFA_TOTP_TOLERANCE = 1  # periods before and after the present one
MFA_FORMS = {
    "authenticate": "units.forms.sign_in.CodeForm",
    "reauthenticate": "units.forms.sign_in.CodeAgain",
    "activate_totp": "units.forms.sign_in.FirstCodeForm",
}
OIDC_SERVER = env.str("OIDC_SERVER", "")  # empty: no single sign-on
_OIDC_ORIGIN = ["{0.scheme}://{0.netloc}".format(urlsplit(OIDC_SERVER))] if OIDC_SERVER else []
OIDC_NAME = env.str("OIDC_NAME", "tài khoản công vụ của tỉnh")
OIDC_USERNAME_CLAIM = env.str("OIDC_USERNAME_CLAIM", "preferred_username")
SOCIALACCOUNT_ADAPTER = "units.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": OIDC_NAME,
                "client_id": env.str("OIDC_CLIENT_ID", ""),
                "secret": env.str("OIDC_SECRET", ""),
                "settings": {"server_url": OIDC_SERVER},
            }
        ]
        if OIDC_SERVER
        else [],
    }
}

# --- mail: password links and warnings; written to files unless EMAIL_URL names a server -------------------------
EMAIL_BACKEND, EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", VAR_DIR / "mail"
if env.str("EMAIL_URL", ""):
    globals().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", "cchc@localhost")
PORTAL_URL = env.str("PORTAL_URL", f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else "http://localhost:8000")

# --- transport ---------------------------------------------------------------------------------------------------
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sid"
    CSRF_COOKIE_NAME = "__Host-csrf"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *_OIDC_ORIGIN],  # the button of single sign-on leads there
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# --- Vietnamese --------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = ["cchc_portal.formats"]

# --- static files: the font comes straight from its wheel --------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(VAR_DIR / "static"))) if PRODUCTION else None  # else: straight from here
_font = importlib.util.find_spec("font_source_sans_pro")
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("fonts", Path(_font.origin).parent / "files"),
    ("huong-dan", BASE_DIR / "docs" / "huong-dan" / "anh"),  # the pictures of the guide (cchc_portal/guide)
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES_DIR}},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION

# --- files of dossiers hold names and numbers of applicants: they are destroyed in time ------------------------------
UPLOAD_DAYS_KEPT = env.int("UPLOAD_DAYS_KEPT", 730)  # after writing: the year's publication and a year of complaints
UPLOAD_DAYS_KEPT_UNWRITTEN = env.int("UPLOAD_DAYS_KEPT_UNWRITTEN", 30)  # refused, given up, or never confirmed

# --- jobs: truth is the Job row; Celery only rings the bell ------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 1200
CELERY_TASK_SOFT_TIME_LIMIT = 1080
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = TIME_ZONE
TASKS_AFTER_IMPORT = ["indicators.recalculate_open_periods"]  # rung when a file of dossiers is written
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 10,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "global_keyprefix": env.str("BROKER_PREFIX", ""),
}

MENU_BADGES = {"home": "indicators.duties.sources.waiting_count"}  # the number beside an entry of the menu

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["units.permissions.ProgramKey", "units.permissions.PortalSession"],
    "DEFAULT_PERMISSION_CLASSES": ["units.permissions.DenyUnlessPolicy"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Cổng theo dõi Chỉ số cải cách hành chính",
    "DESCRIPTION": "Dành cho phần mềm một cửa và kho dữ liệu của tỉnh. Cách dùng: /huong-dan/ket-noi/",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "UploadStateEnum": "dossiers.enums.UploadState",
        "JobStateEnum": "cchc_portal.jobs.enums.JobState",
    },
}

# --- what the province calls itself; printed on every page and export --------------------------------------------
PROVINCE_NAME = env.str("PROVINCE_NAME", "Thành phố Mẫu")
PROVINCE_AUTHORITY = env.str("PROVINCE_AUTHORITY", "UBND Thành phố Mẫu")
SUPPORT_PHONE = env.str("SUPPORT_PHONE", "0292 0000 000 (số minh họa)")
DEMO_ACCOUNTS = not PRODUCTION and env.bool("DEMO", True)  # the login page names the demo accounts
DEMO_PASSWORD = env.str("DEMO_PASSWORD", "demo")

# --- the clock of dossiers, as the province decided; dossiers.E001 refuses to start with a value nobody knows ---------
DUE_BOUNDARY = env.str("DUE_BOUNDARY", "day")  # on the due day: on time until midnight; "moment": until the hour given
DUE_PAUSES = env.str("DUE_PAUSES", "pause")  # after a supplement the time goes on; "restart": begins again
DUE_SUPPLEMENTS = env.str("DUE_SUPPLEMENTS", "any")  # "once": papers asked for twice make a dossier late (QĐ 766)
DUE_CUTOFF = env.str("DUE_CUTOFF", "15:00")  # received later: counted from the next working day
DUE_CLOSES = env.str("DUE_CLOSES", "17:00")  # a due date without an hour
MAKEUP_DAYS = env.str("MAKEUP_DAYS", "count")  # make-up Saturdays count; "skip": they are only open for reception

# --- reminders (docs/adr/0020): when the units report their tasks; what leaves the portal -------------------------
TASK_REPORT_DAY = env.int("TASK_REPORT_DAY", 15)  # of a quarter's last month; the province reports by the 20th

REMINDER_WEBHOOK_URL = env.str("REMINDER_WEBHOOK_URL", "")  # of the province's message gateway; empty: mail and inbox
REMINDER_WEBHOOK_HOSTS = env.list("REMINDER_WEBHOOK_HOSTS", default=[])  # no other host is ever called
REMINDER_WEBHOOK_SECRET = env.str("REMINDER_WEBHOOK_SECRET", "")  # signs every call
REMINDER_WEBHOOK_NAME = env.str("REMINDER_WEBHOOK_NAME", "Zalo")  # as the account page calls it

# --- surveys (docs/adr/0022): fewer people than this who answered about a unit are neither shown nor scored --------
SURVEY_FEWEST_PEOPLE = env.int("SURVEY_FEWEST_PEOPLE", 5)

# --- who did what: rows of the audited tables, and the head of the chain kept outside the database -------------------
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)  # nobody looks a version up by what it pointed at
PGHISTORY_CREATED_AT_FUNCTION = "clock_timestamp()"  # of the change, not of the beginning of its transaction
AUDIT_ANCHOR_FILE = Path(env.str("AUDIT_ANCHOR_FILE", str(VAR_DIR / "audit-heads.log")))

# --- logs: one line per event with the request_id that error pages show -------------------------------------------
LOGGING = logs.configured(production=PRODUCTION, level=env.str("LOG_LEVEL", "INFO" if PRODUCTION else "WARNING"))
