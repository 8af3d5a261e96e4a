"""What the writer of HTML knows: elements, attributes by React's name, and addresses that may be followed."""

from __future__ import annotations

import re

VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
# Their text is no text to a browser, or they load what the page's policy forbids.
REFUSED = frozenset({"script", "style", "iframe", "object", "embed", "base", "template", "noscript"})
# Elements and attributes of drawings that keep their capitals.
DRAWN = frozenset({"linearGradient", "radialGradient", "clipPath", "textPath", "foreignObject"})
AS_DRAWN = frozenset(
    {
        *("viewBox", "preserveAspectRatio", "pathLength", "gradientUnits", "gradientTransform", "clipPathUnits"),
        *("patternUnits", "patternTransform", "patternContentUnits", "refX", "refY", "textLength", "lengthAdjust"),
    }
)
# React's name → the attribute's. What is in neither table and not in small letters is not known.
ATTRIBUTES = {
    "className": "class",
    "htmlFor": "for",
    **{
        name: name.lower()
        for name in (
            *("acceptCharset", "autoCapitalize", "autoComplete", "autoFocus", "colSpan", "crossOrigin", "dateTime"),
            *("encType", "enterKeyHint", "fetchPriority", "formAction", "hrefLang", "inputMode", "maxLength"),
            *("minLength", "noValidate", "readOnly", "rowSpan", "spellCheck", "srcSet", "tabIndex"),
        )
    },
    "acceptCharset": "accept-charset",
    **{
        name: re.sub("[A-Z]", lambda found: f"-{found[0].lower()}", name)
        for name in (
            *("clipPath", "clipRule", "dominantBaseline", "fillOpacity", "fillRule", "strokeDasharray"),
            *("strokeLinecap", "strokeLinejoin", "strokeOpacity", "strokeWidth", "textAnchor"),
        )
    },
}
BOOLEAN = frozenset(
    {
        *("autofocus", "checked", "controls", "disabled", "download", "hidden", "inert", "loop", "multiple", "muted"),
        *("novalidate", "open", "readonly", "required", "reversed", "selected"),
    }
)
ADDRESSES = frozenset({"href", "src", "action", "formaction", "poster", "cite"})
SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
# What React keeps for itself.
DROPPED = frozenset({"key", "ref"})

_IGNORED = re.compile(r"^[\x00-\x20]+|[\t\r\n]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")


def is_safe_address(address: str) -> bool:
    """Whether a browser that follows it only opens a page, a file or a message; `javascript:` would run."""
    # Browsers leave these out before they look at the scheme. Source: WHATWG URL, basic URL parser.
    found = _SCHEME.match(_IGNORED.sub("", address))
    return found is None or found[1].lower() in SAFE_SCHEMES
