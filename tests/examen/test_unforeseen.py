"""What upsets a published timetable: remedies shown before anything changes, only those concerned told."""

import base64
from datetime import date, datetime, timedelta
from threading import Thread
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.db import connection, transaction
from django.forms import ChoiceField
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from jalon.accounts.enums import Role
from jalon.common.jobs import run_pending
from jalon.common.models import Job, JournalEntry
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import Presence, SalleKind, SessionStatus, TimetableStatus, UnforeseenKind
from jalon.examen.forms.unforeseen import UnforeseenForm
from jalon.examen.models import (
    Convocation,
    ExamSession,
    Inscription,
    JurySeat,
    Salle,
    Timetable,
    Unavailability,
    Unforeseen,
)
from jalon.examen.operations import unforeseen
from jalon.examen.operations.convocations import send_convocations
from jalon.examen.operations.day import record_presence
from jalon.examen.operations.timetable import (
    copy_timetable,
    discard_draft,
    put_in_force,
    reasons_against_publishing,
    write_plan,
)
from jalon.examen.operations.unavailability import declare_unavailability
from jalon.examen.operations.unforeseen import (
    UnforeseenRefused,
    apply_remedy,
    keep_remedies,
    remedies_for,
    report_unforeseen,
)
from jalon.examen.planning.difference import Change, Difference
from jalon.examen.planning.facts import Appointment, Plan, Problem
from jalon.examen.planning.greedy import first_plan
from jalon.examen.planning.layout import Layout
from jalon.examen.planning.measures import measure
from jalon.examen.planning.placing import appointments
from jalon.examen.planning.upset import Moment
from jalon.examen.queries.convocations import convocation_lines
from jalon.examen.queries.planning import planning_facts
from jalon.examen.queries.unforeseen import to_tell
from jalon.examen.rules.timetable import local_minutes
from jalon.examen.rules.unforeseen import fingerprint, headline, overtaken, packed, unpacked
from jalon.jury.builders import pv_context
from jalon.jury.models import Habilitation
from jalon.jury.queries.results import results_of
from jalon.people.models import Person
from tests import cast
from tests.examen import stage

DAY = stage.FIRST_DAY
KIND = UnforeseenKind


def step(index: int, start: int, *, day: date = DAY, room: str | None = None, jury: str = "1") -> Appointment:
    return Appointment(
        "7", jury, day, start, start + 30, "mise_en_situation", "Mise en situation", True, room, False, index
    )


def change(kind: str, before: tuple[Appointment, ...], after: tuple[Appointment, ...]) -> Change:
    return Change("7", kind, before, after, "…")


class TestHeadline:
    def test_fewest_moves_are_said_to_be_the_fewest_only_when_proved(self) -> None:
        told = Difference((change("moved", (step(0, 600),), (step(0, 660),)),))
        assert headline(told, 1, 1, proved=True) == "1 candidat déplacé, et il n’en faut pas moins."
        assert headline(told, 2, 1, proved=False) == "2 candidats déplacés (il en faut au moins 1)."
        assert headline(told, 2, 0, proved=False) == "2 candidats déplacés (moins n’est pas exclu)."
        waiting = "2 candidats déplacés, et il n’en faut pas moins pour que personne ne change de jour."
        assert headline(told, 2, 2, proved=True, same_day=True) == waiting

    def test_nobody_moved_is_said_too(self) -> None:
        told = Difference((change("room", (step(0, 600),), (step(0, 600),)),))
        expected = "Aucun candidat déplacé ; 1 change de salle à la même heure."
        assert headline(told, 0, 0, proved=True) == expected

    def test_who_does_not_come_is_not_said_to_lose_a_place(self) -> None:
        told = Difference((change("removed", (step(0, 600),), ()),))
        assert headline(told, 0, 0, proved=True, gone=("7",)) == "Aucun candidat déplacé."
        assert headline(told, 1, 1, proved=True) == "1 candidat sans place, et il n’en faut pas moins."


class TestOvertaken:
    moved = change("moved", (step(0, 600), step(1, 700)), (step(0, 600), step(1, 720)))

    def test_only_what_changes_counts(self) -> None:
        assert overtaken([self.moved], Moment(DAY, 590), Moment(DAY, 650)) == []

    def test_what_has_begun_since_the_calculation_is_too_late_to_move(self) -> None:
        assert overtaken([self.moved], Moment(DAY, 590), Moment(DAY, 700)) == ["7"]

    def test_what_had_begun_before_it_was_reckoned_with(self) -> None:
        removed = change("removed", (step(0, 600), step(1, 700)), (step(0, 600),))
        assert overtaken([removed], Moment(DAY, 610), Moment(DAY, 620)) == []

    def test_before_the_session_nothing_begins(self) -> None:
        assert overtaken([self.moved], None, None) == []

    def test_nothing_begins_for_who_does_not_come(self) -> None:
        gone = change("removed", (step(0, 600),), ())
        assert overtaken([gone], None, Moment(DAY, 800), gone=("7",)) == []


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(480, 1000)), max_size=6))
def test_a_plan_is_kept_whole(cells: list[tuple[int, int]]) -> None:
    plan = Plan(
        appointments=tuple(step(index, start, room="102") for index, start in cells),
        unplaced=(("9", ("Pas de place.",)),), jury_days=1, waiting_minutes=5,
    )  # fmt: skip
    assert unpacked(packed(plan)) == plan


def test_equal_facts_have_equal_digests_whatever_the_order_of_sets() -> None:
    def problem(jurors: frozenset[str]) -> Problem:
        return Problem(days=(), candidates=(), juries=(), juror_names=dict.fromkeys(sorted(jurors), "X"))

    plan = Plan(appointments=(step(0, 600), step(1, 700)))
    backwards = Plan(appointments=plan.appointments[::-1])
    names = frozenset(map(str, range(20)))
    assert fingerprint(problem(names), plan) == fingerprint(problem(frozenset(sorted(names))), backwards)
    assert fingerprint(problem(names), plan) != fingerprint(problem(names), Plan())


# -- with a session


def published(exam: ExamSession) -> Timetable:
    """The first plan that comes, published: these tests look at what changes it, not at how good it is."""
    facts = planning_facts(exam)
    layout = Layout(facts.problem)
    items = appointments(layout, first_plan(layout))
    found = measure(facts.problem, items)
    plan = Plan(
        appointments=items, jury_days=found.jury_days, waiting_minutes=found.waiting_minutes,
        idle_minutes=found.idle_minutes, longest_wait_minutes=found.longest_wait_minutes,
    )  # fmt: skip
    made = write_plan(exam, facts, plan, stage.NOW)
    put_in_force(stage.responsable(), made, "a publié le planning", stage.NOW)
    return made


def convened(
    *, candidates: int = 4, juries: int = 2, days: int = 1, told: bool = False, **more: Any
) -> ExamSession:
    exam = stage.session(
        candidates=candidates,
        juries=juries,
        days=days,
        status=SessionStatus.CONVENED,
        scopes=["ccp2"],
        **more,
    )
    published(exam)
    if told:
        send_convocations(actor=stage.responsable(), session=exam, now=stage.NOW)
    Job.objects.all().delete()
    return exam


def hours(exam: ExamSession, number: int) -> tuple[datetime, datetime]:
    rows = exam.timetables.get(status="published").appointments.filter(
        inscription__number=number, candidate_present=True
    )
    return min(r.starts_at for r in rows), max(r.ends_at for r in rows)


def tell(exam: ExamSession, kind: UnforeseenKind, now: datetime, **facts: Any) -> Unforeseen:
    row = report_unforeseen(
        actor=stage.responsable(), session=exam, kind=kind, facts=facts, sentence="Ce qui arrive", now=now
    )
    return keep_remedies(unforeseen=row, computed=remedies_for(row, now=now))


def apply(row: Unforeseen, now: datetime, choice: int = 0) -> Unforeseen:
    return apply_remedy(actor=stage.responsable(), unforeseen=row, choice=choice, now=now)


def titles(row: Unforeseen) -> list[str]:
    return [option["title"] for option in row.options]


def faults(exam: ExamSession) -> list[str]:
    """What the timetable page would point out about the version in force."""
    shown = exam.timetables.get(status="published")
    return reasons_against_publishing(shown, planning_facts(exam))


def substitute(name: str = "Remplaçant") -> Person:
    person = cast.person(name, "Alix", date(1975, 5, 5), email=f"{name.lower()}@metier.example")
    _habilitated(person)
    return person


def _habilitated(person: Person) -> None:
    Habilitation.objects.create(
        person=person, titre_code="TP-00403", number=f"H{person.pk}", departement="31",
        valid_from=date(2025, 1, 1), valid_until=date(2028, 3, 22),
    )  # fmt: skip


EARLY = stage.at(DAY, 8, 0)


@pytest.mark.django_db
class TestJurorAway:
    def _away(self, exam: ExamSession, now: datetime = EARLY, minute: int = 480) -> Unforeseen:
        juror = exam.juries.get(number=1).seats.order_by("pk")[0].person_id
        return tell(exam, KIND.JUROR_AWAY, now, juror=juror, day=DAY.isoformat(), minute=minute)

    def test_without_a_substitute_the_other_jury_takes_over_and_the_reason_stays(self) -> None:
        exam = convened(candidates=2)
        row = apply(self._away(exam), EARLY)
        assert row.timetable is not None
        assert (row.timetable.version, row.timetable.status) == (2, TimetableStatus.PUBLISHED)
        assert row.timetable.intent == "Imprévu : Ce qui arrive"
        assert set(row.timetable.appointments.values_list("jury__number", flat=True)) == {2}
        assert exam.timetables.get(version=1).status == TimetableStatus.SUPERSEDED
        assert Unavailability.objects.get().person_id == row.facts["juror"]
        assert faults(exam) == []
        assert set(JournalEntry.objects.filter(verb__startswith="unforeseen").values_list("verb", flat=True)) == {
            "unforeseen.report", "unforeseen.apply",
        }  # fmt: skip

    def test_a_draft_is_set_aside_under_a_later_number_and_the_reader_is_told(self) -> None:
        exam = convened(candidates=2)
        draft = copy_timetable(actor=stage.responsable(), timetable=exam.timetables.get(), now=EARLY)
        row = self._away(exam)
        page = f"/sessions/{exam.pk}/imprevu/{row.pk}/"
        with patch.object(timezone, "now", return_value=EARLY):
            client = cast.client(Role.RESPONSABLE_SESSION)
            assert "Un brouillon (version 2) est en cours" in client.get(page).content.decode()
            told = client.post(f"{page}appliquer/", {"choice": 0}, follow=True).content.decode()
        assert "La version 2 du planning est publiée." in told
        assert "Le brouillon est mis de côté parmi les variantes" in told
        row.refresh_from_db()
        draft.refresh_from_db()
        assert row.timetable is not None
        assert (row.timetable.version, row.timetable.status) == (2, TimetableStatus.PUBLISHED)
        assert (draft.version, draft.status) == (3, TimetableStatus.ALTERNATIVE)
        assert draft.intent == "Le brouillon d’avant un imprévu, qui n’en tient pas compte"

    def test_a_screen_of_the_draft_set_aside_changes_nothing_of_what_was_published(self) -> None:
        exam = convened(candidates=2)
        draft = copy_timetable(actor=stage.responsable(), timetable=exam.timetables.get(), now=EARLY)
        row = apply(self._away(exam), EARLY)
        shown = exam.timetables.get(version=draft.version)
        assert shown == row.timetable
        with pytest.raises(TransitionRefused, match="La version 2 est publiée et ne change plus"):
            discard_draft(actor=stage.responsable(), timetable=shown, revision=draft.revision, now=EARLY)

    def test_a_habilitated_substitute_moves_nobody(self) -> None:
        exam = convened(candidates=2, told=True)
        for seat in JurySeat.objects.filter(jury__session=exam).select_related("person"):
            _habilitated(seat.person)
        someone = substitute()
        row = self._away(exam)
        assert titles(row)[0].endswith("par Alix REMPLAÇANT") or someone.full_name in titles(row)[0]
        assert row.options[0]["moved"] == 0
        done = apply(row, EARLY)
        assert done.timetable is None
        seats = JurySeat.objects.filter(jury__session=exam, jury__number=1)
        assert someone.pk in seats.values_list("person_id", flat=True)
        assert not seats.filter(person=row.facts["juror"]).exists()
        assert {line.person.pk for line in to_tell(done)} == {someone.pk, row.facts["juror"]}
        assert faults(exam) == []

    def test_who_has_sat_keeps_what_they_judged_and_the_newcomer_comes_from_then_on(self) -> None:
        exam = convened(candidates=4)
        for seat in JurySeat.objects.filter(jury__session=exam).select_related("person"):
            _habilitated(seat.person)
        someone = substitute()
        first = (
            exam.timetables.get()
            .appointments.filter(jury__number=1, jury_present=True)
            .order_by("starts_at")[0]
        )
        now = first.starts_at + timedelta(minutes=5)
        row = self._away(exam, now, local_minutes(now)[1])
        apply(row, now)
        left, came = (
            JurySeat.objects.get(jury__session=exam, person=pk) for pk in (row.facts["juror"], someone.pk)
        )
        assert (left.left_at, came.sits_from) == (now, now)
        lines = {line.person.pk: line for line in convocation_lines(exam)}
        newcomer = lines[someone.pk].summons
        assert newcomer is not None
        assert newcomer.visits[0].start > local_minutes(first.starts_at)[1]
        told = pv_context(exam, results_of(exam), pv=None, status="draft", now=now).juries[0].members
        qualities = {member.name: member.quality for member in told}
        assert "a siégé jusqu’au 14 décembre 2026" in qualities[left.person.full_name].replace("\u00a0", " ")
        assert "a siégé à partir du" in qualities[someone.full_name]

    def test_someone_tied_to_a_candidate_of_the_jury_is_not_offered(self) -> None:
        exam = convened(candidates=2)
        for seat in JurySeat.objects.filter(jury__session=exam).select_related("person"):
            _habilitated(seat.person)
        someone = substitute()
        for inscription in exam.inscriptions.all():
            inscription.parcours.trainers.add(someone)
        assert titles(self._away(exam)) == ["Sans remplaçant : son jury ne siège pas"]


@pytest.mark.django_db
class TestRoomLost:
    def test_another_room_at_the_same_hours_and_the_closure_is_kept(self) -> None:
        exam = stage.session(candidates=2, juries=1, status=SessionStatus.CONVENED, scopes=["ccp2"])
        exam.salles.clear()
        for name in ("Bleue", "Verte"):
            exam.salles.add(Salle.objects.create(site=exam.site, name=name, kind=SalleKind.JURY, capacity=6))
        base = published(exam)
        used = base.appointments.exclude(salle=None).values_list("salle__name", flat=True)[0]
        exam.juries.update(salle=exam.salles.get(name=used))
        row = tell(exam, KIND.ROOM_LOST, EARLY, room=used, day=DAY.isoformat(), minute=480)
        assert row.options[0]["moved"] == 0
        done = apply(row, EARLY)
        assert done.timetable is not None
        assert used not in done.timetable.appointments.values_list("salle__name", flat=True)
        assert exam.closures.get().salle.name == used
        assert faults(exam) == []

    @pytest.mark.parametrize(
        ("name", "said"),
        [("Salle Bleue", "Salle Bleue est perdue"), ("101", "La salle 101 est")],
    )
    def test_a_room_is_said_to_be_one_once(self, name: str, said: str) -> None:
        exam = stage.session(candidates=0, juries=0, status=SessionStatus.CONVENED)
        exam.salles.add(Salle.objects.create(site=exam.site, name=name, kind=SalleKind.JURY, capacity=6))
        form = UnforeseenForm(
            exam, KIND.ROOM_LOST, EARLY, {"room": name, "day": DAY.isoformat(), "at": "09:00"}
        )
        assert form.is_valid(), form.errors
        assert form.sentence.startswith(said)


@pytest.mark.django_db
class TestCandidates:
    def test_who_came_in_time_is_not_said_to_be_late(self) -> None:
        exam = convened(candidates=2, told=True)
        here, late = exam.inscriptions.order_by("number")
        Inscription.objects.filter(pk=here.pk).update(presence=Presence.PRESENT)
        Inscription.objects.filter(pk=late.pk).update(presence=Presence.LATE)
        named = UnforeseenForm(exam, KIND.CANDIDATE_LATE, EARLY).fields["inscription"]
        assert isinstance(named, ChoiceField)
        assert [value for value, _ in list(named.choices)] == [str(late.pk)]

    def test_a_list_without_anybody_says_why(self) -> None:
        exam = convened(candidates=1, told=True)
        Inscription.objects.filter(session=exam).update(presence=Presence.PRESENT)
        for kind, said in ((KIND.CANDIDATE_LATE, "chacun est arrivé"), (KIND.CANDIDATE_ADDED, "admettez-le")):
            assert said in UnforeseenForm(exam, kind, EARLY).fields["inscription"].help_text

    def test_who_does_not_come_is_noted_absent_and_their_convocation_stands(self) -> None:
        exam = convened(candidates=2, told=True)
        who = exam.inscriptions.get(number=1)
        done = apply(tell(exam, KIND.NO_SHOW, EARLY, inscription=who.pk), EARLY)
        who.refresh_from_db()
        assert who.presence == Presence.ABSENT
        assert done.timetable is not None
        assert not done.timetable.appointments.filter(inscription=who).exists()
        assert done.timetable.unplaced[0]["inscription"] == who.pk
        assert who.person_id not in {line.person.pk for line in to_tell(done)}
        send_convocations(actor=stage.responsable(), session=exam, now=EARLY)
        assert Convocation.objects.get(person=who.person).cancelled_at is None
        assert faults(exam) == []

    def test_who_was_noted_absent_on_the_day_page_frees_their_hours_too(self) -> None:
        exam = convened(candidates=2)
        who = exam.inscriptions.get(number=1)
        record_presence(actor=stage.responsable(), inscription=who, presence=Presence.ABSENT, now=EARLY)
        done = apply(tell(exam, KIND.NO_SHOW, EARLY, inscription=who.pk), EARLY)
        assert done.timetable is not None
        assert not done.timetable.appointments.filter(inscription=who).exists()

    def test_before_the_session_an_announced_absence_withdraws_the_inscription(self) -> None:
        exam = convened(candidates=2, told=True)
        who = exam.inscriptions.get(number=1)
        row = tell(exam, KIND.NO_SHOW, stage.NOW, inscription=who.pk, note="A trouvé un emploi")
        done = apply(row, stage.NOW)
        who.refresh_from_db()
        assert (who.status, who.withdrawn_reason) == ("withdrawn", "A trouvé un emploi")
        assert who.person_id in {line.person.pk for line in to_tell(done)}

    def test_a_late_candidate_keeps_their_hours_or_asks_for_a_later_place(self) -> None:
        exam = convened(candidates=2, juries=1)
        number = min((1, 2), key=lambda n: hours(exam, n)[0])
        starts = hours(exam, number)[0]
        arrives = local_minutes(starts)[1] + 20
        who = exam.inscriptions.get(number=number)
        row = tell(exam, KIND.CANDIDATE_LATE, EARLY, inscription=who.pk, day=DAY.isoformat(), minute=arrives)
        keep, move = row.options
        assert (keep["moved"], keep["changes"]) == (0, [])
        assert any("A2.7" in note for note in keep["notes"])
        assert move["moved"] >= 1
        kept = apply(row, EARLY)
        assert (kept.timetable, Unavailability.objects.count()) == (None, 0)
        again = tell(
            exam, KIND.CANDIDATE_LATE, EARLY, inscription=who.pk, day=DAY.isoformat(), minute=arrives
        )
        done = apply(again, EARLY, choice=1)
        assert done.timetable is not None
        assert local_minutes(hours(exam, number)[0])[1] >= arrives
        assert faults(exam) == []

    def test_someone_added_takes_a_free_place_and_is_the_only_candidate_told(self) -> None:
        exam = convened(candidates=2, told=True)
        newcomer = stage.candidate(exam, cast.people(5)[4])
        row = tell(exam, KIND.CANDIDATE_ADDED, stage.NOW, inscription=newcomer.pk)
        assert row.options[0]["moved"] == 0
        done = apply(row, stage.NOW)
        assert done.timetable is not None
        assert done.timetable.appointments.filter(inscription=newcomer).exists()
        told = {line.person.pk for line in to_tell(done) if line.kind == "candidat"}
        assert told == {newcomer.person_id}


@pytest.mark.django_db
class TestDuringTheDay:
    def test_a_jury_that_overruns_pushes_what_has_not_begun(self) -> None:
        exam = convened(candidates=3, juries=1)
        ExamSession.objects.filter(pk=exam.pk).update(status=SessionStatus.IN_PROGRESS)
        order = sorted((1, 2, 3), key=lambda n: hours(exam, n)[0])
        before = {n: hours(exam, n) for n in order}
        now = before[order[0]][1] - timedelta(minutes=5)
        until = local_minutes(before[order[1]][0])[1] + 20
        jury = exam.juries.get().pk
        row = tell(exam, KIND.JURY_OVERRUN, now, jury=jury, day=DAY.isoformat(), minute=until)
        apply(row, now)
        assert hours(exam, order[0]) == before[order[0]]
        assert local_minutes(hours(exam, order[1])[0])[1] >= until

    def test_who_has_begun_and_cannot_end_keeps_what_is_done_and_it_is_said(self) -> None:
        exam = stage.session(candidates=1, juries=1, status=SessionStatus.IN_PROGRESS)
        base = published(exam)
        first = base.appointments.filter(candidate_present=True, jury_present=True).order_by("starts_at")[0]
        now = first.starts_at + timedelta(minutes=5)
        row = TestJurorAway()._away(exam, now, local_minutes(now)[1])
        assert row.options[-1]["interrupted"] == [str(exam.inscriptions.get().pk)]
        assert any("responsable de session décide de la suite" in note for note in row.options[-1]["notes"])
        done = apply(row, now, len(row.options) - 1)
        assert done.timetable is not None
        kept = done.timetable.appointments
        assert 0 < kept.count() < base.appointments.count()
        assert first.order in kept.values_list("order", flat=True)

    def test_an_overrun_is_told_on_the_day_itself(self) -> None:
        exam = convened(candidates=2)
        with pytest.raises(UnforeseenRefused, match="le jour même"):
            tell(
                exam,
                KIND.JURY_OVERRUN,
                stage.NOW,
                jury=exam.juries.all()[0].pk,
                day=DAY.isoformat(),
                minute=700,
            )

    def test_what_has_begun_since_the_calculation_is_not_moved(self) -> None:
        exam = convened(candidates=2)
        row = TestJurorAway()._away(exam)
        starts = exam.timetables.get().appointments.filter(jury__number=1).order_by("starts_at")[0].starts_at
        with pytest.raises(UnforeseenRefused, match="recalculez"):
            apply(row, starts + timedelta(minutes=1))
        assert exam.timetables.count() == 1
        assert not Unavailability.objects.exists()


@pytest.mark.django_db
class TestRefusals:
    def test_a_remedy_computed_on_other_facts_is_refused_whole(self) -> None:
        exam = convened(candidates=2)
        row = TestJurorAway()._away(exam)
        who = exam.inscriptions.get(number=1).person
        day = exam.days.get()
        declare_unavailability(
            actor=stage.responsable(), session=exam, person=who, day=DAY, starts_at=day.opens_at,
            ends_at=day.closes_at, now=EARLY,
        )  # fmt: skip
        with pytest.raises(UnforeseenRefused, match="ont changé"):
            apply(row, EARLY)
        assert exam.timetables.count() == 1

    def test_it_is_applied_once(self) -> None:
        exam = convened(candidates=2)
        row = TestJurorAway()._away(exam)
        apply(row, EARLY)
        with pytest.raises(UnforeseenRefused, match="déjà appliqué"):
            apply(row, EARLY)
        with pytest.raises(UnforeseenRefused, match="déjà appliqué"):
            keep_remedies(unforeseen=row, computed=remedies_for(row, now=EARLY))

    def test_a_remedy_that_does_not_exist(self) -> None:
        exam = convened(candidates=2)
        row = TestJurorAway()._away(exam)
        for choice in (-1, 99):
            with pytest.raises(UnforeseenRefused, match="n’existe pas"):
                apply(row, EARLY, choice)

    def test_nothing_is_told_once_the_session_is_over_nor_before_any_timetable(self) -> None:
        exam = stage.session(status=SessionStatus.DELIBERATED, candidates=1)
        with pytest.raises(UnforeseenRefused) as refusal:
            tell(exam, KIND.NO_SHOW, EARLY + timedelta(days=9), inscription=exam.inscriptions.get().pk)
        assert len(refusal.value.reasons) == 3


def _agendas(exam: ExamSession, row: Unforeseen) -> dict[int, tuple[str, Any]]:
    """Tell those concerned: person id -> method and agenda of each mail that leaves, and no other mail leaves."""
    told = {line.person.pk: line.person.email for line in to_tell(row)}
    others = {line.person.email for line in convocation_lines(exam) if line.person.pk not in told}
    assert others
    send_convocations(actor=stage.responsable(), session=exam, now=EARLY, only=list(told))
    mails = {job.payload["to"]: job.payload for job in Job.objects.filter(kind="common.mail")}
    assert set(mails) == set(told.values())
    assert to_tell(row) == []
    found = {}
    for pk, address in told.items():
        (one,) = (f for f in mails[address]["attachments"] if f["filename"].endswith(".ics"))
        agenda = Calendar.from_ical(base64.b64decode(one["content"]))
        found[pk] = (str(agenda["method"]), agenda.walk("VEVENT")[0])
    return found


@pytest.mark.django_db
class TestAgendas:
    """Whoever is concerned keeps the same UID under the next SEQUENCE; nobody else hears anything."""

    def test_who_leaves_is_cancelled_and_the_jury_told_of_its_lighter_day(self) -> None:
        exam = convened(told=True, candidates=3, juries=1)
        before = {row.person_id: (row.uid, row.sequence) for row in exam.convocations.all()}
        who = exam.inscriptions.get(number=2)
        row = apply(tell(exam, KIND.NO_SHOW, stage.NOW, inscription=who.pk, note="A renoncé"), stage.NOW)
        found = _agendas(exam, row)
        assert {pk for pk, (method, _) in found.items() if method == "CANCEL"} == {who.person_id}
        for pk, (_, event) in found.items():
            assert str(before[pk][0]) in str(event["uid"])
            assert int(event["sequence"]) == before[pk][1] + 1
        candidates = set(exam.inscriptions.values_list("person_id", flat=True))
        assert candidates & set(found) == {who.person_id}

    def test_who_moves_is_updated(self) -> None:
        exam = convened(told=True, candidates=3, juries=2)
        number = min((1, 2, 3), key=lambda n: hours(exam, n)[0])
        who = exam.inscriptions.get(number=number)
        minute = local_minutes(hours(exam, number)[0])[1] + 30
        row = tell(exam, KIND.CANDIDATE_LATE, EARLY, inscription=who.pk, day=DAY.isoformat(), minute=minute)
        found = _agendas(exam, apply(row, EARLY, choice=1))
        method, event = found[who.person_id]
        assert (method, int(event["sequence"])) == ("REQUEST", 1)
        assert str(exam.convocations.get(person=who.person).uid) in str(event["uid"])


@pytest.mark.django_db
class TestScreens:
    def _client(self) -> Any:
        return cast.client(Role.RESPONSABLE_SESSION)

    def test_every_form_opens_and_says_what_is_missing_at_its_field(self) -> None:
        exam = convened(candidates=2)
        client = self._client()
        assert client.get(f"/sessions/{exam.pk}/imprevu/").status_code == 200
        for kind in UnforeseenKind.values:
            address = f"/sessions/{exam.pk}/imprevu/nouveau/{kind}/"
            assert client.get(address).status_code == 200
            junk = {
                "inscription": "x",
                "juror": "-1",
                "jury": "99",
                "room": "?",
                "at": "26:99",
                "day": "demain",
            }
            assert client.post(address, junk).status_code == 422
        assert client.get(f"/sessions/{exam.pk}/imprevu/nouveau/meteorite/").status_code == 404
        assert not Unforeseen.objects.exists()

    def test_from_the_form_to_the_mail(self) -> None:
        exam = convened(told=True, candidates=2, first_day=timezone.localdate() + timedelta(days=3))
        client = self._client()
        juror = exam.juries.get(number=1).seats.order_by("pk")[0].person_id
        answer = client.post(
            f"/sessions/{exam.pk}/imprevu/nouveau/juror_away/",
            {"juror": juror, "day": exam.starts_on.isoformat(), "at": "08:00"},
        )
        row = Unforeseen.objects.get()
        assert answer.url == f"/sessions/{exam.pk}/imprevu/{row.pk}/"
        page = client.get(answer.url).content.decode()
        assert "et il n’en faut pas moins" in page
        client.post(f"{answer.url}appliquer/", {"choice": "0"})
        page = client.get(answer.url).content.decode()
        assert "Prévenir maintenant" in page
        row = Unforeseen.objects.get()
        people = {line.person.email for line in to_tell(row)}
        assert client.post(f"{answer.url}prevenir/").status_code == 302
        run_pending()
        assert {message.to[0] for message in mail.outbox} == people
        assert "Chacun est à jour" in client.get(answer.url).content.decode()
        assert client.post(f"{answer.url}appliquer/", {"choice": "é"}).status_code == 302
        assert row.timetable is not None

    def test_a_large_session_is_answered_in_the_queue(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(unforeseen, "DIRECT", 1)
        exam = convened(candidates=2, first_day=timezone.localdate() + timedelta(days=3))
        who = exam.inscriptions.get(number=1)
        answer = self._client().post(
            f"/sessions/{exam.pk}/imprevu/nouveau/no_show/", {"inscription": who.pk, "note": "A renoncé"}
        )
        job = Job.objects.get(kind="examen.replan")
        assert answer.url == job.get_absolute_url()
        run_pending()
        row = Unforeseen.objects.get()
        assert titles(row) == ["Libérer ses créneaux"]
        job.refresh_from_db()
        assert job.result is not None
        assert job.result["url"] == f"/sessions/{exam.pk}/imprevu/{row.pk}/"

    def test_nobody_but_who_leads_the_session_answers(self) -> None:
        exam = convened(candidates=2)
        row = TestJurorAway()._away(exam)
        for role in (Role.FORMATEUR, Role.JURE, Role.CANDIDAT, Role.DDETS):
            client = cast.client(role)
            for address in (f"/sessions/{exam.pk}/imprevu/", f"/sessions/{exam.pk}/imprevu/{row.pk}/"):
                assert client.get(address).status_code in {403, 404}
            assert client.post(f"/sessions/{exam.pk}/imprevu/{row.pk}/appliquer/").status_code in {403, 404}
        assert Unforeseen.objects.get().applied_at is None


@pytest.mark.django_db(transaction=True)
def test_two_people_who_apply_at_once_make_one_version() -> None:
    with transaction.atomic():
        exam = convened(candidates=2)
        row = TestJurorAway()._away(exam)
    answers: list[str] = []

    def act() -> None:
        try:
            with transaction.atomic():
                apply(row, EARLY)
            answers.append("applied")
        except TransitionRefused as refusal:
            answers.append(refusal.reasons[0])
        finally:
            connection.close()

    threads = [Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["Un remède est déjà appliqué à cet imprévu.", "applied"]
    assert exam.timetables.count() == 2
