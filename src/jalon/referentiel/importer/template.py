"""The words of the ministry's template that open each section of a REAC or of a RE, in every era: patterns only.

Patterns are matched on folded text (`wording.folded`): small letters, no accents, straight apostrophes, single spaces.
A named group says what the words leave: `number`, `tail` (the rest of the line, which belongs to the section), `any`
(a rest that only lengthens the heading), `ccs` (the fiche of an activité d’extension).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

Document = Literal["reac", "re"]

Kind = Literal[
    # both documents
    "front", "contents", "legal",
    # REAC
    "cover", "evolution", "activities_list", "synopsis", "emploi", "activity", "competence", "transversal",
    "glossary", "reac_glossary",
    # … inside the fiche emploi type
    "job_definition", "job_sectors", "regulation", "job_equivalences", "job_list", "job_transversal", "level", "rome",
    # … inside a fiche activité type
    "activity_definition", "activity_list", "activity_transversal",
    # … inside a fiche compétence
    "description", "contexts", "criteria", "skills",
    # RE
    "re_cover", "bloc_cover", "references", "general", "scheme", "modalities", "extra", "vae", "matrix",
    "transversal_table", "jury", "jury_time", "jury_protocol", "jury_members", "surveillance", "bloc",
    "annex", "premises", "rooms", "resources", "correspondences", "equivalences", "re_glossary", "habilitations",
]  # fmt: skip

GLOSSARIES: frozenset[Kind] = frozenset({"glossary", "reac_glossary", "re_glossary"})
FICHES: frozenset[Kind] = frozenset({"competence", "transversal"})
ANNEXES: frozenset[Kind] = frozenset(
    {
        "annex",
        "premises",
        "rooms",
        "resources",
        "correspondences",
        "equivalences",
        "re_glossary",
        "habilitations",
    }
)
COVERS: frozenset[Kind] = frozenset({"cover", "re_cover", "bloc_cover"})
_EXAM: frozenset[Kind] = frozenset(
    {"bloc_cover", "re_cover", "references", "general", "scheme", "modalities", "extra", "vae", "matrix",
     "transversal_table", "jury", "jury_time", "jury_protocol", "jury_members", "surveillance", "bloc"}
)  # fmt: skip
# Where a document is described by its own parts: « Sommaire », « Introduction », « Annexes ».
_TOLD: frozenset[Kind] = frozenset(
    {"modalities", "extra", "vae", "jury_protocol", "competence", "transversal"}
)
_EVERYWHERE: frozenset[Kind] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern, the section it opens, and the sections inside (or outside) which these words are a heading."""

    kind: Kind
    document: Document | None
    pattern: re.Pattern[str]
    within: frozenset[Kind] | None = None  # None: everywhere
    outside: frozenset[Kind] = GLOSSARIES

    def applies(self, within: Kind) -> bool:
        return (self.within is None or within in self.within) and within not in self.outside


# Pieces of patterns.
_NUMBER = r"(?: ?\(?(?:n ?[°o*.]{0,2} ?[.:]? ?)?(?P<number>\d{1,2})\)?)"
_SIGNED_NUMBER = r" ?n ?[°o] ?(?P<number>\d{1,2})"
_TAIL = r"(?: ?[:.-] ?(?P<tail>.*)| (?P<rest>.*))?"
_CASE = r"(?: \(?le cas echeant\)?)?"
_SECTION = r"(?:(?:[ivx]+|\d) ?[.)/-]? ?(?:\d ?[.)]? ?)?[-.]? ?)?"
_NUMBERED = (
    r"(?:(?:[ivx]+|\d) ?[.)/-] ?(?:\d ?[.)]? ?)?[-.]? ?)"  # a section that its number alone makes a heading
)
_CCS = r"(?:ccs|certificat complementaire de specialisation(?: \(ccs\))?)"
_TITRE = r"(?:titre(?: professionnel)?|tp)"
_TYPE = r"(?:[- ]?types?)?"
_RE = r"referentiel (?:d'? ?|de |des )?(?:evaluation|certification|validation)(?: \((?:re|rc|rev|rec)\))?"

_REAC: tuple[tuple[str, str], ...] = (
    (
        "evolution",
        rf"introduction|presentation du {_TITRE}|contexte de l'examen du {_TITRE}"
        rf"|(?:presentation de l')?evolutions? du {_TITRE}",
    ),
    ("activities_list", rf"(?:liste|tableau) des activites{_TYPE}{_CASE}"),
    ("synopsis", r"(?:vue|tableau) synoptique(?P<any> (?:de l'|d'|du |de la |des ).*)?"),
    ("emploi", rf"fiche (?:de l'|d')?emploi{_TYPE}"),
    ("activity", rf"fiche (?P<ccs>{_CCS})"),
    (
        "activity",
        rf"fiche (?:d'|de l')?activites?{_TYPE}(?: (?P<ext>d'extension))?(?: ?{_NUMBER})?"
        rf"(?: ?[-(]? ?(?P<ccs>{_CCS})\)?)?{_TAIL}",
    ),
    (
        "transversal",
        rf"fiches? (?:des? )?competences? transversales?(?: de l'(?:emploi|activite){_TYPE})?{_CASE}"
        rf"(?:{_NUMBER})?{_TAIL}",
    ),
    (
        "competence",
        rf"fiche (?:de |de la )?competences?(?: professionnelles?)?{_TYPE}(?: ?{_NUMBER})?"
        rf"(?: ?[-(]? ?(?:du )?(?P<ccs>{_CCS})\)?)?{_TAIL}",
    ),
    # the fiche emploi type
    (
        "job_definition",
        rf"(?:definition|description|definition et description) de l'emploi{_TYPE}"
        r"(?: et (?:des )?conditions d'exercice)?",
    ),
    (
        "job_sectors",
        r"secteurs? d'activites? (?:et|ou) (?:types? d')?emplois?"
        r"(?: accessibles?(?: par le (?:detenteur|titulaire) du titre)?(?P<any> .*)?)?",
    ),
    (
        "job_equivalences",
        r"(?:equivalences?|liens?|correspondances?|passerelles?) avec (?:d'autres|les autres|une autre)"
        rf" certifications?{_CASE}",
    ),
    (
        "job_list",
        rf"liste des activites{_TYPE} et (?:des )?competences(?: professionnelles)?(?P<any>.{{0,30}})",
    ),
    ("job_transversal", rf"competences transversales de l'emploi{_TYPE}{_CASE}"),
    (
        "level",
        r"niveau(?: de (?:qualification|formation))? (?:et/ou|et|ou) (?:domaine|secteur)s?(?:\(s\))? d'activites?",
    ),
    (
        "rome",
        r"(?:fiche|code|emploi)s?(?: ?\(s\))? (?:rome|metiers?)(?: \(?s?\)?)?(?: de)? ?rattachements?"
        r"|(?:fiche|code)s?(?: ?\(s\))? (?:emplois? metiers? |emploi/metier )?(?:du )?rome"
        r"(?: de rattachement| les? plus proches?)?(?: \(?si necessaire\)?)?",
    ),
    # a fiche activité type
    (
        "activity_definition",
        rf"(?:definition|description)[, ]*(?:et )?(?:description|contenu)? ?(?:et conditions d'exercice )?"
        rf"de l'activite{_TYPE}(?: et (?:des )?conditions d'exercice)?",
    ),
    ("activity_list", rf"(?:liste des )?competences(?: professionnelles)? (?:de l'activite{_TYPE}|du ccs)"),
    ("activity_transversal", rf"competences transversales (?:de l'activite{_TYPE}|du ccs){_CASE}"),
    # a fiche compétence
    (
        "description",
        r"(?:description|descriptif|definition) de la competence(?: professionnelle| transversale)?"
        r"(?: ?[-:(] ?process(?:us)? de mise en oeuvre\)?)?|processus de mise en oeuvre(?: de la competence)?",
    ),
)

_RE_HEADINGS: tuple[tuple[str, str], ...] = (
    ("references", rf"{_SECTION}references? (?:de la specialite|du {_TITRE}|de la certification)"),
    (
        "general",
        rf"{_SECTION}modalites? (?:generales )?d'evaluation(?: generales?)? (?:des|du) titres? professionnels?"
        rf"|{_SECTION}modalites? (?:generales d'evaluation|d'evaluation generales?)",
    ),
    (
        "scheme",
        rf"{_SECTION}(?:dispositif|modalites?) d'evaluation (?:specifiques? )?(?:pour|de) la session"
        r"(?: (?:du|de)(?P<any> .*)| titre)",
    ),
    ("extra", r"informations? complementaires? (?:concernant|relatives? a|sur) (?P<tail>.+)"),
    ("vae", r"precisions? (?:pour|concernant|relatives?) .{0,40}\bvae\b"),
    (
        "matrix",
        rf"{_SECTION}criteres? d'evaluation des competences(?: professionnelles)?|{_NUMBERED}criteres? d'evaluation"
        rf"|{_NUMBERED}competences(?: professionnelles)? evaluees?(?: et|,) criteres(?: d'evaluation)?(?: et preuves)?",
    ),
    ("transversal_table", rf"{_SECTION}evaluation des competences transversales{_CASE}"),
    (
        "jury_time",
        rf"{_SECTION}duree(?: totale)? (?:de presence|d'intervention|de mobilisation) du jury(?P<tail> .*)?",
    ),
    (
        "jury_protocol",
        rf"{_SECTION}protocoles? d'intervention du jury(?P<any> .{{0,60}})?"
        rf"|{_NUMBERED}modalites? d'intervention du jury",
    ),
    (
        "jury_members",
        rf"{_SECTION}conditions particulieres (?:de|d'intervention et de|relatives a la) composition"
        rf"(?: et d'intervention)? du jury(?P<any> .{{0,40}})?|{_NUMBERED}composition du jury",
    ),
    (
        "jury",
        rf"{_SECTION}conditions (?:de presence|d'intervention)(?: et (?:d'intervention|de presence))? du jury"
        r"(?: (?P<tail>.*))?",
    ),
    (
        "surveillance",
        rf"{_SECTION}conditions (?:particulieres )?de surveillance(?: et de confidentialite)?(?P<any> .*)?",
    ),
)


def rules() -> Iterator[Rule]:
    """Every rule, the more precise before the looser."""
    yield _rule("contents", None, r"sommaire|table des matieres", outside=GLOSSARIES | _TOLD)
    yield _rule(
        "cover",
        "reac",
        r"referentiel (?:d'? ?)?emploi[, -]*(?:d'? ?|des )?activites?[, -]*(?:et |&)?(?:de |des )?competences?"
        r"(?: ?\(?reac\)?)?(?: du titre professionnel)?",
        outside=_EVERYWHERE,
    )
    yield _rule(
        "activity",
        "reac",
        rf"(?:fiche (?:d'|de l')?)?(?P<ccs>ccs|certificat complementaire de specialisation)(?: \(?ccs\)?)?"
        rf"{_NUMBER}{_TAIL}",
        outside=_EXAM | ANNEXES | GLOSSARIES,
    )
    for kind, pattern in _REAC:
        outside = GLOSSARIES | _TOLD if kind in ("evolution", "activities_list") else GLOSSARIES
        yield _rule(kind, "reac", pattern, outside=_EVERYWHERE if pattern.startswith("fiche") else outside)
    yield from _rules_of_places()
    for kind, pattern in _RE_HEADINGS:
        yield _rule(kind, "re", pattern)
    yield from _rules_of_the_exam()
    yield from _rules_of_annexes()


def _rules_of_places() -> Iterator[Rule]:
    """Words so usual that they are a heading only in some sections."""
    yield _rule(
        "activity",
        "reac",
        rf"activites?[- ]types?(?: (?P<ext>d'extension))?{_SIGNED_NUMBER}(?: ?\((?P<ccs>ccs)\))?"
        r"(?: ?[:.-] ?(?P<tail>.*))?",
        within=frozenset({"activity", "competence", "emploi", "synopsis", "front"}),
    )
    yield _rule(
        "competence",
        "reac",
        rf"competences?(?: professionnelles?)?{_TYPE}{_SIGNED_NUMBER}(?: ?[:.-] ?(?P<tail>.*))?",
        within=frozenset({"activity", "competence", "front"}),
    )
    yield _rule(
        "reac_glossary",
        "reac",
        r"glossaire (?:du |de |general du )?(?:reac|referentiel (?:d'? ?)?emploi(?P<any>.*))",
        outside=_EVERYWHERE,
    )
    yield _rule(
        "glossary",
        "reac",
        rf"glossaires? techniques?(?P<any> .{{0,40}})?{_CASE}|lexique technique",
        outside=ANNEXES,
    )
    yield _rule("glossary", "reac", r"glossaire|lexique", outside=ANNEXES | (_TOLD - FICHES))
    yield _rule(
        "evolution", "reac", rf"{_NUMBERED}introduction", within=frozenset({"front", "cover", "contents"})
    )
    yield _rule(
        "emploi",
        "reac",
        r"emploi[- ]?type",
        within=frozenset({"front", "cover", "contents", "evolution", "activities_list", "synopsis"}),
    )
    yield _rule(
        "regulation",
        "reac",
        rf"reglementations? (?:d'|des |de l'|de )?activites?{_CASE}",
        within=frozenset({"emploi", "activity", "front"}),
    )
    yield _rule(
        "contexts",
        "reac",
        r"contextes?(?: ?\(s\))?(?: professionnels?(?: ?\(s\))?)?"
        r" (?:(?:de|d'|dans).{0,60}(?:mise en oeuvre|mis en oeuvre|exerc\w+|s'exerce)|d'exercice)"
        r"(?: de la competence)?|contextes?(?: ?\(s\))? professionnels?(?: ?\(s\))?"
        r"|conditions (?:de mise en oeuvre|d'exercice)(?: de la competence)?",
        within=FICHES | {"front"},
    )
    yield _rule(
        "criteria",
        "reac",
        r"criteres?(?: ?\(s\))? (?:(?:de|des) performances?|de reussite|d'evaluation)"
        r"(?: de la competence(?: professionnelle)?)?(?: \([^()]{0,40}\)?)?",
        within=FICHES | {"front"},
    )
    yield _rule(
        "bloc_cover",
        "re",
        rf"{_RE} (?:des?|du) (?:certificats?|ccp|ccs)"
        r"(?: de competences? professionnelles?| complementaires? de specialisation)?(?: \((?:ccp|ccs)\))?"
        r"(?P<any> .*)?",
        outside=_EVERYWHERE,
    )
    yield _rule("re_cover", "re", rf"{_RE}(?: du titre professionnel| du tp)?", outside=_EVERYWHERE)
    yield _rule(
        "modalities",
        "re",
        rf"{_SECTION}modalites? d'evaluation des competences(?: professionnelles)? et (?:d')?organisation"
        rf" (?:de l'epreuve|des epreuves|de l'examen)(?: de synthese)?|{_NUMBERED}modalites? (?:de l'|d')examen"
        rf"|{_SECTION}modalites? et organisation (?:de l'epreuve|des epreuves|de l'examen)",
        outside=GLOSSARIES | {"contents"},
    )
    yield _rule(
        "bloc",
        "re",
        r"(?:(?:certificat de competences professionnelles )?\(?ccp\)?|certificat de competences professionnelles"
        r"|(?P<ccs>(?:certificat complementaire de specialisation )?\(?ccs\)?"
        r"|certificat complementaire de specialisation))"
        r"(?: ?(?:n ?[°o] ?)?(?P<number>\d{1,2}))?(?: ?[:.-] ?(?P<tail>.+))?",
        within=_EXAM,
    )


def _rules_of_the_exam() -> Iterator[Rule]:
    """Words of older eras, that a conduct or a dossier may use too."""
    yield _rule(
        "modalities", "re", rf"{_SECTION}epreuves? de (?:l'examen|la session|synthese)", within=_EXAM - _TOLD
    )
    yield _rule(
        "matrix",
        "re",
        rf"{_SECTION}grilles? d'evaluation(?: des competences(?: professionnelles)?)?",
        within=_EXAM - {"extra", "vae", "jury_protocol", "jury_members", "surveillance"},
    )
    yield _rule("general", "re", rf"{_SECTION}matieres? d'oeuvre", within=_EXAM - {"modalities"})
    yield _rule("premises", "re", r"matieres? d'oeuvre", within=frozenset({"annex", "premises", "rooms"}))
    yield _rule(
        "jury_protocol",
        "re",
        r"precisions? (?:pour|a l'attention d\w*|destinees? au?x?) ?(?:le|les|l'|du|des|de)? ?"
        r"(?:membres? du jury|jury|evaluateurs?|jures?)",
        within=_EXAM,
    )
    yield _rule(
        "surveillance",
        "re",
        r"precisions? (?:pour|a l'attention d\w*|destinees? au?x?) ?(?:le|les|l'|du|des|de)? ?"
        r"(?:responsables? de (?:la )?session|organisateurs?|centres?(?: (?:organisateur|agree|d'examen))?)",
        within=_EXAM,
    )
    yield _rule(
        "extra",
        "re",
        r"precisions? (?:pour|a l'attention d\w*|destinees? au?x?) ?(?:le|les|l'|du|des|de)? ?candidats?",
        within=_EXAM,
    )


def _rules_of_annexes() -> Iterator[Rule]:
    places: frozenset[Kind] = frozenset({"annex", "premises", "rooms", "resources"})
    everywhere_after: frozenset[Kind] = ANNEXES - {"re_glossary"}
    yield _rule(
        "re_glossary",
        "re",
        r"glossaire (?:des modalites d'evaluation"
        r"|du (?:re|rc|rev|referentiel d'evaluation|referentiel de certification))"
        r"(?: du referentiel d(?:'evaluation|e certification)(?: \((?:re|rc|rev)\))?)?(?P<any> .*)?",
        outside=_EVERYWHERE,
    )
    yield _rule(
        "habilitations",
        "re",
        r"(?:liste des )?habilitations?(?: (?:et|ou|electriques?|specifiques?|de branche|requises?|obligatoires?)"
        r"(?P<any>.*))?|liste des (?:autorisations|attestations)(?P<rest>.*)",
        within=everywhere_after,
    )
    yield _rule(
        "annex",
        "re",
        r"annexes? (?:n ?[°o*.]{0,2} ?\.? ?)?(?P<number>\d{1,2})(?: ?[:.-] ?(?P<tail>.*)| (?P<rest>.*))?",
        outside=_EVERYWHERE,
    )
    yield _rule("annex", "re", r"annexes?(?: ?[:.-] ?(?P<tail>.*))?", outside=_TOLD)
    yield _rule(
        "premises",
        "re",
        r"plateaux? techniques? d'evaluation(?P<any> .*)?",
        outside=GLOSSARIES | {"contents"},
    )
    yield _rule("premises", "re", r"plateaux? techniques?", within=frozenset({"annex"}))
    yield _rule("rooms", "re", r"locaux(?: d'evaluation| necessaires)?", within=places)
    yield _rule("resources", "re", r"ressources(?: \(?pour un candidat\)?)?(?P<any> .{0,30})?", within=places)
    yield _rule(
        "resources",
        "re",
        r"(?:moyens|ressources) materiel(?:le)?s"
        r"|(?:materiels?|equipements?)(?: (?:et|ou) (?:materiels?|equipements?))?",
        within=frozenset({"annex", "premises", "rooms"}),
    )
    yield _rule(
        "correspondences",
        "re",
        r"(?:tableau (?:de|des) )?correspondances?(?: du tp)?(?P<any> (?:du|des|entre|avec) .{0,80})?",
        within=everywhere_after | {"surveillance", "jury_members"},
    )
    yield _rule(
        "equivalences",
        "re",
        r"(?:equivalences?|correspondances? unilaterales?)(?P<any> (?:du|des|entre|avec) .{0,80})?",
        within=frozenset({"annex", "correspondences", "equivalences"}),
    )


def _rule(
    kind: str,
    document: Document | None,
    pattern: str,
    *,
    within: frozenset[Kind] | None = None,
    outside: frozenset[Kind] = GLOSSARIES,
) -> Rule:
    return Rule(_KINDS[kind], document, re.compile(pattern), within, outside)


_KINDS: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}
