from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalon.referentiel import addresses, pieces
from jalon.referentiel.addresses import UnknownAddress
from jalon.referentiel.checks import check
from jalon.referentiel.document import InvalidReferentiel, from_json, to_json
from jalon.referentiel.pieces import UnwritableValue
from jalon.referentiel.schema import Test, TitreVersion
from jalon.referentiel.shipped import shipped_titres
from tests.referentiel import readings

DOCUMENTS = [to_json(titre) for titre in shipped_titres().values()]


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("sigle", "Sigle"),
        ("competences/7/technical_skills/3", "Compétence 7 › Savoir-faire technique 3"),
        ("competences/7/assessment_criteria", "Compétence 7 › Critères du RE"),
        ("schemes/ccp1/tests/entretien_technique/minutes", "CCP 1 › Entretien technique › Durée en minutes"),
        ("schemes/ccp3/productions/1/parts/2/pages_max", "CCP 3 › Production 1 › Partie 2 › Pages au plus"),
        ("schemes/title/tests/entretien_final", "Titre professionnel › Entretien final"),
        ("schemes/ccs1/tests/entretien_final/competences/1", "CCS 1 › Entretien final › Compétence citée, 1"),
        ("matrix/4/tests", "Matrice, compétence 4 › Épreuves"),
        ("glossary/2/definition", "Terme 2 › Définition"),
    ],
)  # fmt: skip
def test_a_piece_is_called_in_words(address: str, label: str) -> None:
    assert pieces.label_of({}, address) == label


def test_every_piece_of_a_title_has_a_french_name_a_kind_and_a_value_in_words() -> None:
    for document in DOCUMENTS:
        for address, value in addresses.walk(document):
            field = pieces.field_at(address)
            assert field.label[0].isupper(), address
            assert pieces.shown(value), address


@pytest.mark.parametrize("address", ["couleur", "competences/7/colour", "sigle/1", "schemes/title/tests/1/x"])
def test_a_place_that_the_schema_does_not_know_is_refused(address: str) -> None:
    with pytest.raises(UnknownAddress):
        pieces.field_at(address)


def test_what_a_form_shows_it_reads_back() -> None:
    for document in DOCUMENTS:
        for address, value in addresses.walk(document):
            field = pieces.field_at(address)
            if field.kind == "objects":
                continue  # no form writes them whole
            if field.kind in ("competences", "choices"):
                given = [str(item) for item in value]
            elif isinstance(value, bool):
                given = ["oui" if value else ""]
            else:
                given = [pieces.written(value, field)]
            assert pieces.read(field, given) == value, address


@pytest.mark.parametrize(
    ("address", "given", "value"),
    [
        ("schemes/title/company_hours", "1 505", 1505),
        ("schemes/title/company_hours", "", None),
        ("schemes/title/productions/1/line_spacing", "1,15", 1.15),
        ("schemes/title/productions/1/font_size", "11", 11),
        ("decree_date", "21/11/2022", "2022-11-21"),
        ("sources/validity_end", "", None),
        ("sigle", "  CIP ", "CIP"),
        ("competences/1/criteria", "Un\r\n\r\n  Deux ", ["Un", "Deux"]),
    ],
)
def test_french_figures_and_dates_are_read(address: str, given: str, value: Any) -> None:
    assert pieces.read(pieces.field_at(address), [given]) == value


@pytest.mark.parametrize(
    ("address", "given", "message"),
    [
        ("schemes/title/tests/entretien_final/minutes", "une heure", "n’est pas un nombre entier"),
        ("schemes/title/tests/entretien_final/minutes", "", "Une valeur est à donner"),
        ("schemes/title/tests/entretien_final/minutes", "-5", "n’est pas un nombre entier"),
        ("schemes/title/productions/1/line_spacing", "1.2.3", "n’est pas un nombre"),
        ("decree_date", "31/02/2022", "n’est pas une date"),
        ("decree_date", "2022", "n’est pas une date"),
        ("schemes/title/tests/entretien_final/after", "danse", "n’est pas un choix possible"),
    ],
)
def test_what_is_no_value_is_told_in_french(address: str, given: str, message: str) -> None:
    with pytest.raises(UnwritableValue, match=message):
        pieces.read(pieces.field_at(address), [given])


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_given_is_a_value_or_a_french_refusal(text: str) -> None:
    for address in (
        "decree_date",
        "level",
        "schemes/title/productions/1/font_size",
        "competences/1/criteria",
        "sigle",
    ):
        with suppress(UnwritableValue):
            pieces.read(pieces.field_at(address), [text])


def test_a_blank_object_has_every_key_of_its_class() -> None:
    assert pieces.blank(Test) == {"kind": None, "minutes": None, "competences": [], "phases": [], "after": []}


@pytest.mark.parametrize(
    ("item", "name"),
    [
        ({"number": 3, "title": "Vernir"}, "3. Vernir"),
        ({"term": "Gaine", "definition": "…"}, "Gaine"),
        ({"competence": 2, "tests": []}, "2"),
        ({"kind": "entretien_final", "minutes": 20}, "Entretien final"),
        ({"pages_max": 4}, "Pages au plus : 4"),
        ("Poncer", "Poncer"),
    ],
)
def test_an_item_is_named_in_one_line(item: Any, name: str) -> None:
    assert pieces.named(item) == name


def test_the_fiches_cover_the_whole_title_and_cover_it_once() -> None:
    for document in DOCUMENTS:
        roots = [root for _, _, found in pieces.sections(document) for root in found]
        for address, _ in addresses.walk(document):
            assert sum(1 for root in roots if f"{address}/".startswith(f"{root}/")) == 1, address


# --- faults and findings lead to their piece ---


@pytest.mark.parametrize(
    ("address", "value", "fault_at"),
    [
        ("competences/2/title", "", "competences/2/title"),
        ("competences/3/activity", 1, "competences/3/activity"),
        ("schemes/ccp2/tests/mise_en_situation/minutes", "vingt", "schemes/ccp2/tests/mise_en_situation/minutes"),
        ("matrix/2/tests", ["danse"], "matrix/2/tests/1"),
        ("transversal/1/competences", [1, 9], "transversal/1/competences"),
    ],
)  # fmt: skip
def test_a_fault_leads_to_the_piece_that_it_names(address: str, value: Any, fault_at: str) -> None:
    document = addresses.put(readings.document(), address, value)
    with pytest.raises(InvalidReferentiel) as error:
        from_json(document)
    found = [pieces.address_of_fault(document, fault) for fault in error.value.faults]
    assert fault_at in found
    assert error.value.faults[found.index(fault_at)].startswith(pieces.fault_path(document, fault_at))


def test_a_missing_key_leads_to_where_it_should_be() -> None:
    document = addresses.remove(readings.document(), "decree_date")
    assert pieces.address_of_fault(document, "decree_date : clé absente.") == "decree_date"
    assert pieces.address_of_fault(document, "document : un objet est attendu.") == ""


def test_every_finding_of_the_shipped_titles_leads_somewhere_in_them(
    cip: TitreVersion, eti: TitreVersion
) -> None:
    for titre in (cip, eti):
        document = to_json(titre)
        for finding in check(titre):
            address = pieces.address_of_id(document, finding.where)
            assert address, finding.where
            addresses.get(document, address)


@pytest.mark.parametrize(
    ("where", "address"),
    [
        ("TP-09901.01/C2", "competences/2"),
        ("TP-09901.01/C1/critere-2", "competences/1/assessment_criteria/2"),
        ("TP-09901.01/C1/reac-critere-1", "competences/1/criteria/1"),
        ("TP-09901.01/CCP2", "activities/2"),
        ("TP-09901.01/ccp1/mise_en_situation", "schemes/ccp1/tests/mise_en_situation"),
        ("TP-09901.01/transversale-1", "transversal/1"),
        ("TP-09901.01/C99", ""),
        ("TP-09901.01", ""),
    ],
)
def test_a_stable_id_leads_to_its_piece(where: str, address: str) -> None:
    assert pieces.address_of_id(readings.document(), where) == address
