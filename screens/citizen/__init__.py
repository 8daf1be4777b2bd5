"""The screens of a visit, one for each step: a `.py` and a `.kv` each."""

from kiosk.visit.state import Step
from screens.citizen.check import Check
from screens.citizen.confirm import Confirm
from screens.citizen.form import Form
from screens.citizen.goodbye import Goodbye
from screens.citizen.guide import Guide
from screens.citizen.hand_in import HandingIn
from screens.citizen.identify import Identify
from screens.citizen.materials import Materials
from screens.citizen.receipt import Receipt
from screens.citizen.screen import Screen
from screens.citizen.welcome import Welcome

SCREENS: dict[Step, type[Screen]] = {
    Step.WELCOME: Welcome,
    Step.GUIDE: Guide,
    Step.IDENTIFY: Identify,
    Step.FORM: Form,
    Step.MATERIALS: Materials,
    Step.CHECK: Check,
    Step.CONFIRM: Confirm,
    Step.HAND_IN: HandingIn,
    Step.RECEIPT: Receipt,
    Step.GOODBYE: Goodbye,
}
