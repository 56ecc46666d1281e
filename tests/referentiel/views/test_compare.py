"""The page that compares two published versions, its files, and the exports of a title, read by someone signed in."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from jalon.common.actor import system_actor
from jalon.referentiel.document import to_json
from jalon.referentiel.exchange import EXPORTS, read_json
from jalon.referentiel.exchange.addresses import uuid_of
from jalon.referentiel.operations import publish_titre
from jalon.referentiel.schema import TitreVersion

from ..compare.test_compare import competence, drop, next_version
from ..conftest import NOW
from .test_atlas import Outline, text

COMPARE = "/referentiels/comparer/"
PAIR = f"{COMPARE}?a=TP-00403.08&b=TP-00403.09"


@pytest.fixture
def later(reader: Client, cip: TitreVersion) -> Client:
    """A later millésime of the CIP is published, and a second revision of the first."""
    document = next_version()
    competence(document, 7)["title"] += " et son réseau"
    competence(document, 8)["assessment_criteria"][0] += " <b>en équipe</b>"
    drop(document, 15)
    document["schemes"]["title"]["tests"][0]["minutes"] = 50
    publish_titre(actor=system_actor("tests"), document=document, now=NOW)
    revised = to_json(cip)
    revised["competences"][0]["description"] = "Le texte importé."
    publish_titre(actor=system_actor("tests"), document=revised, now=NOW)
    return reader


ADDRESSES = [
    COMPARE,
    PAIR,
    f"{PAIR}&voir=tout",
    f"{COMPARE}?a=TP-00403.08&b=TP-00448.06",
    f"{COMPARE}?a=TP-00403.08&b=TP-00403.08",
    f"{COMPARE}?a=TP-00403.08@1&b=TP-00403.08",
    "/referentiels/TP-00403.09/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_sound_html_with_an_outline_and_unique_ids(later: Client, address: str) -> None:
    response = later.get(address)
    assert response.status_code == 200
    outline = Outline()
    outline.feed(response.content.decode())
    assert outline.open == []
    assert outline.headings.count(1) == 1
    steps = zip(outline.headings, outline.headings[1:], strict=False)
    assert all(after - before <= 1 for before, after in steps)
    assert len(outline.ids) == len(set(outline.ids))
    assert " style=" not in response.content.decode()


@pytest.mark.parametrize(
    "address", [*ADDRESSES, f"{COMPARE}comparaison.csv", "/referentiels/TP-00403.08/export/json/"]
)
def test_a_visitor_must_sign_in(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_costs_the_same_few_queries(
    later: Client, address: str, django_assert_max_num_queries: Any
) -> None:
    later.get(address)
    with django_assert_max_num_queries(8):
        later.get(address)


def test_the_form_offers_every_version_and_revision_under_its_title(later: Client) -> None:
    html = later.get(COMPARE).content.decode()
    assert html.count("<optgroup") == 2 * 2
    for value in ("TP-00403.09", "TP-00403.08", "TP-00403.08@1", "TP-00448.06"):
        assert html.count(f'<option value="{value}"') == 2
    assert "TP-00403.08, révision 1 (remplacée)" in html


def test_a_title_is_led_to_its_comparison_with_the_version_before_it(later: Client) -> None:
    assert f'href="{COMPARE}?b=TP-00403.09"' in later.get("/referentiels/TP-00403.09/").content.decode()
    html = later.get(f"{COMPARE}?b=TP-00403.09").content.decode()
    assert html.count("selected") == 2
    assert '<option value="TP-00403.08" selected>' in html
    assert '<option value="TP-00403.09" selected>' in later.get(f"{COMPARE}?a=TP-00403.08").content.decode()
    assert (
        later.get(f"{COMPARE}?b=TP-00448.06").content.decode().count("selected") == 2
    )  # the empty choice and it
    assert later.get(f"{COMPARE}?b=TP-99999.01").status_code == 200


def test_the_page_tells_what_changes_in_figures_picture_and_table(later: Client, cip: TitreVersion) -> None:
    response = later.get(PAIR)
    page, html = text(response), response.content.decode()
    assert "Inchangées 11 compétences" in page
    assert "Modifiées 3 compétences" in page  # the prose of the first one, too
    assert "Supprimées 1 compétences" in page
    svg = html[html.index('<svg class="flow"') : html.index("</svg>", html.index('<svg class="flow"'))]
    assert svg.count("<path") == 14
    assert svg.count('class="flow-node removed"') == 1
    assert svg.count("flow-node bloc") == 6
    assert cip.competence(15).title in html
    assert "<ins> et son réseau</ins>" in html
    assert "45&nbsp;min" in html or "45\xa0min" in html
    assert "propositions à valider" in page
    assert "le RE la dit aussi" in page


def test_only_what_changes_is_shown_unless_all_is_asked(later: Client, cip: TitreVersion) -> None:
    short, whole = text(later.get(PAIR)), text(later.get(f"{PAIR}&voir=tout"))
    unchanged = cip.competence(3).technical_skills[0]
    assert unchanged not in short
    assert unchanged in whole


def test_texts_are_escaped(later: Client) -> None:
    html = later.get(PAIR).content.decode()
    assert "<b>en équipe" not in html
    assert "&lt;b&gt;" in html


def test_two_equal_versions_say_so(later: Client) -> None:
    assert "Les deux documents disent la même chose" in text(
        later.get(f"{COMPARE}?a=TP-00448.06&b=TP-00448.06")
    )


def test_two_revisions_are_compared(later: Client) -> None:
    page = text(later.get(f"{COMPARE}?a=TP-00403.08@1&b=TP-00403.08"))
    assert "Deux états de la même version" in page
    assert "Le texte importé." in page
    assert "propositions à valider" not in page


@pytest.mark.parametrize(
    "query", ["a=TP-00403.08&b=TP-77777.01", "a=<script>&b=TP-00403.08", "a=TP-00403.08@7&b=x"]
)
def test_a_version_that_is_not_published_gets_the_form_and_the_reason(later: Client, query: str) -> None:
    response = later.get(f"{COMPARE}?{query}")
    assert response.status_code == 404
    assert "n’est pas une version publiée" in response.content.decode()
    assert "<script>&" not in response.content.decode()


def test_the_whole_comparison_is_taken_away_as_csv(later: Client) -> None:
    response = later.get(f"{COMPARE}comparaison.csv?a=TP-00403.08@1&b=TP-00403.09")
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="comparaison-TP-00403.08-r1-TP-00403.09.csv"'
    )
    assert response.content.startswith(b"\xef\xbb\xbf")
    found = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert found[0][:4] == ["Partie", "Rubrique", "Élément", "Changement"]
    assert {"inchangé", "reformulé", "supprimé", "modifié"} <= {row[3] for row in found}


def test_the_whole_comparison_is_taken_away_as_json(later: Client) -> None:
    response = later.get(f"{COMPARE}comparaison.json?a=TP-00403.08&b=TP-00403.09")
    told = json.loads(response.content)
    assert (told["former"]["ref"], told["current"]["ref"], told["counts"]["removed"]) == (
        "TP-00403.08", "TP-00403.09", 1
    )  # fmt: skip
    assert later.get(f"{COMPARE}comparaison.json?a=TP-00403.08").status_code == 404


# --- exports ---


@pytest.mark.parametrize("kind", list(EXPORTS))
def test_a_title_is_exported_in_every_format_of_its_menu(later: Client, cip: TitreVersion, kind: str) -> None:
    address = f"/referentiels/TP-00403.08/export/{kind}/"
    page = later.get("/referentiels/TP-00403.08/").content.decode()
    assert f'href="{address}"' in page
    response = later.get(address)
    assert response.headers["Content-Type"] == EXPORTS[kind].content_type
    name = response.headers["Content-Disposition"].partition("filename=")[2].strip('"')
    assert name == f"TP-00403.08{EXPORTS[kind].ending}"
    if kind == "json":
        assert read_json(response.content).competence(1).description == "Le texte importé."
    elif kind == "xlsx":
        assert openpyxl.load_workbook(io.BytesIO(response.content))["Compétences"].max_row == 16
    elif kind == "csv":
        assert len(zipfile.ZipFile(io.BytesIO(response.content)).namelist()) == 20
    else:
        json.loads(response.content)


@pytest.mark.parametrize("address", ["TP-99999.01/export/json/", "TP-00403.08/export/pdf/"])
def test_what_cannot_be_exported_is_not_found(later: Client, address: str) -> None:
    assert later.get(f"/referentiels/{address}").status_code == 404


def test_an_address_of_the_case_package_gives_its_object(later: Client, settings: Any) -> None:
    settings.PUBLIC_URL = "https://jalon.exemple.fr"
    package = json.loads(later.get("/referentiels/TP-00403.09/export/case/").content)
    item = next(one for one in package["CFItems"] if one["humanCodingScheme"] == "TP-00403.09/C7")
    path = item["uri"].removeprefix("https://jalon.exemple.fr")
    assert json.loads(later.get(path).content) == item
    replaced = [one for one in package["CFAssociations"] if one["associationType"] == "replacedBy"]
    assert [one["originNodeURI"]["identifier"] for one in replaced] == [
        str(uuid_of(f"TP-00403.08/CCP{n}")) for n in (1, 2, 3)
    ]
    assert later.get(f"/referentiels/TP-00403.09/case/{UUID(int=1)}/").status_code == 404


def test_a_title_past_its_validity_is_exported_as_deprecated(
    later: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import date

    from jalon.referentiel.views import exchange

    monkeypatch.setattr(exchange.timezone, "localdate", lambda: date(2029, 1, 1))
    package = json.loads(later.get("/referentiels/TP-00403.08/export/case/").content)
    assert package["CFDocument"]["adoptionStatus"] == "Deprecated"


@pytest.mark.parametrize(
    "address", [PAIR, f"{COMPARE}comparaison.csv", "/referentiels/TP-00403.08/export/json/"]
)
def test_reading_never_writes(later: Client, address: str) -> None:
    assert later.post(address).status_code == 405


# --- in a browser ---


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_are_accessible_and_fit(
    later: Client,
    page: Page,
    context: BrowserContext,
    live_server: Any,
    check_page: Callable[[Any], None],
    page_faults: list[str],
    width: int,
) -> None:
    session = later.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.set_viewport_size({"width": width, "height": 900})
    for address in (COMPARE, PAIR, f"{COMPARE}?a=TP-00403.08&b=TP-00448.06"):
        page.goto(live_server.url + address)
        check_page(page)
    page.goto(f"{live_server.url}/referentiels/TP-00403.09/")
    page.get_by_text("Exporter").click()
    assert page.get_by_role("link", name="CASE 1.0").is_visible()
    check_page(page)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_detail_of_a_competence_opens_where_its_link_leads(
    later: Client, page: Page, context: BrowserContext, live_server: Any
) -> None:
    session = later.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}{PAIR}&voir=tout")
    detail = page.locator("#competence-8")
    assert not detail.is_visible()
    page.locator('a[href="#competence-8"]').click()
    detail.wait_for(state="visible")
