"""Settings of a real installation, and the base of the others. Safe by default: what has no safe default is asked for.

What an installation may choose is read from the environment here and nowhere else (`carisecure/env.py`, `sample.env`).
"""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from carisecure import env, logs
from carisecure.countries.packs import PACKS, Country
from carisecure.datafiles import read

BASE_DIR = Path(__file__).resolve().parents[2]

# The demonstration: invented people, one-click sign-in. carisecure.embedded refuses it on any database but its own.
DEMO = env.flag("DEMO", default=False)
DEBUG = env.flag("DEBUG", default=False)

SECRET_KEY = env.secret("SECRET_KEY", expected="a long random text", least=50)
SECRET_KEY_FALLBACKS = [old for old in [env.secret("SECRET_KEY_OLD", default="")] if old]
# Open what is sealed in the database; kept apart from it (carisecure/access/vault). Losing them loses names and texts.
VAULT_KEYS = env.secret(
    "VAULT_KEYS", expected="1:<base64 of 32 random bytes>[,2:<base64>...], the highest number wraps"
)
VAULT_INDEX_KEY = env.secret("VAULT_INDEX_KEY", expected="a long random text for the search indexes", least=40)
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", expected="the host names of this installation, separated by commas")
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS", default=[f"https://{host}" for host in ALLOWED_HOSTS])

# --- What runs -------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "carisecure.audit",
    "carisecure.access",
    "carisecure.accounts",
    "carisecure.jobs",
    "carisecure.interface",
    "carisecure.countries",
    "carisecure.embedded",
    "carisecure.operating",
    "carisecure.backup",
    "cases",
    "screening",
    "prosecutions",
    "reports",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "guardian",
    # For its second factors (models and ceremonies). None of its addresses and templates is used: see accounts/urls.py.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_tables2",
    "django_filters",
]
MIDDLEWARE = [
    # The id of the request: in its log lines, its lines of the ledger and the answer's header.
    "carisecure.operating.middleware.RequestIdMiddleware",
    # The four that set headers stand outside, so that an error page made further in carries them too.
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    # Answers machines before anybody's session is looked for, while the database is away too.
    "carisecure.operating.middleware.HealthMiddleware",
    "carisecure.interface.compression.PageGZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # A session counts only with its row, unlocked: before that nobody is signed in for everything that follows.
    "carisecure.accounts.middleware.DeskMiddleware",
    # Opens the transaction of the request and tells the wall who asks (design 4.6). Hence no ATOMIC_REQUESTS.
    "carisecure.access.middleware.AccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    # Innermost: a form that was taken already is answered as it was then, and its page is not asked for again.
    "carisecure.interface.resend.ResendMiddleware",
]
ROOT_URLCONF = "carisecure.urls"
WSGI_APPLICATION = "carisecure.wsgi.application"
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
                "carisecure.interface.context.page",
            ],
        },
    }
]
FORM_RENDERER = "carisecure.interface.rendering.Renderer"
FILTERS_EMPTY_CHOICE_LABEL = _("Any")
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "django_tables2/bootstrap5.html"

# --- Where things are kept -------------------------------------------------------------------------------------------
# The app's own role (carisecure_app). `manage.py migrate` gets the owner's address in the same variable (design 10).
_database = env.database("DATABASE_URL")
DATABASES = {
    "default": {
        **_database,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # PgBouncer can stand in front, in transaction pooling: what a session needs stands on the role
        # (access/sql/roles.sql), and nothing is asked for at the start of a connection.
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In the database, so that signing in goes on while Redis is down.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}}
# Private files (exhibits, exports): never under a URL of their own, only through a view that asks who may.
FILES_ROOT = Path(env.text("FILES_ROOT", default=str(BASE_DIR / "var" / "files")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES_ROOT}},
    "staticfiles": {"BACKEND": "carisecure.interface.static_files.Published"},
}
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]

# ClamAV's socket, asked about every file of an exhibit (storage/scanning.py): a path, or host:port. Empty: none.
CLAMAV_SOCKET = env.text("CLAMAV_SOCKET", default="")
# The largest file of an exhibit, in megabytes.
EXHIBIT_FILE_BYTES = env.integer("EXHIBIT_FILE_MB", default=20_480, least=1) * 1024 * 1024

# --- People ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
# Who may do what is answered by carisecure.access; a backend here only recognises people.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "carisecure.accounts.backends.PeopleBackend"]
LOGIN_URL = "account_login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "carisecure.accounts.passwords.ContextWordsValidator"},
]
ANONYMOUS_USER_NAME = None  # guardian: no row that stands for "anybody"
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # asks for its authentication backend; nothing is enforced through guardian itself (design 4.1)
    "axes.W006",  # asks to lock by address too: a name is locked here, for browsers that do not know the person
    "security.W021",  # asks to be put on the browsers' public list of hosts; such a house need not be on a list
]

SESSION_ENGINE = "carisecure.accounts.sessions"
SESSION_COOKIE_NAME = "carisecure_session"
# Desktops are shared: idle this long locks (accounts/middleware.py); the session itself lives at most ten hours.
DESK_IDLE_SECONDS = env.integer("SESSION_IDLE_MINUTES", default=15, least=1) * 60
SESSION_COOKIE_AGE = 11 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# --- Second factors (allauth.mfa) and guessing (axes) -----------------------------------------------------------------
MFA_ADAPTER = "carisecure.accounts.secrets.SealingAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # one step of 30 s either way; an accepted code is refused ever after (accounts/factors.py)
MFA_TOTP_ISSUER = "CariSECURE"
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # the key asks for its PIN
MFA_RECOVERY_CODE_DIGITS = 12
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
AXES_HANDLER = "carisecure.accounts.lockout.NameHandler"
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "carisecure.accounts.lockout.axes_name"
AXES_CLIENT_IP_CALLABLE = "carisecure.accounts.lockout.axes_address"
AXES_LOCKOUT_CALLABLE = "carisecure.accounts.lockout.axes_answer"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # a stranger who goes on does not prolong it
AXES_DISABLE_ACCESS_LOG = True  # the ledger is the log
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "password", "next", "code", "credential", "csrfmiddlewaretoken", "ip_address"]

# --- Language and time -----------------------------------------------------------------------------------------------
COUNTRY = env.choice("COUNTRY", default="TT", allowed=tuple(sorted(pack.name for pack in PACKS.iterdir())))
LANGUAGE_CODE = env.choice("LANGUAGE_CODE", default="en", allowed=("en", "es"))
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True  # UTC inside
TIME_ZONE = read(PACKS / COUNTRY / "country.yaml", Country).time_zone

# --- The browser -----------------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = env.integer("HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Believed only where a proxy is known to set it: otherwise any visitor could claim to have come over TLS.
BEHIND_TLS_PROXY = env.flag("BEHIND_TLS_PROXY", default=False)
if BEHIND_TLS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's own icons are data: addresses inside its style sheet
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope",
        "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment", "serial", "usb",
    )
}  # fmt: skip
CSRF_FAILURE_VIEW = "carisecure.access.refusals.not_of_our_page"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# What is too large for memory lies sealed in the temporary folder until it is read (storage/uploads.py).
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "carisecure.storage.uploads.SealedUploadHandler",
]

# --- Mail ------------------------------------------------------------------------------------------------------------
EMAIL_HOST = env.text("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", default=25, least=1)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", default="carisecure@localhost")

# --- The access log: where its newest root is put, outside the database's reach (carisecure/audit/anchors.py) ---------
LEDGER_ANCHOR_FILE = env.text("LEDGER_ANCHOR_FILE", default="")
LEDGER_ANCHOR_EMAIL = env.text("LEDGER_ANCHOR_EMAIL", default="")
LEDGER_SEAL_SECONDS = env.integer("LEDGER_SEAL_SECONDS", default=10, least=1)

# --- Backups: out of the house, to a second place (carisecure/backup, docs/decisions/backup.md) -----------------------
# A folder on another disk, better of another machine; and for whom everything in it is sealed (manage.py backup_keys).
BACKUP_PLACE = env.text("BACKUP_PLACE", default="")
BACKUP_RECIPIENT = env.text("BACKUP_RECIPIENT", default="")
# Where the log of the database is fetched to before it goes there (manage.py receive_wal): a folder beside the house.
BACKUP_SPOOL = env.text("BACKUP_SPOOL", default=str(BASE_DIR / "var" / "wal"))
# The role that reads everything and writes nothing. Only what makes backups is given its address.
BACKUP_DATABASE = env.database_if_set("BACKUP_DATABASE_URL")

# --- Seeing whether all is well (carisecure/operating) ----------------------------------------------------------------
# Who is told by mail when something is wrong: addresses that are read, not a person's own.
ALARM_EMAIL = env.names("ALARM_EMAIL", default=[], expected="mail addresses, separated by commas")
# For a program that gathers figures; without it the address of the figures does not exist.
METRICS_TOKEN = env.secret("METRICS_TOKEN", default="", least=32)
# Where the proxy is reached from here, host:port, if the site's own address is not; a folder on the database's disk.
TLS_CHECK_AT = env.text("TLS_CHECK_AT", default="")
DATABASE_DISK = env.text("DATABASE_DISK", default="")
# Asked by machines, in plain HTTP from inside: never sent on to the address with TLS.
SECURE_REDIRECT_EXEMPT = [r"^health/(live|ready)$", r"^metrics$"]

# --- Jobs: the row in PostgreSQL is the job, Redis only rings (design 7) ----------------------------------------------
CELERY_BROKER_URL = env.secret("REDIS_URL", expected="redis://host:6379/0 or redis+socket:///path")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
# For what runs in the worker itself (sealing, sweeping); a job's own limit is enforced by its watcher (jobs/apart.py).
CELERY_TASK_TIME_LIMIT = 900
# Two queues, a worker for each: what the house needs itself never waits behind what somebody asked for. A worker that
# is started without -Q takes both.
CELERY_TASK_DEFAULT_QUEUE = "asked"
CELERY_TASK_QUEUES = (Queue("asked"), Queue("house"))
_OF_THE_HOUSE = (
    "jobs.sweep", "jobs.ask_due", "audit.seal", "backup.endings", "operating.look", "operating.look_closely",
)  # fmt: skip
CELERY_TASK_ROUTES = {name: {"queue": "house"} for name in _OF_THE_HOUSE}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than the hard time limit, or a running task would be handed out a second time.
    "visibility_timeout": 1200,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    # A Redis that accepts and says nothing must not hold a request: the row is written, the sweeper rings later.
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = TIME_ZONE
# In memory: PostgreSQL is the only thing that remembers. Beat's entries are frequent, idempotent questions ("is a month
# due?"), so a beat that was down asks when it is back.
CELERY_BEAT_SCHEDULER = "carisecure.operating.clock:Clock"

# --- Logs: ids and event codes, never a name or a sentence -----------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": logs.formatter(logs.chosen())},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["console"],
        "level": env.choice("LOG_LEVEL", default="INFO", allowed=("DEBUG", "INFO", "WARNING", "ERROR")),
    },
    # Django's own would mail the administrators a report with the request's contents.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "axes": {"level": "ERROR"},  # it tells every try twice; the ledger has each once
        "fido2": {"level": "WARNING"},
    },
}
