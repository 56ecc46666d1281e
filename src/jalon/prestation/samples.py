"""Samples of the documents of a prestation: invented people, for previews, the gallery and the tests."""

from jalon.documents.blocks import Letterhead, Recipient, Signatory
from jalon.prestation.contexts import (
    AttendanceSheet,
    ClauseText,
    Convening,
    Deed,
    EndAttestation,
    PaymentLine,
    Realisation,
    SheetHalf,
    SheetRow,
)

CENTRE = Letterhead(
    name="Centre des Trois Rivières",
    address=("12, quai des Tanneurs", "46000 Cahors"),
    contact=("05 65 00 00 00", "contact@trois-rivieres.example"),
    legal="SIRET 123 456 789 00012 – déclaration d’activité 76 46 00000 46",
)
TITRE = "Conseiller en insertion professionnelle"
HEADING = "Préparer le titre de conseiller en insertion professionnelle"
DIRECTOR = Signatory(name="Solène Arnaud", quality="Responsable du centre")
STROKES = (((80, 220), (180, 90), (260, 240), (360, 110), (470, 230), (640, 140), (820, 200)),)


def _clauses() -> tuple[ClauseText, ...]:
    return (
        ClauseText(
            heading="Intitulé et nature de l’action",
            paragraphs=(f"{HEADING}. Action de formation au sens de l’article L6313-1 du code du travail.",),
            article="L6353-1",
        ),
        ClauseText(
            heading="Durée, dates et horaires",
            paragraphs=(
                "735 h, du 7 septembre 2026 au 30 avril 2027, du lundi au vendredi de 9 h à 12 h et de 13 h à 17 h.",
            ),
            article="L6353-1",
        ),
        ClauseText(
            heading="Contrôle des connaissances et sanction de l’action",
            paragraphs=(
                "Évaluations passées en cours de formation, puis session d’examen du titre professionnel.",
                "Un certificat de réalisation et une attestation de fin de formation sont remis.",
            ),
            article="L6353-1",
        ),
    )


def _deed(name: str, reference: str, parties: tuple[str, ...], **more: object) -> Deed:
    given: dict[str, object] = {
        "organisme": CENTRE,
        "name": name,
        "reference": reference,
        "titre": TITRE,
        "titre_code": "TP-00403.08",
        "parties": parties,
        "beneficiary": "Inès Caron",
        "heading": HEADING,
        "dates": "du 7 septembre 2026 au 30 avril 2027",
        "duration": "735 h",
        "place": "Site des Tanneurs, 12, quai des Tanneurs, 46000 Cahors",
        "price": "8 820 €",
        "clauses": _clauses(),
        "place_date": "Cahors, le 3 juin 2026",
        "signatories": (
            Signatory(name="Inès Caron", quality="Bénéficiaire"),
            DIRECTOR,
        ),
    }
    return Deed(**(given | more))  # type: ignore[arg-type]  # a sample: the dataclass itself checks its names


def devis() -> Deed:
    return _deed(
        "Devis",
        "Devis",
        ("Entre le Centre des Trois Rivières et Inès Caron",),
        valid_until="3 juillet 2026",
    )


def convention() -> Deed:
    return _deed(
        "Convention de formation",
        "Convention",
        (
            "Le Centre des Trois Rivières, organisme de formation",
            "Ateliers du Lot, SIRET 987 654 321 00021, acheteur",
        ),
        funders=("Opérateur de compétences : 6 000 € (accordé)", "Ateliers du Lot : 2 820 € (accordé)"),
        signatories=(Signatory(name="Bruno Delmas", quality="Pour l’acheteur, Ateliers du Lot"), DIRECTOR),
    )


def contrat() -> Deed:
    return _deed(
        "Contrat de formation",
        "Contrat",
        (
            "Le Centre des Trois Rivières, organisme de formation",
            "Inès Caron, qui entreprend l’action à titre individuel et à ses frais",
        ),
        payments=(
            PaymentLine(due="14 septembre 2026", label="Premier versement", amount="2 646 €"),
            PaymentLine(due="15 décembre 2026", label="Deuxième versement", amount="3 087 €"),
            PaymentLine(due="30 avril 2027", label="Solde", amount="3 087 €"),
        ),
        retraction="Vous pouvez vous rétracter par lettre recommandée avec avis de réception dans les 10 jours de "
        "votre signature, sans motif. Aucune somme ne vous est demandée avant la fin de ce délai.",
        signatories=(
            Signatory(name="Inès Caron", quality="Bénéficiaire", signed="Signé à l’écran le 4 juin 2026 à 10 h 12"),
            DIRECTOR,
        ),
    )  # fmt: skip


def convention_vae() -> Deed:
    return _deed(
        "Convention d’accompagnement à la VAE",
        "Convention",
        ("Le Centre des Trois Rivières, organisme accompagnateur", "Hugo Lemaire, candidat à la VAE"),
        beneficiary="Hugo Lemaire",
        heading="Accompagnement à la VAE, conseiller en insertion professionnelle",
        dates="du 5 octobre 2026 au 26 mars 2027",
        duration="24 h",
        place="À distance, en visioconférence",
        price="1 920 €",
        funders=("Compte personnel de formation : 1 920 € (accordé)",),
        signatories=(Signatory(name="Hugo Lemaire", quality="Bénéficiaire"), DIRECTOR),
    )


def convocation() -> Convening:
    return Convening(
        organisme=CENTRE,
        recipient=Recipient(
            name="Mme Inès CARON", address=("4, rue du Château", "46000 Cahors"), salutation="Madame"
        ),
        heading=HEADING,
        titre=TITRE,
        dates="du 7 septembre 2026 au 30 avril 2027",
        duration="735 h",
        place=("Site des Tanneurs", "12, quai des Tanneurs", "46000 Cahors"),
        mode="En présence",
        trainer="Karim Benali",
        seances=(
            (
                "lundi 7 septembre 2026",
                "9 h – 12 h, 13 h – 17 h",
                "Accueil et positionnement",
                "Salle Valentré",
            ),
            ("mardi 8 septembre 2026", "9 h – 12 h, 13 h – 17 h", "Analyser la demande", "Salle Valentré"),
        ),
        remaining="La suite du calendrier est sur votre page, « Prestations ».",
        access="Entrée de plain-pied. Signalez avant votre venue tout aménagement utile.",
        place_date="Cahors, le 24 août 2026",
        signatory=DIRECTOR,
    )


def emargement() -> AttendanceSheet:
    names = ("CARON Inès", "MERCIER Paul", "ROUX Lila")
    rows = (
        SheetRow(name=names[0], signed="9 h 04", drawing=STROKES),
        SheetRow(name=names[1], signed="9 h 32", typed="Paul Mercier", remark="Arrivé en retard, 2 h 30"),
        SheetRow(name=names[2], remark="Absent", absent=True),
    )
    trainer = SheetRow(name="Karim BENALI", signed="12 h 02", drawing=STROKES)
    half = SheetHalf(
        day="lundi 7 septembre 2026", half_day="Matin", hours="9 h – 12 h", heading="Analyser la demande",
        place="Site des Tanneurs, salle Valentré", mode="En présence", rows=rows, trainer=trainer,
        tally="2 signatures sur 2 présents",
    )  # fmt: skip
    blank = SheetHalf(
        day="lundi 7 septembre 2026", half_day="Après-midi", hours="13 h – 17 h",
        heading="Analyser la demande", place="Site des Tanneurs, salle Valentré", mode="En présence",
        rows=tuple(SheetRow(name=name) for name in names), trainer=SheetRow(name="Karim BENALI"), tally="",
    )  # fmt: skip
    return AttendanceSheet(
        organisme=CENTRE, heading=HEADING, titre=TITRE, period="le 7 septembre 2026",
        nature="Action de formation", halves=(half, blank),
    )  # fmt: skip


def certificat() -> Realisation:
    return Realisation(
        organisme=CENTRE,
        recipient="Inès Caron",
        employer="Ateliers du Lot",
        heading=HEADING,
        nature="Action de formation",
        titre=TITRE,
        dates="du 7 septembre 2026 au 30 avril 2027",
        followed="728 h",
        planned="735 h",
        mode="En présence",
        legal="Ce certificat est conservé avec les feuilles d’émargement qui le fondent.",
        signatory=DIRECTOR,
        place_date="Cahors, le 3 mai 2027",
        hours=(("En présence", "700 h", "100 séances"), ("À distance", "28 h", "4 séances")),
    )


def attestation() -> EndAttestation:
    return EndAttestation(
        organisme=CENTRE,
        recipient="Inès Caron",
        heading=HEADING,
        nature="Action de formation",
        titre=TITRE,
        dates="du 7 septembre 2026 au 30 avril 2027",
        followed="728 h sur 735 h prévues",
        objectives=("Accueillir pour analyser la demande", "Accompagner les personnes dans leur parcours"),
        results=(
            ("Analyser la demande de la personne", "Acquise", "12 novembre 2026"),
            ("Exercer une veille", "En cours d’acquisition", "20 janvier 2027"),
        ),
        evaluation="Évaluations passées en cours de formation.",
        signatory=DIRECTOR,
        place_date="Cahors, le 3 mai 2027",
    )  # fmt: skip
