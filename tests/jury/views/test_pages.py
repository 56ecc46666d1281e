"""Every screen of the jury, opened by whom it serves, refused to the others."""

import json
from html import unescape
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.common.jobs import run_pending
from jalon.common.models import JournalEntry
from jalon.dossier.models import Piece
from jalon.examen.enums import SessionStatus
from jalon.examen.models import ExamSession
from jalon.jury.enums import GridStatus
from jalon.jury.models import (
    PV,
    CharterAcceptance,
    Deliberation,
    Grid,
    GridEntry,
    GridMark,
    Habilitation,
    SessionFile,
)
from jalon.jury.operations.grids import open_grid, prepare_joint_sheet, save_mark
from jalon.jury.operations.pv import transmit_pv, validate_pv
from tests import cast as house
from tests.jury import cast

pytestmark = pytest.mark.django_db


def juror_client(number: int = 1) -> Client:
    return house.client(cast.juror_user(number))


def my_grid(exam: ExamSession, kind: str = "mise_en_situation", juror: int = 1) -> Grid:
    return open_grid(
        actor=cast.juror_actor(juror), inscription=cast.inscription(exam), scope="title", test_kind=kind,
        juror=cast.juror(juror), now=cast.NOW,
    )  # fmt: skip


def html(response: object) -> str:
    return unescape(response.content.decode())  # type: ignore[attr-defined]


# --- jurors and composition


def test_the_list_of_jurors_tells_whose_habilitation_is_about_to_end() -> None:
    client = house.client(Role.RESPONSABLE_SESSION)
    cast.bare_session()
    assert "Aucune habilitation enregistrée" in html(client.get(reverse("jury:habilitations")))
    juror = cast.juror(1)
    Habilitation.objects.update(valid_until="2026-12-20")
    page = html(client.get(reverse("jury:habilitations")))
    assert juror.full_name in page
    assert "dans les 90 jours" in page


def test_an_habilitation_is_recorded_and_never_outlives_its_title() -> None:
    cast.bare_session()
    client, person = house.client(Role.RESPONSABLE_SESSION), cast.juror(1, habilite=False)
    data = {
        "person": person.pk, "titre_code": "TP-00403", "number": "31-2026", "departement": "31",
        "valid_from": "2026-01-01", "valid_until": "2030-01-01",
    }  # fmt: skip
    refused = client.post(reverse("jury:habilitation_create"), data)
    assert refused.status_code == 422
    assert "fin de validité du titre, le 23/03/2028 (A5.6)" in html(refused)
    assert (
        client.post(reverse("jury:habilitation_create"), {**data, "valid_until": "2028-03-22"}).status_code
        == 302
    )
    assert Habilitation.objects.get().number == "31-2026"


def test_a_refused_composition_shows_every_reason_and_keeps_what_was_chosen() -> None:
    exam = cast.bare_session()
    cast.candidate(exam, 1)
    lone = cast.juror(1)
    Habilitation.objects.update(valid_until="2026-11-16")
    client = house.client(Role.RESPONSABLE_SESSION)
    client.post(reverse("jury:jury_add", args=[exam.pk]))
    response = client.post(reverse("jury:jury_compose", args=[exam.pk, 1]), {"seats": [lone.pk]})
    page = html(response)
    assert response.status_code == 422
    assert "il en faut au moins 2" in page
    assert "manque le 17/11/2026" in page
    assert f'value="{lone.pk}" checked' in page
    assert not exam.juries.get().seats.exists()


def test_a_jury_is_composed_and_shown() -> None:
    exam = cast.bare_session()
    jurors = [cast.juror(1), cast.juror(2)]
    client = house.client(Role.RESPONSABLE_SESSION)
    client.post(reverse("jury:jury_add", args=[exam.pk]))
    url = reverse("jury:jury_compose", args=[exam.pk, 1])
    assert client.get(url).status_code == 200
    posted = client.post(
        url, {"seats": [j.pk for j in jurors], "president": jurors[0].pk, "dates": ["2026-11-16"]}
    )
    assert posted.status_code == 302
    page = html(client.get(reverse("jury:composition", args=[exam.pk])))
    assert all(juror.full_name in page for juror in jurors)
    assert "Présidence" in page


# --- a juror's day


def test_a_juror_accepts_the_charter_before_any_grid() -> None:
    exam = cast.session()
    CharterAcceptance.objects.all().delete()
    client = juror_client()
    assert "Charte de déontologie à accepter" in html(client.get(reverse("jury:my_juries")))
    day = reverse("jury:session_day", args=[exam.pk])
    assert "J’accepte la charte" in html(client.get(day))
    opened = client.post(
        reverse("jury:grid_open", args=[cast.inscription(exam).pk]),
        {"scope": "title", "test": "mise_en_situation"},
    )
    assert opened.status_code == 409
    client.post(reverse("jury:charter_accept", args=[exam.pk]))
    assert "Ouvrir ma grille" in html(client.get(day))


def test_a_juror_sees_only_the_candidates_of_their_jury() -> None:
    exam = cast.session(candidates=4)
    page = html(juror_client(3).get(reverse("jury:session_day", args=[exam.pk])))
    assert "Karim OSSUN" in page
    assert "Paul TIBIRAN" in page
    assert "MAZARGUIL" not in page
    other = cast.inscription(exam, 1)
    for name in ("joint_sheet", "deliberation", "candidate_result"):
        assert juror_client(3).get(reverse(f"jury:{name}", args=[other.pk])).status_code == 404


def test_decisions_of_another_jury_are_read_only_once_there_is_a_pv_to_sign() -> None:
    exam = cast.decided(candidates=2)
    pages = [
        reverse(f"jury:{name}", args=[exam.pk]) for name in ("deliberations", "pv", "results", "results_csv")
    ]
    for url in pages:
        text = html(juror_client(3).get(url)).lower()
        assert url.endswith("proces-verbal/") or "ossun" in text
        assert "mazarguil" not in text
    cast.established(exam)
    for url in pages:
        assert "mazarguil" in html(juror_client(3).get(url)).lower()


def test_a_grid_opens_once_and_shows_the_official_criteria() -> None:
    exam = cast.session()
    client = juror_client()
    data = {"scope": "title", "test": "mise_en_situation"}
    first = client.post(reverse("jury:grid_open", args=[cast.inscription(exam).pk]), data)
    again = client.post(reverse("jury:grid_open", args=[cast.inscription(exam).pk]), data)
    assert first.url == again.url == reverse("jury:grid", args=[Grid.objects.get().pk])
    page = html(client.get(first.url))
    assert page.count('data-ref="TP-00403.08/C1/critere-') > 1
    assert "Chronomètre" in page


def test_without_script_the_whole_form_is_saved_and_only_what_changed_is_written() -> None:
    exam = cast.session()
    grid = my_grid(exam)
    client, url = juror_client(), reverse("jury:grid", args=[grid.pk])
    first, second = f"{cast.CIP}/C1/critere-1", f"{cast.CIP}/C1/critere-2"
    data = {
        "form": str(uuid4()), f"base:{first}": "0", f"value:{first}": "satisfied", f"note:{first}": "Clair",
        f"base:{second}": "0", f"note:{second}": "", "base:general": "0", "note:general": "",
    }  # fmt: skip
    assert client.post(url, data).status_code == 302
    assert client.post(url, data).status_code == 302
    mark = GridMark.objects.get()
    assert (mark.criterion_ref, mark.value, mark.note, mark.revision) == (first, "satisfied", "Clair", 1)
    assert GridEntry.objects.count() == 1


def test_a_form_older_than_what_stands_keeps_both_values_in_sight() -> None:
    exam = cast.session()
    grid = my_grid(exam)
    ref = f"{cast.CIP}/C1/critere-1"
    save_mark(
        actor=cast.juror_actor(), grid=grid, criterion_ref=ref, value="satisfied", note="", base_revision=0,
        op_id=uuid4(), now=cast.NOW,
    )  # fmt: skip
    client, url = juror_client(), reverse("jury:grid", args=[grid.pk])
    client.post(
        url, {"form": str(uuid4()), f"base:{ref}": "0", f"value:{ref}": "not_satisfied", f"note:{ref}": ""}
    )
    page = html(client.get(url))
    assert "saisie à départager" in page
    assert "«\u00a0Non satisfait\u00a0»" in page
    entry = GridEntry.objects.get(outcome="conflict")
    client.post(reverse("jury:entry_keep", args=[grid.pk, entry.pk]))
    assert "à départager" not in html(client.get(url))


def test_a_touch_is_answered_in_json_and_bad_ones_in_french() -> None:
    exam = cast.session()
    grid = my_grid(exam)
    url = reverse("jury:grid_mark", args=[grid.pk])
    touch = {
        "op": str(uuid4()),
        "criterion": f"{cast.CIP}/C1/critere-1",
        "value": "satisfied",
        "note": "",
        "base": 0,
    }
    client = juror_client()

    def send(**changes: object) -> object:
        return client.post(url, json.dumps({**touch, **changes}), content_type="application/json")

    assert send().json() == {  # type: ignore[attr-defined]
        "outcome": "applied", "value": "satisfied", "label": "Satisfait", "note": "", "revision": 1, "reached": 1,
        "author": "Éliane Dastugue",
    }  # fmt: skip
    assert send().json()["revision"] == 1  # type: ignore[attr-defined]
    unknown = send(op=str(uuid4()), criterion="TP-00403.08/C99/critere-1")
    assert (unknown.status_code, "n’est pas un critère" in unknown.json()["message"]) == (422, True)  # type: ignore[attr-defined]
    assert send(op="x").status_code == 400  # type: ignore[attr-defined]
    for base in (float("inf"), 10**30, -1, "²", None, True):
        assert send(op=str(uuid4()), base=base).status_code == 200  # type: ignore[attr-defined]
    for body in ("", "[", "[[]]", "12", "[12]", "[" * 100_000, '{"op": 1}'):
        assert client.post(url, body, content_type="application/json").status_code == 400
    queue = [{**touch, "op": str(uuid4()), "note": "\ud83d"}, {**touch, "op": str(uuid4()), "criterion": "x"}]
    answers = client.post(url, json.dumps(queue), content_type="application/json").json()
    assert [answer["outcome"] for answer in answers] == ["same", "refused"]
    assert client.post(url, json.dumps([touch] * 501), content_type="application/json").status_code == 413
    assert juror_client(2).post(url, "{}", content_type="application/json").status_code == 403
    assert juror_client(3).post(url, "{}", content_type="application/json").status_code == 404


def test_a_grid_is_handed_in_whole_and_taken_back() -> None:
    exam = cast.session()
    grid = my_grid(exam, "entretien_final")
    client = juror_client()
    submit = reverse("jury:grid_submit", args=[grid.pk])
    assert "Sans observation : Appréciation générale" in html(client.post(submit, follow=True))
    save_mark(
        actor=cast.juror_actor(), grid=grid, criterion_ref="general", value="", note="Parcours bien compris.",
        base_revision=0, op_id=uuid4(), now=cast.NOW,
    )  # fmt: skip
    assert "Grille remise" in html(client.post(submit, follow=True))
    grid.refresh_from_db()
    assert grid.status == GridStatus.SUBMITTED
    client.post(reverse("jury:grid_reopen", args=[grid.pk]))
    grid.refresh_from_db()
    assert grid.status == GridStatus.OPEN


def test_the_joint_sheet_shows_each_juror_and_computes_nothing() -> None:
    exam = cast.session()
    ref = f"{cast.CIP}/C1/critere-1"
    for number, value in ((1, "satisfied"), (2, "not_satisfied")):
        save_mark(
            actor=cast.juror_actor(number), grid=my_grid(exam, juror=number), criterion_ref=ref, value=value,
            note=f"Note {number}", base_revision=0, op_id=uuid4(), now=cast.NOW,
        )  # fmt: skip
    client, inscription = juror_client(2), cast.inscription(exam)
    client.post(reverse("jury:joint_prepare", args=[inscription.pk]))
    page = html(client.get(reverse("jury:joint_sheet", args=[inscription.pk])))
    assert "les jurés divergent" in page
    assert "Note 1" in page
    assert "Note 2" in page
    assert not GridMark.objects.filter(grid__juror=None).exists()
    synthesis = Grid.objects.get(juror=None, test_kind="synthesis")
    assert "Fiche de synthèse" in html(client.get(reverse("jury:grid", args=[synthesis.pk])))


def test_the_official_form_prints_blank_for_a_candidate() -> None:
    exam = cast.session()
    arguments = [cast.inscription(exam).pk, "title", "mise_en_situation"]
    assert juror_client().get(reverse("jury:blank_grid", args=arguments))["Content-Type"] == "application/pdf"
    assert juror_client().get(reverse("jury:blank_grid", args=[*arguments[:2], "x"])).status_code == 404


def test_pieces_are_read_by_the_jury_on_the_day_and_each_reading_is_journaled() -> None:
    exam = cast.session()
    row = cast.inscription(exam)
    found = Piece(
        parcours=row.parcours, kind="dp", name="dp.pdf", handed_over_at=cast.NOW, received_by="Odile", size=4
    )
    found.file.save("dp.pdf", ContentFile(b"%PDF"))
    url = reverse("jury:piece", args=[row.pk, found.pk])
    assert b"".join(juror_client().get(url).streaming_content) == b"%PDF"  # type: ignore[attr-defined]
    assert (
        JournalEntry.objects.filter(kind="access", verb="jury.read_piece", data__piece=found.pk).count() == 1
    )
    assert juror_client(3).get(url).status_code == 404
    ExamSession.objects.update(starts_on="2099-01-01", ends_on="2099-01-02")
    assert juror_client().get(url).status_code == 403


# --- deliberation


def decision(**changes: str) -> dict[str, str]:
    given = {
        "revision": "0",
        "outcome": "title",
        "interview": "favourable",
        "interview_reasons": "",
        "comment": "",
    }
    given |= {f"ccp:{cast.CIP}/CCP{n}": "yes" for n in (1, 2, 3)}
    return {**given, **changes}


def test_a_decision_is_recorded_and_its_faults_are_told_together() -> None:
    exam = cast.session()
    url = reverse("jury:deliberation", args=[cast.inscription(exam).pk])
    client = juror_client()
    refused = client.post(url, decision(**{f"ccp:{cast.CIP}/CCP2": "no"}))
    page = html(refused)
    assert refused.status_code == 422
    assert "CCP 2 : un refus doit être motivé (A7.4)." in page
    assert "Le titre ne peut pas être accordé sans tous ses CCP ; manque : CCP 2 (A7.1)." in page
    assert client.post(url, decision()).status_code == 302
    assert '<span class="badge success">Titre</span>' in html(
        client.get(reverse("jury:deliberations", args=[exam.pk]))
    )


def test_two_people_who_decide_at_once_both_see_what_the_other_wrote() -> None:
    exam = cast.session()
    url = reverse("jury:deliberation", args=[cast.inscription(exam).pk])
    juror_client(1).post(url, decision())
    crossed = juror_client(2).post(
        url,
        decision(
            outcome="partial", **{f"ccp:{cast.CIP}/CCP2": "no", f"reasons:{cast.CIP}/CCP2": "Mes motifs"}
        ),
    )
    page = html(crossed)
    assert crossed.status_code == 409
    assert "Enregistré par Éliane Dastugue" in page
    assert "Mes motifs" in page
    assert Deliberation.objects.get().outcome == "title"


def test_a_decision_at_odds_with_the_joint_sheet_is_pointed_out_not_blocked() -> None:
    exam = cast.session()
    sheets = prepare_joint_sheet(actor=cast.juror_actor(), inscription=cast.inscription(exam), now=cast.NOW)
    save_mark(
        actor=cast.juror_actor(), grid=sheets[0], criterion_ref=f"{cast.CIP}/C1/critere-1", value="not_satisfied",
        note="", base_revision=0, op_id=uuid4(), now=cast.NOW,
    )  # fmt: skip
    cast.decide(exam, 1)
    page = html(juror_client().get(reverse("jury:deliberation", args=[cast.inscription(exam).pk])))
    assert "CCP 1 est accordé ; la fiche commune note non satisfaits" in page


# --- procès-verbal and results


def test_the_pv_is_established_signed_transmitted_and_validated_on_screen() -> None:
    exam = cast.decided()
    url = reverse("jury:pv", args=[exam.pk])
    house.client(Role.RESPONSABLE_SESSION).post(reverse("jury:pv_establish", args=[exam.pk]))
    pv = PV.objects.get()
    for number in range(1, 5):
        client = juror_client(number)
        assert "Signer le procès-verbal" in html(client.get(url))
        sign = reverse("jury:pv_sign", args=[pv.pk])
        assert client.post(sign, {"password": "faux", "agree": "on"}).status_code == 422
        assert client.post(sign, {"password": house.PASSWORD, "agree": "on"}).status_code == 302
        assert client.post(sign, {"password": house.PASSWORD, "agree": "on"}).status_code == 302
    assert "Signé" in html(client.get(url))
    act = reverse("jury:pv_act", args=[pv.pk])
    assert house.client(Role.DDETS).get(url).status_code == 403
    assert house.client(Role.RESPONSABLE_SESSION).post(act, {"transition": "transmit"}).status_code == 302
    ddets = house.client(Role.DDETS)
    assert exam.number in html(ddets.get(reverse("jury:to_validate")))
    assert "Valider le procès-verbal" in html(ddets.get(url))
    assert ddets.post(act, {"transition": "refuse", "reason": ""}).status_code == 422
    assert ddets.post(act, {"transition": "validate"}).status_code == 302
    assert ddets.get(reverse("jury:pv_document", args=[pv.pk]))["Content-Type"] == "application/pdf"
    exam.refresh_from_db()
    assert exam.status == SessionStatus.VALIDATED


def test_a_juror_without_password_signs_by_writing_their_name() -> None:
    pv = cast.established()
    user = cast.juror_user(1)
    user.set_unusable_password()
    user.save()
    client, sign = house.client(user), reverse("jury:pv_sign", args=[pv.pk])
    assert client.post(sign, {"name": "Quelqu’un d’autre", "agree": "on"}).status_code == 422
    assert client.post(sign, {"name": "éliane  dastugue", "agree": "on"}).status_code == 302
    assert pv.signatures.get().method == "name"


def test_until_validated_a_candidate_reads_a_proposal() -> None:
    client = house.client(Role.CANDIDAT)
    exam = cast.decided()
    url = reverse("jury:candidate_result", args=[cast.inscription(exam).pk])
    assert "Pas encore de résultat" in html(client.get(url))
    assert client.get(reverse("jury:candidate_fiche", args=[cast.inscription(exam).pk])).status_code == 404
    pv = cast.signed(exam)
    page = html(client.get(url))
    assert "Proposition du jury" in page
    assert "validé par la DDETS" not in page
    assert "Proposition du jury" in html(client.get(reverse("jury:my_results")))
    transmit_pv(actor=cast.responsable(), pv=pv, now=cast.NOW)
    validate_pv(actor=cast.ddets(), pv=pv, now=cast.NOW)
    page = html(client.get(url))
    assert "Proposition du jury" not in page
    assert "validé par la DDETS" in page
    run_pending()
    fiche = client.get(reverse("jury:candidate_fiche", args=[cast.inscription(exam).pk]))
    assert fiche["Content-Type"] == "application/pdf"
    other = cast.inscription(exam, 2)
    assert client.get(reverse("jury:candidate_result", args=[other.pk])).status_code == 404


def test_results_give_rates_on_those_present() -> None:
    exam = cast.session(candidates=3)
    cast.decide(exam, 1)
    cast.decide(exam, 2, outcome="partial")
    exam.inscriptions.filter(number=3).update(presence="absent")
    client = house.client(Role.RESPONSABLE_SESSION)
    page = html(client.get(reverse("jury:results", args=[exam.pk])))
    assert "50\u00a0%" in page
    assert "Proposition du jury" in page
    export = client.get(reverse("jury:results_csv", args=[exam.pk]))
    assert "Karim;Formation continue" in export.content.decode("utf-8-sig")
    assert JournalEntry.objects.filter(verb="jury.export_results").exists()
    assert client.get(reverse("jury:ceres", args=[exam.pk]))["Content-Type"] == "application/pdf"


def test_the_session_file_is_made_by_a_job_and_downloaded() -> None:
    exam = cast.decided(candidates=2)
    my_grid_exam = cast.signed(exam)
    client = house.client(Role.RESPONSABLE_SESSION)
    url = reverse("jury:session_file", args=[exam.pk])
    assert "Constituer le dossier" in html(client.get(url))
    assert client.post(reverse("jury:session_file_build", args=[exam.pk])).status_code == 302
    run_pending()
    row = SessionFile.objects.get()
    assert row.sha256 in html(client.get(url))
    download = client.get(reverse("jury:session_file_download", args=[exam.pk, row.pk]))
    assert b"".join(download.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert "Intact" in html(client.get(url + "?verifier"))
    assert my_grid_exam.sha256 in html(client.get(url))


def test_a_trainer_reads_neither_grids_nor_deliberations_before_validation() -> None:
    exam = cast.decided()
    grid = my_grid(exam)
    client = house.client(Role.FORMATEUR)
    assert client.get(reverse("jury:composition", args=[exam.pk])).status_code == 200
    assert client.get(reverse("jury:grid", args=[grid.pk])).status_code == 403
    for name in ("results", "pv"):
        assert client.get(reverse(f"jury:{name}", args=[exam.pk])).status_code == 403


def test_lists_cost_the_same_queries_for_two_and_eight_candidates(django_assert_num_queries: object) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    exam = cast.session(candidates=2)
    client = house.client(Role.RESPONSABLE_SESSION)
    counts = []
    for extra in (0, 2):
        for number in range(3, 3 + extra):
            cast.candidate(exam, number)
        for name in ("deliberations", "results", "composition"):
            client.get(reverse(f"jury:{name}", args=[exam.pk]))
            with CaptureQueriesContext(
                connection,
            ) as seen:
                client.get(reverse(f"jury:{name}", args=[exam.pk]))
            counts.append(len(seen))
    assert counts[:3] == counts[3:]


def test_a_juror_who_establishes_too_early_reads_no_name_of_another_jury() -> None:
    exam = cast.session(candidates=2)
    page = html(juror_client().post(reverse("jury:pv_establish", args=[exam.pk])))
    first, second = (cast.inscription(exam, number).person.full_name for number in (1, 2))
    assert f"Le jury n’a pas encore décidé pour : {first}, 1 candidat d’un autre jury." in page
    assert second not in page


def test_a_manager_who_reads_a_grid_goes_back_to_a_page_of_theirs() -> None:
    exam = cast.session(candidates=1)
    grid = my_grid(exam)
    page = html(house.client(Role.RESPONSABLE_SESSION).get(reverse("jury:grid", args=[grid.pk])))
    assert reverse("jury:session_day", args=[exam.pk]) not in page
    assert reverse("jury:joint_sheet", args=[cast.inscription(exam).pk]) in page
    assert reverse("jury:session_day", args=[exam.pk]) in html(
        juror_client().get(reverse("jury:grid", args=[grid.pk]))
    )
