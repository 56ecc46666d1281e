"""The fields of a DOCX: what they show is text, what they say to Word is not; the table of contents is one."""

import pytest

from jalon.dossier.conformity.paper import Paper
from jalon.dossier.conformity.reading import read_paper
from tests.referentiel.importer.packages import docx, para, run

from .building import Docx
from .office_parts import field_xml

STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="TM1"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="TF"><w:name w:val="table of figures"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/></w:style>'
)


def read(body: str) -> Paper:
    return read_paper(docx(body, styles=STYLES), name="essai.docx")


def texts(body: str) -> list[str]:
    return [one.text for one in read(body).paragraphs]


def written(paper: Docx) -> Paper:
    return read_paper(paper.data(), name="essai.docx")


def char(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(instruction: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'


# --- fields ---


def test_l_instruction_d_un_champ_n_est_pas_du_texte_et_son_resultat_en_porte_le_nom() -> None:
    paragraph = read(para("voir ", field_xml("REF annexe", "l’annexe 1"), " jointe")).paragraphs[0]
    assert [(one.text, one.field) for one in paragraph.runs] == [
        ("voir ", ""), ("l’annexe 1", "REF"), (" jointe", ""),
    ]  # fmt: skip


def test_un_champ_dans_l_instruction_d_un_autre_reste_cache() -> None:
    body = para(
        char("begin")
        + code("IF ")
        + field_xml("PAGE", "3")
        + code("> 2")
        + char("separate")
        + run("oui")
        + char("end")
    )
    assert texts(body) == ["oui"]


def test_un_champ_sans_fin_ne_cache_pas_la_suite() -> None:
    assert texts(para("a", char("begin") + code("DATE")) + para("b") + para("c", char("end"))) == [
        "a",
        "b",
        "c",
    ]


def test_une_case_a_cocher_ancienne_est_lue() -> None:
    data = "<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>"
    tick = f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>'
    assert texts(para(tick + code("FORMCHECKBOX") + char("end"), " oui")) == ["☒ oui"]


def test_l_invite_d_une_zone_non_remplie_se_distingue() -> None:
    control = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Cliquez ici')}</w:sdtContent></w:sdt>"
    paragraph = read(para("Nom : ", control)).paragraphs[0]
    assert [(one.text, one.field) for one in paragraph.runs] == [
        ("Nom : ", ""),
        ("Cliquez ici", "placeholder"),
    ]


# --- contents ---


@pytest.mark.parametrize("by", ["field", "sdt", "style"])
def test_un_sommaire_se_reconnait_par_son_champ_son_controle_ou_ses_styles(by: str) -> None:
    paper = Docx(page_numbers=False)
    paper.toc([("La structure", 3), ("Le territoire", 8)], by=by)  # type: ignore[arg-type]
    paper.heading("La structure")
    found = written(paper)
    assert found.toc
    assert [one.toc for one in found.paragraphs if one.text] == [True, True, True, False]


def test_un_sommaire_tape_a_la_main_n_en_est_pas_un_pour_word() -> None:
    paper = Docx(page_numbers=False)
    paper.toc([("La structure", 3)], by="hand")
    found = written(paper)
    assert not found.toc
    assert not any(one.toc for one in found.paragraphs)


def test_une_table_des_illustrations_n_est_pas_le_sommaire_mais_pas_du_texte_non_plus() -> None:
    by_field = read(para(field_xml(r'TOC \h \z \c "Figure"', "Figure 1\t4")) + para("Texte"))
    by_style = read(para("Figure 1\t4", props='<w:pStyle w:val="TF"/>') + para("Texte"))
    for found in (by_field, by_style):
        assert not found.toc
        assert [one.toc for one in found.paragraphs] == [True, False]


def test_le_titre_qui_porte_la_fin_du_sommaire_n_en_fait_pas_partie() -> None:
    body = para(char("begin") + code("TOC") + char("separate") + run("Un\t3")) + para(
        char("end"), "La structure", props='<w:pStyle w:val="Titre1"/>'
    )
    assert [one.toc for one in read(body).paragraphs] == [True, False]


def test_un_sommaire_sans_fin_n_emporte_pas_le_dossier() -> None:
    body = para(
        char("begin") + code("TOC") + char("separate") + run("Un\t3"), props='<w:pStyle w:val="TM1"/>'
    )
    found = read(body + para("Texte") + para("Suite"))
    assert found.toc
    assert [one.toc for one in found.paragraphs] == [True, False, False]


def test_un_dossier_tape_dans_le_cadre_du_sommaire_n_est_pas_un_sommaire() -> None:
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    entry = para("Un\t3", props='<w:pStyle w:val="TM1"/>')
    body = f"<w:sdt>{gallery}<w:sdtContent>{entry}{para('Une phrase. ' * 100) * 20}</w:sdtContent></w:sdt>"
    assert [one.toc for one in read(body).paragraphs] == [True] + [False] * 20
