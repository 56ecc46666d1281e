"""The bilan pédagogique et financier once sent to the State: its figures are frozen (C12)."""

from dataclasses import asdict
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.accounts.models import Organisme
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.quality.models import YearReport
from jalon.quality.rules.bpf import Bpf


def record_report(
    *, actor: Actor, organisme: Organisme, figures: Bpf, sent_on: date, now: datetime, reference: str = ""
) -> YearReport:
    """Record that the report of a year was sent, with its figures; sent again, it supersedes the former.

    Raises ValidationError with every fault.
    """
    today, year = timezone.localdate(now), figures.year
    faults: dict[str, list[str]] = {}
    if sent_on > today:
        faults["sent_on"] = ["Une transmission ne se date pas dans l’avenir."]
    elif sent_on.year <= year:
        faults["sent_on"] = [f"Le bilan de {year} se transmet l’année suivante."]
    if faults:
        raise ValidationError(faults)
    Organisme.objects.select_for_update().get(pk=organisme.pk)
    former = YearReport.objects.filter(organisme=organisme, year=year, superseded_by=None).first()
    made = YearReport(
        organisme=organisme, year=year, sent_on=sent_on, reference=reference.strip(), figures=asdict(figures),
        recorded_at=now, recorded_by=actor.label,
    )  # fmt: skip
    if former is not None:  # one in force at a time: the former points to itself for the length of this act
        YearReport.objects.filter(pk=former.pk).update(superseded_by=former.pk)
    made.save()
    if former is not None:
        YearReport.objects.filter(pk=former.pk).update(superseded_by=made)
    record_act(
        actor=actor, verb="quality.record_report", target=made, now=now,
        sentence=f"A noté la transmission du bilan pédagogique et financier de {year}.",
    )  # fmt: skip
    return made
