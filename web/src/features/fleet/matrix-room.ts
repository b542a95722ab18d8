/** The room for cells, and how many there are to be. CSS pixels. */
export interface MatrixRoom {
  width: number;
  height: number;
  count: number;
  smallest: number;
  largest: number;
}

/** How large cells are: as large as all of them fit into the room at once, or else the smallest, and it scrolls. */
export function cellSize({ width, height, count, smallest, largest }: MatrixRoom): number {
  for (let size = largest; size > smallest; size--) {
    if (Math.floor(width / size) * Math.floor(height / size) >= count) return size;
  }
  return smallest;
}

/** Where a key moves among `count` cells in rows of `width`; `undefined` when the key means nothing here. */
export function nextCell(
  key: string,
  at: number,
  count: number,
  width: number,
  rowsInView: number,
): number | undefined {
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - width,
    ArrowDown: at + width,
    PageUp: at - width * rowsInView,
    PageDown: at + width * rowsInView,
    Home: 0,
    End: count - 1,
  };
  const to = Object.hasOwn(moves, key) ? moves[key] : undefined;
  return to === undefined || count === 0 ? undefined : Math.min(Math.max(to, 0), count - 1);
}
