"""Results: of a session, of a candidate, and the file of the whole session."""

import csv
import io
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jalon.accounts.enums import Role
from jalon.common.http import ActorRequest, for_roles
from jalon.common.jobs import enqueue
from jalon.common.journal import record_access
from jalon.common.models import Job
from jalon.common.workflow import TransitionRefused
from jalon.documents.queries import latest_document
from jalon.documents.responses import document_response, pdf_response
from jalon.examen.enums import InscriptionStatus
from jalon.examen.models import ExamSession, Inscription
from jalon.examen.permissions import CENTRE, MANAGERS, get_session, may_manage
from jalon.jury import builders
from jalon.jury.documents import FICHE_CERES, FICHE_RESULTATS, LIVRET_CERTIFICATION
from jalon.jury.jobs import EXPORT
from jalon.jury.models import PV, SessionFile
from jalon.jury.operations.pv import NOTIFY
from jalon.jury.permissions import (
    PROPOSED,
    candidates_shown,
    get_result,
    get_session_file_session,
    may_read_deliberations,
)
from jalon.jury.queries.results import (
    AWARDED,
    Result,
    interview_label,
    result_of,
    results_of,
    tally_of,
    untold,
)
from jalon.jury.queries.seal import latest_pv, verify_session
from jalon.jury.rules.results import Tally

READERS = ("jure", Role.DDETS, *CENTRE)


def validated_on(session: ExamSession) -> date | None:
    """When the DDETS validated, None as long as all is a proposal (A7.6)."""
    pv = PV.objects.filter(session=session, status="validated").defer("snapshot").order_by("-version").first()
    return timezone.localdate(pv.decided_at) if pv and pv.decided_at else None


def _readable(request: ActorRequest, pk: int) -> ExamSession:
    session = get_session(request.actor, pk)
    if not may_read_deliberations(request.actor, session):
        raise PermissionDenied("Les résultats ne sont pas encore accessibles à votre rôle.")
    return session


def _rows(request: ActorRequest, session: ExamSession) -> list[Result]:
    shown = set(candidates_shown(request.actor, session).values_list("pk", flat=True))
    return [result for result in results_of(session) if result.inscription.pk in shown]


@for_roles(*READERS)
@never_cache
@require_safe
def results(request: ActorRequest, pk: int) -> HttpResponse:
    """Registered, present, admitted in full, in part, not, absent; rates on those present (A.11)."""
    session = _readable(request, pk)
    rows = _rows(request, session)
    count = tally_of(rows)
    valid = PV.objects.filter(session=session, status="validated").defer("snapshot").first()
    manage = may_manage(request.actor, session)
    context = {
        "untold": untold(valid, rows) if valid and manage else [],
        "session": session,
        "results": rows,
        "count": count,
        "bars": _bars(count),
        "validated_on": validated_on(session),
        "centre": request.actor.has(*CENTRE),
    }
    return render(request, "jury/results.html", context)


def _bars(count: Tally) -> list[dict[str, object]]:
    """Bars of the chart: width on 400, label and rate on those present where it has a meaning."""
    lines = [
        ("Titre accordé", count.full, "k5", True),
        ("CCP accordés", count.partial, "k1", True),
        ("Aucun CCP", count.none, "k6", True),
        ("Absents", count.absent, "k2", False),
        ("Absents excusés", count.excused, "k2", False),
        ("À décider", count.pending, "k3", False),
    ]
    widest = max(count.registered, 1)
    return [
        {
            "label": label,
            "value": value,
            "kind": kind,
            "rate": count.rate(value) if on_present else None,
            "width": round(400 * value / widest),
            "y": rank * 40 + 8,
            "text_y": rank * 40 + 27,
            "text_x": 150 + round(400 * value / widest) + 8,
        }
        for rank, (label, value, kind, on_present) in enumerate(
            line for line in lines if line[1] or line[0] != "À décider"
        )
    ]


@for_roles(*MANAGERS)
@require_POST
def results_notify(request: ActorRequest, pk: int) -> HttpResponse:
    """Tell those whom the validated result has not reached: an address was missing, or was wrong."""
    session = _readable(request, pk)
    pv = PV.objects.filter(session=session, status="validated").defer("snapshot").first()
    if pv is None:
        raise TransitionRefused(["Les candidats sont prévenus quand la DDETS a validé le procès-verbal."])
    with transaction.atomic():
        job = enqueue(
            NOTIFY,
            actor=request.actor,
            now=timezone.now(),
            payload={"pv": pv.pk},
            label=f"Notification des résultats, session {session.number}",
            unique_key=f"{NOTIFY}:{pv.pk}",
        )
    return redirect(job.get_absolute_url())


@for_roles(*READERS)
@require_safe
def results_csv(request: ActorRequest, pk: int) -> HttpResponse:
    """The results for a spreadsheet; each export is journaled."""
    session = _readable(request, pk)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [
            "Numéro",
            "Nom",
            "Prénom",
            "Voie",
            "Périmètre",
            "Décision",
            "CCP accordés",
            "Entretien final",
            "Statut",
        ]
    )
    status = "Validé" if validated_on(session) else "Proposition du jury"
    for result in _rows(request, session):
        person = result.inscription.person
        cells = [
            str(result.inscription.number),
            person.last_name.upper(),
            person.first_name,
            result.inscription.get_route_display(),
            ", ".join(result.inscription.scopes),
            result.outcome_label,
            ", ".join(stand.bloc.short for stand in result.stands if stand.state == AWARDED),
            interview_label(result.deliberation),
            status,
        ]
        writer.writerow([f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell for cell in cells])
    record_access(
        actor=request.actor,
        verb="jury.export_results",
        target=session,
        sentence=f"{request.actor.label} a exporté les résultats de la session {session.number}.",
        now=timezone.now(),
    )
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="resultats-{session.pk}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


@for_roles(*CENTRE)
@require_safe
def ceres(request: ActorRequest, pk: int) -> FileResponse:
    """The sheet to key into CERES."""
    session = _readable(request, pk)
    record_access(
        actor=request.actor,
        verb="jury.download_ceres",
        target=session,
        sentence=f"{request.actor.label} a téléchargé la fiche CERES de la session {session.number}.",
        now=timezone.now(),
    )
    context = builders.ceres_context(
        session, results_of(session), "validated" if validated_on(session) else "proposed"
    )
    return pdf_response(FICHE_CERES.render(context).pdf, f"Saisie CERES {session.number}.pdf")


# --- to the candidate


@for_roles("candidat")
@never_cache
@require_safe
def my_results(request: ActorRequest) -> HttpResponse:
    """A candidate's sessions and what is known of each."""
    rows = (
        Inscription.objects.filter(person__user_id=request.actor.user_id or 0)
        .exclude(status=InscriptionStatus.WITHDRAWN)
        .select_related("session__site", "session__organisme", "person")
        .order_by("-session__starts_on")
    )
    return render(request, "jury/my_results.html", {"inscriptions": rows, "proposed": PROPOSED})


def _shown(request: ActorRequest, pk: int) -> tuple[Inscription, Result, date | None, bool]:
    inscription = get_result(request.actor, pk)
    own = inscription.person.user_id is not None and inscription.person.user_id == request.actor.user_id
    ready = inscription.session.status in PROPOSED or not own
    return inscription, result_of(inscription), validated_on(inscription.session), ready


@for_roles("candidat", *READERS)
@never_cache
@require_safe
def candidate_result(request: ActorRequest, pk: int) -> HttpResponse:
    """A candidate's result: « proposition du jury » until the DDETS has validated (A7.6)."""
    inscription, result, on, ready = _shown(request, pk)
    context = {
        "inscription": inscription,
        "session": inscription.session,
        "result": result,
        "validated_on": on,
        "ready": ready and not result.pending,
        "next_steps": builders.next_steps(result, on),
        "interview": interview_label(result.deliberation),
    }
    return render(request, "jury/candidate_result.html", context)


@for_roles("candidat", *READERS)
@require_safe
def candidate_fiche(request: ActorRequest, pk: int) -> FileResponse:
    """The individual sheet: the issued one once validated, else the proposal."""
    inscription, result, on, ready = _shown(request, pk)
    if not ready or result.pending:
        raise Http404("résultat non publié")
    record_access(
        actor=request.actor,
        verb="jury.read_result",
        target=inscription,
        sentence=f"{request.actor.label} a ouvert la fiche de résultats de {inscription.person}.",
        now=timezone.now(),
        session=inscription.session_id,
    )
    issued = latest_document(f"examen.inscription:{inscription.pk}", FICHE_RESULTATS.name) if on else None
    if issued is not None:
        return document_response(issued)
    context = builders.results_context(result, validated_on=on, now=timezone.now())
    return pdf_response(FICHE_RESULTATS.render(context).pdf, f"Résultats {inscription.person}.pdf")


@for_roles("candidat", *READERS)
@never_cache
@require_safe
def candidate_livret(request: ActorRequest, pk: int) -> FileResponse:
    """The livret de certification as it was issued once the result was validated (A7.7)."""
    inscription, _, on, _ = _shown(request, pk)
    issued = (
        latest_document(f"examen.inscription:{inscription.pk}", LIVRET_CERTIFICATION.name) if on else None
    )
    if issued is None:
        raise Http404("aucun livret émis")
    record_access(
        actor=request.actor,
        verb="jury.read_livret",
        target=inscription,
        sentence=f"{request.actor.label} a ouvert le livret de certification de {inscription.person}.",
        now=timezone.now(),
        session=inscription.session_id,
    )
    return document_response(issued)


# --- the whole file


@for_roles(Role.DDETS, *MANAGERS)
@never_cache
@require_safe
def session_file(request: ActorRequest, pk: int) -> HttpResponse:
    """The archives already made, and the state of the seal."""
    session = get_session_file_session(request.actor, pk)
    running = Job.objects.filter(
        unique_key=f"{EXPORT}:{session.pk}", state__in=[Job.State.QUEUED, Job.State.RUNNING]
    ).first()
    pv = latest_pv(session)
    context = {
        "session": session,
        "archives": SessionFile.objects.filter(session=session),
        "job": running,
        "pv": pv,
        "verified": "verifier" in request.GET,
        "divergences": verify_session(session) if "verifier" in request.GET else (),
    }
    return render(request, "jury/session_file.html", context)


@for_roles(Role.DDETS, *MANAGERS)
@require_POST
def session_file_build(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask for the archive: a large session takes a while, its progress is shown."""
    session = get_session_file_session(request.actor, pk)
    with transaction.atomic():
        job = enqueue(
            EXPORT,
            actor=request.actor,
            now=timezone.now(),
            payload={"session": session.pk},
            label=f"Dossier de la session {session.number}",
            unique_key=f"{EXPORT}:{session.pk}",
        )
    return redirect(job.get_absolute_url())


@for_roles(Role.DDETS, *MANAGERS)
@require_safe
def session_file_download(request: ActorRequest, pk: int, archive: int) -> FileResponse:
    """An archive; each download is journaled."""
    session = get_session_file_session(request.actor, pk)
    row = SessionFile.objects.filter(session=session, pk=archive).first()
    if row is None:
        raise Http404("archive inconnue")
    record_access(
        actor=request.actor,
        verb="jury.download_session_file",
        target=session,
        sentence=f"{request.actor.label} a téléchargé le dossier de la session {session.number}.",
        now=timezone.now(),
        sha256=row.sha256,
    )
    response = FileResponse(
        row.file.open("rb"), as_attachment=True, filename=f"dossier-{session.number.replace('/', '-')}.zip"
    )
    response["Cache-Control"] = "private, no-store"
    return response
