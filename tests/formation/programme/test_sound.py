"""Nothing is said against a programme that adds up: whatever the title, the file or the way of writing."""

from pathlib import Path

import pytest

from jalon.formation.programme import check_programme, read_programme, template_workbook
from jalon.referentiel.shipped import shipped_titres
from tests.formation.programme.written import as_text, as_workbook, sound

TITRES = list(shipped_titres().values())


@pytest.mark.parametrize("titre", TITRES, ids=lambda t: t.sigle)
@pytest.mark.parametrize(("hours", "extra"), [(21, 35), (14, 7), (35, 70)])
def test_nothing_is_found_in_a_sound_text(titre, hours, extra):
    read = read_programme(as_text(sound(titre, hours=hours, extra=extra)).encode(), "sain.txt", titre)
    assert [one.message for one in check_programme(read, titre).findings] == []
    assert len(read.seances) == len(titre.competences) - 0 + 2 * len(titre.ccps) - sum(
        len(b.competences) for b in titre.ccss
    )


@pytest.mark.parametrize("titre", TITRES, ids=lambda t: t.sigle)
def test_nothing_is_found_in_a_sound_workbook(titre):
    read = read_programme(as_workbook(sound(titre)), "sain.xlsx", titre)
    assert [one.message for one in check_programme(read, titre).findings] == []
    assert len(read.modules) == len(titre.ccps)


@pytest.mark.parametrize("titre", TITRES, ids=lambda t: t.sigle)
def test_a_programme_of_one_ccp_is_not_blamed_for_the_others(titre):
    whole = sound(titre)
    company = {1: whole.company[1]}
    one = whole.change(modules=(1,), overview_company=company, company=company, centre_total=whole.centre[1],
                       company_total=company[1], total=whole.centre[1] + company[1])  # fmt: skip
    read = read_programme(as_text(one).encode(), "ccp1.txt", titre)
    assert [f.message for f in check_programme(read, titre, ccps=frozenset({1})).findings] == []
    assert "module_missing" in {f.code for f in check_programme(read, titre).findings}


@pytest.mark.parametrize("titre", TITRES, ids=lambda t: t.sigle)
def test_the_template_lacks_only_the_hours_of_its_seances(titre):
    read = read_programme(template_workbook(titre), "modele.xlsx", titre)
    found = check_programme(read, titre).findings
    assert {one.code for one in found} == {"hours_unread"}
    assert len(found) == len(read.seances) == sum(len(ccp.competences) for ccp in titre.ccps)


def test_wrapped_lines_of_a_page_are_read_as_sentences(tmp_path: Path):
    titre = TITRES[0]
    text = as_text(sound(titre)).replace("Séance 2 : ", "Séance 2 – ").replace("Séance 3 : ", "Sequence 3. ")
    read = read_programme(text.replace("\n\n", "\n\n\n").encode("cp1252"), "sain.txt", titre)
    assert check_programme(read, titre).findings == ()
