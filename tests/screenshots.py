"""Takes the README's pictures from a product of its own: `make screenshots`."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Locator, Page, expect

from platform_app.dev.whatsapp_simulator.accounts import DEMO_ACCOUNTS
from tests.support.browsers import open_browser
from tests.support.product import RunningProduct, running_product

PICTURES = Path(__file__).parents[1] / "docs" / "screenshots"
NUMBER = DEMO_ACCOUNTS["acme"].numbers[0]
FIRST_NAMES = "Ana Rui Inês Tomás Beatriz João Chloé Łukasz Marta Diogo".split()
LAST_NAMES = "Sá Duarte Marques Silva García Müller Okafor Nunes Costa".split()
# The simulator fails numbers that end like this: not on WhatsApp, too much marketing, an experiment.
FAILING = ("0131026", "0131049", "0130472")
PEOPLE = 1_400
INES = "+351961000002"
INBOUND = [
    ("+351961000005", "João Müller", "Is the oak table in stock?"),
    ("+351961000008", "Marta Costa", "Obrigada! Chegou tudo bem."),
    ("+351961900007", "محمد العلي", "هل العرض متاح اليوم؟"),
    (INES, "Inês Marques", "Hi! Does the 20 % go for the oak table, too?"),
]


def main() -> None:
    """Walk through a day at Acme and take a picture of three pages."""
    PICTURES.mkdir(exist_ok=True)
    with running_product(os.environ) as running, open_browser() as browser:
        page = sign_in(running, browser)
        import_contacts(page)
        launch(page, "Opening hours in December", "opening_hours (en)", "tag:newsletter")
        settle(page)
        launch(page, "Winter offer", "winter_offer (en)", "all")
        expect(figure(page, "waiting")).to_have_text(re.compile(r"^[12]\d\d$"), timeout=60_000)
        take(page, "campaign")
        page.get_by_role("link", name="Home").click()
        expect(page.get_by_text("Sending")).to_be_visible()
        take(page, "home")
        page.go_back()
        settle(page)
        chat(running, page)
        take(page, "inbox")


def sign_in(running: RunningProduct, browser: Browser) -> Page:
    """Return a page with Acme's admin signed in."""
    person = next(one for one in running.sign_ins if one.email == "ana@acme.example")
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, base_url=running.company("acme")
    )
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password").fill(person.password)
    page.get_by_test_id("sign-in").click()
    expect(page.get_by_test_id("user-menu")).to_be_visible()
    return page


def contacts_csv() -> bytes:
    """Return people who get the campaign, and a dozen whom WhatsApp will fail."""
    numbers = [f"+35196{1_000_000 + n}" for n in range(PEOPLE)]
    numbers[40::400] = [f"+3519{n}{ending}" for n, ending in zip("1236", FAILING * 2, strict=False)]
    rows = ["phone;name"]
    for n, number in enumerate(numbers):
        rows.append(f"{number};{FIRST_NAMES[n % 10]} {LAST_NAMES[n % 9]}")
    return "\n".join(rows).encode()


def import_contacts(page: Page) -> None:
    page.goto("/contacts/import")
    page.set_input_files(
        "input[type=file]",
        {"name": "customers.csv", "mimeType": "text/csv", "buffer": contacts_csv()},
    )
    page.get_by_test_id("tags").fill("customers")
    page.get_by_test_id("consent").check()
    page.get_by_test_id("consent-source").fill("Shop, at the till")
    page.get_by_test_id("check-file").click()
    page.get_by_test_id("start-import").click(timeout=60_000)
    expect(page.get_by_text("Completed")).to_be_visible(timeout=60_000)
    expect(figure(page, "added")).to_have_text(f"{PEOPLE:,}", timeout=60_000)


def launch(page: Page, name: str, template: str, audience: str) -> None:
    """Build a campaign and start it; its page is open afterwards."""
    page.goto("/campaigns/new")
    page.get_by_test_id("campaign-name").fill(name)
    page.get_by_test_id("campaign-number").select_option(index=1)
    page.get_by_test_id("continue").click()
    page.get_by_test_id("campaign-template").select_option(label=template)
    if template.startswith("winter"):
        page.get_by_test_id("source-body.first_name").select_option(value="first_name")
        page.get_by_test_id("source-body.discount").select_option(value="text")
        page.get_by_test_id("text-body.discount").fill("20 %")
    page.get_by_test_id("continue").click()
    page.get_by_test_id("campaign-audience").select_option(value=audience)
    page.get_by_test_id("step-review").click()
    page.get_by_test_id("launch").click()
    expect(page.get_by_test_id("launch-now")).to_be_visible()
    if page.locator("#typed-number").count():
        people = page.get_by_test_id("will-receive").inner_text()
        page.locator("#typed-number").fill(people.replace(",", ""))
    page.get_by_test_id("launch-now").click()
    expect(page).to_have_url(re.compile(r"/campaigns/[0-9a-f-]{36}"))


def settle(page: Page) -> None:
    """Wait until everybody of the campaign that is open has been dealt with."""
    expect(page.locator("h1 + *")).to_contain_text("Completed", timeout=90_000)


def chat(running: RunningProduct, page: Page) -> None:
    """Let customers write, and answer one of them, who reads everything."""
    tell_simulator(running, "behaviour", {"read_odds": 1})
    page.get_by_role("link", name="Inbox").click()
    for sender, name, text in INBOUND:
        write(running, sender, name, text)
        expect(page.get_by_test_id("conversation").filter(has_text=text)).to_be_visible()
    page.get_by_test_id("conversation").filter(has_text=INBOUND[-1][2]).click()
    page.get_by_test_id("assign-to-me").click()
    answer(page, "It does, until Friday. Shall I keep one for you?")
    write(running, INES, "Inês Marques", "Yes please, the 180 cm one. Can you deliver to Porto?")
    expect(page.get_by_test_id("thread")).to_contain_text("deliver to Porto")
    answer(page, "We can: Thursday between 9 and 12. Delivery is free above 200 €.")


def write(running: RunningProduct, sender: str, name: str, text: str) -> None:
    message = {"phone_number_id": NUMBER.id, "from": sender, "name": name, "text": text}
    tell_simulator(running, "inbound", message)


def tell_simulator(running: RunningProduct, what: str, content: Mapping[str, str | int]) -> None:
    address = f"{running.environment['SIMULATOR_URL']}/simulator/api/{what}"
    httpx.post(address, json=content).raise_for_status()


def answer(page: Page, text: str) -> None:
    page.get_by_test_id("reply").fill(text)
    page.get_by_test_id("send-reply").click()
    mine = page.get_by_test_id("message").filter(has_text=text)
    expect(mine).to_contain_text("Read", timeout=30_000)


def take(page: Page, name: str) -> None:
    page.mouse.move(0, 0)
    page.screenshot(path=PICTURES / f"{name}.png", animations="disabled", caret="hide")


def figure(page: Page, name: str) -> Locator:
    return page.get_by_test_id(f"figure-{name}")


if __name__ == "__main__":
    main()
