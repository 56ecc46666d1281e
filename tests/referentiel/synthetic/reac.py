"""Lay a title out as a référentiel d’emploi, activités et compétences, in the words of an era."""

from dataclasses import replace
from random import Random

from jalon.referentiel.schema import Activity, Competence, TitreVersion

from . import trades
from .defects import CLEAN, Defects, misspell
from .eras import Era
from .paper import Block, Cell, Document, Foot, Grid, Par, Row, Sheet, cell, heading_cell, texts
from .titles import NSF_LABELS, REAC_TERMS, ROME_LABELS, TEST_TERMS
from .trades import Trade

SKILLS = "Savoir-faire techniques, savoir-faire organisationnels, savoir-faire relationnels, savoirs"


def draw_reac(titre: TitreVersion, era: Era, defects: Defects = CLEAN) -> Document:
    rng = Random(f"reac/{titre.ref}/{era.name}")
    trade = trade_of(titre)
    sheets = [
        _cover(titre, era),
        _contents(era, defects),
        _introduction(titre, era, trade, rng),
        _synopsis(titre, era, defects),
        _emploi(titre, era, trade, rng),
        *(_activity(titre, activity, era, trade, rng) for activity in titre.activities),
        *(_competence(titre, competence, era, defects) for competence in titre.competences),
        *_transversal(titre, era),
        *_glossaries(titre),
        reproduction(),
    ]
    return Document("REAC", _foot(titre, era), tuple(sheets), running_head(titre, "REAC", defects))


def running_head(titre: TitreVersion, name: str, defects: Defects) -> str:
    return f"{name} – {titre.title}" if defects.running_head else ""


def trade_of(titre: TitreVersion) -> Trade:
    return trades.TRADES[list(NSF_LABELS).index(titre.nsf[0])]


def french(iso: str | None) -> str:
    return "/".join(reversed((iso or "").split("-")))


def kind_of(titre: TitreVersion, competence: Competence) -> str:
    return next(a.kind for a in titre.activities if a.number == competence.activity)


def _foot(titre: TitreVersion, era: Era) -> Foot:
    sources = titre.sources
    return Foot(
        (
            "SIGLE",
            "Type de document",
            "Code titre",
            "Millésime",
            era.validated,
            "Date de mise à jour",
            "Page",
        ),
        (
            titre.sigle,
            "REAC",
            titre.code,
            titre.version,
            french(sources.reac_validation_date),
            french(sources.reac_update_date),
        ),
    )


def _cover(titre: TitreVersion, era: Era) -> Sheet:
    return cover(
        ("REFERENTIEL EMPLOI ACTIVITES COMPETENCES", "DU TITRE PROFESSIONNEL"),
        titre.title,
        era.level(titre.level),
        f"Site : {era.site}",
    )


def cover(lines: tuple[str, ...], title: str, *small: str) -> Sheet:
    """The cover of a document or of a part of it."""
    blocks: list[Block] = [
        Par(line, "cover", align="center", gap=6 if not rank else 1) for rank, line in enumerate(lines)
    ]
    blocks.append(Par(title, "title", align="center", gap=3))
    blocks += [Par(line, "title", align="center", gap=2) for line in small]
    return Sheet(tuple(blocks), odd=True)


def _contents(era: Era, defects: Defects) -> Sheet:
    title = "Titre Professionnel" if era.synopsis_capital else "titre professionnel"
    entries = (
        f"Présentation de l’évolution du {title}",
        f"Contexte de l’examen du {title}",
        "Liste des activités",
        "Vue synoptique de l’emploi-type",
        "Fiche emploi type",
        "Fiches activités types de l’emploi",
        "Fiches compétences professionnelles de l’emploi",
        "Fiche compétences transversales de l’emploi",
        "Glossaire technique",
        "Glossaire du REAC",
    )
    pages = (5, 5, 5, 6, 7, 9, 15, 39, 43, 45)
    blocks = [Par("SOMMAIRE", "heading", bold=True, align="center"), Par("Pages", indent=80, gap=2)]
    for entry, page in zip(entries, pages, strict=True):
        blocks.append(Par(entry, gap=1, leader="" if defects.contents_without_numbers else str(page)))
    return Sheet(tuple(blocks), odd=True)


def _introduction(titre: TitreVersion, era: Era, trade: Trade, rng: Random) -> Sheet:
    title = "Titre Professionnel" if era.synopsis_capital else "titre professionnel"
    blocks: list[Block] = [
        Par("Introduction", "heading", bold=True, align="center"),
        Par(f"Présentation de l’évolution du {title}", bold=True, gap=2),
        Par(
            f"Le titre « {titre.title} » compte {len(titre.activities)} activités. {trades.paragraph(rng, trade, 1)}",
            gap=1,
        ),
        Par(f"Contexte de l’examen du {title}", bold=True, gap=2),
        Par(
            "L’emploi a été étudié par des entretiens et des offres d’emploi. "
            + trades.paragraph(rng, trade, 2),
            gap=1,
        ),
        Par(trades.paragraph(rng, trade, 3)),
        Par("Liste des activités", bold=True, gap=2),
    ]
    if titre.correspondences:
        blocks.append(Par(f"Ancien TP : {titre.title}", gap=1))
        blocks.append(Par("Activités :"))
        dates = [c.former_decree_date for c in titre.correspondences]
        former = [c.former for c in titre.correspondences if c.former_decree_date == dates[-1]]
        blocks += texts(dict.fromkeys(former), bullet="-")
    for kind, lead in (("at", "Activités :"), ("ccs", "Activités d’extension (CCS) :")):
        found = [a.title for a in titre.activities if a.kind == kind]
        if found:
            if kind == "at":
                blocks.append(Par(f"Nouveau TP : {titre.title}", gap=1))
            blocks += [Par(lead), *texts(found, bullet="-")]
    return Sheet(tuple(blocks), odd=True)


def _synopsis(titre: TitreVersion, era: Era, defects: Defects) -> Sheet:
    head = Row(
        (
            heading_cell("N° Fiche AT"),
            heading_cell("Activités types"),
            heading_cell("N° Fiche CP"),
            heading_cell("Compétences professionnelles"),
        ),
        head=True,
    )
    rows = [head]
    spacer = era.name != "2025"
    for rank, activity in enumerate(titre.activities):
        if rank and spacer:
            rows.append(Row((Cell(span=4),)))
        for index, number in enumerate(activity.competences):
            title = titre.competence(number).title
            if defects.misspelt == number:
                title = misspell(title)
            cells = [cell(str(number), middle=True, shaded=True), cell(title, middle=True, shaded=True)]
            if not index:
                down = len(activity.competences)
                suffix = " (CCS)" if activity.kind == "ccs" else ""
                cells = [
                    cell(str(activity.number), down=down, middle=True, shaded=True),
                    cell(activity.title + suffix, down=down, middle=True, shaded=True),
                    *cells,
                ]
            rows.append(Row(tuple(cells)))
    return Sheet(
        (
            Par("Vue synoptique de l’emploi-type", "heading", bold=True, align="center"),
            Grid((5, 45, 5, 45), tuple(rows), gap=1),
        )
    )


def _emploi(titre: TitreVersion, era: Era, trade: Trade, rng: Random) -> Sheet:
    job = titre.title[0].lower() + titre.title[1:]
    vowel = job[0] in "aeiouéèâ"
    the = f"L’{job}" if vowel else f"Le {job}"
    blocks: list[Block] = [
        Par("FICHE EMPLOI TYPE", "heading", bold=True, align="center"),
        Par(titre.title, "heading", bold=True, align="center", gap=1),
        Par(f"Définition de {era.emploi} et des conditions d’exercice", bold=True, gap=2),
    ]
    for rank in range(rng.randint(2, 5)):
        text = (
            f"{the} intervient {rng.choice(trade.places)}. {trades.paragraph(rng, trade, rng.randint(2, 5))}"
        )
        blocks.append(Par(text, gap=1 if rank == 0 or rng.random() < 0.5 else 0))
    dash = "-" if era.name != "2022" else ""
    sectors = [
        f"les entreprises du secteur de la {trade.name}",
        "les collectivités territoriales",
        "les associations",
    ]
    jobs = [titre.title, f"agent de {trade.name}", f"ouvrier de {trade.name} (tous domaines)"]
    blocks += [
        Par("Secteurs d’activité et types d’emplois accessibles par le détenteur du titre", bold=True, gap=2),
        Par("Les différents secteurs d’activités concernés sont principalement :", gap=1),
        *texts(sectors, bullet=dash),
        Par("Les types d’emplois accessibles sont les suivants :", gap=1),
        *texts(jobs, bullet=dash),
        Par("Réglementation d’activités (le cas échéant)", bold=True, gap=2),
        Par(era.nothing, gap=1),
        Par("Equivalences avec d’autres certifications (le cas échéant)", bold=True, gap=2),
    ]
    if titre.equivalences:
        for one in titre.equivalences:
            target = next(a.title for a in titre.activities if a.number == one.activity)
            ccps = " et ".join(f"« {ccp} »" for ccp in one.ccps)
            blocks.append(
                Par(
                    f"Correspondances unilatérales entre les CCP de {one.title} (niveau 4) "
                    f"{one.rncp.replace('RNCP', 'RNCP ')} {ccps} et le CCP de {titre.sigle} « {target} ».",
                    gap=1,
                )
            )
    elif rng.random() < 0.7:
        blocks.append(Par(era.nothing, gap=1))
    blocks.append(Par("Liste des activités types et des compétences professionnelles", bold=True, gap=2))
    for activity in titre.activities:
        blocks.append(Par(f"{activity.number}. {activity.title}", gap=1))
        blocks += texts(titre.competence(n).title for n in activity.competences)
    blocks.append(Par(f"Compétences transversales de l’emploi{era.optional}", bold=True, gap=2))
    blocks += texts([t.title for t in titre.transversal] or [era.nothing], gap=1)
    nsf = [f"{code}{era.nsf_dash}{NSF_LABELS[code]}" for code in titre.nsf]
    rome = [f"{code} {ROME_LABELS[code]}" for code in titre.rome]
    blocks += [
        Par("Niveau et/ou domaine d’activité", bold=True, gap=2),
        Par(era.framed_level(titre.level), gap=1),
        Par(
            f"Convention(s) : {rng.choice(('', era.nothing, 'Convention collective de la branche'))}".strip()
        ),
        Par("Code(s) NSF :"),
        *texts(nsf),
        Par("Fiche(s) Rome de rattachement", bold=True, gap=2),
        *texts(rome, gap=1),
    ]
    return Sheet(tuple(blocks), odd=True)


def _activity(titre: TitreVersion, activity: Activity, era: Era, trade: Trade, rng: Random) -> Sheet:
    extension = " D’EXTENSION" if activity.kind == "ccs" and era.accents else ""
    blocks: list[Block] = [
        Par(
            f"{era.capitals('FICHE ACTIVITÉ TYPE')}{extension} N° {activity.number}",
            "heading",
            bold=True,
            align="center",
        ),
        Par(activity.title, "heading", bold=True, align="center", gap=1),
        Par("Définition, description de l’activité type et conditions d’exercice", bold=True, gap=2),
    ]
    for rank in range(rng.randint(2, 6)):
        blocks.append(
            Par(trades.paragraph(rng, trade, rng.randint(1, 5)), gap=1 if not rank else rng.randint(0, 1))
        )
    regulation = [] if era.name == "2018" and rng.random() < 0.5 else [Par(era.nothing, gap=1)]
    blocks += [
        Par("Réglementation d’activités (le cas échéant)", bold=True, gap=2),
        *regulation,
        Par("Liste des compétences professionnelles de l’activité type", bold=True, gap=2),
        *texts((titre.competence(n).title for n in activity.competences), gap=1),
        Par(f"Compétences transversales de l’activité type{era.optional}", bold=True, gap=2),
    ]
    mine = set(activity.competences)
    common = [t.title for t in titre.transversal if mine & set(t.competences)]
    if common or rng.random() < 0.5:
        blocks += texts(common or [era.nothing], gap=1)
    return Sheet(tuple(blocks), odd=True)


def _competence(titre: TitreVersion, competence: Competence, era: Era, defects: Defects) -> Sheet:
    heading = era.capitals("FICHE COMPÉTENCE PROFESSIONNELLE")
    blocks: list[Block] = [
        Par(f"{heading} N° {competence.number}", "heading", bold=True, align="center"),
        Par(competence.title, "heading", bold=True, align="center", gap=1),
    ]
    if defects.fiche_heading_lost == competence.number:
        blocks = []
    blocks += [
        Par("Description de la compétence – processus de mise en œuvre", bold=True, gap=2),
        *texts(competence.description.split("\n"), gap=1),
        Par("Contexte(s) professionnel(s) de mise en œuvre", bold=True, gap=2),
        *texts(competence.contexts.split("\n"), gap=1),
        Par("Critères de performance", bold=True, gap=2),
        *texts(competence.criteria, gap=1),
        Par(SKILLS, bold=True, gap=2),
    ]
    groups = (
        competence.technical_skills,
        competence.organisational_skills,
        competence.relational_skills,
        competence.knowledge,
    )
    for rank, group in enumerate(groups):
        lines = texts(group, gap=0 if rank and defects.groups_joined else 1)
        if not rank and defects.blank_inside == competence.number and len(lines) > 2:
            lines[2] = replace(lines[2], gap=1)
        blocks += lines
    return Sheet(tuple(blocks), odd=True)


def _transversal(titre: TitreVersion, era: Era) -> list[Sheet]:
    if not titre.transversal:
        return []
    blocks: list[Block] = [
        Par(
            f"FICHE DES {era.capitals('COMPÉTENCES')} TRANSVERSALES DE L’EMPLOI TYPE",
            "heading",
            bold=True,
            align="center",
        )
    ]
    for one in titre.transversal:
        blocks += [
            Par(one.title, bold=True, gap=3),
            Par("Description de la compétence – processus de mise en œuvre", bold=True, gap=1),
            *texts(one.description.split("\n"), gap=1),
            Par("Critères de performance", bold=True, gap=1),
            *texts(one.criteria, gap=1),
        ]
    return [Sheet(tuple(blocks), odd=True)]


def _glossaries(titre: TitreVersion) -> list[Sheet]:
    ministry = {term for term, _ in (*REAC_TERMS, *TEST_TERMS)}
    technical = [(g.term, g.definition) for g in titre.glossary if g.term not in ministry]
    sheets = []
    for heading, entries in (("Glossaire technique", technical), ("Glossaire du REAC", REAC_TERMS)):
        blocks: list[Block] = [Par(heading, "heading", bold=True, align="center")]
        for term, definition in entries:
            blocks += [Par(term, bold=True, gap=2), Par(definition, indent=4)]
        sheets.append(Sheet(tuple(blocks), odd=True))
    return sheets


def reproduction() -> Sheet:
    return Sheet(
        (
            Par("Reproduction interdite", bold=True, align="center", gap=20),
            Par("Article L 122-4 du code de la propriété intellectuelle", align="center"),
            Par("Toute copie de ce document, même partielle, sans accord est illicite.", align="center"),
        ),
        footed=False,
    )
