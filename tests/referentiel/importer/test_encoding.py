"""Bytes become French text, whatever wrote them; what is mended is said, what is unsure is refused."""

import contextlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.referentiel.importer.readers.encoding import decode
from jalon.referentiel.importer.source import Unreadable

TEXT = (
    "Référentiel d’évaluation – « Vannier créateur »\n"
    "Durée de l’épreuve : 2 h 30 à Forêt-sur-Œuvre\n"
    "Être capable d’évaluer où naît le défaut…\n"
    "ÉVALUATION DES COMPÉTENCES\n"
)
PLAIN = TEXT.replace("’", "'").replace("–", "-").replace("…", "...").replace("Œ", "OE")


def codes(data: bytes) -> list[str]:
    return [finding.code for finding in decode(data, "essai.txt").findings]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_with_or_without_its_mark(codec: str) -> None:
    assert decode(TEXT.encode(codec), "essai.txt").text == TEXT
    assert codes(TEXT.encode(codec)) == []


@pytest.mark.parametrize("mark", [b"\xfe\xff", b"\x00\x00\xfe\xff"])
def test_the_mark_tells_the_order_of_the_bytes(mark: bytes) -> None:
    codec = "utf-16-be" if len(mark) == 2 else "utf-32-be"
    assert decode(mark + TEXT.encode(codec), "essai.txt").text == TEXT


@pytest.mark.parametrize(
    ("codec", "text"), [("cp1252", TEXT), ("mac_roman", TEXT), ("cp850", PLAIN), ("latin-1", PLAIN)]
)
def test_an_older_alphabet_is_told_by_the_french_it_gives(codec: str, text: str) -> None:
    data = text.encode(codec)
    assert decode(data, "essai.txt").text == text
    assert codes(data) == ["encoding"]


def test_a_file_pasted_from_two_alphabets_is_read_line_by_line() -> None:
    data = TEXT.encode() + TEXT.encode("cp1252")
    assert decode(data, "essai.txt").text == TEXT * 2
    assert codes(data) == ["encoding-mixed"]


@pytest.mark.parametrize("data", [bytes(range(0xA0, 0x100)) * 3, b"\xbe\xca\xc0\xdb\xb8\xc9 " * 9])
def test_an_alphabet_that_gives_no_french_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable) as refusal:
        decode(b"texte\n" + data, "essai.txt")
    assert refusal.value.code == "encoding"
    assert "ligne 2" in refusal.value.reason


@pytest.mark.parametrize("wrong", ["cp1252", "mac_roman", "latin-1"])
def test_text_encoded_twice_is_repaired_and_said(wrong: str) -> None:
    # Windows-1252 leaves five codes undefined: programs keep the control character
    twice = "".join(
        bytes([byte]).decode(wrong)
        if wrong != "cp1252" or byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
        else chr(byte)
        for byte in TEXT.encode()
    )
    assert decode(twice.encode(), "essai.txt").text == TEXT
    assert codes(twice.encode()) == ["encoding-repaired"]
    assert "« é »" in decode(twice.encode(), "essai.txt").findings[0].message


def test_text_encoded_three_times_is_repaired() -> None:
    thrice = TEXT.encode().decode("latin-1").encode().decode("latin-1")
    assert decode(thrice.encode(), "essai.txt").text == TEXT


@pytest.mark.parametrize(
    ("broken", "mended"), [("voilÃ  la DurÃ©e", "voilà la Durée"), ("DurÃ©e Ã  revoir", "Durée à revoir")]
)
def test_a_lost_no_break_space_does_not_stop_the_repair(broken: str, mended: str) -> None:
    assert decode(broken.encode(), "essai.txt").text == mended


@pytest.mark.parametrize(
    "text",
    [
        "« Évaluer »",
        "Âge : 18 ans",
        "ÎLE-DE-FRANCE",
        "l’œuvre",
        "Ça",
        "10 €",
        "Å",
        "NOËL»",
        "à la fin…",
        "Ô temps",
    ],
)
def test_french_is_never_taken_for_text_encoded_twice(text: str) -> None:
    assert decode(text.encode(), "essai.txt").text == text


def test_what_cannot_be_repaired_is_said() -> None:
    assert codes("Dur\ufffde".encode()) == ["lost-characters"]
    assert decode("Ã©tÃ© et â€ fin".encode(), "essai.txt").text == "été et \ufffd fin"


def test_a_character_cut_at_the_end_is_dropped_and_said() -> None:
    assert decode("Durée é".encode()[:-1], "essai.txt").text == "Durée "
    assert codes("Durée é".encode()[:-1]) == ["truncated"]


def test_a_few_nulls_are_dropped_and_said() -> None:
    assert decode(b"Po\0ncer le bois", "essai.txt").text == "Poncer le bois"
    assert codes(b"Po\0ncer le bois") == ["nul"]


@pytest.mark.parametrize("data", [bytes(range(256)) * 40, b"\x01\x02\x03\x04" * 100, b"ab\0\0" * 50])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable) as refusal:
        decode(data, "essai.txt")
    assert refusal.value.code in ("binary", "encoding")


def test_noise_is_no_text_in_an_unknown_alphabet() -> None:
    with pytest.raises(Unreadable) as refusal:
        decode(random.Random(1).randbytes(5000), "essai.txt")
    assert refusal.value.code == "binary"


@given(st.binary(max_size=400))
def test_any_bytes_give_a_text_or_a_reason(data: bytes) -> None:
    with contextlib.suppress(Unreadable):
        assert "\0" not in decode(data, "essai.txt").text


@given(st.text(st.sampled_from("abcdeéèàçù ’«»œÉÀ.\n"), min_size=1))
def test_french_in_unicode_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode(), "essai.txt").text == text
