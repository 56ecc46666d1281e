"""The workshop under strain: sent twice, two at once, altered files, hundreds of versions and remarks."""

import re
import time
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.common.workflow import TransitionRefused
from jalon.dossier.apart import Reader
from jalon.dossier.models import DossierVersion, Piece, Remark
from jalon.dossier.operations.dossiers import hand_over_version, keep_report
from jalon.dossier.operations.orals import record_oral
from jalon.dossier.operations.remarks import answer_remark, make_remark
from jalon.dossier.rules.changes import changes
from tests import cast
from tests.dossier import workshop
from tests.dossier.workshop import checked, deposited

HOSTILE = "tests.dossier.hostile"


# --- sent twice


def test_a_remark_sent_twice_is_one_and_a_second_one_is_another(dossier, ines, trainer, now):
    version = checked(dossier, ines, now)
    told = {"actor": trainer, "version": version, "text": "Datez-les", "part": 2, "now": now}
    assert make_remark(**told) == make_remark(**told)
    make_remark(**told | {"part": 3})
    assert Remark.objects.count() == 2


def test_an_answer_sent_twice_is_one_and_may_be_given_again_later(dossier, ines, trainer, now):
    remark = make_remark(actor=trainer, version=checked(dossier, ines, now), text="Datez-les", now=now)
    for _ in range(2):
        answer_remark(actor=ines, remark=remark, text="C’est fait", now=now)
    assert remark.answers.count() == 1
    answer_remark(actor=trainer, remark=remark, text="Pas le troisième", now=now)
    answer_remark(actor=ines, remark=remark, text="C’est fait", now=now)
    assert remark.answers.count() == 3


def test_an_oral_sent_twice_is_one(path, ines, now):
    told = {
        "actor": ines,
        "parcours": path,
        "scope": "title",
        "kind": "questionnement_production",
        "seconds": 900,
        "note": "Trop vite",
        "now": now,
    }
    assert record_oral(**told) == record_oral(**told)
    record_oral(**told | {"seconds": 1200})
    assert path.mock_orals.count() == 2


def test_a_hand_over_sent_twice_gives_one_piece_and_one_receipt(dossier, ines, now):
    checked(dossier, ines, now)
    browser = cast.client(Role.CANDIDAT)
    for _ in range(2):
        answer = browser.post(reverse("dossier:hand_over", args=[dossier.pk, 1]), follow=True)
        assert answer.status_code == 200
    assert Piece.objects.count() == 1


def test_what_cannot_be_handed_over_offers_no_button_and_says_why(dossier, ines, now):
    version = deposited(dossier, ines, now)
    browser, where = cast.client(Role.CANDIDAT), reverse("dossier:hand_over", args=[dossier.pk, 1])
    page = browser.get(where).text
    assert "n’est pas finie" in page
    assert "Remettre ce fichier" not in page
    keep_report(version=version, report=workshop.report(), passages=[], reason="")
    assert "Remettre ce fichier" in browser.get(where).text


# --- files that changed or left


def _alter(version, content=None):
    name = version.file.name
    default_storage.delete(name)
    if content is not None:
        with default_storage.open(name, "wb") as stream:
            stream.write(content)


@pytest.mark.parametrize("content", [None, b"%PDF-1.7 un autre"])
def test_a_file_that_is_no_longer_the_one_deposited_is_not_sealed(dossier, ines, now, content):
    version = checked(dossier, ines, now)
    _alter(version, content)
    with pytest.raises(TransitionRefused, match="déposez-le de nouveau"):
        hand_over_version(actor=ines, version=version, now=now)
    assert not Piece.objects.exists()


@pytest.mark.parametrize("name", ["version_file", "annotated", "mended"])
def test_a_file_that_left_the_disk_is_told_without_a_crash(dossier, ines, now, name):
    _alter(checked(dossier, ines, now))
    answer = cast.client(Role.CANDIDAT).get(reverse(f"dossier:{name}", args=[dossier.pk, 1]))
    assert answer.status_code == 404


def test_a_refused_file_leaves_no_work_behind_it_in_its_process():
    reader = Reader()
    first = reader.ask(f"{HOSTILE}:who")
    assert reader.ask(f"{HOSTILE}:who") == first
    assert reader.ask(f"{HOSTILE}:refuse").refusal
    assert reader.ask(f"{HOSTILE}:who") != first


# --- hundreds


@pytest.fixture
def crowded(dossier, ines, trainer, now):
    """A dossier of forty versions and ninety remarks, thirty of them closed."""
    version = checked(dossier, ines, now)
    DossierVersion.objects.bulk_create(
        DossierVersion(
            dossier=dossier, number=number, name="d.pdf", file="d.pdf", sha256=f"{number:064}", size=1,
            deposited_at=now, deposited_by="Inès", state="checked", report=version.report, verdict="to_mend",
        )
        for number in range(2, 41)
    )  # fmt: skip
    Remark.objects.bulk_create(
        Remark(
            version=version, text=f"Remarque {rank}", state=("open", "answered", "closed")[rank % 3],
            author="Luc", author_ref=trainer.ref, created_at=now,
        )
        for rank in range(90)
    )  # fmt: skip
    return dossier


def shown(page, pattern):
    return len(set(re.findall(pattern, page)))


def test_a_crowded_dossier_shows_what_counts_first_and_all_of_it_when_asked(crowded):
    browser, where = cast.client(Role.CANDIDAT), reverse("dossier:dossier", args=[crowded.pk])
    page = browser.get(where).text
    assert shown(page, r'id="remarque-\d+"') == 20
    assert "Close</span>" not in page, "open remarks come first"
    assert "Voir les 90\u00a0remarques" in page
    assert shown(page, r"/versions/(\d+)/\"") <= 12
    assert "Voir les 40\u00a0versions" in page
    assert shown(browser.get(f"{where}?remarques=toutes").text, r'id="remarque-\d+"') == 90
    assert shown(browser.get(f"{where}?versions=toutes").text, r"/versions/(\d+)/\"") == 40


def test_a_remark_does_not_bring_the_whole_report_of_its_version(crowded):
    with CaptureQueriesContext(connection) as queries:
        cast.client(Role.CANDIDAT).get(reverse("dossier:dossier", args=[crowded.pk]))
    remarks = [
        one["sql"] for one in queries if 'FROM "dossier_remark"' in one["sql"] and "quote" in one["sql"]
    ]
    assert remarks
    assert not any('"passages"' in sql or '"report"' in sql for sql in remarks)


def test_a_version_offers_a_few_others_to_compare_with(crowded):
    page = cast.client(Role.CANDIDAT).get(reverse("dossier:version", args=[crowded.pk, 40])).text
    assert shown(page, r"/depuis/(\d+)/") == 10


def test_two_texts_in_one_enormous_paragraph_are_compared_at_once():
    words = ["le", "la", "un", "une", "de", "et", "à", "pour", "avec", "sans"]
    before = " ".join(words[i % 10] for i in range(30_000))
    after = " ".join(words[(i * 3) % 10] for i in range(30_000))
    began = time.perf_counter()
    found = changes([{"part": 1, "page": 1, "text": before}], [{"part": 1, "page": 1, "text": after}])
    assert time.perf_counter() - began < 2
    assert {one.kind for one in found} <= {"changed", "added", "removed"}


def test_a_dossier_wholly_rewritten_shows_its_first_changes(dossier, ines, now):
    for rank, content in enumerate((b"%PDF un", b"%PDF deux")):
        version = deposited(dossier, ines, now, content)
        passages = [{"part": 1, "page": 1, "text": f"{rank} texte {line} {rank}"} for line in range(300)]
        DossierVersion.objects.filter(pk=version.pk).update(
            state="checked", report=workshop.report(), passages=passages
        )
    page = cast.client(Role.CANDIDAT).get(reverse("dossier:version_compare", args=[dossier.pk, 2, 1])).text
    assert page.count('<li class="card">') == 200
    assert "Seuls les 200\u00a0premiers" in page


# --- a trainer at work


def test_a_judgement_brings_back_to_its_line(dossier, ines, now):
    checked(dossier, ines, now)
    asked = workshop.report()["contents"][3]
    answer = cast.client(Role.FORMATEUR).post(
        reverse("dossier:judge", args=[dossier.pk, 1]),
        {"part": asked["part"], "requirement": asked["requirement"], "state": "treated"},
    )
    where, _, anchor = answer["Location"].partition("#")
    assert f'id="{anchor}"' in cast.client(Role.FORMATEUR).get(where).text


def test_the_candidate_finds_the_remarks_before_the_map_and_the_rules(dossier, ines, trainer, now):
    make_remark(actor=trainer, version=checked(dossier, ines, now), text="Datez", now=now)
    page = cast.client(Role.CANDIDAT).get(reverse("dossier:dossier", args=[dossier.pk])).text
    places = [
        page.index(one)
        for one in ("Parties et pages", 'id="remarques"', "Carte des compétences", 'id="voie"')
    ]
    assert places == sorted(places)
    assert "1\u00a0remarque à traiter" in page[: places[0]]


def test_two_trainers_who_fill_a_grid_at_once_keep_each_their_lines(path, trainer, now):
    oral = record_oral(
        actor=trainer, parcours=path, scope="title", kind="questionnement_production", seconds=900, heard=True, now=now
    )  # fmt: skip
    path.trainers.add(cast.person("Rey", "Ada", date(1980, 3, 3), user=cast.user(Role.FORMATEUR, number=2)))
    where = reverse("dossier:oral", args=[oral.pk])
    browsers = [cast.client(cast.user(Role.FORMATEUR, number=number)) for number in (1, 2)]
    shown_to_both = [hidden(browser.get(where).text) for browser in browsers]
    filled = ({"level_0": "met", "note": "Bien"}, {"level_1": "partly", "remark_1": "à dater"})
    for browser, form, told in zip(browsers, shown_to_both, filled, strict=True):
        assert "initial-level_0" in form
        assert browser.post(where, form | told).status_code == 302
    oral.refresh_from_db()
    assert [(line.level, line.remark) for line in oral.lines.order_by("pk")] == [
        ("met", ""),
        ("partly", "à dater"),
    ]
    assert oral.note == "Bien"


def test_an_observation_without_a_level_is_asked_about_and_never_lost(path, trainer, now):
    oral = record_oral(
        actor=trainer, parcours=path, scope="title", kind="questionnement_production", seconds=900, heard=True, now=now
    )  # fmt: skip
    answer = cast.client(Role.FORMATEUR).post(
        reverse("dossier:oral", args=[oral.pk]), {"remark_0": "à dater"}
    )
    assert answer.status_code == 200
    assert "Choisissez une appréciation" in answer.text
    assert 'value="à dater"' in answer.text


def hidden(page):
    """What a form told of itself when it was shown."""
    return dict(re.findall(r'<input type="hidden" name="(initial-[^"]+)" (?:value="([^"]*)")?', page))
