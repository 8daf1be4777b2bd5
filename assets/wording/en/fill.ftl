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

identify-read = { $who } read already ({ $name })
identify-tip-other = Try the other card: identity card or social security card
identify-travel = Passport, travel permits of Hong Kong, Macao and Taiwan
identify-travel-more = Not possible at this machine yet: please go to the counter
identify-ticket = Print a ticket for the counter
identify-again = Try again
identify-phone = Confirm by phone
identify-phone-more = Open the service app and type its six digits here
identify-phone-title = The six digits on your phone
identify-phone-lead = In the service app: “identity code”.
identify-look = Ask a staff member to look
identify-look-more = They look at you and your card, then lay down a card of their own
identify-staff = Staff: please lay down your card
identify-staff-lead = First take the citizen's card away.
identify-staff-pin-lead = Only after looking at the person and the card.
identify-window = Do it at the counter
identify-window-more = With a ticket; an appointment is possible too
