"""The owner's collection, from both exports, and where each link is sent."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.addresses import canonical, same_page
from crawler.corpus import Corpus
from crawler.crawling import crawl
from crawler.errors import InvalidAddress
from crawler.importing import BadLine
from crawler.known_articles import KnownArticles
from crawler.model import Article, DecisionReference, Document
from crawler.pearltrees import LARGEST, import_pearls
from crawler.routing import route
from crawler.starter_collection import load_starter
from tests.crawler.crawl_runs import Runs
from tests.crawler.source_server import SourceServer

NOW = datetime(2026, 11, 22, tzinfo=UTC)
CANLII = "https://www.canlii.org/fr/qc/qccs/doc/2099/2099qccs99999/2099qccs99999.html"


def pearl(url: str, title: str, *, tree: int = 1, left: int = 1, kind: str = "PagePearl") -> str:
    return (
        f'<pt:{kind} rdf:about="https://www.pearltrees.com/synth/x/id{tree}?show=item,{left}">'
        f"<dcterms:title><![CDATA[{title}]]></dcterms:title>"
        + (f"<dcterms:identifier><![CDATA[{url}]]></dcterms:identifier>" if url else "")
        + f'<pt:parentTree rdf:resource="https://www.pearltrees.com/synth/x/id{tree}"/>'
        f"<pt:leftPos>{left}</pt:leftPos><pt:rightPos>{left + 1}</pt:rightPos></pt:{kind}>"
    )


def tree(number: int, title: str, *, privacy: str = "0", tag: str = "Tree") -> str:
    return (
        f'<pt:{tag} rdf:about="https://www.pearltrees.com/synth/x/id{number}">'
        f"<dcterms:title><![CDATA[{title}]]></dcterms:title><pt:treeId>{number}</pt:treeId>"
        f"<pt:lastUpdate>2011-03-14T19:00:12</pt:lastUpdate><pt:privacy>{privacy}</pt:privacy>"
        f"</pt:{tag}>"
    )


def ref(parent: int, child: int) -> str:
    return (
        f'<pt:RefPearl rdf:about="https://www.pearltrees.com/synth/x/id{parent}?show=item,9">'
        f'<rdfs:seeAlso rdf:resource="https://www.pearltrees.com/synth/other/id{child}"/>'
        f'<pt:parentTree rdf:resource="https://www.pearltrees.com/synth/x/id{parent}"/></pt:RefPearl>'
    )


def rdf(*parts: str, dc: str = "dcterms", pt: str = "http://www.pearltrees.com/rdf/0.1/#") -> bytes:
    body = "".join(parts).replace("dcterms:", f"{dc}:")
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#" '
        f'xmlns:pt="{pt}" xmlns:owl="http://www.w3.org/2002/07/owl#" '
        f'xmlns:{dc}="http://purl.org/dc/elements/1.1/">{body}</rdf:RDF>'
    ).encode()


def read(data: bytes, name: str = "export.rdf", **options) -> tuple[list[Document], list[BadLine]]:
    found = list(import_pearls(data, name=name, imported_at=NOW, **options))
    return (
        [one for one in found if not isinstance(one, BadLine)],
        [one for one in found if isinstance(one, BadLine)],
    )


def test_sub_collections_become_topics_and_the_outermost_does_not():
    data = rdf(
        tree(1, "Médias sociaux au travail"),
        tree(2, "Congédiements", tag="tree"),
        ref(1, 2),
        pearl("https://example.invalid/a", "À la racine", left=1),
        pearl("https://example.invalid/b", "Plus bas", tree=2, left=1),
    )
    documents, bad = read(data)
    assert bad == []
    assert [(one.title, one.topics) for one in documents if isinstance(one, Article)] == [
        ("À la racine", ()),
        ("Plus bas", ("Congédiements",)),
    ]


@pytest.mark.parametrize(
    ("dc", "pt"),
    [
        ("dcterms", "http://www.pearltrees.com/rdf/0.1/#"),
        ("dc", "http://www.pearltrees.com/rdf/0.1/#"),
        ("ns0", "https://www.pearltrees.com/rdf/0.1/#"),
    ],
)
def test_prefixes_and_the_scheme_of_the_namespace_make_no_difference(dc: str, pt: str):
    documents, _ = read(rdf(tree(1, "R"), pearl("https://example.invalid/a", "A"), dc=dc, pt=pt))
    assert [one.title for one in documents] == ["A"]


def test_an_old_export_has_its_addresses_in_same_as():
    old = pearl("", "Ancien lien").replace(
        "<pt:leftPos>", '<owl:sameAs rdf:resource="http://example.invalid/old"/><pt:leftPos>'
    )
    documents, bad = read(rdf(tree(1, "R"), old))
    assert bad == []
    assert documents[0].provenances[0].url == "https://example.invalid/old"


def test_links_come_in_the_order_of_the_collection_with_section_and_note():
    note = (
        '<pt:Note><pt:parentPearl rdf:resource="https://www.pearltrees.com/synth/x/id1?show=item,7"/>'
        "<pt:noteText><![CDATA[Remarque de la personne]]></pt:noteText></pt:Note>"
    )
    data = rdf(
        tree(1, "R"),
        pearl("https://example.invalid/late", "Deuxième titre", left=7),
        pearl("", "Jurisprudence", left=5, kind="SectionPearl"),
        pearl("https://example.invalid/early", "Premier titre", left=3),
        note,
    )
    documents, _ = read(data)
    assert [one.title for one in documents] == ["Premier titre", "Deuxième titre"]
    assert [one.topics for one in documents if isinstance(one, Article)] == [(), ("Jurisprudence",)]
    assert documents[1].texts[0].headnote == "Remarque de la personne"


def test_one_address_in_two_collections_is_one_document_with_both_topics():
    data = rdf(
        tree(1, "R"), tree(2, "Un"), tree(3, "Deux"), ref(1, 2), ref(1, 3),
        pearl("http://www.example.invalid/a/?utm_source=x#y", "A", tree=2),
        pearl("https://example.invalid/a", "A", tree=3),
    )  # fmt: skip
    documents, _ = read(data)
    assert [one.topics for one in documents if isinstance(one, Article)] == [("Un", "Deux")]


def test_collections_that_hold_each_other_end():
    documents, _ = read(
        rdf(tree(1, "Un"), tree(2, "Deux"), ref(1, 2), ref(2, 1),
            pearl("https://example.invalid/a", "A", tree=2))
    )  # fmt: skip
    assert len(documents) == 1


def test_a_private_collection_is_left_out_and_named():
    documents, bad = read(
        rdf(tree(1, "R"), tree(2, "Privé", privacy="1"), tree(3, "Dessous"), ref(1, 2), ref(2, 3),
            pearl("https://example.invalid/a", "A", tree=2),
            pearl("https://example.invalid/b", "B", tree=3))
    )  # fmt: skip
    assert documents == []
    assert ["Privé" in one.reason for one in bad] == [True]


def test_links_without_address_or_to_pearltrees_itself_are_listed():
    documents, bad = read(
        rdf(tree(1, "R"), pearl("", "Une note"), pearl("javascript:alert(1)", "Script"),
            pearl("https://www.pearltrees.com/synth/item12", "Fichier"),
            pearl("https://example.invalid/a", "Bon"))
    )  # fmt: skip
    assert [one.title for one in documents] == ["Bon"]
    assert len(bad) == 3


@pytest.mark.parametrize(
    "data",
    [
        b"", b"not xml", b"<a/>", b"\x00\x01",
        b'<!DOCTYPE r [<!ENTITY a "aaaa">]><r>&a;</r>',
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "a">]><r/>'.encode("utf-16"),
        b'<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>',
    ],
)  # fmt: skip
def test_a_file_that_is_no_export_or_declares_entities_is_one_fault(data: bytes):
    documents, bad = read(data)
    assert documents == []
    assert len(bad) == 1


def test_an_export_that_breaks_off_is_kept_up_to_there_and_says_so():
    whole = rdf(tree(1, "R"), pearl("https://example.invalid/a", "A"),
                pearl("https://example.invalid/b", "B"))  # fmt: skip
    documents, bad = read(whole[:-90])
    assert "A" in [one.title for one in documents]
    assert "broken" in bad[0].reason


def test_a_file_above_the_limit_is_refused_unread(tmp_path: Path):
    path = tmp_path / "big.rdf"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    (bad,) = list(import_pearls(path, name=path.name, imported_at=NOW))
    assert isinstance(bad, BadLine)
    assert "64 MB" in bad.reason


BOOKMARKS = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE><H1>Bookmarks</H1>
<DL><p><DT><H3 ADD_DATE="1300000000">Médias sociaux au travail</H3>
<DL><p>
<DT><A HREF="https://example.invalid/root" ADD_DATE="1" TARGET="_BLANK">À la &amp; racine</A>
<DT><H3 ADD_DATE="1">Patrons</H3><DL><p>
<DT><A HREF="https://example.invalid/boss" TARGET="_BLANK">Mon patron</A>
<DD>Une remarque
<DT><A HREF="https://www.pearltrees.com/synth/other/id5">Un alias</A>
</DL><p>
<DT><A HREF="CANLII" TARGET="_BLANK">Synth c. Synth</A>
</DL><p></DL><p>
""".replace("CANLII", CANLII)


def test_a_bookmark_file_gives_links_topics_and_notes_and_passes_over_aliases():
    documents, bad = read(BOOKMARKS.encode(), "pearltrees_export.html")
    assert bad == []
    assert [one.title for one in documents] == ["À la & racine", "Mon patron", "Synth c. Synth"]
    first, second, third = documents
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.topics, second.topics) == ((), ("Patrons",))
    assert second.texts[0].headnote == "Une remarque"
    assert isinstance(third, DecisionReference)


def test_bytes_that_are_not_utf_8_do_not_stop_a_bookmark_file():
    documents, _ = read(BOOKMARKS.encode("latin-1"), "x.html")
    assert len(documents) == 3


@pytest.mark.parametrize(
    ("address", "source", "names", "court"),
    [
        (CANLII, "canlii", "2099 QCCS 99999", "qccs"),
        ("http://canlii.ca/t/zzzzz", "canlii", "", ""),
        ("https://www.canlii.org/en/on/onla/doc/2099/2099canlii999999/2099canlii999999.html?x=1",
         "canlii", "2099 CanLII 999999", "onla"),
        ("https://www.courdecassation.fr/decision/FFFFFFFFFFFFFFFFFFFFFFFF?search=1", "judilibre",
         "ffffffffffffffffffffffff", ""),
        ("https://www.legifrance.gouv.fr/juri/id/JURITEXT999999999999?x", "legifrance",
         "JURITEXT999999999999", ""),
        ("http://legifrance.gouv.fr/affichJuriJudi.do?oldAction=x&idTexte=JURITEXT999999999999",
         "legifrance", "JURITEXT999999999999", ""),
        ("https://www.legifrance.gouv.fr/ceta/id/CETATEXT999999999999", "legifrance",
         "CETATEXT999999999999", ""),
        ("https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI999999999999", "", "", ""),
        ("https://citoyens.soquij.qc.ca/php/decision.php?ID=0123456789ABCDEF0123456789ABCDEF",
         "soquij", "", ""),
        ("https://citoyens.soquij.qc.ca/ID=0123456789ABCDEF0123456789ABCDEF", "soquij", "", ""),
        ("https://soquij.qc.ca/portail/AZ-99999999", "soquij", "AZ-99999999", ""),
        ("https://decisions.fct-cf.gc.ca/fc-cf/decisions/en/item/999999/index.do",
         "decisia", "", "fc"),
        ("https://example.invalid/canlii.org/en/qc/qccs/doc/2099/2099qccs1/", "", "", ""),
        ("https://canlii.org.example.invalid/fr/qc/qccs/doc/2099/2099qccs1/1.html", "", "", ""),
        ("https://www.carrefourrh.org/ressources/x", "", "", ""),
    ],
)  # fmt: skip
def test_an_address_is_routed_by_what_it_says(address: str, source: str, names: str, court: str):
    found = route(address)
    assert (found.source, found.court) == (source, court)
    assert (str(found.identifiers[0]) if found.identifiers else "") == names


def test_an_old_host_leads_to_the_present_one():
    moved = route("http://www.carrefourrh.org/ressources/relations-travail/2015/03/synth")
    assert moved.url == "https://ordrecrha.org/ressources/relations-travail/2015/03/synth"
    documents, _ = read(
        rdf(tree(1, "R"), pearl("http://www.carrefourrh.org/ressources/a", "Un titre d'article"))
    )
    assert isinstance(documents[0], Article)
    assert documents[0].publisher == "Ordre des CRHA"


def test_a_french_decision_without_court_gets_no_canadian_id():
    url = "https://www.courdecassation.fr/decision/ffffffffffffffffffffffff"
    (document,), _ = read(rdf(tree(1, "R"), pearl(url, "Une décision synthétique")))
    assert isinstance(document, DecisionReference)
    assert document.id.startswith("fr-x-")
    assert (document.jurisdiction, document.court) == ("FR", "x")


def test_no_text_is_said_to_be_stored_and_every_document_has_its_address():
    for document in read(BOOKMARKS.encode(), "x.html")[0]:
        (provenance,) = document.provenances
        assert provenance.source == "pearltrees"
        assert not provenance.fulltext_allowed
        assert provenance.url is not None
        assert provenance.retrieved_at == NOW
        assert not any(text.paragraphs for text in document.texts)


def test_an_entry_of_the_starter_collection_gets_its_address_and_keeps_id_and_facts(tmp_path: Path):
    data = rdf(
        tree(1, "R"), pearl("https://example.invalid/p", "AJOUTER SON PATRON SUR FACEBOOK !")
    )
    with Corpus.open(f"sqlite:///{tmp_path}/c.db") as corpus:
        corpus.put_many((one, ()) for one in load_starter())
        before = corpus.count()
        known = KnownArticles.read(corpus)
        documents, _ = read(data, known=known)
        corpus.put_many((one, ()) for one in documents)
        found = corpus.get("art-x-ajouter-son-patron-sur-facebook")
        assert corpus.count() == before
        assert found is not None
        assert "https://example.invalid/p" in [one.url for one in found.provenances]
        assert [fact.value for fact in found.curated] == ["privacy_expectation"]
        sequence = corpus.sequence()
        again, _ = read(data, known=KnownArticles.read(corpus))
        corpus.put_many((one, ()) for one in again)
        assert corpus.sequence() == sequence


def test_two_pages_of_one_title_stay_two():
    documents, _ = read(
        rdf(tree(1, "R"), pearl("https://example.invalid/a", "Le même titre"),
            pearl("https://example.invalid/b", "Le même titre"))
    )  # fmt: skip
    assert [one.id for one in documents] == ["art-x-le-meme-titre", "art-x-le-meme-titre-2"]


@pytest.mark.parametrize(
    "address", ["", "x", "ftp://a.invalid/", "https://", "http://[", "https://localhost/",
                "data:,x", "https://a.invalid:99999/", "https://" + "a" * 3000 + ".invalid"]
)  # fmt: skip
def test_what_is_no_web_address_is_refused(address: str):
    with pytest.raises(InvalidAddress):
        canonical(address)


@given(st.text(max_size=300))
def test_any_text_has_a_spelling_of_its_own_or_is_refused(text: str):
    try:
        once = canonical(f"https://example.invalid/{text}")
    except InvalidAddress:
        return
    assert canonical(once) == once
    assert same_page(once) == same_page(canonical(once))


@given(st.binary(max_size=400))
def test_no_bytes_make_the_import_fail(data: bytes):
    for name in ("x.rdf", "x.html"):
        read(data, name)
        read(b"<!DOCTYPE NETSCAPE-Bookmark-file-1><DL>" + data, name)


def test_an_export_at_an_address_is_crawled_once_and_the_site_itself_never(tmp_path: Path):
    with SourceServer() as server:
        runs = Runs(server, tmp_path / "data")
        first = runs.crawl("pearltrees")
        assert (first.new, first.errors, first.stopped) == (2, (), "")
        second = runs.crawl("pearltrees")
        assert (second.new, second.changed, second.errors) == (0, 0, ())
        with runs.corpus() as corpus:
            assert corpus.sequence() == 2
            assert corpus.resolve("2099 QCCS 99999") == ("ca-qccs-2099-99999",)
    untold = crawl("pearltrees", corpus_url=runs.corpus_url, data_dir=runs.data)
    assert (untold.requests, untold.errors) == (0, ())
