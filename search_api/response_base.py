"""What every body of the API is made of."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Language = Literal["en", "fr"]


class Body(BaseModel):
    """Base of every body: unknown keys are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Labelled(Body):
    """A vocabulary id with its label."""

    value: str
    label: str
