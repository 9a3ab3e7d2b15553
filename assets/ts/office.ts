/** What only the office runs: the card of a list's row opens beside the list where there is room. */
import { on } from "./dom";

const wide = window.matchMedia("(width >= 90rem)");

on("click", "a[data-beside]", (link, event) => {
  if (!wide.matches || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  // the link's own hx-trigger; without this script it is an ordinary link
  link.dispatchEvent(new CustomEvent("beside"));
  const row = link.closest("tr");
  for (const other of row?.parentElement?.querySelectorAll("tr[aria-current]") ?? []) other.removeAttribute("aria-current");
  row?.setAttribute("aria-current", "true");
});
