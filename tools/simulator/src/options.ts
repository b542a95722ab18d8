import { parseArgs } from "node:util";

export interface SimulatorOptions {
  url: string;
  devices: number;
  intervalMs: number;
  faults: boolean;
  wear: boolean;
  /** Days of the past to publish first. */
  historyDays: number;
  seed: number;
  /** `undefined`: until it is stopped. */
  durationSeconds: number | undefined;
  timeScale: number;
  connections: number;
  topicRoot: string;
}

export const USAGE = `Publishes the readings of simulated three-phase units over MQTT, QoS 1.

  --url URL           broker, mqtt:// or mqtts:// (mqtt://127.0.0.1:1883)
  --devices N         units, named unit-001 and on (25)
  --interval MS       time between two readings of a unit (1000)
  --faults            sags, lost phases, lost regulation and overloads on every fifth unit
  --wear              every tenth unit, from unit-002 on, wears out and fails within some 40 hours
  --history DAYS      first publish each unit's past, a reading a minute, the last ten minutes as live (0)
  --seed N            another fleet (1)
  --duration S        seconds to run, not counting the history (until stopped)
  --time-scale N      how much faster than the clock the day passes (1)
  --connections N     MQTT connections that the units share (4, at most one per unit)
  --topic-root WORD   first word of the topics (sensors)

MQTT_USERNAME and MQTT_PASSWORD hold the account.
`;

/** @throws Error that tells what is wrong with the arguments. */
export function parseOptions(args: string[]): SimulatorOptions | "help" {
  const { values } = parseArgs({
    args,
    options: {
      url: { type: "string", default: "mqtt://127.0.0.1:1883" },
      devices: { type: "string", default: "25" },
      interval: { type: "string", default: "1000" },
      faults: { type: "boolean", default: false },
      wear: { type: "boolean", default: false },
      history: { type: "string", default: "0" },
      seed: { type: "string", default: "1" },
      duration: { type: "string" },
      "time-scale": { type: "string", default: "1" },
      connections: { type: "string", default: "4" },
      "topic-root": { type: "string", default: "sensors" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  if (!/^mqtts?:\/\/\S+$/.test(values.url)) throw new Error(`--url must be mqtt:// or mqtts://, not ${values.url}`);
  if (!/^[^/+#]+$/.test(values["topic-root"])) throw new Error("--topic-root must be one word of a topic");
  const devices = integer("--devices", values.devices, 1, 1_000_000);
  return {
    url: values.url,
    devices,
    intervalMs: integer("--interval", values.interval, 10, 86_400_000),
    faults: values.faults,
    wear: values.wear,
    historyDays: integer("--history", values.history, 0, 60),
    seed: integer("--seed", values.seed, 0, 2 ** 32 - 1),
    durationSeconds: values.duration === undefined ? undefined : integer("--duration", values.duration, 1, 31_536_000),
    timeScale: integer("--time-scale", values["time-scale"], 1, 100_000),
    connections: Math.min(devices, integer("--connections", values.connections, 1, 1_000)),
    topicRoot: values["topic-root"],
  };
}

function integer(option: string, text: string, lowest: number, highest: number): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < lowest || value > highest) {
    throw new Error(`${option} must be a whole number from ${lowest} to ${highest}, not ${text}`);
  }
  return value;
}
