/** What would move the cursor, or turn the direction of the text: a terminal obeys what a stranger sent. */
const CONTROL_CHARACTERS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A stranger's text on one line, with nothing in it that a terminal would obey. */
export function visible(text: string): string {
  return text.replace(CONTROL_CHARACTERS, "\uFFFD");
}

export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
