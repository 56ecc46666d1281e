"""What the candidate lived, written by them and by their adviser, tied to the référentiel (B2, B7)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.common.actor import Actor
from jalon.parcours.models import Parcours
from jalon.people.rules import NIR_REFUSED, holds_nir
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import Competence
from jalon.vae.models import Credential, Experience, ExperienceLink, ExperienceRemark
from jalon.vae.operations.demarches import check_living, check_open, demarche_to_write, journal
from jalon.vae.rules.experiences import experience_faults


def save_experience(
    *,
    actor: Actor,
    parcours: Parcours,
    nature: str,
    heading: str,
    starts_on: date,
    tasks: str,
    now: datetime,
    structure: str = "",
    ends_on: date | None = None,
    weekly_minutes: int | None = None,
    experience: Experience | None = None,
) -> Experience:
    """Write an experience, or correct `experience`. Raises ValidationError by field, TransitionRefused."""
    check_open(parcours)
    faults: dict[str, list[str]] = {}
    for name, text in experience_faults(
        starts_on,
        ends_on,
        today=timezone.localdate(now),
        birth_date=parcours.person.birth_date,
        weekly_minutes=weekly_minutes,
    ):
        faults.setdefault(name, []).append(text)
    if holds_nir(tasks):
        faults.setdefault("tasks", []).append("Un numéro de sécurité sociale ne s’écrit pas ici (D5).")
    if experience is None and _told_already(parcours, heading.strip(), structure.strip(), starts_on):
        faults.setdefault("heading", []).append("Cette expérience est déjà décrite : corrigez-la plutôt.")
    if faults:
        raise ValidationError(faults)
    row = experience or Experience(parcours=parcours, created_at=now, author=actor.label)
    row.nature, row.heading, row.structure = nature, heading.strip(), structure.strip()
    row.starts_on, row.ends_on, row.weekly_minutes = starts_on, ends_on, weekly_minutes
    row.tasks, row.changed_at = tasks.strip(), now
    row.full_clean()
    row.save()
    done = "Ajout d’une expérience" if experience is None else "Correction d’une expérience"
    journal(actor, parcours, "vae.experience", f"{done} : {row.heading}.", now)
    return row


def _told_already(parcours: Parcours, heading: str, structure: str, starts_on: date) -> bool:
    same = Experience.objects.filter(parcours=parcours, heading=heading, structure=structure)
    return same.filter(starts_on=starts_on).exists()


def remove_experience(*, actor: Actor, experience: Experience, now: datetime) -> None:
    """Remove an experience written by mistake. Raises TransitionRefused."""
    check_open(experience.parcours)
    journal(
        actor, experience.parcours, "vae.experience.remove", f"Retrait d’une expérience : {experience.heading}.", now
    )  # fmt: skip
    experience.delete()


def tie_experience(
    *, actor: Actor, experience: Experience, shown: Mapping[str, str], now: datetime
) -> Experience:
    """Say which competences an experience shows: id -> an example, "" without one; those left out are untied.

    Raises UnknownId, ValidationError for an id that is not a competence of the title, TransitionRefused.
    """
    parcours = experience.parcours
    check_open(parcours)
    titre = get_titre(parcours.titre_ref)
    for ref in shown:
        if not isinstance(titre.resolve(ref), Competence):
            raise ValidationError(f"« {ref} » n’est pas une compétence de {titre.sigle}.")
    experience.links.exclude(competence_ref__in=list(shown)).delete()
    for ref, example in shown.items():
        ExperienceLink.objects.update_or_create(
            experience=experience, competence_ref=ref, defaults={"example": example.strip()}
        )
    experience.changed_at = now
    experience.save(update_fields=["changed_at"])
    count = len(shown)
    told = f"{count} compétence{'s' if count > 1 else ''}"
    journal(actor, parcours, "vae.tie", f"A rattaché « {experience.heading} » à {told}.", now)
    return experience


def remark_experience(*, actor: Actor, experience: Experience, text: str, now: datetime) -> ExperienceRemark:
    """Say something of an experience: a question of the adviser, an answer of the candidate."""
    check_living(experience.parcours)
    if not text.strip():
        raise ValidationError({"text": "Écrivez votre remarque."})
    if holds_nir(text):
        raise ValidationError({"text": NIR_REFUSED})
    last = experience.remarks.last()
    if last is not None and (last.text, last.author_ref) == (text.strip(), actor.ref):
        return last  # sent twice
    made = ExperienceRemark.objects.create(
        experience=experience, text=text.strip(), author=actor.label, author_ref=actor.ref, created_at=now
    )
    journal(
        actor, experience.parcours, "vae.remark", f"A commenté l’expérience « {experience.heading} ».", now
    )
    return made


def save_credential(
    *,
    actor: Actor,
    parcours: Parcours,
    label: str,
    now: datetime,
    obtained_on: date | None = None,
    dispenses: str = "",
) -> Credential:
    """Record a certification already held, and the bloc that it frees from if the référentiel says so (A1.8).

    Raises ValidationError, TransitionRefused.
    """
    check_open(parcours)
    titre = get_titre(parcours.titre_ref)
    if obtained_on is not None and obtained_on > timezone.localdate(now):
        raise ValidationError({"obtained_on": "Cette date est à venir."})
    if obtained_on is not None and parcours.person.birth_date and obtained_on <= parcours.person.birth_date:
        raise ValidationError({"obtained_on": "Cette date précède la naissance de la personne."})
    if parcours.credentials.filter(label=label.strip(), obtained_on=obtained_on).exists():
        raise ValidationError({"label": "Cette certification est déjà indiquée."})
    if dispenses and dispenses not in {ccp.id for ccp in titre.ccps}:
        raise ValidationError({"dispenses": f"{titre.sigle} n’a pas de bloc {dispenses}."})
    made = Credential(parcours=parcours, label=label.strip(), obtained_on=obtained_on, dispenses=dispenses)
    made.full_clean()
    made.save()
    _free(parcours)
    journal(
        actor, parcours, "vae.credential", f"A ajouté une certification déjà obtenue : {made.label}.", now
    )
    return made


def remove_credential(*, actor: Actor, credential: Credential, now: datetime) -> None:
    """Remove a certification written by mistake, and its dispensation. Raises TransitionRefused."""
    parcours, label = credential.parcours, credential.label
    check_open(parcours)
    credential.delete()
    _free(parcours)
    journal(actor, parcours, "vae.credential.remove", f"A retiré une certification : {label}.", now)


def _free(parcours: Parcours) -> None:
    """Keep the blocs dispensed in step with the certifications that dispense from them."""
    demarche = demarche_to_write(parcours)
    refs = Credential.objects.filter(parcours=parcours).exclude(dispenses="")
    demarche.dispensed = sorted(set(refs.values_list("dispenses", flat=True)))
    demarche.save(update_fields=["dispensed"])
