"""Agreement between the places where a text stands: what is a slip, what is another wording."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalon.referentiel.importer.agreement import Wording, agree, differs, mend_verb, pair, recut, twins
from jalon.referentiel.importer.lexicon import Lexicon, is_french
from jalon.referentiel.importer.source import Line, Place

# What the documents print elsewhere: the sentences that attest the words of the tables below.
CORPUS = (
    "Il doit informer les visiteurs de la serre et les orienter dans les allées.",
    "Elle sait greffer un rosier, tailler une haie et repérer les maladies.",
    "La hiérarchie valide le plan de culture avant la plantation.",
    "Informar sur les floraisons",
    "Informé sur les arrosages",
    "Informers les jardiniers de la saison",
    "Informier les jardiniers de la météo",
    "Greffer un rosier tige",
)
LEXICON = Lexicon(CORPUS)


def wordings(*texts: str) -> list[Wording]:
    return [
        Wording(text, (Line(text, Place("serre.pdf", 1, rank)),), f"reac:{rank}")
        for rank, text in enumerate(texts, 1)
    ]


@pytest.mark.parametrize("broken", ["Informé", "Informers", "Informeur", "Informar", "Informier"])
def test_a_verb_that_the_extraction_broke_is_mended_from_the_documents(broken: str) -> None:
    mended = mend_verb(f"{broken} les visiteurs sur les floraisons", LEXICON)
    assert mended is not None
    assert mended.after == "Informer les visiteurs sur les floraisons"
    assert f"« {broken} »" in mended.reason
    assert "« informer »" in mended.reason


@pytest.mark.parametrize(
    "text",
    [
        "Informer les visiteurs",
        "Information des visiteurs",  # a noun of the same family
        "Greffé au printemps",  # a participle, and nothing shows that this verb was broken
        "Orienteuse de parcelles",  # French, though the documents do not print it
        "Arrosar les semis",  # no document prints « arroser »
        "visiteurs à informer",
        "3 rosiers à greffer",
        "",
    ],
)
def test_an_opening_word_is_left_where_nothing_proves_a_slip(text: str) -> None:
    assert mend_verb(text, LEXICON) is None


def test_every_broken_print_of_one_title_comes_to_the_same_title() -> None:
    broken = wordings(
        *(f"{word} les visiteurs" for word in ("Informé", "Informers", "Informar", "Informier"))
    )
    agreement = agree(broken, LEXICON, verb=True)
    assert agreement.text == "Informer les visiteurs"
    assert set(agreement.texts) == {"Informer les visiteurs"}
    assert not agreement.variants
    assert [mend.before for mend in agreement.mends] == [wording.text for wording in broken]
    assert agreement.mends[0].lines == broken[0].lines


@pytest.mark.parametrize(
    ("slip", "kept"),
    [
        ("La hiérachie est informée", "La hiérarchie est informée"),  # a letter lost
        (
            "Les réglcs de taille sont suivies",
            "Les règles de taille sont suivies",
        ),  # a letter read for another
        ("Les certi cations sont à jour", "Les certifications sont à jour"),  # a ligature lost
        ("Les savoirfaire sont transmis", "Les savoir-faire sont transmis"),  # a hyphen lost with its line
        ("Lesrosiers sont taillés", "Les rosiers sont taillés"),  # a space lost
        ("Les ros iers sont taillés", "Les rosiers sont taillés"),  # a space too many
        ("Evaluer la récolte", "Évaluer la récolte"),  # the accent of a capital
        ("A partir du plan", "À partir du plan"),
        ("Les competences sont tenues", "Les compétences sont tenues"),  # accents lost
        ("I’arrosage est réglé", "L’arrosage est réglé"),  # an i for an l
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_slip_is_mended_from_the_other_print(slip: str, kept: str, turned: bool) -> None:
    found = agree(wordings(*((kept, slip) if turned else (slip, kept))), LEXICON)
    assert found.text == kept
    assert set(found.texts) == {kept}
    assert [(mend.before, mend.after) for mend in found.mends] == [(slip, kept)]
    assert found.mends[0].reason
    assert not found.variants


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Le plan d’actions est tenu", "Le plan d’action est tenu"),
        ("inscrite dans les actes", "inscrite dans ses actes"),
        ("Les outils sont adaptés", "Les outils sont adoptés"),  # one letter, two words of French
        ("Une relation formelle", "Une relation informelle"),
        ("Tailler les arbres", "Tailler les arbres fruitiers"),
        ("Analyse de la demande", "Analyser la demande"),
        ("Présenter 3 rosiers", "Présenter 8 rosiers"),
        ("Dans les 10 jours", "Dans les 1O jours"),
        ("Arroser où il faut", "Arroser ou il faut"),  # accents that change the word
        ("Le Zorglub est réglé", "Le Zorgluq est réglé"),  # two unknown words: nothing decides
        ("une démarche projet", "une démarche de projet"),
    ],
)
@pytest.mark.parametrize("verb", [False, True])
def test_a_wording_that_truly_differs_is_kept_on_both_sides(one: str, other: str, verb: bool) -> None:
    found = agree(wordings(one, other), LEXICON, verb=verb)
    assert found.texts == (one, other)
    assert not found.mends
    assert {found.text, *(variant.text for variant in found.variants)} == {one, other}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Les éco-gestes sont suivis", "Les écogestes sont suivis"),
        ("Les Espaces Verts sont tenus", "Les espaces verts sont tenus"),
        ("Les outils, propres, sont rangés", "Les outils propres sont rangés."),
        ("la mise en œuvre", "la mise en oeuvre"),
    ],
)
def test_a_print_that_changes_no_word_is_neither_mended_nor_a_variant(one: str, other: str) -> None:
    found = agree(wordings(one, other), LEXICON)
    assert found.texts == (one, other)
    assert not found.mends
    assert not found.variants


def test_a_participle_yields_to_the_infinitive_that_the_same_title_has_elsewhere() -> None:
    found = agree(wordings("Tailler une haie", "Taillé une haie", "Tailler une haie"), LEXICON, verb=True)
    assert set(found.texts) == {"Tailler une haie"}
    assert "infinitif" in found.mends[0].reason


def test_a_variant_is_mended_of_its_slips_and_stays_a_variant() -> None:
    found = agree(
        wordings("La hiérarchie est informée du plan", "La hiérachie est informée"), LEXICON, verb=False
    )
    assert found.texts == ("La hiérarchie est informée du plan", "La hiérarchie est informée")
    assert [variant.text for variant in found.variants] == ["La hiérarchie est informée"]


def test_the_wording_of_most_independent_places_leads() -> None:
    many = [Wording("Tailler les arbres", (), "re:test") for _ in range(4)]
    found = agree(
        [
            *many,
            Wording("Tailler les haies", (), "reac:synopsis"),
            Wording("Tailler les haies", (), "reac:emploi"),
        ],
        LEXICON,
        verb=True,
    )
    assert found.text == "Tailler les haies"
    assert len(found.variants) == 4


def test_without_any_wording_there_is_nothing_to_agree_on() -> None:
    with pytest.raises(ValueError, match="no wording"):
        agree([], LEXICON)


SPOKEN = (
    "Informer Informar Informé Tailler les ses visiteurs visiteur hiérarchie hiérachie plan plans d’action 3 8 "
    "d’actions évaluer evaluer Évaluer Evaluer savoir-faire savoirfaire certi cations certifications œuvre oeuvre "
    "rosiers ros iers où ou la"
)
WORDS = st.sampled_from(SPOKEN.split())
TEXTS = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
GROUPS = st.lists(st.tuples(TEXTS, st.sampled_from(["reac:a", "reac:b", "re:a"])), min_size=1, max_size=5)


@settings(deadline=None)
@given(GROUPS, st.booleans())
def test_mending_what_was_mended_changes_nothing(group: list[tuple[str, str]], verb: bool) -> None:
    given_ones = [Wording(text, (), witness) for text, witness in group]
    once = agree(given_ones, LEXICON, verb=verb)
    again = agree(
        [Wording(text, (), witness) for text, (_, witness) in zip(once.texts, group, strict=True)],
        LEXICON,
        verb=verb,
    )
    assert again.texts == once.texts
    assert again.text == once.text
    assert not again.mends


@settings(deadline=None)
@given(GROUPS.flatmap(lambda group: st.tuples(st.just(group), st.permutations(group))), st.booleans())
def test_the_order_of_the_wordings_changes_nothing(
    groups: tuple[list[tuple[str, str]], list[tuple[str, str]]], verb: bool
) -> None:
    outcomes = []
    for group in groups:
        found = agree([Wording(text, (), witness) for text, witness in group], LEXICON, verb=verb)
        outcomes.append((found.text, sorted(zip(group, found.texts, strict=True))))
    assert outcomes[0] == outcomes[1]


@settings(deadline=None)
@given(TEXTS, st.integers(1, 5))
def test_wordings_that_all_agree_are_never_changed(text: str, count: int) -> None:
    found = agree([Wording(text, (), f"reac:{rank}") for rank in range(count)], LEXICON)
    assert found.texts == (text,) * count
    assert not found.mends
    assert not found.variants


def test_two_lists_are_paired_in_order_and_by_likeness() -> None:
    left = ["La serre est aérée", "Les semis sont arrosés", "Les outils sont rangés"]
    right = ["La serre est bien aérée", "Le sol est paillé", "Les outils sont rangés"]
    assert pair(left, right) == [(0, 0), (1, None), (None, 1), (2, 2)]
    assert pair([], right) == [(None, 0), (None, 1), (None, 2)]
    assert pair(left, []) == [(0, None), (1, None), (2, None)]


def test_criteria_repeated_in_one_list_are_paired_one_by_one() -> None:
    twice = ["Les gestes sont sûrs", "Les gestes sont sûrs"]
    assert pair(twice, twice) == [(0, 0), (1, 1)]


def test_a_cell_that_glued_its_paragraphs_is_cut_where_the_other_document_cuts() -> None:
    model = ["La serre est aérée", "Le sol est paillé", "Les outils sont rangés"]
    assert recut(["La serre est aérée Le sol est paillé", "Les outils sont rangés"], model) == model
    assert recut(["La serre est", "aérée", "Le sol est paillé", "Les outils sont rangés"], model) == model


def test_a_list_is_not_cut_again_where_it_agrees_or_says_other_words() -> None:
    model = ["La serre est aérée", "Le sol est paillé"]
    assert recut(model, model) is None
    assert recut(["La serre est chauffée Le sol est paillé"], model) is None
    assert recut([*model, "Les outils sont rangés"], model) is None
    # The other list is the one that is glued: a capital opens the second item here.
    assert recut(model, ["La serre est aérée Le sol est paillé"]) is None


def test_near_items_of_several_lists_are_found_together() -> None:
    texts = [
        "Connaissance de la hiérarchie du domaine",
        "Arroser les semis",
        "Connaissance de la hiérachie du domaine",
        "Arroser les semis",
        "Connaissance des maladies des rosiers",
    ]
    assert list(twins(texts)) == [(0, 2)]


def test_differing_looks_at_words_not_at_print() -> None:
    assert not differs("Évaluer les acquis", "Evaluer les acquis.")
    assert differs("Arroser où il faut", "Arroser ou il faut")
    assert differs("Arroser", "Arroser tôt")


def test_the_french_list_knows_french() -> None:
    assert is_french("informer")
    assert is_french("Œuvre")
    assert not is_french("informar")
