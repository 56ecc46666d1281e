"""CIP, from the spreadsheet to the validated procès-verbal: 12 candidates, five routes, two juries, one absent."""

import io
import zipfile
from datetime import date
from hashlib import sha256

import pytest
from django.core import mail
from django.db import transaction

from jalon.accounts.enums import Role
from jalon.common.jobs import run_pending
from jalon.common.models import Job, JournalEntry
from jalon.common.workflow import TransitionRefused
from jalon.demo.roster import CIP_SITTERS
from jalon.demo.story import Chapter, Script, Story
from jalon.demo.world import World, at
from jalon.examen.enums import InscriptionStatus, Presence, SessionStatus
from jalon.examen.models import ExamSession, Inscription
from jalon.examen.queries.planning import conflicts_of_interest
from jalon.jury.enums import Outcome, PVStatus
from jalon.jury.models import Deliberation
from jalon.jury.operations.archive import build_session_file
from jalon.jury.operations.deliberation import deliberate
from jalon.jury.queries.results import results_of, tally_of
from jalon.jury.queries.seal import verify_session
from jalon.jury.session_file import MANIFEST
from jalon.parcours.models import CCPAward, TitreAward
from jalon.referentiel.queries import get_titre
from tests.scenarios.tampering import every_change_is_told

SCRIPT = Script("TP-00403", date(2026, 4, 14), 3, CIP_SITTERS, juries=2)


def test_a_cip_session_from_the_spreadsheet_to_the_validated_proces_verbal(world: World) -> None:
    story = Story(world, SCRIPT)
    checks = {
        Chapter.REGISTERED: everyone_is_admitted,
        Chapter.PLANNED: the_timetable_keeps_the_minutes_of_the_referentiel,
        Chapter.CONVENED: everyone_is_convened_with_an_agenda,
        Chapter.DELIBERATED: the_results_are_those_of_the_jury,
        Chapter.SIGNED: a_sealed_session_refuses_change_and_tells_what_was_changed_behind_its_back,
        Chapter.TRANSMITTED: nothing_is_a_title_before_the_ddets_validates,
        Chapter.VALIDATED: what_was_decided_is_acquired_and_told,
    }
    for chapter, tell_chapter in story.chapters():
        with transaction.atomic():
            tell_chapter()
        if chapter in checks:
            checks[chapter](world, story.session)
    the_session_file_holds_every_document_with_its_digest(world, story.session)


def everyone_is_admitted(world: World, session: ExamSession) -> None:
    assert session.inscriptions.filter(status=InscriptionStatus.ADMITTED).count() == len(CIP_SITTERS)
    assert session.inscriptions.values("route").distinct().count() == 5


def the_timetable_keeps_the_minutes_of_the_referentiel(world: World, session: ExamSession) -> None:
    titre, timetable = get_titre(session.titre_ref), session.timetables.get()
    minutes = {
        name: sum(
            (a.ends_at - a.starts_at).seconds // 60
            for a in _named(name).appointments.filter(candidate_present=True)
        )
        for name in ("Berrada", "Ferran", "Guiraud")
    }
    assert minutes["Berrada"] == titre.scheme("title").candidate_minutes
    assert minutes["Guiraud"] == titre.scheme("ccp1").candidate_minutes
    assert minutes["Ferran"] >= minutes["Berrada"] * 4 / 3, "extra time multiplies every phase"
    assert timetable.unplaced == []
    assert timetable.jury_days >= timetable.jury_days_bound > 0
    assert not any(conflicts_of_interest(session).values())


def everyone_is_convened_with_an_agenda(world: World, session: ExamSession) -> None:
    run_pending()
    convened = len(CIP_SITTERS) + len(world.jurors["TP-00403"]) + 1
    assert session.convocations.filter(sent_at__isnull=False).count() == convened
    assert len({m.to[0] for m in mail.outbox}) == convened
    names = [str(name) for m in mail.outbox for name, _, _ in m.attachments]
    assert sum(name.endswith(".ics") for name in names) == convened
    assert sum(name.endswith(".pdf") for name in names) == convened
    mail.outbox.clear()


def the_results_are_those_of_the_jury(world: World, session: ExamSession) -> None:
    tally = tally_of(results_of(session))
    assert (tally.registered, tally.present, tally.absent) == (12, 11, 1)
    assert (tally.full, tally.partial, tally.none) == (8, 2, 1)
    assert Deliberation.objects.get(inscription=_named("Rascol")).outcome == Outcome.ABSENT
    assert session.scenario_draw.revealed_at is not None


def a_sealed_session_refuses_change_and_tells_what_was_changed_behind_its_back(
    world: World, session: ExamSession
) -> None:
    berrada = _named("Berrada")
    assert verify_session(session) == ()
    with pytest.raises(TransitionRefused):
        deliberate(
            actor=world.juror_actor(world.jurors["TP-00403"][0]),
            inscription=berrada,
            outcome=Outcome.NONE,
            ccps={},
            base_revision=1,
            now=at(date(2026, 4, 20), 9),
        )
    Inscription.objects.filter(pk=berrada.pk).update(presence=Presence.ABSENT)
    assert any("BERRADA" in divergence.message.upper() for divergence in verify_session(session))
    Inscription.objects.filter(pk=berrada.pk).update(presence=Presence.PRESENT)
    every_change_is_told(session)
    assert verify_session(session) == ()


def nothing_is_a_title_before_the_ddets_validates(world: World, session: ExamSession) -> None:
    run_pending()
    assert session.pvs.get().status == PVStatus.TRANSMITTED
    assert not TitreAward.objects.exists()
    assert not mail.outbox


def what_was_decided_is_acquired_and_told(world: World, session: ExamSession) -> None:
    titre, pv = get_titre(session.titre_ref), session.pvs.get()
    assert session.status == SessionStatus.VALIDATED
    assert pv.status == PVStatus.VALIDATED
    assert pv.signatures.count() == len(world.jurors["TP-00403"])
    assert TitreAward.objects.count() == tally_of(results_of(session)).full
    acquired = {
        name: sorted(CCPAward.objects.filter(person=_named(name).person).values_list("ccp_ref", flat=True))
        for name in ("Guiraud", "Castaing", "Delpech", "Marques")
    }
    one, two, three = (ccp.id for ccp in titre.ccps)
    assert acquired == {
        "Guiraud": [one],
        "Castaing": [one, three],
        "Delpech": [one, two, three],
        "Marques": [],
    }
    run_pending()
    assert len({m.to[0] for m in mail.outbox}) == len(mail.outbox) == len(CIP_SITTERS)
    assert not Job.objects.exclude(state="done").exists()
    verbs = set(JournalEntry.objects.values_list("verb", flat=True))
    assert {"session.declare", "import.apply", "jury.compose", "pv.sign", "pv.validate"} <= verbs


def the_session_file_holds_every_document_with_its_digest(world: World, session: ExamSession) -> None:
    archive = build_session_file(
        actor=world.actor(Role.RESPONSABLE_SESSION), session=session, now=at(date(2026, 5, 4), 9)
    )
    with archive.file.open("rb") as stream, zipfile.ZipFile(io.BytesIO(stream.read())) as book:
        lines = [line.split("  ", 1) for line in book.read(MANIFEST).decode().splitlines()]
        listed = {name: digest for digest, name in lines}
        for name, digest in listed.items():
            assert sha256(book.read(name)).hexdigest() == digest, name
        assert set(book.namelist()) - set(listed) == {MANIFEST}
    assert len(listed) > 40


def _named(last_name: str) -> Inscription:
    return Inscription.objects.select_related("person", "session").get(person__birth_name=last_name)
