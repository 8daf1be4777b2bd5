# What the screens say before the card, and beside the way.

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

## Situation

situation-one = Touch one. If it was the wrong one, press “Back”.
