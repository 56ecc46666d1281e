"""What is told from the print of a PDF, beside the Word file that it was made of."""

import re
from collections import Counter

import pytest
import typst

from jalon.dossier.conformity.office import Office
from jalon.dossier.conformity.pagination import paginate
from jalon.dossier.conformity.paper import Paper, Paragraph
from jalon.dossier.conformity.printed_fonts import family_of, is_italic
from jalon.dossier.conformity.reading import read_paper
from jalon.referentiel.importer.source import Unreadable
from tests.referentiel.importer.hand_pdf import Sheet, hand_pdf, paragraphs, text

from .building import Chapter, Docx, Measure, dossier, prose
from .marked_papers import marked_paper

CHAPTERS = [Chapter(f"{n}. Partie numéro {n}", 3, ("Une précision.",)) for n in (1, 2, 3)]


def both(paper: Docx, office: Office) -> tuple[Paper, Paper]:
    """The paper of the Word file, and that of the PDF printed from it."""
    data = paper.data()
    pdf = office.to_pdf(data, "docx")
    return paginate(read_paper(data, name="essai.docx"), pdf), read_paper(pdf, name="essai.pdf")


def letters(one: Paragraph) -> str:
    return "".join(sign for sign in one.text.casefold() if sign.isalnum())


def body(paper: Paper) -> list[Paragraph]:
    return [one for one in paper.paragraphs if one.story == "body" and letters(one)]


def found(paper: Paper, text: str) -> Paragraph:
    (one,) = [one for one in paper.paragraphs if text in one.text]
    return one


def printed(source: str) -> Paper:
    """The paper of a PDF that another program typesets."""
    return read_paper(typst.compile(source.encode()), name="essai.pdf")


@pytest.mark.parametrize(
    ("font", "size", "spacing", "twin"),
    [
        ("Arial", 11, 1.15, "Liberation Sans"),
        ("Arial", 10, 2.0, "Liberation Sans"),
        ("Calibri", 12, 1.0, "Carlito"),
        ("Times New Roman", 12, 1.5, "Liberation Serif"),
        ("Cambria", 11, 1.08, "Caladea"),
    ],
)
def test_le_pdf_rend_les_paragraphes_la_police_le_corps_et_l_interligne_du_fichier(
    font: str, size: float, spacing: Measure, twin: str, office: Office
) -> None:
    paper = dossier(
        CHAPTERS,
        annexes=[Chapter("Annexe 1")],
        paper=Docx(font=font, size=size, spacing=spacing, header="Jade Morel"),
    )
    paper.item(prose(150))
    written, read = both(paper, office)
    assert [letters(one) for one in body(read)] == [letters(one) for one in body(written)]
    assert [(one.page, one.last_page) for one in body(read)] == [
        (one.page, one.last_page) for one in body(written)
    ]
    looks = Counter((run.font, run.size) for one in body(read) for run in one.runs for _ in run.text)
    assert looks.most_common(1)[0][0] == (twin, size)
    told = [one.spacing.value for one in body(read) if one.spacing.rule == "multiple"]
    assert len(told) > 20
    assert told == pytest.approx([spacing] * len(told), abs=0.02)


def test_les_titres_le_sommaire_et_les_numéros_de_page_se_lisent(office: Office) -> None:
    paper = dossier(CHAPTERS, annexes=[Chapter("Annexe 1")], headings="hand")
    read = both(paper, office)[1]
    assert [(one.page, one.text) for one in read.paragraphs if one.level == 1] == [
        (3, "1. Partie numéro 1"), (6, "2. Partie numéro 2"), (9, "3. Partie numéro 3"), (12, "Annexe 1"),
    ]  # fmt: skip
    assert read.toc
    assert sum(one.toc for one in read.paragraphs) == 4
    assert [page.printed_number for page in read.pages] == [str(number) for number in range(1, 13)]
    assert {one.text for one in read.paragraphs if one.story == "header"} == {"Dossier de Jade Morel"}


@pytest.mark.parametrize("seed", range(8))
def test_un_dossier_mêlé_garde_ses_paragraphes_entiers(seed: int, office: Office) -> None:
    """Tables, boxes, columns, landscape: nine paragraphs in ten are found whole, on their page, and no word is lost."""
    written, read = both(marked_paper(seed), office)
    whole, told = 0, 0
    names = {name for one in read.paragraphs for name in re.findall(r"Zq\d+[dfx]", one.text)}
    shown = {name for page in read.pages for name in re.findall(r"Zq\d+[dfx]", page.text)}
    assert names >= shown
    for one in body(written):
        if one.table is None and (mine := re.findall(r"Zq\d+[dfx]", one.text)) and mine[0] in names:
            told += 1
            whole += any(
                re.findall(r"Zq\d+[dfx]", other.text) == mine
                and (other.page, other.last_page) == (one.page, one.last_page)
                for other in read.paragraphs
            )
    assert told > 5
    assert whole >= (0.5 if seed == 5 else 0.9) * told


def test_des_notes_plus_petites_au_pied_sont_des_notes() -> None:
    source = """
#set page(paper: "a4"); #set text(size: 11pt, font: "Libertinus Serif")
#lorem(80) #footnote[Voir la première annexe du dossier.]
"""
    read = printed(source)
    assert found(read, "Voir la première annexe").story == "footnote"


def test_un_autre_logiciel_que_libreoffice_donne_le_même_genre_de_papier() -> None:
    source = """
#set page(paper: "a4", numbering: "1"); #set text(size: 11pt, font: "DejaVu Sans Mono", lang: "fr")
#set par(leading: 0.65em)
#show heading: set text(size: 16pt)
= Une partie
#lorem(120)

#lorem(60)
#pagebreak()
= Une autre
#lorem(90)
"""
    read = printed(source)
    assert [(one.page, one.level, one.text) for one in read.paragraphs if one.level] == [
        (1, 1, "Une partie"), (2, 1, "Une autre"),
    ]  # fmt: skip
    assert len([one for one in body(read) if not one.level]) == 3
    assert [page.printed_number for page in read.pages] == ["1", "2"]
    assert {run.font for one in body(read) if not one.level for run in one.runs} == {"DejaVu Sans Mono"}


def test_deux_colonnes_se_lisent_l_une_après_l_autre() -> None:
    read = printed(f'#set page(paper: "a4", columns: 2)\n{prose(6000)}')
    said = "".join(letters(one) for one in body(read))
    assert "".join(sign for sign in prose(6000).casefold() if sign.isalnum()) == said


def test_une_page_tournée_se_lit_dans_le_sens_de_son_texte() -> None:
    pages = hand_pdf(
        Sheet(text(72, 700, "Une page droite, avec assez de lettres pour la lire.")),
        Sheet(text(72, 500, "Une page tournée, avec assez de lettres pour la lire."), rotate=1),
    )
    read = read_paper(pages, name="essai.pdf")
    assert [(page.width, page.height) for page in read.pages] == [(20.99, 29.7)] * 2
    assert found(read, "Une page tournée").page == 2


def test_les_sections_suivent_le_format_des_pages_et_les_marges_l_encre(office: Office) -> None:
    paper = Docx(margins=(2.5, 2.0, 2.5, 3.0), page_numbers=False)
    paper.text(prose(6000), align="justify")
    paper.section(landscape=True)
    paper.text(prose(8000), align="justify")
    wide, tall = both(paper, office)[1].sections
    assert wide.landscape
    assert (tall.width, tall.height) == (21.0, 29.7)
    assert tall.margins[1] == pytest.approx(2.0, abs=0.15)
    assert tall.margins[3] == pytest.approx(3.0, abs=0.15)


def test_une_image_dit_sa_taille_son_empreinte_et_sa_part_de_la_page(office: Office) -> None:
    paper = Docx()
    paper.text("Au-dessus.")
    paper.picture(12, 9)
    read = both(paper, office)[1]
    (picture,) = read.pictures
    assert [picture.width, picture.height] == pytest.approx([12, 9], abs=0.1)
    assert re.fullmatch("[0-9a-f]{64}", picture.sha256)
    assert picture.address == found(read, "Au-dessus.").address
    assert read.pages[0].pictures == pytest.approx(12 * 9 / (21 * 29.7), abs=0.01)


def test_le_plan_du_pdf_donne_les_niveaux_des_titres() -> None:
    source = """
#set page(paper: "a4"); #set text(size: 11pt)
#show heading: set text(size: 11pt, weight: "regular")
= Structure
== Public
== Réseau
#lorem(300)
"""
    levels = [(one.text, one.level) for one in printed(source).paragraphs if one.level]
    assert levels == [("Structure", 1), ("Public", 2), ("Réseau", 2)]


IMAGE = ("I", b"\x80", "/Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8")
SCAN = hand_pdf(Sheet("q 595 0 0 842 0 0 cm /I Do Q"), extra=[IMAGE])
BARE = "Il n’y a que ces quelques mots."


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (hand_pdf(""), "no-text"),
        (SCAN, "scan"),
        (hand_pdf(text(72, 700, BARE))[:-200], "corrupt"),
        (b"%PDF-1.7\n", "corrupt"),
    ],
    ids=["blanc", "scan", "tronqué", "vide"],
)  # fmt: skip
def test_un_pdf_sans_texte_ou_abîmé_est_refusé_en_une_phrase(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_paper(data, name="dossier.pdf")
    assert refusal.value.code == code
    assert str(refusal.value).startswith("dossier.pdf : ")
    assert refusal.value.reason.endswith(".")


def test_un_scan_demande_le_fichier_du_traitement_de_texte() -> None:
    with pytest.raises(Unreadable, match="le fichier de votre traitement de texte"):
        read_paper(SCAN, name="dossier.pdf")


def test_quelques_pages_scannées_parmi_d_autres_sont_des_images() -> None:
    prose_page = paragraphs(
        72, 760, *(f"Ligne {rank} d’un récit assez long pour être lue." for rank in range(20))
    )
    data = hand_pdf(prose_page, Sheet("q 595 0 0 842 0 0 cm /I Do Q"), prose_page, extra=[IMAGE])
    read = read_paper(data, name="dossier.pdf")
    assert [page.pictures for page in read.pages] == [0, pytest.approx(1, abs=0.01), 0]
    assert read.pages[1].text == ""


@pytest.mark.parametrize(
    ("name", "family", "italic"),
    [
        ("ABCDEF+ArialMT", "Arial", False),
        ("Arial-BoldItalicMT", "Arial", True),
        ("TimesNewRomanPSMT", "Times New Roman", False),
        ("TimesNewRomanPS-BoldMT", "Times New Roman", False),
        ("Calibri-Bold", "Calibri", False),
        ("BCDEEE+Calibri-LightItalic", "Calibri", True),
        ("LiberationSans", "Liberation Sans", False),
        ("LiberationSansNarrow-Bold", "Liberation Sans Narrow", False),
        ("DejaVuSans-Oblique", "DejaVu Sans", True),
        ("Marianne,Bold", "Marianne", False),
        ("OpenSans-SemiBold", "Open Sans", False),
        ("Georgia-Italic", "Georgia", True),
        ("TrebuchetMS", "Trebuchet MS", False),
        ("CourierNewPSMT", "Courier New", False),
        ("Helvetica", "Helvetica", False),
    ],
)
def test_le_nom_d_une_police_de_pdf_dit_sa_famille(name: str, family: str, italic: bool) -> None:
    assert (family_of(name), is_italic(name)) == (family, italic)
