"""What certificates are worth in a title: CIP 2017 → 2022, ETI 2019 → 2024, FPA → ETI one way (A1.8)."""

from datetime import date

import pytest

from jalon.parcours.rules.capitalisation_worth import Certificate, Exchange, same_words, succession, worth

START = date(2024, 11, 8)
FPA = "Formateur professionnel d’adultes"
DESIGN, ANIMATE = "Concevoir et préparer la formation", "Animer une formation et évaluer les acquis"
FORMER = "Encadrant technique d’insertion (arrêté du 18 juillet 2019)"
EXCHANGES = (
    Exchange(1, "correspondence", FORMER, ("Organiser et gérer une activité de production",)),
    Exchange(3, "correspondence", FORMER, ("Organiser des séances d’apprentissage",)),
    Exchange(3, "equivalence", FPA, (DESIGN, ANIMATE)),
)


def certificate(ccp, title=FPA, on=date(2023, 6, 1)):
    return Certificate(title, ccp, on)


def numbers(*certificates):
    return [held.number for held in worth(certificates, EXCHANGES, START)]


def test_a_former_ccp_is_worth_its_successor():
    (held,) = worth([certificate("Organiser et gérer une activité de production", FORMER)], EXCHANGES, START)
    assert (held.number, held.origin, held.recorded) == (1, "correspondence", False)
    assert "1er juin 2023" in held.evidence.replace("\u00a0", " ")


def test_an_equivalence_asks_all_its_ccps_and_counts_from_the_later():
    assert numbers(certificate(DESIGN)) == []
    assert numbers(certificate(ANIMATE)) == []
    (held,) = worth(
        [certificate(DESIGN, on=date(2025, 1, 6)), certificate(ANIMATE, on=date(2025, 9, 1))],
        EXCHANGES,
        START,
    )
    assert (held.number, held.origin, held.since) == (3, "equivalence", date(2025, 9, 1))


@pytest.mark.parametrize(
    ("obtained", "since"),
    [(date(2024, 11, 7), START), (START, START), (date(2024, 11, 9), date(2024, 11, 9))],
)
def test_nothing_counts_before_the_version_is_in_force(obtained, since):
    (held,) = worth(
        [certificate("Organiser et gérer une activité de production", FORMER, obtained)], EXCHANGES, START
    )
    assert held.since == since


def test_the_same_words_under_another_title_are_worth_nothing():
    assert numbers(certificate("Organiser et gérer une activité de production", FPA)) == []


def test_two_exchanges_for_one_ccp_give_it_once_from_the_first_day():
    held = worth(
        [
            certificate(DESIGN, on=date(2025, 1, 6)),
            certificate(ANIMATE, on=date(2025, 9, 1)),
            certificate("Organiser des séances d’apprentissage", FORMER, date(2022, 1, 1)),
        ],
        EXCHANGES,
        START,
    )
    assert [(one.number, one.since, one.origin) for one in held] == [(3, START, "correspondence")]


def test_a_title_without_exchange_takes_nothing_so_that_fpa_to_eti_is_one_way():
    assert worth([certificate("Organiser des séances d’apprentissage", FORMER)], (), START) == []


def test_two_printings_of_a_wording_are_the_same_words():
    assert same_words("Mettre en œuvre l’ÉVALUATION ") == same_words("mettre en oeuvre l'evaluation")
    assert same_words("Mettre en œuvre") != same_words("Mettre en place")


def test_a_revision_is_read_from_the_wordings_of_the_former_version():
    former = {
        1: "Organiser et gérer une activité de production",
        2: "Accueillir",
        3: "Organiser des séances d'apprentissage",
    }
    assert succession(former, EXCHANGES) == {1: 1, 3: 3}
