import { PlainFrames, textFrame } from "./plain-frames.js";

describe("a text frame", () => {
  it.each([
    ["a short text", 3, "8103"],
    ["the longest short text", 125, "817d"],
    ["a text of 126 bytes", 126, "817e007e"],
    ["a text of 65,535 bytes", 65_535, "817effff"],
    ["a text of 65,536 bytes", 65_536, "817f0000000000010000"],
  ])("states the length of %s", (_, length, header) => {
    const frame = textFrame("x".repeat(length));
    expect(frame.subarray(0, -length).toString("hex")).toBe(header);
    expect(frame.subarray(-length).toString()).toBe("x".repeat(length));
  });

  it("counts bytes, not characters", () => {
    expect(textFrame("°C")).toEqual(Buffer.from([0x81, 3, 0xc2, 0xb0, 0x43]));
  });
});

describe("a batch's messages", () => {
  const frames = new PlainFrames({
    devices: ["a", "b"],
    timestamps: [Date.UTC(2024, 0, 10, 15, 30, 45, 123), 0],
    receivedAt: [0, 0],
    suspect: [],
    metrics: { input_voltage: [240.5, null], input_current: [15.2, 1] },
  });
  const a = '{"device":"a","timestamp":"2024-01-10T15:30:45.123Z","data":{"input_voltage":240.5,"input_current":15.2}}';
  const b = '{"device":"b","timestamp":"1970-01-01T00:00:00.000Z","data":{"input_current":1}}';

  it("are one per reading, with the metrics it carries", () => {
    expect(frames.of([0, 1])).toEqual(Buffer.concat([textFrame(a), textFrame(b)]));
  });

  it("are encoded once", () => {
    frames.of([0, 1]);
    frames.of([1]);
    expect(frames.encoded).toBe(2);
  });
});
