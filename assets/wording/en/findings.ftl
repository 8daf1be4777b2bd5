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
        [credit_code] the credit code is wrong in one place; please compare it with the licence.
        [plate] this is no number plate, such as 浙A12345.
        [bank_card] the card number is wrong in one place; please compare it with the card.
        [region] please choose a place from the list.
        [person] please complete what is asked about this person.
        [list] please complete every entry.
        [choice] please choose from the list.
       *[other] a character here cannot be used. Please enter it again.
    }
finding-not_our_competence = { $name }: this matter belongs to another office.
finding-not_met = { $name }: this does not hold for you.
finding-too_few = { $name }: at least { $detail } are needed.
finding-too_many = { $name }: at most { $detail } fit.
finding-missing_person = { $name }: must be here and lay down an own card.
finding-illegible = { $name }: the picture cannot be read. Please take it again.
finding-wrong_kind = { $name }: this seems to be another paper. Please lay down the right one.
finding-expired = { $name }: no longer valid ({ $detail }). Please bring a valid one.
finding-unsigned = { $name }: not signed yet.
finding-unpaid = { $name }: not paid yet.
finding-contradicts =
    { $name }: { $detail ->
        [own_number] this is about another person. Your own number cannot stand here.
        [register] the register has another name. Please compare it with the paper.
       *[other] this does not agree with your card. Please check that it is the right one.
    }
finding-missing_material-one_of = One of these is still missing: { $name }
finding-or = {" or "}
finding-of-row = { $name }, no. { $row }: { $column }
finding-of-person = { $name }: { $column }

# What the pre-check comes to (行政许可法 Art. 32), and what to do about a finding.
outcome-not_our_competence = Another office does this.
outcome-not_met = The conditions are not met now.
outcome-incomplete = Something is still missing.
outcome-correctable = A few things can be put right here.
outcome-acceptable = All is complete.
todo-ask = Please call and ask.
todo-material = Photograph a right one.
todo-role = Please come together, with the card.
todo-field = Please correct it here.
