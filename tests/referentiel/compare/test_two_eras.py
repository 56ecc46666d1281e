"""A title of the ministry in two eras, read from its official PDFs: what people know of it, the comparison finds."""

from pathlib import Path

import pytest

from jalon.referentiel.compare import Comparison, compare
from jalon.referentiel.importer.engine import import_files

TITLES = Path(__file__).parents[4] / "shared" / "titles"


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    if not TITLES.exists():
        pytest.skip(f"documents officiels absents : {TITLES}")
    former, current = (
        import_files([TITLES / f"DWWM_{kind}_{era}.pdf" for kind in ("REAC", "RE")]).titre
        for era in ("V03-2018", "V04-2023")
    )
    assert former is not None
    assert current is not None
    return compare(former, current)


def test_competences_are_followed_through_new_titles_and_numbers(comparison: Comparison) -> None:
    pairs = {(pair.former, pair.current) for pair in comparison.competences}
    assert pairs == {
        (None, 1), (1, 2), (2, 3), (3, 4), (4, None), (5, 5), (6, 6), (7, 7), (8, None), (None, 8)
    }  # fmt: skip


def test_what_is_written_anew_is_said_to_be_doubtful(comparison: Comparison) -> None:
    sure = {pair.current for pair in comparison.competences if pair.former and pair.current and pair.sure}
    assert sure <= {3, 4, 6}
    assert 6 in sure


def test_the_correspondences_proposed_are_those_that_the_re_states(comparison: Comparison) -> None:
    assert [(one.former, one.current, str(one.verdict)) for one in comparison.proposals] == [
        (("ccp1",), "ccp1", "confirmed"),
        (("ccp2",), "ccp2", "confirmed"),
    ]


def test_the_figures_of_the_exam_are_told_with_both_values(comparison: Comparison) -> None:
    (title,) = [one for one in comparison.schemes if one.current == "title"]
    figures = {(line.label, line.former, line.current) for group in title.groups for line in group.changed}
    assert ("Durée pour le candidat", 90, 120) in figures
    assert ("Pages, au plus", 35, 50) in figures
    assert ("Durée", None, 30) in figures  # the questionnaire professionnel is new
