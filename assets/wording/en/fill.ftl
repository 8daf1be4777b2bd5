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
