"""The mended copy: the look follows the production, while words, pictures and tables stay as they were."""

import pytest

from jalon.dossier.conformity.comments import annotate
from jalon.dossier.conformity.headings import Outline
from jalon.dossier.conformity.mend import mend
from jalon.dossier.conformity.paper import Address, Paper, Paragraph
from jalon.dossier.conformity.reading import read_paper
from jalon.dossier.conformity.report import Finding, Severity
from jalon.dossier.conformity.template import guidance_of, template
from jalon.referentiel.schema import Production
from jalon.referentiel.shipped import shipped_titres

from .building import Docx, packed, prose, words
from .docx_reading import W, comments, members, paragraphs, root, tables

CIP = shipped_titres()["TP-00403.08"]
ASKED = Production("Dossier", font="Arial", font_size=11, line_spacing=1.15)


def paper_of(data: bytes) -> Paper:
    return read_paper(data, name="dossier.docx")


def texts(data: bytes) -> list[Paragraph]:
    """Running text: what a heading, a table or a box is not."""
    paper = paper_of(data)
    headings = {heading.rank for heading in Outline(paper).headings}
    return [
        one
        for rank, one in enumerate(paper.paragraphs)
        if one.story == "body" and one.table is None and not one.toc and len(one.text) > 100
        and rank not in headings and one.level is None
    ]  # fmt: skip


def looks(data: bytes) -> set[tuple[str, float]]:
    return {(run.font, run.size) for one in texts(data) for run in one.runs if run.text.strip()}


def spacings(data: bytes) -> set[tuple[str, float]]:
    return {(one.spacing.rule, one.spacing.value) for one in texts(data)}


def find(data: bytes, start: str) -> Paragraph:
    return next(one for one in paper_of(data).paragraphs if one.text.startswith(start))


def wanting(**look: object) -> Docx:
    """A dossier whose look is another one."""
    return Docx(**{"font": "Calibri", "size": 12, "spacing": 1.5} | look)  # type: ignore[arg-type]


# --- what is mended ---


@pytest.mark.parametrize("theme", [False, True], ids=["police nommée", "police du thème"])
def test_font_size_and_spacing_follow_the_rule(theme: bool) -> None:
    paper = wanting(theme=theme)
    paper.heading("1. La structure")
    for rank in range(5):
        paper.text(prose(300, rank))
    result = mend(paper.data(), ASKED)
    assert looks(result.data) == {("Arial", 11)}
    assert spacings(result.data) == {("multiple", 1.15)}
    assert paragraphs(result.data) == paragraphs(paper.data())


def test_what_a_run_overrides_is_mended_where_it_stands() -> None:
    paper = Docx()
    paper.text(prose(120), words(prose(120, 1), font="Comic Sans MS", size=14, bold=True), prose(120, 2))
    paper.text(prose(200, 3), spacing=("exact", 18))
    paper.text(prose(200, 4), spacing=2)
    result = mend(paper.data(), ASKED)
    assert looks(result.data) == {("Arial", 11)}
    assert spacings(result.data) == {("multiple", 1.15)}
    assert any(run.bold for one in texts(result.data) for run in one.runs)


def test_a_style_of_text_is_mended_at_its_root() -> None:
    paper = Docx()
    paper.style("Corps", "Mon corps", font="Garamond", size=13, spacing=1.0)
    for rank in range(4):
        paper.text(prose(300, rank), style="Corps")
    result = mend(paper.data(), ASKED)
    assert looks(result.data) == {("Arial", 11)}
    assert spacings(result.data) == {("multiple", 1.15)}
    assert members(result.data)["word/document.xml"] == members(paper.data())["word/document.xml"]
    assert "Mon corps" in " ".join(result.changes)


def test_a_style_of_characters_that_gives_a_size_leaves_it_to_its_other_uses() -> None:
    paper = Docx()
    paper.style("Fort", kind="character", based_on="Policepardfaut", size=16, font="Georgia")
    paper.text(prose(200), words("mots", style="Fort"))
    assert looks(mend(paper.data(), ASKED).data) == {("Arial", 11)}


def test_a_file_without_styles_is_mended_by_new_defaults() -> None:
    paper = Docx()
    paper.text(prose(300))
    bare = {path: content for path, content in paper.members().items() if path != "word/styles.xml"}
    for path in ("word/_rels/document.xml.rels", "[Content_Types].xml"):
        bare[path] = bare[path].replace(b"styles", b"inconnu")
    result = mend(packed(bare), ASKED)
    assert looks(result.data) == {("Arial", 11)}
    assert spacings(result.data) == {("multiple", 1.15)}
    assert mend(result.data, ASKED).data is result.data


def test_a_dossier_laid_out_in_cells_is_mended_in_its_cells() -> None:
    paper = Docx()
    paper.text("Une page faite de tableaux.")
    paper.table([words(prose(600), size=14, font="Verdana"), words(prose(600, 1), size=14)], bordered=False)
    result = mend(paper.data(), ASKED)
    cells = [one for one in paper_of(result.data).body() if one.table is not None]
    assert {(run.font, run.size) for one in cells for run in one.runs} == {("Arial", 11)}
    assert tables(result.data) == tables(paper.data())


# --- what keeps its look ---


def test_headings_captions_and_tables_keep_their_size() -> None:
    paper = wanting(size=12, heading_font="Cambria")
    paper.heading("1. La structure")
    paper.heading("Un titre tapé à la main", by="hand")
    paper.text(prose(400))
    paper.text("Figure 1 – Organigramme", style="Lgende")
    paper.text(words("Source : Insee, 2025", size=9))
    paper.table([words("Donnée", size=9), words("Valeur", size=9)])
    before, after = paper.data(), mend(paper.data(), ASKED).data
    for start in ("1. La", "Un titre", "Figure", "Source", "Donnée"):
        assert [run.size for run in find(after, start).runs] == [
            run.size for run in find(before, start).runs
        ], start
    assert find(after, "1. La").runs[0].font == "Arial"


def test_symbols_code_and_other_scripts_keep_their_font() -> None:
    paper = Docx(font="Calibri")
    paper.text(prose(400))
    paper.text(
        words("\uf0fc", font="Wingdings"),
        " fait, ",
        words("print(1)", font="Consolas", size=9),
        " et du texte",
    )
    paper.raw(
        '<w:p><w:r><w:rPr><w:rFonts w:cs="Traditional Arabic"/><w:rtl/></w:rPr><w:t>مرحبا</w:t></w:r></w:p>'
        '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p>'
    )
    xml = members(mend(paper.data(), ASKED).data)["word/document.xml"].decode()
    for kept in (
        'w:ascii="Wingdings"',
        'w:ascii="Consolas"',
        'w:cs="Traditional Arabic"',
        'w:font="Wingdings"',
    ):
        assert kept in xml
    assert "Calibri" not in xml


def test_a_dossier_written_in_letters_of_one_width_is_no_code() -> None:
    paper = Docx(font="Courier New")
    paper.text(prose(500))
    assert looks(mend(paper.data(), ASKED).data) == {("Arial", 11)}


def test_bold_italic_colour_and_underline_stay() -> None:
    paper = wanting()
    paper.raw(
        '<w:p><w:r><w:rPr><w:rFonts w:ascii="Verdana" w:hAnsi="Verdana"/><w:b/><w:i/><w:color w:val="C00000"/>'
        f'<w:sz w:val="30"/><w:u w:val="single"/></w:rPr><w:t>{prose(200)}</w:t></w:r></w:p>'
    )
    look = root(mend(paper.data(), ASKED).data).find(f".//{W}rPr")
    assert look is not None
    assert [one.tag.removeprefix(W) for one in look] == ["rFonts", "b", "i", "color", "sz", "u"]


def test_what_the_production_does_not_ask_is_left() -> None:
    paper = wanting()
    paper.text(prose(300))
    paper.heading("1. La structure")
    assert looks(mend(paper.data(), Production("Rapport libre")).data) == {("Calibri", 12)}
    assert looks(mend(paper.data(), Production("Rapport", font_size=10.5)).data) == {("Calibri", 10.5)}


@pytest.mark.parametrize("font", ["Arial ou Calibri", "Calibri / Arial", "Calibri"])
def test_any_font_that_the_production_admits_is_kept(font: str) -> None:
    paper = Docx(font="Calibri")
    paper.text(prose(300))
    assert mend(paper.data(), Production("Dossier", font=font)).changes == ()


# --- pages ---


def test_pages_get_numbers_where_none_is_printed() -> None:
    paper = Docx(page_numbers=False)
    paper.text(prose(300))
    result = mend(paper.data(), ASKED)
    assert any(run.field == "PAGE" for one in paper_of(result.data).paragraphs for run in one.runs)
    assert "Numéros de page\u00a0: ajoutés en pied de page." in result.changes


def test_a_foot_that_exists_keeps_its_words_and_gets_the_number() -> None:
    paper = Docx(page_numbers=False, footer="Mission locale de Rivebelle")
    paper.text(prose(300))
    paper.section(landscape=True)
    paper.text(prose(300, 1))
    result = mend(paper.data(), ASKED).data
    feet = [one for one in paper_of(result).paragraphs if one.story == "footer"]
    assert [one.text for one in feet] == ["Mission locale de Rivebelle", "1"]


def test_narrow_margins_are_widened_on_portrait_sheets_only() -> None:
    paper = Docx(margins=(0.5, 2.5, 2.5, 0.5))
    paper.text(prose(300))
    paper.section(landscape=True, margins=(0.5, 0.5, 0.5, 0.5))
    paper.text(prose(300, 1))
    first, last = paper_of(mend(paper.data(), ASKED).data).sections
    assert first.landscape
    assert min(first.margins) == 0.5
    assert last.margins == (2.0, 2.5, 2.5, 2.0)


# --- the table of contents ---


def with_headings(**options: object) -> Docx:
    paper = Docx(**options)  # type: ignore[arg-type]
    paper.text(words("Mon dossier", size=24, bold=True))
    for rank in range(3):
        paper.heading(f"Chapitre {rank + 1}", new_page=True)
        paper.text(prose(300, rank))
    return paper


def test_contents_are_made_from_the_headings_before_the_first_one() -> None:
    paper = with_headings()
    result = mend(paper.data(), ASKED)
    read = paper_of(result.data)
    assert read.toc
    lines = [one.text for one in read.paragraphs if one.toc]
    assert lines[:4] == ["Sommaire", "Chapitre 1\t…", "Chapitre 2\t…", "Chapitre 3\t…"]
    rest = [one.text for one in read.paragraphs if not one.toc and one.text]
    assert rest == [one.text for one in paper_of(paper.data()).paragraphs if one.text]
    assert mend(result.data, ASKED).data is result.data


def test_contents_that_exist_are_brought_up_to_date_when_pages_may_have_moved() -> None:
    paper = wanting()
    paper.toc([("Chapitre 1", 2), ("Chapitre 2", 3)])
    paper.heading("Chapitre 1")
    paper.text(prose(300))
    paper.heading("Chapitre 2")
    result = mend(paper.data(), ASKED)
    assert 'w:fldCharType="begin" w:dirty="true"' in members(result.data)["word/document.xml"].decode()
    right = Docx(blocks=paper.blocks).data()
    assert mend(right, ASKED).data is right


def test_contents_typed_by_hand_are_left() -> None:
    paper = Docx()
    paper.toc([("Chapitre 1", 2), ("Chapitre 2", 3)], by="hand")
    paper.heading("Chapitre 1")
    paper.heading("Chapitre 2")
    assert paragraphs(mend(paper.data(), ASKED).data) == paragraphs(paper.data())


def test_headings_typed_by_hand_become_headings_only_if_told_and_look_the_same() -> None:
    paper = Docx()
    for rank in range(3):
        paper.heading(f"Chapitre {rank + 1}", by="hand")
        paper.text(prose(300, rank))
    data = paper.data()
    assert mend(data, ASKED).data is data
    told = {one.address: 1 for one in paper_of(data).paragraphs if one.text.startswith("Chapitre")}
    result = mend(data, ASKED, headings=told).data
    chapters = [one for one in paper_of(result).paragraphs if one.level == 1]
    assert [one.text for one in chapters] == ["Chapitre 1", "Chapitre 2", "Chapitre 3"]
    assert {run.size for one in chapters for run in one.runs} == {16}
    assert paper_of(result).toc
    assert (
        mend(
            data, ASKED, headings={Address("word/footer1.xml", 0): 1, Address("word/document.xml", 999): 1}
        ).data
        is data
    )


def test_contents_that_would_leave_the_parts_out_are_not_made() -> None:
    """Pages names its titles by a style that no word processor takes for a heading."""
    paper = Docx()
    for rank in range(3):
        paper.heading(f"Partie {rank + 1}", by="hand", new_page=True)
        paper.heading("Un chapitre", 2)
        paper.text(prose(300, rank))
    data = paper.data()
    assert mend(data, ASKED).data is data


def test_a_small_caption_typed_by_hand_keeps_its_size() -> None:
    paper = Docx()
    for rank in range(3):
        paper.text(prose(900, rank))
        paper.text(words(f"Planning {rank + 1} : la semaine de l’équipe", size=9))
        paper.text(words("Crédit photo : l’équipe", size=8))
    data = paper.data()
    assert mend(data, ASKED).data is data


# --- the final copy ---


def test_the_final_copy_has_neither_advice_nor_comments_of_jalon() -> None:
    production = CIP.scheme("ccp2").productions[0]
    guidance = guidance_of(CIP, "ccp2", production)
    filled = template(CIP, "ccp2", production)
    finding = Finding("x", Severity.ADVICE, "M", "R", "S", "R", address=Address("word/document.xml", 0))
    result = mend(annotate(filled, [finding]), production, guidance=guidance)
    left = [one.text for one in paper_of(result.data).paragraphs]
    assert not guidance & set(left)
    assert comments(result.data) == []
    assert {one.text for one in paper_of(filled).paragraphs} - guidance <= set(left)


def test_what_a_candidate_wrote_in_a_piece_of_advice_stays() -> None:
    production = CIP.scheme("ccp2").productions[0]
    parts = members(template(CIP, "ccp2", production))
    mine = '<w:p><w:pPr><w:pStyle w:val="ConseilJalon"/></w:pPr><w:r><w:t>Mon texte à moi.</w:t></w:r></w:p>'
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b"<w:sectPr>", mine.encode() + b"<w:sectPr>"
    )
    result = mend(packed(parts), production, guidance=guidance_of(CIP, "ccp2", production))
    assert find(result.data, "Mon texte à moi.").style == "Normal"
    assert any("gardé" in change for change in result.changes)


def test_the_final_copy_loses_the_places_left_empty_and_tells_those_that_stand_among_words() -> None:
    production = CIP.scheme("ccp2").productions[0]
    blank = template(CIP, "ccp2", production)
    parts = members(blank)
    first = b'<w:sdtContent><w:r><w:rPr><w:rStyle w:val="Aremplir"/></w:rPr><w:t xml:space="preserve">'
    empty = first + "Écrivez ici.".encode()
    assert parts["word/document.xml"].count(empty) > 3
    written = "Ma structure reçoit des adultes.".encode()
    parts["word/document.xml"] = parts["word/document.xml"].replace(empty, first + written, 1)
    result = mend(packed(parts), production, guidance=guidance_of(CIP, "ccp2", production))
    left = [one.text for one in paper_of(result.data).paragraphs]
    assert "Ma structure reçoit des adultes." in left
    assert "Écrivez ici." not in left
    assert any(one.startswith("Partie 1 – Titre de la partie") for one in left)
    told = " ".join(result.changes)
    assert "Zones restées vides" in told
    assert "« Titre de la partie »" in told.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Écrivez" not in told
