# What is printed on the receipt. It lies in a drawer for months: every line must be understood without this machine.

receipt-title = Receipt
receipt-simulated = SIMULATED · FOR TESTS ONLY · NO PROOF

receipt-received = Received by the office
receipt-received-note = Your case has reached the office.
receipt-kept = Kept by this machine, not yet delivered
receipt-kept-note = The office cannot be reached now. This machine will deliver your case by itself; you need not come again. Keep this receipt: the provisional number leads to the final one.

receipt-number = Case number
receipt-provisional = Provisional number
receipt-received-at = Received
receipt-kept-at = Handed in

receipt-handed-in = You handed in
receipt-form = What you filled in and confirmed
receipt-pages =
    { $count ->
        [one] { $count } page
       *[other] { $count } pages
    }
receipt-from-card = read from card
receipt-from-shared = from the register
receipt-from-earlier = given before
receipt-from-generated = made here
receipt-from-scan = scanned
receipt-from-citizen = given by you

receipt-next = What happens next
receipt-next-kept = After delivery
receipt-promised = To be decided
receipt-promised-by = by { DATETIME($date, dateStyle: "long") }
receipt-promised-at-once = on the spot
receipt-promised-on-delivery = on the spot, once delivered
receipt-promised-days =
    { $days ->
        [one] { $days } working day after delivery
       *[other] { $days } working days after delivery
    }
receipt-promised-never = no limit is set

receipt-fee = Fee
receipt-fee-amount = { $amount } yuan

receipt-authority = Office
receipt-consult = Questions
receipt-complaint = Complaints

receipt-moment = { DATETIME($at, dateStyle: "long", timeStyle: "short") }
receipt-code = Scan to check that this receipt is genuine

# Life events, promises, papers signed here, paying, delivery.
receipt-sub-cases = The matters inside
receipt-deferred = to be supplied by { DATETIME($date, dateStyle: "long") }
receipt-committed = replaced by your promise
receipt-fetch = fetched by the office
receipt-made = made here ({ $digest })
receipt-signed = signed ({ $digest })
receipt-paper-commitment = Commitment
receipt-paper-deferral = Promise to supply later
receipt-helper = Number of the helper
receipt-delivery = How the result comes
receipt-delivery-print = printed here
receipt-delivery-download = download
receipt-delivery-mail = by mail
receipt-delivery-locker = locker
receipt-delivery-window = at the window
receipt-fine = Fine
receipt-order = Order { $order }
receipt-pay-by = to be paid by { DATETIME($date, dateStyle: "long") }
receipt-pay-later = to be paid later
receipt-voucher = Electronic voucher
