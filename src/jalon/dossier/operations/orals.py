"""Mock orals: played alone or heard by a trainer, kept, shared or taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.dossier.enums import CriterionLevel
from jalon.dossier.models import MockOral, MockOralLine
from jalon.dossier.rules.oral import criteria_of
from jalon.parcours.models import Parcours
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import TestKind

_SENT_TWICE = timedelta(minutes=1)


def record_oral(
    *,
    actor: Actor,
    parcours: Parcours,
    scope: str,
    kind: str,
    seconds: int | None,
    questions: Sequence[Mapping[str, Any]] = (),
    note: str = "",
    heard: bool = False,
    now: datetime,
) -> MockOral:
    """Keep an oral just played; `heard` tells that the actor is the trainer who listened, who shares it at once.

    Its minutes are those of the RE; sent twice within a minute, it is kept once. Raises TransitionRefused when the
    scope has no such test.
    """
    titre = get_titre(parcours.titre_ref)
    test = titre.scheme(scope).test(kind)
    if test is None:
        label = TestKind(kind).label
        raise TransitionRefused(
            [f"« {label} » n’est pas une épreuve de la visée « {titre.scope_label(scope)} »."]
        )
    Parcours.objects.select_for_update(of=("self",)).only("pk").get(pk=parcours.pk)
    told = {
        "parcours": parcours,
        "scope": scope,
        "kind": kind,
        "seconds": seconds,
        "note": note,
        "listener_ref": actor.ref if heard else "",
    }
    if known := MockOral.objects.filter(**told, held_at__gt=now - _SENT_TWICE).first():
        return known
    oral = MockOral.objects.create(
        **told,
        held_at=now,
        minutes=test.minutes,
        questions=[dict(question) for question in questions],
        listener=actor.label if heard else "",
        shared_at=now if heard else None,
    )
    _journal(actor, oral, "dossier.oral", f"A enregistré un oral blanc : {test.kind.label}.", now)
    return oral


def assess_oral(
    *, actor: Actor, oral: MockOral, lines: Mapping[str, tuple[str, str]], note: str | None, now: datetime
) -> MockOral:
    """Write what the trainer says of criteria: id -> (level, remark); a level "" takes the line back.

    A note None leaves the former one. Raises TransitionRefused for a criterion that the test does not assess.
    """
    titre = get_titre(oral.parcours.titre_ref)
    known = {criterion.id for criterion in criteria_of(titre, oral.scope, oral.kind)}
    if strangers := sorted(set(lines) - known):
        raise TransitionRefused([f"{ref} n’est pas un critère de cette épreuve." for ref in strangers])
    for ref, (level, remark) in lines.items():
        if level:
            told = {"level": CriterionLevel(level), "remark": remark}
            MockOralLine.objects.update_or_create(oral=oral, criterion_ref=ref, defaults=told)
        else:
            oral.lines.filter(criterion_ref=ref).delete()
    if note is not None:
        oral.note = note
        oral.save(update_fields=["note"])
    _journal(actor, oral, "dossier.oral_grid", "A rempli la grille d’un oral blanc.", now)
    return oral


def share_oral(*, actor: Actor, oral: MockOral, shared: bool, now: datetime) -> MockOral:
    """Show an oral to those who accompany the candidate, or keep it to oneself again."""
    oral.shared_at = now if shared else None
    oral.save(update_fields=["shared_at"])
    done = "A partagé un oral blanc." if shared else "A cessé de partager un oral blanc."
    _journal(actor, oral, "dossier.oral_share", done, now)
    return oral


def remove_oral(*, actor: Actor, oral: MockOral, now: datetime) -> None:
    """Remove an oral that the candidate played alone. Raises TransitionRefused for one that a trainer heard."""
    if oral.listener_ref:
        raise TransitionRefused(["Un oral entendu par un formateur ne se supprime pas."])
    _journal(actor, oral, "dossier.oral_remove", "A supprimé un oral blanc.", now)
    oral.delete()


def _journal(actor: Actor, oral: MockOral, verb: str, sentence: str, now: datetime) -> None:
    record_act(actor=actor, verb=verb, target=oral.parcours, sentence=sentence, now=now)
