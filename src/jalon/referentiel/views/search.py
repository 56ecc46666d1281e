"""Search across titles."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jalon.common.http import typed
from jalon.referentiel.presentation import Choice, facet_choices, read_facets
from jalon.referentiel.queries import admitted, explore_referentiel
from jalon.referentiel.search import KINDS, Facets, Hit

LIMIT = 60


@require_safe
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Texts that hold the words asked, narrowed by level, NSF, ROME and kind of text."""
    query, kind = typed(request.GET), request.GET.get("nature", "")
    facets = read_facets(request.GET)
    results = explore_referentiel(query, facets, kind=kind if kind in KINDS else "", limit=LIMIT)
    context = {
        "q": query,
        "facets": facets,
        "choices": facet_choices(admitted(Facets(former=facets.former)), facets),
        "kinds": [Choice(name, KINDS[name][0], count, name == kind) for name, count in results.kinds.items()],
        "hits": [(hit, _address(hit)) for hit in results.hits],
        "total": results.total,
        "full": results.total > LIMIT,
    }
    return render(request, "referentiel/search.html", context)


def _address(hit: Hit) -> str:
    """Where a hit is read: its competence, the exam, the glossary, or the title."""
    ref = hit.titre.ref
    if hit.competence is not None:
        anchor = {"critere": "#criteres", "reac": "#criteres", "competence": ""}.get(hit.kind, "#savoirs")
        return reverse("referentiel:competence", args=[ref, hit.competence]) + anchor
    if hit.kind == "production":
        return reverse("referentiel:exam", args=[ref]) + "#productions"
    if hit.kind == "glossaire":
        return reverse("referentiel:glossary", args=[ref])
    anchor = {"transversale": "#transversales", "ccp": "#activites"}.get(hit.kind, "")
    return reverse("referentiel:titre", args=[ref]) + anchor
