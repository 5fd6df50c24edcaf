"""The ``annotate`` answer on decisions that courts wrote."""

from __future__ import annotations

import json

import pytest

from indexer.annotating import annotate_text
from tests.real_decisions import rows

_ROWS = [pytest.param(row, id=row["_id"]) for row in rows()]


@pytest.mark.parametrize("row", _ROWS)
@pytest.mark.parametrize("variety", ["fr-FR", "en-CA"])
def test_every_place_told_of_a_real_decision_is_in_its_text(row, variety):
    text = row["text"]
    answer = annotate_text({"text": text, "variety": variety})
    proofs = [proof for issue in answer["issues"] for proof in issue["evidence"]]
    proofs += [*answer["citations"], *answer["sanction"]["evidence"]]
    for each in (*proofs, *answer["outcome"]["evidence"]):
        assert text[each["start"] : each["end"]] == each["quote"]
    ends = [(zone["start"], zone["end"]) for zone in answer["zones"]]
    assert ends == sorted(ends)
    assert all(0 <= start <= end <= len(text) for start, end in ends)


def test_a_paragraph_that_zoning_cuts_is_found_again_whatever_its_blanks():
    # The form of the Cour de cassation in bulk archives: bench and facts in one block of lines.
    text = (
        "COUR IMAGINAIRE\n\n"
        "La salariée a publié sur Facebook que son employeur était un escroc, " + "et pis, " * 40
        + "devant tous.\n Elle a été licenciée pour faute grave.\n"
        " Le dossier a été communiqué au procureur général.\n"
        " Sur le rapport de Mme Zéphirine Testenflûte, conseillère, et les conclusions de"
        " M. Inventé, avocat général, la cour, composée de M. Supposé, président, a délibéré.\n"
        " La salariée demande des dommages et intérêts.\n L'injure sur Facebook est publique."
    )  # fmt: skip
    answer = annotate_text({"text": text, "variety": "fr-FR"})
    proofs = [proof for issue in answer["issues"] for proof in issue["evidence"]]
    assert proofs
    assert all(text[each["start"] : each["end"]] == each["quote"] for each in proofs)
    told = json.dumps({**answer, "zones": []}, ensure_ascii=False)
    assert "Testenflûte" not in told
    assert "formation" in {zone["zone"] for zone in answer["zones"]}
