"""All the evidence of one path, as an auditor asks for it: what was done for this person, indicator by indicator."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q
from django.db.models.fields.reverse_related import ManyToManyRel
from django.utils import timezone

from jalon.accounts.models import Organisme
from jalon.common.models import JournalEntry
from jalon.documents.models import IssuedDocument
from jalon.parcours.evidence import all_evidence
from jalon.parcours.models import Parcours, ParcoursAct
from jalon.prestation.models import Attendance, Participation
from jalon.quality.queries.evidence import Proof

Ids = dict[str, set[int]]
FOLLOWED = frozenset(
    {
        "prestation.participation",
        "formation.companyconvention",
        "vae.plan",
        "dossier.dossier",
        "examen.inscription",
    }
)
"""Rows of a path whose own rows are followed too: their presences, meetings, weeks, versions."""
APART = frozenset({"quality.complaint", "parcours.stepalert"})
"""Never shown with a path: a complaint is read in its register alone."""


def population(organisme: Organisme, year: int) -> list[int]:
    """Paths on which something was done in a year: those that an auditor draws from."""
    acted = ParcoursAct.objects.filter(
        parcours__person__organisme=organisme, on__year=year, superseded_by=None
    ).values_list("parcours_id", flat=True)
    joined = Participation.objects.filter(
        prestation__organisme=organisme, attendances__seance__starts_at__year=year
    ).values_list("parcours_id", flat=True)
    return sorted({*acted, *joined})


def traces_of(path: Parcours) -> Ids:
    """Label of a model -> ids of the rows that are about this path, whatever the floor that keeps them."""
    found: Ids = {"parcours.parcours": {path.pk}}
    _follow(Parcours, {path.pk}, found)
    for label, model in [(r.related_model._meta.label_lower, r.related_model) for r in _relations(Parcours)]:
        if label in FOLLOWED and found.get(label):
            _follow(model, found[label], found)
    participations = found.get("prestation.participation", set())
    found["prestation.prestation"] = set(
        Participation.objects.filter(pk__in=participations).values_list("prestation_id", flat=True)
    )
    found["prestation.seance"] = set(
        Attendance.objects.filter(participation__in=participations).values_list("seance_id", flat=True)
    )
    return found


def _relations(model: type[Model]) -> list[Any]:
    return [
        relation
        for relation in model._meta.related_objects
        if not isinstance(relation, ManyToManyRel) and relation.related_model is not model
        and relation.related_model._meta.label_lower not in APART
    ]  # fmt: skip


def _follow(model: type[Model], pks: Iterable[int], found: Ids) -> None:
    for relation in _relations(model):
        ids = relation.related_model._default_manager.filter(
            **{f"{relation.field.name}__in": list(pks)}
        ).order_by()
        if known := {pk for pk in ids.values_list("pk", flat=True) if isinstance(pk, int)}:
            found.setdefault(relation.related_model._meta.label_lower, set()).update(known)


def proofs_of_path(organisme: Organisme, path: Parcours) -> dict[int, list[Proof]]:
    """Indicator -> dated evidence about one path, all years together, the oldest first."""
    told, traces = all_evidence(), traces_of(path)
    of_verb = {verb: one for one in told for verb in one.verbs}
    of_kind = {kind: one for one in told for kind in one.kinds}
    about = Q(pk__in=[])
    for label, ids in traces.items():
        about |= Q(target_type=label, target_id__in=[str(pk) for pk in ids])
    acts = JournalEntry.objects.filter(
        about, organisme_id=organisme.pk, kind=JournalEntry.Kind.ACT, verb__in=of_verb
    ).order_by("at", "pk")
    refs = [f"{label}:{pk}" for label, ids in traces.items() for pk in ids]
    refs += [f"vae:{path.pk}", f"formation.parcours:{path.pk}"]
    refs += [f"dossier:{pk}" for pk in traces.get("dossier.dossier", ())]
    issued = IssuedDocument.objects.filter(
        Q(subject_ref__in=refs) | Q(subject_ref__startswith=f"formation.parcours:{path.pk}:"),
        organisme_ref=f"organisme:{organisme.pk}", kind__in=of_kind,
    ).order_by("issued_at", "pk")  # fmt: skip
    found: dict[int, list[Proof]] = {}
    for act in acts:
        proof = Proof(timezone.localdate(act.at), of_verb[act.verb].label, act.sentence, act.actor_label)
        for number in of_verb[act.verb].indicators:
            found.setdefault(number, []).append(proof)
    for one in issued:
        proof = Proof(
            timezone.localdate(one.issued_at), of_kind[one.kind].label, f"{one.title} ({one.number})", "", one
        )
        for number in of_kind[one.kind].indicators:
            found.setdefault(number, []).append(proof)
    return {number: sorted(proofs, key=lambda p: p.on) for number, proofs in sorted(found.items())}
