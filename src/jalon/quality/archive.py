"""A ZIP of evidence: an index, and behind each line the file that proves it, with its SHA-256."""

import zipfile
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from typing import IO

from django.utils.text import slugify

from jalon.common.spreadsheets import Value, to_csv
from jalon.documents.queries import DamagedDocument, content_of
from jalon.quality.queries.evidence import Proof

FILES_MAX = 400
HEADINGS = ("indicateur", "date", "nature", "preuve", "auteur", "fichier", "empreinte SHA-256", "remarque")


def rows_of(
    proofs: Iterable[tuple[int, Proof]], names: dict[object, str], faults: dict[object, str]
) -> list[list[Value]]:
    """Lines of the index."""
    found: list[list[Value]] = []
    for number, proof in proofs:
        behind = proof.document or proof.piece
        digest = behind.sha256 if behind else ""
        found.append(
            [number, proof.on, proof.sort, proof.sentence, proof.author, names.get(behind, ""), digest,
             faults.get(behind, "")]
        )  # fmt: skip
    return found


def zipped(proofs: Iterable[tuple[int, Proof]]) -> IO[bytes]:
    """The archive, ready to be read; each file once, in the folder of its first indicator.

    A file missing or altered is named in the index, and left out; past `FILES_MAX` files the index says so.
    """
    known = list(proofs)
    made: IO[bytes] = SpooledTemporaryFile(max_size=8_000_000)  # noqa: SIM115  handed to the response, which closes it
    names: dict[object, str] = {}
    faults: dict[object, str] = {}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, proof in known:
            behind = proof.document or (proof.piece if proof.piece and proof.piece.file else None)
            if behind is None or behind in names or behind in faults:
                continue
            if len(names) >= FILES_MAX:
                faults[behind] = (
                    f"Non joint : plus de {FILES_MAX} fichiers. Exportez par indicateur ou par parcours."
                )
                continue
            try:
                content, name = _content(proof)
            except (DamagedDocument, FileNotFoundError):
                faults[behind] = "Fichier introuvable ou altéré : non joint."
                continue
            names[behind] = f"{number:02d}/{name}"
            archive.writestr(names[behind], content)
        archive.writestr("index.csv", to_csv(HEADINGS, rows_of(known, names, faults)))
    made.seek(0)
    return made


def _content(proof: Proof) -> tuple[bytes, str]:
    if proof.document is not None:
        issued = proof.document
        return content_of(issued), f"{slugify(issued.number)}-{slugify(issued.title)[:60]}.pdf"
    assert proof.piece is not None
    stem, _, extension = proof.piece.file_name.rpartition(".")
    with proof.piece.file.open("rb") as file:
        return file.read(), f"piece-{proof.piece.pk}-{slugify(stem)[:60]}.{slugify(extension) or 'bin'}"
