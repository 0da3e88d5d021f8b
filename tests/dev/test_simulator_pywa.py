"""The simulator is honest: pywa, a client that nobody here wrote, does its normal work with it."""

from collections.abc import Iterator
from io import BytesIO

import httpx
import pytest
from pywa.client import WhatsApp
from pywa.errors import WhatsAppError
from pywa.types import templates as t
from pywa.types.callback import (
    BaseCarouselCard,
    Button,
    FlowButton,
    ImageCarouselCard,
    Section,
    SectionList,
    SectionRow,
    URLButton,
    VideoCarouselCard,
)
from pywa.types.flows import FlowActionType
from pywa.types.others import Contact, Pagination

from platform_app.dev.whatsapp_simulator.media_store import sample
from platform_app.integrations.whatsapp.graph_json import JsonObject
from tests.dev.simulators import (
    ACME,
    NUMBER,
    VERIFY_TOKEN,
    CompanyWebhook,
    Simulator,
    wait_for,
)

CUSTOMER = "351912000801"
PHONE = f"+{CUSTOMER}"
PHOTO = "https://shop.example/photo.jpg"


class Redirected(httpx.HTTPTransport):
    """The one thing changed of pywa: its requests to Meta's host end at the simulator."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = httpx.URL(address)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(
            scheme="http", host=self.address.host, port=self.address.port
        )
        return super().handle_request(request)


@pytest.fixture
def wa(simulator: Simulator) -> Iterator[WhatsApp]:
    with httpx.Client(transport=Redirected(simulator.url)) as session:
        yield WhatsApp(
            phone_id=NUMBER,
            token=ACME.token,
            waba_id=ACME.waba_id,
            app_id=ACME.app_id,
            app_secret=ACME.app_secret,
            session=session,
        )


@pytest.fixture
def their_words(simulator: Simulator) -> str:
    """A customer has written, so everything may be sent."""
    return simulator.receive(PHONE, "Hello?")


def sent(simulator: Simulator, wamid: str) -> JsonObject:
    (row,) = [one for one in simulator.ledger()["sends"] if one["wamid"] == wamid]
    assert row["to"] == PHONE
    return row["payload"]


def test_words_buttons_lists_links_and_forms(simulator: Simulator, wa: WhatsApp, their_words: str):
    rows = [SectionRow(title="Where is it?", callback_data="o1", description="Track")]
    messages = {
        "text": wa.send_message(CUSTOMER, "Hi", tracker="t1", reply_to_message_id=their_words),
        "button": wa.send_message(
            CUSTOMER, "Sure?", buttons=[Button("Yes", "y"), Button("No", "n")]
        ),
        "list": wa.send_message(
            CUSTOMER, "Pick", buttons=SectionList("Open", [Section("A", rows)])
        ),
        "cta_url": wa.send_message(
            CUSTOMER, "Book", buttons=URLButton("Book", "https://a.example/")
        ),
        "flow": wa.send_message(
            CUSTOMER,
            "Form",
            buttons=FlowButton(
                title="Open form",
                flow_id="90011223344",
                flow_token="tok",
                flow_action_type=FlowActionType.NAVIGATE,
                flow_action_screen="START",
            ),
        ),
        "location_request_message": wa.request_location(CUSTOMER, "Where are you?"),
        "request_contact_info": wa.request_contact_info(CUSTOMER, "Your number?"),
    }
    for kind, message in messages.items():
        payload = sent(simulator, message.id)
        assert payload.get("interactive", payload).get("type") == kind


def test_files_places_people_and_reactions(simulator: Simulator, wa: WhatsApp, their_words: str):
    document, _, _ = sample("document")
    sticker, _, _ = sample("sticker")
    voice, _, _ = sample("audio")
    person = Contact(
        name=Contact.Name(formatted_name="Rui Sá", first_name="Rui"),
        phones=[Contact.Phone(phone="+351210000222", type="WORK")],
    )
    messages = {
        "image": wa.send_image(CUSTOMER, PHOTO, caption="A chair"),
        "video": wa.send_video(CUSTOMER, "https://shop.example/v.mp4"),
        "document": wa.send_document(CUSTOMER, document, filename="q.pdf", caption="Quote"),
        "sticker": wa.send_sticker(CUSTOMER, sticker, mime_type="image/webp"),
        "audio": wa.send_voice(CUSTOMER, voice, mime_type="audio/ogg"),
        "location": wa.send_location(CUSTOMER, 38.7, -9.1, name="Shop", address="Rua A"),
        "contacts": wa.send_contact(CUSTOMER, person),
        "reaction": wa.send_reaction(CUSTOMER, "👍", their_words),
    }
    for kind, message in messages.items():
        assert sent(simulator, message.id)["type"] == kind
    wa.send_audio(CUSTOMER, "https://shop.example/a.mp3")
    wa.remove_reaction(CUSTOMER, their_words)


def test_a_carousel(simulator: Simulator, wa: WhatsApp, their_words: str):
    cards: list[ImageCarouselCard | VideoCarouselCard | BaseCarouselCard] = [
        ImageCarouselCard(
            image=PHOTO, body=f"Card {n}", buttons=URLButton("Go", "https://a.example/")
        )
        for n in range(2)
    ]
    message = wa.send_carousel(CUSTOMER, body="Look", cards=cards)
    assert sent(simulator, message.id)["interactive"]["type"] == "carousel"
    taps: list[ImageCarouselCard | VideoCarouselCard | BaseCarouselCard] = [
        ImageCarouselCard(image=PHOTO, buttons=[Button("Take it", f"take:{n}")]) for n in range(2)
    ]
    wa.send_carousel(CUSTOMER, body="Which?", cards=taps)


def test_reading_and_typing(simulator: Simulator, wa: WhatsApp, their_words: str):
    assert wa.mark_message_as_read(their_words)
    assert wa.indicate_typing(their_words)
    query = {"number": NUMBER, "customer": PHONE}
    shown = simulator.http.get("/simulator/chat", params=query).text
    assert 'aria-label="Read"' in shown
    assert "typing…" in shown


def test_a_file_goes_up_and_comes_down_and_is_deleted(wa: WhatsApp):
    content, mime_type, name = sample("image")
    media = wa.upload_media(BytesIO(content), mime_type=mime_type, filename=name)
    found = wa.get_media_url(media.id)
    assert (found.file_size, found.mime_type) == (len(content), "image/jpeg")
    assert wa.get_media_bytes(found.url) == content
    assert wa.delete_media(media.id)
    with pytest.raises(WhatsAppError):
        wa.get_media_url(media.id)


def test_a_template_is_made_read_changed_sent_and_deleted(simulator: Simulator, wa: WhatsApp):
    simulator.behave(review_after_s=0.01)
    made = wa.create_template(
        t.Template(
            name="pywa_offer",
            category=t.TemplateCategory.MARKETING,
            language=t.TemplateLanguage.ENGLISH_US,
            parameter_format=t.ParamFormat.NAMED,
            components=[
                t.HeaderText("Our {{sale}} is on!", sale="Winter sale"),
                t.BodyText("Shop until {{end}} and use the code for a discount.", end="May"),
                t.FooterText(text="Reply STOP to opt out"),
                t.Buttons(
                    buttons=[
                        t.CopyCodeButton(example="25OFF"),
                        t.URLButton(text="See it", url="https://shop.example/{{1}}", example="x"),
                        t.QuickReplyButton(text="Stop promotions"),
                    ]
                ),
            ],
        )
    )
    assert made.status == t.TemplateStatus.PENDING
    wait_for(lambda: wa.get_template(made.id).status == t.TemplateStatus.APPROVED)
    message = wa.send_template(
        CUSTOMER,
        "pywa_offer",
        t.TemplateLanguage.ENGLISH_US,
        [
            t.HeaderText.params(sale="Winter sale"),
            t.BodyText.params(end="June"),
            t.CopyCodeButton.params(coupon_code="25OFF", index=0),
            t.URLButton.params(url_variable="r1", index=1),
            t.QuickReplyButton.params(callback_data="stop", index=2),
        ],
    )
    assert sent(simulator, message.id)["type"] == "template"
    simulator.control(f"templates/{made.id}", status="REJECTED", reason="SCAM")
    edited = wa.update_template(made.id, new_components=[t.BodyText("No variables any more.")])
    assert edited.success
    assert wa.get_templates(name="pywa_offer")[0].id == made.id
    assert wa.delete_template("pywa_offer", template_id=made.id)
    assert not list(wa.get_templates(name="pywa_offer"))


def test_all_templates_are_read_page_by_page(wa: WhatsApp):
    first = wa.get_templates()
    second = wa.get_templates(pagination=Pagination(after=first.after))
    assert first.has_next
    assert not second.has_next
    assert len(first) == 25
    assert first.total_count == len(first) + len(second) == len(ACME.templates)


def test_an_authentication_template(simulator: Simulator, wa: WhatsApp):
    simulator.behave(review_after_s=0.01)
    made = wa.create_template(
        t.Template(
            name="pywa_code",
            category=t.TemplateCategory.AUTHENTICATION,
            language=t.TemplateLanguage.ENGLISH_US,
            components=[
                t.AuthenticationBody(add_security_recommendation=True),
                t.AuthenticationFooter(code_expiration_minutes=5),
                t.Buttons(buttons=[t.CopyCodeOTPButton()]),
            ],
        )
    )
    wait_for(lambda: wa.get_template(made.id).status == t.TemplateStatus.APPROVED)
    params = [t.AuthenticationBody.params(otp="123456"), t.CopyCodeOTPButton.params(otp="123456")]
    wa.send_template(CUSTOMER, "pywa_code", t.TemplateLanguage.ENGLISH_US, params)


def test_a_header_is_uploaded_with_a_word_that_the_reference_forbids(wa: WhatsApp):
    """pywa says Bearer in step two; the reference says OAuth, and the reference decides."""
    content, mime_type, _ = sample("image")
    session = wa.api.create_upload_session(ACME.app_id, "photo.jpg", len(content), mime_type)
    with pytest.raises(WhatsAppError):
        wa.api.upload_file(session["id"], content)
    headers = {"Authorization": f"OAuth {ACME.token}", "file_offset": "0"}
    answer = wa.api.send_raw_request("POST", f"/{session['id']}", headers=headers, content=content)
    assert answer["h"].startswith("4::")


def test_the_business_profile(wa: WhatsApp):
    assert wa.update_business_profile(about="Chairs", websites=["https://acme.example/"])
    profile = wa.get_business_profile()
    assert (profile.about, list(profile.websites or ())) == ("Chairs", ["https://acme.example/"])


def test_short_links(wa: WhatsApp):
    made = wa.create_qr_code("I would like a chair", "SVG")
    assert made.qr_image_url
    assert wa.update_qr_code(made.code, "I would like a table").prefilled_message.endswith("table")
    found = wa.get_qr_code(made.code)
    assert found is not None
    assert found.deep_link_url == f"https://wa.me/message/{made.code}"
    assert [one.code for one in wa.get_qr_codes()] == [made.code]
    assert wa.delete_qr_code(made.code)


def test_people_are_blocked_and_unblocked(wa: WhatsApp, their_words: str):
    blocked = wa.block_users([CUSTOMER, "351912000999"])
    assert [one.wa_id for one in blocked.added_users] == [CUSTOMER]
    assert [one.input for one in blocked.failed_users] == ["351912000999"]
    # Its own reader wants an `input` that WhatsApp's list, also in pywa's documentation, has not.
    assert [one["wa_id"] for one in wa.api.get_blocked_users(NUMBER)["data"]] == [CUSTOMER]
    assert [one.wa_id for one in wa.unblock_users([CUSTOMER]).removed_users] == [CUSTOMER]
    assert not wa.api.get_blocked_users(NUMBER)["data"]


def test_numbers_accounts_and_settings(wa: WhatsApp):
    number = wa.get_business_phone_number()
    assert (number.id, number.display_phone_number) == (NUMBER, ACME.numbers[0].display_number)
    assert len(wa.get_business_phone_numbers()) == len(ACME.numbers)
    assert wa.get_business_account().id == ACME.waba_id
    assert wa.update_conversational_automation(ice_breakers=["Opening hours?"])
    assert wa.register_phone_number("123456")
    assert wa.get_business_phone_number_settings()


def test_callbacks_are_set_where_pywa_sets_them(
    simulator: Simulator, wa: WhatsApp, webhook: CompanyWebhook
):
    token = wa.get_app_access_token(int(ACME.app_id), ACME.app_secret)
    assert wa.set_app_callback_url(int(ACME.app_id), token, webhook.url, VERIFY_TOKEN, ["messages"])
    assert wa.override_waba_callback_url(webhook.url, VERIFY_TOKEN)
    assert wa.override_phone_callback_url(webhook.url, VERIFY_TOKEN)
    assert wa.delete_phone_callback_url()
    assert wa.delete_waba_callback_url()
