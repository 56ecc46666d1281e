"""Reports of incidents and frauds: complete, signed by who may, sealed, cited by the procès-verbal (A7.14)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from jalon.accounts.enums import Role
from jalon.common.actor import Actor
from jalon.common.models import JournalEntry
from jalon.documents.queries import content_of
from jalon.examen.enums import IncidentKind, SessionStatus
from jalon.examen.models import ExamSession, Incident, IncidentReport, Timetable
from jalon.examen.operations.day import report_incident
from jalon.examen.operations.reports import ReportRefused, add_complement, sign_report, write_report
from jalon.examen.queries.reports import is_intact, report_lines, report_of, signers_for
from jalon.examen.rules.reports import STATEMENTS, ReportFacts, reasons_against_signing, sealed_digest
from jalon.jury.builders import pv_context
from jalon.jury.queries.results import results_of
from jalon.jury.queries.seal import snapshot_of, verify_session
from tests import cast
from tests.documents.reading import text_of
from tests.examen import stage

NIR = f"2901231555001{97 - 2901231555001 % 97:02d}"
MORNING = stage.at(stage.FIRST_DAY, 10, 0)
_CONTENTS = st.dictionaries(st.text('abé"\\:', max_size=3), st.text('abé"\\:', max_size=5), max_size=3)
FACTS: dict[str, Any] = {
    "happened_at": (MORNING - timedelta(minutes=10)).isoformat(),
    "place": "Salle 102",
    "facts": "Un téléphone était posé sous le sujet.",
    "decided": "Le téléphone est rangé, l’épreuve s’est poursuivie.",
    "statement": "",
    "statement_outcome": "refused",
    "signer": 0,
}


class TestWhatAReportLacks:
    def test_everything_is_said_at_once(self) -> None:
        empty = ReportFacts(
            fraud=True, candidate="", happened_at=None, place="", facts=" ", present=("",), decided=""
        )
        reasons = reasons_against_signing(empty, now=MORNING)
        for word in ("nomme le candidat", "heure", "lieu", "faits", "présente", "décidé"):
            assert any(word in reason for reason in reasons), word

    def test_a_candidate_may_refuse_to_sign_but_it_is_said(self) -> None:
        assert any("entendu" in r for r in reasons_against_signing(_facts(statement_outcome=""), now=MORNING))
        assert reasons_against_signing(_facts(statement_outcome="refused"), now=MORNING) == ()

    def test_a_statement_that_is_acknowledged_is_written(self) -> None:
        lacking = reasons_against_signing(_facts(statement_outcome="acknowledged"), now=MORNING)
        assert lacking == ("Le candidat reconnaît une déclaration : écrivez-la.",)

    def test_facts_to_come_are_no_facts(self) -> None:
        found = reasons_against_signing(_facts(happened_at=MORNING + timedelta(minutes=1)), now=MORNING)
        assert found == ("L’heure des faits est dans le futur : corrigez-la.",)

    @given(_CONTENTS, _CONTENTS)
    def test_two_contents_share_a_seal_only_when_they_say_the_same(
        self, one: dict[str, str], other: dict[str, str]
    ) -> None:
        assert (sealed_digest(one) == sealed_digest(other)) == (one == other)
        assert sealed_digest(one) == sealed_digest(dict(reversed(one.items())))

    def test_no_sentence_speaks_of_a_sanction_decided_here(self) -> None:
        assert not any("exclu" in text or "sanction" in text for text in STATEMENTS.values())


def _facts(**changes: Any) -> ReportFacts:
    given: dict[str, Any] = {
        "fraud": True, "candidate": "Camille Roux, candidat n° 1", "happened_at": MORNING, "place": "Salle 102",
        "facts": "Un téléphone.", "present": ("Un juré",), "decided": "Rangé.", "statement_outcome": "refused",
    }  # fmt: skip
    return ReportFacts(**{**given, **changes})


def _exam() -> ExamSession:
    return stage.session(status=SessionStatus.IN_PROGRESS, candidates=2)


def _fraud(exam: ExamSession) -> Incident:
    return report_incident(
        actor=stage.responsable(), session=exam, kind=IncidentKind.FRAUD, description="Téléphone",
        inscription=exam.inscriptions.get(number=1), now=MORNING,
    )  # fmt: skip


def _write(incident: Incident, revision: int = 0, **changes: Any) -> IncidentReport:
    return write_report(
        actor=stage.responsable(), incident=incident, content={**FACTS, **changes},
        present=["Dominique Arbitre2, juré"], revision=revision, now=MORNING,
    )  # fmt: skip


def _sign(report: IncidentReport, actor: Actor | None = None, **changes: Any) -> IncidentReport:
    given: dict[str, Any] = {"revision": report.revision, "now": MORNING, **changes}
    return sign_report(actor=actor or stage.responsable(), report=report, **given)


@pytest.mark.django_db
class TestWriting:
    def test_it_begins_with_what_was_reported_and_is_corrected_until_signed(self) -> None:
        incident = _fraud(_exam())
        report = _write(incident)
        report = _write(incident, report.revision, place="Couloir")
        assert (report.content["place"], report.revision, report.signed_at) == ("Couloir", 2, None)

    def test_two_people_writing_at_once_do_not_undo_each_other(self) -> None:
        incident = _fraud(_exam())
        _write(incident)
        with pytest.raises(ReportRefused, match="modifié ce rapport"):
            _write(incident, place="Couloir")

    def test_a_social_security_number_is_refused(self) -> None:
        with pytest.raises(ValidationError):
            _write(_fraud(_exam()), facts=f"Son numéro est {NIR}")

    def test_only_the_responsable_or_a_juror_of_the_session_may_be_asked_to_sign(self) -> None:
        exam = _exam()
        stranger = cast.people(6)[5]
        with pytest.raises(ReportRefused, match="juré de la session"):
            _write(_fraud(exam), signer=stranger.pk)
        assert len(signers_for(exam)) == 3

    def test_nothing_is_written_before_the_day_nor_once_the_file_is_gone(self) -> None:
        exam = _exam()
        incident = _fraud(exam)
        for status in (SessionStatus.DECLARED, SessionStatus.TRANSMITTED):
            ExamSession.objects.filter(pk=exam.pk).update(status=status)
            with pytest.raises(ReportRefused, match="pendant la session"):
                _write(incident)


@pytest.mark.django_db
class TestSigning:
    def test_the_report_is_sealed_issued_and_journaled(self) -> None:
        exam = _exam()
        signed = _sign(_write(_fraud(exam)))
        assert signed.document is not None
        assert signed.document.number.startswith("RFR-2026-")
        assert is_intact(signed)
        text = text_of(content_of(signed.document))
        for words in ("Rapport de fraude", "candidat n° 1", "Salle 102", "sous le sujet", "A7.14", "DDETS"):
            assert words in text, words
        entry = JournalEntry.objects.get(verb="report.sign")
        assert (entry.target_type, entry.data["sha256"]) == ("examen.examsession", signed.sha256)

    def test_it_never_changes_again(self) -> None:
        incident = _fraud(_exam())
        signed = _sign(_write(incident))
        with pytest.raises(ReportRefused, match="est signé"):
            _write(incident, signed.revision, place="Ailleurs")
        with pytest.raises(ReportRefused, match="déjà signé"):
            _sign(signed)
        signed.content["place"] = "Ailleurs"
        with pytest.raises(TypeError):
            signed.save()

    def test_what_it_lacks_is_refused_whole(self) -> None:
        report = _write(_fraud(_exam()), place="", decided="")
        with pytest.raises(ReportRefused) as refusal:
            _sign(report)
        assert len(refusal.value.reasons) == 2

    def test_what_changed_since_it_was_read_is_not_signed(self) -> None:
        incident = _fraud(_exam())
        report = _write(incident)
        _write(incident, report.revision, place="Couloir")
        with pytest.raises(ReportRefused, match="a changé"):
            _sign(report)

    def test_the_juror_who_saw_it_signs_with_their_own_access(self) -> None:
        exam = _exam()
        juror = cast.juror_person()
        report = _write(_fraud(exam), signer=juror.pk)
        with pytest.raises(ReportRefused, match="à signer par"):
            _sign(report)
        with pytest.raises(ReportRefused, match="son propre accès"):
            _sign(report, person_id=juror.pk)
        signed = _sign(report, cast.actor(Role.JURE), person_id=juror.pk)
        assert signed.signed_by_label == f"{juror.full_name}, membre du jury 1"

    def test_a_hand_that_changes_the_record_is_seen(self) -> None:
        exam = _exam()
        signed = _sign(_write(_fraud(exam)))
        IncidentReport.objects.filter(pk=signed.pk).update(witnesses=["Personne"])
        found = report_of(signed.incident)
        assert found is not None
        assert not is_intact(found)
        assert any("empreinte" in one.message for one in verify_session(exam))


@pytest.mark.django_db
class TestComplements:
    def test_a_complement_is_signed_and_sealed_after_the_report(self) -> None:
        exam = _exam()
        signed = _sign(_write(_fraud(exam)))
        added = add_complement(actor=stage.responsable(), report=signed, text="Rendu le soir.", now=MORNING)
        assert added.document is not None
        assert f"Complète le rapport n° {signed.document.number}" in text_of(content_of(added.document))  # type: ignore[union-attr]
        report = report_of(signed.incident)
        assert report is not None
        assert is_intact(report)

    def test_a_report_not_signed_is_corrected_instead(self) -> None:
        with pytest.raises(ReportRefused, match="corrigez-le plutôt"):
            add_complement(
                actor=stage.responsable(), report=_write(_fraud(_exam())), text="Suite", now=MORNING
            )


@pytest.mark.django_db
class TestProcesVerbal:
    def test_it_cites_the_signed_report_and_its_seal(self) -> None:
        exam = _exam()
        signed = _sign(_write(_fraud(exam)))
        (told,) = pv_context(exam, results_of(exam), pv=None, status="draft", now=MORNING).incidents
        assert signed.document is not None
        assert signed.document.number in told.report
        assert signed.sha256[:16] in told.report

    def test_a_report_not_signed_is_not_cited(self) -> None:
        exam = _exam()
        _write(_fraud(exam))
        (told,) = pv_context(exam, results_of(exam), pv=None, status="draft", now=MORNING).incidents
        assert told.report == ""
        assert [line.state for line in report_lines(exam)] == ["À signer"]

    def test_its_seal_covers_the_signed_report(self) -> None:
        exam = _exam()
        before = snapshot_of(exam)
        signed = _sign(_write(_fraud(exam)))
        after = snapshot_of(exam)
        assert before["rows"]["reports"] == {}
        assert after["rows"]["reports"][str(signed.pk)]["sha256"] == signed.sha256


@pytest.mark.django_db
class TestScreens:
    def _address(self, incident: Incident, act: str = "") -> str:
        return f"/sessions/{incident.session_id}/rapports/{incident.pk}/{act}"

    def _form(self, **changes: Any) -> dict[str, Any]:
        return {
            "happened_at": "2026-11-20T08:50", "place": "Salle 102", "facts": "Téléphone", "decided": "Rangé",
            "present": "Un juré\n\nUn surveillant", "statement": "", "statement_outcome": "refused",
            "signer": "0", "revision": "0", **changes,
        }  # fmt: skip

    def test_from_the_day_page_to_the_signed_pdf(self) -> None:
        incident = _fraud(_exam())
        client = cast.client(Role.RESPONSABLE_SESSION)
        day = client.get(f"/sessions/{incident.session_id}/jour/").content.decode()
        assert "À établir" in day
        assert self._address(incident) in day
        assert client.post(self._address(incident), self._form()).status_code == 302
        report = IncidentReport.objects.get()
        assert report.witnesses == ["Un juré", "Un surveillant"]
        IncidentReport.objects.update(content={**report.content, "happened_at": "2020-01-01T08:00:00+01:00"})
        client.post(self._address(incident, "signer/"), {"revision": report.revision})
        assert client.get(self._address(incident, "rapport.pdf"))["Content-Type"] == "application/pdf"
        page = client.get(self._address(incident)).content.decode()
        assert "RFR-2026-0001" in page
        client.post(self._address(incident, "completer/"), {"text": "Suite"})
        added = IncidentReport.objects.get().complements.get()
        assert client.get(self._address(incident, f"complement-{added.pk}.pdf")).status_code == 200
        assert JournalEntry.objects.filter(verb="report.read", kind="access").count() >= 2

    def test_bad_input_is_said_at_its_field(self) -> None:
        incident = _fraud(_exam())
        client = cast.client(Role.RESPONSABLE_SESSION)
        answer = client.post(
            self._address(incident), self._form(happened_at="demain", signer="x", revision="-4")
        )
        assert answer.status_code == 422
        assert not IncidentReport.objects.exists()

    def test_a_juror_opens_only_the_report_that_is_theirs(self) -> None:
        exam = _exam()
        incident = _fraud(exam)
        stage.published(exam) if not Timetable.objects.exists() else None
        client = cast.client(Role.JURE)
        assert client.get(self._address(incident)).status_code == 403
        report = _write(incident, signer=cast.juror_person().pk, happened_at="2026-11-20T08:50:00+01:00")
        page = client.get(self._address(incident))
        assert "Signer le rapport" in page.content.decode()
        assert self._address(incident) in client.get(f"/sessions/{exam.pk}/rapports/").content.decode()
        assert client.post(self._address(incident), self._form()).status_code == 403
        assert report.revision == 1

    def test_nobody_else_opens_them(self) -> None:
        incident = _fraud(_exam())
        _write(incident)
        for role in (Role.FORMATEUR, Role.DDETS, Role.CANDIDAT):
            assert cast.client(role).get(self._address(incident)).status_code in {403, 404}
