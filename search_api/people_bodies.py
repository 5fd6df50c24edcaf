"""What is asked and answered where people correct and report tags."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from search_api.correcting import LONGEST_NAME, LONGEST_NOTE
from search_api.responses import Body


class CorrectionAsked(Body):
    """A person's word on an issue tag."""

    action: Literal["verify", "reject", "add"]
    issue: str = Field(max_length=80)
    note: str = Field("", max_length=LONGEST_NOTE)
    by: str = Field("", max_length=LONGEST_NAME, description="Name or initials; never published.")


class CorrectionBody(Body):
    """What a person's check came to."""

    id: str
    issue: str
    action: Literal["verify", "reject", "add"]
    changed: bool = Field(description="False when the last word on this tag was the same.")


class ReportAsked(Body):
    """A reader's word on an issue tag."""

    issue: str = Field(max_length=80)
    claim: Literal["wrong", "missing"] = "wrong"
    remark: str = Field("", max_length=LONGEST_NOTE, description="No personal data, please.")


class ReportBody(Body):
    """A report as it was taken."""

    id: str
    issue: str
    claim: Literal["wrong", "missing"]
    state: Literal["waiting"]
