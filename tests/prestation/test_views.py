"""The screens: who signs where, what each page says, and as many queries for thirty rows as for one."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.documents.models import IssuedDocument
from jalon.prestation.enums import HalfDay, Presence
from jalon.prestation.models import Attendance, Engagement, SeanceSignature
from jalon.prestation.operations import add_participation, open_code, record_attendance, send_engagement
from jalon.prestation.queries.codes import shown, token_of
from tests import cast
from tests.prestation import story

STROKES = "[[[100,200],[300,80],[500,220]]]"


@pytest.fixture
def moment(monkeypatch):
    """The clock of the screens: half past eleven, within the morning of the séance."""

    def at(hour: int, minute: int = 0, day: date = story.DAY):
        monkeypatch.setattr("django.utils.timezone.now", lambda: story.at(hour, minute, day))
        return story.at(hour, minute, day)

    at(11, 30)
    return at


def said(response) -> str:
    return response.content.decode()


def test_a_participant_signs_on_their_own_phone_without_an_account(leader, seance, place, moment) -> None:
    code = open_code(actor=leader, seance=seance, half_day=HalfDay.MORNING, now=moment(11))
    address, phone = reverse("prestation:signing", args=[token_of(code, story.at(11))]), Client()
    page = said(phone.get(address))
    assert "Analyser la demande" in page
    assert "MAZARGUIL" not in page, "the page never lists the group"
    refused = phone.post(address, {"who": "Jean Inconnu", "strokes": STROKES})
    assert "Personne de ce nom" in said(refused)
    done = phone.post(address, {"who": "inès mazarguil", "strokes": STROKES}, follow=True)
    assert "C’est signé" in said(done)
    signature = SeanceSignature.objects.get()
    assert (signature.participation, signature.by_code, signature.actor_ref) == (
        place,
        True,
        "system:code du jour",
    )
    assert Attendance.objects.get().presence == Presence.PRESENT
    assert "a déjà signé" in said(phone.post(address, {"who": "Inès Mazarguil", "strokes": STROKES}))


def test_without_a_script_one_signs_by_the_keyboard(leader, seance, place, moment) -> None:
    code = open_code(actor=leader, seance=seance, half_day=HalfDay.MORNING, now=moment(11))
    address = reverse("prestation:signing", args=[token_of(code, story.at(11))])
    refused = Client().post(address, {"who": "Inès Mazarguil", "typed": "Inès Mazarguil"})
    assert "Cochez « Je signe »" in said(refused)
    Client().post(address, {"who": "Inès Mazarguil", "typed": "Inès Mazarguil", "agreed": "on"})
    assert SeanceSignature.objects.get().means == "typed"


def test_the_code_typed_leads_to_the_page_and_a_late_one_is_over(leader, seance, place, moment) -> None:
    code = open_code(actor=leader, seance=seance, half_day=HalfDay.MORNING, now=moment(11))
    browser, entry = cast.client(Role.CANDIDAT), reverse("prestation:code_entry")
    assert "d’aucune de vos séances" in said(browser.post(entry, {"code": "AAAAA"}))
    answer = browser.post(entry, {"code": f" {shown(code, story.at(11)).letters.lower()} "})
    assert answer.url == reverse("prestation:signing", args=[token_of(code, story.at(11))])
    page = said(browser.get(answer.url))
    assert "Vous signez comme <strong>Inès MAZARGUIL</strong>" in page
    moment(12, 31)
    assert browser.get(answer.url).status_code == 404


def test_a_participant_sees_their_own_line_alone(leader, seance, place, moment) -> None:
    page = said(cast.client(Role.CANDIDAT).get(reverse("prestation:seance", args=[seance.pk])))
    assert "MAZARGUIL Inès" in page
    assert "SÉNAC" not in page
    assert reverse("prestation:code_entry") in page
    console = said(cast.client(Role.FORMATEUR).get(reverse("prestation:seance", args=[seance.pk])))
    assert "SÉNAC Paul" in console
    assert "Afficher le code du jour" in console


def test_the_console_notes_everyone_at_once_and_says_what_is_refused(seance, place, group, moment) -> None:
    browser = cast.client(Role.FORMATEUR)
    paul = group.participations.exclude(pk=place.pk).get()
    answer = browser.post(
        reverse("prestation:presences", args=[seance.pk, "matin"]),
        {
            f"p{place.pk}-presence": "late", f"p{place.pk}-minutes": "150",
            f"p{paul.pk}-presence": "present", f"p{paul.pk}-minutes": "-10",
        },
        follow=True,
    )  # fmt: skip
    assert "Paul SÉNAC : Des heures négatives n’existent pas." in said(answer)
    assert list(Attendance.objects.values_list("participation", "minutes")) == [(place.pk, 150)]


def test_the_code_of_the_day_is_drawn_and_written(leader, seance, moment) -> None:
    code = open_code(actor=leader, seance=seance, half_day=HalfDay.MORNING, now=moment(11))
    page = said(cast.client(Role.FORMATEUR).get(reverse("prestation:code", args=[seance.pk, "matin"])))
    assert shown(code, story.at(11)).letters in page
    assert "<svg" in page
    assert reverse("prestation:signing", args=[token_of(code, story.at(11))]) in page


def test_a_candidate_signs_a_contract_that_they_have_read(leader, place, moment) -> None:
    deed = send_engagement(actor=leader, engagement=story.contract(leader, place), now=story.OPENED)
    browser = cast.client(Role.CANDIDAT)
    path = said(browser.get(reverse("prestation:path", args=[place.parcours_id])))
    assert "À signer" in path
    address = reverse("prestation:engagement_sign", args=[deed.pk, "beneficiaire"])
    assert deed.document.sha256 in said(browser.get(address))
    told = {"strokes": STROKES, "sha256": deed.document.sha256}
    assert "n’est pas enregistrée" in said(browser.post(address, told | {"sha256": "0" * 64}))
    assert browser.post(address, told).url == reverse("prestation:engagement", args=[deed.pk])
    assert Engagement.objects.get(pk=deed.pk).signatures.get().document_sha256 == deed.document.sha256


def test_a_draft_tells_what_it_lacks_and_a_complete_one_is_sent(leader, place) -> None:
    browser = cast.client(Role.RESPONSABLE_SESSION)
    prepared = browser.post(reverse("prestation:engagement_prepare", args=[place.pk]), {"kind": "contract"})
    deed = Engagement.objects.get()
    assert prepared.url == reverse("prestation:engagement_edit", args=[deed.pk])
    assert deed.clauses["nature"].startswith("Groupe CIP d’automne")
    page = said(browser.get(reverse("prestation:engagement", args=[deed.pk])))
    assert "Il manque « Niveau de connaissances préalables requis » (L6353-4 2°)." in page
    texts = {f"clause_{key}": text for key, text in story.CLAUSES.items()}
    sent = {
        **texts, "price_cents": "3000", "due_1": "2026-12-20", "amount_1": "900", "due_2": "2027-01-20",
        "amount_2": "2 100".replace(" ", ""),
    }  # fmt: skip
    browser.post(prepared.url, sent)
    answer = browser.post(reverse("prestation:engagement_send", args=[deed.pk]), follow=True)
    deed.refresh_from_db()
    assert deed.status == "sent", said(answer)


def test_a_certificate_says_what_it_waits_for_then_is_issued(leader, seance, place, moment) -> None:
    page = said(
        cast.client(Role.RESPONSABLE_SESSION).get(reverse("prestation:participation", args=[place.pk]))
    )
    assert "Le certificat de réalisation attend" in page
    assert "finit le 20" in page


def test_sheets_and_agendas_leave_in_their_formats(leader, seance, group) -> None:
    browser = cast.client(Role.FORMATEUR)
    assert (
        browser.get(reverse("prestation:blank_sheet", args=[seance.pk]))["Content-Type"] == "application/pdf"
    )
    week = {"first": "2026-11-16", "last": "2026-11-20"}
    assert (
        browser.get(reverse("prestation:period_sheet", args=[group.pk]), week)["Content-Type"]
        == "application/pdf"
    )
    ics = said(cast.client(Role.CANDIDAT).get(reverse("prestation:own_ics")))
    assert ics.count("BEGIN:VEVENT") == 2
    assert "DTSTART;TZID=Europe/Paris:20261116T090000" in ics
    assert said(browser.get(reverse("prestation:own_ics"))).count("BEGIN:VEVENT") == 2


def test_a_sheet_of_the_group_is_not_read_by_a_participant(leader, seance, group) -> None:
    browser = cast.client(Role.RESPONSABLE_SESSION)
    browser.post(
        reverse("prestation:sheet_issue", args=[group.pk]), {"first": "2026-11-16", "last": "2026-11-20"}
    )
    address = reverse("prestation:document", args=[IssuedDocument.objects.get().uuid])
    assert browser.get(address).status_code == 200
    assert cast.client(Role.CANDIDAT).get(address).status_code == 403


@pytest.mark.parametrize(
    "name",
    [
        "list",
        "detail",
        "attendance",
        "calendar",
        "documents",
        "day",
        "week",
        "trainers",
        "seance",
        "participation",
    ],
)
def test_a_page_costs_as_many_queries_for_fifty_rows_as_for_two(
    leader, group, seance, place, moment, name
) -> None:
    record_attendance(
        actor=leader, seance=seance, participation=place, half_day=HalfDay.MORNING, presence=Presence.PRESENT,
        now=moment(12),
    )  # fmt: skip
    browser = cast.client(Role.RESPONSABLE_SESSION)
    about = {
        "list": [],
        "day": [],
        "week": [],
        "trainers": [],
        "seance": [seance.pk],
        "participation": [place.pk],
    }
    address = reverse(f"prestation:{name}", args=about.get(name, [group.pk]))
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for person in cast.people(48):
        add_participation(
            actor=leader, prestation=group, parcours=story.path_of(leader, person), now=story.OPENED
        )
    for rank in range(1, 5):
        story.seance(leader, group, story.DAY + timedelta(days=rank))
    for rank in range(8):
        story.prestation(leader, heading=f"Autre groupe {rank}", trainer=None)
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) == len(few)
