"""A programme is proposed, adopted, corrected while nobody follows it, then frozen."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.common.models import JournalEntry
from jalon.common.uploads import XLSX
from jalon.common.workflow import TransitionRefused
from jalon.documents.models import IssuedDocument
from jalon.formation.enums import ItemMode, Met
from jalon.formation.models import Programme, ProgrammeItem
from jalon.formation.operations.evaluations import record_ecf
from jalon.formation.operations.programmes import (
    advance_programme,
    correct_item,
    follow_programme,
    hand_over_programme,
    propose_programme,
    write_programme,
)
from jalon.formation.programme import check_programme, read_programme
from jalon.formation.queries import changes_of, items_of, matrix_of
from jalon.prestation.operations.prestations import add_participation
from jalon.prestation.results import told_of
from tests import cast
from tests.formation.conftest import CIP
from tests.formation.programme.written import as_text, as_workbook, sound


def test_a_file_becomes_a_proposed_version_with_its_findings(propose):
    made = propose(sound(CIP).change(level="7"))
    assert made.status == "proposed"
    assert [one["code"] for one in made.report] == ["level"]
    items = items_of(made)
    assert len(items) == 21
    assert items[1].competence_refs == ["TP-00403.08/C1"]
    assert sum(item.minutes for item in items) == sound(CIP).centre_total * 60


def test_a_text_without_numbers_of_competences_is_matched_by_its_headings(leader, now):
    read = read_programme(as_text(sound(CIP)).encode(), "programme.txt", CIP)
    made = propose_programme(
        actor=leader,
        organisme=cast.centre(),
        titre=CIP,
        heading="",
        report=check_programme(read, CIP),
        now=now,
    )
    assert made.heading == CIP.title
    taught = {ref for item in items_of(made) for ref in item.competence_refs}
    assert taught == {CIP.competence_id(c.number) for c in CIP.competences}


def test_a_file_without_any_seance_is_refused(leader, now):
    read = read_programme(b"Rien qui ressemble a un programme.\n", "note.txt", CIP)
    with pytest.raises(ValidationError, match="Aucune séance"):
        propose_programme(
            actor=leader,
            organisme=cast.centre(),
            titre=CIP,
            heading="",
            report=check_programme(read, CIP),
            now=now,
        )


def test_adopting_a_version_replaces_the_former_and_issues_its_pdf(propose, leader, programme, now):
    second = propose(sound(CIP, hours=14))
    assert second.version == 2
    former, changes = changes_of(second)
    assert former == programme
    assert {one.nature for one in changes} == {"changed"}
    assert len(changes) == 15
    advance_programme(actor=leader, programme=second, act="adopt", now=now)
    programme.refresh_from_db()
    assert (programme.status, second.status) == ("replaced", "in_force")
    assert IssuedDocument.objects.filter(kind="formation.programme").count() == 2
    assert JournalEntry.objects.filter(verb="formation.adopt_programme").count() == 2


def test_seances_added_and_removed_are_told(propose, programme):
    whole = sound(CIP)
    seances = {**whole.seances, 1: (("Visite de la mission locale", "7 h"), *whole.seances[1][1:])}
    _, changes = changes_of(propose(whole.change(seances=seances)))
    assert sorted((one.nature, bool(one.before), bool(one.after)) for one in changes) == [
        ("added", False, True), ("removed", True, False),
    ]  # fmt: skip


def test_texts_and_seances_change_until_a_prestation_follows(programme, prestation, leader, now):
    item = items_of(programme)[0]
    given = {"heading": "Accueil", "competence_refs": [], "mode": ItemMode.REMOTE, "work": "Un quiz, 1 h."}
    correct_item(actor=leader, item=item, minutes=240, now=now, **given)
    write_programme(actor=leader, programme=programme, texts={"objectives": "Accompagner."}, now=now)
    follow_programme(actor=leader, prestation=prestation, programme=programme, now=now)
    for act in (
        lambda: correct_item(actor=leader, item=item, minutes=60, now=now, **given),
        lambda: write_programme(actor=leader, programme=programme, texts={}, now=now),
    ):
        with pytest.raises(TransitionRefused, match="ne change plus"):
            act()
    assert ProgrammeItem.objects.get(pk=item.pk).minutes == 240
    assert Programme.objects.get(pk=programme.pk).objectives == "Accompagner."


def test_following_tells_every_reason_at_once(propose, programme, prestation, leader, now):
    prestation.titre_ref = "TP-00448.06"
    other = propose()
    with pytest.raises(TransitionRefused) as refused:
        follow_programme(actor=leader, prestation=prestation, programme=other, now=now)
    assert len(refused.value.reasons) == 2


def test_the_matrix_shares_hours_between_competences(programme):
    matrix = matrix_of(items_of(programme), CIP)
    assert matrix.modules == (1, 2, 3)
    assert {row.minutes for row in matrix.rows} == {21 * 60}
    assert matrix.unnamed + sum(row.minutes for row in matrix.rows) == matrix.minutes
    assert all(cell.heat == (4 if cell.minutes else 0) for row in matrix.rows for cell in row.cells)


def test_a_leader_imports_a_file_and_reads_its_findings(client, leader, settings):
    client.force_login(cast.user(Role.RESPONSABLE_SESSION))
    from django.core.files.uploadedfile import SimpleUploadedFile

    data = as_workbook(sound(CIP).change(rncp="403"))
    sent = client.post(
        reverse("formation:programme_import"),
        {
            "titre": CIP.ref,
            "heading": "",
            "ccps": "",
            "file": SimpleUploadedFile("p.xlsx", data, XLSX.mimetype),
        },
        follow=True,
    )
    page = sent.content.decode()
    assert "403 est le code du titre" in page
    assert "PROGRAMME!B4" in page
    made = Programme.objects.get()
    adopted = client.post(
        reverse("formation:programme_act", args=[made.pk]), {"transition": "adopt"}, follow=True
    )
    assert "En vigueur" in adopted.content.decode()
    pdf = client.get(reverse("formation:programme_pdf", args=[made.pk]))
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    assert client.get(reverse("formation:programme_template", args=[CIP.ref])).content[:2] == b"PK"


@pytest.mark.parametrize(("name", "content", "said"), [
    ("vide.txt", b"", "vide"), ("piege.pdf", b"%PDF-1.7 rien", "piege.pdf"), ("note.txt", b"Bonjour.", "Aucune s"),
])  # fmt: skip
def test_a_file_that_is_no_programme_is_told_beside_its_field(client, leader, name, content, said):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(cast.user(Role.RESPONSABLE_SESSION))
    page = client.post(
        reverse("formation:programme_import"), {"titre": CIP.ref, "file": SimpleUploadedFile(name, content)}
    )
    assert page.status_code == 200
    assert said in page.content.decode()
    assert not Programme.objects.exists()


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_whatever_its_length(
    client, leader, now, count, django_assert_max_num_queries
):
    Programme.objects.bulk_create(
        Programme(organisme=cast.centre(), titre_ref=CIP.ref, heading=f"P{n}", version=1, created_at=now)
        for n in range(count)
    )
    client.force_login(cast.user(Role.RESPONSABLE_SESSION))
    client.get(reverse("formation:programmes"))
    with django_assert_max_num_queries(12):
        assert client.get(reverse("formation:programmes")).status_code == 200


def test_the_programme_is_handed_over_once_to_each_participant(
    client, programme, prestation, path, leader, now
):
    use = follow_programme(actor=leader, prestation=prestation, programme=programme, now=now)
    add_participation(actor=leader, prestation=prestation, parcours=path, now=now)
    given = {"actor": leader, "use": use, "on": date(2026, 11, 12), "how": "Par courriel", "now": now}
    made = hand_over_programme(**given)
    assert [(one.kind, one.document.kind) for one in made] == [("programme", "formation.programme")]
    assert hand_over_programme(**given) == []
    client.force_login(cast.user(Role.RESPONSABLE_SESSION))
    url = reverse("formation:programme_hand_over", args=[programme.pk, use.pk])
    page = client.post(url, {"on": "2026-11-12", "how": "Par courriel"}, follow=True).content.decode()
    assert "déjà ce programme" in page


def test_the_attestation_knows_objectives_and_results(programme, prestation, path, leader, trainer, now):
    write_programme(
        actor=leader, programme=programme, texts={"objectives": "- Accueillir\n- Accompagner"}, now=now
    )
    follow_programme(actor=leader, prestation=prestation, programme=programme, now=now)
    stay = add_participation(actor=leader, prestation=prestation, parcours=path, now=now)
    record_ecf(
        actor=trainer, parcours=path, competence=2, on=date(2026, 11, 12), situation="Entretien", observations="",
        met={CIP.criteria(2)[0].id: Met.NO}, acquired=False, now=now,
    )  # fmt: skip
    told = told_of(stay)
    assert told.objectives == ("Accueillir", "Accompagner")
    assert [(one.label[:3], one.outcome) for one in told.results] == [("C2.", "Non acquise")]
