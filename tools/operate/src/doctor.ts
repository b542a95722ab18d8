import { parseArgs } from "node:util";
import { loadConfig } from "@gridwatch/service-kit";
import { command } from "./command.js";
import { examineBackbone } from "./doctor/backbone-doctor.js";
import { examineBroker } from "./doctor/broker-doctor.js";
import { examineDatabase } from "./doctor/database-doctor.js";
import { DoctorConfig } from "./doctor/doctor-config.js";
import { doctorText } from "./doctor/doctor-text.js";
import { examineMachine } from "./doctor/machine-doctor.js";
import { localDataFolder, operatorEnvironment, SERVERS_OPTIONS, SERVERS_USAGE } from "./servers.js";

const USAGE = `npm run doctor [-- options]

Looks at versions, addresses, accounts, clocks, disk, streams, retention and services, and says what to do. It changes nothing.
Exit code 0: no fault; 1: a fault, or it cannot be told.

  --json             the findings as JSON
${SERVERS_USAGE}MQTT_URL, MQTT_USERNAME, MQTT_PASSWORD and MQTT_CA_FILE are ingest's. With TELEMETRY_REGIONS it looks at a central platform.

  --help             this text
`;

interface Options {
  json: boolean;
  data?: string | undefined;
}

function parse(args: string[]): Options | "help" {
  const { values } = parseArgs({
    args,
    options: {
      ...SERVERS_OPTIONS,
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  return values.help ? "help" : values;
}

async function examine({ json, data }: Options): Promise<string> {
  const config = loadConfig(DoctorConfig, operatorEnvironment(data));
  const findings = (
    await Promise.all([
      examineMachine(localDataFolder(data)),
      config.nats.isCentral ? [] : examineBroker(config),
      examineBackbone(config.nats),
      examineDatabase(config.influx),
    ])
  ).flat();
  if (findings.some(({ verdict }) => verdict === "fault")) process.exitCode = 1;
  return json ? `${JSON.stringify(findings, undefined, 2)}\n` : doctorText(findings);
}

await command(USAGE, parse, examine);
