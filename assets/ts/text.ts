/**
 * Pure formatting of what is typed. A mask groups what is plainly typed digits and leaves everything else alone: what a
 * sum, a day or a code is, the server alone decides, and its text comes back when the field is left.
 */

const space = "\u00a0";
const unseen = /\p{Cf}/gu;

/** Groups thousands of plainly typed digits: "1250000,5" → "1 250 000,5". Any other text stays as it is. */
export function groupMoney(text: string): string {
  const parts = /^(\d[\d\u00a0]*)([.,]\d{0,2})?$/.exec(text);
  if (!parts) return text;
  const whole = (parts[1] ?? "").replace(/\u00a0/g, "").replace(/^0+(?=\d)/, "");
  return whole.replace(/\B(?=(\d{3})+$)/g, space) + (parts[2] ?? "");
}

/** "9123456789", "89123456789", "+7 912 345" → "+7 912 345-67-89" as far as it goes; foreign numbers and words stay. */
export function groupPhone(text: string): string {
  const typed = text.replace(unseen, "").trimStart();
  if (/[^\d\s()+.\u2010-\u2015\u2212-]/.test(typed)) return text;
  const digits = typed.replace(/\D/g, "");
  if (!digits) return typed.startsWith("+") ? "+" : "";
  if (typed.startsWith("+") && !digits.startsWith("7")) return `+${digits.slice(0, 15)}`;
  if (digits.length > 11) return text;
  const national = /^[78]/.test(digits) ? digits.slice(1) : digits;
  if (national.length > 10) return text;
  const parts = [national.slice(0, 3), national.slice(3, 6)].filter(Boolean).join(" ");
  const tail = [national.slice(6, 8), national.slice(8, 10)].filter(Boolean).map((part) => `-${part}`).join("");
  return parts ? `+7 ${parts}${tail}` : "+7";
}

/** "21112026" → "21.11.2026"; separators people type are understood, what does not fit a day stays as it is. */
export function groupDate(text: string): string {
  const typed = text.replace(unseen, "").trimStart();
  if (/[^\d.\s/,-]/.test(typed) || /^\d{4}-/.test(typed)) return text;
  const [day = "", month, ...rest] = typed.replace(/[\s/,-]+/g, ".").split(".");
  const year = rest.join("");
  if (month === undefined) return day.length > 8 ? text : [day.slice(0, 2), day.slice(2, 4), day.slice(4)].filter(Boolean).join(".");
  if (day.length > 2 || month.length > 4 || year.length > 4) return text;
  if (month.length > 2) return rest.length ? text : `${pad(day)}.${month.slice(0, 2)}.${month.slice(2)}`;
  return rest.length ? [pad(day), pad(month), year].join(".") : [pad(day), month].join(".");
}

function pad(digits: string): string {
  return digits.length === 1 ? `0${digits}` : digits;
}

/** The six digits of a code, wherever they stand in what was typed or pasted: "Код: 123 456" → "123456". */
export function codeDigits(text: string): string {
  const alone = /(?<!\d)\d{6}(?!\d)/.exec(text);
  return alone ? alone[0] : text.replace(/\D/g, "").slice(0, 6);
}

/** The number in a field where it is plain, or NaN. */
export function readNumber(text: string): number {
  const cleaned = text.replace(/[\s\u00a0\u202f\u2009]/g, "");
  return /^\d+([.,]\d{1,2})?$/.test(cleaned) ? Number(cleaned.replace(",", ".")) : Number.NaN;
}
