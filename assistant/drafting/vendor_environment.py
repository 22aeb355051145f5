"""Variables of the vendors' own that could send prompts elsewhere: tracing, gateways, proxies, other addresses."""

from __future__ import annotations

from collections.abc import MutableMapping

PREFIXES = ("LANGSMITH_", "LANGCHAIN_", "OPENAI_")
"""All we tell the vendors' libraries, we tell them ourselves, from `CALLPREP_*`."""


def forget_vendor_variables(environ: MutableMapping[str, str]) -> tuple[str, ...]:
    """Removes every such variable from `environ`; the names removed, sorted. To be called before the libraries load."""
    found = sorted(name for name in environ if name.upper().startswith(PREFIXES))
    for name in found:
        del environ[name]
    return tuple(found)
