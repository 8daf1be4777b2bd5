"""The screens of a visit, one for each step: a `.py` and a `.kv` each."""

from kiosk.visit.state import Step
from screens.citizen.check import Check
from screens.citizen.confirm import Confirm
from screens.citizen.delivery import Delivery
from screens.citizen.form import Form
from screens.citizen.goodbye import Goodbye
from screens.citizen.guide import Guide
from screens.citizen.hand_in import HandingIn
from screens.citizen.identify import Identify
from screens.citizen.leave import Leave
from screens.citizen.lists import Lists
from screens.citizen.materials import Materials
from screens.citizen.pay import Pay
from screens.citizen.privacy import Privacy
from screens.citizen.progress import Progress
from screens.citizen.rate import Rate
from screens.citizen.receipt import Receipt
from screens.citizen.refused import Refused
from screens.citizen.resume import Resume
from screens.citizen.screen import Screen
from screens.citizen.sign import Sign
from screens.citizen.situation import Situation
from screens.citizen.welcome import Welcome

SCREENS: dict[Step, type[Screen]] = {
    Step.WELCOME: Welcome,
    Step.LISTS: Lists,
    Step.RESUME: Resume,
    Step.SITUATION: Situation,
    Step.GUIDE: Guide,
    Step.REFUSED: Refused,
    Step.PRIVACY: Privacy,
    Step.IDENTIFY: Identify,
    Step.PROGRESS: Progress,
    Step.FORM: Form,
    Step.MATERIALS: Materials,
    Step.CHECK: Check,
    Step.SIGN: Sign,
    Step.PAY: Pay,
    Step.DELIVERY: Delivery,
    Step.CONFIRM: Confirm,
    Step.HAND_IN: HandingIn,
    Step.RECEIPT: Receipt,
    Step.RATE: Rate,
    Step.LEAVE: Leave,
    Step.GOODBYE: Goodbye,
}
