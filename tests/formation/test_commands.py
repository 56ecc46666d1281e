"""`jalon programme` as people type it: what is printed, where, and the exit code."""

import json
from pathlib import Path

import pytest

from jalon.cli.main import main
from jalon.referentiel import commands as referentiel_commands
from jalon.referentiel.shipped import shipped_titres
from tests.formation.programme.written import as_text, sound

CIP = shipped_titres()["TP-00403.08"]


@pytest.fixture(autouse=True)
def _no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(referentiel_commands, "_stored_titres", lambda: ())


@pytest.fixture
def sane(tmp_path: Path) -> Path:
    path = tmp_path / "programme.txt"
    path.write_text(as_text(sound(CIP)), encoding="utf-8")
    return path


def test_a_sound_programme_is_conform(sane: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["programme", "check", str(sane), "--titre", "TP-00403"]) == 0
    assert "conforme" in capsys.readouterr().out


def test_findings_quote_their_line_and_exit_three(sane: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sane.write_text(as_text(sound(CIP).change(rncp="403")), encoding="utf-8")
    assert main(["programme", "check", str(sane), "--titre", "CIP"]) == 3
    printed = capsys.readouterr().out
    assert "ligne 5 : « Code RNCP 403" in printed
    assert "RNCP37274" in printed


def test_json_carries_every_finding(sane: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sane.write_text(as_text(sound(CIP).change(level="4")), encoding="utf-8")
    assert main(["programme", "check", str(sane), "--titre", "CIP", "--json"]) == 3
    told = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in told["findings"]] == ["level"]
    assert set(told["findings"][0]) >= {"severity", "quotes", "rule", "source", "remedy"}
    assert len(told["modules"]) == 3


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\x03" * 50, b"PK\x03\x04 rien"])
def test_what_is_no_programme_is_refused_in_one_sentence(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "casse.xlsx"
    path.write_bytes(content)
    assert main(["programme", "check", str(path), "--titre", "CIP"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("jalon : casse.xlsx")


def test_unknown_words_are_refused(sane: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["programme", "check", str(sane), "--titre", "TP-12345"]) == 2
    assert main(["programme", "check", str(sane), "--titre", "CIP", "--ccp", "9"]) == 2
    assert main(["programme", "check", str(sane.with_name("absent.txt")), "--titre", "CIP"]) == 2
    assert "n’existe pas" in capsys.readouterr().err


def test_the_template_is_written_and_read_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "modele.xlsx"
    assert main(["programme", "template", "--titre", "TP-00448", "-o", str(path)]) == 0
    assert main(["programme", "check", str(path), "--titre", "TP-00448"]) == 3
    assert "ses heures ne sont pas indiquées" in capsys.readouterr().out
    assert main(["programme", "template", "--titre", "TP-00448", "-o", str(tmp_path / "non" / "x.xlsx")]) == 2
