"""The security headers of every answer. The page may load its own files and nothing else."""

from __future__ import annotations

_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

_PAGE_POLICY = "; ".join((
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "require-trusted-types-for 'script'",
))  # fmt: skip

# `no-cache` means: ask each time whether it changed. Modules import one another by plain names, so a page must
# never run files of two releases together.
PAGE = {**_EVERYWHERE, "Content-Security-Policy": _PAGE_POLICY, "X-Frame-Options": "SAMEORIGIN", "Cache-Control": "no-cache"}
ASSET = {**_EVERYWHERE, "Cache-Control": "no-cache"}
DATA = {
    **_EVERYWHERE, "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Cache-Control": "no-store",
}  # fmt: skip
