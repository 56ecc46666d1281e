"""Presence noted, signed by each participant and countersigned by the trainer, half-day by half-day (C8)."""

import secrets
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.core.files.base import ContentFile

from jalon.accounts.queries import parameters_of
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.uploads import Received
from jalon.common.workflow import TransitionRefused
from jalon.people.signatures import strokes_faults, typed_faults
from jalon.prestation.enums import HalfDay, Presence, SignatureMeans
from jalon.prestation.models import Attendance, PaperSheet, Participation, Seance, SeanceCode, SeanceSignature
from jalon.prestation.queries.presence import halves_of, place_of, sheet_of
from jalon.prestation.rules import presence as rules
from jalon.prestation.rules.hours import Half
from jalon.prestation.watchers import touched

CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 5


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

    `minutes` None: the whole half-day for those who were there. Once countersigned, a correction says why, and the
    trainer has to countersign again. Raises TransitionRefused with every reason.
    """
    seance, participation = _locked(seance), _fresh(participation)
    half = _half(seance, half_day)
    followed = minutes if minutes is not None else (half.minutes if presence in Presence.attending() else 0)
    trainer = _standing(seance, half_day, None)
    reasons = rules.presence_faults(
        presence, followed, half, place_of(participation, seance), now=now, note=note,
        signed=_standing(seance, half_day, participation) is not None, countersigned=trainer is not None,
    )  # fmt: skip
    _refuse_if(reasons)
    former = (
        Attendance.objects.select_for_update(of=("self",))
        .filter(seance=seance, participation=participation, half_day=half_day, superseded_by=None)
        .first()
    )
    if former and (former.presence, former.minutes, former.note) == (presence, followed, note.strip()):
        return former
    made = Attendance.objects.create(
        seance=seance, participation=participation, half_day=half_day, presence=presence, minutes=followed,
        note=note.strip()[:300], recorded_at=now, actor_ref=actor.ref, actor_label=actor.label,
    )  # fmt: skip
    if former is not None:
        former.superseded_by = made
        former.save(update_fields=["superseded_by"])
    if trainer is not None:
        _withdraw(trainer, f"Présence corrigée : {note.strip()}", now)
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
) -> SeanceSignature:
    """Keep a participant’s signature for a half-day, drawn or typed; not noted yet, they are noted present.

    Raises TransitionRefused with every reason.
    """
    seance, participation = _locked(seance), _fresh(participation)
    half = _half(seance, half_day)
    person = participation.parcours.person
    noted = Attendance.objects.filter(
        seance=seance, participation=participation, half_day=half_day, superseded_by=None
    ).first()
    standing = _standing(seance, half_day, participation)
    reasons = rules.signing_faults(
        half, place_of(participation, seance), signed_at=signed_at, now=now, window_days=_window(seance),
        presence=noted.presence if noted else None, already=standing.signed_at if standing else None,
    )  # fmt: skip
    drawn = bool(strokes)
    if drawn:
        reasons += strokes_faults(strokes)
    else:
        reasons += typed_faults(typed, agreed, last_name=person.last_name, full_name=person.full_name)
    _refuse_if(reasons)
    if noted is None:
        record_attendance(
            actor=actor, seance=seance, participation=participation, half_day=half_day, now=now,
            presence=Presence.REMOTE if seance.mode == "remote" else Presence.PRESENT,
        )  # fmt: skip
    made = SeanceSignature.objects.create(
        seance=seance, half_day=half_day, participation=participation, person=person,
        means=SignatureMeans.DRAWN if drawn else SignatureMeans.TYPED, strokes=strokes if drawn else [],
        by_code=by_code, signed_at=signed_at, received_at=now, actor_ref=actor.ref,
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
    """The trainer signs for a half-day, once everyone’s presence is noted. Raises TransitionRefused."""
    seance = _locked(seance)
    half = _half(seance, half_day)
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
        already=standing.signed_at if standing else None,
    )
    drawn = bool(strokes)
    if drawn:
        reasons += strokes_faults(strokes)
    elif trainer is not None:
        reasons += typed_faults(typed, agreed, last_name=trainer.last_name, full_name=trainer.full_name)
    _refuse_if(reasons)
    assert trainer is not None
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
    if locked.withdrawn_at is not None:
        return locked
    reasons = []
    if not reason.strip():
        reasons.append("Dites pourquoi cette signature est annulée.")
    certified = Participation.objects.filter(
        prestation=locked.seance.prestation, certificates__isnull=False, certificates__superseded_by=None
    )
    if locked.participation_id is not None:
        certified = certified.filter(pk=locked.participation_id)
    if names := [one.parcours.person.full_name for one in certified.select_related("parcours__person")]:
        reasons.append(
            f"Un certificat de réalisation repose sur cette signature : {', '.join(names)}. Remplacez-le d’abord."
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


def open_code(*, actor: Actor, seance: Seance, half_day: HalfDay, now: datetime) -> SeanceCode:
    """Show the code of a half-day, which participants type or scan; still valid, the same is given back.

    Raises TransitionRefused before the half-day begins or once it is long over.
    """
    seance = _locked(seance)
    half = _half(seance, half_day)
    known = SeanceCode.objects.filter(seance=seance, half_day=half_day, expires_at__gt=now).first()
    if known is not None:
        return known
    expires_at = half.ends_at + timedelta(minutes=_values(seance)["attendance_code_minutes"])
    reasons = []
    if seance.cancelled_at is not None:
        reasons.append("La séance est annulée.")
    if now < half.starts_at:
        reasons.append("Le code s’affiche quand la demi-journée commence : on ne signe pas d’avance (C8).")
    if now >= expires_at:
        reasons.append("La demi-journée est finie : faites signer ici même, ou sur papier.")
    _refuse_if(reasons)
    made = SeanceCode.objects.create(
        seance=seance, half_day=half_day, opened_at=now, expires_at=expires_at,
        code="".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH)), token=secrets.token_urlsafe(24),
    )  # fmt: skip
    record_act(
        actor=actor, verb="prestation.code", target=seance, now=now,
        sentence=f"A affiché le code du jour de « {seance.heading} » ({half.label}).",
    )  # fmt: skip
    return made


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
    seance = _locked(seance)
    reasons: list[str] = []
    signed: list[tuple[Half, Participation]] = []
    for half_day, people in signers.items():
        half = _half(seance, half_day)
        for one in map(_fresh, people):
            if _standing(seance, half_day, one) is not None:
                continue
            noted = one.attendances.filter(seance=seance, half_day=half_day, superseded_by=None).first()
            reasons += rules.place_faults(place_of(one, seance), half)
            if noted is not None and noted.presence in rules.ABSENT:
                reasons.append(f"{one.parcours.person} est noté absent : corrigez d’abord sa présence.")
            if now < half.starts_at:
                reasons.append(f"La {half.label} n’a pas commencé.")
            signed.append((half, one))
    halves = [_half(seance, half_day) for half_day in trainer_signed]
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
        if _standing(seance, HalfDay(half.half_day), None) is None:
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


def _locked(seance: Seance) -> Seance:
    rows = Seance.objects.select_for_update(of=("self",)).select_related("prestation", "trainer")
    return rows.get(pk=seance.pk)


def _fresh(participation: Participation) -> Participation:
    """The participation as it stands now: what was read before the lock may be old."""
    return Participation.objects.select_related("parcours__person").get(pk=participation.pk)


def _half(seance: Seance, half_day: HalfDay) -> Half:
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


def _withdraw(signature: SeanceSignature, reason: str, now: datetime) -> None:
    signature.withdrawn_at, signature.withdrawn_reason = now, reason.strip()[:300]
    signature.save(update_fields=["withdrawn_at", "withdrawn_reason"])


def _values(seance: Seance) -> Mapping[str, int]:
    return parameters_of(seance.prestation.organisme_id)


def _window(seance: Seance) -> int:
    return _values(seance)["attendance_signature_days"]


def _refuse_if(reasons: list[str]) -> None:
    if reasons:
        raise TransitionRefused(dict.fromkeys(reasons))
