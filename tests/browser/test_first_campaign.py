"""The way of a first campaign, as three people walk it: from an empty company to an answered customer."""

import re
from collections import Counter
from collections.abc import Callable

import httpx
from playwright.sync_api import Locator, Page, expect

from platform_app.dev.whatsapp_simulator.accounts import DEMO_ACCOUNTS
from tests.support.product import RunningProduct

ACCOUNT = DEMO_ACCOUNTS["initech"]
PASSWORD = "milton keeps his stapler"
ADMIN = "peter@initech.example"
ROWS = 1_000
# Of the rows: these the import refuses, these WhatsApp fails later, and one person has no name.
BAD_ROWS = 12
NOT_ON_WHATSAPP = 3
NAMELESS = 1
CUSTOMER = "+351912000001"
# A campaign of a thousand takes a dozen seconds at 80 a second; statuses follow.
PATIENCE_MS = 90_000

Visit = Callable[[str], Page]


def test_from_nothing_to_an_answered_customer(running: RunningProduct, visit: Visit) -> None:
    company = running.company("initech")
    peter = visit(bring_a_company_on(running, visit))
    assert peter.url.startswith(company)
    set_up(peter)
    connect(peter, company)
    import_contacts(peter, company)
    greta = open_another_company(running, visit)
    build_campaign(peter, company)
    launch(peter)
    watch(peter)
    check_sums(peter)
    check_every_send_happened_once(running)
    chat(peter, visit(running.simulator), company)
    check_who_replied(peter, company)
    check_that_another_company_sees_none_of_it(running, peter, greta)


def bring_a_company_on(running: RunningProduct, visit: Visit) -> str:
    """The super admin creates the company, and finds its set-up link in the outbox."""
    root = visit(f"{running.platform}/login")
    sign_in(root, "root@platform.example", demo_password(running))
    create_company(root)
    return set_up_link(root)


def connect(page: Page, company: str) -> None:
    """Connect WhatsApp: refused in its own words when the token is wrong; templates come by themselves."""
    page.goto(f"{company}/settings/whatsapp")
    connect_whatsapp(page, token="wrong")
    expect(page.get_by_test_id("form-problem")).to_contain_text("WhatsApp")
    connect_whatsapp(page, token=ACCOUNT.token)
    expect(page.get_by_test_id("numbers")).to_contain_text(ACCOUNT.numbers[0].display_number)
    address = page.get_by_test_id("webhook-address").input_value()
    assert address.startswith(f"{company}/webhooks/whatsapp/")
    expect(page.get_by_test_id("waiting-for-event")).to_be_visible()
    page.goto(f"{company}/templates")
    expect(page.get_by_test_id("template")).to_have_count(len(ACCOUNT.templates), timeout=20_000)


def open_another_company(running: RunningProduct, visit: Visit) -> Page:
    page = visit(f"{running.company('globex')}/login")
    sign_in(page, "greta@globex.example", demo_password(running))
    expect(page.locator("h1")).to_contain_text("Greta")
    return page


def chat(page: Page, phone: Page, company: str) -> None:
    """A customer answers; the inbox shows it without a reload, and an answer goes back to the phone."""
    page.goto(f"{company}/inbox")
    answer_from_phone(phone, "Is the offer still on?")
    conversation = page.get_by_test_id("conversation").filter(has_text="Is the offer still on?")
    expect(conversation).to_be_visible(timeout=15_000)
    conversation.click()
    reply(page, "Yes, until Friday.")
    expect(phone.get_by_test_id("messages")).to_contain_text("Yes, until Friday.", timeout=15_000)


def check_who_replied(page: Page, company: str) -> None:
    """The answer counts for the campaign, and its figure opens the person behind it."""
    page.goto(f"{company}/campaigns")
    page.get_by_test_id("campaign").first.click()
    expect(figure(page, "replied")).to_have_text("1", timeout=20_000)
    page.get_by_test_id("open-replied").click()
    people = page.get_by_role("table", name="People")
    expect(people.get_by_role("row").filter(has_text="Ana Sá")).to_have_count(1)
    expect(people.get_by_text("Customer")).to_have_count(0)


def check_that_another_company_sees_none_of_it(
    running: RunningProduct, ours: Page, theirs: Page
) -> None:
    for path in ("/", "/inbox", "/contacts", "/campaigns"):
        theirs.goto(running.company("globex") + path)
        expect(theirs.locator("h1").first).to_be_visible()
        content = theirs.locator("main").inner_text()
        for secret in ("Winter at Initech", "Is the offer still on?", "Customer 5"):
            assert secret not in content
    ours.goto(f"{running.company('initech')}/campaigns")
    ours.get_by_test_id("campaign").first.click()
    expect(ours).to_have_url(re.compile(r"/campaigns/[0-9a-f-]{36}"))
    theirs.goto(running.company("globex") + "/campaigns/" + ours.url.rpartition("/")[2])
    expect(theirs.get_by_text("This campaign does not exist")).to_be_visible()


def demo_password(running: RunningProduct) -> str:
    return running.sign_ins[0].password


def sign_in(page: Page, email: str, password: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_test_id("sign-in").click()
    expect(page).not_to_have_url(re.compile("/login"))


def create_company(page: Page) -> None:
    page.get_by_role("link", name="Companies", exact=True).click()
    page.get_by_test_id("new-company").click()
    page.get_by_test_id("company-name").fill("Initech")
    page.get_by_test_id("company-subdomain").fill("initech")
    page.get_by_test_id("company-admin").fill(ADMIN)
    page.get_by_test_id("create-company").click()
    expect(page.get_by_test_id("company-created")).to_contain_text(ADMIN)


def set_up_link(page: Page) -> str:
    page.get_by_role("link", name="Outbox").first.click()
    page.get_by_test_id("mail").filter(has_text=ADMIN).or_(
        page.locator("tr").filter(has_text=ADMIN).get_by_test_id("mail")
    ).first.click()
    return page.get_by_test_id("mail-link").input_value()


def set_up(page: Page) -> None:
    page.get_by_test_id("name").fill("Peter Gibbons")
    page.get_by_test_id("password").fill(PASSWORD)
    page.get_by_test_id("set-up").click()
    expect(page.locator("h1")).to_contain_text("Peter")
    expect(page.get_by_test_id("checklist")).to_contain_text("0 of 9")


def connect_whatsapp(page: Page, *, token: str) -> None:
    page.get_by_test_id("access-token").fill(token)
    page.get_by_test_id("waba-id").fill(ACCOUNT.waba_id)
    page.get_by_test_id("app-secret").fill(ACCOUNT.app_secret)
    page.get_by_test_id("connect").click()


def contacts_csv() -> bytes:
    """A thousand rows as companies have them, the bad ones in the middle."""
    rows = ["phone;name;discount"]
    bad = ["", "abc", "12", "4.15E+11", "1-800-FLOWERS", CUSTOMER] * (BAD_ROWS // 6)
    rows += [f"{CUSTOMER};Ana Sá;10 %"]
    rows += [f"{number};Bad {n};5 %" for n, number in enumerate(bad)]
    rows += [f"+3519{n}0131026;Gone {n};5 %" for n in range(1, 1 + NOT_ON_WHATSAPP)]
    rows += [f"+351 913 {n:06};Customer {n};{n % 50} %" for n in range(ROWS - len(rows))]
    rows += ["+351914000000;;5 %"]
    return "\n".join(rows).encode()


def import_contacts(page: Page, company: str) -> None:
    page.goto(f"{company}/contacts/import")
    page.set_input_files(
        "input[type=file]",
        {"name": "customers.csv", "mimeType": "text/csv", "buffer": contacts_csv()},
    )
    page.get_by_test_id("tags").fill("winter")
    page.get_by_test_id("consent").check()
    page.get_by_test_id("consent-source").fill("Newsletter form, 2026")
    page.get_by_test_id("check-file").click()
    expect(figure(page, "rejected")).to_have_text(str(BAD_ROWS), timeout=30_000)
    page.get_by_test_id("start-import").click()
    expect(page.get_by_text("Completed")).to_be_visible(timeout=30_000)
    expect(figure(page, "rejected")).to_have_text(str(BAD_ROWS), timeout=30_000)
    expect(figure(page, "added")).to_have_text(str(ROWS - BAD_ROWS), timeout=30_000)


def figure(page: Page, name: str) -> Locator:
    return page.get_by_test_id(f"figure-{name}")


def build_campaign(page: Page, company: str) -> None:
    page.goto(f"{company}/campaigns")
    page.get_by_test_id("new-campaign").click()
    page.get_by_test_id("campaign-name").fill("Winter at Initech")
    expect(page.get_by_test_id("missing").filter(has_text="Choose a template.")).to_be_visible()
    page.get_by_test_id("step-review").click()
    expect(page.get_by_test_id("launch")).to_be_disabled()
    page.get_by_test_id("step-template").click()
    page.get_by_test_id("campaign-template").select_option(label="winter_offer (en)")
    expect(page.get_by_test_id("missing").filter(has_text="first_name")).to_be_visible()
    page.get_by_test_id("source-body.first_name").select_option(label="First name")
    page.get_by_test_id("source-body.discount").select_option(label="Attribute: discount")
    page.get_by_test_id("continue").click()
    page.get_by_test_id("campaign-audience").select_option(value="tag:winter")
    expect(page.get_by_test_id("will-receive")).to_have_text(str(ROWS - BAD_ROWS - NAMELESS))
    expect(page.get_by_test_id("skip-missing_value")).to_contain_text(str(NAMELESS))
    page.get_by_test_id("skip-missing_value").get_by_test_id("show-people").click()
    expect(page.get_by_test_id("person-behind")).to_have_count(NAMELESS)
    page.get_by_test_id("close-people").click()
    expect(page.get_by_test_id("phone-bubble")).to_contain_text(
        re.compile(r"Hi \w+, this week you get \d+ % off")
    )


def launch(page: Page) -> None:
    page.get_by_test_id("step-review").click()
    expect(page.get_by_test_id("forecast-total")).not_to_be_empty()
    page.get_by_test_id("launch").click()
    page.get_by_test_id("launch-now").click()
    expect(page).to_have_url(re.compile(r"/campaigns/[0-9a-f-]{36}"))


def watch(page: Page) -> None:
    """See figures move without touching the page, until everybody has been dealt with."""
    expect(figure(page, "accepted")).not_to_have_text("0", timeout=PATIENCE_MS)
    expect(figure(page, "waiting")).to_have_text("0", timeout=PATIENCE_MS)
    expect(figure(page, "failed")).to_have_text(str(NOT_ON_WHATSAPP), timeout=PATIENCE_MS)
    expect(figure(page, "delivered")).to_have_text(
        str(ROWS - BAD_ROWS - NAMELESS - NOT_ON_WHATSAPP), timeout=PATIENCE_MS
    )
    expect(page.get_by_text("Completed").first).to_be_visible(timeout=PATIENCE_MS)


def check_sums(page: Page) -> None:
    shown = {
        name: int(figure(page, name).inner_text().replace(",", ""))
        for name in ("audience", "skipped", "accepted", "failed", "unconfirmed", "waiting")
    }
    assert shown.pop("audience") == sum(shown.values()) == ROWS - BAD_ROWS
    expect(page.get_by_test_id("reason-missing_value")).to_contain_text(str(NAMELESS))
    expect(page.get_by_test_id("reason-131026")).to_contain_text(str(NOT_ON_WHATSAPP))


def check_every_send_happened_once(running: RunningProduct) -> None:
    number = ACCOUNT.numbers[0].id
    ledger = httpx.get(
        f"{running.environment['SIMULATOR_URL']}/simulator/api/ledger",
        params={"phone_number_id": number},
    ).json()
    sends = Counter(send["to"] for send in ledger["sends"])
    assert len(sends) == ROWS - BAD_ROWS - NAMELESS
    assert set(sends.values()) == {1}


def answer_from_phone(phone: Page, text: str) -> None:
    phone.get_by_test_id("number").select_option(value=ACCOUNT.numbers[0].id)
    phone.get_by_text("New customer").click()
    phone.get_by_test_id("new-customer").fill(CUSTOMER)
    phone.get_by_test_id("new-chat").click()
    expect(phone.get_by_test_id("messages")).to_contain_text("Hi Ana")
    phone.get_by_test_id("input").fill(text)
    phone.get_by_test_id("send").click()


def reply(page: Page, text: str) -> None:
    page.get_by_test_id("reply").fill(text)
    page.get_by_test_id("send-reply").click()
    expect(page.get_by_test_id("thread")).to_contain_text(text)
