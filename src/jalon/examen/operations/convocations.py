"""Convening: a PDF issued, a mail with its calendar file, only to those for whom something changed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.accounts.operations import create_signin_link
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.mail import Attachment, send_mail
from jalon.common.typography import day_label
from jalon.common.workflow import TransitionRefused
from jalon.documents.models import IssuedDocument
from jalon.documents.operations import issue_document
from jalon.examen import documents, letters
from jalon.examen.enums import RecipientKind, SessionStatus
from jalon.examen.ics import CalendarDay, Party, calendar
from jalon.examen.models import Convocation, ExamSession
from jalon.examen.queries.convocations import Line, Passage, State, Summons, Visit, convocation_lines
from jalon.examen.queries.planning import published_timetable
from jalon.examen.rules.timetable import moment
from jalon.people.operations import ensure_account

SENDABLE = frozenset(
    {
        SessionStatus.DECLARED, SessionStatus.DTE_RECEIVED, SessionStatus.CONVENED, SessionStatus.IN_PROGRESS,
        SessionStatus.CANCELLED,
    }
)  # fmt: skip

SILENT = (State.CANCELLED, State.ABSENT)  # nothing to say again to these, even when they are named


class ConvocationRefused(TransitionRefused):
    """Convocations cannot leave now; every reason in French."""


@dataclass(frozen=True)
class Sent:
    """What left: convocations by mail, cancellations, and those without address, to hand over on paper."""

    mailed: int = 0
    cancelled: int = 0
    on_paper: int = 0


def reasons_against_sending(session: ExamSession) -> list[str]:
    """Every reason why no convocation can leave now (A4.2, A4.5)."""
    reasons = []
    if session.status not in SENDABLE:
        state = session.get_status_display()
        reasons.append(
            "Déclarez d’abord la session."
            if session.status == SessionStatus.PREPARATION
            else f"La session est à l’état « {state} » : plus rien n’est à envoyer."
        )
    if session.status != SessionStatus.CANCELLED and published_timetable(session) is None:
        reasons.append("Publiez d’abord le planning : les convocations en reprennent les horaires.")
    return reasons


def lines_to_send(session: ExamSession, only: Collection[int] | None = None) -> list[Line]:
    """Lines for which something must leave; `only`: those of these persons, even when nothing changed."""
    return [
        line
        for line in convocation_lines(session)
        if (line.state.waiting if only is None else line.person.pk in only and line.state not in SILENT)
    ]


def send_convocations(
    *,
    actor: Actor,
    session: ExamSession,
    now: datetime,
    only: Collection[int] | None = None,
    base_url: str = "",
) -> Sent:
    """Send what must leave: new, changed and cancelled convocations, nothing to the others.

    `only`: person ids to send to, again even when nothing changed (same document, same SEQUENCE).
    `base_url`: scheme and host of the site in the mails, without trailing slash (default: the setting's).
    Raises ConvocationRefused.
    """
    if reasons := reasons_against_sending(session):
        raise ConvocationRefused(reasons)
    lines = lines_to_send(session, only)
    for line in lines:
        send_one(actor=actor, session=session, line=line, now=now, base_url=base_url)
    return count(lines)


def count(lines: Collection[Line]) -> Sent:
    """What these lines amount to once sent."""
    going = [line for line in lines if line.summons is not None]
    mailed = sum(1 for line in going if line.person.email)
    return Sent(mailed, len(lines) - len(going), len(going) - mailed)


def send_one(
    *, actor: Actor, session: ExamSession, line: Line, now: datetime, batch: str = "", base_url: str = ""
) -> None:
    """Convene one person, or cancel; with the same `batch`, a second call asks for no second mail."""
    if line.summons is None:
        _cancel(actor, session, line, now, batch)
    else:
        _send(actor, session, line.summons, now, batch, base_url or settings.SITE_URL)


def confirm_reception(*, actor: Actor, convocation: Convocation, now: datetime) -> Convocation:
    """The person convened says that they received and read it; a second click changes nothing.

    Raises ConvocationRefused when it was not sent, was cancelled, or has changed since it was sent.
    """
    row = Convocation.objects.select_for_update(of=("self",)).select_related("session").get(pk=convocation.pk)
    if row.confirmed_at:
        return row
    if row.sent_at is None or row.cancelled_at:
        raise ConvocationRefused(["Cette convocation n’a pas été envoyée, ou elle est annulée."])
    row.confirmed_at = now
    row.save(update_fields=["confirmed_at"])
    record_act(
        actor=actor, verb="convocation.confirm", target=row, now=now,
        sentence=f"{actor.label} a confirmé la réception de sa convocation ({row.session}).",
    )  # fmt: skip
    return row


def build_document(session: ExamSession, summons: Summons, now: datetime) -> tuple[Any, Any]:
    """Kind and context of the convocation of this person."""
    match summons.kind:
        case RecipientKind.CANDIDAT:
            return documents.CONVOCATION_CANDIDAT, letters.convocation_candidat(session, summons, now)
        case RecipientKind.JURE:
            return documents.CONVOCATION_JURE, letters.convocation_jure(session, summons, now)
        case RecipientKind.COMEDIEN:
            return documents.CONVOCATION_COMEDIEN, letters.convocation_comedien(session, summons, now)


def calendar_file(
    session: ExamSession, row: Convocation, visits: Collection[Visit], now: datetime, *, cancel_from: int = 0
) -> bytes:
    """The agenda file of a convocation; `cancel_from`: a CANCEL of the days from this rank on."""
    days = [
        CalendarDay(moment(v.date, v.start), moment(v.date, v.end), _agenda_text(row, v))
        for v in list(visits)[max(0, cancel_from - 1) :]
    ]
    organisme = session.organisme
    return calendar(
        method="CANCEL" if cancel_from else "REQUEST",
        uid=row.uid,
        sequence=row.sequence,
        summary=f"Examen {session.titre_ref} – session {session.number}",
        location=f"{session.site.name}, {', '.join(session.site.address.splitlines())}",
        days=days,
        organizer=Party(organisme.name, organisme.email or session.responsable.email),
        attendee=Party(row.person.full_name, row.person.email),
        now=now,
        first_rank=cancel_from or 1,
    )


def visits_sent(row: Convocation) -> list[Visit]:
    """The days that this person was last told to come."""
    return [
        Visit(**{**visit, "date": date.fromisoformat(visit["date"])})
        for visit in row.content.get("visits", ())
    ]


def passages_sent(row: Convocation) -> list[Passage]:
    """The hours that this person was last told."""
    return [
        Passage(**{**passage, "date": date.fromisoformat(passage["date"])})
        for passage in row.content.get("passages", ())
    ]


def _send(
    actor: Actor, session: ExamSession, summons: Summons, now: datetime, batch: str, base_url: str
) -> None:
    Convocation.objects.get_or_create(session=session, kind=summons.kind, person=summons.person)
    row = Convocation.objects.select_for_update(of=("self",)).select_related("person", "document").get(
        session=session, kind=summons.kind, person=summons.person
    )  # fmt: skip
    before = visits_sent(row) if row.sent_at and not row.cancelled_at else []
    changed = row.content_sha256 != summons.digest or row.cancelled_at is not None
    if changed:
        if row.sent_at:
            row.sequence += 1
        row.document = _issue(actor, session, summons, row, now)
        row.content, row.content_sha256 = summons.content, summons.digest
        row.confirmed_at = row.cancelled_at = None
    row.sent_at = now
    row.save()
    record_act(
        actor=actor, verb="convocation.send", target=row, now=now, sequence=row.sequence,
        sentence=f"{actor.label} a convoqué {row.person} ({session})"
        + (", version modifiée." if changed and row.sequence else "."),
    )  # fmt: skip
    if not summons.person.email:
        return
    attachments = [
        Attachment("convocation.pdf", "application/pdf", stored=str(row.document.file) if row.document else ""),
        Attachment(
            "convocation.ics", 'text/calendar; method=REQUEST; charset="utf-8"',
            calendar_file(session, row, summons.visits, now),
        ),
    ]  # fmt: skip
    if len(before) > len(summons.visits):
        attachments.append(
            Attachment(
                "annulation.ics", 'text/calendar; method=CANCEL; charset="utf-8"',
                calendar_file(session, row, before, now, cancel_from=len(summons.visits) + 1),
            )
        )  # fmt: skip
    _mail(
        actor,
        session,
        row,
        "convocation",
        summons,
        attachments,
        now,
        batch,
        again=row.sequence > 0 and changed,
        access=_access(actor, session, row, now, base_url),
    )


@dataclass(frozen=True)
class Access:
    """How the person convened reaches their own pages: `url`, and whether it signs them in, once, until `until`."""

    site: str
    url: str
    until: str = ""


def _access(actor: Actor, session: ExamSession, row: Convocation, now: datetime, base_url: str) -> Access:
    """Open the access of a candidate or a juror and make the link that their mail alone will hold.

    It lives until the evening of the last day of the session. Who also has another role signs in as usual: no mail
    opens more than what a candidate or a juror may do. The actor of a mise en situation has no role on the site.
    """
    page = reverse("examen:convocation", args=[row.uid])
    plain = Access(base_url, base_url + page)
    role = {RecipientKind.CANDIDAT: Role.CANDIDAT, RecipientKind.JURE: Role.JURE}.get(RecipientKind(row.kind))
    if role is None:
        return plain
    try:
        with transaction.atomic():
            user = ensure_account(actor=actor, person=row.person, role=role, now=now)
    except ValidationError:  # the address is another person's account
        return plain
    if user.memberships.exclude(role__in=[Role.CANDIDAT, Role.JURE]).exists():
        return plain
    end = datetime.combine(session.ends_on, time.max, timezone.get_default_timezone())
    hours = ceil((end - now) / timedelta(hours=1)) if end > now else None
    issued = create_signin_link(
        actor=actor, user=user, organisme=session.organisme, next_path=page, hours=hours, now=now
    )
    until = day_label(timezone.localdate(issued.link.expires_at - timedelta(hours=1)))
    return Access(base_url, base_url + issued.path, until)


def _cancel(actor: Actor, session: ExamSession, line: Line, now: datetime, batch: str) -> None:
    row = line.convocation
    if row is None:
        return
    row.sequence += 1
    row.cancelled_at, row.confirmed_at = now, None
    row.save(update_fields=["sequence", "cancelled_at", "confirmed_at"])
    record_act(
        actor=actor, verb="convocation.cancel", target=row, now=now,
        sentence=f"{actor.label} a annulé la convocation de {row.person} ({session}).",
    )  # fmt: skip
    visits = visits_sent(row)
    if not row.person.email or not visits:
        return
    ics = calendar_file(session, row, visits, now, cancel_from=1)
    attachment = Attachment("annulation.ics", 'text/calendar; method=CANCEL; charset="utf-8"', ics)
    _mail(actor, session, row, "convocation_cancelled", None, [attachment], now, batch, again=False)


def _issue(
    actor: Actor, session: ExamSession, summons: Summons, row: Convocation, now: datetime
) -> IssuedDocument:
    kind, context = build_document(session, summons, now)
    return issue_document(
        kind=kind,
        context=context,
        subject_ref=f"examen.session:{session.pk}",
        organisme_ref=f"organisme:{session.organisme_id}",
        actor_ref=actor.ref,
        now=now,
        title=f"{kind.label} – {summons.person.full_name}",
        supersedes=row.document,
    )


def _mail(
    actor: Actor,
    session: ExamSession,
    row: Convocation,
    template: str,
    summons: Summons | None,
    attachments: list[Attachment],
    now: datetime,
    batch: str,
    *,
    again: bool,
    access: "Access | None" = None,
) -> None:
    subject = {
        "convocation": f"Votre convocation a changé – session {session.number}"
        if again
        else f"Convocation – session {session.number}",
        "convocation_cancelled": f"Convocation annulée – session {session.number}",
    }[template]
    send_mail(
        to=row.person.email,
        subject=subject,
        template=f"examen/mail/{template}",
        context={
            "person": row.person,
            "session": session,
            "convocation": row,
            "again": again,
            "access": access,
            "kind": row.kind,
            "first_day": day_label(summons.visits[0].date, "jour") if summons else "",
            "visits": letters.visits_text(summons.visits) if summons else "",
            "passages": letters.passages_text(summons.passages) if summons else "",
        },
        actor=actor,
        now=now,
        attachments=attachments,
        unique_key=f"convocation:{row.pk}:{batch}" if batch else "",
    )


def _agenda_text(row: Convocation, visit: Visit) -> str:
    lines = [f"Convocation du {day_label(visit.date, 'jour')}."]
    lines += [
        f"{p['start'] // 60} h {p['start'] % 60:02d} : {p['label']}"
        + (f" ({p['room']})" if p["room"] else "")
        for p in row.content.get("passages", ())
        if p["date"] == visit.date.isoformat()
    ]
    return "\n".join([*lines, visit.load] if visit.load else lines)
