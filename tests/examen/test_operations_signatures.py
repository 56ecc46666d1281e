"""Signatures of the exam day: who may sign which half-day, once, and how a mistake is taken back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from jalon.common.models import JournalEntry
from jalon.documents.queries import content_of
from jalon.examen import letters
from jalon.examen.enums import DayEventKind, HalfDay, Presence, SessionStatus, SignerRole
from jalon.examen.models import DayEvent, DaySignature, ExamSession, Inscription
from jalon.examen.operations.day import record_presence
from jalon.examen.operations.signatures import (
    SignatureRefused,
    issue_signed_sheet,
    issued_sheet,
    sign,
    withdraw_signature,
)
from jalon.examen.queries.signatures import half_sheets
from jalon.jury.session_file import entries_of
from jalon.people.models import Person
from jalon.people.queries import personal_data
from tests import cast
from tests.documents.reading import text_of
from tests.examen import signing, stage

pytestmark = pytest.mark.django_db
EARLY = signing.early()
SCRAWL = [[[100, 200], [300, 100], [500, 250]], [[150, 300], [600, 290]]]


@pytest.fixture
def exam() -> ExamSession:
    return signing.held()


def first(exam: ExamSession) -> Inscription:
    """The candidate whose day begins at 8 h 30."""
    return signing.candidate(exam)


def given(exam: ExamSession, signer: Inscription | Person | None = None, **changes: Any) -> DaySignature:
    values: dict[str, Any] = {
        "actor": stage.responsable(),
        "session": exam,
        "uuid": uuid4(),
        "signer": signer or first(exam),
        "day": stage.FIRST_DAY,
        "half_day": HalfDay.MORNING,
        "at": EARLY,
        "now": EARLY,
        "strokes": SCRAWL,
        **changes,
    }
    with transaction.atomic():
        return sign(**values)


def reasons(exam: ExamSession, signer: Inscription | Person | None = None, **changes: Any) -> str:
    with pytest.raises(SignatureRefused) as refused:
        given(exam, signer, **changes)
    return " ".join(refused.value.reasons)


class TestSigning:
    def test_a_candidate_s_signature_in_time_is_also_their_arrival(self, exam: ExamSession) -> None:
        kept = given(exam, device="Tablette du hall")
        who = first(exam)
        assert (kept.role, kept.inscription, kept.strokes) == (SignerRole.CANDIDATE, who, SCRAWL)
        assert (who.presence, who.arrived_at) == (Presence.PRESENT, EARLY)
        assert kept.device_label == "Tablette du hall"

    def test_the_fact_is_kept_once_however_often_it_is_sent(self, exam: ExamSession) -> None:
        known = uuid4()
        assert given(exam, uuid=known) == given(exam, uuid=known)
        event = DayEvent.objects.get()
        assert (event.uuid, event.kind, event.at) == (known, DayEventKind.SIGNATURE, EARLY)
        assert JournalEntry.objects.filter(verb="day.signature").count() == 1

    def test_an_identifier_that_is_another_fact_s_is_refused(self, exam: ExamSession) -> None:
        known = uuid4()
        DayEvent.objects.create(
            session=exam, uuid=known, kind=DayEventKind.NOTE, at=EARLY, received_at=EARLY,
            actor_ref="user:1", actor_label="Odile",
        )  # fmt: skip
        assert "identifiant" in reasons(exam, uuid=known)

    def test_a_juror_signs_too(self, exam: ExamSession) -> None:
        juror = cast.juror_person()
        kept = given(
            exam, juror, half_day=HalfDay.AFTERNOON, at=EARLY.replace(hour=14), now=EARLY.replace(hour=14)
        )
        assert (kept.role, kept.person, kept.inscription) == (SignerRole.JUROR, juror, None)

    def test_one_who_cannot_draw_signs_by_the_keyboard(self, exam: ExamSession) -> None:
        who = first(exam)
        kept = given(exam, strokes=None, typed=who.person.full_name, agreed=True)
        assert (kept.strokes, kept.event and kept.event.data["typed"]) == ([], who.person.full_name)

    def test_what_lacks_is_told_all_at_once(self, exam: ExamSession) -> None:
        told = reasons(
            exam,
            strokes=None,
            typed="Quelqu’un",
            half_day=HalfDay.AFTERNOON,
            now=EARLY - timedelta(minutes=10),
        )
        for part in ("tapez le nom", "Je signe", "pas d’avance", "dans le futur"):
            assert part in told

    def test_nothing_at_all_is_no_signature(self, exam: ExamSession) -> None:
        assert "La signature est vide" in reasons(exam, strokes=None)
        assert "points de la zone" in reasons(exam, strokes=[["<script>"]])
        assert not DayEvent.objects.exists()

    def test_nobody_signs_a_half_day_twice(self, exam: ExamSession) -> None:
        given(exam)
        assert "a déjà signé cette demi-journée le 14\u00a0décembre 2026 à 8\u00a0h\u00a010" in reasons(exam)

    def test_a_latecomer_waits_for_the_decision_to_admit_them(self, exam: ExamSession) -> None:
        late = stage.at(stage.FIRST_DAY, 9, 5)
        assert "décidez d’abord de son admission" in reasons(exam, at=late, now=late)
        record_presence(
            actor=stage.responsable(),
            inscription=first(exam),
            presence=Presence.LATE,
            now=late,
            arrived_at=late,
        )
        assert given(exam, at=late, now=late).signed_at == late

    def test_one_who_was_recorded_absent_does_not_sign(self, exam: ExamSession) -> None:
        record_presence(
            actor=stage.responsable(), inscription=first(exam), presence=Presence.ABSENT, now=EARLY
        )
        assert "corrigez d’abord sa présence" in reasons(exam)

    def test_only_those_of_the_session_sign_while_it_is_held(self, exam: ExamSession) -> None:
        stranger = stage.candidate(stage.session(candidates=0, number="S-2", juries=0), cast.people(8)[7])
        assert "n’est pas admis à la session" in reasons(exam, stranger)
        assert "ne siège dans aucun jury" in reasons(exam, stranger.person)
        ExamSession.objects.filter(pk=exam.pk).update(status=SessionStatus.DELIBERATED)
        assert "n’est pas en cours" in reasons(exam)

    def test_a_day_out_of_the_session_is_refused(self, exam: ExamSession) -> None:
        after = EARLY + timedelta(days=1)
        assert "n’est pas un jour de la session" in reasons(exam, day=after.date(), at=after, now=after)

    def test_the_clock_of_a_tablet_may_run_a_little_fast(self, exam: ExamSession) -> None:
        given(exam, at=EARLY + timedelta(minutes=1))
        assert first(exam).arrived_at == EARLY


class TestTakingBack:
    def _withdraw(
        self, exam: ExamSession, signature: DaySignature, reason: str = "Signé à la place d’un autre"
    ):
        with transaction.atomic():
            return withdraw_signature(
                actor=stage.responsable(), session=exam, signature=signature, uuid=uuid4(), reason=reason,
                at=EARLY, now=EARLY,
            )  # fmt: skip

    def test_a_signature_is_taken_back_with_a_reason_and_may_be_given_again(self, exam: ExamSession) -> None:
        mistaken = given(exam)
        gone = self._withdraw(exam, mistaken)
        undo = DayEvent.objects.get(kind=DayEventKind.UNDO)
        assert (gone.withdrawn_at, gone.strokes) == (EARLY, SCRAWL)
        assert (undo.undoes, undo.data) == (
            mistaken.event and mistaken.event.uuid,
            {"reason": "Signé à la place d’un autre"},
        )
        assert (
            "Signé à la place d’un autre" in JournalEntry.objects.get(verb="day.signature_withdrawn").sentence
        )
        assert given(exam).withdrawn_at is None

    def test_an_arrival_that_only_the_signature_told_is_taken_back_with_it(self, exam: ExamSession) -> None:
        self._withdraw(exam, given(exam))
        assert (first(exam).presence, first(exam).arrived_at) == (Presence.EXPECTED, None)

    def test_an_arrival_noted_otherwise_stands(self, exam: ExamSession) -> None:
        before = EARLY - timedelta(minutes=5)
        record_presence(
            actor=stage.responsable(), inscription=first(exam), presence=Presence.PRESENT, now=before
        )
        self._withdraw(exam, given(exam))
        assert (first(exam).presence, first(exam).arrived_at) == (Presence.PRESENT, before)

    def test_without_a_reason_it_stands(self, exam: ExamSession) -> None:
        with pytest.raises(SignatureRefused, match="pourquoi"):
            self._withdraw(exam, given(exam), " ")

    def test_taken_back_twice_it_is_told_once(self, exam: ExamSession) -> None:
        mistaken = given(exam)
        self._withdraw(exam, mistaken)
        self._withdraw(exam, mistaken)
        assert DayEvent.objects.filter(kind=DayEventKind.UNDO).count() == 1

    def test_it_no_longer_changes_once_the_pv_is_signed(self, exam: ExamSession) -> None:
        kept = given(exam)
        ExamSession.objects.filter(pk=exam.pk).update(status=SessionStatus.PV_SIGNED)
        with pytest.raises(SignatureRefused, match="ne changent plus"):
            self._withdraw(exam, kept)


class TestTheSheet:
    def test_each_half_day_has_those_who_are_expected(self, exam: ExamSession) -> None:
        morning, *_ = half_sheets(exam)
        assert (morning.day, morning.half_day) == (stage.FIRST_DAY, HalfDay.MORNING)
        assert first(exam) in [one.inscription for one in morning.candidates]
        assert {one.detail for one in morning.jurors} == {"Jury 1"}
        assert len(morning.jurors) == 2

    def test_a_juror_who_has_left_the_jury_is_no_longer_expected(self, exam: ExamSession) -> None:
        gone = exam.juries.get().seats.get(person=cast.juror_person())
        gone.left_at = stage.at(stage.FIRST_DAY, 12)
        gone.save()
        morning, afternoon = half_sheets(exam)
        assert [len(half.jurors) for half in (morning, afternoon)] == [2, 1]

    def test_one_who_sits_from_the_afternoon_on_is_not_expected_in_the_morning(
        self, exam: ExamSession
    ) -> None:
        seat = exam.juries.get().seats.get(person=cast.juror_person())
        seat.sits_from = stage.at(stage.FIRST_DAY, 13)
        seat.save()
        morning, afternoon = half_sheets(exam)
        assert [len(half.jurors) for half in (morning, afternoon)] == [1, 2]

    def test_it_says_who_signed_when_and_what_was_recorded_of_the_others(self, exam: ExamSession) -> None:
        given(exam)
        other = exam.inscriptions.exclude(pk=first(exam).pk).get()
        record_presence(actor=stage.responsable(), inscription=other, presence=Presence.ABSENT, now=EARLY)
        context = letters.emargement_signe(exam, half_sheets(exam), SignerRole.CANDIDATE)
        rows = {row.name: row for sheet in context.sheets for row in sheet.rows if row.signed or row.remark}
        signed, absent = rows[first(exam).person.sort_name], rows[other.person.sort_name]
        assert (signed.signed, signed.drawing[0][0]) == ("8\u00a0h\u00a010", (100, 200))
        assert (absent.signed, absent.remark) == ("", "Absent")

    def test_a_latecomer_s_hour_is_beside_the_signature(self, exam: ExamSession) -> None:
        late = stage.at(stage.FIRST_DAY, 9, 5)
        record_presence(
            actor=stage.responsable(),
            inscription=first(exam),
            presence=Presence.LATE,
            now=late,
            arrived_at=late,
        )
        given(exam, at=late, now=late)
        (line,) = [one for one in half_sheets(exam)[0].candidates if one.signature]
        assert line.remark == "Arrivé en retard à 9\u00a0h\u00a005"

    def test_the_drawing_is_in_the_pdf_as_a_line_and_the_typed_name_as_words(self, exam: ExamSession) -> None:
        given(exam)
        given(exam, cast.juror_person(), strokes=None, typed=cast.juror_person().full_name, agreed=True)
        with transaction.atomic():
            sheets = {
                role: issue_signed_sheet(actor=stage.responsable(), session=exam, role=role, now=EARLY)
                for role in SignerRole
            }
        assert sheets[SignerRole.CANDIDATE].number == "EMS-2026-0001"
        jurors = text_of(content_of(sheets[SignerRole.JUROR]))
        assert "signé au clavier" in jurors
        assert "Certifié le 14 décembre 2026 à 8 h 10" in jurors.replace("\u00a0", " ")

    def test_the_session_s_file_holds_it_as_soon_as_somebody_has_signed(self, exam: ExamSession) -> None:
        def paths() -> list[str]:
            return [entry.path for entry in entries_of(exam, now=EARLY) if "emargement-signe" in entry.path]

        assert paths() == []
        given(exam, cast.juror_person())
        assert paths() == ["02-session/emargement-signe-jures.pdf"]

    def test_nobody_having_signed_there_is_nothing_to_issue(self, exam: ExamSession) -> None:
        with pytest.raises(SignatureRefused, match="faites d’abord signer"), transaction.atomic():
            issue_signed_sheet(actor=stage.responsable(), session=exam, role=SignerRole.JUROR, now=EARLY)

    def test_a_later_signature_makes_the_issued_sheet_out_of_date(self, exam: ExamSession) -> None:
        given(exam)
        with transaction.atomic():
            issued = issue_signed_sheet(
                actor=stage.responsable(), session=exam, role=SignerRole.CANDIDATE, now=EARLY
            )
        assert issued_sheet(exam, SignerRole.CANDIDATE) == issued
        later = EARLY + timedelta(minutes=3)
        given(exam, cast.juror_person(), at=later, now=later)
        assert issued_sheet(exam, SignerRole.CANDIDATE) is None
        with transaction.atomic():
            issue_signed_sheet(actor=stage.responsable(), session=exam, role=SignerRole.CANDIDATE, now=later)
        issued.refresh_from_db()
        assert issued.superseded_by is not None


class TestTheUuid:
    def test_it_is_that_of_the_tablet(self, exam: ExamSession) -> None:
        known = UUID("00000000-0000-4000-8000-000000000001")
        kept = given(exam, uuid=known)
        assert kept.event is not None
        assert kept.event.uuid == known


def test_the_moment_is_that_of_the_signer_not_of_the_network(exam: ExamSession) -> None:
    reached: datetime = EARLY + timedelta(hours=3)
    kept = given(exam, at=EARLY, now=reached)
    assert (kept.signed_at, kept.received_at) == (EARLY, reached)


def at_once(acts: list[Callable[[], object]]) -> list[bool]:
    """Each act in a thread of its own at the same moment; whether it was kept."""
    barrier = Barrier(len(acts))

    def attempt(act: Callable[[], object]) -> bool:
        try:
            barrier.wait(10)
            act()
        except SignatureRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(attempt, acts))


@pytest.mark.django_db(transaction=True)
def test_two_tablets_that_collect_the_same_signature_at_once_keep_one() -> None:
    with transaction.atomic():
        exam = signing.held()
    assert sorted(at_once([lambda: given(exam), lambda: given(exam)])) == [False, True]
    assert DaySignature.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_signature_sent_by_two_tabs_at_once_is_accepted_by_both_and_kept_once() -> None:
    with transaction.atomic():
        exam = signing.held()
    known = uuid4()
    assert at_once([lambda: given(exam, uuid=known)] * 2) == [True, True]
    assert DaySignature.objects.count() == DayEvent.objects.count() == 1


def test_the_copy_of_ones_data_holds_one_s_own_presence_facts_and_signatures(exam: ExamSession) -> None:
    signature, other = given(exam), exam.inscriptions.get(number=2)
    juror = exam.juries.get().seats.first()
    assert juror is not None
    given(exam, juror.person)
    mine = personal_data(Person.objects.filter(pk=first(exam).person_id))
    (inscription,), (fact,), (signed,) = (
        mine[key] for key in ("sessions d’examen", "faits des jours d’examen", "émargements")
    )
    assert (inscription["présence"], inscription["arrivée"]) == ("Présent", "2026-12-14T08:10:00+01:00")
    assert (fact["nature"], fact["noté par"]) == ("Émargement", stage.responsable().label)
    assert (signed["qualité"], signed["tracé"], signed["signé le"]) == (
        "Candidat", signature.strokes, "2026-12-14T08:10:00+01:00",
    )  # fmt: skip
    seated = personal_data(Person.objects.filter(pk=juror.person_id))
    assert [one["qualité"] for one in seated["émargements"]] == ["Juré"]
    assert personal_data(Person.objects.filter(pk=other.person_id))["émargements"] == []
