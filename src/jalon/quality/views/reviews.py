"""The yearly review, and what it decides to change."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jalon.accounts.queries import parameters_of
from jalon.common.http import ActorRequest, for_roles, whole_number
from jalon.common.typography import decimal, percent
from jalon.quality.forms import ActionForm, EffectForm, ReviewForm
from jalon.quality.models import Complaint, YearReview
from jalon.quality.operations.reviews import actions_of, decide_action, finish_action, write_review
from jalon.quality.permissions import LEADERS, complaints_visible_to, get_action
from jalon.quality.queries import surveys_of, year_results
from jalon.quality.rules.complaints import Analysis, Told, analysis
from jalon.quality.rules.results import YearResults
from jalon.quality.rules.satisfaction import overall_rate, shown
from jalon.quality.views.year import YearView, year_view


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def review(request: ActorRequest) -> HttpResponse:
    """What the year says, the analysis, and the actions; signed, it is read only."""
    view = year_view(request)
    kept = YearReview.objects.filter(organisme=view.organisme, year=view.year).first()
    form = ReviewForm(request.POST or None, initial={"analysis": kept.analysis if kept else ""})
    if request.method == "POST" and form.is_valid():
        final = "arreter" in request.POST
        try:
            with transaction.atomic():
                write_review(
                    actor=request.actor, organisme=view.organisme, year=view.year, final=final, now=timezone.now(),
                    analysis=form.cleaned_data["analysis"], figures=_figures(_told(view)),
                )  # fmt: skip
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"La revue de {view.year} est {'arrêtée' if final else 'enregistrée'}.")
            return redirect(f"{reverse('quality:review')}?annee={view.year}")
    return render(request, "quality/review.html", _year(view, kept, form))


def _year(view: YearView, kept: YearReview | None, form: ReviewForm) -> dict[str, object]:
    told = _told(view)
    return {
        "view": view,
        "review": kept,
        "form": form,
        "told": told,
        "figures": _figures(told),
        "actions": actions_of(view.organisme, view.year),
    }


@dataclass(frozen=True, slots=True)
class YearTold:
    """What the opinions, the complaints and the results of a year say together."""

    answered: int
    overall: float | None
    complaints: Analysis
    results: list[YearResults]


def _told(view: YearView) -> YearTold:
    parameters = parameters_of(view.organisme.pk)
    answers = [
        survey.answers
        for survey in surveys_of(view.organisme, view.year).filter(respondent="beneficiary")
        if survey.answered_at is not None
    ]
    complaints = [
        Told(str(c.get_channel_display()), c.received_on, c.answered_on, c.stage == "closed")
        for c in Complaint.objects.filter(organisme=view.organisme, received_on__year=view.year)
    ]
    enough = shown(len(answers), minimum=parameters["survey_answers_min"])
    return YearTold(
        len(answers),
        overall_rate(answers) if enough else None,
        analysis(complaints, view.today, days=parameters["complaint_answer_days"]),
        year_results(view.organisme, view.year),
    )


def _figures(told: YearTold) -> list[tuple[str, str]]:
    """The lines of the review, as the page and the archived PDF tell them."""
    complaints = told.complaints
    found = [
        ("Avis reçus", str(told.answered)),
        (
            "Satisfaits dans l’ensemble",
            percent(told.overall) if told.overall is not None else "trop peu de réponses",
        ),
        ("Réclamations reçues", str(complaints.received)),
        ("Réclamations répondues", str(complaints.answered)),
        ("Réponses en retard", str(complaints.late)),
    ]
    if complaints.delay is not None:
        found.append(
            ("Délai moyen de réponse", f"{decimal(complaints.delay, 1)} jours, {complaints.longest} au plus")
        )
    found += [(f"Réclamations : {channel.lower()}", str(count)) for channel, count in complaints.by_channel]
    found += [
        (f"{row.titre_ref} : titre obtenu, parmi les présents", percent(row.full_rate))
        for row in told.results
        if row.full_rate is not None
    ]
    return found


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def action_decide(request: ActorRequest) -> HttpResponse:
    """Decide that something will change; `reclamation` names the complaint that it answers."""
    view = year_view(request)
    named = whole_number(request.GET.get("reclamation", "") or request.POST.get("reclamation", ""))
    complaint = complaints_visible_to(request.actor).filter(pk=named).first() if named else None
    form = ActionForm(request.POST or None, initial={"origin": "complaint" if complaint else "team"})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                decide_action(
                    actor=request.actor, organisme=view.organisme, complaint=complaint, now=timezone.now(),
                    **form.cleaned_data,
                )  # fmt: skip
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, "L’action est décidée.")
            return redirect("quality:complaint", pk=complaint.pk) if complaint else redirect("quality:review")
    return render(request, "quality/action_form.html", {"form": form, "complaint": complaint, "action": None})


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def action_finish(request: ActorRequest, pk: int) -> HttpResponse:
    """Record what an action changed."""
    action = get_action(request.actor, pk)
    form = EffectForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                finish_action(actor=request.actor, action=action, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, "L’action est faite.")
            return redirect("quality:review")
    return render(request, "quality/action_form.html", {"form": form, "complaint": None, "action": action})
