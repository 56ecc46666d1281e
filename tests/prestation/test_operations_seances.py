"""Prestations opened, people given a place, séances planned: what is refused is refused with all its reasons."""

from dataclasses import replace
from datetime import date, time

import pytest

from jalon.common.models import JournalEntry
from jalon.common.workflow import TransitionRefused
from jalon.prestation.enums import HalfDay, Presence
from jalon.prestation.models import Participation, Seance
from jalon.prestation.operations import (
    add_participation,
    advance_prestation,
    cancel_seance,
    leave_prestation,
    record_attendance,
    sign_attendance,
    update_participation,
    update_seance,
    withdraw_signature,
)
from jalon.prestation.queries import hours_attended
from tests import cast
from tests.prestation import story


def reasons(refused: pytest.ExceptionInfo[TransitionRefused]) -> str:
    return " ".join(refused.value.reasons)


def test_a_prestation_opens_runs_and_ends_and_the_journal_tells_it(leader, group) -> None:
    with pytest.raises(TransitionRefused, match="finit le 20/11/2026"):
        advance_prestation(actor=leader, prestation=group, act="finish", now=story.at(9))
    advance_prestation(actor=leader, prestation=group, act="finish", now=story.at(9, day=date(2026, 11, 20)))
    group.refresh_from_db()
    assert group.status == "done"
    verbs = list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert [verb for verb in verbs if verb.startswith("prestation.")] == [
        "prestation.open", "prestation.participate", "prestation.participate", "prestation.start", "prestation.finish",
    ]  # fmt: skip


def test_a_place_is_refused_with_every_reason(leader) -> None:
    full = story.prestation(leader, capacity=1)
    one, other = cast.people(2)
    add_participation(actor=leader, prestation=full, parcours=story.path_of(leader, one), now=story.OPENED)
    with pytest.raises(TransitionRefused) as refused:
        add_participation(
            actor=leader, prestation=full, parcours=story.path_of(leader, other, "vae"), now=story.OPENED,
            entered_on=date(1970, 1, 1), minutes_planned=0,
        )  # fmt: skip
    assert len(refused.value.reasons) == 4
    assert "ne convient pas à la voie" in reasons(refused)
    assert "Toutes les places sont prises (1)" in reasons(refused)
    assert "précède la naissance" in reasons(refused)
    assert full.participations.count() == 1


def test_the_same_place_given_twice_is_one_place(leader, group, place) -> None:
    again = add_participation(actor=leader, prestation=group, parcours=place.parcours, now=story.OPENED)
    assert again == place


def test_a_trainer_is_not_planned_in_two_groups_at_once(leader, group, seance) -> None:
    other = story.prestation(leader, heading="Autre groupe")
    with pytest.raises(TransitionRefused) as refused:
        story.seance(leader, other)
    assert "Bastien ROUMÉGAS anime déjà « Analyser la demande »" in reasons(refused)
    assert "La salle Salle Tarn est déjà prise" in reasons(refused)
    assert Seance.objects.count() == 1


def test_someone_in_two_groups_is_not_expected_in_both_at_once(leader, group, seance, place) -> None:
    other = story.prestation(leader, heading="Remise à niveau", trainer=None)
    add_participation(actor=leader, prestation=other, parcours=place.parcours, now=story.OPENED)
    with pytest.raises(TransitionRefused, match="Inès MAZARGUIL suit déjà"):
        story.seance(leader, other, room="Salle Lot")
    with pytest.raises(TransitionRefused, match="ne réunit que des participants de sa prestation"):
        story.seance(leader, group, room="", starts_at=story.at(18), ends_at=story.at(19), pause_from=None,
                     pause_until=None, audience=other.participations.all())  # fmt: skip


def moved(seance: Seance) -> dict:
    return {
        "starts_at": story.at(9), "ends_at": story.at(17), "pause_from": time(12), "pause_until": time(13),
        "heading": "Autre sujet", "trainer": seance.trainer, "mode": seance.mode, "room": seance.room,
        "video_link": "", "audience": (),
    }  # fmt: skip


def test_a_séance_noted_no_longer_moves_and_one_signed_is_not_cancelled(leader, seance, place) -> None:
    update_seance(actor=leader, seance=seance, now=story.OPENED, **moved(seance))
    record_attendance(
        actor=leader, seance=seance, participation=place, half_day=HalfDay.MORNING, presence=Presence.PRESENT,
        now=story.at(12),
    )  # fmt: skip
    with pytest.raises(TransitionRefused, match="déjà notée"):
        update_seance(actor=leader, seance=seance, now=story.at(12), **moved(seance))
    signature = sign_attendance(
        actor=leader, seance=seance, participation=place, half_day=HalfDay.MORNING, signed_at=story.at(12),
        now=story.at(12), strokes=story.STROKES,
    )  # fmt: skip
    with pytest.raises(TransitionRefused) as refused:
        cancel_seance(actor=leader, seance=seance, reason=" ", now=story.at(12))
    assert len(refused.value.reasons) == 2
    withdraw_signature(actor=leader, signature=signature, reason="Erreur de groupe", now=story.at(12))
    cancel_seance(actor=leader, seance=seance, reason="Notée par erreur", now=story.at(12))
    assert hours_attended(place, now=story.at(18)).held == 0


def test_cancelling_a_prestation_asks_a_leader_and_a_reason_and_cancels_what_is_to_come(
    leader, trainer, group, seance
) -> None:
    with pytest.raises(TransitionRefused) as refused:
        advance_prestation(actor=trainer, prestation=group, act="cancel", now=story.at(8))
    assert len(refused.value.reasons) == 2
    advance_prestation(
        actor=leader, prestation=group, act="cancel", note="Effectif insuffisant", now=story.at(8)
    )
    seance.refresh_from_db()
    assert seance.cancelled_reason == "Effectif insuffisant"


def test_someone_who_left_is_no_longer_expected_and_says_why(leader, group, seance, place) -> None:
    with pytest.raises(TransitionRefused) as refused:
        leave_prestation(
            actor=leader, participation=place, left_on=date(2026, 12, 1), reason="", now=story.at(9)
        )
    assert len(refused.value.reasons) == 2
    leave_prestation(
        actor=leader, participation=place, left_on=date(2026, 11, 13), reason="Embauche", now=story.at(9)
    )
    with pytest.raises(TransitionRefused, match="est sorti le"):
        record_attendance(
            actor=leader, seance=seance, participation=place, half_day=HalfDay.MORNING, presence=Presence.PRESENT,
            now=story.at(12),
        )  # fmt: skip


def test_hours_are_set_for_one_person_with_their_dispensations(leader, place) -> None:
    update_participation(
        actor=leader, participation=place, minutes_planned=1200, dispensations="Dispense du module 3",
        entered_on=date(2026, 11, 2), now=story.at(9),
    )  # fmt: skip
    assert Participation.objects.get(pk=place.pk).minutes == 1200


def test_another_centre_is_refused(leader, group) -> None:
    stranger = replace(leader, organisme_id=cast.other_centre().pk)
    away = cast.person("Ailleurs", "Léo", date(1990, 1, 1), organisme=cast.other_centre())
    with pytest.raises(TransitionRefused, match="autre organisme"):
        add_participation(
            actor=leader, prestation=group, parcours=story.path_of(stranger, away), now=story.OPENED
        )
