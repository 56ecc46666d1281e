"""What quality expects of those who lead an organisme, before which day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, QuerySet

from jalon.accounts.models import Organisme
from jalon.quality.enums import ComplaintStage, SubcontractWay
from jalon.quality.models import Complaint, ImprovementAction, QualityPiece, Subcontract, YearReport
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
    query: str = ""


def quality_dues(
    organisme_id: int, today: date, parameters: Mapping[str, int], *, user_id: int | None = None
) -> list[QualityDue]:
    """Complaints to answer, actions to finish, pieces to renew, the report of last year to send (C12, C14).

    A complaint about `user_id` is not told to them.
    """
    delay = timedelta(days=parameters["complaint_answer_days"])
    found = [
        QualityDue(
            c.received_on + delay, f"Répondre à la réclamation {c.number}", c.author, "quality:complaint", (c.pk,)
        )
        for c in Complaint.objects.filter(organisme_id=organisme_id, stage=ComplaintStage.RECEIVED)
        if user_id is None or c.concerned_id != user_id
    ]  # fmt: skip
    found += [
        QualityDue(a.due_on, a.heading, f"Action d’amélioration, {a.owner}", "quality:action_finish", (a.pk,))
        for a in ImprovementAction.objects.filter(organisme_id=organisme_id, done_on=None)
    ]
    found += [
        QualityDue(
            p.valid_until, f"Renouveler « {p.heading} »", f"Pièce de l’indicateur {p.indicator}.",
            "quality:piece_renew", (p.pk,),
        )
        for p in expiring_pieces(organisme_id)
        if p.valid_until is not None
    ]  # fmt: skip
    found += [
        QualityDue(
            s.certified_until, f"Vérifier la certification de {s.partner}", s.heading, "quality:subcontracts"
        )
        for s in Subcontract.objects.filter(
            organisme_id=organisme_id, way=SubcontractWay.GIVEN, withdrawn_at=None, ends_on__gte=today,
            certified_until__isnull=False, certified_until__lt=F("ends_on"),
        )
        if s.certified_until is not None
    ]  # fmt: skip
    year = today.year - 1
    due = due_on(year, month=parameters["bpf_month"], day=parameters["bpf_day"])
    sent = YearReport.objects.filter(organisme_id=organisme_id, year=year, superseded_by=None).exists()
    if not sent and (today <= due or _installed_before(organisme_id, due)):
        label = f"Transmettre le bilan pédagogique et financier de {year}"
        found.append(
            QualityDue(due, label, "Même sans activité (C12).", "quality:bpf", query=f"?annee={year}")
        )
    return found


def expiring_pieces(organisme_id: int) -> QuerySet[QualityPiece]:
    """Pieces in force that have a term."""
    return QualityPiece.objects.filter(
        organisme_id=organisme_id, withdrawn_at=None, superseded_by=None, valid_until__isnull=False
    )


def _installed_before(organisme_id: int, day: date) -> bool:
    """Whether Jalon kept the organisme on a day: what was due earlier was told elsewhere."""
    return Organisme.objects.filter(pk=organisme_id, created_at__date__lte=day).exists()
