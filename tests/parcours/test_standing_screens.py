"""The page « Ce qu’il me reste »: any day, its reasons, the livret kept from it, one query count."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.common.models import JournalEntry
from jalon.parcours.models import CCPAward, Parcours
from jalon.parcours.rules.capitalisation import standing
from jalon.parcours.standing_chart import draw
from jalon.referentiel.operations import load_shipped_titres
from tests import cast
from tests.parcours.test_capitalisation import BARE, END, FAILED, LAST, PARTIAL, VALIDATED, held

CIP = "TP-00403.08"


@pytest.fixture
def parcours(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load_shipped_titres(now=timezone.now())
    return Parcours.objects.create(person=cast.candidate_person(), titre_ref=CIP, route="capitalisation")


def page(who, parcours, query=""):
    return cast.client(who).get(reverse("parcours:standing", args=[parcours.pk]) + query).content.decode()


def hold(parcours, number, on=date(2025, 5, 5), **told):
    return CCPAward.objects.create(
        person=parcours.person,
        ccp_ref=f"{CIP}/CCP{number}",
        awarded_on=on,
        session_label="Session S-2025-04",
        **told,
    )


def test_the_candidate_reads_what_remains_until_when_and_why(parcours):
    hold(parcours, 1)
    told = page(Role.CANDIDAT, parcours)
    assert "Ce qu’il me reste à obtenir" in told
    assert "Il reste 2\u00a0CCP et l’entretien final, au plus tard le" in told
    assert "23\u00a0mars 2029" in told
    assert "Session S-2025-04" in told
    assert "arrêté du 22 décembre 2015, art. 10" in told


def test_the_answer_is_given_for_any_day(parcours):
    hold(parcours, 1)
    assert "aucune session ne mène au titre" in page(Role.CANDIDAT, parcours, "?le=2029-03-24")
    before = page(Role.CANDIDAT, parcours, "?le=2025-05-04")
    assert "Session S-2025-04" not in before
    for wrong in ("?le=demain", "?le=1526-01-01", "?le="):
        assert "Ce qu’il me reste" in page(Role.CANDIDAT, parcours, wrong)


def test_a_held_ccp_is_recorded_with_its_proof_and_the_proof_opens_with_a_trace(parcours):
    address = reverse("parcours:held_add", args=[parcours.pk])
    browser = cast.client(Role.RESPONSABLE_SESSION)
    assert "par correspondance" in browser.get(address).content.decode()
    sent = {
        "way": "exchange0",
        "obtained_on_1": "2021-06-30",
        "reference": "Livret du 30 juin 2021",
        "proof": SimpleUploadedFile("livret.pdf", b"%PDF-1.7 livret", "application/pdf"),
    }
    assert browser.post(address, sent).status_code == 302
    award = CCPAward.objects.get()
    assert (award.ccp_ref, award.origin) == (f"{CIP}/CCP1", "correspondence")
    proof = browser.get(reverse("parcours:held_proof", args=[parcours.pk, award.pk]))
    assert proof.content == b"%PDF-1.7 livret"
    assert JournalEntry.objects.filter(verb="parcours.open_award_proof").count() == 1
    assert "le voir" in page(Role.CANDIDAT, parcours)


def test_a_refused_ccp_says_every_reason_in_the_form(parcours):
    sent = {"way": "ccp2", "obtained_on_1": "2020-01-01", "reference": "Livret"}
    address = reverse("parcours:held_add", args=[parcours.pk])
    told = cast.client(Role.RESPONSABLE_SESSION).post(address, sent).content.decode()
    assert "n’existe que depuis" in told
    assert "Indiquez le jour où vous avez vu" in told
    assert not CCPAward.objects.exists()


def test_the_page_asks_as_many_queries_whatever_is_held(parcours):
    browser, counts = cast.client(Role.RESPONSABLE_SESSION), []
    address = reverse("parcours:standing", args=[parcours.pk])
    browser.get(address)
    for number in (1, 2, 3):
        hold(parcours, number)
        with CaptureQueriesContext(
            connection,
        ) as counted:
            browser.get(address)
        counts.append(len(counted))
    assert len(set(counts)) == 1


# --- the drawing


@pytest.mark.parametrize("facts", [BARE, FAILED, PARTIAL, replace(BARE, held=held(1, 2, 3))])
@pytest.mark.parametrize("on", [VALIDATED, END, LAST])
def test_every_bar_stays_in_the_drawing(facts, on):
    chart = draw(standing(facts, on))
    assert chart.left <= chart.on_x <= chart.width
    for row in chart.rows:
        for bar in row.bars:
            assert chart.left <= bar.x
            assert bar.x + bar.width <= chart.width
            assert bar.y + 22 <= chart.height
            assert bar.label in chart.description


def test_a_title_without_any_known_date_is_not_drawn():
    assert draw(standing(replace(BARE, validity_end=None), date(2027, 1, 1))) is None
