"""Fonts, sizes, weights and line spacing of a DOCX, resolved as Word resolves them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.dossier.conformity.paper import Paper, Paragraph, Run, Spacing
from jalon.dossier.conformity.reading import read_paper
from jalon.dossier.conformity.reading.docx_looks import points
from tests.referentiel.importer.packages import docx, docx_parts, packed, para, run

from .building import Docx, Measure, words

DEFAULTS = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"/><w:sz w:val="22"/></w:rPr>'
    '</w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="160" w:line="259" w:lineRule="auto"/></w:pPr>'
    '</w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
    '<w:name w:val="Normal"/></w:style>'
)
THEME = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:fontScheme>'
    '<a:majorFont><a:latin typeface="Georgia"/><a:ea typeface=""/></a:majorFont>'
    '<a:minorFont><a:latin typeface="Verdana"/><a:ea typeface="SimSun"/><a:cs typeface="Tahoma"/></a:minorFont>'
    "</a:fontScheme></a:themeElements></a:theme>"
)


def style(key: str, inside: str, *, based_on: str = "", kind: str = "paragraph", name: str = "") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{key}"><w:name w:val="{name or key}"/>{base}{inside}</w:style>'
    )


def rpr(inside: str) -> str:
    return f"<w:rPr>{inside}</w:rPr>"


def ppr(inside: str) -> str:
    return f"<w:pPr>{inside}</w:pPr>"


def fonts(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>'


def styled(key: str) -> str:
    return f'<w:pStyle w:val="{key}"/>'


def read(body: str, styles: str = DEFAULTS, **parts: str) -> Paper:
    return read_paper(docx(body, styles=styles, **parts), name="essai.docx")


def first(body: str, styles: str = DEFAULTS, **parts: str) -> Paragraph:
    return read(body, styles, **parts).paragraphs[0]


def one_run(body: str, styles: str = DEFAULTS, **parts: str) -> Run:
    (found,) = first(body, styles, **parts).runs
    return found


def themed(body: str, styles: str) -> Run:
    parts = docx_parts(body, styles=styles, theme="")
    parts["word/theme.xml"] = THEME
    return read_paper(packed(parts), name="essai.docx").paragraphs[0].runs[0]


# --- from the weakest to the strongest ---


def test_sans_rien_word_met_du_times_new_roman_10_en_interligne_simple() -> None:
    paragraph = first(para("Mot"), "")
    assert paragraph.runs == (Run("Mot", "Times New Roman", 10.0),)
    assert paragraph.spacing == Spacing("multiple", 1.0)


def test_les_valeurs_par_defaut_du_document_passent_devant() -> None:
    paragraph = first(para("Mot"))
    assert paragraph.runs == (Run("Mot", "Calibri", 11.0),)
    assert paragraph.spacing == Spacing("multiple", 1.079)


def test_le_style_du_paragraphe_passe_devant_les_defauts_et_le_style_par_defaut_s_applique_seul() -> None:
    normal = '<w:style w:type="paragraph" w:default="1" w:styleId="N">' + rpr(fonts("Arial")) + "</w:style>"
    styles = normal + style("Citation", rpr('<w:sz w:val="20"/>'), based_on="N")
    found = read(para("Un") + para("Deux", props=styled("Citation")), styles).paragraphs
    assert [one.runs for one in found] == [(Run("Un", "Arial", 10.0),), (Run("Deux", "Arial", 10.0),)]


def test_chaque_style_passe_devant_ceux_sur_lesquels_il_s_appuie() -> None:
    styles = (
        DEFAULTS
        + style(
            "A",
            rpr(fonts("Arial") + '<w:sz w:val="28"/>') + ppr('<w:spacing w:line="360" w:lineRule="auto"/>'),
        )
        + style("B", rpr('<w:sz w:val="24"/>'), based_on="A")
        + style("C", rpr("<w:i/>"), based_on="B")
    )
    paragraph = first(para("Mot", props=styled("C")), styles)
    assert paragraph.runs == (Run("Mot", "Arial", 12.0, italic=True),)
    assert paragraph.spacing == Spacing("multiple", 1.5)


def test_le_style_de_caracteres_passe_devant_celui_du_paragraphe_et_la_mise_en_forme_directe_devant_tout() -> (
    None
):
    styles = (
        DEFAULTS
        + style("P", rpr(fonts("Arial") + '<w:sz w:val="24"/>'))
        + style("Mot", rpr(fonts("Georgia")), kind="character")
        + style("MotFort", rpr('<w:sz w:val="30"/>'), based_on="Mot", kind="character")
    )
    body = para(
        run("un", '<w:rStyle w:val="MotFort"/>'),
        run("deux", '<w:rStyle w:val="MotFort"/><w:sz w:val="18"/>'),
        props=styled("P"),
    )
    assert first(body, styles).runs == (Run("un", "Georgia", 15.0), Run("deux", "Georgia", 9.0))


def test_un_style_inconnu_ne_change_rien() -> None:
    body = para(run("Mot", '<w:rStyle w:val="Perdu"/>'), props=styled("Égaré"))
    assert one_run(body) == Run("Mot", "Calibri", 11.0)


def test_un_style_sans_nom_ne_sert_de_base_a_personne() -> None:
    styles = DEFAULTS + "<w:style>" + rpr('<w:sz w:val="2"/>') + "</w:style>"
    assert one_run(para("Mot"), styles).size == 11.0


def test_des_styles_appuyes_l_un_sur_l_autre_finissent() -> None:
    styles = DEFAULTS + style("A", rpr("<w:b/>"), based_on="B") + style("B", rpr("<w:i/>"), based_on="A")
    assert one_run(para("Mot", props=styled("A")), styles) == Run(
        "Mot", "Calibri", 11.0, bold=True, italic=True
    )


# --- toggled properties ---


@pytest.mark.parametrize(
    ("paragraph", "character", "direct", "bold"),
    [
        ("", "", "", False),
        ("<w:b/>", "", "", True),
        ("", "<w:b/>", "", True),
        ("<w:b/>", "<w:b/>", "", False),
        ("<w:b/>", "<w:b/>", "<w:b/>", True),
        ("<w:b/>", "", '<w:b w:val="0"/>', False),
        ("<w:b/>", '<w:b w:val="false"/>', "", True),
        ('<w:b w:val="off"/>', "<w:b/>", "", True),
    ],
)
def test_le_gras_s_inverse_d_un_style_a_l_autre_et_se_fixe_par_la_mise_en_forme_directe(
    paragraph: str, character: str, direct: str, bold: bool
) -> None:
    styles = DEFAULTS + style("P", rpr(paragraph)) + style("M", rpr(character), kind="character")
    body = para(run("Mot", f'<w:rStyle w:val="M"/>{direct}'), props=styled("P"))
    assert one_run(body, styles).bold is bold


def test_le_gras_des_defauts_du_document_ne_s_inverse_pas() -> None:
    styles = "<w:docDefaults><w:rPrDefault><w:rPr><w:b/></w:rPr></w:rPrDefault></w:docDefaults>" + style(
        "P", rpr("<w:b/>")
    )
    assert one_run(para("Mot", props=styled("P")), styles).bold


def test_le_texte_masque_l_est_par_son_style_aussi_mais_pas_celui_des_pages_web() -> None:
    styles = DEFAULTS + style("Caché", rpr("<w:vanish/>"), kind="character")
    body = para(run("a", '<w:rStyle w:val="Caché"/>'), run("b", "<w:webHidden/>"), run("c", "<w:vanish/>"))
    paragraph = first(body, styles)
    assert [(one.text, one.hidden) for one in paragraph.runs] == [("a", True), ("b", False), ("c", True)]
    assert paragraph.text == "b"


# --- fonts ---


def test_la_police_du_theme_passe_devant_celle_qui_est_nommee_a_cote() -> None:
    styles = style(
        "P",
        rpr(
            '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/>'
        ),
    )
    assert themed(para("Mot", props=styled("P")), styles).font == "Verdana"


def test_les_titres_prennent_la_police_majeure_du_theme() -> None:
    styles = style("T", rpr('<w:rFonts w:asciiTheme="majorHAnsi" w:hAnsiTheme="majorHAnsi"/>'))
    assert themed(para("Mot", props=styled("T")), styles).font == "Georgia"


def test_sans_theme_la_police_nommee_a_cote_vaut() -> None:
    styles = style("P", rpr('<w:rFonts w:ascii="Calibri" w:asciiTheme="minorHAnsi"/>'))
    assert one_run(para("Mot", props=styled("P")), styles).font == "Calibri"


def test_une_police_nommee_par_le_run_efface_celle_du_theme_que_donne_le_style() -> None:
    styles = style("P", rpr('<w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/>'))
    assert themed(para(run("Mot", fonts("Arial")), props=styled("P")), styles).font == "Arial"


@pytest.mark.parametrize(
    ("text", "font"),
    [
        ("Mot", "A"), ("Été", "A"), ("é", "L"), ("…", "L"), ("漢字", "E"), ("مرحبا", "C"), ("12", "A"),
    ],
)  # fmt: skip
def test_la_police_est_celle_de_l_ecriture_du_texte(text: str, font: str) -> None:
    props = '<w:rFonts w:ascii="A" w:hAnsi="L" w:eastAsia="E" w:cs="C"/>'
    assert one_run(para(run(text, props))).font == font


def test_un_texte_compose_de_droite_a_gauche_prend_la_police_des_ecritures_complexes() -> None:
    assert one_run(para(run("abc", '<w:rFonts w:ascii="A" w:cs="C"/><w:rtl/>'))).font == "C"


def test_la_taille_des_ecritures_complexes_ne_compte_pas() -> None:
    assert one_run(para(run("Mot", '<w:sz w:val="24"/><w:szCs w:val="40"/>'))).size == 12.0


# --- line spacing ---


@pytest.mark.parametrize(
    ("attributes", "spacing"),
    [
        ('w:line="276" w:lineRule="auto"', Spacing("multiple", 1.15)),
        ('w:line="276"', Spacing("multiple", 1.15)),
        ('w:line="360" w:lineRule="auto"', Spacing("multiple", 1.5)),
        ('w:line="290" w:lineRule="exact"', Spacing("exact", 14.5)),
        ('w:line="240" w:lineRule="atLeast"', Spacing("at_least", 12.0)),
        ('w:line="14.5pt" w:lineRule="exact"', Spacing("exact", 14.5)),
        ('w:after="0"', Spacing("multiple", 1.079)),
        ('w:line="beaucoup" w:lineRule="auto"', Spacing("multiple", 1.0)),
        ('w:line="0" w:lineRule="exact"', Spacing("multiple", 1.0)),
    ],
)
def test_l_interligne_se_lit_en_lignes_ou_en_points(attributes: str, spacing: Spacing) -> None:
    assert first(para("Mot", props=f"<w:spacing {attributes}/>")).spacing == spacing


def test_l_interligne_d_un_style_demeure_quand_le_paragraphe_ne_regle_que_les_espaces_autour() -> None:
    styles = DEFAULTS + style("P", ppr('<w:spacing w:line="276" w:lineRule="auto"/>'))
    body = para("Mot", props=styled("P") + '<w:spacing w:before="240"/>')
    assert first(body, styles).spacing == Spacing("multiple", 1.15)


# --- tables ---


GRID = (
    '<w:style w:type="table" w:styleId="Grille"><w:name w:val="Table Grid"/>'
    '<w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr><w:sz w:val="18"/></w:rPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr>'
    '<w:tblStylePr w:type="firstCol"><w:rPr><w:i/></w:rPr></w:tblStylePr></w:style>'
)


def grid(look: str, *rows: list[str]) -> str:
    cells = "".join(f"<w:tr>{''.join(f'<w:tc>{one}</w:tc>' for one in row)}</w:tr>" for row in rows)
    return f'<w:tbl><w:tblPr><w:tblStyle w:val="Grille"/>{look}</w:tblPr>{cells}</w:tbl>'


def test_une_cellule_prend_la_taille_et_l_interligne_du_style_de_tableau() -> None:
    paragraph = first(grid("", [para("a")]), DEFAULTS + GRID)
    assert (paragraph.runs[0].size, paragraph.spacing) == (9.0, Spacing("multiple", 1.0))


def test_le_style_du_paragraphe_passe_devant_celui_du_tableau() -> None:
    styles = DEFAULTS + GRID + style("P", rpr('<w:sz w:val="26"/>'))
    assert first(grid("", [para("a", props=styled("P"))]), styles).runs[0].size == 13.0


@pytest.mark.parametrize(
    "look",
    ['<w:tblLook w:val="00A0"/>', '<w:tblLook w:val="0000" w:firstRow="1" w:firstColumn="1"/>'],
)
def test_la_premiere_ligne_et_la_premiere_colonne_prennent_leur_mise_en_forme(look: str) -> None:
    body = grid(look, [para("a"), para("b")], [para("c"), para("d")])
    found = [
        (one.text, one.runs[0].bold, one.runs[0].italic) for one in read(body, DEFAULTS + GRID).paragraphs
    ]
    assert found == [("a", True, True), ("b", True, False), ("c", False, True), ("d", False, False)]


def test_un_tableau_qui_ne_demande_rien_n_a_pas_de_ligne_de_titre() -> None:
    body = grid('<w:tblLook w:val="0000"/>', [para("a")])
    assert not first(body, DEFAULTS + GRID).runs[0].bold


# --- headings and names ---


@pytest.mark.parametrize(
    ("styles", "props", "level"),
    [
        (style("T", "", name="heading 1"), styled("T"), 1),
        (style("T", ppr('<w:outlineLvl w:val="1"/>'), name="Chapitre"), styled("T"), 2),
        (style("T", "", name="heading 3") + style("M", "", based_on="T", name="Ma partie"), styled("M"), 3),
        (style("T", "", name="heading 1") + style("M", ppr('<w:outlineLvl w:val="9"/>'), based_on="T"),
         styled("M"), None),
        (style("T", "", name="Titre 2"), styled("T"), 2),
        (style("T", "", name="Title"), styled("T"), None),
        ("", '<w:outlineLvl w:val="0"/>', 1),
        (style("T", "", name="heading 1"), styled("T") + '<w:outlineLvl w:val="9"/>', None),
        ("", styled("Titre1"), None),
        ("", "", None),
    ],
)  # fmt: skip
def test_le_niveau_d_un_titre_vient_du_paragraphe_puis_de_son_style(
    styles: str, props: str, level: int | None
) -> None:
    assert first(para("Mot", props=props), DEFAULTS + styles).level == level


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("heading 1", "Titre 1"), ("Heading 2", "Titre 2"), ("Normal", "Normal"), ("toc 3", "TM 3"),
        ("List Paragraph", "Paragraphe de liste"), ("caption", "Légende"), ("Mon style", "Mon style"),
        ("Title", "Titre"), ("heading 10", "heading 10"),
    ],
)  # fmt: skip
def test_un_style_porte_le_nom_des_menus_francais(name: str, shown: str) -> None:
    assert first(para("Mot", props=styled("K")), DEFAULTS + style("K", "", name=name)).style == shown


# --- measures ---


@pytest.mark.parametrize(
    ("text", "per_point", "expected"),
    [
        ("22", 2, 11.0), ("11pt", 2, 11.0), ("1in", 20, 72.0), ("2.54cm", 20, 72.0), ("1pc", 1, 12.0),
        ("-40", 20, -2.0), (" 240 ", 240, 1.0), ("", 2, None), (None, 2, None), ("onze", 2, None),
        ("1e9", 2, None), ("9" * 39, 1, None), ("9" * 50, 1, None),
    ],
)  # fmt: skip
def test_une_mesure_dit_son_unite_ou_non(text: str | None, per_point: float, expected: float | None) -> None:
    assert points(text, per_point) == (None if expected is None else pytest.approx(expected))


@given(st.text(max_size=60))
def test_une_mesure_quelconque_donne_un_nombre_fini_ou_rien(text: str) -> None:
    found = points(text, 20)
    assert found is None or abs(found) < 10**6


# --- what the builder writes is what is read ---


@given(
    font=st.sampled_from(["Arial", "Calibri", "Georgia"]),
    size=st.sampled_from([9, 10.5, 11, 12]),
    spacing=st.one_of(
        st.sampled_from([1.0, 1.15, 1.5, 2.0]),
        st.tuples(st.sampled_from(["exact", "at_least"]), st.sampled_from([12.0, 14.5])),
    ),
    theme=st.booleans(),
)
def test_ce_qui_est_ecrit_est_ce_qui_est_lu(font: str, size: float, spacing: Measure, theme: bool) -> None:
    paper = Docx(font=font, size=size, spacing=spacing, theme=theme)
    paper.text("Un mot ", words("gras", bold=True), words(" droit", font="Courier New", size=8))
    paragraph = read_paper(paper.data(), name="essai.docx").paragraphs[0]
    assert paragraph.runs == (
        Run("Un mot ", font, size), Run("gras", font, size, bold=True), Run(" droit", "Courier New", 8.0),
    )  # fmt: skip
    assert paragraph.spacing == (
        Spacing(*spacing) if isinstance(spacing, tuple) else Spacing("multiple", spacing)
    )
