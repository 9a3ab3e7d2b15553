/** Pure formatting of what is typed; the server reads both the formatted and the plain form. */

const space = "\u00a0";

/** Keeps digits, one comma and at most two decimals, and groups thousands: "1250000,5" → "1 250 000,5". */
export function groupMoney(text: string): string {
  const cleaned = text.replace(/\./g, ",").replace(/[^\d,]/g, "");
  const comma = cleaned.indexOf(",");
  const whole = (comma < 0 ? cleaned : cleaned.slice(0, comma)).replace(/^0+(?=\d)/, "");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, space);
  return comma < 0 ? grouped : `${grouped},${cleaned.slice(comma + 1).replace(/,/g, "").slice(0, 2)}`;
}

/** "9123456789", "89123456789", "+7 912 345" → "+7 912 345-67-89" as far as it goes; foreign numbers stay. */
export function groupPhone(text: string): string {
  const digits = text.replace(/\D/g, "");
  if (!digits) return text.startsWith("+") ? "+" : "";
  if (text.trimStart().startsWith("+") && !digits.startsWith("7")) return `+${digits.slice(0, 15)}`;
  if (digits.length > 11) return text;
  const national = /^[78]/.test(digits) ? digits.slice(1) : digits;
  if (national.length > 10) return text;
  const parts = [national.slice(0, 3), national.slice(3, 6)].filter(Boolean).join(" ");
  const tail = [national.slice(6, 8), national.slice(8, 10)].filter(Boolean).map((part) => `-${part}`).join("");
  return parts ? `+7 ${parts}${tail}` : "+7";
}

/** "21112026" → "21.11.2026"; separators people type are understood. */
export function groupDate(text: string): string {
  if (/[^\d.\s/,-]/.test(text) || /^\d{4}-/.test(text)) return text;
  const typed = text.replace(/[\s/,-]+/g, ".");
  const parts = typed.split(".");
  if (parts.length > 1) {
    const [day = "", month = "", ...rest] = parts;
    const padded = [day.length === 1 ? `0${day}` : day, parts.length > 2 && month.length === 1 ? `0${month}` : month];
    if (day.length <= 2 && month.length <= 2) return [...padded, ...(parts.length > 2 ? [rest.join("").slice(0, 4)] : [])].join(".");
  }
  const digits = typed.replace(/\D/g, "").slice(0, 8);
  return [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)].filter(Boolean).join(".");
}

/** The number in a field, or NaN. */
export function readNumber(text: string): number {
  const cleaned = text.replace(/[\s\u00a0\u202f\u2009]/g, "").replace(",", ".");
  return cleaned === "" ? Number.NaN : Number(cleaned);
}
