"""The words of every mail."""

from datetime import datetime

from platform_app.core.context import CompanyContext, PlatformContext
from platform_app.models.companies import Company
from platform_app.services.mail.dressing import Words
from platform_app.services.mail.writing import (
    company_sender,
    count_recent,
    sender_of,
    write,
    write_for_company,
)

# Whatever goes on at WhatsApp: more mails than these tell nobody more, and look like spam to mail servers.
_MOST_AN_HOUR = 20
_NAMED = 5
_UNEXPECTED = "If you did not expect this mail, you can ignore it."
_NOT_YOU = (
    "If this was not you, reset your password now, end your other sessions and tell an admin."
)


def write_setup_link(
    ctx: PlatformContext, company: Company, recipient: str, token: str, *, days: int
) -> None:
    """Write the mail that lets a company's first admin choose a password."""
    link = f"{company_sender(company).origin}/setup/{token}"
    paragraphs = (
        f"{company.name} now has its place on this platform, and you are its first admin.",
        f"Open this link to choose your password. It works once, for {days} days.",
        _UNEXPECTED,
    )
    words = Words(f"Set up {company.name}", paragraphs, link, "Set up your account")
    write_for_company(ctx, company, recipient, words)


def write_invitation(
    ctx: CompanyContext | PlatformContext, recipient: str, token: str, *, role: str, hours: int
) -> None:
    """Write the mail that invites somebody to the team."""
    sender, inviter = sender_of(ctx), ctx.actor.name or "An admin"
    paragraphs = (
        f"{inviter} invites you to the team of {sender.name}. Your role: {role}.",
        f"Open this link to choose your password. It works once, for {hours} hours.",
        _UNEXPECTED,
    )
    link = f"{sender.origin}/invite/{token}"
    write(
        ctx,
        recipient,
        Words(f"Join {sender.name}", paragraphs, link, "Accept the invitation"),
    )


def write_reset_link(
    ctx: CompanyContext | PlatformContext, recipient: str, token: str, *, minutes: int
) -> None:
    """Write the mail that lets somebody choose a new password."""
    sender = sender_of(ctx)
    paragraphs = (
        f"Somebody asked for a new password for your account at {sender.name}.",
        f"Open this link to choose one. It works once, for {minutes} minutes.",
        "If it was not you, ignore this mail: your password stays as it is.",
    )
    link = f"{sender.origin}/reset/{token}"
    write(ctx, recipient, Words("Choose a new password", paragraphs, link, "New password"))


def write_email_change_link(
    ctx: CompanyContext | PlatformContext, recipient: str, token: str, *, old: str
) -> None:
    """Write the mail that proves a new address."""
    sender = sender_of(ctx)
    paragraphs = (
        f"The account {old} at {sender.name} is to get this address.",
        "Open this link to confirm it. It works once, for 24 hours.",
        _UNEXPECTED,
    )
    link = f"{sender.origin}/email/{token}"
    write(ctx, recipient, Words("Confirm your address", paragraphs, link, "Confirm this address"))


def tell_of_security_change(
    ctx: CompanyContext | PlatformContext, recipient: str, sentence: str
) -> None:
    """Tell somebody that their account's protection has changed."""
    write(ctx, recipient, Words("Your account was changed", (sentence, _NOT_YOU)))


def tell_of_new_device(ctx: CompanyContext | PlatformContext, recipient: str, browser: str) -> None:
    """Tell somebody that a browser has signed in for the first time."""
    sender, address = sender_of(ctx), ctx.actor.origin.address
    sentence = (
        f"{browser} at {address} signed in to your account at {sender.name} for the first time."
    )
    write(ctx, recipient, Words("A new device signed in", (sentence, _NOT_YOU)))


def tell_of_new_address(ctx: CompanyContext, recipient: str, old: str) -> None:
    """Tell somebody where their company's people sign in from now on."""
    sender = sender_of(ctx)
    paragraphs = (
        f"{sender.name} has moved: you sign in at {sender.origin} from now on.",
        f"The old address, {old}, leads there for 90 days.",
    )
    words = Words(f"{sender.name} has a new address", paragraphs, sender.origin, "Sign in")
    write(ctx, recipient, words)


def ask_for_approval(
    ctx: CompanyContext, recipient: str, campaign_id: str, name: str, *, people: int
) -> None:
    """Write the mail that asks somebody to approve a campaign."""
    asker = ctx.actor.name or "Somebody of your team"
    paragraphs = (
        f"{asker} wants to send the campaign “{name}” to {people:,} people.",
        "Nothing is sent before you have approved it.",
    )
    link = f"{sender_of(ctx).origin}/campaigns/{campaign_id}"
    write(
        ctx, recipient, Words(f"Please approve: {name}", paragraphs, link, "Look at the campaign")
    )


def send_back(
    ctx: CompanyContext, recipient: str, campaign_id: str, name: str, *, note: str
) -> None:
    """Write the mail that tells somebody that their campaign was not approved."""
    approver = ctx.actor.name or "Somebody of your team"
    paragraphs = (f"{approver} has sent the campaign “{name}” back and says:", f"“{note}”")
    link = f"{sender_of(ctx).origin}/campaigns/new?draft={campaign_id}"
    write(ctx, recipient, Words(f"Sent back: {name}", paragraphs, link, "Change the campaign"))


def tell_of_usage(ctx: CompanyContext, recipient: str, used: str, *, is_reached: bool) -> None:
    """Tell an admin that a limit of the company's plan is near, or reached."""
    sender = sender_of(ctx)
    consequence = (
        "Nothing more of this can be added for now. People's own replies always go out."
        if is_reached
        else "You can go on as before; this is only so that it does not surprise you."
    )
    paragraphs = (f"{sender.name} has used {used}.", consequence)
    subject = "A limit of your plan is reached" if is_reached else "A limit of your plan is near"
    link = f"{sender.origin}/settings/usage"
    write(ctx, recipient, Words(subject, paragraphs, link, "See what is used"))


def tell_of_import(
    ctx: CompanyContext, recipient: str, import_id: str, file_name: str, *, result: str
) -> None:
    """Tell whoever started a long import that it has ended, and how."""
    paragraphs = (
        f"The import of “{file_name}” has ended: {result}",
        "The rows that were not taken are there as a file, each with its reason.",
    )
    link = f"{sender_of(ctx).origin}/contacts/imports/{import_id}"
    write(ctx, recipient, Words("Your import has ended", paragraphs, link, "See the result"))


def tell_of_channel(
    ctx: CompanyContext, recipient: str, title: str, text: str, advice: str
) -> None:
    """Tell an admin that something about the company's WhatsApp has stopped, unless they hear of too much already."""
    if count_recent(ctx, recipient) >= _MOST_AN_HOUR:
        return
    paragraphs = tuple(filter(None, (text, advice)))
    link = f"{sender_of(ctx).origin}/settings/whatsapp"
    write(ctx, recipient, Words(title, paragraphs, link, "See your WhatsApp numbers"))


def tell_of_pauses(
    ctx: CompanyContext, recipient: str, campaigns: list[tuple[str, str]], reason: str
) -> None:
    """Tell somebody that campaigns, each with its id and name, have paused, unless they hear of too much already."""
    if count_recent(ctx, recipient) >= _MOST_AN_HOUR:
        return
    origin, (first_id, first) = sender_of(ctx).origin, campaigns[0]
    if len(campaigns) == 1:
        subject, link = f"Paused: {first}", f"{origin}/campaigns/{first_id}"
        what = f"The campaign “{first}” has paused."
    else:
        subject, link = f"{len(campaigns)} campaigns have paused", f"{origin}/campaigns"
        named = ", ".join(f"“{name}”" for _, name in campaigns[:_NAMED])
        more = len(campaigns) - _NAMED
        what = f"These have paused: {named}" + (f" and {more} more." if more > 0 else ".")
    paragraphs = (what, reason, "Nobody else is written to until somebody resumes.")
    write(ctx, recipient, Words(subject, paragraphs, link, "See what to do"))


def tell_of_deletion(ctx: PlatformContext, company: Company, recipient: str, due: datetime) -> None:
    """Tell an admin that the company is suspended now and will be deleted."""
    paragraphs = (
        f"{company.name} is suspended and will be deleted on {due:%-d %B %Y}.",
        "Until then nothing is lost: whoever runs this platform can restore it. Afterwards all of its data is "
        "gone for good.",
        "If you did not expect this, answer to whoever runs this platform now.",
    )
    words = Words(f"{company.name} is to be deleted", paragraphs)
    write_for_company(ctx, company, recipient, words)


def tell_of_kept_company(ctx: PlatformContext, company: Company, recipient: str) -> None:
    """Tell an admin that the company is not deleted after all."""
    paragraphs = (f"{company.name} is restored. It will not be deleted; you can go on as before.",)
    link = company_sender(company).origin
    words = Words(f"{company.name} is restored", paragraphs, link, "Sign in")
    write_for_company(ctx, company, recipient, words)
