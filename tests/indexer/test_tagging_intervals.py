"""Bootstrap intervals of the tagger's figures."""

from hypothesis import given
from hypothesis import strategies as st

from indexer.tagging_intervals import intervals

RIGHT, WRONG, MISSED = (1, 0, 0), (0, 1, 0), (0, 0, 1)


def test_the_same_passages_give_the_same_intervals():
    passages = [{"a": RIGHT, "b": MISSED}, {"a": WRONG}, {"b": RIGHT}] * 5
    assert intervals(passages) == intervals(passages)
    assert intervals(passages) != intervals(passages, seed=2)


def test_figures_that_no_draw_can_move_have_intervals_of_no_width():
    found = intervals([{"a": RIGHT}] * 10)
    assert found["micro_f1"] == found["macro_f1"] == found["per_issue"]["a"] == [1.0, 1.0]
    assert (found["resamples"], found["level"]) == (1_000, 0.95)


def test_more_passages_of_the_same_kind_make_an_interval_narrower():
    def width(times):
        low, high = intervals([{"a": RIGHT}, {"a": MISSED}, {"a": WRONG}] * times)["micro_f1"]
        return high - low

    assert width(40) < width(4) / 2


def test_an_issue_that_nobody_gave_has_no_interval():
    found = intervals([{"a": WRONG}, {"b": RIGHT}], resamples=50)
    assert found["per_issue"]["a"] is None
    assert intervals([])["macro_f1"] is None


@given(
    st.lists(
        st.dictionaries(st.sampled_from("abc"), st.sampled_from([RIGHT, WRONG, MISSED])),
        min_size=1,
        max_size=12,
    )
)
def test_bounds_are_shares_in_their_order(passages):
    found = intervals(passages, resamples=40)
    pairs = [found["micro_f1"], found["macro_f1"], *found["per_issue"].values()]
    for low, high in filter(None, pairs):
        assert 0.0 <= low <= high <= 1.0
