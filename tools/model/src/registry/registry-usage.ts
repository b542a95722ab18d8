import { PLATFORM_USAGE } from "@gridwatch/operate";

const ANSWER = `  --json             the API's answer as it is; nothing where that is empty
${PLATFORM_USAGE}`;

const ORDER = `  --reason TEXT      why, up to 500 characters: it is kept for ever
  --by NAME          who says so (the login name)
`;

export const PUSH_USAGE = `npm run model -- push DIR [options]

Uploads the package in a folder. The platform tries it, and says what each gate saw; one that fails a gate is refused. Nothing is scored by it until "activate", so it needs no
reason.

${ORDER}${ANSWER}`;

export const LIST_USAGE = `npm run model -- list [options]

The packages that the platform has, and which of them is in use.

${ANSWER}`;

export const SHOW_USAGE = `npm run model -- show NAME@VERSION [options]

All that the platform knows of a package; with --json only its part of the API's answer.

${ANSWER}`;

export const ACTIVATE_USAGE = `npm run model -- activate NAME@VERSION --reason TEXT [options]

Makes a package the champion of its kind: units are scored by it, without a restart. It has to pass the gates once more.

${ORDER}${ANSWER}`;

export const SHADOW_USAGE = `npm run model -- shadow NAME@VERSION --reason TEXT [options]
npm run model -- shadow --clear --reason TEXT [options]

Has an anomaly package score the same readings as the champion, unheard, to be compared with it; or ends that.

  --clear            no shadow from now on
  --kind K           with --clear: anomaly or failure-risk (anomaly)
${ORDER}${ANSWER}`;

export const COMPARE_USAGE = `npm run model -- compare [options]

What the champion and its shadow made of the same steps: agreement, anomalies that one alone raised, cost.

  --kind K           anomaly or failure-risk (anomaly)
${ANSWER}`;

export const DRIFT_USAGE = `npm run model -- drift [options]

How far the inputs and the score of the champion of anomaly have moved away from its training, over all units: population stability index, below 0.1 stable, above
0.25 a change that asks for retraining.

${ANSWER}`;

export const ROLLBACK_USAGE = `npm run model -- rollback --reason TEXT [options]

Makes the champion before this one the champion again.

  --kind K           anomaly or failure-risk (anomaly)
${ORDER}${ANSWER}`;

export const DEACTIVATE_USAGE = `npm run model -- deactivate --kind K --reason TEXT [options]

Takes the champion out of use: units are scored by none.

  --kind K           anomaly or failure-risk
${ORDER}${ANSWER}`;

export const HISTORY_USAGE = `npm run model -- history [options]

Who did what with models and why, refusals included, the newest first.

  --limit N          at most so many, up to 1000 (20)
${ANSWER}`;
