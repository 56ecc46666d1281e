"""The jury's official documents: kinds, templates and samples; their contexts are in `contexts`."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from jalon.documents.blocks import DocumentContext
from jalon.documents.kinds import DocumentKind, register
from jalon.jury import samples
from jalon.jury.contexts import (
    Bordereau,
    FicheCeres,
    FicheResultats,
    FicheSynthese,
    GrilleEvaluation,
    LivretCertification,
    NotificationResultats,
    PVSession,
)

TEMPLATES = Path(__file__).parent / "templates" / "typst"
C = TypeVar("C", bound=DocumentContext)


def _kind(
    name: str, label: str, prefix: str, context: type[C], sample: Callable[[], C], template: str = ""
) -> DocumentKind[C]:
    path = TEMPLATES / f"{template or name}.typ"
    return register(DocumentKind(f"jury.{name}", label, prefix, path, context, sample))


GRILLE_EVALUATION = _kind(
    "grille_evaluation", "Grille d’évaluation", "GRI", GrilleEvaluation, samples.grille_evaluation
)
GRILLE_VIERGE = _kind(
    "grille_vierge", "Grille d’évaluation vierge", "GRV", GrilleEvaluation, samples.grille_vierge, "grille_evaluation"
)  # fmt: skip
FICHE_SYNTHESE = _kind(
    "fiche_synthese", "Fiche de synthèse du jury", "SYN", FicheSynthese, samples.fiche_synthese
)
PV_SESSION = _kind("pv_session", "Procès-verbal de session", "PV", PVSession, samples.pv_session)
FICHE_RESULTATS = _kind(
    "fiche_resultats", "Fiche individuelle de résultats", "FIR", FicheResultats, samples.fiche_resultats
)
LIVRET_CERTIFICATION = _kind(
    "livret_certification", "Livret de certification", "LIV", LivretCertification, samples.livret_certification
)  # fmt: skip
NOTIFICATION_RESULTATS = _kind(
    "notification_resultats", "Notification de résultats", "NOT", NotificationResultats, samples.notification_resultats
)  # fmt: skip
FICHE_CERES = _kind("fiche_ceres", "Fiche de saisie CERES", "CER", FicheCeres, samples.fiche_ceres)
BORDEREAU = _kind("bordereau", "Bordereau du dossier de session", "BOR", Bordereau, samples.bordereau)
