"""`jalon dossier check` as people type it: what is printed, where, and the exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jalon.cli.main import main
from jalon.dossier.conformity.office import Office
from jalon.referentiel import commands as referentiel_commands

from .conformity.building import Chapter, Docx, dossier

FAIR = [7, 5, 6, 7, 5, 4, 2]


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(referentiel_commands, "_stored_titres", lambda: ())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A dossier too short in its second part, as a PDF: no LibreOffice to start at each command."""
    parts = [Chapter(f"Partie {number}", pages) for number, pages in enumerate([7, 2, 6, 7, 5, 4, 2], 1)]
    path = tmp_path / "dossier.pdf"
    with Office() as office:
        path.write_bytes(office.to_pdf(dossier(parts, annexes=[Chapter("Annexe 1", 3)]).data(), "docx"))
    return path


def test_le_rapport_se_lit_sur_le_terminal(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dossier", "check", str(file), "--titre", "CIP"]) == 3
    printed = capsys.readouterr().out.replace("\u00a0", " ").replace("\u202f", " ")
    assert printed.startswith("dossier.pdf : à corriger\n")
    assert "33 comptées (32 à 42 pages), 3 d’annexes (15 au plus)" in printed
    assert "trop courte" in printed
    assert "Bloquant (1)" in printed
    assert "La partie 2 compte 2 pages, il en faut 5 au moins." in printed
    assert "[RE TP-00403.08, titre, dossier support du questionnement, partie 2]" in " ".join(printed.split())
    assert max(map(len, printed.splitlines())) <= 100


def test_le_rapport_en_json_est_seul_sur_la_sortie_standard(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["dossier", "check", str(file), "--titre", "TP-00403", "--scope", "titre", "--json"]) == 3
    report = json.loads(capsys.readouterr().out)
    assert report["titre"] == "TP-00403.08"
    assert report["scope"] == "titre"
    assert report["verdict"] == "to_mend"
    assert report["pages"] == {"total": 38, "body": 33, "annexes": 3, "front": 2}
    assert [part["pages"] for part in report["parts"]] == [7, 2, 6, 7, 5, 4, 2]
    assert report["parts"][1]["status"] == "short"


def test_plusieurs_fichiers_donnent_une_ligne_chacun_et_le_code_du_plus_grave(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "vide.docx").write_bytes(b"")
    assert main(["dossier", "check", str(tmp_path), "--titre", "CIP"]) == 2
    printed = capsys.readouterr().out
    assert "dossier.pdf  À corriger" in printed
    assert "vide.docx    Illisible" in printed
    assert "2 fichiers : 1 à corriger, 1 illisible" in printed
    assert main(["dossier", "check", str(tmp_path), "--titre", "CIP", "--json"]) == 2
    assert len(json.loads(capsys.readouterr().out)) == 2


def test_un_dossier_qui_convient_sort_avec_zéro(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = Docx()
    paper.heading("La séance de lecture du plan")
    for text in (
        "L’intitulé de la tâche à réaliser est la lecture d’un plan.",
        "Les savoirs, savoir-faire et comportements nécessaires sont ceux du métier.",
    ):
        paper.text(text)
    path = tmp_path / "dp.docx"
    path.write_bytes(b"")
    assert main(["dossier", "check", str(path), "--titre", "CIP"]) == 2
    assert (
        capsys.readouterr().out
        == "dp.docx : illisible\n\n  Le fichier est vide (zéro octet)\u202f; téléchargez-le à nouveau.\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--titre", "TP-99999"], "« TP-99999 » n’est pas un titre connu"),
        (["--titre", "CIP", "--scope", "ccp9"], "donnez l’un de ceux-ci : titre, ccp1, ccp2, ccp3"),
        (["--titre", "ETI", "--production", "dossier"], "désigne plusieurs productions"),
        (["--titre", "CIP", "--production", "mémoire"], "Dossier support du questionnement"),
        (["--titre", "CIP", "--jobs", "0"], "« --jobs » attend un nombre de cœurs"),
    ],
)
def test_une_demande_inconnue_se_refuse_en_une_phrase(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["dossier", "check", str(tmp_path / "dossier.pdf"), *words]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err.replace("\u00a0", " ").replace("\u202f", " ")


def test_un_dossier_sans_fichier_et_un_fichier_absent_sont_dits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["dossier", "check", str(tmp_path), "--titre", "CIP"]) == 2
    assert "aucun dossier" in capsys.readouterr().err
    assert main(["dossier", "check", str(tmp_path / "rien.docx"), "--titre", "CIP"]) == 2
    assert "n’existe pas" in capsys.readouterr().out


def test_la_commande_ne_charge_aucune_application_pour_lire_le_référentiel(tmp_path: Path) -> None:
    """Loading them all costs more than the whole check of a PDF."""
    path = tmp_path / "dossier.pdf"
    path.write_bytes(b"")
    told = (
        "import re, sys; from jalon.cli.main import main;"
        f"code = main(['dossier', 'check', {str(path)!r}, '--titre', 'CIP', '--json']);"
        "heavy = [one for one in sys.modules if re.match(r'jalon.*[.]models|(ortools|pandas)$', one)];"
        "print(code, heavy, file=sys.stderr)"
    )
    env = os.environ | {
        "JALON_DATABASE_URL": f"sqlite:///{tmp_path}/jalon.sqlite3",
        "JALON_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    (tmp_path / "jalon.sqlite3").write_bytes(b"")  # a database is there, so that it is asked
    done = subprocess.run([sys.executable, "-c", told], env=env, capture_output=True, check=False, text=True)
    assert done.stderr == "2 []\n"
    assert json.loads(done.stdout)["verdict"] == "unreadable"
