"""Acts on the référentiels: publishing a title, reading and correcting an import."""

from jalon.referentiel.operations.titres import (
    PublicationRefused,
    load_shipped_titres,
    publish_titre,
)

__all__ = [
    "PublicationRefused",
    "load_shipped_titres",
    "publish_titre",
]
