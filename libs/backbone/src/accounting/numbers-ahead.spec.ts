import { NumbersAhead, type SavedNumbers } from "./numbers-ahead.js";

function numbersOf(entries: [number, number][]): NumbersAhead {
  const numbers = new NumbersAhead();
  for (const [number, readings] of entries) numbers.add(number, readings);
  return numbers;
}

const savedOf = (numbers: NumbersAhead): SavedNumbers[] => JSON.parse(JSON.stringify(numbers)) as SavedNumbers[];

describe("the numbers ahead", () => {
  it("are written as runs of as many readings each, in whatever order they came, and read again", () => {
    const saved = savedOf(
      numbersOf([
        [7, 10],
        [3, 10],
        [4, 10],
        [5, 10],
        [6, 2],
        [9, 10],
      ]),
    );
    expect(saved).toEqual([
      [3, 5, 10],
      [6, 2],
      [7, 10],
      [9, 10],
    ]);
    expect(savedOf(NumbersAhead.from(saved))).toEqual(saved);
  });

  it("are read as they were once written, one by one", () => {
    const numbers = NumbersAhead.from([
      [2, 10],
      [3, 10],
      [5, 1],
    ]);
    expect([1, 2, 3, 4, 5].filter((number) => numbers.has(number))).toEqual([2, 3, 5]);
    expect(numbers.takeUpTo(1, 5)).toBe(21);
  });

  it("are taken out up to a number, be they more or fewer than the numbers up to it", () => {
    const numbers = numbersOf([
      [2, 10],
      [4, 20],
      [1_000, 1],
    ]);
    expect(numbers.takeUpTo(1, 3)).toBe(10);
    expect(savedOf(numbers)).toEqual([
      [4, 20],
      [1_000, 1],
    ]);
    expect(numbers.takeUpTo(3, 999_999_999_999_999)).toBe(21);
    expect(savedOf(numbers)).toEqual([]);
  });

  it("are few bytes, and quick, when a message is under way for very long", () => {
    const numbers = new NumbersAhead();
    for (let number = 2; number <= 65_535; number++) numbers.add(number, 1);
    expect(JSON.stringify(numbers)).toBe("[[2,65535,1]]");
    const began = performance.now();
    let sum = 0;
    for (let last = 2; last <= 65_535; last++) sum += numbers.takeUpTo(last - 1, last);
    expect(sum).toBe(65_534);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
