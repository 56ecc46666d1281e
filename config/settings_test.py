"""Settings of the test suite: same product, quick hashing, mails in memory, undefined template variables fail."""

import os
import tempfile

os.environ.setdefault("JALON_VAR", tempfile.mkdtemp(prefix="jalon-test-"))
os.environ.setdefault("JALON_SECRET_KEY", "tests-only")

from config.settings import *  # noqa: F403
from config.settings import DATABASES, TEMPLATES, VAR_DIR

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A real file: threads and the live server share it as processes share the product's.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Each test client would otherwise read the whole folder of static files.
WHITENOISE_AUTOREFRESH = True

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A real file, as in production: in memory, two threads at once meet « table is locked » instead of waiting.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    options = DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")


class UndefinedVariable(str):
    """Marker that makes a template naming an unknown variable fail where it stands."""

    def __contains__(self, item: object) -> bool:
        return item == "%s"

    def __mod__(self, other: object) -> str:
        raise AssertionError(f"variable inconnue dans un gabarit : {other}")


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")
