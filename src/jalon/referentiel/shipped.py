"""The titles that ship with the product, read from its own files: usable before any database exists."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from .document import from_json
from .schema import TitreVersion


@cache
def shipped_titres() -> Mapping[str, TitreVersion]:
    """Shipped versions by reference (``TP-00403.08``), in order."""
    names = sorted(
        file.name for file in files(__package__).joinpath("data").iterdir() if file.name.endswith(".json")
    )
    titres = [from_json(_read(name)) for name in names]
    return MappingProxyType({titre.ref: titre for titre in titres})


def _read(name: str) -> object:
    return json.loads(files(__package__).joinpath("data", name).read_text(encoding="utf-8"))
