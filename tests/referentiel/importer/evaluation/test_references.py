"""« Références de la spécialité » and the cover: which titre the RE speaks of."""

import pytest

from jalon.referentiel.importer.evaluation.references import References

from .hand import lines, table

SAID = """
    Intitulé du titre professionnel : Cirier artisan
    Sigle du titre professionnel : CIA
    Niveau : 4 (Cadre national des certifications 2019)
    Code(s) NSF : 233t - Fabrication de bougies, 312t – Commerce
    Code(s) ROME : B1101, D1212
    Formacode : 45066, 34502
    Code RNCP : 39001
    Date de l’arrêté : 06/04/2018
    Date de parution au JO de l’arrêté : 17 avril 2018
    Date d’effet de l’arrêté : 01/09/2018
"""
EXPECTED = {
    "title": ["Cirier artisan"], "sigle": ["CIA"], "level": ["4"], "nsf": ["233t", "312t"], "rome": ["B1101", "D1212"],
    "formacodes": ["45066", "34502"], "rncp": ["RNCP39001"], "decree_date": ["2018-04-06"],
    "journal_date": ["2018-04-17"], "effective_date": ["2018-09-01"],
}  # fmt: skip


def told(references: References) -> dict[str, list[str]]:
    return {key: [read.value for read in reads] for key, reads in references.values.items()}


def test_each_label_gives_its_value() -> None:
    references = References()
    references.read(lines(SAID))
    assert told(references) == EXPECTED
    assert references.others == []


def test_labels_in_a_table_give_the_same() -> None:
    references = References()
    rows = [[part.strip() for part in said.split(":", 1)] for said in SAID.strip().splitlines()]
    references.read([table(*rows)])
    assert told(references) == EXPECTED


def test_a_label_may_say_what_its_arrete_is_of() -> None:
    references = References()
    references.read(lines("""
        Date de l’arrêté de création du titre : 04/03/2013
        Date de parution au JO de l’arrêté de création : 12/03/2013
    """))  # fmt: skip
    assert told(references) == {"decree_date": ["2013-03-04"], "journal_date": ["2013-03-12"]}


def test_values_that_go_on_with_the_next_line_are_read() -> None:
    references = References()
    references.read(lines("""
        Intitulé du titre professionnel : Cirier artisan et
        vendeur
        Code(s) NSF :
        233t - Fabrication de bougies
        312t - Commerce
        Date de l’arrêté :
        06/04/2018
    """))  # fmt: skip
    assert told(references) == {
        "title": ["Cirier artisan et vendeur"], "nsf": ["233t", "312t"], "decree_date": ["2018-04-06"],
    }  # fmt: skip


@pytest.mark.parametrize(("said", "level"), [("III", "5"), ("IV", "4"), ("V", "3"), ("II", "6")])
def test_a_level_of_1969_is_given_in_that_of_2019_and_noted(said: str, level: str) -> None:
    references = References()
    references.read(lines(f"Niveau : {said}"))
    assert told(references) == {"level": [level]}
    assert len(references.old_levels) == 1


def test_lines_that_name_nothing_known_are_kept() -> None:
    references = References()
    references.read(lines("Ministère du travail\nSigle : CIA"))
    assert [one.text for one in references.others] == ["Ministère du travail"]


def test_a_cover_confirms_the_title_and_gives_the_level() -> None:
    references = References()
    references.read(lines("Intitulé : Cirier artisan"))
    others, title = references.cover(lines("Cirier artisan\nNiveau IV\nSite : http://www.emploi.gouv.fr"))
    assert [one.text for one in others] == ["Site : http://www.emploi.gouv.fr"]
    assert references.confirm_title(title)
    assert told(references) == {"title": ["Cirier artisan", "Cirier artisan"], "level": ["4"]}


def test_a_cover_that_names_something_else_confirms_nothing() -> None:
    references = References()
    references.read(lines("Intitulé : Cirier artisan"))
    assert not references.confirm_title(lines("Édition de printemps"))
    assert told(references) == {"title": ["Cirier artisan"]}
