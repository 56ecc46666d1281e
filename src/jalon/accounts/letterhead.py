"""The head of the documents that an organisme issues."""

from jalon.accounts.models import Organisme
from jalon.documents.blocks import Letterhead


def letterhead(organisme: Organisme) -> Letterhead:
    """Name, address, contact and legal numbers of an organisme, as its documents show them."""
    legal = [f"SIRET {organisme.siret}"] if organisme.siret else []
    legal += [f"déclaration d’activité {organisme.nda}"] if organisme.nda else []
    return Letterhead(
        name=organisme.name,
        address=tuple(organisme.address.splitlines()),
        contact=tuple(filter(None, (organisme.phone, organisme.email))),
        legal=" – ".join(legal),
    )
