"""The report of an incident or of a fraud: written, signed, read, completed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.accounts.enums import Role
from jalon.common.http import ActorRequest, for_roles, whole_number
from jalon.common.journal import record_access
from jalon.common.workflow import TransitionRefused
from jalon.documents.models import IssuedDocument
from jalon.documents.responses import document_response
from jalon.examen.forms.reports import ComplementForm, ReportForm
from jalon.examen.models import ExamSession, Incident, IncidentReport
from jalon.examen.operations import reports as operations
from jalon.examen.permissions import CENTRE, get_session, may_manage
from jalon.examen.queries import reports as queries
from jalon.examen.rules.reports import reasons_against_signing

SIGNERS = CENTRE | {Role.JURE.value}


def _found(
    request: ActorRequest, pk: int, incident: int
) -> tuple[ExamSession, Incident, IncidentReport | None]:
    """The incident and its report: for who leads the session, or for the juror who is to sign it."""
    session = get_session(request.actor, pk)
    found = get_object_or_404(session.incidents.select_related("inscription__person"), pk=incident)
    found.session = session
    report = queries.report_of(found)
    theirs = report is not None and operations.may_sign(request.actor, report, manages=False)
    if not theirs and not may_manage(request.actor, session):
        raise PermissionDenied("Les rapports s’ouvrent au responsable de session et au juré qui les signe.")
    if report is not None:
        report.incident = found
    return session, found, report


def _managed(request: ActorRequest, session: ExamSession) -> None:
    if not may_manage(request.actor, session):
        raise PermissionDenied("Le responsable de session établit les rapports.")


@for_roles(*SIGNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: ActorRequest, pk: int, incident: int) -> HttpResponse:
    """The report: a form until it is signed, then the text that was sealed."""
    session, found, row = _found(request, pk, incident)
    if request.method != "POST":
        if row is not None and row.signed_at is not None:
            _journal(request, session, "le rapport", found)
        return _page(request, session, found, row)
    _managed(request, session)
    form = _form(found, row, request.POST)
    if not form.is_valid():
        return _page(request, session, found, row, form=form, status=422)
    data = form.cleaned_data
    try:
        with transaction.atomic():
            operations.write_report(
                actor=request.actor,
                incident=found,
                content={
                    "happened_at": data["happened_at"].isoformat() if data["happened_at"] else "",
                    **{name: data.get(name, "") for name in ("place", "facts", "decided", "statement")},
                    "statement_outcome": data.get("statement_outcome", ""),
                    "signer": data["signer"],
                },
                present=data["present"],
                revision=data["revision"],
                now=timezone.now(),
            )
    except (TransitionRefused, ValidationError) as refusal:
        form.refuse(refusal)
        return _page(request, session, found, row, form=form, status=422)
    messages.success(request, "Le rapport est enregistré.")
    return redirect("examen:report", pk=pk, incident=incident)


@for_roles(*SIGNERS)
@require_POST
def report_sign(request: ActorRequest, pk: int, incident: int) -> HttpResponse:
    """Sign and seal."""
    session, _, row = _found(request, pk, incident)
    if row is None:
        raise Http404("rapport non établi")
    revision = request.POST.get("revision", "")
    if not operations.may_sign(request.actor, row, manages=may_manage(request.actor, session)):
        raise PermissionDenied("Ce rapport n’est pas à votre signature.")
    try:
        with transaction.atomic():
            signed = operations.sign_report(
                actor=request.actor,
                report=row,
                revision=whole_number(revision) or 0,
                person_id=row.content.get("signer", queries.RESPONSABLE),
                now=timezone.now(),
            )
    except TransitionRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    else:
        number = signed.document.number if signed.document else ""
        messages.success(request, f"Le rapport n° {number} est signé et scellé : le procès-verbal le citera.")
    return redirect("examen:report", pk=pk, incident=incident)


@for_roles(*SIGNERS)
@require_POST
def report_complement(request: ActorRequest, pk: int, incident: int) -> HttpResponse:
    """Add to a signed report."""
    session, found, row = _found(request, pk, incident)
    if row is None:
        raise Http404("rapport non établi")
    form = ComplementForm(request.POST)
    if form.is_valid():
        manages = may_manage(request.actor, session)
        try:
            with transaction.atomic():
                operations.add_complement(
                    actor=request.actor,
                    report=row,
                    text=form.cleaned_data["text"],
                    person_id=queries.RESPONSABLE if manages else row.content.get("signer", 0),
                    now=timezone.now(),
                )
        except (TransitionRefused, ValidationError) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Le complément est signé et scellé.")
            return redirect("examen:report", pk=pk, incident=incident)
    return _page(request, session, found, row, complement=form, status=422)


@for_roles(*SIGNERS)
@require_safe
def report_pdf(request: ActorRequest, pk: int, incident: int, complement: int = 0) -> HttpResponseBase:
    """The report, or one of its complements, as it was issued."""
    session, found, row = _found(request, pk, incident)
    document: IssuedDocument | None = row.document if row is not None else None
    if row is not None and complement:
        document = get_object_or_404(row.complements.select_related("document"), pk=complement).document
    if document is None:
        raise Http404("document non émis")
    _journal(request, session, f"le document n° {document.number}", found)
    return document_response(document)


@for_roles(*SIGNERS)
@require_safe
def reports_to_sign(request: ActorRequest, pk: int) -> HttpResponse:
    """The reports that the juror signed in is to sign, or has signed."""
    session = get_session(request.actor, pk)
    lines = [
        line
        for line in queries.report_lines(session)
        if line.report is not None
        and (
            may_manage(request.actor, session)
            or operations.may_sign(request.actor, line.report, manages=False)
        )
    ]
    return render(request, "examen/report_list.html", {"session": session, "lines": lines})


def _form(found: Incident, row: IncidentReport | None, data: Any = None) -> ReportForm:
    content = row.content if row is not None else queries.initial_content(found)
    initial = {
        **content,
        "happened_at": queries.happened_at(content),
        "present": "\n".join(row.witnesses) if row is not None else "",
        "revision": row.revision if row is not None else 0,
    }
    return ReportForm(found, list(queries.signers_for(found.session).items()), data, initial=initial)


def _page(
    request: ActorRequest,
    session: ExamSession,
    found: Incident,
    row: IncidentReport | None,
    *,
    form: ReportForm | None = None,
    complement: ComplementForm | None = None,
    status: int = 200,
) -> HttpResponse:
    manages = may_manage(request.actor, session)
    signed = row is not None and row.signed_at is not None
    writable = manages and not signed and session.status in operations.WRITABLE
    facts = queries.report_facts(row) if row is not None else None
    signers = queries.signers_for(session)
    return render(
        request,
        "examen/report_page.html",
        {
            "session": session,
            "incident": found,
            "report": row,
            "manages": manages,
            "signed": signed,
            "form": form or (_form(found, row) if writable else None),
            "lacking": reasons_against_signing(facts, now=timezone.now()) if facts and not signed else (),
            "mine": row is not None and operations.may_sign(request.actor, row, manages=manages),
            "signer": signers.get(row.content.get("signer", 0), "") if row is not None else "",
            "signable": session.status in operations.WRITABLE,
            "facts": facts,
            "heard": queries.statement_sentence(row.content) if row is not None else "",
            "intact": queries.is_intact(row) if row is not None and signed else True,
            "complement_form": (complement or ComplementForm())
            if signed and session.status in operations.COMPLETABLE
            else None,
            "authority": queries.authority_of(session) if found.kind == "fraud" else "",
        },
        status=status,
    )


def _journal(request: ActorRequest, session: ExamSession, what: str, found: Incident) -> None:
    with transaction.atomic():
        record_access(
            actor=request.actor, verb="report.read", target=session, now=timezone.now(),
            sentence=f"{request.actor.label} a ouvert {what} ({found.get_kind_display().lower()}, {session}).",
            incident=found.pk,
        )  # fmt: skip
