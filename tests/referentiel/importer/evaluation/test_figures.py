"""Durations, pages and numbers as RE of every era write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.referentiel.importer.evaluation.figures import (
    characters,
    duration,
    durations,
    leading_duration,
    number,
    ordinal,
    pages,
    spelt,
)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("00 h 45 min", 45),
        ("02 h 00 min", 120),
        ("1h", 60),
        ("1h30", 90),
        ("1 h 30 mn", 90),
        ("2 H 15", 135),
        ("45 minutes", 45),
        ("45 mn", 45),
        ("45'", 45),
        ("une heure trente", 90),
        ("2 heures et 30 minutes", 150),
        ("une demi-heure", 30),
        ("trois quarts d’heure", 45),
        ("vingt-cinq minutes", 25),
        ("01:30", 90),
        ("00 h 00 min", 0),
    ],
)
def test_a_duration_is_read_whatever_its_writing(text: str, minutes: int) -> None:
    assert duration(text) == minutes


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_duration_of_the_form_is_read(hours: int, left: int) -> None:
    assert duration(f"{hours:02d} h {left:02d} min") == hours * 60 + left


@pytest.mark.parametrize("text", ["Sans objet", "3 salles", "le 12/03/2020", "Arial 11, interligne 1,15", ""])
def test_what_is_no_duration_gives_none(text: str) -> None:
    assert duration(text) is None


def test_each_duration_of_a_sentence_is_found_in_order() -> None:
    text = "Après 15 mn de préparation, l’échange dure une heure, puis 10 minutes de bilan."
    assert [one.minutes for one in durations(text)] == [15, 60, 10]


def test_a_duration_that_opens_a_line_leaves_the_rest_of_it() -> None:
    assert leading_duration("00 h 40 min Le jury questionne") == (40, "Le jury questionne")
    assert leading_duration("Le jury questionne 40 min") is None


def test_a_duration_is_spelt_for_messages() -> None:
    assert spelt(125) == "2 h 05"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Il comprend entre 32 et 42 pages hors annexes composées de 15 pages maximum.",
            [(32, 42, False), (None, 15, True)],
        ),
        ("Composé de 4 à 6 pages, hors annexes, et de 4 pages d’annexes maximum.", [(4, 6, False), (None, 4, True)]),
        ("De 4 à 6 pages hors annexes (4 pages d’annexes maximum)", [(4, 6, False), (None, 4, True)]),
        ("Hors sommaire et annexes, le dossier comporte entre 30 et 50 pages", [(30, 50, False)]),
        ("Les annexes comportent 30 pages au maximum.", [(None, 30, True)]),
        ("La longueur hors annexes est de 30 à 35 pages", [(30, 35, False)]),
        ("20 pages maximum, annexes limitées à 10 pages", [(None, 20, False), (None, 10, True)]),
        ("Un maximum de 20 pages", [(None, 20, False)]),
        ("n’excède pas trente pages", [(None, 30, False)]),
        ("de 20 pages minimum et 30 pages maximum", [(20, None, False), (None, 30, False)]),
        ("Le dossier, hors annexes, de 4 à 6 pages", [(4, 6, False)]),
        ("Il compte 12 pages.", [(12, 12, False)]),
        ("entre 11 à 13 pages", [(11, 13, False)]),
        ("10-15 pages", [(10, 15, False)]),
        ("une partie écrite", []),
    ],
)  # fmt: skip
def test_pages_are_told_from_those_of_the_annexes(
    text: str, expected: list[tuple[int | None, int | None, bool]]
) -> None:
    assert [(one.low, one.high, one.annex) for one in pages(text)] == expected


@pytest.mark.parametrize("text", ["environ 20 pages", "une vingtaine de pages"])
def test_a_count_that_is_about_right_says_so(text: str) -> None:
    (one,) = pages(text)
    assert (one.low, one.high, one.about) == (None, 20, True)


def test_characters_are_counted_with_or_without_spaces_in_the_figure() -> None:
    assert characters("soit 48 750 caractères") == (48750, False)
    assert characters("soit environ 26250 signes espaces compris") == (26250, True)
    assert characters("des caractères lisibles") is None


def test_numbers_and_ranks_are_read_in_letters_and_figures() -> None:
    assert [number(text) for text in ("3", "trois", "une", "quarante-deux", "rien")] == [3, 3, 1, 42, None]
    assert [ordinal(text) for text in ("première", "2e", "seconde", "3ème", "dixième", "finale")] == [
        1,
        2,
        2,
        3,
        10,
        None,
    ]
