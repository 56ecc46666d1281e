"""The feasibility of a VAE: the interview, the target, the adviser's opinion, the file sent, the certifier's answer."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.accounts.queries import parameters_of
from jalon.common.actor import Actor
from jalon.common.uploads import Received
from jalon.documents.models import IssuedDocument
from jalon.documents.operations import issue_document
from jalon.parcours.models import Parcours, ParcoursAct
from jalon.parcours.operations import advance_parcours
from jalon.parcours.queries import vae_files_of
from jalon.parcours.rules.yearly_files import VAEFile, reasons_against_file
from jalon.people.rules import NIR_REFUSED, holds_nir
from jalon.referentiel.queries import get_titre
from jalon.vae.documents import FAISABILITE
from jalon.vae.enums import InterviewKind, Modality, Opinion, PaperKind
from jalon.vae.letters import dossier_faisabilite
from jalon.vae.models import Interview
from jalon.vae.operations.demarches import check_studying, demarche_to_write, journal, refuse
from jalon.vae.operations.papers import add_paper
from jalon.vae.queries import feasibility_facts, subject_of
from jalon.vae.rules.feasibility import interview_faults, missing

ANSWERS = ("return_feasibility", "acknowledge", "admit", "admit_tacitly", "refuse")
ADMITTED = frozenset({"admit", "admit_tacitly"})


def hold_interview(
    *,
    actor: Actor,
    parcours: Parcours,
    on: date,
    minutes: int,
    summary: str,
    now: datetime,
    modality: str = Modality.VIDEO,
) -> Interview:
    """Record the feasibility interview; it opens the study when the path had not begun it (B7, B14).

    Raises TransitionRefused with every reason.
    """
    check_studying(parcours)
    longest = parameters_of(parcours.person.organisme_id)["vae_interview_minutes_max"]
    faults = interview_faults(minutes, longest=longest)
    if on > timezone.localdate(now):
        faults.append("Un entretien ne se date pas dans l’avenir.")
    if on < parcours.opened_on:
        faults.append(f"L’entretien ne précède pas la demande, reçue le {parcours.opened_on:%d/%m/%Y}.")
    if not summary.strip():
        faults.append("Écrivez les conclusions de l’entretien.")
    if holds_nir(summary):
        faults.append(NIR_REFUSED)
    same = Interview.objects.filter(parcours=parcours, kind=InterviewKind.FEASIBILITY, on=on)
    if same.filter(minutes=minutes, summary=summary.strip()).exists():
        faults.append("Cet entretien est déjà enregistré.")
    refuse(faults)
    if parcours.stage in ("request", "answered"):
        advance_parcours(actor=actor, parcours=parcours, act="study", on=on, now=now)
    made = Interview.objects.create(
        parcours=parcours, kind=InterviewKind.FEASIBILITY, on=on, minutes=minutes, modality=modality,
        summary=summary.strip(), held_by=actor.label, recorded_at=now,
    )  # fmt: skip
    journal(actor, parcours, "vae.interview", f"A tenu l’entretien de faisabilité du {on:%d/%m/%Y}.", now)
    return made


def aim_at(*, actor: Actor, parcours: Parcours, ccp_refs: Iterable[str], now: datetime) -> Parcours:
    """Aim at the whole title (`ccp_refs` empty) or at some of its blocs (B2).

    Raises ValidationError, TransitionRefused when the year's files are used up (B4).
    """
    check_studying(parcours)
    titre = get_titre(parcours.titre_ref)
    asked = set(ccp_refs)
    known = [ccp.id for ccp in titre.ccps]
    if strange := asked - set(known):
        raise ValidationError(f"{titre.sigle} n’a pas de bloc {', '.join(sorted(strange))}.")
    kept = [] if asked == set(known) else [ref for ref in known if ref in asked]
    locked = Parcours.objects.select_for_update().get(pk=parcours.pk)
    if locked.ccp_refs and not kept:
        # a file for blocs alone is not limited: it becomes one that is
        whole = VAEFile(titre.code, locked.opened_on, whole=True)
        limits = parameters_of(parcours.person.organisme_id)
        refuse(reasons_against_file(whole, vae_files_of(parcours.person), limits))
    if locked.ccp_refs != kept:
        locked.ccp_refs = kept
        locked.save(update_fields=["ccp_refs"])
        parcours.ccp_refs = kept
        told = (
            ", ".join(titre.scope_label(ref.rsplit("/", 1)[1].lower()) for ref in kept) or "le titre entier"
        )
        journal(actor, parcours, "vae.aim", f"A fixé la cible : {told}.", now)
    return parcours


def give_opinion(
    *,
    actor: Actor,
    parcours: Parcours,
    opinion: str,
    text: str,
    on: date,
    now: datetime,
    advised_minutes: int | None = None,
) -> None:
    """Give the adviser's opinion on feasibility, and the length of accompaniment advised (B7, B14).

    Raises TransitionRefused with every reason.
    """
    check_studying(parcours)
    faults = []
    if on > timezone.localdate(now):
        faults.append("Un avis ne se date pas dans l’avenir.")
    if on < parcours.opened_on:
        faults.append(f"L’avis ne précède pas la demande, reçue le {parcours.opened_on:%d/%m/%Y}.")
    if holds_nir(text):
        faults.append(NIR_REFUSED)
    if Opinion(opinion) != Opinion.FAVOURABLE and not text.strip():
        faults.append("Un avis qui n’est pas favorable se motive.")
    refuse(faults)
    demarche = demarche_to_write(parcours)
    demarche.opinion, demarche.opinion_text = opinion, text.strip()
    demarche.opinion_on, demarche.opinion_by = on, actor.label
    demarche.advised_minutes = advised_minutes
    demarche.save()
    journal(
        actor, parcours, "vae.opinion", f"A donné un avis sur la faisabilité : {Opinion(opinion).label.lower()}.", now
    )  # fmt: skip


def send_feasibility(
    *,
    actor: Actor,
    parcours: Parcours,
    on: date,
    now: datetime,
    note: str = "",
    letter: Received | None = None,
) -> IssuedDocument:
    """Issue the dossier de faisabilité and record that it was sent to the certifier: its two months begin (B3).

    Raises TransitionRefused with every reason that the file is not complete or the path does not allow it.
    """
    blockers = missing(feasibility_facts(parcours))
    advance_parcours(
        actor=actor, parcours=parcours, act="send_feasibility", on=on, note=note, blockers=blockers, now=now
    )
    issued = issue_document(
        kind=FAISABILITE,
        context=dossier_faisabilite(parcours, on=on),
        subject_ref=subject_of(parcours),
        organisme_ref=f"organisme:{parcours.person.organisme_id}",
        actor_ref=actor.ref,
        now=now,
        title=f"Dossier de faisabilité – {parcours.person}",
    )
    if letter is not None:
        add_paper(actor=actor, parcours=parcours, kind=PaperKind.LETTER, file=letter, now=now)
    return issued


def record_answer(
    *,
    actor: Actor,
    parcours: Parcours,
    act: str,
    on: date,
    now: datetime,
    note: str = "",
    letter: Received | None = None,
    number: str = "",
    valid_until: date | None = None,
) -> ParcoursAct:
    """Record what the certifier answered, or its silence (B3, B8); `act` is one of `ANSWERS`.

    Once admitted, the recevabilité has its number and its last day: that of the letter, else the delay that the
    centre has set, counted from the answer (A2.11). Raises TransitionRefused with every reason.
    """
    if act not in ANSWERS:
        raise ValueError(f"{act} is no answer of the certifier")
    blockers = []
    if act in ADMITTED and valid_until is not None and valid_until <= on:
        blockers.append("La recevabilité ne peut finir avant d’avoir commencé : vérifiez son dernier jour.")
    told = {"recevabilite_number": number.strip()} if act in ADMITTED else {}
    if act in ADMITTED and valid_until is not None:
        told["recevabilite_until"] = valid_until.isoformat()
    done = advance_parcours(
        actor=actor, parcours=parcours, act=act, on=on, note=note, blockers=blockers, data=told, now=now
    )
    if letter is not None:
        add_paper(actor=actor, parcours=parcours, kind=PaperKind.LETTER, file=letter, now=now)
    return done
