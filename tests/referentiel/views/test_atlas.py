"""The atlas pages, read by someone signed in."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from jalon.common.actor import system_actor
from jalon.referentiel.document import to_json
from jalon.referentiel.drawing import draw_map, draw_matrix
from jalon.referentiel.operations import publish_titre
from jalon.referentiel.schema import TitreVersion
from jalon.referentiel.shipped import shipped_titres

from ..conftest import NOW

PAGES = [
    "/referentiels/",
    "/referentiels/recherche/",
    "/referentiels/recherche/?q=conflits",
    "/referentiels/?niveau=4&anciens=1",
    "/referentiels/recherche/?q=zzzz",
    *[
        f"/referentiels/{ref}/{page}"
        for ref in ("TP-00403.08", "TP-00448.06")
        for page in (
            "", "competences/1/", "competences/8/", "epreuves/", "epreuves/title/", "epreuves/ccp1/", "epreuves/ccp3/",
            "matrice/", "matrice/ccp2/", "constats/", "glossaire/",
        )
    ],
    "/referentiels/TP-00403.08/competences/15/",
]  # fmt: skip


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


class Outline(HTMLParser):
    """Headings, ids and unclosed tags of a page."""

    VOID = frozenset({"meta", "link", "input", "br", "hr", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[int] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.ids += [value for name, value in attrs if name == "id" and value]

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag, (tag, self.getpos())


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_sound_html_with_an_outline_and_unique_ids(reader: Client, address: str) -> None:
    response = reader.get(address)
    assert response.status_code == 200
    outline = Outline()
    outline.feed(response.content.decode())
    assert outline.open == []
    assert outline.headings.count(1) == 1
    assert all(
        after - before <= 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False)
    )
    assert len(outline.ids) == len(set(outline.ids))
    assert " style=" not in response.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_a_visitor_must_sign_in(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("address", PAGES)
def test_a_page_costs_the_same_few_queries_whatever_the_title(
    reader: Client, address: str, django_assert_max_num_queries: Any
) -> None:
    reader.get(address)
    with django_assert_max_num_queries(8):
        reader.get(address)


@pytest.mark.parametrize(
    "address",
    ["TP-99999/", "TP-00403.07/", "TP-00403.08/competences/16/", "TP-00403.08/competences/0/",
     "TP-00403.08/epreuves/ccs1/", "TP-00403.08/matrice/ccp9/", "TP-99999.01/document.json"],
)  # fmt: skip
def test_what_does_not_exist_is_not_found(reader: Client, address: str) -> None:
    assert reader.get(f"/referentiels/{address}").status_code == 404


def test_a_bare_code_leads_to_the_newest_version(reader: Client) -> None:
    response = reader.get("/referentiels/tp-00403/")
    assert response.headers["Location"] == "/referentiels/TP-00403.08/"


def test_reading_never_writes(reader: Client) -> None:
    assert reader.post("/referentiels/TP-00403.08/").status_code == 405


def test_a_title_shows_its_blocs_competences_and_criteria(reader: Client, cip: TitreVersion) -> None:
    page = text(reader.get("/referentiels/TP-00403.08/")).replace("\xa0", " ")
    for ccp in cip.ccps:
        assert ccp.title in page
    for competence in cip.competences:
        assert f"{competence.title} {len(competence.assessment_criteria)} critères" in page
    assert "21 novembre 2022" in page
    assert "2 h 55" in page


def test_a_competence_shows_both_wordings_of_its_criteria(reader: Client) -> None:
    page = text(reader.get("/referentiels/TP-00403.08/competences/8/"))
    assert "Le plan d’action est cohérent" in page
    assert "Le plan d’actions est cohérent" in page
    assert "Critère reformulé" in page


def test_a_competence_shows_where_it_is_assessed_and_written_about(reader: Client) -> None:
    page = text(reader.get("/referentiels/TP-00403.08/competences/7/")).replace("\xa0", " ")
    assert "Questionnement à partir de production(s) 1 h" in page
    assert "CCP 2 Présentation d’un projet réalisé en amont de la session" in page
    assert "Dossier support du questionnement, partie 3" in page
    assert "3 entretiens au moins" in page


def test_a_competence_named_in_no_part_says_so(reader: Client) -> None:
    page = text(reader.get("/referentiels/TP-00403.08/competences/15/"))
    assert "n’est nommée dans aucune de ses parties" in page


def test_an_imported_prose_is_read_on_the_page(reader: Client, cip: TitreVersion) -> None:
    document = to_json(cip)
    document["competences"][0].update(description="Le texte <b>importé</b>.", contexts="En tout lieu.")
    publish_titre(actor=system_actor("tests"), document=document, now=NOW)
    html = reader.get("/referentiels/TP-00403.08/competences/1/").content.decode()
    assert "Le texte &lt;b&gt;importé&lt;/b&gt;." in html
    assert "En tout lieu." in html


def test_the_exam_is_drawn_to_scale_and_told_in_a_table(reader: Client) -> None:
    html = reader.get("/referentiels/TP-00403.08/epreuves/").content.decode()
    svg = html[html.index('<svg class="gantt"') : html.index("</svg>", html.index('<svg class="gantt"'))]
    widths = [int(width) for width in re.findall(r'<rect x="\d+" y="\d+" width="(\d+)"', svg)]
    minutes = [45, 40, 60, 30, 15, 30, 20, 20, 20, 40, 30, 30, 20, 20, 40, 30]
    scale = (widths[0] + 2) / minutes[0]
    assert [(width + 2) / scale for width in widths] == minutes
    assert svg.count("hollow") == 2
    page = text(reader.get("/referentiels/TP-00403.08/epreuves/")).replace("\xa0", " ")
    assert "Préparation du candidat 15 min absent : candidat seul" in page
    assert "Scénario tiré au sort" in page
    assert "32 à 42 pages hors annexes · 15 pages d’annexes au plus · Arial 11, interligne 1,15" in page


def test_the_matrix_ticks_what_the_re_ticks(reader: Client, cip: TitreVersion) -> None:
    html = reader.get("/referentiels/TP-00403.08/matrice/").content.decode()
    assert html.count(" ticked") == sum(len(row.tests) for row in cip.matrix)
    ticks = sum(len(row.tests) * len(cip.criteria(row.competence)) for row in cip.matrix)
    assert html.count(">évalué<") == ticks


def test_findings_are_shown_gravest_first_with_a_link_to_their_place(reader: Client) -> None:
    html = reader.get("/referentiels/TP-00403.08/constats/").content.decode()
    assert html.index("À vérifier") < html.index("Pour information")
    assert '<a href="/referentiels/TP-00403.08/competences/15/">Compétence 15</a>' in html


def test_the_document_is_downloaded_as_the_contract_says(reader: Client) -> None:
    response = reader.get("/referentiels/TP-00448.06/document.json")
    assert response.headers["Content-Disposition"] == 'attachment; filename="TP-00448.06.json"'
    assert next(iter(json.loads(response.content))) == "code"


def test_search_leads_to_the_place_and_escapes_what_was_typed(reader: Client) -> None:
    html = reader.get("/referentiels/recherche/", {"q": "demarche reflexive"}).content.decode()
    assert 'href="/referentiels/TP-00403.08/competences/11/#savoirs"' in html
    html = reader.get("/referentiels/recherche/", {"q": "<script>x"}).content.decode()
    assert "<script>x" not in html


def test_the_map_shows_every_competence_and_a_dot_for_each_test_that_assesses_it(reader: Client) -> None:
    page = reader.get("/referentiels/TP-00403.08/").content.decode()
    svg = page[page.index('class="titre-map"') : page.index("</svg>", page.index('class="titre-map"'))]
    titre = shipped_titres()["TP-00403.08"]
    drawn = draw_map(titre)
    assert [one.number for activity in drawn.activities for one in activity.competences] == list(range(1, 16))
    for activity in drawn.activities:
        for one in activity.competences:
            assert [label for _, _, label in one.dots] == [kind.label for kind in titre.tests_of(one.number)]
            assert all(activity.y <= y <= activity.y + activity.height + 8 for y, _ in one.lines)
    assert svg.count("<circle") == sum(len(row.tests) for row in titre.matrix)


def test_the_atlas_is_narrowed_by_facets_that_say_how_many_titles_they_leave(reader: Client) -> None:
    page = text(reader.get("/referentiels/"))
    assert "2 titres" in page.replace("\xa0", " ")
    assert {"4 (1)", "5 (1)", "K1203 (1)", "K1801 (1)"} <= set(re.findall(r"\w+ \(\d+\)", page))
    one = text(reader.get("/referentiels/?niveau=4"))
    assert "Encadrant technique" in one
    assert "TP-00403.08" not in one
    none = text(reader.get("/referentiels/?niveau=4&rome=K1801"))
    assert "Aucun titre ne répond à ces choix" in none
    assert "K1801 (0)" in none


@pytest.mark.parametrize(
    "asked", ["niveau=abc", "niveau=9999999", "nsf=%00", "page=0", "page=x", "nature=zz&q=jury"]
)
def test_facets_that_make_no_sense_ask_nothing_and_never_fail(reader: Client, asked: str) -> None:
    assert reader.get(f"/referentiels/?{asked}", follow=True).status_code == 200
    assert reader.get(f"/referentiels/recherche/?{asked}").status_code == 200


def test_a_search_is_narrowed_by_facet_and_by_kind(reader: Client) -> None:
    page = text(reader.get("/referentiels/recherche/?q=pratique&niveau=4&nature=critere"))
    assert "Critère du RE" in page
    assert "CIP" not in page.split("Texte")[1]


def test_competences_shared_with_another_title_are_told_on_both_pages(reader: Client) -> None:
    cip = shipped_titres()["TP-00403.08"]
    twin = {**to_json(cip), "code": "TP-00499", "version": "01", "title": "Titre voisin"}
    publish_titre(actor=system_actor("test"), document=twin, now=NOW, reason="essai")
    page = text(reader.get("/referentiels/TP-00403.08/competences/11/"))
    assert "Dans d’autres titres" in page
    assert "Titre voisin" in page
    assert "identique" in page
    assert "Titres voisins" in text(reader.get("/referentiels/TP-00403.08/"))


def test_words_typed_above_the_list_lead_to_the_search_with_the_same_facets(reader: Client) -> None:
    answer = reader.get("/referentiels/?q=pratique&niveau=4")
    assert answer["Location"] == "/referentiels/recherche/?q=pratique&niveau=4"


def test_the_names_of_the_tests_do_not_run_into_each_other_over_the_matrix() -> None:
    for titre in shipped_titres().values():
        for _, words in draw_matrix(titre, "title").heads:
            assert all(len(word) <= 15 for _, word in words)
            assert [y for y, _ in words] == sorted({y for y, _ in words})
