"""Signs that someone may be dropping out (indicator 12): each with its reason; a person judges them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Followed:
    """What is known of someone in training on a day."""

    today: date
    entered_on: date | None = None
    ends_on: date | None = None
    absences: tuple[str, ...] = ()
    last_present_on: date | None = None
    placed_by_self: bool = False
    placed_by_trainer: bool = False
    not_acquired: tuple[str, ...] = ()
    last_activity_on: date | None = None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Days after which each silence is a sign: parameters of the organisme."""

    absent_days: int
    silent_days: int
    positioning_days: int


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: a stable code, its label, why it is told."""

    code: str
    label: str
    why: str


def signs(known: Followed, thresholds: Thresholds) -> list[Sign]:
    """Every sign on that day; none before someone has entered, nor once the training is over."""
    if known.entered_on is None or known.today < known.entered_on:
        return []
    if known.ends_on is not None and known.today > known.ends_on:
        return []
    found = [Sign("absence", "Absences", why) for why in known.absences]
    since = (known.today - known.entered_on).days
    if known.last_present_on is not None:
        days = (known.today - known.last_present_on).days
        if days > thresholds.absent_days:
            found.append(
                Sign(
                    "presence",
                    "Aucune présence",
                    f"Dernière présence le {known.last_present_on:%d/%m/%Y}, il y a {days} jours.",
                )
            )
    if since > thresholds.positioning_days and not (known.placed_by_self and known.placed_by_trainer):
        who = [
            said
            for said, done in (
                ("de la personne", known.placed_by_self),
                ("du formateur", known.placed_by_trainer),
            )
            if not done
        ]
        found.append(
            Sign(
                "positioning",
                "Positionnement inachevé",
                f"Il manque l’avis {' et '.join(who)}, {since} jours après l’entrée.",
            )
        )
    if known.not_acquired:
        names = ", ".join(ref.rpartition("/")[2] for ref in known.not_acquired)
        found.append(Sign("ecf", "Compétences non acquises", f"Évaluées en cours de formation : {names}."))
    last = max(filter(None, (known.last_activity_on, known.entered_on)))
    silence = (known.today - last).days
    if silence > thresholds.silent_days:
        found.append(
            Sign("silence", "Long silence", f"Rien depuis le {last:%d/%m/%Y}, il y a {silence} jours.")
        )
    return found
