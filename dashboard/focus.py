"""The keyboard goes along: what a popover opens stands at the page's end, where the next Tab would not lead."""

import streamlit as st

_JS = """
const met = new WeakSet();
export default ({ parentElement }) => {
  const host = parentElement.host ?? parentElement;
  const opened = host.closest("[data-testid=stPopoverBody]");
  if (!opened || met.has(opened)) return;
  met.add(opened);
  const reachable = "button, input, textarea, a[href], [tabindex='0']";
  const first = [...opened.querySelectorAll(reachable)].find((one) => one.tabIndex >= 0 && !one.disabled);
  (first ?? opened).focus();
};
"""
_follow = st.components.v2.component("dateline_focus", html="<i></i>", js=_JS)


def follow(name: str) -> None:
    """Put the keyboard into the popover that this is called in, last; once, when it opens."""
    _follow(key=f"focus-{name}")
