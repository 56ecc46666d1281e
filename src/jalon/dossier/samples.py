"""Invented contexts that show each document of the dossier in the gallery and feed its tests."""

from jalon.documents.blocks import Letterhead
from jalon.dossier.contexts import (
    CheckedContent,
    CheckedGroup,
    CheckedPart,
    CheckedPlace,
    CheckedRemark,
    RapportConformite,
    Recepisse,
)

ORGANISME = Letterhead(
    name="Rive droite formation",
    address=("14 rue des Passerelles", "69007 Lyon"),
    contact=("04 00 00 00 00", "examens@rive-droite.example"),
    legal="SIRET 000 000 000 00000 – déclaration d’activité 84 69 00000 69",
)


def recepisse() -> Recepisse:
    return Recepisse(
        organisme=ORGANISME,
        candidate="Awa DIALLO-LEFÈVRE",
        titre="Conseiller en insertion professionnelle",
        titre_code="TP-00403 – millésime 08",
        scope="Titre professionnel",
        production="Dossier support du questionnement",
        version="Version 4",
        file="dossier-awa-v4.docx",
        size="2,4 Mo",
        sha256="9f2b6c1de0a4478f8b3c55e7a1d0426c7e9f1b2a3c4d5e6f708192a3b4c5d6e7",
        pages="54 pages, dont 38 de corps et 12 d’annexes",
        verdict="Conforme",
        handed_over="lundi 7 décembre 2026 à 18 h 42",
        handed_over_by="Awa DIALLO-LEFÈVRE",
        exam="Session CIP-2026-014, à partir du lundi 14 décembre 2026",
    )


def conformite() -> RapportConformite:
    return RapportConformite(
        organisme=ORGANISME,
        candidate="Awa DIALLO-LEFÈVRE",
        titre="Conseiller en insertion professionnelle",
        titre_code="TP-00403 – millésime 08",
        scope="CCP 2",
        production="Dossier support de la présentation",
        file="dossier-awa-v3.docx",
        checked="vendredi 4 décembre 2026 à 17 h 05",
        verdict="À corriger",
        fine=False,
        counts=(
            "15 pages de texte pour 16 à 21 pages",
            "6 pages d’annexes pour 7 au plus",
            "2 pages de couverture et de listes, non comptées",
            "23 pages en tout",
        ),
        parts=(
            _part("1", "Partie 1 – Accompagner Madame M.", "3", "6", "5 à 6 pages", (75, 62, 75)),
            _part("2", "2. Le projet de Monsieur K.", "9", "3", "5 à 6 pages", (37, 62, 75), "trop courte"),
            _part("3", "III – L’atelier", "12", "6", "6 à 8 pages", (75, 75, 100)),
        ),
        groups=(
            CheckedGroup(label="Bloquant", tone="bad", count="1 point", remarks=(
                CheckedRemark(
                    places=(CheckedPlace(where="p. 9, partie 2", message="La partie 2 ne compte que 3 pages."),),
                    rule="La partie 2 compte 5 à 6 pages.",
                    source="RE TP-00403.08, CCP 2, dossier support de la présentation, partie 2",
                    remedy="Développez les étapes du projet et l’analyse de votre pratique.",
                ),
            )),
            CheckedGroup(label="À corriger", tone="warm", count="2 points", remarks=(
                CheckedRemark(
                    places=(
                        CheckedPlace(
                            where="p. 4, partie 1",
                            message="Un nom de personne semble écrit ici.",
                            quote="Madame Karine Martineau m’est adressée par la mission locale",
                            replacement="Madame M.",
                        ),
                        CheckedPlace(
                            where="p. 6, partie 1", message="Le même nom est repris ici.", quote="Mme Martineau"
                        ),
                    ),
                    rule="Le dossier ne permet de reconnaître aucune personne accompagnée.",
                    source="Règlement général sur la protection des données, art. 5",
                    remedy="Remplacez le nom partout par la même initiale.",
                ),
            )),
            CheckedGroup(label="Conseil", tone="neutral", count="1 point", remarks=(
                CheckedRemark(
                    places=(CheckedPlace(where="", message="Les pages ne sont pas numérotées."),),
                    rule="Un dossier remis au jury est définitif et lisible de tous.",
                    source="Usage, aucun texte ne l’impose",
                    remedy="Insérez le numéro de page en pied de page.",
                ),
            )),
        ),
        contents=(
            CheckedContent(
                part="1", requirement="le contexte de l’accompagnement", state="semble traité", fine=True,
                page="3", quote="Madame M. est orientée par France Travail en janvier",
            ),
            CheckedContent(part="2", requirement="l’analyse de sa pratique", state="non trouvé", fine=False),
        ),
    )  # fmt: skip


def _part(
    number: str,
    heading: str,
    start: str,
    pages: str,
    asked: str,
    gauge: tuple[int, int, int],
    status: str = "conforme",
) -> CheckedPart:
    length, low, high = gauge
    return CheckedPart(
        number=number, heading=heading, start=start, pages=pages, asked=asked, status=status,
        fine=status == "conforme", length=length, low=low, high=high,
    )  # fmt: skip
