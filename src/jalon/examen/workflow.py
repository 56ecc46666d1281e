"""The life of an exam session, as one table (A4, A7.5)."""

from dataclasses import dataclass
from datetime import date

from jalon.common.typography import day_label
from jalon.common.workflow import Guard, Transition, Workflow

STATES = {
    "preparation": "En préparation",
    "declared": "Déclarée",
    "dte_received": "Dossier technique reçu",
    "convened": "Convoquée",
    "in_progress": "En cours",
    "deliberated": "Délibérée",
    "pv_signed": "Procès-verbal signé",
    "transmitted": "Transmise à la DDETS",
    "validated": "Validée par la DDETS",
    "refused": "Refusée par la DDETS",
    "closed": "Close",
    "cancelled": "Annulée",
}
BEFORE_EXAM = frozenset({"preparation", "declared", "dte_received", "convened"})

# Held, or to be held, and its results not known yet: a refused procès-verbal goes back to the jury.
AWAITED = BEFORE_EXAM | {"in_progress", "deliberated", "pv_signed", "transmitted", "refused"}

# Acts led by the jury's own screens, where their conditions are checked (deliberations, signatures, seal).
JURY_ACTS = frozenset({"deliberate", "resume", "sign_pv", "transmit", "validate", "refuse", "rectify"})

_CENTRE = frozenset({"responsable_session", "administrateur"})
_CENTRE_AND_JURY = _CENTRE | {"jure"}
_DDETS = frozenset({"ddets"})


@dataclass(frozen=True, slots=True)
class LifecycleFacts:
    """What the guards look at; gathered by `queries.sessions.lifecycle_facts`.

    `agrement_faults` and `validity_faults` come from `rules.agrement`; `jury_faults` says in French which
    juries are not composed; `unplaced` names admitted candidates missing from the published timetable.
    """

    today: date
    starts_on: date
    admitted: int = 0
    undecided: tuple[str, ...] = ()
    agrement_faults: tuple[str, ...] = ()
    validity_faults: tuple[str, ...] = ()
    juries: int = 0
    jury_faults: tuple[str, ...] = ()
    timetable_published: bool = False
    unplaced: tuple[str, ...] = ()
    dte_received: bool = False
    pli_opened: bool = False
    reason: str = ""


def _may_declare(facts: LifecycleFacts) -> list[str]:
    return [*facts.agrement_faults, *facts.validity_faults]


def _may_convene(facts: LifecycleFacts) -> list[str]:
    reasons = _may_declare(facts)
    if not facts.admitted:
        reasons.append("Aucun candidat n’est admis à la session.")
    if facts.undecided:
        reasons.append(f"Inscriptions à admettre ou à retirer : {', '.join(facts.undecided)}.")
    if not facts.juries:
        reasons.append("Aucun jury n’est composé.")
    reasons += facts.jury_faults
    if not facts.timetable_published:
        reasons.append("Le planning n’est pas publié.")
    elif facts.unplaced:
        reasons.append(f"Le planning publié ne place pas : {', '.join(facts.unplaced)}.")
    return reasons


def _may_start(facts: LifecycleFacts) -> list[str]:
    reasons = []
    if facts.today < facts.starts_on:
        reasons.append(f"La session ne commence que le {day_label(facts.starts_on)}.")
    if not facts.dte_received:
        reasons.append("La réception du dossier technique d’évaluation n’est pas enregistrée.")
    if not facts.pli_opened:
        reasons.append("L’ouverture des plis, avec un candidat témoin, n’est pas enregistrée.")
    return reasons


def _reason_given(facts: LifecycleFacts) -> list[str]:
    return [] if facts.reason.strip() else ["Le motif est à écrire."]


def _t(
    name: str,
    label: str,
    sources: str,
    target: str,
    roles: frozenset[str],
    done: str,
    basis: str,
    guard: Guard | None = None,
    confirm: str = "",
) -> Transition:
    return Transition(name, label, frozenset(sources.split()), target, roles, done, basis, guard, confirm)


SESSION_WORKFLOW = Workflow(
    name="session",
    label="Vie d’une session d’examen",
    states=STATES,
    initial="preparation",
    transitions=(
        _t("declare", "Déclarer la session", "preparation", "declared", _CENTRE, "A déclaré la session",
           basis="A4.2 (CERES), A3.1 et A3.3 (agrément), A1.6 (validité du titre)", guard=_may_declare),
        _t("receive_dte", "Enregistrer le dossier technique", "declared", "dte_received", _CENTRE,
           "A reçu le dossier technique d’évaluation", basis="A4.6"),
        _t("receive_dte_late", "Enregistrer le dossier technique", "convened", "convened", _CENTRE,
           "A reçu le dossier technique d’évaluation, les convocations étant parties", basis="A4.6"),
        _t("convene", "Convoquer", "declared dte_received", "convened", _CENTRE,
           "A convoqué candidats et jurés", basis="A4.5, A5.1, A5.8", guard=_may_convene,
           confirm="Marquer la session comme convoquée ?"),
        _t("start", "Commencer la session", "convened", "in_progress", _CENTRE, "A commencé la session",
           basis="A4.7, A4.8", guard=_may_start),
        _t("deliberate", "Clore les délibérations", "in_progress", "deliberated", _CENTRE_AND_JURY,
           "A clos les délibérations", basis="A7.1 à A7.4"),
        _t("resume", "Rouvrir les délibérations", "deliberated", "in_progress", _CENTRE_AND_JURY,
           "A rouvert les délibérations", basis="A7.5 : le procès-verbal n’est pas signé"),
        _t("sign_pv", "Constater la signature du procès-verbal", "deliberated", "pv_signed", _CENTRE_AND_JURY,
           "A constaté que tous les jurés ont signé le procès-verbal", basis="A7.4, A7.5"),
        _t("transmit", "Transmettre à la DDETS", "pv_signed", "transmitted", _CENTRE,
           "A transmis le procès-verbal à la DDETS", basis="A7.5, A7.9, A7.10",
           confirm="Transmettre le procès-verbal à la DDETS ?"),
        _t("validate", "Valider le procès-verbal", "transmitted", "validated", _DDETS,
           "A validé le procès-verbal", basis="A7.5", confirm="Valider le procès-verbal ?"),
        _t("refuse", "Refuser le procès-verbal", "transmitted", "refused", _DDETS, "A refusé le procès-verbal",
           basis="A7.5", guard=_reason_given),
        _t("rectify", "Reprendre après le refus", "refused", "deliberated", _CENTRE,
           "A repris la session après le refus de la DDETS", basis="A7.5"),
        _t("close", "Clore la session", "validated refused", "closed", _CENTRE, "A clos la session",
           basis="A7.12, A9.1", confirm="Clore la session ? Son dossier ne changera plus."),
        _t("cancel", "Annuler la session", " ".join(sorted(BEFORE_EXAM)), "cancelled", _CENTRE,
           "A annulé la session", basis="A4.2", guard=_reason_given),
    ),
)  # fmt: skip
