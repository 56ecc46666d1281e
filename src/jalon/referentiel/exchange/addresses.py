"""Identifiers and addresses that exported files give to the pieces of a version."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid5

from ..schema import TitreVersion

# Drawn once at random: every installation names one piece of one version by the same identifier.
NAMESPACE = UUID("6d4f3c52-0a8e-4b8f-9a55-2c7e1f0b9d31")


class InvalidBase(ValueError):
    """An address that cannot begin those of an export; the French message says what is expected."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What an export knows of its publication beyond the document.

    `base` is the address of the atlas that publishes it (`https://jalon.exemple.fr/referentiels`); without one,
    pieces are named by `urn:uuid:`, never by an invented site. `changed` is the moment of the last change (the last
    date the documents print, by default); `today` tells a title past its validity; `former` is the version that the
    table of correspondences of the RE speaks of. Raises InvalidBase.
    """

    base: str = ""
    changed: datetime | None = None
    today: date | None = None
    former: TitreVersion | None = None

    def __post_init__(self) -> None:
        parts = urlsplit(self.base)
        if self.base and (
            parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment
        ):
            raise InvalidBase(
                f"« {self.base} » n’est pas l’adresse d’un atlas : elle commence par https:// et ne porte ni « ? » "
                "ni « # », par exemple https://jalon.exemple.fr/referentiels."
            )

    def changed_at(self, titre: TitreVersion) -> str:
        """Moment of the last change, in the form of RFC 3339."""
        if self.changed:
            return self.changed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        sources = titre.sources
        dates = (titre.journal_date, sources.reac_update_date, sources.re_update_date)
        return f"{max(filter(None, dates))}T00:00:00Z"

    def page(self, titre: TitreVersion, anchor: str = "") -> str:
        """Address of a piece on the page of its title (`C7`, `CCP1`), or its urn."""
        if not self.base:
            return uuid_of(f"{titre.ref}/{anchor}" if anchor else titre.ref).urn
        return f"{self.base.rstrip('/')}/{titre.ref}/{f'#{quote(anchor)}' if anchor else ''}"

    def object(self, titre: TitreVersion, identifier: UUID) -> str:
        """Address at which an object of the CASE package is read alone, or its urn."""
        return f"{self.base.rstrip('/')}/{titre.ref}/case/{identifier}/" if self.base else identifier.urn


def uuid_of(name: str) -> UUID:
    """Identifier of a piece, from its stable id (`TP-00403.08/C7/critere-3`)."""
    return uuid5(NAMESPACE, name)
