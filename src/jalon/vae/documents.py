"""The VAE's documents: kinds, templates and samples; their contexts are in `contexts`."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from jalon.documents.blocks import DocumentContext
from jalon.documents.kinds import DocumentKind, register
from jalon.vae import samples
from jalon.vae.contexts import (
    CurriculumVitae,
    DemandeConge,
    DossierFaisabilite,
    LivretSuivi,
    PlanAccompagnement,
)

TEMPLATES = Path(__file__).parent / "templates" / "typst"
C = TypeVar("C", bound=DocumentContext)


def _kind(name: str, label: str, prefix: str, context: type[C], sample: Callable[[], C]) -> DocumentKind[C]:
    return register(DocumentKind(f"vae.{name}", label, prefix, TEMPLATES / f"{name}.typ", context, sample))


FAISABILITE = _kind(
    "dossier_faisabilite", "Dossier de faisabilité", "FAI", DossierFaisabilite, samples.dossier_faisabilite
)
PLAN = _kind(
    "plan_accompagnement", "Plan d’accompagnement VAE", "PAV", PlanAccompagnement, samples.plan_accompagnement
)
LIVRET = _kind("livret_suivi", "Livret de suivi VAE", "LSV", LivretSuivi, samples.livret_suivi)
CONGE = _kind("demande_conge", "Demande de congé de VAE", "CVA", DemandeConge, samples.demande_conge)
CV = _kind("cv", "CV établi pour une VAE", "VCV", CurriculumVitae, samples.cv)
