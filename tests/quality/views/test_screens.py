"""The quality screens: what they show, what they refuse, what leaves."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.accounts.models import OrganismeParameter
from jalon.common.jobs import run_pending
from jalon.common.models import JournalEntry
from jalon.documents.models import IssuedDocument
from jalon.parcours.models import Parcours
from jalon.quality.models import (
    Complaint,
    ImprovementAction,
    PublishedResults,
    QualityPiece,
    Survey,
    YearReview,
)
from jalon.quality.operations.complaints import receive_complaint
from jalon.quality.operations.reviews import publish_results
from jalon.quality.operations.surveys import answer_survey, ask_opinion
from jalon.quality.rules.results import YearResults
from jalon.quality.rules.satisfaction import questions_for
from tests import cast


@pytest.fixture
def screen(centre):
    return cast.client(Role.RESPONSABLE_SESSION)


def _text(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")


def test_the_overview_asks_the_same_queries_whatever_the_evidence(screen, leader, centre, now):
    def count():
        with CaptureQueriesContext(connection) as asked:
            assert screen.get(reverse("quality:overview")).status_code == 200
        return len(asked)

    before = count()
    for _ in range(5):
        receive_complaint(
            actor=leader,
            organisme=centre,
            channel="phone",
            text="Froid",
            author="Inès",
            received_on=now.date(),
            now=now,
        )
    assert count() == before


def test_a_piece_is_filed_opened_and_set_aside(screen, centre):
    url = reverse("quality:piece_file", args=[23])
    refused = screen.post(url, {"heading": "Veille", "dated": "2999-01-01"})
    assert "ne se date pas dans l’avenir" in _text(refused)
    assert "Joignez un fichier" in _text(refused)
    bad = SimpleUploadedFile("veille.pdf", b"MZ\x90", content_type="application/pdf")
    assert "veille.pdf" in _text(screen.post(url, {"heading": "Veille", "dated": "2026-01-02", "file": bad}))
    assert not QualityPiece.objects.exists()
    good = SimpleUploadedFile("veille.pdf", b"%PDF-1.7\n%%EOF\n", content_type="application/pdf")
    screen.post(url, {"heading": "=Veille", "dated": timezone.localdate().isoformat(), "file": good})
    piece = QualityPiece.objects.get()
    opened = screen.get(reverse("quality:piece_download", args=[piece.pk]))
    assert (opened.content, opened["X-Content-Type-Options"]) == (b"%PDF-1.7\n%%EOF\n", "nosniff")
    assert JournalEntry.objects.filter(verb="quality.read_piece").count() == 1
    exported = screen.get(reverse("quality:indicator_csv", args=[23]))
    rows = list(csv.reader(StringIO(exported.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][3] == "'=Veille", "no spreadsheet may take it for a formula"
    assert rows[1][6] == piece.sha256
    screen.post(reverse("quality:piece_withdraw", args=[piece.pk]), {"reason": "Doublon"})
    assert "Aucune preuve cette année" in _text(screen.get(reverse("quality:indicator", args=[23])))


def test_an_unknown_indicator_or_year_does_not_break(screen, centre):
    assert screen.get(reverse("quality:indicator", args=[33])).status_code == 404
    assert screen.get(reverse("quality:overview") + "?annee=99999999999").status_code == 200
    assert screen.get(reverse("quality:overview") + "?annee=x").status_code == 200


def test_whoever_is_signed_in_complains_and_reads_the_answer_in_their_mail(screen, path):
    candidate = cast.client(Role.CANDIDAT)
    assert "Ce champ est obligatoire" in _text(
        candidate.post(reverse("quality:complaint_write"), {"text": ""})
    )
    candidate.post(reverse("quality:complaint_write"), {"text": "Il faisait froid."})
    complaint = Complaint.objects.get()
    assert (complaint.channel, complaint.parcours, complaint.stage) == ("online", path, "received")
    page = reverse("quality:complaint", args=[complaint.pk])
    refused = screen.post(reverse("quality:complaint_close", args=[complaint.pk]), {"lesson": "Rien"})
    assert refused.status_code == 422
    assert "attendu : « Réponse donnée »" in _text(refused)
    screen.post(reverse("quality:complaint_answer", args=[complaint.pk]), {"answer": " "})
    assert Complaint.objects.get().stage == "received"
    screen.post(reverse("quality:complaint_answer", args=[complaint.pk]), {"answer": "Réparé."})
    run_pending()
    assert ["Réparé." in message.body for message in mail.outbox] == [False, True], (
        "acknowledged, then answered"
    )
    letter = IssuedDocument.objects.get()
    assert letter.number in _text(screen.get(page))
    opened = screen.get(reverse("quality:document", args=[letter.pk]))
    assert b"".join(opened.streaming_content).startswith(b"%PDF-")
    screen.post(reverse("quality:complaint_close", args=[complaint.pk]), {"lesson": "Une salle de repli."})
    assert Complaint.objects.get().stage == "closed"
    screen.post(
        reverse("quality:action_decide"),
        {"reclamation": complaint.pk, "heading": "Chauffer", "owner": "Odile", "origin": "complaint",
         "due_on": (timezone.localdate() + timedelta(days=3)).isoformat()},
    )  # fmt: skip
    action = ImprovementAction.objects.get()
    assert action.complaint == complaint
    screen.post(reverse("quality:action_finish", args=[action.pk]), {"effect": "19 °C partout"})
    assert "19 °C partout" in _text(screen.get(reverse("quality:review")))


def test_the_register_says_which_answers_are_late(screen, leader, centre, now):
    receive_complaint(
        actor=leader, organisme=centre, channel="letter", text="Froid", author="Inès",
        received_on=timezone.localdate() - timedelta(days=31), now=now,
    )  # fmt: skip
    shown = _text(screen.get(reverse("quality:complaints")))
    assert "Réponse en retard" in shown
    assert "Aucune réclamation ne correspond" in _text(screen.get(reverse("quality:complaints") + "?q=zzz"))


def test_an_opinion_is_asked_by_mail_and_given_once_by_its_link(screen, path):
    OrganismeParameter.objects.create(organisme=path.person.organisme, key="survey_answers_min", value=1)
    screen.post(reverse("quality:survey_ask"), {"moment": "end"})
    run_pending()
    (message,) = mail.outbox
    link = next(word for word in message.body.split() if "/qualite/avis/" in word)
    visitor = cast.client(None)
    where = link[link.index("/qualite/") :]
    assert "Votre avis" in _text(visitor.get(where))
    incomplete = visitor.post(where, {"overall": "4"})
    assert _text(incomplete).count("Ce champ est obligatoire") >= 7
    marks = {q.code: "3" for q in questions_for("formation", "end")}
    assert visitor.post(where, {**marks, "comment": "Merci"}).status_code == 302
    assert "Merci : vos réponses" in _text(visitor.get(where))
    visitor.post(where, dict.fromkeys(marks, "1"))
    assert Survey.objects.get().answers == dict.fromkeys(marks, 3)
    shown = _text(screen.get(reverse("quality:surveys")))
    assert "100 %" in shown
    assert "Merci" in shown
    screen.post(reverse("quality:survey_ask"), {"moment": "end"})
    assert Survey.objects.count() == 1, "nobody is asked twice"
    assert visitor.get(where[:-3] + "x/").status_code == 410
    issued = screen.post(reverse("quality:survey_synthesis"), {"annee": str(timezone.localdate().year)})
    assert b"".join(issued.streaming_content).startswith(b"%PDF-")
    assert IssuedDocument.objects.get().kind == "quality.synthese_satisfaction"


def test_a_review_is_written_then_signed_and_read_only(screen, centre):
    year = timezone.localdate().year
    screen.post(reverse("quality:review"), {"annee": year, "analysis": "Projet"})
    screen.post(reverse("quality:review"), {"annee": year, "analysis": "Arrêté", "arreter": "1"})
    refused = screen.post(reverse("quality:review"), {"annee": year, "analysis": "Autre"})
    assert YearReview.objects.get().analysis == "Arrêté"
    assert 'name="analysis"' not in _text(refused)


def test_the_public_reads_what_was_published_and_nothing_else(screen, leader, centre, now):
    visitor, where = cast.client(None), reverse("quality:public_results", args=[centre.pk])
    assert "pas encore publié" in _text(visitor.get(where))
    published = publish_results(
        actor=leader, organisme=centre, year=2026, minimum=1, now=now,
        results=YearResults("TP-00403.08", 10, 8, 6, 1, 1, 2, 0),
    )  # fmt: skip
    shown = _text(visitor.get(where))
    assert "75 %" in shown
    assert "Inscrits" in shown
    assert visitor.get(reverse("quality:public_results", args=[cast.ddets().pk])).status_code == 404
    screen.post(reverse("quality:results_withdraw", args=[published.pk]))
    assert PublishedResults.objects.get().withdrawn_at is not None
    assert "pas encore publié" in _text(visitor.get(where))


def test_the_report_to_the_state_is_exported_with_french_figures(screen, centre):
    exported = screen.get(reverse("quality:bpf_csv"))
    rows = list(csv.reader(StringIO(exported.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][:4] == ["ensemble", str(timezone.localdate().year), "0", "0,00"]


def test_surveys_are_listed_with_one_query_count(screen, leader, path, now):
    def count():
        with CaptureQueriesContext(connection) as asked:
            screen.get(reverse("quality:surveys"))
        return len(asked)

    Parcours.objects.filter(pk=path.pk).update(stage="awarded")
    before = count()
    for person in cast.people(12):
        person.email = f"p{person.pk}@exemple.example"
        person.save()
        Parcours.objects.create(person=person, titre_ref="TP-00403.08", route="formation", stage="awarded")
    assert count() == before


def test_months_later_the_person_also_tells_their_situation(screen, path, leader, now):
    Parcours.objects.filter(pk=path.pk).update(
        stage="awarded", stage_since=timezone.localdate() - timedelta(days=200)
    )
    screen.post(reverse("quality:survey_ask"), {"moment": "later"})
    run_pending()
    link = next(word for word in mail.outbox[-1].body.split() if "/qualite/avis/" in word)
    where, visitor = link[link.index("/qualite/") :], cast.client(None)
    marks = {q.code: "3" for q in questions_for("formation", "later")}
    assert "Je préfère ne pas le dire" in _text(visitor.get(where))
    visitor.post(where, {**marks, "situation": "roi"})
    assert not Survey.objects.get().answers, "an unknown situation keeps nothing"
    visitor.post(where, {**marks, "situation": "lasting", "job_related": "oui"})
    kept = Survey.objects.get()
    assert (kept.situation, kept.job_related) == ("lasting", True)


def test_a_mail_scanner_declines_for_nobody(screen, path):
    screen.post(reverse("quality:survey_ask"), {"moment": "end"})
    run_pending()
    link = next(word for word in mail.outbox[-1].body.split() if word.endswith("/refuser/"))
    where, visitor = link[link.index("/qualite/") :], cast.client(None)
    assert "Ne plus recevoir" in _text(visitor.get(where))
    assert Survey.objects.get().declined_at is None
    assert "C’est noté" in _text(visitor.post(where, follow=True))
    assert Survey.objects.get().declined_at is not None
    shown = _text(screen.get(reverse("quality:surveys")))
    assert "Ont refusé de répondre" in shown


def test_a_summary_of_too_few_answers_tells_nothing(screen, leader, path, now):
    survey = ask_opinion(
        actor=leader, parcours=path, moment="end", base_url="https://j.example", now=timezone.now()
    )
    answer_survey(
        survey=survey, kind="formation", answers={q.code: 1 for q in questions_for("formation", "end")},
        comment="On me reconnaît", actor=leader, now=timezone.now(),
    )  # fmt: skip
    for shown in (
        screen.get(reverse("quality:surveys")),
        screen.get(reverse("quality:survey_synthesis"), follow=True),
        screen.get(reverse("quality:review")),
    ):
        assert "On me reconnaît" not in _text(shown)
    assert "au-dessous de 5" in _text(screen.get(reverse("quality:surveys")))
    assert "rien ne se montre" in screen.get(reverse("quality:surveys_csv")).content.decode()
    assert not IssuedDocument.objects.exists()


def test_the_signed_review_is_archived_and_opened_from_its_page(screen, centre):
    year = timezone.localdate().year
    screen.post(reverse("quality:review"), {"annee": year, "analysis": "Tout va mieux.", "arreter": "1"})
    kept = YearReview.objects.get()
    assert kept.document.kind == "quality.revue_annuelle"
    assert reverse("quality:document", args=[kept.document_id]) in _text(
        screen.get(reverse("quality:review"))
    )
