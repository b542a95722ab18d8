type Numbers = Float64Array | Float32Array | Int32Array | Uint16Array | Uint8Array;

/** As long as asked for: what was there, then `fill`. What is longer already is returned as it is. */
export function grown<T extends Numbers>(numbers: T, length: number, fill = 0): T {
  if (numbers.length >= length) return numbers;
  const longer = new (numbers.constructor as new (length: number) => T)(length);
  longer.set(numbers);
  if (fill !== 0) longer.fill(fill, numbers.length);
  return longer;
}
