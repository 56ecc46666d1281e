"""Any text whatever can be printed, and what had to change is said."""

from hypothesis import given
from hypothesis import strategies as st

from jalon.documents.glyphs import UNPRINTABLE, is_drawable, printable, printable_tree


@given(st.text())
def test_whatever_is_typed_ends_up_drawable(text: str) -> None:
    result, _ = printable(text)
    assert [char for char in result if not is_drawable(char)] == []


@given(st.text())
def test_printing_twice_changes_nothing_more(text: str) -> None:
    once, _ = printable(text)
    assert printable(once) == (once, ())


def test_french_and_its_neighbours_are_printed_as_they_are() -> None:
    for name in (
        "Œdipe",
        "Noël L’Hôte",
        "Çağla Şahin",
        "Łukasz Żółć",
        "Zoë d’Arc-Bœuf",
        "Nguyễn Hằng",
        "500\u00a0€ – n°\u00a03",
    ):
        assert printable(name) == (name, ())


def test_a_letter_with_an_unknown_diacritic_keeps_its_base_and_is_reported() -> None:
    assert printable("Thị") == ("Thi", ("ị",))


def test_a_letter_typed_in_two_parts_is_composed_first() -> None:
    assert printable("Zoe\u0301") == ("Zoé", ())


def test_a_mark_without_its_letter_is_dropped_and_reported() -> None:
    assert printable("\u0301a ❤\ufe0f") == (f"a {UNPRINTABLE}", ("\u0301", "❤"))


def test_a_drawing_becomes_a_lozenge_and_is_reported_once() -> None:
    assert printable("bravo 🎉🎉") == (f"bravo {UNPRINTABLE}{UNPRINTABLE}", ("🎉",))


def test_invisible_controls_disappear_without_a_word() -> None:
    assert printable("a\u200bb\u202ec\x00d\ufeff") == ("abcd", ())


def test_french_spaces_do_not_break() -> None:
    assert printable("à 9 h 05 : « oui » !")[0] == "à 9\u00a0h\u00a005\u00a0: «\u00a0oui\u00a0»\u00a0!"


def test_a_word_wider_than_a_column_may_go_on_to_the_next_line_and_can_still_be_searched_for() -> None:
    address = "prenom.nom.de.famille@organisme.example"
    result, changed = printable(address)
    assert result != address
    assert result.replace("\u200b", "") == address
    assert changed == ()


def test_a_whole_tree_is_made_printable_and_other_values_are_left_alone() -> None:
    tree = {"nom": "Thị", "liste": ["🎉", 3, None, True], "rang": 2}
    assert printable_tree(tree) == (
        {"nom": "Thi", "liste": [UNPRINTABLE, 3, None, True], "rang": 2},
        ("ị", "🎉"),
    )
