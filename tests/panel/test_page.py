"""The page as a tester uses it, in a real Chromium: with the mouse, with the keyboard alone, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect, sync_playwright

from devices.api import DeviceError
from devices.simulated.panel import Panel
from devices.simulated.rig import Rig, simulated_rig
from tests.panel.conftest import KEY, PICTURE, base_of, printed_receipt

pytestmark = pytest.mark.processes

expect.set_options(timeout=15_000)  # of a machine that is busy; nothing here waits in vain

CHROMIUM = "/usr/bin/chromium-headless-shell"
QUIETLY = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
GREETING = """
title: { zh: 打个招呼, en: Say hello }
steps:
  - do: [insert-card, chen_wen]
  - expect: { card_reader.media: present }
"""
# Whatever holds text and lets it run out of its own box, or of the window.
CLIPPED = """() => [...document.querySelectorAll("button, h1, h2, label span, output, td, p, figcaption, .slot span")]
    .filter((one) => one.checkVisibility() && (one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0
        || one.getBoundingClientRect().right > innerWidth + 1))
    .map((one) => one.outerHTML)"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One for all: it takes a second. Not for the whole session: Playwright keeps the main thread's event loop busy."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        yield browser
        browser.close()


@pytest.fixture
def rig(assets: Path, tmp_path: Path) -> Iterator[Rig]:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "hello.yaml").write_text(GREETING, encoding="utf-8")
    with simulated_rig(assets, tmp_path) as rig:
        yield rig


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console said, and who else was asked for something."""
    return []


@pytest.fixture
def tester(chromium: Browser, panel: Panel, complaints: list[str]) -> Iterator[BrowserContext]:
    """A browser of somebody's own that was let in."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB", accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=base_of(panel))
    context.on("console", lambda message: _refusal(message) or complaints.append(message.text))
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("request", lambda request: _foreign(request.url, panel) and complaints.append(request.url))
    yield context
    context.close()
    assert complaints == []


@pytest.fixture
def page(tester: BrowserContext, panel: Panel) -> Page:
    return opened(tester, panel)


def opened(tester: BrowserContext, panel: Panel) -> Page:
    page = tester.new_page()
    page.goto(panel.new_url())
    expect(page.locator("#line")).to_have_text("Live")
    expect(page.locator("#wallet button").first).to_be_visible()
    return page


def _refusal(message: ConsoleMessage) -> bool:
    """Chromium notes each answer that is a refusal; the page tells the tester."""
    return message.location["url"].endswith("/api/run")


def _foreign(url: str, panel: Panel) -> bool:
    return not url.startswith((base_of(panel), "blob:", "data:"))


def test_a_paper_that_another_hand_lays_is_seen_at_once(page: Page, rig: Rig) -> None:
    page.locator("#seen").evaluate("image => image.decode()")  # the mat alone is here
    with page.expect_response("**/api/camera.jpg*") as shown:
        rig.run("lay-paper", "premises_lease")

    seen = cv2.imdecode(np.frombuffer(shown.value.body(), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert seen is not None
    assert seen.mean() > 80  # the mat alone has some 35


class Glass:
    """A kiosk's screen that remembers who touched what."""

    def __init__(self) -> None:
        self.touched: list[str] = []

    def tap(self, name: str) -> None:
        self.touched.append(name)

    def type(self, text: str) -> None:
        self.touched.append(text)

    def screen(self) -> str:
        return "identify" if self.touched else "welcome"

    def names(self) -> list[str]:
        return ["go-back", "key-q"] if self.touched else ["go-on"]

    def close(self) -> None:
        pass


def test_what_can_be_touched_on_the_kiosk_is_there_to_be_touched(
    tester: BrowserContext, panel: Panel, rig: Rig
) -> None:
    glass = Glass()
    rig.finger = lambda: glass
    page = opened(tester, panel)
    expect(page.locator("#screen")).to_have_text("welcome")
    page.locator("#touchables button").click()

    expect(page.locator("#screen")).to_have_text("identify")
    expect(page.locator("#touchables button")).to_have_text(["go-back"])
    assert glass.touched == ["go-on"]


def test_what_is_typed_on_the_kiosk_is_not_repeated(tester: BrowserContext, panel: Panel, rig: Rig) -> None:
    rig.finger = Glass
    page = opened(tester, panel)
    page.locator("#finger [data-word=text]").fill("13900000000")
    page.locator("#finger [data-command=type]").click()

    expect(page.locator("#outcome")).to_have_text("Type · …")


def tab_to(page: Page, wanted: Locator) -> None:
    """As somebody without a mouse gets there."""
    page.keyboard.press("Tab")
    for _ in range(200):
        if wanted.evaluate("(one) => one === document.activeElement || one.contains(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the tab key never gets to {wanted}")


# --- by hand


def test_the_address_bar_keeps_no_token(page: Page, panel: Panel) -> None:
    assert page.url == f"{base_of(panel)}/"


def test_a_card_is_inserted_and_pulled_with_the_keyboard_alone(page: Page, rig: Rig) -> None:
    tab_to(page, page.locator("#wallet"))
    page.keyboard.press("End")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#outcome")).to_contain_text("Insert card")
    expect(page.locator("#wallet button").nth(1)).to_have_attribute("aria-pressed", "true")
    assert rig.view()["card_reader"]["card"] == list(rig.wallet)[1]
    page.keyboard.press("Enter")
    expect(page.locator("#slot")).to_have_text("No card in")


def test_another_card_takes_the_place_of_the_one_that_is_in(page: Page, rig: Rig) -> None:
    rig.run("insert-card", "chen_wen")
    expect(page.locator("#wallet [data-key=chen_wen]")).to_have_attribute("aria-pressed", "true")
    page.locator("#wallet [data-key=expired]").click()
    expect(page.locator("#wallet [data-key=expired]")).to_have_attribute("aria-pressed", "true")
    assert rig.view()["card_reader"]["card"] == "expired"


def test_a_paper_of_the_gallery_is_laid_and_seen(page: Page, rig: Rig) -> None:
    page.locator("#gallery [data-key=premises_lease]").click()
    expect(page.locator("#gallery [data-key=premises_lease]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#seen")).not_to_have_js_property("naturalHeight", 0)
    assert rig.view()["camera"]["lies"] == "premises_lease"


def test_a_chosen_file_is_laid(page: Page, rig: Rig) -> None:
    page.locator("#file").set_input_files({"name": "mine.png", "mimeType": "image/png", "buffer": PICTURE})
    expect(page.locator("#outcome")).to_have_text("Laid mine.png")
    assert rig.view()["camera"]["lies"] is not None


def test_a_dropped_file_is_laid(page: Page, rig: Rig) -> None:
    files = page.evaluate_handle(
        """(bytes) => { const files = new DataTransfer();
        files.items.add(new File([new Uint8Array(bytes)], "dropped.png", { type: "image/png" })); return files; }""",
        list(PICTURE),
    )
    page.dispatch_event("#camera", "drop", {"dataTransfer": files})
    expect(page.locator("#outcome")).to_have_text("Laid dropped.png")
    assert rig.view()["camera"]["lies"] is not None


def test_the_slider_loads_paper(page: Page, rig: Rig) -> None:
    page.locator("#paper").focus()
    page.keyboard.press("Home")
    expect(page.locator("#outcome")).to_have_text("Load paper · 10")
    expect(page.locator("#paper-mm")).to_have_value("10")
    assert rig.view()["receipt_printer"]["paper_mm"] == 10


def test_an_armed_fault_is_listed_with_its_counter_and_goes_when_it_was_hit(page: Page, rig: Rig) -> None:
    page.locator("#fault-device").select_option("receipt_printer")
    page.locator("#fault-what").select_option("print error:paper_out")
    page.locator("#fault-times").fill("2")
    page.locator("#arm button").click()
    row = page.locator("#armed tr")
    expect(row).to_contain_text("Print: Out of paper")
    expect(row).to_contain_text("2 times to come")
    with pytest.raises(DeviceError):
        printed_receipt(rig, "x")
    expect(row).to_contain_text("1 times to come")
    with pytest.raises(DeviceError):
        printed_receipt(rig, "x")
    expect(row).to_have_count(0)


def test_a_scenario_is_played_and_says_how_it_ended(page: Page, rig: Rig) -> None:
    page.get_by_role("button", name="Play: Say hello").click()
    expect(page.locator("#verdict")).to_have_text("Say hello · Step 3 of 3 · Passed")
    expect(page.locator("#verdicts li").first).to_have_text("insert-card chen_wen")


def test_a_scenario_is_played_step_by_step(page: Page, rig: Rig) -> None:
    page.get_by_role("button", name="Step: Say hello").click()
    expect(page.locator("#verdict")).to_have_text("Say hello · Step 1 of 3")
    page.get_by_role("button", name="Step: Say hello").click()
    expect(page.locator("#verdict")).to_have_text("Say hello · Step 2 of 3")


def test_a_scenario_that_fails_says_which_step_and_why(page: Page, rig: Rig) -> None:
    rig.run("insert-card", "expired")
    page.get_by_role("button", name="Play: Say hello").click()
    expect(page.locator("#verdict")).to_contain_text("Failed")
    expect(page.locator("#verdicts")).to_contain_text("a card is in already")


def test_what_was_done_is_saved_as_a_scenario(page: Page, rig: Rig, tmp_path: Path) -> None:
    page.locator("#record-name").fill("mine")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("button", name="Stop and save")).to_be_visible()
    page.locator("#wallet [data-key=expired]").click()
    expect(page.locator("#wallet [data-key=expired]")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Stop and save").click()
    expect(page.get_by_role("button", name="Play: mine")).to_be_visible()
    assert "expired" in (tmp_path / "scenarios" / "mine.yaml").read_text(encoding="utf-8")


def test_a_device_is_unplugged_and_says_so(page: Page, rig: Rig) -> None:
    row = page.locator("#devices tr", has_text="Receipt printer")
    row.get_by_role("button", name="Unplug: Receipt printer").click()
    expect(row).to_contain_text("Disconnected")
    row.get_by_role("button", name="Plug: Receipt printer", exact=True).click()
    expect(row).to_contain_text("Online")


def test_what_cannot_be_done_is_said_in_words(page: Page, rig: Rig) -> None:
    page.locator("#paper-mm").fill("99999")
    page.locator("#paper-mm").blur()
    page.locator("#code input").fill("x")
    rig.run("unplug", "code_reader")
    page.locator("#code button").click()
    expect(page.locator("#outcome.bad")).to_contain_text("code_reader")


def test_a_button_that_is_of_no_use_now_says_why(page: Page) -> None:
    button = page.get_by_role("button", name="Pull card")
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(button).to_have_attribute("title", "No card is in")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#outcome.bad")).to_have_text("No card is in")


# --- what comes from elsewhere


def test_a_receipt_appears_with_what_its_code_says(page: Page, rig: Rig) -> None:
    printed_receipt(rig, "HTTPS://VERIFY.EXAMPLE.GOV.CN/R/ABC234")
    receipt = page.locator("#receipts figure")
    expect(receipt.locator("code")).to_have_text("COSE receipt: HTTPS://VERIFY.EXAMPLE.GOV.CN/R/ABC234")
    expect(receipt.get_by_role("img")).to_have_attribute("alt", "Receipt 1")


def test_the_newest_receipt_comes_first(page: Page, rig: Rig) -> None:
    printed_receipt(rig, "one")
    printed_receipt(rig, "two")
    expect(page.locator("#receipts code")).to_have_text(["two", "one"])


def test_a_second_page_sees_what_the_first_one_did(page: Page, tester: BrowserContext, panel: Panel) -> None:
    second = opened(tester, panel)
    page.locator("#wallet [data-key=chen_wen]").click()
    expect(second.locator("#wallet [data-key=chen_wen]")).to_have_attribute("aria-pressed", "true")
    expect(second.locator("#trace")).to_contain_text("insert-card chen_wen")


def test_the_trace_is_filtered_and_stands_still(page: Page, rig: Rig) -> None:
    rig.run("insert-card", "chen_wen")
    rig.run("stall")
    page.locator("#filter").fill("chen_wen")
    expect(page.locator("#trace td.text")).to_have_text(["insert-card chen_wen"])
    page.locator("#filter").fill("")
    page.locator("#pause").click()
    rig.run("resume")
    expect(page.get_by_role("button", name="Resume")).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#trace tbody")).not_to_contain_text("resume")
    page.locator("#pause").click()
    expect(page.locator("#trace tbody")).to_contain_text("resume")


def test_the_focus_stays_where_it_is_when_something_happens(page: Page, rig: Rig) -> None:
    page.locator("#wallet [data-key=expired]").focus()
    rig.run("insert-card", "expired")
    expect(page.locator("#wallet [data-key=expired]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#wallet [data-key=expired]")).to_be_focused()


def test_a_panel_that_ends_leaves_a_page_that_says_so(
    page: Page, panel: Panel, rig: Rig, complaints: list[str]
) -> None:
    panel.__exit__(None, None, None)
    expect(page.locator("#line")).to_contain_text("Connection lost")
    with Panel(rig, panel.port, key=KEY):
        expect(page.locator("#line")).to_contain_text("kiosk rig panel")
    complaints.clear()


# --- for everybody


def test_every_control_can_be_reached_and_shows_that_it_was(page: Page) -> None:
    controls = page.evaluate("""() => [...document.querySelectorAll("button, input, select, a[href], [tabindex='0']")]
        .filter((one) => one.checkVisibility() && one.tabIndex === 0)
        .map((one, at) => one.dataset.stop = `${at}`)""")
    page.evaluate("document.activeElement.blur()")
    seen = set()
    for _ in range(len(controls) + 1):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate("""() => { const one = document.activeElement;
            const shown = one.id === "file" ? one.parentElement : one;
            if (one === document.body) return "";
            return getComputedStyle(shown).outlineStyle === "none" ? "no outline" : one.dataset.stop ?? "" }""")
        )
    assert set(controls) <= seen
    assert "no outline" not in seen


def test_every_control_has_a_name(page: Page) -> None:
    nameless = page.evaluate("""() => [...document.querySelectorAll("button, input, select, [role=group]")].filter(
        (one) => one.checkVisibility()
            && !(one.getAttribute("aria-label") || one.labels?.[0]?.textContent || one.textContent).trim()
    ).map((one) => one.outerHTML)""")
    assert nameless == []


@pytest.mark.parametrize("width", [1280, 800])
@pytest.mark.parametrize("language", ["中文", "English"])
def test_no_text_is_clipped(page: Page, rig: Rig, language: str, width: int) -> None:
    rig.run("insert-card", "chen_wen")
    rig.run("open-cover")
    rig.run("arm-fault", "receipt_printer", "print", "cutter_jam", "2", "3")
    page.set_viewport_size({"width": width, "height": 800})
    page.get_by_role("button", name=language).click()
    expect(page.locator("#armed tr")).to_have_count(1)
    assert page.evaluate(CLIPPED) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_page_speaks_chinese_and_remembers_it(page: Page) -> None:
    page.get_by_role("button", name="中文").click()
    expect(page.locator("h1")).to_have_text("控制面板")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.reload()
    expect(page.locator("#line")).to_have_text("已连接")


def test_the_bug_report_is_copied(page: Page) -> None:
    page.locator("#copy-report").click()
    expect(page.locator("#outcome")).to_contain_text("copied")
    assert '"packages"' in page.evaluate("navigator.clipboard.readText()")


def test_the_bug_report_is_downloaded(page: Page) -> None:
    with page.expect_download() as download:
        page.locator("#save-report").click()
    assert download.value.suggested_filename == "kiosk-rig-report.json"
