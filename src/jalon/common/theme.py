"""Light, dark or as the device says: a cookie, so that the first paint is right without JavaScript."""

from django.db.models import TextChoices
from django.http import HttpRequest

COOKIE = "jalon_theme"
COOKIE_AGE = 365 * 24 * 3600


class Theme(TextChoices):
    AUTO = "auto", "Selon l’appareil"
    LIGHT = "light", "Clair"
    DARK = "dark", "Sombre"


def theme_of(request: HttpRequest) -> str:
    """The theme chosen on this device; an unknown cookie counts as `auto`."""
    value = request.COOKIES.get(COOKIE, Theme.AUTO)
    return value if value in Theme.values else Theme.AUTO.value
