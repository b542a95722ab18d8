/* What the validators of frames have in common. */

export function isOptional(value: unknown, holds: (value: unknown) => boolean): boolean {
  return value === undefined || holds(value);
}

export function isText(value: unknown): value is string {
  return typeof value === "string";
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isModelName(value: unknown): boolean {
  return isRecord(value) && isText(value["name"]) && isText(value["version"]);
}

/** Whether a column of a frame holds so many cells, each of its kind. @throws TypeError that names it */
export function assertColumn(
  columns: Record<string, unknown>,
  name: string,
  rows: number,
  isCell: (cell: unknown) => boolean,
): void {
  const cells = columns[name];
  if (!Array.isArray(cells) || cells.length !== rows || !cells.every(isCell)) {
    throw new TypeError(`column ${name} does not hold ${rows} cells of its kind`);
  }
}
