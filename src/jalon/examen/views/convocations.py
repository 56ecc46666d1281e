"""Convocations: the list, a preview, the sending, and the page of the person convened."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jalon.accounts.queries import parameters_of
from jalon.common.http import ActorRequest, for_roles, whole_number
from jalon.common.jobs import enqueue
from jalon.common.journal import record_access
from jalon.common.workflow import TransitionRefused
from jalon.documents.operations import preview
from jalon.documents.responses import document_response, pdf_response
from jalon.examen.enums import RecipientKind, SessionStatus
from jalon.examen.jobs import CONVENE
from jalon.examen.letters import INSTRUCTIONS, things_to_bring
from jalon.examen.models import Convocation, ExamSession
from jalon.examen.operations import convocations as operations
from jalon.examen.permissions import (
    CENTRE,
    EVERYONE,
    get_convocation,
    get_led_session,
    inscriptions_visible_to,
)
from jalon.examen.queries.convocations import Line, State, convocation_lines
from jalon.examen.queries.draw import plays, scenario_drawn
from jalon.referentiel.queries import get_titre


def _managed(request: ActorRequest, pk: int) -> ExamSession:
    return get_led_session(request.actor, pk, "Le responsable de session convoque.")


@for_roles(*EVERYONE)
@require_safe
def convocations(request: ActorRequest, pk: int) -> HttpResponse:
    """Who is convened, to what, and what each was told last."""
    session = _managed(request, pk)
    lines = convocation_lines(session)
    groups = [
        (kind.label, [line for line in lines if line.kind == kind])
        for kind in RecipientKind
        if any(line.kind == kind for line in lines)
    ]
    parameters = parameters_of(session.organisme_id)
    return render(
        request,
        "examen/convocation_list.html",
        {
            "session": session,
            "groups": groups,
            "waiting": [line for line in lines if line.state.waiting],
            "sent": sum(1 for line in lines if line.state in (State.SENT, State.CONFIRMED)),
            "confirmed": sum(1 for line in lines if line.state == State.CONFIRMED),
            "total": sum(1 for line in lines if line.summons),
            "on_paper": [line for line in lines if line.summons and not line.person.email],
            "reasons": operations.reasons_against_sending(session),
            "days_left": (session.starts_on - timezone.localdate()).days,
            "convocation_days": parameters["convocation_days"],
            "may_convene": session.status in (SessionStatus.DECLARED, SessionStatus.DTE_RECEIVED),
        },
    )


@for_roles(*CENTRE)
@require_POST
def convocations_send(request: ActorRequest, pk: int) -> HttpResponse:
    """Send what must leave (or again to one `person`), in the queue."""
    person = request.POST.get("person", "")
    only = [whole_number(person) or 0] if person else None
    with transaction.atomic():
        session = _managed(request, pk)
        if reasons := operations.reasons_against_sending(session):
            for reason in reasons:
                messages.error(request, reason)
            return redirect("examen:convocations", pk=pk)
        if not operations.lines_to_send(session, only):
            messages.info(request, "Chacun a déjà reçu sa convocation : rien n’est à envoyer.")
            return redirect("examen:convocations", pk=pk)
        job = enqueue(
            CONVENE,
            actor=request.actor,
            now=timezone.now(),
            payload={
                "session": session.pk,
                "only": only,
                "base_url": request.build_absolute_uri("/").rstrip("/"),
            },
            label=f"Envoi des convocations ({session})",
            unique_key=f"{CONVENE}:{session.pk}:{person if only else ''}",
        )
    return redirect(job)


@for_roles(*CENTRE)
@require_safe
def convocation_preview(request: ActorRequest, pk: int, kind: str, person: int) -> HttpResponseBase:
    """The PDF as it would leave today; nothing is issued."""
    session = _managed(request, pk)
    line = _line(session, kind, person)
    if line.summons is None:
        raise Http404("plus rien n’est à envoyer à cette personne")
    document_kind, context = operations.build_document(session, line.summons, timezone.now())
    return pdf_response(preview(document_kind, context), f"aperçu – {line.person.full_name}.pdf")


def _line(session: ExamSession, kind: str, person: int) -> Line:
    for line in convocation_lines(session):
        if line.kind == kind and line.person.pk == person:
            return line
    raise Http404("personne non convoquée")


# -- the person convened


@for_roles()
@require_safe
def my_convocations(request: ActorRequest) -> HttpResponse:
    """Every convocation of the person signed in."""
    rows = (
        Convocation.objects.filter(person__user_id=request.actor.user_id, sent_at__isnull=False)
        .select_related("session__site", "session__organisme")
        .order_by("-session__starts_on", "kind")
        if request.actor.user_id is not None
        else Convocation.objects.none()
    )
    return render(request, "examen/convocation_mine.html", {"convocations": rows})


@for_roles()
@require_safe
def convocation(request: ActorRequest, uid: UUID) -> HttpResponse:
    """One's own convocation: hours, what to bring, where; the responsable sees what was sent."""
    row = get_convocation(request.actor, uid)
    session = row.session
    own = row.person.user_id is not None and row.person.user_id == request.actor.user_id
    inscription = inscriptions_visible_to(request.actor).filter(session=session, person=row.person).first()
    candidate = row.kind == RecipientKind.CANDIDAT
    scopes = row.content.get("scopes", [])
    drawn = candidate and inscription is not None and scenario_drawn(session) and plays(session, scopes)
    return render(
        request,
        "examen/convocation_detail.html",
        {
            "convocation": row,
            "session": session,
            "titre": get_titre(session.titre_ref),
            "own": own,
            "visits": operations.visits_sent(row),
            "passages": operations.passages_sent(row),
            "to_bring": things_to_bring(get_titre(session.titre_ref), scopes) if candidate else (),
            "instructions": INSTRUCTIONS if candidate else (),
            "draw_shown": drawn,
            "draw_done": drawn and inscription is not None and hasattr(inscription, "scenario"),
        },
    )


@for_roles()
@require_POST
def convocation_confirm(request: ActorRequest, uid: UUID) -> HttpResponse:
    """« J’ai reçu ma convocation »: only the person convened says so."""
    with transaction.atomic():
        row = get_convocation(request.actor, uid)
        if row.person.user_id is None or row.person.user_id != request.actor.user_id:
            raise PermissionDenied("Seule la personne convoquée confirme la réception.")
        try:
            operations.confirm_reception(actor=request.actor, convocation=row, now=timezone.now())
        except TransitionRefused as refusal:
            for reason in refusal.reasons:
                messages.error(request, reason)
        else:
            messages.success(request, "Merci : votre réception est enregistrée.")
    return redirect("examen:convocation", uid=uid)


@for_roles()
@require_safe
def convocation_pdf(request: ActorRequest, uid: UUID) -> HttpResponseBase:
    """The convocation as it was issued."""
    row = get_convocation(request.actor, uid)
    if row.document is None:
        raise Http404("aucun document émis")
    with transaction.atomic():
        record_access(
            actor=request.actor, verb="convocation.download", target=row, now=timezone.now(),
            sentence=f"{request.actor.label} a ouvert la convocation de {row.person} ({row.session}).",
        )  # fmt: skip
    return document_response(row.document)


@for_roles()
@require_safe
def convocation_ics(request: ActorRequest, uid: UUID) -> HttpResponse:
    """The agenda file of the convocation."""
    row = get_convocation(request.actor, uid)
    visits = operations.visits_sent(row)
    if not visits:
        raise Http404("aucune journée")
    content = operations.calendar_file(
        row.session, row, visits, timezone.now(), cancel_from=1 if row.cancelled_at else 0
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="convocation.ics"'
    return response
