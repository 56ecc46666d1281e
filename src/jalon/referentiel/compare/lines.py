"""Every piece of two versions as lines: identity, activities, competences, tests, productions, and the rest."""

from collections.abc import Iterable, Sequence

from ..schema import (
    Activity,
    Competence,
    Conduct,
    MatrixRow,
    Part,
    Phase,
    Production,
    Scheme,
    Test,
    TestKind,
    TitreVersion,
    Transversal,
)
from .model import ActivityPair, Change, CompetencePair, Group, Line, SchemePair, Trait, Unit, Value
from .pairing import Pairing
from .texts import match, text_line, text_lines

LIST_FIELDS = {
    "assessment_criteria": ("Critères du RE", "Critère"),
    "criteria": ("Critères du REAC", "Critère"),
    "technical_skills": ("Savoir-faire techniques", "Savoir-faire"),
    "organisational_skills": ("Savoir-faire organisationnels", "Savoir-faire"),
    "relational_skills": ("Savoir-faire relationnels", "Savoir-faire"),
    "knowledge": ("Savoirs", "Savoir"),
}
_IDENTITY: tuple[tuple[str, str, Unit], ...] = (
    ("code", "Code du titre", ""), ("version", "Millésime", ""), ("sigle", "Sigle", ""), ("title", "Intitulé", ""),
    ("level", "Niveau", ""), ("rncp", "RNCP", ""), ("nsf", "NSF", ""), ("rome", "ROME", ""),
    ("formacodes", "Formacodes", ""), ("decree_date", "Arrêté", "date"), ("journal_date", "Journal officiel", "date"),
    ("effective_date", "Date d’effet", "date"),
)  # fmt: skip
_DATES = (
    ("validity_end", "Fin de validité"), ("reac_validation_date", "Validation du REAC"),
    ("reac_update_date", "Mise à jour du REAC"), ("re_validation_date", "Validation du RE"),
    ("re_update_date", "Mise à jour du RE"),
)  # fmt: skip


def value_line(
    field: str,
    label: str,
    former: Value,
    current: Value,
    former_address: str,
    current_address: str,
    unit: Unit = "",
    *,
    same: bool | None = None,
) -> Line:
    """One figure, date or list of references in both versions; `same` overrules the equality of the values."""
    if same is None:
        same = former == current
    change = Change.SAME if same else Change.CHANGED
    if _empty(former) != _empty(current) or not (former_address and current_address):
        change = Change.ADDED if _empty(former) or not former_address else Change.REMOVED
    return Line(change, field, label, former, current, former_address, current_address, unit)


def _of(piece: object, name: str) -> Value:
    """A field of a piece, None where the version has no such piece."""
    found: Value = getattr(piece, name) if piece is not None else None
    return found


def _empty(value: Value) -> bool:
    return value is None or value == "" or value == ()


def _said(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines on which at least one version says something."""
    return tuple(line for line in lines if not (_empty(line.former) and _empty(line.current)))


# --- the title ---


def identity(former: TitreVersion, current: TitreVersion) -> Group:
    lines = [
        value_line(name, label, getattr(former, name), getattr(current, name), name, name, unit)
        for name, label, unit in _IDENTITY
    ]
    lines += [
        value_line(
            name, label, getattr(former.sources, name), getattr(current.sources, name),
            f"sources/{name}", f"sources/{name}", "date",
        )
        for name, label in _DATES
    ]  # fmt: skip
    return Group("identity", "Le titre", _said(lines))


# --- activities ---


def activities(former: TitreVersion, current: TitreVersion, pairing: Pairing) -> tuple[ActivityPair, ...]:
    mine = {one.number: one for one in former.activities}
    back = {its: number for number, its in pairing.activities.items()}
    pairs = [(mine.get(back.get(its.number, 0)), its) for its in current.activities]
    gone = [(one, None) for one in former.activities if one.number not in pairing.activities]
    scopes = _scopes(former), _scopes(current)
    return tuple(_activity(one, its, pairing, *scopes) for one, its in [*pairs, *gone])


def _activity(
    former: Activity | None,
    current: Activity | None,
    pairing: Pairing,
    former_scopes: dict[int, str],
    current_scopes: dict[int, str],
) -> ActivityPair:
    mine = f"activities/{former.number}" if former else ""
    its = f"activities/{current.number}" if current else ""
    known = former or current
    assert known is not None
    before, after = (former.competences if former else ()), (current.competences if current else ())
    lines = (
        value_line("number", "Numéro", _of(former, "number"), _of(current, "number"),
                   _in(mine, "number"), _in(its, "number")),
        value_line("kind", "Nature", _KINDS[former.kind] if former else None, _KINDS[current.kind] if current else None,
                   _in(mine, "kind"), _in(its, "kind")),
        text_line("title", "Intitulé", former.title if former else "", current.title if current else "",
                  _in(mine, "title"), _in(its, "title")),
        value_line("competences", "Compétences", before, after, _in(mine, "competences"), _in(its, "competences"),
                   "competences", same=_same_competences(before, after, pairing)),
    )  # fmt: skip
    scope = (current_scopes[current.number] if current else former_scopes[known.number]).upper()
    heading = f"{scope[:3]} {scope[3:]} – {(current or known).title}"
    return ActivityPair(
        former.number if former else None,
        current.number if current else None,
        former_scopes[former.number] if former else "",
        current_scopes[current.number] if current else "",
        Group("activity", heading, _said(lines)),
    )


_KINDS = {"at": "activité type", "ccs": "certificat complémentaire de spécialisation"}


def _scopes(titre: TitreVersion) -> dict[int, str]:
    return {bloc.activity.number: bloc.scope for bloc in (*titre.ccps, *titre.ccss)}


def _in(address: str, step: str) -> str:
    return address and f"{address}/{step}"


def _same_competences(former: Iterable[int], current: Iterable[int], pairing: Pairing) -> bool:
    """Whether both name the same competences, their numbers apart."""
    return sorted(pairing.translate(former)) == sorted(current)


# --- competences ---


def competences(former: TitreVersion, current: TitreVersion, pairing: Pairing) -> tuple[CompetencePair, ...]:
    """In the order of the current version; those that are gone stand after the one they followed."""
    mine = {one.number: one for one in former.competences}
    back = {its: number for number, its in pairing.competences.items()}
    ordered: list[tuple[Competence | None, Competence | None]] = [
        (mine.get(back.get(its.number, 0)), its) for its in current.competences
    ]
    previous: Competence | None = None
    for one in former.competences:
        if one.number not in pairing.competences:
            place = next((rank for rank, (held, _) in enumerate(ordered) if held and held == previous), -1)
            ordered.insert(place + 1, (one, None))
        previous = one
    return tuple(_competence(former, current, pairing, one, its) for one, its in ordered)


def _competence(
    former: TitreVersion,
    current: TitreVersion,
    pairing: Pairing,
    mine: Competence | None,
    its: Competence | None,
) -> CompetencePair:
    before = f"competences/{mine.number}" if mine else ""
    after = f"competences/{its.number}" if its else ""
    empty = Competence(0, 0, "")
    one, other = mine or empty, its or empty
    twin = pairing.activities.get(one.activity)
    known = twin is not None or former.code == current.code
    moved = bool(mine and its) and known and twin != other.activity
    head = Group("identity", "Intitulé et place", _said((
        text_line("title", "Intitulé", one.title, other.title, _in(before, "title"), _in(after, "title")),
        value_line("number", "Numéro", _of(mine, "number"), _of(its, "number"),
                   _in(before, "number"), _in(after, "number")),
        _placed(value_line("activity", "Activité", _of(mine, "activity"), _of(its, "activity"),
                           _in(before, "activity"), _in(after, "activity"), same=not moved), moved),
    )))  # fmt: skip
    prose = Group("prose", "Description et contextes", _said(
        text_line(name, label, getattr(one, name), getattr(other, name), _in(before, name), _in(after, name))
        for name, label in (("description", "Description"), ("contexts", "Contextes"))
    ))  # fmt: skip
    lists = [
        Group(name, heading, text_lines(
            name, label, getattr(one, name), getattr(other, name), _in(before, name), _in(after, name)
        ))
        for name, (heading, label) in LIST_FIELDS.items()
    ]  # fmt: skip
    matrix = Group("matrix", "Évaluée au titre par", _said((_ticks(former, current, mine, its),)))
    groups = (head, *lists, matrix, prose)
    return CompetencePair(
        mine.number if mine else None,
        its.number if its else None,
        _traits(mine, its, groups, moved, former.code == current.code),
        pairing.evidence.get(mine.number) if mine and its else None,
        tuple(group for group in groups if group.lines),
    )


def _placed(line: Line, moved: bool) -> Line:
    if not moved:
        return line
    return Line(Change.MOVED, line.field, line.label, line.former, line.current,
                line.former_address, line.current_address)  # fmt: skip


def _ticks(
    former: TitreVersion, current: TitreVersion, mine: Competence | None, its: Competence | None
) -> Line:
    rows = [
        next((row for row in titre.matrix if one and row.competence == one.number), None)
        for titre, one in ((former, mine), (current, its))
    ]
    before, after = rows
    return value_line(
        "tests", "Épreuves de la matrice", _kinds(before), _kinds(after),
        f"matrix/{before.competence}/tests" if before else "", f"matrix/{after.competence}/tests" if after else "",
        "tests", same=_kinds(before) == _kinds(after),
    )  # fmt: skip


def _kinds(row: MatrixRow | None) -> tuple[str, ...]:
    order = list(TestKind)
    return tuple(str(kind) for kind in sorted(row.tests, key=order.index)) if row else ()


def _traits(
    mine: Competence | None, its: Competence | None, groups: Sequence[Group], moved: bool, same_code: bool
) -> tuple[Trait, ...]:
    if mine is None or its is None:
        return (Trait.ADDED if mine is None else Trait.REMOVED,)
    changed = {group.key for group in groups if group.changed}
    title = next(line for line in groups[0].lines if line.field == "title")
    skills = {name for name in LIST_FIELDS if name not in ("assessment_criteria", "criteria")}
    found = {
        Trait.MOVED: moved,
        Trait.RENUMBERED: same_code and mine.number != its.number,
        Trait.REWORDED: title.change == Change.REWORDED,
        Trait.RESPELLED: title.change == Change.RESPELLED,
        Trait.CRITERIA: bool(changed & {"assessment_criteria", "criteria"}),
        Trait.SKILLS: bool(changed & skills),
        Trait.TESTS: "matrix" in changed,
        Trait.PROSE: "prose" in changed,
    }
    return tuple(trait for trait, holds in found.items() if holds)


# --- tests, productions ---


def schemes(former: TitreVersion, current: TitreVersion, pairing: Pairing) -> tuple[SchemePair, ...]:
    mine, its = _scopes(former), _scopes(current)
    back = {mine[number]: its[other] for number, other in pairing.activities.items()}
    pairs = [("title", "title"), *sorted(back.items(), key=lambda pair: pair[1])]
    pairs += [("", scope) for scope in current.schemes if scope not in {other for _, other in pairs}]
    pairs += [(scope, "") for scope in former.schemes if scope not in {one for one, _ in pairs}]
    return tuple(_scheme(former, current, pairing, one, other) for one, other in pairs)


def _scheme(former: TitreVersion, current: TitreVersion, pairing: Pairing, mine: str, its: str) -> SchemePair:
    none = Scheme((), 0, 0)
    before, after = (former.schemes[mine] if mine else none), (current.schemes[its] if its else none)
    roots = (f"schemes/{mine}" if mine else "", f"schemes/{its}" if its else "")
    totals = [
        value_line(name, label, getattr(before, name) if mine else None, getattr(after, name) if its else None,
                   _in(roots[0], name), _in(roots[1], name), unit)
        for name, label, unit in _TOTALS
    ]  # fmt: skip
    groups = [Group("totals", "Durées et heures", _said(totals))]
    for kind in TestKind:
        if before.test(kind) or after.test(kind):
            groups.append(_test(kind, before.test(kind), after.test(kind), roots, pairing))
    groups += _productions(before.productions, after.productions, roots, pairing)
    names = [titre.scope_label(scope) for titre, scope in ((former, mine), (current, its)) if scope]
    return SchemePair(mine, its, " → ".join(dict.fromkeys(names)), tuple(groups))


_TOTALS: tuple[tuple[str, str, Unit], ...] = (
    ("candidate_minutes", "Durée pour le candidat", "min"),
    ("jury_minutes", "Présence du jury", "min"),
    ("company_hours", "Période en entreprise", "h"),
)


def _test(
    kind: TestKind, former: Test | None, current: Test | None, roots: tuple[str, str], pairing: Pairing
) -> Group:
    mine = f"{roots[0]}/tests/{kind}" if former else ""
    its = f"{roots[1]}/tests/{kind}" if current else ""
    before, after = (former.competences if former else ()), (current.competences if current else ())
    lines = [
        value_line("minutes", "Durée", _of(former, "minutes"), _of(current, "minutes"),
                   _in(mine, "minutes"), _in(its, "minutes"), "min"),
        *_phases(former.phases if former else (), current.phases if current else (), mine, its),
        value_line("competences", "Compétences évaluées", before, after,
                   _in(mine, "competences"), _in(its, "competences"), "competences",
                   same=_same_competences(before, after, pairing)),
        value_line("after", "Vient après", tuple(map(str, former.after)) if former else (),
                   tuple(map(str, current.after)) if current else (), _in(mine, "after"), _in(its, "after"), "tests",
                   same=set(former.after if former else ()) == set(current.after if current else ())),
    ]  # fmt: skip
    return Group(f"test:{kind}", kind.label, _said(lines))


def _phases(former: Sequence[Phase], current: Sequence[Phase], mine: str, its: str) -> tuple[Line, ...]:
    found = match([phase.label for phase in former], [phase.label for phase in current])
    lines = []
    for m in found:
        before = None if m.former is None else former[m.former]
        after = None if m.current is None else current[m.current]
        line = text_line(
            "phases", f"Phase {(m.current if m.current is not None else m.former or 0) + 1}",
            _phase(before), _phase(after),
            f"{mine}/phases/{m.former + 1}" if m.former is not None else "",
            f"{its}/phases/{m.current + 1}" if m.current is not None else "", moved=m.moved,
        )  # fmt: skip
        if (
            line.change in (Change.REWORDED, Change.RESPELLED)
            and before
            and after
            and before.label == after.label
        ):
            line = Line(Change.CHANGED, line.field, line.label, line.former, line.current,
                        line.former_address, line.current_address, words=line.words)  # fmt: skip
        lines.append(line)
    return tuple(lines)


def _phase(phase: Phase | None) -> str:
    if phase is None:
        return ""
    return f"{phase.label} : {phase.minutes} min, {'avec le jury' if phase.jury else 'candidat seul'}"


_PRODUCTION: tuple[tuple[str, str, Unit], ...] = (
    ("pages_min", "Pages, au moins", "pages"), ("pages_max", "Pages, au plus", "pages"),
    ("annex_pages_max", "Pages d’annexes, au plus", "pages"), ("chars_max", "Caractères, au plus", ""),
    ("font", "Police", ""), ("font_size", "Corps", ""), ("line_spacing", "Interligne", ""),
)  # fmt: skip
_PART: tuple[tuple[str, str, Unit], ...] = (
    ("pages_min", "pages, au moins", "pages"), ("pages_max", "pages, au plus", "pages"),
    ("chars_max", "caractères, au plus", ""), ("min_interviews", "entretiens, au moins", ""),
)  # fmt: skip


def _productions(
    former: Sequence[Production], current: Sequence[Production], roots: tuple[str, str], pairing: Pairing
) -> list[Group]:
    alone = len(former) == len(current) == 1  # whatever its name, it is the same production
    found = match([one.name for one in former], [one.name for one in current], 0.0 if alone else 0.4)
    groups = []
    for m in found:
        before = former[m.former] if m.former is not None else None
        after = current[m.current] if m.current is not None else None
        mine = f"{roots[0]}/productions/{m.former + 1}" if m.former is not None else ""
        its = f"{roots[1]}/productions/{m.current + 1}" if m.current is not None else ""
        lines = [text_line("name", "Nom", before.name if before else "", after.name if after else "",
                           _in(mine, "name"), _in(its, "name"), moved=m.moved)]  # fmt: skip
        lines += [
            value_line(name, label, _of(before, name), _of(after, name),
                       _in(mine, name), _in(its, name), unit)
            for name, label, unit in _PRODUCTION
        ]  # fmt: skip
        for number in sorted({part.number for one in (before, after) if one for part in one.parts}):
            lines += _part(number, before, after, mine, its, pairing)
        name = (after or before or Production("")).name
        groups.append(Group("production", name, _said(lines)))
    return groups


def _part(
    number: int, former: Production | None, current: Production | None, mine: str, its: str, pairing: Pairing
) -> Iterable[Line]:
    before, after = (
        next((part for part in one.parts if part.number == number), None) if one else None
        for one in (former, current)
    )
    mine, its = (f"{root}/parts/{number}" if part else "" for root, part in ((mine, before), (its, after)))
    one, other = before or Part(number), after or Part(number)
    name = f"Partie {number}"
    yield value_line(
        "number", name, _of(before, "number"), _of(after, "number"), _in(mine, "number"), _in(its, "number")
    )
    for field, label, unit in _PART:
        yield value_line(field, f"{name} : {label}", getattr(one, field), getattr(other, field),
                         _in(mine, field), _in(its, field), unit)  # fmt: skip
    yield value_line(
        "competences", f"{name} : compétences", one.competences, other.competences,
        _in(mine, "competences"), _in(its, "competences"), "competences",
        same=_same_competences(one.competences, other.competences, pairing),
    )  # fmt: skip
    yield from text_lines(
        "requirements", f"{name} : contenu", one.requirements, other.requirements,
        _in(mine, "requirements"), _in(its, "requirements"),
    )  # fmt: skip


# --- the rest ---


def transversal(former: TitreVersion, current: TitreVersion, pairing: Pairing) -> tuple[Group, ...]:
    titles = [one.title for one in former.transversal], [one.title for one in current.transversal]
    groups = []
    for m in match(*titles):
        before = former.transversal[m.former] if m.former is not None else Transversal("")
        after = current.transversal[m.current] if m.current is not None else Transversal("")
        mine = f"transversal/{m.former + 1}" if m.former is not None else ""
        its = f"transversal/{m.current + 1}" if m.current is not None else ""
        lines = [
            text_line("title", "Intitulé", before.title, after.title, _in(mine, "title"), _in(its, "title"),
                      moved=m.moved),
            text_line("description", "Description", before.description, after.description,
                      _in(mine, "description"), _in(its, "description")),
            *text_lines("criteria", "Critère", before.criteria, after.criteria,
                        _in(mine, "criteria"), _in(its, "criteria")),
            value_line("competences", "Compétences qui la portent", before.competences, after.competences,
                       _in(mine, "competences"), _in(its, "competences"), "competences",
                       same=_same_competences(before.competences, after.competences, pairing)),
        ]  # fmt: skip
        groups.append(Group("transversal", after.title or before.title, _said(lines)))
    return tuple(groups)


def others(former: TitreVersion, current: TitreVersion) -> tuple[Group, ...]:
    """Rooms, resources, tables of the RE, glossary, conduct of the tests, wordings and doubts kept."""
    groups = (
        Group("premises", "Locaux", tuple(_premises(former, current))),
        Group("resources", "Ressources", tuple(_resources(former, current))),
        Group("conduct", "Conduite des épreuves", tuple(_conduct(former, current))),
        _sentences("correspondences", "Correspondances dites par le RE", *(
            [f"« {one.former} » (arrêté du {_french(one.former_decree_date)}) vaut l’activité {one.activity}"
             for one in titre.correspondences] for titre in (former, current)
        )),
        _sentences("equivalences", "Équivalences dites par le RE", *(
            [f"{one.title} ({one.rncp}) : {' et '.join(f'« {ccp} »' for ccp in one.ccps)} valent l’activité "
             f"{one.activity}" for one in titre.equivalences] for titre in (former, current)
        )),
        Group("glossary", "Glossaire", tuple(_glossary(former, current))),
        _sentences("sources/variants", "Autres graphies relevées", *(
            [f"{_below(titre, one.id)} : « {one.text} » ({one.place})" for one in titre.sources.variants]
            for titre in (former, current)
        )),
        _sentences("sources/notes", "Doutes de lecture", *(
            [f"{_below(titre, one.where)} : {one.message} ({one.code}, {one.severity})" for one in titre.sources.notes]
            for titre in (former, current)
        )),
    )  # fmt: skip
    return tuple(group for group in groups if group.lines)


def _sentences(address: str, heading: str, former: Sequence[str], current: Sequence[str]) -> Group:
    key = address.rsplit("/", 1)[-1]
    return Group(key, heading, text_lines(key, "Ligne", former, current, address, address))


def _premises(former: TitreVersion, current: TitreVersion) -> Iterable[Line]:
    for kind in TestKind:
        mine = [rank for rank, one in enumerate(former.premises) if one.test == kind]
        its = [rank for rank, one in enumerate(current.premises) if one.test == kind]
        for m in match(
            [former.premises[rank].description for rank in mine],
            [current.premises[rank].description for rank in its],
        ):
            one = former.premises[mine[m.former]] if m.former is not None else None
            other = current.premises[its[m.current]] if m.current is not None else None
            before = f"premises/{mine[m.former] + 1}" if m.former is not None else ""
            after = f"premises/{its[m.current] + 1}" if m.current is not None else ""
            yield text_line("description", kind.label, one.description if one else "",
                            other.description if other else "", _in(before, "description"),
                            _in(after, "description"), moved=m.moved)  # fmt: skip
            if (one and one.notes) or (other and other.notes):
                yield text_line("notes", f"{kind.label} : observations", one.notes if one else "",
                                other.notes if other else "", _in(before, "notes"), _in(after, "notes"))  # fmt: skip


def _resources(former: TitreVersion, current: TitreVersion) -> Iterable[Line]:
    names = [[f"{one.category} {one.description}" for one in titre.resources] for titre in (former, current)]
    for m in match(names[0], names[1]):
        one = former.resources[m.former] if m.former is not None else None
        other = current.resources[m.current] if m.current is not None else None
        before = f"resources/{m.former + 1}" if m.former is not None else ""
        after = f"resources/{m.current + 1}" if m.current is not None else ""
        known = other or one
        name = known.description if known else ""
        texts = [
            text_line(field, label, getattr(one, field) if one else "", getattr(other, field) if other else "",
                      _in(before, field), _in(after, field), moved=m.moved and field == "description")
            for field, label in (("description", "Description"), ("category", f"{name} : désignation"),
                                 ("notes", f"{name} : observations"))
        ]  # fmt: skip
        figures = [
            value_line(field, f"{name} : {label}", _of(one, field), _of(other, field),
                       _in(before, field), _in(after, field))
            for field, label in (("count", "nombre"), ("max_sharing", "candidats qui la partagent, au plus"))
        ]  # fmt: skip
        yield from _said([*texts, *figures])


def _conduct(former: TitreVersion, current: TitreVersion) -> Iterable[Line]:
    for kind in TestKind:
        one, other = (
            next((conduct for conduct in titre.sources.conduct if conduct.test == kind), None)
            for titre in (former, current)
        )
        if one is None and other is None:
            continue
        before, after = (
            f"sources/conduct/{titre.sources.conduct.index(held) + 1}" if held else ""
            for titre, held in ((former, one), (current, other))
        )
        yield text_line("conduct", kind.label, _told(one), _told(other), before, after)


def _told(conduct: Conduct | None) -> str:
    if conduct is None:
        return ""
    said = [
        "scénario tiré au sort" if conduct.scenario_drawn else "",
        f"comédiens : {conduct.actors}" if conduct.actors else "",
        f"apprenants : {conduct.learners}" if conduct.learners else "",
        f"le jury lit : {', '.join(conduct.reads)}" if conduct.reads else "",
    ]
    return " ; ".join(filter(None, said)) or "rien de particulier"


def _glossary(former: TitreVersion, current: TitreVersion) -> Iterable[Line]:
    for m in match([one.term for one in former.glossary], [one.term for one in current.glossary], 0.8):
        one = former.glossary[m.former] if m.former is not None else None
        other = current.glossary[m.current] if m.current is not None else None
        before = f"glossary/{m.former + 1}" if m.former is not None else ""
        after = f"glossary/{m.current + 1}" if m.current is not None else ""
        yield text_line("term", "Terme", one.term if one else "", other.term if other else "",
                        _in(before, "term"), _in(after, "term"), moved=m.moved)  # fmt: skip
        if (one and one.definition) or (other and other.definition):
            known = other or one
            yield text_line("definition", f"{known.term if known else ''} : définition",
                            one.definition if one else "", other.definition if other else "",
                            _in(before, "definition"), _in(after, "definition"))  # fmt: skip


def _below(titre: TitreVersion, place: str) -> str:
    return place.removeprefix(f"{titre.ref}/")


def _french(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))
