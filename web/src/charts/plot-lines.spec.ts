import type uPlot from "uplot";
import { loneRows, readingsPath } from "./plot-lines.js";

const dataOf = (values: (number | null | undefined)[]): uPlot.AlignedData => [values.map((_, row) => row), values];

describe("the lines of a chart", () => {
  it("have a point where a value stands between gaps, whatever rows of other lines are in between", () => {
    const lone = (...values: (number | null | undefined)[]) => loneRows({ data: dataOf(values) }, 1);
    expect(lone(5, null, 5, 6, null, 7, null)).toEqual([0, 5]);
    expect(lone(null, undefined, 5, undefined, null, 6, undefined, 7)).toEqual([2]);
    expect(lone(undefined, 5, undefined)).toEqual([1]);
    expect(lone(null, undefined)).toEqual([]);
  });

  describe("through readings", () => {
    const drawn: string[] = [];
    const { Path2D } = globalThis;

    beforeAll(() => {
      globalThis.Path2D = class {
        moveTo = (x: number, y: number) => drawn.push(`move ${x} ${y}`);
        lineTo = (x: number, y: number) => drawn.push(`line ${x} ${y}`);
      } as unknown as typeof Path2D;
    });

    beforeEach(() => drawn.splice(0));

    afterAll(() => {
      globalThis.Path2D = Path2D;
    });

    it("go on past rows of other lines, begin anew after a gap, and lie on whole pixels", () => {
      const plot = {
        data: dataOf([0, undefined, 10, null, 4, 5]),
        bbox: { left: 100, top: 20, width: 50, height: 100 },
        scales: { x: { min: 0, max: 5 }, y: { min: 0, max: 10 } },
      };
      readingsPath(plot, 1, 0, 5);
      expect(drawn).toEqual(["move 100 120", "line 120 20", "move 140 80", "line 150 70"]);
    });

    it("show the lowest and the highest of a column of pixels, the one that came first first", () => {
      const plot = {
        data: dataOf([5, 9, 10, 6, 1, 2, 4, 4]),
        bbox: { left: 0, top: 0, width: 2, height: 100 },
        scales: { x: { min: 0, max: 7 }, y: { min: 0, max: 10 } },
      };
      readingsPath(plot, 1, 0, 7);
      expect(drawn).toEqual(["move 0 50", "line 0 10", "line 1 0", "line 1 90", "line 2 60"]);
    });
  });
});
