"""Presence noted, signed by each participant and countersigned by the trainer, half-day by half-day (C8)."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.core.files.base import ContentFile

from jalon.accounts.queries import parameters_of
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.uploads import Received
from jalon.common.workflow import TransitionRefused
from jalon.people.signatures import strokes_faults, typed_faults
from jalon.prestation.enums import DeliveryMode, HalfDay, JustificationStatus, Presence, SignatureMeans
from jalon.prestation.models import (
    Attendance,
    Certificate,
    PaperSheet,
    Participation,
    Seance,
    SeanceSignature,
)
from jalon.prestation.queries.presence import elsewhere_of, halves_of, place_of, sheet_of
from jalon.prestation.rules import presence as rules
from jalon.prestation.rules.hours import Half, local_day
from jalon.prestation.watchers import touched


def record_attendance(
    *,
    actor: Actor,
    seance: Seance,
    participation: Participation,
    half_day: HalfDay,
    presence: Presence,
    now: datetime,
    minutes: int | None = None,
    note: str = "",
) -> Attendance:
    """Note how someone attended a half-day; noted otherwise before, the new row supersedes the former.

    `minutes` None: the whole half-day for those who were there. Once countersigned, a correction says why, and counts
    for this person when the trainer has countersigned again. Raises TransitionRefused with every reason.
    """
    seance, participation = locked_seance(seance), _fresh(participation)
    half = half_of(seance, half_day)
    presence, note = _excused(participation, half, presence, note)
    followed = minutes if minutes is not None else (half.minutes if presence in Presence.attending() else 0)
    former = (
        Attendance.objects.select_for_update(of=("self",))
        .filter(seance=seance, participation=participation, half_day=half_day, superseded_by=None)
        .first()
    )
    trainer = _standing(seance, half_day, None)
    reasons = rules.presence_faults(
        presence, followed, half, place_of(participation, seance), now=now, note=note,
        signed=_standing(seance, half_day, participation) is not None,
        countersigned=trainer is not None and former is not None,
    )  # fmt: skip
    if presence in rules.ATTENDING:
        reasons += _elsewhere(participation, seance, half, followed)
    if former and (former.presence, former.minutes, former.note) == (presence, followed, note.strip()):
        return former
    _refuse_if(reasons)
    made = Attendance.objects.create(
        seance=seance, participation=participation, half_day=half_day, presence=presence, minutes=followed,
        note=note.strip()[:300], recorded_at=now, actor_ref=actor.ref, actor_label=actor.label,
    )  # fmt: skip
    if former is not None:
        former.superseded_by = made
        former.save(update_fields=["superseded_by"])
    record_act(
        actor=actor, verb="prestation.attendance", target=made, now=now, presence=str(presence), minutes=followed,
        sentence=f"A noté « {Presence(presence).label} » pour {participation.parcours.person} ({half.label}).",
    )  # fmt: skip
    touched(actor, [participation.parcours_id], now)
    return made


def sign_attendance(
    *,
    actor: Actor,
    seance: Seance,
    participation: Participation,
    half_day: HalfDay,
    signed_at: datetime,
    now: datetime,
    strokes: object = None,
    typed: str = "",
    agreed: bool = False,
    by_code: bool = False,
    device: str = "",
) -> SeanceSignature:
    """Keep a participant’s signature for a half-day, drawn or typed; not noted yet, they are noted present, or present
    at a distance when the séance is, or may be, and they sign from their own page. `device` tells devices apart.

    Raises TransitionRefused with every reason.
    """
    seance, participation = locked_seance(seance), _fresh(participation)
    half = half_of(seance, half_day)
    person = participation.parcours.person
    noted = Attendance.objects.filter(
        seance=seance, participation=participation, half_day=half_day, superseded_by=None
    ).first()
    standing = _standing(seance, half_day, participation)
    reasons = rules.signing_faults(
        half, place_of(participation, seance), signed_at=signed_at, now=now, window_days=_window(seance),
        presence=noted.presence if noted else None, already=standing.signed_at if standing else None,
        reopened_on=_reopened(seance, half_day, participation),
    )  # fmt: skip
    if noted is None:
        reasons += _elsewhere(participation, seance, half, half.minutes)
    drawn = bool(strokes)
    if drawn:
        reasons += strokes_faults(strokes)
    else:
        reasons += typed_faults(typed, agreed, last_name=person.last_name, full_name=person.full_name)
    _refuse_if(reasons)
    if noted is None:
        own = not by_code and actor.user_id is not None and actor.user_id == person.user_id
        afar = seance.mode == DeliveryMode.REMOTE or (own and seance.mode == DeliveryMode.MIXED)
        record_attendance(
            actor=actor, seance=seance, participation=participation, half_day=half_day, now=now,
            presence=Presence.REMOTE if afar else Presence.PRESENT,
        )  # fmt: skip
    made = SeanceSignature.objects.create(
        seance=seance, half_day=half_day, participation=participation, person=person,
        means=SignatureMeans.DRAWN if drawn else SignatureMeans.TYPED, strokes=strokes if drawn else [],
        by_code=by_code, device=device, signed_at=signed_at, received_at=now, actor_ref=actor.ref,
    )  # fmt: skip
    record_act(
        actor=actor, verb="prestation.sign", target=made, now=now, means=str(made.means), by_code=by_code,
        sentence=f"A recueilli la signature de {person} ({half.label}, « {seance.heading} »).",
    )  # fmt: skip
    touched(actor, [participation.parcours_id], now)
    return made


def countersign_seance(
    *,
    actor: Actor,
    seance: Seance,
    half_day: HalfDay,
    now: datetime,
    strokes: object = None,
    typed: str = "",
    agreed: bool = False,
) -> SeanceSignature:
    """The trainer signs for a half-day, once everyone’s presence is noted; a presence corrected since asks for another
    signature, which replaces the former. Raises TransitionRefused.
    """
    seance = locked_seance(seance)
    half = half_of(seance, half_day)
    sheet = next(one for one in sheet_of(seance) if one.half.half_day == half_day)
    trainer = seance.trainer
    standing = _standing(seance, half_day, None)
    reasons = rules.countersigning_faults(
        half,
        trainer_name=trainer.full_name if trainer else "",
        is_trainer=trainer is not None and trainer.user_id is not None and trainer.user_id == actor.user_id,
        unnoted=sheet.unnoted,
        signed_at=now,
        now=now,
        window_days=_window(seance),
        cancelled=seance.cancelled_at is not None,
        already=standing.signed_at if standing and not sheet.corrected else None,
        reopened_on=max(
            (local_day(one.recorded_at) for one in sheet.corrected),
            default=_reopened(seance, half_day, None),
        ),
    )
    drawn = bool(strokes)
    if drawn:
        reasons += strokes_faults(strokes)
    elif trainer is not None:
        reasons += typed_faults(typed, agreed, last_name=trainer.last_name, full_name=trainer.full_name)
    _refuse_if(reasons)
    assert trainer is not None
    if standing is not None:
        _withdraw(standing, "Remplacée : une présence a été corrigée depuis.", now)
    made = SeanceSignature.objects.create(
        seance=seance, half_day=half_day, participation=None, person=trainer,
        means=SignatureMeans.DRAWN if drawn else SignatureMeans.TYPED, strokes=strokes if drawn else [],
        signed_at=now, received_at=now, actor_ref=actor.ref,
    )  # fmt: skip
    record_act(
        actor=actor, verb="prestation.countersign", target=made, now=now,
        sentence=f"A contresigné la séance « {seance.heading} » ({half.label}).",
    )  # fmt: skip
    return made


def withdraw_signature(
    *, actor: Actor, signature: SeanceSignature, reason: str, now: datetime
) -> SeanceSignature:
    """Take a mistaken signature back, with its reason: it stays readable, the sheet no longer counts it.

    Raises TransitionRefused once the certificate is issued.
    """
    locked = (
        SeanceSignature.objects.select_for_update(of=("self",))
        .select_related("seance__prestation", "person")
        .get(pk=signature.pk)
    )
    places = Participation.objects.select_for_update(of=("self",)).filter(prestation=locked.seance.prestation)
    list(places if locked.participation_id is None else places.filter(pk=locked.participation_id))
    if locked.withdrawn_at is not None:
        return locked
    reasons = []
    if not reason.strip():
        reasons.append("Dites pourquoi cette signature est annulée.")
    certified = Participation.objects.filter(
        prestation=locked.seance.prestation, certificates__in=Certificate.objects.in_force()
    )
    if locked.participation_id is not None:
        certified = certified.filter(pk=locked.participation_id)
    if names := [one.parcours.person.full_name for one in certified.select_related("parcours__person")]:
        reasons.append(
            f"Un certificat de réalisation repose sur cette signature : {', '.join(names)}. Retirez-le d’abord."
        )
    _refuse_if(reasons)
    _withdraw(locked, reason, now)
    record_act(
        actor=actor, verb="prestation.sign.withdraw", target=locked, now=now, reason=reason.strip()[:300],
        sentence=f"A annulé la signature de {locked.person} (« {locked.seance.heading} ») : {reason.strip()[:300]}",
    )  # fmt: skip
    if locked.participation is not None:
        touched(actor, [locked.participation.parcours_id], now)
    return locked


def enter_paper_sheet(
    *,
    actor: Actor,
    seance: Seance,
    scan: Received,
    sha256: str,
    signers: Mapping[HalfDay, Iterable[Participation]],
    trainer_signed: Iterable[HalfDay],
    now: datetime,
) -> PaperSheet:
    """Enter a sheet signed by hand: its scan is kept, and whoever signed it is noted present and signed.

    Those who already signed on a device stay as they are. Raises TransitionRefused with every reason.
    """
    seance = locked_seance(seance)
    reasons: list[str] = []
    signed: list[tuple[Half, Participation]] = []
    for half_day, people in signers.items():
        half = half_of(seance, half_day)
        for one in map(_fresh, people):
            if _standing(seance, half_day, one) is not None:
                continue
            noted = one.attendances.filter(seance=seance, half_day=half_day, superseded_by=None).first()
            reasons += rules.place_faults(place_of(one, seance), half)
            if noted is not None and noted.presence in rules.ABSENT:
                reasons.append(f"{one.parcours.person} est noté absent : corrigez d’abord sa présence.")
            if now < half.starts_at:
                reasons.append(f"La séance n’a pas commencé : {half.label}.")
            if noted is None:
                reasons += _elsewhere(one, seance, half, half.minutes)
            signed.append((half, one))
    halves = [half_of(seance, half_day) for half_day in trainer_signed]
    reasons += [f"La séance n’a pas commencé : {half.label}." for half in halves if now < half.starts_at]
    if halves and seance.trainer is None:
        reasons.append("La séance n’a pas d’intervenant : nommez-le d’abord.")
    if not signed and not halves:
        reasons.append("Cochez au moins une signature portée sur la feuille.")
    _refuse_if(reasons)
    sheet = PaperSheet(
        seance=seance, name=scan.name, sha256=sha256, size=len(scan.content), received_at=now,
        received_by=actor.label,
    )  # fmt: skip
    sheet.file.save(f"{uuid.uuid4().hex}.{scan.kind.extension}", ContentFile(scan.content), save=False)
    sheet.save()
    for half, one in signed:
        if not one.attendances.filter(seance=seance, half_day=half.half_day, superseded_by=None).exists():
            record_attendance(
                actor=actor, seance=seance, participation=one, half_day=HalfDay(half.half_day),
                presence=Presence.PRESENT, now=now,
            )  # fmt: skip
        _by_paper(seance, half, one, actor, now)
    for half in halves:
        standing = _standing(seance, HalfDay(half.half_day), None)
        if standing is not None:
            after = next(found for found in sheet_of(seance) if found.half.half_day == half.half_day)
            if not after.corrected:
                continue
            _withdraw(standing, "Remplacée : une présence a été corrigée depuis.", now)
        _by_paper(seance, half, None, actor, now)
    record_act(
        actor=actor, verb="prestation.paper_sheet", target=seance, now=now, sha256=sha256,
        sentence=f"A joint la feuille d’émargement signée sur papier de « {seance.heading} ».",
    )  # fmt: skip
    return sheet


def _by_paper(seance: Seance, half: Half, one: Participation | None, actor: Actor, now: datetime) -> None:
    person = one.parcours.person if one is not None else seance.trainer
    assert person is not None
    SeanceSignature.objects.create(
        seance=seance, half_day=half.half_day, participation=one, person=person, means=SignatureMeans.PAPER,
        signed_at=half.ends_at if half.ends_at <= now else now, received_at=now, actor_ref=actor.ref,
    )  # fmt: skip


def locked_seance(seance: Seance) -> Seance:
    """The séance as it stands now, locked: one writes its presence at a time."""
    rows = Seance.objects.select_for_update(of=("self",)).select_related("prestation", "trainer")
    return rows.get(pk=seance.pk)


def _fresh(participation: Participation) -> Participation:
    """The participation as it stands now, locked with its person: no certificate meanwhile, nor two places at once."""
    rows = Participation.objects.select_for_update(of=("self", "parcours__person"))
    return rows.select_related("parcours__person").get(pk=participation.pk)


def half_of(seance: Seance, half_day: HalfDay) -> Half:
    """One half-day of a séance. Raises TransitionRefused when it has none such."""
    for half in halves_of(seance):
        if half.half_day == half_day:
            return half
    raise TransitionRefused([f"Cette séance n’a pas de demi-journée « {HalfDay(half_day).label} »."])


def _standing(
    seance: Seance, half_day: HalfDay, participation: Participation | None
) -> SeanceSignature | None:
    return SeanceSignature.objects.filter(
        seance=seance, half_day=half_day, participation=participation, withdrawn_at=None
    ).first()


def _reopened(seance: Seance, half_day: HalfDay, participation: Participation | None) -> date | None:
    """The day on which a signature was last taken back: it may be given anew from then."""
    last = (
        SeanceSignature.objects.filter(seance=seance, half_day=half_day, participation=participation)
        .exclude(withdrawn_at=None)
        .order_by("withdrawn_at")
        .last()
    )
    return local_day(last.withdrawn_at) if last and last.withdrawn_at else None


def _elsewhere(participation: Participation, seance: Seance, half: Half, followed: int) -> list[str]:
    name = participation.parcours.person.full_name
    return rules.elsewhere_faults(name, half, followed, elsewhere_of(participation, seance))


def _excused(participation: Participation, half: Half, presence: Presence, note: str) -> tuple[Presence, str]:
    """An absence for which a paper was accepted beforehand is excused, under its nature."""
    if presence != Presence.ABSENT:
        return presence, note
    day = half.starts_at.date()
    paper = participation.justifications.filter(
        status=JustificationStatus.ACCEPTED, first_on__lte=day, last_on__gte=day
    ).first()
    return (Presence.EXCUSED, note or str(paper.get_nature_display())) if paper else (presence, note)


def _withdraw(signature: SeanceSignature, reason: str, now: datetime) -> None:
    signature.withdrawn_at, signature.withdrawn_reason = now, reason.strip()[:300]
    signature.save(update_fields=["withdrawn_at", "withdrawn_reason"])


def _window(seance: Seance) -> int:
    return parameters_of(seance.prestation.organisme_id)["attendance_signature_days"]


def _refuse_if(reasons: list[str]) -> None:
    if reasons:
        raise TransitionRefused(dict.fromkeys(reasons))
