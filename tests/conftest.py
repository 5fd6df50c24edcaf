"""Fixtures that every test may use, and the wall that keeps tests off the network."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket

import pytest
from hypothesis import HealthCheck, settings

_quiet = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("dev", max_examples=60, deadline=None, suppress_health_check=_quiet)
settings.register_profile(
    "ci", max_examples=200, deadline=None, derandomize=True, suppress_health_check=_quiet
)
settings.register_profile("long", max_examples=10_000, deadline=None, suppress_health_check=_quiet)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

_connect = socket.socket.connect


def _loopback_only(self: socket.socket, address: object) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple):
        host = str(address[0])
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise AssertionError(f"A test tried to reach {host}: tests stay on this machine.")
    _connect(self, address)  # type: ignore[arg-type]


@pytest.fixture(autouse=True, scope="session")
def _no_network():
    """Refuse every connection but loopback, so that no test can depend on a live site."""
    socket.socket.connect = _loopback_only  # type: ignore[method-assign,assignment]
    yield
    socket.socket.connect = _connect  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser. In CI its absence is a failure, elsewhere a message says what to do."""
    found = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if found is None:
        pytest.fail("No Chromium found. On Debian: apt-get install chromium")
    return found
