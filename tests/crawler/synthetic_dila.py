"""Synthetic files of DILA's bases: invented facts, numbers and ids that cannot exist."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Iterable
from datetime import date, timedelta

FULL = "20250713-140000"
PLATFORMS = ("Facebook", "LinkedIn", "WhatsApp")


def judi_id(n: int) -> str:
    return f"JURITEXT9999{n:08d}"


def day_of(n: int) -> date:
    return date(2015, 3, 4) + timedelta(days=37 * (n % 90))


def judi_text(n: int, *, words: str = "") -> str:
    """The lines of a decision, joined as DILA joins them."""
    lines = [
        "SOC.", "", "COUR DE CASSATION", "______________________", "",
        "Audience publique synthétique", "",
        f"Mme ZZPRESIDENT{n}, président", "",
        f"Arrêt n° {n} FS-B", "",
        "LA COUR DE CASSATION, CHAMBRE SOCIALE, a rendu cet arrêt synthétique, inventé :",
        "", "Faits et procédure", "",
        f"1. Le salarié synthétique {n} a publié sur {PLATFORMS[n % 3]} un message. {words}", "",
        "Réponse de la Cour", "",
        f"2. Le contrat de travail synthétique veut la loyauté ; le mot unique est zzdila{n}.", "",
        "PAR CES MOTIFS, la Cour :", "", f"REJETTE le pourvoi synthétique {n}.",
    ]  # fmt: skip
    return "<br/>\n".join(lines)


def judi_xml(
    n: int,
    *,
    text: str | None = None,
    numbers: Iterable[str] | None = None,
    ecli: str | None = None,
    day: str | None = None,
    formation: str = "CHAMBRE_SOCIALE",
    court: str = "Cour de cassation",
    published: str = "oui",
    extra: str = "",
) -> bytes:
    """Give a file of CASS, INCA or CAPP."""
    cases = "".join(
        f"<NUMERO_AFFAIRE>{number}</NUMERO_AFFAIRE>" for number in numbers or [f"99-97{n:03d}"]
    )
    ecli = f"ECLI:FR:CCASS:2099:SO9{n:04d}" if ecli is None else ecli
    when = day or day_of(n).isoformat()
    body = judi_text(n) if text is None else text
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<TEXTE_JURI_JUDI>
<META>
<META_COMMUN>
<ID>{judi_id(n)}</ID>
<ANCIEN_ID/>
<ORIGINE>JURI</ORIGINE>
<URL>texte/juri/judi/JURI/TEXT/99/99/{judi_id(n)}.xml</URL>
<NATURE>ARRET</NATURE>
</META_COMMUN>
<META_SPEC>
<META_JURI>
<TITRE>Décision synthétique {n}, {court}, Publié au bulletin</TITRE>
<DATE_DEC>{when}</DATE_DEC>
<JURIDICTION>{court}</JURIDICTION>
<NUMERO>9990{n:04d}</NUMERO>
<SOLUTION>Rejet</SOLUTION>
</META_JURI>
<META_JURI_JUDI>
<NUMEROS_AFFAIRES>{cases}</NUMEROS_AFFAIRES>
<PUBLI_BULL publie="{published}"/>
<FORMATION>{formation}</FORMATION>
<FORM_DEC_ATT>Cour d'appel de Versailles, 2014-01-15</FORM_DEC_ATT>
<DATE_DEC_ATT>2014-01-15</DATE_DEC_ATT>
<SIEGE_APPEL>VERSAILLES</SIEGE_APPEL>
<JURI_PREM/>
<LIEU_PREM/>
<DEMANDEUR>M. ZZDEMANDEUR</DEMANDEUR>
<DEFENDEUR/>
<PRESIDENT>Mme ZZPRESIDENT{n}</PRESIDENT>
<AVOCAT_GL>M. ZZAVOCATGENERAL</AVOCAT_GL>
<AVOCATS>SCP ZZAVOCATS</AVOCATS>
<RAPPORTEUR>M. ZZRAPPORTEUR</RAPPORTEUR>
<ECLI>{ecli}</ECLI>
</META_JURI_JUDI>
</META_SPEC>
</META>
<TEXTE>
<BLOC_TEXTUEL><CONTENU>{body}</CONTENU></BLOC_TEXTUEL>
<SOMMAIRE>
<SCT ID="8" TYPE="REFERENCE">RESEAUX SYNTHETIQUES</SCT>
<SCT ID="7" TYPE="PRINCIPAL">CONTRAT DE TRAVAIL, EXECUTION - Essai synthétique {n}</SCT>
<ANA ID="9">Sommaire synthétique {n}.</ANA>
</SOMMAIRE>
<CITATION_JP><CONTENU>À rapprocher : décision synthétique, pourvoi n° 99-98.765<br/>
</CONTENU></CITATION_JP>
</TEXTE>
<LIENS>
<LIEN cidtexte="" id="LEGIARTI999" naturetexte="CODE" sens="source"
typelien="CITATION">Article L. 9999-1 du code du travail synthétique</LIEN></LIENS>
{extra}
</TEXTE_JURI_JUDI>
""".encode()


def admin_xml(n: int, *, court: str = "Cour administrative d'appel de Paris") -> bytes:
    """Give a file of JADE."""
    council = court.startswith("Conseil")
    number = f"9990{n:02d}" if council else f"99PA{90000 + n}"
    day = day_of(n)
    ecli = f"<ECLI>ECLI:FR:CECHR:2099:{number}.{day:%Y%m%d}</ECLI>" if council else "<ECLI/>"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<TEXTE_JURI_ADMIN><META><META_COMMUN><ID>CETATEXT9999{n:08d}</ID><ORIGINE>CETAT</ORIGINE>
<NATURE>Texte</NATURE></META_COMMUN><META_SPEC><META_JURI>
<TITRE>Décision synthétique {n}, {court}, Inédit au recueil Lebon</TITRE>
<DATE_DEC>{day}</DATE_DEC><JURIDICTION>{court}</JURIDICTION><NUMERO>{number}</NUMERO>
<SOLUTION>Rejet</SOLUTION></META_JURI><META_JURI_ADMIN><FORMATION>9ème chambre</FORMATION>
<TYPE_REC>Excès de pouvoir</TYPE_REC><PUBLI_RECUEIL>C</PUBLI_RECUEIL>
<PRESIDENT>M. ZZPRESIDENT{n}</PRESIDENT><RAPPORTEUR>Mme ZZRAPPORTEUR</RAPPORTEUR>
<COMMISSAIRE_GVT>M. ZZCOMMISSAIRE</COMMISSAIRE_GVT>{ecli}</META_JURI_ADMIN></META_SPEC></META>
<TEXTE><BLOC_TEXTUEL><CONTENU>Vu la procédure suivante :<br/><br/>Un fonctionnaire synthétique {n}
a publié sur Facebook des propos contraires au devoir de réserve.<br/><br/>Considérant ce qui suit :
<br/><br/>1. Le mot unique de cette décision synthétique est zzjade{n}.<br/><br/>DECIDE :<br/><br/>
Article 1er : La requête synthétique {n} est rejetée.<br/><br/>Le président,<br/><br/>
M. ZZPRESIDENT{n}</CONTENU></BLOC_TEXTUEL></TEXTE><LIENS/></TEXTE_JURI_ADMIN>
""".encode()


def cnil_xml(n: int) -> bytes:
    """Give a file of CNIL."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<TEXTE_CNIL><META><META_COMMUN><ID>CNILTEXT9999{n:08d}</ID><ORIGINE>CNIL</ORIGINE>
<NATURE>DELIBERATION</NATURE></META_COMMUN><META_SPEC><META_CNIL>
<TITRE>Délibération synthétique</TITRE>
<TITREFULL>Délibération synthétique SAN-2099-{n:03d} sur une surveillance de salariés</TITREFULL>
<NUMERO>SAN-2099-{n:03d}</NUMERO><NATURE_DELIB>Sanction</NATURE_DELIB>
<DATE_TEXTE>{day_of(n)}</DATE_TEXTE><DATE_PUBLI>2999-01-01</DATE_PUBLI>
<ETAT_JURIDIQUE>VIGUEUR</ETAT_JURIDIQUE></META_CNIL></META_SPEC></META>
<TEXTE><BLOC_TEXTUEL><CONTENU><p>La formation restreinte synthétique,</p><p>Un employeur inventé
lisait les réseaux sociaux de ses salariés ; le mot unique est zzcnil{n}.</p></CONTENU>
</BLOC_TEXTUEL></TEXTE></TEXTE_CNIL>
""".encode()


def path_in_full(base: str, name: str) -> str:
    """Give where the full archive of a base has a file."""
    kind = "admin" if name.startswith("CETA") else "cnil" if name.startswith("CNIL") else "juri"
    digits = "/".join(name[8 + i : 10 + i] for i in range(0, 10, 2))
    return f"{kind}/{base.lower()}/global/{name[:4]}/TEXT/{digits}/{name}.xml"


def tar_gz(members: Iterable[tuple[str, bytes] | tarfile.TarInfo]) -> bytes:
    """Pack members, the same bytes each time; a bare header is a link, device or folder."""
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, compresslevel=1) as zipped,
        tarfile.open(fileobj=zipped, mode="w|", format=tarfile.GNU_FORMAT) as tar,
    ):
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                tar.addfile(member)
            else:
                header = tarfile.TarInfo(member[0])
                header.size = len(member[1])
                tar.addfile(header, io.BytesIO(member[1]))
    return packed.getvalue()
