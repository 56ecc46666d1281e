"""Who is the same person: the rules, told by example and by property."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jalon.people.rules import (
    Identity,
    MatchLevel,
    Register,
    fold,
    holds_nir,
    identity_key,
    match,
    name_key,
)

BORN = date(1991, 4, 23)
names = st.text(alphabet="abcdefghijklmnopqrstuvwxyzéèêçïöüœÀÉ'’- ", min_size=1, max_size=30).filter(name_key)
days = st.dates(date(1940, 1, 1), date(2010, 12, 31))
identities = st.builds(Identity, names, names, st.none() | days, st.just("") | names)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lefèvre", "LEFEVRE"),
        ("de La Tour-Maubourg", "LA TOUR MAUBOURG"),
        ("d’Ormesson", "D'ORMESSON"),
        ("d’Ormesson", "Ormesson"),
        ("N’Guyen", "nguyen"),
        ("Cœur", "COEUR"),
        ("Du Bois", "DUBOIS"),
        ("Łukasz", "lukasz"),
        ("Straße", "STRASSE"),
        ("  Ben   Ali ", "Ben-Ali"),
        ("E\u0301lodie", "Élodie"),
    ],
)
def test_a_name_is_one_name_however_it_is_typed(one, other):
    assert name_key(one) == name_key(other)


def test_a_particle_alone_remains_a_name():
    assert name_key("De") == "de"


@given(names, names, st.none() | days)
def test_case_spaces_and_hyphens_never_change_a_key(birth_name, first_name, born):
    key = identity_key(birth_name, first_name, born)
    assert identity_key(f" {birth_name.upper()}  ", first_name.replace(" ", "-"), born) == key
    assert len(key) <= 200


@given(st.text(max_size=200))
def test_folding_twice_folds_no_more(text):
    assert fold(fold(text)) == fold(text)


@given(identities, identities)
def test_matching_does_not_depend_on_who_is_named_first(one, other):
    assert match(one, other).level == match(other, one).level


@given(identities)
def test_a_person_born_on_a_known_day_matches_themselves_exactly(one):
    expected = MatchLevel.EXACT if one.birth_date else MatchLevel.PROBABLE
    assert match(one, one).level is expected


@given(identities, identities)
def test_an_exact_match_means_the_same_key_and_a_known_birth_date(one, other):
    exact = match(one, other).level is MatchLevel.EXACT
    assert exact == (one.key == other.key and one.birth_date is not None)


@given(names, names, days)
def test_day_and_month_inverted_are_probably_the_same_person(birth_name, first_name, born):
    assume(born.day <= 12 and born.day != born.month)
    swapped = date(born.year, born.day, born.month)
    verdict = match(Identity(birth_name, first_name, born), Identity(birth_name, first_name, swapped))
    assert verdict.level is MatchLevel.PROBABLE
    assert verdict.reason == "Jour et mois de naissance inversés."


@pytest.mark.parametrize(
    ("one", "other", "level", "reason"),
    [
        (Identity("Martin", "Léa", BORN), Identity("MARTAIN", "Lea", BORN), "probable", "orthographe proche"),
        (
            Identity("Martin", "Léa", BORN),
            Identity("Léa", "Martin", BORN),
            "probable",
            "nom et prénom inversés",
        ),
        (Identity("Martin", "Léa", BORN), Identity("Roux", "Léa", BORN, "Martin"), "probable", "nom d’usage"),
        (Identity("Martin", "Léa", BORN), Identity("Martin", "Léa Zoé", BORN), "probable", "autre prénom"),
        (Identity("Delatour", "Léa", BORN), Identity("de La Tour", "Léa", BORN), "probable", ""),
        (
            Identity("Martin", "Léa"),
            Identity("Martin", "Léa", BORN),
            "probable",
            "une date de naissance manque",
        ),
        (
            Identity("Martin", "Léa", BORN),
            Identity("Martin", "Léa", date(1991, 4, 28)),
            "probable",
            "un chiffre",
        ),
        (Identity("Martin", "Léa", BORN), Identity("Martin", "Léa", date(1978, 11, 2)), "none", "Homonymes"),
        (Identity("Martin", "Léa", BORN), Identity("Kouassi", "Awa", BORN), "none", "noms différents"),
        (Identity("Lefèvre", "Éloïse", BORN), Identity("Lefèvre", "Bruno", BORN), "none", "noms différents"),
        (Identity("Martin", "Léa"), Identity("Kouassi", "Awa"), "none", ""),
    ],
)
def test_the_verdict_and_its_reason(one, other, level, reason):
    verdict = match(one, other)
    assert verdict.level == level
    assert reason in verdict.reason


@given(st.lists(identities, max_size=12), identities)
def test_the_register_finds_what_comparing_everyone_would_find_for_equal_names_or_days(known, asked):
    register = Register((one, index) for index, one in enumerate(known))
    found = {record for _, record in register.matches(asked)}
    exact = {i for i, one in enumerate(known) if match(asked, one).level is MatchLevel.EXACT}
    everyone = {i for i, one in enumerate(known) if match(asked, one).level is not MatchLevel.NONE}
    assert exact <= found <= everyone


def test_the_register_names_the_exact_match_first():
    register = Register(
        [(Identity("Martain", "Léa", BORN), "close"), (Identity("Martin", "Léa", BORN), "same")]
    )
    assert [record for _, record in register.matches(Identity("MARTIN", "Lea", BORN))] == ["same", "close"]


def _nir(body: str) -> str:
    number = int(body.upper().replace("2A", "19").replace("2B", "18"))
    return f"{body}{97 - number % 97:02d}"


@given(
    st.sampled_from("12"),
    st.integers(0, 99),
    st.integers(1, 12),
    st.sampled_from(["31", "75", "2A", "2B", "99"]),
    st.integers(1, 990),
    st.integers(1, 999),
    st.sampled_from(["", " ", ".", "-"]),
)
def test_a_social_security_number_is_seen_with_any_spacing(sex, year, month, dep, commune, order, gap):
    full = _nir(f"{sex}{year:02d}{month:02d}{dep}{commune:03d}{order:03d}")
    parts = [full[0], full[1:3], full[3:5], full[5:7], full[7:10], full[10:13], full[13:]]
    assert holds_nir(f"N° de sécu : {gap.join(parts)}, merci.")
    assert holds_nir(gap.join(parts[:-1]))


@pytest.mark.parametrize(
    "text",
    [
        "05 61 00 31 31",
        "+33 6 12 34 56 78",
        "SIRET 123 456 789 00012",
        "14 rue des Balisiers, 31200 Toulouse",
        "IBAN FR76 3000 6000 0112 3456 7890 189",
        "",
    ],
)
def test_a_phone_a_siret_an_iban_or_an_address_is_not_taken_for_one(text):
    assert not holds_nir(text)


def test_a_wrong_key_is_not_a_social_security_number():
    good = _nir("1910431555001")
    bad = f"{good[:13]}{(int(good[13:]) % 97) + 1:02d}"
    assert holds_nir(good)
    assert not holds_nir(bad)


def test_strangers_do_not_match():
    register = Register((Identity(f"Nom{n}", "Ana", BORN + timedelta(days=n)), n) for n in range(500))
    assert register.matches(Identity("Zwynski", "Oto", date(1950, 1, 1))) == []
