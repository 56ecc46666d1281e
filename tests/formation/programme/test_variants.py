"""Whatever the hand that laid a workbook out: each planted fault is found, with its cell, and nothing false is said."""

import io
import zipfile
from datetime import date, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from jalon.formation.programme import check_programme, read_programme
from jalon.formation.programme.cells import clock_of, competences_of, day_of, hours_of, module_number
from jalon.formation.programme.facts import UnreadableProgramme
from jalon.referentiel.shipped import shipped_titres
from tests.formation.programme.test_faults import BOTH, _short_company, _swap, _weeks
from tests.formation.programme.variants import LAYOUTS, Tables, tables_of, workbook_of
from tests.formation.programme.written import as_workbook, sound

TITRES = list(shipped_titres().values())
CIP = shipped_titres()["TP-00403.08"]
FAULTS = {
    "": lambda one: one,
    "seances_total": BOTH["seances_total"],
    "module_missing": BOTH["module_missing"],
    "company_minimum": _short_company,
    "weeks": _weeks,
    "rncp": BOTH["rncp"],
    "level": BOTH["level"],
    "centre_total": BOTH["centre_total"],
    "grand_total": BOTH["grand_total"],
    "exam_minutes": BOTH["exam_minutes"],
    "hours_unread": BOTH["hours_unread"],
    "negative": lambda one: _swap(one, 1, 2, hours="-14 h"),
    "company_total": BOTH["company_total"],
}
TOLD = {  # where a figure stands nowhere, the contradiction shows elsewhere, or not at all
    ("no sheet of modules", "seances_total"): {"centre_total"},
    ("no sheet of tests", "exam_minutes"): set(),
}


def _found(data, titre, name="x.xlsx"):
    return check_programme(read_programme(data, name, titre), titre).findings


@pytest.mark.parametrize("titre", TITRES, ids=lambda t: t.sigle)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_tells_each_fault_alone(titre, layout):
    """Recall and precision are both whole: for each fault, the codes found are that one, and no other."""
    wrong = []
    for fault, spoil in FAULTS.items():
        data = workbook_of(LAYOUTS[layout](tables_of(spoil(sound(titre)))))
        found = _found(data, titre)
        own = {fault.replace("negative", "hours_unread")} if fault else set()
        expected = TOLD.get((layout, fault), own)
        codes = {one.code for one in found}
        if codes != expected:
            wrong.append((fault, codes, [one.message for one in found][:3]))
        wrong += [
            (fault, one.code, "no cell") for one in found for quote in one.quotes if "!" not in quote.where
        ]
        wrong += [
            (fault, one.code, "no text") for one in found if not (one.rule and one.source and one.remedy)
        ]
    assert wrong == []


def _tables() -> Tables:
    return tables_of(sound(CIP))


def test_all_faults_are_told_at_once_with_their_cells():
    tables = _tables()
    at = {"hours": 2, "refs": 3}
    tables.seances[2][at["hours"]] = "=SUM(A1:A3)"
    tables.seances[3][at["hours"]] = -7
    tables.seances[4][at["hours"]] = "beaucoup"
    tables.seances[5][at["hours"]] = 0
    tables.seances[6][at["hours"]] = None
    tables.seances[7][at["hours"]] = 10**9
    tables.seances[8][at["refs"]] = "C99"
    tables.seances[9][at["refs"]] = "TP-00448.06/C1"
    tables.programme[3][1] = "RNCP 403"
    found = _found(workbook_of(tables), CIP)
    cells = {quote.where for one in found if one.code == "hours_unread" for quote in one.quotes}
    assert cells == {f"Séances!C{line}" for line in range(3, 9)}
    told = " ".join(one.message for one in found).replace("\u00a0", " ")
    for word in ("jamais été calculée", "négatives", "« beaucoup »", "nulles", "ne sont pas indiquées", "dépasse",
                 "vise C99", "TP-00448.06/C1", "403 est le code du titre"):  # fmt: skip
        assert word in told, word


def _dated(**changes):
    """Two séances of one day, told with their hours, their trainer and their room."""
    tables = _tables()
    tables.seances[0] += ["Date", "Heure de début", "Heure de fin", "Formateur", "Salle", "Groupe"]
    given = {
        "day": date(2027, 1, 5), "other": date(2027, 1, 5), "start": time(9), "end": time(16), "then": time(16),
        "until": time(20), "who": ("Bastien", "Bastien"), "room": ("A1", "A1"), "group": ("", ""), **changes,
    }  # fmt: skip
    for row in tables.seances[1:]:
        row += [None] * 6
    tables.seances[1][4:] = [
        given["day"],
        given["start"],
        given["end"],
        given["who"][0],
        given["room"][0],
        given["group"][0],
    ]
    tables.seances[1][2], tables.seances[9][2] = 7, 3
    tables.seances[9][4:] = [
        given["other"],
        given["then"],
        given["until"],
        given["who"][1],
        given["room"][1],
        given["group"][1],
    ]
    return [one for one in _found(workbook_of(tables), CIP) if one.code.startswith(("day_", "figure_"))]


@pytest.mark.parametrize(
    ("changes", "codes", "word"),
    [
        ({}, [], ""),
        ({"day": date(2027, 7, 14), "other": date(2027, 7, 15)}, ["day_closed"], "férié"),
        ({"day": date(2027, 5, 6), "other": date(2027, 5, 7)}, ["day_closed"], "férié"),  # l’Ascension
        ({"day": date(2027, 1, 10), "other": date(2027, 1, 11)}, ["day_closed"], "dimanche"),
        ({"end": time(8)}, ["day_hours"], "avant de commencer"),
        ({"end": time(12)}, ["day_hours"], "il y a 3"),
        ({"then": time(10), "until": time(19)}, ["day_overlap"], "du formateur Bastien et de la salle A1"),
        (
            {"then": time(10), "who": ("BASTIEN", "bastien"), "room": ("A1", "B2")},
            ["day_overlap"],
            "formateur",
        ),
        ({"then": time(10), "who": ("Bastien", "Odile"), "room": ("A1", "B2")}, [], ""),
        (
            {"then": time(10), "who": ("", ""), "room": ("", ""), "group": ("G1", "g1")},
            ["day_overlap"],
            "du groupe",
        ),
        ({"then": time(10), "who": ("", ""), "room": ("", ""), "group": ("G1", "G2")}, [], ""),
        ({"then": time(10), "other": date(2027, 1, 6)}, [], ""),
        ({"start": "9h", "end": "16 h 00"}, [], ""),
        ({"start": "tôt"}, ["figure_unread"], "« tôt »"),
        ({"day": "31/02/2027"}, ["figure_unread"], "31/02/2027"),
    ],
)
def test_days_and_hours_that_clash(changes, codes, word):
    found = _dated(**changes)
    assert [one.code for one in found] == codes
    assert all(word in one.message.replace("\u00a0", " ").replace("\u202f", " ") for one in found)
    assert all(one.quotes[0].where.startswith("Séances!") for one in found)


def test_a_seance_out_of_the_training_is_told():
    tables = _tables()
    tables.programme += [["Début", date(2027, 1, 4)], ["Fin", date(2027, 12, 17)]]
    tables.seances[0].append("Date")
    tables.seances[1].append(date(2028, 1, 10))
    found = _found(workbook_of(tables), CIP)
    assert [one.code for one in found] == ["day_outside"]


def _empty() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def _long() -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Séances")
    sheet.append(["Module", "Séance", "Heures"])
    for rank in range(100_000):
        sheet.append([1, f"Séance {rank}", 1])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _zip(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "name", "word"),
    [
        (b"", "vide.xlsx", "vide"),
        (_empty(), "feuille-vide.xlsx", "Séances"),
        (OLE + bytes(600), "ancien.xls", ""),
        (OLE + bytes(200) + "EncryptedPackage".encode("utf-16-le") + bytes(400), "protégé.xlsx", ""),
        (_zip(**{"xl/workbook.bin": b"x"}), "binaire.xlsb", ""),
        (_zip(**{"a.txt": b"x"}), "autre.xlsx", ""),
        (b"PK\x03\x04" + bytes(50), "coupé.xlsx", ""),
        (as_workbook(sound(CIP))[:4000], "tronqué.xlsx", ""),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "photo.xlsx", ""),
        (b"<html><body><table></table></body></html>", "export.xls", ""),
    ],
)
def test_what_is_no_programme_is_refused_in_french_without_a_trace(data, name, word):
    with pytest.raises(UnreadableProgramme) as refused:
        read_programme(data, name, CIP)
    assert word in refused.value.reason
    assert len(refused.value.reason) > 20


def test_a_hundred_thousand_rows_are_refused_before_they_are_read():
    with pytest.raises(UnreadableProgramme, match="5000 lignes"):
        read_programme(_long(), "long.xlsx", CIP)


def test_a_csv_is_read_as_the_sheet_of_seances():
    rows = _tables().seances
    text = "\n".join(";".join("" if cell is None else str(cell) for cell in row) for row in rows)
    read = read_programme(text.encode("cp1252"), "séances.csv", CIP)
    assert [seance.heading for seance in read.seances] == [row[1] for row in rows[1:]]
    assert {one.code for one in check_programme(read, CIP).findings} == {"title_absent", "company_absent"}


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        (7, 420), (7.5, 450), ("7", 420), ("7,5", 450), ("7.5", 450), ("7h", 420), ("3h30", 210), ("3 h 30 min", 210),
        ("45 min", 45), ("1 120 h", 67200), ("07:30", 450), (time(7, 30), 450), ("7 Heures", 420), (True, None),
        (float("nan"), None), (float("inf"), None), (-1, None), (0, None), ("", None), ("-3", None), ("#REF!", None),
        ("7 h par jour", None), ("deux", None), (1e300, None), ("9" * 400, None), (date(2027, 1, 4), None), ("½", None),
    ],
)  # fmt: skip
def test_hours_of_a_cell(cell, minutes):
    assert hours_of(cell)[0] == minutes
    assert bool(hours_of(cell)[1]) == (minutes is None)


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("C1, C4", ["C1", "C4"]), ("CP 2 et 3", ["C2", "C3"]), ("C1 à C3", ["C1", "C2", "C3"]), ("1/2", ["C1", "C2"]),
        ("C4 : Accueillir", ["C4"]), ("TP-00403.08/C1", ["TP-00403.08/C1"]), ("—", []), ("transversal", []),
        ("C99", ["C99"]), ("C1\nC2", ["C1", "C2"]), ("C1 C2", ["C1", "C2"]), ("", []),
    ],
)  # fmt: skip
def test_competences_of_a_cell(text, refs):
    assert list(competences_of(text)) == refs


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2),
        ("Module 2 : Accompagner", 2),
        ("M3", 3),
        ("CCP 1", 1),
        ("II", 2),
        ("Accueillir", None),
        ("", None),
    ],
)
def test_number_of_a_module(text, number):
    assert module_number(text) == number


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.text(max_size=60),
        st.floats(),
        st.integers(),
        st.dates(),
        st.times(),
        st.timedeltas(),
        st.booleans(),
    )
)
def test_no_cell_breaks_the_reading(cell):
    minutes, reason = hours_of(cell)
    assert (minutes is None) == bool(reason)
    assert minutes is None or 0 < minutes <= 600_000
    assert clock_of(cell) is None or 0 <= clock_of(cell) <= 1440
    text = str(cell)
    list(competences_of(text))
    module_number(text)
    day_of(text)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.lists(
            st.one_of(st.none(), st.text(max_size=12), st.integers(-50, 2000), st.floats(allow_nan=True)),
            max_size=6,
        ),
        max_size=12,
    )
)
def test_no_rows_break_the_checker(rows):
    """Whatever stands under the headings of séances, the report comes out, or one sentence of refusal."""
    from jalon.common.received_sheets import RawSheet
    from jalon.formation.programme.workbook import read_workbook

    heads = ["Module", "Séance", "Heures", "Compétences", "Date", "Début"]
    read = read_workbook([RawSheet("Séances", [heads, *rows])], "x.xlsx", CIP)
    for one in check_programme(read, CIP).findings:
        assert one.message
        assert one.remedy
