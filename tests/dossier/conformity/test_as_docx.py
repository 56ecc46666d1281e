"""What is mended or commented is a DOCX: the one received, or what LibreOffice makes of an ODT, words unchanged."""

import pytest
from lxml import etree

from jalon.dossier.conformity.as_docx import as_docx
from jalon.dossier.conformity.comments import annotate
from jalon.dossier.conformity.layout import check_layout
from jalon.dossier.conformity.mend import mend
from jalon.dossier.conformity.office import Office
from jalon.dossier.conformity.pagination import paginate
from jalon.dossier.conformity.reading import read_paper
from jalon.dossier.conformity.structure import find_structure
from jalon.dossier.conformity.template import TemplateKind, template
from jalon.referentiel.importer.source import Unreadable
from jalon.referentiel.shipped import shipped_titres

from .building import Docx, fill, packed, prose
from .docx_reading import members, paragraphs
from .test_comments import found, rich

CIP = shipped_titres()["TP-00403.08"]


def test_a_docx_is_itself_and_starts_no_libreoffice() -> None:
    data = rich().data()
    assert as_docx(data, "dossier.docx", Office()) is data


def test_an_odt_gives_its_words_without_the_marks_of_the_conversion(office: Office) -> None:
    production = CIP.scheme("ccp1").productions[0]
    data = as_docx(template(CIP, "ccp1", production, "odt"), "dossier.odt", office)
    said = {one.text for one in read_paper(data, name="dossier.docx").paragraphs}
    assert "La structure" in said
    assert b"jalon0" not in members(data)["word/document.xml"]
    assert mend(data, production).data


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"", b"du texte"])
def test_nothing_else_is_turned_into_a_docx(data: bytes) -> None:
    with pytest.raises(Unreadable):
        as_docx(data, "dossier", Office())


def test_comments_move_no_page_and_libreoffice_opens_them(office: Office) -> None:
    paper = rich()
    for rank in range(40):
        paper.text(prose(400, rank))
    data = paper.data()
    noted = annotate(data, [found(text[3:20], rank) for rank, text in enumerate(paragraphs(data))])
    assert _pages(noted, office) == _pages(data, office)


def test_a_mended_copy_is_opened_with_its_words(office: Office) -> None:
    paper = Docx(font="Calibri", size=12, spacing=1.5, page_numbers=False)
    for rank in range(3):
        paper.heading(f"Chapitre {rank + 1}", new_page=True)
        paper.text(prose(900, rank))
    mended = mend(paper.data(), CIP.scheme("title").productions[0]).data
    pages = paginate(read_paper(mended, name="d.docx"), office.to_pdf(mended, "docx")).pages
    assert [page.text.split()[-1] for page in pages] == ["1", "2", "3", "4"]
    assert "Sommaire" in pages[0].text


def test_contents_show_the_real_pages_when_libreoffice_is_there(office: Office) -> None:
    paper = Docx(font="Calibri")
    paper.text("Couverture")
    for rank in range(4):
        paper.heading(f"Chapitre {rank + 1}", new_page=True)
        fill(paper, 2 + rank % 2, seed=rank)
    asked = CIP.scheme("title").productions[0]
    mended = mend(paper.data(), asked, office=office)
    lines = [one.text for one in read_paper(mended.data, name="d.docx").paragraphs if one.toc]
    assert lines[1:5] == ["Chapitre 1\t3", "Chapitre 2\t5", "Chapitre 3\t8", "Chapitre 4\t10"]
    assert mend(mended.data, asked, office=office).data is mended.data


def test_stale_numbers_of_the_contents_are_put_right(office: Office) -> None:
    fresh = mend(_with_contents(), CIP.scheme("title").productions[0], office=office).data
    right = members(fresh)
    xml = right["word/document.xml"]
    entry = b'<w:t xml:space="preserve">2</w:t>'
    assert xml.count(entry) == 1
    stale = packed(right | {"word/document.xml": xml.replace(entry, entry.replace(b"2", b"7"))})
    mended = mend(stale, CIP.scheme("title").productions[0], office=office)
    assert members(mended.data)["word/document.xml"] == xml
    assert mended.changes == ("Numéros de la table des matières\u00a0: mis à jour.",)


def _with_contents() -> bytes:
    paper = Docx()
    for rank in range(2):
        paper.heading(f"Chapitre {rank + 1}", new_page=True)
        paper.text(prose(900, rank))
    return paper.data()


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_the_checker_finds_no_fault_of_look_in_a_template_left_as_it_is(
    kind: TemplateKind, office: Office
) -> None:
    production = CIP.scheme("title").productions[0]
    blank = template(CIP, "title", production, kind)
    data = as_docx(blank, f"trame.{kind}", office)
    paper = paginate(read_paper(data, name="trame.docx"), office.to_pdf(data, "docx"))
    structure = find_structure(paper, production, CIP)
    assert check_layout(paper, structure, production, CIP) == ()
    assert [part.start_page for part in structure.parts] == sorted(
        part.start_page or 0 for part in structure.parts
    )
    assert all(part.heading.startswith(f"Partie {part.number}") for part in structure.parts)


def _pages(data: bytes, office: Office) -> list[str]:
    return [
        page.text for page in paginate(read_paper(data, name="d.docx"), office.to_pdf(data, "docx")).pages
    ]


NOTED = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>
<text:h text:outline-level="1">La structure</text:h>
<text:p>Un premier paragraphe.</text:p>
<text:p>Le deuxième<office:annotation office:name="n1"><dc:creator>Nadia Benali</dc:creator>
<dc:date>2026-03-02T09:00:00.123</dc:date><text:p>À développer &amp; dater.</text:p><text:p>Et le public ?</text:p>
</office:annotation> paragraphe, relu<office:annotation-end office:name="n1"/>.</text:p>
<text:p>Le troisième<text:note text:id="f1" text:note-class="footnote"><text:note-citation>1</text:note-citation>
<text:note-body><text:p>Une note.</text:p></text:note-body></text:note> a une note.</text:p>
<text:list><text:list-item><text:p>Un point<office:annotation><text:p>Sans auteur.</text:p></office:annotation></text:p>
</text:list-item></text:list>
</office:text></office:body></office:document>"""


def test_an_odt_keeps_the_comments_of_its_readers_where_they_stood(office: Office) -> None:
    data = as_docx(NOTED.encode(), "dossier.fodt", office)
    assert [(who, said) for who, said, _ in _noted(data)] == [
        ("Nadia Benali", "À développer & dater.Et le public ?"), ("Sans nom", "Sans auteur."),
    ]  # fmt: skip
    assert [place for *_, place in _noted(data)] == ["Le deuxième paragraphe, relu.", "Un point"]
    assert b"jalon" not in members(data)["word/document.xml"].lower()
    assert paragraphs(annotate(data, [found("premier", 1)])) == paragraphs(data)
    assert len(_noted(annotate(data, [found("premier", 1)]))) == 3


def _noted(data: bytes) -> list[tuple[str, str, str]]:
    """Author, words and paragraph of each comment of a DOCX."""
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    parts = members(data)
    where = {
        mark.get(f"{space}id"): "".join(one.text or "" for one in paragraph.iter(f"{space}t"))
        for paragraph in etree.fromstring(parts["word/document.xml"]).iter(f"{space}p")
        for mark in paragraph.iter(f"{space}commentRangeStart")
    }
    return [
        (
            comment.get(f"{space}author", ""),
            "".join(one.text or "" for one in comment.iter(f"{space}t")),
            where[comment.get(f"{space}id")],
        )
        for comment in etree.fromstring(parts["word/comments.xml"])
    ]
