"""Convening: the right words to the right people, and nothing to those for whom nothing changed."""

import base64
import re
from datetime import timedelta

import pytest
from django.core import mail
from icalendar import Calendar

from jalon.accounts.enums import Role
from jalon.accounts.models import SignInLink
from jalon.accounts.operations.signin import LinkRefused, consume_signin_link
from jalon.accounts.queries import actor_for
from jalon.common.jobs import run_pending
from jalon.common.models import Job, JournalEntry
from jalon.documents.models import IssuedDocument
from jalon.examen.enums import ArrangementStatus, InscriptionStatus, RecipientKind, SessionStatus
from jalon.examen.jobs import CONVENE
from jalon.examen.models import Amenagement, Convocation, ExamSession
from jalon.examen.operations.convocations import (
    ConvocationRefused,
    Sent,
    confirm_reception,
    send_convocations,
)
from jalon.examen.operations.moves import move_appointment
from jalon.examen.operations.timetable import copy_timetable, publish_timetable
from jalon.examen.queries.convocations import Line, State, convocation_lines
from jalon.people.models import Person
from tests import cast
from tests.examen import stage

pytestmark = pytest.mark.django_db


def _send(exam: ExamSession, only: list[int] | None = None) -> Sent:
    return send_convocations(actor=stage.responsable(), session=exam, now=stage.NOW, only=only)


def _line(exam: ExamSession, kind: RecipientKind, number: int = 1) -> Line:
    lines = [line for line in convocation_lines(exam) if line.kind == kind]
    if kind != RecipientKind.CANDIDAT:
        return lines[number - 1]
    return next(line for line in lines if line.summons and line.summons.inscription.number == number)  # type: ignore[union-attr]


def _shift(exam: ExamSession, number: int) -> None:
    """Publish a version in which one candidate comes on the second day."""
    current = exam.timetables.get(status="published")
    draft = copy_timetable(actor=stage.responsable(), timetable=current, now=stage.NOW)
    draft = move_appointment(
        actor=stage.responsable(), timetable=draft, revision=draft.revision,
        inscription=exam.inscriptions.get(number=number), day=stage.FIRST_DAY + timedelta(days=1),
        start=13 * 60, jury=exam.juries.get(number=1), now=stage.NOW,
    )  # fmt: skip
    publish_timetable(actor=stage.responsable(), timetable=draft, revision=draft.revision, now=stage.NOW)


def _attachments() -> dict[str, Calendar]:
    """Agenda files of the one mail still in the queue."""
    payload = Job.objects.get(kind="common.mail").payload
    return {
        str(one["filename"]): Calendar.from_ical(base64.b64decode(one["content"]))
        for one in payload["attachments"]
        if one["filename"].endswith(".ics")
    }


class TestFirstSending:
    def test_everybody_placed_is_convened_once(self) -> None:
        exam = stage.session(candidates=2)
        stage.published(exam)
        assert _send(exam) == Sent(mailed=5, cancelled=0, on_paper=0)
        states = {line.state for line in convocation_lines(exam)}
        assert states == {State.SENT}
        assert _send(exam) == Sent()
        assert Convocation.objects.count() == 5

    def test_someone_without_an_address_gets_a_letter_to_print_and_no_mail(self) -> None:
        exam = stage.session(candidates=1)
        who = exam.inscriptions.get().person
        who.email = ""
        who.save()
        stage.published(exam)
        assert _send(exam, [who.pk]) == Sent(on_paper=1)
        assert exam.convocations.get().document is not None
        assert not Job.objects.filter(kind="common.mail").exists()

    def test_a_mail_carries_the_letter_and_the_agenda(self) -> None:
        exam = stage.session(candidates=1)
        stage.published(exam)
        _send(exam, [exam.inscriptions.get().person_id])
        run_pending()
        (message,) = mail.outbox
        assert "Convocation" in message.subject
        assert [a[0] for a in message.attachments] == ["convocation.pdf", "convocation.ics"]  # type: ignore[index]
        assert "Mise en situation professionnelle" in message.body

    def test_the_mail_opens_the_access_by_a_link_that_serves_once_until_the_end_of_the_session(self) -> None:
        exam = stage.session(candidates=1)
        stage.published(exam)
        who = exam.inscriptions.get().person
        Person.objects.filter(pk=who.pk).update(user=None)
        _send(exam, [who.pk])
        run_pending()
        (message,) = mail.outbox
        (path,) = re.findall(r"http://127.0.0.1:8000(/\S+)", message.body.split("Ce lien")[0])
        link = consume_signin_link(token=path.rstrip("/").rpartition("/")[2], now=stage.at(exam.ends_on, 18))
        assert link.user.email == who.email
        assert link.next_path == f"/sessions/convocations/{exam.convocations.get().uid}/"
        assert stage.at(exam.ends_on, 23) < link.expires_at < stage.at(exam.ends_on + timedelta(days=1), 1)
        assert "candidat" in actor_for(link.user, exam.organisme_id).roles
        with pytest.raises(LinkRefused):
            consume_signin_link(token=path.rstrip("/").rpartition("/")[2], now=stage.NOW)
        token = path.rstrip("/").rpartition("/")[2]
        assert not any(token in str((e.sentence, e.data)) for e in JournalEntry.objects.all())
        assert not any(token in str((j.label, j.payload, j.result, j.message)) for j in Job.objects.all())

    def test_the_link_of_someone_who_leads_too_is_not_sent_by_mail(self) -> None:
        exam = stage.session(candidates=1)
        stage.published(exam)
        juror = _line(exam, RecipientKind.JURE).person
        user = cast.user(Role.FORMATEUR)
        Person.objects.filter(pk=juror.pk).update(user=user)
        assert not SignInLink.objects.exists()
        _send(exam, [juror.pk])
        assert not SignInLink.objects.exists()
        run_pending()
        assert (
            f"http://127.0.0.1:8000/sessions/convocations/{exam.convocations.get().uid}/"
            in mail.outbox[0].body
        )

    def test_an_actor_gets_no_account(self) -> None:
        exam = stage.session(candidates=1)
        stage.published(exam)
        actor = _line(exam, RecipientKind.COMEDIEN).person
        _send(exam, [actor.pk])
        actor.refresh_from_db()
        assert actor.user is None
        assert not SignInLink.objects.exists()

    def test_the_site_is_named_as_the_request_named_it(self) -> None:
        exam = stage.session(candidates=1)
        stage.published(exam)
        who = exam.inscriptions.get().person
        send_convocations(
            actor=stage.responsable(),
            session=exam,
            now=stage.NOW,
            only=[who.pk],
            base_url="https://jalon.example",
        )
        run_pending()
        assert "https://jalon.example/" in mail.outbox[0].body
        assert "127.0.0.1" not in mail.outbox[0].body

    def test_a_candidate_is_told_only_their_own_hours(self) -> None:
        exam = stage.session(candidates=2)
        stage.published(exam)
        first = _line(exam, RecipientKind.CANDIDAT, 1).summons
        assert first is not None
        other = exam.inscriptions.get(number=2).person
        assert str(other) not in str(first.content)
        assert {p.kind for p in first.passages} <= {"jury", "preparation"}
        assert first.visits[0].start == first.passages[0].start - 30

    def test_the_arrangement_is_told_and_never_its_reason(self) -> None:
        exam = stage.session(candidates=1)
        Amenagement.objects.create(
            inscription=exam.inscriptions.get(), status=ArrangementStatus.GRANTED, requested_on=stage.FIRST_DAY,
            extra_time_percent=33, measures="Sujets en gros caractères", decision_number="DDETS-88",
        )  # fmt: skip
        stage.published(exam)
        summons = _line(exam, RecipientKind.CANDIDAT).summons
        assert summons is not None
        assert summons.measures == (
            "Temps majoré de 33 %, compris dans les horaires.",
            "Sujets en gros caractères",
        )
        assert "DDETS-88" not in str(summons.content)

    def test_the_actor_is_told_hours_and_numbers_but_no_name_and_no_scenario(self) -> None:
        exam = stage.session(candidates=2)
        stage.published(exam)
        summons = _line(exam, RecipientKind.COMEDIEN).summons
        assert summons is not None
        assert summons.visits[0].load == "2 entretiens"
        assert "INVENTÉ" not in str(summons.content).upper()

    def test_every_letter_is_issued_numbered(self) -> None:
        exam = stage.session(candidates=1)
        stage.published(exam)
        _send(exam)
        kinds = set(IssuedDocument.objects.values_list("kind", flat=True))
        assert kinds == {
            "examen.convocation_candidat",
            "examen.convocation_jure",
            "examen.convocation_comedien",
        }


class TestRefusals:
    def test_nothing_leaves_before_the_session_is_declared_and_its_timetable_published(self) -> None:
        exam = stage.session(candidates=1, status=SessionStatus.PREPARATION)
        with pytest.raises(ConvocationRefused) as refusal:
            _send(exam)
        assert len(refusal.value.reasons) == 2

    def test_a_convocation_not_sent_cannot_be_confirmed(self) -> None:
        exam = stage.session(candidates=1)
        row = Convocation.objects.create(
            session=exam, kind=RecipientKind.CANDIDAT, person=exam.inscriptions.get().person
        )
        with pytest.raises(ConvocationRefused):
            confirm_reception(actor=stage.responsable(), convocation=row, now=stage.NOW)


class TestChanges:
    def test_only_those_concerned_by_a_change_are_written_to_again(self) -> None:
        exam = stage.session(candidates=2, days=2)
        stage.published(exam)
        _send(exam)
        _shift(exam, 1)
        waiting = {(line.kind, line.person.pk) for line in convocation_lines(exam) if line.state.waiting}
        moved, unmoved = (i.person_id for i in exam.inscriptions.order_by("number"))
        assert (RecipientKind.CANDIDAT, moved) in waiting
        assert (RecipientKind.CANDIDAT, unmoved) not in waiting
        _send(exam)
        rows = {row.person_id: row for row in exam.convocations.filter(kind=RecipientKind.CANDIDAT)}
        assert (rows[moved].sequence, rows[unmoved].sequence) == (1, 0)

    def test_the_agenda_follows_by_the_same_uid_and_a_higher_sequence(self) -> None:
        exam = stage.session(candidates=1, days=2)
        stage.published(exam)
        person = exam.inscriptions.get().person_id
        _send(exam, [person])
        before = _attachments()["convocation.ics"].walk("VEVENT")[0]
        Job.objects.all().delete()
        _shift(exam, 1)
        _send(exam, [person])
        after = _attachments()["convocation.ics"].walk("VEVENT")[0]
        assert str(after["uid"]) == str(before["uid"])
        assert (int(before["sequence"]), int(after["sequence"])) == (0, 1)
        assert after.decoded("dtstart").date() == stage.FIRST_DAY + timedelta(days=1)

    def test_sending_again_without_change_keeps_document_and_sequence(self) -> None:
        exam = stage.session(candidates=1)
        stage.published(exam)
        person = exam.inscriptions.get().person_id
        _send(exam)
        row = exam.convocations.get(person=person)
        _send(exam, [person])
        again = exam.convocations.get(person=person)
        assert (again.sequence, again.document_id) == (row.sequence, row.document_id)

    def test_a_new_letter_supersedes_the_former_one_and_asks_for_a_new_confirmation(self) -> None:
        exam = stage.session(candidates=1, days=2)
        stage.published(exam)
        _send(exam)
        row = exam.convocations.get(kind=RecipientKind.CANDIDAT)
        confirm_reception(actor=stage.responsable(), convocation=row, now=stage.NOW)
        old = row.document
        _shift(exam, 1)
        _send(exam)
        row.refresh_from_db()
        assert old is not None
        old.refresh_from_db()
        assert old.superseded_by == row.document
        assert row.confirmed_at is None

    def test_a_juror_with_one_day_less_gets_the_other_day_cancelled(self) -> None:
        exam = stage.session(candidates=2, days=2)
        stage.published(exam)
        _shift(exam, 1)
        _send(exam)
        juror = cast.juror_person()
        assert len(exam.convocations.get(person=juror).content["visits"]) == 2
        exam.inscriptions.filter(number=1).update(status=InscriptionStatus.WITHDRAWN)
        stage.published(exam)
        Job.objects.all().delete()
        _send(exam, [juror.pk])
        files = _attachments()
        assert [str(e["uid"])[-8:] for e in files["annulation.ics"].walk("VEVENT")] == ["-2@jalon"]
        assert str(files["annulation.ics"]["method"]) == "CANCEL"

    def test_somebody_no_longer_expected_is_told_so(self) -> None:
        exam = stage.session(candidates=2)
        stage.published(exam)
        _send(exam)
        gone = exam.inscriptions.get(number=1)
        gone.status = InscriptionStatus.WITHDRAWN
        gone.save()
        stage.published(exam)
        sent = _send(exam)
        assert sent.cancelled == 1
        row = exam.convocations.get(person=gone.person)
        assert row.cancelled_at == stage.NOW
        run_pending()
        assert any("annulée" in message.subject for message in mail.outbox)

    def test_a_cancelled_session_cancels_every_convocation_once(self) -> None:
        exam = stage.session(candidates=1)
        stage.published(exam)
        _send(exam)
        exam.status = SessionStatus.CANCELLED
        exam.save()
        assert _send(exam).cancelled == 4
        assert _send(exam) == Sent()


class TestJob:
    def _enqueue(self, exam: ExamSession) -> Job:
        from jalon.common.jobs import enqueue

        return enqueue(
            CONVENE, actor=stage.responsable(), now=stage.NOW, payload={"session": exam.pk, "only": None}
        )

    def test_the_queue_sends_to_everybody_and_says_how_many(self) -> None:
        exam = stage.session(candidates=1)
        stage.published(exam)
        job = self._enqueue(exam)
        run_pending()
        job.refresh_from_db()
        assert job.state == Job.State.DONE
        assert job.result is not None
        assert job.result["mailed"] + job.result["on_paper"] == 4
        assert len(mail.outbox) == job.result["mailed"]

    def test_begun_again_it_writes_to_nobody_twice(self) -> None:
        exam = stage.session(candidates=1)
        stage.published(exam)
        self._enqueue(exam)
        run_pending()
        count = len(mail.outbox)
        self._enqueue(exam)
        run_pending()
        assert len(mail.outbox) == count

    def test_a_refusal_is_told_in_french_on_the_job(self) -> None:
        exam = stage.session(candidates=1)
        job = self._enqueue(exam)
        run_pending()
        job.refresh_from_db()
        assert job.state == Job.State.FAILED
        assert "Publiez d’abord le planning" in job.error


def test_acts_are_journaled() -> None:
    exam = stage.session(candidates=1)
    stage.published(exam)
    _send(exam)
    row = exam.convocations.get(kind=RecipientKind.CANDIDAT)
    confirm_reception(actor=stage.responsable(), convocation=row, now=stage.NOW)
    confirm_reception(actor=stage.responsable(), convocation=row, now=stage.NOW)
    verbs = list(JournalEntry.objects.filter(verb__startswith="convocation.").values_list("verb", flat=True))
    assert verbs.count("convocation.send") == 4
    assert verbs.count("convocation.confirm") == 1
