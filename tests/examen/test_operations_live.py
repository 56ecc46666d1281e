"""Facts of the exam day as devices tell them: kept once, checked, journaled, taken back; the wall display."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from jalon.common.models import JournalEntry
from jalon.examen.enums import DayEventKind as Kind
from jalon.examen.enums import InscriptionStatus, Presence, SessionStatus, WallShow
from jalon.examen.models import DayEvent, ExamSession, Inscription, WallScreen
from jalon.examen.operations.day import DayRefused
from jalon.examen.operations.live import Told, record_event, record_events
from jalon.examen.operations.wall import WallRefused, close_wall, open_wall
from jalon.examen.queries.live import designation, rows_of_day, today_of, wall_board
from jalon.examen.rules.live import State
from tests import cast
from tests.examen import exam_day, stage

NINE = stage.at(stage.FIRST_DAY, 9, 0)
pytestmark = pytest.mark.django_db


@pytest.fixture
def exam() -> ExamSession:
    return exam_day.held()


@pytest.fixture
def who(exam: ExamSession) -> Inscription:
    return exam.inscriptions.get(number=1)


def fact(kind: Kind, who: Inscription | None = None, *, at: datetime = NINE, **more: object) -> Told:
    return Told(uuid4(), kind, at, inscription=who.pk if who else None, **more)  # type: ignore[arg-type]


def keep(exam: ExamSession, *told: Told, now: datetime | None = None, skew: int = 0) -> list[tuple[str, ...]]:
    """What was answered to each: nothing when it was kept."""
    now = now or max(one.at for one in told)
    answers = record_events(actor=stage.responsable(), session=exam, told=told, now=now, skew_seconds=skew)
    return [one.reasons for one in answers]


def presence(who: Inscription) -> tuple[str, datetime | None]:
    who.refresh_from_db()
    return who.presence, who.arrived_at


def journaled() -> list[str]:
    return list(
        JournalEntry.objects.filter(verb__startswith="day.").order_by("pk").values_list("sentence", flat=True)
    )


class TestPresence:
    def test_an_arrival_is_a_fact_and_the_presence_of_the_inscription(
        self, exam: ExamSession, who: Inscription
    ) -> None:
        told = fact(Kind.ARRIVAL, who)
        assert keep(exam, told) == [()]
        assert presence(who) == (Presence.PRESENT, NINE)
        event = DayEvent.objects.get()
        assert (event.uuid, event.actor_label) == (told.uuid, stage.responsable().label)
        assert len(journaled()) == 1

    def test_sent_again_it_is_kept_once_and_answered_alike(self, exam: ExamSession, who: Inscription) -> None:
        told = fact(Kind.ARRIVAL, who)
        assert keep(exam, told, told) == keep(exam, told, told, now=NINE + timedelta(minutes=5)) == [(), ()]
        assert (DayEvent.objects.count(), len(journaled())) == (1, 1)

    @pytest.mark.parametrize("first", [0, 1])
    def test_two_tablets_that_contradict_each_other_end_alike_whichever_sends_first(
        self, exam: ExamSession, who: Inscription, first: int
    ) -> None:
        later = NINE + timedelta(minutes=10)
        away = [fact(Kind.ABSENT, who, at=NINE + timedelta(minutes=4))]
        here = [
            fact(Kind.LATE_ADMITTED, who, at=NINE + timedelta(minutes=6)),
            fact(Kind.PHASE_START, who, at=NINE + timedelta(minutes=7), order=exam_day.PREPARATION),
        ]
        for told in (away, here) if first else (here, away):
            assert set(keep(exam, *told, now=later)) == {()}
        assert presence(who) == (Presence.LATE, NINE + timedelta(minutes=6))
        today = today_of(exam, rows_of_day(exam, later), now=later)
        assert today.live.candidates[who.pk].place == "running"

    def test_an_hour_of_arrival_may_be_given(self, exam: ExamSession, who: Inscription) -> None:
        keep(exam, fact(Kind.LATE_ADMITTED, who, data={"arrived_at": "8:47", "note": "Train supprimé"}))
        assert presence(who) == (Presence.LATE, stage.at(stage.FIRST_DAY, 8, 47))
        assert who.presence_note == "Train supprimé"

    @pytest.mark.parametrize(
        "given", ["25:00", "9:75", "neuf heures", "9", "2026-12-14T99:00", "99999999999-01-01"]
    )
    def test_an_unreadable_hour_is_refused(self, exam: ExamSession, who: Inscription, given: str) -> None:
        ((reason,),) = keep(exam, fact(Kind.LATE_ADMITTED, who, data={"arrived_at": given}))
        assert "illisible" in reason

    def test_a_late_fact_yields_to_what_happened_after_it(self, exam: ExamSession, who: Inscription) -> None:
        keep(exam, fact(Kind.LATE_ADMITTED, who, at=NINE + timedelta(minutes=20)))
        offline = fact(Kind.ABSENT, who, at=NINE)
        assert keep(exam, offline, now=NINE + timedelta(minutes=30)) == [()]
        assert presence(who)[0] == Presence.LATE
        assert len(journaled()) == 2  # told all the same

    def test_a_mistake_is_taken_back(self, exam: ExamSession, who: Inscription) -> None:
        absent = fact(Kind.ABSENT, who)
        keep(exam, absent, fact(Kind.UNDO, at=NINE + timedelta(minutes=1), undoes=absent.uuid))
        assert presence(who) == (Presence.EXPECTED, None)

    def test_an_excuse_says_why_and_everything_missing_is_said_at_once(
        self, exam: ExamSession, who: Inscription
    ) -> None:
        Inscription.objects.update(status=InscriptionStatus.REGISTERED)
        ((admitted, why),) = keep(exam, fact(Kind.EXCUSED, who))
        assert "n’est pas admis" in admitted
        assert "motif" in why
        assert not DayEvent.objects.exists()

    def test_a_latecomer_sent_away_is_absent_with_the_reason(
        self, exam: ExamSession, who: Inscription
    ) -> None:
        keep(exam, fact(Kind.LATE_REFUSED, who))
        assert presence(who) == (Presence.ABSENT, None)
        assert "non admis" in who.presence_note


class TestPhases:
    def test_a_call_a_start_and_an_end_follow_the_published_phase(
        self, exam: ExamSession, who: Inscription
    ) -> None:
        order = exam_day.PREPARATION
        told = [
            fact(kind, who, at=NINE + timedelta(minutes=n), order=order)
            for n, kind in enumerate((Kind.CALL, Kind.PHASE_START, Kind.PHASE_END))
        ]
        assert keep(exam, *told) == [(), (), ()]
        now = NINE + timedelta(minutes=3)
        day = today_of(exam, rows_of_day(exam, now), now=now).live
        phase = next(p for p in day.candidates[who.pk].phases if p.planned.order == order)
        assert (phase.state, phase.starts, phase.ends) == (State.DONE, told[1].at, told[2].at)
        assert "appelé" in journaled()[0]
        assert DayEvent.objects.filter(jury=exam.juries.get()).count() == 3

    def test_an_absent_candidate_is_not_called_but_what_happened_before_is_kept(
        self, exam: ExamSession, who: Inscription
    ) -> None:
        order = exam_day.PREPARATION
        keep(exam, fact(Kind.ABSENT, who, at=NINE + timedelta(minutes=10)))
        ((reason,),) = keep(exam, fact(Kind.CALL, who, at=NINE + timedelta(minutes=11), order=order))
        assert "noté absent" in reason
        before = fact(Kind.CALL, who, at=NINE, order=order)
        assert keep(exam, before, now=NINE + timedelta(minutes=12)) == [()]

    def test_a_phase_that_no_published_timetable_has_is_refused(
        self, exam: ExamSession, who: Inscription
    ) -> None:
        ((reason,),) = keep(exam, fact(Kind.PHASE_START, who, order=99))
        assert "Aucun planning publié" in reason

    def test_a_phase_of_a_replaced_version_is_kept(self, exam: ExamSession, who: Inscription) -> None:
        exam.timetables.update(status="superseded")
        assert keep(exam, fact(Kind.PHASE_START, who, order=exam_day.PREPARATION)) == [()]

    def test_tests_are_still_told_once_the_jury_has_deliberated_but_no_presence(
        self, exam: ExamSession, who: Inscription
    ) -> None:
        ExamSession.objects.update(status=SessionStatus.DELIBERATED)
        kept, (reason,) = keep(
            exam, fact(Kind.PHASE_END, who, order=exam_day.PREPARATION), fact(Kind.ABSENT, who)
        )
        assert kept == ()
        assert "n’est pas en cours" in reason


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("told", "said"),
        [
            (fact(Kind.ARRIVAL), "pas inscrit"),
            (fact(Kind.CALL, order=1), "pas inscrit"),
            (fact(Kind.JUROR_ARRIVAL), "ne siège"),
            (fact(Kind.SIGNATURE), "Nommez"),
            (fact(Kind.NOTE), "Écrivez"),
            (fact(Kind.NOTE, data={"note": "x" * 301}), "abrégez"),
            (fact(Kind.UNDO), "pas connu"),
            (fact(Kind.UNDO, undoes=uuid4()), "pas connu"),
            (fact(Kind.NOTE, data={"note": "vu"}, at=NINE - timedelta(days=1)), "ne commence que"),
        ],
        ids=lambda value: value.kind.value if isinstance(value, Told) else value,
    )
    def test_a_fact_without_what_it_needs(self, exam: ExamSession, told: Told, said: str) -> None:
        ((reason,),) = keep(exam, told)
        assert said in reason

    def test_a_fact_to_come_is_the_clock_s_fault_and_a_minute_of_it_is_forgiven(
        self, exam: ExamSession
    ) -> None:
        soon, later = (fact(Kind.NOTE, at=NINE + timedelta(minutes=m), data={"note": "vu"}) for m in (1, 5))
        kept, (reason,) = keep(exam, soon, later, now=NINE)
        assert kept == ()
        assert "horloge" in reason
        assert DayEvent.objects.get().at == NINE

    def test_a_clock_that_lacks_an_hour_is_put_right(self, exam: ExamSession) -> None:
        keep(exam, fact(Kind.NOTE, data={"note": "vu"}), now=NINE + timedelta(hours=1), skew=3600)
        event = DayEvent.objects.get()
        assert (event.at, event.device_skew_seconds) == (NINE + timedelta(hours=1), 3600)

    def test_a_clock_set_right_before_the_sending_is_put_right_by_what_it_knew(
        self, exam: ExamSession
    ) -> None:
        three_hours = timedelta(hours=3)
        keep(
            exam, fact(Kind.NOTE, at=NINE + three_hours, data={"note": "vu"}, skew_seconds=-10_800), now=NINE
        )
        event = DayEvent.objects.get()
        assert (event.at, event.device_skew_seconds) == (NINE, -10_800)

    def test_a_clock_set_right_before_the_fact_is_believed(self, exam: ExamSession) -> None:
        keep(exam, fact(Kind.NOTE, data={"note": "vu"}, skew_seconds=10_800), now=NINE)
        event = DayEvent.objects.get()
        assert (event.at, event.device_skew_seconds) == (NINE, 0)

    def test_a_candidate_or_a_juror_of_another_session_is_not_known(self, exam: ExamSession) -> None:
        other = stage.candidate(stage.session(candidates=0, number="S-2", juries=0), cast.people(8)[7])
        (one,), (two,) = keep(
            exam, fact(Kind.ARRIVAL, other), fact(Kind.JUROR_ARRIVAL, person=other.person_id)
        )
        assert "pas inscrit" in one
        assert "ne siège" in two

    def test_an_identifier_names_one_fact_only(self, exam: ExamSession, who: Inscription) -> None:
        told = fact(Kind.NOTE, data={"note": "vu"})
        keep(exam, told)
        other = stage.session(candidates=0, number="S-2", juries=0, status=SessionStatus.CONVENED)
        ((reason,),) = keep(other, told)
        assert "autre fait" in reason

    def test_an_undo_is_not_undone(self, exam: ExamSession, who: Inscription) -> None:
        arrival = fact(Kind.ARRIVAL, who)
        undo = fact(Kind.UNDO, undoes=arrival.uuid)
        ((), (), (reason,)) = keep(exam, arrival, undo, fact(Kind.UNDO, undoes=undo.uuid))
        assert "ne s’annule pas" in reason

    def test_one_refusal_does_not_stop_the_others(self, exam: ExamSession, who: Inscription) -> None:
        first, second, third = keep(
            exam,
            fact(Kind.ARRIVAL, who),
            fact(Kind.CALL, who, order=99),
            fact(Kind.NOTE, data={"note": "vu"}),
        )
        assert (first, third) == ((), ())
        assert second

    def test_a_fact_never_changes(self, exam: ExamSession) -> None:
        keep(exam, fact(Kind.NOTE, data={"note": "vu"}))
        with pytest.raises(TypeError):
            DayEvent.objects.get().save()

    def test_only_the_details_of_its_kind_are_kept(self, exam: ExamSession, who: Inscription) -> None:
        keep(exam, fact(Kind.CALL, who, order=exam_day.PREPARATION, data={"note": "x", "secret": "y"}))
        assert DayEvent.objects.get().data == {}


def test_a_juror_s_arrival_is_kept(exam: ExamSession) -> None:
    juror = cast.juror_person()
    assert keep(exam, fact(Kind.JUROR_ARRIVAL, person=juror.pk)) == [()]
    column = today_of(exam, rows_of_day(exam, NINE), now=NINE).columns[0]
    assert {one.person.pk: one.arrived_at for one in column.jurors}[juror.pk] == NINE


def test_a_note_is_kept_and_its_words_stay_out_of_the_journal(exam: ExamSession) -> None:
    keep(exam, fact(Kind.NOTE, data={"note": "Alarme d’incendie"}))
    assert DayEvent.objects.get().data == {"note": "Alarme d’incendie"}
    assert "Alarme" not in journaled()[0]


@pytest.mark.django_db(transaction=True)
def test_two_devices_that_send_the_same_facts_at_once_keep_them_once() -> None:
    with transaction.atomic():
        exam = exam_day.held(candidates=1)
    who = exam.inscriptions.get()
    told = [fact(Kind.ARRIVAL, who), fact(Kind.CALL, who, order=exam_day.PREPARATION)]
    told += [fact(Kind.NOTE, data={"note": f"n° {n}"}) for n in range(5)]

    def send(order: Callable[[list[Told]], list[Told]]) -> list[tuple[str, ...]]:
        try:
            with transaction.atomic():
                return keep(exam, *order(told), now=NINE)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, [list, lambda facts: facts[::-1]]))
    assert answers == [[()] * len(told)] * 2
    assert sorted(DayEvent.objects.values_list("uuid", flat=True)) == sorted(one.uuid for one in told)
    assert len(journaled()) == len(told)


class TestWall:
    def _screen(self, exam: ExamSession, show: WallShow = WallShow.NUMBER) -> WallScreen:
        return open_wall(actor=stage.responsable(), session=exam, show=show, now=NINE)

    def test_it_calls_by_number_and_forgets_the_call_once_the_test_begins(
        self, exam: ExamSession, who: Inscription
    ) -> None:
        screen, order = self._screen(exam), exam_day.PREPARATION
        keep(exam, fact(Kind.CALL, who, order=order))
        (call,) = wall_board(screen, now=NINE).calls
        assert (call.who, call.jury) == (f"Candidat n° {who.number}", 1)
        keep(exam, fact(Kind.PHASE_START, who, order=order))
        assert wall_board(screen, now=NINE).calls == ()

    def test_what_comes_within_half_an_hour_is_announced(self, exam: ExamSession, who: Inscription) -> None:
        early = stage.at(stage.FIRST_DAY, 8, 0)
        board = wall_board(self._screen(exam), now=early)
        assert all(early <= line.at <= early + timedelta(minutes=30) for line in board.following)
        assert wall_board(self._screen(exam), now=early - timedelta(hours=2)).following == ()

    def test_somebody_absent_is_not_announced(self, exam: ExamSession) -> None:
        exam.inscriptions.update(presence=Presence.ABSENT)
        board = wall_board(self._screen(exam), now=stage.at(stage.FIRST_DAY, 8, 20))
        assert board.following == board.calls == ()

    def test_initials_are_those_of_every_part_of_the_name(self, exam: ExamSession) -> None:
        person = cast.person("de la Tour", "Jean-Pierre", None)
        lone = Inscription(person=person, number=4)
        assert designation(lone, self._screen(exam, WallShow.INITIALS)) == "J. P. D. L. T."

    def test_changing_what_it_shows_keeps_its_address_and_closing_it_loses_it(
        self, exam: ExamSession
    ) -> None:
        first = self._screen(exam)
        assert self._screen(exam, WallShow.INITIALS).token == first.token
        close_wall(actor=stage.responsable(), session=exam, now=NINE)
        close_wall(actor=stage.responsable(), session=exam, now=NINE)
        assert self._screen(exam).token != first.token
        assert [line.split(",")[0].split(" (")[0] for line in journaled()] == [
            "A ouvert l’écran d’appel", "A ouvert l’écran d’appel", "A fermé l’écran d’appel",
            "A ouvert l’écran d’appel",
        ]  # fmt: skip

    def test_it_goes_dark_the_evening_of_the_last_day_and_does_not_open_after(
        self, exam: ExamSession
    ) -> None:
        assert self._screen(exam).expires_at == stage.at(stage.FIRST_DAY + timedelta(days=1), 0)
        with pytest.raises(WallRefused, match="passée"):
            open_wall(
                actor=stage.responsable(), session=exam, show=WallShow.NUMBER, now=NINE + timedelta(days=1)
            )


def test_one_fact_alone_raises_its_reasons(exam: ExamSession, who: Inscription) -> None:
    told = replace(fact(Kind.CALL, who), uuid=UUID(int=1))
    with pytest.raises(DayRefused, match="Aucun planning publié"):
        record_event(actor=stage.responsable(), session=exam, told=told, now=NINE)
