"""The road of a search, on the starter collection as people use it."""

from __future__ import annotations

import pytest

from indexer.errors import GenerationGone
from search_api.errors import InvalidParameter, QuerySyntaxError
from search_api.request import from_mapping, read_parameters

GROUP = "fr-cass-soc-2018-09-12-16-11690"
WALKER = "ca-qccs-2018-4374"
RELAXED = {"q": "private Facebook group insult manager"}


def ids(body):
    return [hit.id for hit in body.hits]


def facet(body, name):
    return next(each for each in body.facets if each.field == name)


def pages(ask, **asked):
    found, cursor = [], None
    while True:
        body = ask(**asked, **({"cursor": cursor} if cursor else {}))
        found += ids(body)
        cursor = body.next
        if cursor is None:
            return found


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_closed_group_of_fourteen_is_found_from_plain_words(ask, lang):
    assert GROUP in ids(ask(**RELAXED, lang=lang))


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("2018 QCCS 4374", WALKER), ("2018qccs4374", WALKER), ("Walker", WALKER),
        ("n° 16-11.690", GROUP), ("16-11690", GROUP), (GROUP, GROUP),
        ("Cass. soc., 12 sept. 2018, n° 16-11.690", GROUP),
        ("Petit Bateau", "fr-cass-soc-2020-09-30-19-12058"),
        ("Ferblanterie Essai inc.", "ca-qccs-2099-777"),
    ],
)  # fmt: skip
def test_what_is_named_comes_first(ask, typed, wanted):
    body = ask(q=typed)
    assert ids(body)[0] == wanted
    assert wanted in [each.id for each in body.jump]


def test_a_number_that_is_cited_elsewhere_leads_to_its_own_decision_and_then_to_those(ask):
    body = ask(q="2018 QCCS 4374")
    assert ids(body)[0] == WALKER
    assert "ca-qccs-2099-777" in ids(body)
    assert not body.relaxed


@pytest.mark.parametrize(
    ("typed", "lang"),
    [("our employee called us crooks online, can we dismiss?", "en"),
     ("ajouter son patron sur Facebook", "fr")],
)  # fmt: skip
def test_sentences_are_relaxed_and_say_so(ask, typed, lang):
    body = ask(q=typed, lang=lang)
    assert body.relaxed
    assert body.total > body.strict_total
    assert body.hits


def test_documents_with_all_the_words_come_before_those_with_some(ask):
    body = ask(**RELAXED)
    strict = ask(q="private AND Facebook AND group AND insult AND manager")
    assert 0 < strict.total == body.strict_total < 5
    assert set(ids(body)[: strict.total]) == set(ids(strict))


@pytest.mark.parametrize(
    "typed",
    ['"private Facebook group"', "private +1 zzzz", "title:Walker zzzz", "private -Facebook zzzz"],
)
def test_an_operator_switches_relaxing_off(ask, typed):
    body = ask(q=typed)
    assert not body.relaxed
    assert body.total == body.strict_total


@pytest.mark.parametrize("limit", [1, 3, 7])
@pytest.mark.parametrize(
    "asked", [RELAXED, {"q": "facebook"}, {"q": "facebook", "sort": "date"},
              {**RELAXED, "sort": "date_asc", "jurisdiction": "FR"}],
)  # fmt: skip
def test_pages_hold_every_document_once_however_they_are_cut(ask, asked, limit):
    asked = {**asked, "facets": "none"}  # counting them for each page would take most of the time
    everything = ids(ask(**asked, limit=100))
    by_cursor = pages(ask, **asked, limit=limit)
    assert by_cursor[: len(everything)] == everything
    assert len(by_cursor) == len(set(by_cursor)) == ask(**asked).total
    by_page = [each for page in (1, 2, 3) for each in ids(ask(**asked, limit=limit, page=page))]
    assert by_page == by_cursor[: 3 * limit]


@pytest.mark.parametrize("asked", [RELAXED, {"q": "facebook"}, {}, {"q": "insult* OR licencié"}])
def test_the_export_is_the_result_set_in_its_order(ask, searcher, asked):
    plan, _ = searcher.plan(read_parameters(from_mapping(asked), values=searcher.values))
    scanned = [hit.id for hit in searcher.scan(plan)]
    assert scanned == pages(ask, **asked, limit=100)
    assert searcher.total(plan) == len(scanned)


@pytest.mark.parametrize("asked", [RELAXED, {"q": "facebook"}, {"jurisdiction": "FR"}])
@pytest.mark.parametrize("name", ["jurisdiction", "sanction", "issue", "platform", "year"])
def test_every_count_is_what_ticking_gives(ask, asked, name):
    body = ask(**asked)
    for value in facet(body, name).values[:6]:
        if name not in asked:
            assert ask(**asked, **{name: value.value}).total == value.count


def test_france_then_dismissal_keeps_counts_right(ask):
    france = ask(q="facebook", jurisdiction="FR")
    dismissal = next(v for v in facet(france, "sanction").values if v.value == "dismissal")
    both = ask(q="facebook", jurisdiction="FR", sanction="dismissal")
    assert both.total == dismissal.count > 0
    ticked = [v.value for v in facet(both, "sanction").values if v.selected]
    assert ticked == ["dismissal"]
    alone = next(v for v in facet(both, "jurisdiction").values if v.value == "FR")
    assert alone.count == both.total


def test_the_order_of_values_never_moves_and_empty_ones_stay(ask):
    before = ask(q="facebook")
    after = ask(q="facebook", jurisdiction="FR", sanction="dismissal")
    for each in before.facets:
        if each.field != "year":
            wanted = [value.value for value in each.values]
            assert [value.value for value in facet(after, each.field).values] == wanted
    assert any(value.count == 0 for value in facet(after, "issue").values)


def test_nothing_typed_is_the_whole_collection_newest_first(ask):
    body = ask(limit=100)
    dates = [hit.date for hit in body.hits if hit.date_precision == "day"]
    assert dates == sorted(dates, reverse=True)
    assert body.query.parsed == "everything"


def test_what_is_off_the_subject_is_shown_on_request_only(ask):
    assert ask(q="xylolocation").total == 0
    assert ids(ask(q="xylolocation", topical="all")) == ["ca-qccs-2099-778"]


@pytest.mark.parametrize("typed", ["Testenflûte", "testenflute", "Zéphirine", "Testenfl*",
                                   "title:Testenflute", '"conseillère doyenne"'])  # fmt: skip
def test_the_name_of_a_french_judge_finds_nothing(ask, typed):
    assert ask(q=typed, topical="all").total == 0


def test_removed_words_find_nothing(ask):
    assert ask(q="zzoublizz", topical="all").total == 0


def test_noteup_finds_what_cites_a_decision_by_any_spelling(ask):
    for spelling in ("2018 QCCS 4374", "2018QCCS4374", WALKER):
        assert "ca-qccs-2099-777" in ids(ask(cites=spelling))
        assert "ca-qccs-2099-777" in ids(ask(q=f'cites:"{spelling}"'))


def test_words_of_the_title_can_be_asked_apart(ask):
    assert ids(ask(title="Walker")) == [WALKER]


def test_labels_follow_the_reader_and_the_place_of_the_decision(ask):
    english, french = ask(q="16-11.690").hits[0], ask(q="16-11.690", lang="fr").hits[0]
    quebec = ask(q="16-11.690", lang="fr", fr="qc").hits[0]
    assert english.sanction.label.startswith("Dismissal")
    assert french.sanction.label.startswith("Licenciement")
    assert quebec.sanction.label.startswith("Congédiement")
    assert english.url.startswith("/en/decision/")
    assert french.url.startswith("/fr/decision/")


def test_a_hit_carries_what_the_contract_names(ask):
    hit = ask(q="16-11.690").hits[0]
    assert hit.citation == "Cass. soc., 12 sept. 2018, n° 16-11.690"
    assert (hit.kind, hit.court, hit.jurisdiction) == ("reference", "fr-cass", "FR")
    assert (hit.date, hit.date_precision) == ("2018-09-12", "day")
    assert "insult_manager" in [each.value for each in hit.conduct]
    assert hit.verified == "curated"
    assert sorted(hit.languages) == ["en", "fr"]


def test_snippets_mark_the_words_inside_their_text(ask):
    for hit in ask(q="facebook insult", limit=20).hits:
        for snippet in hit.snippets:
            assert all(0 <= start < end <= len(snippet.text) for start, end in snippet.spans)
    assert any(hit.snippets and hit.snippets[0].spans for hit in ask(q="facebook").hits)


def test_an_unknown_value_is_ignored_with_a_notice(ask):
    body = ask(q="facebook", platform="myspce")
    assert body.query.ignored == ["platform=myspce"]
    assert body.total == ask(q="facebook").total


def test_a_value_in_the_box_may_be_a_label_or_a_code(ask):
    assert ask(q="court:CSC").total == ask(court="scc").total > 0
    assert ask(q="ressort:QC facebook").total == ask(q="facebook", jurisdiction="CA-QC").total
    with pytest.raises(QuerySyntaxError) as caught:
        ask(q="sanction:dismisal")
    assert caught.value.suggestion == "sanction:dismissal"


def test_a_cursor_of_another_generation_or_search_is_told(ask):
    with pytest.raises(GenerationGone):
        ask(**RELAXED, cursor="any-20-g999999-ffffffff")
    with pytest.raises(InvalidParameter):
        ask(**RELAXED, cursor="nonsense")


def test_counts_alone_can_be_asked(ask):
    body = ask(q="facebook", limit=0, facets="sanction")
    assert body.total > 0
    assert not body.hits
    assert [each.field for each in body.facets] == ["sanction"]
