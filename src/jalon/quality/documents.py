"""The quality documents: kinds, templates and samples; their contexts are in `contexts`."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from jalon.documents.blocks import DocumentContext
from jalon.documents.kinds import DocumentKind, register
from jalon.quality import samples
from jalon.quality.contexts import Questionnaire, ReponseReclamation, RevueAnnuelle, SyntheseSatisfaction

TEMPLATES = Path(__file__).parent / "templates" / "typst"
C = TypeVar("C", bound=DocumentContext)


def _kind(name: str, label: str, prefix: str, context: type[C], sample: Callable[[], C]) -> DocumentKind[C]:
    return register(
        DocumentKind(f"quality.{name}", label, prefix, TEMPLATES / f"{name}.typ", context, sample)
    )


REPONSE_RECLAMATION = _kind(
    "reponse_reclamation", "Réponse à une réclamation", "RRC", ReponseReclamation, samples.reponse_reclamation
)
SYNTHESE_SATISFACTION = _kind(
    "synthese_satisfaction",
    "Synthèse de satisfaction",
    "SAT",
    SyntheseSatisfaction,
    samples.synthese_satisfaction,
)
QUESTIONNAIRE = _kind(
    "questionnaire", "Questionnaire de satisfaction", "QSA", Questionnaire, samples.questionnaire
)
REVUE_ANNUELLE = _kind(
    "revue_annuelle", "Revue annuelle de la qualité", "REV", RevueAnnuelle, samples.revue_annuelle
)
