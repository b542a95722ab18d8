import { BatchTooLarge, LinesRejected } from "@gridwatch/telemetry-store";

/** A line the database will not take, and what it said. */
interface BadLine {
  index: number;
  message: string;
}

/**
 * Writes lines, halving what is refused until the bad lines are found. Writing a good line twice changes nothing.
 *
 * @returns the bad lines; every other line is stored
 * @throws what `write` throws for any other reason than the lines
 */
export async function writeAroundBadLines(
  lines: readonly string[],
  write: (lines: readonly string[]) => Promise<void>,
  offset = 0,
): Promise<BadLine[]> {
  try {
    await write(lines);
    return [];
  } catch (error) {
    if (!(error instanceof LinesRejected || error instanceof BatchTooLarge)) throw error;
    if (lines.length === 1) return [{ index: offset, message: error.message }];
    const middle = lines.length >>> 1;
    return [
      ...(await writeAroundBadLines(lines.slice(0, middle), write, offset)),
      ...(await writeAroundBadLines(lines.slice(middle), write, offset + middle)),
    ];
  }
}
