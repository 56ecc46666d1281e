"""The steps that training adds to a path: positioning, stays in companies, ECF; and its signs of life."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db.models import Max
from django.urls import reverse

from jalon.accounts.queries import parameters_of
from jalon.formation.enums import Placing
from jalon.formation.models import CompanyWeek, Ecf, MockExam, Positioning
from jalon.formation.permissions import is_training
from jalon.parcours.models import CompanyPeriod, Parcours
from jalon.parcours.steps import Step
from jalon.parcours.workflow.training import BEFORE
from jalon.referentiel.queries import get_titres

CANDIDATE = frozenset({"candidat"})
TRAINER = frozenset({"formateur", "responsable_session"})


def tell_training(paths: Sequence[Parcours]) -> Mapping[int, list[Step]]:
    """Steps of the paths in training, in a fixed number of queries."""
    known = [path for path in paths if is_training(path)]
    if not known:
        return {}
    pks = [path.pk for path in known]
    titres = get_titres({path.titre_ref for path in known})
    placed: dict[tuple[int, str], date] = {}
    for path_id, side, day in Positioning.objects.filter(parcours__in=pks).values_list(
        "parcours_id", "placing", "on"
    ):
        placed[(path_id, side)] = max(day, placed.get((path_id, side), day))
    evaluated: dict[int, list[date]] = {}
    for path_id, day in Ecf.objects.filter(parcours__in=pks, superseded_by=None).values_list(
        "parcours_id", "on"
    ):
        evaluated.setdefault(path_id, []).append(day)
    proven: dict[tuple[int, int], int] = {}
    latest: dict[int, date] = {}
    for path_id, number, hours, received in CompanyPeriod.objects.filter(
        parcours__in=pks, proof_received_on__isnull=False
    ).values_list("parcours_id", "ccp_number", "hours", "proof_received_on"):
        proven[(path_id, number)] = proven.get((path_id, number), 0) + hours
        if received is not None:
            latest[path_id] = max(received, latest.get(path_id, received))
    delays = {
        key: parameters_of(key)["positioning_days"] for key in {path.person.organisme_id for path in known}
    }
    found: dict[int, list[Step]] = {}
    for path in known:
        entry = path.starts_on
        delay = timedelta(days=delays[path.person.organisme_id])
        running, unplaced = path.stage in BEFORE, path.stage in {"contact", "candidature"}
        steps = []
        for placing, who, label, due, roles in (
            (Placing.SELF, "vous-même", "Se positionner sur les compétences du titre", entry, CANDIDATE),
            (
                Placing.TRAINER,
                "le formateur",
                "Positionner la personne",
                entry + delay if entry else None,
                TRAINER,
            ),
        ):
            on = placed.get((path.pk, placing))
            if on is not None or unplaced:
                steps.append(
                    Step(
                        f"formation.position.{placing.value}", label, who, done_on=on, due_on=None if on else due,
                        roles=roles, basis="Qualiopi, indicateur 8",
                        url=reverse("formation:positioning", args=[path.pk]),
                    )
                )  # fmt: skip
        titre = titres.get(path.titre_ref)
        if titre is not None:
            aimed = [ccp for ccp in titre.ccps if not path.ccp_refs or ccp.id in path.ccp_refs]
            required = {ccp.number: ccp.scheme.company_hours for ccp in aimed if ccp.scheme.company_hours}
            short = {
                ccp_number: least - proven.get((path.pk, ccp_number), 0)
                for ccp_number, least in required.items()
                if proven.get((path.pk, ccp_number), 0) < least
            }
            if required and (running or not short):
                steps.append(
                    Step(
                        "formation.company_hours", "Prouver les heures en entreprise", "vous-même et le formateur",
                        done_on=latest.get(path.pk) if not short else None, due_on=path.ends_on if short else None,
                        roles=CANDIDATE | TRAINER, basis="A.8, référentiel d’évaluation",
                        note=" ; ".join(f"CCP {n} : il manque {h} h prouvées" for n, h in short.items()),
                        missed="l’inscription à la session n’est pas recevable",
                        url=reverse("formation:companies", args=[path.pk]),
                    )
                )  # fmt: skip
            count, own = sum(len(ccp.competences) for ccp in aimed), evaluated.get(path.pk, [])
            if running or len(own) >= count:
                steps.append(
                    Step(
                        "formation.ecf", "Évaluer les compétences en cours de formation", "le formateur",
                        done_on=max(own) if len(own) >= count else None,
                        due_on=path.ends_on if len(own) < count else None, roles=TRAINER, basis="A6.1",
                        note="" if len(own) >= count else f"{len(own)} compétences évaluées sur {count}",
                        url=reverse("formation:evaluations", args=[path.pk]),
                    )
                )  # fmt: skip
        found[path.pk] = steps
    return found


def last_signs(paths: Sequence[Parcours]) -> Mapping[int, date]:
    """The last day on which something happened in the training of each path."""
    pks = [path.pk for path in paths]
    found: dict[int, date] = {}
    for rows in (
        Positioning.objects.filter(parcours__in=pks).values_list("parcours_id").annotate(last=Max("on")),
        Ecf.objects.filter(parcours__in=pks).values_list("parcours_id").annotate(last=Max("on")),
        MockExam.objects.filter(parcours__in=pks).values_list("parcours_id").annotate(last=Max("on")),
        CompanyWeek.objects.filter(convention__parcours__in=pks)
        .values_list("convention__parcours_id")
        .annotate(last=Max("monday")),
    ):
        for path_id, last in rows:
            found[path_id] = max(last, found.get(path_id, last))
    return found
