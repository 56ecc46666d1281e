"""An auditor's visit: a sample drawn with its seed, a right to read that ends on a day, both journaled (C3)."""

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError

from jalon.accounts.models import Organisme
from jalon.accounts.queries import parameters_of
from jalon.accounts.tokens import digest, new_token
from jalon.common.actor import Actor
from jalon.common.journal import record_access, record_act
from jalon.quality.models import AuditAccess, AuditSample
from jalon.quality.queries.paths import population
from jalon.quality.rules.sampling import draw

PURPOSE = "audit"


def draw_sample(
    *, actor: Actor, organisme: Organisme, year: int, size: int, now: datetime, seed: str = ""
) -> AuditSample:
    """Draw paths of a year at random and keep them; without a seed, one is made. Raises ValidationError."""
    paths = population(organisme, year)
    if not paths:
        raise ValidationError(f"Aucun parcours n’a bougé en {year} : il n’y a rien à tirer.")
    chosen = seed.strip() or secrets.token_hex(8)
    try:
        drawn = draw(paths, size=size, seed=chosen)
    except ValueError as fault:
        raise ValidationError(str(fault)) from fault
    sample = AuditSample.objects.create(
        organisme=organisme, year=year, seed=chosen, population=len(paths), paths=drawn, drawn_at=now,
        drawn_by=actor.label,
    )  # fmt: skip
    record_act(
        actor=actor, verb="quality.draw_sample", target=sample, now=now,
        sentence=f"A tiré {len(drawn)} parcours de {year} sur {len(paths)} (graine {chosen}).",
    )  # fmt: skip
    return sample


def open_access(
    *, actor: Actor, organisme: Organisme, auditor: str, days: int, now: datetime, body: str = ""
) -> tuple[AuditAccess, str]:
    """Let an auditor read the evidence for some days; the secret is returned once, and kept as a digest.

    Raises ValidationError with every fault.
    """
    longest = parameters_of(organisme.pk)["audit_access_days"]
    faults: dict[str, list[str]] = {}
    if not auditor.strip():
        faults["auditor"] = ["Nommez l’auditeur."]
    if not 1 <= days <= longest:
        faults["days"] = [f"De 1 à {longest} jours (un paramètre de l’organisme)."]
    if faults:
        raise ValidationError(faults)
    token = new_token(PURPOSE)
    access = AuditAccess(
        organisme=organisme, auditor=auditor.strip(), body=body.strip(), token_sha256=digest(token, PURPOSE),
        created_at=now, created_by=actor.label, expires_at=now + timedelta(days=days),
    )  # fmt: skip
    access.full_clean()
    access.save()
    record_act(
        actor=actor, verb="quality.open_access", target=access, now=now,
        sentence=f"A ouvert à {access.auditor} la lecture des preuves pour {days} jour{'s' if days > 1 else ''}.",
    )  # fmt: skip
    return access, token


def revoke_access(*, actor: Actor, access: AuditAccess, now: datetime) -> AuditAccess:
    """Close an auditor's access at once. Raises ValidationError when it is closed already."""
    locked = AuditAccess.objects.select_for_update(of=("self",)).get(pk=access.pk)
    if locked.revoked_at is not None:
        raise ValidationError("Cet accès est déjà fermé.")
    locked.revoked_at = now
    locked.save(update_fields=["revoked_at"])
    record_act(
        actor=actor, verb="quality.revoke_access", target=locked, now=now,
        sentence=f"A fermé l’accès de {locked.auditor}.",
    )  # fmt: skip
    return locked


def actor_of(access: AuditAccess) -> Actor:
    """Who an auditor is in the journal: no user, no role."""
    label = f"{access.auditor} ({access.body})" if access.body else access.auditor
    return Actor(
        ref=f"audit:{access.pk}", label=label[:200], user_id=None, organisme_id=access.organisme_id,
        roles=frozenset(),
    )  # fmt: skip


def enter_audit(*, access: AuditAccess, now: datetime) -> Actor:
    """Journal that an auditor comes in. The caller has checked that the access is open."""
    actor = actor_of(access)
    record_access(
        actor=actor, verb="quality.enter_audit", target=access, now=now,
        sentence="A ouvert les preuves de la qualité.",
    )  # fmt: skip
    return actor
