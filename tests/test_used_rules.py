"""What stays of a style sheet for pages that name only some classes."""

import pytest

from q3plan.management.commands.build_assets import bootstrap, fonts, words_of_pages
from q3plan.management.used_rules import used_rules


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".a{x:1}.b{x:2}", ".a{x:1}"),
        (".a,.b{x:1}", ".a{x:1}"),
        (".a .b{x:1}.a:hover{x:2}", ".a:hover{x:2}"),
        ("h1,.b h1{x:1}:root{y:1}", "h1{x:1}:root{y:1}"),
        ("@media print{.a{x:1}.b{x:2}}", "@media print{.a{x:1}}"),
        ("@media print{.b{x:2}}", ""),
        ("@supports (x:1){@media print{.a{x:1}.b{x:2}}}", "@supports (x:1){@media print{.a{x:1}}}"),
        (".a:not(.b,.c){x:1}.a:is(p,h1){x:2}", ".a:is(p,h1){x:2}"),
        ('@charset "UTF-8";.a{x:1}', '@charset "UTF-8";.a{x:1}'),
        ("@keyframes b{to{x:1}}.b{x:1}", "@keyframes b{to{x:1}}"),
        (
            ".a{width:.5rem;y:url(data:image/svg+xml,%3csvg.b)}",
            ".a{width:.5rem;y:url(data:image/svg+xml,%3csvg.b)}",
        ),
    ],
)
def test_a_rule_stays_when_every_class_of_it_is_used(css, kept):
    assert used_rules(css, {"a"}) == kept


def test_a_sheet_that_breaks_off_is_told():
    with pytest.raises(ValueError, match="not closed"):
        used_rules(".a{x:1", {"a"})


def test_the_pages_get_the_bootstrap_they_name_and_its_licence():
    css = bootstrap().decode()
    assert "Licensed under MIT" in css
    for used in (".btn-primary", ".form-select", ".visually-hidden", ".d-flex"):
        assert used in css
    for unused in (".carousel", ".navbar", ".offcanvas"):
        assert unused not in css
    assert "btn-primary" in words_of_pages()
    assert css.count("{") == css.count("}")


def test_two_weights_serve_four():
    css = fonts()["fonts.css"].decode()
    assert css.index("latin-ext-400") < css.index("-latin-400") < css.index("pro-400.woff")
    assert "font-weight: 400 500;" in css
    assert "font-weight: 600 700;" in css
