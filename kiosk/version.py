"""Which issue of the program this is."""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("hall-kiosk")
except PackageNotFoundError:  # in the bundle, which carries no metadata
    VERSION = "0.1.0"
