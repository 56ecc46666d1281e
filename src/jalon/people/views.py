"""Persons of the organisme: list, record, corrections, ties; and what is held on oneself."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.accounts.permissions import current_organisme
from jalon.accounts.views.signin import base_url
from jalon.common.http import ActorRequest, for_roles, typed
from jalon.common.journal import record_access, record_act
from jalon.common.listing import Column, build_listing
from jalon.common.models import JournalEntry
from jalon.people.forms import AccessForm, PersonForm, RelationForm
from jalon.people.models import Person
from jalon.people.operations import (
    create_person,
    declare_relation,
    merge_people,
    open_access,
    update_person,
    withdraw_relation,
)
from jalon.people.permissions import (
    MANAGERS,
    READERS,
    get_person,
    get_relation,
    may_edit,
    may_manage_people,
    own_records,
    people_visible_to,
    roles_to_open,
)
from jalon.people.queries import journal_about, namesakes, personal_data, relations_of, search_people

COLUMNS = (
    Column("nom", "Nom", ("birth_name", "first_name")),
    Column("naissance", "Naissance", ("birth_date",)),
    Column("adresse", "Adresse électronique", ("email",)),
    Column("telephone", "Téléphone"),
    Column("modifiee", "Modifiée", ("updated_at",)),
)


@for_roles(*READERS)
@require_safe
def person_list(request: ActorRequest) -> HttpResponse:
    """People of the organisme."""
    listing = build_listing(
        people_visible_to(request.actor),
        request.GET,
        columns=COLUMNS,
        default="nom",
        search=search_people,
        noun="personne",
    )
    context = {"listing": listing, "may_manage": may_manage_people(request.actor)}
    return render(request, "people/person_list.html", context)


@for_roles(*MANAGERS)
@require_http_methods(["GET", "POST"])
def person_create(request: ActorRequest) -> HttpResponse:
    """Record somebody."""
    organisme = current_organisme(request.actor)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                person = create_person(
                    actor=request.actor, organisme=organisme, **form.cleaned_data, now=timezone.now()
                )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"La fiche de {person} est créée.")
            return redirect("people:person_detail", pk=person.pk)
    return render(request, "people/person_form.html", {"form": form, "person": None})


@for_roles()
@require_safe
def person_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """A record; opening somebody else's is journaled."""
    person = get_person(request.actor, pk)
    editable = may_edit(request.actor, person)
    if person.user_id != request.actor.user_id:
        record_access(
            actor=request.actor,
            verb="open_person",
            target=person,
            sentence=f"A ouvert la fiche de {person}.",
            now=timezone.now(),
        )
    others, q = Person.objects.none(), typed(request.GET)
    if editable and q:
        others = _others(person, q)
    context = {
        "person": person,
        "may_edit": editable,
        "relations": relations_of(person),
        "namesakes": namesakes(person) if editable else [],
        "access_form": AccessForm(roles=roles_to_open(request.actor)) if editable else None,
        "q": q,
        "relation_form": RelationForm(people=others) if others else None,
        "journal": journal_about(Person.objects.filter(pk=person.pk))[:10] if editable else [],
    }
    return render(request, "people/person_detail.html", context)


def _others(person: Person, q: str) -> QuerySet[Person]:
    """The first people of the same organisme that a tie may concern."""
    known = Person.objects.filter(organisme_id=person.organisme_id).exclude(pk=person.pk)
    first = search_people(known, q).order_by("birth_name", "first_name", "pk")[:20]
    return Person.objects.filter(pk__in=[p.pk for p in first])


def _get_editable(request: ActorRequest, pk: int) -> Person:
    person = get_person(request.actor, pk)
    if not may_edit(request.actor, person):
        raise PermissionDenied
    return person


@for_roles()
@require_http_methods(["GET", "POST"])
def person_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct a record."""
    person = _get_editable(request, pk)
    form = PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                update_person(actor=request.actor, person=person, **form.cleaned_data, now=timezone.now())
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"La fiche de {person} est enregistrée.")
            return redirect("people:person_detail", pk=pk)
    return render(request, "people/person_form.html", {"form": form, "person": person})


@for_roles()
@require_http_methods(["GET", "POST"])
def person_merge(request: ActorRequest, pk: int, other_pk: int) -> HttpResponse:
    """Compare two records of what may be one person, and make one of them."""
    keep, absorb = _get_editable(request, pk), _get_editable(request, other_pk)
    if keep.pk == absorb.pk:
        raise Http404("une fiche ne se réunit pas à elle-même")
    if request.method == "POST":
        try:
            with transaction.atomic():
                merge_people(actor=request.actor, keep=keep, absorb=absorb, now=timezone.now())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("people:person_merge", pk=pk, other_pk=other_pk)
        messages.success(request, "Les deux fiches n’en font plus qu’une.")
        return redirect("people:person_detail", pk=pk)
    rows = [(field.label, _shown(keep, field.name), _shown(absorb, field.name)) for field in PersonForm()]
    return render(request, "people/person_merge.html", {"keep": keep, "absorb": absorb, "rows": rows})


def _shown(person: Person, name: str) -> str:
    if name == "civility":
        return person.get_civility_display()
    value = getattr(person, name)
    return f"{value:%d/%m/%Y}" if name == "birth_date" and value else value or ""


@for_roles()
@require_POST
def access_open(request: ActorRequest, pk: int) -> HttpResponse:
    """Open a way in for this person, or send them another link."""
    person = _get_editable(request, pk)
    form = AccessForm(request.POST, roles=roles_to_open(request.actor))
    if not form.is_valid():
        messages.error(request, "Choisissez en tant que quoi cette personne entre dans Jalon.")
        return redirect("people:person_detail", pk=pk)
    try:
        with transaction.atomic():
            open_access(
                actor=request.actor,
                person=person,
                role=form.cleaned_data["role"],
                base_url=base_url(request),
                now=timezone.now(),
            )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"Un lien de connexion part pour {person}.")
    return redirect("people:person_detail", pk=pk)


@for_roles()
@require_POST
def relation_declare(request: ActorRequest, pk: int) -> HttpResponse:
    """Declare a tie of this person with another one of the organisme."""
    person = _get_editable(request, pk)
    people = Person.objects.filter(organisme_id=person.organisme_id).exclude(pk=pk)
    form = RelationForm(request.POST, people=people)
    if form.is_valid():
        with transaction.atomic():
            declare_relation(
                actor=request.actor,
                person=person,
                **form.cleaned_data,
                now=timezone.now(),
                today=timezone.localdate(),
            )
        messages.success(request, "Le lien est déclaré.")
    else:
        messages.error(request, "Choisissez une personne et la nature du lien.")
    return redirect("people:person_detail", pk=pk)


@for_roles()
@require_POST
def relation_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Take back a tie declared by mistake."""
    relation = get_relation(request.actor, pk)
    with transaction.atomic():
        withdraw_relation(actor=request.actor, relation=relation, now=timezone.now())
    messages.success(request, "Le lien est retiré.")
    return redirect("people:person_detail", pk=relation.person_id)


@for_roles()
@require_safe
def my_data(request: ActorRequest) -> HttpResponse:
    """What is held on oneself, and who opened it."""
    records = own_records(request.actor)
    accesses = journal_about(records).filter(kind=JournalEntry.Kind.ACCESS)
    context = {"records": records.select_related("organisme"), "accesses": accesses[:100]}
    return render(request, "people/my_data.html", context)


@for_roles()
@require_POST
def my_data_export(request: ActorRequest) -> JsonResponse:
    """The same as a file one may take away (RGPD, art. 15 and 20); asking for it is journaled."""
    records = own_records(request.actor)
    now = timezone.now()
    with transaction.atomic():
        data = {"établi le": now.isoformat(), "nom du compte": request.actor.label, **personal_data(records)}
        for person in records:
            record_act(
                actor=request.actor,
                verb="export_person",
                target=person,
                sentence="A demandé la copie de ses données.",
                now=now,
            )
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="mes-donnees-jalon.json"'
    return response
