import { join } from "node:path";
import { BENCHMARK_USAGE, parseBenchmarkOptions } from "./benchmark/benchmark-options.js";
import type { Command } from "./command.js";
import { EVALUATE_USAGE, parseEvaluateOptions } from "./evaluate-options.js";
import { progressOn } from "./progress-line.js";
import { REGISTRY_COMMANDS } from "./registry/registry-commands.js";
import { parseTrainRiskOptions, TRAIN_RISK_USAGE } from "./risk/train-risk-options.js";
import { parseScoreOptions, SCORE_USAGE } from "./score-options.js";
import { parseTrainDefaultsOptions, TRAIN_DEFAULTS_USAGE } from "./train-defaults-options.js";
import { kindToTrain, parseTrainOptions, TRAIN_USAGE } from "./train-options.js";

// What a command works with is loaded with it: TensorFlow.js alone takes over a second.
const COMMANDS: Record<string, Command> = {
  train: {
    summary: "from a CSV file to a model package",
    usage: `${TRAIN_USAGE}\n${TRAIN_RISK_USAGE}`,
    prepare(args) {
      if (kindToTrain(args) === "failure-risk") {
        const options = parseTrainRiskOptions(args);
        return async () => {
          const { riskText, trainOnFailures } = await import("./risk/train-on-failures.js");
          const { manifest } = await trainOnFailures(options);
          return `${options.out} holds ${manifest.name} ${manifest.version}; measured on units and times not learned from:\n\n${riskText(manifest)}`;
        };
      }
      const options = parseTrainOptions(args);
      return async () => {
        const { train } = await import("./train.js");
        const { manifest } = await train(options, progressOn(process.stderr));
        const { heldOutRmse = Number.NaN, heldOutRmseOfNoChange = Number.NaN } = manifest.metrics;
        return `${options.out} holds ${manifest.name} ${manifest.version}: error on held-out data ${heldOutRmse}, of "no change" ${heldOutRmseOfNoChange}\n`;
      };
    },
  },
  score: {
    summary: "what the platform would say of a file, row by row",
    usage: SCORE_USAGE,
    prepare(args) {
      const options = parseScoreOptions(args);
      return async () => {
        const { score } = await import("./score.js");
        const { rows, flagged, anomalies } = await score(options, progressOn(process.stderr));
        return `${options.out} holds ${rows} rows, ${flagged} of them within ${anomalies} anomalies\n`;
      };
    },
  },
  evaluate: {
    summary: "how good scores are, where it is known what was wrong",
    usage: EVALUATE_USAGE,
    prepare(args) {
      const options = parseEvaluateOptions(args);
      return async () => {
        const { evaluate, evaluationText } = await import("./evaluate.js");
        const evaluation = await evaluate(options);
        return options.json ? `${JSON.stringify(evaluation)}\n` : evaluationText(evaluation);
      };
    },
  },
  benchmark: {
    summary: "train and score on public recordings",
    usage: BENCHMARK_USAGE,
    prepare(args) {
      const { data, sets, json } = parseBenchmarkOptions(args);
      return async () => {
        const { benchmark, benchmarkText } = await import("./benchmark/benchmark.js");
        const reports = await benchmark(data, sets, progressOn(process.stderr));
        return json ? `${JSON.stringify(reports)}\n` : benchmarkText(reports, data);
      };
    },
  },
  "train-defaults": {
    summary: "the packages that are shipped, from simulated units",
    usage: TRAIN_DEFAULTS_USAGE,
    prepare(args) {
      const { out } = parseTrainDefaultsOptions(args);
      return async () => {
        const { FULL_FLEET, trainGridAnomaly } = await import("./grid-anomaly.js");
        const { trainGridFailureRisk } = await import("./risk/grid-failure-risk.js");
        const folder = join(out, "grid-anomaly");
        const anomaly = await trainGridAnomaly(folder, FULL_FLEET, progressOn(process.stderr));
        const risk = await trainGridFailureRisk(join(out, "grid-failure-risk"), anomaly);
        const names = [anomaly, risk]
          .map(({ manifest }) => manifest)
          .map(({ name, version }) => `${name} ${version}`)
          .join(" and ");
        return `${out} holds ${names}; what was measured stands in each one's MODEL_CARD.md\n`;
      };
    },
  },
  ...REGISTRY_COMMANDS,
};

const USAGE = `npm run model -- COMMAND [options]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(16)} ${summary}`)
  .join("\n")}

COMMAND --help lists its options.
`;

/** Exit code 0: done; 1: it failed; 2: the arguments are wrong. */
async function main([name = "", ...args]: string[]): Promise<void> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (args.includes("--help") || name === "--help") {
    process.stdout.write(command?.usage ?? USAGE);
    return;
  }
  if (command === undefined) {
    process.stderr.write(`say one of ${Object.keys(COMMANDS).join(", ")}\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  let work: () => Promise<string>;
  try {
    work = command.prepare(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${command.usage}`);
    process.exitCode = 2;
    return;
  }
  try {
    process.stdout.write(await work());
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}

await main(process.argv.slice(2));
