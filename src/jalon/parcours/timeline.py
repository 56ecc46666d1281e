"""The steps that the lifecycle itself tells: acts done, clocks that run, and the facts that both are made of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from jalon.accounts.models import OrganismeParameter
from jalon.common.parameters import PARAMETERS
from jalon.parcours.activity import last_activity
from jalon.parcours.models import Parcours, ParcoursAct
from jalon.parcours.queries import acts_of
from jalon.parcours.rules.clocks import Clock, PathFacts, clocks_of
from jalon.parcours.rules.corrections import since_resumed
from jalon.parcours.rules.results import AWAY
from jalon.parcours.screens import act_url
from jalon.parcours.steps import Step
from jalon.parcours.workflow import workflow_of
from jalon.people.models import Person
from jalon.referentiel.queries import get_titres


def facts_of(
    paths: Iterable[Parcours], acts: Mapping[int, Sequence[ParcoursAct]] | None = None
) -> dict[int, PathFacts]:
    """Path id -> what its clocks are counted from; a fixed number of queries per five hundred paths."""
    known = list(paths)
    done = acts_of(known) if acts is None else acts
    ends = {
        ref: date.fromisoformat(titre.validity_end) if titre.validity_end else None
        for ref, titre in get_titres(path.titre_ref for path in known).items()
    }
    parameters, signs = _parameters_of(known), last_activity(known)
    found = {}
    for path in known:
        resumed_on, lived = since_resumed(done[path.pk])
        found[path.pk] = PathFacts(
            route=path.route,
            stage=path.stage,
            opened_on=resumed_on or path.opened_on,
            parameters=parameters[path.person_id],
            acts=tuple((act.act, act.on) for act in lived),
            starts_on=path.starts_on,
            ends_on=path.ends_on,
            recevabilite_until=path.recevabilite_until,
            title_ends_on=ends.get(path.titre_ref),
            last_activity_on=signs.get(path.pk),
            absences=tuple(act.on for act in lived if act.data.get("outcome") in AWAY),
        )
    return found


def _parameters_of(paths: Sequence[Parcours]) -> dict[int, Mapping[str, int]]:
    """Person id -> the parameters of their centre."""
    people = sorted({path.person_id for path in paths})
    homes: dict[int, int] = {}
    for chunk in (people[i : i + 500] for i in range(0, len(people), 500)):
        homes.update(Person.objects.filter(pk__in=chunk).values_list("pk", "organisme_id"))
    default = {key: one.default for key, one in PARAMETERS.items()}
    own: dict[int, dict[str, int]] = {organisme: dict(default) for organisme in set(homes.values())}
    rows = OrganismeParameter.objects.filter(organisme_id__in=own)
    for organisme, key, value in rows.values_list("organisme_id", "key", "value"):
        own[organisme][key] = value
    return {person: own[organisme] for person, organisme in homes.items()}


def tell_lifecycle(paths: Sequence[Parcours]) -> dict[int, Iterator[Step]]:
    """What each path has been through, and the delays that run on it."""
    acts = acts_of(paths)
    facts = facts_of(paths, acts)
    return {path.pk: _steps(path, acts[path.pk], clocks_of(facts[path.pk])) for path in paths}


def _steps(path: Parcours, acts: Sequence[ParcoursAct], clocks: Sequence[Clock]) -> Iterator[Step]:
    workflow = workflow_of(path.route)
    yield Step(f"{path.route}.opened", "Parcours ouvert", "le centre", done_on=path.opened_on)
    for act in acts:
        clock = next((one for one in clocks if one.done_on == act.on and act.act in one.stops), None)
        done = workflow[act.act].done
        yield Step(
            f"{path.route}.act.{act.pk}",
            done[:1].upper() + done[1:],
            act.actor_label,
            done_on=act.on,
            due_on=clock.due_on if clock else None,
            basis=workflow[act.act].basis,
            note=act.note,
        )
    for clock in clocks:
        if clock.done_on is None:
            yield Step(
                clock.code,
                clock.label,
                clock.who,
                due_on=clock.due_on,
                roles=clock.roles,
                basis=clock.basis,
                note=clock.note,
                missed=clock.missed,
                url=act_url(path, clock.act) if clock.act else "",
            )
