"""The words of every mail."""

from uuid import UUID

from platform_app.core.context import PlatformContext
from platform_app.models.mail import Mail

_SETUP = """Hello,

{company} now has its place on this platform, and you are its first admin.

Open this link to choose your password. It works once, for {days} days:

{link}

If you did not expect this mail, you can ignore it.
"""


def write_setup_link(
    ctx: PlatformContext, company_id: UUID, *, company: str, recipient: str, link: str, days: int
) -> None:
    """Write the mail that lets a company's first admin choose a password."""
    letter = Mail(
        company_id=company_id,
        recipient=recipient,
        subject=f"Set up {company}",
        body=_SETUP.format(company=company, link=link, days=days),
    )
    ctx.db.add(letter)
    ctx.enqueue("mail.deliver", company_id=company_id, mail_id=letter.id)
