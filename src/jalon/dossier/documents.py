"""The dossier's documents: kinds, templates and samples; their contexts are in `contexts`."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from jalon.documents.blocks import DocumentContext
from jalon.documents.kinds import DocumentKind, register
from jalon.dossier import samples
from jalon.dossier.contexts import RapportConformite, Recepisse

TEMPLATES = Path(__file__).parent / "templates" / "typst"
C = TypeVar("C", bound=DocumentContext)


def _kind(
    name: str, label: str, prefix: str, context: type[C], sample: Callable[[], C], template: str = ""
) -> DocumentKind[C]:
    path = TEMPLATES / f"{template or name}.typ"
    return register(DocumentKind(f"dossier.{name}", label, prefix, path, context, sample))


RECEPISSE = _kind("recepisse", "Récépissé de remise d’un dossier", "RCP", Recepisse, samples.recepisse)
CONFORMITE = _kind(
    "conformite", "Rapport de conformité d’un dossier", "RCF", RapportConformite, samples.conformite
)
