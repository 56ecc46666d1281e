"""Habilitations and juries: who may sit, who sits, why not."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.accounts.queries import parameters_of
from jalon.common.http import ActorRequest, for_roles
from jalon.common.listing import Column, Search, build_listing, search_fields
from jalon.common.workflow import TransitionRefused
from jalon.examen.models import ExamSession
from jalon.examen.permissions import CENTRE, MANAGERS, get_session, may_manage
from jalon.examen.queries.seats import current_seats
from jalon.jury.forms import CompositionForm, HabilitationForm
from jalon.jury.models import Habilitation
from jalon.jury.operations.composition import OPEN, CompositionRefused, add_jury, compose_jury, remove_jury
from jalon.jury.operations.habilitations import accept_charter, record_habilitation, remove_habilitation
from jalon.jury.permissions import get_habilitation, habilitations_visible_to, juror_in
from jalon.jury.queries.composition import eligible_jurors, expiring, juries_of, jury_cards, reasons_against

COLUMNS = (
    Column("nom", "Juré", ("person__birth_name", "person__first_name")),
    Column("titre", "Titre", ("titre_code",)),
    Column("numero", "Numéro"),
    Column("debut", "Du", ("valid_from",)),
    Column("fin", "Au", ("valid_until",)),
)
SEARCH: Search[Habilitation] = search_fields(
    "person__birth_name__icontains",
    "person__usage_name__icontains",
    "person__first_name__icontains",
    "titre_code__icontains",
)


@for_roles(*MANAGERS)
@require_safe
def habilitations(request: ActorRequest) -> HttpResponse:
    """Jurors of the centre with their habilitations; those about to end come first."""
    rows = habilitations_visible_to(request.actor)
    today = timezone.localdate()
    days = parameters_of(request.actor.organisme_id or 0)["habilitation_alert_days"]
    context = {
        "listing": build_listing(
            rows, request.GET, columns=COLUMNS, default="fin", search=SEARCH, noun="habilitation"
        ),
        "expiring": expiring(rows, today, days).order_by("valid_until"),
        "alert_days": days,
        "today": today,
    }
    return render(request, "jury/habilitations.html", context)


@for_roles(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def habilitation_edit(request: ActorRequest, pk: int | None = None) -> HttpResponse:
    """Record an habilitation, or correct one."""
    habilitation = get_habilitation(request.actor, pk) if pk else None
    form = HabilitationForm(
        request.POST or None, organisme_id=request.actor.organisme_id or 0, habilitation=habilitation
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                row = record_habilitation(
                    actor=request.actor, habilitation=habilitation, now=timezone.now(), **form.cleaned_data
                )
        except TransitionRefused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, f"Habilitation de {row.person} enregistrée.")
            return redirect("jury:habilitations")
    return render(
        request,
        "jury/habilitation_form.html",
        {"form": form, "habilitation": habilitation},
        status=422 if form.errors else 200,
    )


@for_roles(*MANAGERS)
@require_POST
def habilitation_remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Forget an habilitation recorded by mistake."""
    habilitation = get_habilitation(request.actor, pk)
    with transaction.atomic():
        remove_habilitation(actor=request.actor, habilitation=habilitation, now=timezone.now())
    messages.success(request, "Habilitation retirée.")
    return redirect("jury:habilitations")


def _led(request: ActorRequest, pk: int) -> ExamSession:
    session = get_session(request.actor, pk)
    if not may_manage(request.actor, session):
        raise PermissionDenied("Seul le responsable de session compose les jurys.")
    return session


@for_roles(*CENTRE)
@require_safe
def composition(request: ActorRequest, pk: int) -> HttpResponse:
    """The juries of a session, each with every reason against it or warning about it."""
    session = get_session(request.actor, pk)
    if request.actor.organisme_id != session.organisme_id:
        raise Http404("session inconnue")
    manage = may_manage(request.actor, session)
    context = {
        "session": session,
        "cards": jury_cards(session),
        "may_manage": manage,
        "open": manage and session.status in OPEN,
        "eligible": eligible_jurors(session) if manage else [],
    }
    return render(request, "jury/composition.html", context)


@for_roles(*MANAGERS)
@require_POST
def jury_add(request: ActorRequest, pk: int) -> HttpResponse:
    """Open an empty jury, to be composed next."""
    session = _led(request, pk)
    with transaction.atomic():
        jury = add_jury(actor=request.actor, session=session, now=timezone.now())
    return redirect("jury:jury_compose", session.pk, jury.number)


@for_roles(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def jury_compose(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    """Compose one jury; a refusal shows every reason with its rule, what was chosen stays chosen."""
    session = _led(request, pk)
    jury = next((j for j in juries_of(session) if j.number == number), None)
    if jury is None:
        raise Http404("jury inconnu")
    if request.method == "GET" and session.status not in OPEN:
        messages.info(request, "La session a commencé : ses jurys ne changent plus.")
        return redirect("jury:composition", session.pk)
    eligible = eligible_jurors(session)
    form = CompositionForm(request.POST or None, session=session, jury=jury, eligible=eligible)
    reasons = (
        reasons_against(session, number, [(s.person, s.role) for s in current_seats(jury)])
        if current_seats(jury)
        else ()
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                compose_jury(
                    actor=request.actor,
                    session=session,
                    number=number,
                    seats=form.chosen(),
                    dates=[date.fromisoformat(day) for day in form.cleaned_data["dates"]],
                    salle=form.cleaned_data["salle"],
                    now=timezone.now(),
                )
        except CompositionRefused as refusal:
            reasons = refusal.found
        else:
            messages.success(request, f"Jury {number} composé.")
            return redirect("jury:composition", session.pk)
    refused = request.method == "POST"
    context = {
        "session": session,
        "jury": jury,
        "form": form,
        "eligible": eligible,
        "reasons": reasons,
        "refused": refused and any(reason.blocking for reason in reasons),
        "chosen": set(form["seats"].value() or []),
    }
    return render(request, "jury/jury_compose.html", context, status=422 if refused else 200)


@for_roles(*MANAGERS)
@require_POST
def jury_remove(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    """Dissolve a jury."""
    session = _led(request, pk)
    jury = session.juries.filter(number=number).first()
    if jury is None:
        raise Http404("jury inconnu")
    with transaction.atomic():
        remove_jury(actor=request.actor, jury=jury, now=timezone.now())
    messages.success(request, f"Jury {number} dissous.")
    return redirect("jury:composition", session.pk)


@for_roles("jure")
@require_POST
def charter_accept(request: ActorRequest, pk: int) -> HttpResponse:
    """A juror accepts the deontology charter for this session (A5.9)."""
    session = get_session(request.actor, pk)
    person = juror_in(request.actor, session)
    if person is None:
        raise PermissionDenied("Vous ne siégez pas dans cette session.")
    with transaction.atomic():
        accept_charter(actor=request.actor, session=session, person=person, now=timezone.now())
    messages.success(request, "Charte acceptée : vos grilles sont accessibles.")
    return redirect("jury:session_day", session.pk)
