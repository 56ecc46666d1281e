"""What a programme does not add up to: its own sums, its hours in companies, its title and its competences."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from jalon.common.typography import day_label
from jalon.referentiel.schema import TitreVersion, UnknownId

from .durations import told
from .facts import Hours, Programme, Quote
from .matching import competences_covered
from .report import Finding

_OWN = "le programme lui-même"
_WEEK_HOURS = 35  # only a way to read « 3 semaines », when the programme gives no other: 35 h, L3121-27


def checks(programme: Programme, titre: TitreVersion, aimed: frozenset[int]) -> Iterator[Finding]:
    """Findings about the whole, in the order of a reading; `aimed` are the CCPs that the action prepares."""
    for check in (
        _title,
        _modules,
        _unread,
        _seances,
        _centre,
        _inside,
        _company,
        _weeks,
        _competences,
        _days,
    ):
        yield from check(programme, titre, aimed)


def _re(titre: TitreVersion, scope: str) -> str:
    return f"RE {titre.sigle}, {titre.ref}, modalités du {titre.scope_label(scope)}"


# The title itself --------------------------------------------------------------------------------------------------


def _title(programme: Programme, titre: TitreVersion, aimed: frozenset[int]) -> Iterator[Finding]:
    source = f"arrêté de spécialité, {titre.ref}"
    said = {kind: [m for m in programme.mentions if m.kind == kind] for kind in ("rncp", "code", "level", "decree",
                                                                               "journal", "title")}  # fmt: skip
    if not said["title"] and not any(m.value == titre.code for m in said["code"]):
        yield Finding(
            "title_absent", "error", f"Le programme ne nomme pas le titre « {titre.title} ».",
            "Le programme porte l’intitulé exact de la certification visée.", f"{source} ; L6353-1",
            f"Écrivez « {titre.title} » ({titre.code}, {titre.rncp}).",
            (Quote(programme.file, programme.heading),),
        )  # fmt: skip
    expected = titre.rncp.removeprefix("RNCP")
    for mention in said["rncp"]:
        if mention.value == expected:
            continue
        confused = int(mention.value) == int(titre.code.rpartition("-")[2])
        why = f" : {mention.value} est le code du titre ({titre.code})" if confused else ""
        yield Finding(
            "rncp", "error", f"« RNCP {mention.value} » n’est pas le code de ce titre au RNCP{why}.",
            f"{titre.sigle} est enregistré sous {titre.rncp} ; son code titre est {titre.code}.", source,
            f"Écrivez « {titre.rncp} (code titre {titre.code}) ».", (mention.quote,),
        )  # fmt: skip
    for mention in said["code"]:
        if mention.value != titre.code:
            yield Finding(
                "code", "error", f"« {mention.value} » est le code d’un autre titre.",
                f"Le code de {titre.sigle} est {titre.code}.", source, f"Écrivez {titre.code}.", (mention.quote,),
            )  # fmt: skip
    for mention in said["level"]:
        if mention.value != str(titre.level):
            yield Finding(
                "level", "error", f"Le titre est annoncé de niveau {mention.value} ; il est de niveau {titre.level}.",
                f"{titre.sigle} est de niveau {titre.level}.", source, f"Écrivez « niveau {titre.level} ».",
                (mention.quote,),
            )  # fmt: skip
    for kind, known, what in (
        ("decree", titre.decree_date, "L’arrêté"),
        ("journal", titre.journal_date, "Le Journal officiel"),
    ):
        for mention in said[kind]:
            if known and mention.value != known:
                right, wrong = (day_label(date.fromisoformat(one)) for one in (known, mention.value))
                yield Finding(
                    "decree", "error", f"{what} du titre est daté du {wrong} ; il est du {right}.",
                    f"{what} de {titre.sigle} est du {right}.", source, f"Écrivez « {right} ».", (mention.quote,),
                )  # fmt: skip


def _modules(programme: Programme, titre: TitreVersion, aimed: frozenset[int]) -> Iterator[Finding]:
    source = f"REAC {titre.sigle}, {titre.ref}"
    if not programme.modules:
        yield Finding(
            "no_module", "warning", "Aucun module avec ses séances n’a été reconnu.",
            "Le programme donne les modules, leurs séances et leurs heures.", "L6353-1 ; Qualiopi, indicateur 6",
            "Titrez chaque partie « Module 1 : … » et chaque séance « Séance 1 : … (14 h) », ou employez le modèle.",
            (Quote(programme.file, programme.heading),),
        )  # fmt: skip
        return
    prepared = {module.ccp for module in programme.modules}
    for module in programme.modules:
        if module.ccp is None:
            yield Finding(
                "module_unknown", "warning", f"Le module {module.number} ne correspond à aucun CCP de {titre.sigle}.",
                "Chaque module prépare un CCP du titre, dont il porte l’intitulé.", source,
                "Indiquez le CCP que prépare ce module.", (module.quote,),
            )  # fmt: skip
    for ccp in titre.ccps:
        if ccp.number in aimed and ccp.number not in prepared:
            yield Finding(
                "module_missing", "error", f"Aucun module ne prépare le {ccp.label} « {ccp.title} ».",
                "Une formation au titre prépare chacun de ses CCP.", source, f"Ajoutez le module du {ccp.label}.",
                (), ccp.number,
            )  # fmt: skip
    for mention in programme.mentions:
        count = len(programme.modules) if mention.kind == "modules" else len(titre.ccps)
        if mention.kind in ("modules", "ccps") and int(mention.value) > 1 and int(mention.value) != count:
            what = "modules décrits" if mention.kind == "modules" else f"CCP de {titre.sigle}"
            if mention.kind == "ccps" and int(mention.value) < count and len(aimed) < count:
                continue
            yield Finding(
                "count", "warning", f"{mention.value} sont annoncés ; les {what} sont {count}.",
                f"Le nombre annoncé est celui des {what}.", _OWN if mention.kind == "modules" else source,
                f"Écrivez {count}, ou complétez la suite.", (mention.quote,),
            )  # fmt: skip


def _unread(programme: Programme, titre: TitreVersion, aimed: frozenset[int]) -> Iterator[Finding]:
    for one in programme.unread:
        yield Finding(
            "figure_unread" if one.remedy else "hours_unread", "error", f"« {one.what} » : {one.reason}.",
            "Ce qui est écrit se lit." if one.remedy else "Chaque séance, chaque épreuve a sa durée.", "L6353-1 ; C8",
            one.remedy or "Écrivez un nombre d’heures, « 14 » ou « 14 h ».", (one.quote,),
        )  # fmt: skip


# Sums --------------------------------------------------------------------------------------------------------------


def _seances(programme: Programme, titre: TitreVersion, aimed: frozenset[int]) -> Iterator[Finding]:
    for module in programme.modules:
        seances = programme.seances_of(module.number)
        announced = [
            h for h in programme.hours
            if h.kind == "centre" and h.section and h.ccp == module.ccp
            and (module.ccp is not None or h.quote.where == module.quote.where)
        ]  # fmt: skip
        if not seances or not announced or any(s.minutes is None for s in seances):
            continue
        total, head = sum(s.minutes or 0 for s in seances), announced[0]
        gap = total - head.minutes
        if not gap:
            continue
        alone = [s for s in seances if s.minutes == gap]
        hint = f" L’écart de {told(gap)} est la durée de « {alone[0].heading} »." if alone else ""
        yield Finding(
            "seances_total", "error",
            f"Les séances du module {module.number} totalisent {told(total)}, alors que {told(head.minutes)} sont "
            f"annoncées.{hint}",
            "Les séances d’un module font ensemble ses heures en centre.", _OWN,
            f"Corrigez les heures d’une séance, ou annoncez {told(total)} pour le module {module.number}.",
            (head.quote, *(s.quote for s in (alone or seances)[:1])), module.ccp,
        )  # fmt: skip


def _centre(programme: Programme, titre: TitreVersion, aimed: frozenset[int]) -> Iterator[Finding]:
    sections = {
        number: next((h for h in programme.hours_of("centre", number) if h.section), None)
        or _taught(programme, number)
        for number in sorted(aimed)
    }
    for number, head in sections.items():
        for other in programme.hours_of("centre", number):
            if head is None or other.section or other.minutes == head.minutes:
                continue
            yield Finding(
                "centre_differs", "error",
                f"CCP {number} : {told(other.minutes)} en centre à un endroit, {told(head.minutes)} à un autre.",
                "Une durée est la même partout où elle est écrite.", _OWN, "Gardez la bonne durée aux deux endroits.",
                (other.quote, head.quote), number,
            )  # fmt: skip
    announced = programme.hours_of("centre", None)
    if announced and all(sections.values()) and sections:
        total = sum(h.minutes for h in sections.values() if h)
        for one in announced:
            if one.minutes != total:
                yield Finding(
                    "centre_total", "error",
                    f"{told(one.minutes)} en centre sont annoncées en tout ; les modules totalisent {told(total)}.",
                    "Le total en centre est la somme des modules.", _OWN,
                    f"Annoncez {told(total)}, ou corrigez un module.",
                    (one.quote, *(h.quote for h in sections.values() if h)),
                )  # fmt: skip
    company = _company_total(programme, aimed)
    for one in programme.hours_of("total", None):
        if announced and company and one.minutes != announced[0].minutes + company.minutes:
            whole = announced[0].minutes + company.minutes
            yield Finding(
                "grand_total", "error",
                f"{told(one.minutes)} sont annoncées en tout ; centre et entreprise font {told(whole)} "
                f"({told(announced[0].minutes)} + {told(company.minutes)}).",
                "La durée totale est la somme des heures en centre et en entreprise.", _OWN,
                f"Annoncez {told(whole)}, ou corrigez l’une des deux durées.",
                (one.quote, announced[0].quote, company.quote),
            )  # fmt: skip


def _taught(programme: Programme, ccp: int) -> Hours | None:
    """The hours in the centre of a CCP where no place gives them: those of its séances, when each has its own."""
    modules = [module.number for module in programme.modules if module.ccp == ccp]
    seances = [seance for seance in programme.seances if seance.module in modules]
    if not seances or any(seance.minutes is None for seance in seances):
        return None
    return Hours("centre", ccp, sum(seance.minutes or 0 for seance in seances), seances[0].quote)


def _inside(programme: Programme, titre: TitreVersion, aimed: frozenset[int]) -> Iterator[Finding]:
    """« 252 h dont 105 h de stage », where the stages come in addition elsewhere (X4)."""
    said = [h for h in programme.hours if h.kind == "company" and h.inside is not None and h.ccp is not None]
    for one in said:
        if one.inside is not None and one.minutes > one.inside:
            yield Finding(
                "inside_larger", "error",
                f"CCP {one.ccp} : « {told(one.inside)} dont {told(one.minutes)} » : la partie dépasse le tout.",
                "« dont » annonce une partie du total.", _OWN, "Corrigez l’une des deux durées.", (one.quote,), one.ccp,
            )  # fmt: skip
    heads = {n: next((h for h in programme.hours_of("centre", n) if h.section), None) for n in aimed}
    mixed = [h for h in said if (head := heads.get(h.ccp or 0)) and head.minutes == h.inside]
    whole = sum(h.inside or 0 for h in {h.ccp: h for h in said}.values())
    centre, company = programme.hours_of("centre", None), programme.hours_of("company", None)
    added = bool(centre and company and whole == centre[0].minutes and said)
    if not mixed and not added:
        return
    sums = " + ".join(told(h.inside or 0).removesuffix(" h") for h in said)
    places = (
        f"alors que {told(centre[0].minutes)} sont annoncées en centre, plus {told(company[0].minutes)} en entreprise"
        if centre and company
        else "alors que le détail des modules donne ces mêmes heures en centre, stages non compris"
    )
    yield Finding(
        "inside", "error",
        f"La présentation compte les stages dans les heures en centre (« dont ») : {sums} = {told(whole)}, {places}.",
        "Les heures en entreprise s’ajoutent aux heures en centre, ou en font partie : l’un ou l’autre.", _OWN,
        "Remplacez « dont » par « plus », ou annoncez pour chaque CCP le total du centre et de l’entreprise.",
        (*(h.quote for h in (*centre[:1],)), *(h.quote for h in said)),
    )  # fmt: skip


# Companies ---------------------------------------------------------------------------------------------------------


def _company_total(programme: Programme, aimed: frozenset[int]) -> Hours | None:
    return next(iter(programme.hours_of("company", None)), None)


def _company(programme: Programme, titre: TitreVersion, aimed: frozenset[int]) -> Iterator[Finding]:
    by_ccp = {number: programme.hours_of("company", number) for number in sorted(aimed)}
    for number, said in by_ccp.items():
        amounts = list(dict.fromkeys(h.minutes for h in said))
        if len(amounts) > 1:
            first = {amount: next(h for h in said if h.minutes == amount) for amount in amounts}
            yield Finding(
                "company_differs", "error",
                f"CCP {number} : {' à un endroit, '.join(told(a) for a in amounts)} à un autre, pour les heures en "
                "entreprise.",
                "Une durée est la même partout où elle est écrite.", _OWN,
                "Gardez la bonne durée à tous les endroits.", tuple(h.quote for h in first.values()), number,
            )  # fmt: skip
    for number, said in by_ccp.items():
        required = (titre.ccp(number).scheme.company_hours or 0) * 60
        short = [h for h in said if h.minutes < required]
        if short:
            shown = " ou ".join(told(a) for a in dict.fromkeys(h.minutes for h in short))
            yield Finding(
                "company_minimum", "error" if len(short) == len(said) else "warning",
                f"CCP {number} : {shown} en entreprise, moins que les {told(required)} du référentiel d’évaluation.",
                f"Le candidat au {titre.ccp(number).label} justifie de {told(required)} en entreprise au moins, "
                "CCP par CCP.",
                _re(titre, f"ccp{number}"), f"Portez le stage du CCP {number} à {told(required)} au moins.",
                tuple(h.quote for h in short), number,
            )  # fmt: skip
        elif required and not said and any(by_ccp.values()):
            yield Finding(
                "company_absent", "warning", f"CCP {number} : aucune heure en entreprise n’est annoncée.",
                f"Le candidat au {titre.ccp(number).label} justifie de {told(required)} en entreprise au moins.",
                _re(titre, f"ccp{number}"), f"Annoncez {told(required)} au moins.", (), number,
            )  # fmt: skip
    whole, total = _company_total(programme, aimed), (titre.scheme().company_hours or 0) * 60
    every = len(aimed) == len(titre.ccps)
    if not whole and total and every and not any(by_ccp.values()):
        yield Finding(
            "company_absent", "warning", "Aucune heure en entreprise n’est annoncée.",
            f"Le candidat au titre justifie de {told(total)} en entreprise au moins.", _re(titre, "title"),
            f"Annoncez {told(total)} au moins, CCP par CCP.",
        )  # fmt: skip
    if whole is None:
        return
    if every and whole.minutes < total:
        yield Finding(
            "company_minimum", "error",
            f"{told(whole.minutes)} en entreprise en tout, moins que les {told(total)} du référentiel d’évaluation.",
            f"Le candidat au titre justifie de {told(total)} en entreprise au moins.", _re(titre, "title"),
            f"Annoncez {told(total)} au moins.", (whole.quote,),
        )  # fmt: skip
    for section in (False, True):
        parts = [next((h for h in said if h.section == section), None) for said in by_ccp.values()]
        added = sum(h.minutes for h in parts if h)
        if all(parts) and added != whole.minutes:
            yield Finding(
                "company_total", "error",
                f"{told(whole.minutes)} en entreprise en tout ; les CCP totalisent {told(added)}.",
                "Le total en entreprise est la somme des CCP.", _OWN, f"Annoncez {told(added)}, ou corrigez un CCP.",
                (whole.quote, *(h.quote for h in parts if h)),
            )  # fmt: skip


def _weeks(programme: Programme, titre: TitreVersion, aimed: frozenset[int]) -> Iterator[Finding]:
    """« 8 semaines (287 h) » where the other weeks of the programme are of 35 h."""
    said = [h for h in programme.hours if h.weeks]
    rates = Counter(
        round(h.minutes / (h.weeks or 1)) for h in {(h.ccp, h.minutes, h.weeks): h for h in said}.values()
    )
    usual = {rate for rate, count in rates.items() if count > 1} | {_WEEK_HOURS * 60}
    seen: set[tuple[int, float | None]] = set()
    for one in said:
        rate = round(one.minutes / (one.weeks or 1))
        settled = any(count > 1 for count in rates.values())
        plausible = not settled and rate % 30 == 0 and rate < _WEEK_HOURS * 60
        if rate in usual or plausible or (one.minutes, one.weeks) in seen:
            continue
        seen.add((one.minutes, one.weeks))
        week = rates.most_common(1)[0][0] if rates.most_common(1)[0][1] > 1 else _WEEK_HOURS * 60
        expected = round(week * (one.weeks or 0))
        yield Finding(
            "weeks", "warning",
            f"{one.weeks:g} semaines de {told(week)} font {told(expected)}, et non {told(one.minutes)}.",
            f"Ailleurs, une semaine compte {told(week)}.", f"{_OWN} ; L3121-27 à défaut",
            "Corrigez le nombre de semaines ou d’heures.", (one.quote,), one.ccp,
        )  # fmt: skip


# Competences and days ----------------------------------------------------------------------------------------------


def _competences(programme: Programme, titre: TitreVersion, aimed: frozenset[int]) -> Iterator[Finding]:
    named: set[int] = set()
    known = {competence.number for competence in titre.competences}
    for seance in programme.seances:
        for ref in seance.competences:
            number = _number(titre, ref)
            if number is None or number not in known:
                yield Finding(
                    "competence_foreign", "error",
                    f"« {seance.heading} » vise {ref}, qui n’est pas une compétence de {titre.sigle}.",
                    f"{titre.sigle} compte {len(known)} compétences, C1 à C{max(known)}.",
                    f"REAC {titre.sigle}, {titre.ref}", "Corrigez le numéro de la compétence.", (seance.quote,),
                )  # fmt: skip
            else:
                named.add(number)
    told_all = [s for s in programme.seances if s.competences]
    explicit = 2 * len(told_all) >= len(programme.seances)
    covered = named | (
        frozenset()
        if explicit and told_all
        else competences_covered(titre, [s.heading for s in programme.seances])
    )
    if not programme.seances and not programme.modules:
        return
    prepared = {module.ccp for module in programme.modules}
    for ccp in titre.ccps:
        if ccp.number not in aimed or ccp.number not in prepared:
            continue
        own = [module for module in programme.modules if module.ccp == ccp.number]
        if not any(programme.seances_of(module.number) for module in own):
            yield Finding(
                "no_seance", "warning", f"Le module {own[0].number} ne détaille aucune séance.",
                "Le programme donne les séances de chaque module.", "L6353-1 ; Qualiopi, indicateur 6",
                f"Écrivez les séances du module {own[0].number}, avec leurs heures et leurs compétences.",
                (own[0].quote,), ccp.number,
            )  # fmt: skip
            continue
        for competence in ccp.competences:
            if competence.number not in covered:
                yield Finding(
                    "competence_uncovered", "warning",
                    f"Aucune séance ne semble porter sur C{competence.number} « {competence.title} ».",
                    f"Le {ccp.label} certifie cette compétence.", f"REAC {titre.sigle}, {titre.ref} ; Qualiopi, "
                    "indicateur 7", f"Ajoutez une séance, ou nommez C{competence.number} dans celle qui la prépare.",
                    tuple(m.quote for m in programme.modules if m.ccp == ccp.number)[:1], ccp.number,
                )  # fmt: skip


def _number(titre: TitreVersion, ref: str) -> int | None:
    if match := re.fullmatch(r"C(\d{1,2})", ref):
        return int(match[1])
    if ref.startswith(titre.code):
        if "/C" not in ref:
            return None
        try:
            titre.resolve(ref if "." in ref.partition("/")[0] else f"{titre.ref}/{ref.partition('/')[2]}")
        except UnknownId:
            return None
        return int(ref.rpartition("/C")[2])
    return None


def _days(programme: Programme, titre: TitreVersion, aimed: frozenset[int]) -> Iterator[Finding]:
    end = date.fromisoformat(titre.validity_end) if titre.validity_end else None
    effect = date.fromisoformat(titre.effective_date) if titre.effective_date else None
    for span in programme.spans:
        if span.ends_on < span.starts_on:
            yield Finding(
                "days", "error", f"L’action finit le {day_label(span.ends_on)}, avant de commencer "
                f"le {day_label(span.starts_on)}.", "La fin suit le début.", _OWN, "Corrigez l’une des deux dates.",
                (span.quote,),
            )  # fmt: skip
        elif end and span.starts_on > end:
            yield Finding(
                "days", "error", f"L’action commence le {day_label(span.starts_on)}, après la fin de validité du "
                f"titre ({day_label(end)}).", "Une formation commence avant la fin de validité du titre.",
                f"arrêté de spécialité, {titre.ref} ; A1.6", "Visez la version suivante du titre.", (span.quote,),
            )  # fmt: skip
        elif end and span.ends_on > end:
            yield Finding(
                "days", "warning", f"L’action finit le {day_label(span.ends_on)}, après la fin de validité du titre "
                f"({day_label(end)}).", "Les sessions sont enregistrées avant la fin de validité ; un délai d’un an "
                "suit pour les formations déjà commencées.", "A1.6", "Vérifiez que la session est déclarée à temps.",
                (span.quote,),
            )  # fmt: skip
        elif effect and span.starts_on < effect:
            yield Finding(
                "days", "warning", f"L’action commence le {day_label(span.starts_on)}, avant l’entrée en vigueur de "
                f"cette version du titre ({day_label(effect)}).", "Le programme suit la version en vigueur.",
                f"arrêté de spécialité, {titre.ref}", "Vérifiez la version du titre.", (span.quote,),
            )  # fmt: skip
