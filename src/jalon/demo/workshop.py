"""A candidate in the workshop: two drafts checked, a trainer's remarks, a mock oral; with the screens' operations."""

from datetime import datetime, timedelta
from pathlib import Path

from jalon.accounts.enums import Role
from jalon.accounts.models import User
from jalon.accounts.queries import actor_for
from jalon.common.actor import Actor
from jalon.common.uploads import DOCX, Received
from jalon.demo.world import World
from jalon.dossier.conformity.template.docx import write
from jalon.dossier.conformity.template.plan import Block, Plan, plan
from jalon.dossier.models import Dossier
from jalon.dossier.operations.dossiers import deposit_version, open_dossier, set_deadline
from jalon.dossier.operations.orals import record_oral, share_oral
from jalon.dossier.operations.remarks import answer_remark, make_remark
from jalon.examen.models import ExamSession, Inscription
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import Production, TestKind, TitreVersion

_DRAFT = Path(__file__).parent / "draft.txt"


def tell_workshop(world: World, session: ExamSession, *, email: str, now: datetime) -> Dossier:
    """What a candidate has written so far for the next session, and what the trainer says of it."""
    inscription = Inscription.objects.select_related("parcours", "person__user").get(
        session=session, person__email=email
    )
    path, titre = inscription.parcours, get_titre(session.titre_ref)
    production = titre.scheme("title").productions[0]
    candidate = _actor(world, inscription.person.user)
    trainer = world.actor(Role.FORMATEUR)
    dossier = open_dossier(
        actor=candidate,
        parcours=path,
        scope="title",
        production=production.name,
        now=now - timedelta(days=40),
    )
    set_deadline(
        actor=trainer,
        dossier=dossier,
        due_on=session.starts_on - timedelta(days=10),
        now=now - timedelta(days=40),
    )
    author = inscription.person.full_name
    first, _ = deposit_version(
        actor=candidate, dossier=dossier, file=_draft(titre, production, author, 2), note="Premier jet",
        now=now - timedelta(days=21),
    )  # fmt: skip
    asked = make_remark(
        actor=trainer, version=first, part=2,
        text="Datez chaque entretien et dites ce qui y a été décidé : le jury cherchera les trois.",
        now=now - timedelta(days=19),
    )  # fmt: skip
    answer_remark(
        actor=candidate, remark=asked, text="C’est fait dans la version 2 ; j’ai ajouté les décisions.",
        now=now - timedelta(days=4),
    )  # fmt: skip
    second, _ = deposit_version(
        actor=candidate, dossier=dossier, file=_draft(titre, production, author, 3), note="Partie 3 ajoutée",
        now=now - timedelta(days=4),
    )  # fmt: skip
    make_remark(
        actor=trainer, version=second, part=2, quote="Sylvie est repartie avec une feuille de route",
        text="Un prénom et un numéro de téléphone sont restés : remplacez-les avant de remettre.",
        now=now - timedelta(days=2),
    )  # fmt: skip
    oral = record_oral(
        actor=candidate, parcours=path, scope="title", kind=TestKind.QUESTIONNEMENT_PRODUCTION, seconds=57 * 60 + 20,
        note="J’ai tenu le temps, mais j’ai peu parlé du territoire.", now=now - timedelta(days=3),
    )  # fmt: skip
    share_oral(actor=candidate, oral=oral, shared=True, now=now - timedelta(days=3))
    return dossier


def _actor(world: World, user: User | None) -> Actor:
    if user is None:
        raise LookupError("the candidate of the workshop has no account")
    return actor_for(user, world.centre.pk)


def _draft(titre: TitreVersion, production: Production, author: str, parts: int) -> Received:
    """The template of the production, filled in up to a part, as a candidate in the midst of writing hands it."""
    blank = plan(titre, "title", production)
    paragraphs = {part.number: iter(_written().get(part.number, ())) for part in production.parts}
    blocks: list[Block] = []
    current = 0
    for block in blank.blocks:
        if block.kind == "h1":
            current += 1
            annexes = current > len(production.parts)
            if parts < current and not annexes:
                continue
            blocks.append(block if annexes else Block("h1", f"{block.text}{_HEADINGS[current]}", fresh=True))
        elif block.kind.startswith("tip") or parts < current <= len(production.parts):
            continue
        elif block.kind == "field":
            blocks.append(Block("field", block.text + (author if "Candidat" in block.text else block.hint)))
        elif block.kind == "text" and current in paragraphs:
            blocks.append(Block("text", next(paragraphs[current], "À écrire.")))
        else:
            blocks.append(block)
    filled = Plan(blank.name, blank.titre, blank.font, blank.size, blank.spacing, tuple(blocks))
    return Received("dossier-support.docx", DOCX, write(filled))


_HEADINGS = {
    1: "Ma structure, son territoire, ses partenaires",
    2: "Suivre un parcours d’insertion",
    3: "Élaborer un projet professionnel",
}


def _written() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    current = 0
    for line in _DRAFT.read_text(encoding="utf-8").splitlines()[1:]:
        if line.startswith("## "):
            current = int(line[3:])
        else:
            found.setdefault(current, []).append(line)
    return found
