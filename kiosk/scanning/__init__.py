"""From a camera frame to a legible page."""

import cv2

# A kiosk has two cores and the window needs one of them.
cv2.setNumThreads(1)
