"""The engine of training programmes: what a programme announces, and what does not add up against the référentiel."""

from .engine import check_programme, read_programme
from .facts import Programme
from .report import Finding, Report
from .template import template_workbook

__all__ = ["Finding", "Programme", "Report", "check_programme", "read_programme", "template_workbook"]
