"""The page of a path: what is done, what is next, by whom, before when."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jalon.common.http import ActorRequest, for_roles
from jalon.parcours.permissions import EVERYONE, get_parcours
from jalon.parcours.steps import steps_of
from jalon.referentiel.queries import get_titre


@for_roles(*EVERYONE)
@require_safe
def path_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """The timeline of one path."""
    parcours = get_parcours(request.actor, pk)
    context = {
        "parcours": parcours,
        "titre": get_titre(parcours.titre_ref),
        "steps": steps_of([parcours])[parcours.pk],
        "today": timezone.localdate(),
    }
    return render(request, "parcours/path.html", context)
