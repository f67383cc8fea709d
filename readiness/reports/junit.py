"""JUnit XML: a suite for each pillar, a case for each check and environment, and the gate's conditions as a suite of their own."""

from __future__ import annotations

import re
from collections import defaultdict
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from readiness.api import Status
from readiness.assessment import Assessment, remedy
from readiness.engine import Finding
from readiness.facts import Environment
from readiness.reports import Options
from readiness.reports.open_findings import is_untold, named, seen, told
from readiness.reports.words import count

LISTED = 20
"""Resources that a case lists."""


def render(assessment: Assessment, options: Options) -> bytes:  # noqa: ARG001 - the format has no options
    """Failed where a resource fails unaccepted; skipped, with the reason, where nobody could tell or a risk is accepted."""
    suites = Element("testsuites", name="readiness")
    _gate(suites, assessment)
    cases: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for each in assessment.findings:
        if each.status is not Status.NOT_APPLICABLE and each.environment is not Environment.SAMPLE:
            cases[each.check, each.environment].append(each)
    for pillar in assessment.pillars:
        own = {key: found for key, found in cases.items() if assessment.checks[key[0]].pillar == pillar.id}
        if own:
            _pillar(suites, assessment, pillar.id, own)
    totals = {name: str(sum(int(suite.get(name, "0")) for suite in suites)) for name in ("tests", "failures", "errors", "skipped")}
    suites.attrib |= totals
    indent(suites)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suites) + b"\n"


def _gate(suites: Element, assessment: Assessment) -> None:
    suite = SubElement(suites, "testsuite", name="gate")
    properties = SubElement(suite, "properties")
    standing = assessment.score.standing
    score = f"{float(standing.score):.1f}" if standing and standing.score is not None else "none"
    for name, value in (("score", score), ("environment", assessment.score.overall or "none"), ("tool", assessment.tool)):
        SubElement(properties, "property", name=name, value=value)
    for each in assessment.gate.conditions:
        case = SubElement(suite, "testcase", classname="gate", name=xml_text(each.rule), time="0")
        if not each.met:
            SubElement(case, "failure", type="gate", message=xml_text(each.sentence))
    _count(suite, assessment)


def _pillar(suites: Element, assessment: Assessment, pillar: str, cases: dict[tuple[str, str], list[Finding]]) -> None:
    suite = SubElement(suites, "testsuite", name=pillar)
    for (check, environment), own in cases.items():
        text = assessment.checks[check]
        case = SubElement(suite, "testcase", classname=f"{pillar}.{check}", name=f"{xml_text(text.title)} [{environment}]", time="0")
        failing = [each for each in own if each.status is Status.FAIL and not each.waiver]
        accepted = [each for each in own if each.waiver]
        unknown = [each for each in own if is_untold(each)]
        if failing and not text.preview:
            failure = SubElement(case, "failure", type=text.severity, message=xml_text(told(assessment, failing[0])))
            failure.text = xml_text(_listed(failing) + f"\n\n{text.why}\n\n{remedy(text, failing[0])}")
        elif failing:
            SubElement(case, "skipped", message="a new check that does not count yet")
        elif unknown:
            SubElement(case, "skipped", message=xml_text(f"not assessed: {unknown[0].message}")).text = xml_text(_listed(unknown))
        elif accepted and len(accepted) == len(own):
            SubElement(case, "skipped", message=xml_text(f"accepted risk: {accepted[0].waiver}"))
    _count(suite, assessment)


def _listed(findings: list[Finding]) -> str:
    lines = [" ".join(filter(None, (each.location, named(each), seen(each), each.right))) for each in findings[:LISTED]]
    left = len(findings) - LISTED
    return "\n".join([*lines, *([f"and {count(left, 'more resource')}"] if left > 0 else [])])


def _count(suite: Element, assessment: Assessment) -> None:
    suite.attrib |= {
        "tests": str(len(suite.findall("testcase"))),
        "failures": str(len(suite.findall("testcase/failure"))),
        "errors": "0",
        "skipped": str(len(suite.findall("testcase/skipped"))),
        "time": "0",
        "timestamp": assessment.taken.strftime("%Y-%m-%dT%H:%M:%S"),
    }


_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """The text without characters that no XML document may hold (XML 1.0, section 2.2)."""
    return _FORBIDDEN.sub("\ufffd", text)
