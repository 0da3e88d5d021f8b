"""Which subdomains a company may have."""

import re

from platform_app.core.errors import InvalidInput

_SHAPE = re.compile(r"[a-z](?:[a-z0-9-]{1,38}[a-z0-9])")
_RESERVED = frozenset(
    """
    www app api admin superadmin root system internal platform auth login signin signup logout
    account accounts sso oauth id my me dashboard console portal status health metrics webhook
    webhooks hooks callback ws socket static assets cdn media file files img image images upload
    uploads download mail email smtp imap pop webmail mx ns ns1 ns2 dns ftp sftp ssh vpn proxy
    gateway git ci dev development test testing stage staging beta alpha preview sandbox demo
    docs doc help support helpdesk faq blog news about legal terms privacy abuse security
    postmaster hostmaster webmaster noreply no-reply billing pay payment payments invoice shop
    store sales contact team jobs careers partner partners whatsapp meta facebook wa openai
    autodiscover autoconfig mta-sts cpanel whm localhost local example null undefined none
    default public private tenant company simulator setup
    """.split()
)


def check_subdomain(subdomain: str) -> None:
    """Raise InvalidInput unless a company may have this subdomain."""
    if not _SHAPE.fullmatch(subdomain) or "--" in subdomain:
        raise _refused(
            "Use 3 to 40 small letters, digits and single hyphens, beginning with a letter."
        )
    if subdomain in _RESERVED:
        raise _refused("This subdomain is reserved. Choose another one.")


def _refused(sentence: str) -> InvalidInput:
    return InvalidInput("This subdomain cannot be used.", {"subdomain": sentence})
