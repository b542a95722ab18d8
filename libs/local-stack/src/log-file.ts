import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from "node:fs";

const ROTATE_ABOVE_BYTES = 20_000_000;
const TAIL_BYTES = 16_384;

/** Opens a log for appending. One that has grown large is put aside as `<file>.1` first. */
export function openLog(file: string): { fd: number; size: number } {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > ROTATE_ABOVE_BYTES) renameSync(file, `${file}.1`);
  const fd = openSync(file, "a", 0o600);
  return { fd, size: fstatSync(fd).size };
}

/** The last lines of a log, of those written after byte `from`. */
export function logTail(file: string, lines = 20, from = 0): string {
  const fd = openSync(file, "r");
  try {
    const { size } = fstatSync(fd);
    const start = Math.max(from <= size ? from : 0, size - TAIL_BYTES);
    const buffer = Buffer.alloc(size - start);
    const read = readSync(fd, buffer, 0, buffer.length, start);
    return buffer.toString("utf8", 0, read).trimEnd().split("\n").slice(-lines).join("\n");
  } finally {
    closeSync(fd);
  }
}
