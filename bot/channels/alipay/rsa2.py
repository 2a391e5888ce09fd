"""RSA2, Alipay's name for SHA256withRSA (PKCS#1 v1.5) over the parameters, sorted and joined as `name=value` with `&`.

Which parameters are left out differs: the gateway leaves out `sign` alone; asynchronous notifications `sign` and `sign_type`; requests to
the API `sign` and whatever is empty. Sources: the 服务窗 developer document of 2014 and the official demo for the gateway (`rsaCheckV2`), a
notification that Alipay's sandbox signed for the second (`rsaCheckV1`), the SDKs for requests (`getSignContent`, not looked up again).
"""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping
from typing import Any, Final

from bot.errors import FaqError
from bot.settings import ROOT

GATEWAY: Final = frozenset({b"sign"})  # what is not signed
NOTIFICATION: Final = frozenset({b"sign", b"sign_type"})
FEWEST_BITS: Final = 2048

_HOW: Final = {
    "alipay_private_key": "Put the application's private key here, as the key tool saved it (应用私钥)",
    "alipay_public_key": "Put Alipay's public key here, as the console shows it beside your application (支付宝公钥)",
}


class WrongKey(FaqError):
    """setting: its name; why: a clause. The key itself is in no message."""

    def __init__(self, setting: str, why: str) -> None:
        super().__init__(f"The setting FAQ_{setting.upper()} {why}. {_HOW[setting]}: PEM, bare Base64 text, or the path of a file.")


def content_of(parameters: Mapping[bytes, bytes], unsigned: Collection[bytes]) -> bytes:
    """What a signature covers. parameters: in the bytes of their charset, not escaped; unsigned: names that are left out."""
    return b"&".join(name + b"=" + parameters[name] for name in sorted(parameters) if name not in unsigned)


class Signer:
    """Signs with the application's private key. WrongKey if it is none."""

    def __init__(self, key: str) -> None:
        self._key = _loaded("alipay_private_key", key)

    @property
    def public_key(self) -> str:
        """The public half in Base64, as the console takes it."""
        return base64.b64encode(_der(self._key.public_key())).decode()

    def sign(self, content: bytes) -> str:
        """The signature in Base64."""
        return base64.b64encode(self._key.sign(content, *_way())).decode()


class Verifier:
    """Checks what Alipay signed. WrongKey if the key is none, or the other half of the application's own."""

    def __init__(self, key: str, own: Signer | None = None) -> None:
        self._key = _loaded("alipay_public_key", key)
        if own and own.public_key == base64.b64encode(_der(self._key)).decode():
            raise WrongKey("alipay_public_key", "is the application's own public key, which belongs into the console")

    def is_right(self, content: bytes, signature: bytes) -> bool:
        """signature: in Base64, as it came; anything is allowed."""
        from cryptography.exceptions import InvalidSignature

        try:
            self._key.verify(base64.b64decode(signature, validate=True), content, *_way())
        except (InvalidSignature, ValueError):  # ValueError: no Base64
            return False
        return True


def _way() -> tuple[Any, Any]:
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    return PKCS1v15(), SHA256()


def _der(public_key: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return bytes(public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def _loaded(setting: str, text: str) -> Any:
    """The RSA key in a text or in the file that it names."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

    raw = _content(setting, text)
    is_private = setting == "alipay_private_key"
    try:
        key = _parsed(raw, is_private)
    except (ValueError, TypeError, UnsupportedAlgorithm):  # TypeError: a private key with a password
        raise WrongKey(setting, _why(raw)) from None  # without the library's error, which may hold parts of the key
    if not isinstance(key, RSAPrivateKey if is_private else RSAPublicKey):
        raise WrongKey(setting, "is a key, but not one for RSA")
    if key.key_size < FEWEST_BITS:
        raise WrongKey(setting, f"has {key.key_size} bits, and RSA2 asks for at least {FEWEST_BITS}")
    return key


def _content(setting: str, text: str) -> bytes:
    """The text, or what is in the file of this name: PEM, Base64 or DER."""
    text = text.strip()
    if not text:
        raise WrongKey(setting, "is empty")
    if text.startswith("-----BEGIN"):
        return text.replace("\\n", "\n").encode("utf-8", "replace")  # as a .env file writes line ends
    try:
        path = ROOT.joinpath(text)
        raw = path.read_bytes() if path.is_file() else text.encode("utf-8", "replace")
    except (OSError, ValueError):  # too long for a name, or a file that may not be read
        return text.encode("utf-8", "replace")
    return raw.strip() if raw.isascii() else raw  # the last byte of DER may be one that ends a line in text


def _parsed(raw: bytes, is_private: bool) -> Any:
    """A key in PEM, Base64 of DER, or DER; PKCS#8 and PKCS#1. ValueError or TypeError if it is none."""
    from cryptography.hazmat.primitives import serialization

    if raw.startswith(b"-----BEGIN"):
        if is_private:
            return serialization.load_pem_private_key(raw, password=None)
        return serialization.load_pem_public_key(raw)
    der = raw if raw.startswith(b"0") and not raw.isascii() else base64.b64decode(b"".join(raw.split()), validate=True)
    return serialization.load_der_private_key(der, password=None) if is_private else serialization.load_der_public_key(der)


def _why(raw: bytes) -> str:
    if b"BEGIN CERTIFICATE" in raw:
        return "is a certificate, and this gateway takes plain keys (公钥模式)"
    if b"ENCRYPTED" in raw:
        return "has a password, which nobody could type when the server starts"
    return "is neither a key of this kind nor the path of a file with one"
