"""Decisions annotated in a second, step by step: ``python -m tests.bench.annotation``.

Beside a baseline of the same run, the word spans that a bare regular expression finds and one pass
of an automaton over the words, because machines differ. ``--floor`` fails below a number of
decisions a second on two processes.
"""

from __future__ import annotations

import importlib
import re
import resource
import time
from collections.abc import Callable, Sequence
from importlib.resources import files

import click

from crawler.model import Decision
from indexer.analysis import analyse
from indexer.annotation_codec import encode
from indexer.annotators import Annotators, Failure
from indexer.citations import find_in_document
from indexer.tagging import annotate
from indexer.tags.reading import read_document
from indexer.tags.rules import CUES, FIELDS, LANGUAGES, load_rules, parse_rules
from tests.bench.prose import synthetic_decisions

_WORD = re.compile(r"\w+")


def texts_of(decision: Decision) -> list[str]:
    """Its paragraphs."""
    return [paragraph.text for text in decision.texts for paragraph in text.paragraphs]


def seconds(work: Callable[[Decision], object], decisions: Sequence[Decision]) -> float:
    """CPU time of this process, in seconds."""
    begun = time.process_time()
    for decision in decisions:
        work(decision)
    return time.process_time() - begun


def steps(decisions: Sequence[Decision]) -> dict[str, float]:
    """CPU seconds of each step over all decisions, and of the whole."""
    rules = load_rules()
    reads = {decision.id: read_document(decision, rules) for decision in decisions}

    def analysis(decision: Decision) -> None:
        for read in reads[decision.id]:
            analyse(read.text, read.language)

    def scanning(decision: Decision) -> None:
        for read in reads[decision.id]:
            rules.scanners[read.language].scan(read.analysed)

    def citing(decision: Decision) -> None:
        region = "-FR" if decision.jurisdiction == "FR" else "-CA"
        find_in_document(texts_of(decision), language=decision.language + region)

    taken = {
        name: seconds(work, decisions)
        for name, work in (("analysis", analysis), ("scanning", scanning), ("citations", citing))
    }
    made = {decision.id: annotate(decision) for decision in decisions}
    whole = seconds(annotate, decisions)
    return {
        "analysis": taken["analysis"],
        "scanning": taken["scanning"],
        "rules": whole - sum(taken.values()),
        "citations": taken["citations"],
        "whole": whole,
        "codec": seconds(lambda each: encode(made[each.id]), decisions),
    }


def baseline(decisions: Sequence[Decision]) -> dict[str, float]:
    """CPU seconds of a bare regular expression, and of a bare automaton where one is installed."""

    def spans(decision: Decision) -> None:
        for text in texts_of(decision):
            [match.span() for match in _WORD.finditer(text)]

    taken = {"bare word spans": seconds(spans, decisions)}
    try:
        automaton = importlib.import_module("ahocorasick").Automaton()
    except ImportError:
        return taken
    for word in rule_words():
        automaton.add_word(word, word)
    automaton.make_automaton()

    def pass_over(decision: Decision) -> None:
        for text in texts_of(decision):
            for _ in automaton.iter(text.lower()):
                pass

    return taken | {"bare automaton": seconds(pass_over, decisions)}


def rule_words() -> set[str]:
    """The longer words of all rules, as they are written."""
    found: set[str] = set()
    for field in (*FIELDS, CUES):
        raw = (files("indexer") / "rules" / f"{field}.toml").read_bytes()
        for language in LANGUAGES:
            for rule in parse_rules(raw, field, language):
                found.update(word for word in _WORD.findall(rule.name) if len(word) > 3)
    return found


def a_second(decisions: Sequence[Decision], processes: int) -> float:
    """Decisions annotated in a second of the clock, by processes that have started."""
    with Annotators(processes) as annotators:
        warm(annotators, decisions[: 40 * processes])
        begun = time.perf_counter()
        for made in annotators.annotate(decisions):
            assert not isinstance(made, Failure)
        return len(decisions) / (time.perf_counter() - begun)


def warm(annotators: Annotators, decisions: Sequence[Decision]) -> None:
    """Have every process read its rules."""
    for _ in annotators.annotate(decisions):
        pass


def peak() -> tuple[float, float]:
    """Most memory ever held, in MB, by this process and by the largest of those it started."""
    own, others = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    return resource.getrusage(own).ru_maxrss / 1024, resource.getrusage(others).ru_maxrss / 1024


@click.command()
@click.option("--decisions", "number", default=400, help="How many.", show_default=True)
@click.option("--floor", default=0.0, help="Least decisions a second on two processes.")
def main(number: int, floor: float) -> None:
    """Time each step, the whole on one process and on two, and a baseline."""
    decisions = synthetic_decisions(number)
    for decision in decisions[:30]:
        annotate(decision)
    click.echo("step                 CPU ms a decision")
    for name, taken in (steps(decisions) | baseline(decisions)).items():
        click.echo(f"{name:<20} {1000 * taken / number:8.2f}")
    one, two = a_second(decisions, 1), a_second(decisions, 2)
    click.echo(f"{one:.0f} decisions a second on one process, {two:.0f} on two")
    own, other = peak()
    click.echo(f"{own:.0f} MB at most here, {other:.0f} MB in a process that annotates")
    if two < floor:
        raise SystemExit(f"{two:.0f} decisions a second are fewer than the {floor:.0f} wanted.")


if __name__ == "__main__":
    main()
