"""RSA2: the published notification byte for byte, keys in every form they come in, and what is said of a wrong one."""

from __future__ import annotations

import base64
import json
import textwrap
from pathlib import Path

import pytest

from bot.channels.alipay.rsa2 import GATEWAY, NOTIFICATION, Signer, Verifier, WrongKey, content_of
from tests.platforms.alipay import is_signed, key, private_text, public_text, sign

pytestmark = pytest.mark.rasa  # cryptography is in Rasa's environment

(VECTOR,) = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))
FORM = {name.encode(): value.encode() for name, value in VECTOR["form"].items()}
SIGNATURE = FORM[b"sign"]
TEXTS = ["身份证丢了怎么办", "I lost my ID card"]


def test_the_published_notification_is_joined_to_the_published_text_and_its_signature_is_right():
    content = content_of(FORM, NOTIFICATION)
    assert content.decode() == VECTOR["string_to_sign"]
    assert Verifier(VECTOR["alipay_public_key_pem"]).is_right(content, SIGNATURE)


def test_the_published_notification_is_wrong_by_the_rule_of_the_gateway():
    assert not Verifier(VECTOR["alipay_public_key_pem"]).is_right(content_of(FORM, GATEWAY), SIGNATURE)


@pytest.mark.parametrize("name", sorted(VECTOR["form"].keys() - {"sign", "sign_type"}))
def test_the_published_notification_is_wrong_if_any_value_changes(name):
    changed = {**FORM, name.encode(): FORM[name.encode()] + b"0"}
    assert not Verifier(VECTOR["alipay_public_key_pem"]).is_right(content_of(changed, NOTIFICATION), SIGNATURE)


@pytest.mark.parametrize("signature", [b"", b"x", b"!!!!", b"\xff", SIGNATURE[:-4], SIGNATURE + b"AAAA", SIGNATURE.replace(b"+", b" ")])
def test_what_is_no_signature_is_wrong_and_nothing_else(signature):
    assert not Verifier(VECTOR["alipay_public_key_pem"]).is_right(content_of(FORM, NOTIFICATION), signature)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("charset", ["gbk", "utf-8"])
def test_what_we_sign_others_find_right_and_the_other_way_round(text, charset):
    content = text.encode(charset)
    assert is_signed("bot", content, Signer(private_text("bot")).sign(content))
    assert Verifier(public_text("alipay")).is_right(content, sign("alipay", content).encode())
    assert not Verifier(public_text("alipay")).is_right(content, sign("bot", content).encode())


def test_a_signature_with_sha_1_is_wrong():
    assert not Verifier(public_text("alipay")).is_right(b"a", sign("alipay", b"a", sha1=True).encode())


def pem(text: str, label: str) -> str:
    return f"-----BEGIN {label}-----\n" + "\n".join(textwrap.wrap(text, 64)) + f"\n-----END {label}-----\n"


def pkcs1_private() -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return base64.b64encode(key("bot").private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())).decode()


def forms_of(text: str, label: str) -> list[str]:
    return [
        text, f" {text}\n", "\n".join(textwrap.wrap(text, 76)), pem(text, label), pem(text, label).replace("\n", "\\n"),
        pem(text, label).replace("\n", "\r\n"),
    ]  # fmt: skip


@pytest.mark.parametrize("form", range(6))
def test_a_key_is_taken_as_pem_and_as_bare_base64(form):
    wanted = public_text("bot")
    assert Signer(forms_of(private_text("bot"), "PRIVATE KEY")[form]).public_key == wanted
    assert Signer(forms_of(pkcs1_private(), "RSA PRIVATE KEY")[form]).public_key == wanted
    verifier = Verifier(forms_of(public_text("alipay"), "PUBLIC KEY")[form])
    assert verifier.is_right(b"a", sign("alipay", b"a").encode())


@pytest.mark.parametrize("form", range(6))
def test_a_key_is_taken_from_a_file(tmp_path, form):
    path = tmp_path / "key"
    path.write_text(forms_of(private_text("bot"), "PRIVATE KEY")[form].replace("\\n", "\n"), "ascii")
    assert Signer(str(path)).public_key == public_text("bot")


def test_a_key_is_taken_from_a_file_in_der(tmp_path):
    path = tmp_path / "key.der"
    path.write_bytes(base64.b64decode(private_text("bot")))
    assert Signer(str(path)).public_key == public_text("bot")


@pytest.mark.parametrize("last", [0x0B, 0x0D])
def test_der_may_end_with_a_byte_that_ends_a_line_in_text(tmp_path, last):
    """The last byte of a public key in DER is the last of its exponent."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    modulus = key("bot").public_key().public_numbers().n
    der = RSAPublicNumbers(last, modulus).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    path = tmp_path / "key.der"
    path.write_bytes(der)
    assert der[-1] == last and not Verifier(str(path)).is_right(b"", b"")


def small_key() -> str:
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    made = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    return base64.b64encode(made.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()


def curve_key() -> str:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    made = ec.generate_private_key(ec.SECP256R1())
    return base64.b64encode(made.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()


def locked_key() -> str:
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

    return key("bot").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")).decode()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (str, "is empty"),
        (lambda: "no key", "is neither a key"),
        (lambda: "/no/such/file.pem", "is neither a key"),
        (lambda: "\0", "is neither a key"),
        (lambda: "密钥" * 5000, "is neither a key"),
        (lambda: private_text("bot")[:-40], "is neither a key"),
        (lambda: public_text("bot"), "is neither a key"),
        (lambda: pem(private_text("bot")[:-40], "PRIVATE KEY"), "is neither a key"),
        (lambda: pem(public_text("bot"), "CERTIFICATE"), "is a certificate"),
        (small_key, "has 1024 bits"),
        (curve_key, "not one for RSA"),
        (locked_key, "has a password"),
    ],
)
def test_a_wrong_private_key_is_an_error_that_says_what_to_do_and_not_what_the_key_is(make, said):
    text = make()
    with pytest.raises(WrongKey) as wrong:
        Signer(text)
    message = str(wrong.value)
    assert said in message and "FAQ_ALIPAY_PRIVATE_KEY" in message and "应用私钥" in message
    assert not text or text[:40] not in message
    assert wrong.value.__cause__ is None


@pytest.mark.parametrize("text", ["", "no key", private_text, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])
def test_a_wrong_public_key_is_an_error_that_names_alipays(text):
    with pytest.raises(WrongKey, match=r"FAQ_ALIPAY_PUBLIC_KEY .*支付宝公钥"):
        Verifier(text if isinstance(text, str) else text("alipay"))


def test_our_own_public_key_in_place_of_alipays_is_an_error():
    own = Signer(private_text("bot"))
    assert Verifier(public_text("alipay"), own)
    with pytest.raises(match="own public key"):
        Verifier(public_text("bot"), own)


def test_parameters_are_sorted_by_their_bytes_and_only_what_is_named_is_left_out():
    found = content_of({b"b": b"2", b"a": b"\xc9\xed", b"B": b"", b"sign": b"x", b"sign_type": b"RSA2"}, GATEWAY)
    assert found == b"B=&a=\xc9\xed&b=2&sign_type=RSA2"
