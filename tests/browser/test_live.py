"""What the script adds to the results: they follow the form, and nothing is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Watched
from tests.browser.test_journeys import count_of, total

pytestmark = pytest.mark.browser

SEARCH = "/en/search?q=facebook"


@pytest.fixture
def live(browser: Browser, address: str) -> Iterator[Watched]:
    """A reader whose browser runs scripts."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    watched = Watched(context, address)
    yield watched
    context.close()
    assert watched.faults == []


def entries(page: Page) -> int:
    """Entries of the tab's history."""
    return int(page.evaluate("history.length"))


def test_a_choice_updates_the_results_keeps_the_focus_and_adds_one_entry(live: Watched):
    page = live.open(SEARCH)
    before, expected = entries(page), count_of(page, "f-sanction-dismissal")
    page.evaluate("window.same = document.querySelector('#announce')")
    box = page.locator("#f-sanction-dismissal")
    box.focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(f"{live.address}{SEARCH}&sanction=dismissal")
    expect(page.locator("#announce")).to_have_text(re.compile(rf"{expected} results, 1 filter"))
    assert total(page) == expected
    assert page.evaluate("document.activeElement.id") == "f-sanction-dismissal"
    assert page.evaluate("window.same === document.querySelector('#announce')")
    assert entries(page) == before + 1
    language = page.locator("#other-language")
    expect(language).to_have_attribute("href", "/fr/search?q=facebook&sanction=dismissal")


def test_typing_adds_no_entry_and_the_last_words_win(live: Watched):
    page = live.open(SEARCH)
    before = entries(page)
    held: list[Route] = []

    def first_is_slow(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/search?q=walk*", first_is_slow)
    page.locator("#q").fill("walk")
    page.wait_for_timeout(250)
    page.locator("#q").press("End")
    page.locator("#q").press_sequentially("er")
    expect(page).to_have_url(f"{live.address}/en/search?q=walker")
    expect(page.locator(".hits h2 a").first).to_contain_text("Walker")
    live.faults.clear()  # the request that was given up counts as failed
    assert entries(page) == before
    expect(page.locator("#q")).to_have_value("walker")


def test_back_and_forward_and_reload_show_what_the_address_says(live: Watched):
    page = live.open(SEARCH)
    seen = {page.url: page.locator("#app").inner_text()}
    for choice in ("f-sanction-dismissal", "f-jurisdiction-FR"):
        page.locator(f"details:has(> fieldset #{choice})").evaluate("each => each.open = true")
        page.locator(f"#{choice}").check()
        expect(page).to_have_url(re.compile(choice.rpartition("-")[2]))
        seen[page.url] = page.locator("#count").inner_text()
    last = page.url
    page.go_back()
    expect(page).to_have_url(f"{live.address}{SEARCH}&sanction=dismissal")
    expect(page.locator("#count")).to_have_text(seen[page.url])
    expect(page.locator("#f-jurisdiction-FR")).not_to_be_checked()
    expect(page.locator("#f-sanction-dismissal")).to_be_checked()
    page.go_forward()
    expect(page.locator("#count")).to_have_text(seen[last])
    page.reload()
    expect(page.locator("#count")).to_have_text(seen[last])
    expect(page.locator("#f-jurisdiction-FR")).to_be_checked()


def test_a_chip_takes_its_tick_away_without_a_new_page(live: Watched):
    page = live.open(f"{SEARCH}&sanction=dismissal")
    page.evaluate("window.stayed = true")
    page.locator(".chips a").first.click()
    expect(page).to_have_url(live.address + SEARCH)
    expect(page.locator("#f-sanction-dismissal")).not_to_be_checked()
    assert page.evaluate("window.stayed")


def test_the_next_page_begins_at_its_results(live: Watched):
    page = live.open("/en/search?q=employee")
    page.locator(".pages").get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile("page=2$"))
    expect(page.locator("#results")).to_be_focused()
    expect(page.locator("#count")).to_be_in_viewport()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_fault_keeps_results_and_words_and_offers_to_try_again(live: Watched, status: int):
    page = live.open(SEARCH)
    body = f"""<main id="app"><div role="alert"><h1>It broke</h1><p class="lead">Wait {status}.</p>
        </div></main>"""
    page.route("**/search?*", lambda route: route.fulfill(status=status, body=body))
    page.locator("#q").press("End")
    page.locator("#q").press_sequentially(" threat")
    expect(page.locator("#alarm")).to_contain_text(f"Wait {status}.")
    assert page.locator(".hits li").count() > 5
    expect(page.locator("#q")).to_have_value("facebook threat")
    page.unroute("**/search?*")
    page.locator("#alarm .retry").click()
    expect(page).to_have_url(f"{live.address}/en/search?q=facebook+threat")
    expect(page.locator("#alarm")).to_be_empty()
    live.faults.clear()


def test_without_a_network_what_was_typed_stays(live: Watched):
    page = live.open(SEARCH)
    page.context.set_offline(True)
    page.locator("#q").press("End")
    page.locator("#q").press_sequentially(" threat")
    expect(page.locator("#alarm")).to_contain_text("cannot be reached")
    expect(page.locator("#q")).to_have_value("facebook threat")
    page.context.set_offline(False)
    page.locator("#alarm .retry").click()
    expect(page.locator("#alarm")).to_be_empty()
    live.faults.clear()


def test_a_slow_answer_says_so_and_can_be_given_up(live: Watched):
    page = live.open(SEARCH)
    held: list[Route] = []
    page.route("**/search?*", lambda route: held.append(route))
    page.locator("#f-sanction-dismissal").check()
    expect(page.locator("#results")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#waiting")).to_be_visible(timeout=6000)
    page.locator("#cancel").click()
    expect(page.locator("#waiting")).to_be_hidden()
    assert page.locator("#results").get_attribute("aria-busy") is None
    live.faults.clear()


def test_the_drawer_gathers_choices_and_says_how_many_they_leave(live: Watched):
    live.page.set_viewport_size({"width": 360, "height": 740})
    page = live.open(SEARCH)
    page.locator(".drawer-button").click()
    expected = count_of(page, "f-sanction-dismissal")
    page.locator("#f-sanction-dismissal").check()
    expect(page.locator(".apply button")).to_have_text(f"Show {expected} results")
    assert page.url == live.address + SEARCH
    page.locator(".apply button").click()
    expect(page).to_have_url(f"{live.address}{SEARCH}&sanction=dismissal")
    expect(page.locator("#filters")).to_be_hidden()


def test_choices_wait_for_apply_where_the_reader_prefers_that(live: Watched):
    page = live.open(SEARCH)
    page.locator("#live-choice").uncheck()
    page.locator("#f-sanction-dismissal").check()
    expect(page.locator(".apply button")).to_have_text(re.compile("Show"))
    assert page.url == live.address + SEARCH
    page.locator(".apply-now").click()
    expect(page).to_have_url(f"{live.address}{SEARCH}&sanction=dismissal")
    page.reload()
    expect(page.locator("#live-choice")).not_to_be_checked()


def test_a_long_filter_is_narrowed_by_typing(live: Watched):
    page = live.open(SEARCH)
    page.locator("#narrow-issue").fill("defamat")
    expect(page.locator('#facet-issue label[for="f-issue-defamation"]')).to_be_visible()
    assert page.locator("#facet-issue li:visible").count() < 4
    assert page.url == live.address + SEARCH


def test_dragging_over_years_bars_and_fields_lead_to_one_address(live: Watched):
    page = live.open(SEARCH)
    page.locator("#facet-year").evaluate("each => each.open = true")
    bars = page.locator(".years a")
    first, last = bars.nth(1), bars.nth(3)
    years = [each.get_attribute("data-year") or "" for each in (first, last)]
    wanted = f"{live.address}{SEARCH}&from={years[0]}&to={years[1]}"
    last.hover()
    page.mouse.down()
    first.hover()
    page.mouse.up()
    expect(page).to_have_url(wanted)
    page.goto(live.address + SEARCH)
    page.locator("#facet-year").evaluate("each => each.open = true")
    page.locator("#from").fill(years[0])
    page.locator("#to").fill(years[1])
    page.locator("#to").press("Enter")
    expect(page).to_have_url(wanted)


def test_keys_move_and_save_but_never_while_typing(live: Watched):
    page = live.open(SEARCH)
    page.keyboard.press("j")
    expect(page.locator(".hits h2 a").first).to_be_focused()
    page.keyboard.press("s")
    expect(page.locator("#list-count")).to_have_text("(1)")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("js")
    expect(page.locator("#q")).to_have_value(re.compile("js"))
    expect(page.locator("#list-count")).to_have_text("(1)")
    page.locator("#show-keys").click()
    page.locator("#keys-choice").uncheck()
    page.keyboard.press("Escape")
    page.locator("#results").focus()
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()


def test_a_list_is_kept_here_and_its_link_brings_it_anywhere(live: Watched, browser: Browser):
    page = live.open(SEARCH)
    titles = [page.locator(".hits h2 a").nth(at).inner_text() for at in (0, 1)]
    for at in (0, 1):
        page.locator("[data-save]").nth(at).click()
    page.goto(live.address + "/en/list")
    expect(page.locator(".kept h2")).to_have_text(titles)
    page.locator("textarea").first.fill("read again")
    page.locator("[data-act=down]").first.click()
    expect(page.locator(".kept h2")).to_have_text(titles[::-1])
    link = page.url
    page.goto(live.address + "/en/list")
    expect(page.locator(".kept h2")).to_have_text(titles[::-1])
    expect(page.locator("textarea").last).to_have_value("read again")
    other = browser.new_context(java_script_enabled=False)
    elsewhere = other.new_page()
    elsewhere.goto(link)
    assert elsewhere.locator(".kept h2").all_inner_texts() == titles[::-1]
    other.close()
    page.locator("[data-act=forget]").click()
    expect(page.locator("#list-count")).to_have_text("")


def test_four_at_most_are_chosen_to_compare(live: Watched):
    page = live.open(SEARCH)
    boxes = page.locator("input[form=compare]")
    for at in range(4):
        boxes.nth(at).check()
    boxes.nth(4).click()
    expect(boxes.nth(4)).not_to_be_checked()
    expect(page.locator("#announce")).to_contain_text("Four at most")
    page.locator("#f-sanction-dismissal").check()
    expect(page).to_have_url(re.compile("dismissal"))
    expect(page.locator("#tray-count")).to_have_text(" (4)")
    assert page.evaluate("new FormData(document.querySelector('#compare')).getAll('d').length") == 4


def test_what_came_since_the_last_visit_is_told(live: Watched):
    page = live.open(SEARCH)
    page.evaluate(
        """const all = JSON.parse(localStorage.visits), [key] = Object.keys(all);
        all[key].total -= 3; all[key].at = Date.UTC(2026, 9, 1);
        localStorage.visits = JSON.stringify(all)"""
    )
    page.reload()
    expect(page.locator("#since")).to_have_text(re.compile("^3 more than on your last visit"))
    assert "facebook" not in page.evaluate("localStorage.visits")


def test_the_colours_chosen_last(live: Watched):
    page = live.open(SEARCH)
    page.locator("#theme").click()
    assert "dark" in (page.locator("html").get_attribute("class") or "")
    page.reload()
    assert "dark" in (page.locator("html").get_attribute("class") or "")


def test_where_storage_is_blocked_everything_else_works(live: Watched):
    page = live.page
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked') }})"
    )
    live.open(SEARCH)
    page.locator("#f-sanction-dismissal").check()
    expect(page).to_have_url(f"{live.address}{SEARCH}&sanction=dismissal")
    page.locator("[data-save]").first.click()
    expect(page.locator("#announce")).to_contain_text("keeps nothing")
