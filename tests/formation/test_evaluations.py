"""ECF told to the jury, mock exams on the real grids, signs of dropping out."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.common.workflow import TransitionRefused
from jalon.formation.enums import Met
from jalon.formation.models import Ecf, MockExam
from jalon.formation.operations.evaluations import (
    mock_criteria,
    record_ecf,
    record_mock_exam,
)
from jalon.formation.queries.dropout import signs_of
from jalon.formation.steps import last_signs, tell_training
from jalon.parcours.models import ECFResult, Parcours
from jalon.referentiel.schema import TestKind
from tests import cast
from tests.formation.conftest import CIP

TODAY = date(2026, 11, 16)


def _met(competence, value=Met.YES):
    return {one.id: value for one in CIP.criteria(competence)}


@pytest.fixture
def evaluate(path, trainer, now):
    def evaluating(competence=1, **changes):
        given = {
            "on": TODAY, "situation": "Information collective", "met": _met(1), "observations": "Clair.",
            "acquired": True,
        }  # fmt: skip
        return record_ecf(
            actor=trainer, parcours=path, competence=competence, now=now, **{**given, **changes}
        )

    return evaluating


def test_an_ecf_is_told_to_the_jury_and_superseded_by_the_next(evaluate, path):
    first = evaluate(acquired=False)
    assert not ECFResult.objects.get(parcours=path).acquired
    second = evaluate()
    first.refresh_from_db()
    assert first.superseded_by == second
    assert ECFResult.objects.get(parcours=path).acquired
    assert second.criteria.count() == len(CIP.criteria(1))


def test_the_result_is_the_trainer_s_and_never_computed(evaluate):
    assert evaluate(met=_met(1, Met.NO), acquired=True).acquired


def test_an_empty_or_foreign_grid_is_refused_with_every_reason(evaluate):
    with pytest.raises(TransitionRefused) as refused:
        evaluate(on=TODAY + timedelta(days=1), situation=" ", met={"TP-00448.06/C1/critere-1": Met.UNSEEN})  # fmt: skip
    assert len(refused.value.reasons) == 4
    with pytest.raises(TransitionRefused, match="n’a pas de compétence 99"):
        evaluate(99, met={"x": Met.YES})
    assert not Ecf.objects.exists()


def test_a_mock_exam_holds_the_criteria_of_the_real_grid(path, trainer, now):
    kind = TestKind.ENTRETIEN_TECHNIQUE
    known = mock_criteria(CIP, "ccp1", kind)
    assert {one.competence for one in known} == {1, 2, 4, 5}
    made = record_mock_exam(
        actor=trainer, parcours=path, scope="ccp1", kind=kind, on=TODAY, minutes=50, note="",
        met={known[0].id: Met.PARTLY}, now=now,
    )  # fmt: skip
    assert made.lines.count() == len(known)
    assert made.lines.exclude(met=Met.UNSEEN).count() == 1
    with pytest.raises(TransitionRefused) as refused:
        record_mock_exam(
            actor=trainer,
            parcours=path,
            scope="ccp2",
            kind=kind,
            on=TODAY,
            minutes=0,
            note="",
            met={},
            now=now,
        )
    assert len(refused.value.reasons) == 2


def test_signs_are_shown_to_the_trainer_not_to_the_candidate(client, path, bastien, evaluate):
    evaluate(acquired=False)
    page = reverse("formation:evaluations", args=[path.pk])
    client.force_login(cast.user(Role.FORMATEUR))
    assert "Signaux à regarder" in client.get(page).content.decode()
    assert "C1." in client.get(page).content.decode()
    board = client.get(reverse("formation:dropout")).content.decode()
    assert path.person.sort_name in board
    assert "Compétences non acquises" in board
    client.force_login(cast.user(Role.CANDIDAT))
    own = client.get(page).content.decode()
    assert "Signaux à regarder" not in own
    assert "non acquise" in own
    assert client.get(reverse("formation:dropout")).status_code == 403
    assert client.get(reverse("formation:ecf", args=[path.pk, 1])).status_code == 403


def test_the_trainer_evaluates_on_screen_and_issues_the_results(client, path, bastien):
    client.force_login(cast.user(Role.FORMATEUR))
    url = reverse("formation:ecf", args=[path.pk, 1])
    empty = client.post(url, {"on": "2026-11-02"}).content.decode()
    assert "Situation d’évaluation" in empty
    sent = {"on": "2026-11-02", "situation": "Atelier", "acquired": "1", "met_0": "yes"}
    sent |= {f"met_{rank}": "unseen" for rank in range(1, len(CIP.criteria(1)))}
    assert client.post(url, sent).status_code == 302
    mock = reverse("formation:mock_exam", args=[path.pk, "ccp2", "presentation_projet"])
    grid = {
        f"met_{n}": "partly" for n in range(len(mock_criteria(CIP, "ccp2", TestKind.PRESENTATION_PROJET)))
    }
    assert client.post(mock, {"on": "2026-11-03", "minutes": "60", **grid}).status_code == 302
    assert MockExam.objects.get().minutes == 60
    client.post(reverse("formation:livret_issue", args=[path.pk]))
    pdf = client.get(reverse("formation:livret", args=[path.pk]))
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    assert client.get(reverse("formation:mock_exam", args=[path.pk, "ccp2", "rien"])).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_signs_and_steps_cost_the_same_whatever_the_number_of_paths(
    count, titres, now, django_assert_max_num_queries
):
    paths = [
        Parcours.objects.create(person=cast.candidate_person(), titre_ref=CIP.ref, route="formation",
                                starts_on=date(2026, 10, 5))
        for _ in range(count)
    ]  # fmt: skip
    list(tell_training(paths))
    with django_assert_max_num_queries(25):
        assert len(signs_of(paths, now=now)) == count
        assert all(len(steps) == 4 for steps in tell_training(paths).values())
        last_signs(paths)


def test_steps_are_done_when_the_acts_are(path, evaluate, ines, now):
    from jalon.formation.enums import Placing
    from jalon.formation.operations.entry import place

    due = {step.code: step for step in tell_training([path])[path.pk]}
    assert due["formation.position.self"].due_on == path.starts_on
    assert due["formation.position.trainer"].due_on == path.starts_on + timedelta(days=15)
    assert due["formation.company_hours"].due_on == path.ends_on
    levels = {CIP.competence_id(c.number): 1 for c in CIP.competences}
    place(actor=ines, parcours=path, placing=Placing.SELF, levels=levels, on=TODAY, now=now)
    evaluate()
    done = {step.code: step for step in tell_training([path])[path.pk]}
    assert done["formation.position.self"].done_on == TODAY
    assert done["formation.ecf"].note == "1 compétences évaluées sur 15"
    assert last_signs([path]) == {path.pk: TODAY}
