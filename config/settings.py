"""Settings of every installation; what differs between two of them is read from the environment.

JALON_VAR           folder of the data (default: ./var)
JALON_DATABASE_URL  sqlite:///… or postgresql://… (default: SQLite under JALON_VAR)
JALON_SECRET_KEY    signing key; without it one is created once in JALON_VAR/secret.key
JALON_DEBUG         1 for developers
JALON_HOSTS         comma-separated host names served, besides 127.0.0.1 and localhost
JALON_URL           address of the site, as mails that leave without a request give it (http://127.0.0.1:8000),
                    and as exported référentiels name their pieces (urn:uuid: without it)
JALON_HTTPS         1 when the site is served over HTTPS (secure cookies, HSTS)
JALON_SMTP_URL      smtp://user:password@host:587?tls=1; without it mails are written to JALON_VAR/mail
JALON_MAIL_FROM     sender of the mails
JALON_SOFFICE       LibreOffice, its program or its folder (looked for on the path and in the usual places)
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import fontpkg_atkinson_hyperlegible
from csp.constants import NONE, SELF

from config.database import database_settings

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("JALON_VAR", "var")).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    if key := os.environ.get("JALON_SECRET_KEY"):
        return key
    path = VAR_DIR / "secret.key"
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "oui", "yes"}


SECRET_KEY = _secret_key()
DEBUG = _flag("JALON_DEBUG")
HTTPS = _flag("JALON_HTTPS")
ALLOWED_HOSTS = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    *filter(None, os.environ.get("JALON_HOSTS", "").split(",")),
]
PUBLIC_URL = os.environ.get("JALON_URL", "").rstrip("/")  # "" as long as nobody said it: exports invent none
SITE_URL = PUBLIC_URL or "http://127.0.0.1:8000"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS[3:]]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "template_partials",
    "jalon.common",
    "jalon.documents",
    "jalon.referentiel",
    "jalon.accounts",
    "jalon.people",
    "jalon.parcours",
    "jalon.prestation",
    "jalon.formation",
    "jalon.vae",
    "jalon.dossier",
    "jalon.examen",
    "jalon.jury",
    "jalon.quality",
    "jalon.cockpit",
    # Last, so that our templates come before theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "jalon.common.middleware.UploadLimitMiddleware",
    "jalon.common.middleware.NulMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Every page asks who is there, unless its view says `login_not_required`.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "jalon.accounts.middleware.ActorMiddleware",
    "jalon.accounts.middleware.SecondFactorMiddleware",
    "jalon.common.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jalon.common.context_processors.shell",
            ],
            "builtins": ["django_htmx.templatetags.django_htmx", "jalon.common.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "jalon.common.forms.JalonFormRenderer"

DATABASES = {
    "default": database_settings(
        os.environ.get("JALON_DATABASE_URL", f"sqlite:///{VAR_DIR / 'jalon.sqlite3'}")
    )
}
# Sign-in attempts are counted there, by all the processes together; the table is made by `migrate`.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "jalon_cache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns of a missing folder
STATICFILES_DIRS = [("fonts", str(Path(fontpkg_atkinson_hyperlegible.__file__).parent / "files"))]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 7 * 86400  # addresses carry the version of their content
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "jalon.common.staticfiles.VersionedStaticFiles"},
}
MEDIA_ROOT = VAR_DIR / "files"
# Personal files are never served by URL: a view checks who asks.
MEDIA_URL = ""
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "jalon.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "jalon.accounts.forms.SignInForm",
    "reset_password": "jalon.accounts.forms.ForgottenPasswordForm",
    "change_password": "jalon.accounts.forms.PasswordForm",
}
MFA_FORMS = {
    "authenticate": "jalon.accounts.forms.CodeForm",
    "reauthenticate": "jalon.accounts.forms.ConfirmCodeForm",
    "activate_totp": "jalon.accounts.forms.ActivateForm",
}
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/h/ip,5/h/key",
    "signin_link": "20/h/ip,3/h/key",
    "complaint": "10/h/ip,3/h/key",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Jalon"
MFA_ADAPTER = "jalon.accounts.adapter.MFAAdapter"

SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

DEFAULT_FROM_EMAIL = os.environ.get("JALON_MAIL_FROM", "Jalon <jalon@localhost>")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
if smtp_url := os.environ.get("JALON_SMTP_URL"):
    _smtp = urlsplit(smtp_url)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _smtp.hostname or "localhost"
    EMAIL_PORT = _smtp.port or (465 if _smtp.scheme == "smtps" else 25)
    EMAIL_HOST_USER = unquote(_smtp.username or "")
    EMAIL_HOST_PASSWORD = unquote(_smtp.password or "")
    EMAIL_USE_SSL = _smtp.scheme == "smtps"
    EMAIL_USE_TLS = parse_qs(_smtp.query).get("tls") == ["1"]
    EMAIL_TIMEOUT = 20

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} : {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
