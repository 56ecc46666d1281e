"""Evaluations of someone in training: ECF, mock exams, signs of dropping out; and the board of those signs."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.common.http import ActorRequest, for_roles
from jalon.documents.responses import document_response
from jalon.formation.documents import LIVRET
from jalon.formation.forms.evaluations import EcfForm, MockExamForm
from jalon.formation.letters.evaluations import livret_ecf
from jalon.formation.operations.evaluations import (
    mock_criteria,
    record_ecf,
    record_mock_exam,
)
from jalon.formation.operations.papers import issue_paper
from jalon.formation.permissions import (
    PATHS,
    get_training_path,
    is_walker,
    require_teacher,
    teaches,
)
from jalon.formation.queries.dropout import signs_of
from jalon.formation.queries.evaluations import ecfs_of, mock_exams_of
from jalon.formation.queries.papers import last_paper
from jalon.formation.views.acts import done, form_page
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import TEST_LABELS, TestKind

BACK = "formation:evaluations"
MET_TONES = {"yes": "success", "partly": "warning", "no": "danger", "unseen": "neutral"}


@for_roles(*PATHS)
@never_cache
@require_safe
def evaluations(request: ActorRequest, pk: int) -> HttpResponse:
    """Each competence and its ECF, the mock exams, the signs seen and what was done of them."""
    parcours = get_training_path(request.actor, pk)
    titre = get_titre(parcours.titre_ref)
    ecfs = ecfs_of(parcours)
    aimed = [ccp for ccp in titre.ccps if not parcours.ccp_refs or ccp.id in parcours.ccp_refs]
    texts = {one.id: one.text for c in titre.competences for one in titre.criteria(c.number)}
    teaching, walks = teaches(request.actor, parcours), is_walker(request.actor, parcours)
    mocks = [
        (
            exam,
            titre.scope_label(exam.scope),
            TEST_LABELS[TestKind(exam.kind)],
            (test.minutes if (test := titre.scheme(exam.scope).test(exam.kind)) else None),
            [(texts.get(line.criterion_ref, line.criterion_ref), line.get_met_display(), MET_TONES[line.met])
             for line in exam.lines.all()],
        )
        for exam in mock_exams_of(parcours)
    ]  # fmt: skip
    context = {
        "parcours": parcours,
        "titre": titre,
        "teaches": teaching,
        "ccps": [
            (
                ccp,
                [
                    (
                        competence,
                        ecf := ecfs.get(titre.competence_id(competence.number)),
                        [(texts.get(c.criterion_ref, c.criterion_ref), c.get_met_display(), MET_TONES[c.met])
                         for c in ecf.criteria.all()] if ecf else [],
                    )
                    for competence in ccp.competences
                ],
            )
            for ccp in aimed
        ],
        "done": len(ecfs),
        "acquired": sum(1 for ecf in ecfs.values() if ecf.acquired),
        "count_told": f"sur {sum(len(ccp.competences) for ccp in aimed)}",
        "mocks": mocks,
        "offered": [
            (scope, titre.scope_label(scope), test.kind.value, test.kind.label)
            for scope in ("title", *(ccp.scope for ccp in aimed))
            for test in titre.scheme(scope).tests
        ],
        "signs": [] if walks else signs_of([parcours], now=timezone.now())[parcours.pk],
        "follow_ups": parcours.follow_ups.all() if teaching else (),
        "paper": last_paper(parcours, LIVRET.name),
    }  # fmt: skip
    return render(request, "formation/evaluations.html", context)


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def ecf(request: ActorRequest, pk: int, competence: int) -> HttpResponse:
    """Evaluate a competence on the criteria of the RE."""
    parcours = get_training_path(request.actor, pk)
    require_teacher(request.actor, parcours)
    titre = get_titre(parcours.titre_ref)
    found = next((one for one in titre.competences if one.number == competence), None)
    if found is None:
        raise Http404("compétence inconnue")
    form = EcfForm(
        request.POST if request.method == "POST" else None, criteria=titre.criteria(competence),
        initial={"on": timezone.localdate()},
    )  # fmt: skip

    def act(given: dict[str, Any]) -> None:
        record_ecf(
            actor=request.actor, parcours=parcours, competence=competence, on=given["on"], situation=given["situation"],
            met=form.met(), observations=given["observations"], acquired=given["acquired"], now=timezone.now(),
        )  # fmt: skip

    if done(request, form, lambda: form.cleaned_data, act, f"L’évaluation de C{competence} est enregistrée."):
        return redirect(BACK, pk=pk)
    return form_page(request, parcours, form, f"Évaluer C{competence}. {found.title}", BACK)


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def mock_exam(request: ActorRequest, pk: int, scope: str, kind: str) -> HttpResponse:
    """Hold a mock exam on the real grid of a test."""
    parcours = get_training_path(request.actor, pk)
    require_teacher(request.actor, parcours)
    titre = get_titre(parcours.titre_ref)
    scheme = titre.schemes.get(scope)
    test = scheme.test(kind) if scheme else None
    if test is None:
        raise Http404("épreuve inconnue")
    form = MockExamForm(
        request.POST if request.method == "POST" else None, criteria=mock_criteria(titre, scope, test.kind),
        initial={"on": timezone.localdate(), "minutes": test.minutes},
    )  # fmt: skip

    def act(given: dict[str, Any]) -> None:
        record_mock_exam(
            actor=request.actor, parcours=parcours, scope=scope, kind=test.kind, on=given["on"],
            minutes=given["minutes"], met=form.met(), note=given["note"], now=timezone.now(),
        )  # fmt: skip

    if done(request, form, lambda: form.cleaned_data, act, "L’examen blanc est enregistré."):
        return redirect(BACK, pk=pk)
    heading = f"Examen blanc – {test.kind.label} ({titre.scope_label(scope)})"
    return form_page(request, parcours, form, heading, BACK)


@for_roles(*PATHS)
@require_POST
def livret_issue(request: ActorRequest, pk: int) -> HttpResponse:
    """Issue the results of the ECF for the jury."""
    parcours = get_training_path(request.actor, pk)
    require_teacher(request.actor, parcours)
    ecfs = ecfs_of(parcours)
    if not ecfs:
        messages.error(request, "Aucune compétence n’est encore évaluée.")
        return redirect(BACK, pk=pk)
    context = livret_ecf(parcours, ecfs, get_titre(parcours.titre_ref), by=request.actor.label)
    with transaction.atomic():
        issue_paper(actor=request.actor, parcours=parcours, kind=LIVRET, context=context, now=timezone.now())
    messages.success(request, "Les résultats des ECF sont émis pour le jury.")
    return redirect(BACK, pk=pk)


@for_roles(*PATHS)
@require_safe
def livret(request: ActorRequest, pk: int) -> FileResponse:
    """The results of the ECF as they were last issued."""
    issued = last_paper(get_training_path(request.actor, pk), LIVRET.name)
    if issued is None:
        raise Http404("document non émis")
    return document_response(issued)
