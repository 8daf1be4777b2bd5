"""The control panel: a local web page, and an HTTP API, over a running test rig. For testers only."""

from devices.simulated.panel.server import Panel

__all__ = ["Panel"]
