"""What certifies a prestation: certificat de réalisation, attestation, attendance sheets (C8, C9, C11)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from jalon.accounts.queries import parameters_of
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.documents.models import IssuedDocument
from jalon.documents.operations import issue_document
from jalon.documents.queries import current_documents_of
from jalon.prestation import documents, letters
from jalon.prestation.enums import Presence
from jalon.prestation.models import Certificate, Participation, Prestation, Seance
from jalon.prestation.queries.presence import followed_of, sheets_of
from jalon.prestation.results import told_of
from jalon.prestation.rules.certificates import certificate_faults
from jalon.prestation.rules.hours import local_day
from jalon.prestation.rules.presence import Followed, hours_of


def issue_certificate(
    *, actor: Actor, participation: Participation, now: datetime, reason: str = ""
) -> Certificate:
    """Certify the hours really followed. A certificate in force is superseded, with a reason.

    Raises TransitionRefused, each half-day that lacks a signature named (C9: effective participation).
    """
    locked = _locked(participation)
    today = timezone.localdate(now)
    lines = followed_of([locked])[locked.pk]
    former = locked.certificates.filter(superseded_by=None).select_related("document").first()
    reasons = certificate_faults(
        lines, now=now, today=today, ends_on=locked.prestation.ends_on, left_on=locked.left_on
    )
    if former is not None and former.withdrawn_at is None and not reason.strip():
        reasons.append(
            f"Un certificat est en vigueur depuis le {former.issued_on:%d/%m/%Y} : dites pourquoi le remplacer."
        )
    if reasons:
        raise TransitionRefused(reasons)
    proved = [one for one in lines if one.proved]
    first, last = proved[0].half.starts_at.date(), proved[-1].half.starts_at.date()
    followed = hours_of(lines, now).proved
    organisme_id = locked.prestation.organisme_id
    values = parameters_of(organisme_id)
    cofinanced = locked.financings.filter(status="granted").exclude(funder="self").count() > 1
    document = issue_document(
        kind=documents.CERTIFICAT,
        context=letters.realisation(
            locked, lines, _by_mode(proved), first=first, last=last, followed=followed, by=actor.label, on=today,
            kept_years=values["certificate_retention_years"],
            support_years=values["cofinanced_retention_years" if cofinanced else "support_retention_years"],
        ),
        subject_ref=f"prestation.participation:{locked.pk}",
        organisme_ref=f"organisme:{organisme_id}",
        actor_ref=actor.ref,
        now=now,
        title=f"Certificat de réalisation – {locked.parcours.person}",
        supersedes=former.document if former else None,
    )  # fmt: skip
    made = Certificate(
        participation=locked,
        minutes=followed,
        starts_on=first,
        ends_on=last,
        issued_on=today,
        document=document,
    )
    if former is not None:
        # One certificate is in force at a time: the former points to itself until its successor has a row.
        former.superseded_by = former
        former.save(update_fields=["superseded_by"])
    made.save()
    if former is not None:
        former.superseded_by = made
        former.save(update_fields=["superseded_by"])
    record_act(
        actor=actor, verb="prestation.certificate", target=made, now=now, minutes=followed, reason=reason.strip(),
        sentence=f"A délivré le certificat de réalisation de {locked.parcours.person} ({document.number}).",
    )  # fmt: skip
    return made


def withdraw_certificate(
    *, actor: Actor, participation: Participation, reason: str, now: datetime
) -> Certificate:
    """Take a mistaken certificate out of force, with its reason: it stays readable, presence may be corrected, and the
    next certificate supersedes it. Raises TransitionRefused.
    """
    locked = _locked(participation)
    known = locked.certificates.in_force().select_related("document").first()
    reasons = [] if reason.strip() else ["Dites pourquoi le certificat est retiré."]
    if known is None:
        reasons.append("Aucun certificat de réalisation n’est en vigueur.")
    if reasons or known is None:
        raise TransitionRefused(reasons)
    known.withdrawn_at, known.withdrawn_reason = now, reason.strip()[:300]
    known.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    record_act(
        actor=actor, verb="prestation.certificate.withdraw", target=known, now=now, reason=reason.strip()[:300],
        sentence=f"A retiré le certificat de réalisation de {locked.parcours.person} ({known.document.number}) : "
        f"{reason.strip()[:300]}",
    )  # fmt: skip
    return known


def issue_attestation(*, actor: Actor, participation: Participation, now: datetime) -> IssuedDocument:
    """Issue the attestation de fin de formation, once the certificate is in force (C11). Raises TransitionRefused."""
    locked = _locked(participation)
    certificate = locked.certificates.in_force().first()
    if certificate is None:
        raise TransitionRefused(
            ["Délivrez d’abord le certificat de réalisation : l’attestation en reprend les heures."]
        )
    former = (
        current_documents_of(f"prestation.participation:{locked.pk}")
        .filter(kind=documents.ATTESTATION.name)
        .first()
    )
    issued = issue_document(
        kind=documents.ATTESTATION,
        context=letters.end_attestation(
            locked, told_of(locked), first=certificate.starts_on, last=certificate.ends_on,
            followed=certificate.minutes, by=actor.label, on=timezone.localdate(now),
        ),
        subject_ref=f"prestation.participation:{locked.pk}",
        organisme_ref=f"organisme:{locked.prestation.organisme_id}",
        actor_ref=actor.ref,
        now=now,
        title=f"Attestation de fin de formation – {locked.parcours.person}",
        supersedes=former,
    )  # fmt: skip
    record_act(
        actor=actor, verb="prestation.attestation", target=locked, now=now, number=issued.number,
        sentence=f"A délivré l’attestation de fin de formation de {locked.parcours.person} ({issued.number}).",
    )  # fmt: skip
    return issued


def issue_attendance_sheet(
    *, actor: Actor, prestation: Prestation, seances: Sequence[Seance], now: datetime
) -> IssuedDocument:
    """Archive the attendance sheet of some séances as it stands now. Raises TransitionRefused when there is none."""
    if not seances:
        raise TransitionRefused(["Aucune séance n’est à émarger sur cette période."])
    sheets = sheets_of(seances)
    ordered = sorted(seances, key=lambda one: one.starts_at)
    first, last = local_day(ordered[0].starts_at), local_day(ordered[-1].starts_at)
    issued = issue_document(
        kind=documents.EMARGEMENT,
        context=letters.attendance_sheet(
            prestation, ((one, sheets[one.pk]) for one in ordered), first=first, last=last
        ),
        subject_ref=f"prestation.prestation:{prestation.pk}",
        organisme_ref=f"organisme:{prestation.organisme_id}",
        actor_ref=actor.ref,
        now=now,
        title=f"Feuille d’émargement – {prestation.heading}",
    )
    record_act(
        actor=actor, verb="prestation.sheet", target=prestation, now=now, number=issued.number,
        sentence=f"A archivé la feuille d’émargement de « {prestation.heading} » ({issued.number}).",
    )  # fmt: skip
    return issued


def _by_mode(proved: Sequence[Followed]) -> list[tuple[str, int, int]]:
    remote = [one for one in proved if one.presence == Presence.REMOTE]
    on_site = [one for one in proved if one.presence != Presence.REMOTE]
    return [
        (label, sum(one.minutes for one in rows), len(rows))
        for label, rows in (("En présence", on_site), ("À distance", remote))
        if rows
    ]


def _locked(participation: Participation) -> Participation:
    rows = Participation.objects.select_for_update(of=("self",))
    return rows.select_related("prestation__organisme", "prestation__site", "parcours__person").get(
        pk=participation.pk
    )
