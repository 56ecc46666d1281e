"""Running feet, notices and page numbers are set aside and read; nothing else is."""

import pytest

from jalon.referentiel.importer.furniture import (
    FOOT,
    LEGAL,
    PAGE_NUMBER,
    RULE,
    RUNNING_HEAD,
    Cleared,
    clear,
    foot_labels,
    foot_values,
    identity,
    iso,
)
from jalon.referentiel.importer.source import Line, Table

from .printed import line, lines, source, table, text

REAC_FOOT = {
    "code": "TP-90011",
    "sigle": "VAN",
    "type": "reac",
    "version": "03",
    "validation": "2022-12-01",
    "update": "2022-11-29",
}
HEAD = "SIGLE Type de document Code titre Millésime Date de Validation Date de mise à jour Page"
VALUES = "VAN REAC TP-90011 03 01/12/2022 29/11/2022 4/52"
CELLS = (
    "SIGLE",
    "Type de document",
    "Code titre",
    "Millésime",
    "Date de Validation",
    "Date de mise à jour",
    "Page",
)


def kept(cleared: Cleared) -> list[str]:
    return [block.text if isinstance(block, Line) else "tableau" for block in cleared.blocks]


@pytest.mark.parametrize(
    "foot",
    [
        f"{HEAD}\n{VALUES}",
        f"{HEAD}\n\n{VALUES}",
        HEAD.replace(" Date", "\tDate") + "\n" + VALUES,
        "\t".join(CELLS) + "\n" + VALUES.replace(" ", "\t"),
        "\n".join(CELLS) + "\n" + VALUES.replace(" ", "\n"),
        "\n".join(f"{cell}\n{value}\n" for cell, value in zip(CELLS, VALUES.split(), strict=True)),
        VALUES,
    ],
    ids=["two lines", "apart", "tabs in one", "table", "cell by cell", "label then value", "values alone"],
)
def test_a_foot_is_read_however_it_is_extracted_and_takes_no_line_more(foot: str) -> None:
    cleared = clear(text(f"Trier les brins\n{foot}\n\nSOMMAIRE\nCCP\n"))
    assert kept(cleared) == ["Trier les brins", "SOMMAIRE", "CCP"]
    assert [dict(one.values) for one in cleared.feet] == [REAC_FOOT]
    assert {piece.role for piece in cleared.furniture} == {FOOT}


def test_the_line_after_a_foot_opens_a_page() -> None:
    cleared = clear(text(f"Trier\n{HEAD}\n{VALUES}\nTremper\nTresser"))
    assert [place.line for place in cleared.breaks] == [4]


def test_the_foot_of_an_evaluation_document_gives_its_own_dates() -> None:
    values = foot_values("VAN RC TP – 90011 03 17/04/2018 19/04/2018 1/34", foot_labels(
        "SIGLE Type de document Code titre Millésime Date dernier JO Date de mise à jour Page"
    ))  # fmt: skip
    assert values == {"code": "TP-90011", "sigle": "VAN", "type": "re", "version": "03", "journal": "2018-04-17",
                      "update": "2018-04-19"}  # fmt: skip


def test_an_old_foot_has_no_sigle() -> None:
    labels = foot_labels("CODE TITRE TYPE DE DOCUMENT MILLESIME DATE DE VALIDATION DATE DE MISE A JOUR PAGE")
    assert labels == ("code", "type", "version", "validation", "update", "page")
    values = foot_values("TP – 00999 REAC 02 11/02/2013 19/03/2013 1/34", labels)
    assert values == {"code": "TP-00999", "type": "reac", "version": "02", "validation": "2013-02-11",
                      "update": "2013-03-19"}  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "Code titre",
        "Page 4",
        "Le code TP-90011 est au REAC",
        "Trier 03 brins le 01/12/2022 en 4/4",
        "VAN",
        "1 2 3",
    ],
)
def test_a_line_of_text_is_no_foot(words: str) -> None:
    assert len(foot_labels(words)) < 3
    assert foot_values(words) is None


def test_every_place_that_names_the_document_is_kept_so_that_two_titles_are_seen() -> None:
    feet = clear(text(f"Trier\n{VALUES}\nTremper\n{VALUES.replace('90011', '90012')}\nTresser")).feet
    assert [read.value for read in identity(feet, "reac").values["code"]] == ["TP-90011", "TP-90012"]
    assert not identity(feet, "re").values


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("03/05/2018", "2018-05-03"),
        ("Arrêté du 3 mai 2018", "2018-05-03"),
        ("1er août 2023", "2023-08-01"),
        ("03.05.18", "2018-05-03"),
        ("30/02/2018", None),
        ("12/13/2018", None),
        ("mai 2018", None),
    ],
)
def test_a_date_is_one_of_the_calendar(printed: str, date: str | None) -> None:
    assert iso(printed) == date


def test_the_legal_notice_is_taken_to_its_end_and_no_further() -> None:
    cleared = clear(
        text("""
            La connaissance est acquise.
            Reproduction interdite
            Article L 122-4 du code de la propriété intellectuelle
            "Toute représentation ou reproduction intégrale ou partielle
            faite ici sans accord, quel que soit le procédé."
            RÉFÉRENTIEL D’ÉVALUATION
            Vannier
        """)
    )
    assert kept(cleared) == ["La connaissance est acquise.", "RÉFÉRENTIEL D’ÉVALUATION", "Vannier"]
    assert {piece.role for piece in cleared.furniture} == {LEGAL}


def test_a_word_that_the_legal_notice_spells_inside_another_is_text() -> None:
    assert kept(clear(text("Prévoir ce qui sert à la\nprésentation."))) == [
        "Prévoir ce qui sert à la",
        "présentation.",
    ]


def test_page_numbers_and_rules_carry_nothing() -> None:
    cleared = clear(text("Trier\nPage 3 sur 52\nTremper\n4/52\nTresser\n*********"))
    assert kept(cleared) == ["Trier", "Tremper", "Tresser"]
    assert [piece.role for piece in cleared.furniture] == [PAGE_NUMBER, PAGE_NUMBER, RULE]


def test_a_line_at_the_edge_of_most_pages_is_a_running_head_unless_it_is_a_heading() -> None:
    found = []
    for page in range(1, 7):
        found += [
            line("Vannier, édition de l’atelier", 1, page=page),
            line(f"FICHE COMPÉTENCE PROFESSIONNELLE N° {page}", 2, page=page),
            line(f"Trier les brins {'abcdef'[page]}" if page < 6 else "Tresser", 3, page=page),
            line(f"Monter {'abcdefg'[page]}", 4, page=page),
            line(str(page), 5, page=page),
        ]
    cleared = clear(source(*found, pages=6))
    assert {piece.role for piece in cleared.furniture} == {RUNNING_HEAD, PAGE_NUMBER}
    assert sum(one.startswith("FICHE") for one in kept(cleared)) == 6
    assert not any(one.startswith("Vannier") or one.isdigit() for one in kept(cleared))


def test_know_how_that_closes_most_pages_is_no_running_foot() -> None:
    found = []
    for page in range(1, 7):
        found += [
            line(f"FICHE COMPÉTENCE PROFESSIONNELLE N° {page}", 1, page=page),
            line(f"Lot {'abcdefg'[page]}", 2, page=page),
            line(f"Mesurer {'abcdefg'[page]}", 3, page=page),
            line("Connaissance des règles de sécurité", 4, page=page),
        ]
    cleared = clear(source(*found, pages=6))
    assert not cleared.furniture
    assert kept(cleared).count("Connaissance des règles de sécurité") == 6


def test_a_foot_at_the_end_of_a_table_leaves_the_table() -> None:
    cleared = clear(source(table(("1", "Trier"), ("VAN", "REAC TP-90011 03 01/12/2022 29/11/2022 4/52"))))
    assert isinstance(cleared.blocks[0], Table)
    assert len(cleared.blocks[0].rows) == 1
    assert len(cleared.feet) == 1


def test_one_leading_space_tells_the_pages_that_an_extraction_lost() -> None:
    fiches = "".join(
        f" FICHE COMPÉTENCE PROFESSIONNELLE N° {n}\nTrier\n" + "Une ligne de texte\n" * 30
        for n in range(1, 6)
    )
    cleared = clear(text(fiches + " Tremper les brins\n"))
    assert len(cleared.breaks) == 6


def test_a_bullet_is_no_page() -> None:
    cleared = clear(source(*lines("Trier", "- Tremper", "Tresser")))
    assert not cleared.breaks
