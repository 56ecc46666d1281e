"""The exam session's official documents: kinds, templates and samples; their contexts are in `contexts`."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from jalon.documents.blocks import DocumentContext
from jalon.documents.kinds import DocumentKind, register
from jalon.examen import samples
from jalon.examen.contexts import (
    ChecklistPlateau,
    ConvocationCandidat,
    ConvocationComedien,
    ConvocationJure,
    FeuilleEmargement,
    FeuilleSignee,
    Planning,
    PlanningPoster,
    PVOuverturePlis,
    Rapport,
)

TEMPLATES = Path(__file__).parent / "templates" / "typst"
C = TypeVar("C", bound=DocumentContext)


def _kind(
    name: str, label: str, prefix: str, context: type[C], sample: Callable[[], C], template: str = ""
) -> DocumentKind[C]:
    path = TEMPLATES / f"{template or name}.typ"
    return register(DocumentKind(f"examen.{name}", label, prefix, path, context, sample))


CONVOCATION_CANDIDAT = _kind(
    "convocation_candidat", "Convocation d’un candidat", "CVC", ConvocationCandidat, samples.convocation_candidat
)  # fmt: skip
INVITATION_JURE = _kind(
    "invitation_jure", "Invitation d’un juré", "INJ", ConvocationJure, samples.invitation_jure, "convocation_jure"
)  # fmt: skip
CONVOCATION_JURE = _kind(
    "convocation_jure", "Convocation d’un juré", "CVJ", ConvocationJure, samples.convocation_jure
)
CONVOCATION_COMEDIEN = _kind(
    "convocation_comedien", "Convocation du comédien", "CVK", ConvocationComedien, samples.convocation_comedien
)  # fmt: skip
FEUILLE_EMARGEMENT = _kind(
    "feuille_emargement", "Feuille d’émargement", "EMG", FeuilleEmargement, samples.feuille_emargement
)
FEUILLE_SIGNEE = _kind(
    "feuille_signee", "Feuille d’émargement signée", "EMS", FeuilleSignee, samples.feuille_signee
)
PLANNING_SESSION = _kind(
    "planning_session", "Planning de la session", "PLS", Planning, samples.planning_session, "planning"
)
PLANNING_PERSONNE = _kind(
    "planning_personne", "Planning d’une personne", "PLP", Planning, samples.planning_personne, "planning"
)
PLANNING_SALLE = _kind(
    "planning_salle", "Planning d’une salle", "PLL", Planning, samples.planning_salle, "planning"
)
PLANNING_AFFICHE = _kind(
    "planning_affiche", "Planning de la session en affiche A3", "PLA", PlanningPoster, samples.planning_poster
)  # fmt: skip
CHECKLIST_PLATEAU = _kind(
    "checklist_plateau", "Vérification du plateau technique", "VPT", ChecklistPlateau, samples.checklist_plateau
)  # fmt: skip
PV_OUVERTURE_PLIS = _kind(
    "pv_ouverture_plis", "Procès-verbal d’ouverture des plis", "PVO", PVOuverturePlis, samples.pv_ouverture_plis
)  # fmt: skip
RAPPORT_INCIDENT = _kind(
    "rapport_incident", "Rapport d’incident", "RIN", Rapport, samples.rapport_incident, "rapport"
)
RAPPORT_FRAUDE = _kind(
    "rapport_fraude", "Rapport de fraude", "RFR", Rapport, samples.rapport_fraude, "rapport"
)
COMPLEMENT_RAPPORT = _kind(
    "complement_rapport", "Complément de rapport", "CPR", Rapport, samples.complement_rapport, "rapport"
)
