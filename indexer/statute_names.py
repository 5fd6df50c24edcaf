"""The statutes that decisions on work cite, with the names they go by.

The short form is the one an annotation gives (``C.c.Q. 2088``, ``Charter s. 2(b)``). Names are
written as patterns over lower-case text with plain apostrophes, without what varies (``R.S.O.``,
chapters). A statute that is not here is given under the name that the text uses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Statute:
    """One statute and the ways to name it."""

    short: str
    """What stands before the number of the provision in the normal form."""
    names: tuple[str, ...]
    """Full names, in lower case, of the alternatives of a pattern."""
    abbreviations: tuple[str, ...] = ()
    """Abbreviations with their capitals; a dot, or a space after it, may be left out."""
    variety: str = ""
    """``CA`` or ``FR`` where two countries have a statute of the same name."""


QUEBEC: Final = (
    Statute("C.c.Q.", ("code civil du qu[ée]bec", "civil code of qu[ée]bec"),
            ("C.c.Q.", "C.C.Q.", "CCQ", "CcQ")),
    Statute("C.c.Q.", ("code civil", "civil code"), variety="CA"),
    Statute("C.t.", ("code du travail", "(?:qu[ée]bec )?labour code"), ("C.t.", "C.T."),
            variety="CA"),
    Statute("C.p.c.", ("code de proc[ée]dure civile", "code of civil procedure"),
            ("C.p.c.", "C.P.C.", "CPC"), variety="CA"),
    Statute("LNT", ("loi sur les normes du travail", "act respecting labour standards",
                    "labour standards act"), ("LNT", "L.N.T.", "L.n.t.", "ALS")),
    Statute("LSST", ("loi sur la sant[ée] et la s[ée]curit[ée] du travail",
                     "act respecting occupational health and safety"), ("LSST", "L.S.S.T.")),
    Statute("LATMP", ("loi sur les accidents du travail et les maladies professionnelles",
                      "act respecting industrial accidents and occupational diseases"),
            ("LATMP", "L.A.T.M.P.", "AIAOD")),
    Statute("LPRPSP", (
        "loi sur la protection des renseignements personnels dans le secteur priv[ée]",
        "loi sur le secteur priv[ée]",
        "act respecting the protection of personal information in the private sector"),
        ("LPRPSP", "L.P.R.P.S.P.", "P-39.1")),
    Statute("Loi sur l'accès", (
        "loi sur l'acc[èe]s aux documents des organismes publics",
        "loi sur l'acc[èe]s"), ("LAI", "A-2.1")),
    Statute("Charte QC", ("charte (?:qu[ée]b[ée]coise|des droits et libert[ée]s de la personne)",
                          "(?:qu[ée]bec )?charter of human rights and freedoms",
                          "qu[ée]bec charter")),
    Statute("Charte QC", ("charte(?! (?:canad|inform|europ|d[eu]|d'|inter|graph|[ée]thi|soci))",),
            variety="CA"),
    Statute("LCCJTI", ("loi concernant le cadre juridique des technologies de l'information",
                       "act to establish a legal framework for information technology"),
            ("LCCJTI",)),
    Statute("LITAT", ("loi instituant le tribunal administratif du travail",), ("LITAT",)),
    Statute("LJA", ("loi sur la justice administrative",), ("LJA",)),
    Statute("LFP", ("loi sur la fonction publique",), variety="CA"),
    Statute("LIP", ("loi sur l'instruction publique",), ("LIP",)),
    Statute("C. prof.", ("code des professions", "professional code"), variety="CA"),
)  # fmt: skip

CANADA: Final = (
    Statute("Charter s.", ("(?:canadian )?charter of rights and freedoms", "canadian charter",
                           "charte canadienne(?: des droits et libert[ée]s)?", "charter")),
    Statute("Canada Labour Code s.", ("canada labour code", "code canadien du travail"),
            ("C.L.C.", "CLC", "CCT")),
    Statute("CHRA s.", ("canadian human rights act",
                        "loi canadienne sur les droits de la personne"), ("CHRA", "LCDP")),
    Statute("Criminal Code s.", ("criminal code", "code criminel"), ("C.cr.", "Cr.C.")),
    Statute("Constitution Act, 1867 s.", ("constitution act, 1867",
                                          "loi constitutionnelle de 1867")),
    Statute("Constitution Act, 1982 s.", ("constitution act, 1982",
                                          "loi constitutionnelle de 1982")),
    Statute("PIPEDA s.", ("personal information protection and electronic documents act",
                          "loi sur la protection des renseignements personnels et les "
                          "documents [ée]lectroniques"), ("PIPEDA", "LPRPDE")),
    Statute("Privacy Act s.", ("privacy act",
                               "loi sur la protection des renseignements personnels")),
    Statute("Federal Courts Act s.", ("federal courts act", "loi sur les cours f[ée]d[ée]rales")),
    Statute("FPSLRA s.", ("federal public sector labour relations act",
                          "loi sur les relations de travail dans le secteur public "
                          "f[ée]d[ée]ral"), ("FPSLRA", "LRTSPF")),
    Statute("PSLRA s.", ("public service labour relations act",
                         "loi sur les relations de travail dans la fonction publique"),
            ("PSLRA", "LRTFP")),
    Statute("PSEA s.", ("public service employment act",
                        "loi sur l'emploi dans la fonction publique"), ("PSEA", "LEFP")),
    Statute("FAA s.", ("financial administration act",
                       "loi sur la gestion des finances publiques"), ("FAA", "LGFP")),
    Statute("PSDPA s.", ("public servants disclosure protection act",), ("PSDPA",)),
    Statute("OHSA s.", ("(?:ontario )?occupational health and safety act",), ("OHSA",)),
    Statute("ESA s.", ("employment standards act(?:, 2000)?",), ("ESA",)),
    Statute("LRA s.", ("labour relations act(?:, 1995)?",), ("LRA",)),
    Statute("Human Rights Code s.", ("(?:ontario |b\\.?c\\.? )?human rights code",)),
    Statute("Courts of Justice Act s.", ("courts of justice act",), ("CJA",), variety="CA"),
    Statute("Libel and Slander Act s.", ("libel and slander act",)),
    Statute("PHIPA s.", ("personal health information protection act(?:, 2004)?",), ("PHIPA",)),
    Statute("PIPA s.", ("personal information protection act",), ("PIPA",)),
    Statute("FIPPA s.", ("freedom of information and protection of privacy act",),
            ("FIPPA", "FOIPPA")),
)  # fmt: skip

FRANCE: Final = (
    Statute("C. trav.", ("code du travail",), ("C. trav.", "C. du trav."), variety="FR"),
    Statute("C. civ.", ("code civil",), ("C. civ.",), variety="FR"),
    Statute("CPC", ("(?:nouveau )?code de proc[ée]dure civile",), ("CPC", "C. pr. civ.", "NCPC"),
            variety="FR"),
    Statute("CPP", ("code de proc[ée]dure p[ée]nale",), ("CPP", "C. pr. pén.")),
    Statute("C. pén.", ("code p[ée]nal",), ("C. pén.",)),
    Statute("C. com.", ("code de commerce",), ("C. com.",)),
    Statute("CSS", ("code de la s[ée]curit[ée] sociale",), ("CSS",)),
    Statute("CJA", ("code de justice administrative",), ("CJA",), variety="FR"),
    Statute("CGFP", ("code g[ée]n[ée]ral de la fonction publique",), ("CGFP",)),
    Statute("COJ", ("code de l'organisation judiciaire",), ("COJ",)),
    Statute("CPI", ("code de la propri[ée]t[ée] intellectuelle",), ("CPI",)),
    Statute("CRPA", ("code des relations entre le public et l'administration",), ("CRPA",)),
    Statute("C. consom.", ("code de la consommation",), ("C. consom.",)),
    Statute("CSP", ("code de la sant[ée] publique",), ("CSP",)),
    Statute("CSI", ("code de la s[ée]curit[ée] int[ée]rieure",), ("CSI",)),
    Statute("C. éduc.", ("code de l'[ée]ducation",), ("C. éduc.",)),
    Statute("C. défense", ("code de la d[ée]fense",), ("C. défense",)),
    Statute("CEDH", (
        "convention europ[ée]enne (?:de sauvegarde )?(?:des droits|de sauvegarde des droits)"
        " de l'homme(?: et des libert[ée]s fondamentales)?",
        "convention de sauvegarde des droits de l'homme(?: et des libert[ée]s fondamentales)?",
        "convention de sauvegarde", "convention edh", "convention europ[ée]enne", "cedh",
        "european convention on human rights"),
        ("CEDH", "Conv. EDH", "CESDH", "ECHR")),
    Statute("RGPD", (
        "r[èe]glement g[ée]n[ée]ral (?:sur|relatif à) la protection des donn[ée]es",
        "rgpd", "gdpr", "r[èe]glement \\(ue\\) (?:n° ?)?2016/679"), ("RGPD", "GDPR")),
    Statute("DDHC", ("d[ée]claration des droits de l'homme et du citoyen(?: de 1789)?",),
            ("DDHC",)),
    Statute("LCEN", ("loi (?:n° ?2004-575 du 21 juin 2004 )?pour la confiance dans l'[ée]conomie "
                     "num[ée]rique", "loi n° ?2004-575(?: du 21 juin 2004)?",
                     "loi du 21 juin 2004"), ("LCEN",)),
    Statute("Loi de 1881", ("loi (?:sur la libert[ée] de la presse )?du 29 juillet 1881",
                            "loi de 1881")),
    Statute("LIL", ("loi (?:n° ?78-17 )?du 6 janvier 1978", "loi informatique et libert[ée]s",
                    "loi n° ?78-17"), ("LIL",)),
)  # fmt: skip

STATUTES: Final = QUEBEC + CANADA + FRANCE
"""Every statute of the table; where two have a name, the variety of the text decides."""
