"""Spoiled files give a source or a reason, never another exception."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.referentiel.importer.readers import Limits, read_bytes
from jalon.referentiel.importer.source import Source, Unreadable

from .packages import cell, docx_parts, fodt, odt_parts, packed, para, row, run

LIMITS = Limits(bytes=200_000, inflated_bytes=400_000, lines=2_000, cells=2_000)
SPAN = '<w:gridSpan w:val="2"/>'
WORD = docx_parts(
    para("Poncer ", run("le bois", "<w:b/>"), props='<w:numPr><w:numId w:val="5"/></w:numPr>')
    + f"<w:tbl>{row(cell('a', SPAN), cell('☒'))}</w:tbl>"
    + '<w:sectPr><w:footerReference w:type="default" r:id="r3"/></w:sectPr>',
    styles='<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="A"/></w:style>',
    numbering='<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>',
    footer1=para("VAN"),
)
OPEN = odt_parts(
    '<text:list text:style-name="L"><text:list-item><text:p>Poncer</text:p></text:list-item></text:list>'
    '<table:table><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>a</text:p>'
    "</table:table-cell><table:table-cell><text:p>☐<text:soft-page-break/></text:p></table:table-cell>"
    "</table:table-row></table:table>",
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1"/>'
    "</text:list-style>",
)
TEXT = (
    "# Fiche\n\n\tModalités\tDurée\nPoncer\t<p>a</p>\n\n| a | b |\n|---|---|\n| [x] | é |\n"
    "<table><tr><td>a</table>\n+--+\n"
)
FILES = [packed(WORD), packed(OPEN), fodt("<text:p>Poncer</text:p>"), TEXT.encode(), TEXT.encode("utf-16")]


def outcome(data: bytes) -> Source | Unreadable:
    try:
        source = read_bytes(data, "essai", LIMITS)
    except Unreadable as refusal:
        return refusal
    assert all(line.text.strip() for line in source.lines)
    return source


def spoiled(data: bytes, seed: int, count: int) -> bytes:
    """The bytes with some changed, dropped, doubled or moved."""
    chance = random.Random(seed)
    found = bytearray(data)
    for _ in range(count):
        at, size = chance.randrange(len(found)), chance.randrange(1, 40)
        act = chance.randrange(4)
        if act == 0:
            found[at] = chance.randrange(256)
        elif act == 1:
            del found[at : at + size]
        elif act == 2:
            found[at:at] = found[at : at + size]
        else:
            found[at:at] = chance.randbytes(size)
        if not found:
            break
    return bytes(found)


@given(st.sampled_from(FILES), st.integers(0, 2**32), st.integers(1, 30))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_spoiled_bytes_give_a_source_or_a_reason(data: bytes, seed: int, count: int) -> None:
    outcome(spoiled(data, seed, count))


@given(st.sampled_from(FILES), st.floats(0, 1))
@settings(deadline=None)
def test_truncated_bytes_give_a_source_or_a_reason(data: bytes, share: float) -> None:
    outcome(data[: int(len(data) * share)])


@given(st.sampled_from([WORD, OPEN]), st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_package_with_one_spoiled_part_gives_a_source_or_a_reason(
    parts: dict[str, bytes | str], data: st.DataObject
) -> None:
    """The archive stays sound, so that the spoiled XML reaches the reader."""
    path = data.draw(st.sampled_from(sorted(parts)))
    part = parts[path]
    raw = part.encode() if isinstance(part, str) else part
    broken = spoiled(raw, data.draw(st.integers(0, 2**32)), data.draw(st.integers(1, 4)))
    outcome(packed({**parts, path: broken}))


# Tags and values put anywhere keep the XML well formed: what they mean no longer holds.
_TAGS = st.sampled_from(
    [
        "w:p",
        "w:r",
        "w:t",
        "w:tbl",
        "w:tr",
        "w:tc",
        "w:sdt",
        "w:sdtContent",
        "w:ins",
        "w:del",
        "w:pPr",
        "w:rPr",
        "w:br",
        "w:numPr",
        "w:fldChar",
        "w:txbxContent",
        "w:drawing",
        "mc:AlternateContent",
        "mc:Choice",
        "w:sectPr",
        "w:tcPr",
        "w:vMerge",
        "w:gridSpan",
        "w:tab",
        "w:sym",
        "w:footnoteReference",
        "w:lastRenderedPageBreak",
        "w:ruby",
    ]
)
_VALUES = st.sampled_from(["", "0", "1", "-1", "99999999999", "NaN", "continue", "default", "\uf0fe", "é"])
_TREES = st.recursive(
    st.just("") | st.sampled_from(["Poncer", "☒", "•"]),
    lambda inside: st.builds(
        lambda tag, key, value, parts: f'<{tag} w:{key}="{value}">{"".join(parts)}</{tag}>',
        _TAGS,
        st.sampled_from(["val", "id", "type", "char", "font", "ilvl"]),
        _VALUES,
        st.lists(inside, max_size=4),
    ),
    max_leaves=25,
)


@given(st.lists(_TREES, max_size=4).map("".join))
@settings(max_examples=300, deadline=None)
def test_a_docx_that_makes_no_sense_gives_a_source_or_a_reason(body: str) -> None:
    outcome(packed({**WORD, **docx_parts(body)}))


_ODF_TAGS = st.sampled_from(
    [
        "text:p",
        "text:h",
        "text:span",
        "text:list",
        "text:list-item",
        "text:list-header",
        "text:s",
        "text:note",
        "text:note-body",
        "text:a",
        "text:soft-page-break",
        "text:section",
        "text:tracked-changes",
        "text:ruby",
        "table:table",
        "table:table-row",
        "table:table-cell",
        "table:covered-table-cell",
        "draw:frame",
        "draw:text-box",
        "draw:control",
    ]
)
_ODF_TREES = st.recursive(
    st.just("") | st.sampled_from(["Poncer", "☒", "•"]),
    lambda inside: st.builds(
        lambda tag, key, value, parts: f'<{tag} {key}="{value}">{"".join(parts)}</{tag}>',
        _ODF_TAGS,
        st.sampled_from(["text:style-name", "table:number-columns-spanned", "text:start-value", "text:c"]),
        _VALUES,
        st.lists(inside, max_size=4),
    ),
    max_leaves=25,
)


@given(st.lists(_ODF_TREES, max_size=4).map("".join))
@settings(max_examples=300, deadline=None)
def test_an_odt_that_makes_no_sense_gives_a_source_or_a_reason(body: str) -> None:
    outcome(
        packed(odt_parts(body, str(OPEN["content.xml"]).partition("styles>")[2].partition("</office")[0]))
    )


@given(
    st.lists(
        st.sampled_from([*"|+-=<>\t\n\f•☒é*#[]&; x", "<table>", "</td>", "<td>", "<tr>", "<p>", "a b"])
    ).map("".join)
)
@settings(max_examples=300, deadline=None)
def test_a_text_that_makes_no_sense_gives_a_source_or_a_reason(text: str) -> None:
    outcome(text.encode())
