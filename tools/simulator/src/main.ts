import { MqttPublisher } from "./mqtt-publisher.js";
import { parseOptions, type SimulatorOptions, USAGE } from "./options.js";
import { Schedule } from "./schedule.js";
import { createFleet } from "./simulated-unit.js";

const TICK_MS = 20;

function log(line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
}

function run(options: SimulatorOptions): void {
  const now = Date.now();
  const { MQTT_USERNAME: username, MQTT_PASSWORD: password } = process.env;
  const publisher = new MqttPublisher({ ...options, username, password }, log);
  const schedule = new Schedule(options.devices, options.intervalMs, now);
  const fleet = createFleet(options, now, (unit, event) => log(`${unit}: ${event}`));
  log(`${options.devices} units, one reading each every ${options.intervalMs} ms`);
  publisher.start();

  const ticking = setInterval(() => {
    for (const { unit, at } of schedule.due(Date.now())) {
      const simulated = fleet[unit];
      if (simulated === undefined) continue;
      const reading = { timestamp: new Date(at).toISOString(), ...simulated.read(at) };
      publisher.publish(unit, `${options.topicRoot}/${simulated.name}/telemetry`, JSON.stringify(reading));
    }
  }, TICK_MS);

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    clearInterval(ticking);
    await publisher.stop();
    log(`stopped; ${publisher.acknowledged} readings acknowledged, ${publisher.dropped} dropped`);
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop());
  if (options.durationSeconds !== undefined) setTimeout(() => void stop(), options.durationSeconds * 1_000);
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === "help") process.stdout.write(USAGE);
  else run(options);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
  process.exitCode = 2;
}
