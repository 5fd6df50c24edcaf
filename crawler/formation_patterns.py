"""The words by which a decision says who judged: titles, offices, formulas, signatures.

Offices are those of the courts, so a follower that names a company or another trade ("président
de la société", "conseiller clientèle") makes it a party's. Every pattern is bounded: a hostile
text of 100,000 characters is read in linear time.
"""

from __future__ import annotations

import re

_TITLE = (
    r"(?i:MM?\.|MM?(?=\s)|Mmes?\.?|Mlles?|Monsieur|Messieurs|Mesdames|Madame|Mademoiselle|Maître)"
)
_OFFICE = (
    r"(?i:(?:première?\s+|vice[- ])?président[es]{0,2}|présidant"
    r"|(?:premi(?:er|ère)s?\s+)?conseill(?:er|ère)s?"
    r"|(?:juge|conseill(?:er|ère))[- ]rapporteure?|rapporteur[es]{0,2}(?:\s+publi(?:c|que))?"
    r"|(?:premier\s+|première\s+)?avocat[es]{0,2}\s+général[es]{0,2}"
    r"|greffi(?:er|ère)s?|doyen(?:ne)?|juges?|assesseur[es]{0,2}|magistrat[es]{0,2}"
    r"|audit(?:eur|rice)|ma[iî]tre\s+des\s+requêtes|procureur[es]{0,2}|substitut[es]{0,2}"
    r"|vice[- ]procureur[es]{0,2}|commissaire\s+du\s+gouvernement|départiteur|départitrice"
    r"|direct(?:eur|rice)\s+(?:des\s+services\s+)?de\s+greffe|adjointe?\s+administrati(?:f|ve)"
    r"|agent\s+administratif|cadre[- ]greffier"
    r"|secrétaire(?:[- ]greffi(?:er|ère)|\s+du\s+contentieux|\s+de\s+section)"
    r"|f\.?\s?f\.?\s+(?:de\s+)?greffi)"
)
_OFFICE_STEMS = (
    "présid", "conseill", "rapporteu", "avocat", "greff", "doyen", "juge", "assesseu", "magistrat",
    "audit", "maître", "maitre", "procureu", "substitut", "commissaire", "départit",
    "administrati", "secrétaire",
)  # fmt: skip
_FORMULA_STEMS = (
    "rapport", "siége", "étaient", "délibéré", "extraordinaire", "compos", "présid", "magistrat",
    "chargé",
)  # fmt: skip
_NOT_OF_A_COURT = (
    r"(?!\w|[’']|\s+(?:directeur|directrice|fondateur|fondatrice|honoraire\s+de\s+la\s+société"
    r"|de\s+(?:la\s+|l['’]|cette\s+|notre\s+)?(?:société|association|sas|sa\b|sarl|scop|fondation"
    r"|fédération|ligue|holding|coopérative|mutuelle|vente|clientèle|gestion|direction)"
    r"|du\s+(?:conseil\s+d['’]administration|directoire|syndicat|groupe|comité|cse\b|chsct|club"
    r"|salarié|conseil\s+(?:régional|départemental|municipal|syndical|de\s+surveillance))"
    r"|d['’](?:entreprise|une|un|orientation)|commercial|client|financi|technique|juridique|municipal"
    r"|régional|départemental|conjugal|pédagog|funéraire|immobilier|(?:à\s+l['’]|en\s+)?emploi"
    r"|en\s+(?:vente|gestion|insertion|communication|recrutement|assurance)"
    r"|principale?\s+d['’]éducation|syndical))"
)
# Possessive throughout: a name never gives a word back, so no text makes the search try twice.
_WORD = (
    rf"(?!{_OFFICE}(?!\w))(?:[A-ZÀ-ÝŒ][\w'’.\-]{{0,40}}+|[dD](?:e|u|es)\b|[lL](?:a|e|es)\b"
    r"|d['’][A-ZÀ-Ý][\w\-]{1,40}+|van\b|von\b|der\b|el\b)"
)
_NAME = rf"{_WORD}(?:\s{{1,3}}{_WORD}){{0,6}}+"
_NAMES = rf"{_NAME}(?:\s{{0,3}}(?:,|\bet\b|-(?=\s))\s{{0,3}}(?:{_TITLE}\s+)?+{_NAME}){{0,14}}+"
_ARTICLE = r"(?:l[ea]s?\s+|l['’]\s?)?"
_LINK = (
    r"\s{0,3}(?:[,:(–-]\s{0,3})?"
    r"(?:(?:en\s+qualité\s+de|faisant\s+fonctions?\s+de|exerçant\s+les\s+fonctions\s+de|agissant\s+comme"
    r"|désignée?\s+comme|le|la)\s+)?"
)


def may_name_office(text: str) -> bool:
    """Whether an office can stand in a text; give it in lower case.

    Most paragraphs name none, and looking for stems is many times faster than the patterns.
    """
    for stem in _OFFICE_STEMS:  # noqa: SIM110 - three times as fast as any()
        if stem in text:
            return True
    return False


def may_hold_formula(text: str) -> bool:
    """Whether :data:`FORMULA` or :data:`RAPPORT` can match a text; give it in lower case."""
    for stem in _FORMULA_STEMS:  # noqa: SIM110 - three times as fast as any()
        if stem in text:
            return True
    return False


NAMED_OFFICE = re.compile(
    rf"(?<!\w){_TITLE}\s+(?!{_ARTICLE}{_OFFICE})(?P<names>(?-i:{_NAMES}))"
    rf"{_LINK}{_OFFICE}{_NOT_OF_A_COURT}",
    re.IGNORECASE,
)
"""``Mme Jaillon, conseiller rapporteur``, ``MM. A, B et C, conseillers``."""

RAPPORT = re.compile(
    rf"(?:(?:^|[.;»]\s{{0,3}}|-\s)sur\s+le\s+rapport|\bau\s+rapport"
    rf"|(?:^\W{{0,4}}|[-–—:;]\s{{1,3}})(?:et\s+)?le\s+rapport)\s+(?:oral\s+|écrit\s+)?"
    rf"(?:de\s+|d['’])(?:{_TITLE}\s+)(?![A-Z]\.\.\.)(?P<names>(?-i:{_NAME}))(?!\s{{0,3}},\s{{0,3}}expert)",
    re.IGNORECASE,
)
"""``Sur le rapport de M. ...``, at the head of a sentence: elsewhere it may be an expert's; and
``- le rapport de Mme ...``, the line of an administrative court that often names no office."""

OPENING = re.compile(
    r"\W{0,3}(?:signée?s?\s*:|pour\s+expédition\s+conforme"
    r"|ainsi\s+(?:fait|jugé|prononcé|rendu|décidé|délibéré|arrêté)\b)",
    re.IGNORECASE,
)
"""How the closing formula and the signature begin."""

# First letters are looked at first: most words are none of the formulas, and stop there.
FORMULA = re.compile(
    r"\b(?=[oOpPeEcCtTbBlLsSdD])(?i:où\s+(?:étaient\s+présent|siégeaient|siégeait)"
    r"|président(?:e?s?\s+et\s+conseill\w{2,5}\s+précité)"
    r"|en\s+(?:ont\s+délibéré|service\s+extraordinaire)\b"
    r"|cour\s+(?:était\s+)?composée\s+(?:lors|de|par)\b"
    r"|(?:tribunal|conseil|bureau\s+de\s+jugement)\s+(?:était\s+)?composé\s+(?:lors|de|par)\b"
    r"|lors\s+des\s+débats\s+et\s+(?:lors\s+)?du\s+délibéré\b"
    rf"|sous\s+la\s+présidence\s+de\s+(?:{_TITLE}\s|(?-i:[A-ZÀ-Ý]))"
    rf"|présidée?s?\s+par\s+{_TITLE}\s"
    rf"|(?:devant|entendu)\s+{_TITLE}\s+(?-i:[A-ZÀ-Ý])[^.;]{{0,80}}"
    r"\b(?:magistrat|rapporteur|chargée?\s+d[’'u])"
    r"|délibéré\s+(?:à\s+l['’]issue\s+de\s+la\s+séance|après\s+l['’]audience))"
)

SIGNED = re.compile(
    rf"\b(?:signée?s?|paraphée?s?|minute)\s*(?:par|:)\s[^;]{{0,200}}?\b{_OFFICE}{_NOT_OF_A_COURT}",
    re.IGNORECASE,
)
"""``signé par Michel ..., Président et ..., Greffier``: no title stands before the names."""

_OF_OFFICE = (
    r"(?:et|de\s+chambre|du\s+tribunal|de\s+la\s+cour|du\s+contentieux|de\s+(?:la\s+)?section|lors"
    r"|des?\s+débats|du\s+délibéré|[ad]u\s+prononcé|de\s+l['’]audience|de\s+la\s+mise\s+à\s+disposition"
    r"|en\s+charge|chargée?|de\s+la\s+mise\s+en\s+état|d['’]instruire|l['’]affaire|signataires?"
    r"|référendaires?|en\s+chef|titulaires?|l[ea]s?)"
)
OFFICE_LINE = re.compile(
    rf"(?:[-•]\s*)?{_ARTICLE}{_OFFICE}(?:\s*[,/]?\s*(?:{_OF_OFFICE}|{_OFFICE})(?!\w))"
    rf"{{0,8}}\s*[,.]?\s*(?:$|:)",
    re.IGNORECASE,
)
"""A line that only says an office (``Le greffier Le président``) or labels one."""

OFFICE_NAMED = re.compile(
    rf"(?<!\w){_OFFICE}\s{{0,3}}[,:]?\s{{0,3}}(?:lors\s+[^:,.]{{0,40}}[:,]\s+)?"
    rf"{_TITLE}\s+(?!\[)[A-ZÀ-Ý][\w'’\-]{{2,40}}(?!\w|\.\.\.|…)"
)
"""``Greffier : Mme ...``, ``le conseiller rapporteur, M. ...``."""

UNTITLED = re.compile(
    r"(?:^|[-•:]\s{0,3}|\bpar\s+|\bet\s+)(?:[A-ZÀ-Ý][\w'’\-]{1,30}\s+){1,3}(?:(?:de|du|d['’]|le|la)\s+){0,2}"
    rf"[A-ZÀ-Ý'’\-]{{3,40}}(?:\s+[A-ZÀ-Ý'’\-]{{2,40}}){{0,3}}\s{{0,2}}[,(:-]\s{{0,2}}(?i:{_OFFICE}{_NOT_OF_A_COURT})"
)
"""``Michel FICAGNA, Président``: only in the heading and below the disposition."""

TITLED_NAME = re.compile(rf"(?<!\w){_TITLE}\s+(?!\[)[A-ZÀ-Ý]")
OFFICE_WORD = re.compile(
    rf"\b{_OFFICE}\b|\b(?:débats|délibéré|siégeant|assist[ée]{{1,2}}s?|minist[èe]re\s+public)\b",
    re.IGNORECASE,
)
COMPOSITION_HEADING = re.compile(
    r"\W{0,3}composition(?:\s+(?:de\s+la\s+cour|du\s+tribunal|du\s+conseil|de\s+la\s+formation"
    r"|du\s+bureau|de\s+la\s+juridiction)[^.]{0,80})?\s*:?\s*$"
    r"|\W{0,3}composition\s+(?:de\s+la\s+cour|du\s+tribunal|du\s+conseil|du\s+bureau|de\s+la)[^.]{0,60}:",
    re.IGNORECASE,
)

_JUDGE = (
    r"(?:C\.?\s?J\.?(?:\s?[A-Z]\.?){0,3}|J\.?J\.?(?:\s?A\.?)?|J\.\s?A\.|JA|J\.|A\.\s?C\.\s?J\.|A\.J\."
    r"|D\.J\.|P\.J\.|j\.\s?c\.\s?[a-z]\.|j\.c\.[aqs]\.?|J\.C\.[ASQ]\.|juge\s+administrati(?:f|ve)"
    r"|TAT|JAT|t\.a\.|arbitre|[Aa]rbitrator|[Aa]djudicator|[Vv]ice-[Cc]hair|Vice-Chairperson)"
)
DECISION_MAKER_LABEL = re.compile(
    r"(?:coram|present|présente?s?|before|devant|reasons\s+for\s+\w+(?:\s+of\s+the\s+court)?(?:\s+delivered)?"
    r"\s+by"
    r"|concurred\s+in\s+by|concurring\s+reasons\s+by|dissenting\s+reasons\s+by"
    r"|motifs\s+d\w{1,2}\s+[\w’' ]{1,30}\s+par"
    r"|y\s+(?:ont|a)\s+souscrit|(?:joint\s+|majority\s+|concurring\s+|dissenting\s+)?reasons"
    r"(?:\s+for\s+judgment|\s+dissenting\s+in\s+part)?(?=\s*:)|motifs\s+(?:conjoints|concordants|dissidents)"
    r"|(?:sole\s+)?arbitrators?|arbitre(?:\s+unique)?|adjudicators?|decision[- ]makers?(?:\(s\))?"
    r"|panel|board\s+of\s+arbitration|tribunal\s+d['’]arbitrage|member|membre|vice-chair(?:person)?|commissioner"
    r"|commissaire|juges?(?:\s+administrati(?:f|ve)s?)?|judges?(?:\s+and\s+taxing\s+officers)?|décideurs?)"
    r"(?:\s*\(s\))?\s*:",
    re.IGNORECASE,
)
DECISION_MAKER_LINE = re.compile(
    r"(?:before|devant|coram|present)\s*:?\s+(?:the\s+hon|l['’]honorable|associate|justice|judge|me\s|m\.)"
    r"|[“\"]?(?:the\s+honou?rable|l['’]honorable|l['’]hon\.)\s.{0,200}$"
    r"|the\s+(?:following\s+(?:is|are)\s+the|judgment\s+of|reasons\s+of|majority).{0,300}delivered\s+by"
    r"|(?:version\s+française\s+d|les\s+motifs\s+d).{0,200}(?:rendus?\s+par|j(?:uge|j)?\.)"
    rf"|(?-i:[“\"\(]?(?:I\s+agree\.?\s*)?(?:[A-ZÀ-Ý][\w'’.\-]*[\s,]+){{0,6}}(?:\(?{_JUDGE}\s*[”\"\)—–-]?\s*)$)"
    r"|(?-i:[“\"][A-ZÀ-Ý][\w.’'-]*(?:\s[A-ZÀ-Ý][\w.’'-]*){1,4}[”\"]\s*$)"
    r"|[“\"]?i\s+(?:agree|concur)\b.{0,80}$|je\s+suis\s+d['’]accord\b.{0,80}$"
    r"|(?-i:.{0,250}\bJJ\.\s+concurring\))",
    re.IGNORECASE,
)
SIGNATURE_BEFORE = re.compile(
    r"(?:signed|dated|signé|fait|datée?)\s+(?:at|this|on|in|à|le|ce)\s.{0,120}$", re.IGNORECASE
)
