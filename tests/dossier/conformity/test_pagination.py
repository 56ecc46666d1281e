"""Pages given to a paper are those where LibreOffice prints it: every paragraph of these says its own name on them."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from jalon.dossier.conformity.marks import mark_of
from jalon.dossier.conformity.office import Office
from jalon.dossier.conformity.pagination import paginate
from jalon.dossier.conformity.paper import Paper, Paragraph
from jalon.dossier.conformity.reading import read_paper
from jalon.dossier.conformity.sheets import read_sheets
from jalon.referentiel.importer.readers.pdf import opened, read_pages

from .building import Chapter, Docx, Words, dossier, fill, png, prose
from .marked_papers import marked_paper, misplaced, named


def paged(paper: Docx, office: Office) -> Paper:
    data = paper.data()
    return paginate(read_paper(data, name="essai.docx"), office.to_pdf(data, "docx", "essai.docx"))


def found(paper: Paper, text: str) -> Paragraph:
    (one,) = [one for one in paper.paragraphs if text in one.text]
    return one


@pytest.mark.parametrize("seed", range(24))
def test_chaque_paragraphe_est_à_la_page_qui_imprime_son_nom(seed: int, office: Office) -> None:
    paper = paged(marked_paper(seed), office)
    assert named(paper) > 10
    assert misplaced(paper) == []


@pytest.mark.parametrize("seed", range(4))
def test_sans_aucune_marque_le_texte_situe_les_paragraphes(seed: int, office: Office) -> None:
    """A file that bears no mark: found by its words, of which these papers repeat none."""
    paper = dossier([Chapter(f"Partie {n}", 2, (f"Essai {seed} de la partie {n}.",)) for n in range(1, 4)])
    data = paper.data()
    read = read_paper(data, name="essai.docx")
    pdf = office.to_pdf(data, "docx")
    nowhere = replace(
        read,
        paragraphs=tuple(
            replace(one, address=replace(one.address, part="word/ailleurs.xml")) for one in read.paragraphs
        ),
    )
    placed = [
        (one.text, one.page) for one in paginate(nowhere, pdf).paragraphs if one.text.startswith("Essai")
    ]
    assert placed == [
        (one.text, one.page) for one in paginate(read, pdf).paragraphs if one.text.startswith("Essai")
    ]
    assert len(placed) == 3


def test_un_dossier_entier_commence_chaque_partie_à_sa_page(office: Office) -> None:
    chapters = [Chapter("La structure", 4), Chapter("Le public", 6), Chapter("Un entretien", 5)]
    paper = paged(dossier(chapters, annexes=[Chapter("Annexe 1", 2)]), office)
    starts = {one.text: one.page for one in paper.paragraphs if one.level == 1}
    assert starts == {"La structure": 3, "Le public": 7, "Un entretien": 13, "Annexe 1": 18}
    assert len(paper.pages) == 19


@pytest.mark.parametrize("seed", range(3))
def test_les_marques_ne_changent_rien_à_ce_qui_s_imprime(seed: int, office: Office, tmp_path: Path) -> None:
    """Beside the same file turned by the bare `soffice`, which knows of no mark."""
    paper = Docx(header="Dossier de Jade Morel", font=("Arial", "Calibri", "Verdana")[seed])
    fill(paper, 2, seed=seed)
    paper.table([prose(200, seed), prose(90, seed)], ["un", "deux"])
    paper.box("Dans un cadre", width=10, height=2)
    paper.item(prose(300, seed))
    data = paper.data()
    source = tmp_path / "essai.docx"
    source.write_bytes(data)
    command = ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}"]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", tmp_path, source], check=True, capture_output=True
    )
    assert printed(office.to_pdf(data, "docx")) == printed((tmp_path / "essai.pdf").read_bytes())


def printed(pdf: bytes) -> list[list[tuple[str, float, float]]]:
    """The lines of each page with their place."""
    with opened(pdf, "essai.pdf") as document:
        sheets = read_sheets(read_pages(document, "essai.pdf"))
    return [
        [(line.text, round(line.printed.left, 1), round(line.printed.baseline, 1)) for line in sheet.lines]
        for sheet in sheets
    ]


def test_un_paragraphe_dit_où_il_commence_et_où_il_finit_sur_la_feuille(office: Office) -> None:
    paper = Docx()
    paper.text("Premier.")
    paper.text("Second.")
    read = paged(paper, office)
    first, second = found(read, "Premier."), found(read, "Second.")
    assert first.top == pytest.approx(2.5 / 29.7, abs=0.005)
    assert first.top < first.end <= second.top < second.end < 0.15


def test_un_titre_après_un_saut_de_page_est_à_la_page_où_il_se_lit(office: Office) -> None:
    paper = Docx()
    paper.text("Avant.")
    paper.raw(f'<w:p><w:r><w:br w:type="page"/></w:r>{paper.run("Après le saut")}</w:p>')
    assert found(paged(paper, office), "Après le saut").page == 2


def test_ce_qui_est_supprimé_sous_suivi_ne_tient_pas_de_place(office: Office) -> None:
    paper = Docx()
    paper.text("Début.")
    for rank in range(3):
        paper.text(Words(prose(4000, rank), change="deleted"), change="deleted")
    paper.text("Fin.", Words(prose(4000, 9), change="deleted"))
    read = paged(paper, office)
    assert len(read.pages) == 1
    assert found(read, "Fin.").page == 1


def test_l_en_tête_et_le_pied_n_ont_pas_de_page(office: Office) -> None:
    paper = Docx(header="Dossier de Jade Morel")
    fill(paper, 2)
    read = paged(paper, office)
    assert {one.page for one in read.paragraphs if one.story in ("header", "footer")} == {0}
    assert all(one.page for one in read.paragraphs if one.story == "body")


def test_une_note_est_à_la_page_de_son_appel(office: Office) -> None:
    paper = Docx()
    fill(paper, 3)
    paper.text("Un appel", Words("", footnote="La note de l’appel."), new_page=True)
    fill(paper, 1, opened=False)
    assert found(paged(paper, office), "La note de l’appel.").page == 4


def test_les_numéros_imprimés_sont_lus_s_il_y_en_a(office: Office) -> None:
    paper = Docx()
    fill(paper, 3)
    assert [page.printed_number for page in paged(paper, office).pages] == ["1", "2", "3"]
    plain = Docx(page_numbers=False)
    fill(plain, 3)
    assert {page.printed_number for page in paged(plain, office).pages} == {""}


def test_une_image_a_sa_page_et_couvre_sa_part_de_la_feuille(office: Office) -> None:
    paper = Docx()
    fill(paper, 1)
    paper.page_break()
    paper.picture(16, 20, alt="Une copie d’écran")
    read = paged(paper, office)
    (picture,) = read.pictures
    assert picture.page == 2
    assert read.pages[1].pictures == pytest.approx(16 * 20 / (21 * 29.7), abs=0.02)
    assert read.pages[0].pictures == 0


def test_une_image_lourde_tient_la_même_place_sans_être_recopiée(office: Office) -> None:
    paper = Docx()
    for rank, data in enumerate((png(1), png(1) + bytes(200_000))):
        paper.text(f"Image {rank}.", new_page=True)
        paper.picture(12, 9, data=data)
        paper.text("Dessous.")
    data = paper.data()
    pdf = office.to_pdf(data, "docx")
    read = paginate(read_paper(data, name="essai.docx"), pdf)
    light, heavy = read.pages
    assert (light.pictures, light.filled) == (heavy.pictures, heavy.filled)
    assert light.pictures > 0.1
    assert len(pdf) < 100_000


def test_les_feuilles_disent_leur_format_et_leur_remplissage(office: Office) -> None:
    paper = Docx()
    paper.text("En large.")
    paper.section(landscape=True)
    paper.text("En haut.")
    wide, tall = paged(paper, office).pages
    assert (wide.width, wide.height) == (29.7, 21.0)
    assert (tall.width, tall.height) == (21.0, 29.7)
    assert tall.filled < 0.2


def test_une_police_absente_est_dite_avec_celle_qui_la_remplace(office: Office) -> None:
    paper = Docx(font="Arial")
    paper.text("En Arial.")
    paper.text(Words("Dans une police que nulle machine n’a.", font="Police Introuvable"))
    told = paged(paper, office).substituted
    assert told["Arial"] == "Liberation Sans"
    assert told["Police Introuvable"] not in ("", "Police Introuvable")


def test_une_police_présente_n_est_pas_dite(office: Office) -> None:
    paper = Docx(font="Liberation Serif")
    paper.text("Présente.")
    assert paged(paper, office).substituted == {}


def test_la_marque_d_une_adresse_ne_dépend_que_de_son_membre_et_de_son_rang(office: Office) -> None:
    paper = Docx()
    paper.text("Un.")
    (one, *_) = read_paper(paper.data(), name="essai.docx").paragraphs
    assert mark_of(one.address).name == "jalon0adocument"
    assert mark_of(one.address, last=True).name == "jalon0zdocument"


def test_une_règle_d_interligne_sans_valeur_hérite_de_celle_du_document_comme_dans_Word(
    office: Office,
) -> None:
    """Google writes `w:lineRule` alone, which LibreOffice 7.4 takes for single spacing: pages would be lost."""
    texts = [prose(1500, seed) for seed in range(8)]
    plain, ruled = Docx(spacing=1.5), Docx(spacing=1.5)
    for text in texts:
        plain.text(text)
        ruled.raw(plain.blocks[-1].replace("<w:p>", '<w:p><w:pPr><w:spacing w:lineRule="auto"/></w:pPr>'))
    one, other = paged(plain, office), paged(ruled, office)
    assert len(one.pages) == len(other.pages)
    assert [paragraph.page for paragraph in other.paragraphs] == [
        paragraph.page for paragraph in one.paragraphs
    ]
