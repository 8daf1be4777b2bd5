# Hints while aiming: each asks for one thing. Why a page was not taken stands in errors.ftl.

hint-lay_paper = Lay your paper flat under the camera, written side up
hint-too_dark = Too dark. Please keep the lamp and the lens clear
hint-cut_off = Move the paper to the middle, so that all four corners show
hint-ready = Good. Please press "Take picture"
hint-camera_gone = No picture from the camera right now. Please wait a moment

