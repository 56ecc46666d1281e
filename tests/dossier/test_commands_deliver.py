"""`jalon dossier template`, `mend` et `comment` : ce qu’ils écrivent, et ce qu’ils refusent en une phrase."""

from pathlib import Path

import pytest

from jalon.cli.main import main
from jalon.dossier.conformity.reading import read_paper
from tests.documents.reading import text_of

from .conformity.building import Chapter, Docx, dossier, prose
from .conformity.docx_reading import commented, comments, paragraphs

# the titles are those of the database where there is one
pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """Un dossier en Calibri 12, où un téléphone est écrit."""
    paper = Docx(font="Calibri", size=12)
    paper.heading("Partie 1 – La structure et son territoire")
    paper.text(prose(2000))
    paper.text("Son conseiller l’a rappelée au 06 12 34 56 78 le lendemain matin.")
    path = tmp_path / "brouillon.docx"
    path.write_bytes(paper.data())
    return path


def run(*arguments: object) -> int:
    return main(["dossier", *map(str, arguments)])


@pytest.mark.parametrize("name", ["trame.docx", "trame.odt"])
def test_la_trame_s_écrit_dans_le_format_que_son_nom_demande(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / name
    assert run("template", "--titre", "CIP", "--scope", "ccp1", "-o", output) == 0
    assert output.read_bytes()[:2] == b"PK"
    assert "trame «\u00a0Dossier support du questionnement\u00a0» de TP-00403.08" in capsys.readouterr().out


def test_dans_un_dossier_la_trame_prend_un_nom(tmp_path: Path) -> None:
    assert run("template", "--titre", "CIP", "--scope", "ccp1", "--format", "odt", "-o", tmp_path) == 0
    assert (tmp_path / "trame.odt").is_file()


def test_mend_dit_ce_qu_il_change_et_laisse_le_fichier_reçu(
    draft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    received, output = draft.read_bytes(), tmp_path / "copie.docx"
    assert run("mend", draft, "--titre", "CIP", "--scope", "ccp1", "-o", output) == 0
    told = capsys.readouterr().out
    assert "Taille du texte\u00a0: 11\u00a0points" in told or "Taille du texte\u00a0: 11 points" in told
    assert "Arial à la place de Calibri" in told
    assert draft.read_bytes() == received
    assert paragraphs(output.read_bytes()) == paragraphs(received)


def test_mend_final_retire_les_conseils_de_la_trame(tmp_path: Path) -> None:
    blank, output = tmp_path / "trame.docx", tmp_path / "finale.docx"
    asked = ("--titre", "CIP", "--scope", "ccp1")
    run("template", *asked, "-o", blank)
    assert run("mend", blank, *asked, "--final", "-o", output) == 0
    assert any(one.guidance for one in read_paper(blank, name="trame.docx").paragraphs)
    assert not any(one.guidance for one in read_paper(output, name="finale.docx").paragraphs)


def test_mend_headings_tient_pour_titres_ceux_des_parties(tmp_path: Path) -> None:
    source = tmp_path / "brouillon.docx"
    source.write_bytes(
        dossier(
            [Chapter(f"Partie {number}", 2) for number in (1, 2, 3)], contents=False, headings="hand"
        ).data()
    )
    asked = ("--titre", "CIP", "--scope", "ccp2")
    plain, told = tmp_path / "sans.docx", tmp_path / "avec.docx"
    run("mend", source, *asked, "-o", plain)
    run("mend", source, *asked, "--headings", "-o", told)
    assert not read_paper(plain, name="sans.docx").toc
    paper = read_paper(told, name="avec.docx")
    assert [one.text for one in paper.paragraphs if one.level == 1] == ["Partie 1", "Partie 2", "Partie 3"]
    assert [one.text for one in paper.paragraphs if one.toc][1:4] == [
        "Partie 1\t3",
        "Partie 2\t5",
        "Partie 3\t7",
    ]


def test_comment_annote_le_dossier_aux_mots_mêmes(draft: Path, tmp_path: Path) -> None:
    output = tmp_path / "annoté.docx"
    assert run("comment", draft, "--titre", "CIP", "--scope", "ccp1", "-o", output) == 0
    noted = output.read_bytes()
    assert any("06 12 34 56 78" in words for words in commented(noted))
    assert {author for author, _ in comments(noted)} == {"Jalon"}
    assert paragraphs(noted) == paragraphs(draft.read_bytes())


@pytest.mark.parametrize("act", ["mend", "comment"])
def test_le_fichier_reçu_n_est_jamais_écrasé(
    act: str, draft: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    received = draft.read_bytes()
    assert run(act, draft, "--titre", "CIP", "--scope", "ccp1", "-o", draft) == 2
    assert "existe déjà" in capsys.readouterr().err
    assert draft.read_bytes() == received


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--titre", "ABC"), "n’est pas un titre connu"),
        (("--titre", "CIP", "--scope", "ccp9"), "n’a pas de périmètre"),
        (("--titre", "ETI"), "précisez la production"),
        (("--titre", "CIP", "--production", "poème"), "ne désigne aucune production"),
        (("--titre", "CIP", "--production", "dp"), "modèle du ministère"),
    ],
)
def test_une_demande_inconnue_est_refusée_sans_rien_écrire(
    arguments: tuple[str, ...], reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "trame.docx"
    assert run("template", *arguments, "-o", output) == 2
    assert reason in capsys.readouterr().err
    assert not output.exists()


@pytest.mark.parametrize("act", ["mend", "comment"])
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (None, "n’existe pas"),
        (b"%PDF-1.7 \n", "partez du fichier Word"),
        (b"", "vide"),
        (b"PK\x03\x04 fin", "endommagée"),
    ],
)
def test_ce_qui_n_est_pas_un_docx_est_refusé_sans_rien_écrire(
    act: str, data: bytes | None, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, output = tmp_path / "dossier", tmp_path / "copie.docx"
    if data is not None:
        source.write_bytes(data)
    assert run(act, source, "--titre", "CIP", "--scope", "ccp1", "-o", output) == 2
    assert reason in capsys.readouterr().err
    assert not output.exists()


@pytest.mark.parametrize("name", ["copie.pdf", "copie.odt"])
def test_le_nom_du_fichier_écrit_dit_ce_qu_il_est(
    name: str, draft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("mend", draft, "--titre", "CIP", "--scope", "ccp1", "-o", tmp_path / name) == 2
    assert "donnez-lui un nom en" in capsys.readouterr().err


def test_un_dossier_où_l_on_ne_peut_écrire_est_nommé(
    draft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        run("mend", draft, "--titre", "CIP", "--scope", "ccp1", "-o", tmp_path / "absent" / "copie.docx") == 2
    )
    assert "ne peut être écrit (ce dossier n’existe pas)" in capsys.readouterr().err


def test_report_écrit_en_pdf_ce_que_check_montre(draft: Path, tmp_path: Path) -> None:
    output = tmp_path / "rapport.pdf"
    assert run("report", draft, "--titre", "CIP", "--scope", "ccp1", "-o", output) == 0
    text = text_of(output.read_bytes())
    for said in ("À corriger", "brouillon.docx", "06 12 34 56 78", "Calibri"):
        assert said in text


def test_un_fichier_illisible_n_a_pas_de_rapport(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, output = tmp_path / "dossier.docx", tmp_path / "rapport.pdf"
    source.write_bytes(b"PK\x03\x04 fin")
    assert run("report", source, "--titre", "CIP", "--scope", "ccp1", "-o", output) == 2
    assert "dossier.docx" in capsys.readouterr().err
    assert not output.exists()


@pytest.mark.parametrize("act", ["mend", "comment"])
def test_un_odt_passe_par_libreoffice_et_devient_un_docx(act: str, tmp_path: Path) -> None:
    asked = ("--titre", "CIP", "--scope", "ccp1")
    blank, output = tmp_path / "trame.odt", tmp_path / "copie.docx"
    run("template", *asked, "-o", blank)
    assert run(act, blank, *asked, "-o", output) == 0
    assert "Les acteurs internes et externes mobilisables" in paragraphs(output.read_bytes())
