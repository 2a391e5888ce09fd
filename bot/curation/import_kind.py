"""What a file really is, whatever its name says: a clerk's file that cannot be read is refused with the one thing to do about it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from bot.curation.sheets_errors import UnreadableSheet

WORKBOOKS, TEXTS = (".xlsx", ".xlsm"), (".csv", ".txt")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office files, and the shell around an encrypted new one
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"

LOCK_FILE = (
    "这是表格打开时的临时文件，请选不带 ~$ 的。",
    "it only marks an open workbook; take the file without ~$.",
)
LOCKED = (
    "加了密码，请在表格软件里去掉密码后重新保存。",
    "it is locked with a password; take the password off and save it again.",
)
OLD = ("是旧格式 .xls，请在表格软件里另存为 .xlsx。", "it is an old .xls file; save it as .xlsx in your program.")
OTHER = ("只能读 .xlsx 和 .csv，请在表格软件里另存为 .xlsx。", "only .xlsx and .csv can be read; save it as .xlsx in your program.")
WEB_PAGE = ("其实是网页或 XML，请用表格软件打开后另存为 .xlsx。", "it is a web page or XML; open it in your program and save it as .xlsx.")
ODS = ("其实是 .ods 表格，请在 LibreOffice 里另存为 .xlsx。", "it is an .ods sheet; save it as .xlsx in LibreOffice.")
BINARY = ("是二进制工作簿 .xlsb，请另存为 .xlsx。", "it is a binary workbook, .xlsb; save it as .xlsx.")
NAMED_CSV = ("其实是工作簿，请把名字改成 .xlsx。", "it is a workbook; change the end of its name to .xlsx.")
NAMED_XLSX = ("其实是文本文件，请把名字改成 .csv。", "it is a text file; change the end of its name to .csv.")


def refuse_other_kinds(file: Path) -> None:
    """UnreadableSheet if the file is missing or is not, by name or content, a workbook or a text."""
    if not file.is_file():
        raise UnreadableSheet(file, "没有这个文件，请检查文件名。", "there is no such file; check its name.")
    if wrong := _wrong(file.name, file.suffix.lower(), file.read_bytes()):
        raise UnreadableSheet(file, *wrong)


def _wrong(name: str, suffix: str, raw: bytes) -> tuple[str, str] | None:
    if name.startswith("~$"):
        return LOCK_FILE
    if raw.startswith(_OLE):
        return LOCKED if _LOCKED in raw else OLD
    if suffix not in (*WORKBOOKS, *TEXTS):
        return OTHER
    if raw[:400].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta")):
        return WEB_PAGE
    if raw.startswith(_ZIP):
        return _wrong_archive(suffix, raw)
    return NAMED_XLSX if suffix in WORKBOOKS and _is_text(raw) else None


def _wrong_archive(suffix: str, raw: bytes) -> tuple[str, str] | None:
    if suffix in TEXTS:
        return NAMED_CSV
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return None  # said by who reads it
    if "mimetype" in names:
        return ODS
    return BINARY if "xl/workbook.bin" in names else None


def _is_text(raw: bytes) -> bool:
    return b"," in raw and b"\n" in raw and b"\0" not in raw
