"""The board of the paths in scope: the clock that bites first on top."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jalon.common.http import ActorRequest, for_roles
from jalon.common.listing import Column, build_listing, search_fields
from jalon.parcours.permissions import EVERYONE, parcours_visible_to

COLUMNS = (
    Column("nom", "Nom", ("person__birth_name", "person__first_name")),
    Column("titre", "Titre", ("titre_ref",)),
    Column("etape", "Étape", ("stage",)),
    Column("echeance", "Prochaine échéance", ("next_due_on",)),
)


@for_roles(*EVERYONE)
@require_safe
def board(request: ActorRequest) -> HttpResponse:
    """Every path that the actor may open."""
    paths = parcours_visible_to(request.actor).select_related("person", "referent")
    listing = build_listing(
        paths,
        request.GET,
        columns=COLUMNS,
        default="echeance",
        search=search_fields("person__birth_name__icontains"),
        noun="parcours",
    )
    return render(request, "parcours/board.html", {"listing": listing, "today": timezone.localdate()})
