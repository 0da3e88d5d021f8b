"""Network addresses, as far as limits count by them."""

from ipaddress import IPv6Address, ip_address

_SUBSCRIBER_BITS = 64


def network_of(address: str) -> str:
    """Return what stands for one subscriber: an IPv4 address, or the /64 in which anybody picks IPv6 ones at will."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return str(known)
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return f"{IPv6Address(int(known) >> _SUBSCRIBER_BITS << _SUBSCRIBER_BITS)}/{_SUBSCRIBER_BITS}"
