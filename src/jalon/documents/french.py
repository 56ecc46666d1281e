"""Turns of phrase of French documents that the common typography does not hold."""

from collections.abc import Iterable


def enumeration(items: Iterable[str]) -> str:
    """« a, b et c »."""
    words = list(items)
    return " et ".join(filter(None, (", ".join(words[:-1]), "".join(words[-1:]))))
