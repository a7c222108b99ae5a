"""Django's settings, all derived from one typed `Environment`."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from aoxanh.config.environment import ROOT, database, read_environment, replica
from aoxanh.vault.kept import kept

ENVIRONMENT = read_environment()
PROFILE = ENVIRONMENT.profile
DATA = ENVIRONMENT.data
BASE_DIR = ROOT


def kept_secret(given: str, name: str) -> str:
    """Return the given secret, or one made once and kept in the demo's own folder."""
    if given:
        return given
    return kept(DATA / "keys" / name, lambda: secrets.token_urlsafe(48)).strip()


SECRET_KEY = kept_secret(ENVIRONMENT.secret_key, "secret-key")
AOXANH_KEYRING = ENVIRONMENT.keyring
AOXANH_KEYRING_PATH = DATA / "keys" / "keyring.json"
AOXANH_WAKE = ENVIRONMENT.wake
AOXANH_AUDIT_HEADS = ENVIRONMENT.audit_heads
AOXANH_BACKUP_KEY = ENVIRONMENT.backup_key
AOXANH_BACKUP_TO = ENVIRONMENT.backup_to
AOXANH_TRUST_ROOTS = ENVIRONMENT.trust_roots
AOXANH_BACKUP_KEEP = ENVIRONMENT.backup_keep
AOXANH_POSTGRES_TOOLS = ENVIRONMENT.postgres_tools
AOXANH_TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies
AOXANH_JOBS_IN_PROCESS = ENVIRONMENT.jobs_in_process

DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = [h.strip() for h in ENVIRONMENT.hosts.split(",") if h.strip()] or [
    "localhost", "127.0.0.1", "[::1]", "testserver",
]  # fmt: skip
#: What the codes on papers lead to: papers outlive the request that issued them.
AOXANH_ADDRESS = (
    ENVIRONMENT.address
    or (f"https://{ALLOWED_HOSTS[0]}" if ENVIRONMENT.production else "http://localhost:8000")
).rstrip("/")
ROOT_URLCONF = "aoxanh.config.urls"
WSGI_APPLICATION = "aoxanh.config.wsgi.application"

#: The rooms, bottom to top; import-linter holds the order.
ROOMS = [
    "ui",
    "vault",
    "audit",
    "drafts",
    "live",
    "jobs",
    "org",
    "accounts",
    "people",
    "papers",
    "membership",
    "intake",
    "statistics",
    "fees",
    "attendance",
    "training",
    "cases",
    "elections",
    "applications",
    "reorganisation",
    "demo",
    "keeping",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
    *[f"aoxanh.{room}" for room in ROOMS],
    "aoxanh.config",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "aoxanh.ui.errors.ErrorMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads each answer by chance: its length tells nothing (BREACH)
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "aoxanh.accounts.sessions.SessionEndMiddleware",
    "aoxanh.accounts.middleware.TokenMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "aoxanh.audit.middleware.ActorMiddleware",
    "aoxanh.drafts.views.DraftMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "aoxanh.accounts.second_factor.SecondFactorMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "aoxanh.ui.context.page",
                "aoxanh.accounts.context.who",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "aoxanh.ui.templatetags.ui",
            ],
        },
    }
]

DATABASES = {
    "default": database(ENVIRONMENT.database_url, DATA, pooled=bool(ENVIRONMENT.database_direct_url))
}
if ENVIRONMENT.database_replica_url:
    DATABASES["replica"] = replica(ENVIRONMENT.database_replica_url, DATA)
DATABASE_ROUTERS = ["aoxanh.database.replica.Router"]
AOXANH_DIRECT_DATABASE = (
    database(ENVIRONMENT.database_direct_url, DATA) if ENVIRONMENT.database_direct_url else None
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- who signs in
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["aoxanh.accounts.backends.AnyNameBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"aoxanh.accounts.passwords.{name}"}
    for name in ("LengthValidator", "BlocklistValidator", "OwnWordsValidator")
]
PASSWORD_RESET_TIMEOUT = 3600
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
if ENVIRONMENT.cookies_over_https:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    LANGUAGE_COOKIE_SECURE = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "aoxanh.ui.errors.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF, "blob:"],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# -- words and times
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "src" / "aoxanh" / "locale"]
LANGUAGE_COOKIE_NAME = "aoxanh_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
AOXANH_CLOCK_SKEW = timedelta(minutes=5)
USE_I18N = True
FORM_RENDERER = "aoxanh.ui.renderer.Renderer"
FORMAT_MODULE_PATH = ["aoxanh.config.formats"]

# -- files
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = PROFILE == "demo"  # a checkout works before anything was collected
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "aoxanh.ui.storage.StaticFiles"},
}
MEDIA_ROOT = DATA / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# -- jobs
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# -- the API: requests and seconds, for one token or one person
AOXANH_API_PACE = {"all": (600, 60), "reveal": (60, 60)}

# -- mail
if ENVIRONMENT.email_url:
    _mail = urlsplit(ENVIRONMENT.email_url)
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "mail"
DEFAULT_FROM_EMAIL = ENVIRONMENT.email_from

# -- sign-in as allauth does it
AOXANH_REQUIRE_MFA = ENVIRONMENT.production
AOXANH_OIDC = json.loads(ENVIRONMENT.oidc)
ACCOUNT_ADAPTER = "aoxanh.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}  # one field; our backend takes phone and e-mail as well
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Áo Xanh] "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENVIRONMENT.cookies_over_https else "http"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_USER_DISPLAY = str
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_FORMS = {
    "login": "aoxanh.accounts.forms.SignInForm",
    "reset_password": "aoxanh.accounts.forms.ResetByEmailForm",
    "add_email": "aoxanh.accounts.forms.ChangeEmailForm",
    "change_password": "aoxanh.accounts.forms.ChangePasswordForm",
    "reset_password_from_key": "aoxanh.accounts.forms.NewPasswordForm",
}
# Sign-in itself is held by aoxanh.accounts.throttle; a school behind one address must not lock itself out.
ACCOUNT_RATE_LIMITS = {
    "login": "1200/m/ip", "login_failed": None, "reauthenticate": "20/m/user", "change_password": "10/m/user",
    "reset_password": "60/m/ip,5/h/key", "reset_password_from_key": "60/m/ip", "manage_email": "10/m/user",
}  # fmt: skip
MFA_ADAPTER = "aoxanh.accounts.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Áo Xanh"
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PROFILE == "demo"  # localhost without TLS
MFA_FORMS = {"add_webauthn": "aoxanh.accounts.forms.AddPasskeyForm"}
USERSESSIONS_ADAPTER = "allauth.usersessions.adapter.DefaultUserSessionsAdapter"
SOCIALACCOUNT_ADAPTER = "aoxanh.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": AOXANH_OIDC, "OAUTH_PKCE_ENABLED": True}}
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
# The form that leads to a provider ends at the provider's own host.
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] += [
    "{0.scheme}://{0.netloc}".format(urlsplit(app["settings"]["server_url"])) for app in AOXANH_OIDC
]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

Path(DATA).mkdir(mode=0o700, parents=True, exist_ok=True)
