"""The BPF of a year against a count made by hand, and the results shown to the public."""

from datetime import date, datetime, timedelta
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from openpyxl import load_workbook

from jalon.accounts.enums import Role
from jalon.accounts.models import Organisme
from jalon.parcours.models import Parcours
from jalon.prestation.models import Attendance, Financing, Participation, Prestation, Seance
from jalon.prestation.rules.hours import PARIS
from jalon.quality.models import PublishedResults, YearReport
from jalon.quality.operations.reports import record_report
from jalon.quality.operations.reviews import publish_results
from jalon.quality.operations.subcontracts import add_subcontract
from jalon.quality.queries.bpf import bpf_of, trainees_of
from jalon.quality.queries.dues import quality_dues
from jalon.quality.rules.bpf import Passed, Trainee, behind, bpf, due_on, public_of
from jalon.quality.rules.results import YearResults, figures_of
from tests import cast

CIP = "TP-00403.08"


def place(centre: Organisme, kind: str, name: str, heading: str) -> Participation:
    prestation, _ = Prestation.objects.get_or_create(
        organisme=centre, kind=kind, titre_ref=CIP, heading=heading, starts_on=date(2025, 11, 3),
        ends_on=date(2026, 6, 30), minutes_planned=44_100, defaults={"created_at": datetime(2025, 9, 1, tzinfo=PARIS)},
    )  # fmt: skip
    person = cast.person(name, "Alex", date(1990, 1, 1), organisme=centre)
    path, _ = Parcours.objects.get_or_create(
        person=person, titre_ref=CIP, route="vae" if kind == "vae" else "formation"
    )
    return Participation.objects.create(
        prestation=prestation, parcours=path, created_at=datetime(2025, 9, 1, tzinfo=PARIS)
    )


def attend(
    of: Participation, starts_at: datetime, minutes: int, presence: str = "present", mode: str = "on_site"
):
    seance, _ = Seance.objects.get_or_create(
        prestation=of.prestation, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=180), mode=mode,
        heading="Analyser la demande",
    )  # fmt: skip
    return Attendance.objects.create(
        seance=seance, participation=of, half_day="morning", presence=presence, minutes=minutes,
        recorded_at=starts_at, actor_ref="user:1", actor_label="Formatrice",
    )  # fmt: skip


def grant(of: Participation, funder: str, cents: int, on: date, status: str = "granted") -> Financing:
    return Financing.objects.create(
        participation=of, funder=funder, amount_cents=cents, status=status, asked_on=on, decided_on=on
    )


@pytest.fixture
def year(centre: Organisme) -> Organisme:
    """Two in a group over two years, one of whom gives up in January and takes up a VAE; figures of 2026 by hand.

    Ines: 31 December 23 h (2025), 1 January 0 h (2026), 180 + 120 at a distance → 300 min. Bruno: 60 min then leaves,
    one absence; then 90 min of VAE. In all 450 min, 2 people, 150 min of them… 120 at a distance.
    """
    ines = place(centre, "formation", "Mazar", "Groupe CIP")
    bruno = place(centre, "formation", "Brun", "Groupe CIP")
    attend(ines, datetime(2025, 12, 31, 23, 30, tzinfo=PARIS), 180)
    attend(ines, datetime(2026, 1, 1, 0, 0, tzinfo=PARIS), 180)
    attend(ines, datetime(2026, 2, 2, 9, 0, tzinfo=PARIS), 120, presence="remote")
    attend(bruno, datetime(2026, 1, 12, 9, 0, tzinfo=PARIS), 60, presence="left_early")
    attend(bruno, datetime(2026, 1, 13, 9, 0, tzinfo=PARIS), 0, presence="absent")
    mistaken = attend(bruno, datetime(2026, 1, 14, 9, 0, tzinfo=PARIS), 180)
    corrected = attend(bruno, datetime(2026, 1, 14, 9, 0, tzinfo=PARIS), 0, presence="absent")
    Attendance.objects.filter(pk=mistaken.pk).update(superseded_by=corrected)
    Participation.objects.filter(pk=bruno.pk).update(left_on=date(2026, 1, 20))
    vae = place(centre, "vae", "Brun", "Accompagnement")
    attend(vae, datetime(2026, 3, 2, 9, 0, tzinfo=PARIS), 90)
    grant(ines, "opco", 735_000, date(2025, 12, 31))
    grant(ines, "employer", 100_000, date(2026, 1, 1))
    grant(bruno, "france_travail", 500_000, date(2026, 1, 5))
    grant(bruno, "region", 999_999, date(2026, 1, 5), status="refused")
    grant(vae, "cpf", 192_000, date(2026, 12, 31))
    return centre


def test_the_figures_are_those_counted_by_hand(year):
    report = bpf_of(year, 2026)
    assert (report.trainees, report.trainee_minutes, report.remote_minutes) == (2, 450, 120)
    assert report.given_minutes == 6 * 180, "séances held, also that where the only one expected was absent"
    assert report.total_cents == 100_000 + 500_000 + 192_000
    lines = {axis: {line.label: (line.trainees, line.minutes, line.cents) for line in cut}
             for axis, cut in report.cuts.items()}  # fmt: skip
    assert lines["kind"] == {
        "Action de formation": (2, 360, 600_000), "Accompagnement à la VAE": (1, 90, 192_000),
    }  # fmt: skip
    assert lines["financing"] == {
        "Opérateur de compétences": (1, 300, 100_000), "France Travail": (1, 60, 500_000),
        "Compte personnel de formation": (1, 90, 192_000),
    }  # fmt: skip
    assert lines["public"] == {
        "Salariés d’employeurs": (1, 300, 100_000), "Personnes en recherche d’emploi": (1, 60, 500_000),
        "Salariés et actifs par leur compte (CPF)": (1, 90, 192_000),
    }  # fmt: skip
    assert lines["level"] == {"Niveau 5": (2, 450, 792_000)}
    assert lines["nsf"] == {"332t": (2, 450, 792_000)}
    assert (report.vae.minutes, report.vae.cents) == (90, 192_000)
    assert (report.others.minutes, report.others.cents) == (360, 600_000)
    before = bpf_of(year, 2025)
    assert (before.trainees, before.trainee_minutes, before.total_cents) == (1, 180, 735_000)
    assert bpf_of(cast.other_centre(), 2026).trainees == 0


def test_every_cut_adds_up_to_the_whole(year):
    report = bpf_of(year, 2026)
    for cut in report.cuts.values():
        assert sum(line.minutes for line in cut) == report.trainee_minutes
        assert sum(line.cents for line in cut) == report.total_cents
    rows = trainees_of(year, 2026)
    assert sum(row.minutes for row in behind(rows, "kind", "Action de formation")) == 360
    with pytest.raises(KeyError):
        behind(rows, "__class__", "x")


def test_what_passes_between_organismes_is_told_apart(year, leader, now):
    add_subcontract(
        actor=leader, organisme=year, way="received", partner="Atelier du Canal", kind="formation", heading="X",
        starts_on=date(2026, 1, 1), ends_on=date(2026, 2, 1), trainees=4, minutes=840, amount_cents=90_000, now=now,
    )  # fmt: skip
    report = bpf_of(year, 2026)
    assert (report.received.trainees, report.received.minutes, report.received.cents) == (4, 840, 90_000)
    assert (report.entrusted.trainees, report.trainee_minutes) == (0, 450)


def test_figures_that_mean_nothing_are_refused():
    with pytest.raises(ValueError, match="at a distance"):
        Trainee(1, 1, "VAE", "TP", 10, remote=11)
    with pytest.raises(ValueError, match="not negative"):
        Passed(True, -1, 0, 0)
    with pytest.raises(ValueError, match="not negative"):
        bpf(2026, [], 0, paid_cents=-1)


def test_the_term_of_a_short_month_is_its_last_day():
    assert due_on(2026, month=4, day=31) == date(2027, 4, 30)
    assert due_on(2027, month=2, day=31) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("kind", "funder", "public"),
    [("apprentissage", "opco", "Apprentis"), ("formation", "", "Autres stagiaires"),
     ("vae", "self", "Particuliers à leurs propres frais")],
)  # fmt: skip
def test_the_sort_of_trainee_is_read_from_the_action_and_the_payer(kind, funder, public):
    assert public_of(kind, funder) == public


def test_each_figure_leads_to_its_rows_and_leaves_as_a_workbook(year):
    screen = cast.client(Role.RESPONSABLE_SESSION)
    shown = screen.get(reverse("quality:bpf") + "?annee=2026").content.decode()
    where = "?" + urlencode({"annee": "2026", "axe": "kind", "valeur": "Accompagnement à la VAE"})
    assert "axe=kind" in shown
    rows = screen.get(reverse("quality:bpf_rows") + where).content.decode()
    assert "Alex BRUN" in rows
    assert "Alex MAZAR" not in rows
    assert screen.get(reverse("quality:bpf_rows") + "?axe=__class__").status_code == 404
    book = load_workbook(BytesIO(screen.get(reverse("quality:bpf_xlsx") + "?annee=2026").content))
    assert book.sheetnames == ["Bilan", "Lignes"]
    assert book["Lignes"].max_row == 4
    elsewhere = cast.client(Role.RESPONSABLE_SESSION, cast.other_centre())
    assert "Alex BRUN" not in elsewhere.get(reverse("quality:bpf_rows") + where).content.decode()


def test_a_report_sent_is_frozen_and_superseded_by_another(year, leader, now):
    due = date(2027, 5, 31)
    parameters = {"complaint_answer_days": 30, "bpf_month": 5, "bpf_day": 31}
    later = datetime(2027, 5, 2, 9, tzinfo=PARIS)
    assert [d.due_on for d in quality_dues(year.pk, date(2027, 5, 2), parameters)] == [due]
    with pytest.raises(ValidationError, match="l’année suivante"):
        record_report(
            actor=leader, organisme=year, figures=bpf_of(year, 2026), sent_on=date(2026, 12, 1), now=later
        )
    with pytest.raises(ValidationError, match="avenir"):
        record_report(
            actor=leader, organisme=year, figures=bpf_of(year, 2026), sent_on=date(2027, 6, 1), now=later
        )
    first = record_report(
        actor=leader, organisme=year, figures=bpf_of(year, 2026), sent_on=date(2027, 5, 2), now=later
    )
    assert quality_dues(year.pk, date(2027, 6, 9), parameters) == []
    second = record_report(
        actor=leader, organisme=year, figures=bpf_of(year, 2026), sent_on=date(2027, 5, 2), now=later
    )
    first.refresh_from_db()
    assert (first.superseded_by, first.figures["trainee_minutes"]) == (second, 450)
    assert YearReport.objects.filter(superseded_by=None).count() == 1


def test_small_numbers_are_masked_line_by_line():
    results = YearResults(CIP, 10, 8, 6, 1, 1, 2, 0, satisfied=2, surveyed=3, later=5, employed=3, related=1)
    told = {f.label: (f.count, f.rate) for f in figures_of(results, minimum=5)}
    assert told["Inscrits"] == (10, None)
    assert told["Titre obtenu"] == (6, 0.75)
    assert told["Satisfaits dans l’ensemble"] == (None, None)
    assert told["En emploi quelques mois après"] == (3, 0.6)
    assert "Parcours interrompus" not in told
    with pytest.raises(ValueError, match="at work"):
        YearResults(CIP, 1, 1, 1, 0, 0, 0, 0, later=1, employed=2)


def test_a_correction_supersedes_what_was_published_and_says_so(centre, leader, now):
    for full, reason in ((6, ""), (7, "Un recours a abouti.")):
        publish_results(
            actor=leader, organisme=centre, year=2026, minimum=5, now=now, reason=reason,
            results=YearResults(CIP, 10, 8, full, 1, 0, 2, 0),
        )  # fmt: skip
    old, new = PublishedResults.objects.order_by("pk")
    assert (old.superseded_by, old.figures["full"]) == (new, 6)
    shown = cast.client(None).get(reverse("quality:public_results", args=[centre.pk])).content.decode()
    assert "Un recours a abouti." in shown
    assert "88" in shown
    framed = cast.client(None).get(reverse("quality:embedded_results", args=[centre.pk]))
    assert "X-Frame-Options" not in framed
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "<form" not in framed.content.decode()
