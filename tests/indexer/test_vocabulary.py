"""The vocabularies are complete in three varieties, and a wrong file names its entry."""

import pytest

from indexer.errors import VocabularyError
from indexer.fields import FIELDS
from indexer.vocabulary import FROM_FILES, LOCALES, load_vocabularies, parse_vocabulary

GOOD = 'label = { en = "A", fr_CA = "B", fr_FR = "C" }'


def test_every_field_that_names_a_vocabulary_has_it():
    names = load_vocabularies().names
    assert {each.vocabulary for each in FIELDS if each.vocabulary} <= set(names)


@pytest.mark.parametrize("name", load_vocabularies().names)
def test_every_entry_has_the_three_labels(name):
    entries = load_vocabularies().entries(name)
    assert entries
    for entry in entries:
        assert set(entry.label) == set(LOCALES)
        assert all(label.strip() for label in entry.label.values())


def test_every_entry_keeps_its_rank():
    vocabularies = load_vocabularies()
    for name in vocabularies.names:
        assert [each.rank for each in vocabularies.entries(name)] == list(
            range(len(vocabularies.entries(name)))
        )


def test_the_issues_are_thirty_seven_in_eight_families_each_defined_in_both_languages():
    vocabularies = load_vocabularies()
    issues = vocabularies.entries("issue")
    assert len(issues) == 37
    assert len({each.family for each in issues}) == 8
    for each in issues:
        assert set(each.definition) == {"en", "fr"}
        assert set(each.provisions) == {"CA-QC", "CA", "FR"}
        assert not each.provisions_verified
        assert vocabularies.family_label(each.family, "fr_CA") != each.family


def test_dismissal_is_named_as_each_variety_names_it():
    label = load_vocabularies().label
    assert label("sanction", "dismissal", "fr_CA") == "Congédiement"
    assert label("sanction", "dismissal", "fr_FR") == "Licenciement disciplinaire"
    assert label("sanction", "suspension", "fr_FR") == "Mise à pied disciplinaire"


def test_an_unknown_value_is_shown_as_it_is():
    assert load_vocabularies().label("sanction", "tickling", "en") == "tickling"
    assert load_vocabularies().label("no_such_vocabulary", "x", "en") == "x"


def test_labels_use_typographic_apostrophes():
    for name in FROM_FILES:
        for entry in load_vocabularies().entries(name):
            assert not any("'" in label for label in entry.label.values()), entry.id


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[[entry]]\nid = "a"\nlabel = { en = "A", fr_CA = "B" }', "fr_FR is missing"),
        ('[[entry]]\nid = "a"\nlabel = { en = "A", fr_CA = "B", fr_FR = " " }', "fr_FR"),
        (f'[[entry]]\nid = "a"\n{GOOD}\ncolour = "red"', "unknown key colour"),
        (f'[[entry]]\nid = "a"\n{GOOD}\n[[entry]]\nid = "a"\n{GOOD}', "given twice"),
        (f"[[entry]]\n{GOOD}", "no id"),
        (f'[[entry]]\nid = "a"\n{GOOD}\ndefinition.en = "x"', "in fr"),
        (
            f'[[family]]\nid = "f"\n{GOOD}\n[[entry]]\nid = "a"\nfamily = "g"\n{GOOD}',
            "family is not declared",
        ),
        ("", r"no \[\[entry\]\]"),
        ("[[entry", "whole file"),
    ],
)
def test_a_wrong_file_is_refused_with_its_entry_and_reason(text, reason):
    with pytest.raises(VocabularyError, match=reason) as caught:
        parse_vocabulary(text.encode(), "test.toml")
    assert caught.value.file == "test.toml"
