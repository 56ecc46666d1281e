"""Deadlines recalled by mail: to the candidate, and to those who accompany them, once for each threshold (A6.4)."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from jalon.accounts.models import Organisme
from jalon.accounts.queries import parameters_of
from jalon.common.actor import Actor
from jalon.common.journal import record_acts
from jalon.common.mail import Attachment, MailRefused, send_mail
from jalon.dossier.ics import calendar
from jalon.dossier.models import Reminder
from jalon.dossier.queries import DossierRow
from jalon.dossier.queries.deadlines import deadline_for_calendar, rows_to_hand_over, trainers_by_parcours
from jalon.dossier.rules.workshop import reminder_due
from jalon.people.models import Person

logger = logging.getLogger(__name__)


def send_reminders(*, actor: Actor, organisme: Organisme, now: datetime) -> list[Reminder]:
    """Recall the deadlines of a centre whose turn has come: one mail a person, whatever the number of dossiers.

    A deadline that moved is recalled anew. Run twice the same day, it sends nothing more.
    """
    today = timezone.localdate(now)
    parameters = parameters_of(organisme.pk)
    thresholds = (parameters["dossier_first_reminder_days"], parameters["dossier_last_reminder_days"])
    rows: list[DossierRow] = []
    made: list[Reminder] = []
    for row in rows_to_hand_over(organisme, today):
        days = reminder_due(row.due, today, thresholds) if row.due and not row.over else None
        if days is None or row.due is None:
            continue
        reminder, new = Reminder.objects.get_or_create(
            dossier=row.dossier, due_on=row.due, days=days, defaults={"sent_at": now}
        )
        if new:
            rows.append(row)
            made.append(reminder)
    _write(actor, rows, now)
    return made


def _write(actor: Actor, rows: Sequence[DossierRow], now: datetime) -> None:
    trainers = trainers_by_parcours({row.dossier.parcours_id for row in rows})
    for person, own in _grouped((row.dossier.parcours.person, row) for row in rows):
        ics = calendar([deadline_for_calendar(row) for row in own], now=now)
        attachment = Attachment("echeances.ics", 'text/calendar; method=PUBLISH; charset="utf-8"', ics)
        _send(actor, person, "Votre dossier est à remettre", "reminder", own, now, [attachment])
    accompanied = ((trainer, row) for row in rows for trainer in trainers.get(row.dossier.parcours_id, ()))
    for trainer, theirs in _grouped(accompanied):
        _send(actor, trainer, "Dossiers à remettre bientôt", "reminder_trainer", theirs, now)
    record_acts(
        actor=actor,
        verb="dossier.remind",
        done=(
            (
                row.dossier,
                f"A rappelé à {row.dossier.parcours.person} la remise de « {row.dossier.production} ».",
            )
            for row in rows
        ),
        now=now,
    )


def _grouped(pairs: Iterable[tuple[Person, DossierRow]]) -> Iterable[tuple[Person, list[DossierRow]]]:
    found: dict[int, tuple[Person, list[DossierRow]]] = {}
    for person, row in pairs:
        found.setdefault(person.pk, (person, []))[1].append(row)
    return found.values()


def _send(
    actor: Actor,
    person: Person,
    subject: str,
    template: str,
    rows: Sequence[DossierRow],
    now: datetime,
    attachments: Sequence[Attachment] = (),
) -> None:
    """A person whose address is missing or wrong is left out: their screen tells the deadline all the same."""
    if not (address := address_of(person)):
        return
    try:
        send_mail(
            to=address,
            subject=subject,
            template=f"dossier/mail/{template}",
            context=_context(person, rows),
            actor=actor,
            now=now,
            attachments=attachments,
        )
    except MailRefused:
        logger.warning("no reminder to person %s: their address is refused", person.pk)


def _context(person: Person, rows: Sequence[DossierRow]) -> Mapping[str, Any]:
    site = settings.SITE_URL
    return {
        "person": person,
        "organisme": rows[0].dossier.parcours.person.organisme,
        "lines": [
            (
                row,
                site + reverse("dossier:dossier", args=[row.dossier.pk]),
                not address_of(row.dossier.parcours.person),
            )
            for row in rows
        ],
    }


def address_of(person: Person) -> str:
    """Where a person is written to: their own address, else that of their account."""
    return person.email or (person.user.email if person.user else "")
