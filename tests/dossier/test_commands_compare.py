"""`jalon dossier compare` : ce qu’il montre, ce qu’il tait, ce qu’il refuse."""

import json
from pathlib import Path

import pytest

from jalon.cli.main import main
from jalon.referentiel.shipped import shipped_titres
from tests.dossier.conformity.building import Docx
from tests.dossier.conformity.test_likeness import COPIED, ONE, OTHER

# the titles are those of the database where there is one
pytestmark = pytest.mark.django_db


def _written(folder: Path, name: str, *texts: str) -> Path:
    paper = Docx()
    for text in texts:
        paper.text(text)
    path = folder / name
    path.write_bytes(paper.data())
    return path


def test_un_passage_commun_est_montré_côte_à_côte(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _written(tmp_path, "a.docx", ONE[0], COPIED)
    _written(tmp_path, "b.docx", OTHER[0], OTHER[1], COPIED)
    _written(tmp_path, "c.docx", ONE[2], OTHER[2])
    assert main(["dossier", "compare", str(tmp_path), "--jobs", "1"]) == 3
    told = capsys.readouterr().out.replace("\u00a0", " ")
    assert "3 dossiers comparés." in told
    assert "a.docx et b.docx : 1 passage commun" in told
    assert "a.docx, paragraphe 2 : « Le bassin grenoblois" in told
    assert "b.docx, paragraphe 3 : « Le bassin grenoblois" in told
    assert "c.docx" not in told


def test_le_json_donne_le_texte_entier_des_deux_côtés(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _written(tmp_path, "a.docx", ONE[0], COPIED)
    _written(tmp_path, "b.docx", COPIED, OTHER[0])
    assert main(["dossier", "compare", str(tmp_path), "--json", "--jobs", "1"]) == 3
    told = json.loads(capsys.readouterr().out)
    assert told["compared"] == 2
    assert told["groups"] == [["a.docx", "b.docx"]]
    (pair,) = told["pairs"]
    assert pair["files"] == ["a.docx", "b.docx"]
    assert [side["text"] for side in pair["passages"][0]["sides"]] == [COPIED, COPIED]
    assert [side["paragraphs"] for side in pair["passages"][0]["sides"]] == [[2, 2], [1, 1]]
    assert pair["passages"][0]["sides"][0]["pages"] == [None, None]


def test_citer_le_référentiel_n_est_pas_copier(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    titre = shipped_titres()["TP-00403.08"]
    criteria = " ".join(criterion.text for criterion in titre.criteria(3))
    _written(tmp_path, "a.docx", ONE[0], criteria)
    _written(tmp_path, "b.docx", OTHER[0], criteria)
    assert main(["dossier", "compare", str(tmp_path), "--jobs", "1"]) == 0
    assert "Aucun passage commun." in capsys.readouterr().out


def test_un_fichier_illisible_est_dit_et_les_autres_sont_comparés(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _written(tmp_path, "a.docx", COPIED)
    _written(tmp_path, "b.docx", COPIED)
    (tmp_path / "c.docx").write_bytes(b"rien")
    assert main(["dossier", "compare", str(tmp_path), "--jobs", "1"]) == 2
    out, err = capsys.readouterr()
    assert "a.docx et b.docx" in out.replace("\u00a0", " ")
    assert "c.docx" in err


def test_il_faut_deux_dossiers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dossier", "compare", str(_written(tmp_path, "a.docx", COPIED))]) == 2
    assert "au moins deux dossiers" in capsys.readouterr().err


def test_un_nombre_de_cœurs_absurde_est_refusé(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dossier", "compare", str(tmp_path), "--jobs", "0"]) == 2
    assert "« --jobs »" in capsys.readouterr().err
