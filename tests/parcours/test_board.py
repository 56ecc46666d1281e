"""The board: what presses first on top, filters, search, export, and as many queries for thirty paths as for one."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.common.models import JournalEntry
from jalon.parcours.models import Parcours
from tests import cast
from tests.parcours.story import done, opened

ACTIVE = ["Inventé001", "Inventé002", "Inventé003"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("titres")]


@pytest.fixture
def three():
    """A path late, one due in some days, one with no day, one over: Camille Inventé001 to 004."""
    today = timezone.localdate()
    people = cast.people(4)
    paths = [opened("formation", person=one) for one in people]
    for path, due in zip(
        paths, (today - timedelta(days=3), today + timedelta(days=5), None, None), strict=True
    ):
        path.next_due_on, path.next_due = due, "Une étape" if due else ""
        path.save()
    done(paths[3], "interrupt", date(2026, 1, 6), note="Renonce.")
    return paths


def names(client, **params) -> list[str]:
    response = client.get(reverse("parcours:board"), params)
    assert response.status_code == 200
    return [path.person.birth_name for path in response.context["listing"].rows]


def test_the_clock_that_bites_first_is_on_top_and_paths_over_are_put_aside(three):
    client = cast.client(Role.RESPONSABLE_SESSION)
    assert names(client) == ["Inventé001", "Inventé002", "Inventé003"]
    assert names(client, tri="-echeance") == ["Inventé003", "Inventé002", "Inventé001"]
    counts = client.get(reverse("parcours:board")).context["counts"]
    assert (counts.active, counts.late, counts.soon) == (3, 1, 1)


@pytest.mark.parametrize(
    ("params", "kept"),
    [
        ({"suivi": "retard"}, ["Inventé001"]),
        ({"suivi": "bientot"}, ["Inventé002"]),
        ({"suivi": "termines"}, ["Inventé004"]),
        ({"suivi": "tous", "tri": "nom"}, ["Inventé001", "Inventé002", "Inventé003", "Inventé004"]),
        ({"voie": "vae"}, []),
        ({"etape": "closed"}, ["Inventé004"]),
        ({"titre": "TP-00448.06"}, []),
        ({"referent": "moi"}, ["Inventé003"]),
        ({"referent": "aucun"}, ["Inventé001", "Inventé002"]),
        ({"q": "invente002 camille"}, ["Inventé002"]),
        ({"voie": "x'", "etape": "<b>", "referent": "9" * 40, "suivi": "?", "page": "99"}, ACTIVE),
    ],
)  # fmt: skip
def test_each_filter_keeps_its_own(three, params, kept):
    Parcours.objects.filter(pk=three[2].pk).update(referent=cast.user(Role.RESPONSABLE_SESSION))
    assert names(cast.client(Role.RESPONSABLE_SESSION), **params) == kept


def test_a_trainer_sees_the_paths_that_are_theirs_alone(three):
    client = cast.client(Role.FORMATEUR)
    assert names(client) == []
    assert "ne vous est confié" in client.get(reverse("parcours:board")).content.decode()
    Parcours.objects.filter(pk=three[1].pk).update(referent=cast.user(Role.FORMATEUR))
    assert names(client) == ["Inventé002"]


def test_another_centre_sees_nothing(three):
    assert names(cast.client(Role.RESPONSABLE_SESSION, cast.other_centre())) == []


def test_the_export_holds_what_the_filters_keep_and_is_journaled(three):
    client = cast.client(Role.RESPONSABLE_SESSION)
    text = client.get(reverse("parcours:board_export"), {"suivi": "retard"}).content.decode("utf-8-sig")
    assert len(text.strip().splitlines()) == 2
    assert "Inventé001" in text
    assert JournalEntry.objects.filter(verb="parcours.export").count() == 1


@pytest.mark.parametrize("role", [Role.RESPONSABLE_SESSION, Role.FORMATEUR])
def test_thirty_paths_ask_as_many_queries_as_one(role):
    first, *others = cast.people(31)
    opened("vae", person=first, referent=cast.user(role))
    client, counts = cast.client(role), []
    for more in ([], others):
        for person in more:
            opened("vae", person=person, referent=cast.user(role))
        client.get(reverse("parcours:board"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("parcours:board"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
