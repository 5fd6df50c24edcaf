"""Text that is no prose is annotated in proportion to its length, by all annotators together."""

import pytest

from indexer.annotating import annotate_text
from tests.proportion import growth

UNITS = [
    "a", "« \"", "((1)", "art. ", "art. 2088 C.c.Q. ", "L. 1235-3 et ", "10 000 $ à ", "A. B. ",
    "Alder v. Birch, 2099 XXTEST 1, ", "Alder, précité, par. 7. ", "ibid. ", "facebook; ",
    "no threat alleged, ", "section 2(b) of the Charter and ",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("variety", ["en-CA", "fr-FR"])
def test_hostile_text_is_annotated_in_proportion_to_its_length(unit, variety):
    short, long = (unit * (length // len(unit)) for length in (6_000, 24_000))

    def run(text):
        return annotate_text({"text": text, "variety": variety})

    # Four times the text: 4 when linear, 16 when quadratic.
    assert growth(run, short, long, most=9) < 9


def test_a_hundred_thousand_letters_without_a_blank_are_annotated():
    found = annotate_text({"text": "a" * 100_000, "variety": "fr-QC"})
    assert (found["issues"], found["citations"]) == ([], [])
