"""The atlas: list of titles, a title at a glance, one page per competence, glossary, findings, document."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jalon.common.http import typed
from jalon.referentiel.checks import check
from jalon.referentiel.document import to_contract
from jalon.referentiel.drawing import draw_map
from jalon.referentiel.exchange import EXPORTS
from jalon.referentiel.permissions import may_import
from jalon.referentiel.presentation import (
    assessments_of,
    facet_choices,
    findings_by_severity,
    grouped_skills,
    label_of_place,
    linked_transversals,
    mentions_of,
    official_date,
    read_facets,
)
from jalon.referentiel.queries import (
    TitreInconnu,
    admitted,
    get_titre,
    kin_of,
    neighbours_of,
    revisions,
)
from jalon.referentiel.queries.imports import origin_of_competence
from jalon.referentiel.schema import TitreVersion, UnknownId
from jalon.referentiel.search import Facets

PER_PAGE = 24


def find_titre(ref: str) -> TitreVersion:
    """The title of an address, or the 404 page naming the known ones."""
    try:
        return get_titre(ref)
    except TitreInconnu as error:
        raise Http404(str(error)) from error


@require_safe
@login_required
def titre_list(request: HttpRequest) -> HttpResponse:
    """Every published title, narrowed by level, NSF and ROME, a page at a time; words lead to the search."""
    if typed(request.GET):
        return redirect(f"{reverse('referentiel:search')}?{request.GET.urlencode()}")
    facets = read_facets(request.GET)
    page = Paginator(admitted(facets), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {"titre": titre, "criteria": sum(len(c.assessment_criteria) for c in titre.competences),
         "validity_end": official_date(titre.validity_end)}
        for titre in page
    ]  # fmt: skip
    context = {
        "rows": rows,
        "page": page,
        "facets": facets,
        "choices": facet_choices(admitted(Facets(former=facets.former)), facets),
        "narrowed": facets != Facets(),
        "may_import": may_import(getattr(request, "actor", None)),
    }
    return render(request, "referentiel/list.html", context)


@require_safe
@login_required
def titre_detail(request: HttpRequest, ref: str) -> HttpResponse:
    titre = find_titre(ref)
    if ref != titre.ref:
        return redirect("referentiel:titre", ref=titre.ref)
    activities = {activity.number: activity for activity in titre.activities}
    context = {
        "titre": titre,
        "blocs": (*titre.ccps, *titre.ccss),
        "criteria": sum(len(c.assessment_criteria) for c in titre.competences),
        "findings": check(titre),
        "dates": {
            name: official_date(value)
            for name, value in (
                ("decree", titre.decree_date),
                ("journal", titre.journal_date),
                ("effective", titre.effective_date),
                ("validity_end", titre.validity_end),
            )
        },
        "correspondences": [
            (item, activities[item.activity], official_date(item.former_decree_date))
            for item in titre.correspondences
        ],
        "equivalences": [(item, activities[item.activity]) for item in titre.equivalences],
        "exports": EXPORTS.items(),
        "revision": revisions(titre.ref).first(),
        "drawing": draw_map(titre),
        "neighbours": neighbours_of(titre),
    }
    return render(request, "referentiel/titre.html", context)


@require_safe
@login_required
def competence_detail(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    titre = find_titre(ref)
    try:
        competence = titre.competence(number)
    except UnknownId as error:
        raise Http404(str(error)) from error
    numbers = [item.number for item in titre.competences]
    rank = numbers.index(number)
    context = {
        "titre": titre,
        "competence": competence,
        "bloc": titre.ccp_of_competence(number),
        "criteria": titre.criteria(number),
        "reac_criteria": titre.reac_criteria(number),
        "same_criteria": competence.criteria == competence.assessment_criteria,
        "skills": grouped_skills(competence),
        "assessments": assessments_of(titre, number),
        "mentions": mentions_of(titre, number),
        "transversals": linked_transversals(titre, number),
        "findings": [
            finding
            for finding in check(titre)
            if f"{finding.where}/".startswith(f"{titre.competence_id(number)}/")
        ],
        "kin": kin_of(titre, number),
        "origin": origin_of_competence(titre.ref, number),
        "may_import": may_import(getattr(request, "actor", None)),
        "previous": titre.competences[rank - 1] if rank else None,
        "next": titre.competences[rank + 1] if rank + 1 < len(numbers) else None,
    }
    return render(request, "referentiel/competence.html", context)


@require_safe
@login_required
def findings(request: HttpRequest, ref: str) -> HttpResponse:
    titre = find_titre(ref)
    groups = [
        (severity, label, [(finding, *label_of_place(titre, finding.where)) for finding in found])
        for severity, label, found in findings_by_severity(check(titre))
    ]
    return render(request, "referentiel/findings.html", {"titre": titre, "groups": groups})


@require_safe
@login_required
def glossary(request: HttpRequest, ref: str) -> HttpResponse:
    titre = find_titre(ref)
    return render(request, "referentiel/glossary.html", {"titre": titre})


@require_safe
@login_required
def document(request: HttpRequest, ref: str) -> HttpResponse:
    """The document of the contract, to download."""
    titre = find_titre(ref)
    response = JsonResponse(
        to_contract(titre, check(titre)), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = f'attachment; filename="{titre.ref}.json"'
    return response
