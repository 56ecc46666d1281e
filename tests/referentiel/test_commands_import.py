"""`jalon referentiel import` on a terminal: what is printed, where, and with which exit code."""

import argparse
import errno
import io
import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jalon.referentiel import commands, commands_import
from jalon.referentiel.commands_import import OPEN, REFUSED, WHOLE, Ticker
from jalon.referentiel.document import from_json, to_contract, to_json
from jalon.referentiel.importer import workers
from jalon.referentiel.importer.result import Imported
from jalon.referentiel.schema import TitreVersion

from .synthetic import formats, titles
from .synthetic.eras import ERAS

VANNIER = titles.invented("vannier")
SHIPPED = Path(commands.__file__).parent / "data" / "TP-00403.08.json"


def run(*words: object) -> int:
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    arguments = parser.parse_args(["referentiel", "import", *map(str, words)])
    code: int = arguments.run(arguments)
    return code


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = formats.files(VANNIER, ERAS["2022"], "docx")
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    return [tmp_path / name for name in made]


def whole(titre: TitreVersion) -> Imported:
    return Imported((), to_json(titre), titre, (), {}, (), (), (), ())


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Stands for the reading: what it is given is what the documents gave."""

    def give(imported: Imported) -> None:
        monkeypatch.setattr(workers, "import_apart", lambda paths, step: imported)

    return give


# --- one titre ---


def test_documents_with_open_points_are_reported_with_exit_code_three(
    files: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*files) == OPEN
    out = capsys.readouterr().out
    assert out.startswith(f"{VANNIER.ref} – {VANNIER.title} (VAN)\n")
    assert "Couverture : " in out


def test_the_json_is_alone_on_the_standard_output(
    files: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*files, "--json") == OPEN
    printed = json.loads(capsys.readouterr().out)
    expected = to_contract(VANNIER)
    assert list(printed) == [*expected]
    assert printed["competences"][0]["title"] == VANNIER.competences[0].title
    assert {finding["code"] for finding in printed["findings"]}


def test_a_title_read_whole_is_exit_code_zero(
    cip: TitreVersion, reads: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    reads(whole(cip))
    assert run("REAC.pdf") == WHOLE
    assert "Tout est lu, rien n’est en suspens." in capsys.readouterr().out


def test_the_output_is_the_whole_document_and_reads_again(files: list[Path], tmp_path: Path) -> None:
    output = tmp_path / "vannier.json"
    assert run(*files, "--output", output) == OPEN
    document = json.loads(output.read_text(encoding="utf-8"))
    titre = from_json(document)
    assert titre.title == VANNIER.title
    assert to_json(titre) == document


def test_a_draft_prints_its_json_with_its_faults_among_the_findings(
    files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "brouillon.json"
    assert run(files[0], "--json", "--output", output) == OPEN
    out, err = capsys.readouterr()
    printed = json.loads(out)
    assert list(printed) == [*to_contract(VANNIER)]
    assert printed["effective_date"] is None
    (fault,) = [finding for finding in printed["findings"] if finding["code"] == "reading-fault"]
    assert fault["severity"] == "error"
    assert f"jalon : {fault['message']}" in err
    assert "est un brouillon" in err
    assert json.loads(output.read_text(encoding="utf-8"))["schemes"] == {}


def test_the_full_report_is_written_with_provenance(files: list[Path], tmp_path: Path) -> None:
    report = tmp_path / "rapport.json"
    run(*files, "--report", report)
    assert json.loads(report.read_text(encoding="utf-8"))["provenance"]["title"]


def test_files_that_give_nothing_are_exit_code_two_with_a_sentence_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cv.txt").write_text("Curriculum vitae de Camille, vannière.\n", encoding="utf-8")
    assert run(tmp_path / "cv.txt", tmp_path / "absent.pdf", "--json") == REFUSED
    out, err = capsys.readouterr()
    assert out == ""
    sentences = [line for line in err.splitlines() if line.startswith("jalon : ")]
    assert len(sentences) == 2
    assert any("cv.txt : ce n’est ni un REAC ni un RE" in line for line in sentences)
    assert any("absent.pdf : le fichier n’existe pas" in line for line in sentences)


def test_an_output_that_cannot_be_written_is_said(
    cip: TitreVersion, reads: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reads(whole(cip))
    assert run("REAC.pdf", "--output", tmp_path / "nulle part" / "x.json") == REFUSED
    assert "ne peut être écrit (ce dossier n’existe pas)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--output", "REAC.json"), "qui est à lire"),
        (("--report", "REAC.json"), "qui est à lire"),
        (("--output", "x.json", "--report", "./x.json"), "donnez deux noms"),
        (("--output", "REAC.pdf"), "attend un fichier .json"),
        (("--output", f"{'n' * 300}.json"), "son nom est trop long"),
    ],
)
def test_nothing_is_written_over_what_is_given_nor_under_an_odd_name(
    cip: TitreVersion,
    reads: Any,
    words: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    reads(whole(cip))
    monkeypatch.chdir(tmp_path)
    for name in ("REAC.json", "REAC.pdf"):
        (tmp_path / name).write_text("d’origine", encoding="utf-8")
    assert run("REAC.json", "REAC.pdf", *words) == REFUSED
    assert said in capsys.readouterr().err
    assert {path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"d’origine"}


@pytest.mark.parametrize(
    ("fault", "said"),
    [(errno.ENOSPC, "le disque est plein"), (errno.EACCES, "vous n’en avez pas le droit"), (1234, "Unknown")],
)
def test_why_the_system_refuses_is_told_in_french(
    cip: TitreVersion,
    reads: Any,
    fault: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(fault, os.strerror(fault))

    reads(whole(cip))
    monkeypatch.setattr("jalon.referentiel.importer.batch.write_json", refuse)
    assert run("REAC.pdf", "--output", tmp_path / "x.json") == REFUSED
    assert f"x.json ne peut être écrit ({said}" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk at hand on this system")
def test_a_full_disk_behind_the_standard_output_is_told() -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "jalon.cli.main", "referentiel", "import", str(SHIPPED)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        REFUSED, "jalon : le disque est plein ; faites de la place, puis recommencez.\n",
    )  # fmt: skip


def test_the_contract_of_a_whole_title_is_that_of_show(cip: TitreVersion) -> None:
    assert commands_import.contract(whole(cip)) == to_contract(cip)


def test_a_draft_has_every_key_of_the_contract(cip: TitreVersion) -> None:
    draft = replace(whole(cip), titre=None, faults=("Le code manque.",))
    assert list(commands_import.contract(draft)) == list(to_contract(cip))


# --- a folder ---


def test_a_folder_is_imported_into_another(
    files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "lus"
    assert run(tmp_path, "--output", output, "--jobs", "1") == OPEN
    out = capsys.readouterr().out
    assert out.startswith(f"{VANNIER.ref} – {VANNIER.title} (VAN)")
    assert f"REAC_VAN.docx, RE_VAN.docx → {VANNIER.ref}.json" in out
    assert "2 fichiers, 1 titre lu dont 0 en entier, 0 refus" in out
    assert run(tmp_path, "--output", output, "--jobs", "1", "--json") == OPEN
    (outcome,) = json.loads(capsys.readouterr().out)
    assert (outcome["ref"], outcome["kept"]) == (VANNIER.ref, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((".",), "« --output DOSSIER »"),
        ((".", "--output", "lus", "--report", "r.json"), "« --report » ne vaut que pour un titre"),
        ((".", "--output", "lus", "--jobs", "0"), "1 au moins"),
        (("vide", "--output", "lus"), "aucun document"),
        (("absent", ".", "--output", "lus"), "absent n’existe pas"),
    ],
)
def test_a_folder_badly_asked_for_is_refused_in_french(
    words: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "vide").mkdir()
    (tmp_path / "note.txt").touch()
    monkeypatch.chdir(tmp_path)
    assert run(*words) == REFUSED
    assert said in capsys.readouterr().err


# --- the advance of long work ---


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_short_work_tells_nothing() -> None:
    stream = io.StringIO()
    ticker = Ticker(stream)
    ticker(1, 2, "Lecture de a.pdf")
    ticker.clear()
    assert stream.getvalue() == ""


def test_long_work_is_told_on_the_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ticker, "DELAY", 0.0)
    stream = io.StringIO()
    ticker = Ticker(stream)
    for done in range(101):
        ticker(done, 100, f"fichier {done}")
    ticker.clear()
    lines = stream.getvalue().splitlines()
    assert len(lines) == 11
    assert lines[5] == "[ 50 %] fichier 50"


def test_a_terminal_shows_one_line_that_is_wiped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ticker, "DELAY", 0.0)
    stream = Screen()
    ticker = Ticker(stream)
    ticker(1, 4, "un nom de fichier assez long.pdf")
    ticker(2, 4, "court.pdf")
    ticker.clear()
    shown = stream.getvalue()
    assert "\n" not in shown
    assert shown.endswith("\r")
    assert shown.split("\r")[-2].isspace()


def test_a_step_that_lasts_is_told_while_it_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ticker, "DELAY", 0.05)
    stream = io.StringIO()
    ticker = Ticker(stream)
    ticker(0, 1, "un long travail")
    deadline = time.monotonic() + 5
    while not stream.getvalue() and time.monotonic() < deadline:
        time.sleep(0.01)
    ticker.clear()
    assert "un long travail" in stream.getvalue()
