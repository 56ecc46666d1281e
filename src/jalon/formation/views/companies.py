"""Stays in companies of someone in training: gauges, conventions, weeks, proofs, what the tutor saw."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.common.http import ActorRequest, attachment, for_roles
from jalon.common.journal import record_access
from jalon.common.workflow import TransitionRefused
from jalon.documents.responses import document_response
from jalon.formation.forms.companies import ConventionForm, EndForm, ProofForm, TutorForm, WeekForm
from jalon.formation.letters.programmes import competence_label
from jalon.formation.models import CompanyConvention, CompanyWeek
from jalon.formation.operations.companies import (
    agree_convention,
    declare_week,
    end_convention,
    issue_convention,
    prove_week,
    record_tutor_evaluation,
)
from jalon.formation.permissions import PATHS, get_training_path, is_walker, require_teacher, teaches
from jalon.formation.queries.companies import conventions_of, gauges_of
from jalon.formation.views.acts import done, form_page
from jalon.parcours.models import Parcours
from jalon.referentiel.queries import get_titre

BACK = "formation:companies"


@for_roles(*PATHS)
@never_cache
@require_safe
def companies(request: ActorRequest, pk: int) -> HttpResponse:
    """Where each CCP stands against the RE, and the stays behind it."""
    parcours = get_training_path(request.actor, pk)
    titre = get_titre(parcours.titre_ref)
    today = timezone.localdate()
    stays = conventions_of(parcours)
    weeks = {week.period_id for stay in stays for week in stay.weeks.all()}
    context = {
        "parcours": parcours,
        "titre": titre,
        "teaches": teaches(request.actor, parcours),
        "walks": is_walker(request.actor, parcours),
        "gauges": [(titre.ccp(one.ccp_number), one) for one in gauges_of(parcours, titre, today)],
        "stays": [
            (
                stay,
                [competence_label(titre, ref) for ref in stay.competence_refs],
                sum(week.period.hours for week in stay.weeks.all()),
                [(competence_label(titre, line.competence_ref), line.get_level_display())
                 for line in stay.tutor_evaluation.lines.all()] if hasattr(stay, "tutor_evaluation") else [],
            )
            for stay in stays
        ],
        "others": [one for one in parcours.company_periods.all() if one.pk not in weeks],
        "total": titre.scheme().company_hours,
        "today": today,
    }  # fmt: skip
    return render(request, "formation/companies.html", context)


def _stay(request: ActorRequest, pk: int, stay: int) -> tuple[Parcours, CompanyConvention]:
    parcours = get_training_path(request.actor, pk)
    row = get_object_or_404(CompanyConvention, pk=stay, parcours=parcours)
    row.parcours = parcours
    return parcours, row


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def convention_new(request: ActorRequest, pk: int) -> HttpResponse:
    """Prepare a stay."""
    parcours = get_training_path(request.actor, pk)
    require_teacher(request.actor, parcours)
    return _convention(request, parcours, None, "Préparer un stage")


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def convention_edit(request: ActorRequest, pk: int, stay: int) -> HttpResponse:
    """Correct a stay whose convention is not issued yet."""
    parcours, row = _stay(request, pk, stay)
    require_teacher(request.actor, parcours)
    return _convention(request, parcours, row, "Corriger le stage")


def _convention(
    request: ActorRequest, parcours: Parcours, row: CompanyConvention | None, heading: str
) -> HttpResponse:
    titre = get_titre(parcours.titre_ref)
    form = ConventionForm(request.POST if request.method == "POST" else None, titre=titre, convention=row)

    def act(given: dict[str, Any]) -> None:
        agree_convention(actor=request.actor, parcours=parcours, convention=row, now=timezone.now(), **given)

    if done(request, form, lambda: form.cleaned_data, act, "Le stage est enregistré."):
        return redirect(BACK, pk=parcours.pk)
    return form_page(request, parcours, form, heading, BACK)


@for_roles(*PATHS)
@require_POST
def convention_issue(request: ActorRequest, pk: int, stay: int) -> HttpResponse:
    """Issue the convention."""
    parcours, row = _stay(request, pk, stay)
    require_teacher(request.actor, parcours)
    try:
        with transaction.atomic():
            issued = issue_convention(actor=request.actor, convention=row, now=timezone.now())
    except TransitionRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    else:
        messages.success(
            request, f"La convention {issued.number} est émise : faites-la signer par les trois parties."
        )
    return redirect(BACK, pk=pk)


@for_roles(*PATHS)
@require_safe
def convention_pdf(request: ActorRequest, pk: int, stay: int) -> FileResponse:
    """The convention as it was issued."""
    _, row = _stay(request, pk, stay)
    if row.document is None:
        raise Http404("convention non émise")
    return document_response(row.document)


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def week_declare(request: ActorRequest, pk: int, stay: int) -> HttpResponse:
    """Declare the hours of a week, by the person or by the trainer."""
    parcours, row = _stay(request, pk, stay)
    if not is_walker(request.actor, parcours):
        require_teacher(request.actor, parcours)
    sent = request.method == "POST"
    form = WeekForm(request.POST if sent else None, request.FILES if sent else None)

    def act(given: dict[str, Any]) -> None:
        declare_week(actor=request.actor, convention=row, now=timezone.now(), **given)

    if done(request, form, lambda: form.cleaned_data, act, "La semaine est déclarée."):
        return redirect(BACK, pk=pk)
    return form_page(request, parcours, form, f"Déclarer une semaine – {row.company}", BACK, multipart=True)


def _week(request: ActorRequest, pk: int, stay: int, week: int) -> tuple[Parcours, CompanyWeek]:
    parcours, row = _stay(request, pk, stay)
    if not is_walker(request.actor, parcours):
        require_teacher(request.actor, parcours)
    return parcours, get_object_or_404(CompanyWeek.objects.select_related("period"), pk=week, convention=row)


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def week_prove(request: ActorRequest, pk: int, stay: int, week: int) -> HttpResponse:
    """Hand over the proof of a week."""
    parcours, row = _week(request, pk, stay, week)
    sent = request.method == "POST"
    form = ProofForm(request.POST if sent else None, request.FILES if sent else None)

    def act(given: dict[str, Any]) -> None:
        prove_week(actor=request.actor, week=row, proof=given["proof"], now=timezone.now())

    if done(request, form, lambda: form.cleaned_data, act, "La preuve est reçue."):
        return redirect(BACK, pk=pk)
    return form_page(request, parcours, form, f"Preuve – {row}", BACK, multipart=True)


@for_roles(*PATHS)
@never_cache
@require_safe
def week_proof(request: ActorRequest, pk: int, stay: int, week: int) -> HttpResponse:
    """The proof of a week; each opening is journaled."""
    parcours, row = _week(request, pk, stay, week)
    if not row.period.proof:
        raise Http404("preuve non reçue")
    record_access(
        actor=request.actor, verb="formation.open_week_proof", target=parcours, now=timezone.now(),
        sentence=f"A ouvert la preuve de stage de {parcours.person} ({row}).",
    )  # fmt: skip
    with row.period.proof.open("rb") as file:
        content = file.read()
    extension = (row.period.proof.name or "").rpartition(".")[2]
    return attachment(content, f"preuve {row} {parcours.person.sort_name}", extension)


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def convention_end(request: ActorRequest, pk: int, stay: int) -> HttpResponse:
    """Break a stay off."""
    parcours, row = _stay(request, pk, stay)
    require_teacher(request.actor, parcours)
    form = EndForm(request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()})

    def act(given: dict[str, Any]) -> None:
        end_convention(actor=request.actor, convention=row, now=timezone.now(), **given)

    if done(
        request,
        form,
        lambda: form.cleaned_data,
        act,
        "La rupture est notée ; les heures faites restent acquises.",
    ):
        return redirect(BACK, pk=pk)
    return form_page(request, parcours, form, f"Rompre le stage – {row.company}", BACK)


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def tutor(request: ActorRequest, pk: int, stay: int) -> HttpResponse:
    """Keep what the tutor saw."""
    parcours, row = _stay(request, pk, stay)
    require_teacher(request.actor, parcours)
    form = TutorForm(
        request.POST if request.method == "POST" else None, convention=row, titre=get_titre(parcours.titre_ref),
        initial={"on": timezone.localdate()},
    )  # fmt: skip

    def act(given: dict[str, Any]) -> None:
        record_tutor_evaluation(actor=request.actor, convention=row, now=timezone.now(), **given)

    if done(request, form, form.told, act, "L’évaluation du tuteur est enregistrée."):
        return redirect(BACK, pk=pk)
    return form_page(request, parcours, form, f"Évaluation de {row.tutor}", BACK)
