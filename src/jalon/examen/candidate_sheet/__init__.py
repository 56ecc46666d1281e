"""Read a centre's spreadsheet of candidates: plain Python, usable alone.

`read_candidates(data, name, frame)` gives typed rows, or every fault with its cell and remedy;
`plan_import(rows, known, …)` says what writing them would add and change. Nothing here writes.
"""

from jalon.examen.candidate_sheet.model import CandidateRow, Fault, Reading, SheetFrame
from jalon.examen.candidate_sheet.parse import read_candidates

__all__ = ["CandidateRow", "Fault", "Reading", "SheetFrame", "read_candidates"]
