"""The engine gives the same bytes for the same input, takes data as data, and refuses what is wrong."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalon.documents.engine import RenderingError, Stamp, render, render_pages, template_version
from tests.documents.reading import fonts_of, page_texts, text_of, title_of

NOW = datetime(2026, 12, 15, 16, 10, 33, 123456, tzinfo=UTC)
DOC = {"organisme": {"name": "Centre d’essai", "address": [], "contact": [], "legal": ""}, "text": "Bonjour"}
PAGE = '#import "/lib/jalon.typ": *\n#show: sheet.with(title: "Essai")\n#doc.text\n'


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "essai.typ"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_identical_input_gives_identical_bytes(template: Path) -> None:
    stamp = Stamp(number="PV-2026-0001", fingerprint="abc", issued_at=NOW)
    assert render(template, DOC, stamp=stamp).pdf == render(template, DOC, stamp=stamp).pdf


def test_the_moment_of_issue_is_in_the_file(template: Path) -> None:
    pdf = render(template, DOC, stamp=Stamp(number="PV-2026-0001", issued_at=NOW)).pdf
    assert b"2026-12-15T16:10:33" in pdf


def test_an_issued_document_bears_its_number_and_fingerprint_on_every_page(template: Path) -> None:
    template.write_text(PAGE + "#pagebreak()\nsuite", encoding="utf-8")
    pages = page_texts(render(template, DOC, stamp=Stamp(number="PV-2026-0001", fingerprint="abcd1234")).pdf)
    assert ["PV-2026-0001" in page and "abcd1234" in page for page in pages] == [True, True]


def test_a_preview_says_that_it_is_not_issued(template: Path) -> None:
    assert "aperçu, document non émis" in text_of(render(template, DOC).pdf)


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        "$x^2$ *gras* _x_ = titre",
        '"; #panic() //',
        "@renvoi <label> \\",
        "{{ x }} <b>",
    ],
)
def test_data_is_never_markup(template: Path, text: str) -> None:
    assert text in text_of(render(template, {**DOC, "text": text}).pdf)


def test_a_template_reads_nothing_outside_the_library(template: Path) -> None:
    template.write_text(PAGE + f'#read("{Path(__file__).as_posix()}")', encoding="utf-8")
    with pytest.raises(RenderingError, match=r"essai\.typ"):
        render(template, DOC)


def test_a_template_naming_an_absent_field_is_refused(template: Path) -> None:
    template.write_text(PAGE + "#doc.absent", encoding="utf-8")
    with pytest.raises(RenderingError, match="absent"):
        render(template, DOC)


def test_a_missing_font_is_an_error_not_a_substitution(template: Path) -> None:
    template.write_text(PAGE + '#text(font: "Comic Sans MS")[x]', encoding="utf-8")
    with pytest.raises(RenderingError, match=r"(?i)comic"):
        render(template, DOC)


def test_a_document_without_title_is_not_accessible_and_is_refused(template: Path) -> None:
    template.write_text(PAGE.replace("Essai", ""), encoding="utf-8")
    with pytest.raises(RenderingError, match="title"):
        render(template, DOC)


def test_only_the_house_typeface_is_used(template: Path) -> None:
    assert {name.split("-")[0] for name in fonts_of(render(template, DOC).pdf)} == {"AtkinsonHyperlegible"}


@settings(max_examples=60, deadline=None)
@given(text=st.text(min_size=1))
def test_no_text_whatever_stops_the_typesetter(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    template = tmp_path_factory.getbasetemp() / "quelconque.typ"
    template.write_text(PAGE + "*#doc.text* _#doc.text;_", encoding="utf-8")
    assert render(template, {**DOC, "text": text}).pdf.startswith(b"%PDF-")


def test_a_long_text_in_another_script_stops_nothing(template: Path) -> None:
    rendered = render(template, {**DOC, "text": "مرحبا 日本 " * 2000})
    assert set(rendered.replaced) == set("مرحبا日本")


def test_a_word_without_end_stops_nothing(template: Path) -> None:
    assert render(template, {**DOC, "text": "a" * 50_000}).replaced == ()


def test_characters_without_a_glyph_are_printed_otherwise_and_reported(template: Path) -> None:
    rendered = render(template, {**DOC, "text": "Thị 🎉"})
    assert rendered.replaced == ("ị", "🎉")
    assert "Thi" in text_of(rendered.pdf)


def test_the_title_is_in_the_file(template: Path) -> None:
    assert title_of(render(template, DOC).pdf) == "Essai"


def test_pages_come_as_pictures(template: Path) -> None:
    template.write_text(PAGE + "#pagebreak()\nsuite", encoding="utf-8")
    assert [page[:8] for page in render_pages(template, DOC)] == [b"\x89PNG\r\n\x1a\n"] * 2


def test_the_version_follows_the_template_and_its_neighbours(template: Path) -> None:
    first = template_version(template)
    (template.parent / "_partage.typ").write_text("#let x = 1", encoding="utf-8")
    second = template_version(template)
    template.write_text(PAGE + "x", encoding="utf-8")
    assert len({first, second, template_version(template)}) == 3
