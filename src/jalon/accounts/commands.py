"""`jalon organisme`: record a centre or a DDETS and open its first door."""

import argparse
import sys
from typing import Any

DONE, REFUSED = 0, 2


def register(subparsers: Any) -> None:
    """Add `organisme create` to the `jalon` command."""
    organisme = subparsers.add_parser("organisme", help="enregistrer un centre ou une DDETS")
    acts = organisme.add_subparsers(dest="act", metavar="ACTE", required=True)
    create = acts.add_parser(
        "create",
        help="enregistrer un organisme et ouvrir le compte de qui l’administre",
        description="Enregistre un organisme, ouvre le compte de la personne qui l’administre et affiche pour elle "
        "un lien de connexion à usage unique. Un organisme déjà enregistré n’est pas créé deux fois : "
        "la commande donne alors un nouveau lien.",
    )
    create.add_argument("name", metavar="NOM")
    create.add_argument("--departement", required=True, metavar="31", help="département du siège")
    create.add_argument("--administrateur", required=True, metavar="ADRESSE", help="son adresse électronique")
    create.add_argument("--prenom", default="", metavar="PRÉNOM", help="son prénom")
    create.add_argument("--nom", default="", metavar="NOM", help="son nom")
    create.add_argument("--ddets", action="store_true", help="l’organisme est une DDETS, non un centre")
    create.add_argument(
        "--url",
        default="http://127.0.0.1:8000",
        metavar="ADRESSE",
        help="adresse du site, pour écrire le lien",
    )
    create.set_defaults(run=run_create)


def run_create(arguments: argparse.Namespace) -> int:
    """0 recorded and link printed, 2 refused."""
    import django

    django.setup()
    from django.core.exceptions import ValidationError
    from django.db import transaction
    from django.db.utils import OperationalError, ProgrammingError
    from django.utils import timezone

    try:
        with transaction.atomic():
            path, founded = _create(arguments, now=timezone.now())
    except ValidationError as error:
        return _refuse(" ".join(error.messages))
    except (OperationalError, ProgrammingError):
        return _refuse("la base n’est pas prête. Lancez d’abord « jalon migrate », puis « jalon doctor ».")
    sys.stdout.write(
        f"{arguments.name} : {'enregistré' if founded else 'déjà enregistré'}.\n"
        f"Lien de connexion de {arguments.administrateur}, à usage unique :\n  {arguments.url.rstrip('/')}{path}\n"
    )
    return DONE


def _create(arguments: argparse.Namespace, now: Any) -> tuple[str, bool]:
    """The path of the link, and whether the organisme is new."""
    from jalon.accounts.enums import OrganismeKind, Role
    from jalon.accounts.models import Organisme
    from jalon.accounts.operations import add_role, create_organisme, create_signin_link, open_account
    from jalon.common.actor import system_actor

    actor = system_actor("installation", roles=frozenset({Role.ADMINISTRATEUR.value}))
    kind = OrganismeKind.DDETS if arguments.ddets else OrganismeKind.CENTRE
    organisme = Organisme.objects.filter(name=arguments.name, kind=kind).first()
    founded = organisme is None
    if organisme is None:
        organisme = create_organisme(
            actor=actor, name=arguments.name, kind=kind, departement=arguments.departement, now=now
        )
    user = open_account(
        actor=actor,
        organisme=organisme,
        email=arguments.administrateur,
        first_name=arguments.prenom,
        last_name=arguments.nom,
        role=Role.ADMINISTRATEUR,
        now=now,
    )
    if arguments.ddets:
        add_role(actor=actor, organisme=organisme, user=user, role=Role.DDETS, now=now)
    return create_signin_link(actor=actor, user=user, organisme=organisme, now=now).path, founded


def _refuse(message: str) -> int:
    sys.stderr.write(f"jalon : {message}\n")
    return REFUSED
