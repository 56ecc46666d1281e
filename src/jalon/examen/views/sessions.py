"""Sessions: list, preparation, page, acts of the lifecycle."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.accounts.enums import Role
from jalon.accounts.permissions import current_organisme
from jalon.common.http import ActorRequest, for_roles, typed, whole_number
from jalon.common.listing import Column, build_listing, search_fields
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import SessionStatus
from jalon.examen.forms.sessions import (
    DayFormSet,
    SessionForm,
    TitreForm,
    TransitionForm,
    hours_of,
    titre_label,
)
from jalon.examen.models import ExamSession
from jalon.examen.operations.sessions import advance_session, create_session, set_actor, update_session
from jalon.examen.permissions import (
    EVERYONE,
    MANAGERS,
    READERS,
    get_led_session,
    get_session,
    may_manage,
    sessions_visible_to,
)
from jalon.examen.queries.sessions import (
    past_retention,
    prepared_just_now,
    retention_end,
    session_overview,
    with_counts,
)
from jalon.examen.workflow import BEFORE_EXAM, JURY_ACTS, SESSION_WORKFLOW
from jalon.people.permissions import people_visible_to
from jalon.people.queries import search_people
from jalon.referentiel.queries import get_titre, list_titres

COLUMNS = (
    Column("numero", "Session", ("number",)),
    Column("titre", "Titre", ("titre_ref",)),
    Column("dates", "Dates", ("starts_on",)),
    Column("site", "Site", ("site__name",)),
    Column("candidats", "Candidats", ("candidates",), number=True),
    Column("etat", "État"),
)


@for_roles(*EVERYONE)
@require_safe
def session_list(request: ActorRequest) -> HttpResponse:
    """Sessions that the actor may open, searched, filtered by state and title."""
    sessions = with_counts(sessions_visible_to(request.actor))
    status, titre = request.GET.get("etat", ""), request.GET.get("titre", "")
    if status == "ouvertes":
        sessions = sessions.exclude(status__in=[SessionStatus.CLOSED, SessionStatus.CANCELLED])
    elif status in SessionStatus.values:
        sessions = sessions.filter(status=status)
    titres = list_titres()
    if titre in {t.ref for t in titres}:
        sessions = sessions.filter(titre_ref=titre)
    elif titre:
        sessions = sessions.none()
    listing = build_listing(
        sessions,
        request.GET,
        columns=COLUMNS,
        default="-dates",
        search=search_fields("number__icontains", "site__name__icontains", "ceres_number__icontains"),
        noun="session",
    )
    context = {
        "listing": listing,
        "statuses": SessionStatus.choices,
        "status": status,
        "titres": titres,
        "titre": titre,
        "sigles": {t.ref: t.sigle for t in titres},
        "may_create": request.actor.has(*MANAGERS),
        "past_retention": past_retention(request.actor.organisme_id, today=timezone.localdate())
        if request.actor.has(Role.ADMINISTRATEUR) and request.actor.organisme_id
        else [],
        "filtered": bool(status or titre),
    }
    return render(request, "examen/session_list.html", context)


@for_roles(*MANAGERS)
@require_http_methods(["GET", "POST"])
def session_create(request: ActorRequest) -> HttpResponse:
    """Prepare a session: the title first, then everything that depends on it."""
    organisme = current_organisme(request.actor)
    asked = TitreForm(request.GET if "titre_ref" in request.GET else None)
    if not asked.is_valid():
        return render(request, "examen/session_titre.html", {"form": asked})
    titre = get_titre(asked.cleaned_data["titre_ref"])
    posted = request.POST if request.method == "POST" else None
    initial = {"responsable": request.actor.user_id, "scopes": ["title"]}
    form = SessionForm(posted, organisme=organisme, titre=titre, initial=initial)
    days = DayFormSet(posted, prefix="jours")
    if posted is not None and form.is_valid() and days.is_valid():
        try:
            with transaction.atomic():
                now, told = timezone.now(), hours_of(days)
                session = prepared_just_now(
                    organisme_id=organisme.pk,
                    titre_ref=titre.ref,
                    days=[(day.date, day.opens_at, day.closes_at) for day in told],
                    **{name: form.cleaned_data[name] for name in ("site", "responsable", "scopes")},
                    now=now,
                ) or create_session(
                    actor=request.actor,
                    organisme=organisme,
                    titre_ref=titre.ref,
                    days=told,
                    **form.cleaned_data,
                    now=now,
                )
        except (ValidationError, TransitionRefused) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"La session {session.number} est créée.")
            return redirect("examen:session_detail", pk=session.pk)
    return _session_form(request, form, days, titre_label(titre), None)


@for_roles(*EVERYONE)
@require_http_methods(["GET", "POST"])
def session_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct a session before it begins."""
    session = _managed(request, pk)
    titre = get_titre(session.titre_ref)
    posted = request.POST if request.method == "POST" else None
    initial = {
        "scopes": session.scopes,
        "site": session.site_id,
        "responsable": session.responsable_id,
        "salles": list(session.salles.values_list("pk", flat=True)),
        "ceres_number": session.ceres_number,
    }
    form = SessionForm(posted, organisme=session.organisme, titre=titre, initial=initial)
    rows = list(session.days.values("date", "opens_at", "closes_at"))
    days = DayFormSet(posted, prefix="jours", initial=rows)
    if posted is not None and form.is_valid() and days.is_valid():
        try:
            with transaction.atomic():
                update_session(
                    actor=request.actor,
                    session=session,
                    days=hours_of(days),
                    **form.cleaned_data,
                    now=timezone.now(),
                )
        except (ValidationError, TransitionRefused) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "La session est enregistrée.")
            return redirect("examen:session_detail", pk=pk)
    return _session_form(request, form, days, titre_label(titre), session)


def _session_form(
    request: ActorRequest, form: SessionForm, days: Any, titre: str, session: ExamSession | None
) -> HttpResponse:
    context = {"form": form, "days": days, "titre": titre, "session": session}
    return render(request, "examen/session_form.html", context)


@for_roles(*EVERYONE)
@require_safe
def session_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """A session: where it stands, what comes next, what is missing, what is due."""
    session = get_session(request.actor, pk)
    today = timezone.localdate()
    manages = may_manage(request.actor, session)
    roles = request.actor.roles if manages else frozenset[str]()
    acts = [t for t in SESSION_WORKFLOW.available(session.status, roles) if t.name not in JURY_ACTS]
    q = typed(request.GET)
    people = people_visible_to(request.actor)
    context = {
        "session": session,
        "may_manage": manages,
        "show_decision": manages or request.actor.has(Role.JURE, Role.DDETS),
        "show_figures": request.actor.has(*READERS),
        "editable": manages and session.status in BEFORE_EXAM,
        "overview": session_overview(session, today=today),
        "kept_until": retention_end(session) if manages and session.status not in BEFORE_EXAM else None,
        "titre": get_titre(session.titre_ref),
        "acts": acts,
        "today": today,
        "days": session.days.all(),
        "salles": session.salles.order_by("kind", "name"),
        "comediens": session.comediens.all(),
        "q": q,
        "found": search_people(people, q)[:10] if manages and q else [],
    }
    return render(request, "examen/session_detail.html", context)


@for_roles(*EVERYONE)
@require_POST
def session_transition(request: ActorRequest, pk: int) -> HttpResponse:
    """Do one act of the lifecycle; those of the jury have their own screens."""
    session = _managed(request, pk)
    form = TransitionForm(request.POST)
    if not form.is_valid() or form.cleaned_data["transition"] not in _OWN_ACTS:
        messages.error(request, "Cet acte n’a pas été compris. Vérifiez la date saisie, puis recommencez.")
        return redirect("examen:session_detail", pk=pk)
    try:
        with transaction.atomic():
            advance_session(actor=request.actor, session=session, now=timezone.now(), **form.cleaned_data)
    except TransitionRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    else:
        messages.success(request, f"{SESSION_WORKFLOW[form.cleaned_data['transition']].label} : c’est fait.")
    return redirect("examen:session_detail", pk=pk)


_OWN_ACTS = frozenset(t.name for t in SESSION_WORKFLOW.transitions) - JURY_ACTS


@for_roles(*EVERYONE)
@require_POST
def session_actor(request: ActorRequest, pk: int) -> HttpResponse:
    """Add or take off someone who plays in the mises en situation."""
    session = _managed(request, pk)
    number = whole_number(request.POST.get("person", ""))
    person = get_object_or_404(people_visible_to(request.actor), pk=number)
    playing = request.POST.get("playing") == "1"
    try:
        with transaction.atomic():
            set_actor(
                actor=request.actor, session=session, person=person, playing=playing, now=timezone.now()
            )
    except TransitionRefused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        verb = "jouera les mises en situation" if playing else "ne joue plus"
        messages.success(request, f"{person} {verb}.")
    return redirect("examen:session_detail", pk=pk)


def _managed(request: ActorRequest, pk: int) -> ExamSession:
    return get_led_session(request.actor, pk, "Seul le centre prépare et conduit la session.")
