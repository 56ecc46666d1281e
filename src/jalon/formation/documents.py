"""The training's documents: kinds, templates and samples; their contexts are in `contexts`."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from jalon.documents.blocks import DocumentContext
from jalon.documents.kinds import DocumentKind, register
from jalon.formation import samples, samples_apprentissage
from jalon.formation.contexts import (
    ConventionStage,
    LivretEcf,
    ParcoursIndividualise,
    Positionnement,
    ProgrammeRemis,
)
from jalon.formation.contexts_apprentissage import (
    AttestationEntreprise,
    ConventionApprentissage,
    LivretApprentissage,
)

TEMPLATES = Path(__file__).parent / "templates" / "typst"
C = TypeVar("C", bound=DocumentContext)


def _kind(name: str, label: str, prefix: str, context: type[C], sample: Callable[[], C]) -> DocumentKind[C]:
    return register(
        DocumentKind(f"formation.{name}", label, prefix, TEMPLATES / f"{name}.typ", context, sample)
    )


PROGRAMME = _kind("programme", "Programme de formation", "PRG", ProgrammeRemis, samples.programme)
POSITIONNEMENT = _kind(
    "positionnement", "Positionnement à l’entrée", "POS", Positionnement, samples.positionnement
)
PARCOURS = _kind(
    "parcours_individualise", "Parcours individualisé", "PIN", ParcoursIndividualise, samples.parcours
)
CONVENTION = _kind("convention_stage", "Convention de stage", "CST", ConventionStage, samples.convention)
LIVRET = _kind("livret_ecf", "Résultats des ECF", "ECF", LivretEcf, samples.livret)
CONVENTION_APPRENTISSAGE = _kind(
    "convention_apprentissage", "Convention de formation par apprentissage", "CAP", ConventionApprentissage,
    samples_apprentissage.convention,
)  # fmt: skip
ATTESTATION_ENTREPRISE = _kind(
    "attestation_entreprise", "Attestation de période en entreprise", "APE", AttestationEntreprise,
    samples_apprentissage.attestation,
)  # fmt: skip
LIVRET_APPRENTISSAGE = _kind(
    "livret_apprentissage", "Livret d’apprentissage", "LAP", LivretApprentissage, samples_apprentissage.livret
)
