"""The timetable of a session: drawn, listed, planned, published, printed."""

from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jalon.common.http import ActorRequest, for_roles, whole_number
from jalon.common.journal import record_access
from jalon.common.typography import clock
from jalon.common.workflow import TransitionRefused
from jalon.documents.operations import preview
from jalon.documents.responses import document_response, pdf_response
from jalon.examen import documents, letters
from jalon.examen.enums import TimetableStatus
from jalon.examen.ics import CalendarDay, Party, calendar
from jalon.examen.models import ExamSession, Inscription, Timetable
from jalon.examen.operations import papers
from jalon.examen.operations import timetable as operations
from jalon.examen.permissions import (
    CENTRE,
    EVERYONE,
    appointments_visible_to,
    get_led_session,
    get_session,
    get_timetable,
    inscriptions_visible_to,
    may_manage,
    only_own_jury,
    timetables_visible_to,
)
from jalon.examen.permissions import READERS as READERS_OF_SESSIONS
from jalon.examen.planning.earlier import reason, stretch, why_not_earlier
from jalon.examen.poster import poster_context
from jalon.examen.queries.alternatives import figures_of
from jalon.examen.queries.calculation import calculation_under_way, following
from jalon.examen.queries.moves import last_move
from jalon.examen.queries.planning import (
    appointments_of,
    idle_juries,
    plan_of,
    planning_facts,
    published_timetable,
)
from jalon.examen.queries.unavailability import actor_clashes
from jalon.examen.rules.figures import notes
from jalon.examen.rules.timetable import local_minutes
from jalon.examen.timetable_page import LANES, VIEWS, Reader, days_of, legend_of, moves_of

READERS = READERS_OF_SESSIONS | {"jure"}


def readable(request: ActorRequest, pk: int) -> ExamSession:
    """The session, for whoever reads its timetable; else 404 or 403."""
    session = get_session(request.actor, pk)
    if not request.actor.has(*READERS):
        raise PermissionDenied(
            "Le planning d’ensemble n’est pas ouvert aux candidats : voyez votre convocation."
        )
    return session


def managed(request: ActorRequest, pk: int, *, for_update: bool = False) -> ExamSession:
    """The session, for whoever leads it; else 404 or 403."""
    return get_led_session(
        request.actor, pk, "Le responsable de session établit le planning.", for_update=for_update
    )


@for_roles(*EVERYONE)
@require_safe
def timetable(request: ActorRequest, pk: int) -> HttpResponse:
    """The timetable: drawing, lists, figures, versions; what is missing when there is none."""
    session = readable(request, pk)
    manager = may_manage(request.actor, session)
    every = list(timetables_visible_to(request.actor, session).order_by("-version"))
    shown = _version_asked(request, every)
    versions = [one for one in every if one.status != TimetableStatus.ALTERNATIVE]
    view = request.GET.get("vue", "jurys")
    view = view if view in VIEWS else "jurys"
    rows = appointments_visible_to(request.actor, appointments_of(shown), session) if shown else []
    # Once the exam is over nothing can be planned any more: the page tells the timetable as it was published.
    changeable = manager and session.status in operations.OPEN
    facts = planning_facts(session) if changeable else None
    asked_day = request.GET.get("jour", "")
    editable = changeable and shown is not None and shown.status == TimetableStatus.DRAFT
    locks = dict(shown.locks.values_list("inscription_id", "kind")) if shown and manager else {}
    reader = Reader(whole=not only_own_jury(request.actor, session), leads=manager, changes=editable)
    every_day = days_of(session, rows, view, timezone.now(), reader=reader, locks=locks)
    days = [day for day in every_day if day.date.isoformat() == asked_day] or every_day
    faults: list[str] = []
    if shown and facts and shown.status != TimetableStatus.SUPERSEDED:
        shown.session = session
        faults = operations.reasons_against_publishing(shown, facts, rows)
    placed = {row.inscription_id for row in rows}
    to_place = [one for one in facts.problem.candidates if int(one.id) not in placed] if facts else []
    job = calculation_under_way(session) if changeable else None
    people = (
        {i.pk: i for i in session.inscriptions.select_related("person")} if shown and shown.unplaced else {}
    )
    return render(
        request,
        "examen/timetable_page.html",
        {
            "session": session,
            "may_manage": manager,
            "changeable": changeable,
            "may_copy": changeable and all(v.status != TimetableStatus.DRAFT for v in versions),
            "versions": versions,
            "timetable": shown,
            "views": VIEWS,
            "view": view,
            "asked_day": asked_day,
            "days": days,
            "all_days": [day.date for day in every_day],
            "overlaps": [f"{day.chart.heading} : {told}" for day in every_day for told in day.clashes],
            "editable": editable,
            "locked": len(locks),
            "to_place": to_place,
            "moves": moves_of(session, shown, rows, locks, to_place, _addresses(shown))
            if editable and shown
            else None,
            "last_move": last_move(shown) if editable and shown else None,
            "facts": facts,
            "missing": operations.reasons_against_planning(session, facts) if facts else [],
            "faults": faults,
            "idle": idle_juries(session, rows) if manager and rows else [],
            "clashes": actor_clashes(session, rows) if manager and rows else [],
            **(following(job) if job else {}),
            "alternatives": len(every) - len(versions) if manager else 0,
            "published": any(one.status == TimetableStatus.PUBLISHED for one in versions),
            "view_label": LANES[view],
            **_figures(shown, len(placed)),
            "legend": legend_of(rows, days),
            **_unplaced(shown, people),
        },
    )


@for_roles(*CENTRE)
@require_safe
def timetable_why(request: ActorRequest, pk: int, version: int, inscription: int) -> HttpResponse:
    """Why a candidate does not pass earlier: the rule that blocks each earlier start, and its source."""
    session = managed(request, pk)
    shown = get_timetable(request.actor, session, version)
    asked = get_object_or_404(session.inscriptions.select_related("person"), pk=inscription)
    facts = planning_facts(session)
    known = any(who.id == str(asked.pk) for who in facts.problem.candidates)
    plan = plan_of(facts, shown, appointments_of(shown))
    why = why_not_earlier(facts.problem, plan, str(asked.pk)) if known else None
    juries = {jury.id: jury.label for jury in facts.problem.juries}
    return render(
        request,
        "examen/timetable_why.html",
        {
            "session": session,
            "timetable": shown,
            "person": asked.person,
            "inscription": asked,
            "why": why,
            "start": clock(why.start) if why and why.start is not None else "",
            "jury": juries.get(why.jury_id or "", "") if why else "",
            "before": [(stretch(one), one, reason(one)) for one in why.before] if why else [],
            "elsewhere": [(juries[one.jury_id], stretch(one), one, reason(one)) for one in why.elsewhere]
            if why
            else [],
        },
    )


@for_roles(*CENTRE)
@require_POST
def timetable_act(request: ActorRequest, pk: int, version: int, act: str) -> HttpResponse:
    """Publish, copy or discard a version."""
    number = revision_of(request)
    try:
        with transaction.atomic():
            session = managed(request, pk, for_update=True)
            shown = get_timetable(request.actor, session, version)
            now = timezone.now()
            if act == "publier":
                if request.POST.get("confirmed") != "1" and published_timetable(session):
                    return redirect("examen:timetable_publication", pk=pk, version=version)
                operations.publish_timetable(actor=request.actor, timetable=shown, revision=number, now=now)
                messages.success(
                    request, f"La version {version} est publiée. Les convocations peuvent partir."
                )
            elif act == "copier":
                shown = operations.copy_timetable(
                    actor=request.actor, timetable=shown, now=now, keep_locks="verrous" in request.POST
                )
                messages.success(request, f"Brouillon créé : version {shown.version}.")
            else:
                operations.discard_draft(actor=request.actor, timetable=shown, revision=number, now=now)
                messages.success(request, "Le brouillon est supprimé.")
                return redirect("examen:timetable", pk=pk)
    except TransitionRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    return redirect(address_of(shown))


@for_roles(*EVERYONE)
@require_safe
def timetable_pdf(request: ActorRequest, pk: int, version: int) -> HttpResponseBase:
    """The timetable as PDF: the whole session, by jury or by room, or that of one candidate."""
    session = readable(request, pk)
    shown = get_timetable(request.actor, session, version)
    rows = appointments_visible_to(request.actor, appointments_of(shown), session)
    by, subject, kind = "jury", "Toute la session", documents.PLANNING_SESSION
    if request.GET.get("vue") == "salles":
        by, subject, kind = "room", "Toutes les salles", documents.PLANNING_SALLE
    asked = request.GET.get("candidat", "")
    if asked:
        known = inscriptions_visible_to(request.actor).filter(session=session)
        inscription = get_object_or_404(known.select_related("person"), pk=whole_number(asked))
        rows = [row for row in rows if row.inscription_id == inscription.pk and row.candidate_present]
        by, subject, kind = "person", inscription.person.full_name, documents.PLANNING_PERSONNE
    _journal_download(request, session, f"le planning ({subject})")
    whole = by == "jury" and len(rows) == shown.appointments.count()
    if whole and (issued := papers.issued_paper(papers.PLANNING, shown)):
        return document_response(issued, download=True)
    context = letters.planning_context(session, shown, rows, subject=subject, by=by)
    return pdf_response(preview(kind, context), f"planning-{session.number}-v{version}.pdf", download=True)


@for_roles(*EVERYONE)
@require_safe
def timetable_a3(request: ActorRequest, pk: int, version: int) -> HttpResponseBase:
    """The whole timetable drawn on A3, for a wall; a juror gets that of their own juries."""
    session = readable(request, pk)
    shown = get_timetable(request.actor, session, version)
    rows = appointments_visible_to(request.actor, appointments_of(shown), session)
    _journal_download(request, session, "le planning (affiche A3)")
    context = poster_context(session, shown, rows)
    name = f"planning-A3-{session.number}-v{version}.pdf"
    return pdf_response(preview(documents.PLANNING_AFFICHE, context), name, download=True)


@for_roles(*EVERYONE)
@require_safe
def timetable_ics(request: ActorRequest, pk: int, version: int) -> HttpResponse:
    """The session's days for one's own agenda, without anybody's name."""
    session = readable(request, pk)
    shown = get_timetable(request.actor, session, version)
    rows = appointments_visible_to(request.actor, appointments_of(shown), session)
    spans: dict[date, tuple[datetime, datetime]] = {}
    for row in rows:
        day = local_minutes(row.starts_at)[0]
        start, end = spans.get(day, (row.starts_at, row.ends_at))
        spans[day] = (min(start, row.starts_at), max(end, row.ends_at))
    if not spans:
        messages.error(request, "Ce planning est vide.")
        return redirect(address_of(shown))
    content = calendar(
        method="PUBLISH",
        uid=f"session-{session.pk}",
        sequence=shown.version,
        summary=f"Examen {session.titre_ref} – session {session.number}",
        location=f"{session.site.name}, {', '.join(session.site.address.splitlines())}",
        days=[CalendarDay(start, end) for _, (start, end) in sorted(spans.items())],
        organizer=Party(session.organisme.name, session.organisme.email),
        attendee=Party(request.actor.label, ""),
        now=timezone.now(),
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="session-{session.pk}.ics"'
    return response


def _unplaced(shown: Timetable | None, people: Mapping[int, Inscription]) -> dict[str, object]:
    """How many candidates a version leaves out, and why: those with the same reasons together."""
    alike: dict[tuple[str, ...], list[Inscription]] = {}
    for one in shown.unplaced if shown else ():
        if one["inscription"] in people:
            alike.setdefault(tuple(one["reasons"]), []).append(people[one["inscription"]])
    return {
        "unplaced": sum(map(len, alike.values())),
        "unplaced_alike": [(who, reasons) for reasons, who in alike.items()],
    }


def _figures(shown: Timetable | None, placed: int) -> dict[str, object]:
    """The figures of a version, and the words under them."""
    if shown is None:
        return {}
    figures = figures_of(shown, placed)
    return {"figures": figures, "notes": notes(figures)}


def _version_asked(request: HttpRequest, versions: list[Timetable]) -> Timetable | None:
    """The version asked for, else the draft, else the one in force, else the newest."""
    asked = request.GET.get("version", "")
    order = (
        *(TimetableStatus.DRAFT, TimetableStatus.PUBLISHED),
        *(TimetableStatus.SUPERSEDED, TimetableStatus.ALTERNATIVE),
    )
    ranked = sorted(
        versions, key=lambda t: (str(t.version) != asked, order.index(TimetableStatus(t.status)), -t.version)
    )
    return ranked[0] if ranked else None


def _addresses(shown: Timetable) -> dict[str, str]:
    """Where the drawing's script asks."""
    place = [shown.session_id, shown.version]
    return {
        "check": reverse("examen:timetable_check", args=place),
        "move": reverse("examen:timetable_move", args=place),
    }


def address_of(shown: Timetable, request: HttpRequest | None = None) -> str:
    """The page of a version, with the view and the day that the form of `request` came from."""
    query = {"version": str(shown.version)}
    asked = request.POST if request is not None else {}
    if asked.get("vue", "") in VIEWS:
        query["vue"] = asked["vue"]
    if asked.get("jour", "") in {day.date.isoformat() for day in shown.session.days.all()}:
        query["jour"] = asked["jour"]
    return f"{reverse('examen:timetable', args=[shown.session_id])}?{urlencode(query)}"


def revision_of(request: HttpRequest) -> int:
    """The revision that a screen was showing; -1, which is none, when its form does not say."""
    number = whole_number(request.POST.get("revision", ""))
    return -1 if number is None else number


def _journal_download(request: ActorRequest, session: ExamSession, what: str) -> None:
    with transaction.atomic():
        record_access(
            actor=request.actor, verb="planning.download", target=session, now=timezone.now(),
            sentence=f"{request.actor.label} a téléchargé {what} ({session}).",
        )  # fmt: skip
