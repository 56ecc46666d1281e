"""The words and forms that tell a name from the rest of a sentence."""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


UP = r"[A-ZÀ-ÖØ-ÝŁŚŽŠČİĆ]"
WORD = rf"{UP}[\w’'\-\u2010\u2011]*"
CAPITALS = _words("DE DU DES LA")  # of a particle, in a name written in capitals
PARTICLE = (
    r"(?:(?:de\sla|de|du|des|d[’']|le|la|van|von|der|den|ben|bin|el|al|da|dos|do|di|ould|ait|aït|y)\s?"
    r"|(?:DE\sLA|DE|DU|DES)\s)"
)
CIVILITY = re.compile(
    r"(?<![\w’'\-])(?P<civility>[Mm]onsieur|MONSIEUR|[Mm]adame|MADAME|[Mm]ademoiselle|MADEMOISELLE|M\.|Mr\.?|Mme\.?|MME|Mlle\.?"
    r"|MLLE|Melle|Docteur|Dr\.?|Maître)(?P<gap>[\s\u00a0\u202f]+)"
    rf"(?P<name>(?:{PARTICLE})?{WORD}(?:[ \u00a0](?:{PARTICLE})?{WORD}){{0,2}})"
)
FEMININE = re.compile(r"m(?:adame|me|ademoiselle|lle|elle)", re.IGNORECASE)
SURNAME = re.compile(rf"(?:(?<![\w’'\-.@/])|(?<=\b[dD][’'])|(?<=\b[Qq]u[’'])){WORD}")
RUN = re.compile(
    rf"(?:(?<![\w’'\-.@/])|(?<=\b[dDlLnNsSmMtTjJ][’'])|(?<=\b[Qq]u[’']))"
    rf"(?![LDJSNMTCldjsnmtc][’']|[QqJj]\w*u[’']){WORD}(?:[ \u00a0](?:{PARTICLE})?{WORD}){{0,3}}"
)
LETTERS = re.compile(rf"(?:{UP}\.?(?:[-\s]?{UP}\.?)?|{UP}{{1,3}}|{UP}\d?)$")
# « Madame la Directrice », « Monsieur le Maire », « Madame Conseillère »: functions, not names.
FUNCTION = _words(
    "le la les directeur directrice maire maires president presidente conseiller conseillere prefet prefete ministre"
    " responsable chef cheffe formateur formatrice juge professeur docteur inspecteur inspectrice rh ressources tout"
    " toulemonde monsieur madame et ou x y z xx xxx yyy untel unetel dupond anonyme candidat candidate beneficiaire"
    " salarie salariee stagiaire apprenant apprenante usager usagere employeur tuteur tutrice referent referente"
)
# Never a surname, though they may follow a first name with a capital.
NO_SURNAME = _words(
    "france travail pole emploi mission locale cap caf ccas rsa cdi cdd cip eti cv pmsmp siae"
    " aci rqth mdph cpf apl aah css cmp plie cer cej iae fse tp ccp rncp reac re dp esat ehpad bac cap bep bts dut vae"
    " afpa greta insee anpe dreets ddets epide cse rh sas sarl eurl scop internet excel word powerpoint canva linkedin"
    " facebook indeed parcoursup pix clea fle ofii samu spip pjj ase mde paje coallia adoma cada"
)
VERBS = (
    r"a|est|était|avait|sera|n[’']|s[’']|m[’']|se|ne|me|nous|lui|y|en|souhait\w+|veut|voulait|vit|vivait|habit\w+|travaill\w+"
    r"|cherch\w+|recherch\w+|dit|disait|expliqu\w+|exprim\w+|arriv\w+|accept\w+|refus\w+|rencontr\w+|parl\w+|racont\w+"
    r"|évoqu\w+|indiqu\w+|précis\w+|pens\w+|peut|pouvait|doit|devait|fait|faisait|va|allait|vient|venait|sait|savait|semb\w+"
    r"|rest\w+|bénéfici\w+|présent\w+|particip\w+|comprend\w*|réuss\w+|trouv\w+|signe\w*|repart\w*|prend|prenait|confi\w+"
    r"|demand\w+|aime\w*|apprécie\w*|possèd\w+|dispos\w+|maîtris\w+|continu\w+|commenc\w+|termin\w+|propos\w+|valid\w+|intègr\w+"
    r"|intégr\w+|obtien\w+|obtenait|réalis\w+|effectu\w+|éprouv\w+|manifest\w+|montr\w+|dev\w+|perd\w*|gère|sort|suit|suivait"
)
HUMAN_AFTER = re.compile(
    rf"[\s\u00a0]*(?:(?:{VERBS})\b|\(\s?\d{{2}}\s?ans|,\s?(?:âgée?|\d{{2}}\s?ans|qui|jeune|mère|père|née?)\b|et\s(?:moi|son|sa|ses)\b)"
)
HUMAN_BEFORE = re.compile(
    r"(?:\b(?:prénom(?:mée?)?|nommée?|appelle|appelée?|appel[ée]|accompagn\w+|reçoi[st]|reçue?|rencontr\w+|aid\w+|orient\w+|suivi"
    r"|avec|pour|propos\w+ à|demand\w+ à|dit à|chez|fils|fille|frère|sœur|mari|femme|épouse|compagne|compagnon|enfants?"
    r"|collègue|ami|amie|jeune|prénom\s?:|bénéficiaire|salariée?|stagiaire|entretien avec|situation de|parcours de"
    r"|projet de|accompagnement de|demande de|besoins de|freins de|compétences de|motivation de|bilan de|dossier de)\s+"
    r"|\b(?:situation|parcours|projet|accompagnement|demande|besoins|freins|souhait|place|avis) d[’'])$",
    re.IGNORECASE,
)
# A colleague, an employer, a trainer: named in their work, which a person judges.
TRADES = (
    r"collègues?|conseill(?:er|ère)s?|format(?:eur|rice)s?|direct(?:eur|rice)s?|responsables?|référente?s?|tut(?:eur|rice)s?"
    r"|éducat(?:eur|rice)s?|assistante?s?|chef(?:fe)?s?|gérante?s?|employeur|coordinat(?:eur|rice)|coordonnat(?:eur|rice)"
    r"|chargée?s?|psychologue|médecin|recruteu(?:r|se)|intervenante?s?|président(?:e)?|maire|élue?|animat(?:eur|rice)"
    r"|encadrante?s?|secrétaire|infirmi(?:er|ère)|dirigeante?|DRH|RH|CIP|ETI|CESF|agent|agente|juriste|comptable|technicienne?"
    r"|moniteur|monitrice|parrain|marraine|patronn?e?|manageu?r|inspect(?:eur|rice)|travailleu(?:r|se)"
)
TRADE_BEFORE = re.compile(
    rf"\b(?:{TRADES})\b(?:\s+(?:de\s+l[’']\w+|(?:de|du|en|à|d[’'])\s?[\wé’'\-]+|RH|principale?|technique|sociale?|professionnelle?"
    rf"|pédagogique|emploi|insertion))*[,\s:(]+$",
    re.IGNORECASE,
)
TRADE_AFTER = re.compile(
    rf"[\s\u00a0]*[,(:–-]\s*(?:(?:une?|la|le|notre|ma|mon|ancienne?|l[’'])\s?)?(?:{TRADES})\b", re.IGNORECASE
)
# « Rogers (1957) », « selon Carl Rogers », « le psychologue »: an author.
AUTHOR_AFTER = re.compile(r"\s*(?:et al\.?|\((?:19|20)\d{2}\w?\)|,\s?(?:19|20)\d{2}\b)")
AUTHOR_BEFORE = re.compile(
    r"\b(?:selon|théories? d[e’']|d[’']après|auteure?|ouvrage d[e’']|livre d[e’']|citation d[e’']"
    r"|concept d[e’']|modèle d[e’']|travaux d[e’']|méthode d[e’']|approche d[e’']"
    r"|psychologue|sociologue|philosophe|écrivain|pédagogue|américain|professeur)\s?$",
    re.IGNORECASE,
)
# A brand or a shop rather than people: « Martin & Fils », « Karim SARL ».
FIRM_AFTER = re.compile(
    r"\s*(?:&|et\s(?:fils|frères|associés|compagnie|cie)\b|SAS\b|SARL\b|SA\b|EURL\b|frères\b|®|™|\.(?:fr|com)\b)",
    re.I,
)
DETERMINED = re.compile(
    r"\b(?:l[ae]s?|une?|des|du|ce|cette|cet|ces|au|aux|mon|ma|notre)\s$|\b[Ll][’']$", re.IGNORECASE
)
NEAR = 100  # how far the words around a name are looked at
STARTS = re.compile(r"(?:^|[.!?:;|•…»«“\"(\[\n\t]|[-–—]\s)[\s\u00a0\u202f«“\"(]*$")
