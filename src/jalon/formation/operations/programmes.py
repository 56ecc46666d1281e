"""Programmes proposed from a file, adopted, corrected while nobody follows them, followed by a prestation."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.accounts.models import Organisme
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.documents.models import IssuedDocument
from jalon.documents.operations import issue_document
from jalon.formation.documents import PROGRAMME
from jalon.formation.enums import ItemMode
from jalon.formation.letters.programmes import programme_remis
from jalon.formation.models import TEXTS, Programme, ProgrammeItem, ProgrammeModule, ProgrammeUse
from jalon.formation.programme import Report, check_programme
from jalon.formation.programme.facts import Programme as ReadProgramme
from jalon.formation.programme.facts import Seance
from jalon.formation.programme.matching import covered_by, rarity
from jalon.formation.queries import issued_programme, items_of, programme_ref
from jalon.formation.queries.kept import BY_HAND, REDONE, facts_of_programme
from jalon.formation.workflow import PROGRAMME_WORKFLOW, ProgrammeFacts
from jalon.prestation.enums import DeliveryKind
from jalon.prestation.models import Delivery, Participation, Prestation
from jalon.prestation.operations import record_delivery
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import TitreVersion


def propose_programme(
    *,
    actor: Actor,
    organisme: Organisme,
    titre: TitreVersion,
    heading: str,
    report: Report,
    now: datetime,
    ccp_numbers: Sequence[int] = (),
    source_name: str = "",
    source_sha256: str = "",
) -> Programme:
    """Keep what a file says as a proposed version, with what the checks found; nothing changes until it is adopted.

    Séances without readable hours are left out: the findings name them. Raises ValidationError when the file holds
    no séance at all.
    """
    read = report.programme
    seances = [one for one in read.seances if one.minutes]
    if not seances:
        raise ValidationError(
            "Aucune séance avec ses heures n’a été lue : titrez-les « Séance 1 : … (14 h) », ou employez le modèle."
        )
    heading = heading.strip()[:200] or titre.title
    same = Programme.objects.filter(organisme=organisme, titre_ref=titre.ref, heading=heading)
    last = same.select_for_update().order_by("-version").first()
    made = Programme(
        organisme=organisme, titre_ref=titre.ref, heading=heading, version=(last.version if last else 0) + 1,
        ccp_numbers=sorted(set(ccp_numbers)), source_name=source_name[:200], source_sha256=source_sha256,
        report=[asdict(one) for one in report.findings], created_at=now,
        **({name: getattr(last, name) for name in TEXTS} if last else {}),
    )  # fmt: skip
    made.full_clean(exclude=["organisme"])
    made.save()
    _fill(made, read, seances, titre)
    record_act(
        actor=actor, verb="formation.propose_programme", target=made, now=now, findings=len(report.findings),
        sentence=f"A proposé le programme « {made} » d’après {source_name or 'une saisie'}.",
    )  # fmt: skip
    return made


def _fill(made: Programme, read: ReadProgramme, seances: Sequence[Seance], titre: TitreVersion) -> None:
    ranks: dict[int, int] = {}
    modules: dict[int, ProgrammeModule] = {}
    known = {module.number: module for module in read.modules}
    for number in dict.fromkeys([*known, *(seance.module for seance in seances)]):
        module = known.get(number)
        ccp = module.ccp if module else None
        announced = [h for h in read.hours_of("centre", ccp) if h.section] if ccp else []
        company = read.hours_of("company", ccp) if ccp else ()
        modules[number] = ProgrammeModule.objects.create(
            programme=made, number=number, title=(module.title if module else f"Module {number}")[:300],
            ccp_number=ccp, minutes=announced[0].minutes if announced else None,
            company_minutes=company[0].minutes if company else None,
        )  # fmt: skip
    weights = rarity(titre)
    items = []
    for seance in seances:
        module_row = modules[seance.module]
        ranks[seance.module] = ranks.get(seance.module, 0) + 1
        items.append(
            ProgrammeItem(
                module=module_row, rank=ranks[seance.module], heading=seance.heading[:200] or "Séance",
                minutes=seance.minutes or 0, work=seance.work,
                competence_refs=_refs(seance, module_row.ccp_number, titre, weights),
                mode=ItemMode.REMOTE if seance.remote else ItemMode.ON_SITE,
            )
        )  # fmt: skip
    ProgrammeItem.objects.bulk_create(items)


def _refs(seance: Seance, ccp: int | None, titre: TitreVersion, weights: Mapping[str, float]) -> list[str]:
    """Competences that a séance names, else those of its CCP that its heading speaks of."""
    known = {competence.number for competence in titre.competences}
    named = [int(ref[1:]) for ref in seance.competences if ref[:1] == "C" and ref[1:].isdigit()]
    if numbers := [number for number in named if number in known]:
        return [titre.competence_id(number) for number in numbers]
    of_ccp = (
        titre.ccp(ccp).competences if ccp in {one.number for one in titre.ccps} and ccp else titre.competences
    )
    return [
        titre.competence_id(competence.number) for competence in covered_by(seance.heading, of_ccp, weights)
    ]


def advance_programme(*, actor: Actor, programme: Programme, act: str, now: datetime) -> Programme:
    """Do one act of a programme's life; adopting one retires the version in force. Raises TransitionRefused."""
    locked = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    facts = ProgrammeFacts(
        modules=locked.modules.count(), items=ProgrammeItem.objects.filter(module__programme=locked).count()
    )
    transition = PROGRAMME_WORKFLOW.check(act, state=locked.status, roles=actor.roles, facts=facts)
    if act == "adopt":
        others = Programme.objects.select_for_update(of=("self",)).filter(
            organisme_id=locked.organisme_id,
            titre_ref=locked.titre_ref,
            heading=locked.heading,
            status="in_force",
        )
        for other in others:
            other.status = PROGRAMME_WORKFLOW["replace"].target
            other.save(update_fields=["status"])
        locked.adopted_on = timezone.localdate(now)
    locked.status = transition.target
    locked.save(update_fields=["status", "adopted_on"])
    programme.status, programme.adopted_on = locked.status, locked.adopted_on
    if act == "adopt":
        _issue(actor, locked, now)
    record_act(
        actor=actor, verb=f"formation.{act}_programme", target=locked, now=now,
        sentence=f"{transition.done[:1].upper()}{transition.done[1:]} « {locked} ».",
    )  # fmt: skip
    return locked


def _issue(actor: Actor, programme: Programme, now: datetime) -> IssuedDocument:
    """The PDF of a programme in force, archived; it takes the place of the former one (C5)."""
    titre = get_titre(programme.titre_ref)
    return issue_document(
        kind=PROGRAMME, context=programme_remis(programme, items_of(programme), titre), now=now,
        subject_ref=programme_ref(programme), organisme_ref=f"organisme:{programme.organisme_id}",
        actor_ref=actor.ref, title=str(programme), supersedes=issued_programme(programme),
    )  # fmt: skip


def write_programme(
    *, actor: Actor, programme: Programme, texts: Mapping[str, str], now: datetime
) -> Programme:
    """Write what the law wants beside the hours (C5, C7); a programme already followed is frozen.

    Raises TransitionRefused.
    """
    locked = changing(programme)
    changed = [name for name in TEXTS if getattr(locked, name) != texts.get(name, "").strip()]
    for name in changed:
        setattr(locked, name, texts.get(name, "").strip())
    if changed:
        locked.full_clean(exclude=["organisme"])
        locked.save(update_fields=changed)
        if locked.status == "in_force":
            _issue(actor, locked, now)
        record_act(
            actor=actor, verb="formation.write_programme", target=locked, now=now, fields=changed,
            sentence=f"A rédigé le programme « {locked} ».",
        )  # fmt: skip
    return locked


def correct_item(
    *,
    actor: Actor,
    item: ProgrammeItem,
    heading: str,
    minutes: int,
    competence_refs: Sequence[str],
    mode: ItemMode,
    work: str,
    now: datetime,
) -> ProgrammeItem:
    """Correct a séance of a programme that nobody follows yet. Raises TransitionRefused, ValidationError."""
    programme = changing(item.module.programme)
    locked = ProgrammeItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    given = {
        "heading": heading.strip(), "minutes": minutes, "competence_refs": list(competence_refs), "mode": mode,
        "work": work.strip(),
    }  # fmt: skip
    changed = [name for name, value in given.items() if getattr(locked, name) != value]
    for name in changed:
        setattr(locked, name, given[name])
    if minutes < 1:
        raise ValidationError({"minutes": "Une séance dure au moins une minute."})
    locked.full_clean(exclude=["module"])
    if changed:
        locked.save(update_fields=changed)
        settle(actor, programme, now)
        record_act(
            actor=actor, verb="formation.correct_item", target=programme, now=now, fields=changed,
            sentence=f"A corrigé la séance « {locked.heading} » du programme « {programme} ».",
        )  # fmt: skip
    return locked


def settle(actor: Actor, programme: Programme, now: datetime) -> None:
    """After a séance or a module has changed: what does not add up is told again, the PDF in force issued again."""
    titre = get_titre(programme.titre_ref)
    aimed = frozenset(programme.ccp_numbers)
    found = check_programme(
        facts_of_programme(programme, items_of(programme), titre), titre, ccps=aimed
    ).findings
    redone = REDONE if programme.source_name else REDONE | BY_HAND
    kept = [one for one in programme.report if one["code"] not in redone]
    programme.report = [*(asdict(one) for one in found if one.code in redone), *kept]
    programme.save(update_fields=["report"])
    if programme.status == "in_force":
        _issue(actor, programme, now)


def changing(programme: Programme) -> Programme:
    """The programme, locked, if it may still change. Raises TransitionRefused with every reason."""
    locked = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    reasons = []
    if locked.frozen_at is not None:
        reasons.append("Ce programme est suivi : il ne change plus. Proposez-en une nouvelle version.")
    if locked.status not in ("proposed", "in_force"):
        reasons.append(f"Ce programme est à l’état « {locked.get_status_display()} ».")
    if reasons:
        raise TransitionRefused(reasons)
    return locked


def follow_programme(
    *, actor: Actor, prestation: Prestation, programme: Programme, now: datetime
) -> ProgrammeUse:
    """Let a prestation follow a programme, which is frozen from then on. Raises TransitionRefused with every reason."""
    locked = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    known = ProgrammeUse.objects.filter(prestation=prestation).select_related("programme").first()
    if known is not None and known.programme_id == locked.pk:
        return known
    reasons = []
    if known is not None:
        reasons.append(f"Cette formation suit déjà « {known.programme} ».")
    if locked.status != "in_force":
        reasons.append("Mettez d’abord ce programme en vigueur.")
    if locked.organisme_id != prestation.organisme_id:
        reasons.append("Ce programme est d’un autre organisme.")
    if locked.titre_ref != prestation.titre_ref:
        reasons.append(f"Le programme mène à {locked.titre_ref}, la formation à {prestation.titre_ref}.")
    if reasons:
        raise TransitionRefused(reasons)
    made = ProgrammeUse.objects.create(programme=locked, prestation=prestation, since=now)
    if locked.frozen_at is None:
        locked.frozen_at = now
        locked.save(update_fields=["frozen_at"])
    record_act(
        actor=actor, verb="formation.follow_programme", target=prestation, now=now,
        sentence=f"A donné le programme « {locked} » à « {prestation.heading} ».",
    )  # fmt: skip
    return made


def hand_over_programme(
    *, actor: Actor, use: ProgrammeUse, on: date, how: str, now: datetime
) -> list[Delivery]:
    """Record that the programme's PDF was handed over to every participant who has not had it yet (C5).

    Raises TransitionRefused.
    """
    issued = issued_programme(use.programme)
    if issued is None:
        raise TransitionRefused(["Mettez d’abord ce programme en vigueur : son PDF n’est pas émis."])
    had = Delivery.objects.filter(
        participation__prestation=use.prestation_id, kind=DeliveryKind.PROGRAMME, document=issued
    ).values("participation")
    waiting = Participation.objects.filter(prestation=use.prestation_id, left_on=None).exclude(pk__in=had)
    return [
        record_delivery(
            actor=actor, participation=one, kind=DeliveryKind.PROGRAMME, on=on, how=how, now=now, document=issued
        )
        for one in waiting.select_related("parcours__person", "prestation")
    ]  # fmt: skip
