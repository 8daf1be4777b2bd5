"""Where the bundle begins."""

from kiosk.__main__ import main

main()
