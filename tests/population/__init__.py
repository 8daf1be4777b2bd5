"""The population: invented citizens with matters of every kind go to the kiosk, and an oracle knows what each needs.

`rules` and `oracle` judge from the services' files alone; `people`, `answers`, `papers` and `citizens` invent who
comes; `errands` and `trips` say with what, and what became of it; `machine` is the kiosk without a window, `player` the
citizen before it, `shift` and `office` the processes of a `day`; `ledger` counts.
"""
