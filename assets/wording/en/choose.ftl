# What the screens say before the card, and beside the way.

## Where in the visit

phase-choose = List
phase-identify = Card
phase-fill = Fill in
phase-sign = Sign
phase-done = Receipt

## Choose a service

welcome-other = Something else? Find it here
welcome-letters = A to Z
events-lead = Matters of several offices: one form, done at once.
letters-lead = Press the first letters of a word in its name.
letters-hint = Please press the letters below
search-hint = Please write with the keys below
office-matters = { $count ->
    [one] 1 matter
   *[other] { $count } matters
}
welcome-events = Life events
welcome-offices = By office
welcome-search = Search
welcome-progress = My cases
welcome-lists = Lists
welcome-resume = Go on
welcome-back = Back
welcome-type = A few words, or first letters of the pinyin
welcome-nothing = Nothing found. Please try other words, or ask the staff.
welcome-title = Hello, what can we do for you?
welcome-lead = Your ID card is enough to begin. You can go back at each step and end at any time.
welcome-starting = Getting ready, just a moment.
welcome-how-1 = Place your ID card
welcome-how-2 = Check and fill in
welcome-how-3 = Take your receipt
welcome-help = Not sure? Please ask our staff, or go to a window instead.

## Situation

situation-one = Touch one. If it was the wrong one, press "Back".
situation-count = Question { $number }
situation-many = You can choose several; then press "Next".

## The exact list, and all that is told with it

guide-print = Print list
guide-resumed = You go on where you were. What was ready still is.
guide-sample = A sample, to compare
guide-one-of = One of these { $count } is enough
guide-may-need-lead = The machine looks first; what it finds you need not show. If you have it, bring it.
guide-ready = Here already
guide-ready-scanned = photographed
guide-ready-shared = found in a register
guide-ready-earlier = photographed before
guide-ready-deferred = you bring it later
guide-ready-committed = your promise replaces it
guide-from-register = The machine looks it up: { $register }
guide-made = The machine makes it from your answers
guide-fetched = The office gets it
guide-never-lead = The rule: what an office can look up it may not ask of you.
guide-sub-matters-lead = { $count } matters; the offices work at the same time.
guide-stations-lead = The offices pass it on; you need not go there.
guide-done-after = { $days ->
    [0] done on the day it is handed in
    [one] done within 1 working day
   *[other] done within { $days } working days
}
before-title = Before and now
before-days = Days
before-trips = Trips
before-papers = Papers
before-now = { $before } → { $now }
guide-later = May come later: within { $days } working days
guide-exact = What to bring ({ $count })
guide-never = What nobody may ask of you
guide-may-need = Only if no register knows it
guide-commit = Without it: a signed promise can replace it
guide-unverified = to be confirmed by the hall
guide-phone-too = You can do this on your phone too, without coming.
guide-sub-matters = All of this at once
guide-stations = Where it goes
guide-guide-only = What cannot be done here
guide-faq = Questions often asked
guide-person = { $who }, with an own card
guide-stages = Steps
guide-start = Begin
guide-back = All services
guide-trips = Trips
guide-time = Time
guide-fee = Fee
guide-bring = What to bring
guide-bring-card = Your ID card
guide-bring-card-more = A social security card will do too
guide-bring-no-papers = No other papers
guide-if-needed = { $name } (only if needed)
guide-spared = You need not bring these, we prepare them
guide-conditions = Who can apply
guide-result = What you will get
guide-law = Rules and legal basis
guide-promised-time = Time promised: { $time }
guide-legal-time = Time set by law: { $time }
guide-who = Who decides, whom to call
guide-consult = Questions: { $number }
guide-complaint = Complaints: { $number }

## A condition is not met

refused-elsewhere = Another office does this
refused-not-met = This cannot be done yet
refused-lead = Nothing more to fill in. Why, and what else you can do, stands below.
refused-way = What you can do
refused-change = Change it
refused-end = I see, end
refused-rule = The rule says so
refused-ask = Please call the number below, or ask at the window.
refused-print = Print it
refused-condition = Not met: { $text }

## Privacy

privacy-title = How your data are used
privacy-lead = Please read, then agree and go on. If you do not agree, the window does the same for you.
privacy-privacy = What is done with your data
privacy-sensitive = Sensitive data: your consent apart
privacy-agree-sensitive = I agree to the use of these data
privacy-agree = Agree, go on
privacy-read-on = Read on
privacy-decline = Decline
privacy-declined = That is all right
privacy-declined-lead = Nothing stays on this machine. At the window the staff do the same for you.
privacy-again = Look again
privacy-end = End

## Where else

places = Places nearby
place-here = right here
place-metres = { $metres } m
place-kilometres = { $kilometres } km
place-open = open now, today { $hours }
place-shut = { $hours ->
    [none] closed today
   *[other] closed now, today { $hours }
}

## Going on with a case

resume-title = Go on with a case
resume-lead = Please hold the code of your notice, ticket or receipt to the code reader, or lay it under the camera.
resume-how = Torn or hard to read? You can begin anew, or go to the window.
resume-card = What you filled in opens only with the card that it was begun with. Nobody else can see it.
resume-not-opened = This code opens nothing
resume-then = What happens then
resume-open = What you chose, and the list of what to bring, is there again.
resume-again = Try again

## How far a case is

progress-title = Your cases
progress-lead = How far each of them is.
progress-none = There is no case of yours.
progress-done = Done
progress-state = State
progress-handed-in = Handed in
progress-promised = Promised for
progress-by = by { $date }
progress-wanted = Still wanted: { $names }
progress-supply = Supply it now
case-accepted = being handled
case-waiting_for_papers = waits for a paper of yours
case-finished = finished
case-terminated = ended
sub-case-waiting = not begun
sub-case-at_work = being handled
sub-case-finished = finished
progress-wait = One moment, please.
progress-and = , { "" }
progress-none-lead = Try the card that you used then; or ask at the window with your receipt.

## Lists

lists-title = Lists and guides
lists-lead = Anybody may read them; no card is needed.
lists-power = Power list
lists-responsibility = Responsibility list
lists-done = Done
lists-duty = { $time } · complaints { $phone }
lists-type = Kind
lists-authority = Office
lists-credit-code = Credit code
lists-level = Level
lists-basis = Legal basis
lists-flow = Steps
lists-flow-none = decided on the spot
lists-consult = Questions
lists-complaint = Complaints
lists-version = Version
lists-version-of = { $version }
lists-item-code = Item code
lists-take = Take it along
lists-complete = All { $count } matters that are done here
lists-power-lead = What the government may do. What is not on the list, it may not.
lists-responsibility-lead = What each office must do, how soon, and whom to call if it does not.
lists-nothing = Nothing found. Please try other words.
lists-search = Search
lists-time = Promised time
lists-effective = In force since
lists-cancelled = Planned to end
lists-doubt = Articles are to be confirmed by the hall.
lists-take-lead = Scan it with your phone and read on at home.

## Rating

rate-title = How was it?
rate-lead = You need not say. It changes nothing for your case.
rate-1 = Very satisfied
rate-2 = Satisfied
rate-3 = Fairly satisfied
rate-4 = Dissatisfied
rate-5 = Very dissatisfied
rate-send = Send
rate-skip = Skip
rate-tag-quick = Quick
rate-tag-clear = Clear
rate-tag-one_trip = No second trip
rate-tag-easy = Easy to use
rate-tag-slow = Too slow
rate-tag-unclear = Not clear
rate-tag-too_many_questions = Too many questions
rate-tag-too_many_papers = Too many papers
rate-tag-machine_trouble = Trouble with the machine
rate-tag-wrong_guide = Not as the guide said
rate-tags = Anything else? You need not choose.
rate-not-helper = You rate by yourself: a helper may not.
rate-helper-gone = The helper has gone, I rate
