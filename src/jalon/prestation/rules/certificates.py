"""When a certificat de réalisation may be issued: hours really followed, every half-day signed (C8, C9, B14)."""

from collections.abc import Iterable
from datetime import date, datetime

from jalon.common.typography import day_label
from jalon.prestation.rules.presence import Followed


def certificate_faults(
    halves: Iterable[Followed], *, now: datetime, today: date, ends_on: date, left_on: date | None = None
) -> list[str]:
    """Every reason not to certify: not over, nothing followed, each half-day that lacks something, named."""
    known = sorted(halves, key=lambda one: one.half.starts_at)
    faults = []
    over_on = left_on or ends_on
    if over_on > today:
        faults.append(
            f"La prestation finit le {day_label(over_on)} : le certificat se délivre ensuite, ou à la sortie."
        )
    if left_on is None and (coming := [one for one in known if one.half.ends_at > now]):
        faults.append(
            f"{len(coming)} demi-journée{'s' if len(coming) > 1 else ''} encore à venir : "
            "tenez ou annulez ces séances."
        )
    for one in known:
        if one.half.ends_at <= now and (lacks := one.lacks):
            faults.append(f"{one.half.label}, « {one.heading} » : {' ; '.join(lacks)}.")
    if not any(one.proved for one in known):
        faults.append(
            "Aucune heure suivie et signée : le certificat suppose une participation effective (B14, C9)."
        )
    return faults
