"""Settings of the whole. What differs between places comes from the environment; see docs/settings.md."""

import os
from pathlib import Path

from . import database
from .secret import kept_secret

HOME = Path(os.environ.get("YG_HOME", Path(__file__).resolve().parents[2] / ".data"))
"""Where this installation keeps its database (when it runs its own), its keys and its files."""

DEBUG = False
DEMO = os.environ.get("YG_DEMO", "1" if (HOME / "demo").exists() else "0") == "1"
"""Whether what is shown is invented: every page, letter and report then says so, whoever makes it."""

SECRET_KEY = os.environ.get("YG_SECRET_KEY") or kept_secret(HOME / "secret-key")
ALLOWED_HOSTS = os.environ.get("YG_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("YG_ORIGINS", "").split(",") if origin]

SITE_KEY = os.environ.get("YG_SITE_KEY") or kept_secret(HOME / "site-key")
"""What seals what is published; never in the database. Whoever loses it publishes everything anew."""

OPINION_TERM_FROM_RECEIPT = os.environ.get("YG_OPINION_TERM", "receipt") == "receipt"
"""Whether the days that others have for an opinion count from the proved receipt of the letter, or from its sending."""

DATABASES = {"default": database.settings_from(os.environ.get("DATABASE_URL") or database.own_url(HOME))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "yangguang.work.changes",
    "yangguang.work.disclosure",
    "yangguang.work.library",
    "yangguang.work.normative",
    "yangguang.work.portal",
    "yangguang.work.reports",
    "yangguang.work.visits",
    "yangguang.core.publishing",
    "yangguang.core.archive",
    "yangguang.core.cases",
    "yangguang.core.matters",
    "yangguang.core.law",
    "yangguang.core.search",
    "yangguang.core.redaction",
    "yangguang.core.files",
    "yangguang.core.mail",
    "yangguang.core.orgs",
    "yangguang.core.records",
    "yangguang.core.ui",
    "yangguang.web",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "yangguang.core.ui.middleware.ContentSecurityPolicy",
    "yangguang.core.ui.middleware.DatabaseAway",
    "yangguang.core.ui.middleware.RememberMode",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "yangguang.core.ui.middleware.NoSuchAddress",
    "yangguang.web.middleware.OfficeIsForStaff",
    "yangguang.web.middleware.StaffUseTwoFactors",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "yangguang.web.urls"
WSGI_APPLICATION = "yangguang.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yangguang.core.ui.context.site",
                "yangguang.core.publishing.navigation.context",
            ]
        },
    }
]

# People and signing in
AUTH_USER_MODEL = "orgs.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "yangguang.web.accounts.ByPost",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/my/"
ACCOUNT_ADAPTER = "yangguang.web.accounts.Accounts"
ACCOUNT_FORMS = {
    "login": "yangguang.web.accounts.SignIn",
    "reauthenticate": "yangguang.web.accounts.ConfirmItIsYou",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# One account is locked by axes, whose page says for how long.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
STAFF_USE_TWO_FACTORS = os.environ.get("YG_TWO_FACTORS", "0" if DEMO else "1") == "1"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_TEMPLATE = "locked.html"
AXES_VERBOSE = False
CSRF_FAILURE_VIEW = "yangguang.web.views.expired"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("YG_HTTPS") == "1"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SESSION_COOKIE_SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None

# Language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
MEDIA_ROOT = HOME / "media"
MEDIA_URL = "/media/"
PUBLIC_ROOT = Path(os.environ.get("YG_PUBLIC", HOME / "public"))
"""Below it, for each site, the files that the public reads."""
REDACTION_DPI = min(300, max(200, int(os.environ.get("YG_REDACTION_DPI", "200"))))
"""How finely a page is drawn anew from which something was cut out."""
ARCHIVE_ROOT = Path(os.environ.get("YG_ARCHIVE", HOME / "archive"))
"""Below it, for each organisation and year, the packages of closed cases; no web server shows it."""
ARCHIVE_SCANNER = os.environ.get("YG_SCANNER", "")
"""The command of a virus scanner that ends with 0 where it found nothing; every package is shown to it."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "yangguang.core.ui.uploads.NotTooLarge",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# The site
SITE_OWNER = os.environ.get("YG_SITE_OWNER", "珠海市金湾区人民政府办公室")
SITE_PLACE = os.environ.get("YG_SITE_PLACE", "珠海市金湾区人民政府")
SITE_PHONE = os.environ.get("YG_SITE_PHONE", "12345")
SITE_CODE = os.environ.get("YG_SITE_CODE", "")
SITE_ICP = os.environ.get("YG_SITE_ICP", "")
SITE_POLICE = os.environ.get("YG_SITE_POLICE", "")
NAVIGATION = [
    ("首页", "/"),
    ("依申请公开", "/disclosure/"),
    ("意见征集", "/consultations/"),
    ("年度报告", "/reports/"),
    ("我的申请", "/my/"),
]

# The office shell
WAGTAIL_PAGE_MODEL = "publishing.OfficialPage"
WAGTAIL_SITE_NAME = "阳光政务"
WAGTAILADMIN_BASE_URL = os.environ.get("YG_BASE_URL", "http://localhost:8000")
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_I18N_ENABLED = False
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILDOCS_DOCUMENT_FORM_BASE = "yangguang.core.publishing.forms.DocumentForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "yangguang.core.publishing.forms.ImageForm"
WAGTAILDOCS_DOCUMENT_MODEL = "publishing.Attachment"
WAGTAILIMAGES_IMAGE_MODEL = "publishing.Picture"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png"]
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

EMAIL_BACKEND = os.environ.get("YG_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = os.environ.get("YG_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("YG_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("YG_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("YG_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("YG_EMAIL_TLS") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("YG_EMAIL_FROM", "yangguang@localhost")
SILENCED_SYSTEM_CHECKS = [
    "security.W004",  # HSTS, redirects and secure cookies are on with YG_HTTPS=1
    "security.W008",
    "security.W012",
    "security.W016",
]
