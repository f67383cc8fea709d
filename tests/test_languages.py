"""Reports in other languages: every message is translated, nothing of ours stays English, and it fits its pages."""

from __future__ import annotations

import ast
import io
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from reports.cases import GATE, UNREADABLE, Case, assessed, many_cases

from readiness import languages
from readiness.api import Severity
from readiness.assessment import Assessment
from readiness.compare import CHANGES, Change, compare
from readiness.compare import Part as ChangePart
from readiness.facts import Environment, GapReason
from readiness.gate import GateRules
from readiness.languages import Language, known, ngettext, speaking
from readiness.loader import pillars
from readiness.lock_in import TITLES
from readiness.profiles import shipped
from readiness.reports import Options, comparison, pdf, render
from readiness.reports.retold import SENTENCES, retold, told_again
from readiness.reports.words import listed, long_date, percent, points, short_date, work_spelt
from readiness.score import LEVELS, PILLAR_WEIGHTS
from readiness.waivers import Waiver

ROOT = Path(__file__).parents[1]
OTHERS = [each for each in get_args(Language) if each != languages.SOURCE]
PLACES = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
KEYWORDS: dict[str, Any] = {**DEFAULT_KEYWORDS, "N_": None, "NN_": (1, 2)}

ENGLISH = frozenset("the of and is are not with this that were by from was have has its all any been what who why how which".split())  # noqa: SIM905
"""Words that tell an English sentence; none is a word of the other languages."""

WORD = re.compile(r"(?<![\w-])[a-z]+(?![\w-])")
"""A word; those inside of an id are none."""

every = pytest.mark.parametrize("language", OTHERS)


@cache
def extracted() -> dict[str | tuple[str, ...], str]:
    """Messages of the source with the file they stand in, found as `pybabel extract` finds them."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["babel"]["mappings"]
    methods = [(each["pattern"], each["method"]) for each in mappings]
    found = {}
    for folder in ("readiness", "report_templates"):
        own = [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods if pattern.startswith(f"{folder}/")]
        for file, _line, message, _comments, _context in extract_from_dir(str(ROOT / folder), own, keywords=KEYWORDS):
            found[message] = f"{folder}/{file}"
    return found


def translations(language: Language) -> dict[str | tuple[str, ...], Message]:
    return {each.id if isinstance(each.id, str) else tuple(each.id): each for each in languages.catalogue(language) if each.id}


def strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


@every
def test_every_message_is_translated_and_no_other(language):
    assert extracted().keys() == translations(language).keys(), "type 'make messages', and translate what is empty in readiness/languages"


@every
def test_no_translation_is_empty_doubtful_or_without_its_places(language):
    catalogue: Catalog = languages.catalogue(language)
    for key, message in translations(language).items():
        assert not message.fuzzy, key
        told = strings(message)
        assert len(told) == (1 if isinstance(key, str) else catalogue.num_plurals), key
        for at, each in enumerate(told):
            asked = key if isinstance(key, str) else key[min(at, 1)]
            assert each.strip(), key
            assert sorted(PLACES.findall(each)) == sorted(PLACES.findall(asked)) or _counts_itself(asked, each), key
            assert set(re.findall(r"[<>\"&]", each)) <= set(re.findall(r"[<>\"&]", asked)), f"markup in {each!r}"
            assert each.count("%%") == asked.count("%%"), key


def _counts_itself(asked: str, told: str) -> bool:
    """A number may be spelt small or large, as the sentence has it."""
    return sorted(PLACES.findall(asked.lower())) == sorted(PLACES.findall(told.lower()))


@every
def test_messages_stand_in_the_files_that_the_catalogue_names(language):
    named = {name for message in languages.catalogue(language) for name, _line in message.locations}
    assert all((ROOT / name).is_file() for name in named)
    assert languages.messages_of("report_templates/report.js", language).keys() == {
        message for message, _file in _in_script() if isinstance(message, str)
    }


def _in_script() -> Iterator[tuple[Any, str]]:
    own = [("**.js", "javascript")]
    for file, _line, message, _comments, _context in extract_from_dir(str(ROOT / "report_templates"), own, keywords=KEYWORDS):
        yield message, file


def test_no_message_hides_in_an_f_string():
    """Extraction does not look there before Python 3.12."""
    for path in sorted((ROOT / "readiness").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                calls = [each.func.id for each in ast.walk(node) if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)]
                assert not {"_", "ngettext", "pgettext", "N_"} & set(calls), f"{path.name}:{node.lineno}"


@every
def test_words_that_documents_hold_are_in_the_catalogue(language):
    held = [
        *(each.value for each in Severity),
        *(each.value for each in Environment),
        *(name for _, _, name in LEVELS),
        *(each.value for each in GapReason),
        *(each.value for each in Change),
        *CHANGES.values(),
        *(each.value for each in ChangePart),
        *TITLES.values(),
        *(pillars()[id].title for id in PILLAR_WEIGHTS),
        *(pillars()[id].question for id in PILLAR_WEIGHTS),
        *(each.purpose for each in shipped().values()),
    ]
    assert [each for each in held if each not in translations(language)] == [], "name them in readiness/reports/retold.py: WORDS"


def test_english_needs_no_catalogue():
    assert known("Findings") == "Findings"
    assert ngettext("%(number)s check", "%(number)s checks", 1204) == "1,204\N{NO-BREAK SPACE}checks"
    assert told_again("score at least 75") is None


def test_figures_dates_and_lists_are_told_as_spanish_has_them():
    from fractions import Fraction

    with speaking("es"):
        assert long_date(date(2026, 8, 21)) == "21\N{NO-BREAK SPACE}de agosto de 2026"
        assert short_date(date(2026, 8, 21)) == "21\N{NO-BREAK SPACE}ago"
        assert points(Fraction(147, 10)) == "14,7"
        assert percent(Fraction(978, 10)) == "97,8\N{NO-BREAK SPACE}%"
        assert languages.number(12_040) == "12.040"
        assert work_spelt(16) == "dos días de trabajo"
        assert listed(["a", "b", "c"]) == "a, b y c"
    assert long_date(date(2026, 8, 21)) == "21\N{NO-BREAK SPACE}August 2026"


def test_a_language_ends_where_its_report_ends():
    with pytest.raises(RuntimeError), speaking("es"):
        raise RuntimeError
    assert languages.spoken() == languages.SOURCE


RULES = GateRules(
    min_score=75,
    min_pillar={"quality": 60},
    min_environment={"production": 82.5},
    no_failing=(Severity.CRITICAL,),
    min_coverage=90,
    max_unknown={Severity.HIGH: 1, Severity.CRITICAL: 0},
    accepted_budget=5,
    max_attested=20,
    waivers_expire_within=30,
    no_regressions=True,
    max_drop=2,
)


def test_every_sentence_of_the_gate_is_told_again():
    first = assessed(many_cases(26, 4), gate=RULES)
    conditions = first.gated(RULES, first.baseline()).gate.conditions
    assert len(conditions) == 12
    with speaking("es"):
        for each in conditions:
            assert told_again(each.asked), each.asked
            assert told_again(each.value) or re.fullmatch(r"[0-9.]+( %)?", each.value), each.value
        assert retold("score at least 82.5") == "puntuación mínima de 82,5"
        assert retold("no open critical finding") == "ningún hallazgo abierto de gravedad crítica"


def test_somebody_elses_sentence_stays():
    with speaking("es"):
        assert told_again("The console was not readable") is None
        assert told_again("score at least a lot") is None
        assert told_again("x" * 10_000) is None


def test_no_sentence_takes_what_another_says_more_exactly():
    plain = [each for each in SENTENCES if "%(" not in each]
    with speaking("es"):
        assert all(retold(each) == known(each) for each in plain)


def test_sentences_of_scores_are_told_again():
    with speaking("es"):
        for case in (many_cases(26, 4), [Case("sample-unused", states=())], [Case("sample", environment=Environment.STAGING)]):
            assert told_again(assessed(case).score.basis)


# A made-up assessment, in which everything that reports tell of occurs.


@pytest.fixture(scope="module")
def full() -> Assessment:
    cases = [
        *many_cases(60, 25),
        Case("sample-open", states=("unknown", "pass"), pillar="quality"),
        Case("sample-asked", states=("unknown",), pillar="quality", question="Is somebody on call when nobody works?"),
        Case("sample-accepted", states=("fail",), pillar="governance"),
        Case("sample-staging", states=("fail", "pass"), environment=Environment.STAGING),
        Case("sample-homeless", states=("fail",), environment=Environment.UNCLASSIFIED),
        Case("sample-large", states=("fail",) * 30),
        Case("sample-unused", states=()),
    ]
    waivers = (
        Waiver(owner="M. Okafor", reason="Va con la plataforma.", expires=date(2026, 9, 3), check="sample-accepted", record="RISK-218"),
        Waiver(owner="M. Okafor", reason="Vencido.", expires=date(2026, 1, 3), check="sample-check-001", record="RISK-219"),
        Waiver(owner="M. Okafor", reason="Sin uso.", expires=date(2026, 12, 3), check="sample-unused", record="RISK-220"),
    )
    return assessed(cases, gate=RULES, waivers=waivers, gaps=(UNREADABLE,), complete=False)


class Visible(HTMLParser):
    """Keeps what a reader is told in the language of the page: no code, nothing that says it is English."""

    EMPTY = frozenset({"meta", "link", "img", "br", "input", "hr"})
    TOLD = ("aria-label", "placeholder", "alt")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.texts: list[str] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "html":
            self.language = named["lang"] or ""
        inside = bool(self.open) and self.open[-1][1]
        foreign = inside or (named.get("lang") == "en" and tag != "html") or tag in ("code", "script", "style")
        if not foreign:
            self.texts += [named[each] or "" for each in self.TOLD if named.get(each)]
        if tag not in self.EMPTY:
            self.open.append((tag, foreign))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not (self.open and self.open[-1][1]):
            self.texts.append(" ".join(data.split()))


def visible(html: str) -> Visible:
    parser = Visible()
    parser.feed(html)
    return parser


def english(texts: list[str]) -> list[str]:
    """Texts with an English word, and texts that are an English message of ours as it stands."""
    ours = {each for each in translations("es") if isinstance(each, str) and known_in_spanish(each) != each}
    return [each for each in texts if ENGLISH & set(WORD.findall(each.lower())) or each.removesuffix(".") in ours]


@cache
def known_in_spanish(text: str) -> str:
    with speaking("es"):
        return known(text)


PAGES: dict[str, Callable[[Assessment, Options], str]] = {
    "html": lambda assessment, options: render("html", assessment, options).decode(),
    "pdf": pdf.page,
    "questionnaire": lambda assessment, options: render("questionnaire", assessment, options).decode(),
}


@pytest.mark.parametrize("page", PAGES)
def test_nothing_of_ours_stays_english(full, page):
    options = Options(language="es", frameworks=("owasp-llm-top10-2025",), previous=assessed(many_cases(60, 30)))
    parsed = visible(PAGES[page](full, options))
    assert parsed.language == "es"
    assert len(parsed.texts) > 10
    assert english(parsed.texts) == []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("cases", [[Case("sample-unused", states=())], many_cases(26, 0), many_cases(26, 1), [Case("sample-one")]])
def test_nothing_stays_english_where_little_is_told(page, cases):
    for gate in (None, GATE):
        parsed = visible(PAGES[page](assessed(cases, gate=gate), Options(language="es")))
        assert english(parsed.texts) == []


def test_nothing_of_a_comparison_stays_english(full):
    found = compare(assessed(many_cases(60, 30)), full)
    parsed = visible(comparison.render_html(found, language="es").decode())
    assert parsed.language == "es"
    assert english(parsed.texts) == []


def test_checks_own_texts_say_that_they_are_english(full):
    html = render("html", full, Options(language="es")).decode()
    why = "Without sample check 000 the service stops. More words on why that matters to the business and to users."
    assert f'<p lang="en">{why}</p>' in html
    assert why not in " ".join(visible(html).texts)
    assert 'lang="en"' not in render("html", full).decode().replace('<html lang="en">', "")


def test_hostile_text_is_inert_in_a_message():
    """Values of messages are escaped and printable, though the message itself may carry markup."""
    options = Options(language="es")
    evil = assessed(many_cases(26, 4), system="<script>alert(1)</script>\u202e&", client="<img src=x>", gate=GATE)
    for page in PAGES.values():
        for language in ("en", "es"):
            html = page(evil, Options(language=language))
            assert "<script>alert(1)" not in html
            assert "<img src=x>" not in html
            assert "\u202e" not in html
    assert "&lt;script&gt;" in PAGES["questionnaire"](evil, options)


def test_the_script_is_told_what_to_say(full):
    html = render("html", full, Options(language="es")).decode()
    assert '"Open all":"Abrir todo"' in html
    assert '"staging":"preproducción"' in html
    assert 'id="said"' not in render("html", full).decode()


def test_machines_and_terminals_are_told_english(full):
    for name in ("text", "json", "csv", "markdown", "sarif", "junit", "questionnaire-yaml", "questionnaire-csv"):
        assert render(name, full, Options(language="es")) == render(name, full), name


needs_pdf = pytest.mark.skipif(pdf.pdf_problem() is not None, reason="no Pango here")


def starts(reader: Any) -> list[int]:
    """The pages on which the parts start: summary, contents, scorecard, roadmap, system, findings."""
    from pypdf.generic import Destination

    return [reader.get_destination_page_number(each) for each in reader.outline if isinstance(each, Destination)][:6]


@needs_pdf
@pytest.mark.parametrize("paper", ["A4", "letter"])
@pytest.mark.parametrize("made", ["full", "failing"])
def test_each_one_page_part_is_one_page(full, made, paper, monkeypatch):
    from pypdf import PdfReader

    monkeypatch.setattr(pdf, "FULL_CARDS", 1)  # the parts are before the findings
    monkeypatch.setattr(pdf, "SHORT_CARDS", 1)
    own = {"full": full, "failing": assessed(many_cases(60, 60, 9), gate=RULES)}[made]
    english, reader = (PdfReader(io.BytesIO(render("pdf", own, Options(language=each, paper=paper)))) for each in ("en", "es"))
    assert starts(reader) == starts(english)
    assert starts(reader)[:2] == [1, 2], "the summary is exactly one page"
    assert reader.trailer["/Root"]["/Lang"] == "es"
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith("Evaluación de preparación operativa")


@needs_pdf
def test_foreign_texts_of_the_pdf_say_their_language(full):
    page = pdf.page(full, Options(language="es"))
    assert page.count('lang="en"') > 50


def test_the_theme_and_the_command_line_choose_the_language(full, tmp_path):
    from readiness.theme import ReportSettings, Theme

    spanish = Options(theme=Theme(settings=ReportSettings(language="es")))
    assert spanish.speaks == "es"
    assert Options(theme=spanish.theme, language="en").speaks == "en"
    assert '<html lang="es">' in render("html", full, spanish).decode()
