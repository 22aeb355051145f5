"""Addresses that a setting may name: none that means another place than it says, and no service of the machine's own cloud."""

from __future__ import annotations

import socket
import unicodedata
from ipaddress import IPv4Address, IPv6Address, ip_address

Address = IPv4Address | IPv6Address
METADATA_NAMES = frozenset(
    {"metadata", "metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal"}
)
"""Names under which clouds hand out a machine's credentials."""
_METADATA = (ip_address("fd00:ec2::254"), ip_address("100.100.100.200"), ip_address("168.63.129.16"))


def refuse_disguised(host: str) -> None:
    """Return for a name, or an address in its usual form of a host that may be spoken to. Nothing is looked up.

    Raises:
        ValueError: Decimal, octal, hexadecimal or shortened addresses, other digits than ASCII, IPv4 inside IPv6, zones; addresses of
            the link, of groups or of nobody; services that hand out a cloud's credentials.
    """
    plain = unicodedata.normalize("NFKC", host).rstrip(".").lower()
    if plain != host.lower() or not plain.isascii() or "%" in plain:
        raise ValueError(f"host {host!r} is written in an unusual form")
    if plain in METADATA_NAMES:
        raise ValueError(f"host {host!r} hands out credentials of this machine")
    try:
        address = ip_address(plain)
    except ValueError:
        if _means_an_address(plain):
            raise ValueError(f"host {host!r} is an address in an unusual form") from None
        return
    _refuse(address, host)


def _means_an_address(host: str) -> bool:
    """True for what a socket would read as an IPv4 address: 2130706433, 0x7f.1, 0177.0.0.1."""
    try:
        socket.inet_aton(host)
    except OSError:
        return False
    return True


def _refuse(address: Address, host: str) -> None:
    if isinstance(address, IPv6Address) and address != ip_address("::1"):
        inside = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        translated = address in (*_METADATA, ip_address("::")) or int(address) >> 32 in (0, 0x64FF9B << 64)
        if inside is not None or translated:
            raise ValueError(f"host {host!r} hides another address")
    if address.is_link_local or address.is_multicast or address.is_unspecified or address in _METADATA:
        raise ValueError(f"host {host!r} is no address of a service")
