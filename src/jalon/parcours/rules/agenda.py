"""What an agenda is told from one reading to the next (RFC 5545): new, changed under a higher sequence, cancelled."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

Told = dict[str, dict[str, Any]]
"""uid -> its fields, `sequence`, `at` (ISO moment of the last change) and `cancelled`."""
KEPT = timedelta(days=90)
"""How long what is cancelled is still told: agendas that were closed a whole season learn it."""
_MARKS = frozenset({"sequence", "at", "cancelled"})


def retold(
    told: Mapping[str, Mapping[str, Any]], events: Mapping[str, Mapping[str, Any]], now: datetime
) -> Told:
    """What is to be told now, from what was told before and the events as they stand; the same if nothing changed."""
    found: Told = {}
    for uid, event in events.items():
        known = told.get(uid)
        if known is None:
            found[uid] = {**event, "sequence": 0, "at": now.isoformat(), "cancelled": False}
        elif known["cancelled"] or {k: v for k, v in known.items() if k not in _MARKS} != event:
            found[uid] = {
                **event,
                "sequence": known["sequence"] + 1,
                "at": now.isoformat(),
                "cancelled": False,
            }
        else:
            found[uid] = dict(known)
    for uid, known in told.items():
        if uid in events:
            continue
        if not known["cancelled"]:
            found[uid] = {
                **known,
                "sequence": known["sequence"] + 1,
                "at": now.isoformat(),
                "cancelled": True,
            }
        elif datetime.fromisoformat(known["at"]) > now - KEPT:
            found[uid] = dict(known)
    return found


def etag_of(content: bytes) -> str:
    """The strong validator of a file, quoted as HTTP wants it."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
