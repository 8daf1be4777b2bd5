# Hints while aiming, and the reasons why a page was not taken: each asks for one thing.

hint-lay_paper = Lay your paper flat under the camera, written side up
hint-too_dark = Too dark. Please keep the lamp and the lens clear
hint-cut_off = Move the paper to the middle, so that all four corners show
hint-ready = Good. Please press “Take picture”
hint-camera_gone = No picture from the camera right now. Please wait a moment

refusal-no_page = No paper was seen. Lay it flat under the camera and take the picture again
refusal-cut_off = Part of the paper is missing. Move it to the middle, so that all four corners show
refusal-too_dark = The picture is too dark. Keep the lamp and the lens clear, then take it again
refusal-too_small = The paper is too small to be read well. Only A4 can be taken here: please hand it in at the window
refusal-glare = The lamp is reflected on the paper. Turn or flatten it, then take the picture again
refusal-blank = Nothing is written on this side. Turn the paper over
refusal-too_blurred = The picture is not sharp. Lay the paper flat, take your hand away, then take it again
