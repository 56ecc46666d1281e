"""The draw in a session: committed first, drawn on the day, revealed at the end."""

import pytest

from jalon.common.models import JournalEntry
from jalon.examen.enums import Presence, SessionStatus
from jalon.examen.models import ExamSession, ScenarioDrawResult
from jalon.examen.operations.draw import (
    DrawRefused,
    draw_scenario,
    publish_commitment,
    remove_sheet,
    reveal_seed,
    save_sheet,
    withdraw_commitment,
)
from jalon.examen.queries.draw import draw_facts, draw_ref, faults_of
from jalon.examen.rules.draw import commitment, replay
from tests.examen import stage

pytestmark = pytest.mark.django_db
SEED = "ab" * 32


def _ready(
    candidates: int = 3, sheets: int = 3, status: SessionStatus = SessionStatus.IN_PROGRESS
) -> ExamSession:
    exam = stage.session(candidates=candidates, status=status)
    for number in range(1, sheets + 1):
        save_sheet(
            actor=stage.responsable(),
            session=exam,
            number=number,
            label=f"Repère {number}",
            content="",
            now=stage.NOW,
        )
    return exam


def _committed(candidates: int = 3) -> ExamSession:
    exam = _ready(candidates)
    publish_commitment(actor=stage.responsable(), session=exam, now=stage.NOW, seed=SEED)
    return exam


def _draw(exam: ExamSession, number: int) -> ScenarioDrawResult:
    return draw_scenario(
        actor=stage.responsable(), inscription=exam.inscriptions.get(number=number), now=stage.NOW
    )


def test_the_draw_recorded_is_the_one_that_anybody_replays() -> None:
    exam = _committed()
    results = [_draw(exam, number) for number in (2, 1, 3)]
    again = replay(SEED, [1, 2, 3], ["candidat-2", "candidat-1", "candidat-3"])
    assert [(r.rank, draw_ref(r.inscription), r.sheet.number) for r in results] == [
        (d.rank, d.ref, d.sheet) for d in again
    ]
    draw = reveal_seed(actor=stage.responsable(), session=exam, now=stage.NOW)
    assert draw.commitment == commitment(SEED, [1, 2, 3])
    assert faults_of(draw, draw_facts(exam).results) == ()


def test_a_double_click_draws_once() -> None:
    exam = _committed()
    assert _draw(exam, 1).pk == _draw(exam, 1).pk
    assert ScenarioDrawResult.objects.count() == 1


def test_without_a_given_seed_each_session_has_its_own() -> None:
    exam = _ready()
    draw = publish_commitment(actor=stage.responsable(), session=exam, now=stage.NOW)
    assert len(draw.seed) == 64
    assert draw.seed != SEED


def test_sheets_are_frozen_once_committed() -> None:
    exam = _committed()
    with pytest.raises(DrawRefused, match="ne changent plus"):
        save_sheet(actor=stage.responsable(), session=exam, number=9, label="x", content="", now=stage.NOW)
    with pytest.raises(DrawRefused, match="ne changent plus"):
        remove_sheet(actor=stage.responsable(), session=exam, number=1, now=stage.NOW)


def test_the_commitment_can_be_taken_back_only_before_the_first_draw() -> None:
    exam = _committed()
    withdraw_commitment(actor=stage.responsable(), session=exam, now=stage.NOW)
    publish_commitment(actor=stage.responsable(), session=exam, now=stage.NOW, seed=SEED)
    _draw(exam, 1)
    with pytest.raises(DrawRefused, match="ne peut plus être retiré"):
        withdraw_commitment(actor=stage.responsable(), session=exam, now=stage.NOW)


def test_the_seed_stays_secret_until_everybody_expected_has_drawn() -> None:
    exam = _committed(candidates=2)
    _draw(exam, 1)
    with pytest.raises(DrawRefused, match="restent à faire"):
        reveal_seed(actor=stage.responsable(), session=exam, now=stage.NOW)
    exam.inscriptions.filter(number=2).update(presence=Presence.ABSENT)
    assert reveal_seed(actor=stage.responsable(), session=exam, now=stage.NOW).revealed_at == stage.NOW


def test_the_seed_is_revealed_at_the_latest_after_the_deliberation() -> None:
    exam = _committed(candidates=2)
    ExamSession.objects.filter(pk=exam.pk).update(status=SessionStatus.DELIBERATED)
    assert reveal_seed(actor=stage.responsable(), session=exam, now=stage.NOW).revealed_at


def test_nobody_draws_outside_the_session_or_after_the_reveal_or_when_absent() -> None:
    early = _ready(status=SessionStatus.CONVENED)
    publish_commitment(actor=stage.responsable(), session=early, now=stage.NOW, seed=SEED)
    early.inscriptions.filter(number=1).update(presence=Presence.EXCUSED)
    with pytest.raises(DrawRefused) as refusal:
        _draw(early, 1)
    assert len(refusal.value.reasons) == 2


def test_a_candidate_who_plays_no_scene_draws_nothing() -> None:
    exam = _committed(candidates=1)
    other = stage.candidate(exam, stage.juror(7), scopes=["ccp2"])
    with pytest.raises(DrawRefused, match="ne passe pas de mise en situation"):
        _draw(exam, other.number)


def test_a_title_without_a_scenario_has_no_draw() -> None:
    exam = stage.session(candidates=1, titre_ref=stage.ETI)
    assert not draw_facts(exam).concerned
    with pytest.raises(DrawRefused) as refusal:
        publish_commitment(actor=stage.responsable(), session=exam, now=stage.NOW)
    assert any("ne prévoit pas" in reason for reason in refusal.value.reasons)


def test_the_journal_tells_the_acts_and_never_the_seed_nor_the_sheet() -> None:
    exam = _committed()
    result = _draw(exam, 1)
    entries = JournalEntry.objects.filter(verb__startswith="draw.")
    assert entries.filter(verb="draw.draw").count() == 1
    for entry in entries:
        assert SEED not in f"{entry.sentence}{entry.data}"
    drawn = entries.get(verb="draw.draw")
    assert "sheet" not in drawn.data
    assert f"n° {result.sheet.number}" not in drawn.sentence
