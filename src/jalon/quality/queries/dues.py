"""What quality expects of those who lead an organisme, before which day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jalon.quality.enums import ComplaintStage
from jalon.quality.models import Complaint, ImprovementAction
from jalon.quality.rules.bpf import due_on


def late_complaints(complaints: Iterable[Complaint], today: date, days: int) -> Sequence[Complaint]:
    """Complaints without an answer after the delay that the organisme gives itself."""
    return [c for c in complaints if c.stage == "received" and c.received_on + timedelta(days=days) < today]


@dataclass(frozen=True, slots=True)
class QualityDue:
    """Something that quality expects of those who lead, before a day; `url_name` takes `args`."""

    due_on: date
    label: str
    note: str
    url_name: str
    args: tuple[int, ...] = ()


def quality_dues(organisme_id: int, today: date, parameters: Mapping[str, int]) -> list[QualityDue]:
    """Complaints to answer, actions to finish, and the report of last year to send (C12, C14)."""
    delay = timedelta(days=parameters["complaint_answer_days"])
    found = [
        QualityDue(
            c.received_on + delay, f"Répondre à la réclamation {c.number}", c.author, "quality:complaint", (c.pk,)
        )
        for c in Complaint.objects.filter(organisme_id=organisme_id, stage=ComplaintStage.RECEIVED)
    ]  # fmt: skip
    found += [
        QualityDue(a.due_on, a.heading, f"Action d’amélioration, {a.owner}", "quality:action_finish", (a.pk,))
        for a in ImprovementAction.objects.filter(organisme_id=organisme_id, done_on=None)
    ]
    report = due_on(today.year - 1, month=parameters["bpf_month"], day=parameters["bpf_day"])
    if report >= today:
        label = f"Transmettre le bilan pédagogique et financier de {today.year - 1}"
        found.append(QualityDue(report, label, "Même sans activité (C12).", "quality:bpf"))
    return found
