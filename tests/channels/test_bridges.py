"""The scripts of the apps around the page: loaded in their app, allowed by the policy there, and nowhere else."""

from __future__ import annotations

import pytest

from bot.channels.bridges import bridges_for, origins_of, with_bridges
from bot.settings import WrongSetting, read_settings

ZHELIBAN, ALIPAY = "https://assets.zjzwfw.gov.cn/assets/ZWJSBridge/1.1.0/zwjsbridge.js", "https://appx/web-view.min.js"


@pytest.mark.parametrize(
    ("user_agent", "loaded"),
    [
        ("Mozilla/5.0 (iPhone) dtdreamweb/1.0", [ZHELIBAN]),
        ("Mozilla/5.0 (Linux; Android 10) AlipayClient/10.3 MiniProgram", [ZHELIBAN, ALIPAY]),  # 浙里办 in Alipay
        ("Mozilla/5.0 AlipayClient/10.3", [ALIPAY]),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140", []),
        ("", []),
    ],
)
def test_a_script_is_for_its_app(user_agent, loaded):
    assert list(bridges_for(user_agent, [ZHELIBAN, ALIPAY])) == loaded


def test_scripts_come_before_our_own_and_only_once():
    page = with_bridges(b'<head><script type="module" src="a.js"></script></head>', [ZHELIBAN])
    assert page == f'<head><script src="{ZHELIBAN}"></script>\n<script type="module" src="a.js"></script></head>'.encode()
    assert origins_of([ZHELIBAN, ALIPAY, ZHELIBAN]) == ("https://assets.zjzwfw.gov.cn", "https://appx")


@pytest.mark.rasa
def test_the_page_loads_the_bridge_in_the_app_alone(make_server):
    server = make_server(web_bridges=f"{ZHELIBAN},{ALIPAY}")
    inside = server.request("GET", "/chat/", headers={"User-Agent": "dtdreamweb"})
    outside = server.request("GET", "/chat/")
    assert ZHELIBAN.encode() in inside.body and ALIPAY.encode() not in inside.body
    assert "script-src 'self' https://assets.zjzwfw.gov.cn;" in inside.headers["content-security-policy"]
    assert ZHELIBAN.encode() not in outside.body and "script-src 'self';" in outside.headers["content-security-policy"]
    assert inside.headers["etag"] != outside.headers["etag"]


@pytest.mark.parametrize("wrong", ["http://a.cn/b.js", "javascript:alert(1)", "https://a.cn/b.js?x=\"'", "https://a.cn"])
def test_what_is_no_address_of_a_script_is_refused_at_start(wrong):
    with pytest.raises(WrongSetting, match="FAQ_WEB_BRIDGES"):
        read_settings({"FAQ_WEB_BRIDGES": wrong})
    assert read_settings({"FAQ_WEB_BRIDGES": f"{ZHELIBAN}, {ALIPAY}"}).bridges == (ZHELIBAN, ALIPAY)
