"""What the reader of PDF makes of tables and boxes to tick; and what it does not take for a table."""

import pytest

from jalon.referentiel.importer.readers.pdf import read_pdf
from jalon.referentiel.importer.readers.pdf_pictures import judge
from jalon.referentiel.importer.source import Cell, Line, Source, Table

from .hand_pdf import Sheet, hand_pdf, lattice, paragraphs, rule, text

Shape = list[list[tuple[int, int, str]]]


def read(*sheets: Sheet | str) -> Source:
    return read_pdf(hand_pdf(*sheets), "serre.pdf")


def tables(*sheets: Sheet | str) -> list[Table]:
    return [block for block in read(*sheets).blocks if isinstance(block, Table)]


def shape(table: Table) -> Shape:
    return [[(cell.column, cell.span, cell.text) for cell in row.cells] for row in table.rows]


def cell(drawn: str) -> Cell:
    """The second cell of a row of two, where something is drawn around (250, 510)."""
    (table,) = tables(lattice([72, 200, 300], [500, 530]) + text(80, 510, "Semer") + drawn)
    return table.rows[0].cells[1]


XS, YS = [72, 172, 272, 372], [500, 520, 540, 560]
WORDS = "".join(
    text(x + 5, y + 5, f"{row}{column}")
    for row, y in zip("cba", YS[:-1], strict=True)
    for column, x in enumerate(XS[:-1])
)


@pytest.mark.parametrize("filled", [False, True], ids=["strokes", "thin rectangles"])
def test_a_ruled_table_has_its_rows_and_cells_whatever_draws_its_rulings(filled: bool) -> None:
    (table,) = tables(lattice(XS, YS, filled=filled) + WORDS)
    assert shape(table) == [[(n, 1, f"{row}{n}") for n in range(3)] for row in "abc"]


def test_rectangles_side_by_side_make_a_table() -> None:
    drawn = "".join(f"{x} {y} 100 20 re S\n" for x in XS[:-1] for y in YS[:-1])
    assert shape(tables(drawn + WORDS)[0]) == [[(n, 1, f"{row}{n}") for n in range(3)] for row in "abc"]


def test_dashed_double_and_unjoined_borders_are_those_of_one_table() -> None:
    dashed = "".join(rule(72 + 4 * n, y, 74 + 4 * n, y) for n in range(76) for y in (520, 540))
    double = rule(72, 500, 372, 500) + rule(72, 501.5, 372, 501.5) + rule(72, 560, 372, 560)
    upright = "".join(rule(x, 500.8, x, 559.2) for x in XS)
    assert shape(tables(dashed + double + upright + WORDS)[0]) == [
        [(n, 1, f"{row}{n}") for n in range(3)] for row in "abc"
    ]


def test_a_cell_merged_across_has_a_span_and_one_merged_down_stands_in_its_first_row() -> None:
    drawn = (
        lattice([72, 372], [500, 560]) + rule(172, 540, 372, 540) + rule(172, 500, 172, 560) + rule(272, 500, 272, 540)
        + rule(172, 520, 372, 520)
    )  # fmt: skip
    words = (
        text(80, 530, "Activité") + text(180, 545, "Compétences") + text(180, 525, "Semer")
        + text(180, 505, "Planter") + text(280, 505, "non")
    )  # fmt: skip
    assert shape(tables(drawn + words)[0]) == [
        [(0, 1, "Activité"), (1, 2, "Compétences")],
        [(1, 1, "Semer"), (2, 1, "")],
        [(1, 1, "Planter"), (2, 1, "non")],
    ]


def test_columns_drawn_a_little_askew_from_row_to_row_are_the_same_columns() -> None:
    upper = lattice([72, 200, 300], [530, 560])
    lower = lattice([72, 206, 300], [500, 530])
    words = "".join(text(x, y, word) for x, y, word in (
        (80, 540, "a"), (220, 540, "b"), (80, 510, "c"), (220, 510, "d")))  # fmt: skip
    assert shape(tables(upper + lower + words)[0]) == [[(0, 1, "a"), (1, 1, "b")], [(0, 1, "c"), (1, 1, "d")]]


def test_a_table_open_at_its_sides_or_cut_at_the_foot_of_the_page_keeps_its_outer_cells() -> None:
    sides = "".join(rule(72, y, 372, y) for y in YS) + rule(172, 500, 172, 560) + rule(272, 500, 272, 560)
    assert shape(tables(sides + WORDS)[0]) == [[(n, 1, f"{row}{n}") for n in range(3)] for row in "abc"]
    foot = "".join(rule(72, y, 372, y) for y in YS[1:]) + "".join(rule(x, 500, x, 560) for x in XS)
    assert shape(tables(foot + WORDS)[0]) == [[(n, 1, f"{row}{n}") for n in range(3)] for row in "abc"]


def test_a_table_that_goes_on_over_a_page_is_one_table_a_page() -> None:
    assert [len(table.rows) for table in tables(lattice(XS, YS) + WORDS, lattice(XS, YS) + WORDS)] == [3, 3]


def test_the_printed_lines_of_a_cell_stay_apart_with_their_gaps_and_bullets() -> None:
    words = paragraphs(180, 690, "Les semis lèvent", "sans fonte", "", "- Les allées sont propres")
    body = paragraphs(72, 400, *["une ligne de la page"] * 12, "", *["une ligne de la page"] * 12)
    (table,) = tables(lattice([72, 172, 372], [600, 710]) + text(80, 690, "Semer") + words + body)
    found = table.rows[0].cells[1].lines
    assert [(line.bullet, line.text, round(line.gap)) for line in found] == [
        ("", "Les semis lèvent", 0),
        ("", "sans fonte", 0),
        ("-", "Les allées sont propres", 1),
    ]


@pytest.mark.parametrize("turn", [1, 3])
def test_headings_that_run_upwards_or_downwards_are_read_as_words_in_their_order(turn: int) -> None:
    first, second = (215, 505) if turn == 1 else (230, 595), (230, 505) if turn == 1 else (215, 595)
    words = text(*first, "Questionnement à partir", size=8, turn=turn)
    words += text(*second, "de production(s)", size=8, turn=turn)
    body = paragraphs(72, 400, *["une ligne de la page"] * 6)
    (table,) = tables(lattice([72, 200, 250], [500, 600]) + text(80, 550, "Compétences") + words + body)
    assert [line.text for line in table.rows[0].cells[1].lines] == [
        "Questionnement à partir",
        "de production(s)",
    ]


def test_a_table_inside_a_cell_gives_its_lines_to_that_cell_in_their_order() -> None:
    outer = lattice([72, 300, 520], [400, 600]) + text(80, 550, "gauche")
    inner = lattice([320, 400, 500], [450, 500, 550])
    words = paragraphs(330, 570, "avant", "un", "trois", "après", leading=50) + text(410, 520, "deux")
    (table,) = tables(outer + inner + words)
    assert [line.text for line in table.rows[0].cells[1].lines] == ["avant", "un", "deux", "trois", "après"]


def test_a_table_of_one_column_only_frames_its_lines() -> None:
    source = read(lattice([72, 300], [500, 530, 560]) + text(80, 540, "Titre") + text(80, 510, "Texte"))
    assert [(type(block), block.text) for block in source.blocks if isinstance(block, Line)] == [
        (Line, "Titre"),
        (Line, "Texte"),
    ]


def test_thin_rows_that_only_space_out_a_table_are_left_out() -> None:
    (table,) = tables(lattice([72, 200, 300], [500, 530, 535, 560]) + text(80, 540, "a") + text(80, 510, "b"))
    assert [row[0][2] for row in shape(table)] == ["a", "b"]


def test_the_margins_of_shaded_cells_are_not_borders() -> None:
    ground = "0.8 g 72 500 5 60 re f 77 540 123 20 re f 77 500 123 5 re f 77 505 123 35 re f 0 g\n"
    (table,) = tables(ground + lattice([72, 200, 300], [500, 560]) + text(80, 530, "a") + text(210, 530, "b"))
    assert shape(table) == [[(0, 1, "a"), (1, 1, "b")]]


def test_rules_across_and_white_columns_make_a_table_with_its_headings_above_the_first_rule() -> None:
    rules = "".join(rule(72, y, 500, y) for y in (600, 580, 560, 540))
    words = "".join(
        text(x, y, word)
        for x, y, word in (
            (100, 606, "Désignation"), (250, 606, "Nombre"),
            (72, 586, "Arrosoir"), (260, 586, "2"), (400, 586, "par serre"),
            (72, 566, "Bêche"), (260, 566, "4"),
            (72, 546, "Tuyau"), (260, 546, "1"), (400, 546, "long"),
        )
    )  # fmt: skip
    (table,) = tables(rules + words)
    assert [[text for _, _, text in row] for row in shape(table)] == [
        ["Désignation", "Nombre", ""],
        ["Arrosoir", "2", "par serre"],
        ["Bêche", "4", ""],
        ["Tuyau", "1", "long"],
    ]


def test_cells_told_apart_by_their_ground_alone_make_a_table() -> None:
    ground = "".join(
        f"{'0.8 1 0.8' if x == 72 else '1 1 0.8'} rg {x} {y} 98 18 re f\n"
        for x in (72, 172)
        for y in (500, 520)
    )
    words = "".join(text(x, y, word, more="0 g") for x, y, word in (
        (80, 525, "a"), (180, 525, "b"), (80, 505, "c"), (180, 505, "d")))  # fmt: skip
    assert shape(tables(ground + words)[0]) == [[(0, 1, "a"), (1, 1, "b")], [(0, 1, "c"), (1, 1, "d")]]


def test_three_columns_that_keep_their_edges_make_a_table_with_nothing_drawn() -> None:
    columns = ((72, "N°", "1", "2"), (120, "Activité", "Semer", "Planter"), (300, "Durée", "2 h", "3 h"))
    (table,) = tables("".join(paragraphs(x, 700, *words) for x, *words in columns))
    assert [[text for _, _, text in row] for row in shape(table)] == [
        ["N°", "Activité", "Durée"],
        ["1", "Semer", "2 h"],
        ["2", "Planter", "3 h"],
    ]


DIAGRAM = (
    "200 680 100 30 re S 72 600 100 30 re S 200 600 100 30 re S 328 600 100 30 re S\n"
    + rule(122, 650, 378, 650)
    + "".join(rule(x, 630, x, 650) for x in (122, 250, 378))
    + rule(250, 650, 250, 680)
    + text(210, 690, "Chef")
    + "".join(text(x, 610, word) for x, word in ((80, "Un"), (210, "Deux"), (338, "Trois")))
)


@pytest.mark.parametrize(
    "drawn",
    [
        paragraphs(72, 700, "1. Semer", "2. Planter", "3. Tailler") + paragraphs(500, 700, "3", "5", "12"),
        paragraphs(72, 700, "Code NSF", "Code ROME", "Niveau") + paragraphs(300, 700, "210", "A1203", "4"),
        paragraphs(72, 700, "une phrase", "une autre", "la fin")
        + rule(72, 720, 500, 720)
        + rule(72, 660, 500, 660),
        DIAGRAM,
    ],
    ids=["contents", "labels and values", "prose between rules", "boxes of a diagram"],
)
def test_what_may_not_be_a_table_stays_lines(drawn: str) -> None:
    assert tables(drawn) == []


BOX = "0.7 w 240 508 9 9 re S\n"
CROSS = "240 508 m 249 517 l S 249 508 m 240 517 l S\n"


@pytest.mark.parametrize(
    ("drawn", "ticked"),
    [
        ("", None),
        (BOX, False),
        (BOX + CROSS, True),
        (BOX + "240 508 m 249 517 l 249 508 m 240 517 l S\n", True),
        (BOX + text(241.5, 509.5, "X", size=8), True),
        (BOX + "242 510 5 5 re f\n", True),
        ("".join(rule(*side) for side in (
            (240, 508, 249, 508), (240, 517, 249, 517), (240, 508, 240, 517), (249, 508, 249, 517))), False),
        (text(240, 510, "x"), True),
        (text(240, 510, "n", font="F3"), None),
        (text(240, 510, "o", font="F3"), False),
        (text(240, 510, "4", font="F3"), True),
        (text(240, 510, "non"), None),
    ],
    ids=["nothing", "empty box", "two strokes", "one cross", "a letter in a box", "a blot in a box", "four strokes",
         "a letter x", "a square", "a printed box", "a check mark", "a word"],
)  # fmt: skip
def test_a_cell_tells_whether_its_box_is_ticked_and_nothing_where_there_is_no_box(
    drawn: str, ticked: bool | None
) -> None:
    assert cell(drawn).ticked is ticked


def test_the_sign_of_a_lone_box_is_taken_off_and_several_boxes_stay_in_the_text() -> None:
    assert cell(BOX + CROSS).lines == ()
    several = cell(BOX + text(252, 510, "oui") + BOX.replace("240", "270") + CROSS.replace("24", "27"))
    assert several.ticked is None
    assert several.text == "☐ oui ☒"


def test_boxes_outside_tables_stand_in_the_text_of_their_line() -> None:
    assert [line.text for line in read(BOX + CROSS + text(255, 510, "Appliquer")).lines] == ["☒ Appliquer"]


@pytest.mark.parametrize("ticked", [True, False])
def test_a_box_of_a_form_to_fill_in_is_ticked_as_its_state_says(ticked: bool) -> None:
    made = hand_pdf(lattice([72, 200, 300], [500, 530]) + text(80, 510, "Semer"))
    state = "Oui" if ticked else "Off"
    note = f"/Annots [<< /Type /Annot /Subtype /Widget /FT /Btn /Rect [240 508 249 517] /AS /{state} >>]"
    made = made.replace(b"/Rotate 0", b"/Rotate 0 " + note.encode(), 1)
    (table,) = (block for block in read_pdf(made, "x.pdf").blocks if isinstance(block, Table))
    assert table.rows[0].cells[1].ticked is ticked


def test_a_little_picture_of_a_box_is_ticked_where_something_dark_is_inside() -> None:
    def picture(*, cross: bool, edges: bool = True) -> list[list[bool]]:
        return [
            [(edges and (x in (0, 19) or y in (0, 19))) or (cross and abs(x - y) < 2) for x in range(20)]
            for y in range(20)
        ]

    assert judge(picture(cross=True)) is True
    assert judge(picture(cross=False)) is False
    assert judge(picture(cross=True, edges=False)) is None


def test_pictured_boxes_tick_their_cells() -> None:
    def pixels(cross: bool) -> bytes:
        return bytes(
            0 if x in (0, 19) or y in (0, 19) or (cross and abs(x - y) < 2) else 255
            for y in range(20)
            for x in range(20)
        )

    keys = "/Type /XObject /Subtype /Image /Width 20 /Height 20 /ColorSpace /DeviceGray /BitsPerComponent 8"
    drawn = lattice([72, 200, 300, 400], [500, 530]) + text(80, 510, "Semer")
    drawn += "q 10 0 0 10 240 508 cm /I1 Do Q q 10 0 0 10 340 508 cm /I2 Do Q"
    made = hand_pdf(drawn, extra=[("I1", pixels(True), keys), ("I2", pixels(False), keys)])
    (table,) = (block for block in read_pdf(made, "x.pdf").blocks if isinstance(block, Table))
    assert [found.ticked for found in table.rows[0].cells] == [None, True, False]
