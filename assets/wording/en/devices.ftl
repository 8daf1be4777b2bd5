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
fact-health-inoperative = picture: none
