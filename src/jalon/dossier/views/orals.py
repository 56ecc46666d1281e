"""The oral before the oral: timer, likely questions, a trainer's grid, and what was played so far."""

import secrets

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.common.http import ActorRequest, for_roles, whole_number
from jalon.common.workflow import TransitionRefused
from jalon.dossier.forms import GridForm, OralForm
from jalon.dossier.models import MockOral
from jalon.dossier.operations.orals import assess_oral, record_oral, remove_oral, share_oral
from jalon.dossier.permissions import (
    WORKSHOP,
    accompanies,
    get_parcours,
    is_author,
    mock_orals_visible_to,
)
from jalon.dossier.queries import orals_of
from jalon.dossier.rules.oral import criteria_of, draw, likely_questions, pace, spoken_tests, timed_phases
from jalon.parcours.models import Parcours
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import Test, TestKind, TitreVersion, UnknownId

QUESTIONS = 6


@for_roles(*WORKSHOP)
@require_safe
def oral_list(request: ActorRequest, parcours: int) -> HttpResponse:
    """What can be rehearsed, and what was."""
    path = _path(request, parcours)
    titre = get_titre(path.titre_ref)
    scopes = [
        (scope, titre.scope_label(scope), spoken_tests(titre, scope))
        for scope in titre.schemes
        if spoken_tests(titre, scope)
    ]
    played = [
        (
            oral,
            titre.scope_label(oral.scope),
            TestKind(oral.kind).label,
            pace(oral.seconds, oral.minutes) if oral.seconds else None,
        )
        for oral in orals_of(mock_orals_visible_to(request.actor, path))
    ]
    context = {
        "parcours": path,
        "titre": titre,
        "scopes": scopes,
        "played": played,
        "is_author": is_author(request.actor, path),
    }
    return render(request, "dossier/oral_list.html", context)


@for_roles(*WORKSHOP)
@require_http_methods(["GET", "POST"])
def oral_play(request: ActorRequest, parcours: int, scope: str, kind: str) -> HttpResponse:
    """Play an oral: the timer, then questions drawn from the criteria (`?tirage=` draws the same again)."""
    path = _path(request, parcours)
    titre, test = _test(path, scope, kind)
    given = whole_number(request.GET.get("tirage", ""))
    seed = secrets.randbelow(10**6) if given is None else given
    questions = likely_questions(titre, scope, kind, titre.scheme(scope).productions)
    drawn = draw(questions, QUESTIONS, seed)
    form = OralForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kept = [{"criterion": one.criterion, "text": one.text} for one in drawn]
        heard = not is_author(request.actor, path)
        with transaction.atomic():
            oral = record_oral(
                actor=request.actor, parcours=path, scope=scope, kind=kind, seconds=form.spoken(),
                questions=kept, note=form.cleaned_data["note"], heard=heard, now=timezone.now(),
            )  # fmt: skip
        messages.success(request, "L’oral blanc est enregistré.")
        return redirect("dossier:oral", pk=oral.pk)
    context = {
        "parcours": path,
        "titre": titre,
        "scope": scope,
        "scope_label": titre.scope_label(scope),
        "test": test,
        "phases": timed_phases(test),
        "questions": drawn,
        "all_questions": questions,
        "seed": seed,
        "next_seed": (seed + 1) % 10**6,
        "form": form,
        "is_author": is_author(request.actor, path),
    }
    return render(request, "dossier/oral_play.html", context)


@for_roles(*WORKSHOP)
@require_http_methods(["GET", "POST"])
def oral_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """An oral that was played; the trainer who accompanies fills its grid."""
    oral = _oral(request, pk)
    titre = get_titre(oral.parcours.titre_ref)
    criteria = criteria_of(titre, oral.scope, oral.kind)
    assesses = accompanies(request.actor, oral.parcours)
    known = {line.criterion_ref: line for line in oral.lines.all()}
    initial: dict[str, str] = {"note": oral.note}
    for rank, criterion in enumerate(criteria):
        if line := known.get(criterion.id):
            initial |= {f"level_{rank}": line.level, f"remark_{rank}": line.remark}
    form = GridForm(request.POST if request.method == "POST" else None, criteria=criteria, initial=initial)
    if request.method == "POST":
        if not assesses:
            raise PermissionDenied("La grille se remplit par un formateur du candidat.")
        if form.is_valid():
            with transaction.atomic():
                assess_oral(
                    actor=request.actor, oral=oral, lines=form.lines(), note=form.written_note(),
                    now=timezone.now(),
                )  # fmt: skip
            messages.success(request, "La grille est enregistrée ; le candidat la lit.")
            return redirect("dossier:oral", pk=pk)
    competences = [
        (
            competence,
            [
                (criterion, known.get(criterion.id), form[f"level_{rank}"], form[f"remark_{rank}"])
                for rank, criterion in enumerate(criteria)
                if criterion.competence == competence.number
            ],
        )
        for competence in titre.competences_of_scope(oral.scope)
        if any(criterion.competence == competence.number for criterion in criteria)
    ]
    context = {
        "oral": oral,
        "titre": titre,
        "kind_label": TestKind(oral.kind).label,
        "scope_label": titre.scope_label(oral.scope),
        "pace": pace(oral.seconds, oral.minutes) if oral.seconds else None,
        "competences": competences,
        "form": form,
        "assesses": assesses,
        "is_author": is_author(request.actor, oral.parcours),
        "graded": bool(known),
    }
    return render(request, "dossier/oral_detail.html", context)


@for_roles(*WORKSHOP)
@require_POST
def oral_share(request: ActorRequest, pk: int) -> HttpResponse:
    """Show the oral to the trainers, or keep it to oneself again."""
    oral = _own(request, pk)
    with transaction.atomic():
        share_oral(actor=request.actor, oral=oral, shared=oral.shared_at is None, now=timezone.now())
    messages.success(
        request, "L’oral est partagé." if oral.shared_at else "L’oral n’est plus visible que de vous."
    )
    return redirect("dossier:oral", pk=pk)


@for_roles(*WORKSHOP)
@require_POST
def oral_remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Remove an oral played alone."""
    oral = _own(request, pk)
    parcours = oral.parcours_id
    try:
        with transaction.atomic():
            remove_oral(actor=request.actor, oral=oral, now=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, " ".join(refusal.reasons))
        return redirect("dossier:oral", pk=pk)
    messages.success(request, "L’oral est supprimé.")
    return redirect("dossier:orals", parcours=parcours)


def _path(request: ActorRequest, pk: int) -> Parcours:
    path = get_parcours(request.actor, pk)
    if not (is_author(request.actor, path) or accompanies(request.actor, path)):
        raise PermissionDenied("Les oraux blancs regardent le candidat et ses formateurs.")
    return path


def _test(path: Parcours, scope: str, kind: str) -> tuple[TitreVersion, Test]:
    titre = get_titre(path.titre_ref)
    try:
        found = next((test for test in spoken_tests(titre, scope) if test.kind == kind), None)
    except UnknownId:
        found = None
    if found is None:
        raise Http404("épreuve inconnue")
    return titre, found


def _oral(request: ActorRequest, pk: int) -> MockOral:
    found = MockOral.objects.select_related("parcours__person").filter(pk=pk).first()
    if found is None:
        raise Http404("oral inconnu")
    if not mock_orals_visible_to(request.actor, found.parcours).filter(pk=pk).exists():
        raise Http404("oral inconnu")
    return found


def _own(request: ActorRequest, pk: int) -> MockOral:
    oral = _oral(request, pk)
    if not is_author(request.actor, oral.parcours):
        raise PermissionDenied("Le candidat seul partage ou supprime ses oraux.")
    return oral
