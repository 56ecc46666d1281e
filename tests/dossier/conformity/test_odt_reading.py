"""An ODT is read through LibreOffice, yet each paragraph keeps its place in the ODT, with its real page."""

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest

from jalon.dossier.conformity.marks import marked
from jalon.dossier.conformity.office import Office
from jalon.dossier.conformity.pagination import paginate
from jalon.dossier.conformity.paper import Paper
from jalon.dossier.conformity.reading import read_paper
from jalon.referentiel.importer.readers.limits import LIMITS
from jalon.referentiel.importer.source import Unreadable

from .building import packed, prose

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{uri}:1.0"'
    for name, uri in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
        ("fo", "xsl-fo-compatible"), ("dc", "meta"), ("draw", "drawing"), ("svg", "svg-compatible"),
    )
)  # fmt: skip
STYLES = (
    '<office:automatic-styles><style:style style:name="T" style:family="paragraph"><style:paragraph-properties '
    'fo:break-before="page" fo:line-height="150%"/><style:text-properties fo:font-size="12pt" style:font-name="F"/>'
    "</style:style></office:automatic-styles>"
)
FONTS = '<office:font-face-decls><style:font-face style:name="F" svg:font-family="Arial"/></office:font-face-decls>'


def content(inside: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES} office:version="1.3">{FONTS}{STYLES}'
        f"<office:body><office:text>{inside}</office:text></office:body></office:document-content>"
    )


def odt(inside: str, **members: bytes) -> bytes:
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": manifest.encode(),
            "content.xml": content(inside).encode(),
            **members,
        }
    )


def at(data: bytes, rank: int) -> str:
    """The text of the paragraph or heading of that rank in an ODT."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    found = [node for node in root.iter() if node.tag in (f"{TEXT}p", f"{TEXT}h")]
    return "".join(found[rank].itertext())


def read(data: bytes, office: Office) -> Paper:
    return paginate(
        read_paper(data, name="essai.odt", office=office), office.to_pdf(data, "odt", "essai.odt")
    )


PARTS = (
    "<text:p>Un début.</text:p><text:p/>"
    '<text:h text:outline-level="1">La structure</text:h>'
    f"<text:p>{prose(300)}</text:p>"
    "<table:table><table:table-column/><table:table-column/><table:table-row><table:table-cell>"
    "<text:p>à gauche</text:p></table:table-cell><table:table-cell><text:p>à droite</text:p></table:table-cell>"
    "</table:table-row></table:table>"
    '<text:p>Avec une note<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
    "<text:note-body><text:p>La note au pied.</text:p></text:note-body></text:note> au milieu.</text:p>"
    '<text:p text:style-name="T">Une autre page.</text:p>'
    '<text:h text:outline-level="2">Le public</text:h>'
)


def test_chaque_paragraphe_garde_sa_place_dans_l_odt(office: Office) -> None:
    data = odt(PARTS)
    paper = read(data, office)
    assert paper.kind == "odt"
    placed = [one for one in paper.paragraphs if one.text.strip()]
    assert len(placed) == 9
    for one in placed:
        assert one.address.part == "content.xml"
        assert at(data, one.address.rank).startswith(one.text.strip()[:13])


def test_les_pages_sont_celles_de_l_odt(office: Office) -> None:
    paper = read(odt(PARTS), office)
    pages = {one.text.strip()[:14]: one.page for one in paper.paragraphs if one.text.strip()}
    assert pages["Un début."] == pages["La note au pie"] == pages["à droite"] == 1
    assert pages["Une autre page"[:14]] == pages["Le public"] == 2
    assert len(paper.pages) == 2


def test_les_niveaux_et_l_allure_se_lisent(office: Office) -> None:
    paper = read(odt(PARTS), office)
    assert [(one.text.strip(), one.level) for one in paper.paragraphs if one.level] == [
        ("La structure", 1), ("Le public", 2),
    ]  # fmt: skip
    (other,) = [one for one in paper.paragraphs if "Une autre page." in one.text]
    assert {(run.font, run.size) for run in other.runs if run.text.strip()} == {("Arial", 12)}
    assert (other.spacing.rule, other.spacing.value) == ("multiple", 1.5)


def test_un_document_d_un_seul_tenant_se_lit_aussi(office: Office) -> None:
    flat = (
        content(PARTS)
        .replace("office:document-content ", "office:document ")
        .replace("</office:document-content>", "</office:document>")
    )
    flat = flat.replace('office:version="1.3"', 'office:version="1.3" office:mimetype="application/vnd.oasis.'
                        'opendocument.text"', 1)  # fmt: skip
    paper = read_paper(flat.encode(), name="essai.fodt", office=office)
    assert [one.text.strip() for one in paper.paragraphs if one.level] == ["La structure", "Le public"]


def test_les_modifications_suivies_sont_acceptées_et_comptées(office: Office) -> None:
    data = odt(
        "<text:tracked-changes><text:changed-region text:id='c1'><text:deletion><office:change-info/>"
        "<text:p>Ce qui est ôté.</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>Gardé<text:change text:change-id='c1'/> ici.</text:p>"
    )
    paper = read(data, office)
    assert [one.text for one in paper.paragraphs if one.text.strip()] == ["Gardé ici."]
    assert paper.tracked_changes == 1
    assert at(data, paper.paragraphs[0].address.rank) == "Gardé ici."


def test_les_commentaires_et_les_macros_sont_dits(office: Office) -> None:
    note = "<text:p>Un mot<office:annotation><text:p>À revoir.</text:p></office:annotation>.</text:p>"
    paper = read_paper(odt(note, **{"Basic/Standard/Module1.xml": b"<x/>"}), name="essai.odt", office=office)
    assert (paper.comments, paper.macros) == (1, True)
    plain = read_paper(odt("<text:p>Un mot.</text:p>"), name="essai.odt", office=office)
    assert (plain.comments, plain.macros) == (0, False)


def test_les_marques_n_ajoutent_que_des_signets() -> None:
    data = odt(PARTS)
    with zipfile.ZipFile(io.BytesIO(marked(data, "odt", LIMITS))) as archive:
        assert archive.namelist()[0] == "mimetype"
        found = archive.read("content.xml").decode()
    assert re.sub(r"<t:bookmark [^>]*/>", "", found) == content(PARTS)
    assert found.count("<t:bookmark ") == 2 * 10  # the empty paragraph has no inside


@pytest.mark.parametrize(
    "spoilt", [b"", b"<office:document-content", b"rien"], ids=["vide", "coupé", "hors XML"]
)
def test_un_odt_abîmé_est_refusé_en_une_phrase(spoilt: bytes, office: Office) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_paper(odt("", **{"content.xml": spoilt}), name="essai.odt", office=office)
    assert str(refusal.value).startswith("essai.odt : ")


def test_un_docx_fait_pour_son_auteur_ne_porte_aucune_marque_et_garde_son_suivi(office: Office) -> None:
    data = odt(
        "<text:tracked-changes><text:changed-region text:id='c1'><text:deletion><office:change-info>"
        "<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>Nadia Benali</dc:creator>"
        "<dc:date xmlns:dc='http://purl.org/dc/elements/1.1/'>2026-03-02T09:00:00</dc:date></office:change-info>"
        "<text:p>Ce qui est ôté.</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>Gardé<text:change text:change-id='c1'/> ici.</text:p>"
    )
    docx = office.to_docx(data, "odt", bare=True)
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        document = archive.read("word/document.xml").decode()
    assert "jalon" not in document
    assert "<w:delText" in document
