"""What the reader of PDF makes of text: words, lines, order, weight, place; nothing that the page does not show."""

import pytest

from jalon.referentiel.importer.readers.pdf import read_pdf
from jalon.referentiel.importer.source import Line, Source, Table

from .hand_pdf import Sheet, hand_pdf, lattice, paragraphs, rule, text

LOREM = (
    "Arroser les semis du matin sans noyer",
    "les racines ni coucher les jeunes tiges",
    "puis ombrer les vitres de la serre dès",
    "que le soleil passe le faîte du toit, et",
    "noter sur le carnet ce qui a été fait.",
    "Rempoter les boutures enracinées avant",
    "la mi-mars, dans un mélange de terreau",
    "et de sable, en tassant avec les pouces",
    "pour chasser les poches d’air, puis les",
    "ranger par espèce sur les tablettes.",
)


def read(*sheets: Sheet | str) -> Source:
    return read_pdf(hand_pdf(*sheets), "serre.pdf")


def lines(*sheets: Sheet | str) -> list[Line]:
    return list(read(*sheets).lines)


def texts(*sheets: Sheet | str) -> list[str]:
    return [line.text for line in lines(*sheets)]


def test_lines_come_from_top_to_bottom_with_their_page_and_number_whatever_the_order_of_the_file() -> None:
    found = lines(text(72, 600, "deuxième") + text(72, 700, "première"), text(72, 700, "troisième"))
    assert [(str(line.place), line.text) for line in found] == [
        ("serre.pdf, page 1, ligne 1", "première"),
        ("serre.pdf, page 1, ligne 2", "deuxième"),
        ("serre.pdf, page 2, ligne 1", "troisième"),
    ]


def test_a_line_tells_its_size_its_left_edge_its_weight_and_its_outline_from_the_top_left_corner() -> None:
    plain, bold = lines(text(72, 742, "Semer", size=12) + text(90, 700, "Planter", font="F2"))
    assert (plain.size, plain.left, plain.bold) == (12, 72, False)
    assert (bold.size, bold.left, bold.bold) == (10, 90, True)
    assert plain.box is not None
    assert plain.box.left == 72
    assert plain.box.top == pytest.approx(842 - 742 - 12, abs=3)
    assert plain.box.bottom == pytest.approx(842 - 742, abs=3.5)


def test_a_title_struck_twice_to_look_bold_is_read_once_and_bold() -> None:
    (line,) = lines(text(72, 700, "Critères") + text(72.4, 700, "Critères"))
    assert (line.text, line.bold) == ("Critères", True)


def test_gaps_count_the_blank_lines_between_two_lines() -> None:
    found = lines(paragraphs(72, 700, *LOREM[:5], "", *LOREM[5:8], "", "", *LOREM[8:]))
    assert [round(line.gap, 1) for line in found] == [0, 0, 0, 0, 0, 1, 0, 0, 2, 0]


def test_gaps_are_measured_against_the_leading_of_the_document_not_a_fixed_one() -> None:
    found = lines(*[paragraphs(72, 800, *LOREM, "", *LOREM, leading=18)] * 2)
    assert {round(line.gap, 1) for line in found} == {0, 1}
    assert [round(line.gap, 1) for line in found].count(1) == 2


def test_the_gap_under_a_table_is_that_to_its_lower_edge() -> None:
    body = text(80, 705, "A") + text(210, 705, "B") + lattice([72, 200, 300], [700, 720])
    close, apart = (
        [line for line in read(body + text(72, y, "suite")).blocks if isinstance(line, Line)]
        for y in (690, 665)
    )
    assert close[0].gap == 0
    assert apart[0].gap == pytest.approx(2, abs=0.3)


@pytest.mark.parametrize(
    ("kerned", "read_as"),
    [
        ("[(l)-20(\\222emploi)]", "l’emploi"),
        ("[(A)80(V)70(A)60(L)]", "AVAL"),
        ("[(de)-250(la)-180(serre)]", "de la serre"),
        ("[(un)-30( )-30(mot)]", "un mot"),
    ],
)
def test_kerning_parts_no_word_and_a_word_space_made_of_kerning_parts_two(kerned: str, read_as: str) -> None:
    assert texts(f"BT /F1 10 Tf 72 700 Td {kerned} TJ ET") == [read_as]


def test_text_drawn_letter_by_letter_makes_words() -> None:
    widths = {"m": 8.33, "i": 2.22, "t": 2.78, "l": 2.22, " ": 2.78}
    x, drawn = 72.0, ""
    for letter in "du soleil au matin":
        drawn += "" if letter == " " else text(x, 700, letter)
        x += widths.get(letter, 5.56 if letter not in "s" else 5.0)
    assert texts(drawn) == ["du soleil au matin"]


def test_letters_set_apart_for_show_stay_one_word() -> None:
    assert texts("BT /F1 14 Tf 5 Tc 72 700 Td (SERRE DU MIDI) Tj ET") == ["SERRE DU MIDI"]


def test_raised_and_lowered_letters_join_their_line() -> None:
    drawn = text(72, 700, "le 1") + text(88.3, 704, "er", size=6.5) + text(97, 700, "mars")
    assert texts(drawn + text(72, 689, "la suite")) == ["le 1er mars", "la suite"]


def test_ligatures_hard_spaces_and_hyphens_of_every_kind_become_plain_letters() -> None:
    font = (
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding "
        "<< /Type /Encoding /Differences [97 /fi /fl /nbspace /hyphen] >> >>"
    )
    made = hand_pdf("BT /F1 10 Tf 72 700 Td (aBbCcDdE) Tj ET", fonts={"F1": font})
    assert [line.text for line in read_pdf(made, "x.pdf").lines] == ["fiBflC D-E"]


@pytest.mark.parametrize("mark", ["•", "-", "–", "o"])
def test_the_mark_of_a_list_item_is_taken_off_its_text(mark: str) -> None:
    (line,) = lines(text(72, 700, mark) + text(90, 700, "Bêcher"))
    assert (line.bullet, line.text, line.left) == (mark, "Bêcher", 72)


def test_a_bullet_of_a_symbol_font_is_its_sign() -> None:
    wingdings = "<< /Type /Font /Subtype /TrueType /BaseFont /Wingdings /Encoding /WinAnsiEncoding >>"
    plain = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    made = hand_pdf(
        text(72, 700, "§", font="F9") + text(90, 700, "Tailler"), fonts={"F1": plain, "F9": wingdings}
    )
    (line,) = read_pdf(made, "x.pdf").lines
    assert (line.bullet, line.text) == ("▪", "Tailler")


def test_a_bullet_that_is_drawn_is_a_bullet() -> None:
    disc = "75 703 m 77 703 77 706 75 706 c 73 706 73 703 75 703 c f\n"
    (line,) = lines(disc + text(90, 700, "Tailler"))
    assert (line.bullet, line.text) == ("•", "Tailler")


def test_the_dots_of_a_table_of_contents_stand_apart_from_its_words() -> None:
    assert texts(text(72, 700, "Fiche emploi type" + "." * 40 + "7")) == [f"Fiche emploi type {'.' * 40} 7"]


@pytest.mark.parametrize("quarters", range(4))
def test_a_page_shown_turned_reads_the_same_and_its_outlines_are_those_of_the_shown_page(
    quarters: int,
) -> None:
    body = paragraphs(72, 700, *LOREM[:3]) + lattice([72, 200, 300], [500, 520]) + text(80, 505, "A")
    turned = read(Sheet(body, rotate=quarters))
    straight = read(body)
    assert [line.text for line in turned.lines] == [line.text for line in straight.lines]
    assert [type(block) for block in turned.blocks] == [type(block) for block in straight.blocks]
    first, shown = next(straight.lines).box, next(turned.lines).box
    assert first is not None
    assert shown is not None
    corner = {
        0: (first.left, first.top), 1: (842 - first.bottom, first.left),
        2: (595 - first.right, 842 - first.bottom), 3: (first.top, 595 - first.right),
    }[quarters]  # fmt: skip
    assert (shown.left, shown.top) == pytest.approx(corner, abs=0.2)


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_a_page_whose_text_runs_sideways_reads_as_if_it_were_upright(turn: int) -> None:
    x, y, dx, dy = {1: (100, 80, 12, 0), 2: (500, 700, 0, 12), 3: (500, 700, -12, 0)}[turn]
    drawn = "".join(text(x + n * dx, y + n * dy, line, turn=turn) for n, line in enumerate(LOREM))
    assert texts(drawn) == list(LOREM)


def test_a_word_in_the_margin_that_runs_upwards_is_one_line_after_the_others() -> None:
    assert texts(paragraphs(72, 700, *LOREM[:4]) + text(30, 300, "Réalisé par la serre", turn=1)) == [
        *LOREM[:4],
        "Réalisé par la serre",
    ]


def test_a_watermark_is_one_line_at_the_end_and_mixes_with_no_other() -> None:
    slanted = "BT /F1 60 Tf 0.7 0.7 -0.7 0.7 100 500 Tm (PROJET DE SERRE) Tj ET\n"
    assert texts(slanted + paragraphs(72, 700, *LOREM)) == [*LOREM, "PROJET DE SERRE"]


def test_what_lies_outside_the_visible_part_of_a_page_is_left_out_and_told() -> None:
    source = read(Sheet(text(100, 700, "visible") + text(10, 10, "rognée"), crop=(50, 50, 500, 800)))
    assert [(line.text, line.left) for line in source.lines] == [("visible", 50)]
    assert [finding.code for finding in source.findings] == ["hidden-text"]


def test_text_that_is_not_painted_or_painted_white_on_white_is_left_out_and_told() -> None:
    unpainted = f"q {text(72, 650, 'muet', more='3 Tr')} Q"
    white = f"q {text(72, 600, 'blanc', more='1 1 1 rg')} Q"
    source = read(text(72, 700, "visible") + unpainted + white)
    assert [line.text for line in source.lines] == ["visible"]
    assert [finding.code for finding in source.findings] == ["hidden-text"]


def test_white_text_on_a_dark_ground_is_read() -> None:
    drawn = "0 0 0.5 rg 70 590 200 20 re f " + text(80, 596, "Compétences", more="1 1 1 rg")
    assert texts(drawn) == ["Compétences"]


def test_text_inside_a_form_of_the_page_is_read_where_it_is_placed() -> None:
    form = text(10, 10, "au-dessous").encode("cp1252")
    keys = "/Type /XObject /Subtype /Form /BBox [0 0 300 300] /Resources << /Font << /F1 3 0 R >> >>"
    made = hand_pdf("q 1 0 0 1 90 600 cm /X1 Do Q " + text(72, 700, "au-dessus"), extra=[("X1", form, keys)])
    assert [(line.text, line.left) for line in read_pdf(made, "x.pdf").lines] == [
        ("au-dessus", 72),
        ("au-dessous", 100),
    ]


def test_prose_in_two_columns_is_read_one_column_after_the_other() -> None:
    two = paragraphs(72, 700, *LOREM[:5]) + paragraphs(310, 700, *LOREM[5:])
    assert texts(text(72, 730, "Avant") + two + text(72, 600, "Après")) == ["Avant", *LOREM, "Après"]


def test_a_frame_around_paragraphs_keeps_its_lines_together_and_is_no_table() -> None:
    left = lattice([60, 280], [600, 720]) + paragraphs(72, 700, *LOREM[:3])
    right = lattice([300, 520], [600, 720]) + paragraphs(310, 700, *LOREM[3:6])
    source = read(left + right)
    assert not any(isinstance(block, Table) for block in source.blocks)
    assert [line.text for line in source.lines] == list(LOREM[:6])


def test_underlined_titles_are_lines() -> None:
    drawn = "".join(text(72, y, "Souligné") + rule(72, y - 2, 112, y - 2) for y in (700, 650, 600))
    assert not any(isinstance(block, Table) for block in read(drawn).blocks)


def test_letters_that_a_font_without_encoding_gives_in_the_code_of_the_macintosh_are_mended() -> None:
    mac = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /MacRomanEncoding >>"
    made = hand_pdf(text(72, 700, "Millésime de la serre à Grasse"), fonts={"F1": mac})
    assert [line.text for line in read_pdf(made, "x.pdf").lines] == ["Millésime de la serre à Grasse"]
