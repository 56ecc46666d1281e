"""`jalon referentiel diff`, `export` and `import` of our own JSON, on a terminal."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from jalon.common.actor import system_actor
from jalon.referentiel import commands, commands_exchange
from jalon.referentiel.checks import check
from jalon.referentiel.compare.correspondences import former_among
from jalon.referentiel.document import to_json
from jalon.referentiel.exchange import EXPORTS, export
from jalon.referentiel.operations import load_shipped_titres, publish_titre
from jalon.referentiel.schema import TitreVersion

from .test_commands import run

without_database = pytest.mark.usefixtures("no_database")
NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "_stored_titres", lambda: ())


@pytest.fixture
def later(cip: TitreVersion, tmp_path: Path) -> Path:
    """A later millésime of the CIP, as a file."""
    document = {**to_json(cip), "version": "09", "decree_date": "2027-11-02"}
    document["competences"][6]["title"] += " et son réseau"
    for one in document["correspondences"]:
        one["former_decree_date"] = cip.decree_date
    path = tmp_path / "suite.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


# --- diff ---


@without_database
def test_a_version_does_not_differ_from_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("diff", "TP-00403", "tp-00403.08") == 0
    assert "Les deux documents disent la même chose." in capsys.readouterr().out


@without_database
def test_two_versions_are_told_apart_in_french(later: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("diff", "TP-00403.08", str(later)) == 1
    out = capsys.readouterr().out
    assert out.startswith("TP-00403.08 (CIP) → TP-00403.09 (CIP)")
    assert "{+ et son réseau+}" in out
    assert "confiance forte, le RE la dit aussi" in out


@without_database
def test_the_comparison_is_given_as_json(later: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("diff", "TP-00403.08", str(later), "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["former"]["ref"], told["current"]["ref"]) == ("TP-00403.08", "TP-00403.09")
    assert told["counts"]["changed"] == 1
    assert [one["verdict"] for one in told["proposals"]] == ["confirmed"] * 3


@without_database
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            "TP-99999",
            "« TP-99999 » n’est pas un titre connu. Titres connus : TP-00403.08 (CIP), TP-00448.06 (ETI).",
        ),
        ("TP-00403.07", "« TP-00403.07 » n’est pas un titre connu."),
        ("TP-1", "« TP-1 » n’est pas un titre connu. Titres connus : TP-00403.08 (CIP), TP-00448.06 (ETI)."),
        ("rien.json", "« rien.json » n’existe pas ; vérifiez son chemin."),
        ("{folder}", "{folder} ne peut être lu ("),
        ("{bad}", "{bad} n’est pas un référentiel en JSON :\n  – code : clé absente."),
    ],
)
@pytest.mark.parametrize("place", [0, 1])
def test_what_designates_nothing_is_refused(
    asked: str, said: str, place: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "mauvais.json"
    bad.write_text("{}", encoding="utf-8")
    names = {"{folder}": str(tmp_path), "{bad}": str(bad)}
    words = ["TP-00403", "TP-00403"]
    words[place] = names.get(asked, asked)
    assert run("diff", *words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    for name, path in names.items():
        said = said.replace(name, path)
    assert said in err


@without_database
def test_both_sides_are_refused_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("diff", "TP-00001", "TP-00002") == 2
    err = capsys.readouterr().err
    assert "TP-00001" in err
    assert "TP-00002" in err


@pytest.mark.django_db
def test_two_revisions_of_one_version_are_compared(
    cip: TitreVersion, capsys: pytest.CaptureFixture[str]
) -> None:
    load_shipped_titres(now=NOW)
    document: dict[str, Any] = to_json(cip)
    document["competences"][0]["description"] = "Le texte importé."
    publish_titre(actor=system_actor("tests"), document=document, now=NOW)
    assert run("diff", "TP-00403.08@1", "TP-00403.08") == 1
    out = capsys.readouterr().out
    assert "Deux états de la même version" in out
    assert "+ Description : Le texte importé." in out
    assert run("diff", "TP-00403@2", "TP-00403") == 0
    assert run("diff", "TP-00403@9", "TP-00403") == 2
    assert "n’a pas de révision 9. Révisions publiées : 1, 2." in capsys.readouterr().err


@without_database
@pytest.mark.django_db
def test_without_a_database_there_is_no_revision(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("diff", "TP-00403@1", "TP-00403") == 2
    assert "Révisions publiées : aucune." in capsys.readouterr().err


@without_database
def test_a_sigle_designates_the_newest_version_of_its_title(
    cip: TitreVersion, eti: TitreVersion, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("diff", "cip", "TP-00403.08") == 0
    older = replace(cip, version="07")
    assert commands_exchange.find_titre("CIP", [cip, older, eti]) is cip
    with pytest.raises(commands_exchange.UnknownTitre, match="Plusieurs titres ont le sigle « CIP »"):
        commands_exchange.find_titre("CIP", [cip, replace(eti, sigle="CIP")])


@without_database
def test_a_file_is_shown_and_checked_as_a_published_title_is(
    later: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("show", str(later)) == 0
    assert run("check", str(later)) == 0
    out = capsys.readouterr().out
    assert "TP-00403.09 – Conseiller en insertion professionnelle (CIP), niveau 5, RNCP37274" in out
    count = len(check(commands_exchange.read_file(later)))
    assert f"TP-00403.09 – Conseiller en insertion professionnelle : {count} constats" in out


# --- export ---


@without_database
@pytest.mark.parametrize("kind", ["json", "xlsx", "csv", "case", "jsonld"])
def test_every_format_is_written_to_a_file(
    kind: str, cip: TitreVersion, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("export", "TP-00403", "--format", kind, "--output", str(tmp_path)) == 0
    (path,) = tmp_path.iterdir()
    assert path.name in capsys.readouterr().out
    data = path.read_bytes()
    if kind == "xlsx":
        assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames[0] == "Titre"
    elif kind == "csv":
        assert "competences.csv" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    else:
        assert data == export(cip, kind)


@without_database
def test_without_a_file_the_export_goes_to_the_standard_output(
    cip: TitreVersion, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run("export", "TP-00403") == 0
    assert capfdbinary.readouterr().out == export(cip, "json")


@without_database
def test_a_workbook_is_not_poured_into_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert run("export", "TP-00403", "--format", "xlsx") == 2
    assert "ajoutez « --output TP-00403.08.xlsx »" in capsys.readouterr().err


@without_database
def test_an_export_that_cannot_be_written_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("export", "TP-00403", "--output", str(tmp_path / "absent" / "x.json")) == 2
    assert "ne peut être écrit (ce dossier n’existe pas)." in capsys.readouterr().err


@without_database
@pytest.mark.parametrize("words", [("TP-99999",), ("TP-00403", "--base", "jalon.fr")])
def test_what_cannot_be_exported_is_refused(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("export", *words) == 2
    assert capsys.readouterr().err.startswith("jalon : « ")


@without_database
def test_addresses_are_those_of_the_site_once_it_is_declared(
    settings: Any, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    settings.PUBLIC_URL = ""
    run("export", "TP-00403", "--format", "case")
    assert b"http" not in capfdbinary.readouterr().out
    settings.PUBLIC_URL = "https://jalon.exemple.fr"
    run("export", "TP-00403", "--format", "case")
    site = f"https://jalon.exemple.fr{reverse('referentiel:list')}".encode()
    assert site + b"TP-00403.08/case/" in capfdbinary.readouterr().out
    run("export", "TP-00403", "--format", "case", "--base", "https://ailleurs.exemple.fr/titres")
    assert b"https://ailleurs.exemple.fr/titres/TP-00403.08/case/" in capfdbinary.readouterr().out


def test_the_former_version_is_the_one_whose_decree_the_table_names(cip: TitreVersion, later: Path) -> None:
    current = commands_exchange.read_file(later)
    assert former_among(current, [current, cip]) is cip
    assert former_among(cip, [current, cip]) is None


# --- import of our own JSON ---


def test_an_exported_file_is_read_back_whole(
    cip: TitreVersion, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sent, again = tmp_path / "TP-00403.08.json", tmp_path / "encore.json"
    sent.write_bytes(export(cip, "json"))
    assert run("import", str(sent), "--output", str(again)) == 0
    assert again.read_bytes() == sent.read_bytes()
    assert (
        "TP-00403.08 – Conseiller en insertion professionnelle (CIP) : relu en entier"
        in capsys.readouterr().out
    )
    assert run("import", str(sent), "--json") == 0
    assert json.loads(capsys.readouterr().out)["findings"]


def test_a_json_file_that_is_no_referentiel_is_refused_with_every_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"code": "TP-00403", "code": 1}', encoding="utf-8")
    assert run("import", str(path)) == 2
    assert "la clé « code » figure deux fois" in capsys.readouterr().err
    assert run("import", str(tmp_path / "absent.json")) == 2
    assert "n’existe pas ; vérifiez son chemin." in capsys.readouterr().err


def test_les_formats_proposés_sont_ceux_que_l_on_sait_écrire() -> None:
    assert tuple(EXPORTS) == commands_exchange.FORMATS
