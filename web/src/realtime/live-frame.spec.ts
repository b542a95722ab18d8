import { emptyColumns } from "@gridwatch/contracts";
import { isLiveFrame } from "./live-frame.js";

const readings = {
  devices: ["unit-1"],
  timestamps: [1],
  receivedAt: [2],
  suspect: [],
  metrics: { input_voltage: [230] },
};

describe("a frame from the network", () => {
  it("is accepted in the contract's shape", () => {
    expect(isLiveFrame({ room: "fleet", at: 1, readings })).toBe(true);
    expect(isLiveFrame({ room: "unit-1", at: 1, readings: emptyColumns() })).toBe(true);
  });

  it.each([
    ["nothing", undefined],
    ["text", "frame"],
    ["no room", { at: 1, readings }],
    ["a time that is none", { room: "fleet", at: "now", readings }],
    ["no readings", { room: "fleet", at: 1 }],
    ["a column too short", { room: "fleet", at: 1, readings: { ...readings, timestamps: [] } }],
    ["a cell that is text", { room: "fleet", at: 1, readings: { ...readings, metrics: { input_voltage: ["230"] } } }],
    ["a suspect row that is not there", { room: "fleet", at: 1, readings: { ...readings, suspect: [4] } }],
  ])("is refused with %s", (_what, frame) => {
    expect(isLiveFrame(frame)).toBe(false);
  });
});
