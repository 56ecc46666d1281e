"""Acts on an organisme: its identity, its sites, its own figures."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from jalon.accounts.enums import OrganismeKind
from jalon.accounts.models import Organisme, OrganismeParameter, Site
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.parameters import PARAMETERS


def create_organisme(
    *,
    actor: Actor,
    name: str,
    kind: OrganismeKind = OrganismeKind.CENTRE,
    departement: str = "",
    address: str = "",
    siret: str = "",
    nda: str = "",
    email: str = "",
    phone: str = "",
    now: datetime,
) -> Organisme:
    """Register a centre or a DDETS. Raises ValidationError when a field is wrong."""
    organisme = Organisme(
        name=name,
        kind=kind,
        departement=departement,
        address=address,
        siret=siret,
        nda=nda,
        email=email,
        phone=phone,
    )
    organisme.full_clean()
    organisme.save()
    record_act(
        actor=actor,
        verb="create_organisme",
        target=organisme,
        sentence=f"A enregistré l’organisme {organisme}.",
        now=now,
    )
    return organisme


def update_organisme(
    *,
    actor: Actor,
    organisme: Organisme,
    name: str,
    departement: str,
    address: str,
    siret: str,
    nda: str,
    email: str,
    phone: str,
    now: datetime,
) -> Organisme:
    """Correct the identity shown on the documents of an organisme."""
    before = {f: getattr(organisme, f) for f in ("name", "departement", "address", "siret", "nda")}
    organisme.name, organisme.departement, organisme.address = name, departement, address
    organisme.siret, organisme.nda, organisme.email, organisme.phone = siret, nda, email, phone
    organisme.full_clean()
    organisme.save()
    record_act(
        actor=actor,
        verb="update_organisme",
        target=organisme,
        sentence=f"A modifié l’identité de l’organisme {organisme}.",
        now=now,
        before=before,
    )
    return organisme


def create_site(
    *,
    actor: Actor,
    organisme: Organisme,
    name: str,
    address: str,
    departement: str,
    access_notes: str = "",
    now: datetime,
) -> Site:
    """Add a place where sessions may be held; the agrément names it (A3.1)."""
    site = Site(
        organisme=organisme, name=name, address=address, departement=departement, access_notes=access_notes
    )
    site.full_clean()
    site.save()
    record_act(
        actor=actor, verb="create_site", target=site, sentence=f"A ajouté le site « {site} ».", now=now
    )
    return site


def update_site(
    *,
    actor: Actor,
    site: Site,
    name: str,
    address: str,
    departement: str,
    access_notes: str,
    now: datetime,
) -> Site:
    """Correct a site."""
    site.name, site.address = name, address
    site.departement, site.access_notes = departement, access_notes
    site.full_clean()
    site.save()
    record_act(
        actor=actor, verb="update_site", target=site, sentence=f"A modifié le site « {site} ».", now=now
    )
    return site


def delete_site(*, actor: Actor, site: Site, now: datetime) -> None:
    """Remove a site that nothing uses. Raises ValidationError when an agrément or a session names it."""
    record_act(
        actor=actor, verb="delete_site", target=site, sentence=f"A supprimé le site « {site} ».", now=now
    )
    try:
        site.delete()
    except ProtectedError as error:
        raise ValidationError(
            f"Le site « {site} » ne peut pas être supprimé : un agrément ou une session le désigne."
        ) from error


def set_parameter(*, actor: Actor, organisme: Organisme, key: str, value: int, now: datetime) -> None:
    """Give an organisme its own value for a figure that no sure text fixes.

    Raises ValidationError for an unknown key or a value out of bounds.
    """
    parameter = PARAMETERS.get(key)
    if parameter is None:
        raise ValidationError(f"Paramètre inconnu : « {key} ».")
    if not parameter.minimum <= value <= parameter.maximum:
        raise ValidationError(
            f"« {parameter.label} » : la valeur doit être comprise entre "
            f"{parameter.minimum} et {parameter.maximum}."
        )
    OrganismeParameter.objects.update_or_create(organisme=organisme, key=key, defaults={"value": value})
    record_act(
        actor=actor,
        verb="set_parameter",
        target=organisme,
        sentence=f"A fixé « {parameter.label} » à {value} {parameter.unit}".rstrip() + ".",
        now=now,
        key=key,
        value=value,
    )


def reset_parameter(*, actor: Actor, organisme: Organisme, key: str, now: datetime) -> None:
    """Go back to the default value. Raises ValidationError for an unknown key."""
    parameter = PARAMETERS.get(key)
    if parameter is None:
        raise ValidationError(f"Paramètre inconnu : « {key} ».")
    deleted, _ = OrganismeParameter.objects.filter(organisme=organisme, key=key).delete()
    if deleted:
        record_act(
            actor=actor,
            verb="reset_parameter",
            target=organisme,
            sentence=f"A rétabli « {parameter.label} » à sa valeur par défaut ({parameter.default}).",
            now=now,
            key=key,
        )
