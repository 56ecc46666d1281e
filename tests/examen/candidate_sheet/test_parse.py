"""Reading a centre's file: tolerant of habits, strict on values, every fault at once with its cell."""

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from jalon.common.spreadsheets import neutral, to_csv, to_xlsx
from jalon.examen.candidate_sheet import CandidateRow, SheetFrame, read_candidates
from jalon.examen.candidate_sheet.headings import assign_columns
from jalon.examen.candidate_sheet.values import (
    CellFault,
    date_of,
    email_of,
    hours_of,
    name_of,
    phone_of,
    route_of,
    scopes_of,
    text_of,
    whole_name_of,
)
from jalon.examen.candidate_sheet.writer import template_workbook

TODAY = date(2026, 11, 16)
FRAME = SheetFrame(
    titre_ref="TP-00403.08",
    titre_words=("CIP", "TP-00403.08", "TP-00403", "Conseiller en insertion professionnelle", "RNCP37274"),
    scopes=("title", "ccp1", "ccp2", "ccp3", "final_interview"),
    ccp_count=3,
    ccs_count=0,
    today=TODAY,
)
NAIVE = datetime(1990, 12, 31)  # noqa: DTZ001 - a spreadsheet knows no time zone
HEAD = ["Nom de naissance", "Prénom", "Date de naissance", "Voie d’accès", "Épreuves présentées"]
ROW = ["Lefèvre", "Éloïse", "31/12/1990", "formation continue", "titre"]


def csv_of(*rows, sep=";", encoding="utf-8"):
    return "\r\n".join(sep.join(str(c) for c in row) for row in rows).encode(encoding)


def xlsx_of(rows, title="Candidats", **others):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for name, content in others.items():
        sheet = book.create_sheet(name)
        for row in content:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ods_of(rows, *, encrypted=False, name="Candidats"):
    def cell(value):
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="{name}">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        "{}</manifest:manifest>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml", manifest.format("<manifest:encryption-data/>" if encrypted else "")
        )
    return stream.getvalue()


def read(data, name="candidats.csv"):
    return read_candidates(data, name, FRAME)


def only_fault(data, name="candidats.csv"):
    reading = read(data, name)
    assert len(reading.faults) == 1, reading.faults
    return reading.faults[0]


EXPECTED = CandidateRow(
    line=2, birth_name="Lefèvre", first_name="Éloïse", birth_date=date(1990, 12, 31), route="formation",
    scopes=("title",),
)  # fmt: skip


@pytest.mark.parametrize("sep", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_reads_alike_whatever_its_separator_and_encoding(sep, encoding):
    reading = read(csv_of(HEAD, ROW, sep=sep, encoding=encoding))
    assert reading.faults == ()
    assert reading.rows == (EXPECTED,)


def test_the_same_rows_read_alike_from_xlsx_and_ods():
    assert read(xlsx_of([HEAD, ROW]), "c.xlsx").rows == (EXPECTED,)
    assert read(ods_of([HEAD, ROW]), "c.ods").rows == (EXPECTED,)


def test_typed_cells_of_a_workbook_keep_their_meaning():
    head = [*HEAD, "Téléphone", "Heures CCP 1", "Entreprise"]
    row = ["Lefèvre", "Éloïse", NAIVE, "VAE", "CCP 1 et 3", 612345678, 105, "Atelier"]
    (read_row,) = read(xlsx_of([head, row]), "c.xlsx").rows
    assert (read_row.birth_date, read_row.phone) == (date(1990, 12, 31), "06 12 34 56 78")
    assert (read_row.scopes, read_row.hours) == (("ccp1", "ccp3"), ((1, 105),))


def test_a_quoted_field_may_hold_a_newline_and_the_separator():
    data = 'Nom;Prénom;Voie;CCP;Adresse\r\nBrun;Léa;vae;titre;"3, rue ""Haute"";\nbât. B"\r\n'.encode()
    (row,) = read(data).rows
    assert row.address == '3, rue "Haute";\nbât. B'


def test_headings_are_understood_without_accents_in_any_case_below_merged_titles():
    head = [
        "NOM DE NAISSANCE *",
        "prenom (usuel)",
        "Né(e) le",
        "modalité",
        "Perimetre",
        "E-mail",
        "CP",
        "Ville",
    ]
    rows = [
        ["Session de décembre"],
        [],
        head,
        ["Brun", "Léa", "3 mars 1991", "apprentie", "CCP2", "L.Brun@X.fr", 1000, "Bourg"],
    ]
    reading = read(xlsx_of(rows), "c.xlsx")
    (row,) = reading.rows
    assert (row.line, row.birth_date, row.route, row.scopes) == (
        4,
        date(1991, 3, 3),
        "apprentissage",
        ("ccp2",),
    )
    assert (row.email, row.address) == ("l.brun@x.fr", "01000 Bourg")


def test_nom_beside_nom_de_naissance_is_the_usage_name():
    (row,) = read(
        csv_of(["Nom", "Nom de naissance", "Prénom", "Voie", "CCP"], ["Roy", "Brun", "Léa", "vae", "titre"])
    ).rows
    assert (row.birth_name, row.usage_name) == ("Brun", "Roy")


def test_all_faults_come_at_once_with_sheet_cell_and_remedy():
    rows = [
        HEAD,
        ["Brun", "Léa", "31/02/1990", "formation", "titre"],
        ["", "Noé", "12/31/1990", "stage", "CCP 9"],
        ["=cmd|'/c calc'!A1", "Zoé", "1990", "vae", "titre"],
    ]
    reading = read(xlsx_of(rows), "c.xlsx")
    assert reading.rows == ()
    assert [f.place for f in reading.faults] == [
        f"Candidats!{cell}" for cell in ("C2", "A3", "C3", "D3", "E3", "A4", "C4")
    ]
    assert all(f.message and f.remedy for f in reading.faults)


@pytest.mark.parametrize("hostile", ["=1+1", "@SUM(A1)", "-2+3", "+cmd", "\t=1"])
def test_a_cell_that_begins_as_a_formula_is_a_fault(hostile):
    fault = only_fault(csv_of([*HEAD, "Lieu de naissance"], [*ROW, f'"{hostile}"']))
    assert "formule" in fault.message
    assert fault.place == "F2"


def test_a_phone_number_may_begin_with_its_country_code():
    (row,) = read(csv_of([*HEAD, "Tél."], [*ROW, "+33 6 12 34 56 78"])).rows
    assert row.phone == "06 12 34 56 78"
    assert phone_of("+352 621 123 456") == "+352621123456"


def test_columns_of_nir_and_health_are_ignored_and_said_so():
    reading = read(
        csv_of([*HEAD, "N° Sécurité sociale", "RQTH", "Groupe"], [*ROW, "2901231555001", "oui", "B"])
    )
    assert reading.rows == (EXPECTED,)
    assert any("sécurité sociale" in note for note in reading.notes)
    assert any("santé" in note for note in reading.notes)
    assert any("« Groupe »" in note for note in reading.notes)


def test_a_nir_hidden_in_another_column_is_refused():
    key = 97 - 2901231555001 % 97
    fault = only_fault(csv_of([*HEAD, "Lieu de naissance"], [*ROW, f"2901231555001{key:02d}"]))
    assert "sécurité sociale" in fault.message


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (["Nom", "Prénom", "Date"], "ambigu"),
        (["Nom", "Prénom", "Mail", "Courriel"], "Plusieurs colonnes"),
        (["Nom", "Voie"], "La colonne « Prénom » manque"),
    ],
)
def test_an_uncertain_heading_is_a_fault_of_its_own(head, told):
    _, faults, _ = assign_columns(head, "Candidats", 1)
    assert any(told in fault.message for fault in faults)


def test_the_same_person_twice_is_a_fault_that_names_the_first_line():
    fault = only_fault(csv_of(HEAD, ROW, ["LEFEVRE", "eloise", "31/12/1990", "vae", "titre"]))
    assert "ligne 2" in fault.message
    assert fault.place == "A3"


def test_a_row_for_another_title_is_refused():
    data = csv_of([*HEAD, "Titre"], [*ROW, "ETI"])
    assert "n’est pas le titre de cette session" in only_fault(data).message
    assert read(csv_of([*HEAD, "Titre"], [*ROW, "cip"])).faults == ()


def test_unknown_words_are_refused_with_the_accepted_ones():
    fault = only_fault(csv_of(HEAD, [*ROW[:3], "stage long", "titre"]))
    assert "apprentissage" in fault.remedy
    fault = only_fault(csv_of(HEAD, [*ROW[:4], "le grand jeu"]))
    assert "CCP 2" in fault.remedy


def test_a_missing_route_is_never_guessed():
    assert "voie d’accès manque" in only_fault(csv_of(HEAD, [*ROW[:3], "", "titre"])).message


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"", "vide.xlsx", "est vide"),
        (b"   \r\n ", "vide.csv", "est vide"),
        (b"%PDF-1.7 ...", "liste.pdf", "n’est pas une feuille de calcul"),
        (b"PK\x03\x04 tronque", "abime.xlsx", "est abîmé"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "clef.xlsx",
            "mot de passe",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 ancien", "vieux.xls", "ancien format"),
        (b"a\x00b\x00", "binaire.csv", "est abîmé"),
        (b"<html><table><tr><td>Nom</td></tr></table>", "export.xls", "page web"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "export.xls", "page web ou du XML"),
        (b'Nom;Pr\xc3\xa9nom\n"Brun;L\xc3\xa9a\n', "guillemets.csv", "guillemets"),
        (b"x" * 10_000_001, "gros.csv", "10 Mo"),
        (b"colonne;autre\n1;2\n", "etranger.csv", "Aucune ligne d’en-têtes"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(data, name, told):
    fault = only_fault(data, name)
    assert told in fault.message.replace("\u00a0", " ")
    assert fault.remedy


def test_an_encrypted_ods_is_told_from_a_broken_one():
    assert "mot de passe" in only_fault(ods_of([HEAD], encrypted=True), "c.ods").message


def test_a_workbook_without_the_right_sheet_names_its_sheets():
    fault = only_fault(xlsx_of([["Budget", "2026"]], title="Compta"), "c.xlsx")
    assert "« Compta »" in fault.message


def test_other_sheets_are_said_unread_and_examples_never_read():
    data = xlsx_of([HEAD, ROW], Archives=[["vieux"]], Exemples=[HEAD, ROW, ROW])
    reading = read(data, "c.xlsx")
    assert reading.rows == (EXPECTED,)
    assert any("« Archives »" in note for note in reading.notes)


def bomb(part, content):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(part, content)
        archive.writestr("xl/workbook.xml" if part.startswith("xl") else "x", "<workbook/>")
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        bomb("xl/worksheets/sheet1.xml", b"0" * 200_000_000),
        bomb("xl/worksheets/sheet1.xml", b'<row><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'),
        bomb("content.xml", b'<table:table><table:table-row table:number-rows-repeated="1000000"><table:table-cell/>'
             b'</table:table-row><table:table-row><table:table-cell office:value-type="string">x</table:table-cell>'),
    ],
    ids=["zip bomb", "one far cell", "a million repeated rows"],
)  # fmt: skip
def test_a_file_that_would_fill_the_memory_is_refused_before_it_is_opened(data):
    assert "bien plus que 5000 lignes" in only_fault(data, "piege.xlsx").message


def test_too_many_rows_are_refused_with_the_limit():
    rows = [[f"Nom{chr(97 + i % 26)}", "Zoé", "", "vae", "titre"] for i in range(5001)]
    assert "5000" in only_fault(csv_of(HEAD, *rows)).message


@pytest.mark.parametrize(
    "typed",
    ["31/12/1990", "31-12-1990", "31.12.1990", "1990-12-31", "1990/12/31", "31 décembre 1990", "31 DEC. 1990",
     "lundi 31 décembre 1990", "1990-12-31 00:00:00", "31/12/1990 00:00", "33238", 33238, 33238.0, 19901231, "19901231",
     NAIVE, date(1990, 12, 31), "  31/12/1990 "],
)  # fmt: skip
def test_dates_are_read_in_every_usual_form(typed):
    assert date_of(typed) == date(1990, 12, 31)


@pytest.mark.parametrize(
    "typed",
    [
        "31/02/1990",
        "12/31/1990",
        "1990",
        1990,
        "31/12/90",
        "hier",
        "00/00/0000",
        "1/1",
        True,
        -5,
        1e9,
        "3 brumaire 1991",
    ],
)
def test_impossible_or_uncertain_dates_are_faults(typed):
    with pytest.raises(CellFault):
        date_of(typed)


def test_the_first_of_a_month_is_written_1er():
    assert date_of("1er mars 1991") == date(1991, 3, 1)


@given(st.dates(date(1926, 12, 1), date(2012, 1, 1)))
def test_every_date_is_read_back_from_its_french_and_iso_forms(day):
    assert date_of(f"{day:%d/%m/%Y}") == date_of(day.isoformat()) == day


@pytest.mark.parametrize(
    ("typed", "scopes"),
    [("Titre complet", ("title",)), ("CCP1", ("ccp1",)), ("ccp 1, 2 et 3", ("ccp1", "ccp2", "ccp3")),
     ("CCP 3 + CCP 1", ("ccp1", "ccp3")), ("Bloc 2", ("ccp2",)), ("entretien final", ("final_interview",)),
     ("CCP 3 et entretien final", ("ccp3", "final_interview"))],
)  # fmt: skip
def test_what_is_presented_is_read_as_people_write_it(typed, scopes):
    assert scopes_of(typed, FRAME) == scopes


@given(st.text(max_size=40))
def test_no_text_ever_breaks_the_reading(text):
    for convert in (date_of, phone_of, route_of, lambda t: scopes_of(t, FRAME)):
        with suppress(CellFault):
            convert(text)


@given(st.binary(max_size=300))
def test_no_bytes_ever_break_the_reading(data):
    reading = read(data, "quelconque.xlsx")
    assert reading.faults


def test_a_row_survives_its_storage():
    row = CandidateRow(
        line=3,
        birth_name="Brun",
        first_name="Léa",
        birth_date=date(1990, 1, 2),
        scopes=("ccp1",),
        hours=((1, 70),),
    )
    assert CandidateRow.from_json(row.to_json()) == row


def test_the_template_is_read_back_without_fault_once_its_examples_are_copied():
    from python_calamine import CalamineWorkbook

    content = template_workbook(FRAME)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["Candidats", "Exemples", "Notes"]
    examples = book.get_sheet_by_name("Exemples").to_python()
    reading = read(xlsx_of(examples), "modele.xlsx")
    assert reading.faults == ()
    assert len(reading.rows) == 2
    assert "aucun candidat" in only_fault(content, "modele.xlsx").message


HOSTILE = '=HYPERLINK("http://x")'


def test_exports_never_carry_a_formula():
    from openpyxl import load_workbook

    cell = load_workbook(io.BytesIO(to_xlsx("Candidats", ["Nom"], [[HOSTILE]]))).active["A2"]
    assert (cell.value, cell.data_type) == (HOSTILE, "s")
    assert to_csv(["Nom"], [[HOSTILE]]).decode("utf-8-sig").splitlines()[1].startswith("\"'=")
    assert neutral("+33 6 12 34 56 78") == "+33 6 12 34 56 78"
    assert neutral("-1+1") == "'-1+1"


def test_a_column_a_after_the_birth_date_is_the_birth_place():
    head = ["Nom", "Prénom", "Né(e) le", "à", "Voie", "CCP"]
    (row,) = read(csv_of(head, ["Brun", "Noé", "1/2/1990", "Albi", "vae", "titre"])).rows
    assert (row.birth_date, row.birth_place) == (date(1990, 2, 1), "Albi")
    elsewhere = read(csv_of(["Nom", "Prénom", "à", "Voie", "CCP"], ["Brun", "Noé", "Albi", "vae", "titre"]))
    assert elsewhere.rows[0].birth_place is None
    assert elsewhere.notes == ("Colonnes non lues : « à ».",)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("DUPONT Jean-Pierre", ("DUPONT", "Jean-Pierre")),
        ("Jean-Pierre DUPONT", ("DUPONT", "Jean-Pierre")),
        ("de LA TOUR Anne Marie", ("de LA TOUR", "Anne Marie")),
        ("LE GALL-O’NEIL Zoé", ("LE GALL-O’NEIL", "Zoé")),
    ],
)
def test_name_and_first_name_in_one_column_are_told_by_the_capitals(typed, names):
    assert whole_name_of(typed) == names
    (row,) = read(csv_of(["NOM Prénom", "Voie", "CCP"], [typed, "vae", "titre"])).rows
    assert (row.birth_name, row.first_name) == names


@pytest.mark.parametrize("typed", ["Dupont Jean", "DUPONT JEAN", "DUPONT", "DUPONT Jean MARTIN", "É Jean"])
def test_a_whole_name_whose_cut_is_unsure_is_a_fault(typed):
    fault = only_fault(csv_of(["Nom et prénom", "Voie", "CCP"], [typed, "vae", "titre"]))
    assert (fault.place, "capitales" in fault.remedy) == ("A2", True)


def test_an_empty_whole_name_is_said_once():
    assert "est vide" in only_fault(csv_of(["NOM Prénom", "Voie", "CCP"], ["", "vae", "titre"])).message


def test_a_hidden_sheet_is_never_read_in_place_of_the_one_shown():
    book = Workbook()
    book.active.title = "Cette année"
    for row in (HEAD[:2] + HEAD[3:], ["Brun", "Noé", "vae", "titre"]):
        book.active.append(row)
    old = book.create_sheet("Année passée")
    for row in (HEAD, ROW):
        old.append(row)
    old.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    reading = read(stream.getvalue(), "c.xlsx")
    assert [row.birth_name for row in reading.rows] == ["Brun"]
    assert reading.notes == ("Feuilles non lues : « Année passée ».",)


@pytest.mark.parametrize("typed", ["=VLOOKUP(1,2,3)", "#N/A", "#REF!"])
def test_an_error_or_a_formula_never_computed_is_not_an_empty_cell(typed):
    fault = only_fault(xlsx_of([[*HEAD, "Lieu de naissance"], [*ROW, typed]]), "c.xlsx")
    assert (fault.place, "n’a pas de résultat" in fault.message) == ("Candidats!F2", True)


def test_the_heading_repeated_on_each_printed_page_is_no_candidate():
    assert [row.line for row in read(csv_of(HEAD, ROW, HEAD, ["Brun", "Noé", *ROW[2:]])).rows] == [2, 4]


def test_a_unicode_text_without_its_mark_is_read():
    for encoding in ("utf-16-le", "utf-16-be"):
        assert read(csv_of(HEAD, ROW, encoding=encoding)).rows == (EXPECTED,)


def test_a_control_character_of_a_heading_is_neither_shown_nor_stored():
    reading = read(xlsx_of([[*HEAD, "_x0000_Note"], [*ROW, "x"]]), "c.xlsx")
    assert reading.notes == ("Colonnes non lues : « Note ».",)


def test_hours_without_any_company_column_are_told_once():
    data = csv_of([*HEAD, "Heures CCP 1"], [*ROW, "105"], ["Brun", "Noé", *ROW[2:], "70"])
    fault = only_fault(data)
    assert (fault.place, "« Entreprise »" in fault.remedy) == ("F2", True)
    assert read(csv_of([*HEAD, "Heures CCP 1"], [*ROW, "0"], ["Brun", "Noé", *ROW[2:], ""])).faults == ()


@pytest.mark.parametrize(
    "typed", ["😀", "Zoé😀", "’", "Martin (née Brun)", "Лев", "عبد", "Brun & Cie", "A1", True]
)
def test_what_is_no_name_is_refused(typed):
    with pytest.raises(CellFault):
        name_of(typed)


@pytest.mark.parametrize(
    "typed", ["O’Neil", "D'Urfé", "Nguyễn", "Müller-Lüdenscheidt", "Marie, Claire", "St. Clair"]
)
def test_the_names_of_people_are_taken_as_they_are(typed):
    assert name_of(typed) == typed


def test_marks_of_writing_direction_do_not_hide_in_a_name():
    assert name_of("\u202eLefèvre\u200b\u2069") == "Lefèvre"


@pytest.mark.parametrize(
    "typed",
    ["lundi 4 mars 1991", "Lun. 04/03/1991", "le 04/03/1991", "lundi, 4 mars 1991", "LUNDI 04-03-1991"],
)
def test_a_date_may_say_its_weekday(typed):
    assert date_of(typed) == date(1991, 3, 4)


@pytest.mark.parametrize("typed", [-5, 5001, "9999", "105,5", 105.5, "1e3", True, 1e30, "-5", "beaucoup"])
def test_hours_out_of_reason_are_faults(typed):
    with pytest.raises(CellFault):
        hours_of(typed)


@given(st.emails() | st.from_regex(r"[a-zA-Z0-9._%+'-]{1,8}@[a-z0-9.-]{1,8}\.[a-z]{2,3}", fullmatch=True))
def test_an_address_that_the_file_may_hold_is_one_that_the_record_may_hold(typed):
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    with suppress(CellFault):
        if address := email_of(typed):
            try:
                validate_email(address)
            except ValidationError:
                pytest.fail(f"{address} would be refused when written")


@given(st.text(max_size=60) | st.floats() | st.integers() | st.booleans())
def test_no_cell_ever_breaks_the_reading(cell):
    for convert in (text_of, name_of, whole_name_of, email_of, hours_of, phone_of, date_of):
        with suppress(CellFault):
            convert(cell)
