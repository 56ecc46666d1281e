"""Clocks told by mail: one digest a day to each referent and each candidate, a step once for each threshold."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.accounts.models import Organisme
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.mail import MailRefused, send_mail
from jalon.parcours.models import Parcours, StepAlert
from jalon.parcours.rules.alerts import PAST, alert_due
from jalon.parcours.steps import SOON, Step, steps_of
from jalon.parcours.wording import who_for
from jalon.parcours.workflow import ENDED

logger = logging.getLogger(__name__)
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Line:
    """A step to tell, on its path; `late` once its day is past."""

    parcours: Parcours
    step: Step
    late: bool
    url: str

    @property
    def who(self) -> str:
        """Who does the step, said to the person on the path."""
        return who_for(self.step.who, own=True)

    @property
    def other_who(self) -> str:
        """The same, said to those who follow them."""
        return who_for(self.step.who, own=False)


def send_alerts(*, actor: Actor, organisme: Organisme, now: datetime) -> int:
    """Tell the steps of a centre's paths that come near or are past; how many mails left.

    Run twice the same day, it sends nothing more; a day that moved is told anew. Someone without a usable address
    is left out: their screen tells the step all the same.
    """
    paths = Parcours.objects.filter(person__organisme=organisme).exclude(stage__in=ENDED).order_by("pk")
    pks, lines = list(paths.values_list("pk", flat=True)), list[Line]()
    for chunk in (pks[i : i + CHUNK] for i in range(0, len(pks), CHUNK)):
        rows = Parcours.objects.filter(pk__in=chunk).select_related("person__user", "referent")
        lines += _new_lines(list(rows), now)
    sent = sum(_send(actor, organisme, digest, now) for digest in _digests(lines))
    if lines:
        record_act(
            actor=actor,
            verb="parcours.alert",
            target=organisme,
            sentence=f"A signalé {len(lines)} étape{'s' if len(lines) > 1 else ''} de parcours à échéance.",
            now=now,
            steps=len(lines),
        )
    return sent


def _new_lines(paths: Sequence[Parcours], now: datetime) -> list[Line]:
    today = timezone.localdate(now)
    told = set(
        StepAlert.objects.filter(parcours__in=paths).values_list("parcours_id", "code", "due_on", "threshold")
    )
    found, alerts, steps = [], [], steps_of(paths)
    for path in paths:
        for step in steps[path.pk]:
            threshold = alert_due(step.due_on, step.done_on, today, SOON)
            if (
                threshold is None
                or step.due_on is None
                or (path.pk, step.code, step.due_on, threshold) in told
            ):
                continue
            alerts.append(
                StepAlert(parcours=path, code=step.code, due_on=step.due_on, threshold=threshold, sent_at=now)
            )
            url = settings.SITE_URL + reverse("parcours:path", args=[path.pk])
            found.append(Line(path, step, threshold == PAST, url))
    StepAlert.objects.bulk_create(alerts, batch_size=500, ignore_conflicts=True)
    return found


@dataclass(frozen=True, slots=True)
class Digest:
    """What one person is told at once; `own`: it is their own path."""

    address: str
    name: str
    own: bool
    lines: list[Line]


def _digests(lines: Sequence[Line]) -> Iterable[Digest]:
    """Steps of the team to referents, their own to candidates."""
    found: dict[tuple[bool, int], Digest] = {}
    for line in lines:
        person, referent, roles = line.parcours.person, line.parcours.referent, line.step.roles
        if referent and referent.is_active and (not roles or roles - {Role.CANDIDAT.value}):
            digest = Digest(referent.email, referent.full_name, False, [])
            found.setdefault((False, referent.pk), digest).lines.append(line)
        address = person.email or (person.user.email if person.user else "")
        if address and Role.CANDIDAT.value in roles:
            found.setdefault((True, person.pk), Digest(address, person.full_name, True, [])).lines.append(
                line
            )
    for digest in found.values():
        digest.lines.sort(key=lambda line: (line.step.due_on or date.max, line.parcours.pk, line.step.code))
    return found.values()


def _send(actor: Actor, organisme: Organisme, digest: Digest, now: datetime) -> int:
    subject = "Votre parcours : ce qui vient ensuite" if digest.own else "Parcours : ce qui arrive à échéance"
    try:
        send_mail(
            to=digest.address,
            subject=subject,
            template="parcours/mail/digest_own" if digest.own else "parcours/mail/digest_team",
            context={"name": digest.name, "organisme": organisme, "lines": digest.lines},
            actor=actor,
            now=now,
        )
    except MailRefused:
        logger.warning("no digest of paths: an address is refused")
        return 0
    return 1
