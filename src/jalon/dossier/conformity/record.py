"""What is kept of a checked file: its report with the map of criteria, and its text by part."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from .contents import coverage
from .engine import Examined
from .paper import Address, Paper, Paragraph, Run


def record_of(examined: Examined) -> dict[str, Any]:
    """The JSON of the report, with `coverage`: each criterion in each part, and where something evidences it."""
    told = examined.report.to_json()
    paper, structure, expected = examined.paper, examined.structure, examined.expected
    seen = (
        coverage(paper, structure, expected.production, expected.titre)
        if paper and structure and expected
        else ()
    )
    return told | {"coverage": [asdict(one) for one in seen]}


def passages_of_parts(examined: Examined) -> list[dict[str, Any]]:
    """Paragraphs that are read, in order, each with its part (None outside of them) and its page."""
    if examined.paper is None:
        return []
    part_of = {rank: part.number for part in examined.report.parts for rank in range(*part.paragraphs)}
    return [
        {"part": part_of.get(rank), "page": paragraph.page, "text": " ".join(paragraph.text.split())}
        for rank, paragraph in enumerate(examined.paper.paragraphs)
        if paragraph.story in ("body", "box", "footnote", "endnote")
        and not paragraph.toc
        and paragraph.text.strip()
    ]


def paper_of_passages(name: str, passages: Sequence[Mapping[str, Any]]) -> Paper:
    """What was kept of a file's text, as a paper without look: enough to compare it with others."""
    return Paper(
        name,
        "docx",
        tuple(
            Paragraph(Address("passages", rank), (Run(one["text"]),), page=one["page"], last_page=one["page"])
            for rank, one in enumerate(passages)
        ),
    )


def refusal_of(examined: Examined) -> str:
    """Why the file could not be read; "" when it was."""
    return "" if examined.paper else " ".join(finding.message for finding in examined.report.findings)
