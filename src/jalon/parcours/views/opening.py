"""A path opened, entrusted and dated."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jalon.accounts.permissions import current_organisme
from jalon.common.http import ActorRequest, for_roles, typed, whole_number
from jalon.parcours.forms.paths import DatesForm, EntrustForm, OpenForm
from jalon.parcours.models import Parcours
from jalon.parcours.operations import create_parcours, entrust_parcours, update_parcours
from jalon.parcours.permissions import TEAM, get_parcours, may_entrust, may_walk
from jalon.people.forms import PersonForm
from jalon.people.models import Person
from jalon.people.operations import create_person
from jalon.people.permissions import get_person, may_manage_people, people_visible_to
from jalon.people.queries import search_people
from jalon.referentiel.queries import get_titre


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def path_open(request: ActorRequest) -> HttpResponse:
    """Open a path: for somebody known, found by name, or for somebody new."""
    organisme = current_organisme(request.actor)
    asked, person, new = request.GET.get("personne", ""), None, False
    if (number := whole_number(asked)) is not None:
        person = get_person(request.actor, number)
    elif asked == "nouvelle" and may_manage_people(request.actor):
        new = True
    else:
        return _choose_person(request)
    data = request.POST if request.method == "POST" else None
    initial = {"contacted_on": timezone.localdate(), "referent": request.actor.user_id}
    form = OpenForm(data, organisme_id=organisme.pk, initial=initial)
    person_form = PersonForm(data, prefix="personne") if new else None
    if data is not None and form.is_valid() and (person_form is None or person_form.is_valid()):
        try:
            with transaction.atomic():
                parcours = _open(request, person, person_form, form)
        except ValidationError as refusal:
            (form if person or not hasattr(refusal, "error_dict") else person_form or form).refuse(refusal)
        else:
            messages.success(request, f"Le parcours de {parcours.person} est ouvert.")
            return redirect("parcours:path", pk=parcours.pk)
    return render(request, "parcours/open.html", {"form": form, "person_form": person_form, "person": person})


def _choose_person(request: ActorRequest) -> HttpResponse:
    q = typed(request.GET)
    known = search_people(people_visible_to(request.actor), q) if q else Person.objects.none()
    found = known.order_by("birth_name", "first_name", "pk")[:20]
    context = {"q": q, "found": found, "may_create": may_manage_people(request.actor)}
    return render(request, "parcours/open_person.html", context)


def _open(
    request: ActorRequest, person: Person | None, person_form: PersonForm | None, form: OpenForm
) -> Parcours:
    now, told = timezone.now(), dict(form.cleaned_data)
    titre_ref, ccp_refs = told.pop("aim")
    if person is None:
        assert person_form is not None
        person = create_person(
            actor=request.actor,
            organisme=current_organisme(request.actor),
            **person_form.cleaned_data,
            now=now,
        )
    return create_parcours(
        actor=request.actor, person=person, titre_ref=titre_ref, ccp_refs=ccp_refs, **told, now=now
    )


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def path_entrust(request: ActorRequest, pk: int) -> HttpResponse:
    """Say who follows the person, who trains and accompanies them."""
    parcours = get_parcours(request.actor, pk)
    if not may_entrust(request.actor, parcours):
        raise PermissionDenied
    initial = {"referent": parcours.referent_id, "trainers": parcours.trainers.values_list("pk", flat=True)}
    data = request.POST if request.method == "POST" else None
    form = EntrustForm(data, organisme_id=parcours.person.organisme_id, initial=initial)
    if data is not None and form.is_valid():
        with transaction.atomic():
            entrust_parcours(actor=request.actor, parcours=parcours, **form.cleaned_data, now=timezone.now())
        messages.success(request, "C’est enregistré.")
        return redirect("parcours:path", pk=pk)
    context = {"parcours": parcours, "titre": get_titre(parcours.titre_ref), "form": form}
    return render(request, "parcours/entrust.html", context)


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def path_dates(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct the dates of a path."""
    parcours = get_parcours(request.actor, pk)
    if not may_walk(request.actor, parcours):
        raise PermissionDenied
    names = ("contacted_on", "starts_on", "ends_on", "recevabilite_until", "recevabilite_number")
    held = {name: getattr(parcours, name) for name in names}
    data = request.POST if request.method == "POST" else None
    form = DatesForm(data, route=parcours.route, initial=held)
    if data is not None and form.is_valid():
        try:
            with transaction.atomic():
                update_parcours(
                    actor=request.actor,
                    parcours=parcours,
                    now=timezone.now(),
                    route=parcours.route,
                    **(held | form.cleaned_data),
                )
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Les dates sont enregistrées.")
            return redirect("parcours:path", pk=pk)
    context = {"parcours": parcours, "titre": get_titre(parcours.titre_ref), "form": form}
    return render(request, "parcours/dates.html", context)
