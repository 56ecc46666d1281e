"""Splits the sources of a titre into the sections of its REAC and RE, in whatever order and number of files they come.

A section opens at its heading, recognised by its words (`headings`), and holds the blocks up to the next heading,
furniture taken out (`furniture`). A heading may be split over several lines, stand in a table, be repeated at the
top of the following pages, or be lost: a second « Description de la compétence » opens a fiche all the same.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from .furniture import RUNNING_HEAD, Cleared, Foot, clear, identity, lines_of
from .headings import ANNEXES, FICHES, GLOSSARIES, Document, Group, Heading, Kind, heading
from .pages import page_breaks
from .paragraphs import PageBreak
from .readings import Furniture, Identity, Read
from .source import Block, Cell, Line, Place, Row, Source, Table
from .wording import clean, folded, is_open, starts_low

CONTENTS = "sommaire"
TITLE = "intitulé de rubrique"

# Sections that others open inside: the fiche of a heading such as « Critères de performance ».
_TOPS: frozenset[Kind] = frozenset({"emploi", "activity", "competence", "transversal"})
_INSIDE: Mapping[Kind, frozenset[Kind]] = {
    "job_definition": frozenset({"emploi"}),
    "job_sectors": frozenset({"emploi"}),
    "job_equivalences": frozenset({"emploi"}),
    "job_list": frozenset({"emploi"}),
    "job_transversal": frozenset({"emploi"}),
    "level": frozenset({"emploi"}),
    "rome": frozenset({"emploi"}),
    "regulation": frozenset({"emploi", "activity"}),
    "activity_definition": frozenset({"activity"}),
    "activity_list": frozenset({"activity"}),
    "activity_transversal": frozenset({"activity"}),
    "description": FICHES,
    "contexts": FICHES,
    "criteria": FICHES,
    "skills": FICHES,
}
# What a CCP prints after its tests.
_AFTER_TESTS: frozenset[Kind] = frozenset({"matrix", "jury", "jury_time", "jury_protocol", "jury_members"})
_LEADER = re.compile(r"(?:[.…·_]{2,}|\s[.…·]|\t|\s{2,})\s*\d{1,3}\s*$|[.…·_]{4,}\s*$")
_MAX_TITLE_LINES = 4


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document under one heading. `top` is the rank of the fiche it belongs to in the outline."""

    kind: Kind
    document: Document | None
    file: str
    number: int | None = None  # printed in the heading: fiche n° 3, annexe 2
    heading: tuple[Line, ...] = ()
    tail: str = ""  # what the heading's line says after the words that name the section
    blocks: tuple[Block, ...] = ()
    groups: tuple[Group, ...] = ()  # of `skills`
    ccs: bool = False
    top: int | None = None  # rank of the fiche that holds this section, or of the section itself if it is one
    bloc: int | None = None  # RE: rank of the CCP or CCS (from 1) in reading order, None for the title
    lost: bool = False  # the heading is not printed: the section was told by what it holds

    @property
    def lines(self) -> Iterator[Line]:
        for block in self.blocks:
            if isinstance(block, Line):
                yield block
            else:
                yield from block.lines


@dataclass(frozen=True)
class Outline:
    """The sections of all the sources, in reading order, and what was set aside on the way."""

    sections: tuple[Section, ...]
    furniture: tuple[tuple[Document | None, Furniture], ...]
    feet: tuple[tuple[Document | None, Foot], ...]
    breaks: Mapping[Place, PageBreak]  # at the places of the first lines after a page break

    def of(self, document: Document, *kinds: Kind) -> tuple[Section, ...]:
        """Sections of a document, of these kinds or of any, in order."""
        return tuple(s for s in self.sections if s.document == document and (not kinds or s.kind in kinds))

    def inside(self, top: Section) -> tuple[Section, ...]:
        """The sections of a fiche, itself first."""
        return self._by_top.get(top.top, ()) if top.top is not None else (top,)

    @cached_property
    def _by_top(self) -> Mapping[int, tuple[Section, ...]]:
        found: dict[int, list[Section]] = {}
        for section in self.sections:
            if section.top is not None:
                found.setdefault(section.top, []).append(section)
        return {rank: tuple(sections) for rank, sections in found.items()}

    def furniture_of(self, document: Document) -> tuple[Furniture, ...]:
        """Running heads and feet, notices, headings and tables of contents of a document."""
        return tuple(piece for owner, piece in self.furniture if (owner or "reac") == document)

    def identity_of(self, document: Document) -> Identity:
        """What the running feet of a document say of the titre."""
        return identity((foot for _, foot in self.feet), document)

    @property
    def documents(self) -> frozenset[Document]:
        return frozenset(s.document for s in self.sections if s.document)


def outline(sources: Sequence[Source]) -> Outline:
    """The sections of one or several files; a file that holds no known heading gives one section of kind `front`."""
    builder = _Builder()
    for source in sources:
        builder.read(clear(source))
    return builder.result()


@dataclass(slots=True)
class _Open:
    """The section being read."""

    section: Section
    blocks: list[Block]


class _Builder:
    def __init__(self) -> None:
        self.sections: list[Section] = []
        self.furniture: list[tuple[Document | None, Furniture]] = []
        self.feet: list[tuple[Document | None, Foot]] = []
        self.breaks: dict[Place, PageBreak] = {}
        self.open: _Open | None = None
        self.document: Document | None = None
        self.top: int | None = None
        self.bloc: int | None = None
        self.blocs = 0
        self.entries: list[tuple[str, bool]] = []  # of the table of contents: folded text, has a page number
        self.file = ""

    # --- one source ---

    def read(self, cleared: Cleared) -> None:
        self.file = cleared.source.file
        self.breaks.update(page_breaks(list(lines_of(cleared.blocks)), cleared.breaks))
        self.document, self.top, self.bloc, self.blocs = None, None, None, 0
        self._start(Section("front", self._told_by(cleared), self.file))
        blocks = [piece for block in cleared.blocks for piece in _unframed(block)]
        ranks = _ranks(cleared, blocks)
        at = 0
        while at < len(blocks):
            self._pass_by(cleared, ranks.get(at, ()))
            at += self._step(blocks, at)
        self._pass_by(cleared, ranks.get(len(blocks), ()))
        self._close()

    def result(self) -> Outline:
        return Outline(tuple(self.sections), tuple(self.furniture), tuple(self.feet), dict(self.breaks))

    def _told_by(self, cleared: Cleared) -> Document | None:
        kinds = [foot.values["type"] for foot in cleared.feet if "type" in foot.values]
        return None if not kinds else "reac" if kinds[0] == "reac" else "re"

    def _pass_by(self, cleared: Cleared, ranks: Sequence[int]) -> None:
        for rank in ranks:
            for piece in cleared.before.get(rank, ()):
                if isinstance(piece, Foot):
                    owner: Document | None = "reac" if piece.values.get("type") == "reac" else "re"
                    self.feet.append((owner if "type" in piece.values else self.document, piece))
                else:
                    self.furniture.append((self.document, piece))

    # --- one block ---

    def _step(self, blocks: Sequence[Block], at: int) -> int:
        block = blocks[at]
        if isinstance(block, Table):
            if skills := _heads_of_skills(block.rows[0], self.within):
                if self._current.kind != "skills" or self.open is None or self.open.blocks:
                    self._heading(skills, ())
                for row in block.rows:
                    if _heads_of_skills(row, self.within):
                        self.furniture.extend(
                            ("reac", Furniture(line, TITLE)) for cell in row.cells for line in cell.lines
                        )
                self._keep(block)
                return 1
            found = heading(" ".join(cell.text for cell in block.rows[0].cells if cell.lines), self.within)
            if found and not self._is_entry(block):
                self._heading(found, tuple(line for cell in block.rows[0].cells for line in cell.lines))
                if len(block.rows) > 1:
                    self._keep(Table(block.rows[1:]))
                return 1
            self._table(block)
            return 1
        if self.within == "contents" and self._is_entry(block):
            self._entry((block,))
            return 1
        lines = _run(blocks, at)
        found_at = None if self._inside_quotes() else self._longest(lines)
        if found_at is None:
            self._keep(block)
            return 1
        found, count = found_at
        if self.within == "contents" and not self._ends_contents(found, lines[:count]):
            self._entry(lines[:count])
            return count
        count += self._wrapped(found, lines, count)
        self._heading(found, lines[:count])
        return count

    def _inside_quotes(self) -> bool:
        """The last line opened quotes at its very end: the next one only quotes a heading."""
        last = self.open.blocks[-1] if self.open and self.open.blocks else None
        return isinstance(last, Line) and last.text.rstrip().endswith(("«", "“"))

    @property
    def within(self) -> Kind:
        """The kind of the section that holds the next line: the fiche rather than its sub-heading."""
        if self.open is None:
            return "front"
        if self.open.section.kind in _INSIDE and self.top is not None:
            return self.sections_kind(self.top)
        return self.open.section.kind

    def sections_kind(self, rank: int) -> Kind:
        return self.sections[rank].kind if rank < len(self.sections) else self._current.kind

    @property
    def _current(self) -> Section:
        assert self.open is not None
        return self.open.section

    def _longest(self, lines: Sequence[Line]) -> tuple[Heading, int] | None:
        """The heading that opens at the first of some lines, and how many of them print it."""
        first = heading(lines[0].text, self.within)
        if lines[0].bullet and (
            first is None or first.kind not in ("skills", "criteria", "description", "contexts")
        ):
            return None
        best = (first, 1) if first else None
        for count in range(2, len(lines) + 1):
            text = " ".join(line.text for line in lines[:count])
            found = heading(text, self.within, closed=True)
            if found and not (first and first.tail):
                best = (found, count)
        return best

    def _wrapped(self, found: Heading, lines: Sequence[Line], count: int) -> int:
        """How many more lines carry on the text that follows a heading on its own line."""
        more = 0
        if not found.tail or found.kind not in ("jury", "extra", "scheme", "surveillance"):
            return 0
        while count + more < len(lines) and more < 2:
            line, last = lines[count + more], lines[count + more - 1].text.rstrip()
            if line.gap > 0.6 or last.endswith((":", ".")) or not (starts_low(line.text) or is_open(last)):
                break
            if heading(line.text, found.kind) is not None:
                break
            more += 1
        return more

    # --- headings ---

    def _heading(self, found: Heading, lines: tuple[Line, ...]) -> None:
        if self._repeats(found):
            self.furniture.extend((self._current.document, Furniture(line, RUNNING_HEAD)) for line in lines)
            return
        found = self._settled(found)
        lost = found.kind in ("description", "contexts", "criteria") and self._opens_lost_fiche(found)
        if lost:
            self._open_lost(lines[0])
        if found.kind == "modalities" and self._opens_lost_bloc():
            self._open_lost_bloc(lines[0])
        document = found.document or self.document
        if found.document and found.kind not in ("annex",):
            self.document = found.document
        if found.kind in ("re_cover", "bloc_cover", "references"):
            self.top = None
            if found.kind != "bloc_cover":
                self.bloc, self.blocs = None, 0
        if found.kind == "bloc":
            self.blocs += 1
            self.bloc = self.blocs
        if found.kind in ANNEXES or found.kind in GLOSSARIES:
            self.bloc = None
        inside = found.kind in _INSIDE
        self._close()
        if not inside:
            self.top = len(self.sections) if found.kind in _TOPS else None
        self.furniture.extend((document, Furniture(line, TITLE)) for line in lines)
        self._start(
            Section(
                found.kind, document, self.file, found.number, lines, found.tail, groups=found.groups,
                ccs=found.ccs, top=self.top, bloc=self.bloc if document == "re" else None,
            )
        )  # fmt: skip
        if found.kind == "contents":
            self.entries = []

    def _settled(self, found: Heading) -> Heading:
        """« CCS » after the fiches is one of the REAC, after the cover of the blocs one of the RE."""
        if found.kind == "activity" and found.ccs and self.document == "re":
            return replace(found, kind="bloc", document="re")
        return found

    def _repeats(self, found: Heading) -> bool:
        """A fiche's heading printed again at the top of its next page."""
        if self.open is None or found.kind not in _TOPS or self.top is None:
            return False
        top = self.sections[self.top] if self.top < len(self.sections) else self._current
        if found.kind != top.kind or (top is self._current and not self.open.blocks):
            return False
        if found.kind in ("activity", "competence"):
            return found.number is not None and found.number == top.number and found.ccs == top.ccs
        return True

    def _opens_lost_fiche(self, found: Heading) -> bool:
        """A sub-heading that its fiche already holds, or that no fiche holds: another fiche's heading is lost."""
        if self.top is None or self.sections_kind(self.top) not in FICHES:
            return True
        if self.sections_kind(self.top) == "transversal":
            return False
        kinds = [s.kind for s in (*self.sections[self.top :], self._current)]
        return found.kind in kinds and (found.kind == "description" or "skills" in kinds)

    def _open_lost(self, first: Line) -> None:
        """Opens a fiche whose heading is not printed: its title is what the page prints above, if it prints any."""
        title = self._above(first)
        self._close()
        self.top = len(self.sections)
        self.document = "reac"
        self._start(Section("competence", "reac", self.file, blocks=title, top=self.top, lost=True))

    def _opens_lost_bloc(self) -> bool:
        """« Modalités d’évaluation » where no CCP is opened, or again after the jury of one: its heading is lost."""
        after: set[Kind] = set()
        for section in (self._current, *reversed(self.sections)):
            if section.file != self.file or section.kind in ("re_cover", "references", "bloc"):
                return False
            if section.kind == "bloc_cover":
                return True
            if section.kind == "modalities":
                return bool(after & _AFTER_TESTS)
            after.add(section.kind)
        return False

    def _open_lost_bloc(self, first: Line) -> None:
        """Opens a CCP whose heading is not printed: its title is what stands above, between quotes or on its page."""
        title = self._above(first)
        cover = next((one for one in reversed(self.sections) if one.kind == "bloc_cover"), None)
        ccs = cover is not None and any("specialisation" in folded(line.text) for line in cover.heading)
        self._close()
        self.document, self.top = "re", None
        self.blocs += 1
        self.bloc = self.blocs
        self._start(Section("bloc", "re", self.file, blocks=title, ccs=ccs, bloc=self.bloc, lost=True))

    def _above(self, first: Line) -> tuple[Line, ...]:
        """The lines just read that print a title: what stands between quotes, or what opens the page; taken back."""
        assert self.open is not None
        title: list[Line] = []
        for block in reversed(self.open.blocks[-_MAX_TITLE_LINES:] if first.place not in self.breaks else ()):
            if not isinstance(block, Line) or block.bullet:
                break
            title.insert(0, block)
            if block.place in self.breaks or block.text.lstrip().startswith(("«", "“")):
                break
        opens = title and (title[0].place in self.breaks or title[0].text.lstrip().startswith(("«", "“")))
        if not opens:
            return ()
        del self.open.blocks[len(self.open.blocks) - len(title) :]
        return tuple(title)

    # --- tables of contents ---

    def _is_entry(self, block: Block) -> bool:
        if self.within != "contents":
            return False
        if isinstance(block, Line):
            key = folded(block.text)
            return (
                bool(_LEADER.search(block.text))
                or key in ("page", "pages")
                or bool(re.search(r"\D \d{1,3}$", key))
            )
        return all(_is_entry_row(row) for row in block.rows)

    def _ends_contents(self, found: Heading, lines: Sequence[Line]) -> bool:
        key = folded(" ".join(line.text for line in lines))
        if any(numbered for _, numbered in self.entries) or (not self.entries and found.kind == "evolution"):
            return True
        return any(key == entry for entry, _ in self.entries) or lines[0].place in self.breaks

    def _entry(self, lines: Sequence[Line]) -> None:
        text = " ".join(line.text for line in lines)
        bare = _LEADER.sub("", text)
        self.entries.append((folded(bare), bare != text))
        for line in lines:
            self._keep(line)

    def _table(self, table: Table) -> None:
        if self.within == "contents" and self._is_entry(table):
            self.entries.extend((folded(row.cells[0].text), True) for row in table.rows)
        self._keep(table)

    # --- sections ---

    def _start(self, section: Section) -> None:
        self._close()
        self.open = _Open(section, list(section.blocks))

    def _keep(self, block: Block) -> None:
        assert self.open is not None
        self.open.blocks.append(block)

    def _close(self) -> None:
        if self.open is None:
            return
        section, blocks = self.open.section, tuple(self.open.blocks)
        self.open = None
        if section.kind == "front" and not blocks:
            return
        self.sections.append(replace(section, blocks=blocks))


def entry_text(text: str) -> str:
    """What a line of a table of contents names, without its leaders and its page."""
    return clean(re.sub(r"[\s.…·_]*\d{1,3}\s*$|[\s.…·_]{3,}$", "", text))


def read_tail(section: Section) -> Read[str] | None:
    """What the heading's own line says after the words that name the section, as « … N° 3 : Maquetter »."""
    return Read(section.tail, section.heading) if section.tail else None


def _is_entry_row(row: Row) -> bool:
    filled = [cell for cell in row.cells if cell.lines]
    if not filled:
        return True
    return bool(re.fullmatch(r"\d{1,3}|pages?", folded(filled[-1].text)))


def _run(blocks: Sequence[Block], at: int) -> tuple[Line, ...]:
    """The lines that may together print one heading: up to four, with no table between."""
    found: list[Line] = []
    for block in blocks[at : at + _MAX_TITLE_LINES]:
        if not isinstance(block, Line) or (found and block.gap > 4):
            break
        found.append(block)
    return tuple(found)


def _unframed(block: Block) -> Iterator[Block]:
    """A table of one column is a frame round lines: the lines, each row after a gap."""
    if isinstance(block, Line):
        yield block
        return
    columns = {cell.column for row in block.rows for cell in row.cells if cell.lines}
    wide = max((cell.column + cell.span for row in block.rows for cell in row.cells), default=0)
    if wide > 1 or len(columns) > 1 or any(_ticks(cell) for row in block.rows for cell in row.cells):
        yield block
        return
    for row in block.rows:
        for cell in row.cells:
            for rank, line in enumerate(cell.lines):
                yield replace(line, gap=max(line.gap, 1.0)) if rank == 0 else line


def _heads_of_skills(row: Row, within: Kind) -> Heading | None:
    """The heading that a row is which names a group of know-how over each column of a table."""
    named = [heading(cell.text, within) for cell in row.cells if cell.lines]
    if len(named) < 2 or not all(one is not None and one.kind == "skills" for one in named):
        return None
    return named[0]


def _ticks(cell: Cell) -> bool:
    return cell.ticked is not None


def _ranks(cleared: Cleared, blocks: Sequence[Block]) -> dict[int, tuple[int, ...]]:
    """For each block read, the ranks of the cleared blocks whose furniture stands before it."""
    ranks: dict[int, list[int]] = {}
    at = 0
    for rank, block in enumerate(cleared.blocks):
        ranks.setdefault(at, []).append(rank)
        at += sum(1 for _ in _unframed(block))
    ranks.setdefault(at, []).append(len(cleared.blocks))
    return {key: tuple(value) for key, value in ranks.items()}
