"""A text file is read line by line, whoever extracted it: places, gaps, bullets, boxes and tables."""

import contextlib
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from jalon.referentiel.importer.readers import Limits, glyphs, read_bytes, read_file
from jalon.referentiel.importer.readers.encoding import decode
from jalon.referentiel.importer.source import Line, Source, Table, Unreadable

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"


def read(text: str) -> Source:
    return read_bytes(text.encode(), "essai.txt")


def lines(text: str) -> list[Line]:
    return list(read(text).lines)


def texts(text: str) -> list[str]:
    return [line.text for line in lines(text)]


def table(text: str) -> list[list[str]]:
    block = next(block for block in read(text).blocks if isinstance(block, Table))
    return [[cell.text for cell in row.cells] for row in block.rows]


def ticks(text: str) -> list[list[bool | None]]:
    block = next(block for block in read(text).blocks if isinstance(block, Table))
    return [[cell.ticked for cell in row.cells] for row in block.rows]


# --- lines ---


def test_each_line_keeps_the_number_an_editor_shows_and_the_blank_lines_before_it() -> None:
    found = lines("\nUn\n\n \nDeux\nTrois\n")
    assert [(line.text, line.place.line, line.gap) for line in found] == [
        ("Un", 2, 1.0),
        ("Deux", 5, 2.0),
        ("Trois", 6, 0.0),
    ]
    assert found[0].place.page is None


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_lines_of_every_system_are_counted_alike(end: str) -> None:
    found = lines(end.join(["Un", "", "Deux"]))
    assert [(line.text, line.place.line) for line in found] == [("Un", 1), ("Deux", 3)]


def test_form_feeds_make_pages_and_leave_the_numbers_of_lines_alone() -> None:
    source = read("Un\n\n\fDeux\nTrois\f\n")
    assert [(line.text, line.place.page, line.place.line, line.gap) for line in source.lines] == [
        ("Un", 1, 1, 0.0),
        ("Deux", 2, 3, 0.0),
        ("Trois", 2, 4, 0.0),
    ]
    assert source.pages == 2


def test_runs_of_spaces_count_for_one() -> None:
    assert texts("Code(s)  NSF :\u00a0\u00a0 332t  ") == ["Code(s) NSF : 332t"]


def test_what_shows_nothing_is_not_text() -> None:
    assert texts("\ufeffSavoir\u200bs \x01 faire") == ["Savoirs faire"]


@pytest.mark.parametrize(
    ("printed", "bullet", "rest"),
    [
        ("- Poncer", "-", "Poncer"),
        ("–\tPoncer", "–", "Poncer"),
        ("  • Poncer", "•", "Poncer"),
        ("•Poncer", "•", "Poncer"),
        ("·         Poncer", "·", "Poncer"),
        ("* Poncer", "*", "Poncer"),
        ("o  Poncer", "o", "Poncer"),
        ("\uf0b7 Poncer", "•", "Poncer"),
        ("\uf0a7  Poncer", "▪", "Poncer"),
        ("\uf0d8 Poncer", "➢", "Poncer"),
        ("§ Poncer", "▪", "Poncer"),
        ("Ø Poncer", "➢", "Poncer"),
        ("-Poncer", "-", "Poncer"),
        ("- « Poncer »", "-", "« Poncer »"),
        ("a) Poncer", "", "a) Poncer"),
        ("1. Poncer", "", "1. Poncer"),
        ("on ponce", "", "on ponce"),
        ("-ci et là", "", "-ci et là"),
        ("§ 1 du règlement", "", "§ 1 du règlement"),
    ],
)
def test_the_mark_of_an_item_is_taken_off_its_text(printed: str, bullet: str, rest: str) -> None:
    (line,) = lines(printed)
    assert (line.bullet, line.text) == (bullet, rest)


def test_a_bullet_alone_on_its_line_goes_to_the_text_that_follows() -> None:
    found = lines("Avant\n\n•\n\nPoncer le bois\n•\n")
    assert [(line.bullet, line.text, line.gap) for line in found] == [
        ("", "Avant", 0.0),
        ("•", "Poncer le bois", 1.0),
        ("", "•", 0.0),
    ]


def test_boxes_are_written_in_one_way_whatever_the_font() -> None:
    assert texts("\uf054 \uf0a3 \uf0fe \uf0a8 ☑ □") == ["☒ ☐ ☒ ☐ ☒ ☐"]


# --- whole paragraphs ---

_PROSE = (
    "Le vannier choisit ses brins selon leur souplesse, les trempe une nuit entière et les laisse "
    "égoutter avant de monter la corbeille ; il garde les plus longs pour la bordure et les plus fins pour le fond, "
    "qu’il serre brin à brin."
)


def test_a_paragraph_a_line_is_whole() -> None:
    assert all(line.whole for line in lines(f"{_PROSE}\n\nCritères\n\n{_PROSE}\n"))


def test_text_cut_at_the_width_of_a_page_is_never_whole() -> None:
    words, cut = _PROSE.split(), []
    while words:
        size = next((n for n in range(len(words), 0, -1) if len(" ".join(words[:n])) <= 80), 1)
        cut.append(" ".join(words[:size]))
        words = words[size:]
    assert not any(line.whole for line in lines("\n".join([*cut, "", *cut, "", *cut])))


def test_too_little_text_is_not_said_whole() -> None:
    assert not any(line.whole for line in lines("Critères\nLe fond est serré\n"))


# --- tables ---


def test_lines_of_tabs_make_a_table_until_a_blank_line() -> None:
    source = read("Avant\nModalités\tDurée\nEntretien\t00 h 40 min\n\nAprès\n")
    assert [type(block) for block in source.blocks] == [Line, Table, Line]
    assert table("Modalités\tDurée\nEntretien\t00 h 40 min\n") == [
        ["Modalités", "Durée"],
        ["Entretien", "00 h 40 min"],
    ]


def test_empty_columns_of_tabs_keep_their_place() -> None:
    source = read("1\tPoncer\n\t\t2\tVernir\n")
    (block,) = source.blocks
    assert isinstance(block, Table)
    assert [(cell.column, cell.text) for cell in block.rows[1].cells] == [
        (0, ""),
        (1, ""),
        (2, "2"),
        (3, "Vernir"),
    ]


@pytest.mark.parametrize("middle", ["Autres modalités :", "Autres modalités :\t\t"])
def test_a_title_alone_between_two_rows_spans_the_table(middle: str) -> None:
    source = read(f"Modalités\tCompétences\tDurée\n{middle}\nEntretien\tPoncer\t10 min\n")
    (block,) = source.blocks
    assert isinstance(block, Table)
    assert [(cell.text, cell.span) for cell in block.rows[1].cells] == [("Autres modalités :", 3)]


def test_a_tab_after_a_number_or_a_mark_makes_no_table() -> None:
    source = read("1.\tPoncer\n2.\tVernir\n•\tCirer\n\tRetrait\n")
    assert [(line.bullet, line.text) for line in source.lines] == [
        ("", "1. Poncer"),
        ("", "2. Vernir"),
        ("•", "Cirer"),
        ("", "Retrait"),
    ]
    assert not any(isinstance(block, Table) for block in source.blocks)


def test_paragraphs_of_a_cell_are_lines_and_its_box_is_a_tick() -> None:
    text = (
        "Compétence\tCritères\tMise en situation\n"
        'Poncer\t<p>Le grain est fin</p> <p>La pièce est nette</p>\t<input checked="" type="checkbox"/>\n'
        'Vernir\t<p>Le vernis tient</p>\t<input type="checkbox"/>\n'
    )
    (block,) = read(text).blocks
    assert isinstance(block, Table)
    assert [line.text for line in block.rows[1].cells[1].lines] == ["Le grain est fin", "La pièce est nette"]
    assert ticks(text) == [[None] * 3, [None, None, True], [None, None, False]]
    assert block.rows[1].cells[2].lines == ()


@pytest.mark.parametrize(
    ("cell", "ticked"),
    [
        ("☒", True), ("☑", True), ("✓", True), ("✔", True), ("X", True), ("x", True), ("[x]", True), ("[X]", True),
        ("\uf0fe", True), ("\uf054", True), ("☐", False), ("[ ]", False), ("\uf0a3", False), ("\uf0a8", False),
        ("<input type=checkbox checked>", True), ("<input type='checkbox'>", False),
        ("", None), ("Oui", None), ("☐ oui ☒ non", None), ("Xylophone", None),
    ],
)  # fmt: skip
def test_every_way_to_tick_is_understood(cell: str, ticked: bool | None) -> None:
    assert ticks(f"Poncer\t{cell}\tfin\nVernir\tautre\tfin\n")[0][1] is ticked


def test_a_markdown_table_gives_rows_without_its_rule() -> None:
    text = "| Modalités | Durée |\n|:---|---:|\n| Entretien | 40 min |\n| a \\| b | **c**<br>d |\n"
    assert table(text) == [["Modalités", "Durée"], ["Entretien", "40 min"], ["a | b", "c d"]]


def test_a_drawn_table_gathers_the_lines_of_its_cells() -> None:
    text = "+-----+-----+\n| Un  | A   |\n| bis |     |\n+=====+=====+\n| Deux | B |\n+-----+-----+\nAprès\n"
    assert table(text) == [["Un bis", "A"], ["Deux", "B"]]
    assert texts(text)[-1] == "Après"


def test_an_html_table_gives_its_spans_and_the_lines_of_its_cells() -> None:
    text = (
        "Avant <table><tr><th colspan=2>Modalités</th></tr>\n"
        '<tr><td rowspan="2">Poncer</td><td><p>Un</p><p>Deux</p></td></tr>\n'
        "<tr><td>Trois</td></tr></table> Après\n"
    )
    source = read(text)
    block = next(block for block in source.blocks if isinstance(block, Table))
    assert [[(c.column, c.span, c.text) for c in row.cells] for row in block.rows] == [
        [(0, 2, "Modalités")],
        [(0, 1, "Poncer"), (1, 1, "Un Deux")],
        [(1, 1, "Trois")],
    ]
    assert [line.place.line for line in block.rows[1].cells[1].lines] == [2, 2]
    around = [line.text for line in source.lines]
    assert (around[0], around[-1]) == ("Avant", "Après")


def test_an_html_table_never_closed_is_lines() -> None:
    assert texts("<table><tr><td>Poncer\n<td>Vernir\n") == ["Poncer", "Vernir"]


# --- marks of Markdown and HTML ---


def test_headings_and_emphasis_lose_their_marks_and_keep_their_weight() -> None:
    text = "# Fiche n° 1 #\n\n**Critères de performance**\n\nLa **troisième partie** comprend *six* pages.\n"
    assert [(line.text, line.bold) for line in lines(text)] == [
        ("Fiche n° 1", True),
        ("Critères de performance", True),
        ("La troisième partie comprend six pages.", False),
    ]


def test_stars_that_hold_no_words_stay() -> None:
    assert texts("Durée ** : 2 h\n(**) hors préparation\n") == ["Durée ** : 2 h", "(**) hors préparation"]


def test_entities_tags_and_links_become_text() -> None:
    text = "<b>Sant&eacute;</b> &amp; s&#233;curit&#xE9;<br/>R&D < 30 min <http://exemple.fr/a> [fiche](#n1)\n# T\n# U"
    assert texts(text)[:2] == ["Santé & sécurité", "R&D < 30 min http://exemple.fr/a fiche"]


def test_task_items_show_their_box() -> None:
    found = lines("- [x] Entretien\n- [ ] Questionnaire\n")
    assert [(line.bullet, line.text) for line in found] == [("-", "☒ Entretien"), ("-", "☐ Questionnaire")]


# --- limits ---


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("a\n" * 20, Limits(lines=10)),
        ("a" * 200, Limits(line_chars=100)),
        ("a\tb\n" * 20, Limits(cells=10)),
        ("a\t" * 50 + "b", Limits(columns=20)),
    ],
)
def test_a_text_beyond_its_limits_is_refused(text: str, limits: Limits) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_bytes(text.encode(), "long.txt", limits)
    assert refusal.value.code == "too-long"


@pytest.mark.parametrize("text", ["\n\n  \n", "\t\t\n", "<!-- rien -->\n<p></p>"])
def test_a_text_without_words_is_empty(text: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(text)
    assert refusal.value.code == "empty"


def test_hostile_marks_take_no_longer_than_text() -> None:
    # each of these once made a pattern look far from every sign: quadratic, it would not end here
    for unit in (
        "**a ",
        "<p ",
        "<!--",
        "[a](",
        "`|",
        "# \t",
        "_a",
        "&a",
        "<table>",
        "+--+\n",
        "|a\n",
        "](",
        "-\t",
    ):
        with contextlib.suppress(Unreadable):
            read(unit * (390_000 // len(unit)))


# --- nothing is lost ---

_MARKS = re.compile(r"<[^<>]*>|\*\*|\[[ xX]\]")


def lost(text: str, source: Source) -> Counter[str]:
    """The characters of each line of the file that no line of that number carries."""
    held: dict[int, str] = {}
    for line in source.lines:
        held[line.place.line] = held.get(line.place.line, "") + line.bullet + line.text
    missing: Counter[str] = Counter()
    for number, printed in enumerate(re.split("\r\n|\n|\r", text), 1):
        plain = glyphs.plain(_MARKS.sub(" ", printed))
        wanted = Counter(sign for sign in plain if sign.isprintable() and not sign.isspace())
        missing += wanted - Counter(held.get(number, ""))
    return missing


@pytest.mark.parametrize("seed", ["000", "001", "004"])
def test_every_character_of_a_seed_is_in_a_line_of_its_number(seed: str) -> None:
    path = next(SEEDS.glob(f"{seed}_*.txt"), None)
    if path is None:
        pytest.skip("the seeds are not on this machine")
    assert not lost(path.read_text(encoding="utf-8"), read_file(path))


_WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"))
    .filter(lambda sign: sign not in "<>&*_#`|[]\\()+☐☒✓✔xX§Øü" and glyphs.plain(sign) == sign),
    min_size=1,
    max_size=12,
)  # fmt: skip
_LINES = st.lists(
    st.lists(_WORDS, max_size=6).map(" ".join)
    | st.lists(_WORDS, min_size=1, max_size=5).map("\t".join)
    | st.builds("{}   {}".format, _WORDS, _WORDS)
    | st.builds("- {}".format, _WORDS),
    min_size=1,
    max_size=30,
)


@given(_LINES, st.sampled_from(["\n", "\r\n"]))
@example(["a", "\ta", "b\tc", "d", "e\tf"], "\n")
def test_every_character_of_a_text_is_in_a_line_of_its_number(printed: list[str], end: str) -> None:
    text = end.join(printed)
    assume(any(text.split()) and decode(text.encode(), "essai.txt").text == text)  # no mojibake by chance
    source = read(text)
    missing = lost(text, source)
    # only a bullet alone on its line moves: to the line after it
    assert not {sign for sign in missing if not glyphs.is_bullet(sign)}
