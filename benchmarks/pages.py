"""Median time of the main pages on the demonstration data, and how queries grow with the rows.

    ./jalon demo --no-serve && .venv/bin/python -m benchmarks.pages

Times are those of the whole request in one process, middleware and template included, without the network.
"""

import os
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from jalon.accounts.enums import Role  # noqa: E402
from jalon.accounts.models import Membership  # noqa: E402
from jalon.demo.roster import CIP_SITTERS, ETI_JURORS  # noqa: E402
from jalon.examen.models import ExamSession  # noqa: E402
from jalon.jury.models import Grid  # noqa: E402

RUNS = 15
TARGET_MS = 100


def main() -> None:
    """Print a table: page, median milliseconds, queries."""
    past = ExamSession.objects.filter(number__startswith="CIP").earliest("starts_on")
    today = ExamSession.objects.filter(number__startswith="ETI").latest("starts_on")
    lead = Membership.objects.filter(role=Role.RESPONSABLE_SESSION).latest("pk").user
    juror = get_user_model().objects.get(email=ETI_JURORS[0].email)
    candidate = get_user_model().objects.get(email=CIP_SITTERS[0].email)
    grid = Grid.objects.filter(inscription__session=today, juror__user=juror).latest("pk")
    pages = [
        ("accueil", lead, reverse("cockpit:home")),
        ("sessions", lead, reverse("examen:session_list")),
        ("une session", lead, reverse("examen:session_detail", args=[past.pk])),
        ("candidats", lead, reverse("examen:inscription_list", args=[past.pk])),
        ("planning", lead, reverse("examen:timetable", args=[past.pk])),
        ("jour de l’examen", lead, reverse("examen:day", args=[today.pk])),
        ("délibérations", lead, reverse("jury:deliberations", args=[past.pk])),
        ("procès-verbal", lead, reverse("jury:pv", args=[past.pk])),
        ("résultats", lead, reverse("jury:results", args=[past.pk])),
        ("mes candidats (juré)", juror, reverse("jury:session_day", args=[today.pk])),
        ("une grille (juré)", juror, reverse("jury:grid", args=[grid.pk])),
        ("mes résultats (candidat)", candidate, reverse("jury:my_results")),
        ("atlas d’un titre", lead, reverse("referentiel:titre", args=["TP-00403.08"])),
        ("personnes", lead, reverse("people:person_list")),
    ]
    print(f"{'page':<28}{'médiane (ms)':>14}{'requêtes':>10}")
    for label, user, path in pages:
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(user)
        client.get(path)
        times = []
        for _ in range(RUNS):
            started = time.perf_counter()
            response = client.get(path)
            times.append((time.perf_counter() - started) * 1000)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(path)
        median = statistics.median(times)
        mark = "" if median < TARGET_MS and response.status_code == 200 else f"  ← {response.status_code}"
        print(f"{label:<28}{median:>14.1f}{len(queries):>10}{mark}")


if __name__ == "__main__":
    main()
