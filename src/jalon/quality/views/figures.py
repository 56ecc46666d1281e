"""Figures of a year: the BPF to copy, the results to publish, the page where the public reads them."""

from csp.decorators import csp_replace
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_POST, require_safe

from jalon.accounts.enums import OrganismeKind
from jalon.accounts.models import Organisme
from jalon.accounts.queries import parameters_of
from jalon.common.http import ActorRequest, for_roles
from jalon.quality.models import PublishedResults
from jalon.quality.operations.reviews import publish_results, withdraw_results
from jalon.quality.permissions import LEADERS, get_published
from jalon.quality.queries import year_results
from jalon.quality.rules.results import YearResults, figures_of, reasons_not_to_publish
from jalon.quality.views.year import year_view
from jalon.referentiel.queries import get_titres


@for_roles(*LEADERS)
@require_safe
def results(request: ActorRequest) -> HttpResponse:
    """Results of a year title by title, ready to publish, with the reasons not to."""
    view = year_view(request)
    minimum = parameters_of(view.organisme.pk)["results_people_min"]
    found = year_results(view.organisme, view.year)
    published = PublishedResults.objects.filter(organisme=view.organisme, withdrawn_at=None)
    of_year = {row.titre_ref: row for row in published if row.year == view.year}
    titres = get_titres({row.titre_ref for row in found} | {row.titre_ref for row in published})
    context = {
        "view": view,
        "lines": [
            (
                row,
                titres[row.titre_ref],
                reasons_not_to_publish(row, minimum=minimum),
                of_year.get(row.titre_ref),
                figures_of(row, minimum=1),
            )
            for row in found
        ],
        "published": [(row, titres[row.titre_ref]) for row in published],
        "embed_url": request.build_absolute_uri(
            reverse("quality:embedded_results", args=[view.organisme.pk])
        ),
        "public_url": request.build_absolute_uri(reverse("quality:public_results", args=[view.organisme.pk])),
    }
    return render(request, "quality/results.html", context)


@for_roles(*LEADERS)
@require_POST
def results_publish(request: ActorRequest) -> HttpResponse:
    """Freeze the figures of one title on the public page."""
    view = year_view(request)
    minimum = parameters_of(view.organisme.pk)["results_people_min"]
    asked = {row.titre_ref: row for row in year_results(view.organisme, view.year)}.get(
        request.POST.get("titre", "")
    )
    if asked is None:
        messages.error(request, "Aucun résultat de ce titre pour cette année.")
    else:
        try:
            with transaction.atomic():
                publish_results(
                    actor=request.actor, organisme=view.organisme, year=view.year, results=asked, minimum=minimum,
                    now=timezone.now(), reason=request.POST.get("motif", ""),
                )  # fmt: skip
        except ValidationError as error:
            for reason in error.messages:
                messages.error(request, reason)
        else:
            messages.success(request, f"Les résultats de {view.year} sont publiés.")
    return redirect(f"{reverse('quality:results')}?annee={view.year}")


@for_roles(*LEADERS)
@require_POST
def results_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Take figures off the public page."""
    published = get_published(request.actor, pk)
    try:
        with transaction.atomic():
            withdraw_results(actor=request.actor, published=published, now=timezone.now())
    except ValidationError as error:
        for reason in error.messages:
            messages.error(request, reason)
    else:
        messages.success(request, "Ces résultats ne sont plus publiés.")
    return redirect(f"{reverse('quality:results')}?annee={published.year}")


@login_not_required
@require_safe
def public_results(request: HttpRequest, pk: int) -> HttpResponse:
    """The results that a centre publishes, open to everybody (indicators 2 and 3)."""
    return _published(request, pk, "quality/public_results.html")


@login_not_required
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # its hints know no argument of a view
@require_safe
@xframe_options_exempt
def embedded_results(request: HttpRequest, pk: int) -> HttpResponse:
    """The same, bare, to be shown inside the site of the centre: nothing to press, no session to steal."""
    return _published(request, pk, "quality/embedded_results.html")


def _published(request: HttpRequest, pk: int, template: str) -> HttpResponse:
    organisme = get_object_or_404(Organisme, pk=pk, kind=OrganismeKind.CENTRE)
    rows = list(
        PublishedResults.objects.filter(organisme=organisme, withdrawn_at=None).select_related("supersedes")
    )
    titres = get_titres({row.titre_ref for row in rows})
    lines = [
        (
            row,
            titres[row.titre_ref],
            figures_of(YearResults(**row.figures), minimum=row.minimum),
            getattr(row, "supersedes", None),
        )
        for row in rows
    ]
    return render(request, template, {"organisme": organisme, "lines": lines})
