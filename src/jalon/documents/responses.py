"""Answer with a PDF: shown in the browser, never cached, never guessed to be anything else."""

import re
import unicodedata
from io import BytesIO
from urllib.parse import quote

from django.http import FileResponse

from jalon.documents.models import IssuedDocument
from jalon.documents.queries import content_of


def document_response(issued: IssuedDocument, *, download: bool = False) -> FileResponse:
    """The issued PDF; the caller has checked that this person may read it.

    Raises DamagedDocument when the file is no longer the one issued: it must not be served.
    """
    return pdf_response(content_of(issued), f"{issued.number} {issued.title}.pdf", download=download)


def pdf_response(content: bytes, filename: str, *, download: bool = False) -> FileResponse:
    """Any PDF of ours, under a name readable by old and new browsers."""
    response = FileResponse(BytesIO(content), content_type="application/pdf")
    response["Content-Disposition"] = _disposition(filename, "attachment" if download else "inline")
    response["Content-Length"] = str(len(content))
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _disposition(filename: str, how: str) -> str:
    plain = unicodedata.normalize("NFKD", filename.replace("’", "-")).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^\w.\- ]", "", plain).strip() or "document.pdf"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
