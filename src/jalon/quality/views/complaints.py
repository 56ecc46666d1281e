"""Complaints: the register, the answer to each; anyone signed in may write one."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.accounts.enums import Role
from jalon.accounts.models import User
from jalon.accounts.permissions import current_organisme
from jalon.accounts.queries import parameters_of
from jalon.common.actor import Actor
from jalon.common.forms import ActForm
from jalon.common.http import ActorRequest, attachment, for_roles
from jalon.common.journal import record_access
from jalon.common.listing import Column, build_listing, search_fields
from jalon.common.spreadsheets import Value, to_csv
from jalon.common.workflow import TransitionRefused
from jalon.documents.queries import documents_of
from jalon.parcours.models import Parcours
from jalon.quality.enums import ComplaintChannel, ComplaintStage
from jalon.quality.forms import (
    ActionForm,
    AnswerForm,
    ComplaintForm,
    EntrustForm,
    LessonForm,
    OwnComplaintForm,
)
from jalon.quality.models import Complaint
from jalon.quality.operations.complaints import (
    acknowledge_complaint,
    answer_complaint,
    close_complaint,
    concerned_by,
    entrust_complaint,
    leaders,
    receive_complaint,
    reopen_complaint,
    subject_ref,
)
from jalon.quality.permissions import LEADERS, complaints_visible_to, get_complaint
from jalon.quality.queries import late_complaints
from jalon.quality.workflow import COMPLAINT_WORKFLOW

COLUMNS = (
    Column("numero", "Numéro", ("number",)),
    Column("recue", "Reçue le", ("received_on",)),
    Column("auteur", "Auteur", ("author",)),
    Column("etat", "État", ("stage",)),
    Column("reponse", "Réponse", ("answered_on",)),
)


@for_roles(*LEADERS)
@require_safe
def register(request: ActorRequest) -> HttpResponse:
    """Every complaint of the organisme, those without answer first in sight."""
    complaints, stage = _asked(request)
    listing = build_listing(
        complaints,
        request.GET,
        columns=COLUMNS,
        default="-recue",
        search=search_fields("number__icontains", "author__icontains", "text__icontains"),
        noun="réclamation",
    )
    days, today = (
        parameters_of(request.actor.organisme_id or 0)["complaint_answer_days"],
        timezone.localdate(),
    )
    late = late_complaints(complaints.filter(stage="received"), today, days)
    public = reverse("quality:complaint_public", args=[request.actor.organisme_id or 0])
    context = {
        "listing": listing, "late": late, "late_pks": {c.pk for c in late}, "days": days,
        "stages": ComplaintStage.choices,
        "stage": stage, "due": {c.pk: c.received_on + timedelta(days=days) for c in listing.rows},
        "public_url": request.build_absolute_uri(public), "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "quality/complaints.html", context)


def _asked(request: ActorRequest) -> tuple[QuerySet[Complaint], str]:
    """The complaints that the address asks for, and the stage it names."""
    found, stage = complaints_visible_to(request.actor), request.GET.get("etat", "")
    if stage not in ComplaintStage.values:
        return found, ""
    return found.filter(stage=stage), stage


@for_roles(*LEADERS)
@require_safe
def register_csv(request: ActorRequest) -> HttpResponse:
    """The register as a sheet, for the yearly analysis or an audit."""
    complaints, _ = _asked(request)
    days = parameters_of(request.actor.organisme_id or 0)["complaint_answer_days"]
    rows: list[list[Value]] = [
        [
            c.number, c.received_on, str(c.get_channel_display()), c.author, c.text, str(c.get_stage_display()),
            c.received_on + timedelta(days=days), c.answered_on, c.answered_by, c.answer, c.lesson, c.closed_on,
        ]
        for c in complaints.order_by("received_on", "pk")
    ]  # fmt: skip
    record_access(
        actor=request.actor, verb="quality.export", target=current_organisme(request.actor), now=timezone.now(),
        sentence="A exporté le registre des réclamations.",
    )  # fmt: skip
    headings = [
        "numéro", "reçue le", "reçue par", "auteur", "réclamation", "état", "réponse due le", "réponse du",
        "réponse par", "réponse", "ce qui en est retenu", "close le",
    ]  # fmt: skip
    return attachment(to_csv(headings, rows), "registre des reclamations", "csv")


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def receive(request: ActorRequest) -> HttpResponse:
    """Record a complaint that came by mail, by phone or face to face."""
    form = ComplaintForm(
        request.POST or None, initial={"received_on": timezone.localdate()}, members=_team(request.actor)
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                complaint = receive_complaint(
                    actor=request.actor, organisme=current_organisme(request.actor), now=timezone.now(),
                    **form.cleaned_data,
                )  # fmt: skip
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(
                request, f"La réclamation {complaint.number} est enregistrée : une réponse lui est due."
            )
            if concerned_by(request.actor, complaint):
                return redirect("quality:complaints")
            return redirect("quality:complaint", pk=complaint.pk)
    return render(request, "quality/complaint_form.html", {"form": form, "own": False})


@for_roles()
@require_http_methods(["GET", "POST"])
def write(request: ActorRequest) -> HttpResponse:
    """Complain to the organisme that one is signed in for."""
    organisme = current_organisme(request.actor)
    form = OwnComplaintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        own = Parcours.objects.filter(person__user_id=request.actor.user_id or 0, person__organisme=organisme)
        now = timezone.now()
        try:
            with transaction.atomic():
                complaint = receive_complaint(
                    actor=request.actor, organisme=organisme, channel=ComplaintChannel.ONLINE,
                    text=form.cleaned_data["text"], author=request.actor.label, received_on=timezone.localdate(now),
                    author_email=str(getattr(request.user, "email", "")), now=now, about=form.cleaned_data["about"],
                    parcours=own.order_by("-created_at").first(),
                )  # fmt: skip
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(
                request,
                f"Votre réclamation est enregistrée sous le numéro {complaint.number}. "
                "La réponse vous parviendra par courriel.",
            )
            return redirect("cockpit:home")
    return render(request, "quality/complaint_form.html", {"form": form, "own": True, "organisme": organisme})


@for_roles(*LEADERS)
@require_safe
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """A complaint and all that was done about it."""
    complaint = get_complaint(request.actor, pk)
    record_access(
        actor=request.actor, verb="quality.read_complaint", target=complaint, now=timezone.now(),
        sentence=f"A ouvert la réclamation {complaint.number}.",
    )  # fmt: skip
    return _page(request, complaint)


def _page(
    request: ActorRequest, complaint: Complaint, form: ActForm | None = None, status: int = 200
) -> HttpResponse:
    shown = {"received": AnswerForm, "answered": LessonForm}.get(complaint.stage)
    days = parameters_of(complaint.organisme_id)["complaint_answer_days"]
    context = {
        "complaint": complaint,
        "due": complaint.received_on + timedelta(days=days),
        "today": timezone.localdate(),
        "concerned": concerned_by(request.actor, complaint),
        "form": form or (shown() if shown else None),
        "letters": documents_of(subject_ref(complaint)),
        "actions": complaint.actions.all(),
        "action_form": ActionForm(initial={"origin": "complaint"}),
        "reopen": [
            t
            for t in COMPLAINT_WORKFLOW.available(complaint.stage, request.actor.roles)
            if t.name == "reopen"
        ],
    }
    return render(request, "quality/complaint.html", context, status=status)


def _team(actor: Actor) -> list[User]:
    """Members whom a complaint may be about: neither candidates nor jurors of a day."""
    roles = [role for role in Role.values if role not in {Role.CANDIDAT, Role.JURE, Role.DDETS}]
    people = User.objects.filter(
        memberships__organisme_id=actor.organisme_id or 0, memberships__role__in=roles
    )
    return list(people.distinct().order_by("last_name", "first_name"))


@for_roles(*LEADERS)
@require_POST
def acknowledge(request: ActorRequest, pk: int) -> HttpResponse:
    """Note that the complaint was acknowledged, by mail when an address is known."""
    complaint = get_complaint(request.actor, pk)
    with transaction.atomic():
        acknowledge_complaint(actor=request.actor, complaint=complaint, now=timezone.now())
    messages.success(request, "L’accusé de réception est noté.")
    return redirect("quality:complaint", pk=pk)


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def entrust(request: ActorRequest, pk: int) -> HttpResponse:
    """Say who answers a complaint, and whom it is about."""
    complaint = get_complaint(request.actor, pk)
    form = EntrustForm(
        request.POST or None, leaders=leaders(complaint.organisme_id), members=_team(request.actor),
        initial={"handler": complaint.handler_id, "concerned": complaint.concerned_id},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                entrusted = entrust_complaint(
                    actor=request.actor, complaint=complaint, now=timezone.now(), **form.cleaned_data
                )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"La réclamation {complaint.number} est confiée.")
            if concerned_by(request.actor, entrusted):
                return redirect("quality:complaints")
            return redirect("quality:complaint", pk=pk)
    return render(request, "quality/entrust_form.html", {"form": form, "complaint": complaint})


@for_roles(*LEADERS)
@require_POST
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    """Answer a complaint."""
    complaint, form = get_complaint(request.actor, pk), AnswerForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                answer_complaint(
                    actor=request.actor,
                    complaint=complaint,
                    answer=form.cleaned_data["answer"],
                    now=timezone.now(),
                )
        except TransitionRefused as error:
            form.refuse(error)
        else:
            sent = "La lettre est archivée, et envoyée par courriel." if complaint.author_email else (
                "La lettre est archivée : imprimez-la et envoyez-la."
            )  # fmt: skip
            messages.success(request, sent)
            return redirect("quality:complaint", pk=pk)
    return _page(request, complaint, form, 422)


@for_roles(*LEADERS)
@require_POST
def close(request: ActorRequest, pk: int) -> HttpResponse:
    """Close a complaint with what is learnt from it."""
    complaint, form = get_complaint(request.actor, pk), LessonForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                close_complaint(
                    actor=request.actor,
                    complaint=complaint,
                    lesson=form.cleaned_data["lesson"],
                    now=timezone.now(),
                )
        except TransitionRefused as error:
            form.refuse(error)
        else:
            messages.success(request, f"La réclamation {complaint.number} est close.")
            return redirect("quality:complaint", pk=pk)
    return _page(request, complaint, form, 422)


@for_roles(*LEADERS)
@require_POST
def reopen(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a complaint up again."""
    complaint = get_complaint(request.actor, pk)
    try:
        with transaction.atomic():
            reopen_complaint(actor=request.actor, complaint=complaint, now=timezone.now())
    except TransitionRefused as error:
        for reason in error.reasons:
            messages.error(request, reason)
    else:
        messages.success(
            request, f"La réclamation {complaint.number} est rouverte : une réponse lui est due."
        )
    return redirect("quality:complaint", pk=pk)
