"""How French is written: spaces, durations, dates, sizes."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.common import typography as t


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("Attention : l'accueil ferme !", "Attention\u00a0: l’accueil ferme\u202f!"),
        ("« oui » ; non ?", "«\u00a0oui\u00a0»\u202f; non\u202f?"),
        ("«oui»", "«\u00a0oui\u00a0»"),
        ("à 9 h 30, 12 000 €", "à 9\u00a0h 30, 12\u202f000\u00a0€"),
        ("https://jalon.test/?a=1", "https://jalon.test/?a=1"),
        ("rendez-vous à 14:30", "rendez-vous à 14:30"),
        ("M. Ould, art. 8, n° 12", "M.\u00a0Ould, art.\u00a08, n°\u00a012"),
    ],
)
def test_typo_sets_french_spaces_and_leaves_addresses_alone(typed: str, set_: str) -> None:
    assert t.typo(typed) == set_


@given(st.text(alphabet="aé «»:;!?'0129h€%", max_size=40))
def test_setting_a_text_twice_changes_nothing_more(text: str) -> None:
    assert t.typo(t.typo(text)) == t.typo(text)


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0 min"), (20, "20 min"), (60, "1 h"), (175, "2 h 55"), (605, "10 h 05"), (-90, "−1 h 30")],
)
def test_a_duration_reads_in_hours_and_minutes(value: int, words: str) -> None:
    assert t.minutes(value).replace("\u00a0", " ") == words


@pytest.mark.parametrize(("value", "words"), [(0, "0 h"), (540, "9 h"), (570, "9 h 30"), (1445, "0 h 05")])
def test_a_time_of_day_reads_as_on_a_clock(value: int, words: str) -> None:
    assert t.clock(value).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("style", "words"),
    [
        ("", "1er décembre 2026 à 9 h 05"),
        ("jour", "mardi 1er décembre 2026 à 9 h 05"),
        ("court", "01/12/2026 9 h 05"),
    ],
)
def test_a_moment_reads_in_the_style_asked(style: str, words: str) -> None:
    assert t.moment_label(datetime(2026, 12, 1, 9, 5), style).replace("\u00a0", " ") == words  # noqa: DTZ001


def test_a_day_alone_has_no_time() -> None:
    assert t.day_label(date(2026, 11, 21)).replace("\u00a0", " ") == "21 novembre 2026"


@pytest.mark.parametrize(("share", "words"), [(0.755, "76 %"), (1.0, "100 %"), (0.0, "0 %"), (None, "—")])
def test_a_share_reads_as_a_percentage(share: float | None, words: str) -> None:
    assert t.percent(share).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 octet"),
        (2, "2 octets"),
        (1_000, "1 ko"),
        (1_440_000, "1,4 Mo"),
        (100_000_000, "100 Mo"),
        (999_999, "1 Mo"),
    ],
)
def test_a_size_reads_in_french_units(count: int, words: str) -> None:
    assert t.file_size(count).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 12, 14), date(2026, 12, 14), "le 14 décembre 2026"),
        (date(2026, 12, 14), date(2026, 12, 15), "du 14 au 15 décembre 2026"),
        (date(2026, 12, 1), date(2026, 12, 3), "du 1er au 3 décembre 2026"),
        (date(2026, 11, 30), date(2026, 12, 1), "du 30 novembre au 1er décembre 2026"),
        (date(2026, 12, 31), date(2027, 1, 2), "du 31 décembre 2026 au 2 janvier 2027"),
    ],
)
def test_the_dates_of_a_session_are_said_shortly(first: date, last: date, expected: str) -> None:
    assert t.date_span(first, last).replace("\u00a0", " ") == expected


def test_a_single_day_may_say_its_name() -> None:
    only = date(2026, 12, 14)
    assert t.date_span(only, only, "jour").replace("\u00a0", " ") == "lundi 14 décembre 2026"


@pytest.mark.parametrize(
    ("word", "many"),
    [("jour", "2 jours"), ("parcours", "2 parcours"), ("choix", "2 choix"), ("nez", "2 nez")],
)
def test_a_word_that_ends_as_plurals_do_takes_no_s(word: str, many: str) -> None:
    assert t.counted(2, word) == many
