"""Where a list item or a paragraph ends: the width of lines decides, then words, then the other places of the text."""

import pytest

from jalon.referentiel.importer.pages import page_breaks
from jalon.referentiel.importer.paragraphs import (
    Context,
    Measure,
    PageBreak,
    flat,
    items,
    measure,
    opening,
    pairs,
    paragraphs,
    typical_gap,
)
from jalon.referentiel.importer.source import Line

from .printed import line, lines, printed, table

NARROW = Context(Measure(characters=40))


def texts(found: list[Line], context: Context = NARROW) -> list[str]:
    return [one.text for one in items(found, context)]


def doubts(found: list[Line], context: Context = NARROW) -> list[bool]:
    return [bool(one.doubt) for one in items(found, context)]


def test_a_line_with_room_for_the_next_word_ended_on_purpose() -> None:
    assert texts(lines("Trier les brins", "Tremper les brins", "Lier une botte")) == [
        "Trier les brins",
        "Tremper les brins",
        "Lier une botte",
    ]


def test_a_full_line_goes_on_with_a_small_letter() -> None:
    assert texts(
        lines("Les brins sont triés selon leur diamètre", "et liés en bottes", "Le bac est plein")
    ) == [
        "Les brins sont triés selon leur diamètre et liés en bottes",
        "Le bac est plein",
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Les brins sont triés selon leur calibre", "Les bottes sont liées"),
        ("Trier les brins selon leur diamètre fin", "Tremper les brins"),
        ("Connaissance des osiers et des rotins fins", "Connaissance des paillages"),
        ("Connaissance des osiers et des rotins fins", "Premier niveau de connaissance du cannage"),
    ],
)
def test_after_a_full_line_an_article_a_verb_or_a_connaissance_opens_an_item(first: str, second: str) -> None:
    assert texts(lines(first, second)) == [first, second]


def test_after_a_full_line_a_name_goes_on_when_every_other_item_opens_alike() -> None:
    found = lines(
        "Le bac est plein", "Le brin est trié", "La botte est liée", "Les fonds sont plats",
        "Les gestes suivent la charte du Centre", "National de la Vannerie", "Le panier est fini",
    )  # fmt: skip
    assert "Les gestes suivent la charte du Centre National de la Vannerie" in texts(found)
    assert not any(doubts(found))


def test_where_items_open_in_many_ways_the_border_is_doubtful() -> None:
    found = lines(
        "Respect de la charte du Centre National", "Vannerie bien finie", "Trier", "Le bac est plein"
    )
    assert sum(doubts(found)) == 1


def test_the_same_words_on_one_line_elsewhere_settle_it() -> None:
    elsewhere = pairs(lines("Respect de la charte du Centre National Vannerie bien finie"))
    found = lines(
        "Respect de la charte du Centre National", "Vannerie bien finie", "Trier", "Le bac est plein"
    )
    context = Context(Measure(characters=40), pairs=elsewhere)
    assert texts(found, context)[0] == "Respect de la charte du Centre National Vannerie bien finie"
    assert not any(doubts(found, context))


def test_a_sentence_left_open_goes_on_even_before_a_capital() -> None:
    assert texts(lines("Utiliser les équipements de", "Protection individuelle")) == [
        "Utiliser les équipements de Protection individuelle"
    ]


def test_a_bullet_or_a_blank_line_opens_an_item() -> None:
    assert texts(lines("- trier les brins,", "- tremper", "- lier une botte ;")) == [
        "trier les brins",
        "tremper",
        "lier une botte",
    ]
    assert texts(lines("Trier les brins", "|Tremper")) == ["Trier les brins", "Tremper"]


def test_a_list_after_a_colon_belongs_to_its_item() -> None:
    found = lines("Trier", "Préparer les bottes :", "- liées", "- pesées", "Tremper")
    assert texts(found) == ["Trier", "Préparer les bottes : liées ; pesées", "Tremper"]


def test_paragraphs_kept_whole_are_items_each() -> None:
    whole = [
        Line("Trier les brins de", line("").place, whole=True),
        Line("osier blanc", line("", 2).place, whole=True),
    ]
    assert texts(whole) == ["Trier les brins de", "osier blanc"]


def test_a_page_break_does_not_cut_an_item() -> None:
    found = lines("Les brins sont triés selon leur diamètre", "|et liés en bottes")
    context = Context(Measure(characters=40), breaks={found[1].place: PageBreak()})
    assert len(texts(found, context)) == 1


def test_running_text_is_parted_where_its_lines_end_short() -> None:
    found = lines(
        "L’osier est trié par diamètre puis trempé",
        "en bac.",
        "Il est ensuite lié.",
        "- en bottes",
        "- en fagots",
    )
    assert paragraphs(found, NARROW) == (
        "L’osier est trié par diamètre puis trempé en bac.\nIl est ensuite lié.\n– en bottes\n– en fagots"
    )


def test_the_width_of_a_document_is_the_edge_that_many_lines_reach() -> None:
    found = [line("x" * 40, n) for n in range(30)] + [line("x" * 90, 31)]
    assert measure(found).characters == 40
    assert measure([]).characters == 0


def test_on_a_page_the_width_is_measured_in_points() -> None:
    wide = printed(
        [(n, "mot " * 23 + "mots") for n in range(20)] + [(20, "Le tri est juste"), (21, "Le bac est plein")]
    )
    context = Context(measure(wide))
    assert [one.text for one in items(wide[20:], context)] == ["Le tri est juste", "Le bac est plein"]
    assert context.measure.is_full(wide[0], "mot")


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("Les brins", "article"), ("L’osier", "article"), ("Trier", "verb"), ("S’organiser", "verb"),
        ("Connaissance", "knowledge"), ("Notions d’anglais", "knowledge"),
        ("RGPD et RSE", "name"), ("Vannerie", "other"),
    ],
)  # fmt: skip
def test_an_item_opens_as_a_criterion_a_skill_or_a_piece_of_knowledge(text: str, how: str) -> None:
    assert opening(text) == how


def test_the_usual_gap_is_that_of_most_items() -> None:
    assert typical_gap(items(lines("Trier", "|Tremper", "|Lier", "Peser"), NARROW)) == 1.0
    assert typical_gap(items(lines("Trier", "Tremper", "|Lier", "Peser"), NARROW)) == 0.0


def test_cells_of_tables_are_read_in_order() -> None:
    assert [one.text for one in flat([table(("a", "b"), ("c", "d")), line("e")])] == ["a", "b", "c", "d", "e"]


# --- what a page break shows ---

FULL = [(float(n), f"Ligne {n} du texte courant") for n in range(57)]


def broken(*second: tuple[float, str], first: list[tuple[float, str]] | None = None) -> PageBreak:
    """The break between a page and the next, in a document of full pages."""
    found = printed(FULL, FULL, first or FULL, list(second), FULL)
    place = next(one.place for one in found if one.place.page == 4)
    return page_breaks(found, [place])[place]


def test_a_page_that_starts_lower_than_the_others_had_a_blank_line() -> None:
    shown = broken((1.0, "Planifier"), (2.0, "Ranger"))
    assert shown.top == pytest.approx(1.0, abs=0.1)
    assert shown.kept


def test_a_page_with_room_left_shows_how_much() -> None:
    assert broken((0.0, "Planifier"), first=FULL[:54]).slack == 3
    assert broken((0.0, "Planifier")).slack == 0


def test_without_geometry_nothing_is_known_of_a_break() -> None:
    found = lines("Trier", "Tremper")
    assert page_breaks(found, [found[1].place]) == {found[1].place: PageBreak()}


def test_a_bracket_forgotten_does_not_hold_the_next_element() -> None:
    found = lines(
        "Lire une fiche (outil de suivi (OS)", "Trier les brins", "Lier la botte d’osier (blanc", "ou brun)"
    )
    assert texts(found) == [
        "Lire une fiche (outil de suivi (OS)",
        "Trier les brins",
        "Lier la botte d’osier (blanc ou brun)",
    ]
    assert doubts(found) == [False, False, False]


def test_the_numbers_of_a_list_are_marks_and_no_text() -> None:
    found = lines("1. Le tri est juste", "2. La botte est liée par un", "brin", "3. La remise est rangée")
    assert texts(found) == ["Le tri est juste", "La botte est liée par un brin", "La remise est rangée"]


def test_figures_that_do_not_count_from_one_are_text() -> None:
    found = lines("2. Le tri est juste", "4. La botte est liée")
    assert " ".join(texts(found)) == "2. Le tri est juste 4. La botte est liée"
