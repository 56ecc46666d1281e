"""Which titles share a competence: a likeness of words, never an equivalence."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.referentiel.kinship import Kinship
from jalon.referentiel.schema import Competence, TitreVersion, UnknownId
from jalon.referentiel.shipped import shipped_titres

CIP, ETI = shipped_titres()["TP-00403.08"], shipped_titres()["TP-00448.06"]


def twin(titre: TitreVersion, number: int, text: str, criteria: tuple[str, ...] = ()) -> TitreVersion:
    """Another title, with one competence worded otherwise."""
    return replace(
        titre,
        code="TP-99999",
        competences=tuple(
            replace(one, title=text, assessment_criteria=criteria) if one.number == number else one
            for one in titre.competences
        ),
    )


def kin(text: str, criteria: tuple[str, ...] = ()) -> tuple[float, tuple[str, ...]] | None:
    other = twin(CIP, 11, text, criteria)
    found = [one for one in Kinship([CIP, other]).kin_of(CIP, 11) if one.competence.number == 11]
    return (found[0].likeness, found[0].criteria) if found else None


def test_a_competence_worded_alike_is_the_same_whatever_its_endings_accents_and_order() -> None:
    for text in ("Analyser sa pratique professionnelle", "Pratiques professionnelles : les analyser"):
        other = twin(CIP, 11, text)
        assert any(one.same for one in Kinship([CIP, other]).kin_of(CIP, 11)), text


def test_a_competence_that_shares_most_words_is_close_and_one_that_shares_none_is_no_kin() -> None:
    close = kin("Analyser et faire évoluer sa pratique professionnelle")
    assert close is not None
    assert 0.5 <= close[0] < 0.999
    assert kin("Souder des tubes en acier") is None


def test_the_criteria_in_common_are_told_in_the_words_of_here() -> None:
    mine = CIP.competence(11).assessment_criteria
    found = kin("Analyser sa pratique professionnelle", (mine[0].upper(), "Un autre critère"))
    assert found is not None
    assert found[1] == (mine[0],)


def test_versions_of_one_title_are_not_each_other_s_kin() -> None:
    former = replace(CIP, version="07")
    assert Kinship([CIP, former]).kin_of(CIP, 1) == ()


def test_neighbours_come_with_those_that_share_most_first() -> None:
    whole, partly = twin(CIP, 1, "Souder des tubes"), replace(ETI, code="TP-88888")
    near = replace(partly, competences=(replace(partly.competences[0], title=CIP.competence(2).title),))
    found = Kinship([CIP, near, whole]).neighbours_of(CIP)
    assert [one.titre.code for one in found] == ["TP-99999", "TP-88888"]
    assert {number for number, _ in found[0].pairs} >= set(range(2, 16))


def test_an_unknown_competence_is_refused() -> None:
    with pytest.raises(UnknownId):
        Kinship([CIP]).kin_of(CIP, 99)


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_mutual_and_stays_between_0_and_1(one: str, other: str) -> None:
    left = replace(CIP, code="TP-00001", competences=(Competence(1, 1, one),))
    right = replace(CIP, code="TP-00002", competences=(Competence(1, 1, other),))
    kinship = Kinship([left, right])
    there, back = kinship.kin_of(left, 1), kinship.kin_of(right, 1)
    assert [round(k.likeness, 9) for k in there] == [round(k.likeness, 9) for k in back]
    assert all(0.5 <= k.likeness <= 1 for k in there)
