"""No style engine in the bundle, and nothing that would need one."""

from __future__ import annotations

import pytest

from liaison_app.front_end.plain_jsx import ReflexChanged, styled_parts, with_plain_jsx

CONFIG = "plugins: [\n    alwaysUseReactDomServerNode(),\n    reactRouter(),\n  ]"


def test_our_module_stands_first():
    changed = with_plain_jsx(CONFIG)
    assert changed.index("plain-jsx") < changed.index("alwaysUseReactDomServerNode(),") < changed.index("reactRouter()")


def test_another_configuration_is_refused():
    with pytest.raises(ReflexChanged):
        with_plain_jsx("plugins: [reactRouter()]")


@pytest.mark.parametrize(
    ("written", "is_styled"),
    [('jsx("fieldset",{css:({ ["role"] : "radiogroup" })},)', True), ('jsx("fieldset",{role:"radiogroup"},)', False)],
)
def test_what_is_styled_through_reflex_is_found(tmp_path, written, is_styled):
    part = tmp_path / "app" / "routes" / "page.jsx"
    part.parent.mkdir(parents=True)
    part.write_text(written, encoding="utf-8")
    assert styled_parts(tmp_path) == (["page.jsx"] if is_styled else [])
