"""From the corpus to the engine: annotate what changed, draw the citation graph, write records.

Every step may be repeated: annotations are kept with the hash of the text and the version that
made them, and a record replaces the one of the same id. Killed at any moment, the next run goes on
from what was kept.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from crawler.corpus import Corpus
from crawler.corpus_names import chunks
from crawler.corpus_values import Change, ChangeAction, StoredAnnotations
from crawler.errors import JurisocialError
from crawler.model import Document, Status
from indexer import flatten, noteup
from indexer.analysis import VERSION as ANALYSIS_VERSION
from indexer.annotation_codec import decode, encode
from indexer.annotations import Annotations
from indexer.annotators import Annotators, Failure
from indexer.corrections import corrected
from indexer.engine.base import Engine, Generation, SearchRequest
from indexer.engine.query import Keyword
from indexer.errors import BuildFailed
from indexer.fields import table_fingerprint
from indexer.record import IndexRecord
from indexer.tagging import annotate, tagger_version

BATCH = 200
"""Documents read, annotated and written at a time."""
FULL_SHARE = 2
"""From one changed document in so many on, a new generation costs less than changing this one."""

Progress = Callable[[int, int], None]
"""Told how many steps of how many are done."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a run of the indexer did."""

    annotated: int
    """Documents annotated anew."""
    indexed: int
    """Records written."""
    removed: int
    """Documents that are no longer in the index."""
    generation: str
    """Name of the generation that now serves."""
    seconds: float
    skipped: list[str]
    """One sentence for each document that could not be indexed."""


def fingerprint() -> str:
    """Eight hexadecimal digits of everything that decides what an index holds of a document."""
    parts = (table_fingerprint(), ANALYSIS_VERSION, tagger_version(), flatten.VERSION)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:8]


def build_index(
    corpus: Corpus, engine: Engine, *, full: bool = False, progress: Progress | None = None
) -> BuildReport:
    """Bring the engine up to the corpus.

    Everything goes into a new generation when ``full``, when there is none, when it was made by
    another version, and when words must disappear: a removed document, or a version forgotten,
    must not stay in any file of the index. Otherwise what changed, and the documents whose
    citations it touches, are replaced in the serving generation.

    Raises the errors of :class:`crawler.corpus.Corpus` and :class:`indexer.engine.base.Engine`.
    """
    started = time.perf_counter()
    sequence = corpus.sequence()
    serving = None if full else _usable(engine, sequence)
    changes = corpus.changes(serving.sequence) if serving is not None else ()
    with Annotators() as annotators:
        told = progress or (lambda _done, _total: None)
        run = _Run(corpus, engine, told, tagger_version(), annotators)
        if serving is None or _needs_rebuild(changes, serving, corpus):
            made = run.rebuild(sequence)
        elif changes:
            made = run.update(tuple(dict.fromkeys(each.id for each in changes)), sequence)
        else:
            # Nothing to write, but a build killed after its swap may have left the old
            # generation, and with it the words of a document removed since.
            made = engine.update((), sequence=sequence)
    gone = {each.id for each in changes if each.action is not ChangeAction.PUT}
    return BuildReport(
        annotated=run.annotated,
        indexed=run.indexed,
        removed=len(gone),
        generation=made.name,
        seconds=time.perf_counter() - started,
        skipped=run.skipped,
    )


def _usable(engine: Engine, sequence: int) -> Generation | None:
    """The serving generation where its documents may stay; None asks for a new one.

    One that is ahead of the corpus was built from another: a backup was restored since.
    """
    try:
        serving = engine.generation()
    except JurisocialError:  # of another layout, or damaged: a new generation mends both
        return None
    if serving is None or serving.fingerprint != fingerprint() or serving.sequence > sequence:
        return None
    return serving


def _needs_rebuild(changes: Sequence[Change], serving: Generation, corpus: Corpus) -> bool:
    if any(each.action is not ChangeAction.PUT for each in changes):
        return True
    changed = tuple(dict.fromkeys(each.id for each in changes))
    if len(changed) * FULL_SHARE > serving.documents:
        return True
    return any(_has_forgotten(corpus, each) for each in changed)


def _has_forgotten(corpus: Corpus, name: str) -> bool:
    """Whether an earlier text of a document had to be forgotten, or it is no longer offered."""
    versions = corpus.versions(name)
    current = versions[-1].document if versions else None
    offered = current is not None and current.status is Status.LIVE
    return not offered or any(each.document is None for each in versions)


@dataclass(slots=True)
class _Run:
    """One run, with what it counts and remembers."""

    corpus: Corpus
    engine: Engine
    progress: Progress
    version: str
    """Of the annotators."""
    annotators: Annotators
    annotated: int = 0
    indexed: int = 0
    skipped: list[str] = field(default_factory=list)
    known: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What citations name, once asked."""

    def rebuild(self, sequence: int) -> Generation:
        """Everything, in a new generation."""
        ids = tuple(self.corpus.ids())
        edges = {
            document.id: noteup.cited(document, annotations, self.resolve)
            for document, annotations in self.annotations(ids, steps=2 * len(ids))
        }
        counts = noteup.cited_by_counts(edges)
        build = self.engine.begin(fingerprint=fingerprint(), sequence=sequence)
        try:
            for document, annotations in self.kept(ids, edges):
                cites = edges[document.id]
                self.write(build.add, document, annotations, cites, counts)
        except BaseException:
            build.abandon()
            raise
        return build.publish(sequence=sequence)

    def update(self, changed: tuple[str, ...], sequence: int) -> Generation:
        """What changed, and those whose citations it touches, in the serving generation."""
        found = dict(self.pairs(changed))
        touched = self.touched(found) - set(found)
        steps = len(changed) + len(touched)
        found |= dict(self.pairs(tuple(sorted(touched)), done=len(changed), steps=steps))
        edges = {
            name: noteup.cited(document, annotations, self.resolve)
            for name, (document, annotations) in found.items()
        }
        counts = Counter({name: self.citing(name, found, edges) for name in found})
        records: list[IndexRecord] = []
        for name, (document, made) in found.items():
            self.write(records.extend, document, made, edges[name], counts)
        return self.engine.update(records, sequence=sequence)

    def pairs(
        self, ids: tuple[str, ...], *, done: int = 0, steps: int = 0
    ) -> Iterator[tuple[str, tuple[Document, Annotations]]]:
        """Documents and annotations by id."""
        for pair in self.annotations(ids, steps=steps or len(ids), done=done):
            yield pair[0].id, pair

    def touched(self, changed: dict[str, tuple[Document, Annotations]]) -> set[str]:
        """Documents that changed ones cite or cited, and those that cite changed ones."""
        names: set[str] = set()
        for name, (document, made) in changed.items():
            names.update(noteup.cited(document, made, self.resolve))
            own = Keyword("identifier", (name,))
            before = self.engine.search(SearchRequest(own, limit=0, facets=("cites",)))
            names.update(value.value for value in before.facets[0].values)
            names.update(self.citing_ids(document))
        groups = (self.corpus.get_many(group) for group in chunks(sorted(names)))
        return {document.id for group in groups for document in group.values()}

    def citing_ids(self, document: Document) -> set[str]:
        """Ids that the index knows to cite a document, by its id or any of its numbers."""
        named = Keyword("cites", tuple(sorted(noteup.names(document))))
        return {hit.id for hit in self.engine.scan(SearchRequest(named))} - {document.id}

    def citing(
        self,
        name: str,
        found: dict[str, tuple[Document, Annotations]],
        edges: dict[str, tuple[str, ...]],
    ) -> int:
        """How many documents cite one: as indexed, but for those now being replaced."""
        unchanged = self.citing_ids(found[name][0]) - set(found)
        return len(unchanged) + sum(name in cites for cites in edges.values())

    def annotations(
        self, ids: Sequence[str], *, steps: int, done: int = 0
    ) -> Iterator[tuple[Document, Annotations]]:
        """Each document with its annotations, made where they are missing, and kept."""
        for group in chunks(ids, size=BATCH):
            # Hashes first: of a document that a crawl changes in between, annotations are then
            # refused by the corpus, instead of being kept as those of words they do not fit.
            hashes = self.corpus.content_hashes(group)
            documents = self.corpus.get_many(group)
            stored = self.corpus.annotations(group)
            checks = self.corpus.people.checks(group)
            fresh: list[StoredAnnotations] = []
            offered = [each for each in documents.values() if each.status is Status.LIVE]
            current = {
                each.id: stored[each.id]
                for each in offered
                if each.id in stored and self.fits(stored[each.id], hashes.get(each.id, ""))
            }
            missing = [each for each in offered if each.id not in current]
            new = dict(
                zip((each.id for each in missing), self.annotators.annotate(missing), strict=True)
            )
            for document in offered:
                name = document.id
                made = decode(current[name].body) if name in current else new[name]
                if isinstance(made, Failure):
                    self.skipped.append(f"{name}: {made.reason}")
                    continue
                led = noteup.resolved_citations(made, self.resolve)
                if name not in current or led != made:
                    content_hash = hashes.get(name, "")
                    fresh.append(StoredAnnotations(name, self.version, content_hash, encode(led)))
                checked = checks.get(name, ())
                yield document, corrected(led, checked, content_hash=hashes.get(name, ""))
            self.annotated += sum(not isinstance(made, Failure) for made in new.values())
            self.corpus.put_annotations_many(fresh)
            done += len(group)
            self.progress(done, steps)

    def fits(self, stored: StoredAnnotations, content_hash: str) -> bool:
        """Whether kept annotations are of these words, by these annotators."""
        return (stored.version, stored.content_hash) == (self.version, content_hash)

    def kept(
        self, ids: Sequence[str], edges: dict[str, tuple[str, ...]]
    ) -> Iterator[tuple[Document, Annotations]]:
        """Documents with the annotations that the first pass kept.

        A document that a crawl changed since is annotated as it is now; the next run, to which its
        change comes, keeps that.
        """
        for number, group in enumerate(chunks(ids, size=BATCH)):
            hashes = self.corpus.content_hashes(group)
            documents = self.corpus.get_many(group)
            stored = self.corpus.annotations(group)
            checks = self.corpus.people.checks(group)
            for name, document in documents.items():
                if name in edges:
                    digest = hashes.get(name, "")
                    fits = name in stored and stored[name].content_hash == digest
                    made = decode(stored[name].body) if fits else annotate(document)
                    checked = checks.get(name, ())
                    yield document, corrected(made, checked, content_hash=digest)
            self.progress(len(ids) + number * BATCH + len(group), 2 * len(ids))

    def write(
        self,
        add: Callable[[Iterable[IndexRecord]], object],
        document: Document,
        annotations: Annotations,
        cites: Sequence[str],
        counts: Counter[str],
    ) -> None:
        """Flatten and write one document; what cannot be written is skipped and told."""
        name = document.id
        try:
            add([self.record(document, annotations, cites, counts[name])])
        except BuildFailed as wrong:
            self.skipped.append(f"{name}: {wrong.reason}")
            return
        self.indexed += 1

    def record(
        self, document: Document, annotations: Annotations, cites: Sequence[str], cited_by: int
    ) -> IndexRecord:
        """The record of a document, with what it cites and what it reviews."""
        reviews = noteup.reviewed(document, annotations, self.resolve)
        return flatten.flatten(
            document, annotations, cites=cites, reviews=reviews, cited_by=cited_by
        )

    def resolve(self, text: str) -> tuple[str, ...]:
        """Ids that a citation names, asked of the corpus once a run."""
        if text not in self.known:
            self.known[text] = self.corpus.resolve(text)
        return self.known[text]
