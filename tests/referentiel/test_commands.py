"""`jalon referentiel` on a terminal."""

import argparse
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from jalon.common.actor import system_actor
from jalon.referentiel import commands
from jalon.referentiel.document import to_json
from jalon.referentiel.operations import load_shipped_titres, publish_titre
from jalon.referentiel.schema import Sources, TitreVersion


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    arguments = parser.parse_args(["referentiel", *words])
    code: int = arguments.run(arguments)
    return code


@pytest.fixture
def without_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "_stored_titres", lambda: ())


@pytest.mark.usefixtures("without_database")
@pytest.mark.parametrize("code", ["TP-00403", "TP-00403.08", "tp-00403"])
def test_show_prints_the_whole_document_before_any_database(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("show", code, "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["code"], printed["rncp"], len(printed["competences"])) == ("TP-00403", "RNCP37274", 15)
    assert printed["findings"]


@pytest.mark.usefixtures("without_database")
def test_show_tells_a_title_at_a_glance(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "TP-00448") == 0
    out = capsys.readouterr().out
    assert "CCP 2 – Participer à l’accueil" in out
    assert "C4. Encadrer une équipe de salariés en insertion (7 critères)" in out
    assert "CCP 3 : 85 min (jury 75 min)" in out


@pytest.mark.usefixtures("without_database")
@pytest.mark.parametrize("words", [("show", "TP-1"), ("show", "TP-1", "--json"), ("check", "TP-1")])
def test_an_unknown_title_is_refused_in_french(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "« TP-1 » n’est pas un titre connu. Titres connus : TP-00403.08 (CIP), TP-00448.06 (ETI)." in err


@pytest.mark.usefixtures("without_database")
def test_list_names_the_titles(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["TP-00403.08", "TP-00448.06"]
    assert lines[0].endswith("valable jusqu’au 23/03/2028)")


@pytest.mark.usefixtures("without_database")
def test_a_title_without_rncp_number_leaves_no_hole_in_its_line(
    monkeypatch: pytest.MonkeyPatch, cip: TitreVersion, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = replace(cip, rncp="", sources=Sources())
    monkeypatch.setattr(commands, "known_titres", lambda: (bare,))
    assert run("list") == 0
    assert run("show", "CIP") == 0
    out = capsys.readouterr().out
    assert "Conseiller en insertion professionnelle (niveau 5)\n" in out
    assert "(CIP), niveau 5\n" in out


@pytest.mark.usefixtures("without_database")
def test_a_search_says_how_much_it_leaves_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("search", "les", "personnes") == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 60
    assert "autres résultats : ajoutez un mot." in err


@pytest.mark.usefixtures("without_database")
def test_check_tells_the_findings_gravest_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "TP-00403") == 0
    out = capsys.readouterr().out
    assert out.index("À vérifier") < out.index("16 à 20 pages") < out.index("Pour information")


@pytest.mark.usefixtures("without_database")
def test_search_tells_where_words_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("search", "conflits") == 0
    assert "TP-00448.06/C4" in capsys.readouterr().out
    assert run("search", "zzzz") == 1
    assert "Rien ne correspond" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_database_without_titles_or_tables_falls_back_on_the_shipped_ones(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("list") == 0
    assert "TP-00403.08" in capsys.readouterr().out


@pytest.mark.django_db
def test_titles_of_the_database_come_first(cip: TitreVersion, capsys: pytest.CaptureFixture[str]) -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    load_shipped_titres(now=now)
    document: dict[str, Any] = {**to_json(cip), "version": "09", "level": 6}
    document["schemes"]["title"]["candidate_minutes"] = 200
    publish_titre(actor=system_actor("tests"), document=document, now=now)
    assert run("show", "TP-00403", "--json") == 0
    assert json.loads(capsys.readouterr().out)["version"] == "09"
    assert run("check", "TP-00403") == 1
    assert "Incohérence" in capsys.readouterr().out
