"""Tags of the reports of incidents."""

from django import template

from jalon.examen.models import ExamSession
from jalon.examen.queries.reports import ReportLine, report_lines

register = template.Library()


@register.simple_tag
def incident_reports(session: ExamSession) -> list[ReportLine]:
    """Every incident of the session with the state of its report."""
    return report_lines(session)
