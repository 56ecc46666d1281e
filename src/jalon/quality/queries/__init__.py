"""Reads of quality: evidence by indicator, opinions, complaints, results of a year, figures of the BPF."""

from jalon.quality.queries.bpf import bpf_of
from jalon.quality.queries.dues import QualityDue, late_complaints, quality_dues
from jalon.quality.queries.evidence import (
    IndicatorLine,
    Proof,
    evidence_sorts,
    indicator_lines,
    kinds_of,
    proofs_of,
)
from jalon.quality.queries.opinions import paths_to_ask, survey_kind, surveys_of
from jalon.quality.queries.results import year_results
from jalon.quality.queries.years import bounds, years_of

__all__ = [
    "IndicatorLine",
    "Proof",
    "QualityDue",
    "bounds",
    "bpf_of",
    "evidence_sorts",
    "indicator_lines",
    "kinds_of",
    "late_complaints",
    "paths_to_ask",
    "proofs_of",
    "quality_dues",
    "survey_kind",
    "surveys_of",
    "year_results",
    "years_of",
]
