"""Who imports, reviews and publishes référentiels; whoever is signed in reads those published."""

from django.db.models import QuerySet
from django.http import Http404

from jalon.common.actor import Actor

from .models import ReferentielImport
from .workflow import IMPORTERS

__all__ = ["IMPORTERS", "get_import", "imports_visible_to", "may_import"]


def may_import(actor: Actor | None) -> bool:
    """Whether the actor may bring a référentiel into this installation."""
    return actor is not None and actor.has(*IMPORTERS)


def imports_visible_to(actor: Actor | None) -> QuerySet[ReferentielImport]:
    """All of them for those who may import, of whatever organisme: a référentiel is of no centre."""
    imports = ReferentielImport.objects.all()
    return imports if may_import(actor) else imports.none()


def get_import(actor: Actor | None, pk: int) -> ReferentielImport:
    """The import, if the actor may know of it; else Http404."""
    try:
        return imports_visible_to(actor).select_related("published").get(pk=pk)
    except ReferentielImport.DoesNotExist:
        raise Http404("import inconnu") from None
