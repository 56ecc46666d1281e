"""Presence noted, signed, countersigned, corrected; what was signed is never altered, only superseded (C8, C9)."""

from datetime import date, timedelta
from hashlib import sha256

import pytest

from jalon.common.uploads import PDF, Received
from jalon.common.workflow import TransitionRefused
from jalon.documents.queries import content_of
from jalon.prestation.enums import HalfDay, Presence, SignatureMeans
from jalon.prestation.models import Attendance, SeanceSignature
from jalon.prestation.operations import (
    countersign_seance,
    enter_paper_sheet,
    issue_attendance_sheet,
    issue_attestation,
    issue_certificate,
    open_code,
    record_attendance,
    sign_attendance,
    withdraw_signature,
)
from jalon.prestation.queries import attendance_signals, hours_attended
from tests import cast
from tests.documents.reading import text_of
from tests.prestation import story

MORNING, AFTERNOON = HalfDay.MORNING, HalfDay.AFTERNOON
AFTER = story.at(18, day=date(2026, 11, 20))


def sign(actor, seance, place, half=MORNING, at=None, **told):
    at = at or story.at(12 if half == MORNING else 17)
    given = {"strokes": story.STROKES} | told
    return sign_attendance(
        actor=actor, seance=seance, participation=place, half_day=half, signed_at=at, now=at, **given
    )


def note(actor, seance, place, presence=Presence.PRESENT, half=MORNING, at=None, **told):
    at = at or story.at(12 if half == MORNING else 17)
    return record_attendance(
        actor=actor, seance=seance, participation=place, half_day=half, presence=presence, now=at, **told
    )


def countersign(actor, seance, half=MORNING, at=None):
    at = at or story.at(12 if half == MORNING else 17)
    return countersign_seance(actor=actor, seance=seance, half_day=half, now=at, strokes=story.STROKES)


@pytest.fixture
def paul(group):
    return group.participations.exclude(parcours__person=cast.candidate_person()).get()


@pytest.fixture
def held(leader, trainer, seance, place, paul):
    """A whole day: Inès signs both half-days, Paul is absent."""
    for half in (MORNING, AFTERNOON):
        sign(leader, seance, place, half)
        note(leader, seance, paul, Presence.ABSENT, half)
        countersign(trainer, seance, half)
    return seance


def test_whoever_signs_is_present_and_the_hours_count_once_countersigned(
    leader, trainer, seance, place, paul
) -> None:
    sign(leader, seance, place)
    assert hours_attended(place, now=story.at(13)).attended == 180
    assert hours_attended(place, now=story.at(13)).proved == 0
    note(leader, seance, paul, Presence.LATE, minutes=150)
    countersign(trainer, seance)
    assert hours_attended(place, now=story.at(13)).proved == 180


def test_the_signature_of_another_name_of_nobody_or_too_short_is_refused(leader, seance, place) -> None:
    with pytest.raises(TransitionRefused) as refused:
        sign(leader, seance, place, strokes=None, typed="Paul Sénac")
    assert len(refused.value.reasons) == 2
    with pytest.raises(TransitionRefused, match="trop court"):
        sign(leader, seance, place, strokes=[[[10, 10], [11, 11]]])
    made = sign(leader, seance, place, strokes=None, typed="inès MAZARGUIL", agreed=True)
    assert made.means == SignatureMeans.TYPED


def test_a_séance_is_not_signed_before_it_begins_nor_twice(leader, seance, place) -> None:
    with pytest.raises(TransitionRefused, match="d’avance"):
        sign(leader, seance, place, at=story.at(8, 59))
    sign(leader, seance, place, at=story.at(9))
    with pytest.raises(TransitionRefused, match="a déjà signé"):
        sign(leader, seance, place, at=story.at(9, 30))
    assert SeanceSignature.objects.count() == 1


def test_a_correction_is_another_row_and_the_trainer_signs_again(
    leader, trainer, seance, place, paul
) -> None:
    note(leader, seance, place)
    note(leader, seance, paul)
    countersign(trainer, seance)
    with pytest.raises(TransitionRefused, match="dit son motif"):
        note(leader, seance, paul, Presence.ABSENT)
    note(leader, seance, paul, Presence.ABSENT, note="Confondu avec un autre", at=story.at(12, 3))
    rows = Attendance.objects.filter(participation=paul).order_by("pk")
    assert [(row.presence, row.superseded_by_id) for row in rows] == [
        ("present", rows[1].pk),
        ("absent", None),
    ]
    countersign(trainer, seance, at=story.at(12, 5))
    kept = SeanceSignature.objects.filter(participation=None).order_by("pk")
    assert [one.withdrawn_reason for one in kept] == ["Remplacée : une présence a été corrigée depuis.", ""]


def test_the_trainer_alone_countersigns_and_only_when_everyone_is_noted(
    leader, trainer, seance, place
) -> None:
    sign(leader, seance, place)
    with pytest.raises(TransitionRefused) as refused:
        countersign(leader, seance)
    assert [("C’est à Bastien ROUMÉGAS" in one, "Paul SÉNAC" in one) for one in refused.value.reasons] == [
        (True, False), (False, True),
    ]  # fmt: skip


def test_a_signature_taken_back_stays_readable_and_frees_the_place(leader, seance, place) -> None:
    mistaken = sign(leader, seance, place)
    with pytest.raises(TransitionRefused, match="Dites pourquoi"):
        withdraw_signature(actor=leader, signature=mistaken, reason="", now=story.at(12))
    withdraw_signature(
        actor=leader, signature=mistaken, reason="Signé à la place d’un autre", now=story.at(12)
    )
    sign(leader, seance, place)
    assert [one.strokes for one in SeanceSignature.objects.all()] == [story.STROKES] * 2


def test_the_code_lives_from_the_beginning_to_a_while_after_the_end(leader, seance) -> None:
    with pytest.raises(TransitionRefused, match="d’avance"):
        open_code(actor=leader, seance=seance, half_day=MORNING, now=story.at(8, 59))
    code = open_code(actor=leader, seance=seance, half_day=MORNING, now=story.at(9))
    assert code.expires_at == story.at(12, 30)
    assert open_code(actor=leader, seance=seance, half_day=MORNING, now=story.at(12)) == code
    with pytest.raises(TransitionRefused, match="finie"):
        open_code(actor=leader, seance=seance, half_day=MORNING, now=story.at(12, 30))


def test_a_paper_sheet_is_kept_and_entered_without_touching_what_is_signed(
    leader, seance, place, paul
) -> None:
    drawn = sign(leader, seance, place)
    scan = Received("feuille.pdf", PDF, b"%PDF-1.7 feuille")
    enter_paper_sheet(
        actor=leader, seance=seance, scan=scan, sha256=sha256(scan.content).hexdigest(),
        signers={MORNING: [place, paul]}, trainer_signed=[MORNING], now=story.at(18, day=date(2026, 11, 19)),
    )  # fmt: skip
    found = {one.participation_id: one.means for one in SeanceSignature.objects.all()}
    assert found == {place.pk: "drawn", paul.pk: "paper", None: "paper"}
    drawn.refresh_from_db()
    assert drawn.withdrawn_at is None
    assert seance.paper_sheets.get().sha256 == sha256(scan.content).hexdigest()
    assert hours_attended(paul, now=AFTER).proved == 180


def test_a_paper_sheet_that_says_nothing_or_contradicts_is_refused(leader, seance, place) -> None:
    note(leader, seance, place, Presence.ABSENT)
    scan = Received("feuille.pdf", PDF, b"%PDF-1.7 feuille")
    told = {"actor": leader, "seance": seance, "scan": scan, "sha256": "0" * 64, "now": AFTER}
    with pytest.raises(TransitionRefused, match="au moins une signature"):
        enter_paper_sheet(signers={}, trainer_signed=[], **told)
    with pytest.raises(TransitionRefused, match="noté absent"):
        enter_paper_sheet(signers={MORNING: [place]}, trainer_signed=[], **told)
    assert not seance.paper_sheets.exists()


def test_the_certificate_waits_for_every_signature_then_tells_the_hours(
    leader, trainer, seance, place, paul
) -> None:
    sign(leader, seance, place)
    with pytest.raises(TransitionRefused) as refused:
        issue_certificate(actor=leader, participation=place, now=AFTER)
    assert len(refused.value.reasons) == 3
    sign(leader, seance, place, AFTERNOON)
    for half in (MORNING, AFTERNOON):
        note(leader, seance, paul, Presence.ABSENT, half)
        countersign(trainer, seance, half)
    certificate = issue_certificate(actor=leader, participation=place, now=AFTER)
    assert certificate.minutes == 420
    text = text_of(content_of(certificate.document))
    assert "7 h" in text
    assert "Inès MAZARGUIL" in text
    with pytest.raises(TransitionRefused, match="participation effective"):
        issue_certificate(actor=leader, participation=paul, now=AFTER)


def test_after_the_certificate_nothing_is_signed_noted_nor_taken_back(leader, held, place) -> None:
    issue_certificate(actor=leader, participation=place, now=AFTER)
    with pytest.raises(TransitionRefused, match="certificat de réalisation d’Inès"):
        note(leader, held, place, Presence.LATE, minutes=60, note="Retard", at=AFTER)
    with pytest.raises(TransitionRefused) as refused:
        sign(leader, held, place, at=AFTER)
    assert any("certificat" in one for one in refused.value.reasons)
    mine = SeanceSignature.objects.filter(participation=place).first()
    with pytest.raises(TransitionRefused, match="repose sur cette signature"):
        withdraw_signature(actor=leader, signature=mine, reason="Erreur", now=AFTER)
    theirs = SeanceSignature.objects.filter(participation=None).first()
    with pytest.raises(TransitionRefused, match="Inès MAZARGUIL"):
        withdraw_signature(actor=leader, signature=theirs, reason="Erreur", now=AFTER)


def test_a_certificate_is_superseded_with_a_reason_and_the_former_stays(leader, held, place) -> None:
    first = issue_certificate(actor=leader, participation=place, now=AFTER)
    with pytest.raises(TransitionRefused, match="dites pourquoi"):
        issue_certificate(actor=leader, participation=place, now=AFTER)
    second = issue_certificate(actor=leader, participation=place, now=AFTER, reason="Nom corrigé")
    first.refresh_from_db()
    assert first.superseded_by == second
    assert first.document.superseded_by == second.document
    assert place.certificates.filter(superseded_by=None).get() == second


def test_the_attestation_follows_the_certificate_and_says_it_is_no_title(leader, held, place) -> None:
    with pytest.raises(TransitionRefused, match="Délivrez d’abord"):
        issue_attestation(actor=leader, participation=place, now=AFTER)
    issue_certificate(actor=leader, participation=place, now=AFTER)
    text = text_of(content_of(issue_attestation(actor=leader, participation=place, now=AFTER)))
    assert "seul le jury" in text
    assert "7 h sur 60 h prévues" in text


def test_the_archived_sheet_shows_hours_heading_and_each_signature(leader, held, group) -> None:
    text = text_of(
        content_of(issue_attendance_sheet(actor=leader, prestation=group, seances=[held], now=AFTER))
    )
    for said in (
        "9 h – 12 h",
        "13 h – 17 h",
        "Analyser la demande",
        "MAZARGUIL Inès",
        "Absent",
        "ROUMÉGAS",
    ):
        assert said in text
    with pytest.raises(TransitionRefused, match="Aucune séance"):
        issue_attendance_sheet(actor=leader, prestation=group, seances=[], now=AFTER)


def test_two_half_days_missed_in_a_row_raise_a_signal(held, place, paul) -> None:
    found = attendance_signals([place, paul], now=AFTER)
    assert found[place.pk] == []
    assert [one.code for one in found[paul.pk]] == ["absences", "rate"]


def test_hours_of_thirty_people_cost_as_many_queries_as_those_of_one(
    leader, group, held, place, django_assert_num_queries
) -> None:
    from jalon.prestation.operations import add_participation
    from jalon.prestation.queries import hours_of_many

    for person in cast.people(30):
        add_participation(
            actor=leader, prestation=group, parcours=story.path_of(leader, person), now=story.OPENED
        )
    everyone = list(group.participations.all())
    with django_assert_num_queries(4):
        assert hours_of_many([place], now=AFTER)[place.pk].proved == 420
    with django_assert_num_queries(4):
        assert len(hours_of_many(everyone, now=AFTER)) == 32


def test_the_window_to_sign_closes_the_day_after(leader, seance, place) -> None:
    late = story.at(0) + timedelta(days=2)
    with pytest.raises(TransitionRefused, match="feuille signée sur papier"):
        sign(leader, seance, place, at=late)
