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


LABELS = {
    "absence": "Absences",
    "presence": "Aucune présence",
    "positioning": "Positionnement inachevé",
    "ecf": "Compétences non acquises",
    "silence": "Long silence",
}
"""Each code of a sign, in French."""


def signs(known: Followed, thresholds: Thresholds) -> list[Sign]:
    """Every sign on that day; none before someone has entered, nor once the training is over."""
    if known.entered_on is None or known.today < known.entered_on:
        return []
    if known.ends_on is not None and known.today > known.ends_on:
        return []
    found = [_sign("absence", why) for why in known.absences]
    since = (known.today - known.entered_on).days
    if known.last_present_on is not None:
        days = (known.today - known.last_present_on).days
        if days > thresholds.absent_days:
            found.append(
                _sign(
                    "presence", f"Dernière présence le {known.last_present_on:%d/%m/%Y}, il y a {days} jours."
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
            _sign(
                "positioning",
                f"Il manque l’avis {' et '.join(who)}, {since} jours après l’entrée.",
            )
        )
    if known.not_acquired:
        names = ", ".join(ref.rpartition("/")[2] for ref in known.not_acquired)
        found.append(_sign("ecf", f"Évaluées en cours de formation : {names}."))
    last = max(filter(None, (known.last_activity_on, known.entered_on)))
    silence = (known.today - last).days
    if silence > thresholds.silent_days:
        found.append(_sign("silence", f"Rien depuis le {last:%d/%m/%Y}, il y a {silence} jours."))
    return found


def _sign(code: str, why: str) -> Sign:
    return Sign(code, LABELS[code], why)


def since(today: date, count: int, former: date | None) -> date | None:
    """The first day without interruption on which there was a sign; None when there is none."""
    return (former or today) if count else None


def follow_up_faults(
    on: date, action: str, decision: str, review_on: date | None, means: str, reached: bool | None
) -> list[str]:
    """Why what was done about signs cannot be kept so: all the reasons."""
    faults = []
    if not action.strip():
        faults.append("Écrivez ce qui a été fait : appel, rencontre, aménagement.")
    if not means:
        faults.append("Dites par quel moyen la personne a été cherchée.")
    if reached is None:
        faults.append("Dites si la personne a été jointe.")
    if review_on is not None and review_on < on:
        faults.append("La situation se revoit après la relance : corrigez l’une des deux dates.")
    if decision == "wait" and review_on is None:
        faults.append("« Relancer de nouveau » demande un jour : indiquez « À revoir le ».")
    if decision == "leave" and reached is False:
        faults.append(
            "Un arrêt se décide avec la personne : tant qu’elle n’est pas jointe, prévoyez une nouvelle relance."
        )
    return faults
