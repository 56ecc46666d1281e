"""A DOCX is read as Word shows it: lists with their numbers, tables with their spans, boxes, heads and feet."""

import pytest

from jalon.referentiel.importer.readers import Limits, read_bytes
from jalon.referentiel.importer.source import Block, Line, Source, Table, Unreadable

from .packages import W, cell, docx, docx_parts, packed, para, row, run, word_part

BREAK = "<w:r><w:lastRenderedPageBreak/></w:r>"
PAGE_BREAK = '<w:r><w:br w:type="page"/></w:r>'


def read(body: str, **parts: str) -> Source:
    return read_bytes(docx(body, **parts), "essai.docx")


def lines(body: str, **parts: str) -> list[Line]:
    return list(read(body, **parts).lines)


def texts(body: str, **parts: str) -> list[str]:
    return [line.text for line in lines(body, **parts)]


def codes(source: Source) -> list[str]:
    return [finding.code for finding in source.findings]


def table(block: Block) -> list[list[tuple[int, int, str]]]:
    assert isinstance(block, Table)
    return [[(c.column, c.span, c.text) for c in row.cells] for row in block.rows]


# --- paragraphs ---


def test_paragraphs_are_whole_lines_numbered_in_the_file_when_pages_are_unknown() -> None:
    source = read(para("Un") + para("") + para("Deux ", "mots"))
    assert [(line.text, line.place.page, line.place.line, line.gap, line.whole) for line in source.lines] == [
        ("Un", None, 1, 0.0, True),
        ("Deux mots", None, 2, 1.0, True),
    ]
    assert (source.format, source.pages) == ("docx", None)


def test_weight_and_size_come_from_the_run_then_its_style_then_the_document() -> None:
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:styleId="Base"><w:rPr><w:sz w:val="28"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Titre1"><w:basedOn w:val="Base"/><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Fort"><w:rPr><w:b/></w:rPr></w:style>'
    )
    body = (
        para("Corps")
        + para("Titre", props='<w:pStyle w:val="Titre1"/>')
        + para(run("Maigre", '<w:b w:val="0"/>'), props='<w:pStyle w:val="Titre1"/>')
        + para(run("Fort", '<w:rStyle w:val="Fort"/>'))
        + para("Un mot ", run("gras", "<w:b/>"))
    )
    assert [(line.text, line.bold, line.size) for line in lines(body, styles=styles)] == [
        ("Corps", False, 11.0),
        ("Titre", True, 14.0),
        ("Maigre", False, 14.0),
        ("Fort", True, 11.0),
        ("Un mot gras", False, 11.0),
    ]


def test_styles_based_on_each_other_do_not_hang() -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{a}"><w:basedOn w:val="{b}"/></w:style>'
        for a, b in ("AB", "BA")
    )
    assert texts(para("Poncer", props='<w:pStyle w:val="A"/>'), styles=styles) == ["Poncer"]


def test_a_soft_break_makes_lines_that_may_go_on() -> None:
    body = para(run("Poncer"), "<w:r><w:br/></w:r>", run("le bois"))
    assert [(line.text, line.whole) for line in lines(body)] == [("Poncer", False), ("le bois", True)]


def test_a_space_of_a_line_before_a_paragraph_is_a_gap() -> None:
    wide, thin = '<w:spacing w:before="240"/>', '<w:spacing w:before="100"/>'
    body = para("Un") + para("Deux", props=wide) + para("Trois", props=thin)
    assert [line.gap for line in lines(body)] == [0.0, 1.0, 0.0]


def test_no_space_parts_two_paragraphs_of_a_style_that_refuses_it() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Liste"><w:pPr><w:spacing w:before="300"/>'
        "<w:contextualSpacing/></w:pPr></w:style>"
    )
    item = '<w:pStyle w:val="Liste"/>'
    body = para("Un") + para("Deux", props=item) + para("Trois", props=item)
    assert [line.gap for line in lines(body, styles=styles)] == [0.0, 1.25, 0.0]


def test_special_signs_are_written_plainly() -> None:
    body = para(
        run("éco"), "<w:r><w:noBreakHyphen/></w:r>", run("geste"), "<w:r><w:tab/></w:r>", run("fin"),
        '<w:r><w:sym w:font="Wingdings" w:char="F0E8"/></w:r>', run("\u00b7", '<w:rFonts w:ascii="Symbol"/>'),
    )  # fmt: skip
    assert texts(body) == ["éco-geste fin➔•"]


def test_a_tab_with_leaders_prints_its_dots() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="TM1"><w:name w:val="toc 1"/></w:style>'
    tab = "<w:r><w:tab/></w:r>"
    body = para(run("Fiche"), tab, run("7"), props='<w:pStyle w:val="TM1"/>')
    body += para(run("Glossaire"), tab, run("9"), props='<w:tabs><w:tab w:leader="dot"/></w:tabs>')
    assert texts(body, styles=styles) == ["Fiche ..... 7", "Glossaire ..... 9"]


def test_fields_show_their_last_result() -> None:
    body = para(
        run("Page "),
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
        run("3"),
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        '<w:fldSimple w:instr="NUMPAGES"><w:r><w:t>/52</w:t></w:r></w:fldSimple>',
    )
    assert texts(body) == ["Page 3/52"]


def test_links_tags_and_formulas_are_read_through() -> None:
    body = para(
        "<w:hyperlink><w:r><w:t>Site</w:t></w:r></w:hyperlink>",
        "<w:smartTag><w:smartTag><w:r><w:t> du ministère</w:t></w:r></w:smartTag></w:smartTag>",
        "<m:oMath><m:r><m:t> x=1</m:t></m:r></m:oMath>",
    )
    assert texts(body) == ["Site du ministère x=1"]


# --- revisions, hidden text, comments ---


def test_revisions_are_read_as_accepted_and_said() -> None:
    deleted = "<w:del><w:r><w:delText>vieux</w:delText></w:r></w:del>"
    source = read(para(run("Un "), deleted, "<w:ins><w:r><w:t>neuf</w:t></w:r></w:ins>"))
    assert [line.text for line in source.lines] == ["Un neuf"]
    (finding,) = source.findings
    assert (finding.code, finding.severity) == ("revisions", "warning")
    assert "1 ajout(s) et 1 suppression(s)" in finding.message


def test_a_paragraph_whose_mark_is_deleted_goes_on_in_the_next() -> None:
    assert texts(para("Poncer ", props="<w:rPr><w:del/></w:rPr>") + para("le bois")) == ["Poncer le bois"]
    assert texts(para("Poncer", props="<w:rPr><w:del/></w:rPr>")) == ["Poncer"]


def test_moved_text_and_deleted_rows_are_read_once() -> None:
    moved = "<w:moveFrom><w:r><w:t>ailleurs</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>ici</w:t></w:r></w:moveTo>"
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('x')}{cell('y')}</w:tr>"
    source = read(para(moved) + f"<w:tbl>{row(cell('a'), cell('b'))}{gone}</w:tbl>")
    assert [line.text for line in source.lines] == ["ici", "a", "b"]


def test_hidden_text_and_comments_are_left_out_and_said() -> None:
    source = read(para(run("Vu"), run("caché", "<w:vanish/>"), "<w:r><w:commentReference/></w:r>"))
    assert [line.text for line in source.lines] == ["Vu"]
    assert codes(source) == ["hidden-text", "comments"]


def test_what_is_embedded_from_elsewhere_is_said() -> None:
    source = read(para("Vu", "<w:r><w:object/></w:r>") + "<w:altChunk/>")
    assert codes(source) == ["embedded", "objects"]


# --- lists ---

_LEVELS = (
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl>'
)
NUMBERING = (
    f'<w:abstractNum w:abstractNumId="0">{_LEVELS}</w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/>'
    '<w:pPr><w:ind w:left="720"/></w:pPr><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="upperRoman"/>'
    '<w:lvlText w:val="%1 -"/><w:pStyle w:val="Article"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="6"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="7"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="8"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)


def item(text: str, number: int, level: int = 0) -> str:
    return para(text, props=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_numbered_items_begin_with_the_number_word_shows() -> None:
    body = item("Un", 5) + item("Détail", 5, 1) + item("Suite", 5, 1) + item("Deux", 5) + item("Encore", 5, 1)
    assert texts(body, numbering=NUMBERING) == [
        "1. Un",
        "1.a) Détail",
        "1.b) Suite",
        "2. Deux",
        "2.a) Encore",
    ]


def test_a_list_restarts_where_its_number_says_so() -> None:
    body = item("Un", 5) + item("Deux", 5) + item("Reprise", 8) + item("Suite", 8)
    assert texts(body, numbering=NUMBERING) == ["1. Un", "2. Deux", "1. Reprise", "2. Suite"]


def test_a_bullet_is_taken_from_the_list_with_its_indent() -> None:
    (line,) = lines(item("Poncer", 6), numbering=NUMBERING)
    assert (line.bullet, line.text, line.left) == ("•", "Poncer", 36.0)


def test_a_bullet_typed_by_hand_is_taken_off() -> None:
    (line,) = lines(para("- Poncer"))
    assert (line.bullet, line.text) == ("-", "Poncer")


def test_a_style_may_carry_the_list_and_a_paragraph_may_leave_it() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Article"><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr>'
        "</w:style>"
    )
    style = '<w:pStyle w:val="Article"/>'
    body = para("Un", props=style) + para("Deux", props=style + '<w:numPr><w:numId w:val="0"/></w:numPr>')
    assert texts(body, numbering=NUMBERING, styles=styles) == ["III - Un", "Deux"]


def test_an_unknown_list_adds_nothing() -> None:
    assert texts(item("Poncer", 99), numbering=NUMBERING) == ["Poncer"]


# --- tables ---


def test_a_table_keeps_its_columns_spans_and_merged_cells() -> None:
    body = (
        "<w:tbl>"
        + row(cell("Modalités", '<w:gridSpan w:val="2"/>'), cell("Durée"))
        + row(cell("Poncer", '<w:vMerge w:val="restart"/>'), cell("un"), cell("10"))
        + row(cell("<w:p/>", "<w:vMerge/>"), cell("deux"), cell("20"))
        + "</w:tbl>"
    )
    (block,) = read(body).blocks
    assert table(block) == [
        [(0, 2, "Modalités"), (2, 1, "Durée")],
        [(0, 1, "Poncer"), (1, 1, "un"), (2, 1, "10")],
        [(1, 1, "deux"), (2, 1, "20")],
    ]


def test_a_row_may_skip_columns_and_wrappers_hide_nothing() -> None:
    held = f"<w:sdt><w:sdtContent>{cell('b')}</w:sdtContent></w:sdt>"
    late = f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{held}</w:tr>'
    (block,) = read(
        f"<w:tbl>{row(cell('a'), cell('c'))}<w:sdt><w:sdtContent>{late}</w:sdtContent></w:sdt></w:tbl>"
    ).blocks
    assert table(block)[1] == [(1, 1, "b")]


def test_a_table_of_one_column_only_frames_its_lines() -> None:
    source = read(para("Avant") + f"<w:tbl>{row(cell('Critères'))}{row(cell('Le fond est serré'))}</w:tbl>")
    assert [(type(block), block.text, block.gap) for block in source.blocks if isinstance(block, Line)] == [
        (Line, "Avant", 0.0),
        (Line, "Critères", 1.0),
        (Line, "Le fond est serré", 1.0),
    ]


def test_a_table_inside_a_cell_gives_its_lines_in_order() -> None:
    inner = f"<w:tbl>{row(cell('b'), cell('c'))}</w:tbl>"
    (block,) = read(f"<w:tbl>{row(cell(para('a') + inner + para('d')), cell('e'))}</w:tbl>").blocks
    assert table(block) == [[(0, 1, "a b c d"), (1, 1, "e")]]


def test_a_row_that_only_lays_out_a_table_gives_that_table() -> None:
    inner = f"<w:tbl>{row(cell('b'), cell('c'))}</w:tbl>"
    source = read(f"<w:tbl>{row(cell('a'), cell('z'))}{row(cell(inner + '<w:p/>'), cell('<w:p/>'))}</w:tbl>")
    assert [table(block) for block in source.blocks] == [
        [[(0, 1, "a"), (1, 1, "z")]],
        [[(0, 1, "b"), (1, 1, "c")]],
    ]


def test_the_blank_lines_before_a_table_are_those_of_its_first_row() -> None:
    _, block = read(para("Avant") + para("") + f"<w:tbl>{row(cell('a'), cell('b'))}</w:tbl>").blocks
    assert isinstance(block, Table)
    assert [line.gap for line in block.lines] == [1.0, 1.0]


CONTROL = (
    '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{}"/></w14:checkbox></w:sdtPr>'
    "<w:sdtContent><w:r><w:t>?</w:t></w:r></w:sdtContent></w:sdt>"
)
FORM = (
    '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{}</w:checkBox></w:ffData></w:fldChar></w:r>'
)


@pytest.mark.parametrize(
    ("inside", "ticked"),
    [
        (CONTROL.format("1"), True),
        (CONTROL.format("0"), False),
        (FORM.format("<w:checked/>"), True),
        (FORM.format('<w:default w:val="1"/>'), True),
        (FORM.format('<w:default w:val="1"/><w:checked w:val="0"/>'), False),
        (FORM.format(""), False),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', True),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>', False),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F054"/></w:r>', True),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="00A3"/></w:r>', False),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', True),
        (run("☒"), True),
        (run("□"), False),
        (run("X"), True),
        (run("þ", '<w:rFonts w:ascii="Wingdings"/>'), True),
        (run("Oui"), None),
        ('<w:r><w:sym w:font="Wingdings" w:char="zz"/></w:r>', None),
    ],
)
def test_every_box_of_word_is_understood(inside: str, ticked: bool | None) -> None:
    (block,) = read(f"<w:tbl>{row(cell('Poncer'), cell(para(inside)))}</w:tbl>").blocks
    assert isinstance(block, Table)
    assert block.rows[0].cells[1].ticked is ticked


def test_a_list_to_choose_from_shows_its_choice() -> None:
    choice = (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="REAC"/>'
        '<w:listEntry w:val="RE"/></w:ddList></w:ffData></w:fldChar></w:r>'
    )
    assert texts(para(choice)) == ["RE"]


# --- boxes of text, notes, heads and feet ---


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{para('Encadré')}</w:txbxContent>"
    drawn = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    assert texts(para("Avant", drawn) + para("Après")) == ["Avant", "Encadré", "Après"]


def test_notes_come_at_the_end_with_their_rank() -> None:
    notes = f'<w:footnote w:id="2">{para("Enquête de 2023")}</w:footnote><w:footnote w:id="0">{para("—")}</w:footnote>'
    body = para("Interrogés", '<w:r><w:footnoteReference w:id="2"/></w:r>') + para("Fin")
    assert texts(body, footnotes=notes) == ["Interrogés", "Fin", "[1] Enquête de 2023"]


def test_heads_and_feet_stand_with_their_section_and_once() -> None:
    section = '<w:headerReference w:type="default" r:id="r1"/><w:footerReference w:type="default" r:id="r2"/>'
    body = (
        para("Un", props=f"<w:sectPr>{section}</w:sectPr>") + para("Deux") + f"<w:sectPr>{section}</w:sectPr>"
    )
    foot = f"<w:tbl>{row(cell('SIGLE'), cell('Page'))}{row(cell('VAN'), cell('1/3'))}</w:tbl><w:p/>"
    source = read(body, header1=para("Vannier"), footer1=foot)
    assert [line.text for line in source.lines] == ["Vannier", "Un", "SIGLE", "Page", "VAN", "1/3", "Deux"]


def test_a_head_that_is_not_shown_is_not_read() -> None:
    section = '<w:headerReference w:type="first" r:id="r1"/><w:headerReference w:type="even" r:id="r2"/>'
    body = para("Un") + f"<w:sectPr>{section}</w:sectPr>"
    assert texts(body, header1=para("Première"), header2=para("Paire")) == ["Un"]
    shown = para("Un") + f"<w:sectPr>{section}<w:titlePg/></w:sectPr>"
    even = "<w:evenAndOddHeaders/>"
    assert texts(shown, header1=para("Première"), header2=para("Paire"), settings=even) == [
        "Première",
        "Paire",
        "Un",
    ]


# --- pages ---


def test_pages_are_those_of_words_last_layout() -> None:
    source = read(
        para("Un") + para(BREAK, "Deux") + para("Trois") + para("Qua", BREAK, run("tre")) + para("Cinq")
    )
    assert [(line.text, line.place.page, line.place.line) for line in source.lines] == [
        ("Un", 1, 1),
        ("Deux", 2, 1),
        ("Trois", 2, 2),
        ("Quatre", 2, 3),
        ("Cinq", 3, 1),
    ]
    assert source.pages == 3


def test_a_break_that_the_document_asks_for_counts_once() -> None:
    body = (
        para("Un", PAGE_BREAK)
        + para(BREAK, "Deux")
        + para(BREAK, "Trois", props="<w:pageBreakBefore/>")
        + para("Fin", props="<w:sectPr/>")
        + para(BREAK, "Quatre")
        + "<w:sectPr/>"
    )
    assert [(line.text, line.place.page) for line in read(body).lines] == [
        ("Un", 1),
        ("Deux", 2),
        ("Trois", 3),
        ("Fin", 3),
        ("Quatre", 4),
    ]


def test_a_row_cut_by_a_page_turns_it_once() -> None:
    cut = cell(para("haut") + para(BREAK, "bas"))
    body = f"<w:tbl>{row(cut, cut)}</w:tbl>" + para("Après")
    assert [(line.text, line.place.page) for line in read(body).lines] == [
        ("haut", 1),
        ("bas", 2),
        ("haut", 1),
        ("bas", 2),
        ("Après", 2),
    ]


def test_a_row_on_a_new_page_is_on_it_whole() -> None:
    body = para("Avant") + f"<w:tbl>{row(cell(para(BREAK, 'a')), cell('b'))}</w:tbl>"
    assert [(line.text, line.place.page) for line in read(body).lines] == [("Avant", 1), ("a", 2), ("b", 2)]


# --- packages ---


def test_the_strict_form_of_the_standard_is_read() -> None:
    parts = {
        path: str(part)
        .replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
        .replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for path, part in docx_parts(item("Poncer", 5), numbering=NUMBERING).items()
    }
    assert [line.text for line in read_bytes(packed(parts), "a.docx").lines] == ["1. Poncer"]


def test_the_main_part_is_found_by_its_relationship() -> None:
    parts = docx_parts("")
    parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace("word/document.xml", "/word/main%20part.xml")
    parts["word/main part.xml"] = word_part("document", f"<w:body>{para('Poncer')}</w:body>")
    assert [line.text for line in read_bytes(packed(parts), "a.docx").lines] == ["Poncer"]


@pytest.mark.parametrize("limits", [Limits(lines=5), Limits(cells=5), Limits(columns=1)])
def test_a_docx_beyond_its_limits_is_refused(limits: Limits) -> None:
    body = f"<w:tbl>{row(*[cell('a')] * 3) * 3}</w:tbl>"
    with pytest.raises(Unreadable) as refusal:
        read_bytes(docx(body), "a.docx", limits)
    assert refusal.value.code == "too-long"


def test_figures_out_of_reason_are_harmless() -> None:
    span = '<w:gridSpan w:val="-4"/>'
    body = (
        para("Un", props='<w:ind w:left="1e99"/><w:spacing w:before="abc"/>')
        + f"<w:tbl>{row(cell('a', span), cell('b'))}</w:tbl>"
        + item("Deux", 5, 99)
    )
    assert texts(body, numbering=NUMBERING) == ["Un", "a", "b", "Deux"]
