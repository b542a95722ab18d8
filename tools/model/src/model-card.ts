import type { ModelManifest } from "@gridwatch/models";

/** What a person should know before using the model. `measured` is a section of its own, in Markdown. */
export function modelCard(manifest: ModelManifest, measured = ""): string {
  const { name, version, features, window, stepMs, maxGap, training, metrics, threshold, open, close, calibration } =
    manifest;
  const seconds = (steps: number) => `${(steps * stepMs) / 1_000} s`;
  return `# ${name} ${version}

Says what a unit's signals will be at the next step from the last ${window} steps of ${seconds(1)} (${seconds(window)}). How rare the difference is for this very
unit becomes a score from 0 to 1; ${threshold} and above is abnormal. An LSTM with one dense layer, in TensorFlow.js' format.

Signals: ${features.map(({ name: signal, unit }) => `\`${signal}\`${unit === "" ? "" : ` (${unit})`}`).join(", ")}.

## Trained on

${training.data}: ${training.rows.toLocaleString("en")} rows from ${training.from} until ${training.until}. The latest 15 % of each unit's part decided when to stop.

Train it again:

\`\`\`sh
${training.command}
\`\`\`

The same data, seed and versions of the libraries give the same weights.

## Measured, on data that was not trained on

| what | value |
|---|---|
${Object.entries(metrics)
  .map(([metric, value]) => `| ${metric} | ${value} |`)
  .join("\n")}

Errors are in units of each signal's spread in the training part. \`heldOutRmseOfNoChange\` is what the forecast "as before" would have had; \`heldOutSkill\` is the part of that one's
squared error which the model takes away, of each signal and in the mean: at 0 it is no better.
${measured === "" ? "" : `\n${measured.trim()}\n`}
## What it cannot do

- It knows what it was trained on. Signals of another size, rhythm or step need a model of their own.
- A unit is not scored before ${seconds(window + (calibration?.learn ?? 0))} of it were seen, nor after a gap of more than ${maxGap} steps until its window is full again.
- What lies within the usual fluctuation of a unit is not found, however long it lasts; what lasts far longer than ${seconds(calibration?.forget ?? 0)} becomes the usual.
- Steps of ${seconds(1)} are means: what is over within a small part of one is hardly seen. An anomaly opens after ${open?.steps} of ${open?.of} abnormal steps and closes after ${close?.steps} steps below ${close?.below}.
- It says that something is unusual and in which signals, not why, and not that a unit will fail.
`;
}
