"""An owner's exported collection at an address, over synthetic links."""

from __future__ import annotations

from collections.abc import Mapping

from tests.crawler.wire_pages import Reply, validated

CANLII = "https://www.canlii.org/fr/qc/qccs/doc/2099/2099qccs99999/2099qccs99999.html"
EXPORT = f"""<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#"
 xmlns:pt="http://www.pearltrees.com/rdf/0.1/#"
 xmlns:dcterms="http://purl.org/dc/elements/1.1/">
<pt:Tree rdf:about="https://www.pearltrees.com/synth/medias/id1">
 <dcterms:title><![CDATA[Collection synthétique]]></dcterms:title><pt:privacy>0</pt:privacy>
</pt:Tree>
<pt:PagePearl rdf:about="https://www.pearltrees.com/synth/medias/id1?show=item,2">
 <dcterms:title><![CDATA[Un article synthétique & son lien]]></dcterms:title>
 <dcterms:identifier>https://example.invalid/synth</dcterms:identifier>
 <pt:parentTree rdf:resource="https://www.pearltrees.com/synth/medias/id1"/>
 <pt:leftPos>2</pt:leftPos><pt:rightPos>3</pt:rightPos>
</pt:PagePearl>
<pt:PagePearl rdf:about="https://www.pearltrees.com/synth/medias/id1?show=item,3">
 <dcterms:title><![CDATA[Synth c. Synth]]></dcterms:title>
 <dcterms:identifier>{CANLII}</dcterms:identifier>
 <pt:parentTree rdf:resource="https://www.pearltrees.com/synth/medias/id1"/>
 <pt:leftPos>4</pt:leftPos><pt:rightPos>5</pt:rightPos>
</pt:PagePearl>
</rdf:RDF>
"""


class PearltreesWire:
    """One file, whatever the path."""

    def answer(self, path: str, pairs: list[tuple[str, str]], headers: Mapping[str, str]) -> Reply:
        """Answer one request."""
        return validated((200, EXPORT.encode(), {"Content-Type": "application/rdf+xml"}), headers)
