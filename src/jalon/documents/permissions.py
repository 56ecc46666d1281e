"""Who may look at the templates: developers, and administrators of an organisme."""

from django.conf import settings

from jalon.common.actor import Actor

# The stored value of the administrator's role: accounts, where roles are named, is a floor above.
ADMINISTRATOR = "administrateur"


def may_see_gallery(actor: Actor | None) -> bool:
    """Samples hold no personal data, yet templates are no reading for a candidate."""
    return actor is not None and bool(actor) and (settings.DEBUG or actor.has(ADMINISTRATOR))
