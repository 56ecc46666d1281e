"""The juror's day, the grids, the joint sheet and what is held beside."""

import json
from io import BytesIO
from pathlib import PurePath
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.common.http import ActorRequest, for_roles
from jalon.common.journal import record_access
from jalon.common.workflow import TransitionRefused
from jalon.documents.responses import pdf_response
from jalon.dossier.queries import DamagedPiece, pieces_for_jury, sealed_content
from jalon.examen.enums import SessionStatus
from jalon.examen.models import ExamSession, Inscription
from jalon.examen.permissions import MANAGERS, get_session
from jalon.jury import builders
from jalon.jury.documents import GRILLE_EVALUATION, GRILLE_VIERGE
from jalon.jury.enums import EntryOutcome, GridStatus, Observation
from jalon.jury.models import CharterAcceptance, Grid, GridEntry
from jalon.jury.operations.grids import (
    REFUSED,
    Saved,
    is_sealed,
    keep_standing,
    open_grid,
    prepare_joint_sheet,
    reopen_grid,
    save_marks,
    submit_grid,
)
from jalon.jury.permissions import (
    get_grid,
    get_judged,
    is_put_together,
    judged_by,
    judges,
    juror_in,
    jurors_shown,
    may_mark,
    may_open_pieces,
    may_read_grid,
    may_read_grids,
)
from jalon.jury.queries.composition import jury_of
from jalon.jury.queries.grids import (
    JURY_PIECES,
    candidate_forms,
    grid_page,
    holding_of,
    joint_tests,
    juror_day,
)
from jalon.jury.rules.grid import Touch, clean_text, revision_from
from jalon.people.models import Person

JURY = ("jure",)
QUEUE_MAX = 500


@for_roles(*JURY)
@require_safe
def my_juries(request: ActorRequest) -> HttpResponse:
    """The sessions where the juror sits: today's first, then what comes, then what is over."""
    today = timezone.localdate()
    sessions = (
        ExamSession.objects.filter(juries__seats__person__user_id=request.actor.user_id or 0)
        .exclude(status=SessionStatus.CANCELLED)
        .select_related("site", "organisme")
        .distinct()
        .order_by("starts_on")
    )
    charters = set(
        CharterAcceptance.objects.filter(person__user_id=request.actor.user_id or 0).values_list(
            "session_id", flat=True
        )
    )
    rows = list(sessions)
    context = {
        "groups": [
            ("Aujourd’hui", [s for s in rows if s.starts_on <= today <= s.ends_on]),
            ("À venir", [s for s in rows if s.starts_on > today]),
            ("Passées", [s for s in reversed(rows) if s.ends_on < today]),
        ],
        "charters": charters,
    }
    return render(request, "jury/my_juries.html", context)


def _juror(request: ActorRequest, session: ExamSession) -> Person:
    person = juror_in(request.actor, session)
    if person is None:
        raise PermissionDenied("Vous ne siégez pas dans cette session.")
    return person


@for_roles(*JURY)
@never_cache
@require_safe
def session_day(request: ActorRequest, pk: int) -> HttpResponse:
    """The candidates of the juror's jury, in the order of the day, with the state of each grid."""
    session = get_session(request.actor, pk)
    person = _juror(request, session)
    inscriptions = judged_by(request.actor, session).select_related("person", "amenagement", "deliberation")
    context = {
        "session": session,
        "person": person,
        "cards": juror_day(request.actor, session, person, inscriptions),
        "charter": CharterAcceptance.objects.filter(person=person, session=session).first(),
        "working": session.status in (SessionStatus.IN_PROGRESS, SessionStatus.DELIBERATED),
        "sealed": is_sealed(session),
    }
    return render(request, "jury/session_day.html", context)


@for_roles(*JURY)
@require_POST
def grid_open(request: ActorRequest, pk: int) -> HttpResponse:
    """Open one's own grid of a test."""
    inscription = get_judged(request.actor, pk)
    person = _juror(request, inscription.session)
    with transaction.atomic():
        grid = open_grid(
            actor=request.actor,
            inscription=inscription,
            scope=request.POST.get("scope", ""),
            test_kind=request.POST.get("test", ""),
            juror=person,
            now=timezone.now(),
        )
    return redirect("jury:grid", grid.pk)


@for_roles(*JURY, *MANAGERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def grid(request: ActorRequest, pk: int) -> HttpResponse:
    """A grid to fill: each touch is saved by script; without script the whole form is saved by its button."""
    row = get_grid(request.actor, pk)
    writable = may_mark(request.actor, row)
    if request.method == "POST":
        if not writable:
            raise PermissionDenied("Cette grille est celle d’un autre juré.")
        return _save_form(request, row)
    _refuse_unless_readable(request, row)
    page = grid_page(row)
    inscription = row.inscription
    locked = row.status != GridStatus.OPEN or is_sealed(inscription.session)
    context = {
        "session": inscription.session,
        "inscription": inscription,
        "grid": row,
        "page": page,
        "writable": writable and not locked,
        "mine": writable,
        "may_reopen": writable and row.status == GridStatus.SUBMITTED and not is_sealed(inscription.session),
        "observations": Observation.choices,
        "form_id": uuid4(),
        "author": request.actor.user_id,
        "holding": holding_of(inscription),
        "pieces_open": may_open_pieces(request.actor, inscription, timezone.localdate()),
    }
    return render(request, "jury/grid.html", context)


def _refuse_unless_readable(request: ActorRequest, row: Grid) -> None:
    if not may_read_grid(request.actor, row):
        raise PermissionDenied("La grille d’un autre juré se lit une fois la fiche commune ouverte.")


def _save_form(request: ActorRequest, row: Grid) -> HttpResponse:
    """The plain form: only the lines that were changed since the page was shown are sent on."""
    try:
        form_id = UUID(request.POST.get("form", ""))
    except ValueError:
        form_id = uuid4()
    lines = grid_page(row).form.refs
    shown = {
        (entry.criterion_ref, entry.revision): (entry.value, entry.note)
        for entry in row.entries.filter(outcome=EntryOutcome.APPLIED)
    }
    touches = []
    for ref in lines.keys() & {name.removeprefix("base:") for name in request.POST}:
        value, note = request.POST.get(f"value:{ref}", ""), clean_text(request.POST.get(f"note:{ref}", ""))
        base = revision_from(request.POST.get(f"base:{ref}"))
        if (value, note) != shown.get((ref, base), ("", "")):
            touches.append(Touch(uuid5(form_id, f"{ref}\n{value}\n{note}"), ref, value, note, base))
    answers = _receive(request, row, touches)
    faults = [f"{lines[saved.ref].text} : {saved.refusal}" for saved in answers if saved.outcome == REFUSED]
    kept = any(saved.kept_aside for saved in answers)
    for fault in faults:
        messages.error(request, fault)
    if kept:
        messages.warning(
            request,
            "Quelqu’un d’autre a écrit entre-temps : les deux saisies sont affichées, rien n’est perdu.",
        )
    elif not faults:
        messages.success(request, "Grille enregistrée.")
    if request.POST.get("then") == "submit" and not (faults or kept):
        return grid_submit(request, row.pk)
    return redirect("jury:grid", row.pk)


def _receive(request: ActorRequest, row: Grid, touches: list[Touch]) -> list[Saved]:
    """Save; once more if the procès-verbal was sealed at this very moment: then all is kept aside."""

    def save() -> list[Saved]:
        with transaction.atomic():
            return save_marks(actor=request.actor, grid=row, touches=touches, now=timezone.now())

    try:
        return save()
    except IntegrityError:
        return save()


@for_roles(*JURY)
@never_cache
@require_POST
def grid_mark(request: ActorRequest, pk: int) -> JsonResponse:
    """One touch of a device or its whole queue, as JSON; sent again, it changes nothing and is answered alike."""
    row = get_grid(request.actor, pk)
    if not may_mark(request.actor, row):
        raise PermissionDenied("Cette grille est celle d’un autre juré.")
    try:
        sent = json.loads(request.body)
        touches = [_touch(one) for one in (sent if isinstance(sent, list) else [sent])]
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"message": "Envoi illisible : rechargez la page."}, status=400)
    if len(touches) > QUEUE_MAX:
        return JsonResponse({"message": f"Envoyez {QUEUE_MAX} observations au plus à la fois."}, status=413)
    answers = [_plain(saved) for saved in _receive(request, row, touches)]
    if isinstance(sent, list):
        return JsonResponse(answers, safe=False)
    return JsonResponse(answers[0], status=422 if answers[0]["outcome"] == REFUSED else 200)


def _touch(sent: dict[str, object]) -> Touch:
    return Touch(
        op_id=UUID(str(sent["op"])),
        ref=str(sent["criterion"]),
        value=str(sent["value"]),
        note=str(sent["note"]),
        base=revision_from(sent["base"]),
    )


def _plain(saved: Saved) -> dict[str, object]:
    if saved.outcome == REFUSED:
        return {"outcome": REFUSED, "message": saved.refusal}
    return {
        "outcome": saved.outcome,
        "value": saved.value,
        "label": Observation(saved.value).label if saved.value else "",
        "note": saved.note,
        "revision": saved.revision,
        "reached": saved.reached,
        "author": saved.author,
    }


@for_roles(*JURY)
@require_safe
def grid_offline(request: ActorRequest) -> HttpResponse:
    """The service worker of the grids: its address limits it to them."""
    response = render(request, "jury/offline.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@for_roles(*JURY)
@require_POST
def grid_submit(request: ActorRequest, pk: int) -> HttpResponse:
    """Hand in a grid; what is missing is said line by line."""
    return _act(request, pk, submit_grid, "Grille remise.")


@for_roles(*JURY)
@require_POST
def grid_reopen(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a grid back before the procès-verbal is signed."""
    return _act(request, pk, reopen_grid, "Grille rouverte.")


def _act(request: ActorRequest, pk: int, act: object, done: str) -> HttpResponse:
    row = get_grid(request.actor, pk)
    if not may_mark(request.actor, row):
        raise PermissionDenied("Cette grille est celle d’un autre juré.")
    try:
        with transaction.atomic():
            act(actor=request.actor, grid=row, now=timezone.now())  # type: ignore[operator]
    except TransitionRefused as refusal:
        for reason in refusal.reasons[:8]:
            messages.error(request, reason)
        if len(refusal.reasons) > 8:
            messages.error(request, f"… et {len(refusal.reasons) - 8} autres lignes.")
    else:
        messages.success(request, done)
    if row.juror_id is None:
        return redirect("jury:joint_sheet", row.inscription_id)
    return redirect("jury:grid", row.pk)


@for_roles(*JURY)
@require_POST
def entry_keep(request: ActorRequest, pk: int, entry: int) -> HttpResponse:
    """Look at a disagreement and keep what stands."""
    row = get_grid(request.actor, pk)
    if not may_mark(request.actor, row):
        raise PermissionDenied("Cette grille est celle d’un autre juré.")
    found = GridEntry.objects.filter(grid=row, pk=entry).first()
    if found is None:
        raise Http404("saisie inconnue")
    with transaction.atomic():
        keep_standing(actor=request.actor, entry=found, now=timezone.now())
    return redirect("jury:grid", row.pk)


@for_roles(*JURY, *MANAGERS)
@require_safe
def grid_pdf(request: ActorRequest, pk: int) -> FileResponse:
    """The grid on paper, as filled."""
    row = get_grid(request.actor, pk)
    _refuse_unless_readable(request, row)
    record_access(
        actor=request.actor,
        verb="jury.download_grid",
        target=row,
        sentence=f"{request.actor.label} a téléchargé une grille de {row.inscription.person}.",
        now=timezone.now(),
        session=row.inscription.session_id,
    )
    page = grid_page(row)
    context = builders.grid_context(row.inscription.session, row.inscription, page.form, row)
    return pdf_response(
        GRILLE_EVALUATION.render(context).pdf, f"Grille {row.inscription.person} {page.form.label}.pdf"
    )


@for_roles(*JURY, *MANAGERS)
@require_safe
def blank_grid(request: ActorRequest, pk: int, scope: str, test: str) -> FileResponse:
    """The official form of a test to fill with a pen, for the day when nothing works."""
    inscription = _read_grids(request, pk)
    form = next((f for f in candidate_forms(inscription) if f.key == (scope, test)), None)
    if form is None:
        raise Http404("épreuve inconnue")
    context = builders.grid_context(inscription.session, inscription, form)
    return pdf_response(
        GRILLE_VIERGE.render(context).pdf, f"Grille vierge {form.label} {inscription.person}.pdf"
    )


# --- the joint sheet


def _read_grids(request: ActorRequest, pk: int) -> Inscription:
    inscription = get_judged(request.actor, pk)
    if not may_read_grids(request.actor, inscription):
        raise PermissionDenied("Les grilles restent entre le jury et le responsable de session.")
    return inscription


@for_roles(*JURY, *MANAGERS)
@never_cache
@require_safe
def joint_sheet(request: ActorRequest, pk: int) -> HttpResponse:
    """Each juror's observations side by side; the common one is entered by people."""
    inscription = _read_grids(request, pk)
    jury = jury_of(inscription)
    jurors = [seat.person for seat in jury.seats.select_related("person")] if jury else []
    shown = jurors_shown(request.actor, inscription, jurors)
    tests = joint_tests(inscription, jurors, shown=shown)
    context = {
        "session": inscription.session,
        "inscription": inscription,
        "jury": jury,
        "jurors": shown,
        "tests": tests,
        "prepared": any(test.page for test in tests),
        "put_together": is_put_together(inscription),
        "may_write": judges(request.actor, inscription) and not is_sealed(inscription.session),
        "holding": holding_of(inscription),
        "pieces_open": may_open_pieces(request.actor, inscription, timezone.localdate()),
    }
    return render(request, "jury/joint_sheet.html", context)


@for_roles(*JURY)
@require_POST
def joint_prepare(request: ActorRequest, pk: int) -> HttpResponse:
    """Open the joint sheets, empty."""
    inscription = get_judged(request.actor, pk)
    if not judges(request.actor, inscription):
        raise PermissionDenied("Seul le jury de ce candidat tient la fiche commune.")
    with transaction.atomic():
        prepare_joint_sheet(actor=request.actor, inscription=inscription, now=timezone.now())
    return redirect("jury:joint_sheet", inscription.pk)


# --- what is held beside


@for_roles(*JURY)
@never_cache
@require_safe
def piece(request: ActorRequest, pk: int, piece: int) -> FileResponse:
    """A candidate's piece, read by the jury from the day on; each reading is journaled (A6.6)."""
    inscription = get_judged(request.actor, pk)
    held = pieces_for_jury(inscription.parcours, scopes=inscription.scopes, kinds=JURY_PIECES)
    found = held.filter(pk=piece).exclude(file="").first()
    if found is None:
        raise Http404("pièce inconnue")
    if not may_open_pieces(request.actor, inscription, timezone.localdate()):
        raise PermissionDenied("Les pièces des candidats s’ouvrent le jour de l’examen.")
    try:
        content = sealed_content(found)
    except DamagedPiece as damaged:
        raise PermissionDenied(str(damaged)) from damaged
    record_access(
        actor=request.actor,
        verb="jury.read_piece",
        target=inscription,
        sentence=f"{request.actor.label} a ouvert : {found}.",
        now=timezone.now(),
        piece=found.pk,
        sha256=found.sha256,
        session=inscription.session_id,
    )
    extension = PurePath(str(found.file.name)).suffix
    name = f"{inscription.person.sort_name} {found.name or found.get_kind_display()}"
    response = FileResponse(
        BytesIO(content), as_attachment=True, filename=name.removesuffix(extension) + extension
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
