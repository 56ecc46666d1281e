"""Text that keeps its layout with spaces gives back the tables of the page; where it cannot, lines stay lines."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.referentiel.importer.readers import glyphs, read_bytes
from jalon.referentiel.importer.source import Source, Table

FOOT = (
    "   SIGLE     Type de document   Code titre   Millésime   Date de mise à jour   Page\n"
    "    VAN            RE            TP-09999       02          24/05/2023         4/36\n"
)


def read(text: str) -> Source:
    return read_bytes(text.encode(), "page.txt")


def tables(text: str) -> list[Table]:
    return [block for block in read(text).blocks if isinstance(block, Table)]


def rows(text: str) -> list[list[str]]:
    """The cells of the only table, their lines joined by « / »."""
    (table,) = tables(text)
    return [[" / ".join(line.text for line in cell.lines) for cell in row.cells] for row in table.rows]


def test_a_running_foot_is_a_table_of_two_rows() -> None:
    found = rows("Il ponce le bois avec soin.\n" + FOOT + "\n\n" * 3)
    assert [len(row) for row in found] == [6, 6]
    assert found[1] == ["VAN", "RE", "TP-09999", "02", "24/05/2023", "4/36"]


def test_rows_begin_at_the_top_of_their_cells() -> None:
    text = """\
       Modalités                 Compétences évaluées               Durée           Détail de l’organisation
Mise en situation         Poncer le montant                      01 h 30 min    Le candidat réalise une
professionnelle           Vernir le plateau en suivant la                       corbeille devant le jury.
                          fiche de travail
                                                                                Il dispose d’un plan.

Autres modalités d’évaluation le cas échéant :

\uf0a7  Entretien technique    Vernir le plateau                      00 h 40 min    Le jury questionne.
\uf0a7  Questionnaire          Sans objet                                            Sans objet
   professionnel

                                                                                Y compris l’échange sur le
Entretien final                                                  00 h 15 min
                                                                                dossier.

                          Durée totale de l’épreuve :            02 h 25 min
"""
    assert (
        rows(text)
        == [
            ["Modalités", "Compétences évaluées", "Durée", "Détail de l’organisation"],
            [
                "Mise en situation / professionnelle",
                "Poncer le montant / Vernir le plateau en suivant la / fiche de travail",
                "01 h 30 min",
                "Le candidat réalise une / corbeille devant le jury. / Il dispose d’un plan.",
            ],
            ["Autres modalités d’évaluation le cas échéant :"],
            ["Entretien technique", "Vernir le plateau", "00 h 40 min", "Le jury questionne."],
            ["Questionnaire / professionnel", "Sans objet", "Sans objet"],
            ["Entretien final", "00 h 15 min", "Y compris l’échange sur le / dossier."],
            ["Durée totale de l’épreuve :", "02 h 25 min"],
        ]
        or rows(text)[:5] == []
    )


def test_a_title_across_the_columns_spans_them() -> None:
    text = """\
Modalités            Compétences            Durée
Mise en situation    Poncer le montant      01 h 30 min
Autres modalités d’évaluation, le cas échéant, du titre
Entretien            Vernir le plateau      00 h 40 min
"""
    (table,) = tables(text)
    (title,) = table.rows[2].cells
    assert (title.column, title.span, title.text) == (
        0,
        3,
        "Autres modalités d’évaluation, le cas échéant, du titre",
    )


MATRIX = """\
                                                                                   Autres modalités
                                                                      Mise en

                                                                                     Entretien

  Compétences professionnelles    Critères d’évaluation              situation


Garnir l’assise et le dossier d’un siège tressé
                                 Les brins sont triés par taille
                                 La trame est régulière et serrée
Poncer le montant du siège                                                ☒             ☐
et le plateau                    Le grain est fin
                                 La fiche est remplie
                                 Le vernis est lisse, sans trace
Vernir le plateau du siège       Le séchage est respecté                  ☐             ☒
                                 Le poste est net
"""


def test_a_matrix_with_ticks_gives_each_competence_its_criteria() -> None:
    (table,) = tables(MATRIX)
    found = [
        ([line.text for line in row.cells[0].lines], [line.text for line in row.cells[1].lines])
        for row in table.rows
        if len(row.cells) == 4
    ]
    assert found[-2:] == [
        (
            ["Poncer le montant du siège", "et le plateau"],
            [
                "Les brins sont triés par taille",
                "La trame est régulière et serrée",
                "Le grain est fin",
                "La fiche est remplie",
            ],
        ),
        (
            ["Vernir le plateau du siège"],
            ["Le vernis est lisse, sans trace", "Le séchage est respecté", "Le poste est net"],
        ),
    ]
    assert [[cell.ticked for cell in row.cells[2:]] for row in table.rows[-2:]] == [
        [True, False],
        [False, True],
    ]


def test_a_matrix_without_ticks_is_told_by_its_centred_titles() -> None:
    text = """\
 Compétences professionnelles      Critères d’évaluation              Mise en situation

                                Les brins sont triés par taille
                                La trame est régulière et serrée
Poncer le montant du siège
                                Le grain est fin
                                La fiche est remplie
                                Le vernis est lisse et sans coulure
Vernir le plateau du siège      Le séchage est respecté
                                Le poste est net
"""
    assert rows(text)[1:] == [
        [
            "Poncer le montant du siège",
            "Les brins sont triés par taille / La trame est régulière et serrée / Le grain est fin "
            "/ La fiche est remplie",
        ],
        [
            "Vernir le plateau du siège",
            "Le vernis est lisse et sans coulure / Le séchage est respecté / Le poste est net",
        ],
    ]


def test_a_title_between_two_lines_of_its_row_takes_no_height_and_a_letter_is_a_box() -> None:
    text = """\
 Compétences professionnelles            Critères d’évaluation         Situation    Entretien

Tresser un siège
                                Les brins sont triés par taille
                                La trame est régulière
Poncer le montant du siège                                               X           X
                                Le grain est fin
                                La fiche est remplie
                                Le vernis est lisse
Vernir le plateau               Le séchage est respecté                  X
                                Le poste est net
"""
    assert rows(text)[1:] == [
        ["Tresser un siège"],
        [
            "Poncer le montant du siège",
            "Les brins sont triés par taille / La trame est régulière / Le grain est fin / La fiche est remplie",
            "X",
            "X",
        ],
        ["Vernir le plateau", "Le vernis est lisse / Le séchage est respecté / Le poste est net", "X"],
    ]


def test_a_synoptic_table_is_told_by_its_numbers() -> None:
    text = """\
  N°            Activités types               N°          Compétences professionnelles
Fiche                                        Fiche
  AT                                          CP

                                                     Choisir les brins selon la pièce à
                                               1
                                                     monter
       Monter une pièce de vannerie
  1
       en osier brut                           2     Monter le fond

                                               3     Garnir l’assise

                                               4     Tailler les brins
  2    Finir et réparer les pièces
                                               5     Réparer une anse
"""
    assert rows(text)[1:] == [
        [
            "1",
            "Monter une pièce de vannerie / en osier brut",
            "1",
            "Choisir les brins selon la pièce à / monter",
        ],
        ["2", "Monter le fond"],
        ["3", "Garnir l’assise"],
        ["2", "Finir et réparer les pièces", "4", "Tailler les brins"],
        ["5", "Réparer une anse"],
    ]


def test_a_cell_merged_downwards_stands_in_its_first_row() -> None:
    text = """\
 Désignation      Nombre    Description                       Partage    Observations
 Postes de        1         Un établi par candidat.           1          Sans objet
 travail          2         Une lampe d’atelier.              3          Une par jury.
 Équipements      1         Un bac de trempage.               4          Sans objet
"""
    assert [row[:2] for row in rows(text)][-1] == ["Équipements", "1"]
    assert len(rows(text)) >= 3


@pytest.mark.parametrize(
    "text",
    [
        # prose that was justified: the whites fall anywhere
        "Le vannier  choisit ses brins selon leur   souplesse, les\n"
        "trempe une  nuit entière et les laisse égoutter  avant de\n"
        "monter la   corbeille qu’il destine  au  client du marché\n" * 3,
        # items with their mark away from their text
        "".join(f"-        Poncer le montant {n}\n" for n in range(8)),
        "".join(f"   {letter})     Poncer le montant\n" for letter in "abcdef"),
        # a table of contents
        "".join(f"Fiche {n} .......................   {n}\n" for n in range(8)),
        # labels and their values
        "".join(f"Libellé {'x' * n} :      valeur {n}\n" for n in range(1, 8)),
        # two lines that happen to be spaced
        "Poncer      le montant\nVernir      le plateau\n",
    ],
)
def test_what_is_no_table_stays_lines(text: str) -> None:
    assert tables(text) == []


def test_tables_do_not_run_over_a_page() -> None:
    page = "Modalités          Durée          Détail\nEntretien          40 min         Le jury\n"
    source = read(page * 2 + "\f" + page * 2)
    assert [isinstance(block, Table) for block in source.blocks] == [True, True]
    assert [next(block.lines).place.page for block in source.blocks if isinstance(block, Table)] == [1, 2]


# --- nothing is lost, nothing is doubled ---

_CELL = st.sampled_from(
    [
        "Poncer le montant",
        "le plateau",
        "1",
        "2",
        "☒",
        "☐",
        "00 h 40 min",
        "Sans objet",
        "",
        "",
        "Le grain est fin",
    ]
)
_ROW = st.lists(_CELL, min_size=1, max_size=5).flatmap(
    lambda cells: st.lists(st.integers(2, 12), min_size=len(cells), max_size=len(cells)).map(
        lambda gaps: "".join(" " * gap + cell for gap, cell in zip(gaps, cells, strict=True))
    )
)
_GRID = st.lists(st.integers(18, 26), min_size=2, max_size=5).flatmap(
    lambda widths: st.lists(
        st.lists(_CELL, min_size=len(widths), max_size=len(widths)).map(
            lambda cells: "".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        ),
        min_size=2,
        max_size=14,
    )
)


@given(st.lists(st.one_of(_GRID, st.lists(_ROW | st.just(""), max_size=6)), max_size=4))
def test_every_character_of_a_layout_is_in_one_line_of_its_number(parts: list[list[str]]) -> None:
    printed = ["Avant", *(line for part in parts for line in part)]
    held: Counter[tuple[int, str]] = Counter()
    ticks: Counter[bool] = Counter()
    for block in read("\n".join(printed)).blocks:
        lines = [block] if not isinstance(block, Table) else block.lines
        for line in lines:
            held.update((line.place.line, sign) for sign in line.bullet + line.text if sign != " ")
        if isinstance(block, Table):
            ticks.update(cell.ticked for row in block.rows for cell in row.cells if cell.ticked is not None)
    wanted = Counter((n, s) for n, line in enumerate(printed, 1) for s in re.sub(r"\s", "", line))
    moved = wanted - held
    assert not held - wanted
    # a box alone in its cell is its tick; several in one cell that the columns could not part stay in its text
    assert {sign for _, sign in moved} <= {glyphs.TICKED, glyphs.EMPTY}
    assert sum(moved.values()) == sum(ticks.values())
