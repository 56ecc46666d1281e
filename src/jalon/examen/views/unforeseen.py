"""« Imprévu »: told, answered by computed remedies, applied as a new version, and only those concerned told."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.common.http import ActorRequest, for_roles, whole_number
from jalon.common.jobs import enqueue
from jalon.common.models import Job
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import InscriptionStatus, UnforeseenKind
from jalon.examen.forms.unforeseen import UnforeseenForm
from jalon.examen.jobs import CONVENE
from jalon.examen.models import ExamSession, Unforeseen
from jalon.examen.operations import convocations
from jalon.examen.operations import unforeseen as operations
from jalon.examen.permissions import CENTRE, get_led_session, get_unforeseen
from jalon.examen.queries.planning import draft_timetable
from jalon.examen.queries.unforeseen import chosen, recent, situation, to_tell
from jalon.examen.rules.unforeseen import fingerprint
from jalon.examen.unforeseen_jobs import REPLAN


def _managed(request: ActorRequest, pk: int) -> ExamSession:
    return get_led_session(request.actor, pk, "Le responsable de session répond aux imprévus.")


@for_roles(*CENTRE)
@require_safe
def unforeseen(request: ActorRequest, pk: int) -> HttpResponse:
    """What may happen, and what was told before."""
    session = _managed(request, pk)
    return render(
        request,
        "examen/unforeseen_page.html",
        {
            "session": session,
            "kinds": UnforeseenKind.choices,
            "reasons": operations.reasons_against_telling(session, timezone.now()),
            "recent": recent(session),
        },
    )


@for_roles(*CENTRE)
@require_http_methods(["GET", "HEAD", "POST"])
def unforeseen_report(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """Tell what happens; its remedies are computed at once, or in the queue when the session is large."""
    session = _managed(request, pk)
    if kind not in UnforeseenKind.values:
        raise Http404("imprévu inconnu")
    told, now = UnforeseenKind(kind), timezone.now()
    posted = request.POST if request.method == "POST" else None
    form = UnforeseenForm(session, told, now, posted)
    if posted is not None and form.is_valid():
        try:
            with transaction.atomic():
                row = operations.report_unforeseen(
                    actor=request.actor, session=session, kind=told, facts=form.facts, sentence=form.sentence, now=now
                )  # fmt: skip
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            return _compute(request, session, row)
    context = {
        "session": session,
        "kind": told,
        "form": form,
        "reasons": operations.reasons_against_telling(session, now),
    }
    invalid = posted is not None
    return render(request, "examen/unforeseen_report.html", context, status=422 if invalid else 200)


@for_roles(*CENTRE)
@require_POST
def unforeseen_compute(request: ActorRequest, pk: int, item: int) -> HttpResponse:
    """Compute the remedies again, on the facts of now."""
    session = _managed(request, pk)
    return _compute(request, session, get_unforeseen(request.actor, pk, item))


def _compute(request: ActorRequest, session: ExamSession, row: Unforeseen) -> HttpResponse:
    size = session.inscriptions.filter(status=InscriptionStatus.ADMITTED).count()
    if size > operations.DIRECT:
        with transaction.atomic():
            job = enqueue(
                REPLAN, actor=request.actor, now=timezone.now(),
                payload={"session": session.pk, "unforeseen": row.pk},
                label=f"Remèdes à un imprévu ({session})", unique_key=f"{REPLAN}:{row.pk}",
            )  # fmt: skip
        return redirect(job)
    try:
        computed = operations.remedies_for(row, now=timezone.now())
        with transaction.atomic():
            operations.keep_remedies(unforeseen=row, computed=computed)
    except TransitionRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    return redirect("examen:unforeseen_detail", pk=session.pk, item=row.pk)


@for_roles(*CENTRE)
@require_safe
def unforeseen_detail(request: ActorRequest, pk: int, item: int) -> HttpResponse:
    """The remedies as differences; once one is applied, what was done and who is still to be told."""
    session = _managed(request, pk)
    row = get_unforeseen(request.actor, pk, item)
    applied, now = row.applied_at is not None, timezone.now()
    reasons = [] if applied else operations.reasons_against_telling(session, now)
    stale = False
    if not applied and row.options and not reasons:
        at = situation(session, now)
        stale = at is None or fingerprint(at.facts.problem, at.published) != row.facts_sha256
    lines = to_tell(row) if applied else []
    return render(
        request,
        "examen/unforeseen_detail.html",
        {
            "session": session,
            "unforeseen": row,
            "applied": chosen(row),
            "stale": stale,
            "reasons": reasons,
            "lines": lines,
            "on_paper": [line for line in lines if not line.person.email],
            "not_sendable": convocations.reasons_against_sending(session) if lines else [],
            "draft": None if applied else draft_timetable(session),
            "job": Job.objects.filter(
                unique_key=f"{REPLAN}:{row.pk}", state__in=(Job.State.QUEUED, Job.State.RUNNING)
            ).first(),
        },
    )


@for_roles(*CENTRE)
@require_POST
def unforeseen_apply(request: ActorRequest, pk: int, item: int) -> HttpResponse:
    """Apply one remedy."""
    session = _managed(request, pk)
    row = get_unforeseen(request.actor, pk, item)
    choice = whole_number(request.POST.get("choice", ""))
    draft = draft_timetable(session)
    try:
        with transaction.atomic():
            done = operations.apply_remedy(
                actor=request.actor,
                unforeseen=row,
                choice=-1 if choice is None else choice,
                now=timezone.now(),
            )
    except TransitionRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    except ValidationError as refusal:
        for reason in refusal.messages:
            messages.error(request, reason)
    else:
        if done.timetable:
            messages.success(request, f"La version {done.timetable.version} du planning est publiée.")
            if draft:
                messages.warning(
                    request,
                    "Le brouillon est mis de côté parmi les variantes : il ne tient pas compte de cet imprévu.",
                )
        else:
            messages.success(request, "C’est noté : le planning reste le même.")
    return redirect("examen:unforeseen_detail", pk=pk, item=item)


@for_roles(*CENTRE)
@require_POST
def unforeseen_tell(request: ActorRequest, pk: int, item: int) -> HttpResponse:
    """Send what changes to those concerned, and to nobody else, in the queue."""
    with transaction.atomic():
        session = _managed(request, pk)
        row = get_unforeseen(request.actor, pk, item)
        reasons = convocations.reasons_against_sending(session)
        people = sorted({line.person.pk for line in to_tell(row)})
        if reasons or not people:
            for reason in reasons or ["Chacun est déjà prévenu : rien n’est à envoyer."]:
                messages.info(request, reason)
            return redirect("examen:unforeseen_detail", pk=pk, item=item)
        job = enqueue(
            CONVENE, actor=request.actor, now=timezone.now(),
            payload={
                "session": session.pk,
                "only": people,
                "base_url": request.build_absolute_uri("/").rstrip("/"),
            },
            label=f"Prévenir après un imprévu ({session})", unique_key=f"{CONVENE}:{session.pk}:imprevu-{row.pk}",
        )  # fmt: skip
    return redirect(job)
