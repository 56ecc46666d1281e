"""Signatures that should not be: elsewhere, for another, by an old code, after a correction or a certificate (C8)."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from jalon.accounts.enums import Role
from jalon.common.workflow import TransitionRefused
from jalon.prestation.enums import HalfDay, Presence
from jalon.prestation.models import CodeMiss, SeanceSignature
from jalon.prestation.operations import (
    add_participation,
    close_code,
    countersign_seance,
    issue_certificate,
    open_code,
    record_attendance,
    sign_attendance,
    withdraw_certificate,
)
from jalon.prestation.queries.codes import code_behind, shown, token_of
from jalon.prestation.queries.presence import followed_of, sheet_of
from jalon.prestation.rules import codes
from jalon.prestation.rules.hours import PARIS, hours_faults
from tests import cast
from tests.prestation import story
from tests.prestation.test_operations_presence import (
    AFTER,
    AFTERNOON,
    MORNING,
    countersign,
    note,
    sign,
)

STROKES = "[[[100,200],[300,80],[500,220]]]"


@pytest.fixture
def paul(group):
    return group.participations.exclude(parcours__person=cast.candidate_person()).get()


def test_nobody_follows_two_séances_at_once(leader, seance, place) -> None:
    path = story.path_of(leader, place.parcours.person, "capitalisation")
    other = story.prestation(leader, heading="Rattrapage", trainer=None)
    elsewhere = story.seance(leader, other, starts_at=story.at(11), ends_at=story.at(12, 30), pause_from=None,
                             pause_until=None, room="Salle Lot")  # fmt: skip
    twin = add_participation(actor=leader, prestation=other, parcours=path, now=story.OPENED)
    sign(leader, seance, place)
    with pytest.raises(TransitionRefused, match="personne n’est en deux endroits"):
        sign(leader, elsewhere, twin, at=story.at(12, 15))
    with pytest.raises(TransitionRefused, match="« Analyser la demande »"):
        note(leader, elsewhere, twin, at=story.at(12, 15))
    note(leader, seance, place, Presence.LEFT_EARLY, minutes=120, at=story.at(12, 20))
    sign(leader, elsewhere, twin, at=story.at(12, 25))


def test_a_code_renews_itself_and_the_one_before_still_serves_to_sign(leader, seance) -> None:
    code = open_code(actor=leader, seance=seance, half_day=MORNING, now=story.at(9))
    token = token_of(code, story.at(9))
    assert code_behind(token, story.at(9, 4)) == code
    assert code_behind(token, story.at(9, 9)) == code, "one has the time to sign"
    assert code_behind(token, story.at(9, 10)) is None
    assert shown(code, story.at(9)).letters != shown(code, story.at(9, 5)).letters
    assert code_behind("1-", story.at(9)) is None
    assert code_behind(f"{code.pk}-{'0' * 24}", story.at(9)) is None
    close_code(actor=leader, code=code, now=story.at(9, 6))
    assert code_behind(token_of(code, story.at(9, 6)), story.at(9, 6)) is None


@given(st.integers(0, 10**6), st.integers(0, 240))
def test_what_is_shown_always_opens_and_never_outlives_two_windows(second: int, rotation: int) -> None:
    now = datetime(2026, 11, 16, 9, tzinfo=PARIS) + timedelta(seconds=second)
    told = codes.shown_at("secret", now, rotation=rotation, expires_at=now + timedelta(days=1))
    assert codes.tail_matches("secret", told.tail, now, rotation=rotation)
    assert codes.letters_match("secret", told.letters, now, rotation=rotation)
    assert not codes.tail_matches("another", told.tail, now, rotation=rotation)
    later = now + timedelta(minutes=2 * rotation)
    assert codes.tail_matches("secret", told.tail, later, rotation=rotation) is (rotation == 0)


def test_guessing_stops_after_ten_wrong_codes_and_starts_again_later(
    leader, seance, place, monkeypatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: story.at(11))
    code = open_code(actor=leader, seance=seance, half_day=MORNING, now=story.at(11))
    browser, entry = cast.client(Role.CANDIDAT), reverse("prestation:code_entry")
    for _ in range(codes.GUESSES):
        browser.post(entry, {"code": "AAAAA"})
    right = shown(code, story.at(11)).letters
    assert "attendez 15 minutes" in browser.post(entry, {"code": right}).content.decode()
    monkeypatch.setattr("django.utils.timezone.now", lambda: story.at(11, 16))
    right = shown(code, story.at(11, 16)).letters
    assert browser.post(entry, {"code": right}).status_code == 302
    phone, address = Client(), reverse("prestation:signing", args=[token_of(code, story.at(11, 16))])
    for rank in range(codes.GUESSES):
        phone.post(address, {"who": f"Nom {rank}", "strokes": STROKES})
    refused = phone.post(address, {"who": "Inès Mazarguil", "strokes": STROKES}).content.decode()
    assert "signez sur l’appareil de l’intervenant" in refused
    assert not SeanceSignature.objects.exists()
    assert CodeMiss.objects.filter(key=f"seance:{seance.pk}").count() == codes.GUESSES


def test_two_signatures_from_one_device_are_shown_to_the_trainer(
    leader, seance, place, paul, monkeypatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: story.at(11))
    code = open_code(actor=leader, seance=seance, half_day=MORNING, now=story.at(11))
    address = reverse("prestation:signing", args=[token_of(code, story.at(11))])
    phone = Client()
    phone.get(address)
    for who in ("Inès Mazarguil", "Paul Sénac"):
        answer = phone.post(address, {"who": who, "strokes": STROKES})
        assert answer.status_code == 302
    assert "C’est signé" in phone.get(answer.url).content.decode(), "reloading the page signs nothing again"
    assert sheet_of(seance)[0].shared[place.pk] == ["SÉNAC Paul"]
    console = cast.client(Role.FORMATEUR).get(reverse("prestation:seance", args=[seance.pk])).content.decode()
    assert "même appareil" in console


def test_a_trainee_signed_in_signs_for_nobody_else(leader, seance, place, paul, monkeypatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: story.at(11))
    place.left_on = date(2026, 11, 15)
    place.save()
    code = open_code(actor=leader, seance=seance, half_day=MORNING, now=story.at(11))
    address = reverse("prestation:signing", args=[token_of(code, story.at(11))])
    told = cast.client(Role.CANDIDAT).post(address, {"who": "Paul Sénac", "strokes": STROKES})
    assert "on ne signe pas pour un autre" in told.content.decode()
    assert not SeanceSignature.objects.exists()


def test_a_correction_counts_once_countersigned_again_and_spares_the_others(
    leader, trainer, seance, place, paul
) -> None:
    for half in (MORNING, AFTERNOON):
        sign(leader, seance, place, half)
        note(leader, seance, paul, Presence.ABSENT, half)
        countersign(trainer, seance, half)
    issue_certificate(actor=leader, participation=place, now=AFTER)
    note(leader, seance, paul, Presence.LATE, minutes=60, note="Arrivé à 11 h", at=AFTER)
    assert followed_of([place])[place.pk][0].proved, "the certificate of others still rests on a signature"
    assert not followed_of([paul])[paul.pk][0].countersigned
    countersign_seance(
        actor=trainer,
        seance=seance,
        half_day=MORNING,
        now=AFTER + timedelta(minutes=1),
        strokes=story.STROKES,
    )
    assert followed_of([paul])[paul.pk][0].countersigned
    with pytest.raises(TransitionRefused, match="déjà contresignée"):
        countersign(trainer, seance, at=AFTER + timedelta(minutes=2))


def test_a_certificate_withdrawn_lets_the_mistake_be_mended_and_the_next_one_supersedes_it(
    leader, trainer, seance, place, paul
) -> None:
    for half in (MORNING, AFTERNOON):
        sign(leader, seance, place, half)
        note(leader, seance, paul, Presence.ABSENT, half)
        countersign(trainer, seance, half)
    first = issue_certificate(actor=leader, participation=place, now=AFTER)
    with pytest.raises(TransitionRefused, match="Dites pourquoi"):
        withdraw_certificate(actor=leader, participation=place, reason=" ", now=AFTER)
    withdraw_certificate(actor=leader, participation=place, reason="Un retard oublié", now=AFTER)
    with pytest.raises(TransitionRefused, match="Aucun certificat"):
        withdraw_certificate(actor=leader, participation=place, reason="Encore", now=AFTER)
    note(leader, seance, place, Presence.LATE, minutes=100, note="Arrivée tardive", at=AFTER)
    countersign(trainer, seance, at=AFTER + timedelta(minutes=1))
    second = issue_certificate(actor=leader, participation=place, now=AFTER + timedelta(minutes=2))
    first.refresh_from_db()
    assert (first.superseded_by, first.document.superseded_by) == (second, second.document)
    assert second.minutes == 100 + 240


def test_an_hour_that_no_clock_shows_is_no_hour_of_a_séance() -> None:
    day = date(2027, 3, 28)
    start, end = (datetime.combine(day, time(hour, 30), PARIS) for hour in (2, 4))
    assert "n’existe pas" in hours_faults(start, end)[0]
    autumn = date(2026, 10, 25)
    start, end = (datetime.combine(autumn, time(hour), PARIS) for hour in (1, 4))
    assert hours_faults(start, end) == []


def test_a_public_holiday_is_said_before_a_séance_is_held_on_it(leader, group) -> None:
    browser, address = (
        cast.client(Role.RESPONSABLE_SESSION),
        reverse("prestation:seance_new", args=[group.pk]),
    )
    told = {
        "day": "2026-11-11", "starts": "09:00", "ends": "12:00", "heading": "Séance", "mode": "on_site",
    }  # fmt: skip
    assert "est férié" in browser.post(address, told).content.decode()
    assert not group.seances.exists()
    browser.post(address, told | {"holiday_agreed": "on"})
    assert group.seances.count() == 1


def test_signing_from_one_s_own_page_a_mixed_séance_is_being_there_at_a_distance(
    leader, ines, group, place
) -> None:
    mixed = story.seance(leader, group, mode="mixed")
    sign_attendance(
        actor=ines, seance=mixed, participation=place, half_day=HalfDay.MORNING, signed_at=story.at(10),
        now=story.at(10), strokes=story.STROKES,
    )  # fmt: skip
    assert place.attendances.get().presence == Presence.REMOTE


def test_a_late_presence_noted_negative_is_refused_with_every_reason(leader, seance, place) -> None:
    with pytest.raises(TransitionRefused) as refused:
        record_attendance(
            actor=leader, seance=seance, participation=place, half_day=MORNING, presence=Presence.EXCUSED,
            minutes=-5, now=story.at(8),
        )  # fmt: skip
    assert len(refused.value.reasons) == 3
