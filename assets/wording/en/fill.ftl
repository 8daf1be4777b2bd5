# What the screens say that a citizen fills in, from the card to the receipt. Short words, one thought a sentence.

## Form

form-fill = Go on ({ $count } open)
form-register-miss = Not found in the { $name }: please fill it in.
form-register-down = No answer from the { $name } now: please fill it in.
form-register-contradicts = The { $name } names another person than your card, so it was not used: please fill it in.
source-register = from: { $name }
field-on = Next
field-yuan = { $amount } yuan
field-day = { $year } - { $month } - { $day }
field-no-options = Nothing was found to choose from. Please check what you answered before, or ask the staff.
region-first = First province, city and county, then street and number.
region-type = I would rather type all of it
region-choose = Choose the region again
record-place = { $name } · { $number } of { $total }
record-limits = { $low ->
    [0] { $high } at most
   *[other] { $low } at least, { $high } at most
}
record-without = There is none
record-add = Add another
record-change = Change
record-remove = Remove
record-keep = Keep
record-really = Remove this one?

## Identify

identify-read = Read: { $who } ({ $name })
identify-tip-other = Try the other card: identity card or social security card
identify-travel = Passport, travel permits of Hong Kong, Macao and Taiwan
identify-travel-more = Not possible at this machine yet: please go to the counter
identify-ticket = Print a ticket for the counter
identify-again = Try again
identify-phone = Confirm by phone
identify-phone-more = Open the service app and type its six digits here
identify-phone-title = The six digits on your phone
identify-phone-lead = In the service app: "identity code".
identify-look = Ask a staff member to look
identify-look-more = They look at you and your card, then lay down a card of their own
identify-staff = Staff: please lay down your card
identify-staff-lead = First take the citizen's card away.
identify-staff-pin-lead = Only after looking at the person and the card.
identify-window = Do it at the counter
identify-window-more = With a ticket; an appointment is possible too

## Papers

materials-sample = Example
materials-one-of = One of these is enough: { $names }.
materials-defer = Bring it later
materials-commit = Promise instead
materials-fetch = Let the office fetch it
materials-absent = Not with me
materials-skip = Leave it out
materials-deferred-title = Bring this one later?
materials-deferred-due = Please bring it by { $due }.
materials-deferred-text = The case is taken in now. If it does not come in time, the case is returned and has to begin anew. Any of these machines takes it, and so does the counter.
materials-deferred-agree = I will bring it
materials-deferred-given = This one comes later
materials-committed-title = Promise instead of this one?
materials-committed-text = If a promise turns out untrue, the result is revoked, and it goes on the credit record.
materials-committed-agree = I promise
materials-committed-given = Your promise replaces this one
materials-committed-sign = You will sign the promise later on.
materials-fetch-title = Let the office fetch this one?
materials-fetch-text = The register does not answer now. Without the paper the case is taken in all the same. The office looks it up itself and only then goes on.
materials-fetch-agree = Yes, fetch it
materials-fetch-given = The office fetches this one
materials-take-back = Photograph it now
materials-wrong = This one will not do yet

## Check

check-notice = Not all with you? Print the list and come again
check-notice-lead = It says all that is missing. Nothing you typed or photographed is lost: its code goes on from here.
check-condition = Conditions
check-role = Who must be here
check-field = Your answers
check-material = Papers
check-rule = Rule: { $rule }
check-standard = Wanted: { $rule }
check-mend-condition = Read why
check-mend-role = Read card
check-mend-field = Correct
check-mend-material = Supply

## Sign

sign-count = { $number } of { $total }
sign-you = you
sign-who = Please sign here: { $who }
sign-read = { $count ->
    [0] Read on
    [one] Read on (1 page)
   *[other] Read on ({ $count } pages)
}
sign-agree = Read, and right
sign-done = Signed
sign-clear = Again
sign-too-little = That is too little. Please write your whole name.
sign-not-helper = Signing is for the person alone: a helper may not. End the help first.

## Delivery

delivery-title = How the result comes to you
delivery-lead = Choose what suits you.
delivery-download = Download to your phone
delivery-download-more = A message comes when it is ready. The code on the receipt opens it. It counts like paper.
delivery-mail = By mail to your home
delivery-mail-more = Sent when it is ready.
delivery-locker = From the locker
delivery-locker-more = At the door of the hall, day and night. The code on the receipt opens it.
delivery-window = From the counter
delivery-window-more = Bring the receipt. Open today: { $hours }
delivery-window-closed = Bring the receipt. Closed today.
delivery-name = Receiver
delivery-phone = Telephone
delivery-address = Address

## Pay

pay-fee = To pay
pay-fine = Fine (set by the office; this machine computes nothing)
pay-basis = Basis: { $rule }
pay-open = Waiting for your payment
pay-how = Once it is paid this page changes by itself.
pay-scan = Scan with your phone and pay there
pay-no-cash = This machine takes neither cards nor cash.
pay-paid = Paid
pay-voucher = Electronic receipt no. { $number }
pay-failed = The payment did not go through
pay-none = The payment order has not arrived
pay-later = You pay later
pay-by = Please pay by { $until }. The code is on the receipt too and works at home.
pay-again = Try again
pay-again-more = Gets the order anew. Nothing is charged twice.
pay-put-off = Pay later
pay-put-off-more = The case is handed in first. Code and day stand on the receipt.
pay-window = With cash or a bank card
pay-window-more = Print a ticket and pay at the counter
pay-not-helper = Paying is for the person alone: a helper may not. End the help first.
pay-rights = Pay within { $days } days of receiving the decision. After that 3% of the fine is added each day. If you disagree: reconsideration within 60 days, or the court within 6 months.

## Leave

leave-notice = Please take the one-time notice
leave-notice-lead = It says all that is to be brought and corrected. Come back with it: its code goes on from here.
leave-ticket = Please take the ticket
leave-ticket-lead = Give it to the counter. Its code goes on from here: nothing needs typing again.
leave-printing = Printing
leave-printed = Printed: please take it from the slot below
leave-failed = Not printed: please photograph this code
leave-code = Your number
leave-until = Valid until { $until }
leave-secret = What you filled in opens only with the card that was read today.
leave-kept = Kept by this machine for now
leave-kept-lead = The office cannot be reached. It goes up by itself when the network is back; then the code works everywhere.
leave-bring = Please bring next time
leave-person = { $who }, with an own identity card
leave-one-of = { $standard } One paper of this kind is enough.
leave-done = Done

## Confirm

confirm-people = Who applies
confirm-helper = Helper
confirm-signed = Signed here
confirm-signed-by = signed by { $who }
confirm-result = How the result comes
confirm-pages = { $count ->
    [one] 1 page photographed
   *[other] { $count } pages photographed
}
confirm-card = from the card
confirm-earlier = photographed before
confirm-generated = made and signed here
confirm-committed = your promise replaces it
confirm-office_fetches = the office fetches it
confirm-shared = from a register
confirm-deferred = comes later
confirm-expected = we get it, you bring nothing
confirm-open = { $amount }, not paid yet
confirm-paid = { $amount }, paid
confirm-failed = { $amount }, not paid
confirm-later = { $amount }, to be paid later
confirm-pay-by = { $amount }, to be paid by { $until }
confirm-not-helper = Handing in is for the person alone. End the help first, then look it through.

materials-blank = Print a blank to be signed

## Receipt

receipt-done = I have it
receipt-by = by { $until }
receipt-supply = Still to come
receipt-payment = Payment
receipt-until = Pay by
receipt-sub = The matters in it
receipt-collect = The document is printed: please take it along
receipt-collect-lead = From the slot for A4 paper. Copies: { $count }
receipt-another-copy = One more

## Help

helper-consent-title = You decide: may helper { $number } fill in for you?
helper-pin-hint = Please cover the keys with your hand.
