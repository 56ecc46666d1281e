"""The text of a DOCX, in reading order, each paragraph with its place, and nothing that no page shows."""

import pytest

from jalon.dossier.conformity.paper import Address, Paper, Section
from jalon.dossier.conformity.reading import read_paper
from tests.referentiel.importer.packages import cell, docx, docx_parts, packed, para, row, run

from .building import Docx, Words, words
from .office_parts import field_xml

STYLES = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'


def read(body: str, **parts: str) -> Paper:
    return read_paper(docx(body, styles=STYLES, **parts), name="essai.docx")


def texts(body: str, **parts: str) -> list[str]:
    return [one.text for one in read(body, **parts).paragraphs]


def written(paper: Docx) -> Paper:
    return read_paper(paper.data(), name="essai.docx")


def box(inside: str) -> str:
    """A text box both ways, as Word writes it."""
    content = f"<w:txbxContent>{inside}</w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{content}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def shown(paper: Paper) -> list[tuple[str, str]]:
    return [(one.story, one.text) for one in paper.paragraphs if one.text]


# --- words and signs ---


def test_les_tabulations_les_sauts_et_les_traits_d_union_sont_lus_comme_sur_la_page() -> None:
    paper = Docx(page_numbers=False)
    paper.text("un\tdeux\ntrois\u00adquatre\u2011cinq")
    assert written(paper).paragraphs[0].text == "un\tdeux\ntrois\u00adquatre\u2011cinq"


def test_un_retour_a_la_ligne_dans_le_fichier_est_une_espace() -> None:
    assert texts(para(run("un\ndeux"))) == ["un deux"]


def test_un_saut_de_page_separe_deux_mots_mais_n_ouvre_pas_un_titre() -> None:
    break_page = '<w:r><w:br w:type="page"/></w:r>'
    assert texts(para("un", break_page, "deux") + para(break_page, "2. Le territoire")) == [
        "un\ndeux", "2. Le territoire",
    ]  # fmt: skip


def test_un_symbole_garde_sa_police() -> None:
    body = para(
        '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>',
        run("ü", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'),
    )
    (found,) = read(body).paragraphs[0].runs
    assert (found.text, found.font) == ("✓✓", "Wingdings")


def test_une_formule_est_lue() -> None:
    assert texts(para("Soit ", "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>")) == ["Soit a+b"]


def test_une_glose_garde_le_mot_et_laisse_la_glose() -> None:
    body = para(
        "<w:r><w:ruby><w:rt><w:r><w:t>glose</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>mot</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    )
    assert texts(body) == ["mot"]


def test_les_runs_d_un_meme_aspect_n_en_font_qu_un() -> None:
    (found,) = read(para("un ", "deux ", "trois")).paragraphs[0].runs
    assert found.text == "un deux trois"


def test_les_accents_decomposes_sont_laisses_tels_quels() -> None:
    assert texts(para("e\u0301quipe")) == ["e\u0301quipe"]


@pytest.mark.parametrize(
    "wrapper",
    [
        "<w:hyperlink>{}</w:hyperlink>", "<w:smartTag>{}</w:smartTag>", "<w:customXml>{}</w:customXml>",
        "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>", "<w:dir>{}</w:dir>", "<w:bdo>{}</w:bdo>",
        "<w:ins>{}</w:ins>", "<w:moveTo>{}</w:moveTo>", '<w:fldSimple w:instr=" TITLE ">{}</w:fldSimple>',
        "<mc:AlternateContent><mc:Choice>{}</mc:Choice></mc:AlternateContent>",
    ],
)  # fmt: skip
def test_une_enveloppe_n_ote_rien_a_ce_qu_elle_tient(wrapper: str) -> None:
    assert texts(para("un ", wrapper.format(run("deux")))) == ["un deux"]


# --- places ---


def test_le_rang_compte_chaque_paragraphe_du_fichier_y_compris_ceux_qui_ne_sont_pas_lus() -> None:
    body = (
        para("a")
        + f"<w:tbl>{row(cell('b'), cell('c'))}</w:tbl>"
        + para("d", box(para("e")))
        + f"<w:del>{para('f')}</w:del>"
        + para("g")
    )
    found = read(body).paragraphs
    # the fallback of the box holds rank 5
    assert [(one.runs[0].text, one.address.rank) for one in found] == [
        ("a", 0), ("b", 1), ("c", 2), ("d", 3), ("e", 4), ("f", 6), ("g", 7),
    ]  # fmt: skip
    assert {one.address.part for one in found} == {"word/document.xml"}


def test_un_document_principal_d_un_autre_nom_donne_son_nom_aux_adresses() -> None:
    parts = docx_parts(para("Mot"))
    parts["word/document2.xml"] = parts.pop("word/document.xml")
    parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace("document.xml", "document2.xml")
    paper = read_paper(packed(parts), name="essai.docx")
    assert paper.paragraphs[0].address == Address("word/document2.xml", 0)


def test_un_paragraphe_dit_le_rang_de_son_tableau_meme_dans_un_tableau() -> None:
    inner = f"<w:tbl>{row(cell('b'))}</w:tbl>"
    body = f"<w:tbl>{row(cell(para('a') + inner + para('c')))}</w:tbl>" + para("d")
    assert [(one.text, one.table) for one in read(body).paragraphs] == [
        ("a", 0),
        ("b", 1),
        ("c", 0),
        ("d", None),
    ]


def test_les_lignes_et_les_cellules_d_un_controle_sont_lues() -> None:
    control = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    body = f"<w:tbl>{control.format(row(control.format(cell('a')), cell('b')))}</w:tbl>"
    assert texts(body) == ["a", "b"]


def test_une_zone_de_texte_est_lue_une_fois_apres_son_paragraphe() -> None:
    body = para("avant", box(para("dedans") + f"<w:tbl>{row(cell('cellule'))}</w:tbl>"), " après") + para(
        "fin"
    )
    assert shown(read(body)) == [
        ("body", "avant après"), ("box", "dedans"), ("box", "cellule"), ("body", "fin"),
    ]  # fmt: skip


def test_une_zone_de_texte_ancienne_est_lue() -> None:
    body = para(
        f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{para('dedans')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    assert shown(read(body)) == [("box", "dedans")]


def test_une_zone_de_texte_dans_un_tableau_n_en_prend_pas_le_style() -> None:
    styles = STYLES + '<w:style w:type="table" w:styleId="G"><w:rPr><w:sz w:val="40"/></w:rPr></w:style>'
    table = f'<w:tbl><w:tblPr><w:tblStyle w:val="G"/></w:tblPr>{row(cell(para("a", box(para("b")))))}</w:tbl>'
    found = read_paper(docx(table, styles=styles), name="essai.docx").paragraphs
    assert [(one.text, one.table, one.runs[0].size) for one in found] == [("a", 0, 20.0), ("b", 0, 10.0)]


def test_les_notes_suivent_le_paragraphe_qui_les_appelle_et_les_notes_de_fin_ferment_le_texte() -> None:
    paper = Docx(page_numbers=False)
    paper.text("Un", words("", footnote="Première note."), " deux", words("", endnote="Note de fin."))
    paper.text("Trois", words("", footnote="Seconde note."))
    found = [(one.story, one.label, one.text) for one in written(paper).paragraphs]
    assert found == [
        ("body", "", "Un deux"), ("footnote", "1", "Première note."), ("body", "", "Trois"),
        ("footnote", "2", "Seconde note."), ("endnote", "i", "Note de fin."),
    ]  # fmt: skip


def test_une_note_que_personne_n_appelle_n_est_pas_lue_ni_deux_fois_celle_qui_s_appelle_elle_meme() -> None:
    reference = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    notes = (
        f'<w:footnote w:id="1">{para("note ", reference)}</w:footnote>'
        f'<w:footnote w:id="2">{para("orpheline")}</w:footnote>'
    )
    body = para("un", reference) + para("deux", reference)
    assert texts(body, footnotes=notes) == ["un", "note ", "deux"]


def test_les_sections_donnent_leur_feuille_et_chaque_paragraphe_la_sienne() -> None:
    paper = Docx(margins=(2, 1.5, 2, 3), page_numbers=False)
    paper.text("debout")
    paper.section(margins=(2.5, 2.5, 2.5, 2.5))
    paper.text("couché")
    paper.section(landscape=True)
    paper.text("fin")
    found = written(paper)
    assert [(one.text, one.section) for one in found.paragraphs if one.text] == [
        ("debout", 0), ("couché", 1), ("fin", 2),
    ]  # fmt: skip
    assert found.sections == (
        Section(21.0, 29.7, (2.5, 2.5, 2.5, 2.5)), Section(29.7, 21.0, (2, 1.5, 2, 3)),
        Section(21.0, 29.7, (2, 1.5, 2, 3)),
    )  # fmt: skip
    assert [one.landscape for one in found.sections] == [False, True, False]


def test_une_feuille_que_le_fichier_ne_dit_pas_est_celle_de_word_et_la_reliure_s_ajoute_a_la_marge() -> None:
    assert read(para("Mot")).sections == (Section(21.59, 27.94, (2.54, 2.54, 2.54, 2.54)),)
    body = (
        para("Mot")
        + '<w:sectPr><w:pgSz w:w="21cm" w:h="29.7cm"/><w:pgMar w:left="2cm" w:gutter="1cm"/></w:sectPr>'
    )
    assert read(body).sections == (Section(21.0, 29.7, (2.54, 2.54, 2.54, 3.0)),)


# --- heads and feet ---


def headed(*sections: str, settings: str = "") -> Paper:
    """Sections, each with the references that it names; headers 1 to 3 say their number."""
    body = "".join(
        para(f"texte {rank}", props=f"<w:sectPr>{one}</w:sectPr>") for rank, one in enumerate(sections[:-1])
    )
    body += para("texte") + f"<w:sectPr>{sections[-1]}</w:sectPr>"
    parts = {f"header{rank}": para(f"tête {rank}") for rank in (1, 2, 3)}
    return read(body, **parts, settings=settings)


def reference(rank: int, on: str = "default") -> str:
    return f'<w:headerReference w:type="{on}" r:id="r{rank + 1}"/>'


def heads(paper: Paper) -> list[tuple[str, int]]:
    return [(one.text, one.section) for one in paper.paragraphs if one.story == "header"]


def test_l_en_tete_est_lu_une_fois_avec_la_premiere_section_qui_le_montre() -> None:
    assert heads(headed(reference(1), reference(1), "")) == [("tête 1", 0)]


def test_un_en_tete_de_premiere_page_ne_compte_que_s_il_est_montre() -> None:
    assert heads(headed(reference(1) + reference(2, "first"))) == [("tête 1", 0)]
    assert heads(headed(reference(1) + reference(2, "first") + "<w:titlePg/>")) == [
        ("tête 1", 0),
        ("tête 2", 0),
    ]


def test_une_section_reprend_l_en_tete_de_premiere_page_de_celle_d_avant() -> None:
    assert heads(headed(reference(1) + reference(2, "first"), "<w:titlePg/>")) == [
        ("tête 1", 0),
        ("tête 2", 1),
    ]


def test_un_en_tete_de_page_paire_ne_compte_que_si_le_document_en_a() -> None:
    sections = reference(1) + reference(2, "even")
    assert heads(headed(sections)) == [("tête 1", 0)]
    assert heads(headed(sections, settings="<w:evenAndOddHeaders/>")) == [("tête 1", 0), ("tête 2", 0)]


def test_le_numero_de_page_se_reconnait_a_son_champ() -> None:
    paper = Docx(footer="Page ")
    paper.text("Texte")
    (foot,) = [one for one in written(paper).paragraphs if one.story == "footer"]
    assert [(one.text, one.field) for one in foot.runs] == [("Page ", ""), ("1", "PAGE")]


@pytest.mark.parametrize(
    "inside",
    [
        '<w:fldSimple w:instr="page"><w:r><w:t>7</w:t></w:r></w:fldSimple>',
        field_xml(r"PAGE \* MERGEFORMAT", "7"),
        "<w:r><w:pgNum/></w:r>",
    ],
)
def test_le_numero_de_page_s_ecrit_de_plusieurs_facons(inside: str) -> None:
    foot = read(para("Texte") + f"<w:sectPr>{reference(1)}</w:sectPr>", header1=para(inside)).paragraphs[1]
    assert [one.field for one in foot.runs] == ["PAGE"]


def test_le_numero_de_page_dans_une_zone_de_l_en_tete_est_dans_l_en_tete() -> None:
    head = para(box(para(field_xml("PAGE", "7"))))
    found = read(para("Texte") + f"<w:sectPr>{reference(1)}</w:sectPr>", header1=head).paragraphs
    assert [(one.story, one.text) for one in found if one.runs] == [("body", "Texte"), ("header", "7")]


# --- revisions, comments, hidden text ---


def test_les_revisions_se_lisent_avec_leur_sort_et_se_comptent() -> None:
    paper = Docx(page_numbers=False)
    paper.text("Je ", words("veux ", change="deleted"), words("souhaite ", change="inserted"), "apprendre.")
    found = written(paper)
    (paragraph,) = [one for one in found.paragraphs if one.runs]
    assert [(one.text, one.change) for one in paragraph.runs] == [
        ("Je ", ""), ("veux ", "deleted"), ("souhaite ", "inserted"), ("apprendre.", ""),
    ]  # fmt: skip
    assert paragraph.text == "Je souhaite apprendre."
    assert found.tracked_changes == 2


def test_un_deplacement_compte_une_fois_et_un_changement_de_forme_aussi() -> None:
    body = para(
        f"<w:moveFrom>{run('a')}</w:moveFrom>", f"<w:moveTo>{run('a')}</w:moveTo>", run("b", "<w:rPrChange/>")
    )
    found = read(body)
    assert found.tracked_changes == 2
    assert [(one.text, one.change) for one in found.paragraphs[0].runs] == [
        ("a", "deleted"), ("a", "inserted"), ("b", ""),
    ]  # fmt: skip


def test_ce_qui_est_ajoute_puis_supprime_est_supprime() -> None:
    body = para("un", "<w:ins><w:del><w:r><w:delText>deux</w:delText></w:r></w:del></w:ins>")
    assert texts(body) == ["un"]


def test_les_commentaires_appeles_se_comptent() -> None:
    paper = Docx(page_numbers=False)
    paper.text(words("un", comment="À revoir"), words("deux", comment="Sûr ?"), "trois")
    assert written(paper).comments == 2


def test_le_texte_masque_est_garde_a_part() -> None:
    paper = Docx(page_numbers=False)
    paper.text("vu", Words("caché", hidden=True))
    (paragraph,) = written(paper).paragraphs
    assert (paragraph.text, [one.hidden for one in paragraph.runs]) == ("vu", [False, True])


# --- lists ---


def labels(paper: Paper) -> list[tuple[str, str]]:
    return [(one.label, one.text) for one in paper.paragraphs if one.text]


def test_les_puces_et_les_numeros_sont_ceux_que_word_ecrit() -> None:
    paper = Docx(page_numbers=False)
    for said, level, numbered in (
        ("a", 0, False), ("b", 1, False), ("c", 0, True), ("d", 1, True), ("e", 1, True), ("f", 0, True),
    ):  # fmt: skip
        paper.item(said, level=level, numbered=numbered)
    paper.text("g")
    assert labels(written(paper)) == [
        ("•", "a"), ("–", "b"), ("1.", "c"), ("a.", "d"), ("b.", "e"), ("2.", "f"), ("", "g"),
    ]  # fmt: skip


def test_un_titre_numerote_par_son_style_porte_son_numero() -> None:
    paper = Docx(numbered_headings=True, page_numbers=False)
    for text, level in (("a", 1), ("b", 2), ("c", 2), ("d", 1), ("e", 2), ("f", 3)):
        paper.heading(text, level)
    found = written(paper)
    assert labels(found) == [
        ("1.", "a"), ("1.1", "b"), ("1.2", "c"), ("2.", "d"), ("2.1", "e"), ("2.1.1", "f"),
    ]  # fmt: skip
    assert [one.level for one in found.paragraphs] == [1, 2, 2, 1, 2, 3]


def test_un_paragraphe_peut_quitter_la_liste_de_son_style() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="upperRoman"/>'
        '<w:lvlText w:val="Partie %1 :"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="4"><w:abstractNumId w:val="0"/></w:num>'
    )
    listed = '<w:numPr><w:numId w:val="4"/></w:numPr>'
    body = (
        para("a", props=listed)
        + para("b", props='<w:numPr><w:numId w:val="0"/></w:numPr>')
        + para("c", props=listed)
    )
    assert labels(read(body, numbering=numbering)) == [("Partie I :", "a"), ("", "b"), ("Partie II :", "c")]


# --- other writers ---


def test_un_docx_strict_se_lit_comme_un_autre() -> None:
    body = para(run("Mot", '<w:sz w:val="14pt"/>'), props='<w:spacing w:line="18pt" w:lineRule="exact"/>')
    parts = {
        path: str(part)
        .replace("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main")
        .replace("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships")
        for path, part in docx_parts(body, styles=STYLES).items()
    }  # fmt: skip
    paragraph = read_paper(packed(parts), name="essai.docx").paragraphs[0]
    assert (paragraph.text, paragraph.runs[0].size, paragraph.spacing.value) == ("Mot", 14.0, 18.0)


def test_les_textes_d_un_diagramme_sont_lus_apres_le_paragraphe_qui_le_porte() -> None:
    data = (
        '<dataModel xmlns:a="a"><pt><t><a:p><a:r><a:t>Directrice</a:t></a:r></a:p></t></pt><pt><t><a:p/></t></pt>'
        "</dataModel>"
    )
    drawing = (
        '<w:r><w:drawing><inline><extent cx="3600000" cy="1800000"/><graphic><relIds r:dm="r9"/></graphic></inline>'
        "</w:drawing></w:r>"
    )
    parts = docx_parts(para("Organigramme", drawing) + para("Suite"), styles=STYLES)
    links = str(parts["word/_rels/document.xml.rels"])
    target = '<Relationship Id="r9" Type="x/diagramData" Target="diagrams/data1.xml"/></Relationships>'
    parts |= {
        "word/_rels/document.xml.rels": links.replace("</Relationships>", target),
        "word/diagrams/data1.xml": data,
    }
    paper = read_paper(packed(parts), name="essai.docx")
    assert shown(paper) == [("body", "Organigramme"), ("box", "Directrice"), ("body", "Suite")]
    assert paper.paragraphs[1].address == paper.paragraphs[0].address
    assert [(one.width, one.height) for one in paper.pictures] == [(10.0, 5.0)]


def test_le_corps_laisse_de_cote_notes_en_tetes_et_pieds() -> None:
    paper = Docx(header="Tête", footer="Pied")
    paper.text("Texte", words("", footnote="Note"))
    paper.box("Zone")
    assert [one.text for one in written(paper).body() if one.text] == ["Texte", "Zone"]
