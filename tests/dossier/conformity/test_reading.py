"""What a candidate may hand over by mistake or by malice: read, or refused in one French sentence with the remedy."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from jalon.dossier.conformity.reading import LIMITS, read_paper
from jalon.referentiel.importer.source import Unreadable
from tests.referentiel.importer.packages import ODT_MIME, docx, docx_parts, para, word_part

from .building import Chapter, Docx, dossier, packed

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def refused(source: Path | bytes, name: str = "dossier.docx") -> Unreadable:
    with pytest.raises(Unreadable) as refusal:
        read_paper(source, name=name)
    reason = refusal.value.reason
    assert refusal.value.file == name
    assert " ; " in reason, "a cause, then a remedy"
    assert reason.endswith(".")
    assert "\n" not in reason
    return refusal.value


def written() -> Docx:
    paper = Docx(header="Dossier de Jade Morel")
    paper.text("Je présente la structure.")
    return paper


def ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + bytes(64)


def spoiled(**members: bytes) -> bytes:
    """A sound document with some of its members replaced; a name is its path under `word/`."""
    return packed(written().members() | {f"word/{name}.xml": data for name, data in members.items()})


def locked() -> bytes:
    """An archive whose entries say that they are enciphered."""
    data = bytearray(written().data())
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(signature, place + 4)
    return bytes(data)


def bomb() -> bytes:
    members = written().members()
    members["word/document.xml"] = members["word/document.xml"].replace(
        b"</w:body>", b" " * 3_000_000 + b"</w:body>"
    )
    return packed(members)


def nested(depth: int) -> bytes:
    return docx(para("Texte") + "<w:sdt>" * depth + "</w:sdt>" * depth)


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY a "aaaa">]><w:document>&a;</w:document>'
EXTERNAL = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>'
PICTURE = '<w:r><w:drawing><inline><extent cx="1" cy="1"/><blip/></inline></w:drawing></w:r>'


@pytest.mark.parametrize(
    ("make", "name", "code", "remedy"),
    [
        (lambda: b"", "dossier.docx", "empty", "téléchargez"),
        (lambda: ole("EncryptedPackage"), "dossier.docx", "encrypted", "sans mot de passe"),
        (locked, "dossier.docx", "encrypted", "sans protection"),
        (lambda: ole("WordDocument"), "dossier.doc", "doc", "enregistrez-le en DOCX"),
        (lambda: packed({"Index/Document.iwa": b"x"}), "dossier.pages", "iwork", "exportez-le en PDF ou en DOCX"),
        (lambda: b"{\\rtf1\\ansi Texte}", "dossier.rtf", "rtf", "enregistrez-le en DOCX"),
        (lambda: b"<!DOCTYPE html><html><body>Texte", "dossier.docx", "html", "PDF"),
        (lambda: b"Du texte seul, sans mise en pages.\n", "dossier.txt", "text", "document d’origine"),
        (lambda: written().data()[:-200], "dossier.docx", "corrupt", "à nouveau"),
        (lambda: written().data()[:40], "dossier.docx", "corrupt", "à nouveau"),
        (lambda: spoiled(document=b"<w:document"), "dossier.docx", "corrupt", "enregistrez-le à nouveau"),
        (lambda: spoiled(document=b"<document/>"), "dossier.docx", "corrupt", "enregistrez-le à nouveau"),
        (lambda: spoiled(styles=b"<w:styles>"), "dossier.docx", "corrupt", "enregistrez-le à nouveau"),
        (lambda: spoiled(document=ENTITIES), "dossier.docx", "bomb", "ne l’ouvrez pas"),
        (lambda: spoiled(document=EXTERNAL), "dossier.docx", "bomb", "ne l’ouvrez pas"),
        (bomb, "dossier.docx", "bomb", "ne l’ouvrez pas"),
        (lambda: nested(100_000), "dossier.docx", "bomb", "ne l’ouvrez pas"),
        (lambda: packed({"../evil.docx": b"x", "word/a": b"x"}), "dossier.docx", "unsafe", "ne l’ouvrez pas"),
        (lambda: packed({"dossier.docx": b"x"}), "dossier.zip", "archive", "extrayez"),
        (lambda: packed({"[Content_Types].xml": b"", "xl/a": b""}), "notes.xlsx", "spreadsheet", "DOCX"),
        (lambda: docx(para("")), "dossier.docx", "no-text", "document d’origine"),
        (lambda: docx(para(PICTURE)), "dossier.docx", "no-text", "images"),
        (lambda: docx(para("Texte") + "<w:altChunk/>"), "dossier.docx", "embedded", "enregistrez-le à nouveau"),
        (lambda: b"\x89PNG\r\n\x1a\n", "dossier.png", "image", "document d’origine"),
    ],
)  # fmt: skip
def test_ce_qui_ne_se_lit_pas_est_refuse_en_une_phrase_avec_le_remede(
    make: Callable[[], bytes], name: str, code: str, remedy: str
) -> None:
    refusal = refused(make(), name)
    assert refusal.code == code
    assert remedy in refusal.reason


def test_un_fichier_absent_un_dossier_et_un_fichier_de_200_mo_sont_refuses(tmp_path: Path) -> None:
    large = tmp_path / "gros.docx"
    with large.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    assert refused(tmp_path / "absent.docx", "absent.docx").code == "missing"
    assert refused(tmp_path, "mes documents").code == "directory"
    refusal = refused(large, "gros.docx")
    assert (refusal.code, "200 Mo" in refusal.reason) == ("too-large", True)


def test_un_fichier_se_lit_par_son_chemin_comme_par_ses_octets(tmp_path: Path) -> None:
    path = tmp_path / "dossier.docx"
    path.write_bytes(written().data())
    assert read_paper(path, name="dossier.docx") == read_paper(written().data(), name="dossier.docx")


@pytest.mark.parametrize("member", ["word/vbaProject.bin", "word/vbaData.xml"])
def test_les_macros_sont_dites_et_jamais_ouvertes(member: str) -> None:
    assert not read_paper(written().data(), name="dossier.docx").macros
    paper = read_paper(packed(written().members() | {member: b"not even XML <"}), name="dossier.docm")
    assert paper.macros
    assert paper.paragraphs[0].text == "Je présente la structure."


@pytest.mark.parametrize(
    "missing", ["styles", "numbering", "theme/theme1", "settings", "footer1", "_rels/document.xml"]
)
def test_un_document_sans_ses_pieces_se_lit_encore(missing: str) -> None:
    path = f"word/{missing}.rels" if missing.startswith("_rels") else f"word/{missing}.xml"
    members = {name: data for name, data in written().members().items() if name != path}
    assert read_paper(packed(members), name="dossier.docx").paragraphs[0].text == "Je présente la structure."


def test_une_image_abimee_n_empeche_pas_de_lire_le_texte() -> None:
    paper = written()
    paper.picture(8, 5, alt="Organigramme")
    data = bytearray(paper.data())
    at = data.find(b"\x89PNG", data.find(b"word/media/image1.png"))
    assert at < 0, "the picture is deflated"
    with zipfile.ZipFile(BytesIO(bytes(data))) as archive:
        entry = archive.getinfo("word/media/image1.png")
    start = entry.header_offset + 30 + len(entry.filename)
    data[start : start + 4] = b"\xff\xff\xff\xff"
    found = read_paper(bytes(data), name="dossier.docx")
    assert [(one.width, one.sha256, one.alt) for one in found.pictures] == [(8.0, "", "Organigramme")]


def test_des_champs_des_styles_et_des_notes_sans_fin_ne_retiennent_personne() -> None:
    """Each of these would cost hours to a reader that follows it as it is written."""
    many = 10_000
    opened = '<w:r><w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="separate"/><w:t>a</w:t></w:r>'
    chain = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{rank}"><w:basedOn w:val="s{rank + 1}"/></w:style>'
        for rank in range(many)
    )
    styled = "".join(para("a", props=f'<w:pStyle w:val="s{rank}"/>') for rank in range(0, many, 10))
    called = '<w:r><w:footnoteReference w:id="1"/></w:r>' * many
    notes = f'<w:footnote w:id="1">{para("a") * many}</w:footnote>'
    paper = read_paper(
        docx(para(opened * many) + styled + para(called), styles=chain, footnotes=notes), name="a.docx"
    )
    assert len(paper.paragraphs) == 1 + many // 10 + 1 + many


def test_un_odt_dont_le_contenu_est_chiffre_est_refuse() -> None:
    manifest = b'<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'
    data = packed({"mimetype": ODT_MIME.encode(), "content.xml": b"x", "META-INF/manifest.xml": manifest})
    assert refused(data, "dossier.odt").code == "encrypted"


def test_les_limites_tiennent_un_dossier_de_trois_cents_pages() -> None:
    paper = dossier([Chapter(f"{rank}. Partie", 42) for rank in range(1, 8)])
    found = read_paper(paper.data(), name="dossier.docx")
    assert sum(len(one.text) for one in found.paragraphs) > 500_000
    assert sum(member.count(b"<") for member in paper.members().values()) < LIMITS.elements


def test_un_nom_de_piece_inattendu_se_suit_par_ses_liens() -> None:
    parts = docx_parts(para("Texte"), styles="", header1=para("Tête"))
    body = para("Texte") + '<w:sectPr><w:headerReference w:type="default" r:id="r2"/></w:sectPr>'
    parts["word/document.xml"] = word_part("document", f"<w:body>{body}</w:body>")
    parts["word/En-tete.xml"] = parts.pop("word/header1.xml")
    parts["word/_rels/document.xml.rels"] = str(parts["word/_rels/document.xml.rels"]).replace(
        "header1.xml", "/word/En-tete.xml"
    )
    paper = read_paper(
        packed({path: str(part).encode() for path, part in parts.items()}), name="dossier.docx"
    )
    assert [(one.story, one.text, one.address.part) for one in paper.paragraphs] == [
        ("body", "Texte", "word/document.xml"), ("header", "Tête", "word/En-tete.xml"),
    ]  # fmt: skip
