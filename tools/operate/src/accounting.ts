import { parseArgs } from "node:util";
import type { AccountingReport, ProblemDetails } from "@gridwatch/contracts";
import { accountingText } from "./accounting-text.js";
import { PLATFORM_OPTIONS, PLATFORM_USAGE, platformAddress } from "./platform-address.js";

const USAGE = `npm run accounting [-- options]

Tells what became of every reading, and whether the sums agree. Exit code 0: they do; 1: they do not, or it cannot be told.

  --json       the answer of GET /api/v1/accounting as it is
${PLATFORM_USAGE}  --help       this text
`;

const TIMEOUT_MS = 30_000;

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

async function fetchReport(url: string): Promise<AccountingReport> {
  const response = await fetch(`${url}/api/v1/accounting`, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    (error: Error) => {
      throw new Error(`${url} does not answer: ${error.message}`, { cause: error });
    },
  );
  if (response.ok) return (await response.json()) as AccountingReport;
  const problem = (await response.json().catch(() => ({}))) as Partial<ProblemDetails>;
  throw new Error(`${url} answers ${response.status}: ${problem.detail ?? problem.title ?? "no reason given"}`);
}

async function run(options: NonNullable<ReturnType<typeof readOptions>>): Promise<void> {
  try {
    const report = await fetchReport(platformAddress(options));
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
