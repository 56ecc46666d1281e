"""How a title is assessed: the exam drawn to scale, the criteria × tests matrix, premises and resources."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jalon.referentiel.drawing import HUES, assessing_tests, draw_exam, draw_matrix, matrix_rows
from jalon.referentiel.schema import CCP, Scheme, TitreVersion, UnknownId
from jalon.referentiel.views.atlas import find_titre


def _scheme(titre: TitreVersion, scope: str) -> Scheme:
    try:
        return titre.scheme(scope)
    except UnknownId as error:
        raise Http404(str(error)) from error


def _bloc(titre: TitreVersion, scope: str) -> CCP | None:
    return next((bloc for bloc in (*titre.ccps, *titre.ccss) if bloc.scope == scope), None)


@require_safe
@login_required
def exam(request: HttpRequest, ref: str, scope: str = "title") -> HttpResponse:
    titre = find_titre(ref)
    scheme = _scheme(titre, scope)
    context = {
        "titre": titre,
        "scope": scope,
        "scope_label": titre.scope_label(scope),
        "scopes": [(key, titre.scope_label(key)) for key in titre.schemes],
        "bloc": _bloc(titre, scope),
        "scheme": scheme,
        "drawing": draw_exam(scheme),
        "tests": [
            (test, HUES[test.kind], [titre.competence(number) for number in test.competences],
             titre.conduct(test.kind), [premises for premises in titre.premises if premises.test == test.kind])
            for test in scheme.tests
        ],
        "productions": [
            (production, [(part, [titre.competence(n) for n in part.competences]) for part in production.parts])
            for production in scheme.productions
        ],
    }  # fmt: skip
    return render(request, "referentiel/exam.html", context)


@require_safe
@login_required
def matrix(request: HttpRequest, ref: str, scope: str = "title") -> HttpResponse:
    titre = find_titre(ref)
    scheme = _scheme(titre, scope)
    context = {
        "titre": titre,
        "scope": scope,
        "scope_label": titre.scope_label(scope),
        "scopes": [(key, titre.scope_label(key)) for key in titre.schemes],
        "bloc": _bloc(titre, scope),
        "drawing": draw_matrix(titre, scope),
        "tests": assessing_tests(scheme),
        "groups": [
            (competence, matrix_rows(titre, scope, competence.number))
            for competence in titre.competences_of_scope(scope)
        ],
    }
    return render(request, "referentiel/matrix.html", context)
