import { parseArgs } from "node:util";

export const USAGE = `npm start [-- options]

  --devices N      simulated units (25)
  --interval MS    time between two readings of a unit (1000)
  --faults         sags, lost phases, drifting voltage and overloads on every fifth unit
  --history DAYS   days of the simulated units' past, published at the first start with it (0);
                   with --faults every tenth has been wearing out
  --no-simulator   no simulated units
  --fresh          delete the data of earlier runs first
  --host H         address on which the page and MQTT listen (127.0.0.1); all else stays on loopback
  --data DIR       folder of data, logs and generated passwords (.data)
  --no-install     install nothing; say what is missing instead
  --help           this text
`;

/**
 * The options of `npm start`, read before anything is installed or built: a mistake should not cost a minute.
 * @param {string[]} args
 * @throws {Error} that tells what is wrong with the arguments
 * @returns {import("./stack-options.mjs").StackOptions}
 */
export function parseStackOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      devices: { type: "string", default: "25" },
      interval: { type: "string", default: "1000" },
      faults: { type: "boolean", default: false },
      history: { type: "string", default: "0" },
      "no-simulator": { type: "boolean", default: false },
      fresh: { type: "boolean", default: false },
      host: { type: "string", default: "127.0.0.1" },
      data: { type: "string" },
      "no-install": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  return {
    devices: wholeNumber("--devices", values.devices, 1, 100_000),
    intervalMs: wholeNumber("--interval", values.interval, 10, 86_400_000),
    faults: values.faults,
    // Older readings than 30 days, less an hour, are refused.
    historyDays: wholeNumber("--history", values.history, 0, 29),
    simulator: !values["no-simulator"],
    fresh: values.fresh,
    host: address(values.host),
    data: values.data,
    install: !values["no-install"],
    help: values.help,
  };
}

function wholeNumber(option, text, lowest, highest) {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < lowest || value > highest) {
    throw new Error(`${option} must be a whole number from ${lowest} to ${highest}, not "${text}"`);
  }
  return value;
}

function address(text) {
  if (!/^[A-Za-z0-9.-]+$/.test(text)) throw new Error(`--host must be an IPv4 address or a host name, not "${text}"`);
  return text;
}
