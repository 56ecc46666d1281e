"""Words of official documents: joined, cleaned and compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.referentiel.importer.wording import (
    clean,
    folded,
    is_infinitive,
    is_open,
    item,
    join,
    label,
    letters,
    same,
    starts_low,
    vocabulary,
)

from .printed import lines

TEXTS = st.text("aàbcdeéèfghiïlmnoœpqrstuvxyz ABÉ'’-–,;:.()«»…\u00a0\u00ad", max_size=60)


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("l'osier  et le rotin ", "l’osier et le rotin"),
        ("les l’ osiers d' Anjou", "les l’osiers d’Anjou"),
        ("proﬁl ﬂuide, aﬃné", "profil fluide, affiné"),
        ("un\u00a0brin\u00adage", "un brinage"),
        ("\uf0b7 Trier les brins", "Trier les brins"),
        ("– Trier les brins", "Trier les brins"),
        ("**Trier** les brins", "Trier les brins"),
        ("## Trier les brins", "Trier les brins"),
        ("non – discrimination", "non – discrimination"),
        ("à l’écoute...", "à l’écoute..."),
    ],
)
def test_a_text_is_kept_with_curly_apostrophes_single_spaces_and_no_mark(printed: str, kept: str) -> None:
    assert clean(printed) == kept


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("Les brins sont triés ;", "Les brins sont triés"),
        ("Le tri est juste.", "Le tri est juste."),
        ("etc...", "etc..."),
    ],
)
def test_an_item_loses_the_sign_that_parted_it_from_the_next_and_keeps_its_full_stop(
    printed: str, kept: str
) -> None:
    assert item(printed) == kept


def test_a_title_loses_the_sign_that_closed_its_line() -> None:
    assert [label("Trier les brins :"), label("Trier les brins."), label("Trier (osier, rotin…)…")] == [
        "Trier les brins",
        "Trier les brins",
        "Trier (osier, rotin…)…",
    ]


@pytest.mark.parametrize(
    ("cut", "words", "joined"),
    [
        (["une solution d’e-", "commerce"], (), "une solution d’e-commerce"),
        (["le suivi socio-", "professionnel"], (), "le suivi socio-professionnel"),
        (["des savoir-", "faire"], (), "des savoir-faire"),
        (["l’infor-", "mation des clients"], (), "l’information des clients"),
        (["pour inter-", "venir sur place"], ("venir",), "pour intervenir sur place"),
        (["une co-", "animation"], ("co-animation",), "une co-animation"),
        (["le chaudron-", "nage fin"], ("chaudronnage",), "le chaudronnage fin"),
        (["le Maine-", "Anjou"], (), "le Maine-Anjou"),
        (["un brin\u00ad", "age"], (), "un brinage"),
        (["à l’", "atelier"], (), "à l’atelier"),
        (["et/", "ou le rotin"], (), "et/ou le rotin"),
        (["les brins", "", "et le rotin"], (), "les brins et le rotin"),
    ],
)
def test_lines_are_joined_as_their_ends_say(cut: list[str], words: tuple[str, ...], joined: str) -> None:
    assert join(cut, words) == joined


def test_the_words_of_a_document_do_not_count_those_that_a_line_end_cuts() -> None:
    words = vocabulary(lines("Une co-animation de l’atelier et l’infor-", "mation"))
    assert {"co-animation", "animation", "atelier", "mation"} <= words
    assert "infor" not in words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Évaluer les acquis", "Evaluer les acquis"),
        ("Mettre en œuvre", "mettre en oeuvre"),
        ("l'osier", "l’ osier."),
        ("Trier « les brins »", 'Trier "les brins" ;'),
        ("non‑jugement", "non-jugement"),
    ],
)
def test_texts_that_differ_by_typography_are_the_same(one: str, other: str) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("un plan d’action", "un plan d’actions"), ("les actes", "ses actes"), ("sans objet", "objet")],
)
def test_texts_that_differ_by_a_word_are_not(one: str, other: str) -> None:
    assert not same(one, other)


@pytest.mark.parametrize(
    "text",
    [
        "Les brins,",
        "Les brins de",
        "Trier et",
        "avec l’",
        "les brins (osier",
        "la charte « Osier",
        "selon :",
        "sous-",
    ],
)
def test_a_sentence_cannot_end_on_an_article_a_comma_or_an_open_parenthesis(text: str) -> None:
    assert is_open(text)


@pytest.mark.parametrize(
    "text", ["Les brins sont triés", "Trier les brins (osier)", "au mieux...", "Trier.", ""]
)
def test_it_can_end_elsewhere(text: str) -> None:
    assert not is_open(text)


@pytest.mark.parametrize("text", ["et le rotin", "(osier, rotin)", "2 brins", "» de l’atelier", "d’osier"])
def test_a_line_that_opens_low_goes_on_with_a_sentence(text: str) -> None:
    assert starts_low(text)
    assert not starts_low("Les brins")


@pytest.mark.parametrize(
    "text",
    [
        "Trier les brins",
        "S’organiser",
        "Se montrer patient",
        "Être à l’écoute",
        "Mettre en œuvre",
        "Écrire",
        "Lire",
    ],
)
def test_a_skill_opens_by_a_verb(text: str) -> None:
    assert is_infinitive(text)


@pytest.mark.parametrize(
    "text",
    [
        "Connaissance des osiers",
        "Premier niveau de connaissance",
        "Métier du bois",
        "Notions",
        "Cadre légal",
        "",
    ],
)
def test_a_piece_of_knowledge_does_not(text: str) -> None:
    assert not is_infinitive(text)


@given(TEXTS)
def test_folding_and_cleaning_twice_change_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert clean(clean(text)) == clean(text)


@given(TEXTS)
def test_a_text_is_the_same_as_itself_in_capitals(text: str) -> None:
    assert same(text, clean(text))
    assert same(text, text.upper())


@given(st.lists(st.text("abcdeé ", min_size=1, max_size=12), max_size=5))
def test_joining_loses_no_letter(texts: list[str]) -> None:
    assert letters(join(texts)) == letters(" ".join(texts))
