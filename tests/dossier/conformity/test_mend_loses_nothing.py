"""Mending loses nothing: hundreds of messy dossiers and hostile files, compared before and after."""

import random
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest

from jalon.dossier.conformity.comments import annotate
from jalon.dossier.conformity.layout import check_layout
from jalon.dossier.conformity.mend import Mended, mend
from jalon.dossier.conformity.mend.ordered import PARAGRAPH, RUN
from jalon.dossier.conformity.reading import read_paper
from jalon.dossier.conformity.structure import find_structure
from jalon.referentiel.importer.source import Unreadable

from .building import Chapter, Docx, dossier, packed, prose, words
from .docx_reading import W, media, members, paragraphs, root, tables
from .test_comments import found
from .test_mend import ASKED, CIP, looks, spacings

FONTS = (
    "Arial",
    "Calibri",
    "Times New Roman",
    "Comic Sans MS",
    "Wingdings",
    "Georgia",
    "Liberation Sans",
    "",
)


def messy(seed: int) -> Docx:
    """A dossier as people make them: everything at once, at random."""
    chance = random.Random(seed)
    paper = Docx(
        font=chance.choice(FONTS[:4]),
        size=chance.choice((9, 10, 11, 12, 14)),
        spacing=chance.choice((1.0, 1.15, 1.5, ("exact", 14), ("at_least", 16))),  # type: ignore[arg-type]
        margins=(chance.choice((0.4, 2.5)),) * 4,
        theme=chance.random() < 0.4,
        header=chance.choice(("", "Un en-tête")),
        page_numbers=chance.random() < 0.5,
        numbered_headings=chance.random() < 0.5,
        heading_font=chance.choice(("", "Cambria")),
    )
    paper.style(
        "Perso",
        font=chance.choice(FONTS),
        size=chance.choice((0, 9, 13)),
        spacing=chance.choice((None, 1.0, 2.0)),
    )
    paper.style("Deux", based_on="Perso", bold=True)

    def said(rank: int) -> list[object]:
        return [
            words(
                prose(chance.choice((20, 90, 200)), seed * 100 + rank + run) + " ",
                font=chance.choice(FONTS),
                size=chance.choice((0, 0, 8, 11, 12, 20)),
                bold=chance.choice((None, True)),
                italic=chance.choice((None, True)),
                hidden=chance.random() < 0.05,
                change=chance.choice(("", "", "", "inserted", "deleted")),
                footnote="Une note." if chance.random() < 0.1 else "",
                comment="Une remarque." if chance.random() < 0.1 else "",
                link="https://exemple.fr" if chance.random() < 0.1 else "",
            )
            for run in range(chance.randint(1, 4))
        ]

    for rank in range(chance.randint(4, 12)):
        kind = chance.randrange(9)
        if kind == 0:
            paper.heading(
                f"Titre {rank}", chance.randint(1, 3), by=chance.choice(("style", "outline", "hand", "box"))
            )  # type: ignore[arg-type]
        elif kind == 1:
            paper.table(*[[words(prose(30, rank + at), size=9) for at in range(3)] for _ in range(2)])
        elif kind == 2:
            paper.box(prose(60, rank))
        elif kind == 3:
            paper.picture(5, 4, alt="Image")
        elif kind == 4:
            paper.item(*said(rank), numbered=chance.random() < 0.5)  # type: ignore[arg-type]
        elif kind == 5 and rank > 2:
            paper.section(landscape=chance.random() < 0.5)
        elif kind == 6:
            paper.table([prose(500, rank), prose(400, rank + 1)], bordered=False)
        else:
            paper.text(
                *said(rank),
                style=chance.choice(("", "Perso", "Deux", "Inconnu")),
                spacing=chance.choice((None, 1.0, 2.0)),
            )  # type: ignore[arg-type]
    if chance.random() < 0.3:
        paper.toc([("Titre 1", 2), ("Titre 2", 3)], by=chance.choice(("field", "sdt", "style", "hand")))  # type: ignore[arg-type]
    paper.text(prose(200, seed))
    return paper


def without_contents(data: bytes) -> list[str]:
    """Words of the file, less the contents that mending may have made."""
    document = root(data)
    made = {
        id(paragraph)
        for control in document.iter(f"{W}sdt")
        for paragraph in control.iter(f"{W}p")
        if "PAGEREF _Toc" in "".join(node.text or "" for node in control.iter(f"{W}instrText"))
    }
    return [
        text
        for paragraph, text in zip(document.iter(f"{W}p"), paragraphs(data), strict=True)
        if id(paragraph) not in made
    ]


@pytest.mark.parametrize("first", range(0, 200, 25))
def test_words_pictures_and_tables_stay_in_hundreds_of_dossiers(first: int) -> None:
    for seed in range(first, first + 25):
        data = messy(seed).data()
        result = mend(data, ASKED)
        assert without_contents(result.data) == paragraphs(data), seed
        assert media(result.data) == media(data)
        assert tables(result.data) == tables(data)
        for path in ("word/footnotes.xml", "word/comments.xml", "word/header1.xml", "word/numbering.xml"):
            assert members(result.data).get(path) == members(data).get(path), (seed, path)
        again = mend(result.data, ASKED)
        assert again == Mended(result.data, ()), (seed, again.changes)
        assert {look for look in looks(result.data) if look[0] != "Wingdings"} <= {("Arial", 11)}, seed
        assert spacings(result.data) <= {("multiple", 1.15)}, seed
        with zipfile.ZipFile(BytesIO(result.data)) as archive:
            assert archive.testzip() is None


def test_the_order_of_the_schema_is_kept() -> None:
    for seed in range(40):
        document = root(mend(messy(seed).data(), ASKED).data)
        for tag, order in (("pPr", PARAGRAPH), ("rPr", RUN)):
            for node in document.iter(f"{W}{tag}"):
                if "ins" in (names := [one.tag.removeprefix(W) for one in node]) or "del" in names:
                    continue
                assert [order.index(name) for name in names] == sorted(order.index(name) for name in names), (
                    names
                )


def test_a_dossier_that_follows_the_rule_comes_back_byte_for_byte() -> None:
    data = dossier([Chapter("1. La structure", 2), Chapter("2. Le territoire", 2)]).data()
    assert mend(data, ASKED) == Mended(data, ())


@pytest.mark.parametrize(
    ("data", "remedy"),
    [
        (b"", "vide"),
        (b"%PDF-1.7\n", "partez du fichier Word"),
        (b"bonjour", "déposez le dossier en DOCX"),
        (b"PK\x03\x04", "endommagée"),
    ],
)
def test_what_is_no_docx_is_refused_in_french(data: bytes, remedy: str) -> None:
    with pytest.raises(Unreadable, match=remedy):
        mend(data, ASKED, name="dossier")


@pytest.mark.parametrize(
    "path", ["word/document.xml", "word/styles.xml", "word/footer1.xml", "word/numbering.xml"]
)
def test_a_member_cut_anywhere_is_refused_or_mended_but_never_a_crash(path: str) -> None:
    parts = messy(3).members()
    parts.setdefault("word/footer1.xml", b"")
    whole = parts[path]
    for cut in range(0, len(whole), max(1, len(whole) // 40)):
        with suppress(Unreadable):
            assert mend(packed(parts | {path: whole[:cut]}), ASKED).data


def test_entities_are_refused() -> None:
    parts = messy(1).members()
    parts["word/styles.xml"] = b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    with pytest.raises(Unreadable):
        mend(packed(parts), ASKED)


def test_the_checker_finds_no_fault_of_look_in_what_was_mended() -> None:
    mended_codes = {"font", "font_size", "line_spacing", "margins", "page_numbers"}
    found_before = 0
    for seed in range(60):
        data = messy(seed).data()
        found_before += bool(codes(data) & mended_codes)
        assert not codes(mend(data, ASKED).data) & mended_codes, seed
    assert found_before > 30


def codes(data: bytes) -> set[str]:
    """What the checker says of the look of a file, its pages not being known."""
    paper = read_paper(data, name="dossier.docx")
    structure = find_structure(paper, ASKED, CIP)
    return {finding.code for finding in check_layout(paper, structure, ASKED, CIP)}


def test_commenting_everywhere_loses_nothing_either() -> None:
    for seed in range(60):
        data = messy(seed).data()
        said = paragraphs(data)
        noted = annotate(data, [found(text[2:40], rank) for rank, text in enumerate(said)])
        assert paragraphs(noted) == said, seed
        assert (media(noted), tables(noted)) == (media(data), tables(data))
        assert annotate(noted, []) != noted
        assert paragraphs(annotate(noted, [])) == said


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("word/styles.xml", '<w:basedOn w:val="Normal"/>', '<w:basedOn w:val="Perso"/>'),  # a loop
        ("word/styles.xml", 'w:default="1"', 'w:default="0"'),
        ("word/styles.xml", "<w:docDefaults>", "<w:docDefaults/><w:docDefaults>"),
        ("word/styles.xml", 'w:styleId="Perso"', 'w:styleId="Normal"'),
        ("word/document.xml", 'w:top="', 'w:top="large" w:x="'),
        ("word/document.xml", "<w:sz w:val=", '<w:sz w:val="énorme" w:x='),
        ("word/document.xml", "<w:sectPr>", '<w:sectPr><w:footerReference r:id="rAbsent"/>'),
        ("word/document.xml", "<w:pStyle w:val=", "<w:pStyle w:x="),
        ("word/document.xml", "<w:p>", "<w:p><w:bookmarkStart/>"),
        ("word/_rels/document.xml.rels", "styles.xml", "../../styles.xml"),
        ("word/_rels/document.xml.rels", "footer1.xml", "document.xml"),
    ],
)
def test_a_twisted_file_is_refused_or_mended_with_all_its_words(path: str, old: str, new: str) -> None:
    for seed in range(12):
        parts = messy(seed).members()
        if path not in parts or old.encode() not in parts[path]:
            continue
        data = packed(parts | {path: parts[path].replace(old.encode(), new.encode())})
        with suppress(Unreadable):
            assert without_contents(mend(data, ASKED).data) == paragraphs(data)
        with suppress(Unreadable):
            assert paragraphs(annotate(data, [found("la", 0), found()])) == paragraphs(data)
