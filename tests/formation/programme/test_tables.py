"""Programmes laid out as Word or PDF files do: séances in tables, sentences cut over printed lines."""

from jalon.formation.programme import check_programme
from jalon.formation.programme.durations import durations, plain_hours, told
from jalon.formation.programme.statements import statements
from jalon.formation.programme.text import read_text
from jalon.referentiel.importer.source import Cell, Line, Place, Row, Source, Table
from jalon.referentiel.shipped import shipped_titres
from tests.formation.programme.written import as_text, sound

CIP = shipped_titres()["TP-00403.08"]


def _line(text, number, *, gap=0.0, whole=True):
    return Line(text, Place("p.docx", 1, number), gap=gap, whole=whole)


def _source(*blocks):
    return Source("p.docx", "docx", "0" * 64, 1, blocks)


def _row(number, *texts):
    return Row(tuple(Cell((_line(text, number),), column) for column, text in enumerate(texts)))


def test_a_table_of_seances_is_read_with_its_column_of_hours():
    ccp = CIP.ccps[0]
    rows = [_row(10, "Séance", "Contenu", "Heures")]
    rows += [_row(10 + n, f"Séance {n}", c.title, "21") for n, c in enumerate(ccp.competences, 1)]
    read = read_text(
        _source(
            _line(CIP.title, 1), _line(f"MODULE 1 : {ccp.title}", 2), _line("Formation théorique : 100 h", 3),
            Table(tuple(rows)),
        ),
        CIP,
    )  # fmt: skip
    assert [seance.minutes for seance in read.seances] == [21 * 60] * 5
    assert read.seances[0].heading == ccp.competences[0].title
    found = check_programme(read, CIP, ccps=frozenset({1})).findings
    assert "seances_total" in {one.code for one in found}
    assert any(quote.where == "page 1, ligne 3" for one in found for quote in one.quotes)


def test_printed_lines_of_one_sentence_are_joined():
    said = statements(
        _source(
            _line("Séance 4 : Travailler en équipe dans un cadre", 1, whole=False),
            _line("partenarial pour optimiser la réponse (14 h)", 2, whole=False),
            _line("Séance 5 : Tenir une veille (7 h)", 3, whole=False),
        )
    )
    assert [one.quote.where for one in said] == ["page 1, ligne 1", "page 1, ligne 3"]
    assert said[0].text.endswith("cadre partenarial pour optimiser la réponse (14 h)")


def test_a_sound_programme_cut_at_eighty_characters_stays_sound():
    from textwrap import wrap

    lines, number = [], 0
    for paragraph in as_text(sound(CIP)).split("\n"):
        for rank, piece in enumerate(wrap(paragraph, 80)):
            number += 1
            bullet = "-" if piece.startswith("- ") and not rank else ""
            text = piece.removeprefix("- ") if bullet else piece
            lines.append(Line(text, Place("p.pdf", 1, number), gap=0.0 if rank else 1.0, bullet=bullet))
    found = check_programme(read_text(_source(*lines), CIP), CIP).findings
    assert [one.message for one in found] == []


def test_durations_as_people_write_them():
    said = {
        "252h": 252 * 60,
        "1 h 30": 90,
        "1H": 60,
        "45 min": 45,
        "07h": 420,
        "1\u202f120 heures": 1120 * 60,
    }
    for text, minutes in said.items():
        assert [one.minutes for one in durations(text)] == [minutes], text
    assert durations("7 h par jour, 35 h par semaine") == []
    assert [one.unit for one in durations("140 h sur 4 semaines")] == ["hours", "weeks"]
    assert [plain_hours(text) for text in ("14", "7,5", "1:30", "x", "")] == [840, 450, 90, None, None]
    assert (told(90), told(840), told(45)) == ("1 h 30", "14 h", "45 min")
