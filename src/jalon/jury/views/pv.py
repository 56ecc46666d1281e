"""The procès-verbal: its state, its signatures, what the DDETS decides."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.accounts.enums import Role
from jalon.common.http import ActorRequest, for_roles
from jalon.common.journal import record_access
from jalon.common.listing import Column, build_listing, search_fields
from jalon.common.workflow import TransitionRefused
from jalon.documents.responses import document_response, pdf_response
from jalon.examen.enums import SessionStatus
from jalon.examen.models import ExamSession
from jalon.examen.permissions import CENTRE, MANAGERS, get_session, may_manage, sessions_visible_to
from jalon.jury import builders
from jalon.jury.contexts import PVStatus as PVState
from jalon.jury.documents import PV_SESSION
from jalon.jury.enums import PVStatus, SignatureMethod
from jalon.jury.forms import SignatureForm
from jalon.jury.models import PV, PVSignature
from jalon.jury.operations.deliberation import OPEN, REASON_MAX
from jalon.jury.operations.pv import (
    establish_pv,
    refuse_pv,
    resume_after_refusal,
    sign_pv,
    transmit_pv,
    validate_pv,
    withdraw_pv,
)
from jalon.jury.permissions import (
    SENT,
    candidates_shown,
    get_pv,
    juror_in,
    may_decide,
    may_read_deliberations,
)
from jalon.jury.queries.results import results_of, tally_of
from jalon.jury.queries.seal import is_up_to_date, latest_pv
from jalon.jury.queries.signers import signers_of
from jalon.jury.rules.grid import clean_text
from jalon.jury.workflow import PV_STATES, PV_WORKFLOW

READERS = ("jure", Role.DDETS, *CENTRE)
COLUMNS = (
    Column("numero", "Session", ("number",)),
    Column("organisme", "Organisme", ("organisme__name",)),
    Column("dates", "Dates", ("starts_on",)),
    Column("etat", "État", ("status",)),
    Column("transmise", "Transmise le", ("transmitted_at",)),
)
PDF_STATES: dict[str, PVState] = {"draft": "draft", "signing": "signing", "withdrawn": "withdrawn"}
TONES = {
    "draft": "neutral",
    "signing": "warning",
    "validated": "success",
    "refused": "danger",
    "withdrawn": "danger",
}


@for_roles(Role.DDETS)
@require_safe
def to_validate(request: ActorRequest) -> HttpResponse:
    """The sessions of the département: those that wait for a decision first."""
    sessions = sessions_visible_to(request.actor).select_related("organisme", "site")
    waiting = sessions.filter(status=SessionStatus.TRANSMITTED).order_by("transmitted_at")
    listing = build_listing(
        sessions,
        request.GET,
        columns=COLUMNS,
        default="-dates",
        search=search_fields("number__icontains", "organisme__name__icontains", "titre_ref__icontains"),
        noun="session",
    )
    return render(request, "jury/to_validate.html", {"waiting": waiting, "listing": listing, "sent": SENT})


def _readable(request: ActorRequest, pk: int) -> ExamSession:
    session = get_session(request.actor, pk)
    if not may_read_deliberations(request.actor, session):
        raise PermissionDenied("Le procès-verbal n’est pas encore accessible à votre rôle.")
    return session


@for_roles(*READERS)
@never_cache
@require_safe
def pv(request: ActorRequest, pk: int) -> HttpResponse:
    """The procès-verbal of a session: what it says, who signed, what can be done now."""
    return _page(request, _readable(request, pk))


def _page(
    request: ActorRequest,
    session: ExamSession,
    form: SignatureForm | None = None,
    reasons: tuple[str, ...] = (),
) -> HttpResponse:
    row = latest_pv(session)
    person = juror_in(request.actor, session)
    signatures = {s.person_id: s for s in PVSignature.objects.filter(pv=row)} if row else {}
    signers = [(p, signatures.get(p.pk)) for p in signers_of(session)]
    shown = set(candidates_shown(request.actor, session).values_list("pk", flat=True))
    results = [r for r in results_of(session) if r.inscription.pk in shown]
    waiting = person is not None and person.pk in {p.pk for p, signature in signers if signature is None}
    can_sign = waiting and row is not None and row.status in ("draft", "signing")
    manage = may_manage(request.actor, session)
    if can_sign and form is None and person is not None:
        form = SignatureForm(request=request, person=person)
    acts = PV_WORKFLOW.available(row.status, request.actor.roles) if row else ()
    allowed = {"withdraw": manage, "transmit": manage, "validate": may_decide(request.actor, session)}
    allowed["refuse"] = allowed["validate"]
    context = {
        "session": session,
        "pv": row,
        "tone": TONES.get(row.status, "info") if row else "",
        "state": PV_STATES[row.status] if row else "",
        "signers": signers,
        "unsigned": [p for p, s in signers if s is None],
        "results": results,
        "count": tally_of(results),
        "pending": [r for r in results if r.pending],
        "form": form if can_sign else None,
        "outdated": row is not None and row.status == PVStatus.DRAFT and not is_up_to_date(row),
        "may_establish": (manage or person is not None)
        and session.status in OPEN
        and not (row and row.is_sealed),
        "may_resume": manage and session.status == SessionStatus.REFUSED,
        "acts": {t.name: t for t in acts if allowed.get(t.name)},
        "versions": PV.objects.filter(session=session).defer("snapshot").select_related("document"),
        "reasons": reasons,
    }
    invalid = form is not None and form.is_bound and bool(form.errors)
    return render(request, "jury/pv.html", context, status=422 if invalid or reasons else 200)


@for_roles("jure", *MANAGERS)
@require_POST
def pv_establish(request: ActorRequest, pk: int) -> HttpResponse:
    """Draw up the procès-verbal, or its draft again."""
    session = _readable(request, pk)
    if not may_manage(request.actor, session) and juror_in(request.actor, session) is None:
        raise PermissionDenied("Le jury ou le responsable de session établit le procès-verbal.")
    named = set(candidates_shown(request.actor, session).values_list("pk", flat=True))
    try:
        with transaction.atomic():
            establish_pv(actor=request.actor, session=session, now=timezone.now(), named=named)
    except TransitionRefused as refusal:
        return _page(request, session, reasons=refusal.reasons)
    messages.success(request, "Le projet de procès-verbal est établi : chaque juré peut le signer.")
    return redirect("jury:pv", session.pk)


@sensitive_post_parameters("password")
@for_roles("jure")
@require_http_methods(["POST"])
def pv_sign(request: ActorRequest, pk: int) -> HttpResponse:
    """Sign, after proving again who one is; a double click is harmless."""
    row = get_pv(request.actor, pk)
    person = juror_in(request.actor, row.session)
    if person is None:
        raise PermissionDenied("Vous ne siégez pas dans cette session.")
    if PVSignature.objects.filter(pv=row, person=person).exists():
        messages.info(request, "Vous avez déjà signé ce procès-verbal.")
        return redirect("jury:pv", row.session_id)
    form = SignatureForm(request.POST, request=request, person=person)
    if not form.is_valid():
        return _page(request, row.session, form)
    method = SignatureMethod.PASSWORD if form.by_password else SignatureMethod.NAME
    try:
        with transaction.atomic():
            done = sign_pv(actor=request.actor, pv=row, person=person, method=method, now=timezone.now())
    except TransitionRefused as refusal:
        return _page(request, row.session, reasons=refusal.reasons)
    sealed = done.status == PVStatus.SIGNED
    messages.success(
        request,
        "Votre signature est la dernière : le procès-verbal est scellé."
        if sealed
        else "Procès-verbal signé.",
    )
    return redirect("jury:pv", row.session_id)


@for_roles(Role.DDETS, *MANAGERS)
@require_POST
def pv_act(request: ActorRequest, pk: int) -> HttpResponse:
    """Withdraw, transmit, validate or refuse."""
    row = get_pv(request.actor, pk)
    act, now = request.POST.get("transition", ""), timezone.now()
    reason = clean_text(request.POST.get("reason", ""))[:REASON_MAX]
    if act in ("withdraw", "transmit") and not may_manage(request.actor, row.session):
        raise PermissionDenied("Seul le responsable de la session le peut.")
    if act in ("validate", "refuse") and not may_decide(request.actor, row.session):
        raise PermissionDenied("Seule la DDETS valide ou refuse.")
    try:
        with transaction.atomic():
            match act:
                case "withdraw":
                    withdraw_pv(actor=request.actor, pv=row, reason=reason, now=now)
                case "transmit":
                    transmit_pv(actor=request.actor, pv=row, now=now)
                case "validate":
                    validate_pv(actor=request.actor, pv=row, now=now)
                case "refuse":
                    refuse_pv(actor=request.actor, pv=row, reason=reason, now=now)
                case _:
                    return HttpResponse("Acte inconnu.", status=400, content_type="text/plain; charset=utf-8")
    except TransitionRefused as refusal:
        return _page(request, row.session, reasons=refusal.reasons)
    messages.success(request, f"Fait : {PV_WORKFLOW[act].label.lower()}.")
    return redirect("jury:pv", row.session_id)


@for_roles(*MANAGERS)
@require_POST
def pv_resume(request: ActorRequest, pk: int) -> HttpResponse:
    """After a refusal, give the deliberations back to the jury."""
    session = _readable(request, pk)
    with transaction.atomic():
        resume_after_refusal(actor=request.actor, session=session, now=timezone.now())
    messages.success(
        request, "Le jury peut délibérer à nouveau ; une nouvelle version du procès-verbal sera établie."
    )
    return redirect("jury:deliberations", session.pk)


@for_roles(*READERS)
@require_safe
def pv_document(request: ActorRequest, pk: int) -> FileResponse:
    """The sealed PDF, or the draft with its watermark."""
    row = get_pv(request.actor, pk)
    record_access(
        actor=request.actor,
        verb="pv.download",
        target=row,
        sentence=f"{request.actor.label} a téléchargé le procès-verbal de la session {row.session.number}.",
        now=timezone.now(),
        sha256=row.sha256,
    )
    if row.document is not None:
        return document_response(row.document)
    session = get_session(request.actor, row.session_id)
    context = builders.pv_context(
        session,
        results_of(session),
        pv=row,
        status=PDF_STATES.get(row.status, "draft"),
        now=timezone.now(),
    )
    return pdf_response(PV_SESSION.render(context).pdf, f"Projet de PV {session.number}.pdf")
