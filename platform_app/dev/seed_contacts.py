"""The demo's contacts: what is kept about them, what they agreed to, and the groups they are in."""

from datetime import date, timedelta

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.models.attributes import AttributeKind
from platform_app.models.consent import ConsentKind, ConsentSource
from platform_app.models.contacts import Contact
from platform_app.services import attributes, consent, contacts, segments, tags

FIRST_NAMES = ("Ana", "Rui", "Inês", "Tomás", "محمد", "Zoë", "Łukasz", "Beatriz", "João", "Chloé")
LAST_NAMES = (
    "Sá",
    "Duarte",
    "Marques",
    "العلي",
    "O'Neill",
    "Nguyễn",
    "Silva",
    "García",
    "Müller",
    "Okafor",
)
# Among the newest, so that they stand on the first page.
UNUSUAL_NAMES = {
    3: "محمد عبد الرحمن العلي",
    5: "Maria da Conceição Henriqueta Vasconcelos de Albuquerque e Castro-Pereira da Silva Monteiro",
}
WITHOUT_A_PHONE = 7
NEWSLETTER = "newsletter"
TAGS = ((NEWSLETTER, "teal"), ("VIP", "violet"), ("Wholesale", "blue"), ("Complaint", "red"))
CITIES = ("Lisbon", "Porto", "Braga", "Faro")
ROOMS = ("Kitchen", "Living room", "Bedroom", "Office")
WORDING = "Yes, Acme Furniture may write to me on WhatsApp about offers. I can stop it any time with STOP."
AGREED = (
    (ConsentSource.FORM, "Newsletter form on the web site"),
    (ConsentSource.AGENT, "At the counter in Lisbon"),
    (ConsentSource.KEYWORD, "Wrote “START” on WhatsApp"),
    (ConsentSource.SEED, "Kept from before"),
)
NOTES = (
    "Wants the oak table, not the walnut one.",
    "Called about the delivery; it comes on Friday before noon.",
    "Moved to Porto in spring.\nThe old address is still on two invoices.",
)
SEGMENTS = (
    ("Lisbon, opted in", "all", (("attribute.text", "is", ("Lisbon",), "city"), ("consent", "is", ("opted_in",), ""))),
    ("VIP or wholesale", "any", (("tags", "any_of", ("VIP", "Wholesale"), ""), ("attribute.number", "more", ("9",), "orders"))),
    ("Birthday within a fortnight", "all", (("attribute.date", "anniversary", ("14",), "birthday"),)),
)  # fmt: skip
GUESTS = "Showroom guests"


def add_people(ctx: CompanyContext, count: int) -> None:
    """Add contacts with tags, attributes, consent and notes, and the segments and the list they are in."""
    _define(ctx)
    people = [_person(ctx, n, count) for n in range(count)]
    ctx.db.add_all(people)
    ctx.db.flush()
    for n, contact in enumerate(people):
        _agree(ctx, contact, n)
    newest = people[::-1]
    for contact, body in zip(newest, NOTES, strict=False):
        contacts.add_note(ctx, contact.id, body)
    for name, match, conditions in SEGMENTS:
        parts = [
            {"subject": subject, "operator": operator, "values": list(values), "key": key}
            for subject, operator, values, key in conditions
        ]
        segments.create(ctx, name=name, definition={"match": match, "parts": parts})
    guests = segments.create_list(ctx, name=GUESTS)
    segments.add_members(ctx, guests, [one.id for one in newest[:20:2]])


def _define(ctx: CompanyContext) -> None:
    attributes.define(ctx, "City")
    attributes.define(ctx, "Orders", kind=AttributeKind.NUMBER)
    attributes.define(ctx, "Birthday", kind=AttributeKind.DATE)
    attributes.define(ctx, "Loyalty card", kind=AttributeKind.YES_NO)
    attributes.define(ctx, "Favourite room", kind=AttributeKind.CHOICE, choices=ROOMS)
    for name, colour in TAGS:
        tags.create(ctx, name, colour)
    consent.add_wording(ctx, name="Newsletter form", body=WORDING)


def _person(ctx: CompanyContext, n: int, count: int) -> Contact:
    first, last = FIRST_NAMES[n % 10], LAST_NAMES[(n * 7 + n // 10) % 10]
    from_newest = count - 1 - n
    has_phone = from_newest != WITHOUT_A_PHONE
    return Contact(
        company_id=ctx.company_id,
        phone=f"+3519120{n:05}" if has_phone else None,
        wa_user_id=None if has_phone else f"PT.demo{n:06}",
        name=UNUSUAL_NAMES.get(from_newest, "" if n % 40 == 11 else f"{first} {last}"),
        attributes=_known(n),
        tags=sorted(name for (name, _), every in zip(TAGS, (3, 11, 17, 29), strict=True) if n % every == 0),
    )  # fmt: skip


def _known(n: int) -> dict[str, str]:
    known = {"city": CITIES[n % len(CITIES)]}
    if n % 3:
        known["orders"] = str(n % 13)
    if n % 4:
        known["birthday"] = date(1960 + n % 45, 1 + n % 12, 1 + n % 28).isoformat()
    if n % 5:
        known["loyalty_card"] = "yes" if n % 2 else "no"
    if n % 6:
        known["favourite_room"] = ROOMS[n % len(ROOMS)]
    return known


def _agree(ctx: CompanyContext, contact: Contact, n: int) -> None:
    source, detail = AGREED[n % len(AGREED)]
    if n % 12 != 5:
        wording = WORDING if source is ConsentSource.FORM else ""
        _add_entry(ctx, contact, ConsentKind.GRANTED, (source, detail, wording), days=n)
    if n % 30 == 7:
        stopped = (ConsentSource.KEYWORD, "Wrote “STOP” on WhatsApp", "")
        _add_entry(ctx, contact, ConsentKind.WITHDRAWN, stopped, days=1 + n // 10)


def _add_entry(
    ctx: CompanyContext,
    contact: Contact,
    kind: ConsentKind,
    proof: tuple[ConsentSource, str, str],
    *,
    days: int,
) -> None:
    source, detail, wording = proof
    then = now() - timedelta(days=days)
    change = consent.ConsentChange(kind, source, detail=detail, wording=wording, happened_at=then)
    consent.record(ctx, contact, change, is_one_of_many=True)
