"""From a path to its session: which sessions would take it, for what, and why not yet."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jalon.common.http import ActorRequest, for_roles
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import InscriptionStatus
from jalon.examen.forms.path_registration import PathRegistrationForm
from jalon.examen.operations.inscriptions import AdmissionRefused
from jalon.examen.operations.path_registration import register_path
from jalon.examen.path_permissions import sees_sessions
from jalon.examen.queries.path_sessions import (
    Candidacy,
    candidacies,
    candidacy,
    coming_sessions,
    sessions_of_other_versions,
)
from jalon.examen.rules.scopes import scope_name
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.parcours.permissions import EVERYONE, get_parcours, leads
from jalon.parcours.queries import hours_gauges
from jalon.parcours.queries.standing import standing_of
from jalon.referentiel.queries import get_titre


def _read(request: ActorRequest, pk: int) -> Parcours:
    parcours = get_parcours(request.actor, pk)
    if not sees_sessions(request.actor, parcours):
        raise PermissionDenied("L’équipe du centre inscrit aux sessions : parlez-lui de la vôtre.")
    return parcours


@for_roles(*EVERYONE)
@require_safe
def path_sessions(request: ActorRequest, pk: int) -> HttpResponse:
    """The centre's coming sessions of the title, what the path would present, and every reason."""
    parcours = _read(request, pk)
    today = timezone.localdate()
    titre = get_titre(parcours.titre_ref)
    found = standing_of(parcours)
    rows = candidacies(parcours, coming_sessions(parcours, today=today), today=today, found=found)
    context = {
        "parcours": parcours,
        "titre": titre,
        "rows": [(row, _names(row), Route(row.inscription.route).label) for row in rows],
        "others": sessions_of_other_versions(parcours, today=today),
        "steps": found.steps(today),
        "gauges": hours_gauges(parcours, titre) if parcours.route in Route.training() else [],
        "manages": leads(request.actor, parcours),
    }
    return render(request, "examen/path_sessions.html", context)


def _names(row: Candidacy) -> list[str]:
    titre = get_titre(row.session.titre_ref)
    return [scope_name(titre, scope) for scope in row.inscription.scopes]


@for_roles(*EVERYONE)
@require_http_methods(["GET", "POST"])
def path_register(request: ActorRequest, pk: int, session: int) -> HttpResponse:
    """Register the path to one session; the same reasons as the session's own checks are shown beside."""
    parcours = _read(request, pk)
    if not leads(request.actor, parcours):
        raise PermissionDenied("Le responsable de session inscrit aux sessions.")
    today = timezone.localdate()
    exam = next((one for one in coming_sessions(parcours, today=today) if one.pk == session), None)
    if exam is None:
        raise Http404("session inconnue, commencée ou d’un autre titre")
    found = standing_of(parcours)
    (row,) = candidacies(parcours, [exam], today=today, found=found)
    if row.made is not None:
        return redirect("examen:inscription_detail", pk=row.made.pk)
    form = PathRegistrationForm(
        request.POST if request.method == "POST" else None,
        session=exam,
        retake=row.inscription.route == Route.RETAKE,
        initial=_initial(row),
    )
    if request.method == "POST" and form.is_valid():
        row = candidacy(parcours, exam, today=today, found=found, **form.cleaned_data)
        try:
            with transaction.atomic():
                made = register_path(
                    actor=request.actor,
                    parcours=parcours,
                    session=exam,
                    now=timezone.now(),
                    **form.cleaned_data,
                )
        except AdmissionRefused:
            form.add_error(None, "L’inscription est refusée : toutes les raisons sont données plus haut.")
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            admitted = made.status == InscriptionStatus.ADMITTED
            said = "inscrit·e et admis·e" if admitted else "inscrit·e : voyez ce qui manque à l’admission"
            messages.success(request, f"{made.person} est {said}, numéro {made.number}.")
            return redirect("examen:inscription_detail", pk=made.pk)
    context = {
        "parcours": parcours,
        "titre": get_titre(parcours.titre_ref),
        "session": exam,
        "row": row,
        "form": form,
    }
    return render(request, "examen/path_register.html", context)


def _initial(row: Candidacy) -> dict[str, Any]:
    thought = row.inscription
    return {
        "scopes": thought.scopes,
        "route": thought.route,
        "retake_since": thought.retake_since,
        "retake_count": thought.retake_count,
    }
