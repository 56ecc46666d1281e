"""Table 3.2: criteria and ticks of each competence, from cells or from lines."""

from jalon.referentiel.importer.evaluation.known import Titles
from jalon.referentiel.importer.evaluation.matrix import Matrix, read_matrix
from jalon.referentiel.importer.source import Block
from jalon.referentiel.schema import TestKind

from .hand import BOUTIQUE, CONSEILLER, COULER, FABRIQUER, TREMPER, VENDRE, band, joined, lines, table, texts

MES, PROJET = TestKind.MISE_EN_SITUATION, TestKind.PRESENTATION_PROJET
HEAD = table(
    [
        "Compétences professionnelles",
        "Critères d’évaluation",
        "Mise en situation professionnelle",
        "Autres modalités d’évaluation",
        "",
        "",
    ],
    ["", "", "", "Entretien technique", "Questionnaire professionnel", "Questionnement à partir de production(s)"],
)  # fmt: skip
FLAT_HEAD = """
    Autres modalités d’évaluation
    Compétences professionnelles Critères d’évaluation
    Mise en
    situation

    professionnelle
    Entretien technique
    Q
    uestionnaire
    professionnel
    Q
    uestionnem
    ent à
    partir de
    production(s)
"""
COMPETENCES, ACTIVITIES = Titles([COULER, TREMPER, CONSEILLER, VENDRE]), Titles([FABRIQUER, BOUTIQUE])


def read(*blocks: Block, first: TestKind = MES) -> Matrix:
    return read_matrix(blocks, first, COMPETENCES, ACTIVITIES)


def told(found: Matrix) -> list[tuple[str, list[str], list[str] | None]]:
    return [
        (
            row.competence.value,
            texts(row.criteria),
            None if row.tests is None else [str(kind) for kind in row.tests.value],
        )
        for row in found.rows
    ]


def test_rows_of_cells_have_their_criteria_ticks_and_activity() -> None:
    found = read(
        joined(
            HEAD,
            band(FABRIQUER, 6),
            table(
                [COULER, "La cire est fondue\nLe moule est propre", True, False, False, False],
                [TREMPER, "La mèche est\ntendue", True, True, False, False],
            ),
            band(BOUTIQUE, 6),
            table([CONSEILLER, "Le conseil est adapté", False, True, False, True]),
            table(["Obligations réglementaires le cas échéant :", "", None, None, None, None]),
        )
    )
    assert told(found) == [
        (COULER, ["La cire est fondue", "Le moule est propre"], ["mise_en_situation"]),
        (TREMPER, ["La mèche est tendue"], ["mise_en_situation", "entretien_technique"]),
        (CONSEILLER, ["Le conseil est adapté"], ["entretien_technique", "questionnement_production"]),
    ]
    assert [row.activity and row.activity.value for row in found.rows] == [FABRIQUER, FABRIQUER, BOUTIQUE]
    assert texts(found.activities) == [FABRIQUER, BOUTIQUE]


def test_a_row_that_a_page_cuts_goes_on_with_or_without_its_title() -> None:
    for title in ("", COULER, "son moule"):
        start = COULER.removesuffix(" son moule") if title == "son moule" else COULER
        found = read(
            joined(HEAD, table([start, "La cire est fondue", True, False, False, False])),
            joined(HEAD, table([title, "Le moule est propre", None, None, None, None])),
        )
        assert told(found) == [(COULER, ["La cire est fondue", "Le moule est propre"], ["mise_en_situation"])]


def test_boxes_are_told_by_the_heads_of_their_columns_in_any_order() -> None:
    head = table(
        [
            "Compétences professionnelles",
            "Critères d’évaluation",
            "Questionnaire professionnel",
            "Présentation d’un projet réalisé en amont de la session",
        ]
    )
    found = read(joined(head, table([COULER, "La cire est fondue", True, False])), first=PROJET)
    assert told(found) == [(COULER, ["La cire est fondue"], ["questionnaire_professionnel"])]


def test_a_letter_stands_for_a_tick() -> None:
    found = read(joined(HEAD, table([COULER, "La cire est fondue", "X", "", "x", ""])))
    assert told(found)[0][2] == ["mise_en_situation", "questionnaire_professionnel"]


def test_boxes_under_lost_heads_follow_the_template_and_are_doubted() -> None:
    head = table(["Compétences professionnelles", "Critères d’évaluation", "", "", "", ""])
    found = read(joined(head, table([COULER, "La cire est fondue", False, True, False, False])))
    assert told(found)[0][2] == ["entretien_technique"]
    assert found.rows[0].tests is not None
    assert found.rows[0].tests.doubt


def test_rows_without_any_box_have_lost_their_ticks() -> None:
    found = read(joined(HEAD, table([COULER, "La cire est fondue", "", "", "", ""])))
    assert told(found) == [(COULER, ["La cire est fondue"], None)]


def test_lines_give_the_same_rows() -> None:
    found = read(
        *lines(f"""
            {FLAT_HEAD}
            {FABRIQUER}
            {COULER}

            La cire est fondue à la température
            prescrite
            Le moule est propre

            ☒ ☐ ☐ ☐

            Tremper une mèche et former
            un cierge
            La mèche est tendue
            ☒ ☒ ☐ ☐
            {FLAT_HEAD}
            {BOUTIQUE}
            {CONSEILLER}
            Le conseil est adapté
            ☐ ☐ ☐ ☒
            Obligations règlementaires le cas échéant :
            Sans objet
        """)
    )
    assert told(found) == [
        (
            COULER,
            ["La cire est fondue à la température prescrite", "Le moule est propre"],
            ["mise_en_situation"],
        ),
        (TREMPER, ["La mèche est tendue"], ["mise_en_situation", "entretien_technique"]),
        (CONSEILLER, ["Le conseil est adapté"], ["questionnement_production"]),
    ]
    assert [row.activity and row.activity.value for row in found.rows] == [FABRIQUER, FABRIQUER, BOUTIQUE]
    assert found.prose == []


def test_criteria_printed_before_the_page_that_names_their_competence_are_its_own() -> None:
    found = read(*lines(f"""
        {COULER}
        La cire est fondue
        ☒ ☐ ☐ ☐
        La mèche est tendue
        {FLAT_HEAD}
        {TREMPER}
        Le cierge est droit
        ☐ ☒ ☐ ☐
    """))  # fmt: skip
    assert [(title, criteria) for title, criteria, _ in told(found)] == [
        (COULER, ["La cire est fondue"]),
        (TREMPER, ["La mèche est tendue", "Le cierge est droit"]),
    ]


def test_lines_without_ticks_have_lost_them() -> None:
    found = read(*lines(f"{COULER}\nLa cire est fondue\n{TREMPER}\nLa mèche est tendue"))
    assert told(found) == [(COULER, ["La cire est fondue"], None), (TREMPER, ["La mèche est tendue"], None)]


def test_a_title_worded_otherwise_opens_a_row_all_the_same() -> None:
    found = read(*lines(f"""
        {COULER}
        La cire est fondue
        ☒ ☐ ☐ ☐
        Tremper les mèches et former
        des cierges
        La mèche est tendue
        ☒ ☐ ☐ ☐
    """))  # fmt: skip
    assert [title for title, _, _ in told(found)] == [COULER, "Tremper les mèches et former des cierges"]


def test_a_head_cut_to_pieces_never_becomes_a_criterion() -> None:
    found = read(*lines(f"{COULER}\nLa cire est fondue\n{FLAT_HEAD}\nLe moule est propre"))
    assert told(found) == [(COULER, ["La cire est fondue", "Le moule est propre"], None)]
    assert {one.role for one in found.furniture} == {"en-tête de tableau"}


def test_yes_and_no_are_a_box_ticked_and_a_box_left_empty() -> None:
    found = read(joined(HEAD, table([COULER, "La bougie est lisse", "Oui", "Non", "non", "NON"])))
    assert told(found) == [(COULER, ["La bougie est lisse"], ["mise_en_situation"])]
    assert found.rows[0].tests is not None
    assert [one.text for one in found.rows[0].tests.lines] == ["Oui", "Non", "non", "NON"]
