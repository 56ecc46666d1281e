"""Deliberation: the whole session at a glance, then each candidate."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jalon.common.http import ActorRequest, for_roles
from jalon.common.journal import record_access
from jalon.common.workflow import TransitionRefused
from jalon.documents.responses import pdf_response
from jalon.examen.models import Inscription
from jalon.examen.permissions import MANAGERS, get_session, may_manage
from jalon.jury import builders
from jalon.jury.documents import FICHE_SYNTHESE
from jalon.jury.enums import InterviewResult, Outcome
from jalon.jury.operations.deliberation import OPEN, StaleDeliberation, deliberate
from jalon.jury.operations.grids import is_sealed
from jalon.jury.permissions import (
    candidates_shown,
    get_judged,
    is_put_together,
    judged_by,
    judges,
    jurors_shown,
    may_read_deliberations,
    may_read_grids,
)
from jalon.jury.queries.composition import jury_of
from jalon.jury.queries.grids import holding_of, joint_tests
from jalon.jury.queries.results import Result, blocs_of, odds_of, result_of, results_of, tally_of
from jalon.jury.rules.deliberation import CCPChoice
from jalon.jury.rules.grid import clean_text, revision_from
from jalon.referentiel.queries import get_titre

INTERVIEW = [choice for choice in InterviewResult.choices if choice[0] != InterviewResult.NOT_APPLICABLE]


@for_roles("jure", *MANAGERS)
@never_cache
@require_safe
def deliberations(request: ActorRequest, pk: int) -> HttpResponse:
    """Candidates × CCP, with what remains to decide; a juror decides for those of their jury only."""
    session = get_session(request.actor, pk)
    if not may_read_deliberations(request.actor, session):
        raise PermissionDenied("Les délibérations restent entre le jury et le responsable de session.")
    shown = set(candidates_shown(request.actor, session).values_list("pk", flat=True))
    results = [r for r in results_of(session) if r.inscription.pk in shown]
    mine = set(judged_by(request.actor, session).values_list("pk", flat=True))
    blocs = [
        b for b in blocs_of(get_titre(session.titre_ref)).values() if any(b.ref in _refs(r) for r in results)
    ]
    context = {
        "session": session,
        "results": results,
        "rows": [
            (result, _cells(result, [b.ref for b in blocs]), result.inscription.pk in mine)
            for result in results
        ],
        "blocs": blocs,
        "count": tally_of(results),
        "sealed": is_sealed(session),
        "open": session.status in OPEN,
    }
    return render(request, "jury/deliberations.html", context)


def _refs(result: Result) -> set[str]:
    return {stand.bloc.ref for stand in result.stands}


def _cells(result: Result, refs: list[str]) -> list[object]:
    stands = {stand.bloc.ref: stand for stand in result.stands}
    return [stands.get(ref) for ref in refs]


@for_roles("jure", *MANAGERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def deliberation(request: ActorRequest, pk: int) -> HttpResponse:
    """One candidate: joint sheets and notes beside, the decision with its reasons."""
    inscription = get_judged(request.actor, pk)
    if not may_read_grids(request.actor, inscription):
        raise PermissionDenied("Les délibérations restent entre le jury et le responsable de session.")
    writable = judges(request.actor, inscription) and not is_sealed(inscription.session)
    if request.method == "POST" and not judges(request.actor, inscription):
        raise PermissionDenied("Seul le jury de ce candidat délibère.")
    result = result_of(inscription)
    typed = _typed(request, result) if request.method == "POST" else _standing(result)
    faults: tuple[str, ...] = ()
    stale: StaleDeliberation | None = None
    if request.method == "POST":
        try:
            with transaction.atomic():
                deliberate(
                    actor=request.actor,
                    inscription=inscription,
                    outcome=str(typed["outcome"]),
                    ccps=_choices(typed),
                    interview_result=str(typed["interview"] or InterviewResult.NOT_APPLICABLE),
                    interview_reasons=str(typed["interview_reasons"]),
                    comment=str(typed["comment"]),
                    base_revision=int(str(typed["revision"])),
                    now=timezone.now(),
                )
        except StaleDeliberation as error:
            stale, result = error, result_of(inscription)
            typed["revision"] = error.standing.revision if error.standing else 0
        except TransitionRefused as refusal:
            faults = refusal.reasons
        else:
            messages.success(request, f"Décision du jury enregistrée pour {inscription.person}.")
            return redirect("jury:deliberation", inscription.pk)
    return _page(request, inscription, result, typed, writable, faults, stale)


def _page(
    request: ActorRequest,
    inscription: Inscription,
    result: Result,
    typed: dict[str, object],
    writable: bool,
    faults: tuple[str, ...],
    stale: StaleDeliberation | None,
) -> HttpResponse:
    jury = jury_of(inscription)
    jurors = [seat.person for seat in jury.seats.select_related("person")] if jury else []
    shown = jurors_shown(request.actor, inscription, jurors)
    asked = {str(ref) for ref in result.facts.to_decide}
    answers = typed["ccps"]
    assert isinstance(answers, dict)
    context = {
        "session": inscription.session,
        "inscription": inscription,
        "result": result,
        "jurors": shown,
        "put_together": is_put_together(inscription),
        "tests": joint_tests(inscription, jurors, shown=shown),
        "holding": holding_of(inscription),
        "odds": odds_of(inscription, result.deliberation),
        "rows": [(s, *answers.get(s.bloc.ref, ("", ""))) for s in result.stands if s.bloc.ref in asked],
        "held": [s for s in result.stands if s.state == "held"],
        "typed": typed,
        "outcomes": _outcomes(result),
        "interviews": INTERVIEW if result.facts.has_interview else [],
        "writable": writable and inscription.session.status in OPEN,
        "faults": faults,
        "stale": stale,
    }
    return render(request, "jury/deliberation.html", context, status=409 if stale else 422 if faults else 200)


def _outcomes(result: Result) -> list[tuple[str, str]]:
    """Decisions that may be taken for this candidate: an absent one is absent, a CCP session gives no title."""
    if result.facts.away:
        wanted = [Outcome.ABSENT, Outcome.EXCUSED]
    else:
        wanted = [Outcome.PARTIAL, Outcome.NONE]
        if result.facts.has_interview:
            wanted.insert(0, Outcome.TITLE)
        if not result.facts.presented:
            wanted.remove(Outcome.PARTIAL)
    from jalon.jury.queries.results import outcome_label

    return [(outcome.value, outcome_label(outcome, result.facts)) for outcome in wanted]


def _standing(result: Result) -> dict[str, object]:
    row = result.deliberation
    return {
        "outcome": row.outcome if row else "",
        "interview": row.interview_result if row else "",
        "interview_reasons": row.interview_reasons if row else "",
        "comment": row.comment if row else "",
        "revision": row.revision if row else 0,
        "ccps": {
            d.ccp_ref: ("yes" if d.awarded else "no", d.reasons)
            for d in (row.ccp_decisions.all() if row else ())
        },
    }


def _typed(request: ActorRequest, result: Result) -> dict[str, object]:
    data = {name: clean_text(str(value)) for name, value in request.POST.items()}
    return {
        "outcome": data.get("outcome", ""),
        "interview": data.get("interview", ""),
        "interview_reasons": data.get("interview_reasons", ""),
        "comment": data.get("comment", ""),
        "revision": revision_from(data.get("revision")),
        "ccps": {
            ref: (data.get(f"ccp:{ref}", ""), data.get(f"reasons:{ref}", ""))
            for ref in result.facts.to_decide
        },
    }


def _choices(typed: dict[str, object]) -> dict[str, CCPChoice]:
    answers = typed["ccps"]
    assert isinstance(answers, dict)
    if typed["outcome"] in (Outcome.ABSENT, Outcome.EXCUSED):
        return {}
    return {
        ref: CCPChoice(answer == "yes", reasons)
        for ref, (answer, reasons) in answers.items()
        if answer in ("yes", "no")
    }


@for_roles("jure", *MANAGERS)
@require_safe
def synthesis_pdf(request: ActorRequest, pk: int) -> FileResponse:
    """The joint sheet on paper."""
    inscription = get_judged(request.actor, pk)
    if not may_read_grids(request.actor, inscription):
        raise PermissionDenied("Les grilles restent entre le jury et le responsable de session.")
    if not (may_manage(request.actor, inscription.session) or is_put_together(inscription)):
        raise PermissionDenied("Elle compte les observations de chacun : ouvrez d’abord la fiche commune.")
    record_access(
        actor=request.actor,
        verb="jury.download_synthesis",
        target=inscription,
        sentence=f"{request.actor.label} a téléchargé la fiche de synthèse de {inscription.person}.",
        now=timezone.now(),
        session=inscription.session_id,
    )
    context = builders.synthesis_context(result_of(inscription))
    return pdf_response(FICHE_SYNTHESE.render(context).pdf, f"Fiche de synthèse {inscription.person}.pdf")
