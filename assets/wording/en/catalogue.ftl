# One service on the command line, as a clerk reads it (kiosk catalogue show).

catalogue-situations = Asked first
catalogue-conditions = Who may apply
catalogue-people = Who else
catalogue-fields = Form
catalogue-materials = Papers
catalogue-terms = Time, money and result
catalogue-sub-matters = Matters in it
catalogue-stations = The way of the case
catalogue-stages = Stages
catalogue-guide-only = What this machine cannot do
catalogue-law = Legal basis
catalogue-faq = Frequent questions
catalogue-phones = Telephone
catalogue-consult = Advice { $number }
catalogue-complaint = Complaints { $number }
catalogue-way = if not: { $way }
catalogue-necessity-optional = optional
catalogue-necessity-deferrable = may come later
catalogue-never-ask = may never be asked of the citizen
catalogue-one-of = one of: { $names }
catalogue-deferral = may come within { $days } working days
catalogue-commitment = may be replaced by a signed promise
catalogue-signed-by = signed by: { $names }
catalogue-promised = Promised: { $time }
catalogue-legal = By law: { $time }
catalogue-visits = Visits: { $count }
catalogue-fine = The fine is what the register says, payable within { $days } days
catalogue-fee = Fee: { $amount } yuan
catalogue-yuan = { $amount } yuan
catalogue-result = Result: { $name } ({ $ways })
catalogue-delivery-print = printed here
catalogue-delivery-download = download
catalogue-delivery-mail = mail
catalogue-delivery-locker = locker
catalogue-delivery-window = desk
catalogue-identity-0 = No card is needed
catalogue-identity-1 = Identified by card
catalogue-identity-2 = Identified by card, and a look of the staff or a code from the phone
catalogue-before = Before: { $days } working days, { $trips } trips, { $materials } papers
catalogue-after = after: { $names }
catalogue-days = { $days ->
    [0] on the spot
    [one] 1 working day
   *[other] { $days } working days
}
catalogue-if = if { $answers }
catalogue-answer-is = "{ $question }" is { $answers }
catalogue-answer-is-not = "{ $question }" is not { $answers }
catalogue-register = register { $names }
catalogue-applicant = applicant
catalogue-to-confirm = to be confirmed by the hall ({ $source })
catalogue-source-card = card
catalogue-source-shared = shared data
catalogue-source-earlier = had before
catalogue-source-generated = made here
catalogue-source-scan = scanned
catalogue-source-citizen = asked
