"""The security headers of every answer. The page may load its own files and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

_ANY_PAGE = ("default-src 'none'", "style-src 'self'", "img-src 'self' data:", "base-uri 'none'", "form-action 'self'")
_WITH_SCRIPTS = ("connect-src 'self'", "require-trusted-types-for 'script'")


def page(origins: Sequence[str] = (), scripts: bool = True, others: Sequence[str] = ()) -> dict[str, str]:
    """The headers of a page.

    origins: of portals that may show it in a frame; scripts: whether it has any; others: origins of those that are not ours.
    """
    frames = " ".join(("frame-ancestors 'self'", *origins))
    own = " ".join(("script-src 'self'", *others))
    policy = "; ".join((*_ANY_PAGE, frames, *((own, *_WITH_SCRIPTS) if scripts else ())))
    # The older header knows no list of origins; browsers that know both go by the policy.
    older = {} if origins else {"X-Frame-Options": "SAMEORIGIN"}
    # What was asked must not be kept by a cache; of the page without an answer only whether it changed is asked each time.
    return {**_EVERYWHERE, **older, "Content-Security-Policy": policy, "Cache-Control": "no-cache" if scripts else "no-store"}


def asset(origins: Sequence[str] = ()) -> dict[str, str]:
    """The headers of a file of the page. origins: of portals that may load it."""
    policy = "cross-origin" if origins else "same-origin"
    # `no-cache` means: ask each time whether it changed. Modules import one another by plain names, so a page must
    # never run files of two releases together.
    return {**_EVERYWHERE, "Cache-Control": "no-cache", "Cross-Origin-Resource-Policy": policy}


DATA = {
    **_EVERYWHERE, "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Cache-Control": "no-store",
}  # fmt: skip
