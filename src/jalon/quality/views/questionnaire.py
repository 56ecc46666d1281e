"""The questionnaire, open to whoever holds its secret link: answered once, or declined."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jalon.accounts.tokens import InvalidToken, digest
from jalon.common.actor import Actor, system_actor
from jalon.quality.forms import SurveyForm
from jalon.quality.models import Survey
from jalon.quality.operations.surveys import PURPOSE, answer_survey, decline_survey
from jalon.quality.queries import survey_kind
from jalon.quality.rules.satisfaction import questions_for


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The questionnaire, and its answer, once."""
    survey = _survey(token)
    if survey is None:
        return render(request, "quality/survey_gone.html", status=410)
    kind = survey_kind(survey.parcours)
    questions = questions_for(kind, survey.moment, survey.respondent)
    form = SurveyForm(request.POST or None, questions=questions, later=_later(survey))
    if _open(survey) and request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                answer_survey(
                    survey=survey, kind=kind, answers=form.answers(), actor=_actor(survey), now=timezone.now(),
                    **form.told(),
                )  # fmt: skip
        except ValidationError as error:
            form.refuse(error)
        else:
            return redirect("quality:survey", token=token)
    return _page(request, survey, token, form=form)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """Ask to be left in peace: the page asks, the button does, so that no mail scanner declines for somebody."""
    survey = _survey(token)
    if survey is None:
        return render(request, "quality/survey_gone.html", status=410)
    if request.method == "POST" and _open(survey):
        with transaction.atomic():
            decline_survey(survey=survey, actor=_actor(survey), now=timezone.now())
        return redirect("quality:survey", token=token)
    return _page(request, survey, token, declining=True)


def _page(request: HttpRequest, survey: Survey, token: str, **more: object) -> HttpResponse:
    context = {
        "survey": survey, "organisme": survey.parcours.person.organisme, "token": token,
        "own": survey.respondent == "beneficiary", **more,
    }  # fmt: skip
    return render(request, "quality/survey.html", context)


def _open(survey: Survey) -> bool:
    return survey.answered_at is None and survey.declined_at is None


def _later(survey: Survey) -> bool:
    return survey.moment == "later" and survey.respondent == "beneficiary"


def _actor(survey: Survey) -> Actor:
    return system_actor("questionnaire", organisme_id=survey.parcours.person.organisme_id)


def _survey(token: str) -> Survey | None:
    try:
        known = digest(token, PURPOSE)
    except InvalidToken:
        return None
    return Survey.objects.filter(token_sha256=known).select_related("parcours__person__organisme").first()
