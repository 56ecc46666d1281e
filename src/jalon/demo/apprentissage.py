"""An apprentice and his company: contract, alternation agreed, visits signed, hours attested, rights handed over."""

from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from jalon.accounts.enums import Role
from jalon.common.actor import system_actor
from jalon.demo.world import World, at, open_candidate_account
from jalon.formation.enums import CfaActKind, CfaFunction, Side, VisitKind, VisitSigner
from jalon.formation.operations.apprentissage import (
    agree_calendar,
    file_contract,
    issue_contract_convention,
    plan_weeks,
    save_contract,
)
from jalon.formation.operations.apprentissage_actes import name_referent, record_cfa_act
from jalon.formation.operations.apprentissage_suivi import (
    attest_hours,
    entrust,
    hold_visit,
    mark_progress,
    plan_visit,
    sign_visit,
)
from jalon.formation.queries.apprentissage import capacity, weeks_of_path
from jalon.formation.rules.apprentissage import Rhythm
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.parcours.operations import advance_parcours, create_parcours, entrust_parcours
from jalon.people.operations import create_person
from jalon.referentiel.queries import get_titre

APPRENTICE = "theo.lebihan@candidats.example"
MASTER = "Yaëlle Ferrand"
_ACTS = (("inform", 130), ("apply", 125), ("position", 118), ("admit", 110), ("contract", 88), ("enter", 84))


def tell_apprenticeship(world: World, now: datetime) -> None:
    """Théo’s file as it stands twelve weeks after the contract began; a second visit and some hours wait."""
    lead, trainer, today = world.actor(Role.RESPONSABLE_SESSION), world.actor(Role.FORMATEUR), localdate(now)
    start = today - timedelta(days=today.weekday() + 84)
    path = _path(world, start, today)
    contract = save_contract(
        actor=lead, parcours=path, now=at(start - timedelta(days=8), 10),
        facts={
            "employer": "Les Jardins du Lot", "address": "4 chemin des Étroits\n31400 Toulouse",
            "siret": "73282932000074", "employer_contact": "05 00 00 47 47", "signatory": "Bruno Delmas",
            "master": MASTER, "master_quality": "cheffe d’équipe", "master_email": "y.ferrand@jardins.example",
            "master_adult": True, "master_titled": True, "master_years": 6, "signed_on": start - timedelta(days=8),
            "starts_on": start, "ends_on": start + timedelta(days=361), "weekly_hours": 35, "representative": "",
        },
    )  # fmt: skip
    plan_weeks(
        actor=trainer, contract=contract, rhythm=Rhythm(1, 2), leave=[start + timedelta(weeks=17)], since=start,
        now=at(start - timedelta(days=7), 10),
    )  # fmt: skip
    on = start + timedelta(days=1)
    agree_calendar(actor=trainer, contract=contract, by=MASTER, on=on, now=at(on, 9))
    issue_contract_convention(actor=lead, contract=contract, now=at(on, 10))
    file_contract(actor=lead, contract=contract, on=on, number="DECA-0001", now=at(on, 11))
    _acts(world, path, start)
    _company(world, path, start, today)


def _path(world: World, start: date, today: date) -> Parcours:
    lead, titre = world.actor(Role.RESPONSABLE_SESSION), get_titre("TP-00448")
    contacted = today - timedelta(days=140)
    person = create_person(
        actor=lead, organisme=world.centre, civility="monsieur", birth_name="Le Bihan", first_name="Théo",
        birth_date=date(today.year - 22, 2, 14), birth_place="Auch", email=APPRENTICE, now=at(contacted, 9),
    )  # fmt: skip
    path = create_parcours(
        actor=lead, person=person, titre_ref=titre.ref, route=Route.APPRENTISSAGE, contacted_on=contacted,
        starts_on=start, ends_on=start + timedelta(days=361), now=at(contacted, 9),
    )  # fmt: skip
    entrust_parcours(
        actor=lead, parcours=path, referent=world.users[Role.FORMATEUR], trainers=[world.trainer],
        now=at(contacted, 10),
    )  # fmt: skip
    for act, days in _ACTS:
        on = start if act == "enter" else today - timedelta(days=days + 8)
        advance_parcours(actor=lead, parcours=path, act=act, on=on, now=at(on, 17))
    open_candidate_account(world, person, at(contacted, 11))
    return path


def _acts(world: World, path: Parcours, start: date) -> None:
    """What the centre handed over and did, and whom it named."""
    lead = world.actor(Role.RESPONSABLE_SESSION)
    for kind, days, heading, people in (
        (CfaActKind.RIGHTS, 1, "Livret d’accueil, droits et devoirs de l’apprenti", ""),
        (CfaActKind.SAFETY, 2, "Gestes et équipements : le maraîchage sans se blesser", ""),
        (CfaActKind.SOCIAL, 20, "Aide au premier équipement et au permis", ""),
        (CfaActKind.CIVIC, 34, "Atelier : voter, s’engager, donner son sang", ""),
        (CfaActKind.COUNCIL, 40, "Conseil de perfectionnement d’automne", "Odile Varenne, Bruno Delmas, Hakim Belhadj"),
        (CfaActKind.NETWORK, 47, "Petit-déjeuner des entreprises d’insertion", "Les Jardins du Lot, Le Relais"),
    ):  # fmt: skip
        on = start + timedelta(days=days)
        concerned = [path] if kind not in {CfaActKind.COUNCIL, CfaActKind.NETWORK} else []
        record_cfa_act(
            actor=lead, organisme=world.centre, kind=kind, on=on, heading=heading, told="", people=people,
            paths=concerned, now=at(on, 16),
        )  # fmt: skip
    for function, name in (
        (CfaFunction.DISABILITY, "Salomé Arnaud"),
        (CfaFunction.MOBILITY, "Hakim Belhadj"),
    ):
        name_referent(
            actor=lead, organisme=world.centre, function=function, name=name, contact="", since=start,
            now=at(start, 15),
        )  # fmt: skip


def _company(world: World, path: Parcours, start: date, today: date) -> None:
    """Two periods, the first attested; a visit signed by both, the next one planned; both sides of the progression."""
    trainer, titre = world.actor(Role.FORMATEUR), get_titre(path.titre_ref)
    maitre = system_actor(f"{MASTER} (lien)", organisme_id=world.centre.pk)
    refs = [titre.competence_id(c.number) for c in titre.ccps[0].competences]
    periods = [
        entrust(
            actor=trainer, parcours=path, ccp_number=1, starts_on=start + timedelta(days=first),
            ends_on=start + timedelta(days=last), activities=told, competence_refs=refs[:count],
            now=at(start + timedelta(days=3), 14),
        )
        for first, last, told, count in (
            (7, 39, "Préparer le poste de maraîchage, accueillir deux salariés en insertion.", 2),
            (42, 81, "Tenir le cahier de chantier, répartir le travail de l’équipe.", 3),
        )
    ]  # fmt: skip
    done = start + timedelta(days=43)
    hours = capacity(periods[0].contract, weeks_of_path(path), periods[0].starts_on, periods[0].ends_on)
    attest_hours(
        actor=maitre, period=periods[0], hours=hours, comment="Prend sa place dans l’équipe.", typed=MASTER,
        agreed=True, now=at(done, 8),
    )  # fmt: skip
    held = start + timedelta(days=38)
    visit = plan_visit(
        actor=trainer, parcours=path, kind=VisitKind.ON_SITE, planned_on=held, visitor="Bastien Roumégas",
        now=at(start + timedelta(days=10), 9),
    )  # fmt: skip
    visit = hold_visit(
        actor=trainer, visit=visit, held_on=held, present=f"{MASTER}, Théo Le Bihan, Bastien Roumégas",
        done="Le poste est tenu ; l’accueil d’un nouveau salarié se fait à deux.",
        difficulties="Le cahier de chantier est rempli tard.", decided="Vingt minutes d’écrit en fin de journée.",
        now=at(held, 17),
    )  # fmt: skip
    for signer, name, days in ((VisitSigner.APPRENTICE, "Théo Le Bihan", 0), (VisitSigner.MASTER, MASTER, 1)):
        sign_visit(
            actor=maitre if signer == VisitSigner.MASTER else system_actor("Théo", organisme_id=world.centre.pk),
            visit=visit, signer=signer, typed=name, agreed=True, seen=visit.report_sha256,
            now=at(held + timedelta(days=days), 18),
        )  # fmt: skip
    plan_visit(
        actor=trainer, parcours=path, kind=VisitKind.REMOTE, planned_on=today + timedelta(days=9),
        visitor="Bastien Roumégas", now=at(held, 18),
    )  # fmt: skip
    for side, levels in ((Side.CENTRE, (3, 2, 1)), (Side.COMPANY, (2, 2))):
        mark_progress(
            actor=trainer, parcours=path, side=side, levels=dict(zip(refs, levels, strict=False)), on=held,
            by=MASTER if side == Side.COMPANY else "", now=at(held, 19),
        )  # fmt: skip
