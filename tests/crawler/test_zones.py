from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model import Paragraph, Zone
from crawler.text import split_paragraphs
from crawler.zone_headings import load_heading_rules
from crawler.zones import zone_by_offsets, zone_paragraphs
from tests.proportion import growth

# Synthetic lines: the names are invented, the forms are those of real decisions.
LINES = [
    "RÉPUBLIQUE FRANÇAISE",
    "M. OBVAZOL, président",
    "COMPOSITION DE LA COUR :",
    "- M. Ximon QUEVRAL, Président,",
    "EXPOSÉ DU LITIGE",
    "1. Mme [X] a été engagée le 2 janvier 2099.",
    "2. Elle a été licenciée.",
    "3. Elle a saisi le conseil de prud'hommes.",
    "Enoncé du moyen",
    "Réponse de la Cour",
    "MOTIFS DE LA DÉCISION",
    "PAR CES MOTIFS, la Cour :",
    "REJETTE le pourvoi ;",
    "Ainsi fait et jugé par la Cour de cassation.",
    "Le greffier, Le président",
    "I. Background",
    "FOR THESE REASONS, the Board orders as follows.",
    "Signed this 2nd day of January 2099.",
    "-=-=-=-",
    "",
]
TEXTS = st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=60)), max_size=25).map(
    "\n".join
)


def _zoned(text: str, *, country: str = "FR", language: str = "fr", court: str = "fr-cass"):
    paragraphs = split_paragraphs(text, language=language, country=country)
    return zone_paragraphs(paragraphs, country=country, language=language, court=court)


def _zones(text: str, **keywords: str) -> list[str]:
    return [paragraph.zone.value for paragraph in _zoned(text, **keywords)]


def _solid(paragraphs) -> str:
    return "".join("".join(paragraph.text for paragraph in paragraphs).split())


@given(TEXTS, st.sampled_from([("FR", "fr"), ("CA", "en"), ("CA", "fr")]))
def test_zoning_keeps_every_word_and_gives_each_paragraph_an_anchor(text, place):
    country, language = place
    zoned = _zoned(text, country=country, language=language, court="x")
    assert _solid(zoned) == "".join(text.split())
    assert len({paragraph.anchor for paragraph in zoned}) == len(zoned)


def test_a_judgment_of_the_cour_de_cassation_is_parted_by_its_headings():
    text = """COUR DE CASSATION
Arrêt du 2 janvier 2099
Faits et procédure
1. Selon l'arrêt attaqué, le salarié a été licencié.
Examen du moyen
Enoncé du moyen
2. Le salarié fait grief à l'arrêt de rejeter ses demandes.
Réponse de la Cour
3. La cour d'appel a légalement justifié sa décision.
4. Le moyen n'est donc pas fondé.
PAR CES MOTIFS, la Cour :
REJETTE le pourvoi ;
MOYEN ANNEXE au présent arrêt
Moyen produit par la SCP Invention."""
    introduction, facts, reasons = ["introduction"] * 2, ["facts"] * 2, ["reasons"]
    assert _zones(text) == [
        *introduction,
        *facts,
        *reasons,
        *["arguments"] * 2,
        *["reasons"] * 3,
        *["disposition"] * 2,
        *["annex"] * 2,
    ]


def test_an_order_of_the_conseil_d_etat_is_parted_and_its_signature_set_apart():
    text = """Vu la procédure suivante :
M. A demande l'annulation.
Considérant ce qui suit :
1. Le juge peut rejeter la requête.
O R D O N N E :
Article 1er : La requête est rejetée.
Signé : Ximon QUEVRAL
La secrétaire du contentieux
Zelie OBVAZOL"""
    assert _zones(text, court="fr-ce") == [
        *["facts"] * 2,
        *["reasons"] * 2,
        *["disposition"] * 2,
        *["formation"] * 3,
    ]


def test_a_text_without_headings_stays_body():
    assert _zones("Une phrase.\nUne autre.") == ["body", "body"]


def test_in_france_nothing_but_an_annex_follows_the_disposition():
    assert _zones("Faits\nPAR CES MOTIFS\nMOTIFS\nANNEXE\nMOTIFS") == [
        *["facts"],
        *["disposition"] * 2,
        *["annex"] * 2,
    ]


@pytest.mark.parametrize(
    ("heading", "zone", "language"),
    [
        ("FACTS", "facts", "en"),
        ("II. Background and Procedural History", "facts", "en"),
        ("B - Facts", "facts", "en"),
        ("ISSUES", "facts", "en"),
        ("The Employer’s Position", "arguments", "en"),
        ("UNION ARGUMENT", "arguments", "en"),
        ("V. Positions of the Parties", "arguments", "en"),
        ("Analysis and Decision", "reasons", "en"),
        ("REASONS FOR DECISION", "reasons", "en"),
        ("DECISION", "reasons", "en"),
        ("VIII. Conclusion", "disposition", "en"),
        ("AWARD", "disposition", "en"),
        ("REMEDY", "disposition", "en"),
        ("SOLICITORS OF RECORD", "annex", "en"),
        ("LES FAITS", "facts", "fr"),
        ("[II] LE CONTEXTE", "facts", "fr"),
        ("LA PREUVE", "facts", "fr"),
        ("PRÉTENTIONS DES PARTIES", "arguments", "fr"),
        ("Argumentation patronale", "arguments", "fr"),
        ("ANALYSE ET DÉCISION", "reasons", "fr"),
        ("MOTIFS", "reasons", "fr"),
        ("POUR CES MOTIFS, LE TRIBUNAL :", "disposition", "fr"),
        ("DISPOSITIF", "disposition", "fr"),
        ("ANNEXE A", "annex", "fr"),
    ],
)
def test_canadian_headings_open_their_zone(heading, zone, language):
    zones = _zones(f"{heading}\nSome words of it.", country="CA", language=language, court="onla")
    assert zones == [zone, zone]


def test_a_heading_inside_the_analysis_does_not_end_it():
    text = "I. Background\nx.\nII. Analysis\nx.\n(4) Conclusion\nx.\nIII. Conclusion\nx."
    assert _zones(text, country="CA", language="en", court="scc") == [
        *["facts"] * 2,
        *["reasons"] * 4,
        *["disposition"] * 2,
    ]


def test_a_sentence_that_begins_like_a_heading_is_none():
    text = "FACTS\nConclusion was reached by the parties in the spring of that year, she said."
    assert _zones(text, country="CA", language="en", court="onla") == ["facts", "facts"]


NAMING = [
    "M. OBVAZOL président,",
    "Mme QUEVRAL-ZOST, conseiller doyen faisant fonction de président",
    "Sur le rapport de Mme Quevral, conseiller, les observations de la SCP Invention,",
    "après débats où étaient présents M. Obvazol, président, Mme Quevral, conseiller rapporteur,",
    "Mme Zelie QUEVRAL, vice-présidente placée,",
    "Greffier, lors des débats : Madame Zelie QUEVRAL",
    "GREFFIÈRE : Mme Quevral",
    "Président : Monsieur Ximon OBVAZOL",
    "Assesseurs : Mme Quevral et M. Obvazol",
    "Délibéré à l'issue de la séance du 2 janvier 2099 où siégeaient : M. Ximon Obvazol,",
    "Ainsi prononcé par mise à disposition au greffe et signé par Zelie QUEVRAL, Présidente.",
    "Le président Le rapporteur Le greffier",
    "La présidente de chambre, La greffière,",
    "MM. Obvazol, Zost, Ipsel, conseillers, Mme Quevral, avocat général,",
    "les conclusions de M. Ximon Obvazol, rapporteur public ;",
    "Monsieur Ximon OBVAZOL, Monsieur Zeno IPSEL, Juges.",
    "Assistés de Maître Zelie QUEVRAL, Greffier",
    "tenue par Mme de la Zoste, magistrat chargé du rapport",
    "Madame Zelie QUEVRAL, adjointe administrative faisant fonction de greffier",
    "devant Monsieur Ximon OBVAZOL, Conseiller, chargé d'instruire l'affaire.",
]


@pytest.mark.parametrize("line", NAMING)
@pytest.mark.parametrize("above", ["Faits", "MOTIFS", "PAR CES MOTIFS"])
def test_a_line_that_names_a_judge_or_clerk_is_formation_wherever_it_stands(line, above):
    assert _zones(f"{above}\nUne phrase sans nom.\n{line}")[-1] == "formation"


@pytest.mark.parametrize(
    "line",
    [
        "M. [X], président de la société [1], a formé le pourvoi.",
        "M. Durand, président de la société Invention, a signé la lettre.",
        "Mme Durand, conseillère clientèle, a publié ces propos.",
        "Mme Durand, conseillère en vente, a publié ces propos.",
        "Mme [P], conseiller principal d'éducation, a publié ces propos.",
        "Le juge des référés a rejeté la demande.",
        "Il résulte du rapport de M. Durand, médecin du travail, que la salariée était apte.",
        "Le contrat signé par M. Durand prévoyait une période d'essai.",
        "Les conseillers prud'homaux ont décidé.",
        "Mme la procureure générale près la cour d'appel",
        "Assistée de Me Durand, avocat au barreau de Paris",
        "Elle a comparu assistée d'un conseiller du salarié.",
    ],
)
def test_a_line_about_a_party_or_an_unnamed_judge_stays_searchable(line):
    assert _zones(f"Faits\nUne phrase.\n{line}")[-1] == "facts"


def test_a_name_found_beside_an_office_is_set_apart_in_the_whole_text():
    text = """COUR D'APPEL
Mme Zelie QUEVRAL, présidente,
MOTIFS
Par ordonnance, Madame Quevral a renvoyé l'affaire.
La société Quevralex a conclu.
PAR CES MOTIFS
Confirme le jugement.
Z. QUEVRAL"""
    assert _zones(text) == [
        "introduction",
        "formation",
        "reasons",
        "formation",
        "reasons",
        "disposition",
        "disposition",
        "formation",
    ]


def test_what_stands_under_composition_is_formation_up_to_the_rule_below_it():
    text = """COUR D'APPEL DE NULLE PART
COMPOSITION DE LA COUR :
Lors de l'audience des débats, avec l'assistance de Mme Zelie QUEVRAL, Greffier,
Et lors du délibéré, par :
- M. Ximon OBVAZOL, Président,
-=-=-=-=-
Par acte du 2 janvier 2099, la société a saisi le tribunal.
MOTIFS
Une phrase."""
    zones = _zones(text)
    assert zones[1:5] == ["formation"] * 4
    assert "formation" not in zones[5:]


def test_only_the_sentences_that_name_someone_are_cut_from_a_long_paragraph():
    words = "La salariée a publié des propos sur un réseau social et les a retirés. " * 15
    line = f"{words}L'affaire a été plaidée devant Mme Quevral, présidente. {words}"
    zoned = _zoned(f"MOTIFS\n{line}")
    assert [each.zone.value for each in zoned] == ["reasons", "reasons", "formation", "reasons"]
    assert "Quevral" not in zoned[1].text + zoned[3].text
    assert _solid(zoned) == "".join(f"MOTIFS{line}".split())


def test_a_decision_on_one_line_loses_only_the_sentences_that_name_someone():
    words = "La salariée a publié des propos sur un réseau social. " * 12
    text = f"Composition : Mme. Quevral, présidente ; M. Obvazol ; M. Zoste, juges. {words}"
    zoned = _zoned(f"{text}Ainsi jugé et signé par Zelie QUEVRAL, présidente.")
    assert [each.zone for each in zoned] == [Zone.FORMATION, Zone.BODY, Zone.FORMATION]
    assert zoned[1].text == words.strip()


def test_a_zone_that_is_established_is_kept():
    paragraphs = (Paragraph("Motifs", anchor="p1"), Paragraph("x", anchor="p2", zone=Zone.ANNEX))
    zoned = zone_paragraphs(paragraphs, country="FR", language="fr", court="fr-cass")
    assert [each.zone for each in zoned] == [Zone.REASONS, Zone.ANNEX]


def test_canadian_lines_that_say_who_sat_are_formation():
    text = """CORAM:
OBVAZOL J.A.
QUEVRAL J.A.
BETWEEN:
A. GRIEVOR
REASONS FOR JUDGMENT
OBVAZOL J.A.
[1] The employer appeals.
Signed this 2nd day of January 2099.
“Ximon Obvazol”
Obvazol J.
Docket: T-1-99"""
    zones = _zones(text, country="CA", language="en", court="fca")
    formation = [place for place, zone in enumerate(zones) if zone == "formation"]
    assert formation == [0, 1, 2, 6, 9, 10]


def test_the_name_of_an_arbitrator_after_its_label_is_formation():
    zones = _zones("ARBITRE : Me Ximon Obvazol\nLES FAITS\nx.", country="CA", language="fr")
    assert zones[0] == "formation"


EMOJI = "En-tête 😀\n\nFaits de la cause\n\nMotifs de l'arrêt\n\nRejette"


def test_offsets_are_read_in_utf16_units():
    shift = len("En-tête 😀\n\n") + 1
    facts, reasons = len("Faits de la cause\n\n"), len("Motifs de l'arrêt\n\n")
    zones = {
        "motivations": [{"start": shift + facts, "end": shift + facts + reasons}],
        "introduction": [{"start": 0, "end": shift}],
        "expose": [{"start": shift, "end": shift + facts}],
        "dispositif": [{"start": shift + facts + reasons, "end": None}],
    }
    zoned = zone_by_offsets(EMOJI, zones, language="fr")
    assert [each.zone.value for each in zoned] == [
        "introduction",
        "facts",
        "reasons",
        "disposition",
    ]


def test_several_fragments_of_a_zone_and_a_missing_end_are_understood():
    text = "Premier moyen\n\nRéponse une\n\nSecond moyen\n\nRéponse deux"
    starts = [text.index(part) for part in ("Premier", "Réponse u", "Second", "Réponse d")]
    zones = {
        "motivations": [{"start": starts[3]}, {"start": starts[1], "end": starts[2]}],
        "moyens": [{"start": starts[2], "end": None}, {"start": starts[0], "end": starts[1]}],
        "annexes": [],
        "unheard-of": [{"start": 0, "end": 9}],
    }
    zoned = zone_by_offsets(text, zones, language="fr")
    assert [each.zone.value for each in zoned] == ["arguments", "reasons", "arguments", "reasons"]


def test_formation_wins_over_the_zones_of_the_source():
    text = "Mme QUEVRAL, présidente\n\nExposé sans nom."
    zoned = zone_by_offsets(text, {"expose": [{"start": 0, "end": len(text)}]}, language="fr")
    assert [each.zone.value for each in zoned] == ["formation", "facts"]


@pytest.mark.parametrize("zones", [None, {}, {"expose": []}, {"expose": [{"start": 10**9}]}])
def test_without_usable_offsets_headings_decide(zones):
    zoned = zone_by_offsets("Faits\n\nx\n\nPAR CES MOTIFS\n\ny", zones, language="fr")
    assert [each.zone.value for each in zoned] == ["facts"] * 2 + ["disposition"] * 2


_OFFSET = st.one_of(st.none(), st.integers(-5, 400))
_FRAGMENTS = st.lists(st.fixed_dictionaries({"start": _OFFSET, "end": _OFFSET}), max_size=3)


@given(
    TEXTS,
    st.dictionaries(st.sampled_from(["expose", "moyens", "dispositif", "other"]), _FRAGMENTS),
)
def test_no_offsets_change_a_text(text, zones):
    zoned = zone_by_offsets(text, zones, language="fr")
    assert _solid(zoned) == "".join(text.split())


def test_every_rule_of_the_headings_names_a_zone_and_can_match():
    rules = load_heading_rules()
    assert sorted(rules) == ["CA-en", "CA-fr", "FR"]
    for table in rules.values():
        opened = {Zone(name.rstrip("_")) for name in table.openings.groupindex}
        assert Zone.FORMATION not in {*opened, *(zone for zone, _ in table.headings)}
        assert table.zone_of_heading("an ordinary sentence of the court") is None
        assert table.zone_of_opening("an ordinary sentence of the court") is None
    assert rules["FR"].zone_of_opening("par ces motifs, la cour") is Zone.DISPOSITION
    assert rules["FR"].zone_of_opening("attendu que la salariee") is Zone.REASONS
    assert rules["CA-en"].zone_of_opening("so ordered.") is Zone.DISPOSITION


@pytest.mark.parametrize(
    "hostile",
    [
        "M. " + "A " * 40_000,
        "M. Ab, " * 10_000,
        "M. A et B et " * 8_000,
        "signé par " * 10_000,
        "art. " * 10_000,
        "M. Dupont, président\n" * 3_000,
        "Mme Durand, greffière. Ab cd. " * 3_000,
    ],
    ids=["capitals", "titles", "lists", "signed", "articles", "lines", "sentences"],
)
@pytest.mark.parametrize("country", ["FR", "CA"])
def test_a_hostile_text_is_zoned_in_linear_time(hostile, country):
    quarter = hostile[: len(hostile) // 4]
    # Four times the text: 4 when linear, 16 when quadratic.
    assert growth(lambda text: _zoned(text, country=country), quarter, hostile, most=9) < 9
