import type { ReadingColumns } from "@gridwatch/contracts";
import { rowsByDevice, selectRows } from "./reading-rows.js";

const batch: ReadingColumns = {
  devices: ["a", "b", "a", "c"],
  timestamps: [1, 2, 3, 4],
  receivedAt: [5, 6, 7, 8],
  suspect: [1, 2],
  metrics: { voltage: [10, 20, 30, 40], current: [null, 2, null, 4] },
};

describe("rowsByDevice", () => {
  it("finds the rows of each wanted device, in order", () => {
    expect(rowsByDevice(batch, (device) => device !== "b")).toEqual(
      new Map([
        ["a", [0, 2]],
        ["c", [3]],
      ]),
    );
  });

  it("asks once per device", () => {
    const asked: string[] = [];
    rowsByDevice(batch, (device) => {
      asked.push(device);
      return false;
    });
    expect(asked).toEqual(["a", "b", "c"]);
  });
});

describe("selectRows", () => {
  it("takes the rows out of every column and renumbers what is suspect", () => {
    expect(selectRows(batch, [0, 2])).toEqual({
      devices: ["a", "a"],
      timestamps: [1, 3],
      receivedAt: [5, 7],
      suspect: [1],
      metrics: { voltage: [10, 30] },
    });
  });
});
