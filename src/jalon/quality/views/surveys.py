"""Opinions: asked by mail, answered by a secret link, summed up without names."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.accounts.permissions import current_organisme
from jalon.accounts.queries import parameters_of
from jalon.accounts.tokens import InvalidToken, digest
from jalon.accounts.views.signin import base_url
from jalon.common.actor import system_actor
from jalon.common.http import ActorRequest, for_roles
from jalon.documents.operations import issue_document
from jalon.documents.operations import preview as preview_of
from jalon.documents.responses import document_response, pdf_response
from jalon.prestation.enums import PrestationKind
from jalon.quality import letters
from jalon.quality.documents import QUESTIONNAIRE, SYNTHESE_SATISFACTION
from jalon.quality.enums import SurveyMoment
from jalon.quality.forms import SurveyForm
from jalon.quality.models import Survey
from jalon.quality.operations.surveys import PURPOSE, answer_survey, ask_opinion
from jalon.quality.permissions import LEADERS
from jalon.quality.queries import paths_to_ask, survey_kind, surveys_of
from jalon.quality.rules.satisfaction import SCALE, Spread, overall_rate, questions_for, spreads
from jalon.quality.views.year import year_view


@for_roles(*LEADERS)
@require_safe
def summary(request: ActorRequest) -> HttpResponse:
    """What the opinions of a year say, and whose opinion is still to be asked."""
    view = year_view(request)
    surveys = list(surveys_of(view.organisme, view.year))
    answered = [survey for survey in surveys if survey.answered_at is not None]
    answers = [survey.answers for survey in answered]
    later = parameters_of(view.organisme.pk)["survey_later_months"]
    to_ask = paths_to_ask(view.organisme, view.today, later_months=later)
    context = {
        "view": view,
        "asked": len(surveys),
        "answered": len(answered),
        "overall": overall_rate(answers),
        "spreads": [(spread, _bar(spread)) for spread in spreads(answers)],
        "scale": SCALE,
        "comments": [survey.comment for survey in answered if survey.comment],
        "to_ask": [(SurveyMoment(moment), paths) for moment, paths in to_ask.items()],
        "waiting": [survey for survey in surveys if survey.answered_at is None],
        "kinds": PrestationKind.choices,
    }
    return render(request, "quality/surveys.html", context)


def _bar(spread: Spread) -> list[tuple[int, int, int]]:
    """Parts of the drawing of a spread: mark, where it begins and its width, in hundredths."""
    widths = letters.shares(spread)
    starts = [sum(widths[:rank]) for rank in range(len(widths))]
    return [(mark, start, width) for mark, start, width in zip(SCALE, starts, widths, strict=True)]


@for_roles(*LEADERS)
@require_POST
def ask(request: ActorRequest) -> HttpResponse:
    """Ask the opinion of everybody whose turn it is, or of those who were chosen."""
    view = year_view(request)
    moment = request.POST.get("moment", "")
    if moment not in SurveyMoment.values:
        messages.error(request, "Choisissez le moment du questionnaire.")
        return redirect("quality:surveys")
    later = parameters_of(view.organisme.pk)["survey_later_months"]
    paths = paths_to_ask(view.organisme, view.today, later_months=later)[moment]
    now = timezone.now()
    with transaction.atomic():
        for path in paths:
            ask_opinion(
                actor=request.actor, parcours=path, moment=moment, base_url=base_url(request), now=now
            )
    if paths:
        messages.success(request, f"Questionnaire envoyé : {len(paths)}.")
    else:
        messages.info(request, "Personne n’est à interroger pour l’instant.")
    return redirect("quality:surveys")


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def synthesis(request: ActorRequest) -> FileResponse:
    """The summary of a year as a PDF: seen, or issued and archived (POST)."""
    view = year_view(request)
    surveys = list(surveys_of(view.organisme, view.year))
    answered = [survey for survey in surveys if survey.answered_at is not None]
    told = letters.synthese_satisfaction(
        view.organisme,
        f"année {view.year}",
        len(surveys),
        [s.answers for s in answered],
        [s.comment for s in answered],
    )
    if request.method == "POST":
        with transaction.atomic():
            issued = issue_document(
                kind=SYNTHESE_SATISFACTION, context=told, subject_ref=f"quality.surveys:{view.year}",
                organisme_ref=f"organisme:{view.organisme.pk}", actor_ref=request.actor.ref, now=timezone.now(),
                title=f"Synthèse de satisfaction {view.year}",
            )  # fmt: skip
        return document_response(issued)
    return pdf_response(preview_of(SYNTHESE_SATISFACTION, told), f"Synthèse de satisfaction {view.year}.pdf")


@for_roles(*LEADERS)
@require_safe
def paper(request: ActorRequest) -> FileResponse:
    """The questionnaire to print, for a kind of prestation and a moment."""
    organisme = current_organisme(request.actor)
    kind, moment = request.GET.get("nature", "formation"), request.GET.get("moment", "end")
    if kind not in PrestationKind.values or moment not in SurveyMoment.values:
        raise Http404("questionnaire inconnu")
    label, when = PrestationKind(kind).label, SurveyMoment(moment).label
    told = letters.questionnaire(organisme, kind, str(label), moment, str(when))
    return pdf_response(preview_of(QUESTIONNAIRE, told), "Questionnaire de satisfaction.pdf")


@login_not_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The questionnaire, open to whoever holds the secret link, once."""
    survey = _survey(token)
    if survey is None:
        return render(request, "quality/survey_gone.html", status=410)
    kind = survey_kind(survey.parcours)
    questions = questions_for(kind, survey.moment)
    form = SurveyForm(request.POST or None, questions=questions)
    if survey.answered_at is None and request.method == "POST" and form.is_valid():
        actor = system_actor("questionnaire", organisme_id=survey.parcours.person.organisme_id)
        try:
            with transaction.atomic():
                answer_survey(
                    survey=survey, kind=kind, answers=form.answers(), comment=form.cleaned_data["comment"],
                    actor=actor, now=timezone.now(),
                )  # fmt: skip
        except ValidationError as error:
            form.refuse(error)
        else:
            return redirect("quality:survey", token=token)
    context = {"survey": survey, "form": form, "organisme": survey.parcours.person.organisme}
    return render(request, "quality/survey.html", context)


def _survey(token: str) -> Survey | None:
    try:
        known = digest(token, PURPOSE)
    except InvalidToken:
        return None
    return Survey.objects.filter(token_sha256=known).select_related("parcours__person__organisme").first()
