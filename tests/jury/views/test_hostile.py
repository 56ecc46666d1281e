"""Forged posts, double clicks, two people at once, texts that attack: refused in French, nothing lost or twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.common.jobs import JobContext, run_pending
from jalon.common.models import Job, JournalEntry
from jalon.documents.models import IssuedDocument
from jalon.examen.enums import Presence
from jalon.examen.models import ExamSession, Inscription, JurySeat
from jalon.jury import builders
from jalon.jury.documents import FICHE_RESULTATS, PV_SESSION
from jalon.jury.models import PV, CCPDecision, Deliberation, Grid, GridMark, PVSignature, SessionFile
from jalon.jury.operations.grids import open_grid, prepare_joint_sheet
from jalon.jury.operations.pv import transmit_pv, validate_pv
from jalon.jury.queries.results import result_of, results_of
from jalon.jury.queries.seal import verify_session
from jalon.people.models import Person
from tests import cast as house
from tests.jury import cast

pytestmark = pytest.mark.django_db
HOSTILE = "👩🏽‍🏫 <script>alert(1)</script> #set page(fill: red) #panic() ``` $ $ \\ @ref <label> "
HOSTILE = (HOSTILE + "«\u202eretournés» ") * 80


def juror(number: int = 1) -> Client:
    return house.client(cast.juror_user(number))


def leader() -> Client:
    return house.client(Role.RESPONSABLE_SESSION)


def text(response: object) -> str:
    return unescape(response.content.decode())  # type: ignore[attr-defined]


def decision(exam: ExamSession, **changes: str) -> dict[str, str]:
    given = {f"ccp:{cast.CIP}/CCP{n}": "yes" for n in (1, 2, 3)}
    return {**given, "outcome": "title", "interview": "favourable", "revision": "0", **changes}


def deliberation_url(exam: ExamSession, number: int = 1) -> str:
    return reverse("jury:deliberation", args=[cast.inscription(exam, number).pk])


# --- forged posts


@pytest.mark.parametrize(
    ("scope", "test"),
    [
        ("ccp1", "mise_en_situation"),
        ("title", "presentation_projet"),
        ("title", "synthesis"),
        ("title", "\0"),
        ("../..", "x" * 5000),
        ("", ""),
    ],
)
def test_a_grid_that_the_referentiel_does_not_foresee_is_not_opened(scope: str, test: str) -> None:
    exam = cast.session()
    url = reverse("jury:grid_open", args=[cast.inscription(exam).pk])
    refused = juror().post(url, {"scope": scope, "test": test})
    assert refused.status_code == 409
    assert not Grid.objects.exists()


def test_an_absent_candidate_has_no_grid() -> None:
    exam = cast.session()
    Inscription.objects.filter(session=exam, number=1).update(presence=Presence.ABSENT)
    refused = juror().post(
        reverse("jury:grid_open", args=[cast.inscription(exam).pk]),
        {"scope": "title", "test": "mise_en_situation"},
    )
    assert "enregistré absent" in text(refused)
    assert not Grid.objects.exists()


def test_a_candidate_of_the_other_jury_is_neither_noted_nor_decided() -> None:
    exam = cast.session()
    for name, data in (
        ("grid_open", {"scope": "title", "test": "mise_en_situation"}),
        ("joint_prepare", {}),
        ("deliberation", decision(exam)),
    ):
        response = juror(3).post(reverse(f"jury:{name}", args=[cast.inscription(exam, 1).pk]), data)
        assert response.status_code == 404, name
    assert not Grid.objects.exists()
    assert not Deliberation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"outcome": "gold"}, "Choisissez la décision."),
        ({"interview": "perhaps"}, "Choisissez le résultat de l’entretien final."),
        ({"outcome": "absent"}, "ne peut pas être déclaré absent"),
        ({f"ccp:{cast.CIP}/CCP1": "maybe"}, "dites s’il est accordé ou non"),
        ({f"ccp:{cast.CIP}/CCP1": "no", f"reasons:{cast.CIP}/CCP1": "\0 \n "}, "un refus doit être motivé"),
        ({"interview": "unfavourable", "interview_reasons": "Oui"}, "entretien final défavorable"),
        ({"comment": "x" * 10_001}, "10000 au plus"),
        ({f"ccp:{cast.CIP}/CCP1": "no", f"reasons:{cast.CIP}/CCP1": "x" * 10_001}, "10000 au plus"),
    ],
)
def test_a_forged_decision_is_refused_in_french(changes: dict[str, str], message: str) -> None:
    exam = cast.session()
    refused = juror().post(deliberation_url(exam), decision(exam, **changes))
    assert refused.status_code == 422
    assert message in text(refused)
    assert not Deliberation.objects.exists()


@pytest.mark.parametrize("revision", ["²", "-1", "9" * 40, "", "1", "\0"])
def test_an_impossible_revision_is_no_traceback(revision: str) -> None:
    exam = cast.session()
    response = juror().post(deliberation_url(exam), decision(exam, revision=revision))
    assert response.status_code in (302, 409)


def test_a_ccp_of_another_title_in_a_forged_decision_changes_nothing() -> None:
    exam = cast.session()
    juror().post(deliberation_url(exam), decision(exam, **{"ccp:TP-00448.06/CCP1": "yes"}))
    assert set(CCPDecision.objects.values_list("ccp_ref", flat=True)) == {
        f"{cast.CIP}/CCP{n}" for n in (1, 2, 3)
    }


def test_the_plain_form_ignores_lines_of_other_titles_and_bad_revisions() -> None:
    exam = cast.session()
    grid = opened(exam)
    ref = f"{cast.CIP}/C1/critere-1"
    response = juror().post(
        reverse("jury:grid", args=[grid.pk]),
        {
            "form": "x", f"base:{ref}": "²", f"value:{ref}": "satisfied", f"note:{ref}": "\0Vu",
            "base:TP-00448.06/C1/critere-1": "0", "value:TP-00448.06/C1/critere-1": "satisfied",
        },
    )  # fmt: skip
    assert response.status_code == 302
    mark = GridMark.objects.get()
    assert (mark.criterion_ref, mark.value, mark.note) == (ref, "satisfied", "Vu")


def opened(exam: ExamSession, number: int = 1) -> Grid:
    return open_grid(
        actor=cast.juror_actor(number), inscription=cast.inscription(exam, 1 if number < 3 else 2), scope="title",
        test_kind="mise_en_situation", juror=cast.juror(number), now=cast.NOW,
    )  # fmt: skip


# --- people who come, go, or work together


def test_a_juror_unseated_after_grading_keeps_their_grid_on_record_and_writes_no_more() -> None:
    exam = cast.session()
    grid = opened(exam, 2)
    JurySeat.objects.filter(person=cast.juror(2)).delete()
    refused = juror(2).post(reverse("jury:grid", args=[grid.pk]), {"form": str(uuid4())})
    assert refused.status_code in (403, 404)
    assert leader().get(reverse("jury:grid", args=[grid.pk])).status_code == 200
    prepare_joint_sheet(actor=cast.juror_actor(1), inscription=cast.inscription(exam), now=cast.NOW)
    assert juror(1).get(reverse("jury:joint_sheet", args=[cast.inscription(exam).pk])).status_code == 200


def test_two_jurors_who_decide_at_once_both_see_both_decisions() -> None:
    exam = cast.session()
    juror(1).post(deliberation_url(exam), decision(exam))
    mine = decision(
        exam,
        outcome="partial",
        **{f"ccp:{cast.CIP}/CCP2": "no", f"reasons:{cast.CIP}/CCP2": "Plan non partagé."},
    )
    crossed = juror(2).post(deliberation_url(exam), mine)
    assert crossed.status_code == 409
    assert "Deux saisies se sont croisées" in text(crossed)
    assert "Plan non partagé." in text(crossed)
    assert Deliberation.objects.get().outcome == "title"
    assert juror(2).post(deliberation_url(exam), {**mine, "revision": "1"}).status_code == 302
    assert Deliberation.objects.get().outcome == "partial"


def test_a_pv_established_before_a_late_change_is_not_signed_on_the_screen() -> None:
    pv = cast.established()
    Inscription.objects.filter(session=pv.session, number=2).update(presence_note="Retard de 20 minutes")
    signer = {"password": house.PASSWORD, "agree": "on"}
    refused = juror().post(reverse("jury:pv_sign", args=[pv.pk]), signer)
    assert refused.status_code == 422
    assert "plus à jour" in text(refused)
    assert not PVSignature.objects.exists()


# --- texts that attack


def test_hostile_texts_are_shown_as_text_and_printed_as_text() -> None:
    exam = cast.session(candidates=1)
    grid = opened(exam)
    ref = f"{cast.CIP}/C1/critere-1"
    juror().post(
        reverse("jury:grid", args=[grid.pk]),
        {
            "form": str(uuid4()),
            f"base:{ref}": "0",
            f"value:{ref}": "not_satisfied",
            f"note:{ref}": HOSTILE[:4000],
        },
    )
    prepare_joint_sheet(actor=cast.juror_actor(1), inscription=cast.inscription(exam), now=cast.NOW)
    reasons = HOSTILE[:9_990]
    posted = juror().post(
        deliberation_url(exam),
        decision(
            exam, outcome="partial", comment=reasons,
            **{f"ccp:{cast.CIP}/CCP2": "no", f"reasons:{cast.CIP}/CCP2": reasons},
        ),
    )  # fmt: skip
    assert posted.status_code == 302, text(posted)
    for url in (
        reverse("jury:grid", args=[grid.pk]),
        reverse("jury:joint_sheet", args=[cast.inscription(exam).pk]),
        deliberation_url(exam),
        reverse("jury:results", args=[exam.pk]),
    ):
        page = juror().get(url)
        assert page.status_code == 200
        assert b"<script>alert(1)" not in page.content
    for name in ("grid_pdf", "synthesis_pdf"):
        target = grid.pk if name == "grid_pdf" else cast.inscription(exam).pk
        assert b"".join(juror().get(reverse(f"jury:{name}", args=[target]))).startswith(b"%PDF")
    result = result_of(cast.inscription(exam))
    assert FICHE_RESULTATS.render(
        builders.results_context(result, validated_on=None, now=cast.NOW)
    ).pdf.startswith(b"%PDF")
    pv = cast.established(exam)
    context = builders.pv_context(exam, results_of(exam), pv=pv, status="draft", now=cast.NOW)
    assert PV_SESSION.render(context).pdf.startswith(b"%PDF")


# --- double clicks


def both(act: Callable[[], int]) -> list[int]:
    barrier = Barrier(2)

    def click(_: int) -> int:
        try:
            barrier.wait(10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(click, range(2)))


@pytest.mark.django_db(transaction=True)
def test_a_double_click_does_each_act_once() -> None:
    with transaction.atomic():
        exam = cast.decided()
        clients = {number: juror(number) for number in range(1, 5)}
        lead, state = leader(), house.client(Role.DDETS)
    codes = both(lambda: lead.post(reverse("jury:pv_establish", args=[exam.pk])).status_code)
    assert set(codes) == {302}
    pv = PV.objects.get()
    for client in clients.values():
        data = {"password": house.PASSWORD, "agree": "on"}
        codes = both(lambda c=client, d=data: c.post(reverse("jury:pv_sign", args=[pv.pk]), d).status_code)
        assert set(codes) == {302}, codes
    assert PVSignature.objects.count() == 4
    assert IssuedDocument.objects.filter(kind="jury.pv_session").count() == 1
    act = reverse("jury:pv_act", args=[pv.pk])
    for client, transition in ((lead, "transmit"), (state, "validate")):
        codes = both(lambda c=client, t=transition: c.post(act, {"transition": t}).status_code)
        assert set(codes) <= {302, 422}, (transition, codes)
        assert 302 in codes
    for verb, times in (("pv.sign", 4), ("pv.seal", 1), ("pv.transmit", 1), ("pv.validate", 1)):
        assert JournalEntry.objects.filter(verb=verb).count() == times, verb
    assert Job.objects.filter(kind="jury.notify_results").count() == 1
    assert verify_session(exam) == ()


# --- a candidate without an address


def test_a_candidate_without_an_address_is_told_to_the_responsable_and_can_be_told_later(
    mailoutbox: list[object],
) -> None:
    pv = transmit_pv(actor=cast.responsable(), pv=cast.signed(), now=cast.NOW)
    mute = cast.candidate_person(2)
    Person.objects.filter(pk=mute.pk).update(email="")
    validate_pv(actor=cast.ddets(), pv=pv, now=cast.NOW + timedelta(days=8))
    url = reverse("jury:results", args=[pv.session_id])
    run_pending()
    assert len(mailoutbox) == 1
    page = text(leader().get(url))
    assert f"{mute.full_name} : sans adresse électronique" in page.replace("\xa0", " ")
    assert "1 candidat à prévenir" in page.replace("\xa0", " ")
    assert "à prévenir" not in text(house.client(Role.DDETS).get(url))
    Person.objects.filter(pk=mute.pk).update(email="karim@candidats.example")
    for _ in range(2):
        assert leader().post(reverse("jury:results_notify", args=[pv.session_id])).status_code == 302
        run_pending()
    assert len(mailoutbox) == 2
    assert "à prévenir" not in text(leader().get(url))


# --- slow work beside quick work


@pytest.mark.django_db(transaction=True)
def test_writing_the_file_of_a_session_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction.atomic():
        exam = cast.decided()
        lead = leader()
    held: list[bool] = []
    monkeypatch.setattr(JobContext, "progress", lambda *_: held.append(connection.in_atomic_block))
    lead.post(reverse("jury:session_file_build", args=[exam.pk]))
    run_pending()
    assert SessionFile.objects.get().entries > 5
    assert len(held) > 5
    assert not any(held)
