# `kiosk report visits`: the figures for the hall. Nothing personal is in them.

report-days =
    { $count ->
        [one] { DATETIME($first, dateStyle: "long") } to { DATETIME($last, dateStyle: "long") }: one visit
       *[other] { DATETIME($first, dateStyle: "long") } to { DATETIME($last, dateStyle: "long") }: { $count } visits
    }
report-empty = The log has no visits.
report-no-log = There is no log at { $folder }.
report-unreadable =
    { $count ->
        [one] One line of the log cannot be read and is not counted.
       *[other] { $count } lines of the log cannot be read and are not counted.
    }

report-service = Service
report-total = All
report-not-taken-up = Wanted to go on, not opened
report-visits = Visits
report-count = { $count }
report-share = { $count } ({ $percent }%)
report-duration = { $minutes } min { $seconds } s

report-begun = New
report-resumed = Gone on
report-handed_in = Handed in
report-first_visit = On first visit
report-intercepted = Pre-check found
report-notice = With a notice
report-ticket = To a window
report-refused = Not eligible
report-gave_up = Gave up
report-helped = With a helper
report-satisfied = Satisfied
report-median = Median time

report-outcomes = What it came to
report-problems = What the pre-check found
report-conditions = Conditions that were not met
report-steps = Where people gave up
report-ratings = Ratings
report-condition = { $service }: { $text }

report-outcome-handed_in = Handed in
report-outcome-notice = Left with a one-time notice
report-outcome-ticket = Sent to a window with a ticket
report-outcome-refused = Does not meet a condition
report-outcome-looked_up = Looked up lists or progress only
report-outcome-gave_up = Gave up
report-outcome-turned_back = Went back to choose something else
report-outcome-broken_off = Broken off by the machine
report-outcome-no_end = Not ended, or the log does not say how

report-problem-not_our_competence = Another office's matter
report-problem-not_met = Condition not met
report-problem-missing = Not filled in
report-problem-too_short = Too short
report-problem-too_long = Too long
report-problem-too_few = Too few
report-problem-too_many = Too many
report-problem-malformed = Malformed
report-problem-out_of_range = Out of range
report-problem-forbidden_word = Word that may not be used
report-problem-contradicts = Contradiction
report-problem-missing_person = Somebody not present
report-problem-missing_material = Paper missing
report-problem-illegible = Illegible
report-problem-wrong_kind = Wrong paper
report-problem-expired = Expired
report-problem-unsigned = Not signed
report-problem-unpaid = Not paid

report-step-welcome = Welcome
report-step-lists = Lists
report-step-resume = Code of an earlier visit
report-step-situation = Questions
report-step-guide = Guide
report-step-refused = Condition not met
report-step-privacy = Privacy notice
report-step-identify = Card
report-step-progress = Progress
report-step-form = Form
report-step-materials = Papers
report-step-check = Check
report-step-sign = Signing
report-step-pay = Payment
report-step-delivery = Delivery
report-step-confirm = Confirm
report-step-hand_in = Handing in
report-step-receipt = Receipt
report-step-rate = Rating
report-step-leave = Leaving
report-step-goodbye = Goodbye

report-level-1 = Very satisfied
report-level-2 = Satisfied
report-level-3 = Fairly satisfied
report-level-4 = Dissatisfied
report-level-5 = Very dissatisfied
