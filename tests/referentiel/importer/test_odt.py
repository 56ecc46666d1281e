"""An ODT is read as LibreOffice shows it: lists with their numbers, tables with their spans, boxes, heads and feet."""

import pytest

from jalon.referentiel.importer.readers import Limits, read_bytes
from jalon.referentiel.importer.source import Block, Line, Source, Table, Unreadable

from .packages import fodt, odt


def read(body: str, automatic: str = "", styles: str = "", masters: str = "") -> Source:
    return read_bytes(odt(body, automatic, styles, masters), "essai.odt")


def texts(body: str, automatic: str = "", styles: str = "", masters: str = "") -> list[str]:
    return [line.text for line in read(body, automatic, styles, masters).lines]


def table(block: Block) -> list[list[tuple[int, int, str]]]:
    assert isinstance(block, Table)
    return [[(c.column, c.span, c.text) for c in row.cells] for row in block.rows]


def p(inside: str, style: str = "") -> str:
    return f"<text:p{f' text:style-name={chr(34)}{style}{chr(34)}' if style else ''}>{inside}</text:p>"


def cell(inside: str, attributes: str = "") -> str:
    inside = inside if inside.startswith("<") else p(inside)
    return f"<table:table-cell {attributes}>{inside}</table:table-cell>"


def row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def style(name: str, properties: str, family: str = "paragraph", attributes: str = "") -> str:
    return f'<style:style style:name="{name}" style:family="{family}" {attributes}>{properties}</style:style>'


# --- paragraphs ---


def test_paragraphs_are_whole_lines_numbered_in_the_file_when_pages_are_unknown() -> None:
    source = read(p("Un") + p("") + p("Deux <text:s text:c='3'/>mots"))
    assert [(line.text, line.place.page, line.place.line, line.gap, line.whole) for line in source.lines] == [
        ("Un", None, 1, 0.0, True),
        ("Deux mots", None, 2, 1.0, True),
    ]
    assert (source.format, source.pages) == ("odt", None)


def test_text_around_and_inside_spans_and_links_stays_in_order() -> None:
    body = p(
        "a<text:span>b<text:a>c</text:a>d</text:span>e<text:tab/>f<text:bookmark/>g<text:date>h</text:date>i"
    )
    assert texts(body) == ["abcde fghi"]


def test_weight_and_size_come_from_the_span_then_the_paragraph_then_its_parents() -> None:
    styles = style("Base", '<style:text-properties fo:font-size="12pt"/>') + style(
        "Titre",
        '<style:text-properties fo:font-weight="bold" fo:font-size="150%"/>',
        attributes='style:parent-style-name="Base"',
    )
    automatic = style("T1", '<style:text-properties fo:font-weight="normal"/>', "text")
    body = (
        p("Corps", "Base")
        + p("Titre", "Titre")
        + p('<text:span text:style-name="T1">Maigre</text:span>', "Titre")
    )
    assert [(line.text, line.bold, line.size) for line in read(body, automatic, styles).lines] == [
        ("Corps", False, 12.0),
        ("Titre", True, 18.0),
        ("Maigre", False, 18.0),
    ]


def test_a_space_of_a_line_before_a_paragraph_is_a_gap() -> None:
    automatic = style("P1", '<style:paragraph-properties fo:margin-top="0.5cm"/>') + style(
        "P2", '<style:paragraph-properties fo:margin-top="2mm"/>'
    )
    found = list(read(p("Un") + p("Deux", "P1") + p("Trois", "P2"), automatic).lines)
    assert [line.gap for line in found] == [0.0, 1.18, 0.0]


def test_a_soft_break_makes_lines_that_may_go_on() -> None:
    found = list(read(p("Poncer<text:line-break/>le bois")).lines)
    assert [(line.text, line.whole) for line in found] == [("Poncer", False), ("le bois", True)]


def test_revisions_hidden_text_and_comments_are_said() -> None:
    changes = (
        "<text:tracked-changes><text:changed-region><text:deletion>"
        f"{p('vieux')}</text:deletion></text:changed-region></text:tracked-changes>"
    )
    automatic = style("T1", '<style:text-properties text:display="none"/>', "text")
    hidden = '<text:span text:style-name="T1">caché</text:span>'
    comment = f"<office:annotation>{p('à revoir')}</office:annotation>"
    source = read(changes + p(f"Vu{hidden}{comment} ici"), automatic)
    assert [line.text for line in source.lines] == ["Vu ici"]
    assert [finding.code for finding in source.findings] == ["revisions", "hidden-text", "comments"]


def test_styles_that_are_their_own_parents_do_not_hang() -> None:
    styles = style("A", "", attributes='style:parent-style-name="B"') + style(
        "B", "", attributes='style:parent-style-name="A"'
    )
    assert texts(p("Poncer", "A"), styles=styles) == ["Poncer"]


# --- lists ---

LISTS = (
    '<text:list-style style:name="L1">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" text:display-levels="2"/>'
    "</text:list-style>"
    '<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1" text:bullet-char="\uf0a7">'
    '<style:text-properties fo:font-family="Wingdings"/></text:list-level-style-bullet></text:list-style>'
)


def items(*inside: str, name: str = "L1", attributes: str = "") -> str:
    listed = "".join(f"<text:list-item>{one}</text:list-item>" for one in inside)
    return f'<text:list text:style-name="{name}" {attributes}>{listed}</text:list>'


def test_numbered_items_begin_with_the_number_shown() -> None:
    inner = (
        "<text:list>"
        + "".join(f"<text:list-item>{p(t)}</text:list-item>" for t in ("x", "y"))
        + "</text:list>"
    )
    body = items(p("Un") + p("suite"), p("Deux") + inner, p("Trois"))
    assert texts(body, LISTS) == ["1. Un", "suite", "2. Deux", "2.a) x", "2.b) y", "3. Trois"]


def test_a_list_starts_afresh_unless_it_continues_another() -> None:
    body = items(p("Un"), attributes='xml:id="l1"') + items(p("Un"))
    body += items(p("Deux"), attributes='text:continue-numbering="true"')
    body += items(p("Deux"), attributes='text:continue-list="l1"')
    assert texts(body, LISTS) == ["1. Un", "1. Un", "2. Deux", "2. Deux"]


def test_an_item_may_choose_its_number() -> None:
    body = f'<text:list text:style-name="L1"><text:list-item text:start-value="4">{p("a")}</text:list-item>'
    assert texts(body + f"<text:list-item>{p('b')}</text:list-item></text:list>", LISTS) == ["4. a", "5. b"]


@pytest.mark.parametrize(("name", "mark"), [("L2", "▪"), ("inconnu", "•")])
def test_a_bullet_is_taken_from_the_list(name: str, mark: str) -> None:
    (line,) = read(items(p("Poncer"), name=name), LISTS).lines
    assert (line.bullet, line.text) == (mark, "Poncer")


def test_headings_carry_the_number_of_the_outline() -> None:
    styles = (
        '<text:outline-style style:name="Outline">'
        '<text:outline-level-style text:level="1" style:num-format="1" style:num-suffix="."/>'
        '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/></text:outline-style>'
    )
    body = "".join(
        f'<text:h text:outline-level="{level}">{text}</text:h>'
        for level, text in ((1, "A"), (2, "B"), (2, "C"), (1, "D"))
    )
    assert texts(body, styles=styles) == ["1. A", "1.1 B", "1.2 C", "2. D"]


# --- tables ---


def test_a_table_keeps_its_columns_spans_and_covered_cells() -> None:
    covered = "<table:covered-table-cell/>"
    body = (
        "<table:table><table:table-column table:number-columns-repeated='3'/><table:table-header-rows>"
        + row(cell("Modalités", 'table:number-columns-spanned="2"'), covered, cell("Durée"))
        + "</table:table-header-rows>"
        + row(cell("Poncer", 'table:number-rows-spanned="2"'), cell("un"), cell("10"))
        + row(covered, cell("deux"), cell("20"))
        + "</table:table>"
    )
    (block,) = read(body).blocks
    assert table(block) == [
        [(0, 2, "Modalités"), (2, 1, "Durée")],
        [(0, 1, "Poncer"), (1, 1, "un"), (2, 1, "10")],
        [(1, 1, "deux"), (2, 1, "20")],
    ]


def test_a_table_of_one_column_only_frames_its_lines() -> None:
    source = read(p("Avant") + f"<table:table>{row(cell('Critères'))}</table:table>")
    assert [(block.text, block.gap) for block in source.blocks if isinstance(block, Line)] == [
        ("Avant", 0.0),
        ("Critères", 1.0),
    ]


def test_a_table_that_lays_out_another_gives_the_other() -> None:
    inner = f"<table:table>{row(cell('a'), cell('b'))}</table:table>"
    (block,) = read(f"<table:table>{row(cell(inner), cell(p('')))}</table:table>").blocks
    assert table(block) == [[(0, 1, "a"), (1, 1, "b")]]


FORMS = (
    '<office:forms><form:form><form:checkbox form:id="c1" form:current-state="checked"/>'
    '<form:checkbox form:id="c2"/></form:form></office:forms>'
)


@pytest.mark.parametrize(
    ("inside", "ticked"),
    [
        ('<draw:control draw:control="c1"/>', True),
        ('<draw:control draw:control="c2"/>', False),
        ('<loext:content-control loext:checkbox="true" loext:checked="true">?</loext:content-control>', True),
        ('<loext:content-control loext:checkbox="true">?</loext:content-control>', False),
        ("☑", True),
        ("\uf0a8", False),
        ("X", True),
        ('<text:span text:style-name="W">þ</text:span>', True),
        ("Oui", None),
    ],
)
def test_every_box_of_libreoffice_is_understood(inside: str, ticked: bool | None) -> None:
    automatic = style("W", '<style:text-properties style:font-name="Wingdings"/>', "text")
    (block,) = read(
        FORMS + f"<table:table>{row(cell('Poncer'), cell(p(inside)))}</table:table>", automatic
    ).blocks
    assert isinstance(block, Table)
    assert block.rows[0].cells[1].ticked is ticked


# --- boxes of text, notes, heads and feet ---


def test_a_text_box_a_shape_and_a_section_are_read_in_order() -> None:
    box = f"<draw:frame><draw:text-box>{p('Encadré')}</draw:text-box></draw:frame>"
    shape = f"<draw:custom-shape>{p('Forme')}</draw:custom-shape>"
    body = p(f"Avant{box}") + shape + f"<text:section>{p('Section')}</text:section>"
    assert texts(body) == ["Avant", "Encadré", "Forme", "Section"]


def test_a_table_of_contents_prints_its_dots() -> None:
    automatic = style("P1", "", attributes='style:parent-style-name="Contents_20_1"')
    styles = style("Contents_20_1", "", attributes='style:display-name="Contents 1"')
    entry = p("Fiche<text:tab/>7", "P1")
    body = f"<text:table-of-content><text:index-body>{entry}</text:index-body></text:table-of-content>"
    assert texts(body, automatic, styles) == ["Fiche ..... 7"]


def test_notes_come_at_the_end_with_their_rank() -> None:
    inside = f"<text:note-citation>1</text:note-citation><text:note-body>{p('Enquête')}</text:note-body>"
    note = f"<text:note>{inside}</text:note>"
    assert texts(p(f"Interrogés{note}.") + p("Fin")) == ["Interrogés.", "Fin", "[1] Enquête"]


def test_heads_and_feet_stand_where_their_page_model_begins_and_once() -> None:
    masters = (
        f'<style:master-page style:name="Standard"><style:header>{p("Vannier")}</style:header>'
        f"<style:footer>{p('VAN REAC')}</style:footer></style:master-page>"
        f'<style:master-page style:name="Large"><style:header>{p("Vannier")}</style:header>'
        f"<style:footer>{p('VAN RE')}</style:footer></style:master-page>"
    )
    automatic = style("P1", "", attributes='style:master-page-name="Large"')
    assert texts(p("Un") + p("Deux", "P1"), automatic, masters=masters) == [
        "Vannier",
        "VAN REAC",
        "Un",
        "VAN RE",
        "Deux",
    ]


# --- pages ---


def test_pages_are_those_of_the_last_layout_and_of_the_breaks_asked_for() -> None:
    automatic = style("P1", '<style:paragraph-properties fo:break-before="page"/>')
    body = (
        p("Un")
        + p("Deux<text:soft-page-break/>suite")
        + p("Trois")
        + p("Quatre", "P1")
        + "<text:soft-page-break/>"
        + p("Cinq")
    )
    source = read(body, automatic)
    assert [(line.text, line.place.page, line.place.line) for line in source.lines] == [
        ("Un", 1, 1),
        ("Deuxsuite", 1, 2),
        ("Trois", 2, 1),
        ("Quatre", 3, 1),
        ("Cinq", 4, 1),
    ]
    assert source.pages == 4


def test_a_row_cut_by_a_page_turns_it_once() -> None:
    cut = cell(p("haut") + "<text:soft-page-break/>" + p("bas"))
    body = f"<table:table>{row(cut, cut)}</table:table>" + p("Après")
    assert [(line.text, line.place.page) for line in read(body).lines] == [
        ("haut", 1),
        ("bas", 2),
        ("haut", 1),
        ("bas", 2),
        ("Après", 2),
    ]


# --- forms of the file ---


def test_the_flat_form_is_read_too() -> None:
    source = read_bytes(fodt(p("Poncer")), "essai.fodt")
    assert [line.text for line in source.lines] == ["Poncer"]


@pytest.mark.parametrize("limits", [Limits(lines=5), Limits(cells=5), Limits(columns=2)])
def test_an_odt_beyond_its_limits_is_refused(limits: Limits) -> None:
    body = f"<table:table>{row(*[cell('a')] * 3) * 3}</table:table>"
    with pytest.raises(Unreadable) as refusal:
        read_bytes(odt(body), "a.odt", limits)
    assert refusal.value.code == "too-long"


def test_cells_repeated_without_end_are_refused() -> None:
    endless = 'table:number-columns-repeated="99999"'
    body = f"<table:table>{row(cell('a', endless))}</table:table>"
    with pytest.raises(Unreadable) as refusal:
        read(body)
    assert refusal.value.code == "too-long"
