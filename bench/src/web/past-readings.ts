import type { MosquittoHandle } from "@gridwatch/local-stack";
import { connectAsync } from "mqtt";

export interface PastReadings {
  units: readonly string[];
  /** Epoch milliseconds; up to `to`, exclusive. */
  from: number;
  to: number;
  everyMs: number;
}

const READINGS_A_MESSAGE = 120;

/** Publishes what units have read before, many readings a message. Resolves when the broker has acknowledged all. */
export async function publishPast(broker: MosquittoHandle, { units, from, to, everyMs }: PastReadings): Promise<void> {
  const client = await connectAsync(broker.url, broker.credentials("device"));
  for (let start = from; start < to; start += READINGS_A_MESSAGE * everyMs) {
    const count = Math.min(READINGS_A_MESSAGE, Math.ceil((to - start) / everyMs));
    const times = Array.from({ length: count }, (_, i) => start + i * everyMs);
    await Promise.all(
      units.map((unit, place) =>
        client.publishAsync(`sensors/${unit}/telemetry`, JSON.stringify(times.map((at) => reading(at, place))), {
          qos: 1,
        }),
      ),
    );
  }
  await client.endAsync();
}

/** Three phases that swing within the day, each unit and phase at another time, and flicker. */
export function reading(timestamp: number, place: number) {
  const swing = (phase: number) => Math.sin(timestamp / 13_750_987 + phase + place);
  const flicker = (phase: number) => Math.sin(timestamp * (phase + 1)) / 4;
  const volts = (phase: number) => Number((230 + 3 * swing(phase) + flicker(phase)).toFixed(2));
  const amperes = (phase: number) => Number((12 + 4 * swing(phase) + flicker(phase)).toFixed(2));
  return {
    timestamp,
    input_voltage: volts(0),
    input_current: Number((amperes(1) + amperes(2) + amperes(3)).toFixed(2)),
    ...{ out_voltage1: volts(1), out_voltage2: volts(2), out_voltage3: volts(3) },
    ...{ out_current1: amperes(1), out_current2: amperes(2), out_current3: amperes(3) },
  };
}
