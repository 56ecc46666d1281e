"""Programmes written on screen: begun from the référentiel, or from a version that no longer changes."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Max

from jalon.accounts.models import Organisme
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.formation.enums import ItemMode
from jalon.formation.models import TEXTS, Programme, ProgrammeItem, ProgrammeModule
from jalon.formation.operations.programmes import changing, settle
from jalon.referentiel.schema import TitreVersion

_FAR = 30_000  # a rank that no module reaches, while two of its séances change places


def draft_programme(
    *,
    actor: Actor,
    organisme: Organisme,
    titre: TitreVersion,
    heading: str,
    now: datetime,
    ccp_numbers: Sequence[int] = (),
) -> Programme:
    """Begin a version by hand: a module for each CCP, with the hours in companies of the RE, and no séance yet."""
    aimed = [ccp for ccp in titre.ccps if not ccp_numbers or ccp.number in ccp_numbers]
    made = _version(organisme, titre.ref, heading.strip()[:200] or titre.title, now, ccp_numbers)
    ProgrammeModule.objects.bulk_create(
        ProgrammeModule(
            programme=made, number=rank, title=ccp.title[:300], ccp_number=ccp.number,
            company_minutes=ccp.scheme.company_hours * 60 if ccp.scheme.company_hours else None,
        )
        for rank, ccp in enumerate(aimed, 1)
    )  # fmt: skip
    settle(actor, made, now)
    _journal(actor, made, "formation.draft_programme", f"A commencé le programme « {made} ».", now)
    return made


def copy_programme(*, actor: Actor, programme: Programme, now: datetime) -> Programme:
    """A new version with everything of a former one, to be corrected then adopted; the former one stays as it is."""
    made = _version(programme.organisme, programme.titre_ref, programme.heading, now, programme.ccp_numbers)
    for name in TEXTS:
        setattr(made, name, getattr(programme, name))
    made.report = programme.report
    made.save(update_fields=[*TEXTS, "report"])
    for module in programme.modules.prefetch_related("items"):
        items = list(module.items.all())
        copied = ProgrammeModule.objects.create(
            programme=made, number=module.number, title=module.title, ccp_number=module.ccp_number,
            minutes=module.minutes, company_minutes=module.company_minutes,
        )  # fmt: skip
        ProgrammeItem.objects.bulk_create(
            ProgrammeItem(
                module=copied, rank=item.rank, heading=item.heading, minutes=item.minutes, mode=item.mode,
                competence_refs=item.competence_refs, work=item.work,
            )
            for item in items
        )  # fmt: skip
    settle(actor, made, now)
    _journal(
        actor, made, "formation.draft_programme", f"A copié « {programme} » en version {made.version}.", now
    )
    return made


def _version(
    organisme: Organisme, titre_ref: str, heading: str, now: datetime, ccps: Sequence[int]
) -> Programme:
    same = Programme.objects.filter(organisme=organisme, titre_ref=titre_ref, heading=heading)
    last = same.select_for_update().order_by("-version").first()
    made = Programme(
        organisme=organisme, titre_ref=titre_ref, heading=heading, version=(last.version if last else 0) + 1,
        ccp_numbers=sorted(set(ccps)), created_at=now,
        **({name: getattr(last, name) for name in TEXTS} if last else {}),
    )  # fmt: skip
    made.full_clean(exclude=["organisme"])
    made.save()
    return made


def change_module(
    *,
    actor: Actor,
    module: ProgrammeModule,
    title: str,
    minutes: int | None,
    company_minutes: int | None,
    now: datetime,
) -> ProgrammeModule:
    """Correct a module of a programme that nobody follows yet. Raises TransitionRefused, ValidationError."""
    programme = changing(module.programme)
    locked = ProgrammeModule.objects.select_for_update(of=("self",)).get(pk=module.pk)
    locked.title, locked.minutes, locked.company_minutes = title.strip(), minutes, company_minutes
    locked.full_clean(exclude=["programme"])
    locked.save(update_fields=["title", "minutes", "company_minutes"])
    settle(actor, programme, now)
    _journal(
        actor,
        programme,
        "formation.change_module",
        f"A corrigé le module {locked.number} de « {programme} ».",
        now,
    )
    return locked


def add_item(
    *,
    actor: Actor,
    module: ProgrammeModule,
    heading: str,
    minutes: int,
    competence_refs: Sequence[str],
    mode: ItemMode,
    work: str,
    now: datetime,
) -> ProgrammeItem:
    """Write a séance at the end of a module; the same sent twice is once. Raises TransitionRefused, ValidationError."""
    programme = changing(module.programme)
    if minutes < 1:
        raise ValidationError({"minutes": "Une séance dure au moins une minute."})
    last = module.items.order_by("-rank").first()
    given = {
        "heading": heading.strip(), "minutes": minutes, "competence_refs": list(competence_refs), "mode": mode,
        "work": work.strip(),
    }  # fmt: skip
    if last is not None and all(getattr(last, name) == value for name, value in given.items()):
        return last
    made = ProgrammeItem(module=module, rank=(last.rank if last else 0) + 1, **given)
    made.full_clean(exclude=["module"])
    made.save()
    settle(actor, programme, now)
    _journal(
        actor,
        programme,
        "formation.add_item",
        f"A ajouté « {made.heading} » au programme « {programme} ».",
        now,
    )
    return made


def remove_item(*, actor: Actor, item: ProgrammeItem, now: datetime) -> None:
    """Take a séance out of a programme that nobody follows yet. Raises TransitionRefused."""
    programme = changing(item.module.programme)
    if not ProgrammeItem.objects.filter(module__programme=programme).exclude(pk=item.pk).exists() and (
        programme.status == "in_force"
    ):
        raise TransitionRefused(["Un programme en vigueur garde au moins une séance."])
    heading, module, rank = item.heading, item.module_id, item.rank
    item.delete()
    for later in ProgrammeItem.objects.filter(module=module, rank__gt=rank).order_by("rank"):
        later.rank -= 1
        later.save(update_fields=["rank"])
    settle(actor, programme, now)
    _journal(
        actor,
        programme,
        "formation.remove_item",
        f"A retiré « {heading} » du programme « {programme} ».",
        now,
    )


def raise_item(*, actor: Actor, item: ProgrammeItem, now: datetime) -> None:
    """Put a séance before the one that comes before it in its module; the first one stays. Raises TransitionRefused."""
    programme = changing(item.module.programme)
    locked = ProgrammeItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    above = ProgrammeItem.objects.filter(module=locked.module_id, rank__lt=locked.rank).aggregate(
        rank=Max("rank")
    )
    other = ProgrammeItem.objects.filter(module=locked.module_id, rank=above["rank"] or 0).first()
    if other is None:
        return
    mine, theirs = locked.rank, other.rank
    for row, rank in ((locked, _FAR), (other, mine), (locked, theirs)):
        row.rank = rank
        row.save(update_fields=["rank"])
    settle(actor, programme, now)
    _journal(
        actor,
        programme,
        "formation.correct_item",
        f"A déplacé « {locked.heading} » dans « {programme} ».",
        now,
    )


def _journal(actor: Actor, programme: Programme, verb: str, sentence: str, now: datetime) -> None:
    record_act(actor=actor, verb=verb, target=programme, sentence=sentence, now=now)
