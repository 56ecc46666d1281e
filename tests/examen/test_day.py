"""The exam day: presence, plis, incidents, checklist, signing sheets."""

from datetime import timedelta
from uuid import uuid4

import pytest

from jalon.examen import documents, letters
from jalon.examen.enums import DayEventKind, IncidentKind, Presence, SessionStatus
from jalon.examen.models import ExamSession, Incident, PliOpening
from jalon.examen.operations.checklist import draw_up_checklist, tick_item
from jalon.examen.operations.day import DayRefused, record_pli_opening, record_presence, report_incident
from jalon.examen.operations.live import Told, record_event
from jalon.examen.queries.checklist import checklist_state
from jalon.examen.queries.day import day_board
from jalon.examen.queries.planning import appointments_of
from tests import cast
from tests.examen import exam_day, stage

pytestmark = pytest.mark.django_db
MORNING = stage.at(stage.FIRST_DAY, 9, 0)


def _today(**more: object) -> ExamSession:
    return stage.session(status=SessionStatus.CONVENED, **more)  # type: ignore[arg-type]


class TestPresence:
    def test_a_latecomer_admitted_keeps_the_hour_of_arrival(self) -> None:
        who = _today().inscriptions.get(number=1)
        late = record_presence(
            actor=stage.responsable(), inscription=who, presence=Presence.LATE, now=MORNING,
            arrived_at=MORNING - timedelta(minutes=10), note="Train supprimé",
        )  # fmt: skip
        assert (late.presence, late.arrived_at) == (Presence.LATE, MORNING - timedelta(minutes=10))

    def test_a_late_arrival_without_an_hour_and_an_excuse_without_a_reason_are_refused(self) -> None:
        who = _today().inscriptions.get(number=1)
        with pytest.raises(DayRefused, match="heure d’arrivée"):
            record_presence(actor=stage.responsable(), inscription=who, presence=Presence.LATE, now=MORNING)
        with pytest.raises(DayRefused, match="motif"):
            record_presence(
                actor=stage.responsable(), inscription=who, presence=Presence.EXCUSED, now=MORNING
            )

    def test_absence_wipes_an_arrival_noted_by_mistake(self) -> None:
        who = _today().inscriptions.get(number=1)
        record_presence(actor=stage.responsable(), inscription=who, presence=Presence.PRESENT, now=MORNING)
        gone = record_presence(
            actor=stage.responsable(), inscription=who, presence=Presence.ABSENT, now=MORNING
        )
        assert gone.arrived_at is None

    def test_nothing_is_recorded_before_the_day_or_after_the_session(self) -> None:
        who = _today().inscriptions.get(number=1)
        with pytest.raises(DayRefused, match="ne commence que"):
            record_presence(
                actor=stage.responsable(),
                inscription=who,
                presence=Presence.PRESENT,
                now=MORNING - timedelta(days=1),
            )
        ExamSession.objects.update(status=SessionStatus.DELIBERATED)
        with pytest.raises(DayRefused, match="n’est pas en cours"):
            record_presence(
                actor=stage.responsable(), inscription=who, presence=Presence.PRESENT, now=MORNING
            )


class TestPlis:
    def _open(self, exam: ExamSession, **more: object) -> PliOpening:
        values: dict[str, object] = {
            "witness": exam.inscriptions.get(number=1),
            "opened_at": MORNING,
            "seals_intact": True,
            "remarks": "",
            **more,
        }
        return record_pli_opening(actor=stage.responsable(), session=exam, now=MORNING, **values)  # type: ignore[arg-type]

    def test_the_opening_is_recorded_with_its_witness(self) -> None:
        opening = self._open(_today())
        assert opening.opened_by == stage.responsable().label
        assert opening.witness.number == 1

    def test_it_is_recorded_once(self) -> None:
        exam = _today()
        self._open(exam)
        with pytest.raises(DayRefused, match="déjà enregistrée"):
            self._open(exam)

    def test_a_broken_seal_is_described(self) -> None:
        with pytest.raises(DayRefused, match="décrivez"):
            self._open(_today(), seals_intact=False)

    def test_another_day_than_the_first_is_explained(self) -> None:
        exam = _today(days=2)
        with pytest.raises(DayRefused, match="premier jour"):
            record_pli_opening(
                actor=stage.responsable(), session=exam, witness=exam.inscriptions.get(number=1),
                opened_at=MORNING + timedelta(days=1), seals_intact=True, remarks="", now=MORNING + timedelta(days=1),
            )  # fmt: skip

    def test_the_witness_is_a_candidate_of_this_session(self) -> None:
        exam = _today()
        stranger = stage.candidate(stage.session(candidates=0, number="S-2", juries=0), cast.people(8)[7])
        with pytest.raises(DayRefused, match="témoin"):
            self._open(exam, witness=stranger)

    def test_its_record_can_be_printed(self) -> None:
        exam = _today()
        context = letters.pli_context(exam, self._open(exam))
        assert documents.PV_OUVERTURE_PLIS.render(context).pdf.startswith(b"%PDF")


class TestIncidents:
    def test_a_fraud_names_the_candidate(self) -> None:
        exam = _today()
        with pytest.raises(DayRefused, match="nomme le candidat"):
            report_incident(
                actor=stage.responsable(),
                session=exam,
                kind=IncidentKind.FRAUD,
                description="Antisèche",
                now=MORNING,
            )
        who = exam.inscriptions.get(number=1)
        report_incident(
            actor=stage.responsable(), session=exam, kind=IncidentKind.FRAUD, description="Antisèche",
            inscription=who, now=MORNING,
        )  # fmt: skip
        assert Incident.objects.get().inscription == who

    def test_an_incident_without_facts_says_nothing(self) -> None:
        with pytest.raises(DayRefused, match="Décrivez"):
            report_incident(
                actor=stage.responsable(),
                session=_today(),
                kind=IncidentKind.INCIDENT,
                description="  ",
                now=MORNING,
            )


class TestBoard:
    def test_it_says_who_is_here_now_and_who_comes_next(self) -> None:
        exam = exam_day.held()
        board = day_board(exam, now=MORNING)
        (column,) = board.today.columns
        assert [line.inscription.number for line in column.following] == [1, 2]
        assert [e.overdue for e in board.expected] == [True, False]
        assert (board.awaited, board.here, board.missing) == (2, 0, 0)

    def test_the_tests_of_somebody_absent_are_not_announced(self) -> None:
        exam = exam_day.held(candidates=1)
        exam.inscriptions.update(presence=Presence.ABSENT)
        board = day_board(exam, now=MORNING)
        (column,) = board.today.columns
        assert column.now == column.following == ()
        assert (board.here, board.missing) == (0, 1)
        assert board.expected[0].badge == ("Absent", "danger")

    def test_a_test_begun_without_an_arrival_asks_for_it(self) -> None:
        exam = exam_day.held(candidates=1)
        who = exam.inscriptions.get()
        told = Told(uuid4(), DayEventKind.PHASE_START, MORNING, who.pk, exam_day.PREPARATION)
        record_event(actor=stage.responsable(), session=exam, told=told, now=MORNING)
        (line,) = day_board(exam, now=MORNING).expected
        assert (line.unnoted, line.badge[0]) == (True, "En épreuve")

    def test_outside_the_session_it_shows_the_next_day_of_it_as_published(self) -> None:
        exam = exam_day.held(candidates=1, days=2)
        board = day_board(exam, now=stage.NOW)
        assert board.day == stage.FIRST_DAY
        assert all(p.delay == timedelta(0) for p in board.today.columns[0].state.phases)

    def test_another_day_says_who_came_not_where_they_are(self) -> None:
        exam = exam_day.held(candidates=2, days=2)
        exam.inscriptions.filter(number=1).update(presence=Presence.PRESENT)
        board = day_board(exam, now=MORNING + timedelta(days=1), day=stage.FIRST_DAY)
        assert [line.badge for line in board.expected] == [("Présent", "success"), ("Attendu", "neutral")]

    def test_a_juror_who_left_their_seat_is_no_longer_expected(self) -> None:
        exam = exam_day.held(candidates=1)
        seat = exam.juries.get().seats.first()
        assert seat is not None
        exam.juries.get().seats.filter(pk=seat.pk).update(left_at=MORNING)
        (column,) = day_board(exam, now=MORNING).today.columns
        assert len(column.jurors) == 1


class TestSheets:
    def test_each_half_day_has_its_page_with_those_expected(self) -> None:
        exam = _today(candidates=3, juries=1)
        rows = appointments_of(stage.published(exam))
        candidates = letters.emargement_candidats(exam, rows)
        names = {row.name for sheet in candidates.sheets for row in sheet.rows}
        assert len(names) == 3
        jurors = letters.emargement_jures(exam, rows)
        assert {sheet.half_day for sheet in jurors.sheets} == {"Matin", "Après-midi"}
        assert all(len(sheet.rows) == 2 for sheet in jurors.sheets)


class TestChecklist:
    def test_it_comes_from_the_referentiel_and_keeps_its_ticks_when_refreshed(self) -> None:
        exam = _today(candidates=2)
        items = draw_up_checklist(actor=stage.responsable(), session=exam, now=stage.NOW)
        paper = next(i for i in exam.checklist.all() if i.label == "Feuilles")
        assert paper.required_count == 20
        room = exam.checklist.first()
        assert room is not None
        for item in (paper, room):
            tick_item(actor=stage.responsable(), item=item, available=True, note="vu", now=stage.NOW)
        stage.candidate(exam, cast.people(5)[4])
        draw_up_checklist(actor=stage.responsable(), session=exam, now=stage.NOW)
        state = checklist_state(exam)
        assert (state.total, state.present) == (len(items), 1)
        again = exam.checklist.get(label="Feuilles")
        assert (again.required_count, again.available, again.note) == (30, None, "vu")

    def test_a_tick_says_who_and_when_and_can_be_taken_back(self) -> None:
        exam = _today(candidates=1)
        draw_up_checklist(actor=stage.responsable(), session=exam, now=stage.NOW)
        item = exam.checklist.first()
        assert item is not None
        ticked = tick_item(actor=stage.responsable(), item=item, available=False, note="", now=stage.NOW)
        assert (ticked.checked_by, ticked.checked_at) == (stage.responsable().label, stage.NOW)
        back = tick_item(actor=stage.responsable(), item=item, available=None, note="", now=stage.NOW)
        assert (back.available, back.checked_by) == (None, "")
