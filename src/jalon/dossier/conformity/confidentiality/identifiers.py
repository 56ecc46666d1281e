"""Phones, addresses, dates of birth, NIR, plates, accounts, files: what identifies a person by its very form (RGPD, "
"art. 4)."""

import re
from collections.abc import Iterator

from .mention import Line, Mention

_GAP = r"[ \u00a0\u202f.\-–/]?"
_EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)*\.[A-Za-z]{2,}")
# « prenom.nom (at) exemple.fr », « prenom.nom @ exemple . fr »: hidden from machines, not from readers.
_SPELLED = re.compile(
    r"(?<![\w.@])[\w+\-]+(?:\.[\w+\-]+)*[\s\u00a0]?(?:[(\[{][\s\u00a0]?(?:at|arobase|@)[\s\u00a0]?[)\]}]|@|\barobase\b)[\s\u00a0]?"
    r"[\w\-]+(?:\.[\w\-]+)*?[\s\u00a0]?\.[\s\u00a0]?(?:fr|com|net|org|eu|re|be|ch)\b",
    re.IGNORECASE,
)
_SHARED_BOX = re.compile(
    r"(?:accueil|contact|info|infos|secretariat|direction|admin\w*|rh|recrutement|formation|emploi|insertion|standard"
    r"|communication|support|service|mairie|ccas|agence|antenne|siege|bonjour|hello|dpo|no-?reply|prenom|nom"
    r"|(?:mission|centre|pole|ape)[\w.\-]*)(?:[.\-_]?\w*)*@",
    re.IGNORECASE,
)
_PHONE = re.compile(
    rf"(?<![\d.,/+\-])(?:(?:\+|00)\s?33{_GAP}(?:\(0\){_GAP})?|0)([1-9])(?P<gap>{_GAP})\d{{2}}(?:(?P=gap)\d{{2}}){{3}}"
    r"(?![\d]|[.,]\d|\s?[€%])"
)
_ABROAD = re.compile(
    r"(?<![\d.\-])(?:\+|00)(?!33)[1-9]\d{0,2}[\s\u00a0.\-]?(?:\(\d{1,4}\)[\s.\-]?)?\d(?:[\s\u00a0.\-]?\d){6,11}(?!\d)"
)
_NOT_A_PHONE = re.compile(
    r"(?:siret|siren|rncp|finess|rna|iban|convention|dossier|facture|n°\s?da|nda)\W*(?:\w+\W+)?$", re.I
)
_NIR = re.compile(
    rf"(?<![\d])[1-478]{_GAP}\d{{2}}{_GAP}(?:0[1-9]|1[0-2]|[2-9]\d){_GAP}(?:\d{{2}}|2[ABab]){_GAP}\d{{3}}{_GAP}\d{{3}}"
    rf"(?:{_GAP}\d{{2}})?(?![\d])"
)
_NIR_CUE = re.compile(
    r"s[ée]curit[ée] sociale|\bNIR\b|n[°o]\s?(?:de\s)?(?:s[ée]cu|SS)\b|immatriculation sociale|carte vitale",
    re.I,
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){3,7}(?:[ \u00a0]?[A-Z0-9]{1,3})?(?![\w])")
_IBAN_LENGTH = (14, 34)
_NUMBER = r"(?:(?:n[°o]|num[ée]ro)[\s\u00a0]*(?:d[e’']?[\s\u00a0]?)?)"
_FILED = re.compile(
    rf"\b(?:{_NUMBER}?(?:allocataire|matricule[\s\u00a0](?:caf|rsa|msa)|identifiant[\s\u00a0](?:france[\s\u00a0]travail|p[ôo]le[\s\u00a0]"
    rf"emploi)|(?:titre|carte)[\s\u00a0]de[\s\u00a0]s[ée]jour|r[ée]c[ée]piss[ée]|passeport|carte[\s\u00a0](?:nationale[\s\u00a0])?"
    rf"d[’']identit[ée]|permis[\s\u00a0]de[\s\u00a0]conduire)|{_NUMBER}[ée]tranger)\b[^.;\d\n]{{0,25}}?"
    r"(?P<number>\b(?=(?:[A-Z]*\d){6})[A-Z0-9][A-Z0-9 \u00a0]{5,16}[A-Z0-9]\b)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?: [a-zA-Z]+)*")
_SIV = re.compile(r"(?<![\w\-])[A-HJ-NP-TV-Z]{2}([\s\-–]?)\d{3}\1[A-HJ-NP-TV-Z]{2}(?![\w\-])")
_FNI = re.compile(
    r"(?<![\w\-])\d{1,4}[\s\-]?[A-HJ-NP-TV-Z]{2,3}[\s\-]?(?:0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-6])(?![\w\-])"
)
_VEHICLE = re.compile(
    r"immatricul|plaque|v[ée]hicule|voiture|camion|fourgon|scooter|moto\b|utilitaire|clio|twingo|kangoo|berlingo",
    re.I,
)
_MONTHS = "janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre"
_DATE = (
    rf"(?:\d{{1,2}}(?:er)?[\s\u00a0](?:{_MONTHS})(?:[\s\u00a0]((?:19|20)\d{{2}}))?"
    r"|\d{1,2}[/.\-]\d{1,2}[/.\-]((?:(?:19|20)\d{2})|\d{2})(?!\d))"
)
_BORN = re.compile(
    rf"\b(?:(née?s?(?:\([es]+\))?\s+)(?:(?:à|en|au|aux)\s+(?:[\w’\-]+,?\s+){{1,4}}?)?((?:le|un)\s+{_DATE})"
    rf"|(date\s+de\s+naissance|naissance|DDN|anniversaire)\s*(?::|est|le|du|,)*\s*({_DATE}))",
    re.IGNORECASE,
)
_BORN_THING = re.compile(
    r"\b(?:association|structure|entreprise|projet|coopérative|mission locale|dispositif|plie|centre|atelier|chantier"
    r"|loi|idée|réseau|régie|société|fédération|mouvement|action|maison|partenariat|enfant de)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_WAYS = (
    r"rue|avenue|av\.|boulevard|bd\.?|bld|place|pl\.|impasse|all[ée]es?|chemin|route|quai|cours|square|r[ée]sidence"
    r"|lotissement|passage|faubourg|esplanade|hameau|sente|sentier|traverse|mont[ée]e|voie|villa|cit[ée]|lieu-dit|mail"
)
_ADDRESS = re.compile(
    rf"(?<![\d/,.])\d{{1,4}}(?:\s?(?:bis|ter|quater|[A-D])\b)?,?[\s\u00a0](?:{_WAYS})\b"
    r"[^.;:!?()\n,]{2,60}?(?:,?\s*(?:\d{5}|\d{2}[\s\u00a0]\d{3})[\s\u00a0]+[A-ZÀ-Ý][\w’'\-]*(?:[\s\-](?:[A-ZÀ-Ý]"
    r"|(?:sur|sous|le|la|les|en|de|du|d’)\b)[\w’'\-]*)*|(?=[.;:!?()\n,]|$|\s(?:et|où|qui|depuis|avec|dans|chez|pour)\b))",
    re.IGNORECASE,
)
# « résidence Les Lilas, bâtiment B, appartement 12, 38600 Fontaine »: no number in a street.
_LODGING = re.compile(
    r"\b(?:r[ée]sidence|foyer|b[âa]timent|b[âa]t\.?|appartement|appt?\.?|logement)[\s\u00a0][^.;:!?()\n]{2,90}?,?[\s\u00a0]+"
    r"(?:\d{5}|\d{2}[\s\u00a0]\d{3})[\s\u00a0]+[A-ZÀ-Ý][\w’'\-]*(?:[\s\-](?:[A-ZÀ-Ý]|(?:sur|sous|le|la|les|en|de|du|d’)\b)"
    r"[\w’'\-]*)*",
)
_LIVES = re.compile(
    r"\b(?:domicili|habit[eéa]|demeur|r[ée]sid(?:e|ait|ant)|vit\b|vivait|log[ée]e?s?\b|h[ée]berg|adresse\s+(?:personnelle|"
    r"de\s+(?:madame|monsieur|mme|m\.|la\s+personne|domicile))|son\s+adresse|chez\s+(?:elle|lui)|emm[ée]nag|d[ée]m[ée]nag)",
    re.IGNORECASE,
)
_SEAT = re.compile(
    r"\b(?:si[èe]ge|locaux|implant|antenne|agence|situ[ée]e?s?\b|bureaux?|accueil|permanence|structure|association|mission"
    r"|entreprise|soci[ée]t[ée]|centre|organisme|[ée]tablissement|atelier|mairie|ccas|plie|sas\b|sarl\b|magasin|boutique)",
    re.IGNORECASE,
)


def identifiers(line: Line) -> Iterator[Mention]:
    """Every identifier of a paragraph, in no order; those of an organisation are kept, unsure."""
    yield from _emails(line)
    yield from _phones(line)
    yield from _numbers(line)
    yield from _plates(line)
    yield from _births(line)
    yield from _addresses(line)


def _emails(line: Line) -> Iterator[Mention]:
    for match in _EMAIL.finditer(line.text):
        shared = bool(_SHARED_BOX.match(match.group()))
        yield line.mention("email", *match.span(), sure=not shared, instead="[courriel masqué]")
    for match in _SPELLED.finditer(line.text):
        if not _EMAIL.search(match.group()):
            yield line.mention("email", *match.span(), instead="[courriel masqué]")


def _phones(line: Line) -> Iterator[Mention]:
    for match in _PHONE.finditer(line.text):
        if _NOT_A_PHONE.search(line.text[: match.start()]):
            continue
        # 08 numbers are paid or free services; a landline beside an organisation is likely its own.
        public = match.group(1) == "8" or (match.group(1) not in "67" and bool(_SEAT.search(line.text)))
        yield line.mention("phone", *match.span(), sure=not public, instead="[téléphone masqué]")
    for match in _ABROAD.finditer(line.text):
        yield line.mention("phone", *match.span(), instead="[téléphone masqué]")


def _numbers(line: Line) -> Iterator[Mention]:
    for match in _NIR.finditer(line.text):
        digits = re.sub(r"[^\dABab]", "", match.group()).upper()
        # A wrong key without a word of social security is any number: silence.
        if (len(digits) == 15 and _key_holds(digits)) or _NIR_CUE.search(line.text[: match.start()]):
            yield line.mention("nir", *match.span(), instead="[numéro masqué]")

    for match in _IBAN.finditer(line.text):
        if _is_account(match.group()):
            owned = bool(_SEAT.search(line.text))
            yield line.mention("bank_account", *match.span(), sure=not owned, instead="[compte masqué]")
    for match in _FILED.finditer(line.text):
        if _AMOUNT.fullmatch(match["number"].strip()):
            continue
        yield line.mention("personal_number", *match.span("number"), instead="[numéro masqué]")


def _is_account(text: str) -> bool:
    """An account’s key: its first four signs put last, letters as 10 to 35, the whole is 1 modulo 97 (ISO 13616)."""
    signs = "".join(text.split())
    if not _IBAN_LENGTH[0] <= len(signs) <= _IBAN_LENGTH[1]:
        return False
    return int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])) % 97 == 1


def _key_holds(digits: str) -> bool:
    """« 97 − (the first 13 digits modulo 97) », Corsica written 19 and 18 (décret 82-103)."""
    body = digits[:13].replace("2A", "19").replace("2B", "18")
    return body.isdigit() and digits[13:].isdigit() and 97 - int(body) % 97 == int(digits[13:])


def _plates(line: Line) -> Iterator[Mention]:
    beside = bool(_VEHICLE.search(line.text))
    for match in _SIV.finditer(line.text):
        if match.group(1) in ("-", "–") or beside:
            yield line.mention("plate", *match.span(), instead="[immatriculation masquée]")
    if beside:
        for match in _FNI.finditer(line.text):
            yield line.mention("plate", *match.span(), instead="[immatriculation masquée]")


def _births(line: Line) -> Iterator[Mention]:
    for match in _BORN.finditer(line.text):
        if match.group(1):
            if _BORN_THING.search(line.text[: match.start()]):
                continue
            span, year, lead = match.span(2), match.group(3) or match.group(4), "en "
        else:
            span, year, lead = match.span(6), match.group(7) or match.group(8), ""
        instead = f"{lead}{year}" if year and len(year) == 4 else "[date masquée]"
        yield line.mention("birth_date", *span, instead=instead)


def _addresses(line: Line) -> Iterator[Mention]:
    for match in _ADDRESS.finditer(line.text):
        before = line.text[max(0, match.start() - 90) : match.start()]
        lives = bool(_LIVES.search(before))
        if not lives and _SEAT.search(line.text[max(0, match.start() - 160) : match.end() + 60]):
            continue
        yield line.mention("address", *match.span(), sure=lives, instead="[adresse masquée]")
    for match in _LODGING.finditer(line.text):
        if _LIVES.search(line.text[max(0, match.start() - 90) : match.start()]):
            yield line.mention("address", *match.span(), instead="[adresse masquée]")
