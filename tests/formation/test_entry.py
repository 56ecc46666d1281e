"""The entry: positions of both sides, interviews, dispensations that bring the hours down."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.common.workflow import TransitionRefused
from jalon.documents.models import IssuedDocument
from jalon.formation.enums import EntryStep, Level, Placing
from jalon.formation.models import Dispensation, EntryCheck, Positioning
from jalon.formation.operations.entry import dispense, place, record_interview, withdraw_dispensation
from jalon.formation.operations.programmes import follow_programme
from jalon.formation.queries import items_of
from jalon.formation.queries.entry import lifted_minutes, position_of
from jalon.formation.rules.positioning import Placed, dot_plot, positioning_faults
from jalon.prestation.models import Participation
from jalon.prestation.operations.prestations import add_participation
from tests import cast
from tests.formation.conftest import CIP

REFS = [CIP.competence_id(c.number) for ccp in CIP.ccps for c in ccp.competences]
TODAY = date(2026, 11, 16)


def _levels(level):
    return dict.fromkeys(REFS, level)


@pytest.fixture
def stay(path, prestation, programme, leader, now):
    follow_programme(actor=leader, prestation=prestation, programme=programme, now=now)
    return add_participation(actor=leader, prestation=prestation, parcours=path, now=now)


def test_both_sides_are_kept_and_the_gap_is_the_trainer_s(path, ines, trainer, now):
    place(actor=ines, parcours=path, placing=Placing.SELF, levels=_levels(3), on=TODAY, now=now)
    place(
        actor=trainer, parcours=path, placing=Placing.TRAINER, levels={**_levels(2), REFS[0]: 0}, on=TODAY, now=now,
        evidence={REFS[0]: "Entretien."},
    )  # fmt: skip
    position = position_of(path, CIP)
    assert [one.gap_told for one in position.placed[:2]] == ["− 3", "− 1"]
    assert [one.ref for one in position.placed if one.far] == REFS[:1]
    assert position.evidence == {REFS[0]: "Entretien."}
    assert EntryCheck.objects.get(parcours=path).step == EntryStep.POSITIONING


def test_the_last_position_of_a_side_counts_and_the_first_stays(path, ines, now):
    for level in (1, 2):
        place(actor=ines, parcours=path, placing=Placing.SELF, levels=_levels(level), on=TODAY, now=now)
    assert {one.own for one in position_of(path, CIP).placed} == {2}
    assert Positioning.objects.count() == 2


def test_a_position_is_whole_of_the_title_and_not_of_tomorrow(path, ines, now):
    with pytest.raises(TransitionRefused) as refused:
        place(
            actor=ines, parcours=path, placing=Placing.SELF, now=now, on=TODAY + timedelta(days=1),
            levels={**dict.fromkeys(REFS[1:], 9), "TP-00448.06/C1": 1},
        )  # fmt: skip
    told = " ".join(refused.value.reasons)
    assert len(refused.value.reasons) == 4
    assert "C1" in told
    assert "TP-00448.06/C1" in told


def test_dots_stand_apart_by_as_much_as_the_levels():
    plot = dot_plot([Placed("T/C1", 0, 3), Placed("T/C2", None, 1)])
    assert (plot.rows[0].trainer - plot.rows[0].own) == plot.columns[3] - plot.columns[0]
    assert plot.rows[1].own is None
    assert positioning_faults({"T/C1": 1}, ["T/C1"]) == []


def test_an_interview_says_what_follows(path, trainer, now):
    given = {
        "project": "Devenir CIP",
        "needs": "",
        "conditions": "",
        "now": now,
        "actor": trainer,
        "parcours": path,
    }
    with pytest.raises(TransitionRefused) as refused:
        record_interview(on=date(1900, 1, 1), conclusion=" ", **given)
    assert len(refused.value.reasons) == 2
    record_interview(on=TODAY, conclusion="Entrée en janvier.", **given)
    assert path.entry_checks.get(step="interview").on == TODAY


def test_a_dispensation_brings_the_hours_down_and_back(path, stay, programme, trainer, now):
    item = items_of(programme)[1]
    made = dispense(actor=trainer, parcours=path, item=item, reason="CCP acquis", on=TODAY, now=now)
    stay = Participation.objects.get(pk=stay.pk)
    assert stay.minutes_planned == 735 * 60 - item.minutes
    assert "CCP acquis" in stay.dispensations
    with pytest.raises(TransitionRefused, match="déjà dispensée"):
        dispense(actor=trainer, parcours=path, item=item, reason="encore", on=TODAY, now=now)
    with pytest.raises(TransitionRefused, match="Dites pourquoi"):
        withdraw_dispensation(actor=trainer, dispensation=made, reason="", now=now)
    withdraw_dispensation(actor=trainer, dispensation=made, reason="Souhaite suivre", now=now)
    assert Participation.objects.get(pk=stay.pk).minutes_planned is None
    assert Dispensation.objects.get().withdrawn_reason == "Souhaite suivre"


def test_a_whole_ccp_counts_its_seances_once(path, stay, programme, trainer, now):
    first = dispense(
        actor=trainer, parcours=path, item=items_of(programme)[1], reason="vu", on=TODAY, now=now
    )
    whole = dispense(actor=trainer, parcours=path, ccp_number=1, reason="CCP 1 acquis", on=TODAY, now=now)
    taught = sum(item.minutes for item in items_of(programme) if item.module.ccp_number == 1)
    assert whole.minutes == taught
    assert lifted_minutes([first, whole]) == taught
    assert Participation.objects.get(pk=stay.pk).minutes_planned == 735 * 60 - taught


def test_nobody_is_dispensed_of_everything_nor_without_reason(path, stay, trainer, now):
    with pytest.raises(TransitionRefused) as refused:
        dispense(actor=trainer, parcours=path, ccp_number=1, minutes=735 * 60, reason=" ", on=TODAY, now=now)
    assert len(refused.value.reasons) == 2


def test_the_candidate_places_themself_on_their_own_screen(client, path, ines):
    client.force_login(cast.user(Role.CANDIDAT))
    url = reverse("formation:positioning_place", args=[path.pk])
    assert "Je me positionne" in client.get(url).content.decode()
    half = client.post(url, {"on": "2026-11-01", "level_1": "2"}).content.decode()
    assert "Choisissez un niveau" in half
    assert not Positioning.objects.exists()
    sent = {"on": "2026-11-01", "comment": "", **{f"level_{c.number}": "1" for c in CIP.competences}}
    assert client.post(url, sent).status_code == 302
    assert Positioning.objects.get().placing == Placing.SELF
    page = client.get(reverse("formation:positioning", args=[path.pk])).content.decode()
    assert str(Level.AIDED.label) in page
    assert "Dater une étape" not in page
    for name in ("interview", "dispensation"):
        assert client.get(reverse(f"formation:{name}", args=[path.pk])).status_code == 403


def test_the_trainer_issues_both_documents(client, path, bastien, trainer, stay, now):
    client.force_login(cast.user(Role.FORMATEUR))
    issue = reverse("formation:paper_issue", args=[path.pk, "positionnement"])
    assert "Rien n’est encore positionné" in client.post(issue, follow=True).content.decode()
    place(actor=trainer, parcours=path, placing=Placing.TRAINER, levels=_levels(1), on=TODAY, now=now)
    for paper in ("positionnement", "parcours"):
        client.post(reverse("formation:paper_issue", args=[path.pk, paper]))
        pdf = client.get(reverse("formation:paper", args=[path.pk, paper]))
        assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    client.post(issue)
    assert IssuedDocument.objects.filter(kind="formation.positionnement", superseded_by=None).count() == 1
    assert client.get(reverse("formation:paper", args=[path.pk, "autre"])).status_code == 404


def test_a_path_that_is_no_training_has_no_such_page(client, path, ines):
    path.route = "vae"
    path.save()
    client.force_login(cast.user(Role.CANDIDAT))
    assert client.get(reverse("formation:positioning", args=[path.pk])).status_code == 403


def test_the_document_of_the_positioning_names_who_comments(path, ines, trainer, now):
    from jalon.formation.letters.entry import positionnement

    for actor, placing in ((ines, Placing.SELF), (trainer, Placing.TRAINER)):
        place(
            actor=actor,
            parcours=path,
            placing=placing,
            levels=_levels(1),
            on=TODAY,
            now=now,
            comment="À l’aise.",
        )
    told = positionnement(path, position_of(path, CIP), CIP)
    assert told.comments == ("La personne : À l’aise.", f"{trainer.label} : À l’aise.")
