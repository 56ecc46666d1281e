"""The bilan pédagogique et financier: figures, the rows behind each, the sheets to take away, the day it was sent."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jalon.accounts.queries import parameters_of
from jalon.common.http import ActorRequest, attachment, for_roles
from jalon.common.journal import record_access
from jalon.common.spreadsheets import Sheet, Value, to_csv, to_workbook
from jalon.prestation.rules.engagements import euros
from jalon.quality.forms import ReportForm
from jalon.quality.operations.reports import record_report
from jalon.quality.permissions import LEADERS
from jalon.quality.queries.bpf import bpf_of, report_of, trainees_of
from jalon.quality.rules.bpf import AXES, Bpf, Line, Trainee, behind, due_on
from jalon.quality.views.year import YearView, year_view
from jalon.referentiel.queries import get_titres

HEADINGS = ("rubrique", "intitulé", "stagiaires", "heures-stagiaires", "euros")


@for_roles(*LEADERS)
@require_safe
def bpf(request: ActorRequest) -> HttpResponse:
    """The figures of the bilan pédagogique et financier of a year (C12)."""
    return _page(request, year_view(request))


def _page(
    request: ActorRequest, view: YearView, form: ReportForm | None = None, status: int = 200
) -> HttpResponse:
    parameters = parameters_of(view.organisme.pk)
    report, due = bpf_of(view.organisme, view.year), None
    titres = get_titres({line.label for line in report.by_titre})
    due = due_on(view.year, month=parameters["bpf_month"], day=parameters["bpf_day"])
    sent = report_of(view.organisme, view.year)
    context = {
        "view": view,
        "bpf": report,
        "cuts": [
            (
                axis,
                heading,
                [(line, _title(axis, line, titres), euros(line.cents)) for line in report.cuts[axis]],
            )
            for axis, heading in AXES.items()
        ],
        "funds": [(funder, euros(cents)) for funder, cents in report.funds],
        "euros": euros(report.total_cents),
        "paid": euros(report.paid_cents),
        "apart": [(line, euros(line.cents)) for line in (report.vae, report.others)],
        "moved": [(line, euros(line.cents)) for line in (report.entrusted, report.received)],
        "due_on": due,
        "late": sent is None and due < view.today,
        "sent": sent,
        "closed_year": view.year < view.today.year,
        "form": form or ReportForm(initial={"sent_on": view.today}),
    }
    return render(request, "quality/bpf.html", context, status=status)


def _title(axis: str, line: Line, titres: object) -> str:
    return str(titres[line.label].title) if axis == "titre_ref" else line.label  # type: ignore[index]


@for_roles(*LEADERS)
@require_safe
def rows(request: ActorRequest) -> HttpResponse:
    """The people and prestations behind one figure."""
    view, axis, label = year_view(request), request.GET.get("axe", ""), request.GET.get("valeur", "")
    if axis and axis not in AXES:
        raise Http404("rubrique inconnue")
    known = trainees_of(view.organisme, view.year)
    found = behind(known, axis, label) if axis else known
    record_access(
        actor=request.actor, verb="quality.read_bpf_rows", target=view.organisme, now=timezone.now(),
        sentence=f"A ouvert les lignes du bilan de {view.year} ({label or 'ensemble'}).",
    )  # fmt: skip
    context = {
        "view": view,
        "axis": AXES.get(axis, "Ensemble"),
        "label": label,
        "rows": [(row, euros(row.cents)) for row in found],
        "people": len({row.person for row in found}),
        "minutes": sum(row.minutes for row in found),
        "euros": euros(sum(row.cents for row in found)),
    }
    return render(request, "quality/bpf_rows.html", context)


@for_roles(*LEADERS)
@require_safe
def bpf_csv(request: ActorRequest) -> HttpResponse:
    """The same figures as a sheet: hours with two decimals, euros with cents."""
    view = year_view(request)
    lines = [
        [*row[:3], _decimal(row[3]), _decimal(row[4])] for row in _lines(bpf_of(view.organisme, view.year))
    ]
    return attachment(to_csv(HEADINGS, lines), f"bilan pedagogique {view.year}", "csv")


@for_roles(*LEADERS)
@require_safe
def bpf_xlsx(request: ActorRequest) -> HttpResponse:
    """The figures, and the rows behind them, as a workbook."""
    view = year_view(request)
    known = trainees_of(view.organisme, view.year)
    record_access(
        actor=request.actor, verb="quality.export", target=view.organisme, now=timezone.now(),
        sentence=f"A exporté le bilan de {view.year} et ses lignes.",
    )  # fmt: skip
    behind_it: list[list[Value]] = [_row(row) for row in known]
    headings = ("personne", "action", "prestation", "titre", "niveau", "NSF", "financement", "type de stagiaire",
                "heures", "dont à distance", "euros accordés")  # fmt: skip
    content = to_workbook(
        [
            Sheet("Bilan", HEADINGS, _lines(bpf_of(view.organisme, view.year, known)), (32, 50, 14, 18, 16)),
            Sheet("Lignes", headings, behind_it, (30, 30, 40, 16, 12, 14, 30, 36, 12, 14, 16)),
        ]
    )
    return attachment(content, f"bilan pedagogique {view.year}", "xlsx")


def _row(row: Trainee) -> list[Value]:
    return [row.name, row.kind, row.heading, row.titre_ref, row.level, row.nsf, row.financing, row.public,
            round(row.minutes / 60, 2), round(row.remote / 60, 2), row.cents / 100]  # fmt: skip


def _lines(report: Bpf) -> list[list[Value]]:
    """Every line of the report: hours and euros as numbers, None where there is none."""
    found: list[list[Value]] = [
        [
            "ensemble",
            str(report.year),
            report.trainees,
            report.trainee_minutes / 60,
            report.total_cents / 100,
        ],
        ["dont à distance", str(report.year), None, report.remote_minutes / 60, None],
        ["heures de formation données", str(report.year), None, report.given_minutes / 60, None],
        ["échéances payées par les personnes", str(report.year), None, None, report.paid_cents / 100],
    ]
    for axis, heading in AXES.items():
        found += [_line(heading, line) for line in report.cuts[axis]]
    found += [["origine des fonds", funder, None, None, cents / 100] for funder, cents in report.funds]
    found += [_line("comptabilité séparée de la VAE", line) for line in (report.vae, report.others)]
    return found + [_line("sous-traitance", line) for line in (report.entrusted, report.received)]


def _line(heading: str, line: Line) -> list[Value]:
    return [heading, line.label, line.trainees, line.minutes / 60, line.cents / 100]


def _decimal(value: Value) -> Value:
    return f"{value:.2f}".replace(".", ",") if isinstance(value, float) else value or ""


@for_roles(*LEADERS)
@require_POST
def report_sent(request: ActorRequest) -> HttpResponse:
    """Record that the report was sent: its figures are frozen, and the clock stops."""
    view, form = year_view(request), ReportForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                record_report(
                    actor=request.actor, organisme=view.organisme, figures=bpf_of(view.organisme, view.year),
                    now=timezone.now(), **form.cleaned_data,
                )  # fmt: skip
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(
                request, f"La transmission du bilan de {view.year} est notée ; ses chiffres sont figés."
            )
            return redirect(f"{reverse('quality:bpf')}?annee={view.year}")
    return _page(request, view, form, 422)
