"""The demo could not do what it promises."""

from __future__ import annotations


class DemoFailed(Exception):
    """The text says where it stopped."""
