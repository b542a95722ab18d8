import { pastReadings } from "./history.js";
import { MqttPublisher } from "./mqtt-publisher.js";
import { parseOptions, type SimulatorOptions, USAGE } from "./options.js";
import { Schedule } from "./schedule.js";
import { createFleet, type SimulatedUnit } from "./simulated-unit.js";

const TICK_MS = 20;
/** Of 120 readings each: enough to keep the broker busy, and little to wait for at a stop. */
const HISTORY_MESSAGES_WAITING = 50;

function log(line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
}

async function run(options: SimulatorOptions): Promise<void> {
  const { MQTT_USERNAME: username, MQTT_PASSWORD: password } = process.env;
  const publisher = new MqttPublisher({ ...options, username, password }, log);
  const fleet = createFleet(options, Date.now(), (unit, event) => log(`${unit}: ${event}`));
  const topics = fleet.map(({ name }) => `${options.topicRoot}/${name}/telemetry`);
  log(`${options.devices} units, one reading each every ${options.intervalMs} ms`);
  publisher.start();

  const stopping = new AbortController();
  const { signal } = stopping;
  let ticking: NodeJS.Timeout | undefined;
  const stop = async () => {
    if (signal.aborted) return;
    stopping.abort();
    clearInterval(ticking);
    await publisher.stop();
    log(`stopped; ${publisher.acknowledged} readings acknowledged, ${publisher.dropped} dropped`);
    process.exit(0);
  };
  for (const name of ["SIGTERM", "SIGINT"] as const) process.on(name, () => void stop());

  if (options.historyDays > 0) await publishHistory(fleet, topics, options, publisher, signal);
  if (signal.aborted) return;
  if (options.durationSeconds !== undefined) setTimeout(() => void stop(), options.durationSeconds * 1_000);
  const schedule = new Schedule(options.devices, options.intervalMs, Date.now());
  ticking = setInterval(() => {
    for (const { unit, at } of schedule.due(Date.now())) {
      const [reading, topic] = [fleet[unit]?.read(at), topics[unit]];
      if (reading === undefined || topic === undefined) continue;
      publisher.publish(unit, topic, JSON.stringify({ timestamp: new Date(at).toISOString(), ...reading }));
    }
  }, TICK_MS);
}

async function publishHistory(
  fleet: SimulatedUnit[],
  topics: string[],
  { historyDays: days, intervalMs }: SimulatorOptions,
  publisher: MqttPublisher,
  signal: AbortSignal,
): Promise<void> {
  log(`publishing the history of ${days} days`);
  let published = 0;
  for (const { unit, readings } of pastReadings(fleet, days, intervalMs, Date.now)) {
    await publisher.fewerWaiting(HISTORY_MESSAGES_WAITING, signal);
    if (signal.aborted) return;
    publisher.publish(unit, topics[unit] ?? "", JSON.stringify(readings), readings.length);
    published += readings.length;
  }
  await publisher.fewerWaiting(1, signal);
  if (!signal.aborted) log(`published the history of ${days} days: ${published} readings`);
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === "help") process.stdout.write(USAGE);
  else await run(options);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
  process.exitCode = 2;
}
