"""Figures of a year: the BPF to copy, the results to publish, the page where the public reads them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jalon.accounts.enums import OrganismeKind
from jalon.accounts.models import Organisme
from jalon.accounts.queries import parameters_of
from jalon.common.http import ActorRequest, attachment, for_roles
from jalon.common.spreadsheets import Value, to_csv
from jalon.prestation.rules.engagements import euros
from jalon.quality.models import PublishedResults
from jalon.quality.operations.reviews import publish_results, withdraw_results
from jalon.quality.permissions import LEADERS, get_published
from jalon.quality.queries import bpf_of, year_results
from jalon.quality.rules.bpf import due_on
from jalon.quality.rules.results import YearResults, reasons_not_to_publish
from jalon.quality.views.year import year_view
from jalon.referentiel.queries import get_titres


@for_roles(*LEADERS)
@require_safe
def bpf(request: ActorRequest) -> HttpResponse:
    """The figures of the bilan pédagogique et financier of a year (C12)."""
    view = year_view(request)
    parameters = parameters_of(view.organisme.pk)
    report = bpf_of(view.organisme, view.year)
    titres = get_titres({line.label for line in report.by_titre})
    context = {
        "view": view,
        "bpf": report,
        "by_titre": [(line, titres[line.label]) for line in report.by_titre],
        "funds": [(funder, euros(cents)) for funder, cents in report.funds],
        "euros": euros(report.total_cents),
        "due_on": due_on(view.year, month=parameters["bpf_month"], day=parameters["bpf_day"]),
    }
    return render(request, "quality/bpf.html", context)


@for_roles(*LEADERS)
@require_safe
def bpf_csv(request: ActorRequest) -> HttpResponse:
    """The same figures as a sheet: hours with two decimals, euros with cents."""
    view = year_view(request)
    report = bpf_of(view.organisme, view.year)
    rows: list[list[Value]] = [
        ["ensemble", str(view.year), report.trainees, _hours(report.trainee_minutes), ""],
        ["heures de formation données", str(view.year), "", _hours(report.given_minutes), ""],
    ]
    for name, lines in (("par nature d’action", report.by_kind), ("par titre", report.by_titre)):
        rows += [[name, line.label, line.trainees, _hours(line.minutes), ""] for line in lines]
    for funder, cents in report.funds:
        rows.append(["origine des fonds", funder, "", "", f"{cents / 100:.2f}".replace(".", ",")])
    content = to_csv(["rubrique", "intitulé", "stagiaires", "heures-stagiaires", "euros"], rows)
    return attachment(content, f"bilan pedagogique {view.year}", "csv")


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.2f}".replace(".", ",")


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
            )
            for row in found
        ],
        "published": [(row, titres[row.titre_ref]) for row in published],
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
                    now=timezone.now(),
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
    organisme = get_object_or_404(Organisme, pk=pk, kind=OrganismeKind.CENTRE)
    rows = list(PublishedResults.objects.filter(organisme=organisme, withdrawn_at=None))
    titres = get_titres({row.titre_ref for row in rows})
    lines = [(row, titres[row.titre_ref], YearResults(**row.figures)) for row in rows]
    return render(request, "quality/public_results.html", {"organisme": organisme, "lines": lines})
