"""A request for a VAE: recorded by an adviser, made by a candidate signed in, answered; what goes on France VAE."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jalon.accounts.enums import Role
from jalon.accounts.models import Organisme, User
from jalon.accounts.queries import parameters_of
from jalon.common.http import ActorRequest, for_roles
from jalon.common.workflow import TransitionRefused
from jalon.parcours.models import Parcours
from jalon.parcours.permissions import LEADERS
from jalon.people.models import Person
from jalon.people.operations import create_person
from jalon.people.rules import identity_key
from jalon.referentiel.queries import list_titres
from jalon.vae.forms.demarches import AnswerForm, AskForm, PortalForm, ReceiveForm, RequestForm
from jalon.vae.operations.requests import answer_request, correct_request, receive_request, set_portals
from jalon.vae.permissions import ADVISERS, READERS, guided, guides, written
from jalon.vae.queries import demarche_of, portals_of
from jalon.vae.views.acts import form_page, posted


@for_roles(*ADVISERS)
@require_http_methods(["GET", "POST"])
def receive(request: ActorRequest) -> HttpResponse:
    """Record the request of someone, whom the centre knows already or not."""
    today = timezone.localdate()
    data, _ = posted(request)
    form = ReceiveForm(data, titres=list_titres(), initial={"requested_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                parcours = _received(request, form.cleaned_data)
        except (ValidationError, TransitionRefused) as error:
            form.refuse(error)
        else:
            messages.success(request, "La demande est enregistrée.")
            return redirect("vae:feasibility", pk=parcours.pk)
    return render(request, "vae/request.html", {"form": form, "own": False, "back": reverse("vae:board")})


@for_roles(Role.CANDIDAT.value)
@require_http_methods(["GET", "POST"])
def ask(request: ActorRequest) -> HttpResponse:
    """Ask for a VAE oneself, signed in."""
    person = Person.objects.filter(
        user_id=request.actor.user_id or 0, organisme_id=request.actor.organisme_id or 0
    ).first()
    data, _ = posted(request)
    form = AskForm(data, titres=list_titres())
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            if person is None:
                raise ValidationError("Votre compte n’est relié à aucune fiche de ce centre : écrivez-lui.")
            with transaction.atomic():
                parcours = receive_request(
                    actor=request.actor, person=person, titre_ref=told["titre"], requested_on=timezone.localdate(),
                    situation=told["situation"], initiative=told["initiative"], motive=told["motive"],
                    autonomous=told["autonomous"], now=timezone.now(),
                )  # fmt: skip
        except (ValidationError, TransitionRefused) as error:
            form.refuse(error)
        else:
            messages.success(request, "Votre demande est partie : le centre vous répond.")
            return redirect("vae:feasibility", pk=parcours.pk)
    delays = parameters_of(request.actor.organisme_id or 0)
    context = {
        "form": form,
        "own": True,
        "days": delays["vae_answer_days"],
        "back": reverse("parcours:board"),
    }
    return render(request, "vae/request.html", context)


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    """Answer a request (B14)."""
    parcours = guided(request.actor, pk)
    form = AnswerForm(posted(request)[0], initial={"on": timezone.localdate()})
    return form_page(
        request, parcours, form,
        heading="Répondre à la demande",
        back=reverse("vae:feasibility", args=[pk]),
        do=lambda told: answer_request(
            actor=request.actor, parcours=parcours, on=told["on"], answer=told["answer"], now=timezone.now()
        ),
        done="La réponse est enregistrée.",
        demarche=demarche_of(parcours),
    )  # fmt: skip


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def correct(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct what was told of a request, while the recevabilité is not decided (B1, B7)."""
    parcours = written(request.actor, pk)
    demarche, guiding = demarche_of(parcours), guides(request.actor, parcours)
    initial = {
        name: getattr(demarche, name)
        for name in ("situation", "initiative", "motive", "autonomous", "on_portal")
    }
    return form_page(
        request, parcours, RequestForm(posted(request)[0], guiding=guiding, initial=initial),
        heading="La demande",
        back=reverse("vae:feasibility", args=[pk]),
        do=lambda told: correct_request(
            actor=request.actor, parcours=parcours, situation=told["situation"], initiative=told["initiative"],
            motive=told["motive"], autonomous=told["autonomous"], on_portal=told.get("on_portal"),
            now=timezone.now(),
        ),
        done="La demande est corrigée.",
    )  # fmt: skip


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def portals(request: ActorRequest) -> HttpResponse:
    """Which titles go through France VAE (B1)."""
    organisme = Organisme.objects.filter(pk=request.actor.organisme_id or 0).first()
    if organisme is None:
        raise PermissionDenied("Votre compte n’est rattaché à aucun centre.")
    form = PortalForm(
        posted(request)[0], titres=list_titres(), initial={"codes": sorted(portals_of(organisme.pk))}
    )
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            set_portals(
                actor=request.actor, organisme=organisme, codes=form.cleaned_data["codes"], now=timezone.now()
            )
        messages.success(request, "Le réglage est enregistré.")
        return redirect("vae:portals")
    return render(request, "vae/portals.html", {"form": form})


def _received(request: ActorRequest, told: dict[str, Any]) -> Parcours:
    """The path of a request recorded by an adviser, who becomes its referent."""
    organisme = Organisme.objects.get(pk=request.actor.organisme_id or 0)
    key = identity_key(told["birth_name"], told["first_name"], told["birth_date"])
    person = Person.objects.filter(organisme=organisme, identity_key=key).first()
    if person is None:
        person = create_person(
            actor=request.actor, organisme=organisme, civility=told["civility"], birth_name=told["birth_name"],
            first_name=told["first_name"], birth_date=told["birth_date"], email=told["email"], phone=told["phone"],
            now=timezone.now(),
        )  # fmt: skip
    me = Person.objects.filter(user_id=request.actor.user_id or 0, organisme=organisme)
    return receive_request(
        actor=request.actor, person=person, titre_ref=told["titre"], requested_on=told["requested_on"],
        situation=told["situation"], initiative=told["initiative"], motive=told["motive"],
        autonomous=told["autonomous"],
        referent=User.objects.filter(pk=request.actor.user_id or 0).first(), trainers=me, now=timezone.now(),
    )  # fmt: skip
