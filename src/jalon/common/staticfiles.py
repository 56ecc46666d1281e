"""Addresses of static files that change with their content, so that no browser keeps a stale one after an upgrade."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class VersionedStaticFiles(StaticFilesStorage):
    """Adds « ?v=… », eight characters of the file's SHA-256, to every address; no build step, nothing to collect."""

    def url(self, name: str | None) -> str:
        """The address of a file: « /static/common/base.css?v=1f3a09bc »; unversioned when the file is unknown."""
        address = str(super().url(name))
        version = (_version if settings.DEBUG else _version_once)(name) if name else ""
        return f"{address}?v={version}" if version else address


def _version(name: str) -> str:
    found = finders.find(name)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:8] if isinstance(found, str) else ""


_version_once = cache(_version)  # files do not change under a running server
