"""The query language: what lawyers type, what people type, and what nobody should."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engine.query import (
    And,
    Everything,
    Fuzzy,
    Keyword,
    Near,
    Not,
    Or,
    Pattern,
    Phrase,
    Query,
    Range,
    Term,
    Within,
)
from search_api.describe import describe
from search_api.errors import QueryError, QuerySyntaxError, QueryTooLong
from search_api.parse import LONGEST_QUERY, Parsed, any_of, parse
from search_api.values import FieldValues


def shape(query: Query) -> str:  # noqa: C901
    """The tree as short text, so that a table of cases can be read."""
    match query:
        case Term(forms, field, text):
            exact = "=" if all(form.stream == "exact" for form in forms) else ""
            return f"{field + ':' if field else ''}{exact}{text}"
        case Pattern(pattern, field):
            return f"{field + ':' if field else ''}{pattern}"
        case Fuzzy(token, distance):
            return f"{token}~{distance}"
        case Phrase(words):
            return '"' + " ".join(shape(word) for word in words) + '"'
        case Near(left, right, distance, ordered):
            return f"[{shape(left)} {'+' if ordered else '/'}{distance} {shape(right)}]"
        case Within(unit, nodes):
            return f"[{unit[0]}: " + " ".join(shape(node) for node in nodes) + "]"
        case Keyword(field, values):
            return f"{field}={'|'.join(values)}"
        case Range(field, low, high):
            return f"{field}={low}..{high}"
        case And(nodes):
            return "(" + " & ".join(shape(node) for node in nodes) + ")"
        case Or(nodes):
            return "(" + " | ".join(shape(node) for node in nodes) + ")"
        case Not(node):
            return "!" + shape(node)
        case Everything():
            return "*"
        case _:
            return "nothing"


PLAIN = [
    ("", "*"),
    ("...", "nothing"),
    ("insult Facebook", "(insult & Facebook)"),
    ("insult facebook Insult", "(insult & facebook)"),
    ("private Facebook group", "(private & Facebook & group)"),
    ("ajouter son patron sur Facebook", "(ajouter & patron & Facebook)"),
    ("can we dismiss?", "dismiss"),
    ("They fired me!", "fired"),
    ("L'employeur", "employeur"),
    ("L’employeur", "employeur"),
    ("art. 2088", "(art. & 2088)"),
    ("Digital c. Walker", "(Digital & Walker)"),
    ("R v Smith", "(R & v & Smith)"),
    ("16-11.690", '"16 11 690"'),
    ("e-mail", '"e mail"'),
    ("LSST C-12", '(LSST & "C 12")'),
    ("insult - Facebook", "(insult & Facebook)"),
    ("sick – leave", "(sick & leave)"),
    ("10 000 $", "10 000"),
    ("salarié(e)s licenciée", "(salarié & licenciée)"),
    ("[2008] 1 SCR 190", "(2008 & 1 & SCR & 190)"),
    ("ECLI:FR:CCASS:2018:SO01234", '"ECLI FR CCASS 2018 SO01234"'),
    ("https://example.org/post", '(https & "example org post")'),
    ("nuit ou jour et or and not", "(nuit & jour)"),
    ("ETUDE ORDRE NOTER", "(ETUDE & ORDRE & NOTER)"),
    ("24/7 n°16/04882", '("24 7" & "16 04882")'),
    ("Re: Sonne", "(Re & Sonne)"),
    ("a turnover of 42 % and more", "(turnover & 42 & more)"),
    ("what a mess !", "mess"),
    ("50% of us", "50"),
    ("to be or not to be", "(to & be & or & not)"),
]


@pytest.mark.parametrize(("typed", "wanted"), PLAIN)
def test_plain_words_mean_all_of_them_but_for_words_without_meaning(typed, wanted):
    parsed = parse(typed)
    assert parsed.plain
    assert shape(parsed.query) == wanted


OPERATORS = [
    ("a1 AND b1", "(a1 & b1)"),
    ("a1 ET b1", "(a1 & b1)"),
    ("a1 OR b1", "(a1 | b1)"),
    ("a1 OU b1", "(a1 | b1)"),
    ("a1 b1 OR c1 d1", "((a1 & b1) | (c1 & d1))"),
    ("a1 (b1 OR c1) d1", "(a1 & (b1 | c1) & d1)"),
    ("a1 NOT b1", "(a1 & !b1)"),
    ("a1 AND NOT b1", "(a1 & !b1)"),
    ("a1 SAUF b1", "(a1 & !b1)"),
    ("a1 NON b1", "(a1 & !b1)"),
    ("a1 -b1 c1", "(a1 & !b1 & c1)"),
    ('a1 -"b1 c1" d1', '(a1 & !"=b1 =c1" & d1)'),
    ("a1 -(b1 OR c1)", "(a1 & !(b1 | c1))"),
    ("NOT a1", "(* & !a1)"),
    ("NOT NOT a1", "a1"),
    ('"faute grave" insultes', '("=faute =grave" & insultes)'),
    ("« faute grave »", '"=faute =grave"'),
    ("“faute grave”", '"=faute =grave"'),
    ('"dismiss* employee"', '"dismiss* =employee"'),
    ("EXACT(post) messages", "(=post & messages)"),
    ('EXACT("a post") messages', '("=a =post" & messages)'),
    ("licenci*", "licenci*"),
    ("dismiss!", "dismiss*"),
    ("organi?ation", "organi?ation"),
    ("l'employ*", "employ*"),
    ("facebok~", "facebok~1"),
    ("facebok~2", "facebok~2"),
    ("a1 /5 b1", "[a1 /5 b1]"),
    ("a1 w/5 b1", "[a1 /5 b1]"),
    ("a1 NEAR/5 b1", "[a1 /5 b1]"),
    ("a1 +5 b1", "[a1 +5 b1]"),
    ("a1 /5 b1 /3 c1", "[[a1 /5 b1] /3 c1]"),
    ('"a1 b1"~4', "[=a1 /4 =b1]"),
    ('(a1 OR b1) /5 "c1 d1"', '[(a1 | b1) /5 "=c1 =d1"]'),
    ("(a1 b1) /5 c1", "([a1 /5 c1] & [b1 /5 c1])"),
    ("((a1 b1) OR c1) /5 d1", "(([a1 /5 d1] & [b1 /5 d1]) | [c1 /5 d1])"),
    ("a1 /s b1 /s c1", "[s: a1 b1 c1]"),
    ("a1 /p b1", "[p: a1 b1]"),
    ("par:(a1 b1)", "[p: a1 b1]"),
    ('paragraphe:("a1 b1" OU c1)', '[p: ("=a1 =b1" | c1)]'),
    ("sentence:(a1 b1) c1", "([s: a1 b1] & c1)"),
    ("par:a1", "[p: a1]"),
    ("a1 w/s b1", "[s: a1 b1]"),
    ("a1 NEAR/p b1", "[p: a1 b1]"),
    ("a1 +s b1", "[s: [a1 +100000 b1]]"),
    ("a1 +p b1", "[p: [a1 +100000 b1]]"),
    ("(a1 b1) +s c1", "([s: [a1 +100000 c1]] & [s: [b1 +100000 c1]])"),
    ("a1 PRE/5 b1", "[a1 +5 b1]"),
    ("a1 & b1", "(a1 & b1)"),
    ("a1 && b1", "(a1 & b1)"),
    ("a1 | b1", "(a1 | b1)"),
    ("a1 || b1 c1", "(a1 | (b1 & c1))"),
    ("aa % bb", "(aa & !bb)"),
    ("a1 BUT NOT b1", "(a1 & !b1)"),
    ("a1 ET SAUF b1", "(a1 & !b1)"),
    ("+a1 b1", "(a1 & b1)"),
    ('+"a1 b1" c1', '("=a1 =b1" & c1)'),
    ("!immigra law", "(immigra* & law)"),
    ("EXACTE(post) messages", "(=post & messages)"),
    ("x1 a1 /5 b1 y1", "(x1 & [a1 /5 b1] & y1)"),
    ("title:Walker", "title:Walker"),
    ("titre:Walker insultes", "(title:Walker & insultes)"),
    ('titre: "Petit Bateau"', '"title:=Petit title:=Bateau"'),
    ("title:(a1 OR b1)", "(title:a1 | title:b1)"),
    ("court:scc,qcca", "court=scc|qcca"),
    ("tribunal:(scc OR qcca)", "(court=scc | court=qcca)"),
    ("-court:scc a1", "(!court=scc & a1)"),
    ("enjeu:defamation", "issue=defamation"),
    ('cites:"2018 QCCS 4374"', "cites=2018 QCCS 4374"),
    ("year:2018", "year=2018..2018"),
    ("année:[2012 TO 2018]", "year=2012..2018"),
    ("annee:2012..2018", "year=2012..2018"),
    ("year:2012-2018", "year=2012..2018"),
    ("year:>=2012", "year=2012..None"),
    ("year:<2012", "year=None..2011"),
    ("year:[2012 TO *]", "year=2012..None"),
    ("date:2018-02", "(date_last=20180201..None & date_first=None..20180228)"),
    ("date:>2018-02", "date_last=20180229..None"),
    ("date:<=2018", "date_first=None..20181231"),
    ("id:ca-qccs-2018-4374", "identifier=ca-qccs-2018-4374"),
]


@pytest.mark.parametrize(("typed", "wanted"), OPERATORS)
def test_operators_of_both_languages_build_the_tree_that_lawyers_expect(typed, wanted):
    parsed = parse(typed)
    assert shape(parsed.query) == wanted
    assert not parsed.plain


FAULTS = [
    ('insulte "faute grave', [(8, 9)], 'insulte "faute grave"'),
    ('(a1 OR "b1 c1)', [(7, 8)], '(a1 OR "b1 c1")'),
    ("(a1 b1", [(0, 1)], "(a1 b1)"),
    ("a1 b1)", [(5, 6)], "a1 b1"),
    ("a1 ()", [(3, 5)], "a1"),
    ("AND a1", [(0, 3)], "a1"),
    ("a1 OR", [(3, 5)], "a1"),
    ("a1 AND OR b1", [(7, 9)], "a1 AND b1"),
    ("a1 /5", [(3, 5)], "a1"),
    ("a1 /5 NOT b1", [(3, 5)], "a1 NOT b1"),
    ("a1 /5 title: -b1", [(3, 5), (6, 13)], "a1 -b1"),
    ("a1 /0 b1", [(3, 5)], "a1 /1 b1"),
    ("a1 /999 b1", [(3, 7)], "a1 /255 b1"),
    ("par:(a1 court:scc)", [(0, 4)], "(a1 court:scc)"),
    ("paragaph:(a1 b1)", [(0, 9)], "paragraph:(a1 b1)"),
    ("a1 /5 court:scc", [(3, 5)], "a1 court:scc"),
    ("a*", [(0, 2)], "a"),
    ("*book", [(0, 5)], "book"),
    ("word~3", [(0, 6)], "word~2"),
    ("a1 ET (b1 OU", [(6, 7), (10, 12)], "a1 ET (b1 )"),
    ("foo:bar", [(0, 4)], "foo bar"),
    ("sanctoin:dismissal", [(0, 9)], "sanction:dismissal"),
    ("year:abc a1", [(5, 8)], "a1"),
    ("year:[2018 TO 2012]", [(5, 19)], "year:[2012 TO 2018]"),
    ("date:2018-13", [(5, 12)], ""),
    ("licence:open a1", [(8, 12)], "a1"),
    ("a1 [2012 TO 2018]", [(3, 17)], "a1 year:[2012 TO 2018]"),
    ('"', [(0, 1)], ""),
]


@pytest.mark.parametrize(("typed", "places", "mended"), FAULTS)
def test_a_fault_has_a_place_and_a_mended_query(typed, places, mended):
    with pytest.raises(QuerySyntaxError) as caught:
        parse(typed)
    assert [(fault.start, fault.end) for fault in caught.value.faults] == places
    assert caught.value.suggestion == mended
    assert all(fault.detail.en and fault.detail.fr for fault in caught.value.faults)


def test_every_fault_is_told_at_once():
    with pytest.raises(QuerySyntaxError) as caught:
        parse('foo:bar AND OR year:abc (a* "b1')
    assert len(caught.value.faults) == 6


def test_a_query_that_is_too_long_says_how_long_it_may_be():
    with pytest.raises(QueryTooLong) as caught:
        parse("mot " * 300)
    assert str(LONGEST_QUERY)[0] in str(caught.value)
    assert len(parse(caught.value.suggestion).words) == 1


def test_a_value_that_a_field_does_not_have_is_told_with_the_nearest():
    class Courts:
        def read(self, field, typed):
            return ("scc",) if typed in ("scc", "csc") else ()

        def nearest(self, field, typed):
            return "scc"

    assert shape(parse("court:csc", values=Courts()).query) == "court=scc"
    with pytest.raises(QuerySyntaxError) as caught:
        parse("a1 court:sc", values=Courts())
    assert caught.value.suggestion == "a1 court:scc"


_PIECES = st.sampled_from(
    [
        "insulte",
        "Facebook",
        "AND",
        "OR",
        "NOT",
        "ET",
        "SAUF",
        "(",
        ")",
        '"',
        "«",
        "»",
        "-x",
        "-",
        "/5",
        "/s",
        "+3",
        "+p",
        "title:",
        "court:",
        "year:",
        "date:",
        "foo:",
        "[2012",
        "TO",
        "2014]",
        "a*",
        "*b",
        "b?c",
        "~",
        "w~1",
        "w~9",
        '"a',
        'b"',
        '"a',
        'b"~3',
        "EXACT(",
        "EXACT(x)",
        "2018",
        ",",
        ".",
        "'",
        "’",
        "é",
        "œ",
        "16-11.690",
        "!",
        "?",
        ":",
        ">",
        ">=2",
        "..",
        "the",
        "de",
        "́",
        "\u200b",
        "((",
        "))",
        "10",
        "000",
        "art.",
        "(e)s",
        "_",
        "§",
    ]
)


@given(st.lists(_PIECES, max_size=25), st.sampled_from(["", " "]))
def test_signs_in_any_order_end_in_a_query_or_in_a_mend_that_parses(pieces, joint):
    _parses_or_mends(joint.join(pieces))


@given(st.text(max_size=60))
def test_any_text_ends_in_a_query_or_in_a_mend_that_parses(text):
    _parses_or_mends(text)


@given(st.lists(_PIECES, max_size=12))
def test_values_that_are_read_end_in_a_query_or_in_a_mend_too(pieces):
    _parses_or_mends(" ".join(pieces), values=FieldValues(lambda text: ()))


def _parses_or_mends(text: str, values=None) -> None:
    found: Parsed | QueryError
    try:
        found = parse(text, values=values)
    except QueryError as wrong:
        found = wrong
    if isinstance(found, Parsed):
        assert all(describe(found, language) for language in ("en", "fr"))
        return
    assert found.faults
    assert all(0 <= fault.start <= fault.end <= len(text) for fault in found.faults)
    parse(found.suggestion, values=values)


def test_deep_nesting_is_refused_and_not_a_crash():
    with pytest.raises(QuerySyntaxError):
        parse("(" * 400 + "a1" + ")" * 400)
    assert shape(parse("(" * 12 + "a1" + ")" * 12).query) == "a1"
    with pytest.raises(QuerySyntaxError):
        parse(" /1 ".join(f"w{n}" for n in range(100)))


def test_any_of_asks_for_one_of_the_words_that_count():
    assert shape(any_of(parse("the insult of Facebook"))) == "(insult | Facebook)"
    assert parse("the insult of Facebook").optional == ("the", "of")


@pytest.mark.parametrize(
    ("typed", "english", "french"),
    [
        ("the insult Facebook", "“insult” and “Facebook” (not required: the)",
         "«\u00a0insult\u00a0» et «\u00a0Facebook\u00a0» (facultatifs : the)"),
        ('"gross misconduct" /5 (post OR page)',
         "exactly “gross misconduct” within 5 words of (“post” or “page”)",
         "exactement «\u00a0gross misconduct\u00a0» à 5 mots au plus de "
         "(«\u00a0post\u00a0» ou «\u00a0page\u00a0»)"),
        ("NOT insult", "without “insult”", "sans «\u00a0insult\u00a0»"),
        ("insult /s boss", "(“insult” and “boss”) in the same sentence",
         "(«\u00a0insult\u00a0» et «\u00a0boss\u00a0») dans la même phrase"),
        ("year:2012..2018 title:Walker", "Year: from 2012 to 2018 and “Walker” in the title",
         "Année : à partir de 2012 jusqu’à 2018 et «\u00a0Walker\u00a0» dans : titre"),
        ("date:>=2018-02", "Date: from 2018-02-01", "Date : à partir de 2018-02-01"),
        ("insult +s boss", "(“insult” followed by “boss”) in the same sentence",
         "(«\u00a0insult\u00a0» suivi de «\u00a0boss\u00a0») dans la même phrase"),
        ("", "everything", "tout"),
    ],
)  # fmt: skip
def test_the_parsed_query_is_said_in_words(typed, english, french):
    assert describe(parse(typed), "en") == english
    assert describe(parse(typed), "fr") == french
