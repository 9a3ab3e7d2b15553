/**
 * "Back" to a page that was the answer to a form (a refusal) shows the browser's own "confirm resubmission" instead of it.
 * Whoever leaves such a page leaves a plain address in the history. Not at load: a reload still shows what was posted.
 */
export function plainAddresses(): void {
  for (const leaving of ["click", "submit"]) {
    document.addEventListener(leaving, (event) => {
      if (leaving === "click" && !(event.target instanceof Element && event.target.closest("a[href]"))) return;
      history.replaceState(history.state, "");
    }, true);
  }
}
