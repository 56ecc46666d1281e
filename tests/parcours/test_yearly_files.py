"""One file of VAE per certification and per calendar year, three in all; blocs alone are not limited (B4)."""

from datetime import date

import pytest

from jalon.parcours.rules.yearly_files import VAEFile, reasons_against_file
from tests.parcours.clocks.paths import PARAMETERS_IN_FORCE

CIP, ETI, FPA, ADVF = "TP-00403", "TP-00448", "TP-00350", "TP-01078"


def against(asked, *known):
    return reasons_against_file(asked, known, PARAMETERS_IN_FORCE)


def file(code, day=date(2026, 6, 1), **told):
    return VAEFile(code, day, told.pop("whole", True), **told)


def test_a_second_file_for_the_same_certification_waits_for_the_new_year():
    assert against(file(CIP, date(2026, 12, 31)), file(CIP, date(2026, 1, 1)))
    assert against(file(CIP, date(2027, 1, 1)), file(CIP, date(2026, 12, 31))) == []
    assert against(file(ETI), file(CIP)) == []


def test_a_fourth_file_of_the_year_is_refused_and_every_reason_told():
    known = file(CIP), file(ETI), file(FPA)
    assert len(against(file(ADVF), *known)) == 1
    assert len(against(file(CIP), *known)) == 2


@pytest.mark.parametrize("told", [{"whole": False}, {"counted": False}])
def test_blocs_and_files_refused_or_given_up_do_not_count(told):
    assert against(file(CIP), file(CIP, **told)) == []


def test_a_file_for_blocs_is_never_refused():
    assert against(file(CIP, whole=False), file(CIP), file(ETI), file(FPA)) == []
