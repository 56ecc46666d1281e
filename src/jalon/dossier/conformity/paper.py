"""What the candidate handed over, as read: paragraphs, runs, pictures and pages, whatever the format."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["docx", "odt", "pdf"]
Story = Literal["body", "box", "footnote", "endnote", "header", "footer"]
Change = Literal["", "inserted", "deleted"]
SpacingRule = Literal["multiple", "exact", "at_least", "unknown"]

# Styles whose name begins so hold the advice of a template of ours: words of nobody, that no check should read.
GUIDANCE_STYLE = "Conseil Jalon"


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """Where a paragraph stands in the file, so that a comment or a mend finds it again.

    DOCX and ODT: `part` is the member of the archive (``word/document.xml``) and `rank` the rank of the paragraph
    element in it, in document order from 0, boxes and cells included. PDF: `part` is ``page 3``, `rank` its line.
    """

    part: str
    rank: int


@dataclass(frozen=True, slots=True)
class Spacing:
    """Line spacing in force: `value` in lines (1.15) for `multiple`, in points for `exact` and `at_least`.

    A PDF only shows the distance between lines: there `multiple` is that distance over the height of the font.
    """

    rule: SpacingRule = "unknown"
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look, styles, theme and defaults resolved: `font` ("" unknown), `size` in points (0 unknown).

    `field` names the field that wrote it (« PAGE », « PAGEREF »…), or « placeholder » for the prompt of an entry left
    unfilled.
    """

    text: str
    font: str = ""
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    hidden: bool = False
    change: Change = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its pages (from 1; 0 before pagination) and its place in the file.

    `style` is its style as people name it; `level` the heading level of that style (1 the highest), None for text;
    `label` the number or bullet that the word processor writes (« 2.1 », « • »); `table` the rank of its table; `toc`
    tells that it belongs to a table of contents; `section` the rank of its section. `top` is its height on its first
    page, 0.0 at the top and 1.0 at the bottom, `end` the same on its last page: what a part fills is told from them.
    """

    address: Address
    runs: tuple[Run, ...] = ()
    story: Story = "body"
    style: str = ""
    level: int | None = None
    label: str = ""
    spacing: Spacing = Spacing()
    table: int | None = None
    toc: bool = False
    section: int = 0
    page: int = 0
    last_page: int = 0
    top: float = 0.0
    end: float = 0.0

    @property
    def text(self) -> str:
        """What is read on the page: neither deleted nor hidden text."""
        return "".join(run.text for run in self.runs if not run.hidden and run.change != "deleted")

    @property
    def guidance(self) -> bool:
        """Whether it is advice that a template of ours gives, not the candidate's text."""
        return self.style.startswith(GUIDANCE_STYLE)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its size on the page in centimetres, the paragraph that holds it, and the digest of its bytes."""

    address: Address
    width: float
    height: float
    sha256: str
    alt: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """The sheet of a run of pages, in centimetres."""

    width: float
    height: float
    margins: tuple[float, float, float, float]  # top, right, bottom, left

    @property
    def landscape(self) -> bool:
        return self.width > self.height


@dataclass(frozen=True, slots=True)
class Page:
    """A page as printed: `text` in reading order, `printed_number` the number written on it ("" without).

    `pictures` is the share of the sheet that pictures cover, from 0 to 1; `filled` how far down the last line of the
    body stands, from 0 to 1.
    """

    number: int
    text: str
    printed_number: str = ""
    width: float = 21.0
    height: float = 29.7
    pictures: float = 0.0
    filled: float = 1.0


@dataclass(frozen=True, slots=True)
class Paper:
    """A dossier as read. `pages` is empty until the file has been paginated.

    `substituted` gives, for each font that the machine lacks, the one that took its place in the pagination.
    """

    name: str
    kind: Kind
    paragraphs: tuple[Paragraph, ...]
    pages: tuple[Page, ...] = ()
    pictures: tuple[Picture, ...] = ()
    sections: tuple[Section, ...] = ()
    tracked_changes: int = 0
    comments: int = 0
    macros: bool = False
    toc: bool = False
    substituted: dict[str, str] = field(default_factory=dict)

    def body(self) -> Iterator[Paragraph]:
        """The candidate's paragraphs of the running text and of its boxes, in reading order."""
        return (
            paragraph
            for paragraph in self.paragraphs
            if paragraph.story in ("body", "box") and not paragraph.guidance
        )
