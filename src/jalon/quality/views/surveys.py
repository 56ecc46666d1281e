"""Opinions: whose is to be asked, what they say together without names, year after year."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.accounts.permissions import current_organisme
from jalon.accounts.queries import parameters_of
from jalon.accounts.views.signin import base_url
from jalon.common.http import ActorRequest, attachment, for_roles, whole_number
from jalon.common.mail import MailRefused
from jalon.common.spreadsheets import Value, to_csv
from jalon.documents.operations import issue_document
from jalon.documents.operations import preview as preview_of
from jalon.documents.responses import document_response, pdf_response
from jalon.prestation.enums import PrestationKind
from jalon.prestation.models import Prestation
from jalon.quality import letters
from jalon.quality.documents import QUESTIONNAIRE, SYNTHESE_SATISFACTION
from jalon.quality.drawing import evolution_chart
from jalon.quality.enums import Respondent, SurveyMoment
from jalon.quality.forms import PartnerForm
from jalon.quality.models import Survey
from jalon.quality.operations.surveys import ask_opinion
from jalon.quality.permissions import LEADERS, get_path
from jalon.quality.queries import paths_to_ask
from jalon.quality.queries.opinions import Scope, evolution, opinions_in, surveys_of
from jalon.quality.rules.satisfaction import SCALE, Spread, overall_rate, shown, spreads
from jalon.quality.views.year import YearView, year_view
from jalon.referentiel.queries import get_titres

YEARS = 5


@dataclass(frozen=True, slots=True)
class Summary:
    """The opinions of a scope; `told` False: too few to be summed up, nothing of them is shown."""

    scope: Scope
    asked: int
    answered: Sequence[Survey]
    minimum: int

    @property
    def told(self) -> bool:
        return shown(len(self.answered), minimum=self.minimum)

    @property
    def marks(self) -> list[dict[str, int]]:
        return [survey.answers for survey in self.answered] if self.told else []

    @property
    def spreads(self) -> tuple[Spread, ...]:
        return spreads(self.marks, minimum=self.minimum)

    @property
    def comments(self) -> list[str]:
        return [survey.comment for survey in self.answered if survey.comment] if self.told else []


def _scope(request: ActorRequest, view: YearView) -> Scope:
    params = request.GET if request.method == "GET" else request.POST
    respondent, moment = params.get("qui", ""), params.get("moment", "")
    action = whole_number(params.get("action", ""))
    return Scope(
        view.year,
        respondent if respondent in Respondent.values else Respondent.BENEFICIARY,
        moment if moment in SurveyMoment.values else "",
        params.get("titre", "")[:40],
        Prestation.objects.filter(organisme=view.organisme, pk=action).first() if action else None,
    )


def _summary(request: ActorRequest, view: YearView) -> Summary:
    scope = _scope(request, view)
    rows = list(opinions_in(view.organisme, scope))
    answered = [row for row in rows if row.answered_at is not None]
    return Summary(scope, len(rows), answered, parameters_of(view.organisme.pk)["survey_answers_min"])


@for_roles(*LEADERS)
@require_safe
def summary(request: ActorRequest) -> HttpResponse:
    """What the opinions of a year say, and whose opinion is still to be asked."""
    view = year_view(request)
    found, parameters = _summary(request, view), parameters_of(view.organisme.pk)
    to_ask = paths_to_ask(view.organisme, view.today, later_months=parameters["survey_later_months"])
    of_year = list(surveys_of(view.organisme, view.year))
    refs = sorted({survey.parcours.titre_ref for survey in of_year})
    titres = get_titres(set(refs))
    years = evolution(view.organisme, view.year, years=YEARS, minimum=found.minimum)
    context = {
        "view": view,
        "found": found,
        "overall": overall_rate(found.marks),
        "spreads": [(spread, _bar(spread)) for spread in found.spreads],
        "scale": SCALE,
        "to_ask": [(SurveyMoment(moment), paths) for moment, paths in to_ask.items()],
        "waiting": [s for s in of_year if s.answered_at is None and s.declined_at is None],
        "declined": sum(s.declined_at is not None for s in of_year),
        "kinds": PrestationKind.choices,
        "respondents": Respondent.choices,
        "moments": SurveyMoment.choices,
        "titres": [(ref, titres[ref].title) for ref in refs],
        "actions": Prestation.objects.filter(
            organisme=view.organisme, participations__parcours__surveys__in=[s.pk for s in of_year]
        ).distinct().order_by("heading"),
        "years": years,
        "action_pk": found.scope.prestation.pk if found.scope.prestation else "",
        "chart": evolution_chart(years),
        "query": request.GET.urlencode(),
        "by_itself": parameters["survey_by_itself"],
        "reminder_days": parameters["survey_reminder_days"],
        "later_months": parameters["survey_later_months"],
    }  # fmt: skip
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
    sent, refused, now = 0, [], timezone.now()
    for path in paths_to_ask(view.organisme, view.today, later_months=later)[moment]:
        try:
            with transaction.atomic():
                ask_opinion(
                    actor=request.actor, parcours=path, moment=moment, base_url=base_url(request), now=now
                )
                sent += 1
        except (ValidationError, MailRefused) as error:
            refused.append(f"{path.person} : {getattr(error, 'message', error)}")
    for reason in refused:
        messages.error(request, reason)
    if sent:
        messages.success(request, f"Questionnaire envoyé : {sent}.")
    elif not refused:
        messages.info(request, "Personne n’est à interroger pour l’instant.")
    return redirect("quality:surveys")


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def ask_partner(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask the opinion of an employer, a tutor, a funder or a member of the team about one path."""
    path = get_path(request.actor, pk)
    form = PartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                ask_opinion(
                    actor=request.actor, parcours=path, moment=SurveyMoment.END, base_url=base_url(request),
                    now=timezone.now(), **form.cleaned_data,
                )  # fmt: skip
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"Questionnaire envoyé à {form.cleaned_data['name']}.")
            return redirect("parcours:path", pk=path.pk)
    return render(request, "quality/partner_form.html", {"form": form, "path": path})


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def synthesis(request: ActorRequest) -> HttpResponse | FileResponse:
    """The summary of a scope as a PDF: seen, or issued and archived (POST); refused under the number of answers."""
    view = year_view(request)
    found = _summary(request, view)
    if found.answered and not found.told:
        messages.error(
            request,
            f"{len(found.answered)} réponse(s) : au-dessous de {found.minimum}, une synthèse désigne les gens. "
            "Élargissez la sélection, ou attendez d’autres réponses.",
        )
        return redirect(f"{reverse('quality:surveys')}?annee={view.year}")
    told = letters.synthese_satisfaction(
        view.organisme, found.scope.label, found.asked, found.marks, found.comments, minimum=found.minimum
    )
    title = f"Synthèse de satisfaction, {found.scope.label}"
    if request.method == "POST":
        with transaction.atomic():
            issued = issue_document(
                kind=SYNTHESE_SATISFACTION, context=told, subject_ref=f"quality.surveys:{view.year}",
                organisme_ref=f"organisme:{view.organisme.pk}", actor_ref=request.actor.ref, now=timezone.now(),
                title=title[:300],
            )  # fmt: skip
        return document_response(issued)
    return pdf_response(preview_of(SYNTHESE_SATISFACTION, told), f"{title}.pdf")


@for_roles(*LEADERS)
@require_safe
def summary_csv(request: ActorRequest) -> HttpResponse:
    """The answers of a scope, question by question, counted and without names."""
    view = year_view(request)
    found = _summary(request, view)
    rows: list[list[Value]] = [
        [found.scope.label, spread.question.text, *(count for _, count in spread.counts), spread.total]
        for spread in found.spreads
    ]
    if found.answered and not found.told:
        rows.append([found.scope.label, f"Moins de {found.minimum} réponses : rien ne se montre."])
    content = to_csv(["périmètre", "question", *SCALE.values(), "réponses"], rows)
    return attachment(content, f"avis {found.scope.label}", "csv")


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
