"""The legal contents of a deed as the records already tell them: what remains to be written is left empty."""

from django.db.models import Q

from jalon.common.typography import counted, date_span, minutes
from jalon.people.models import Person
from jalon.prestation.enums import DeliveryMode
from jalon.prestation.letters import place_of
from jalon.prestation.models import Participation, Prestation, TrainerRecord
from jalon.prestation.rules.engagements import euros
from jalon.referentiel.queries import get_titre


def drafted_clauses(participation: Participation, *, retraction_days: int) -> dict[str, str]:
    """What a deed can say from the prestation, its title and its séances."""
    prestation = participation.prestation
    titre = get_titre(prestation.titre_ref)
    aimed = [ccp for ccp in titre.ccps if not prestation.ccp_refs or ccp.id in prestation.ccp_refs]
    price = prestation.full_price_cents
    places = prestation.participations.filter(left_on=None).count()
    remote = prestation.mode != DeliveryMode.ON_SITE
    texts = {
        "nature": f"{prestation.heading}. {prestation.get_kind_display()} au sens de l’article L6313-1 du code "
        f"du travail, vers le titre professionnel « {titre.title} » ({titre.ref}).",
        "object": "\n".join(f"{ccp.label} : {ccp.title}." for ccp in aimed),
        "duration": f"{minutes(participation.minutes)}, {date_span(prestation.starts_on, prestation.ends_on)}. "
        f"Lieu : {', '.join(place_of(prestation))}. Le calendrier des séances est remis avec ce document.",
        "numbers": f"{counted(places, 'personne inscrite', 'personnes inscrites')} à ce jour"
        + (f", {counted(prestation.capacity, 'place')}." if prestation.capacity else "."),
        "course": f"{prestation.get_mode_display()}. La présence est signée par demi-journée, par la personne et par "
        "l’intervenant.",
        "sanction": "Un certificat de réalisation est remis sous condition de participation effective. La "
        "certification relève du seul jury de la session d’examen.",
        "retraction": f"{retraction_days} jours à compter de la signature, sans motif ; aucune somme n’est demandée "
        "avant.",
    }  # fmt: skip
    if known := titles_of(prestation):
        texts["trainers"] = known
    if price is not None:
        texts["price"] = f"{euros(price)} toutes taxes comprises."
    if not remote:
        texts["means"] = f"Salle équipée du site {prestation.site.name}." if prestation.site else ""
    return {key: text for key, text in texts.items() if text}


def titles_of(prestation: Prestation) -> str:
    """Those who give the prestation, with their titles, one a line; those whose titles are unknown are left out."""
    people = Q(pk=prestation.trainer_id) | Q(
        led_seances__prestation=prestation, led_seances__cancelled_at=None
    )
    rows = TrainerRecord.objects.filter(person__in=Person.objects.filter(people)).select_related("person")
    return "\n".join(f"{one.person.full_name} : {' ; '.join(one.titles.split(chr(10)))}." for one in rows)
