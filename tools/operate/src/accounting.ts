import { parseArgs } from "node:util";
import type { AccountingReport } from "@gridwatch/contracts";
import { accountingText } from "./accounting-text.js";
import { PLATFORM_OPTIONS, PLATFORM_USAGE, platformAddress } from "./platform-address.js";
import { askPlatform } from "./platform-api.js";

const USAGE = `npm run accounting [-- options]

Tells what became of every reading, and whether the sums agree. Exit code 0: they do; 1: they do not, or it cannot be told.

  --json             the answer of GET /api/v1/accounting as it is
${PLATFORM_USAGE}  --help             this text
`;

function readOptions() {
  const options = {
    ...PLATFORM_OPTIONS,
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  } as const;
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}

async function run(options: NonNullable<ReturnType<typeof readOptions>>): Promise<void> {
  try {
    const report = await askPlatform<AccountingReport>(platformAddress(options), "/api/v1/accounting");
    process.stdout.write(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : accountingText(report));
    process.exitCode = report.agrees === true ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}

const options = readOptions();
if (options?.help) process.stdout.write(USAGE);
else if (options !== undefined) await run(options);
