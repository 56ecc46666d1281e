"""The candidate's DOCX given back with comments: at the exact words, the text itself untouched."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalon.dossier.conformity.comments import annotate
from jalon.dossier.conformity.paper import Address
from jalon.dossier.conformity.report import Finding, Severity
from jalon.referentiel.importer.source import Unreadable

from . import building, docx_reading
from .building import Docx, words
from .docx_reading import W, commented, comments, members, paragraphs, root, tables

TOUCHED = {"word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}


def found(
    quote: str = "", rank: int | None = None, part: str = "word/document.xml", replacement: str = ""
) -> Finding:
    return Finding(
        code="phone",
        severity=Severity.TO_MEND,
        message="Un numéro de téléphone est écrit ici.",
        rule="Le dossier ne permet de reconnaître personne.",
        source="RE TP-00403.08, titre",
        remedy="Remplacez-le.",
        quote=quote,
        address=None if rank is None else Address(part, rank),
        replacement=replacement,
    )


def rich() -> Docx:
    """A dossier with everything that bears words: runs, links, revisions, notes, boxes, tables, comments, a header."""
    paper = Docx(header="Dossier de Jade Morel")
    paper.heading("1. La structure")
    paper.text(
        "J’ai reçu ", words("Mme Leroy", bold=True), " au ", words("06 12 34 56 78", italic=True), " hier."
    )
    paper.text(
        "Voir ", words("le site", link="https://exemple.fr"), words(" et la suite", change="inserted"), "."
    )
    paper.text(
        "Texte noté",
        words("", footnote="Joindre Karim au 01 02 03 04 05."),
        " puis remarqué",
        words(" ici", comment="À revoir"),
    )
    paper.table(["A", "B"], ["cellule une", "cellule deux"])
    paper.box("Dans une zone de texte")
    paper.picture(4, 3, alt="Plan")
    paper.text("La fin.")
    return paper


def rank_of(data: bytes, start: str) -> int:
    return next(rank for rank, text in enumerate(paragraphs(data)) if text.startswith(start))


def test_a_comment_stands_on_the_very_words() -> None:
    data = rich().data()
    result = annotate(data, [found("06 12 34 56 78", rank_of(data, "J’ai reçu"))])
    assert "06 12 34 56 78" in commented(result)


@pytest.mark.parametrize(
    ("start", "quote", "under"),
    [
        ("J’ai reçu", "reçu Mme Leroy au", "reçu Mme Leroy au"),  # over three runs
        ("J’ai reçu", "J'AI RECU", "J’ai reçu"),  # typed otherwise
        ("J’ai reçu", "J’ai… hier", "J’ai reçu Mme Leroy au 06 12 34 56 78 hier"),  # shortened
        ("J’ai reçu", "J’ai   reçu\u00a0Mme", "J’ai reçu Mme"),  # spaces of another kind
        ("Voir", "site et la", "site et la"),  # from a link into an insertion
        ("cellule deux", "deux", "deux"),
        ("La fin", "La fin.", "La fin."),
        ("La fin", "", "La fin."),  # no quote: the paragraph
        ("La fin", "mots introuvables", "La fin."),
    ],
)
def test_the_quote_is_found_however_it_was_typed(start: str, quote: str, under: str) -> None:
    data = rich().data()
    result = annotate(data, [found(quote, rank_of(data, start))])
    assert under in commented(result)
    assert paragraphs(result) == paragraphs(data)


def test_a_comment_says_what_is_wrong_what_is_asked_where_and_what_to_do() -> None:
    data = rich().data()
    (_, said), *_ = [
        one for one in comments(annotate(data, [found("fin", 0, replacement="le 06…")])) if one[0] == "Jalon"
    ]
    assert said.splitlines() == [
        "À corriger – Un numéro de téléphone est écrit ici.",
        "Demandé\u00a0: Le dossier ne permet de reconnaître personne. (RE TP-00403.08, titre)",
        "À faire\u00a0: Remplacez-le.",
        "Proposition\u00a0: «\u00a0le 06…\u00a0»",
    ]


def test_findings_without_a_place_share_one_comment_on_the_first_paragraph() -> None:
    result = annotate(rich().data(), [found(), found()])
    (said,) = (said for author, said in comments(result) if author == "Jalon")
    assert said.count("À corriger") == 2
    assert commented(result)[0] == "1. La structure"


def test_only_what_declares_comments_is_written_anew() -> None:
    data = rich().data()
    before, after = members(data), members(annotate(data, [found("fin", rank_of(data, "La fin"))]))
    assert list(before) == list(after)
    assert {path for path in after if after[path] != before[path]} <= TOUCHED
    data = Docx().data()
    before, after = members(data), members(annotate(data, [found()]))
    assert {path for path in after if after.get(path) != before.get(path)} == TOUCHED


def test_words_media_and_tables_stay() -> None:
    data = rich().data()
    every = [found(text[2:9], rank) for rank, text in enumerate(paragraphs(data))]
    result = annotate(data, every)
    assert paragraphs(result) == paragraphs(data)
    assert tables(result) == tables(data)
    assert docx_reading.media(result) == docx_reading.media(data)


def test_comments_of_others_stay_and_those_of_an_earlier_check_leave() -> None:
    data = rich().data()
    once = annotate(data, [found("fin", rank_of(data, "La fin")), found()])
    twice = annotate(once, [found("Voir", rank_of(data, "Voir"))])
    assert [author for author, _ in comments(twice)] == ["Nadia Benali", "Jalon"]
    assert sorted(commented(twice)) == [" ici", "Voir"]
    assert [author for author, _ in comments(annotate(twice, []))] == ["Nadia Benali"]


def test_without_any_finding_the_file_comes_back_as_it_was() -> None:
    data = rich().data()
    assert annotate(data, []) is data


@pytest.mark.parametrize(
    ("part", "text", "near"),
    [
        (
            "word/document.xml",
            "Dans une zone",
            "Dans une zone de texteDans une zone de texte",
        ),  # the paragraph that holds the box
        ("word/footnotes.xml", "Joindre Karim", "Texte noté puis remarqué ici"),
        ("word/header1.xml", "Dossier de Jade", "1. La structure"),
        ("word/absent.xml", "", "1. La structure"),
    ],
)
def test_where_word_takes_no_comment_the_nearest_paragraph_bears_it(part: str, text: str, near: str) -> None:
    data = rich().data()
    rank = 0
    if part in members(data):
        rank = next(at for at, said in enumerate(paragraphs(data, part)) if said.startswith(text) and said)
    result = annotate(data, [found(text, rank, part)])
    assert near in commented(result)
    boxes = [
        box
        for box in root(result).iter(f"{W}txbxContent")
        if box.find(f".//{W}commentRangeStart") is not None
    ]
    assert not boxes
    assert not any(
        b"commentRange" in content for path, content in members(result).items() if path != "word/document.xml"
    )


def test_a_rank_that_the_file_does_not_have_goes_to_the_first_paragraph() -> None:
    assert commented(annotate(rich().data(), [found("x", 10_000)]))[0] == "1. La structure"


def test_the_order_of_the_schema_is_kept() -> None:
    data = rich().data()
    result = annotate(data, [found(text[:4], rank) for rank, text in enumerate(paragraphs(data))])
    for paragraph in root(result).iter(f"{W}p"):
        assert all(one.tag != f"{W}pPr" for one in list(paragraph)[1:])
    for run in root(result).iter(f"{W}r"):
        assert all(one.tag != f"{W}rPr" for one in list(run)[1:])
    keys = [one.get(f"{W}id") for one in root(result, "word/comments.xml").iter(f"{W}comment")]
    assert len(keys) == len(set(keys))
    called = [one.get(f"{W}id") for one in root(result).iter(f"{W}commentReference")]
    assert sorted(called, key=str) == sorted(keys, key=str)


def test_the_prefixes_that_word_needs_are_kept() -> None:
    xml = members(annotate(rich().data(), [found()]))["word/document.xml"]
    assert b'mc:Ignorable="w14"' in xml
    assert b"xmlns:w14=" in xml
    assert b"ns0:" not in xml


def test_a_strict_document_is_commented_in_its_own_namespace() -> None:
    strict = {
        path: content.replace(b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", b"http://purl.oclc.org/ooxml/wordprocessingml/main")
        .replace(b"http://schemas.openxmlformats.org/officeDocument/2006/relationships", b"http://purl.oclc.org/ooxml/officeDocument/relationships")
        for path, content in Docx(blocks=[Docx().paragraph_xml("Un mot.")]).members().items()
    }  # fmt: skip
    written = members(annotate(building.packed(strict), [found("mot", 0)]))
    assert b"http://purl.oclc.org/ooxml/wordprocessingml/main" in written["word/comments.xml"]
    assert (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships/comments"
        in written["word/_rels/document.xml.rels"]
    )


def test_a_text_that_xml_cannot_hold_is_told_without_it() -> None:
    odd = Finding(
        "x",
        Severity.ADVICE,
        "Un \x00 signe \x0b",
        "R",
        "",
        "M",
        quote="mot\x00",
        address=Address("word/document.xml", 0),
    )
    assert comments(annotate(Docx(blocks=[Docx().paragraph_xml("Un mot.")]).data(), [odd]))


@pytest.mark.parametrize(
    ("data", "remedy"),
    [
        (b"", "téléchargez-le à nouveau"),
        (b"%PDF-1.7\n", "partez du fichier Word"),
        (b"Un texte", "déposez le dossier en DOCX"),
        (b"PK\x03\x04 abime", "endommagée"),
    ],
)
def test_what_is_no_docx_is_refused_in_french(data: bytes, remedy: str) -> None:
    with pytest.raises(Unreadable, match=remedy):
        annotate(data, [found()], name="dossier")


@settings(deadline=None)
@given(
    texts=st.lists(st.text("aé ’x\u00a0…", min_size=1, max_size=12), min_size=1, max_size=5),
    spans=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), min_size=1, max_size=4),
)
def test_any_stretch_of_words_is_commented_without_a_sign_being_lost(
    texts: list[str], spans: list[tuple[int, int]]
) -> None:
    paper = Docx()
    paper.text(*(words(text, bold=bool(rank % 2)) for rank, text in enumerate(texts)))
    data = paper.data()
    whole = "".join(texts)
    quotes = [whole[start : start + length] for start, length in spans]
    result = annotate(data, [found(quote, 0) for quote in quotes])
    assert paragraphs(result) == paragraphs(data)
    for quote, under in zip(quotes, _by_comment(result), strict=True):
        if plain := _plain(quote):
            assert plain == _plain(under) or plain not in _plain(whole) or "…" in quote


def _by_comment(data: bytes) -> list[str]:
    by_key: dict[str, list[str]] = {}
    open_: set[str] = set()
    for node in root(data).iter():
        local, key = node.tag.rpartition("}")[2], node.get(f"{W}id", "")
        if local == "commentRangeStart":
            open_.add(key)
            by_key[key] = []
        elif local == "commentRangeEnd":
            open_.remove(key)
        elif local == "t":
            for one in open_:
                by_key[one].append(node.text or "")
    return ["".join(by_key[key]) for key in sorted(by_key, key=int)]


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("’", "'").replace("é", "e")
