"""Ten dossiers as real people hand them over, none at fault beyond what its name says: their reports, to be read.

    PYTHONPATH=. python benchmarks/dossier_hostile.py [NAME…] [--pdf] [--innocents]

All are CIP dossiers of the whole title, of the right length unless their sentence tells otherwise.
"""

import argparse
import random
import unicodedata
from collections.abc import Callable, Sequence

from benchmarks.dossier_corpus import _CIP, _own_prose
from jalon.dossier.conformity.engine import check
from jalon.dossier.conformity.office import Office
from jalon.dossier.conformity.report import Report
from jalon.referentiel.schema import Part
from jalon.referentiel.shipped import shipped_titres
from tests.dossier.conformity.building import Docx, Words, prose
from tests.dossier.conformity.innocents_more import INNOCENTS
from tests.dossier.conformity.prose import beside

CIP = shipped_titres()["TP-00403.08"]
TITLE = CIP.scheme("title").productions[0]
PAGES = (7, 5, 6, 7, 5, 4, 2)
TITLES = [both[0] for both in _CIP]
Say = Callable[[Docx, str, bool], None]


def contents(part: Part, pages: int, seed: int) -> list[list[str]]:
    """The paragraphs of a part, page by page: its contents under their headings, among other things."""
    chance = random.Random(seed)
    texts: list[str] = []
    for label in part.requirements:
        wording = _own_prose()[label]
        texts += [
            f"# {wording.heading}",
            wording.text,
            *beside(chance, pages * 230 // len(part.requirements) - 70),
        ]
    size = sum(map(len, texts)) // pages + 1
    found: list[list[str]] = [[] for _ in range(pages)]
    seen = 0
    for text in texts:
        found[min(seen // size, pages - 1)].append(text)
        seen += len(text)
    return found


def plain(paper: Docx, text: str, new: bool) -> None:
    if text.startswith("# "):
        paper.heading(text[2:], 2, by="hand", new_page=new)
    else:
        paper.text(text, new_page=new)


def body(
    paper: Docx, heading: Callable[[Docx, int], None], say: Say = plain, pages: Sequence[int] = PAGES
) -> None:
    for part, count in zip(TITLE.parts, pages, strict=True):
        heading(paper, part.number)
        for rank, page in enumerate(contents(part, count, part.number)):
            for place, text in enumerate(page):
                say(paper, text, rank > 0 and place == 0)


def cover(paper: Docx) -> Docx:
    paper.text(Words("DOSSIER SUPPORT DU QUESTIONNEMENT", size=26, bold=True), align="center")
    paper.text(Words("Titre professionnel Conseiller en insertion professionnelle", size=14), align="center")
    paper.text(Words("Présenté par Jade Morel", size=14), align="center")
    paper.text("Centre de formation : Les Acacias — Tutrice : Hélène Garcin")
    return paper


def hand(said: Callable[[int], str]) -> Callable[[Docx, int], None]:
    return lambda paper, number: paper.heading(said(number), by="hand", new_page=True)


def annexes(paper: Docx, count: int) -> None:
    for rank in range(1, count + 1):
        paper.text(Words(f"ANNEXE {rank}", bold=True, size=14), new_page=True)
        paper.text(prose(400, rank))


def capitals() -> Docx:
    """Headings in bold capitals of the size of the text, contents typed with dots, roman numbers."""
    paper = cover(Docx())
    roman = ("I", "II", "III", "IV", "V", "VI", "VII")
    paper.text(Words("SOMMAIRE", bold=True), new_page=True)
    page = 3
    for name, number, count in zip(TITLES, roman, PAGES, strict=True):
        paper.text(f"{number} - {name.upper()} {'.' * 40} {page}")
        page += count
    body(
        paper,
        lambda paper, n: paper.text(
            Words(f"{roman[n - 1]} - {TITLES[n - 1].upper()}", bold=True), new_page=True
        ),
    )
    annexes(paper, 4)
    return paper


def boxes() -> Docx:
    """Every heading in a text box, quotations in boxes in the margin, no contents."""
    paper = cover(Docx())

    def heading(paper: Docx, number: int) -> None:
        paper.heading(f"PARTIE {number} : {TITLES[number - 1]}", by="box", new_page=True)
        paper.box("« Le temps de l’écoute est un temps de travail. »", width=6, height=1.5)

    body(paper, heading)
    annexes(paper, 3)
    return paper


def laid_out() -> Docx:
    """The text in two columns of tables without borders: a narrow one of keywords, a wide one of text."""
    paper = cover(Docx())

    def say(paper: Docx, text: str, new: bool) -> None:
        if new:
            paper.page_break()
        if text.startswith("# "):
            paper.text(Words(text[2:], bold=True))
        else:
            paper.table(["À retenir", text], widths=(2.5, 13.5), bordered=False)

    body(paper, hand(lambda n: f"Partie {n} – {TITLES[n - 1]}"), say)
    return paper


def notes() -> Docx:
    """Footnotes on each page that name sources and institutions, in 9 points; Calibri in tables."""
    paper = cover(Docx())
    paper.toc([(f"Partie {n} – {name}", 3) for n, name in enumerate(TITLES, 1)][:1], by="field")

    def say(paper: Docx, text: str, new: bool) -> None:
        if new:
            note = "Insee, dossier complet, 2025 ; Carl Rogers, Le développement de la personne, Dunod."
            paper.text("Source consultée", Words("", footnote=note), ".", new_page=True)
            paper.table(["Indicateur", "Valeur"], [Words("Taux de chômage", font="Calibri", size=9), "9,2 %"])
        plain(paper, text, False)

    body(paper, hand(lambda n: f"Partie {n} – {TITLES[n - 1]}"), say)
    annexes(paper, 2)
    return paper


def landscape() -> Docx:
    """Annexes on landscape sheets, and a landscape table in part four."""
    paper = cover(Docx())
    for part, count in zip(TITLE.parts, PAGES, strict=True):
        paper.heading(f"{part.number}. {TITLES[part.number - 1]}", new_page=part.number != 5)
        pages = contents(part, count, part.number)
        if part.number == 4:
            pages = pages[:-1]
        for rank, page in enumerate(pages):
            for place, text in enumerate(page):
                plain(paper, text, rank > 0 and place == 0)
        if part.number == 4:
            paper.section()
            paper.table(
                ["Temps", "Objectif", "Activité", "Moyens"], *[["20 min", "Accueillir", "Tour", "Salle"]] * 6
            )
            paper.section(landscape=True)
    paper.section()
    for rank in range(1, 6):
        paper.heading(f"Annexe {rank} : tableau de suivi", new_page=rank > 1)
        paper.table(*[["Date", "Action", "Suite donnée"]] * 8)
    paper.section(landscape=True)
    paper.text("Fin")
    return paper


def flowing() -> Docx:
    """Parts that follow one another without a page break, and the text over the pages as it comes."""
    paper = cover(Docx())
    paper.page_break()
    for part, count in zip(TITLE.parts, PAGES, strict=True):
        paper.heading(f"Partie {part.number} : {TITLES[part.number - 1]}")
        for text in [one for page in contents(part, round(1.9 * count), part.number) for one in page]:
            plain(paper, text, False)
    annexes(paper, 3)
    return paper


def split_accents() -> Docx:
    """A Mac’s accents in two signs, no-break spaces everywhere, words for numbers."""
    paper = cover(Docx())
    ordinal = ("PREMIÈRE", "DEUXIÈME", "TROISIÈME", "QUATRIÈME", "CINQUIÈME", "SIXIÈME", "SEPTIÈME")

    def nfd(text: str) -> str:
        return unicodedata.normalize("NFD", text.replace(" :", "\u00a0:"))

    body(
        paper,
        lambda paper, n: paper.heading(nfd(f"{ordinal[n - 1]}\u00a0PARTIE"), by="hand", new_page=True),
        lambda paper, text, new: plain(paper, nfd(text), new),
    )
    annexes(paper, 3)
    return paper


def two_fonts() -> Docx:
    """Written by two hands: every third paragraph pasted from a mail in Calibri 12."""
    paper = cover(Docx())
    count = [0]

    def say(paper: Docx, text: str, new: bool) -> None:
        count[0] += 1
        if text.startswith("# ") or count[0] % 3:
            plain(paper, text, new)
        else:
            paper.text(Words(text, font="Calibri", size=12), new_page=new)

    body(paper, hand(lambda n: f"Partie {n} – {TITLES[n - 1]}"), say)
    annexes(paper, 3)
    return paper


def calibri() -> Docx:
    """All in Calibri by the theme, single spacing, as a new document of Word opens; one page of text scanned."""
    paper = cover(Docx(font="Calibri", spacing=1.08, theme=True, heading_font="Calibri"))
    for part, count in zip(TITLE.parts, PAGES, strict=True):
        paper.heading(f"Partie {part.number} – {TITLES[part.number - 1]}", new_page=True)
        for rank, page in enumerate(contents(part, count, part.number)):
            for place, text in enumerate(page):
                if part.number == 4 and rank == count - 1:
                    continue
                plain(paper, text, rank > 0 and place == 0)
        if part.number == 4:
            paper.page_break()
            paper.picture(16, 23, alt="Conducteur numérisé")
    annexes(paper, 18)
    return paper


def unfinished() -> Docx:
    """Handed over in haste: changes and comments left, a name, a phone, part six forgotten."""
    paper = cover(Docx())
    pages = list(PAGES)

    def heading(paper: Docx, number: int) -> None:
        if number == 6:
            return
        paper.heading(f"Partie {number} : {TITLES[number - 1]}", new_page=True)
        paper.text(
            "Un passage ", Words("ajouté", change="inserted"), Words(" à revoir", comment="À reprendre"), "."
        )
        if number == 2:
            paper.text("Madame Sylvie Perraud m’a rappelée au 06 71 22 43 90 le lendemain de son entretien.")

    for part, count in zip(TITLE.parts, pages, strict=True):
        heading(paper, part.number)
        if part.number != 6:
            for rank, page in enumerate(contents(part, count, part.number)):
                for place, text in enumerate(page):
                    plain(paper, text, rank > 0 and place == 0)
    return paper


DOSSIERS = {
    one.__name__: one
    for one in (
        capitals, boxes, laid_out, notes, landscape, flowing, split_accents, two_fonts, calibri, unfinished
    )
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", choices=[*DOSSIERS, *INNOCENTS, []])
    parser.add_argument("--pdf", action="store_true")
    parser.add_argument("--innocents", action="store_true", help="those of the tests, at no fault, instead")
    asked = parser.parse_args()
    with Office() as office:
        for name in asked.names or (INNOCENTS if asked.innocents else DOSSIERS):
            one = INNOCENTS.get(name)
            data = one.write() if one else DOSSIERS[name]().data()
            if asked.pdf:
                data = office.to_pdf(data, "docx")
            titre, scope, production = (one.titre, one.scope, one.asked.name) if one else (CIP, "title", None)
            show(name, check(data, titre=titre, scope=scope, production=production, office=office, name=name))


def show(name: str, report: Report) -> None:
    print(f"\n=== {name}{f': {DOSSIERS[name].__doc__}' if name in DOSSIERS else ''}")
    print(report.verdict.label, report.pages)
    for part in report.parts:
        where = f"p. {part.start_page} {part.pages}"
        print(f"  {part.number} {part.status:9} {where} {part.heading} — {part.evidence}")
    for one in report.findings:
        print(f"  [{one.severity}] {one.code} p. {one.page} part {one.part}: {one.message}")
        print(f"      « {one.quote[:90]} » → {one.remedy}")


if __name__ == "__main__":
    main()
