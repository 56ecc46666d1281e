"""The exam day: who is here, what happens now and next, the plis, incidents, signing sheets."""

from datetime import date, datetime

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jalon.common.http import ActorRequest, for_roles
from jalon.common.journal import record_access
from jalon.common.workflow import TransitionRefused
from jalon.documents.operations import preview
from jalon.documents.queries import latest_document
from jalon.documents.responses import document_response, pdf_response
from jalon.examen import documents
from jalon.examen.enums import IncidentKind, SessionStatus
from jalon.examen.forms.day import IncidentForm, PliForm
from jalon.examen.forms.live import WallForm
from jalon.examen.models import ExamSession, PliOpening, ScenarioDraw, WallScreen
from jalon.examen.operations import day as operations
from jalon.examen.operations import papers
from jalon.examen.permissions import CENTRE, EVERYONE, get_led_session
from jalon.examen.queries.checklist import checklist_state
from jalon.examen.queries.day import day_board, drawn_sheets
from jalon.examen.queries.planning import published_timetable


def managed(request: ActorRequest, pk: int, *, for_update: bool = False) -> ExamSession:
    """The session, if the actor leads it: else 404 or 403."""
    return get_led_session(
        request.actor, pk, "Le responsable de session conduit la journée d’examen.", for_update=for_update
    )


@for_roles(*EVERYONE)
@require_safe
def day(request: ActorRequest, pk: int) -> HttpResponse:
    """The board of one day."""
    session = managed(request, pk)
    return render(request, "examen/day_page.html", board_context(request, session))


def board_context(
    request: ActorRequest,
    session: ExamSession,
    pli: PliForm | None = None,
    incident: IncidentForm | None = None,
) -> dict[str, object]:
    """What the day page and its parts show."""
    now = timezone.now()
    board = day_board(session, now=now, day=asked_day(request))
    local = timezone.localtime(now)
    return {
        "session": session,
        "board": board,
        "now": now,
        "is_today": board.day == local.date(),
        "on_site": session.status in operations.ON_SITE,
        "reportable": session.status in operations.REPORTABLE,
        "may_start": session.status == SessionStatus.CONVENED,
        "checklist": checklist_state(session),
        "pli_form": pli or PliForm(session, initial={"opened_at": local}),
        "incident_form": incident or IncidentForm(session),
        "draw": ScenarioDraw.objects.filter(session=session).first(),
        "drawn": drawn_sheets(session),
        **_wall(request, session, now),
    }


def _wall(request: ActorRequest, session: ExamSession, now: datetime) -> dict[str, object]:
    wall = WallScreen.objects.filter(session=session, expires_at__gt=now).first()
    return {
        "wall": wall,
        "wall_url": request.build_absolute_uri(reverse("wall:wall", args=[wall.token])) if wall else "",
        "wall_form": WallForm(initial={"show": wall.show} if wall else None),
        "close_wall_url": reverse("examen:wall_close", args=[session.pk]),
    }


def asked_day(request: ActorRequest) -> date | None:
    """The day named by the address or by the form."""
    try:
        return date.fromisoformat(request.GET.get("jour") or request.POST.get("jour") or "")
    except ValueError:
        return None


@for_roles(*CENTRE)
@require_POST
def day_pli(request: ActorRequest, pk: int) -> HttpResponse:
    """Record the opening of the plis."""
    session = managed(request, pk)
    form = PliForm(session, request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                operations.record_pli_opening(
                    actor=request.actor, session=session, now=timezone.now(), **form.cleaned_data
                )
            messages.success(request, "L’ouverture des plis est enregistrée.")
            return redirect(_back(request, pk, "#plis"))
        except TransitionRefused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
    return render(request, "examen/day_page.html", board_context(request, session, pli=form), status=422)


@for_roles(*CENTRE)
@require_POST
def day_incident(request: ActorRequest, pk: int) -> HttpResponse:
    """Write down an incident or a fraud."""
    session = managed(request, pk)
    form = IncidentForm(session, request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                operations.report_incident(
                    actor=request.actor,
                    session=session,
                    kind=IncidentKind(form.cleaned_data["kind"]),
                    description=form.cleaned_data["description"],
                    inscription=form.cleaned_data["inscription"],
                    now=timezone.now(),
                )
            messages.success(request, "C’est noté : le procès-verbal en fera mention.")
            return redirect(_back(request, pk, "#incidents"))
        except TransitionRefused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
    return render(request, "examen/day_page.html", board_context(request, session, incident=form), status=422)


@for_roles(*CENTRE)
@require_safe
def day_sheets(request: ActorRequest, pk: int, audience: str) -> HttpResponseBase:
    """Signing sheets of the candidates or of the jurors, one per half-day."""
    session = managed(request, pk)
    timetable = published_timetable(session)
    if timetable is None:
        messages.error(
            request, "Publiez d’abord le planning : les feuilles d’émargement en reprennent les horaires."
        )
        return redirect("examen:timetable", pk=pk)
    timetable.session = session
    _journal(request, session, f"les feuilles d’émargement ({audience})")
    if issued := papers.issued_paper(audience, timetable):
        return document_response(issued)
    content = preview(papers.paper_kind(audience), papers.paper_context(audience, session, timetable))
    return pdf_response(content, f"emargement-{audience}-{session.number}.pdf")


@for_roles(*CENTRE)
@require_safe
def day_pli_pdf(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The record of the opening of the plis, to be signed."""
    session = managed(request, pk)
    if not PliOpening.objects.filter(session=session).exists():
        raise Http404("plis non ouverts")
    _journal(request, session, "le procès-verbal d’ouverture des plis")
    issued = latest_document(f"examen.session:{session.pk}", documents.PV_OUVERTURE_PLIS.name)
    if issued is None:
        raise Http404("procès-verbal non émis")
    return document_response(issued)


def _back(request: ActorRequest, pk: int, anchor: str) -> str:
    asked = asked_day(request)
    query = f"?jour={asked.isoformat()}" if asked else ""
    return f"{reverse('examen:day', args=[pk])}{query}{anchor}"


def _journal(request: ActorRequest, session: ExamSession, what: str) -> None:
    with transaction.atomic():
        record_access(
            actor=request.actor, verb="day.download", target=session, now=timezone.now(),
            sentence=f"{request.actor.label} a téléchargé {what} ({session}).",
        )  # fmt: skip
