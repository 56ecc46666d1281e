"""An instance written again as JSON, every key of it."""

from __future__ import annotations

from fractions import Fraction

from jalon.examen.planning.instance import Instance, InstancePin, Meal, Minutes
from jalon.examen.planning.json_reader import DAY_MINUTES, hour


def to_json(instance: Instance) -> dict[str, object]:
    """The instance as JSON, every key written; `instance_reader` gives it back (the référentiels apart)."""
    opening = min((day.opening for day in instance.days), default=0)
    closing = max((day.closing for day in instance.days), default=DAY_MINUTES)
    return {
        "grid": instance.grid,
        "opening": hour(opening),
        "closing": hour(closing),
        "days": [
            day.date.isoformat()
            if (day.opening, day.closing) == (opening, closing)
            else {"date": day.date.isoformat(), "opening": hour(day.opening), "closing": hour(day.closing)}
            for day in instance.days
        ],
        "lunch": _meal_json(instance.lunch),
        "candidate_lunch": _meal_json(instance.candidate_lunch, conditions=True),
        "max_span": instance.max_span,
        "gap_after_preparation": instance.gap_after_preparation,
        "reading": _minutes_json(instance.reading),
        "session_file_reading": _minutes_json(instance.session_file_reading),
        "deliberation": _minutes_json(instance.deliberation),
        "actor": None
        if instance.actor is None
        else {"count": instance.actor.count, "rest": instance.actor.rest, "lunch": instance.actor.lunch},
        "rooms": {
            "preparation": instance.preparation_rooms,
            "mise_en_situation": instance.mise_en_situation_rooms,
            "unavailable": [
                {
                    "kind": away.kind,
                    "date": away.date.isoformat(),
                    "from": hour(away.start),
                    "to": hour(away.end),
                    "count": away.count,
                }
                for away in instance.rooms_away
            ],
        },
        "juries": [
            {
                "id": jury.id,
                "titres": None if jury.titres is None else sorted(jury.titres),
                "members": list(jury.members),
                "unavailable": [
                    {
                        "date": absence.date.isoformat(),
                        "from": hour(absence.start),
                        "to": hour(absence.end),
                        **({"member": absence.member} if absence.member else {}),
                    }
                    for absence in jury.unavailable
                ],
            }
            for jury in instance.juries
        ],
        "candidates": [
            {
                "id": candidate.id,
                "titre": candidate.titre,
                "scope": candidate.scope[0] if len(candidate.scope) == 1 else list(candidate.scope),
                "extra_time": _extra_time_json(candidate.extra_time),
                "available": None
                if candidate.available is None
                else {
                    day.isoformat(): [[hour(start), hour(end)] for start, end in spans]
                    for day, spans in candidate.available.items()
                },
                "conflicts": sorted(candidate.conflicts),
                "pin": _pin_json(candidate.pin),
            }
            for candidate in instance.candidates
        ],
    }


def _meal_json(meal: Meal | None, *, conditions: bool = False) -> dict[str, object] | None:
    if meal is None:
        return None
    covered = {
        "if_from": None if meal.if_from is None else hour(meal.if_from),
        "if_to": None if meal.if_to is None else hour(meal.if_to),
    }
    window = {"minutes": meal.minutes, "from": hour(meal.start), "to": hour(meal.end)}
    return {**window, **(covered if conditions else {})}


def _pin_json(pin: InstancePin | None) -> dict[str, object] | None:
    if pin is None:
        return None
    starts = {kind: [hour(at) for at in hours] for kind, hours in (pin.starts or {}).items()}
    return {"jury": pin.jury, "date": pin.date.isoformat(), "starts": None if pin.starts is None else starts}


def _minutes_json(minutes: Minutes) -> object:
    return dict(minutes.by_titre) if minutes.by_titre else minutes.everywhere


def _extra_time_json(percent: Fraction) -> str | int:
    share = percent / 100
    return f"{share.numerator}/{share.denominator}" if share else 0
