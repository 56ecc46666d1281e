"""What quality writes: nothing lost, nothing altered once signed, every act in the journal."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from jalon.accounts.models import Organisme
from jalon.accounts.queries import parameters_of
from jalon.common.actor import Actor
from jalon.common.models import Job, JournalEntry
from jalon.common.uploads import PDF, Received
from jalon.common.workflow import TransitionRefused
from jalon.documents.models import IssuedDocument
from jalon.parcours.evidence import all_evidence
from jalon.parcours.models import Parcours
from jalon.parcours.operations import advance_parcours
from jalon.quality.models import PublishedResults
from jalon.quality.operations.complaints import (
    answer_complaint,
    close_complaint,
    receive_complaint,
    reopen_complaint,
)
from jalon.quality.operations.pieces import file_piece, withdraw_piece
from jalon.quality.operations.reviews import (
    decide_action,
    finish_action,
    publish_results,
    withdraw_results,
    write_review,
)
from jalon.quality.operations.surveys import answer_survey, ask_opinion
from jalon.quality.queries import indicator_lines, late_complaints, proofs_of, quality_dues, year_results
from jalon.quality.rules.indicators import BY_NUMBER
from jalon.quality.rules.results import YearResults
from jalon.quality.rules.satisfaction import questions_for
from tests import cast
from tests.jury import cast as jury

PAPER = Received("veille.pdf", PDF, b"%PDF-1.7\n%%EOF\n")


def _complaint(leader: Actor, centre: Organisme, now: datetime, **changes: object):
    told = {
        "channel": "phone", "text": "La salle était froide.", "author": "Inès Mazarguil", "received_on": now.date(),
        "author_email": "ines@exemple.example",
    } | changes  # fmt: skip
    return receive_complaint(actor=leader, organisme=centre, now=now, **told)


def test_complaints_are_numbered_in_the_year_of_their_organisme(leader, centre, now):
    numbers = [_complaint(leader, centre, now).number for _ in range(2)]
    assert numbers == [f"REC-{now.year}-001", f"REC-{now.year}-002"]
    assert _complaint(leader, cast.other_centre(), now).number == f"REC-{now.year}-001"


def test_a_complaint_without_words_author_or_plausible_day_says_all_three(leader, centre, now):
    with pytest.raises(ValidationError) as refused:
        _complaint(leader, centre, now, text=" ", author="", received_on=now.date() + timedelta(days=2))
    assert set(refused.value.message_dict) == {"text", "author", "received_on"}


def test_no_complaint_is_closed_without_its_answer_and_its_lesson(leader, centre, now):
    complaint = _complaint(leader, centre, now)
    with pytest.raises(TransitionRefused, match="attendu : « Réponse donnée »"):
        close_complaint(actor=leader, complaint=complaint, lesson="Rien", now=now)
    with pytest.raises(TransitionRefused, match="Rédigez la réponse"):
        answer_complaint(actor=leader, complaint=complaint, answer="  ", now=now)
    assert not IssuedDocument.objects.exists()
    answered = answer_complaint(actor=leader, complaint=complaint, answer="Réparée.\n\nMerci.", now=now)
    letter = IssuedDocument.objects.get()
    assert letter.kind == "quality.reponse_reclamation"
    assert Job.objects.filter(kind="common.mail", payload__to="ines@exemple.example").count() == 2, (
        "acknowledged, then answered"
    )
    with pytest.raises(TransitionRefused, match="Dites ce que l’organisme en retient"):
        close_complaint(actor=leader, complaint=answered, lesson="", now=now)
    closed = close_complaint(actor=leader, complaint=answered, lesson="Salle de repli.", now=now)
    assert closed.stage == "closed"
    again = reopen_complaint(actor=leader, complaint=closed, now=now)
    assert (again.stage, again.answer) == ("received", "Réparée.\n\nMerci.")
    verbs = JournalEntry.objects.filter(target_type="quality.complaint").values_list("verb", flat=True)
    assert set(verbs) == {
        "quality.receive_complaint", "quality.acknowledge_complaint", "quality.answer_complaint",
        "quality.close_complaint", "quality.reopen_complaint",
    }  # fmt: skip


@pytest.mark.parametrize(("days", "late"), [(30, False), (31, True)])
def test_an_answer_is_late_the_day_after_the_delay(leader, centre, now, days, late):
    complaint = _complaint(leader, centre, now, received_on=now.date() - timedelta(days=days))
    assert bool(late_complaints([complaint], now.date(), 30)) is late
    answered = answer_complaint(actor=leader, complaint=complaint, answer="Voici.", now=now)
    assert not late_complaints([answered], now.date(), 30)


def test_an_opinion_is_given_once_and_a_new_link_replaces_the_old(leader, path, now):
    first = ask_opinion(actor=leader, parcours=path, moment="end", base_url="https://j.example", now=now)
    token = first.token_sha256
    second = ask_opinion(actor=leader, parcours=path, moment="end", base_url="https://j.example", now=now)
    assert second.pk == first.pk
    assert second.token_sha256 != token
    marks = {q.code: 4 for q in questions_for("formation", "end")}
    with pytest.raises(ValidationError, match="Répondez à"):
        answer_survey(survey=second, kind="formation", answers={}, comment="", actor=leader, now=now)
    answer_survey(survey=second, kind="formation", answers=marks, comment=" Merci ", actor=leader, now=now)
    second.refresh_from_db()
    assert (second.comment, second.answers) == ("Merci", marks)
    with pytest.raises(ValidationError, match="déjà répondu"):
        answer_survey(survey=second, kind="formation", answers=marks, comment="", actor=leader, now=now)
    with pytest.raises(ValidationError, match="a déjà répondu"):
        ask_opinion(actor=leader, parcours=path, moment="end", base_url="https://j.example", now=now)


def test_a_person_without_an_address_is_not_asked(leader, path, now):
    path.person.email = ""
    path.person.save()
    with pytest.raises(ValidationError, match="complétez sa fiche"):
        ask_opinion(actor=leader, parcours=path, moment="end", base_url="https://j.example", now=now)


def test_a_piece_is_set_aside_with_its_reason_and_stays(leader, centre, now):
    with pytest.raises(ValidationError) as refused:
        file_piece(actor=leader, organisme=centre, indicator=33, heading="", dated=date(2999, 1, 1), now=now)
    assert set(refused.value.message_dict) == {"indicator", "heading", "dated", "note"}
    piece = file_piece(
        actor=leader, organisme=centre, indicator=23, heading="Veille", dated=now.date(), now=now, file=PAPER
    )
    assert [p.sentence for p in proofs_of(centre, 23, now.year)] == ["Veille"]
    with pytest.raises(ValidationError):
        withdraw_piece(actor=leader, piece=piece, reason=" ", now=now)
    withdraw_piece(actor=leader, piece=piece, reason="Doublon", now=now)
    assert proofs_of(centre, 23, now.year) == []
    piece.refresh_from_db()
    assert piece.file
    assert piece.withdrawn_reason == "Doublon"


def test_an_act_done_elsewhere_is_evidence_of_its_indicators_and_of_its_year_alone(
    leader, centre, path: Parcours, now
):
    Parcours.objects.filter(pk=path.pk).update(stage="contact")
    advance_parcours(actor=leader, parcours=path, act="apply", on=now.date(), now=now)
    lines = {
        line.indicator.number: line for lines in indicator_lines(centre, now.year).values() for line in lines
    }
    assert (lines[4].count, lines[4].last, lines[4].state) == (1, now.date(), "proven")
    assert (lines[23].count, lines[23].state) == (0, "bare")
    assert [p.sort for p in proofs_of(centre, 4, now.year)] == ["Analyse du besoin et du dossier"]
    assert proofs_of(centre, 4, now.year - 1) == []
    assert proofs_of(cast.other_centre(), 4, now.year) == []


def test_a_signed_review_does_not_change(leader, centre, now):
    with pytest.raises(ValidationError, match="Écrivez l’analyse"):
        write_review(actor=leader, organisme=centre, year=now.year, analysis=" ", final=True, now=now)
    write_review(actor=leader, organisme=centre, year=now.year, analysis="Projet", final=False, now=now)
    signed = write_review(
        actor=leader, organisme=centre, year=now.year, analysis="Arrêté", final=True, now=now
    )
    assert (signed.analysis, signed.reviewed_by) == ("Arrêté", leader.label)
    with pytest.raises(ValidationError, match="ne change plus"):
        write_review(actor=leader, organisme=centre, year=now.year, analysis="Autre", final=False, now=now)


def test_an_action_is_done_once_with_its_effect(leader, centre, now):
    with pytest.raises(ValidationError) as refused:
        decide_action(
            actor=leader, organisme=centre, heading="", owner="", due_on=now.date() - timedelta(days=1),
            origin="team", now=now,
        )  # fmt: skip
    assert set(refused.value.message_dict) == {"heading", "owner", "due_on"}
    action = decide_action(
        actor=leader,
        organisme=centre,
        heading="Chauffer",
        owner="Odile",
        due_on=now.date(),
        origin="team",
        now=now,
    )
    with pytest.raises(ValidationError):
        finish_action(actor=leader, action=action, effect="", now=now)
    assert finish_action(actor=leader, action=action, effect="19 °C", now=now).done_on == now.date()
    with pytest.raises(ValidationError, match="déjà faite"):
        finish_action(actor=leader, action=action, effect="20 °C", now=now)


def test_published_figures_are_frozen_and_replaced_by_another_publication(leader, centre, now):
    few = YearResults("TP-00403.08", 4, 4, 4, 0, 0, 0, 0)
    with pytest.raises(ValidationError, match="désigne les gens"):
        publish_results(actor=leader, organisme=centre, year=2026, results=few, minimum=5, now=now)
    first = publish_results(actor=leader, organisme=centre, year=2026, results=few, minimum=4, now=now)
    second = publish_results(actor=leader, organisme=centre, year=2026, results=few, minimum=4, now=now)
    first.refresh_from_db()
    assert first.withdrawn_at == now
    assert list(PublishedResults.objects.filter(withdrawn_at=None)) == [second]
    assert YearResults(**second.figures) == few
    withdraw_results(actor=leader, published=second, now=now)
    with pytest.raises(ValidationError, match="ne sont plus publiés"):
        withdraw_results(actor=leader, published=second, now=now)


def test_results_are_those_of_validated_sessions(db, centre):
    pv = jury.signed()
    exam = pv.session
    assert year_results(centre, exam.ends_on.year) == []
    exam.status = "validated"
    exam.save(update_fields=["status"])
    (found,) = year_results(centre, exam.ends_on.year)
    assert (found.titre_ref, found.registered, found.present) == (exam.titre_ref, 2, 2)
    assert found.full + found.partial + found.none == 2


def test_every_sort_of_evidence_serves_known_indicators_and_names_acts_that_exist():
    from pathlib import Path

    import jalon
    from jalon.documents.kinds import all_kinds
    from jalon.parcours.workflow import WORKFLOWS

    source = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(jalon.__path__[0]).rglob("*.py")
        if path.name != "evidence.py"
    )
    acts = {f"parcours.{t.name}" for workflow in WORKFLOWS.values() for t in workflow.transitions}
    kinds = {kind.name for kind in all_kinds()}

    def done_somewhere(verb: str) -> bool:
        parts = verb.split(".")
        stems = (".".join(parts[:count]) for count in range(1, len(parts)))
        return verb in acts or f'"{verb}"' in source or any(f'f"{stem}.{{' in source for stem in stems)

    strange = [(one.label, verb) for one in all_evidence() for verb in one.verbs if not done_somewhere(verb)]
    strange += [(one.label, kind) for one in all_evidence() for kind in one.kinds if kind not in kinds]
    assert strange == []
    assert {n for one in all_evidence() for n in one.indicators} <= set(BY_NUMBER)


def test_who_leads_is_told_of_answers_actions_and_the_report_due(leader, centre, now):
    complaint = _complaint(leader, centre, now)
    decide_action(
        actor=leader,
        organisme=centre,
        heading="Chauffer",
        owner="Odile",
        due_on=now.date(),
        origin="team",
        now=now,
    )
    parameters = parameters_of(centre.pk)
    dues = {due.label: due.due_on for due in quality_dues(centre.pk, now.date(), parameters)}
    assert dues == {
        f"Répondre à la réclamation {complaint.number}": now.date() + timedelta(days=30),
        "Chauffer": now.date(),
    }, "the report of last year was due in May"
    answer_complaint(actor=leader, complaint=complaint, answer="Voici.", now=now)
    spring = quality_dues(centre.pk, date(2026, 5, 31), parameters)
    assert [(due.label, due.due_on) for due in spring][1:] == [
        ("Transmettre le bilan pédagogique et financier de 2025", date(2026, 5, 31))
    ]


def test_an_apprentice_makes_a_centre_answer_for_the_indicators_of_apprenticeship(
    leader, centre, path: Parcours, now
):
    """C1: what is followed counts, even before a prestation is opened for it."""

    def expected() -> set[int]:
        lines = [line for lines in indicator_lines(centre, now.year).values() for line in lines]
        return {line.indicator.number for line in lines if line.expected}

    assert not {13, 14, 15, 20, 28, 29} & expected()
    Parcours.objects.filter(pk=path.pk).update(route="apprentissage")
    assert expected() == set(range(1, 33))
