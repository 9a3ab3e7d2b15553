/** The payment page: typing a sum chooses it, and the button never carries a sum that is not going to be charged. */
import { byId, each } from "./dom";

export function paying(): void {
  each<HTMLFormElement>("form[data-paying]", (form) => {
    const amount = form.querySelector<HTMLInputElement>("input[name=amount]");
    const other = form.querySelector<HTMLInputElement>("input[name=purpose][value=other]");
    if (!amount || !other) return;
    let typed = "";
    // The server says what will be charged; until it has, the button names no sum.
    const hush = (): void => {
      const charge = byId(form.dataset.paying);
      if (charge) charge.textContent = "";
    };
    amount.addEventListener("input", () => {
      if (amount.value.trim()) other.checked = true;
      hush();
    });
    form.addEventListener("change", (event) => {
      const chosen = event.target;
      if (!(chosen instanceof HTMLInputElement) || chosen.name !== "purpose") return;
      if (chosen === other) amount.value ||= typed;
      else {
        typed = amount.value.trim() ? amount.value : typed;
        amount.value = "";
      }
      hush();
    }, { capture: true });
  });
}
