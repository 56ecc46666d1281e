"""What comes next in the life of a session, told as one act and where it is done (A4, A7)."""

from dataclasses import dataclass
from datetime import date

from jalon.common.typography import NBSP


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a session stands; counts are those of registrations that were not withdrawn."""

    status: str
    first_day: date
    last_day: date
    candidates: int = 0
    undecided: int = 0
    juries: int = 0
    timetable_published: bool = False
    dte_received: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """The next act of the centre and the screen where it is done; `waiting`: it depends on somebody else."""

    label: str
    url_name: str
    waiting: bool = False


OVERVIEW, CANDIDATES, DAY = "examen:session_detail", "examen:inscription_list", "examen:day"
_CLOSING = {
    "deliberated": Step("Faire signer le procès-verbal", "jury:pv"),
    "pv_signed": Step("Transmettre le procès-verbal", "jury:pv"),
    "transmitted": Step("La DDETS doit se prononcer", "jury:pv", waiting=True),
    "validated": Step("Clore la session", OVERVIEW),
    "refused": Step("Reprendre après le refus de la DDETS", "jury:pv"),
}


def next_step(stage: Stage, *, today: date) -> Step | None:
    """The act that moves a session forward, None once it is closed or cancelled (A4.2 to A4.8, A7.5)."""
    if stage.status in _CLOSING:
        return _CLOSING[stage.status]
    if stage.status == "preparation":
        return Step("Déclarer la session", OVERVIEW)
    if stage.status in ("declared", "dte_received"):
        return _before_convening(stage)
    if stage.status == "convened":
        if not stage.dte_received:
            return Step("Enregistrer le dossier technique", OVERVIEW)
        if today >= stage.first_day:
            return Step("Ouvrir les plis et commencer", DAY)
        return Step("Vérifier le plateau technique", "examen:checklist")
    if stage.status == "in_progress":
        if today <= stage.last_day:
            return Step("Conduire la journée d’examen", DAY)
        return Step("Clore les délibérations", "jury:deliberations")
    return None


def _before_convening(stage: Stage) -> Step:
    if not stage.candidates:
        return Step("Inscrire les candidats", CANDIDATES)
    if stage.undecided:
        many = "s" if stage.undecided > 1 else ""
        return Step(f"Décider {stage.undecided}{NBSP}inscription{many}", CANDIDATES)
    if not stage.juries:
        return Step("Composer les jurys", "jury:composition")
    if not stage.timetable_published:
        return Step("Publier le planning", "examen:timetable")
    return Step("Envoyer les convocations", "examen:convocations")


def countdown(first: date, last: date, today: date) -> str:
    """« aujourd’hui », « demain », « dans 12 jours », « finie hier », « finie depuis 3 jours »."""
    if first <= today <= last:
        return "aujourd’hui"
    days = (first - today).days if today < first else (today - last).days
    if today < first:
        return "demain" if days == 1 else f"dans {days}{NBSP}jours"
    return "finie hier" if days == 1 else f"finie depuis {days}{NBSP}jours"
