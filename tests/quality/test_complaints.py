"""Complaints of anybody, answered by somebody whom they are not about, never lost."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.common.workflow import TransitionRefused
from jalon.quality.models import Complaint
from jalon.quality.operations.complaints import (
    acknowledge_complaint,
    answer_complaint,
    entrust_complaint,
    receive_complaint,
)
from jalon.quality.queries import quality_dues
from jalon.quality.rules.complaints import Told, analysis, named_in
from tests import cast

PARAMETERS = {"complaint_answer_days": 30, "bpf_month": 5, "bpf_day": 31}
TOLD = {"author": "Inès Mazarguil", "author_email": "ines@exemple.example", "text": "La salle était froide."}


def test_a_name_is_recognised_as_a_whole_word_and_never_guessed_between_two():
    members = {1: "Varenne", 2: "Le Goff", 3: "Var"}
    assert named_in("Mme VARENNE, mardi", members) == 1
    assert named_in("M. Le Goff", members) == 2
    assert named_in("Varennes", members) is None
    assert named_in("Varenne et Le Goff", members) is None
    assert named_in("", members) is None


def test_a_year_of_complaints_tells_its_delays():
    rows = [
        Told("Courriel", date(2026, 1, 1), date(2026, 1, 11), True),
        Told("Courriel", date(2026, 1, 1), date(2026, 2, 1), False),
        Told("Courrier", date(2026, 11, 1), None, False),
    ]
    found = analysis(rows, date(2026, 12, 1), days=30)
    assert (found.received, found.answered, found.late, found.closed) == (3, 2, 1, 1)
    assert (found.delay, found.longest) == (20.5, 31)
    assert found.by_channel == (("Courriel", 2), ("Courrier", 1))
    assert analysis([], date(2026, 12, 1), days=30).delay is None


@pytest.fixture
def about_leader(centre, leader, now) -> Complaint:
    cast.user(Role.ADMINISTRATEUR)
    name = cast.user(Role.RESPONSABLE_SESSION).last_name
    return receive_complaint(
        actor=leader,
        organisme=centre,
        channel="letter",
        received_on=now.date(),
        now=now,
        about=f"Mme {name}",
        **TOLD,
    )


def test_whom_it_is_about_neither_sees_nor_answers_it(about_leader, centre, leader, now):
    admin, screen = cast.actor(Role.ADMINISTRATEUR), cast.client(Role.RESPONSABLE_SESSION)
    assert about_leader.concerned_id == leader.user_id
    assert screen.get(reverse("quality:complaint", args=[about_leader.pk])).status_code == 404
    assert about_leader.number not in screen.get(reverse("quality:complaints")).content.decode()
    with pytest.raises(TransitionRefused, match="vous met en cause"):
        answer_complaint(actor=leader, complaint=about_leader, answer="Rien", now=now)
    due = quality_dues(centre.pk, now.date(), PARAMETERS, user_id=leader.user_id)
    assert not [d for d in due if about_leader.number in d.label]
    answered = answer_complaint(actor=admin, complaint=about_leader, answer="Voici.", now=now)
    letter = screen.get(reverse("quality:document", args=[answered.pk]))
    assert letter.status_code == 404
    other = cast.client(Role.ADMINISTRATEUR)
    assert other.get(reverse("quality:complaint", args=[about_leader.pk])).status_code == 200


def test_it_is_never_entrusted_to_whom_it_is_about(about_leader, leader, now):
    admin, accused = cast.actor(Role.ADMINISTRATEUR), cast.user(Role.RESPONSABLE_SESSION)
    with pytest.raises(ValidationError, match="choisissez quelqu’un d’autre"):
        entrust_complaint(actor=admin, complaint=about_leader, handler=accused, concerned=accused, now=now)
    with pytest.raises(ValidationError, match="vous met en cause"):
        entrust_complaint(actor=leader, complaint=about_leader, handler=None, concerned=None, now=now)
    with pytest.raises(ValidationError, match="Choisissez un responsable"):
        entrust_complaint(
            actor=admin, complaint=about_leader, handler=cast.user(Role.FORMATEUR), concerned=None, now=now
        )
    handler = cast.user(Role.ADMINISTRATEUR)
    kept = entrust_complaint(actor=admin, complaint=about_leader, handler=handler, concerned=accused, now=now)
    assert kept.handler == handler


def test_a_lone_leader_sees_it_and_is_told_to_find_somebody(centre, leader, now):
    name = cast.user(Role.RESPONSABLE_SESSION).last_name
    complaint = receive_complaint(
        actor=leader, organisme=centre, channel="letter", received_on=now.date(), now=now, about=name, **TOLD
    )
    shown = cast.client(Role.RESPONSABLE_SESSION).get(reverse("quality:complaint", args=[complaint.pk]))
    assert "vous met en cause" in shown.content.decode()


def test_a_complaint_is_acknowledged_once_and_never_deleted(about_leader, now):
    assert about_leader.acknowledged_at == now
    again = acknowledge_complaint(
        actor=cast.actor(Role.ADMINISTRATEUR), complaint=about_leader, now=now + timedelta(days=1)
    )
    assert again.acknowledged_at == now
    with pytest.raises(TypeError, match="never deleted"):
        about_leader.delete()


def test_anybody_complains_without_an_account_and_a_second_click_keeps_the_number(centre, now):
    visitor, where = cast.client(None), reverse("quality:complaint_public", args=[centre.pk])
    refused = visitor.post(where, {"author": "Inès", "text": "x" * 10_001}).content.decode()
    assert "Donnez une adresse électronique ou postale" in refused
    assert "10000" in refused.replace("\u202f", "").replace("\xa0", "").replace(" ", "")
    for _ in range(2):
        sent = visitor.post(where, TOLD, follow=True)
    complaint = Complaint.objects.get()
    assert complaint.channel == "public"
    assert complaint.number in sent.content.decode()
    visitor.post(where, TOLD | {"text": "Encore."})
    assert visitor.post(where, TOLD | {"text": "Et encore."}).status_code == 429
    assert Complaint.objects.count() == 2


def test_a_robot_is_thanked_and_nothing_is_kept(centre):
    visitor, where = cast.client(None), reverse("quality:complaint_public", args=[centre.pk])
    assert visitor.post(where, TOLD | {"site": "http://spam.example"}).status_code == 302
    assert not Complaint.objects.exists()
    assert visitor.get(reverse("quality:complaint_public", args=[cast.ddets().pk])).status_code == 404


def test_the_foot_of_a_page_leads_there(centre):
    shown = cast.client(None).get(reverse("quality:public_results", args=[centre.pk])).content.decode()
    assert reverse("quality:complaint_choose") in shown


def test_the_register_leaves_as_a_sheet_of_one_s_own_organisme(centre, leader, now):
    for organisme in (centre, cast.other_centre()):
        receive_complaint(
            actor=leader, organisme=organisme, channel="letter", received_on=now.date(), now=now,
            **TOLD | {"text": "=Froid"},
        )  # fmt: skip
    sent = cast.client(Role.RESPONSABLE_SESSION).get(reverse("quality:complaints_csv"))
    rows = list(csv.reader(StringIO(sent.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 2
    assert rows[1][4] == "'=Froid"
