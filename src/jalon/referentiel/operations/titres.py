"""Writes: publish a version or a revision of it, load the shipped titles."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from jalon.common.actor import Actor, system_actor
from jalon.common.journal import record_act
from jalon.referentiel.document import Json, from_json, sha256, to_json, without_prose
from jalon.referentiel.models import PublishedTitre
from jalon.referentiel.queries import get_titre_by_digest
from jalon.referentiel.schema import TitreVersion
from jalon.referentiel.shipped import shipped_titres


class PublicationRefused(ValueError):
    """A document that cannot be published; the French message says why and what to do."""


def publish_titre(*, actor: Actor, document: Json, now: datetime, reason: str = "") -> PublishedTitre:
    """Publish a version of a title, or a revision of a version already published.

    The same document published twice is published once. A revision may always complete the prose; to change
    anything else it needs a `reason`, and may never drop an id that people's records may hold. Raises
    InvalidReferentiel with every fault, PublicationRefused.
    """
    titre = from_json(document)
    digest = sha256(titre)
    held = _revisions_held(titre.ref)
    if same := next((stored for stored in held if stored.sha256 == digest), None):
        if same is not held[0]:
            raise PublicationRefused(f"{titre.ref} : cette révision ({same.revision}) a déjà été remplacée.")
        return same
    if held:
        _check_revision(get_titre_by_digest(held[0].sha256), titre, reason)
    stored = PublishedTitre(
        code=titre.code,
        version=titre.version,
        ref=titre.ref,
        revision=held[0].revision + 1 if held else 1,
        sha256=digest,
        document=to_json(titre),
        reason=reason.strip(),
        published_at=now,
        validity_end=date.fromisoformat(titre.validity_end) if titre.validity_end else None,
    )
    try:
        with transaction.atomic():
            stored.save()
    except (
        IntegrityError
    ) as error:  # another process published meanwhile: nobody could lock a row not yet there
        if same := PublishedTitre.objects.filter(sha256=digest).first():
            return same
        raise PublicationRefused(
            f"{titre.ref} : une autre révision vient d’être publiée, recommencez."
        ) from error
    record_act(
        actor=actor,
        verb="publish_titre",
        target=stored,
        sentence=f"A publié le référentiel {titre.ref}, révision {stored.revision}.",
        now=now,
        sha256=digest,
    )
    return stored


def load_shipped_titres(*, now: datetime, actor: Actor | None = None) -> list[PublishedTitre]:
    """Publish the titles that ship with the product and are not published yet; harmless when done twice.

    A version already published, perhaps revised by its centre, is left as it is.
    """
    known = set(PublishedTitre.objects.values_list("ref", flat=True))
    return [
        publish_titre(actor=actor or system_actor("installation"), document=to_json(titre), now=now)
        for ref, titre in shipped_titres().items()
        if ref not in known
    ]


def _revisions_held(ref: str) -> list[PublishedTitre]:
    """Revisions of a version, newest first, locked until the end of the transaction."""
    return list(PublishedTitre.objects.select_for_update().filter(ref=ref).order_by("-revision"))


def _check_revision(current: TitreVersion, proposed: TitreVersion, reason: str) -> None:
    if without_prose(current) != without_prose(proposed) and not reason.strip():
        raise PublicationRefused(
            f"{proposed.ref} est déjà publié et cette révision en change le contenu : indiquez-en le motif."
        )
    lost = sorted(set(current.ids()) - set(proposed.ids()))
    if lost:
        raise PublicationRefused(
            f"{proposed.ref} : la révision perd des repères que des dossiers peuvent citer : {', '.join(lost)}."
        )
