"""Lay a title out as a référentiel d’évaluation (RE, REV, or RC before 2019), in the words of an era."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from jalon.referentiel.schema import (
    Activity,
    Conduct,
    Production,
    Scheme,
    Test,
    TitreVersion,
)

from .defects import CLEAN, Defects
from .eras import Era
from .paper import Block, Cell, Document, Foot, Grid, Par, Row, Sheet, cell, heading_cell, texts
from .reac import cover as portrait_cover
from .reac import french, kind_of, reproduction, running_head
from .titles import (
    ALONE,
    BEFORE_JURY,
    EF,
    ET,
    MSP,
    NSF_LABELS,
    PP,
    PREPARE,
    QP,
    QPROD,
    TALK,
    TEST_TERMS,
    WRITE,
    alphabetical,
)

_RANKS = ("première", "deuxième", "troisième", "quatrième", "cinquième", "sixième", "septième", "huitième")
_COUNTS = ("", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit")
MAIN = {
    MSP: "Mise en situation professionnelle",
    PP: "Présentation d'un projet réalisé en amont de la session",
}
OTHER = {
    ET: "Entretien technique",
    QP: "Questionnaire professionnel",
    QPROD: "Questionnement à partir de production(s)",
}
_INFO = {
    MSP: "la mise en situation professionnelle",
    PP: "la présentation d’un projet réalisé en amont de la session",
    ET: "l’entretien technique",
    QP: "le questionnaire professionnel",
    QPROD: "le questionnement à partir de production(s)",
}
_ROOM = {
    **MAIN,
    **OTHER,
    QPROD: "Questionnement à partir de productions",
    EF: "Entretien final",
}
_TABLE = "Modalités d’évaluation des compétences et organisation de l’épreuve"
_SHARING = "Nombre maximal de candidats pouvant partager la ressource en simultané pendant l’épreuve"


def draw_evaluation(titre: TitreVersion, era: Era, defects: Defects = CLEAN) -> Document:
    rng = Random(f"re/{titre.ref}/{era.name}")
    sheets = [
        _cover(titre, era),
        _references(titre, era),
        *_title_session(titre, era, defects, rng),
        cover(
            (_unaccented(era.evaluation_title), "DES CERTIFICATS", "DE COMPETENCES PROFESSIONNELLES"),
            titre.title,
        ),
        *(_bloc(titre, bloc.activity, bloc.scheme, era, defects, rng) for bloc in titre.ccps),
        *_specialisations(titre, era, defects, rng),
        _premises(titre),
        _resources(titre, era),
        _correspondences(titre),
        _glossary(era),
        reproduction(),
    ]
    head = running_head(titre, era.evaluation, defects)
    return Document(era.evaluation, _foot(titre, era), tuple(sheets), head)


def cover(lines: tuple[str, ...], title: str, *small: str) -> Sheet:
    return replace(portrait_cover(lines, title, *small), landscape=True)


def _unaccented(text: str) -> str:
    return text.replace("É", "E")


def _foot(titre: TitreVersion, era: Era) -> Foot:
    return Foot(
        ("SIGLE", "Type de document", "Code titre", "Millésime", era.journal, "Date de mise à jour", "Page"),
        (
            titre.sigle,
            era.evaluation,
            titre.code,
            titre.version,
            french(titre.journal_date),
            french(titre.sources.re_update_date),
        ),
    )


def _cover(titre: TitreVersion, era: Era) -> Sheet:
    return cover(
        (_unaccented(era.evaluation_title), "DU TITRE PROFESSIONNEL"),
        titre.title,
        era.level(titre.level),
        f"Site : {era.site}/",
    )


# --- 1, 2 and 3: references, general rules ---


def _references(titre: TitreVersion, era: Era) -> Sheet:
    nsf = [f"{code} - {NSF_LABELS[code]}" for code in titre.nsf]
    level = era.level(titre.level).replace("Niveau ", "") if era.roman else era.framed_level(titre.level)[7:]
    facts = (
        f"Intitulé du titre professionnel : {titre.title}",
        f"Sigle du titre professionnel : {titre.sigle}",
        f"Niveau : {level}",
        f"Code(s) NSF : {nsf[0]}",
        *nsf[1:],
        f"Code(s) ROME : {', '.join(titre.rome)}",
        f"Formacode : {', '.join(titre.formacodes)}",
        f"Date de l’arrêté : {french(titre.decree_date)}",
        f"Date de parution au JO de l’arrêté : {french(titre.journal_date)}",
        f"Date d’effet de l’arrêté : {french(titre.effective_date)}",
    )
    blocks: list[Block] = [
        Par("1. Références de la spécialité", "heading", bold=True),
        *(Par(fact, bold=True, gap=1 if not rank else 0) for rank, fact in enumerate(facts)),
    ]
    interview = "D’un entretien avec le jury sur la maîtrise des compétences requises par les activités du titre visé."
    file = f"Du {era.dossier} et de ses annexes éventuelles."
    results = "Des résultats des évaluations passées en cours de formation, pour qui vient d’un parcours de formation."
    if era.roman:
        test = (
            "D’une mise en situation professionnelle ou d’une présentation d’un projet réalisé en amont de la "
            "session, complétée le cas échéant par un entretien technique, un questionnaire professionnel ou un "
            "questionnement à partir de production(s)."
        )
        blocks += [
            Par("2. Modalités d’évaluation du titre professionnel", "heading", bold=True, gap=2),
            Par(era.by_law),
            Par(
                "2.1. Pour l’accès au titre professionnel, les compétences des candidats par VAE ou issus d’un "
                "parcours continu de formation sont évaluées par un jury au vu :",
                bold=True,
                gap=1,
            ),
            *_lettered((test, file, results, interview), gap=1),
            Par(
                "2.2. Pour l’accès au titre par capitalisation de CCP, elles sont évaluées par un jury au vu :",
                bold=True,
                gap=1,
            ),
            *_lettered(("Du livret de certification, au cours d’un entretien.",), gap=1),
            Par("2.3. Pour l’accès aux CCP, elles sont évaluées par un jury au vu :", bold=True, gap=1),
            *_lettered((test, file, results), gap=1),
        ]
    else:
        blocks += [
            Par("2. Modalités d’évaluation générales des titres professionnels", "heading", bold=True, gap=1),
            Par(
                "L’arrêté du 22 décembre 2015 fixe les conditions de délivrance du titre professionnel.",
                gap=1,
            ),
            Par(
                "Chaque modalité d’évaluation de la session du titre, du certificat de compétences professionnelles "
                "(CCP) ou du certificat complémentaire de spécialisation (CCS) est décrite dans le dossier technique "
                "d’évaluation, qui en précise les moyens pour le candidat, le jury et le centre organisateur.",
                gap=1,
            ),
            Par(
                "Un aménagement peut être demandé pour un candidat en situation de handicap : voir "
                "https://travail-emploi.gouv.fr/titres-professionnels-373014 , rubrique documents techniques.",
                gap=1,
            ),
            Par(
                f"3 Dispositif d’évaluation spécifique pour la session du titre professionnel {titre.sigle}",
                "heading",
                bold=True,
                gap=1,
            ),
            Par(
                "Les compétences des candidats issus d’un parcours continu de formation ou d’un parcours de VAE sont "
                "évaluées par un jury au vu :",
                bold=True,
                gap=1,
            ),
            *_lettered(
                (f"Des modalités présentées dans le tableau 3.1 « {_TABLE} ».", file, results, interview),
                gap=1,
            ),
            Par(
                "Un candidat par capitalisation de CCP est évalué au vu du livret de certification et d’un entretien, "
                "en fin de session du dernier CCP.",
                bold=True,
                gap=1,
            ),
        ]
    return Sheet(tuple(blocks), landscape=True, odd=True)


def _lettered(items: Sequence[str], gap: int) -> list[Par]:
    return [
        Par(item, bullet=f"{'abcdef'[rank]})", indent=2, gap=gap if not rank else 0)
        for rank, item in enumerate(items)
    ]


# --- 3, 4 and 5: the session of the title ---


def _title_session(titre: TitreVersion, era: Era, defects: Defects, rng: Random) -> list[Sheet]:
    scheme = titre.scheme()
    first: list[Block] = []
    if era.roman:
        first.append(
            Par(
                f"3 Dispositif d’évaluation pour la session du titre professionnel {titre.sigle}",
                "heading",
                bold=True,
            )
        )
    first += [
        Par(f"3.1. {_TABLE}", bold=True),
        _tests_table(titre, scheme, era, rng, whole=True),
        *_informations(titre, scheme, titre.title, era, rng, whole=True),
    ]
    if not era.roman:
        first += [
            Par("Précisions pour le candidat VAE :", bold=True, gap=2),
            Par("Le candidat qui se présente par la VAE s’appuie sur son expérience."),
        ]
    rows = [c.number for c in titre.competences if kind_of(titre, c) == "at"]
    matrix: list[Block] = [
        Par("3.2. Critères d’évaluation des compétences professionnelles", bold=True),
        _matrix(titre, rows, scheme, era, defects, "Obligations règlementaires le cas échéant :"),
    ]
    last: list[Block] = [
        Par("3.3. Évaluation des compétences transversales", bold=True),
        Par(
            "Les compétences transversales sont évaluées au travers des compétences professionnelles.", gap=1
        ),
        _transversal_table(titre),
        Par(
            f"4. Conditions de présence et d’intervention du jury propre au titre {titre.sigle}",
            "heading",
            True,
            gap=1,
        ),
        Par(
            "4.1. Durée totale de présence du jury pendant l’épreuve du candidat :   "
            f"{era.minutes(scheme.jury_minutes)}",
            bold=True,
            gap=1,
        ),
        Par("4.2. Protocole d'intervention du jury :", bold=True, gap=1),
        *_protocol(titre, scheme),
        Par("4.3. Conditions particulières de composition du jury :", bold=True, gap=1),
        Par(era.nothing),
        Par(
            "5. Conditions de surveillance et de confidentialité au cours de la session titre",
            "heading",
            True,
            gap=1,
        ),
        Par(
            "Le questionnaire se passe sous la surveillance du centre, sans téléphone ni accès à internet."
            if scheme.test(QP)
            else era.nothing
        ),
    ]
    return [Sheet(tuple(blocks), landscape=True) for blocks in (first, matrix, last)]


def _tests_table(titre: TitreVersion, scheme: Scheme, era: Era, rng: Random, *, whole: bool) -> Grid:
    main = next(kind for kind in MAIN if scheme.test(kind))
    conduct = titre.conduct(MSP)
    mark = "▪" if era.tick[0] == "☒" else "\uf0a7"
    rows = [
        Row(
            tuple(
                heading_cell(label)
                for label in (
                    "Modalités",
                    "Compétences évaluées",
                    "Durée",
                    "Détail de l’organisation de l’épreuve",
                )
            ),
            head=True,
        ),
        _test_row(titre, MAIN[main], "", scheme.test(main), era, conduct, rng),
        Row((Cell((Par("Autres modalités d’évaluation le cas échéant :", bold=True),), span=4),)),
        *(
            _test_row(titre, label, mark, scheme.test(kind), era, conduct, rng)
            for kind, label in OTHER.items()
        ),
    ]
    if final := scheme.test(EF):
        text = "Y compris le temps d’échange avec le candidat sur le dossier professionnel."
        rows.append(
            Row(
                (
                    Cell((Par("Entretien final", bold=True),), middle=True),
                    Cell(shaded=True),
                    cell(era.minutes(final.minutes), middle=True),
                    cell(text),
                )
            )
        )
    total = era.minutes(scheme.candidate_minutes)
    rows.append(
        Row(
            (
                Cell(),
                Cell((Par("Durée totale de l’épreuve pour le candidat :", align="center"),)),
                cell(total),
                Cell(),
            )
        )
    )
    return Grid((18, 38, 8, 36), tuple(rows), gap=1)


def _test_row(
    titre: TitreVersion, label: str, mark: str, test: Test | None, era: Era, conduct: Conduct, rng: Random
) -> Row:
    name = Cell((Par(label, bold=not mark, bullet=mark),))
    if test is None:
        return Row((name, cell(era.nothing), Cell(), cell(era.nothing)))
    competences = cell(*(titre.competence(n).title for n in test.competences))
    return Row((name, competences, cell(era.minutes(test.minutes)), cell(*_detail(test, conduct, rng))))


def _detail(test: Test, conduct: Conduct, rng: Random) -> list[str]:
    """What the candidate and the jury do, and how long each stretch lasts."""
    minutes = {phase.label: phase.minutes for phase in test.phases}
    if test.kind == MSP:
        if ALONE in minutes:
            lead = [
                f"Hors de la présence du jury, le candidat réalise l’ouvrage demandé ({_clock(minutes[ALONE])}).",
                f"Puis, en présence du jury, il met en service son ouvrage ({_clock(minutes[BEFORE_JURY])}).",
            ]
        elif PREPARE in minutes:
            lead = [
                f"Pendant {minutes[PREPARE]} minutes, le candidat s’isole pour se préparer.",
                f"La mise en situation, d’une durée de {test.minutes - minutes[PREPARE]} minutes, se déroule devant le "
                "jury, placé en retrait.",
            ]
        else:
            lead = ["La mise en situation se déroule en présence du jury sur le plateau technique."]
        if conduct.scenario_drawn:
            lead.insert(
                0, "Le candidat tire au sort la fiche qui sert de scénario, sans en prendre connaissance."
            )
        if conduct.learners:
            lead.append("Le candidat conduit une séance avec deux apprenants.")
        return lead
    if test.kind in (PP, QPROD):
        lead = (
            "Le questionnement s’appuie sur la production réalisée en amont de la session."
            if test.kind == QPROD
            else "En amont de la session d’examen, le candidat réalise un projet et prépare un dossier."
        )
        if TALK not in minutes:
            return [lead, "Le jury, qui a pris connaissance du dossier, questionne le candidat."]
        return [
            lead,
            "L’épreuve se déroule en deux parties :",
            f"1. Présentation orale par le candidat (durée totale : {minutes[TALK]} minutes).",
            "Le candidat donne des éléments de contexte et expose son analyse.",
            f"2. Questionnement par le jury à partir de la présentation écrite et orale du candidat "
            f"({test.minutes - minutes[TALK]} minutes).",
        ]
    if test.kind == ET:
        if WRITE in minutes:
            return [
                "Cette épreuve se déroule en trois temps.",
                f"1. Le candidat dispose de {minutes[WRITE]} minutes pour rédiger une synthèse.",
                "2. Le candidat présente oralement sa synthèse.",
                "3. Puis le jury questionne le candidat à partir de sa synthèse.",
            ]
        if PREPARE in minutes:
            return [
                "Cette épreuve se déroule en trois temps :",
                f"Le candidat prépare la présentation orale de son analyse ({minutes[PREPARE]} minutes).",
                f"Le candidat présente ensuite oralement son analyse ({minutes[TALK]} minutes).",
                f"Puis, le jury questionne le candidat ({test.minutes - minutes[PREPARE] - minutes[TALK]} minutes).",
            ]
        return rng.choice(
            (
                ["Le jury questionne le candidat sur ses choix."],
                [
                    "À partir d’un guide d’entretien, le jury questionne le candidat sur ses choix et sur les règles "
                    "du métier."
                ],
            )
        )
    if test.kind == QP:
        return [
            "L’ensemble des candidats répondent en même temps au questionnaire, en présence d’un surveillant.",
            "Le questionnaire comporte des questions fermées et des questions ouvertes.",
        ]
    return []


def _clock(minutes: int) -> str:
    hours, left = divmod(minutes, 60)
    if not hours:
        return f"{left} minutes"
    return f"{hours} h {left:02d}" if left else f"{hours} heures"


# --- further information: documents, pages, hours ---


def _informations(
    titre: TitreVersion, scheme: Scheme, name: str, era: Era, rng: Random, *, whole: bool
) -> list[Block]:
    main = next(kind for kind in MAIN if scheme.test(kind))
    bearer = next((kind for kind in (QPROD, PP) if scheme.test(kind)), main)
    productions = list(scheme.productions)
    blocks: list[Block] = []
    for kind in (main, ET, QP, QPROD):
        lines: list[Par] = []
        if scheme.test(kind):
            if kind == MSP and titre.conduct(MSP).actors:
                lines.append(Par("Un comédien ou une comédienne tient le rôle de l’interlocuteur."))
            if kind == ET:
                lines.append(Par(f"L'entretien technique se déroule obligatoirement après {_INFO[main]}."))
            if kind == QP:
                lines.append(Par("Un surveillant est présent dans la salle."))
            if kind == bearer and scheme.company_hours is not None:
                lines += _hours(scheme, name, era, rng, whole=whole, production=bool(productions))
            if kind in (PP, QPROD) and productions:
                lines += _production(titre, productions.pop(0), rng)
            if kind == MSP and whole and len(scheme.productions) > 1:
                extra = scheme.productions[-1]
                productions = [p for p in productions if p is not extra]
                lines += _preparation_file(extra)
        elif not era.roman and rng.random() < 0.5:
            lines.append(Par(era.nothing))
        if lines:
            blocks.append(Par(f"Informations complémentaires concernant {_INFO[kind]} :", bold=True, gap=2))
            blocks += lines
    return blocks


def _hours(scheme: Scheme, name: str, era: Era, rng: Random, *, whole: bool, production: bool) -> list[Par]:
    where = f"du titre professionnel « {name} »" if whole else f"du CCP « {name} »"
    does = (
        f"réalise {'le' if whole else 'un'} dossier à partir de périodes en entreprise"
        if production
        else "doit justifier de périodes en entreprise"
    )
    total = "totale " if whole and rng.random() < 0.7 else ""
    return [
        Par(
            f"Le candidat qui se présente après un parcours de formation à une session d’examen {where} {does}, d’une "
            f"durée {total}minimum de {scheme.company_hours} heures."
        ),
        Par("Le candidat en présente la preuve au responsable de session, qui en conserve une copie."),
        Par(
            "Elle est incluse dans le temps de travail en entreprise pour le candidat en contrat d’alternance."
        ),
    ]


def _production(titre: TitreVersion, production: Production, rng: Random) -> list[Par]:
    low, high, annex = production.pages_min, production.pages_max, production.annex_pages_max
    parts = production.parts
    font = rng.choice(("Arial 11", "Arial taille 11"))
    font = f"La police de caractères à utiliser est {font}, interligne 1,15."
    form = rng.randrange(5)
    if form == 0:
        made = f"composé de {_COUNTS[len(parts)]} parties" if len(parts) > 1 else "d’une seule partie"
        tail = f" composées de {annex} pages maximum" if annex else ""
        pages = [
            f"Le candidat rédige en amont de l’examen un dossier {made}. Il comprend entre {low} et {high} pages hors "
            f"annexes{tail}. {font}"
        ]
    elif form == 1:
        tail = f" ({annex} pages d’annexes maximum)" if annex else ""
        pages = [
            f"En amont de la session d’examen, le candidat rédige un dossier qui comprend entre {low} et {high} pages, "
            f"hors annexes{tail}. {font}"
        ]
    elif form == 2:
        tail = f", et de {annex} pages d’annexes maximum" if annex else ""
        pages = [
            "Le candidat prépare un dossier imprimé.",
            f"Ce dossier est composé de {low} à {high} pages, hors annexes{tail}. {font}",
        ]
    elif form == 3:
        pages = [
            f"Hors page de garde, sommaire et annexes, le dossier comporte entre {low} et {high} pages. {font}",
            *([f"Les annexes comportent {annex} pages au maximum."] if annex else []),
        ]
    else:
        tail = f" Les annexes ne dépassent pas {annex} pages." if annex else ""
        pages = [f"La longueur du dossier hors annexes est de {low} à {high} pages.{tail} {font}"]
    found = [Par(text, gap=1 if not rank else 0) for rank, text in enumerate(pages)]
    if len(parts) == 1:
        found.append(Par("Ce dossier se rapporte aux compétences :", gap=1))
        found += texts((titre.competence(n).title for n in parts[0].competences), bullet="·")
        found.append(Par("Le candidat y présente le contexte, sa démarche et les résultats obtenus.", gap=1))
        return found
    headed = rng.random() < 0.6
    between = rng.choice(("et", "à"))
    noun = rng.choice((" du dossier", " du document", ""))
    for part in parts:
        rank = _RANKS[part.number - 1]
        if headed:
            found.append(Par(f"{rank.capitalize()} partie", bold=True, gap=1))
        found.append(
            Par(
                f"La {rank} partie{noun} comprend entre {part.pages_min} {between} {part.pages_max} pages.",
                gap=0 if headed else 1,
            )
        )
        labels = [f"« {titre.competence(n).title} »" for n in part.competences]
        if len(labels) == 1:
            found.append(Par(f"Elle se rapporte à la compétence : {labels[0]}."))
        else:
            found.append(Par("Elle se rapporte aux compétences :"))
            found += texts(labels, bullet="•")
        text = "Le candidat présente le contexte et sa démarche."
        if part.min_interviews:
            text += f" L’accompagnement doit avoir fait l’objet a minima de {part.min_interviews} entretiens."
        found.append(Par(text, gap=1))
    return found


def _preparation_file(production: Production) -> list[Par]:
    tail = (
        f", et de {production.annex_pages_max} pages d’annexes maximum" if production.annex_pages_max else ""
    )
    return [
        Par("Dossier de préparation", bold=True, gap=1),
        Par(
            "En amont de la session d’examen, le candidat rédige un dossier de préparation. Ce dossier est composé de "
            f"{production.pages_min} à {production.pages_max} pages, hors annexes{tail}. La police de caractères à "
            "utiliser est Arial 11, interligne 1,15."
        ),
        Par("Il contient :"),
        *texts(
            ("la tâche à réaliser ;", "les moyens nécessaires ;", "les critères de réussite."), bullet="-"
        ),
    ]


# --- the matrix and the transversal table ---


def _matrix(
    titre: TitreVersion, numbers: Sequence[int], scheme: Scheme, era: Era, defects: Defects, obligations: str
) -> Grid:
    main = next(kind for kind in MAIN if scheme.test(kind))
    columns = (main, ET, QP, QPROD)
    heads = [
        Row(
            (
                heading_cell("Compétences professionnelles", down=2, middle=True),
                heading_cell("Critères d’évaluation", down=2, middle=True),
                heading_cell(MAIN[main], down=2, middle=True),
                heading_cell("Autres modalités d’évaluation", span=3),
            ),
            head=True,
        ),
        Row(tuple(heading_cell(label, rotated=True) for label in OTHER.values()), head=True),
    ]
    rows, band = [], 0
    for number in numbers:
        competence = titre.competence(number)
        if competence.activity != band:
            band = competence.activity
            title = next(a.title for a in titre.activities if a.number == band)
            rows.append(Row((Cell((Par(title, bold=True),), span=6),)))
        ticked = [t.kind for t in scheme.tests if number in t.competences]
        ticks = [Cell(tick=None if defects.ticks_lost else kind in ticked, middle=True) for kind in columns]
        cells = (cell(competence.title, middle=True), cell(*competence.assessment_criteria), *ticks)
        rows.append(Row(cells, solid=not defects.rows_cut))
    rows.append(Row((cell(obligations, span=6),)))
    if era.roman:
        rows.append(Row((cell(era.nothing, span=6),)))
    return Grid((28, 38, 10, 7, 8, 9), (*heads, *rows), gap=1)


def _transversal_table(titre: TitreVersion) -> Grid:
    rows = [
        Row(
            (
                heading_cell("Compétences transversales"),
                heading_cell("Compétences professionnelles concernées"),
            ),
            head=True,
        )
    ]
    for one in titre.transversal:
        labels = alphabetical(titre.competence(n).title for n in one.competences)
        for rank, label in enumerate(labels):
            first = (cell(one.title, down=len(labels)),) if not rank else ()
            rows.append(Row((*first, cell(label))))
    if not titre.transversal:
        rows.append(Row((cell("Sans objet"), cell("Sans objet"))))
    return Grid((45, 55), tuple(rows), gap=1)


def _protocol(titre: TitreVersion, scheme: Scheme) -> list[Par]:
    lines = []
    if scheme.productions:
        lines.append("Le jury prend connaissance du dossier du candidat et prépare ses questions.")
    situation = scheme.test(MSP)
    if situation and ALONE in {p.label for p in situation.phases}:
        lines.append("La présence du jury est obligatoire pendant la seconde étape de la mise en situation.")
    elif situation:
        lines.append(
            "Le jury observe un seul candidat à la fois et n’intervient pas pendant la mise en situation."
        )
    if any(p.label in (PREPARE, WRITE) for t in scheme.tests for p in t.phases):
        lines.append("La présence du jury n’est pas requise pendant les temps de préparation du candidat.")
    if scheme.test(QP):
        lines.append("Le jury corrige le questionnaire professionnel, auquel il n’assiste pas.")
    lines.append(
        "Le responsable de session doit prévoir un temps supplémentaire d’intervention du jury pour la prise de "
        "connaissance des dossiers, la correction et la délibération."
    )
    return [Par(line, indent=2) for line in lines]


# --- CCP and CCS ---


def _bloc(
    titre: TitreVersion, activity: Activity, scheme: Scheme, era: Era, defects: Defects, rng: Random
) -> Sheet:
    name = "CCP" if activity.kind == "at" else "CCS"
    blocks: list[Block] = [
        Par(name, "heading", bold=True, align="center"),
        Par(activity.title, "heading", bold=True, align="center", gap=1),
    ]
    if not era.roman:
        owned = ["Du titre professionnel obtenu."] if name == "CCS" else []
        blocks += [
            Par(
                f"Les compétences des candidats pour l’accès au {name} sont évaluées par un jury au vu :",
                bold=True,
                gap=1,
            ),
            *_lettered(
                (
                    *owned,
                    f"Des modalités présentées dans le tableau « {_TABLE} ».",
                    f"Du {era.dossier} et de ses annexes éventuelles.",
                    "Des résultats des évaluations passées en cours de formation.",
                ),
                gap=1,
            ),
        ]
    blocks += [
        Par(_TABLE, bold=True, gap=1),
        _tests_table(titre, scheme, era, rng, whole=False),
        *_informations(titre, scheme, activity.title, era, rng, whole=False),
    ]
    if name == "CCS":
        blocks += [
            Par("Critères d’évaluation des compétences professionnelles", bold=True, gap=2),
            _matrix(
                titre,
                activity.competences,
                scheme,
                era,
                defects,
                "Obligations règlementaires le cas échéant :",
            ),
        ]
    blocks += [
        Par(
            f"Conditions de présence et d’intervention du jury propre au {name} {activity.title}",
            bold=True,
            gap=2,
        ),
        Par(
            f"Durée totale de présence du jury pendant l’épreuve du candidat :   {era.minutes(scheme.jury_minutes)}",
            bold=True,
            gap=1,
        ),
        Par("Protocole d'intervention du jury :", bold=True, gap=1),
        *_protocol(titre, scheme),
        Par("Conditions particulières de composition du jury :", bold=True, gap=1),
        Par(era.nothing),
        Par(
            f"Conditions de surveillance et de confidentialité au cours de la session {name}",
            bold=True,
            gap=1,
        ),
        Par(era.nothing),
    ]
    return Sheet(tuple(blocks), landscape=True, odd=True)


def _specialisations(titre: TitreVersion, era: Era, defects: Defects, rng: Random) -> list[Sheet]:
    if not titre.ccss:
        return []
    lines = (_unaccented(era.evaluation_title), "DES CERTIFICATS", "COMPLEMENTAIRES DE SPECIALISATION")
    return [
        cover(lines, titre.title),
        *(_bloc(titre, bloc.activity, bloc.scheme, era, defects, rng) for bloc in titre.ccss),
    ]


# --- annexes ---


def _premises(titre: TitreVersion) -> Sheet:
    rows = [
        Row(
            (
                heading_cell("Modalité d’évaluation"),
                heading_cell("Désignation et description des locaux"),
                heading_cell("Observations"),
            ),
            head=True,
        )
    ]
    for one in titre.premises:
        rows.append(Row((cell(_ROOM[one.test]), cell(one.description), cell(one.notes))))
    return Sheet(
        (
            Par("Annexe 1", "heading", bold=True, align="center"),
            Par("Plateau technique d’évaluation", "heading", bold=True, align="center", gap=1),
            Par(titre.title, "heading", bold=True, align="center", gap=1),
            Par("Locaux", bold=True, gap=1),
            Grid((25, 45, 30), tuple(rows), gap=1),
        ),
        landscape=True,
        odd=True,
    )


def _resources(titre: TitreVersion, era: Era) -> Sheet:
    rows = [
        Row(
            (
                heading_cell("Désignation"),
                heading_cell("Nombre"),
                heading_cell("Description"),
                heading_cell(_SHARING),
                heading_cell("Observations"),
            ),
            head=True,
        )
    ]
    categories = dict.fromkeys(one.category for one in titre.resources)
    for category in categories:
        items = [one for one in titre.resources if one.category == category]
        for rank, one in enumerate(items):
            first = (cell(category, down=len(items)),) if not rank else ()
            rows.append(
                Row(
                    (
                        *first,
                        cell(str(one.count)),
                        cell(one.description),
                        cell(str(one.max_sharing)),
                        cell(one.notes or "Sans objet"),
                    )
                )
            )
    return Sheet(
        (
            Par("Ressources (pour un candidat)", bold=True),
            Par("Certaines ressources peuvent être partagées par plusieurs candidats."),
            Par(f"Leur nombre est indiqué dans la colonne « {_SHARING} »"),
            Grid((14, 8, 42, 16, 20), tuple(rows), gap=1),
        ),
        landscape=True,
    )


def _correspondences(titre: TitreVersion) -> Sheet:
    blocks: list[Block] = [
        Par("ANNEXE 2", "heading", bold=True, align="center"),
        Par("CORRESPONDANCES DU TP", "heading", bold=True, align="center", gap=1),
    ]
    if not titre.correspondences:
        blocks.append(Par("Sans objet", gap=2))
    else:
        blocks.append(
            Par(
                f"Le titre professionnel {titre.title} est composé de certificats de compétences professionnelles "
                "(CCP) dont les correspondances sont :",
                gap=2,
            )
        )
    for decree in dict.fromkeys(c.former_decree_date for c in titre.correspondences):
        head = tuple(
            Cell(
                (
                    Par(titre.title, bold=True, align="center"),
                    Par(f"Arrêté du {french(day)}", bold=True, align="center"),
                ),
                span=2,
            )
            for day in (decree, titre.decree_date)
        )
        rows = [Row(head, head=True)]
        for bloc in titre.ccps:
            former = next(
                (
                    c.former
                    for c in titre.correspondences
                    if (c.former_decree_date, c.activity) == (decree, bloc.activity.number)
                ),
                None,
            )
            left = (cell("CCP"), cell(former)) if former else (Cell(), cell("Aucune correspondance"))
            rows.append(Row((*left, cell("CCP"), cell(bloc.title))))
        blocks.append(Grid((5, 45, 5, 45), tuple(rows), gap=1))
    return Sheet(tuple(blocks), landscape=True, odd=True)


def _glossary(era: Era) -> Sheet:
    short = "RE" if era.evaluation == "REV" else era.evaluation
    blocks: list[Block] = [
        Par("Annexe 3", "heading", bold=True, align="center"),
        Par("Glossaire des modalités d’évaluation", "heading", bold=True, align="center", gap=1),
        Par(f"du {era.evaluation_noun} ({short})", "heading", bold=True, align="center"),
    ]
    for term, definition in TEST_TERMS:
        blocks += [Par(term, bold=True, gap=1), Par(definition, indent=2)]
    blocks.append(Par("**********", align="center", gap=2))
    return Sheet(tuple(blocks), landscape=True, odd=True)
