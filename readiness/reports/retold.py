"""Sentences of ours that stand in an assessment, in English, told again in the language of the report.

The gate, the score, the engine and the arithmetic of lock-in write them into the document, whose texts programs read, too. A
message of the table below is such a sentence with its places open. Whatever fits none of them is somebody else's, and stays.
"""

from __future__ import annotations

import re
from functools import cache

from readiness.languages import N_, SOURCE, known, punctuated, spoken

MOST = 400
"""Characters of a sentence that is looked at."""

SENTENCES = (
    # what the gate asks
    N_("score at least %(figure)s"),
    N_("pillar %(name)s at least %(figure)s"),
    N_("environment %(word)s at least %(figure)s"),
    N_("no open %(word)s finding"),
    N_("at least %(figure)s %% assessed"),
    N_("at most 1 %(word)s check unknown"),
    N_("at most %(figure)s %(word)s checks unknown"),
    N_("accepted risks cost at most %(figure)s points"),
    N_("statements carry at most %(figure)s points"),
    N_("no accepted risk expires within %(figure)s days"),
    N_("no regression against the baseline"),
    N_("score falls by at most %(figure)s points"),
    N_("a baseline of the same environment"),
    # what it found
    N_("%(figure)s open"),
    N_("no score"),
    N_("none"),
    N_("%(figure)s new, %(other_figure)s lower"),
    # why this environment's score is shown
    N_("nothing could be assessed"),
    N_("%(word)s is the target environment"),
    N_("nothing was classified as %(word)s; %(other_word)s is all there is"),
    N_("nothing was classified as %(word)s; the lowest score counts"),
    # why something is unknown
    N_("nobody attested"),
    N_("the attestation is %(word)s"),
    N_("could not be read: %(word)s"),
    N_("the check itself failed: %(name)s"),
    # why a check does not apply
    N_("nothing of this kind was found"),
    # deviations
    N_("severity of %(name)s"),
    N_("severity"),
    N_("leaving out of %(name)s"),
    N_("leaving out"),
    N_("weight of pillar %(name)s"),
    N_("checks asked"),
    N_("asked"),
    N_("not asked"),
    # how a part of the system was seen
    N_("by %(word)s"),
    N_("%(figure)s cases"),
    N_("%(figure)s to %(other_figure)s replicas"),
    N_("named by the environment"),
    N_("not attached"),
    N_("of a knowledge base"),
    N_("declared but not seen"),
    N_("model not told by the files"),
    N_("called in the last two weeks"),
    N_("not called lately"),
    N_("draft only"),
    # what gives points of lock-in
    N_("calls a vendor's own interface"),
    N_("uses Azure's client"),
    N_("uses OpenAI's client without an address of its own"),
    N_("uses OpenAI's client at an address of your choice"),
    N_("goes through an adapter of a framework"),
    N_("names a model"),
    N_("names a model as a default"),
    N_("no evaluation suite"),
    N_("no evaluation of another vendor's model"),
    N_("no drill of a provider's failure in %(figure)s days"),
    N_("one provider is configured"),
    N_("the alias %(name)s reaches %(other_name)s"),
    N_("a fallback to another provider is coded"),
    N_("a neutral gateway or client, with one provider behind each name"),
    N_("%(figure)s providers are in use, none of which stands in for another"),
    # steps out of lock-in
    N_("Send the calls of %(name)s through one client with a free address"),
    N_("Send all calls through one client with a free address"),
    N_("Let another provider answer under the same name, at the gateway"),
    N_("Write an evaluation suite"),
    N_("Run the evaluations against another vendor's model too"),
    N_("Rehearse the failure of a provider"),
    N_("Name the model in one setting"),
    N_("Do without: %(name)s"),
)

WORDS = (
    # severities, certainties
    *(N_("critical"), N_("high"), N_("medium"), N_("low")),
    # environments
    *(N_("production"), N_("staging"), N_("development"), N_("shared"), N_("unclassified"), N_("sample")),
    # levels
    *(N_("production-ready"), N_("ready with conditions"), N_("limited release"), N_("pilot only"), N_("not ready")),
    # why something could not be read
    *(
        N_("denied"),
        N_("throttled"),
        N_("timed out"),
        N_("unsupported"),
        N_("unparseable"),
        N_("templated"),
        N_("too large"),
        N_("too old"),
    ),
    *(N_("ambiguous"), N_("failed"), N_("not collected"), N_("not told by the files"), N_("not in files")),
    # what became of a finding, and where a change of the score comes from
    *(N_("new"), N_("fixed"), N_("gone"), N_("newly unknown"), N_("newly assessed"), N_("newly accepted")),
    *(N_("no longer accepted"), N_("not seen any more"), N_("newly failing"), N_("accepted risks")),
    *(N_("other checks or weights"), N_("cap")),
    # why a file was left out, and whether somebody's answer counts
    *(N_("binary"), N_("generated code"), N_("symbolic link"), N_("special file"), N_("excluded folder"), N_("folder of a tool")),
    *(N_("ignored folder"), N_("excluded"), N_("ignored"), N_("dated in the future"), N_("outdated"), N_("without its evidence")),
    # kinds of targets
    *(N_("folder"), N_("account"), N_("cluster"), N_("unknown"), N_("none")),
    # how a part of the system was seen
    *(N_("env"), N_("gateway"), N_("source"), N_("image"), N_("evaluation"), N_("container"), N_("infrastructure")),
    # what shipped profiles are for
    N_("A service that users depend on. The standard, by which everything is judged unless another profile is chosen."),
    N_("A service that must go on when a whole region of the cloud is lost."),
    N_(
        "A trial with a few known users, for some weeks, to whom nothing was promised. What protects people, data, keys and "
        "money counts in full; what keeps a service up at any price does not yet."
    ),
    N_(
        "A service of a supervised company, or one whose decisions concern people: auditors ask for contracts, records, tested "
        "plans and proof of control."
    ),
    # components of lock-in, and how sure it is
    *(N_("Call path"), N_("Model names in code"), N_("Features of one provider"), N_("Alternatives"), N_("Proof that a change works")),
    # pillars, and what each asks
    N_("Backups and recovery"),
    N_("If data or state is lost, do we get it back, and how soon?"),
    N_("Cost control"),
    N_("Can spend run away without anybody being told or anything stopping it?"),
    N_("Data and prompt security"),
    N_("Can prompts, documents or tools be turned against us or leak what we hold?"),
    N_("Deployment and rollback"),
    N_("Do we know what runs, and can we return to yesterday's version?"),
    N_("Environment separation"),
    N_("Can a test, an experiment or a developer's mistake reach production?"),
    N_("Governance and traceability"),
    N_("Can we show who asked what, what was answered, and who is accountable?"),
    N_("Identity and access"),
    N_("Who and what can call our models, gateways and stores, and is it no more than they need?"),
    N_("Observability"),
    N_("Do we see latency, errors and usage before our users complain?"),
    N_("Provider lock-in"),
    N_("What would it cost us to change the model or leave the provider?"),
    N_("Quality and evaluation"),
    N_("Do we know that answers are good enough before and after every change?"),
    N_("Continuity"),
    N_("Does the service survive the failure of a provider, a zone or a dependency?"),
    N_("Scaling and capacity"),
    N_("Does the service hold when demand doubles or one machine is lost?"),
    N_("Secrets hygiene"),
    N_("Could somebody spend our model budget or read our data with a key that lies in the open?"),
)
"""Words of ours that stand in an assessment or a comparison; `known` tells them."""


def retold(sentence: str) -> str:
    """A sentence of ours in the language that is spoken; any other as it is."""
    return told_again(sentence) or sentence


def told_again(sentence: str) -> str | None:
    """A sentence of ours in the language that is spoken; None where it is none of ours, or that language is English."""
    if spoken() == SOURCE or len(sentence) > MOST:
        return None
    small = sentence[:1].lower() + sentence[1:]
    for message, pattern in _patterns():
        for asked in (sentence, small):
            if found := pattern.fullmatch(asked):
                told = known(message) % {name: _value(name, value) for name, value in found.groupdict().items()}
                return told if asked == sentence else told[:1].upper() + told[1:]
    return None


def _value(name: str, value: str) -> str:
    """What stood in a place: figures get the language's marks, words of ours are told again, names stay."""
    if name.endswith("figure"):
        return punctuated(value)
    return known(value) if name.endswith("word") else value


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((each, _pattern(each)) for each in SENTENCES)


def _pattern(message: str) -> re.Pattern[str]:
    """What the message looks like when its places are filled; a place of figures takes figures alone."""
    parts = re.split(r"%\((\w+)\)s", message.replace("%%", "%"))
    written = [re.escape(part) if at % 2 == 0 else _place(part) for at, part in enumerate(parts)]
    return re.compile("".join(written), re.DOTALL)


def _place(name: str) -> str:
    return rf"(?P<{name}>[0-9.]+)" if name.endswith("figure") else rf"(?P<{name}>.+)"
