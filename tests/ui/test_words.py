from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from ui.words import LOCALES, NARROW, NBSP, load_words, read_catalog, typeset

WORDS = load_words()
UI = Path(str(files("ui")))
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def used_messages() -> set[tuple[str | None, str | tuple[str, ...]]]:
    """Every message that code and templates ask for, with its context."""
    found = extract_from_dir(
        str(UI),
        method_map=[("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")],
        keywords=KEYWORDS,
    )
    return {(context, message) for _, _, message, _, context in found}


@pytest.mark.parametrize("locale", ["en", "fr_CA"])
def test_every_message_is_said_in_both_languages_and_none_is_left_over(locale: str):
    said = {
        (message.context, message.id if isinstance(message.id, str) else tuple(message.id))
        for message in read_catalog(locale)
        if message.id and (message.string if isinstance(message.string, str) else
                           all(message.string or ("",)))
    }  # fmt: skip
    used = used_messages()
    assert used - said == set()
    assert said - used == set()


def test_the_words_of_france_replace_messages_that_exist():
    used = used_messages()
    assert {
        (message.context, message.id) for message in read_catalog("fr_FR") if message.id
    } <= used


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_keeps_every_blank_of_its_message(locale: str):
    for message in read_catalog(locale):
        if not message.id:
            continue
        forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        wanted = set(re.findall(r"\{\w+\}", originals[-1]))
        assert all(set(re.findall(r"\{\w+\}", form)) == wanted for form in forms), message.id


@pytest.mark.parametrize(
    ("locale", "n", "said"),
    [
        ("en", 0, "0 results"),
        ("en", 1, "1 result"),
        ("en", 2, "2 results"),
        ("en", 4812, "4,812 results"),
        ("fr_CA", 0, "0 résultat"),
        ("fr_CA", 1, "1 résultat"),
        ("fr_CA", 2, "2 résultats"),
        ("fr_CA", 4812, f"4{NBSP}812 résultats"),
        ("fr_FR", 0, "0 résultat"),
        ("fr_FR", 4812, f"4{NARROW}812 résultats"),
    ],
)
def test_numbers_agree_with_their_nouns(locale: str, n: int, said: str):
    assert WORDS[locale].ngettext("{n} result", "{n} results", n) == said


@pytest.mark.parametrize(
    ("locale", "typed", "set_"),
    [
        ("en", "What? Yes: 4812", "What? Yes: 4812"),
        ("fr_CA", "Quoi ? Oui : « a »; b", f"Quoi? Oui{NBSP}: «{NBSP}a{NBSP}»; b"),
        ("fr_FR", "Quoi? Oui : « a »; b",
         f"Quoi{NARROW}? Oui{NBSP}: «{NBSP}a{NBSP}»{NARROW}; b"),
        ("fr_CA", "75 000 $", f"75{NBSP}000{NBSP}$"),
    ],
)  # fmt: skip
def test_spaces_follow_the_place(locale: str, typed: str, set_: str):
    assert typeset(typed, locale) == set_


@pytest.mark.parametrize(
    ("locale", "value", "precision", "said"),
    [
        ("en", "2018-09-12", "day", "12 September 2018"),
        ("fr_CA", "2018-09-01", "day", "1er septembre 2018"),
        ("fr_CA", "2017-02", "month", "février 2017"),
        ("en", "2016", "year", "2016"),
        ("en", "", "unknown", "date not established"),
        ("fr_FR", "2018-99-99", "day", "date non établie"),
        ("en", "2026-11-22T10:00:00+00:00", "day", "22 November 2026"),
    ],
)
def test_dates_are_said_as_far_as_they_are_known(locale, value, precision, said):
    assert WORDS[locale].date(value, precision) == said


@pytest.mark.parametrize(
    ("locale", "value", "currency", "said"),
    [
        ("en", "10000", "CAD", "$10,000"),
        ("en", "1500.5", "EUR", "€1,500.50"),
        ("fr_CA", "10000", "CAD", f"10{NBSP}000{NBSP}$"),
        ("fr_FR", "1500.50", "EUR", f"1{NARROW}500,50{NBSP}€"),
        ("en", "ten", "CAD", "ten CAD"),
        ("en", "10", "<b>", "10 <b>"),
    ],
)
def test_money_is_said_as_the_locale_writes_it(locale, value, currency, said):
    assert WORDS[locale].money(value, currency) == said


def test_france_says_its_own_word_and_spaces_the_rest_its_own_way():
    english = "What are you looking for?"
    assert WORDS["fr_CA"].gettext(english) == "Que cherchez-vous?"
    assert WORDS["fr_FR"].gettext(english) == f"Que cherchez-vous{NARROW}?"
    assert WORDS["fr_FR"].gettext("Mitigating factors") == "Circonstances atténuantes"
