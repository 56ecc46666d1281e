"""A dossier in the workshop: deposited, checked, remarked, handed over; every act journaled, nothing lost."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.common.jobs import run_pending
from jalon.common.models import JournalEntry
from jalon.common.workflow import TransitionRefused
from jalon.dossier import exams
from jalon.dossier.enums import RemarkState, VersionState
from jalon.dossier.exams import Exam
from jalon.dossier.models import Dossier, DossierVersion
from jalon.dossier.operations.dossiers import (
    hand_over_version,
    keep_report,
    open_dossier,
    set_deadline,
)
from jalon.dossier.operations.orals import assess_oral, record_oral, remove_oral
from jalon.dossier.operations.remarks import (
    answer_remark,
    close_remark,
    judge_content,
    make_remark,
    reopen_remark,
)
from jalon.dossier.queries import rows_of
from jalon.dossier.rules import DP_NAME
from jalon.parcours.models import Parcours
from tests import cast
from tests.dossier import workshop
from tests.dossier.workshop import checked, deposited

TITLE = workshop.PRODUCTION.name


def test_only_what_the_referentiel_asks_is_opened_and_once(path, ines, now):
    first = open_dossier(actor=ines, parcours=path, scope="ccp2", production=DP_NAME, now=now)
    assert open_dossier(actor=ines, parcours=path, scope="ccp2", production=DP_NAME, now=now) == first
    with pytest.raises(TransitionRefused, match="ne demande pas « Mémoire »"):
        open_dossier(actor=ines, parcours=path, scope="title", production="Mémoire", now=now)


def test_each_deposit_is_a_version_and_the_same_bytes_are_one(dossier, ines, now):
    assert [
        deposited(dossier, ines, now, content).number for content in (b"%PDF-1", b"%PDF-1", b"%PDF-2")
    ] == [1, 1, 2]
    assert {version.state for version in dossier.versions.all()} == {VersionState.WAITING}


def test_a_file_that_cannot_be_read_says_why_and_leaves_the_earlier_version(dossier, ines, now):
    good = deposited(dossier, ines, now)
    run_pending()
    keep_report(version=good, report=workshop.report(), passages=[], reason="")
    broken = deposited(dossier, ines, now, b"%PDF-1.7 illisible\n%%EOF\n")
    run_pending()
    broken.refresh_from_db()
    good.refresh_from_db()
    assert broken.state == VersionState.UNREADABLE
    assert "endommagé" in broken.reason
    assert good.state == VersionState.CHECKED
    with pytest.raises(TransitionRefused, match="ne peut pas être lu"):
        hand_over_version(actor=ines, version=broken, now=now)


def test_handing_over_seals_the_file_for_the_jury_with_a_receipt(dossier, ines, now):
    version = hand_over_version(actor=ines, version=checked(dossier, ines, now), now=now)
    assert version.piece.sha256 == version.sha256
    assert version.piece.kind == "production"
    with version.piece.file.open("rb") as sealed, version.file.open("rb") as deposited_file:
        assert sealed.read() == deposited_file.read()
    assert version.receipt.number.startswith("RCP-")
    assert JournalEntry.objects.filter(verb="dossier.seal", target_id=str(dossier.pk)).count() == 1
    again = hand_over_version(actor=ines, version=version, now=now)
    assert again.receipt == version.receipt


def test_a_new_hand_over_takes_the_place_of_the_former(dossier, ines, now):
    first = hand_over_version(actor=ines, version=checked(dossier, ines, now), now=now)
    second = hand_over_version(actor=ines, version=checked(dossier, ines, now, b"%PDF-2 %%EOF"), now=now)
    first.piece.refresh_from_db()
    assert first.piece.withdrawn_at == now
    assert [piece.pk for piece in dossier.parcours.pieces.filter(withdrawn_at=None)] == [second.piece_id]


def test_nothing_is_handed_over_before_its_check_nor_once_the_session_has_begun(
    dossier, ines, now, monkeypatch
):
    waiting = deposited(dossier, ines, now)
    with pytest.raises(TransitionRefused, match="n’est pas finie"):
        hand_over_version(actor=ines, version=waiting, now=now)
    begun = Exam("Session 1", now.date(), open=False)
    monkeypatch.setattr(exams, "_finders", [lambda dossiers: {one.pk: begun for one in dossiers}])
    keep_report(version=waiting, report=workshop.report(), passages=[], reason="")
    with pytest.raises(TransitionRefused, match="La session a commencé"):
        hand_over_version(actor=ines, version=waiting, now=now)


def test_a_remark_is_talked_over_closed_and_opened_again(dossier, ines, trainer, now):
    remark = make_remark(
        actor=trainer, version=checked(dossier, ines, now), text="Datez-les", part=2, now=now
    )
    answer_remark(actor=ines, remark=remark, text="C’est fait", now=now)
    remark.refresh_from_db()
    assert remark.state == RemarkState.ANSWERED
    answer_remark(actor=trainer, remark=remark, text="Et le troisième ?", now=now)
    remark.refresh_from_db()
    assert remark.state == RemarkState.OPEN
    close_remark(actor=trainer, remark=remark, now=now)
    with pytest.raises(TransitionRefused, match="close"):
        answer_remark(actor=ines, remark=remark, text="Pardon", now=now)
    assert reopen_remark(actor=trainer, remark=remark, now=now).state == RemarkState.ANSWERED


def test_a_judgement_replaces_the_former_and_can_be_taken_back(dossier, ines, trainer, now):
    version = checked(dossier, ines, now)
    label = workshop.PRODUCTION.parts[0].requirements[0]
    for state in ("treated", "to_complete"):
        judge_content(actor=trainer, version=version, part=1, requirement=label, state=state, now=now)
    assert [one.state for one in version.judgements.all()] == ["to_complete"]
    judge_content(actor=trainer, version=version, part=1, requirement=label, state="", now=now)
    assert not version.judgements.exists()


def test_an_oral_takes_its_minutes_from_the_re_and_its_grid_from_the_criteria(path, ines, trainer, now):
    told = {
        "parcours": path,
        "scope": "title",
        "kind": "questionnement_production",
        "seconds": 600,
        "now": now,
    }
    oral = record_oral(actor=trainer, heard=True, **told)
    test = workshop.CIP.scheme("title").test("questionnement_production")
    assert (oral.minutes, oral.shared_at) == (test.minutes, now)
    criterion = workshop.CIP.criteria_for(3, "questionnement_production")[0].id
    assess_oral(actor=trainer, oral=oral, lines={criterion: ("met", "clair")}, note="Bien", now=now)
    assert oral.lines.get().level == "met"
    with pytest.raises(TransitionRefused, match="n’est pas un critère"):
        assess_oral(
            actor=trainer, oral=oral, lines={"TP-00403.08/C99/critere-1": ("met", "")}, note="", now=now
        )
    with pytest.raises(TransitionRefused, match="ne se supprime pas"):
        remove_oral(actor=trainer, oral=oral, now=now)
    remove_oral(actor=ines, oral=record_oral(actor=ines, **told), now=now)
    assert path.mock_orals.count() == 1


def test_the_list_keeps_one_query_count(dossier, ines, path, now, django_assert_num_queries):
    checked(dossier, ines, now)
    with django_assert_num_queries(4):
        rows_of(Dossier.objects.filter(pk=dossier.pk), now.date())
    for scope in ("ccp1", "ccp2", "ccp3"):
        for name in (DP_NAME, workshop.CIP.scheme(scope).productions[0].name):
            checked(open_dossier(actor=ines, parcours=path, scope=scope, production=name, now=now), ines, now)
    with django_assert_num_queries(4):
        assert len(rows_of(Dossier.objects.all(), now.date())) == 7


def test_a_version_checked_before_lists_had_columns_gets_them(dossier, ines, now):
    version = checked(dossier, ines, now)
    asked = ("verdict", "blocking", "to_mend", "advice", "body_pages")
    told = [getattr(version, name) for name in asked]
    DossierVersion.objects.update(verdict="", blocking=0, to_mend=0, advice=0, body_pages=None)
    import_module("jalon.dossier.migrations.0004_verdict_columns").copy_from_reports(apps, None)
    version.refresh_from_db()
    assert told == [getattr(version, name) for name in asked] == ["to_mend", 1, 0, 0, 32]


def test_a_list_reads_no_report(dossier, ines, now):
    checked(dossier, ines, now)
    with CaptureQueriesContext(connection) as queries:
        (row,) = rows_of(Dossier.objects.all(), now.date())
        assert (row.verdict, row.tally.blocking, row.read.body_pages) == ("to_mend", 1, 32)
    assert not any('"report"' in one["sql"] or '"passages"' in one["sql"] for one in queries)


def test_a_file_that_cannot_be_read_leaves_the_map_of_the_version_before(dossier, ines, now):
    checked(dossier, ines, now)
    broken = deposited(dossier, ines, now, b"%PDF-2")
    keep_report(version=broken, report=None, passages=[], reason="Illisible.")
    (row,) = rows_of(Dossier.objects.all(), now.date())
    assert (row.last.number, row.read.number, row.state) == (2, 1, ("Illisible", "danger"))
    page = cast.client(Role.CANDIDAT).get(reverse("dossier:dossier", args=[dossier.pk])).text
    assert "Remettre la version 1" in page
    assert "trop courte" in page


def test_a_deadline_is_set_moved_and_taken_off(dossier, trainer, now):
    day = date(2027, 1, 15)
    assert set_deadline(actor=trainer, dossier=dossier, due_on=day, now=now).due_on == day
    assert set_deadline(actor=trainer, dossier=dossier, due_on=None, now=now).due_on is None


def test_the_candidate_deposits_and_follows_the_check_on_the_screen(dossier, ines, client):
    browser = cast.client(Role.CANDIDAT)
    file = SimpleUploadedFile("dossier.pdf", b"%PDF-1.7 rien\n%%EOF\n")
    answer = browser.post(
        reverse("dossier:deposit", args=[dossier.pk]), {"file": file, "note": "Un"}, follow=True
    )
    assert "Vérification de" in answer.text
    run_pending()
    page = browser.get(reverse("dossier:version", args=[dossier.pk, 1])).text
    assert "Ce fichier n’a pas pu être lu" in page


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("dossier.doc", b"\xd0\xcf\x11\xe0", "n’est pas d’un format accepté"),
        ("dossier.pages", b"PK\x03\x04", "n’est pas d’un format accepté"),
        ("dossier.docx", b"%PDF-1.7", "n’est pas"),
        ("dossier.pdf", b"", "vide"),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence_and_the_earlier_version_stays(
    dossier, ines, now, name, content, said
):
    kept = checked(dossier, ines, now)
    answer = cast.client(Role.CANDIDAT).post(
        reverse("dossier:deposit", args=[dossier.pk]), {"file": SimpleUploadedFile(name, content)}
    )
    assert answer.status_code == 200
    assert said in answer.text
    assert list(DossierVersion.objects.values_list("pk", flat=True)) == [kept.pk]


def test_a_version_opened_by_the_trainer_is_journaled_and_by_the_candidate_is_not(dossier, ines, now):
    checked(dossier, ines, now)
    where = reverse("dossier:version", args=[dossier.pk, 1])
    cast.client(Role.CANDIDAT).get(where)
    assert not JournalEntry.objects.filter(verb="dossier.read").exists()
    cast.client(Role.FORMATEUR).get(where)
    entry = JournalEntry.objects.get(verb="dossier.read")
    assert entry.sentence.startswith("A ouvert le rapport de la version 1")


def test_what_one_is_judged_on_is_in_the_copy_of_ones_data(dossier, ines, trainer, now):
    make_remark(actor=trainer, version=checked(dossier, ines, now), text="Datez-les", now=now)
    copy = cast.client(Role.CANDIDAT).post(reverse("people:my_data_export")).json()
    assert copy["dossiers"][0]["versions"][0]["remarques"][0]["texte"] == "Datez-les"


COPIED = (
    "Le bourg compte quatre mille habitants et deux zones d’activité que séparent les voies ferrées. Les cars passent "
    "trois fois par jour, si bien que les horaires décalés des ateliers excluent ceux qui n’ont pas de voiture. "
    "J’ai donc monté avec la mairie un prêt de vélos, tenu par deux bénévoles le mardi et le vendredi matin."
)
OWN = "J’ai rencontré la directrice de l’atelier, qui cherchait six couturières pour une commande de rideaux."


def test_a_chapter_copied_from_another_candidate_is_shown_side_by_side(dossier, ines, path, now):
    karim = cast.person("Haddad", "Karim", date(1988, 1, 9))
    other = Dossier.objects.create(
        parcours=Parcours.objects.create(person=karim, titre_ref=workshop.CIP.ref, route="formation"),
        scope="title",
        production=TITLE,
        created_at=now,
    )
    for one, texts in (
        (dossier, (COPIED, OWN)),
        (other, ("Mon tour des ateliers m’a pris un mois entier.", COPIED)),
    ):
        version = deposited(one, ines, now, str(texts).encode())
        run_pending()
        passages = [{"part": 1, "page": page, "text": text} for page, text in enumerate(texts, 4)]
        keep_report(version=version, report=workshop.report(), passages=passages, reason="")
    browser = cast.client(Role.RESPONSABLE_SESSION)
    assert "Pas encore de comparaison" in browser.get(reverse("dossier:likeness")).text
    browser.post(reverse("dossier:likeness_ask"))
    run_pending()
    page = browser.get(reverse("dossier:likeness")).text
    assert "2 dossiers comparés" in page
    detail = browser.get(reverse("dossier:likeness_pair", args=[0])).text
    assert detail.count("prêt de vélos") == 2
    assert "rideaux" not in detail
    assert JournalEntry.objects.filter(verb="dossier.likeness").exists()
