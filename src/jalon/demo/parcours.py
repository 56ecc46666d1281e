"""A dozen paths of the invented centre, by every route and at every stage, told with the operations of the product."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.demo.world import CIVILITIES, World, at
from jalon.parcours.models import Parcours
from jalon.parcours.operations import advance_parcours, create_parcours, entrust_parcours, refresh_active
from jalon.people.operations import create_person
from jalon.referentiel.queries import get_titre

LEAD, TRAINER, ADVISER = Role.RESPONSABLE_SESSION, Role.FORMATEUR, Role.ACCOMPAGNATEUR_VAE


@dataclass(frozen=True, slots=True)
class Walker:
    """Somebody on a path: the day of the first contact and those of each act, in days before today.

    `starts` and `ends` are in days from today.
    """

    civility: str
    last_name: str
    first_name: str
    birth_date: date
    route: str
    titre: str
    contact: int
    acts: tuple[tuple[str, int], ...] = ()
    referent: Role | None = TRAINER
    starts: int | None = None
    ends: int | None = None
    ccps: tuple[int, ...] = ()


NOTES: Mapping[str, str] = {
    "interrupt": "A trouvé un emploi ; pourra revenir.",
    "return_dossier": "La seconde activité manque d’exemples datés.",
}
ENTRY = ("inform", "apply", "position", "admit", "contract", "enter")
WALKERS = (
    Walker("Mme", "Ferrandez", "Lola", date(1994, 3, 8), "formation", "TP-00403", 6, (("inform", 4),), LEAD),
    Walker("M.", "Diallo", "Ibrahima", date(1989, 10, 2), "formation", "TP-00403", 40,
           (("inform", 38), ("apply", 25)), starts=12, ends=250),
    Walker("Mme", "Lannes", "Corinne", date(1973, 6, 19), "formation", "TP-00448", 60,
           (("inform", 58), ("apply", 50), ("position", 30), ("admit", 20), ("contract", 9)), starts=6, ends=180),
    Walker("M.", "Abadie", "Loïc", date(1998, 12, 30), "apprentissage", "TP-00403", 170,
           tuple(zip(ENTRY, (168, 150, 140, 130, 120, 100), strict=True)), starts=-100, ends=200),
    Walker("Mme", "Kaplan", "Deniz", date(1990, 2, 28), "formation", "TP-00448", 330,
           (*zip(ENTRY, (328, 320, 310, 300, 290, 270), strict=True), ("complete", 8)), starts=-270, ends=-8),
    Walker("M.", "Pons", "Gilles", date(1968, 8, 14), "formation", "TP-00403", 700,
           (*zip(ENTRY, (698, 690, 680, 670, 660, 650), strict=True), ("complete", 380), ("register", 375),
            ("award_part", 355)), LEAD, starts=-650, ends=-380),
    Walker("Mme", "Etcheverry", "Maite", date(1986, 5, 5), "formation", "TP-00403", 210,
           (*zip(ENTRY, (208, 200, 190, 185, 180, 170), strict=True), ("interrupt", 60)), starts=-170, ends=80),
    Walker("Mme", "Moreau", "Sylviane", date(1970, 11, 11), "vae", "TP-00403", 38, (), ADVISER),
    Walker("M.", "Tavares", "Nuno", date(1982, 1, 31), "vae", "TP-00448", 110,
           (("answer", 100), ("study", 95), ("send_feasibility", 70)), ADVISER),
    Walker("Mme", "Quéméneur", "Annick", date(1975, 7, 7), "vae", "TP-00403", 320,
           (("answer", 310), ("study", 300), ("send_feasibility", 260), ("acknowledge", 250), ("admit", 205),
            ("accompany", 172)), ADVISER),
    Walker("M.", "Zidane-Roux", "Malik", date(1979, 4, 17), "vae", "TP-00448", 360,
           (("answer", 350), ("study", 340), ("send_feasibility", 320), ("admit", 280), ("accompany", 260),
            ("deposit", 82)), ADVISER),
    Walker("Mme", "Bessière", "Paule", date(1965, 9, 23), "vae", "TP-00403", 200,
           (("answer", 190), ("study", 180), ("send_feasibility", 150), ("admit_tacitly", 85)), ADVISER, ccps=(1,)),
    Walker("M.", "Jourdain", "Éloi", date(1992, 2, 29), "retake", "TP-00403", 20, (("prepare", 15),)),
)  # fmt: skip


def tell_paths(world: World, now: datetime) -> list[Parcours]:
    """Open these paths and walk them, each act on its day; then bring every next day up to date."""
    today = timezone.localdate(now)
    made = [_walk(world, walker, today) for walker in WALKERS]
    refresh_active()
    return made


def _walk(world: World, walker: Walker, today: date) -> Parcours:
    lead, titre = world.actor(LEAD), get_titre(walker.titre)
    contacted = today - timedelta(days=walker.contact)
    told = f"{walker.first_name}.{walker.last_name}".lower()
    person = create_person(
        actor=lead,
        organisme=world.centre,
        civility=CIVILITIES[walker.civility],
        birth_name=walker.last_name,
        first_name=walker.first_name,
        birth_date=walker.birth_date,
        email=f"{told.encode('ascii', 'ignore').decode()}@candidats.example",
        now=at(contacted, 9),
    )
    parcours = create_parcours(
        actor=lead,
        person=person,
        titre_ref=titre.ref,
        route=walker.route,
        contacted_on=contacted,
        starts_on=_day(today, walker.starts),
        ends_on=_day(today, walker.ends),
        ccp_refs=[ccp.id for ccp in titre.ccps if ccp.number in walker.ccps],
        now=at(contacted, 9),
    )
    if walker.referent is not None:
        follows = {TRAINER: [world.trainer], ADVISER: [world.adviser]}.get(walker.referent, [])
        entrust_parcours(
            actor=lead,
            parcours=parcours,
            referent=world.users[walker.referent],
            trainers=follows,
            now=at(contacted, 10),
        )
    for act, days in walker.acts:
        on = today - timedelta(days=days)
        advance_parcours(
            actor=lead, parcours=parcours, act=act, on=on, note=NOTES.get(act, ""), now=at(on, 17)
        )
    return parcours


def _day(today: date, offset: int | None) -> date | None:
    return None if offset is None else today + timedelta(days=offset)
