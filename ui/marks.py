"""Corpus text made safe for a page: escaped first, marked after, never trusted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup, escape


def marked(
    text: str, spans: Iterable[Sequence[int]], *, numbers: Iterator[int] | None = None
) -> Markup:
    """The text, escaped, with ``<mark>`` around the spans (code points, ``[start, end)``).

    Spans outside the text are cut to it and those that touch are joined, so that the tags always
    nest whatever the spans say. With ``numbers`` each mark bears the id ``hit-N``.
    """
    pieces: list[Markup] = []
    at = 0
    for start, end in _joined(spans, len(text)):
        name = Markup("") if numbers is None else Markup(' id="hit-{}"').format(next(numbers))
        pieces += [escape(text[at:start]), Markup("<mark"), name, Markup(">")]
        pieces.append(escape(text[start:end]))
        pieces.append(Markup("</mark>"))
        at = end
    pieces.append(escape(text[at:]))
    return Markup("").join(pieces)


def _joined(spans: Iterable[Sequence[int]], length: int) -> list[tuple[int, int]]:
    clipped = ((max(0, span[0]), min(length, span[1])) for span in spans)
    joined: list[tuple[int, int]] = []
    for start, end in sorted(span for span in clipped if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
