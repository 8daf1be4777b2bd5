# What the screens of a visit say. Short words, one thought a sentence.

## Around every screen

banner-simulated = SIMULATED DEVICES · FOR TESTS ONLY
header-kiosk = Kiosk { $id }
language-other = 中文
go-on = Next
back = Back
cancel = End visit
read-on = More below

## Over a screen

cancelling-title = End your visit?
cancelling-text = All that you typed and scanned will be erased. Nothing stays on this machine.
cancelling-paid = You have paid, and that counts. A window ticket is printed: go on with it at a window, or here on another day.
keep-going = Go on
end-visit = End and erase
end-visit-paid = Print and end
idle-title = Are you still there? { $seconds } s left
idle-text = To protect you, the visit ends by itself when nobody touches the screen. What you typed will be erased.
more-time = I need more time
trouble-title = Please note
dismiss = OK
read-again = Read again
busy-reading_card = Reading your card
busy-judging_page = Checking that this page is clear. Please do not move it
busy-handing_in = Handing in
busy-printing = Printing

## Facts of a service

trips = { $count ->
    [0] No trip needed
    [one] At most 1 trip
   *[other] At most { $count } trips
}
time = { $days ->
    [0] Done at once
    [one] 1 working day
   *[other] { $days } working days
}
fee-none = Free (¥0)
fee = ¥{ $amount }

## Identify

identify-title = Please place your ID card here
identify-lead = Flat on the card sign, and leave it there
identify-reading = Reading your card
identify-reading-lead = Please leave it there, it takes a moment
identify-away = The card reader is not working now
identify-away-lead = Please wait with your card. This page goes on by itself.
identify-trouble = That did not work
identify-resident = Resident ID card
identify-resident-more = Either side up
identify-social = Social security card
identify-social-more = If you do not have your ID card with you

## Form

form-title = Please check and fill in
form-lead = What your card says is there already. Touch what you want to change.
form-wanted = Touch here to fill in
form-empty = Not filled in
source-card = From your card
source-shared = From a register
source-earlier = From before
source-generated = Filled in for you
source-scan = From a scan
source-citizen = From you
field-done = Done
field-back = No change
field-clear = Clear
date-year = { $number }
date-month = { $number ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
date-day = Day { $number }

## Papers

materials-count = Paper { $number } of { $total }
materials-wait = Starting the camera, please wait
materials-accepted = { $count ->
    [one] Good, 1 page taken
   *[other] Good, { $count } pages taken
}
materials-tip-1 = One page at a time, flat
materials-tip-2 = All four corners in the picture, no hand over it
materials-tip-3 = The text is clear, with no glare
capture = Take picture
retake = Take it again
another = One more page

## Check

check-title = { $count ->
    [one] 1 thing is missing
   *[other] { $count } things are missing
}
check-clear = Everything is there
check-clear-lead = Look through it once more, then hand it in.
mend-first = Add the first

## Confirm

confirm-title = Please confirm what you hand in
confirm-matter = Your matter
confirm-name = Service
confirm-office = Office
confirm-form = What you filled in
confirm-papers = Papers
confirm-declaration-title = I declare
confirm-declaration = that all of this is true. By pressing "Hand in" I agree.
hand-in = Hand in

## Handing in

handing-in-title = Handing in
handing-in-lead = Please wait, do not leave. It takes a moment.

## Receipt on the screen

screen-received = Received by the office
screen-received-lead = Your case has reached the office.
screen-kept = Kept by this machine, not delivered yet
screen-kept-lead = The office cannot be reached now. This machine will deliver your case by itself. You need not come again.
screen-number = Case number
screen-number-kept = Provisional number (it leads to the real one)
screen-at = Handed in { $at }
screen-time-kept = Once delivered
screen-next = What happens next
screen-result = What you will get
screen-printing = Printing your receipt
screen-printing-lead = Please wait, it comes out below.
screen-printed = Please take your receipt
screen-printed-lead = It has your number and a code. You will need them to ask about your case.
screen-no-proof = The proof was not printed
screen-no-proof-lead = It has been issued and is not lost. Please show your number to our staff, they can print it.
screen-failed = The receipt was not printed
screen-photo = Please photograph the code and the number
screen-photo-lead = They are your receipt, as good as paper. You can also write down the number.
print-again = Print again

## Goodbye

goodbye-done = Done. Goodbye!
goodbye-ended = Your visit has ended
goodbye-notice = It is all on the paper. Goodbye!
goodbye-ticket = Please go on at the window
goodbye-card = Take your card
goodbye-receipt = Take your receipt
goodbye-paper = Take your paper
goodbye-wiped = Your data have been erased from this machine.
