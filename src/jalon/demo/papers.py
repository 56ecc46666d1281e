"""What the invented candidates hand over: small PDFs that open like real ones."""

from functools import cache
from pathlib import Path

from jalon.common.uploads import PDF, Received
from jalon.documents.engine import render

TEMPLATE = Path(__file__).parent / "templates" / "typst" / "paper.typ"
PARTS = (
    "Le contexte, la structure et son public.",
    "La situation choisie et ce que le candidat y a fait.",
    "Les résultats et l’analyse de la pratique.",
)


@cache
def written_paper(heading: str, author: str, titre: str) -> Received:
    """A two-page paper in the candidate's name."""
    context = {"heading": heading, "author": author, "titre": titre, "parts": list(PARTS)}
    return Received(f"{heading}.pdf", PDF, render(TEMPLATE, context).pdf)
