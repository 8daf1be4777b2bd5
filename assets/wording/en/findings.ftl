# What the pre-check found. `name`: the label of the field or paper. `detail`: see kiosk/visit/form.py.

finding-missing = { $name }: not filled in yet.
finding-too_short = { $name }: too short, please write at least { $detail } characters.
finding-too_long = { $name }: too long, please write at most { $detail } characters.
finding-out_of_range = { $name }: please keep within { $detail }.
finding-forbidden_word = { $name }: the word "{ $detail }" may not be in it, please choose another.
finding-missing_material = { $name }: not photographed yet.
finding-malformed =
    { $name }: { $detail ->
        [phone] this is no telephone number. A mobile number has 11 digits; a landline begins with its area code.
        [fifteen_digits] this is an old number of 15 digits. Please enter the 18 on your identity card.
        [wrong_length] an identity number has 18 characters. Please count again.
        [wrong_character] an identity number has only digits; the last place may be an X.
        [no_such_date] the birthday in this number does not exist. Please compare it with the card.
        [in_the_future] the birthday in this number is still to come. Please compare it with the card.
        [wrong_check_digit] one digit is wrong. Please compare the number with the card.
        [date] there is no such day. Please choose again.
        [month] there is no such month. Please choose again.
        [number] please enter digits only.
        [money] please enter the amount in yuan, such as 5000.
        [name] a character here cannot be part of a name. Please enter it again.
        [choice] please choose from the list.
       *[other] a character here cannot be used. Please enter it again.
    }
