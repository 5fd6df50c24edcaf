"""What the scan must find, word by word and rule by rule: slow and obviously right."""

from itertools import pairwise

from indexer.analysis import STOP_WORDS

SKIPPED, STAR, NEAR = 3, 6, 10


def slow_scan(rules, analysed):
    """Field, value, source and tokens of every rule's first hit in every sentence."""
    bounds = (*analysed.sentences, len(analysed.stems))
    return sorted(
        (*found, sentence, rule.pattern.source, rule.field, rule.value, rule.strength)
        for sentence in pairwise(bounds)
        for rule in rules
        if (found := first_hit(rule.pattern.parts, analysed, sentence))
    )


def first_hit(parts, analysed, sentence):
    places = [
        {at: end for at in range(*sentence) if (end := matched(part, analysed, at, sentence[1]))}
        for part in parts
    ]
    for at, end in places[0].items():
        if all(any(abs(at - other) <= NEAR for other in each) for each in places[1:]):
            return at, end
    return None


def matched(part, analysed, at, last):
    """Where a part ends that begins at a token; 0 when it does not."""
    end = chosen(part[0], analysed, at, last)
    for element in part[1:]:
        end = end and after(element, analysed, end, last)
    return end


def after(element, analysed, at, last):
    for skipped in range((STAR if element.starred else SKIPPED) + 1):
        if at + skipped >= last:
            return 0
        end = chosen(element, analysed, at + skipped, last)
        if end:
            return end
        if not element.starred and analysed.exact[at + skipped] not in STOP_WORDS:
            return 0
    return 0


def chosen(element, analysed, at, last):
    if analysed.stems[at] in element.stems or analysed.exact[at] in element.exact:
        return at + 1
    for sequence in element.sequences:
        tokens = zip(analysed.stems[at:last], analysed.exact[at:last], strict=True)
        stand = [
            exact == wanted[1:] if wanted[0] == "=" else stem == wanted
            for wanted, (stem, exact) in zip(sequence, tokens, strict=False)
        ]
        if len(stand) == len(sequence) and all(stand):
            return at + len(sequence)
    return 0
