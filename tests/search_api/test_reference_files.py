"""Reference files against golden files, and pinpoints."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from search_api.errors import InvalidParameter
from search_api.reference_files import FILE_FORMATS, bibtex, csl, pinpointed, ris
from search_api.responses import DocumentBody, ParagraphBody, TextBody

GOLDEN = Path(__file__).parent / "golden"
DOCUMENTS = {
    "canada": "ca-qccs-2018-4374",
    "france": "fr-cass-soc-2018-09-12-16-11690",
    "article": "art-x-creer-utiliser-et-supprimer-un-compte-facebook",
}


@pytest.mark.parametrize("form", FILE_FORMATS)
@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", list(DOCUMENTS))
def test_a_file_is_the_golden_one_to_the_letter(api, name: str, lang: str, form: str):
    answer = api.get(f"/api/v1/documents/{DOCUMENTS[name]}/cite?format={form}&lang={lang}")
    assert answer.status_code == 200
    assert answer.content == (GOLDEN / f"{name}-{lang}.{form}").read_bytes()


def body_of(api, name: str) -> DocumentBody:
    answer = api.get(f"/api/v1/documents/{DOCUMENTS[name]}?lang=en")
    return DocumentBody.model_validate_json(answer.content)


def with_text(body: DocumentBody, *paragraphs: tuple[str, str | None]) -> DocumentBody:
    """The body with a text of the court in these paragraphs: anchor and number."""
    made = [
        ParagraphBody(anchor=anchor, number=number, zone="", zone_label="", text="x", spans=[])
        for anchor, number in paragraphs
    ]
    text = TextBody(language="en", title="", headnote="", editorial=False, paragraphs=made)
    return body.model_copy(update={"texts": [text]})


def test_a_pinpoint_is_written_as_each_style_does(api):
    body = with_text(body_of(api, "canada"), ("par34", "34")).model_copy(
        update={"citations": {"mcgill_en": "A v B, 2099 XXTEST 1", "mcgill_fr": "A c B"}}
    )
    assert pinpointed(body, "par34", language="fr") == {
        "mcgill_en": "A v B, 2099 XXTEST 1 at para 34",
        "mcgill_fr": "A c B au para 34",
    }


def test_a_number_of_ours_is_never_said_to_be_the_courts(api):
    body = with_text(body_of(api, "france"), ("p7", None))
    body = body.model_copy(update={"citations": {"france": "Cass. soc.", "ecli": "ECLI:ZZ"}})
    assert pinpointed(body, "p7", language="en") == {
        "france": "Cass. soc., § 7 (jurisocial’s numbering)",
        "ecli": "ECLI:ZZ",
    }


def test_a_paragraph_may_be_named_by_its_number(api):
    body = with_text(body_of(api, "canada"), ("par34", "34"))
    assert pinpointed(body, "34", language="en") == pinpointed(body, "par34", language="en")


def test_a_paragraph_that_is_not_there_is_not_cited(api):
    body = with_text(body_of(api, "canada"), ("par34", "34"))
    with pytest.raises(InvalidParameter):
        pinpointed(body, "par35", language="en")
    answer = api.get(f"/api/v1/documents/{DOCUMENTS['canada']}/cite?paragraph=par999")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("date", "da", "bib", "parts"),
    [
        ("2018-09-12", "2018/09/12/", "2018-09-12", [2018, 9, 12]),
        ("2018-09", "2018/09//", "2018-09", [2018, 9]),
        ("2018", "2018///", "2018", [2018]),
        ("", None, None, None),
    ],
)
def test_a_date_is_written_as_far_as_it_is_known(api, date, da, bib, parts):
    body = body_of(api, "canada").model_copy(update={"date": date})
    said = re.search(r"DA {2}- (\S+)", ris(body))
    assert (said and said.group(1)) == da
    written = re.search(r"  date = {(\S+)}", bibtex(body))
    assert (written and written.group(1)) == bib
    issued = json.loads(csl(body))[0].get("issued")
    assert (issued and issued["date-parts"][0]) == parts


def test_signs_of_tex_and_line_ends_are_made_harmless(api):
    body = body_of(api, "canada").model_copy(update={"title": "A & B_{1}\nER  - \\x 50%"})
    assert r"A \& B\_\{1\} ER - \textbackslash{}x 50\%" in bibtex(body)
    assert ris(body).count("\r\nER  -") == 1


def test_another_id_leads_to_the_one_in_use_and_a_wrong_format_is_refused(api):
    assert api.get("/api/v1/documents/2018 QCCS 4374/cite").status_code == 308
    assert api.get(f"/api/v1/documents/{DOCUMENTS['canada']}/cite?format=pdf").status_code == 400
    assert api.get(f"/api/v1/documents/{DOCUMENTS['canada']}/cite?colour=1").status_code == 400
