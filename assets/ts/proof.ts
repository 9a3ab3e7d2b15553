/**
 * Works for a form that strangers send too often: finds a number that makes a hash begin with so many zero bits, then
 * sends the form. A file of its own, fetched by pages that ask for it; without it a question stands there.
 */
const BATCH = 256;

function zeroBits(digest: ArrayBuffer): number {
  let bits = 0;
  for (const byte of new Uint8Array(digest)) {
    if (byte !== 0) return bits + Math.clz32(byte) - 24;
    bits += 8;
  }
  return bits;
}

async function solve(nonce: string, bits: number): Promise<string> {
  const encoder = new TextEncoder();
  for (let first = 0; ; first += BATCH) {
    const numbers = Array.from({ length: BATCH }, (_, index) => String(first + index));
    const digests = await Promise.all(numbers.map((number) => crypto.subtle.digest("SHA-256", encoder.encode(`${nonce}:${number}`))));
    const found = numbers.find((_, index) => zeroBits(digests[index] as ArrayBuffer) >= bits);
    if (found !== undefined) return found;
  }
}

export async function prove(block: HTMLElement): Promise<void> {
  const form = block.closest("form");
  const solution = block.querySelector<HTMLInputElement>("input[name=solution]");
  if (!form || !solution || !globalThis.crypto?.subtle) return;
  const show = (name: string, shown: boolean): void => {
    for (const part of block.querySelectorAll<HTMLElement>(`[data-proof-${name}]`)) part.hidden = !shown;
  };
  show("otherwise", false);
  show("working", true);
  const wait = (event: Event): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  form.addEventListener("submit", wait);
  solution.value = await solve(block.dataset.nonce ?? "", Number(block.dataset.bits));
  form.removeEventListener("submit", wait);
  const empty = [...form.querySelectorAll<HTMLInputElement>("input[type=password]")].find((field) => !field.value);
  if (!empty) return form.requestSubmit();
  show("working", false);
  show("done", true);
  empty.focus();
}
