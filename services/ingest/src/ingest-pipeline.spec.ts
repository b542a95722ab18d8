import {
  type DeadLetter,
  decodeTelemetryBatch,
  encodeTelemetryBatch,
  rowValues,
  type StreamSpec,
  type TelemetryBatch,
} from "@gridwatch/contracts";
import { jest } from "@jest/globals";
import { IngestConfig } from "./config.js";
import {
  type DeviceAdmission,
  type GroupListener,
  IngestPipeline,
  type MessageGroup,
  type Publisher,
} from "./ingest-pipeline.js";
import { pipelineOptions } from "./pipeline-options.js";

/** Keeps what it is given, and answers when it is told to. */
class Recorder implements Publisher, GroupListener {
  readonly batches: TelemetryBatch[] = [];
  readonly letters: DeadLetter[] = [];
  readonly letterIds: (string | undefined)[] = [];
  readonly groups: MessageGroup[] = [];
  readonly failed: MessageGroup[] = [];
  answers: Promise<void>[] = [];

  publish(_stream: StreamSpec, _subject: string, payload: Uint8Array, _headers: Record<string, string>): Promise<void> {
    this.batches.push(decodeTelemetryBatch(payload));
    return this.answers.shift() ?? Promise.resolve();
  }
  publishDeadLetter(letter: DeadLetter, id: string | undefined): Promise<void> {
    this.letters.push(letter);
    this.letterIds.push(id);
    return Promise.resolve();
  }
  onSafe(group: MessageGroup): void {
    this.groups.push(group);
  }
  onFailed(group: MessageGroup): void {
    this.failed.push(group);
  }
  nameOf(token: number): string | undefined {
    return token === 0 ? undefined : `unit-test.${token}`;
  }
  get readings() {
    return this.batches.flatMap((batch) =>
      batch.devices.map((device, row) => ({
        device,
        timestamp: batch.timestamps[row],
        data: rowValues(batch, row),
        suspect: batch.suspect.includes(row),
      })),
    );
  }
}

const everyDevice: DeviceAdmission = { refusalOf: () => undefined };

function pipelineWith(recorder: Recorder, devices = everyDevice, config: Partial<IngestConfig> = {}): IngestPipeline {
  const options = pipelineOptions(Object.assign(new IngestConfig(), config));
  return new IngestPipeline(recorder, options, recorder, devices);
}

async function receive(payload: string | Buffer, topic = "sensors/unit-1/telemetry") {
  const recorder = new Recorder();
  const pipeline = pipelineWith(recorder);
  pipeline.receive(topic, Buffer.from(payload), 1);
  await pipeline.drain();
  return { recorder, counts: pipeline.counts };
}

const NOW = Date.now();
const ISO = new Date(NOW).toISOString();

describe("an accepted message", () => {
  const data = { input_voltage: 240.5, input_current: 15.2 };
  it.each([
    ["a flat object", "telemetry", { ...data, timestamp: ISO }, [{ timestamp: NOW, data }]],
    ["a flat object on any last word", "whatever", { ...data, timestamp: NOW }, [{ timestamp: NOW, data }]],
    ["epoch seconds", "telemetry", { ...data, timestamp: NOW / 1000 }, [{ timestamp: NOW, data }]],
    ["an envelope", "telemetry", { device: "unit-1", timestamp: ISO, data }, [{ timestamp: NOW, data }]],
    [
      "an array of both",
      "telemetry",
      [
        { ...data, timestamp: NOW - 2 },
        { device: "unit-1", timestamp: NOW - 1, data },
      ],
      [
        { timestamp: NOW - 2, data },
        { timestamp: NOW - 1, data },
      ],
    ],
    [
      "a value with its time",
      "frequency",
      { value: 50.01, timestamp: NOW },
      [{ timestamp: NOW, data: { frequency: 50.01 } }],
    ],
    ["an alias", "voltage", { value: 240, timestamp: NOW }, [{ timestamp: NOW, data: { input_voltage: 240 } }]],
    [
      "a metric called value among others",
      "telemetry",
      { value: 1, timestamp: NOW },
      [{ timestamp: NOW, data: { value: 1 } }],
    ],
  ])("may be %s", async (_, word, payload, expected) => {
    const { recorder, counts } = await receive(JSON.stringify(payload), `sensors/unit-1/${word}`);
    expect(recorder.readings).toEqual(expected.map((reading) => ({ device: "unit-1", suspect: false, ...reading })));
    expect(recorder.letters).toEqual([]);
    expect(counts).toMatchObject({ received: expected.length, published: expected.length });
  });

  it("may be a bare number", async () => {
    const { recorder } = await receive("12.5", "sensors/unit-1/current");
    expect(recorder.readings).toMatchObject([{ data: { input_current: 12.5 } }]);
  });

  it("keeps an implausible value and marks the reading", async () => {
    const { recorder, counts } = await receive('{"input_voltage":-3}');
    expect(recorder.readings).toMatchObject([{ data: { input_voltage: -3 }, suspect: true }]);
    expect(counts.suspect).toBe(1);
  });

  it("gets a time of its own for each reading without one", async () => {
    const { recorder } = await receive(JSON.stringify(new Array(100).fill({ input_voltage: 1 })));
    expect(new Set(recorder.readings.map(({ timestamp }) => timestamp)).size).toBe(100);
  });

  it("gets none further ahead than a device's own may be: what comes faster for long is a dead letter", async () => {
    const recorder = new Recorder();
    const pipeline = pipelineWith(recorder, everyDevice, { maxAheadMs: 50 });
    const began = Date.now();
    for (let i = 0; i < 100; i++) {
      pipeline.receive("sensors/unit-1/telemetry", Buffer.from(JSON.stringify(new Array(100).fill({ a: 1 }))), i);
    }
    const ended = Date.now();
    await pipeline.drain();
    const times = recorder.readings.map(({ timestamp }) => timestamp ?? Number.NaN);
    expect(new Set(times).size).toBe(times.length);
    expect(times.length).toBeGreaterThan(50);
    expect(times.length).toBeLessThanOrEqual(ended - began + 51);
    expect(Math.max(...times)).toBeLessThanOrEqual(ended + 50);
    const refused = recorder.letters.filter(({ reason }) => reason === "timestamp_ahead");
    expect(refused.reduce((sum, { readings }) => sum + readings, 0)).toBe(10_000 - times.length);
  });
});

describe("an unusable message", () => {
  const tooMany = Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`m${i}`, i]));
  it.each([
    ["empty", "", undefined],
    ["malformed_json", '{"input_voltage":240.5', undefined],
    ["malformed_json", '{"input_voltage":NaN}', undefined],
    ["not_utf8", Buffer.of(0x7b, 0xff, 0xfe), undefined],
    ["too_large", `{"input_voltage":1${" ".repeat(65_536)}}`, undefined],
    ["metric_value", '{"input_voltage":"240.5"}', undefined],
    ["metric_value", '{"input_voltage":1e999}', undefined],
    ["metric_value", '{"input_voltage":null}', undefined],
    ["metric_value", '{"input_voltage":true}', undefined],
    ["metric_value", '{"input_voltage":[1]}', undefined],
    ["metric_value", '{"value":"1"}', "sensors/unit-1/voltage"],
    ["metric_name", '{"Input Voltage":1}', undefined],
    ["metric_name", '{"__proto__":1}', undefined],
    ["metric_name", '{"received_at":1}', undefined],
    ["metric_name", "1", "sensors/unit-1/Voltage"],
    ["no_metrics", "{}", undefined],
    ["no_metrics", '{"timestamp":1700000000}', undefined],
    ["no_metrics", "[]", undefined],
    ["too_many_metrics", JSON.stringify(tooMany), undefined],
    ["unknown_shape", '"240.5"', undefined],
    ["unknown_shape", "null", undefined],
    ["unknown_shape", "240.5", undefined],
    ["unknown_shape", "[7]", undefined],
    ["timestamp_invalid", '{"input_voltage":1,"timestamp":"yesterday"}', undefined],
    ["timestamp_invalid", '{"input_voltage":1,"timestamp":null}', undefined],
    ["timestamp_invalid", '{"input_voltage":1,"timestamp":"2024-02-30T25:00:00Z"}', undefined],
    ["timestamp_ahead", `{"input_voltage":1,"timestamp":${NOW + 3_600_000}}`, undefined],
    ["timestamp_expired", '{"input_voltage":1,"timestamp":0}', undefined],
    ["device_mismatch", '{"device":"unit-2","data":{"input_voltage":1}}', undefined],
    ["device_mismatch", '{"data":{"input_voltage":1}}', undefined],
    ["device_id", '{"input_voltage":1}', "sensors/unit 1/telemetry"],
    ["device_id", '{"input_voltage":1}', `sensors/${"u".repeat(65)}/telemetry`],
    ["topic", '{"input_voltage":1}', "sensors/unit-1"],
    ["topic", '{"input_voltage":1}', "sensors/unit-1/telemetry/more"],
  ])("is a dead letter: %s %p", async (reason, payload, topic = "sensors/unit-1/telemetry") => {
    const { recorder, counts } = await receive(payload, topic);
    const bytes = Buffer.from(payload);
    expect(recorder.letters).toMatchObject([{ origin: "ingest", reason, topic, readings: 1 }]);
    expect(Buffer.from(recorder.letters[0]?.payload ?? []).equals(bytes)).toBe(true);
    expect(recorder.readings).toEqual([]);
    expect(counts).toMatchObject({ received: 1, published: 0 });
    expect(counts.deadLettered.get(recorder.letters[0]?.reason ?? "empty")).toBe(1);
  });

  const deep = "[".repeat(20_000) + "]".repeat(20_000);
  it.each([
    ["metric_value", `{"a":${deep}}`],
    ["timestamp_invalid", `{"a":1,"timestamp":${deep}}`],
    ["unknown_shape", `[{"a":1},${deep}]`],
  ])("is a dead letter however deep it is nested: %s", async (reason, payload) => {
    const { recorder } = await receive(payload);
    expect(recorder.letters).toMatchObject([{ reason, payload: Buffer.from(payload) }]);
  });

  it("costs an array only its bad elements, one letter per reason", async () => {
    const good = { input_voltage: 1, timestamp: NOW };
    const { recorder, counts } = await receive(JSON.stringify([good, { a: "1" }, { b: null }, { A: 1 }, 7]));
    expect(recorder.readings).toHaveLength(1);
    const letters = recorder.letters.map(({ reason, payload, readings }) => ({
      reason,
      readings,
      elements: JSON.parse(Buffer.from(payload).toString()),
    }));
    expect(letters).toEqual([
      { reason: "metric_value", readings: 2, elements: [{ a: "1" }, { b: null }] },
      { reason: "metric_name", readings: 1, elements: [{ A: 1 }] },
      { reason: "unknown_shape", readings: 1, elements: [7] },
    ]);
    expect(counts).toMatchObject({ received: 5, published: 1 });
  });
});

describe("a dead letter's id", () => {
  it("is the same when its message is delivered again, another for an equal message, and none when it cannot come again", async () => {
    const recorder = new Recorder();
    const pipeline = pipelineWith(recorder);
    for (const token of [1, 1, 2, 0]) pipeline.receive("sensors/unit-1/telemetry", Buffer.from('{"a":"1"}'), token);
    await pipeline.drain();
    const [first, again, equal, unnamed] = recorder.letterIds;
    expect(first).toBeDefined();
    expect(again).toBe(first);
    expect(equal).toBeDefined();
    expect(equal).not.toBe(first);
    expect(unnamed).toBeUndefined();
  });
});

describe("a device", () => {
  const refusal = { reason: "too_many_new_devices", detail: "of the test" } as const;

  it("that is not admitted has its readings among the dead letters, and no other is asked for twice a message", async () => {
    const recorder = new Recorder();
    const asked: string[] = [];
    const pipeline = pipelineWith(recorder, {
      refusalOf: (device) => {
        asked.push(device);
        return device === "unit-2" ? refusal : undefined;
      },
    });
    const both = JSON.stringify([{ a: 1 }, { a: 2 }]);
    for (const device of ["unit-1", "unit-2"]) pipeline.receive(`sensors/${device}/telemetry`, Buffer.from(both), 1);
    await pipeline.drain();
    expect(recorder.readings.map(({ device }) => device)).toEqual(["unit-1", "unit-1"]);
    expect(recorder.letters).toMatchObject([{ ...refusal, topic: "sensors/unit-2/telemetry", readings: 2 }]);
    expect(Buffer.from(recorder.letters[0]?.payload ?? []).toString()).toBe(both);
    expect(asked.filter((device) => device === "unit-1")).toHaveLength(1);
  });

  it("is not asked for when none of its readings can be used", async () => {
    const recorder = new Recorder();
    const pipeline = pipelineWith(recorder, {
      refusalOf: () => {
        throw new Error("asked");
      },
    });
    for (const payload of ['{"a":"1"}', '{"a":1,"timestamp":0}', "{"])
      pipeline.receive("sensors/unit-1/telemetry", Buffer.from(payload), 1);
    await pipeline.drain();
    expect(recorder.letters.map(({ reason }) => reason)).toEqual([
      "metric_value",
      "timestamp_expired",
      "malformed_json",
    ]);
  });
});

describe("a batch", () => {
  it("stays small enough for a message, however many metric names a sender invents", async () => {
    const recorder = new Recorder();
    const pipeline = pipelineWith(recorder);
    const sizes: number[] = [];
    const publish = recorder.publish.bind(recorder);
    recorder.publish = (stream, subject, payload, headers) => {
      sizes.push(payload.length);
      return publish(stream, subject, payload, headers);
    };
    for (let i = 0; i < 500; i++) {
      const metrics = Object.fromEntries(
        Array.from({ length: 64 }, (_, k) => [`${"m".repeat(50)}${i}_${k}`, -Number.MAX_VALUE]),
      );
      pipeline.receive("sensors/unit-1/telemetry", Buffer.from(JSON.stringify(metrics)), i);
    }
    await pipeline.drain();
    expect(Math.max(...sizes)).toBeLessThan(1_000_000);
    expect(recorder.readings).toHaveLength(500);
  });
});

describe("a batch", () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const options = { ...pipelineOptions(new IngestConfig()), batchReadings: 10, batchMs: 40 };
  const publishedAfter = (readings: number, ms: number) => {
    const recorder = new Recorder();
    const pipeline = new IngestPipeline(recorder, options, recorder, everyDevice);
    for (let i = 0; i < readings; i++) pipeline.receive("sensors/unit-1/telemetry", Buffer.from(`{"a":${i}}`), i + 1);
    jest.advanceTimersByTime(ms);
    return recorder.readings.length;
  };

  it("waits for its time, and as long again where many come", () => {
    expect([publishedAfter(1, 39), publishedAfter(1, 40)]).toEqual([0, 1]);
    expect([publishedAfter(2, 79), publishedAfter(2, 80)]).toEqual([0, 2]);
  });

  it("waits no more when it is full", () => {
    expect(publishedAfter(10, 0)).toBe(10);
  });
});

describe("a message's acknowledgement", () => {
  it("waits until the backbone has the message, and for those that came before it", async () => {
    const recorder = new Recorder();
    const pipeline = pipelineWith(recorder);
    let answer = (): void => {};
    recorder.answers = [new Promise<void>((resolve) => (answer = resolve)), Promise.resolve()];
    pipeline.receive("sensors/unit-1/telemetry", Buffer.from('{"a":1}'), 1);
    pipeline.flush();
    pipeline.receive("sensors/unit-1/telemetry", Buffer.from('{"a":2}'), 2);
    pipeline.flush();
    await new Promise(setImmediate);
    expect(recorder.groups).toEqual([]);
    answer();
    await pipeline.drain();
    expect(recorder.groups.map(({ tokens }) => tokens)).toEqual([[1], [2]]);
  });

  it("is never given for what the backbone refuses for good, while later messages go on", async () => {
    const recorder = new Recorder();
    const pipeline = pipelineWith(recorder);
    recorder.answers = [Promise.reject(new Error("refused")), Promise.resolve()];
    pipeline.receive("sensors/unit-1/telemetry", Buffer.from('{"a":1}'), 1);
    pipeline.flush();
    pipeline.receive("sensors/unit-1/telemetry", Buffer.from('{"a":2}'), 2);
    await pipeline.drain();
    expect(recorder.failed.map(({ tokens }) => tokens)).toEqual([[1]]);
    expect(recorder.groups.map(({ tokens }) => tokens)).toEqual([[2]]);
  });

  it("times a dead letter that is taken in again as it would have been, beside the readings around it", async () => {
    const recorder = new Recorder();
    const pipeline = pipelineWith(recorder);
    const topic = "sensors/unit-1/telemetry";
    pipeline.receive(topic, Buffer.from('[{"x":1},{"x":"a"},{"x":"b"}]'), 1);
    const [letter] = recorder.letters;
    const at = letter?.at ?? Number.NaN;
    pipeline.receive(topic, Buffer.from('[{"x":2},{"x":3}]'), 2, at);
    pipeline.receive(topic, Buffer.from('{"x":4}'), 3);
    pipeline.receive(topic, Buffer.from('{"x":"c"}'), 4, at);
    await pipeline.drain();
    const times = recorder.readings.map(({ timestamp }) => timestamp);
    expect(times.slice(1, 3)).toEqual([at, at + 1]);
    expect(new Set(times).size).toBe(4);
    expect(recorder.letters[1]?.at).toBe(at);
    expect(pipeline.counts.received).toBe(7);
  });

  it("passes a batch on as it is", async () => {
    const recorder = new Recorder();
    const pipeline = pipelineWith(recorder);
    const bytes = encodeTelemetryBatch({
      v: 1,
      devices: ["a"],
      timestamps: [5],
      receivedAt: [6],
      suspect: [],
      metrics: {},
    });
    pipeline.receiveBatch(3, Buffer.from(bytes), 1, 9);
    await pipeline.drain();
    expect(recorder.batches).toMatchObject([{ devices: ["a"], timestamps: [5] }]);
    expect(recorder.groups).toEqual([{ tokens: [9], bytes: bytes.length }]);
    expect(pipeline.counts).toMatchObject({ received: 1, published: 1, underWay: 0 });
  });
});
