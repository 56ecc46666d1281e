"""Spoiled Word files give a paper or a reason, never another exception."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.dossier.conformity.paper import Paper
from jalon.dossier.conformity.reading import read_paper
from jalon.referentiel.importer.readers import Limits
from jalon.referentiel.importer.source import Unreadable
from tests.referentiel.importer.packages import docx_parts, para
from tests.referentiel.importer.test_readers_fuzz import spoiled

from .building import Docx, packed, words

LIMITS = Limits(bytes=200_000, inflated_bytes=400_000, elements=20_000)
SLOW = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def full() -> Docx:
    """A document with a little of everything that a candidate writes."""
    paper = Docx(header="Dossier de Jade Morel", numbered_headings=True, theme=True)
    paper.toc([("La structure", 2)])
    paper.heading("La structure")
    paper.text(
        "Un mot ", words("gras", bold=True), words("", footnote="Note."), words(" ôté", change="deleted"),
        words(" commenté", comment="À revoir"), words(" lien", link="https://exemple.fr/"), words("", endnote="Fin."),
    )  # fmt: skip
    paper.item("puce")
    paper.table(["a", "b"], ["c", "d"])
    paper.box("Zone")
    paper.picture(8, 5)
    paper.section(landscape=True)
    paper.text("Fin")
    return paper


MEMBERS = full().members()
BODY = MEMBERS["word/document.xml"]


def outcome(data: bytes) -> Paper | Unreadable:
    """What reading gives; each paragraph it gives has its place and belongs to a section."""
    try:
        paper = read_paper(data, name="essai.docx", limits=LIMITS)
    except Unreadable as refusal:
        return refusal
    assert all(0 <= one.section < len(paper.sections) for one in paper.paragraphs)
    assert all(run.size >= 0 for one in paper.paragraphs for run in one.runs)
    return paper


@given(st.integers(0, 2**32), st.integers(1, 30))
@SLOW
def test_des_octets_abimes(seed: int, count: int) -> None:
    outcome(spoiled(packed(MEMBERS), seed, count))


@given(st.floats(0, 1))
@settings(deadline=None)
def test_une_archive_tronquee(share: float) -> None:
    data = packed(MEMBERS)
    outcome(data[: int(len(data) * share)])


@given(st.sampled_from(sorted(MEMBERS)), st.integers(0, 2**32), st.integers(1, 4))
@SLOW
def test_une_piece_abimee_dans_une_archive_saine(path: str, seed: int, count: int) -> None:
    outcome(packed({**MEMBERS, path: spoiled(MEMBERS[path], seed, count)}))


@given(st.integers(0, len(BODY) - 1))
@SLOW
def test_un_texte_tronque_n_importe_ou_est_refuse(at: int) -> None:
    found = outcome(packed({**MEMBERS, "word/document.xml": BODY[:at]}))
    assert isinstance(found, Unreadable)


@given(st.sets(st.sampled_from(sorted(MEMBERS))))
@SLOW
def test_des_pieces_perdues(lost: set[str]) -> None:
    outcome(packed({path: data for path, data in MEMBERS.items() if path not in lost}))


@given(st.permutations(sorted(MEMBERS)))
@settings(max_examples=50, deadline=None)
def test_des_pieces_echangees(order: list[str]) -> None:
    """A member that is sound XML, but of another kind than its name says."""
    outcome(packed({path: MEMBERS[other] for path, other in zip(sorted(MEMBERS), order, strict=True)}))


# Elements and values put anywhere keep the XML well formed: what they mean no longer holds.
_ELEMENTS = (
    "w:p w:r w:t w:tbl w:tr w:tc w:sdt w:sdtPr w:sdtContent w:ins w:del w:moveFrom w:pPr w:rPr w:br w:numPr w:ilvl "
    "w:numId w:fldChar w:instrText w:fldSimple w:txbxContent w:drawing w:pict w:sectPr w:pgSz w:pgMar w:tblPr "
    "w:tblLook w:tblStyle w:sym w:footnoteReference w:endnoteReference w:commentReference w:headerReference w:ruby "
    "w:rubyBase w:spacing w:rFonts w:sz w:outlineLvl w:pStyle w:rStyle w:hyperlink w:pgNum w:showingPlcHdr "
    "mc:AlternateContent mc:Choice mc:Fallback v:shape v:imagedata m:oMath m:t inline extent docPr blip pic chExt "
    "relIds chart"
)
_ATTRIBUTES = (
    "w:val w:id w:type w:char w:font w:fldCharType w:instr w:line w:lineRule w:w w:h w:ascii w:asciiTheme cx cy r:id "
    "r:embed r:dm style"
)
_SAID = (
    "0 1 -1 99999999999 NaN 1e400 begin separate end TOC PAGE default exact r1 rImage1 rHeader Titre1 minorHAnsi "
    "width:1e9pt;height:-2px 11pt \uf0fe é"
)


def _element(tag: str, attributes: dict[str, str], parts: list[str]) -> str:
    said = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{tag}{said}>{''.join(parts)}</{tag}>"


_TREES = st.recursive(
    st.just("") | st.sampled_from(["Texte", "☒", " TOC \\c "]),
    lambda inside: st.builds(
        _element,
        st.sampled_from(_ELEMENTS.split()),
        st.dictionaries(
            st.sampled_from(_ATTRIBUTES.split()), st.sampled_from(["", *_SAID.split()]), max_size=2
        ),
        st.lists(inside, max_size=4),
    ),
    max_leaves=25,
)


@given(st.lists(_TREES, max_size=4).map("".join))
@SLOW
def test_un_texte_qui_n_a_pas_de_sens(body: str) -> None:
    whole = docx_parts(para("Texte") + body)
    outcome(packed({**MEMBERS, "word/document.xml": str(whole["word/document.xml"]).encode()}))


@given(
    st.lists(_TREES, max_size=4).map("".join), st.sampled_from(["styles", "numbering", "footnotes", "theme"])
)
@SLOW
def test_une_piece_qui_n_a_pas_de_sens(inside: str, member: str) -> None:
    path = "word/theme/theme1.xml" if member == "theme" else f"word/{member}.xml"
    whole = docx_parts("", **{member: inside})
    outcome(packed({**MEMBERS, path: str(whole[f"word/{member}.xml"]).encode()}))
