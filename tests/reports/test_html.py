"""The HTML report as a browser gets it: one file, no network, nothing of what it shows executed."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from reports.cases import PILLARS, Case, assessed

from readiness.api import Certainty
from readiness.assessment import Assessment
from readiness.reports import FORMATS, Options, render

VOID = {"meta", "br", "input", "img", "link", "hr", "rect", "line", "circle", "path"}


class Page(HTMLParser):
    """Elements with their attributes, visible text, and whether every element is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.wrong: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("style", "script"):
            self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())


def html(assessment: Assessment) -> str:
    return render("html", assessment).decode("utf-8")


@pytest.fixture(scope="module")
def page(sample: Assessment) -> Page:
    return Page(html(sample))


def test_the_same_assessment_gives_the_same_bytes(sample: Assessment) -> None:
    assert render("html", sample, Options()) == render("html", sample)


@pytest.mark.parametrize("name", ["sample", "nothing", "perfect", "large"])
def test_every_element_is_closed_and_every_id_is_its_own(name: str, request: pytest.FixtureRequest) -> None:
    page = Page(html(request.getfixturevalue(name)))
    ids = Counter(attributes["id"] for _, attributes in page.elements if "id" in attributes)

    assert page.wrong == []
    assert page.open == []
    assert [id for id, number in ids.items() if number > 1] == []


def test_nothing_is_loaded_from_anywhere(sample: Assessment) -> None:
    text = html(sample)
    page = Page(text)

    assert not page.all("link")
    assert not [each for each in page.all("script") if "src" in each]
    assert not page.all("img")
    assert not page.all("iframe")
    urls = re.findall(r"url\(([^)]{0,40})", text)
    assert {re.match(r'"?(data:|#)', each) is not None for each in urls} == {True}
    assert set(re.findall(r"https?://[^\s\"'<>)]+", text)) <= {"http://www.w3.org/2000/svg"}


def test_the_policy_allows_only_what_stands_in_the_file(sample: Assessment) -> None:
    text = html(sample)
    policy = next(each["content"] for each in Page(text).all("meta") if each.get("http-equiv") == "Content-Security-Policy")
    inline = re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", text, re.DOTALL)
    hashes = {base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in inline}

    assert len(inline) == 3
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert set(re.findall(r"sha256-([^']+)'", policy)) == hashes
    assert not [
        attributes for _, attributes in Page(text).elements if "style" in attributes or any(each.startswith("on") for each in attributes)
    ]


def test_it_reads_without_script(page: Page) -> None:
    assert all(
        "hidden" in each
        for each in (*page.all("button"), *(one for one in page.all("div") if "filters" in one.get("class", "")))
        if "data-script" in each
    )
    assert "Not ready for production yet." in page.words
    assert len([each for each in page.all("details") if each.get("class") == "finding"]) == 26


def test_the_page_can_be_found_through(page: Page) -> None:
    targets = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    links = {each["href"] for each in page.all("a")}

    assert page.elements[0] == ("html", {"lang": "en"})
    assert {each.removeprefix("#") for each in links if each.startswith("#")} <= targets
    assert next(each for each in page.all("a"))["class"] == "skip"
    assert [name for name, _ in page.elements if name in ("header", "nav", "main", "footer")] == ["header", "nav", "main", "footer"]
    assert len(page.all("h1")) == 1
    headings = [int(name[1]) for name, _ in page.elements if re.fullmatch("h[1-6]", name)]
    assert all(later - earlier <= 1 for earlier, later in pairwise(headings))
    assert all(each.get("scope") in ("col", "row") for each in page.all("th"))
    assert [each["aria-live"] for each in page.all("span") if "aria-live" in each] == ["polite"]


def test_a_check_s_texts_stand_once_however_many_resources_fail(large: Assessment) -> None:
    text = html(large)

    assert text.count(large.checks["sample-check-007"].why) == 1
    assert text.count("deploy/sample-check-007.yaml:100<") == 1
    assert len(text) < 1_500_000


def test_no_score_and_no_finding_read_sensibly(nothing: Assessment, perfect: Assessment) -> None:
    empty, good = Page(html(nothing)).words, Page(html(perfect)).words

    assert "No score" in empty
    assert "Nothing was assessed, so nothing is known to fail." in empty
    assert "Every check that applies was answered" not in empty
    assert "Nothing that was assessed fails in production." in good


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": '"><img src=x onerror=alert(1)>',
    "template": "{{7*7}}{% raw %}${7*7}",
    "control": "a\x00b\x07c\x1b[31mred\x1b]8;;http://evil.example\x07link\r\nnext",
    "bidi": "abc\u202egnp.exe\u2066x\u2069",
    "long": "x" * 3000,
    "rtl": "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "emoji": "done \U0001f680\u2728",
    "entity": "&lt;b&gt; &amp; <b>",
    "comment": "--> ]]> </style></script></title><!--",
    "surrogate": "half \ud83d here",
}


def hostile(make: Callable[..., Assessment], text: str) -> Assessment:
    texts = {"title": text, "why": f"{text}. And more.", "fix": f"{text}\n\n{text}", "problem": text, "note": text}
    cases = [Case("sample-bad", "critical", texts=texts), *(Case(f"sample-{each.replace('_', '-')}", pillar=each) for each in PILLARS[:3])]
    return make(cases, system=text, client=text, author=text)


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_is_shown_and_does_nothing(kind: str, make: Callable[..., Assessment]) -> None:
    text = render("html", hostile(make, HOSTILE[kind])).decode("utf-8")
    page, good = Page(text), Page(html(make([Case("sample-bad", "critical")])))

    assert page.wrong == []
    assert len(page.all("script")) == 2
    assert not page.all("img")
    assert Counter(name for name, _ in page.elements) - Counter(name for name, _ in good.elements) == Counter(
        name for name, _ in Page(render("html", hostile(make, "plain")).decode()).elements
    ) - Counter(name for name, _ in good.elements)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
    if kind in ("script", "template", "rtl", "emoji"):
        assert HOSTILE[kind].replace("\n", " ") in page.words


def test_formats_are_imported_only_when_asked_for() -> None:
    import subprocess
    import sys

    code = "import sys, readiness.reports; print([each for each in ('jinja2', 'weasyprint', 'rich', 'pydantic') if each in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
    assert set(FORMATS) >= {"text", "json", "html", "pdf"}


@pytest.mark.parametrize("certainty", list(Certainty))
def test_a_finding_that_is_not_certain_says_so(certainty: Certainty) -> None:
    words = Page(html(assessed([Case("guess-made", "medium", certainty=certainty)]))).words
    assert ("· heuristic" in words, "· likely" in words) == (certainty is Certainty.HEURISTIC, certainty is Certainty.LIKELY)


def test_further_resources_stand_once_as_data(make):
    told = render("html", make([Case("sample-wide", states=["fail"] * 300, texts={"note": "</script><b>&"})])).decode("utf-8")
    (data,) = re.findall(r'<script type="application/json" id="more">(.*)</script>\n', told)
    assert not re.search("[<>&]", data)
    rows = json.loads(data)["sample-wide"]
    assert len(rows) == 290
    assert ["deploy/sample-wide.yaml:299", "part:sample-wide/299", "production", "name", "299", "note", "</script><b>&"] in rows
    assert told.count("part:sample-wide/299") == 1
    assert "290 more are shown with scripts on" in told


def test_a_page_without_further_resources_holds_no_data(perfect):
    assert 'id="more"' not in render("html", perfect).decode("utf-8")
