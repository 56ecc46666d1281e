"""Reads that every app shares: the journal of an object, the jobs of a person."""

from django.db import models
from django.db.models import QuerySet

from jalon.common.actor import Actor
from jalon.common.models import Job, JournalEntry


def journal_for(*targets: models.Model) -> QuerySet[JournalEntry]:
    """Acts and accesses recorded on any of `targets`, newest first."""
    condition = models.Q(pk__in=[])
    for target in targets:
        condition |= models.Q(target_type=target._meta.label_lower, target_id=str(target.pk))
    return JournalEntry.objects.filter(condition)


def jobs_of(actor: Actor) -> QuerySet[Job]:
    """Jobs that `actor` asked for in the current organisme, newest first."""
    return Job.objects.filter(owner_ref=actor.ref, organisme_id=actor.organisme_id)
