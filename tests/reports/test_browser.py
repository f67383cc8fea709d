"""The HTML report in a real browser: nothing that axe calls serious, no sideways scrolling, and all of it works by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, browsing, chromium
from reports.test_html import HOSTILE, hostile

from readiness.reports import render

if chromium() is None:
    pytest.skip("no Chromium: apt-get install chromium", allow_module_level=True)

ROOT = Path(__file__).parents[2]
AXE = (ROOT / "tests" / "assets" / "axe.min.js").read_text(encoding="utf-8")
SAMPLES = {name: ROOT / "docs" / "samples" / f"{name}.html" for name in ("pilot", "production")}
WIDTHS = (320, 560, 820, 1280, 3840)

JUDGE = """
axe.run({resultTypes: ['violations'], rules: {'color-contrast': {enabled: %s}}}).then(found => found.violations
  .filter(each => ['serious', 'critical'].includes(each.impact))
  .map(each => `${each.id}: ${each.nodes.map(node => node.html.slice(0, 120)).join(' | ')}`))
"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browsing(tmp_path_factory.mktemp("profile")) as page:
        yield page


@pytest.fixture(params=HOSTILE)
def hostile_page(request: pytest.FixtureRequest, tmp_path: Path, make: Any) -> Path:
    path = tmp_path / "hostile.html"
    path.write_bytes(render("html", hostile(make, HOSTILE[request.param])))
    return path


def judged(browser: Browser, *, contrast: bool = True) -> list[str]:
    browser.run(f"{AXE};0")
    return list(browser.run(JUDGE % str(contrast).lower()))


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", SAMPLES)
def test_axe_finds_nothing_serious(browser: Browser, name: str, scheme: str, width: int) -> None:
    browser.open(SAMPLES[name], width=width, scheme=scheme)
    assert judged(browser, contrast=False) == []  # what can be seen now can be seen then, in the same colours
    browser.run("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert judged(browser) == []


@pytest.mark.parametrize("name", SAMPLES)
def test_no_page_scrolls_sideways(browser: Browser, name: str) -> None:
    for width in WIDTHS:
        browser.open(SAMPLES[name], width=width)
        browser.run("document.querySelectorAll('details').forEach(each => { each.open = true })")
        assert browser.run(SIDEWAYS) <= 0, width


def test_hostile_text_stays_within_the_page_and_runs_nothing(browser: Browser, hostile_page: Path) -> None:
    browser.errors.clear()
    browser.open(hostile_page, width=320)
    browser.run("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert browser.run(SIDEWAYS) <= 0
    assert browser.run("document.images.length") == 0
    assert browser.errors == []


def test_the_keyboard_reaches_the_report_in_its_order(browser: Browser) -> None:
    browser.open(SAMPLES["pilot"])
    reached = []
    for _ in range(14):
        browser.press("Tab")
        reached.append(browser.run("document.activeElement.id || document.activeElement.hash || document.activeElement.className"))
    assert reached[:4] == ["#main", "theme", "print", "#summary"]
    assert reached.index("#findings") < reached.index("#checks")
    assert browser.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def shown(browser: Browser) -> int:
    return int(browser.run("[...document.querySelectorAll('#list details.finding')].filter(each => !each.hidden).length"))


def test_search_is_reached_by_slash_and_left_by_escape(browser: Browser) -> None:
    browser.open(SAMPLES["pilot"])
    every = shown(browser)
    browser.press("/")
    assert browser.run("document.activeElement.id") == "search"
    browser.write("gateway")
    assert 0 < shown(browser) < every
    assert browser.run("document.querySelector('#live').textContent") == f"{shown(browser)} of {every} findings"
    browser.press("Escape")
    assert shown(browser) == every


def test_filters_and_order_work_from_the_keyboard(browser: Browser) -> None:
    browser.open(SAMPLES["pilot"])
    every = shown(browser)
    browser.run("document.querySelector('[data-chip=critical]').focus()")
    browser.press(" ")
    assert browser.run("document.querySelector('[data-chip=critical]').getAttribute('aria-pressed')") == "true"
    assert 0 < shown(browser) < every
    browser.press("Enter")
    assert shown(browser) == every
    browser.run("const order = document.querySelector('#sort'); order.value = 'points'; order.dispatchEvent(new Event('change'))")
    tenths = browser.run("[...document.querySelectorAll('#list details.finding')].map(each => Number(each.dataset.tenths))")
    assert tenths == sorted(tenths, reverse=True)


def test_further_resources_come_when_they_are_asked_for(browser: Browser, tmp_path: Path, large: Any) -> None:
    path = tmp_path / "large.html"
    path.write_bytes(render("html", large))
    browser.open(path)
    browser.run("document.querySelector('details.finding').open = true; document.querySelector('details.rest summary').focus()")
    assert browser.run("document.querySelectorAll('details.rest li').length") == 0
    browser.press("Enter")
    browser.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert browser.run("document.querySelectorAll('details.rest li').length") > 50


def test_a_link_to_a_finding_opens_it(browser: Browser) -> None:
    browser.open(SAMPLES["pilot"])
    browser.run("location.hash = document.querySelector('#list details.finding').id")
    browser.run("new Promise(done => setTimeout(done, 0))")
    assert browser.run("document.querySelector('#list details.finding').open") is True


def test_without_script_everything_is_there_and_nothing_is_offered_that_needs_it(browser: Browser) -> None:
    browser.open(SAMPLES["pilot"], script=False)
    assert browser.run("document.querySelectorAll('[data-script]:not([hidden])').length") == 0
    assert browser.run("[...document.querySelectorAll('details.finding')].every(each => !each.hidden)")
    assert browser.run("getComputedStyle(document.querySelector('#findings')).display") != "none"
    assert browser.run(SIDEWAYS) <= 0
    browser.open(SAMPLES["pilot"])
    assert browser.run("document.querySelectorAll('[data-script]:not([hidden])').length") >= 2


def test_print_opens_every_finding_and_hides_what_only_a_screen_has(browser: Browser) -> None:
    browser.open(SAMPLES["pilot"])
    browser.run("dispatchEvent(new Event('beforeprint'))")
    assert browser.run("[...document.querySelectorAll('details.finding')].every(each => each.open && !each.hidden)")
    browser.ask("Emulation.setEmulatedMedia", media="print")
    assert browser.run("getComputedStyle(document.querySelector('nav.bar')).display") == "none"


def test_nothing_goes_wrong_on_the_way(browser: Browser) -> None:
    browser.errors.clear()
    for path in SAMPLES.values():
        browser.open(path)
        browser.run("document.querySelector('#theme').click(); document.querySelector('#open').click()")
    assert browser.errors == []
