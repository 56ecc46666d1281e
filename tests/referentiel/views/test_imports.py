"""The screens of an import: dropped, read in the queue, reviewed beside its source, published."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.common.jobs import run_pending
from jalon.common.uploads import TXT, Received
from jalon.referentiel import addresses
from jalon.referentiel.importer.furniture import FOOT
from jalon.referentiel.importer.result import Doubt, Imported, ImportRefused
from jalon.referentiel.importer.source import Place, Unreadable
from jalon.referentiel.models import ReferentielImport
from jalon.referentiel.operations.imports import correct_piece, publish_import
from jalon.referentiel.pieces import KNOW_HOW
from jalon.referentiel.queries.imports import review_of
from jalon.referentiel.review import Review
from tests import cast
from tests.referentiel import readings
from tests.referentiel.scene import WHY, blank_pdf, browser, read, read_pdf, received, told
from tests.referentiel.synthetic import formats, titles
from tests.referentiel.synthetic.eras import ERAS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def url(name: str, *args: Any, **query: str) -> str:
    return reverse(f"referentiel:{name}", args=args, query=query or None)


def words(page: HttpResponse | Any) -> str:
    """What a page says, without its tags and its special spaces."""
    text = unescape(re.sub(r"<[^>]+>", " ", page.content.decode()))
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def review(imported: ReferentielImport) -> Review:
    found = review_of(imported)
    assert found is not None
    return found


def value(imported: ReferentielImport, address: str) -> Any:
    return addresses.get(review(imported).document, address)


def decide(imported: ReferentielImport, act: str, *, client: Client | None = None, **data: Any) -> Any:
    return (client or browser()).post(url("review-decide", imported.pk), {"acte": act, **data}, follow=True)


def answer(imported: ReferentielImport, act: str, key: str, **data: str) -> Any:
    given = {"acte": act, "filtre": "non-compris", "point": key, **data}
    return browser().post(url("review-lines", imported.pk), given, follow=True)


# --- deposit ---


def drop(*files: tuple[str, bytes]) -> Any:
    given = [SimpleUploadedFile(name, data) for name, data in files]
    return browser().post(url("import-receive"), {"documents": given}, follow=True)


def reading_gives(monkeypatch: pytest.MonkeyPatch, outcome: Imported | Unreadable) -> None:
    """What the engine would give of whatever is dropped."""

    def give(paths: Any, progress: Any) -> Imported:
        progress(1, 2, "Lecture…")
        if isinstance(outcome, Unreadable):
            raise outcome
        return outcome

    monkeypatch.setattr("jalon.referentiel.jobs._read", give)


def test_every_document_that_cannot_be_kept_is_named_with_its_remedy_and_nothing_is_kept() -> None:
    page = words(drop(("vide.pdf", b""), ("cv.exe", b"MZ"), ("faux.pdf", b"bonjour"), ("bon.txt", b"REAC")))
    assert "« vide.pdf » est vide" in page
    assert "« cv.exe » n’est pas d’un format accepté" in page
    assert "« faux.pdf » n’est pas un vrai fichier PDF" in page
    assert not ReferentielImport.objects.exists()


def test_nothing_dropped_is_said() -> None:
    assert "Choisissez au moins un document." in words(browser().post(url("import-receive"), {}))


@pytest.mark.django_db(transaction=True)
def test_documents_dropped_are_read_in_the_queue_and_nothing_is_published(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reading_gives(monkeypatch, readings.doubtful())
    assert "Lecture de REAC.txt, RE.pdf" in words(drop(("REAC.txt", b"REAC"), ("RE.pdf", blank_pdf(2))))
    run_pending()
    imported = ReferentielImport.objects.get()
    page = words(browser().get(url("import", imported.pk)))
    assert "TP-09901.01 Facteur de marionnettes" in page
    assert "0 sur 5" in page
    assert imported.files.get(name="RE.pdf").page_sizes == [[595.0, 842.0]] * 2
    assert imported.published is None


@pytest.mark.django_db(transaction=True)
def test_documents_that_are_no_referentiel_say_what_was_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    refusals = [
        Unreadable("cv.txt", "ce n’est ni un REAC ni un RE.", "stranger"),
        Unreadable("b.txt", "vide.", "empty"),
    ]
    reading_gives(monkeypatch, ImportRefused(refusals))
    drop(("cv.txt", b"Curriculum"))
    run_pending()
    imported = ReferentielImport.objects.get()
    page = words(browser().get(url("import", imported.pk)))
    assert page.startswith("cv.txt · Imports")
    assert "cv.txt : ce n’est ni un REAC ni un RE." in page
    assert "b.txt : vide." in page
    assert browser().get(url("review", imported.pk)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_official_documents_dropped_are_read_by_the_engine_with_their_places() -> None:
    titre = titles.invented("vannier")
    drop(*formats.files(titre, ERAS["2018"], "plain").items())
    run_pending()
    imported = ReferentielImport.objects.get()
    assert (imported.status, imported.ref, imported.heading) == ("read", titre.ref, titre.title)
    assert {
        file for point in review(imported).imported.provenance.values() for file, *_ in map(_told, point)
    } == {*imported.files.values_list("name", flat=True)}
    assert browser().get(url("review", imported.pk)).status_code == 200
    assert browser().get(url("publication", imported.pk)).status_code == 200


def _told(place: Place) -> tuple[str, int]:
    return place.file, place.line


def test_the_same_documents_lead_back_to_their_import() -> None:
    imported = received()
    page = drop(("copie.txt", b"REAC de facteur de marionnettes"))
    assert page.redirect_chain[-1][0] == url("import", imported.pk)
    assert "déjà été déposés" in words(page)


# --- review ---


def test_the_first_point_shown_is_the_first_doubt_beside_its_lines() -> None:
    imported = read()
    page = words(browser().get(url("review", imported.pk)))
    assert "Matrice, compétence 2 › Épreuves" in page
    assert "Les croix du tableau sont perdues" in page
    assert "1 sur 5" in page
    assert "0 sur 5" in page


def test_a_point_confirmed_leads_to_the_next_one() -> None:
    imported = read()
    page = decide(imported, "confirmer", filtre="a-repondre", point="doute-1")
    assert "point=doute-2" in page.redirect_chain[-1][0]
    assert "1 sur 5" in words(page)


def test_the_last_point_answered_leads_to_the_whole_referentiel() -> None:
    imported = read(readings.reading(doubts=[("sigle", "Lu deux fois.")]))
    page = decide(imported, "confirmer", filtre="a-repondre", point="doute-1")
    assert "Tout est répondu" in words(page)
    assert url("publication", imported.pk) in page.content.decode()


def test_a_correction_is_written_with_its_reason() -> None:
    imported = read()
    data = {
        "filtre": "doutes",
        "point": "doute-1",
        "matrix/2/tests": ["entretien_technique", "mise_en_situation"],
    }
    decide(imported, "corriger", reason="Vu page 12.", **data)
    assert value(imported, "matrix/2/tests") == ["entretien_technique", "mise_en_situation"]
    assert imported.corrections.get().reason == "Vu page 12."


@pytest.mark.parametrize(
    ("address", "given", "reason", "message"),
    [
        ("schemes/ccp1/company_hours", "beaucoup", WHY, "« beaucoup » n’est pas un nombre entier"),
        ("schemes/ccp1/company_hours", "70", "", "Ce champ est obligatoire"),
        ("decree_date", "2025-02-30", WHY, "n’est pas une date"),
        ("schemes/ccp1/tests/mise_en_situation/minutes", "0", WHY, "devrait être plus grand que 0"),
        ("sigle", "", WHY, "Ce champ est obligatoire"),
        ("sigle", "FM", WHY, "Rien n’a changé"),
    ],
)
def test_a_value_that_cannot_stand_is_told_at_the_form_and_nothing_is_written(
    address: str, given: str, reason: str, message: str
) -> None:
    imported = read()
    page = decide(imported, "corriger", adresse=address, **{address: given, "reason": reason})
    assert page.status_code == 422
    assert message in words(page)
    assert not imported.corrections.exists()


def know_how(imported: ReferentielImport, changes: dict[int, tuple[str, str | None]], **asked: str) -> Any:
    """Answer the list of the know-how of competence 1: {rank: (group, text; None where it stays)}."""
    page = browser().get(url("review", imported.pk, **asked)).content.decode()
    (seen,) = re.findall(r'name="vu-listes" value="([^"]+)"', page)
    data = {"vu-listes": seen}
    for rank, group, text in shown_items(page):
        told, wording = changes.get(rank, (group, None))
        name = told if told in ("suite", "retirer") else f"competences/1/{told.rpartition('/')[2]}"
        data |= {f"groupe-{rank}": name, f"texte-{rank}": text if wording is None else wording}
    return decide(imported, "corriger", reason=WHY, **asked, **data)


def shown_items(page: str) -> list[tuple[int, str, str]]:
    """(rank, group, text) of each row of the list of know-how, the blank one last."""
    row = re.compile(
        r'<select name="groupe-(\d+)".*?<option value="([^"]+)" selected>'
        r'.*?<textarea name="texte-\1"[^>]*>\s*(.*?)</textarea>',
        re.DOTALL,
    )
    rows = row.findall(page)
    return [(int(rank), group.rpartition("/")[2], unescape(text)) for rank, group, text in rows]


def skills(imported: ReferentielImport) -> list[list[str]]:
    return [value(imported, f"competences/1/{name}") for name in KNOW_HOW]


TRACE, SHARPEN, POLISH, PREPARE, LISTEN, WOOD = (
    "Tracer un gabarit 1", "Affûter une gouge 1", "Poncer", "Préparer son poste 1",
    "Écouter le metteur en scène 1", "Connaissance des bois 1",
)  # fmt: skip


def test_know_how_in_doubt_is_one_list_in_the_order_of_the_document_each_item_with_its_group() -> None:
    page = browser().get(url("review", read().pk, filtre="doutes", point="doute-2")).content.decode()
    assert [item[1:] for item in shown_items(page)] == [
        *[("technical_skills", text) for text in (TRACE, SHARPEN, POLISH)],
        ("organisational_skills", PREPARE), ("relational_skills", LISTEN), ("knowledge", WOOD),
        ("knowledge", ""),
    ]  # fmt: skip
    assert "2. Savoir-faire organisationnels" in page


def test_an_item_given_another_group_moves_the_border_keeps_its_place_and_settles_the_doubt() -> None:
    imported = read()
    know_how(imported, {3: ("organisational_skills", None)}, filtre="doutes", point="doute-2")
    assert skills(imported) == [[TRACE, SHARPEN], [POLISH, PREPARE], [LISTEN], [WOOD]]
    assert not [point for point in review(imported).open if point.key == "doute-2"]
    assert {row.reason for row in imported.corrections.all()} == {WHY}
    page = browser().get(url("review", imported.pk, adresse="competences/1/knowledge")).content.decode()
    assert [text for _, _, text in shown_items(page)] == [TRACE, SHARPEN, POLISH, PREPARE, LISTEN, WOOD, ""]
    decide(imported, "annuler")
    assert skills(imported) == [[TRACE, SHARPEN, POLISH], [PREPARE], [LISTEN], [WOOD]]


@pytest.mark.parametrize(
    ("changes", "technical"),
    [
        ({2: ("technical_skills", "Affûter une gouge\nTenir son établi")},
         [TRACE, "Affûter une gouge", "Tenir son établi", POLISH]),
        ({3: ("suite", None)}, [TRACE, f"{SHARPEN} {POLISH}"]),
        ({2: ("retirer", None)}, [TRACE, POLISH]),
        ({7: ("technical_skills", "Huiler")}, [TRACE, SHARPEN, POLISH, "Huiler"]),
        ({1: ("technical_skills", "Tracer  un patron")}, ["Tracer un patron", SHARPEN, POLISH]),
    ],
    ids=["divided", "joined", "removed", "added", "reworded"],
)  # fmt: skip
def test_items_are_divided_joined_removed_added_and_reworded_in_the_list(
    changes: dict[int, tuple[str, str | None]], technical: list[str]
) -> None:
    imported = read()
    know_how(imported, changes, point="doute-2")
    assert skills(imported) == [technical, [PREPARE], [LISTEN], [WOOD]]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({1: ("suite", None)}, "Élément 1 : Aucun élément gardé ne précède celui-ci"),
        ({2: ("retirer", None), 3: ("suite", None)}, "Élément 3 : Aucun élément gardé ne précède"),
        ({2: ("technical_skills", " ")}, "Élément 2 : Cet élément est vide"),
        ({2: ("nulle part", None)}, "Groupe de l’élément 2 : "),
        ({}, "Rien n’a changé"),
    ],
)
def test_an_item_that_goes_nowhere_is_told_and_what_was_written_stays_in_the_form(
    changes: dict[int, tuple[str, str | None]], message: str
) -> None:
    imported = read()
    page = know_how(imported, {6: ("knowledge", None), **changes}, point="doute-2")
    assert page.status_code == 422
    assert message in words(page)
    assert not imported.corrections.exists()


def test_know_how_changed_by_a_colleague_meanwhile_is_not_overwritten() -> None:
    imported = read()
    page = browser().get(url("review", imported.pk, point="doute-2")).content.decode()
    (seen,) = re.findall(r'name="vu-listes" value="([^"]+)"', page)
    correct_piece(**told(imported=imported), address="competences/1/knowledge", value=["Bois"], reason=WHY)
    data = {f"groupe-{n}": "retirer" for n in range(1, 8)}
    page = decide(imported, "corriger", point="doute-2", reason=WHY, **data, **{"vu-listes": seen})
    assert "Ces listes ont changé depuis que la page est ouverte" in words(page)
    assert skills(imported) == [[TRACE, SHARPEN, POLISH], [PREPARE], [LISTEN], ["Bois"]]


def test_an_item_in_doubt_is_corrected_with_its_whole_list() -> None:
    imported = read(
        readings.reading(doubts=[("competences/1/criteria/2", "Continue peut-être la ligne d’avant.")])
    )
    page = browser().get(url("review", imported.pk)).content.decode()
    assert "<mark>Le bois est sain</mark>" in page
    data = {"competences/1/criteria": "Le visage se lit de loin, le bois est sain"}
    decide(imported, "corriger", point="doute-1", reason=WHY, **data)
    assert value(imported, "competences/1/criteria") == ["Le visage se lit de loin, le bois est sain"]
    assert not review(imported).open


def test_competences_cited_are_told_by_their_titles() -> None:
    imported = read(readings.reading(doubts=[("activities/1/competences", "Rattachées par leur rang.")]))
    page = browser().get(url("review", imported.pk)).content.decode()
    assert "<li>2. Peindre un visage</li>" in page


def test_the_lost_ticks_of_the_matrix_are_set_in_one_form() -> None:
    imported = read(readings.reading(doubts=[("matrix", "Les cases ne se lisent pas.")]))
    page = browser().get(url("review", imported.pk)).content.decode()
    assert "2. Peindre un visage : Mise en situation professionnelle" in page
    data = {"matrix/1/tests": ["mise_en_situation"], "matrix/3/tests": ["mise_en_situation"]}
    decide(imported, "corriger", point="doute-1", reason=WHY, **data)
    assert [row["tests"] for row in value(imported, "matrix")] == [
        ["mise_en_situation"],
        [],
        ["mise_en_situation"],
    ]
    assert not [point for point in review(imported).open if point.kind == "doubt"]


def test_a_whole_test_is_corrected_in_one_form() -> None:
    imported = read()
    root = "schemes/ccp1/tests/mise_en_situation"
    data = {f"{root}/kind": "mise_en_situation", f"{root}/minutes": "50", f"{root}/competences": ["1"]}
    decide(imported, "corriger", adresse=root, reason=WHY, **data)
    assert value(imported, root)["minutes"] == 50
    assert value(imported, root)["competences"] == [1]
    assert value(imported, root)["phases"] == [{"label": "Fabrication", "minutes": 60, "jury": True}]


def test_an_element_is_added_to_a_list_of_objects() -> None:
    imported = read()
    form = words(browser().get(url("review", imported.pk, adresse="glossary", ajouter="1")))
    assert "Ajouter : Glossaire" in form
    decide(imported, "corriger", adresse="glossary", ajouter="1", term="Fil", definition="", reason=WHY)
    assert value(imported, "glossary/3") == {"term": "Fil", "definition": ""}


def test_a_competence_that_was_not_read_is_added_under_its_number() -> None:
    imported = read()
    data = {"number": "4", "activity": "2", "title": "Vernir", "criteria": "Brillant"}
    page = decide(imported, "corriger", adresse="competences", ajouter="1", reason=WHY, **data)
    assert value(imported, "competences/4/criteria") == ["Brillant"]
    assert "À suivre :" in words(page)


def test_an_item_is_removed_with_a_reason() -> None:
    imported = read()
    assert "Dites pourquoi" in words(decide(imported, "retirer", adresse="glossary/1"))
    page = decide(imported, "retirer", adresse="glossary/1", reason=WHY)
    assert value(imported, "glossary/1/term") == "Croix"
    assert page.redirect_chain[-1][0] == url("review-section", imported.pk, "glossaire")


def test_a_repair_is_shown_before_and_after_and_may_be_undone() -> None:
    imported = read()
    page = browser().get(url("review", imported.pk, filtre="reparations")).content.decode()
    assert "<del>Peindra</del>" in page
    assert "<ins>Peindre</ins>" in page
    decide(imported, "imprime", filtre="reparations", point="reparation-1")
    assert value(imported, "competences/2/title") == "Peindra un visage"


def test_a_finding_shows_both_wordings_side_by_side() -> None:
    imported = read()
    page = browser().get(url("review", imported.pk, filtre="constats")).content.decode()
    assert "<del>une</del>" in page
    assert "<ins>la</ins>" in page


def test_a_finding_that_is_not_about_wording_shows_no_wordings() -> None:
    document = readings.document()
    document["schemes"]["title"]["candidate_minutes"] = 95
    page = words(browser().get(url("review", read(readings.reading(document)).pk, filtre="constats")))
    assert "Constat" in page
    assert "Rédactions côte à côte" not in page


def test_a_piece_changed_by_a_colleague_meanwhile_is_not_overwritten() -> None:
    imported = read()
    form = browser().get(url("review", imported.pk, adresse="sigle")).content.decode()
    (seen,) = set(re.findall(r'name="vu" value="([^"]+)"', form))
    correct_piece(**told(imported=imported), address="sigle", value="FDM", reason=WHY)
    page = decide(imported, "corriger", adresse="sigle", sigle="FMA", reason=WHY, vu=seen)
    assert "a changé depuis que la page est ouverte" in words(page)
    assert value(imported, "sigle") == "FDM"


def test_a_conflict_shows_what_was_decided_and_is_given_up_or_decided_again() -> None:
    imported = read()
    correct_piece(**told(imported=imported), address="sigle", value="FDM", reason=WHY)
    imported = read(readings.reading(addresses.put(readings.document(), "sigle", "FAM")), imported)
    key = f"conflit-{imported.corrections.get().pk}"
    page = browser().get(url("review", imported.pk)).content.decode()
    assert "<ins>FDM</ins>" in page
    assert 'value="FDM"' in page
    decide(imported, "abandonner", point=key)
    assert not review(imported).open
    assert value(imported, "sigle") == "FAM"


@pytest.mark.parametrize("undo", ["the last act", "from the import page"])
def test_undoing_what_replaced_a_correction_in_conflict_brings_the_conflict_back(undo: str) -> None:
    imported = read()
    correct_piece(**told(imported=imported), address="sigle", value="FDM", reason=WHY)
    imported = read(readings.reading(addresses.put(readings.document(), "sigle", "FAM")), imported)
    key = f"conflit-{imported.corrections.get().pk}"
    decide(imported, "corriger", point=key, sigle="FMA", reason=WHY)
    assert not review(imported).open
    if undo == "the last act":
        decide(imported, "annuler")
    else:
        browser().post(url("correction-withdraw", imported.pk, imported.corrections.latest("pk").pk))
    assert value(imported, "sigle") == "FAM"
    assert [point.key for point in review(imported).open] == [key]


def _approximate() -> Imported:
    """The pages of a production and those of its only part, doubtful for one reason, read on one line."""
    document = readings.document()
    part = {"number": 1, "chars_max": 1200, "competences": [1]}
    document["schemes"]["title"]["productions"] = [
        {"name": "Carnet d’atelier", "chars_max": 1200, "parts": [part]}
    ]
    outcome = readings.reading(document)
    place = next(iter(outcome.provenance.values()))
    doubts = tuple(
        Doubt(f"schemes/title/productions/1/{path}", "Le document dit « environ ».", place)
        for path in ("parts/1/chars_max", "chars_max")
    )
    return replace(outcome, doubts=doubts)


def test_a_figure_doubtful_for_a_whole_and_its_part_is_one_question_answered_once() -> None:
    imported = read(_approximate())
    (point,) = review(imported).open
    assert point.members == (
        "schemes/title/productions/1/chars_max",
        "schemes/title/productions/1/parts/1/chars_max",
    )
    page = words(browser().get(url("review", imported.pk)))
    assert "Partie 1 › " in page
    assert page.count("Encore 1 à répondre") == 1
    decide(imported, "confirmer", point=point.key)
    assert not review(imported).open


def test_both_places_of_one_figure_are_corrected_in_one_form() -> None:
    imported = read(_approximate())
    (point,) = review(imported).open
    whole, part = point.members
    decide(imported, "corriger", **{"point": point.key, whole: "1500", part: "1500", "reason": WHY})
    assert (value(imported, whole), value(imported, part)) == (1500, 1500)
    assert not review(imported).open


def test_the_last_decision_is_undone_whole_and_its_question_asked_again() -> None:
    imported = read()
    first = review(imported).open[0]
    decide(imported, "confirmer", point=first.key)
    page = words(decide(imported, "annuler"))
    assert "Dernière décision annulée." in page
    assert f"{first.heading} Doute" in page
    assert len(review(imported).open) == 5


def test_lines_said_without_object_together_are_reopened_together() -> None:
    imported = read()
    answer(imported, "sans-objet", "ligne-1", etendue="tout")
    assert not [point for point in review(imported).open if point.kind == "left"]
    decide(imported, "annuler")
    assert len([point for point in review(imported).open if point.kind == "left"]) == 3


def test_nobody_undoes_what_a_colleague_decided() -> None:
    imported = read()
    decide(imported, "confirmer", point=review(imported).open[0].key)
    page = words(decide(imported, "annuler", client=cast.client(cast.user(Role.ADMINISTRATEUR, number=2))))
    assert "Vous n’avez pas de décision à annuler" in page
    assert len(review(imported).open) == 4


# --- lines that were not understood ---


def test_a_line_is_shown_among_its_neighbours_with_the_text_it_may_prolong() -> None:
    imported = read()
    page = words(browser().get(url("review", imported.pk, filtre="non-compris")))
    assert readings.STRANGE in page
    assert "La suite du texte qui précède ?" in page


def test_a_line_is_said_without_object_alone_or_with_all_the_others() -> None:
    imported = read()
    answer(imported, "sans-objet", "ligne-1")
    assert len([p for p in review(imported).open if p.kind == "left"]) == 2
    page = answer(imported, "sans-objet", "ligne-2", etendue="tout")
    assert "2 lignes dites sans objet" in words(page)
    assert not [p for p in review(imported).open if p.kind == "left"]
    answer(imported, "rouvrir", "ligne-2")
    assert [p.texts[0] for p in review(imported).open if p.kind == "left"] == [readings.MARK]


def test_the_lines_of_a_page_are_said_without_object_together() -> None:
    imported = read_pdf()
    answer(imported, "sans-objet", "ligne-1", etendue="page")
    assert not [p for p in review(imported).open if p.kind == "left"]


def test_a_line_is_attached_to_a_list_or_prolongs_a_text() -> None:
    imported = read()
    answer(imported, "rattacher", "ligne-1", liste="competences/3/knowledge", texte="Connaissance  des fils")
    assert value(imported, "competences/3/knowledge")[-1] == "Connaissance des fils"
    near = "sources/variants/1/place"
    answer(imported, "prolonger", "ligne-3", piece=near)
    assert value(imported, near) == f"RE 3.1 {readings.TAIL}"


def test_a_line_is_attached_just_after_the_item_that_precedes_it() -> None:
    imported = read(_left_after("Affûter une gouge 1", "Creuser un regard"))
    answer(
        imported, "rattacher", "ligne-1", liste="competences/1/technical_skills", texte="Creuser un regard"
    )
    assert value(imported, "competences/1/technical_skills") == [
        "Tracer un gabarit 1", "Affûter une gouge 1", "Creuser un regard", "Poncer",
    ]  # fmt: skip


def _left_after(item: str, text: str) -> Imported:
    """A reading where one more line stands after an item, not understood."""
    from dataclasses import replace

    from jalon.referentiel.importer.result import LineFate
    from jalon.referentiel.importer.source import Line, Place

    imported = readings.reading()
    fates = list(imported.fates)
    rank = next(n for n, one in enumerate(fates) if one.line.text == item)
    fates.insert(rank + 1, LineFate(Line(text, Place(readings.REAC, None, 0)), "left"))
    moved = [
        replace(one, line=replace(one.line, place=replace(one.line.place, line=n)))
        for n, one in enumerate(fates, 1)
    ]
    return replace(imported, fates=tuple(moved))


# --- source ---


def test_the_page_of_a_pdf_is_drawn_with_a_box_around_each_line_and_its_text_beneath() -> None:
    imported = read_pdf()
    page = browser().get(url("review", imported.pk)).content.decode()
    document = imported.files.get()
    assert re.search(rf'href="{url("imported-document", imported.pk, document.pk)}pages/\d\.png"', page)
    assert page.count('class="cited"') == 1
    assert 'class="source-lines"' in page


def test_the_foot_of_a_page_does_not_shrink_what_is_shown_of_it() -> None:
    imported = read_pdf()
    (foot,) = [one.line.box for one in review(imported).imported.fates if one.role == FOOT]
    page = browser().get(url("review", imported.pk, fichier="REAC_FM.pdf", page="1")).content.decode()
    framed = re.search(r'class="sheet".*?viewBox="[\d.]+ ([\d.]+)', page, re.DOTALL)
    assert foot is not None
    assert framed is not None
    assert float(framed[1]) > foot.bottom


def test_the_picture_of_a_page_is_a_png_and_only_of_pages_that_exist() -> None:
    imported = read_pdf()
    document = imported.files.get()
    picture = browser().get(url("page-image", imported.pk, document.pk, 1))
    assert picture["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert browser().get(url("page-image", imported.pk, document.pk, 9)).status_code == 404


def test_a_piece_read_on_many_pages_shows_the_first_ones_and_folds_the_others() -> None:
    places = tuple(Place("REAC_FM.pdf", page, 1) for page in range(1, 13))
    outcome = readings.reading(pages=True)
    files = (replace(outcome.files[0], pages=12),)
    imported = read_pdf(replace(outcome, files=files, doubts=(Doubt("sigle", "Lu partout.", places),)))
    page = browser().get(url("review", imported.pk)).content.decode()
    assert '<details class="more-sheets"><summary>4\u00a0autres lieux</summary>' in page
    page = browser().get(url("review", imported.pk, fichier="REAC_FM.pdf", page="12")).content.decode()
    assert '<details class="more-sheets" open>' in page


def test_the_source_is_turned_page_by_page() -> None:
    imported = read_pdf()
    page = words(browser().get(url("review", imported.pk, fichier="REAC_FM.pdf", page="2")))
    assert "REAC_FM.pdf, page 2 sur 3" in page


def test_a_document_is_given_back_as_it_was_sent() -> None:
    imported = received()
    page = browser().get(url("imported-document", imported.pk, imported.files.get().pk))
    assert b"".join(page) == b"REAC de facteur de marionnettes"  # type: ignore[arg-type]


# --- everything, differences, publication ---


def test_everything_that_was_read_is_shown_fiche_by_fiche_with_what_was_decided() -> None:
    imported = read()
    correct_piece(**told(imported=imported), address="competences/1/title", value="Tailler", reason=WHY)
    page = words(browser().get(url("review-section", imported.pk, "competence-1")))
    assert f"Corrigée Nadège Loubère : {WHY}" in page
    assert "Aucune ligne vide ne sépare les groupes" in page
    for section in ("references", "epreuves-ccp1", "glossaire", "documents", "transversales"):
        assert browser().get(url("review-section", imported.pk, section)).status_code == 200
    assert browser().get(url("review-section", imported.pk, "inconnue")).status_code == 404


def test_a_doubt_on_several_pieces_is_told_once_on_the_first_fiche_that_it_is_about() -> None:
    why = "Aucun REAC n’a été donné."
    imported = read(readings.reading(doubts=[("competences", why), ("matrix", "Croix perdues.")]))

    def told_in(section: str) -> list[int]:
        page = words(browser().get(url("review-section", imported.pk, section)))
        return [page.count(why), page.count("Croix perdues.")]

    assert told_in("competence-1") == [1, 0]
    assert told_in("competence-2") == [0, 0]
    assert told_in("matrice") == [0, 1]


def test_another_reading_shows_what_it_changed_and_what_became_of_the_corrections() -> None:
    imported = read()
    assert browser().get(url("import-differences", imported.pk)).status_code == 404
    correct_piece(**told(imported=imported), address="sigle", value="FDM", reason=WHY)
    better = addresses.put(readings.document(), "sigle", "FDM")
    imported = read(readings.doubtful(document=better), imported)
    page = words(browser().get(url("import-differences", imported.pk)))
    assert "1 pièce se lit autrement" in page
    assert "Devenue inutile : le moteur le lit seul" in page
    assert "Corrigée par Nadège Loubère" in page


def test_the_publication_page_says_everything_that_is_left_to_settle() -> None:
    imported = read()
    page = words(browser().post(url("publication", imported.pk), {}))
    assert "2 doutes attendent une réponse." in page
    assert "3 lignes non comprises attendent une réponse." in page
    assert "Les constats sont à lire et à accepter" in page


def test_a_referentiel_is_published_once_its_findings_are_accepted() -> None:
    imported = read(readings.reading())
    page = browser().get(url("publication", imported.pk)).content.decode()
    digest = re.search(r'name="findings" value="(\w+)"', page)
    assert digest
    refused = browser().post(url("publication", imported.pk), {"findings": digest[1]})
    assert refused.status_code == 422
    given = {"findings": digest[1], "accepted": "on"}
    done = browser().post(url("publication", imported.pk), given, follow=True)
    assert done.redirect_chain[-1][0] == url("titre", "TP-09901.01")
    assert "TP-09901.01 est publié, révision 1." in words(done)
    assert "Publié" in words(browser().get(url("import", imported.pk)))


def test_a_published_competence_says_where_its_text_comes_from() -> None:
    imported = read_pdf(readings.reading(pages=True))
    publish_import(**told(imported=imported), findings_digest=review(imported).findings_digest)
    page = words(cast.client(Role.FORMATEUR).get(url("competence", "TP-09901.01", 2)))
    assert "D’où vient ce texte" in page
    assert re.search(r"REAC_FM\.pdf, pages? \d", page)
    assert "Voir à côté de la source" not in page
    assert "Voir à côté de la source" in words(browser().get(url("competence", "TP-09901.01", 2)))


def test_a_closed_import_is_still_read_and_offers_no_decision() -> None:
    imported = read(readings.reading(doubts=[("sigle", "Lu deux fois.")]))
    browser().post(url("import-act", imported.pk), {"transition": "abandon", "reason": "Mauvais millésime."})
    page = browser().get(url("review", imported.pk)).content.decode()
    assert "Lu deux fois." in page
    assert 'name="acte"' not in page
    assert "Mauvais millésime." in words(browser().get(url("import", imported.pk)))


def test_the_act_of_publishing_is_offered_once_nothing_stands_against_it() -> None:
    assert "<h2>Publier</h2>" not in browser().get(url("publication", read().pk)).content.decode()
    whole = read(readings.reading(), received(Received("entier.txt", TXT, b"entier")))
    assert "<h2>Publier</h2>" in browser().get(url("publication", whole.pk)).content.decode()


@pytest.mark.parametrize(("count", "name"), [(1, "1.txt"), (2, "1.txt et 2.txt"), (4, "1.txt et 3 autres")])
def test_documents_that_nobody_could_read_name_their_import(count: int, name: str) -> None:
    files = [Received(f"{n}.txt", TXT, f"{n}".encode()) for n in range(1, count + 1)]
    assert str(received(*files)) == name


def test_an_import_is_found_in_the_list_by_the_names_of_its_documents() -> None:
    received()
    assert readings.REAC in words(browser().get(url("imports")))


def test_abandoning_asks_for_a_reason() -> None:
    imported = read()
    page = browser().post(url("import-act", imported.pk), {"transition": "abandon", "reason": ""})
    assert page.status_code == 422
    assert "Ce champ est obligatoire" in words(page)


def test_a_correction_is_taken_back_from_the_import_page() -> None:
    imported = read()
    correct_piece(**told(imported=imported), address="sigle", value="FDM", reason=WHY)
    row = imported.corrections.get()
    browser().post(url("correction-withdraw", imported.pk, row.pk))
    assert value(imported, "sigle") == "FM"
    assert browser().post(url("correction-withdraw", imported.pk, row.pk)).status_code == 404


# --- hostile ---


@pytest.mark.parametrize(
    "query",
    [
        {"filtre": "tout'--"}, {"point": "doute-999"}, {"point": "x" * 5000}, {"adresse": "competences/99/title"},
        {"adresse": "../../etc/passwd"}, {"adresse": "schemes"}, {"adresse": "sources"}, {"adresse": "x/y/z"},
        {"adresse": "glossary", "ajouter": "1"}, {"adresse": "sigle", "ajouter": "1"},
        {"adresse": "inconnu", "ajouter": "1"},
        {"fichier": "nul.txt", "page": "99999999999"}, {"fichier": readings.REAC, "page": "²"}, {"page": "-1"},
        {"adresse": "competences/1/criteria/\x00"},
    ],
    ids=str,
)  # fmt: skip
def test_whatever_is_asked_the_page_answers(query: dict[str, str]) -> None:
    imported = read()
    assert browser().get(url("review", imported.pk, **query)).status_code == 200


@pytest.mark.parametrize("act", ["", "confirmer", "corriger", "retirer", "imprime", "abandonner", "inconnu"])
@pytest.mark.parametrize("address", ["", "competences/99", "../x", "schemes", "sigle/1", "competences"])
def test_an_act_on_nothing_is_refused_in_words(act: str, address: str) -> None:
    imported = read()
    page = decide(imported, act, adresse=address, point="doute-77", reason=WHY)
    assert page.status_code in (200, 422)
    assert value(imported, "sigle") == "FM"


@pytest.mark.parametrize(
    "data",
    [
        {"acte": "rattacher"}, {"acte": "rattacher", "liste": "sigle", "texte": "x"}, {"acte": "rouvrir"},
        {"acte": "rattacher", "liste": "competences/1/criteria", "texte": "  "},
        {"acte": "prolonger", "piece": "nulle"}, {"acte": "prolonger", "piece": "level"},
    ],
    ids=str,
)  # fmt: skip
def test_a_line_goes_nowhere_without_a_place(data: dict[str, str]) -> None:
    imported = read()
    answer(imported, data.pop("acte"), "ligne-1", **data)
    assert len(review(imported).open) == 5


def test_the_page_of_a_review_costs_the_same_whatever_was_decided(django_assert_max_num_queries: Any) -> None:
    imported = read()
    client = browser()
    for n, address in enumerate(["sigle", "level", "rncp", "schemes/ccp1/company_hours"]):
        correct_piece(**told(imported=imported), address=address, value="X" if n in (0, 2) else 7, reason=WHY)
    with django_assert_max_num_queries(16):
        client.get(url("review", imported.pk))
