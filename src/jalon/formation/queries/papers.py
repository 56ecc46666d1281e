"""Reads about the documents issued on a path in training."""

from jalon.documents.models import IssuedDocument
from jalon.parcours.models import Parcours


def paper_ref(parcours: Parcours, about: str = "") -> str:
    """How the documents of a path name it; `about` tells apart several of one kind."""
    return f"formation.parcours:{parcours.pk}" + (f":{about}" if about else "")


def last_paper(parcours: Parcours, kind: str, about: str = "") -> IssuedDocument | None:
    """The last document of a kind."""
    rows = IssuedDocument.objects.filter(subject_ref=paper_ref(parcours, about), kind=kind)
    return rows.order_by("-issued_at", "-pk").first()
