"""XML of bulk archives: dirt is mended, words are never lost in silence, nothing is expanded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from crawler.legal_xml import UnreadableXml, clean, lines_of, parse_xml, text_of
from crawler.word_filter import WordFilter


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<a>M. X... &amp;amp; fils</a>", "M. X... & fils"),
        (b"<a>l&amp;#39;arr&amp;ecirc;t</a>", "l'arrêt"),
        (b"<a>l\xc2\x92employeur \xc2\x96 10 \xc2\x80</a>", "l’employeur – 10 €"),
        (b"<a>l\x92employeur</a>", "l’employeur"),
        (b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9t\xe9 \x80</a>", "été €"),
        (b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8' ?><a>\xc3\xa9</a>", "é"),
        (b"<a>3 < 4 & 5</a>", "3 < 4 & 5"),
        (b"<a>d&eacute;cision&nbsp;!</a>", "décision !"),
        (b"<a>un\x00 deux\x0b</a>", "un deux"),
        (b"<!DOCTYPE a SYSTEM 'http://synthetic.invalid/x.dtd'><a>sans DTD</a>", "sans DTD"),
        (b"<a>dit<b>\xc2\xab oui \xc2\xbb</b>.</a>", "dit« oui »."),
        (b"<a><!-- non --><?p non?>oui</a>", "oui"),
    ],
)
def test_dirt_is_mended(body: bytes, words: str):
    assert text_of(parse_xml(body)) == words


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "no XML"),
        (b"not found", "no XML"),
        (b"<a>il a \xc3\xa9t\xc3\xa9 d\xc3\xa9cid\xc3\xa9 que<br/>le contr", "cut off"),
        (b"<!DOCTYPE a [<!ENTITY x 'yyyy'>]><a>&x;</a>", "declares entities"),
        (b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", "declares entities"),
        (b"<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://x.invalid'> %p;]><a/>", "declares entities"),
    ],
)
def test_what_cannot_be_read_whole_is_refused(body: bytes, reason: str):
    with pytest.raises(UnreadableXml, match=reason):
        parse_xml(body)


def test_a_million_laughs_are_refused_at_once():
    lines = ['<!ENTITY a0 "ha">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    body = f"<?xml version='1.0'?><!DOCTYPE a [{''.join(lines)}]><a>&a9;</a>".encode()
    with pytest.raises(UnreadableXml, match="declares entities"):
        parse_xml(body)


@pytest.mark.parametrize(
    ("inner", "lines"),
    [
        ("un<br/>\ndeux<br/><br/>trois", ["un", " deux", "", "trois"]),
        ("<p>un\nun</p><p>deux</p>", ["", "", "un un", "", "", "", "deux", "", ""]),
        ("un\ndeux", ["un", "deux"]),
        ("un <i>deux</i><br/>trois", ["un deux", "trois"]),
    ],
)
def test_line_breaks_are_those_of_the_marks_and_else_those_of_the_file(
    inner: str, lines: list[str]
):
    assert lines_of(etree.fromstring(f"<a>{inner}</a>")).split("\n") == lines


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs", "Cn")), max_size=200))
def test_escaped_words_come_back_as_they_were(words: str):
    element = etree.Element("a")
    element.text = words.replace("&", "et")
    body = etree.tostring(element, encoding="utf-8")
    assert text_of(parse_xml(body)) == " ".join(element.text.split())


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes):
    for wrapped in (body, b"<a>" + body + b"</a>"):
        try:
            text_of(parse_xml(wrapped))
        except UnreadableXml:
            continue


@given(st.text(max_size=100))
def test_cleaning_twice_changes_nothing_more(text: str):
    assert clean(clean(text)) == clean(text) or "&" in text


QUERY = '(facebook OR "réseaux sociaux") AND (salarié* OR employeur)'


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Le salarié a publié sur Facebook", True),
        ("LES RESEAUX\n SOCIAUX et l'employeur", True),
        ("LES RÉSEAUX SOCIAUX et les SALARIÉES", True),
        ("le salarié et rien d'autre", False),
        ("facebookien, salarié", False),
        ("un réseau social et un salarié", False),
        ("l’employeur a lu Facebook.", True),
    ],
)
def test_a_text_belongs_to_a_topic_when_it_has_a_word_of_each_group(text: str, fits: bool):
    assert WordFilter.of([QUERY]).matches(text) is fits


def test_a_star_is_everything_and_no_query_nothing():
    assert WordFilter.of(["*"]).matches("")
    assert not WordFilter.of([]).matches("facebook salarié")
    assert WordFilter.of(["zz", QUERY]).matches("facebook employeur")
