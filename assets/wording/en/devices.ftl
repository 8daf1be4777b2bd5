# The words of the diagnosis: devices, states, causes, who has to do what, and what each kind of device tells.

device-card_reader = Card reader
device-camera = Document camera
device-receipt_printer = Receipt printer
device-document_printer = A4 printer
device-code_reader = Code reader
device-simulated = simulated
device-restarts =
    { $count ->
        [one] restarted once
       *[other] restarted { $count } times
    }

column-device = Device
column-state = State
column-cause = Cause
column-action = What to do
column-details = Details

severity-well = All is well.
severity-degraded = It works, but something wants attention.
severity-staff = The hall's staff must see to something.
severity-technician = A technician must see to something.
severity-silent = No device answers: check the machine's power, its cables and the device settings.

state-starting = starting
state-online = ready
state-busy = working
state-offline = out of service
state-disconnected = not connected
state-not_fitted = not fitted
state-hardware_error = faulty
state-user_error = needs a hand
state-tampered = perhaps tampered with

cause-hardware = hardware
cause-software = software
cause-person = a person
cause-network = network
cause-tamper = tampering

action-wait = Wait: it heals by itself
action-retry = Try again
action-reset = Restart the device
action-staff = For the hall's staff
action-technician = For a technician
action-configure = Check the settings
action-none = Nothing

fact-media-unknown = card: unknown
fact-media-absent = card: none
fact-media-entering = card: coming in
fact-media-present = card: in
fact-media-jammed = card: stuck

fact-paper-unknown = paper: unknown
fact-paper-ok = paper: enough
fact-paper-low = paper: nearly used up
fact-paper-out = paper: used up
fact-paper-jammed = paper: jammed

fact-cover-unknown = cover: unknown
fact-cover-closed = cover: closed
fact-cover-open = cover: open

fact-health-unknown = picture: unknown
fact-health-ok = picture: good
fact-health-stalled = picture: frozen
fact-health-dark = picture: dark or covered
fact-health-blurred = picture: out of focus
fact-health-gone = picture: no camera

fact-cutter-unknown = cutter: unknown
fact-cutter-ok = cutter: good
fact-cutter-jammed = cutter: stuck

fact-head-unknown = print head: unknown
fact-head-ok = print head: good
fact-head-hot = print head: too hot

fact-slot-unknown = receipt slot: unknown
fact-slot-empty = receipt slot: empty
fact-slot-presented = receipt slot: a receipt hangs there

fact-sheets-unknown = paper tray: unknown
fact-sheets-ok = paper tray: enough
fact-sheets-low = paper tray: nearly empty
fact-sheets-out = paper tray: empty
fact-sheets-jammed = paper tray: jammed

fact-door-unknown = door: unknown
fact-door-closed = door: closed
fact-door-open = door: open

fact-toner-unknown = toner: unknown
fact-toner-ok = toner: enough
fact-toner-low = toner: nearly used up
fact-toner-out = toner: used up

# What a model can do. A value that is yes or no chooses among the words.

capability-kinds = reads: { $value }
capability-photo = { $value ->
    [yes] reads the picture of the holder
   *[no] without the picture of the holder
}
capability-live_size = live picture: { $value }
capability-still_size = still picture: { $value }
capability-focus = { $value ->
    [yes] focus can be set
   *[no] fixed focus
}
capability-exposure = { $value ->
    [yes] exposure can be set
   *[no] automatic exposure only
}
capability-width_dots = { $value } dots wide
capability-dots_per_mm = { $value } dots to the millimetre
capability-cuts = { $value ->
    [yes] cuts by itself
   *[no] to be torn off
}
capability-duplex = { $value ->
    [yes] both sides
   *[no] one side
}
capability-colour = { $value ->
    [yes] colour
   *[no] black and white
}
capability-symbologies = reads: { $value }
capability-screens = { $value ->
    [yes] also from the screen of a phone
   *[no] from paper only
}

kinds-resident = identity card
kinds-social_security = social security card
kinds-residence_permit = residence permit
kinds-permanent_resident_2017 = permanent residence card (2017)
kinds-permanent_resident_2023 = permanent residence card (2023)
kinds-travel_permit = travel permit
kinds-passport = passport

symbologies-unknown = what the engine is set to
symbologies-qr = QR
symbologies-data_matrix = Data Matrix
symbologies-pdf417 = PDF417
symbologies-code_128 = Code 128

# Recording what passes on a device's line, for the tests.

record-warning =
    ONLY TEST CARDS. Everything that the card says is written to the file, and files go to others.
    Never use a person's card, not even your own. Type test to go on, anything else to stop.
record-refused = Nothing was recorded.
record-exists = { $file } is there already, and stays as it is.
record-ready-card_reader = Lay the TEST card on the reader and leave it there. Then press Enter.
record-ready-receipt_printer = One short test picture will be printed. Press Enter.
record-ready-code_reader = Have a TEST code ready, nobody's own. Press Enter, then show it within ten seconds.
record-done = Recorded: { $driver }, { $command }: { $outcome }, { $entries } entries in { $file }.

list-comma = { ", " }
list-separator = { "; " }
