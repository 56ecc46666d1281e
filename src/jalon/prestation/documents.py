"""The documents of a prestation: kinds, templates and samples; their contexts are in `contexts`."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from jalon.documents.blocks import DocumentContext
from jalon.documents.kinds import AnyKind, DocumentKind, register
from jalon.prestation import samples
from jalon.prestation.contexts import AttendanceSheet, Convening, Deed, EndAttestation, Realisation

TEMPLATES = Path(__file__).parent / "templates" / "typst"
C = TypeVar("C", bound=DocumentContext)


def _kind(
    name: str, label: str, prefix: str, context: type[C], sample: Callable[[], C], template: str = ""
) -> DocumentKind[C]:
    path = TEMPLATES / f"{template or name}.typ"
    return register(DocumentKind(f"prestation.{name}", label, prefix, path, context, sample))


DEVIS = _kind("devis", "Devis", "DEV", Deed, samples.devis, "acte")
CONVENTION = _kind("convention", "Convention de formation", "CNV", Deed, samples.convention, "acte")
CONTRAT = _kind("contrat", "Contrat de formation", "CTR", Deed, samples.contrat, "acte")
CONVENTION_VAE = _kind(
    "convention_vae", "Convention d’accompagnement à la VAE", "CVV", Deed, samples.convention_vae, "acte"
)
CONVOCATION = _kind(
    "convocation", "Convocation à une prestation", "CVP", Convening, samples.convocation, "convocation_prestation"
)  # fmt: skip
EMARGEMENT = _kind(
    "emargement", "Feuille d’émargement d’une prestation", "FEP", AttendanceSheet, samples.emargement
)
CERTIFICAT = _kind(
    "certificat", "Certificat de réalisation", "CRE", Realisation, samples.certificat, "certificat_realisation"
)  # fmt: skip
ATTESTATION = _kind(
    "attestation", "Attestation de fin de formation", "AFF", EndAttestation, samples.attestation, "attestation_fin"
)  # fmt: skip

DEEDS: dict[str, AnyKind] = {
    "quote": DEVIS,
    "convention": CONVENTION,
    "contract": CONTRAT,
    "vae_convention": CONVENTION_VAE,
}
"""The document kind of each deed that Jalon writes."""
