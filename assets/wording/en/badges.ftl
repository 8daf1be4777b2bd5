# `kiosk helper`: the hall's staff enrol the cards of helpers and of staff at this kiosk.

badge-lay-card = Lay the card to enrol on the reader, and leave it there.
badge-pin = Choose a PIN of six digits
badge-pin-again = Once more
badge-pins-differ = These were two different PINs. Nobody was enrolled.
badge-enrolled =
    { $kind ->
        [staff] Enrolled: staff member { $number }.
       *[helper] Enrolled: helper { $number }.
    }
badge-removed = Removed: { $number }.
badge-line =
    { $kind ->
        [staff] { $number }  staff
       *[helper] { $number }  helper
    }
badge-none = Nobody is enrolled yet.
badge-kiosk-runs = This kiosk is running and uses its card reader. Stop it, enrol, and start it again.

badge-problem-number_malformed = A number has capital letters, digits and -, 12 at most. Nobody was enrolled.
badge-problem-number_taken = This number is enrolled already. For another card, remove it first. Nobody was enrolled.
badge-problem-card_tells_nothing = This card has no number by which it could be known again. It cannot be enrolled.
badge-problem-card_taken = This card is enrolled already, with another number. Nobody was enrolled.
badge-problem-pin_malformed = A PIN has six digits. Nobody was enrolled.
badge-problem-pin_too_easy = This PIN is too easy to guess. Nobody was enrolled.
badge-problem-no_such_badge = There is no such number.
