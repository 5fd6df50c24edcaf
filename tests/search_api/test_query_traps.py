"""The traps into which other systems' queries fall, tried on an index."""

from __future__ import annotations

import pytest

from search_api.errors import QuerySyntaxError


@pytest.fixture
def found(ask):
    """``found("...")`` gives the ids that a query finds, without other words for those typed."""

    def ids(q: str) -> set[str]:
        return {hit.id for hit in ask(q=q, expand="0", limit=100, facets="none").hits}

    return ids


def test_a_dash_takes_away_and_never_turns_the_rest_into_any_of_the_words(found):
    both = found("Facebook AND insult")
    without = found("Facebook insult -manager")
    assert without == both - found("manager AND Facebook")
    assert without < both


def test_one_quoted_phrase_leaves_the_other_words_their_endings(found):
    quoted = found('"real and serious cause" dismissals')
    assert quoted
    assert quoted == found('"real and serious cause" AND dismissal')


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("title:l'employeur", "title:l’employeur"),
        ("l'employeur ET preuve", "l’employeur ET preuve"),
        ("employeur ET preuve", "l’employeur ET preuve"),
        ("d'une AND qu'elle AND salariée", "salariée AND une AND elle"),
        ("jusqu'alors OU salariée", "salariée OU alors"),
        ("congedie AND employe", "congédié AND employé"),
        ("CONGÉDIEMENT AND GRIEF", "congédiement AND grief"),
        ("co-worker AND facebook", "co-workers AND facebook"),
        ("C.L.A.D. AND 85", "CLAD AND 85"),
        ("T.A. AND grief", "TA AND grief"),
        ("art. 2858 OR zzzz", "article 2858 OR zzzz"),
        ("« liberté d’expression »", '"liberté d\'expression"'),
        ("“private conversation”", '"private conversation"'),
        ("employees' AND facebook", "employees AND facebook"),
        ("employer’s AND facebook", "employer AND facebook"),
    ],
)
def test_two_spellings_find_the_same(found, one: str, other: str):
    assert found(one)
    assert found(one) == found(other)


def test_a_hyphenated_word_is_found_whole_and_in_parts(found):
    assert found("full-time AND zzz") == set()
    whole = found("part-time AND supermarket")
    assert whole
    assert whole <= found("part AND supermarket")


def test_an_exact_form_has_no_other_ending(found):
    assert found("EXACT(posts)") < found("posts OR posted")
    assert found("EXACT(salariées)") < found("salarié OU salariée OU salariées")


def test_ordered_proximity_has_an_order_and_a_unit(found):
    assert found("employee +s dismissed") <= found("employee /s dismissed")
    assert found("employee +p dismissed") <= found("employee /p dismissed")
    assert found("zzzz +s employee") == set()
    assert found("employee +s dismissed") <= found("employee +p dismissed")
    assert found("reporter +s messages") == set()
    assert found("messages +s reporter")


@pytest.mark.parametrize(
    ("typed", "start", "suggestion"),
    [
        ('insult "private group', 7, 'insult "private group"'),
        ("insulte « groupe fermé", 8, 'insulte « groupe fermé"'),
        ("(insult OR threat manager", 0, "(insult OR threat manager)"),
    ],
)
def test_an_unbalanced_query_is_told_with_its_place_and_a_mend(ask, typed, start, suggestion):
    with pytest.raises(QuerySyntaxError) as caught:
        ask(q=typed)
    assert caught.value.faults[0].start == start
    assert caught.value.suggestion == suggestion
    assert ask(q=suggestion, limit=1).query.parsed


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("title:Walker", "titre:Walker"),
        ("court:scc", "tribunal:csc"),
        ("issue:defamation", "enjeu:diffamation"),
        ("conduct:threat", "conduite:menace"),
        ("sanction:suspension", "sanction:suspension"),
        ("outcome:dismissal_upheld", 'résultat:"congédiement maintenu"'),
        ("platform:twitter", "plateforme:twitter"),
        ("audience:closed_group", 'auditoire:"groupe privé"'),
        ("jurisdiction:CA-QC", "ressort:québec"),
        ("status:union_rep", 'statut:"délégué syndical"'),
        ("sector:education", "secteur:enseignement"),
        ("year:2018", "année:2018"),
        ("language:fr", "langue:français"),
        ("kind:article", "type:article"),
        ("headnote:zzz OR title:Strom", "sommaire:zzz OU titre:Strom"),
    ],
)
def test_a_field_is_asked_by_its_name_in_either_language(found, english: str, french: str):
    assert found(english)
    assert found(english) == found(french)
