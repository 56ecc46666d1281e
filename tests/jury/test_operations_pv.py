"""The procès-verbal, from its draft to the DDETS's decision."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, connections, transaction

from jalon.common.jobs import run_pending
from jalon.common.models import JournalEntry
from jalon.common.workflow import TransitionRefused
from jalon.documents.models import IssuedDocument
from jalon.documents.queries import content_of
from jalon.examen.enums import Presence, SessionStatus
from jalon.examen.models import Inscription
from jalon.jury import seals
from jalon.jury.enums import PVStatus
from jalon.jury.models import PV, CCPDecision, Deliberation, GridMark, PVSignature, SealedError
from jalon.jury.operations.grids import open_grid, save_mark
from jalon.jury.operations.pv import (
    establish_pv,
    refuse_pv,
    resume_after_refusal,
    transmit_pv,
    validate_pv,
    withdraw_pv,
)
from jalon.jury.queries.seal import digest, snapshot_of, verify_session
from jalon.jury.queries.signers import signers_in, signers_of
from jalon.parcours.models import CCPAward, Parcours, ParcoursAct, TitreAward
from tests.jury import cast

pytestmark = pytest.mark.django_db


def test_a_pv_waits_until_everybody_is_decided_or_away() -> None:
    exam = cast.session(candidates=3)
    cast.decide(exam, 1)
    with pytest.raises(TransitionRefused) as refusal:
        establish_pv(actor=cast.responsable(), session=exam, now=cast.NOW)
    assert refusal.value.reasons == ("Le jury n’a pas encore décidé pour : Karim OSSUN, Julie LANNES.",)


def test_an_absent_candidate_needs_no_decision() -> None:
    exam = cast.session(candidates=2)
    cast.decide(exam, 1)
    Inscription.objects.filter(session=exam, number=2).update(presence=Presence.ABSENT)
    pv = establish_pv(actor=cast.responsable(), session=exam, now=cast.NOW)
    exam.refresh_from_db()
    assert (pv.status, exam.status) == (PVStatus.DRAFT, SessionStatus.DELIBERATED)


def test_the_seal_is_the_digest_of_everything_the_pv_rests_on() -> None:
    pv = cast.established()
    assert pv.sha256 == digest(snapshot_of(pv.session)) == digest(pv.snapshot)
    assert set(pv.snapshot["rows"]) >= {"inscriptions", "seats", "appointments", "marks", "decisions"}


def test_a_draft_follows_a_decision_that_changes_and_an_outdated_one_is_not_signed() -> None:
    pv = cast.established()
    cast.decide(pv.session, 1, outcome="partial")
    with pytest.raises(TransitionRefused, match="plus à jour"):
        cast.sign(pv, 1)
    again = establish_pv(actor=cast.juror_actor(), session=pv.session, now=cast.NOW)
    assert (again.pk, again.version) == (pv.pk, 1)
    assert cast.sign(again, 1).status == PVStatus.SIGNING


def test_the_last_signature_seals_and_issues_the_document() -> None:
    pv = cast.established()
    for number in (1, 2, 3):
        assert cast.sign(pv, number).status == PVStatus.SIGNING
    pv = cast.sign(pv, 4)
    pv.session.refresh_from_db()
    assert (pv.status, pv.session.status) == (PVStatus.SIGNED, SessionStatus.PV_SIGNED)
    assert pv.document is not None
    assert content_of(pv.document).startswith(b"%PDF")
    assert set(PVSignature.objects.filter(pv=pv).values_list("signed_sha256", flat=True)) == {pv.sha256}


def test_a_second_click_signs_nothing_more() -> None:
    pv = cast.established()
    first = cast.sign(pv, 1)
    again = cast.sign(pv, 1, now=cast.NOW + timedelta(minutes=5))
    signature = PVSignature.objects.get(pv=pv)
    assert (first.status, again.status, signature.signed_at) == (PVStatus.SIGNING, PVStatus.SIGNING, cast.NOW)
    assert JournalEntry.objects.filter(verb="pv.sign").count() == 1


def test_a_stranger_to_the_session_does_not_sign() -> None:
    exam = cast.session(candidates=1)
    exam.juries.get(number=2).delete()
    cast.decide(exam, 1)
    pv = establish_pv(actor=cast.responsable(), session=exam, now=cast.NOW)
    with pytest.raises(TransitionRefused, match="ne siège pas"):
        cast.sign(pv, 3)


def test_a_jury_that_judged_nobody_neither_signs_nor_holds_the_pv_back() -> None:
    exam = cast.session(candidates=1)
    cast.decide(exam, 1)
    pv = cast.established(exam)
    assert (
        {p.pk for p in signers_of(exam)}
        == {cast.juror(1).pk, cast.juror(2).pk}
        == signers_in(pv.snapshot["rows"])
    )
    with pytest.raises(TransitionRefused, match="n’a examiné aucun candidat"):
        cast.sign(pv, 3)
    cast.sign(pv, 1)
    assert cast.sign(pv, 2).status == PVStatus.SIGNED
    assert verify_session(exam) == ()


@pytest.mark.django_db(transaction=True)
def test_a_double_click_in_two_windows_signs_once_and_seals_once() -> None:
    with transaction.atomic():
        pv = cast.established()
        for number in (1, 2, 3):
            cast.sign(pv, number)
        cast.juror(4), cast.juror_actor(4)
    barrier, outcomes = Barrier(2), []

    def click() -> None:
        try:
            barrier.wait(timeout=10)
            with transaction.atomic():
                outcomes.append(cast.sign(PV.objects.get(pk=pv.pk), 4).status)
        finally:
            connections.close_all()

    threads = [Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert outcomes == [PVStatus.SIGNED, PVStatus.SIGNED]
    assert PVSignature.objects.filter(pv=pv).count() == 4
    assert IssuedDocument.objects.filter(kind="jury.pv_session").count() == 1
    assert verify_session(pv.session) == ()


# --- sealed


def test_nothing_the_pv_rests_on_changes_once_someone_has_signed() -> None:
    exam = cast.decided()
    grid = open_grid(
        actor=cast.juror_actor(), inscription=cast.inscription(exam), scope="title",
        test_kind="mise_en_situation", juror=cast.juror(1), now=cast.NOW,
    )  # fmt: skip
    pv = cast.established(exam)
    cast.sign(pv, 1)
    deliberation = Deliberation.objects.get(inscription__number=1, inscription__session=exam)
    with pytest.raises(TransitionRefused, match="à la signature"):
        cast.decide(exam, 1, outcome="partial")
    with pytest.raises(SealedError):
        deliberation.save()
    with pytest.raises(SealedError):
        deliberation.ccp_decisions.all()[0].delete()
    with pytest.raises(SealedError):
        grid.save()
    assert verify_session(exam) == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE jury_ccpdecision SET awarded = NOT awarded",
        "DELETE FROM jury_ccpdecision",
        "UPDATE jury_deliberation SET outcome = 'none'",
        "UPDATE jury_grid SET status = 'open'",
        "DELETE FROM jury_pvsignature",
        "UPDATE jury_pvsignature SET signed_sha256 = ''",
        "UPDATE jury_pv SET sha256 = ''",
        "UPDATE jury_pv SET status = 'draft'",
        "DELETE FROM jury_pv",
    ],
)
def test_the_database_itself_refuses_to_touch_what_is_sealed(statement: str) -> None:
    exam = cast.decided()
    open_grid(
        actor=cast.juror_actor(), inscription=cast.inscription(exam), scope="title",
        test_kind="mise_en_situation", juror=cast.juror(1), now=cast.NOW,
    )  # fmt: skip
    cast.signed(exam)
    with pytest.raises(IntegrityError, match="scellé"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify_session(exam) == ()


def test_a_touch_that_comes_after_the_seal_is_kept_aside_not_lost() -> None:
    from uuid import uuid4

    exam = cast.decided()
    grid = open_grid(
        actor=cast.juror_actor(), inscription=cast.inscription(exam), scope="title",
        test_kind="mise_en_situation", juror=cast.juror(1), now=cast.NOW,
    )  # fmt: skip
    cast.sign(cast.established(exam), 1)
    saved = save_mark(
        actor=cast.juror_actor(), grid=grid, criterion_ref=f"{cast.CIP}/C1/critere-1", value="satisfied",
        note="", base_revision=0, op_id=uuid4(), now=cast.NOW,
    )  # fmt: skip
    assert (saved.outcome, saved.sent_value, saved.value) == ("late", "satisfied", "")
    assert not GridMark.objects.exists()


# --- verify names what was tampered with


def tamper(statement: str) -> None:
    """What someone with the database's password could do: lift the guards, write, put them back."""
    seals.lift(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    seals.install(connection)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "UPDATE jury_ccpdecision SET awarded = NOT awarded, reasons = 'x' WHERE ccp_ref = 'TP-00403.08/CCP2'",
            "Décision sur un CCP (TP-00403.08/CCP2, candidat n° 1 Inès MAZARGUIL) — accordé : "
            "« oui » au procès-verbal, « non » aujourd’hui.",
        ),
        (
            "UPDATE examen_inscription SET presence = 'absent' WHERE number = 2",
            "Inscription (candidat n° 2 Karim OSSUN) — présence : "
            "« Présent » au procès-verbal, « Absent » aujourd’hui.",
        ),
        (
            "UPDATE jury_deliberation SET outcome = 'none'",
            "Délibération (candidat n° 1 Inès MAZARGUIL) — décision : "
            "« Titre accordé » au procès-verbal, « Aucun CCP accordé » aujourd’hui.",
        ),
        (
            "DELETE FROM jury_ccpdecision WHERE ccp_ref = 'TP-00403.08/CCP3'",
            "Décision sur un CCP (TP-00403.08/CCP3, candidat n° 2 Karim OSSUN) — disparue depuis le procès-verbal.",
        ),
        (
            "UPDATE jury_gridmark SET value = 'not_satisfied'",
            "Observation (TP-00403.08/C1/critere-1, épreuve mise_en_situation, juré Éliane DASTUGUE, candidat n° 1 "
            "Inès MAZARGUIL) — observation : « Satisfait » au procès-verbal, « Non satisfait » aujourd’hui.",
        ),
        (
            "UPDATE people_person SET birth_name = 'Autre' WHERE birth_name = 'Ossun'",
            "Identité (Karim OSSUN) — nom de naissance : « Ossun » au procès-verbal, « Autre » aujourd’hui.",
        ),
        ("UPDATE jury_pv SET snapshot = '[1]'", "le contenu scellé ne correspond plus à son empreinte"),
        ("UPDATE jury_pv SET snapshot = '{}'", "le contenu scellé ne correspond plus à son empreinte"),
        (
            "UPDATE jury_pvsignature SET signed_sha256 = 'faux'",
            "Signature de Éliane DASTUGUE — empreinte signée",
        ),
        ("DELETE FROM jury_pvsignature", "Signature de Hugo PUJOL — disparue depuis le procès-verbal."),
        (
            "DELETE FROM common_journalentry WHERE verb = 'pv.sign'",
            "Signature de Hugo PUJOL — absente du journal.",
        ),
        (
            "DELETE FROM common_journalentry WHERE verb = 'pv.seal'",
            "Procès-verbal version 1 — scellement absent du journal.",
        ),
        ("UPDATE jury_pv SET document_id = NULL", "le document scellé n’est plus celui d’alors"),
        (
            "UPDATE documents_issueddocument SET sha256 = 'faux'",
            "le document scellé n’est plus celui d’alors",
        ),
        (
            "UPDATE common_journalentry SET sentence = 'Rien'",
            "« Rien » aujourd’hui.",
        ),
        (
            "INSERT INTO jury_pvsignature (pv_id, person_id, signed_at, signed_sha256, method)"
            " SELECT id, (SELECT id FROM people_person WHERE birth_name = 'Mazarguil'), sealed_at, sha256, 'name'"
            " FROM jury_pv",
            "Signature de Inès MAZARGUIL — absente du journal.",
        ),
        (
            "UPDATE referentiel_publishedtitre SET document = '{}'",
            "le document qui a servi n’est plus celui d’alors",
        ),
        ("DELETE FROM referentiel_publishedtitre", "le document qui a servi n’est plus celui d’alors"),
    ],
)
def test_verify_names_what_someone_changed_behind_our_back(statement: str, expected: str) -> None:
    from uuid import uuid4

    exam = cast.decided()
    grid = open_grid(
        actor=cast.juror_actor(), inscription=cast.inscription(exam), scope="title",
        test_kind="mise_en_situation", juror=cast.juror(1), now=cast.NOW,
    )  # fmt: skip
    save_mark(
        actor=cast.juror_actor(), grid=grid, criterion_ref=f"{cast.CIP}/C1/critere-1", value="satisfied",
        note="", base_revision=0, op_id=uuid4(), now=cast.NOW,
    )  # fmt: skip
    cast.signed(exam)
    assert verify_session(exam) == ()
    tamper(statement)
    told = [divergence.message for divergence in verify_session(exam)]
    assert any(expected in message for message in told), told


def test_verify_sees_a_document_whose_file_was_altered() -> None:
    from pathlib import Path

    pv = cast.signed()
    assert pv.document is not None
    Path(pv.document.file.path).write_bytes(b"%PDF falsified")
    assert [d.where for d in verify_session(pv.session)] == [f"Document {pv.document.number}"]


def test_verify_sees_a_content_and_its_digest_rewritten_together() -> None:
    pv = cast.signed()
    seals.lift(connection)
    forged = {**pv.snapshot, "titre": {**pv.snapshot["titre"], "ref": "TP-00448.06"}}
    PV.objects.filter(pk=pv.pk).update(snapshot=forged, sha256=digest(forged))
    PVSignature.objects.filter(pv=pv).update(signed_sha256=digest(forged))
    seals.install(connection)
    assert any("journal" in divergence.field for divergence in verify_session(pv.session))


# --- what the DDETS decides


def transmitted() -> PV:
    pv = cast.signed()
    return transmit_pv(actor=cast.responsable(), pv=pv, now=cast.NOW)


def test_validation_awards_ccps_and_titles_and_tells_the_candidates(mailoutbox: list[object]) -> None:
    pv = transmitted()
    pv = validate_pv(actor=cast.ddets(), pv=pv, now=cast.NOW + timedelta(days=8))
    assert pv.session.pk == pv.session_id
    pv.session.refresh_from_db()
    assert (pv.status, pv.session.status) == (PVStatus.VALIDATED, SessionStatus.VALIDATED)
    assert set(TitreAward.objects.values_list("person__birth_name", flat=True)) == {"Mazarguil"}
    assert set(
        CCPAward.objects.filter(person__birth_name="Ossun").values_list("ccp_ref", "awarded_on", "pv_number")
    ) == {
        (f"{cast.CIP}/CCP1", date(2026, 11, 24), "CIP-2026-014/PV1"),
        (f"{cast.CIP}/CCP3", date(2026, 11, 24), "CIP-2026-014/PV1"),
    }
    assert verify_session(pv.session) == ()
    run_pending()
    assert len(mailoutbox) == 2
    run_pending()
    kinds = list(
        IssuedDocument.objects.filter(subject_ref__startswith="examen.inscription").values_list(
            "kind", flat=True
        )
    )
    assert sorted(kinds) == sorted(
        ["jury.fiche_resultats", "jury.notification_resultats", "jury.livret_certification"] * 2
    )


def test_validation_moves_the_paths_and_keeps_the_decision_there() -> None:
    exam = cast.session(candidates=4)
    for number, outcome in enumerate(("title", "partial", "none"), start=1):
        cast.decide(exam, number, outcome=outcome)
    exam.inscriptions.filter(number=4).update(presence="absent")
    Parcours.objects.update(stage="registered")
    Parcours.objects.filter(inscriptions__number=2).update(route="vae")
    pv = transmit_pv(actor=cast.responsable(), pv=cast.signed(exam), now=cast.NOW)
    assert set(Parcours.objects.values_list("stage", flat=True)) == {"registered"}
    validate_pv(actor=cast.ddets(), pv=pv, now=cast.NOW)
    stages = dict(Parcours.objects.values_list("inscriptions__number", "stage"))
    assert stages == {1: "awarded", 2: "judged", 3: "failed", 4: "ready"}
    act = ParcoursAct.objects.get(act="judge")
    assert act.data["outcome"] == "partial"
    assert act.data["awarded"] == [f"{cast.CIP}/CCP1", f"{cast.CIP}/CCP3"]
    assert act.data["pv"] == pv.number


def test_nothing_is_sent_before_the_ddets_validates(mailoutbox: list[object]) -> None:
    transmitted()
    run_pending()
    assert mailoutbox == []
    assert not CCPAward.objects.exists()


def test_validating_twice_changes_nothing() -> None:
    pv = validate_pv(actor=cast.ddets(), pv=transmitted(), now=cast.NOW)
    validate_pv(actor=cast.ddets(), pv=pv, now=cast.NOW + timedelta(hours=1))
    assert CCPAward.objects.count() == 5
    assert JournalEntry.objects.filter(verb="pv.validate").count() == 1


def test_a_broken_seal_is_neither_transmitted_nor_validated() -> None:
    pv = transmitted()
    tamper("UPDATE jury_deliberation SET outcome = 'none'")
    with pytest.raises(TransitionRefused, match="scellé est rompu"):
        validate_pv(actor=cast.ddets(), pv=pv, now=cast.NOW)


def test_a_refusal_says_why_and_opens_a_second_version() -> None:
    pv = transmitted()
    with pytest.raises(TransitionRefused, match="Indiquez le motif"):
        refuse_pv(actor=cast.ddets(), pv=pv, reason="  ", now=cast.NOW)
    refuse_pv(actor=cast.ddets(), pv=pv, reason="Signature d’un juré non habilité.", now=cast.NOW)
    exam = pv.session
    resume_after_refusal(actor=cast.responsable(), session=exam, now=cast.NOW)
    cast.decide(exam, 1, outcome="partial")
    second = cast.signed(exam)
    assert (second.version, second.status) == (2, PVStatus.SIGNED)
    assert PV.objects.get(version=1).status == PVStatus.REFUSED
    assert verify_session(exam) == ()


def test_a_pv_found_wrong_is_withdrawn_before_the_last_signature() -> None:
    pv = cast.established()
    cast.sign(pv, 1)
    withdraw_pv(actor=cast.responsable(), pv=pv, reason="Une présence était fausse.", now=cast.NOW)
    cast.decide(pv.session, 1, outcome="partial")
    assert cast.established(pv.session).version == 2


def test_nobody_but_the_ddets_validates() -> None:
    pv = transmitted()
    for actor in (cast.responsable(), cast.juror_actor()):
        with pytest.raises(TransitionRefused):
            validate_pv(actor=actor, pv=pv, now=cast.NOW)
    assert CCPDecision.objects.exists()
