"""Which engine read a document: two readings of one file by one version give the same outcome."""

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGE = Path(__file__).parent


@cache
def engine_version() -> str:
    """The version of Jalon and a digest of the importer's own code: it changes whenever the reading may change."""
    digest = hashlib.sha256()
    for path in sorted((*_PACKAGE.rglob("*.py"), _PACKAGE.parent / "schema.py")):
        digest.update(path.relative_to(_PACKAGE.parent).as_posix().encode())
        digest.update(path.read_bytes())
    try:
        release = version("jalon")
    except PackageNotFoundError:
        release = "0"
    return f"{release}+{digest.hexdigest()[:10]}"
