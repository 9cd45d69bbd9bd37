"""The office PCs have Chromium 86: nothing newer in our style sheets and scripts, unless it may be missing.

The list is of what came after Chromium 86 (October 2020), by the version that brought it, from the compatibility
tables of MDN: what is written here is refused; what is let through below costs nothing where it is ignored.
"""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[1] / "guanlu" / "static" / "guanlu"

NEWER_CSS = {
    "selectors": r":has\(|:is\(|:where\(|:user-(in)?valid|:autofill|:modal|:popover-open|::file-selector-button"
    r"|::details-content|:open\b|:state\(|:nth-(last-)?child\([^)]*\bof\b|::view-transition|::highlight|&",
    "rules": r"@(container|layer|scope|starting-style|view-transition|position-try|counter-style|font-palette-values)"
    r"|@import[^;]*\blayer\b|@supports[^{]*selector\(",
    "media": r"@media[^{]*(<|>|prefers-contrast|forced-colors|scripting|update:|prefers-reduced-data)",
    "boxes": r"(?<![-\w])(inset(-(block|inline)(-(start|end))?)?|(margin|padding)-(inline|block)|border-(start|end)"
    r"-(start|end)-radius|border-(inline|block)(-(color|style|width))?)\s*:",
    "properties": r"(?<![-\w])(aspect-ratio|accent-color|scrollbar-(color|width|gutter)|content-visibility-auto"
    r"|container(-type|-name)?|translate|rotate|scale|mask(-[a-z]+)?|text-wrap(-[a-z]+)?|field-sizing|interpolate-size"
    r"|animation-timeline|view-transition-name|anchor-name|position-anchor|hyphenate-character|overflow-clip-margin"
    r"|print-color-adjust|font-size-adjust|text-box(-[a-z]+)?|offset-position|zoom|reading-flow)\s*:",
    "values": r":[^;{}]*(\bsubgrid\b|overflow:\s*clip|\bclip\b(?!\s*:)(?=\s*;)|\b\d*\.?\d+(s|l|d)v(h|w|min|max)\b"
    r"|\d(lh|rlh|cap|ric|cq[wh])\b|color-mix\(|oklch\(|oklab\(|\blab\(|\blch\(|hwb\(|\bcolor\(|light-dark\("
    r"|\bround\(|\bmod\(|\brem\(|\bsin\(|\bcos\(|\btan\(|\bpow\(|\bsqrt\(|\bhypot\(|\babs\(|\bsign\(|\blinear\("
    r"|\battr\([^)]*,)",
}
MAY_BE_MISSED = {
    "accent-color: var(--accent)": "boxes are then ticked in the browser's own colour",
    "-webkit-print-color-adjust: exact; print-color-adjust: exact": "the prefixed one does it",
    ":lang(en) > body:has(.sheet-wide) .footer { page: wide-english; }": "likewise",
    "body:has(.sheet-wide) .footer { page: wide; }": "a rule of its own: the footer then takes a sheet more",
}
"""What is newer and let through, with what happens where it is ignored."""
NEWER_JS = (
    r"\.at\(|\.findLast(Index)?\(|\.toSorted\(|\.toReversed\(|\.toSpliced\(|\.with\(|\.groupBy\(|Object\.(hasOwn|groupBy)"
    r"|structuredClone|randomUUID|\.showPicker\(|\.togglePopover\(|\.isWellFormed\(|Promise\.withResolvers"
    r"|\bstatic\s*\{|/[a-z]*[dv][a-z]*\.exec|\.requestClose\(|\.checkVisibility\(|scheduler\.|Array\.fromAsync"
    r"|\bWeakRef\(.*deref\(\)\?|navigator\.userAgentData|AbortSignal\.(timeout|any)|new CloseWatcher|\.intersection\("
)
"""From Chromium 87 on: Array.at 92, structuredClone 98, findLast 97, hasOwn 93, randomUUID 92, static blocks 94 …"""
COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)


def own(kind):
    return sorted(
        path.relative_to(STATIC).as_posix()
        for path in STATIC.rglob(f"*.{kind}")
        if "vendor" not in path.parts
    )


def newer_css(text):
    """What of this style sheet Chromium 86 does not know."""
    plain = COMMENTS.sub("", text)
    for known in MAY_BE_MISSED:
        plain = plain.replace(known, "")
    found = [match.group() for pattern in NEWER_CSS.values() for match in re.finditer(pattern, plain)]
    return found + nested(plain)


def nested(plain):
    """Rules inside rules that are no at-rules: nesting came with Chromium 112."""
    found, stack = [], []
    for part in re.findall(r"[^{};]*[{};]", plain):
        if part.endswith("{"):
            if any(not outer.startswith("@") for outer in stack):
                found.append(part.strip())
            stack.append(part.strip())
        elif part.endswith("}") and stack:
            stack.pop()
    return found


@pytest.mark.parametrize("path", own("css"))
def test_no_style_sheet_needs_more_than_chromium_86(path):
    assert newer_css((STATIC / path).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", own("js"))
def test_no_script_needs_more_than_chromium_86(path):
    assert re.findall(NEWER_JS, COMMENTS.sub("", (STATIC / path).read_text(encoding="utf-8"))) == []


SEEN = """
a:has(b) { top: 0 }
:is(h1, h2) { top: 0 }
a { inset: 0 }
a { aspect-ratio: 1 }
.a { .b { top: 0 } }
a { &:hover { top: 0 } }
@container (min-width: 1em) { a { top: 0 } }
@layer base { a { top: 0 } }
@media (width >= 40em) { a { top: 0 } }
a { height: 100dvh }
a { color: color-mix(in srgb, red, blue) }
a { margin-inline: auto }
a { scrollbar-gutter: stable }
a { text-wrap: balance }
a { translate: 1px }
a { grid-template-columns: subgrid }
a { accent-color: red }
a { padding-block: 1px }
"""
KNOWN = """
a { box-shadow: inset 0 1px red }
a:not(.b):focus-visible { gap: 1px }
@media (min-width: 40em) { a { top: 0 } }
@supports (gap: 1px) { a { clip: rect(0, 0, 0, 0) } }
a { width: min(1px, 2vw); margin-left: auto }
a { transform: rotate(45deg); overflow: hidden }
a { width: clamp(1rem, 3vw, 2rem) }
/* :has( */ a { top: 0 }
a { -webkit-mask: none; transition: transform 1s }
@page { margin: 1cm; @bottom-center { content: 'a' } }
"""


@pytest.mark.parametrize("rule", SEEN.strip().splitlines())
def test_what_is_newer_would_be_seen(rule):
    assert newer_css(rule)


@pytest.mark.parametrize("rule", KNOWN.strip().splitlines())
def test_what_chromium_86_knows_is_let_through(rule):
    assert newer_css(rule) == []


@pytest.mark.parametrize(
    "script", ["list.at(-1)", "structuredClone(a)", "Object.hasOwn(a, b)", "crypto.randomUUID()"]
)
def test_a_script_that_is_newer_would_be_seen(script):
    assert re.findall(NEWER_JS, script)
