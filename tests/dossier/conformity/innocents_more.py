"""More dossiers at no fault: numbers that Word shifts, dividers, tables for everything, people of the trade."""

from jalon.referentiel.schema import Part, Production

from . import office_parts as parts
from .building import Docx, Words, prose
from .innocents import (
    CIP,
    ETI,
    INNOCENTS,
    SUBJECTS,
    annexes,
    body,
    cover,
    hand,
    innocent,
    middle,
    plain,
    written,
)
from .vendors import Block

__all__ = ["INNOCENTS"]


@innocent(CIP, "title")
def shifted_numbers(production: Production) -> bytes:
    """Word numbers every « Titre 1 »: the introduction is « 1. », the first part « 2. », the conclusion « 9. »."""
    paper = Docx(numbered_headings=True)
    cover(paper, CIP, production)
    paper.heading("Introduction", new_page=True)
    paper.text(prose(900, 3))

    def say(paper: Docx, block: Block, new: bool) -> None:
        paper.text(block[1], new_page=new) if block[0] == "p" else paper.heading(block[1], 2, new_page=new)

    body(
        paper,
        production,
        lambda paper, part: paper.heading(SUBJECTS[part.number - 1], new_page=True),
        say,
        pages=[7, 5, 6, 7, 5, 4, 2],
    )
    paper.heading("Conclusion", new_page=True)
    paper.text(prose(500, 4))
    annexes(paper, 3)
    return paper.data()


@innocent(CIP, "title")
def one_style_for_all(production: Production) -> bytes:
    """Parts, chapters and interviews all in « Titre 1 », parts alone being named as such."""
    paper = Docx()
    cover(paper, CIP, production)

    def say(paper: Docx, block: Block, new: bool) -> None:
        paper.text(block[1], new_page=new) if block[0] == "p" else paper.heading(block[1], 1, new_page=new)

    body(
        paper,
        production,
        lambda paper, part: paper.heading(
            f"Partie {part.number} : {SUBJECTS[part.number - 1]}", new_page=True
        ),
        say,
    )
    annexes(paper, 3)
    return paper.data()


@innocent(CIP, "title")
def banners(production: Production) -> bytes:
    """Each part opens by a banner: a table whose first cell holds the number, the second the subject; contents in a
    table too, pages in its last column."""
    paper = Docx(header="Dossier support du questionnement – Jade Morel")
    cover(paper, CIP, production)
    paper.page_break()
    paper.text(Words("Sommaire", bold=True, size=16))
    page, rows = 3, []
    for part in production.parts:
        rows.append([f"Partie {part.number}", SUBJECTS[part.number - 1], str(page)])
        page += middle(part)
    paper.table(*rows, widths=(2.5, 11, 2))

    def heading(paper: Docx, part: Part) -> None:
        paper.page_break()
        said = Words(SUBJECTS[part.number - 1], bold=True, size=16)
        paper.table([Words(f"PARTIE {part.number}", bold=True, size=16), said], widths=(4, 12))

    body(paper, production, heading)
    annexes(paper, 4)
    return paper.data()


@innocent(CIP, "title")
def illustrated_dividers(production: Production) -> bytes:
    """A page of picture before each part, each as long as the RE admits; two blank pages."""
    paper = Docx()
    cover(paper, CIP, production)

    def heading(paper: Docx, part: Part) -> None:
        if part.number in (2, 5):
            paper.page_break()
        paper.page_break()
        paper.picture(15, 21, alt="Illustration")
        paper.heading(f"Partie {part.number} – {SUBJECTS[part.number - 1]}", new_page=True)

    body(paper, production, heading, pages=[8, 6, 6, 7, 6, 5, 3])
    annexes(paper, 3)
    return paper.data()


@innocent(CIP, "title")
def contents_at_the_end(production: Production) -> bytes:
    """A word on the candidate first, a plan told in sentences, the contents after the conclusion."""
    paper = Docx()
    cover(paper, CIP, production)
    paper.text(Words("Présentation de la candidate", bold=True, size=14), new_page=True)
    paper.text(prose(700, 1))
    paper.text(Words("Plan du dossier", bold=True, size=14), new_page=True)
    for part in production.parts:
        paper.text(f"La partie {part.number} présente : {SUBJECTS[part.number - 1].lower()}.")
    body(paper, production, hand(lambda n: f"PARTIE {n}. {SUBJECTS[n - 1]}"), pages=[7, 5, 6, 7, 5, 4, 2])
    paper.text(Words("Table des matières", bold=True, size=14), new_page=True)
    page = 4
    for part, count in zip(production.parts, [7, 5, 6, 7, 5, 4, 2], strict=True):
        paper.text(f"PARTIE {part.number}. {SUBJECTS[part.number - 1]} {'.' * 30} {page}")
        page += count
    annexes(paper, 2)
    return paper.data()


@innocent(CIP, "ccp3")
def numbered_chapters(production: Production) -> bytes:
    """Parts in bare words, their chapters « 1. », « 2. », « 3. » below, by style."""
    paper = Docx()
    cover(paper, CIP, production)
    said = ("Vers les employeurs", "Le besoin d’un boulanger", "Trois mois après")
    for part in production.parts:
        paper.heading(said[part.number - 1], new_page=True)
        rank = 0
        for at, blocks in enumerate(written(part, middle(part), part.number)):
            for place, (kind, text) in enumerate(blocks):
                rank += kind == "h2"
                new = at > 0 and place == 0
                paper.text(text, new_page=new) if kind == "p" else paper.heading(
                    f"{rank}. {text}", 2, new_page=new
                )
    annexes(paper, 2)
    return paper.data()


@innocent(CIP, "ccp2")
def all_in_tables(production: Production) -> bytes:
    """A template of Word: everything in cells without borders, part titles too; icons; a grid of the page’s lines."""
    paper = Docx()
    cover(paper, CIP, production)

    def heading(paper: Docx, part: Part) -> None:
        paper.page_break()
        said = Words(f"Partie {part.number} – {SUBJECTS[part.number]}", bold=True, size=18)
        paper.table([said], bordered=False)

    def say(paper: Docx, block: Block, new: bool) -> None:
        if new:
            paper.page_break()
        if block[0] == "p":
            paper.table([Words("\uf0fc", font="Wingdings"), block[1]], widths=(1, 15), bordered=False)
        else:
            paper.table([Words(block[1], bold=True, size=13)], bordered=False)

    body(paper, production, heading, say, signs=1300)
    return paper.data()


@innocent(CIP, "title")
def people_of_the_trade(production: Production) -> bytes:
    """Authors, laws, institutions, tutors, people under a letter or a borrowed first name that is said to be so."""
    paper = Docx(footer="Jade Morel – 06 novembre 2026 – page ")
    cover(paper, CIP, production)
    lines = (
        "Ma tutrice, Hélène Garcin, conseillère à la Mission locale Nelly Roussel, m’a accueillie le premier jour.",
        "Carl Rogers et Robert Castel nourrissent ma pratique ; la loi du 18 janvier 2005 fixe le cadre du plan.",
        "L’agence France Travail de la rue Jean Jaurès répond au 3949, et le PLIE au standard de la communauté.",
        "J’ai choisi d’appeler cette personne Amina (prénom modifié). Amina a 34 ans et vit avec ses deux enfants.",
        "Monsieur K. est bénéficiaire du RSA. Mme B., elle, cherche un emploi à temps partiel près de Fontaine.",
        "Le maire, M. Paul Lemaire, et la cheffe de service, Mme Odile Perrin, ont signé la convention n° 2026-114.",
        "Contact : accueil@mission-locale-exemple.fr, 12 place de la République, 38600 Fontaine.",
        "Le code APE est 8899B, le SIRET 123 456 789 00012, l’agrément 38-2026-04 ; réunion le 12/03/2026 à 14 h.",
    )
    count = [0]

    def say(paper: Docx, block: Block, new: bool) -> None:
        plain(paper, block, new)
        if block[0] == "h2":
            count[0] += 1
            paper.text(lines[count[0] % len(lines)])

    body(paper, production, hand(lambda n: f"Partie {n} – {SUBJECTS[n - 1]}"), say, signs=1500)
    annexes(paper, 3)
    return paper.data()


@innocent(CIP, "title")
def counted_after_the_cover(production: Production) -> bytes:
    """Pages numbered « 1 » from the first part on, the contents giving these numbers; Roman ones before."""
    paper = Docx()
    cover(paper, CIP, production)
    entries, page = [], 1
    for part in production.parts:
        entries.append((f"Partie {part.number} – {SUBJECTS[part.number - 1]}", page))
        page += middle(part)
    paper.page_break()
    paper.toc(entries, by="style")
    paper.raw(
        paper.paragraph_xml(
            section=paper._section(False, paper.margins).replace(
                "<w:cols", '<w:pgNumType w:fmt="lowerRoman"/><w:cols'
            )
        )
    )
    body(
        paper,
        production,
        lambda paper, part: paper.heading(
            f"Partie {part.number} – {SUBJECTS[part.number - 1]}", new_page=part.number > 1
        ),
    )
    annexes(paper, 3)
    members = paper.members()
    xml = members["word/document.xml"].decode()
    at = xml.rindex("<w:cols")
    members["word/document.xml"] = (xml[:at] + '<w:pgNumType w:start="1"/>' + xml[at:]).encode()
    from .building import packed

    return packed(members)


@innocent(ETI, "title", "questionnement")
def lettered_parts(production: Production) -> bytes:
    """« Partie A », « Partie B », chapters « A.1 », « B.1 »; a picture of a planning on most of a page."""
    paper = Docx()
    cover(paper, ETI, production)
    subjects = ("L’encadrement technique", "L’accompagnement des salariés")
    for part in production.parts:
        letter = "AB"[part.number - 1]
        paper.heading(f"Partie {letter} : {subjects[part.number - 1]}", by="hand", new_page=True)
        rank = 0
        for at, blocks in enumerate(written(part, middle(part) - (part.number == 1), part.number)):
            for place, (kind, text) in enumerate(blocks):
                rank += kind == "h2"
                new = at > 0 and place == 0
                said = text if kind == "p" else Words(f"{letter}.{rank} {text}", bold=True, size=13)
                paper.text(said, new_page=new)
        if part.number == 1:
            paper.page_break()
            paper.picture(15, 19, alt="Planning de la semaine")
            paper.text(Words("Planning 1 : la semaine 12", size=9))
    annexes(paper, 4)
    return paper.data()


@innocent(ETI, "ccp2")
def sections_and_notes(production: Production) -> bytes:
    """A new section for each chapter, notes at the end of the document, a field of date, boxes of keywords."""
    paper = Docx()
    cover(paper, ETI, production)

    def say(paper: Docx, block: Block, new: bool) -> None:
        if new:
            paper.section()
        if block[0] == "p":
            paper.text(block[1], Words("", endnote="Guide de l’accompagnement, 2025."))
        else:
            paper.text(Words(block[1], bold=True, size=13))
            paper.box("mots clés : accueil, suivi, relais", width=5, height=1)

    body(paper, production, lambda paper, part: paper.section(), say, signs=1100, pages=[9])
    paper.raw(f"<w:p>{parts.field_xml('DATE', '12 mars 2026')}</w:p>")
    return paper.data()
