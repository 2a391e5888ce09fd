"""Text is data: nothing that is typed or answered becomes markup."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_script_tag_is_shown_as_text_and_nothing_runs(open_chat):
    chat = open_chat()
    text = "<script>document.title='hacked'</script><img src=x onerror=alert(1)>"
    reply = chat.ask(text)
    expect(chat.questions.locator(".bubble p")).to_have_text(text)
    expect(reply.locator(".answer p")).to_contain_text(text)
    assert chat.log.locator("script, img").count() == 0
    assert reply.locator("a[href^='javascript'], a[href^='data']").count() == 0
    assert "hacked" not in chat.page.title()


MARKDOWN = [
    ("a\n\nb", "<p>a</p><p>b</p>"),
    ("一\n二", "<p>一<br>二</p>"),
    ("前\n- 甲\n- 乙\n后", "<p>前</p><ul><li>甲</li><li>乙</li></ul><p>后</p>"),
    ("1. x\n2. y", "<ol><li>x</li><li>y</li></ol>"),
    ("**a** b", "<p><strong>a</strong> b</p>"),
    ("**a", "<p>**a</p>"),
    ("2.5 kg", "<p>2.5 kg</p>"),
    ("2026年11月20日", "<p>2026年11月20日</p>"),
    ("[x](https://a.cn/b)", '<p><a href="https://a.cn/b" target="_blank" rel="noopener noreferrer">x</a></p>'),
    ("[x](javascript:a)", "<p>x</p>"),
    ("<b>&amp;", "<p>&lt;b&gt;&amp;amp;</p>"),
    ("心理援助 12356", '<p>心理援助 <a href="tel:12356" class="phone">12356</a></p>'),
    ("打12345。", '<p>打<a href="tel:12345" class="phone">12345</a>。</p>'),
    ("第110条，123456", "<p>第110条，123456</p>"),
    ("", ""),
]


def test_the_markdown_subset_becomes_nodes(open_chat):
    chat = open_chat()
    script = """async (texts) => {
        const { markdown } = await import(new URL('assets/markdown.js', location.href.replace(/chat.*/, 'chat/')));
        return texts.map((text) => { const box = document.createElement('div'); box.append(...markdown(text)); return box.innerHTML; });
    }"""
    found = chat.page.evaluate(script, [text for text, _ in MARKDOWN])
    assert dict(zip([text for text, _ in MARKDOWN], found, strict=True)) == dict(MARKDOWN)


def test_every_language_has_the_same_sentences(open_chat):
    chat = open_chat()
    script = """async () => {
        const { strings } = await import(new URL('assets/strings.js', location.href.replace(/chat.*/, 'chat/')));
        return strings;
    }"""
    strings = chat.page.evaluate(script)
    shapes = {lang: {key: _shape(text) for key, text in table.items()} for lang, table in strings.items()}
    assert shapes["zh-Hans"] == shapes["zh-Hant"] == shapes["en"]
    assert not [key for key, text in strings["en"].items() if re.search("[\u3400-\u9fff]", json.dumps(text, ensure_ascii=False))]


def _shape(text):
    """What the tables must agree in: the inner keys, the number of examples, the values of a sentence."""
    if isinstance(text, dict):
        return set(text)
    return len(text) if isinstance(text, list) else set(re.findall(r"{(\w+)}", text))


def test_the_traditional_interface_has_no_simplified_characters(open_chat):
    from opencc import OpenCC

    chat = open_chat()
    script = """async () => {
        const { strings } = await import(new URL('assets/strings.js', location.href.replace(/chat.*/, 'chat/')));
        return JSON.stringify(strings['zh-Hant']);
    }"""
    words = chat.page.evaluate(script)
    # What is simplified changes when it is made traditional; 台 and 里 are both.
    assert OpenCC("s2t").convert(words) == words
