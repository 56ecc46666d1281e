"""The code of the day: letters and an address that change every few minutes, drawn from one secret; guesses."""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 5
GUESSES = 10
"""Wrong codes or names after which a while has to pass."""
PAUSE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the board shows during one window: the letters to type, the end of the address, until when."""

    letters: str
    tail: str
    until: datetime


def shown_at(secret: str, now: datetime, *, rotation: int, expires_at: datetime) -> Shown:
    """What is shown now; `rotation` in minutes, 0 for a code that never changes."""
    window = _window(now, rotation)
    letters, tail = _drawn(secret, window)
    until = datetime.fromtimestamp((window + 1) * rotation * 60, UTC) if rotation else expires_at
    return Shown(letters, tail, min(until, expires_at))


def letters_match(secret: str, typed: str, now: datetime, *, rotation: int) -> bool:
    """Whether these letters are shown now, or were just before: the time to type them."""
    return any(hmac.compare_digest(letters, typed) for letters, _ in _valid(secret, now, rotation))


def tail_matches(secret: str, tail: str, now: datetime, *, rotation: int) -> bool:
    """Whether this end of address is shown now, or was just before: the time to sign."""
    return any(hmac.compare_digest(known, tail) for _, known in _valid(secret, now, rotation))


def guessing_faults(misses: int) -> list[str]:
    """Why nobody may guess any more for a while."""
    if misses < GUESSES:
        return []
    minutes = int(PAUSE.total_seconds() // 60)
    return [
        f"{GUESSES} essais n’ont rien donné : attendez {minutes} minutes, ou signez sur l’appareil de l’intervenant."
    ]


def _window(now: datetime, rotation: int) -> int:
    return int(now.timestamp() // (rotation * 60)) if rotation else 0


def _valid(secret: str, now: datetime, rotation: int) -> list[tuple[str, str]]:
    window = _window(now, rotation)
    return [_drawn(secret, one) for one in ((window, window - 1) if rotation else (0,))]


def _drawn(secret: str, window: int) -> tuple[str, str]:
    digest = hmac.digest(secret.encode(), f"code du jour {window}".encode(), "sha256")
    letters = "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LENGTH])
    return letters, digest[LENGTH : LENGTH + 12].hex()
