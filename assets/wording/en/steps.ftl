# What the screens of the generic visit say.

ask-help = Help
help-title = Do you need help?
help-text = A helper can type for you, or take a window ticket and go on at the window.
help-helper = Call a helper
help-ticket = Window ticket
help-back = No, thank you
helper-badge-title = The badge, please
helper-badge-text = The helper lays an enrolled card on the reader.
helper-pin-title = PIN of the helper
helper-yes = I agree
helper-no = No
helper-mark = Helper { $number }
helper-end = End help
identify-role = Next card: { $who }
identify-role-lead = Both must be here. Take the first card away.
identify-absent = Not here: come again
identify-presence = One more look that it is you
identify-presence-lead = Choose the way that suits you.
identify-staff-pin = PIN of the staff
presence-ask = Confirm
busy-looking_up = Asking the registers for you
busy-composing = Making the papers
busy-asking_office = Asking the office
source-helper = typed by a helper
