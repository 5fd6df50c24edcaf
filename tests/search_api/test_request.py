"""Names and values of a search: what is read, what is set aside, what is refused."""

from __future__ import annotations

import pytest

from indexer.engine.base import DateFilter, Filter
from search_api.errors import InvalidParameter, UnknownParameter
from search_api.request import from_mapping, parameter_names, read_parameters
from search_api.values import FieldValues

VALUES = FieldValues(lambda text: ("zz-1",) if text == "2099 XXTEST 1" else ())
TOPICAL = Filter("topical", ("yes",))


def read(*pairs):
    return read_parameters(pairs, values=VALUES)


def test_nothing_asked_is_the_collection_on_the_subject():
    found = read()
    assert found.filters == (TOPICAL,)
    assert (found.page, found.limit, found.sort, found.language) == (1, 20, "relevance", "en")
    assert found.echo() == {}


def test_repeated_and_comma_separated_values_are_alternatives():
    found = read(("platform", "facebook,twitter_x"), ("platform", "linkedin"), ("q", "x"))
    (platform,) = (each for each in found.filters if each.field == "platform")
    assert platform.values[0] == "facebook"
    assert len(platform.values) + len(found.ignored) == 3


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("jurisdiction", "QC", "CA-QC"), ("jurisdiction", "ca-qc", "CA-QC"),
        ("jurisdiction", "France", "FR"), ("jurisdiction", "CA", "CA"), ("court", "CSC", "scc"),
        ("court", "scc", "scc"), ("courts", "scc", "scc"),
        ("conduct", "Insult of a manager", "insult_manager"), ("year", "2018", "2018"),
    ],
)  # fmt: skip
def test_values_are_read_by_id_code_or_label(name, typed, value):
    assert Filter(name.removesuffix("s"), (value,)) in read((name, typed)).filters


def test_an_unknown_value_is_set_aside_and_said():
    found = read(("platform", "myspce"), ("year", "soon"))
    assert found.filters == (TOPICAL,)
    assert sorted(found.ignored) == ["platform=myspce", "year=soon"]


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(UnknownParameter) as caught:
        read(("platfrom", "facebook"))
    assert caught.value.nearest == "platform"


def test_a_page_may_ask_that_everything_unknown_be_set_aside():
    found = read(("lenient", "1"), ("platfrom", "x"), ("page", "zero"), ("sort", "best"),
                 ("from", "soon"), ("facets", "judge"))  # fmt: skip
    assert found.ignored == ("platfrom=x", "from=soon", "sort=best", "page=zero", "facets=judge")
    assert (found.page, found.sort) == (1, "relevance")


def test_dates_reach_as_far_as_they_are_known():
    assert read(("from", "2018"), ("to", "2019-02")).dates == DateFilter(20180101, 20190228)
    assert read().dates is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("page", "0"), ("page", "99999"), ("page", "x"), ("limit", "101"), ("from", "2018-13"),
     ("sort", "best"), ("lang", "de"), ("issue_op", "xor"), ("facets", "judge"), ("fr", "ch")],
)  # fmt: skip
def test_a_value_that_no_search_can_take_is_refused(name, value):
    with pytest.raises(InvalidParameter) as caught:
        read((name, value))
    assert caught.value.name == name
    assert caught.value.detail.fr != caught.value.detail.en


def test_noteup_takes_any_spelling_of_a_decision_here():
    assert read(("cites", "2099 XXTEST 1")).cites == ("zz-1",)
    assert read(("cites", "nothing of the kind")).ignored == ("cites=nothing of the kind",)


def test_off_topic_documents_are_shown_on_request_only():
    assert read(("topical", "all")).filters == ()
    assert read(("topical", "no")).filters == (Filter("topical", ("no",)),)


def test_a_json_body_takes_values_and_lists():
    assert from_mapping({"q": "x", "limit": 5, "issue": ["a", "b"]}) == (
        ("q", "x"), ("limit", "5"), ("issue", "a"), ("issue", "b"),
    )  # fmt: skip
    with pytest.raises(InvalidParameter):
        from_mapping({"q": {"x": 1}})


def test_no_parameter_asks_for_a_person_of_the_court():
    assert not [name for name in parameter_names() if "judge" in name or "juge" in name]


@pytest.mark.parametrize("typed", ["C.c.Q. 2088", "art. 2088 C.c.Q.", "article 2088 du C.c.Q."])
def test_a_provision_is_read_in_the_spellings_of_texts(typed):
    assert VALUES.read("statute", typed) == ("C.c.Q. 2088",)
