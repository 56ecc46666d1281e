"""The programme of the sources: every contradiction that a reader found by hand (X1 to X4), and no false one."""

from pathlib import Path

import pytest

from jalon.formation.programme import check_programme
from jalon.formation.programme.engine import read_file
from jalon.referentiel.shipped import shipped_titres

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"
FILE = next(iter(SEEDS.glob("003*.txt")), None)
pytestmark = pytest.mark.skipif(FILE is None, reason="the sources are not beside this copy")


@pytest.fixture(scope="module")
def found():
    assert FILE is not None
    titre = shipped_titres()["TP-00403.08"]
    return check_programme(read_file(FILE, titre), titre).findings


def _one(found, code, ccp=None):
    kept = [one for one in found if one.code == code and (ccp is None or one.ccp == ccp)]
    assert len(kept) == 1, [one.message for one in found]
    return kept[0]


def _places(finding):
    return [int(quote.where.removeprefix("ligne ")) for quote in finding.quotes]


def test_x1_the_code_of_the_title_is_taken_for_that_of_the_rncp(found):
    one = _one(found, "rncp")
    assert "403" in one.message
    assert "RNCP37274" in one.remedy
    assert _places(one) == [7]


def test_x2_hours_in_companies_differ_from_one_place_to_the_other(found):
    assert _places(_one(found, "company_differs", 1)) == [105, 71]
    assert _places(_one(found, "company_differs", 2)) == [128, 71]


def test_x2_both_leave_the_second_ccp_under_the_minimum(found):
    one = _one(found, "company_minimum")
    assert one.ccp == 2
    assert {71, 74, 128} == set(_places(one))
    assert "175" in one.message


def test_x3_the_dossier_of_the_first_ccp_lasts_half_an_hour(found):
    one = _one(found, "exam_minutes")
    assert one.ccp == 1
    assert one.severity == "error"
    assert "30" in one.remedy
    assert _places(one) == [103]


def test_x4_the_seances_of_the_first_module_make_259_hours(found):
    one = _one(found, "seances_total")
    assert one.ccp == 1
    assert "259" in one.message
    assert "252" in one.message
    assert "Accueil" in one.message
    assert _places(one) == [83, 85]


def test_the_overview_counts_the_stages_within_the_hours_of_the_centre(found):
    one = _one(found, "inside")
    assert "252 + 287 + 196 = 735" in one.message.replace("\u00a0", " ")
    assert _places(one) == [71, 72, 74, 75]


def test_eight_weeks_are_not_287_hours(found):
    one = _one(found, "weeks")
    assert _places(one) == [74]


def test_nothing_else_is_said(found):
    assert sorted(one.code for one in found) == sorted(
        ["rncp", "company_differs", "company_differs", "company_minimum", "exam_minutes", "seances_total",
         "inside", "weeks"]
    )  # fmt: skip
