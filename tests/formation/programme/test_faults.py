"""Each kind of fault, planted in a sound programme, is found: that one and no other, with its place quoted."""

import pytest

from jalon.formation.programme import check_programme, read_programme
from jalon.referentiel.shipped import shipped_titres
from tests.formation.programme.written import Written, as_text, as_workbook, sound

TITRES = list(shipped_titres().values())


def _swap(
    one: Written, module: int, rank: int, heading: str | None = None, hours: str | None = None
) -> Written:
    seances = list(one.seances[module])
    old = seances[rank]
    seances[rank] = (heading or old[0], hours or old[1])
    return one.change(seances={**one.seances, module: tuple(seances)})


def _text_seances(one: Written) -> Written:
    return _swap(one, 1, 0, hours="14 h")


def _missing_module(one: Written) -> Written:
    gone = one.modules[-1]
    return one.change(
        modules=one.modules[:-1],
        centre_total=one.centre_total - one.centre[gone],
        total=one.total - one.centre[gone],
    )


def _foreign(one: Written) -> Written:
    return _swap(one, 1, 0, heading="Accueil, compétence 42")


def _uncovered(one: Written) -> Written:
    return _swap(one, 1, 1, heading="Journée au musée")


def _short_company(one: Written) -> Written:
    number = one.modules[-1]
    short = one.company[number] - 35
    told = {**one.company, number: short}
    other = {**told, 1: one.company[1] + 35}
    weeks = {n: h // 35 for n, h in other.items()}
    return one.change(company=other, overview_company=other, weeks=weeks)


def _company_places(one: Written) -> Written:
    more = {**one.overview_company, 1: one.company[1] + 35}
    return one.change(overview_company=more, weeks={n: h // 35 for n, h in more.items()},
                      company_total=one.company_total)  # fmt: skip


def _weeks(one: Written) -> Written:
    return one.change(weeks={**one.weeks, 2: one.weeks[2] + 1})


def _exam(one: Written) -> Written:
    tests = list(one.tests[3])
    tests[0] = (tests[0][0], tests[0][1] + 15)
    return one.change(tests={**one.tests, 3: tuple(tests)})


def _exam_foreign(one: Written) -> Written:
    return one.change(tests={**one.tests, 2: (*one.tests[2], ("Questionnaire professionnel", 30))})


def _exam_absent(one: Written) -> Written:
    number = next(n for n in (1, 3) if len(one.tests[n]) > 1)
    return one.change(tests={**one.tests, number: one.tests[number][:-1]})


def _pages(one: Written) -> Written:
    low, high = one.pages[2]
    return one.change(pages={**one.pages, 2: (low, high + 9)})


BOTH = {
    "seances_total": _text_seances,
    "module_missing": _missing_module,
    "competence_uncovered": _uncovered,
    "company_minimum": _short_company,
    "weeks": _weeks,
    "exam_minutes": _exam,
    "exam_foreign": _exam_foreign,
    "exam_absent": _exam_absent,
    "pages": _pages,
    "rncp": lambda one: one.change(rncp="12345"),
    "code": lambda one: one.change(code="TP-99999"),
    "level": lambda one: one.change(level="7"),
    "decree": lambda one: one.change(decree="2001-02-03"),
    "centre_total": lambda one: one.change(centre_total=one.centre_total + 10, total=one.total + 10),
    "grand_total": lambda one: one.change(total=one.total + 1),
    "hours_unread": lambda one: _swap(one, 2, 1, hours="beaucoup"),
    "company_total": lambda one: one.change(company_total=one.company_total + 7, total=one.total + 7),
}


@pytest.mark.parametrize("titre", TITRES, ids=lambda t: t.sigle)
@pytest.mark.parametrize("code", BOTH)
def test_a_fault_in_a_text_is_found_alone(titre, code):
    text = as_text(BOTH[code](sound(titre)))
    found = check_programme(read_programme(text.encode(), "x.txt", titre), titre).findings
    assert {one.code for one in found} == {code}, [one.message for one in found]
    lines = text.split("\n")
    for one in found:
        for quote in one.quotes:
            assert quote.text in lines[int(quote.where.removeprefix("ligne ")) - 1]
    assert all(one.rule and one.source and one.remedy for one in found)


@pytest.mark.parametrize("titre", TITRES, ids=lambda t: t.sigle)
@pytest.mark.parametrize("code", [code for code in BOTH if code != "competence_uncovered"])
def test_a_fault_in_a_workbook_is_found_alone(titre, code):
    data = as_workbook(BOTH[code](sound(titre)))
    found = check_programme(read_programme(data, "x.xlsx", titre), titre).findings
    assert {one.code for one in found} == {code}, [one.message for one in found]
    assert all("!" in quote.where for one in found for quote in one.quotes)


@pytest.mark.parametrize("titre", TITRES, ids=lambda t: t.sigle)
def test_hours_in_companies_told_differently_in_two_places(titre):
    text = as_text(_company_places(sound(titre)))
    found = check_programme(read_programme(text.encode(), "x.txt", titre), titre).findings
    assert {"company_differs", "company_total"} == {one.code for one in found}
    differs = next(one for one in found if one.code == "company_differs")
    assert len(differs.quotes) == 2
    assert len({quote.where for quote in differs.quotes}) == 2


@pytest.mark.parametrize("titre", TITRES, ids=lambda t: t.sigle)
def test_a_seance_that_names_a_competence_of_another_title(titre):
    text = as_text(_foreign(sound(titre)))
    found = check_programme(read_programme(text.encode(), "x.txt", titre), titre).findings
    assert {one.code for one in found} == {"competence_foreign"}
    other = next(t for t in TITRES if t is not titre)
    data = as_workbook(sound(titre), {(1, 1): f"{other.ref}/C1"})
    found = check_programme(read_programme(data, "x.xlsx", titre), titre).findings
    assert {one.code for one in found} == {"competence_foreign"}
    assert other.ref in found[0].message


@pytest.mark.parametrize("titre", TITRES, ids=lambda t: t.sigle)
def test_a_competence_that_no_seance_of_a_workbook_names(titre):
    first = titre.ccps[0].competences[0].number
    data = as_workbook(sound(titre), {(1, 2): ""})
    found = check_programme(read_programme(data, "x.xlsx", titre), titre).findings
    assert [(one.code, f"C{first} " in one.message) for one in found] == [("competence_uncovered", True)]


@pytest.mark.parametrize(("hours", "reason"), [("0 h", "nulles"), ("-14 h", "négatives"), ("x", "nombre")])
def test_hours_that_are_no_hours_are_refused_with_their_cell(hours, reason):
    titre = TITRES[0]
    one = _swap(sound(titre), 1, 2, hours=hours)
    for data, name in ((as_text(one).encode(), "x.txt"), (as_workbook(one), "x.xlsx")):
        found = check_programme(read_programme(data, name, titre), titre).findings
        assert {f.code for f in found} == {"hours_unread"}, name
        assert name.endswith("txt") or reason in found[0].message


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("du 5 janvier 2027 au 4 janvier 2026", "avant de commencer"),
        ("du 5 janvier 2027 au 4 juin 2031", "fin de validité"),
        ("du 05/01/2031 au 04/06/2031", "après la fin de validité"),
        ("du 5 janvier 2020 au 4 juin 2020", "entrée en vigueur"),
    ],
)
def test_days_out_of_the_life_of_the_title(days, said):
    titre = TITRES[0]
    text = as_text(sound(titre).change(days=days))
    found = check_programme(read_programme(text.encode(), "x.txt", titre), titre).findings
    assert [one.code for one in found] == ["days"]
    assert said in found[0].message


def test_days_within_the_life_of_the_title_say_nothing():
    titre = TITRES[0]
    text = as_text(sound(titre).change(days="du 5 janvier 2027 au 30 juin 2027"))
    assert check_programme(read_programme(text.encode(), "x.txt", titre), titre).findings == ()


def test_a_part_larger_than_its_whole():
    titre = TITRES[0]
    one = sound(titre)
    text = as_text(one).replace(
        f"- CCP 1 : {one.company[1]} h de stage", f"- CCP 1 : (40 h) dont {one.company[1]} h de stage"
    )
    found = {f.code for f in check_programme(read_programme(text.encode(), "x.txt", titre), titre).findings}
    assert {"inside_larger"} <= found
