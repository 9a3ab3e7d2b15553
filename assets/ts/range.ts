/** Keeps a slider and its number together; the number is what the form sends. */
import { each } from "./dom";
import { groupMoney, readNumber } from "./text";

export function range(): void {
  each<HTMLElement>("[data-range]", (block) => {
    const slider = block.querySelector<HTMLInputElement>("[data-range-slider]");
    const number = block.querySelector<HTMLInputElement>("[data-range-number]");
    if (!slider || !number) return;
    const money = number.hasAttribute("data-money");
    const fill = (): void => {
      const least = Number(slider.min);
      slider.style.setProperty("--part", `${((Number(slider.value) - least) / (Number(slider.max) - least || 1)) * 100}%`);
    };
    const toSlider = (): void => {
      const value = readNumber(number.value);
      if (Number.isFinite(value)) slider.value = String(value);
      slider.setAttribute("aria-valuetext", number.value);
      fill();
    };
    slider.addEventListener("input", () => {
      fill();
      number.value = money ? groupMoney(slider.value) : slider.value;
      slider.setAttribute("aria-valuetext", number.value);
      number.dispatchEvent(new Event("input", { bubbles: true }));
    });
    slider.addEventListener("change", () => number.dispatchEvent(new Event("change", { bubbles: true })));
    number.addEventListener("input", (event) => { if (event.isTrusted) toSlider(); });
    toSlider();
  });
}
