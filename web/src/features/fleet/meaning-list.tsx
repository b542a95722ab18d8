import type { ReactNode } from "react";
import { asSentence } from "../../ui/format.js";
import { AssessmentMark, assessmentMeaning } from "../../units/assessment-mark.js";
import { UNIT_STATES } from "../../units/unit-state.js";
import { STATE_MEANINGS, StateMark } from "../../units/unit-state-mark.js";
import { OPTIONAL_COLUMNS } from "./fleet-columns.js";

/** Verdicts of the model that are no state of the unit's as well. */
const VERDICTS = [
  { assessment: "unscored", silent: false },
  { assessment: "off", silent: false },
  { assessment: "normal", silent: true },
] as const;

const LIST = "grid gap-x-4 gap-y-2 sm:grid-cols-[9.5rem_1fr]";

/** Every state, and every column that does not explain itself. */
export function MeaningList() {
  return (
    <>
      <h2 className="mb-2 font-semibold">States</h2>
      <dl className={LIST}>
        {UNIT_STATES.map((state) => (
          <Meaning key={state} of={<StateMark state={state} />}>
            {STATE_MEANINGS[state]}
          </Meaning>
        ))}
      </dl>
      <h2 className="mt-4 mb-2 font-semibold">Anomaly</h2>
      <dl className={LIST}>
        {VERDICTS.map(({ assessment, silent }) => (
          <Meaning key={assessment} of={<AssessmentMark assessment={assessment} silent={silent} />}>
            {assessmentMeaning(assessment, silent)}
          </Meaning>
        ))}
      </dl>
      <h2 className="mt-4 mb-2 font-semibold">Columns</h2>
      <dl className={LIST}>
        {OPTIONAL_COLUMNS.map(
          ({ key, name, explanation }) =>
            explanation && (
              <Meaning key={key} of={name}>
                {explanation}
              </Meaning>
            ),
        )}
      </dl>
    </>
  );
}

function Meaning({ of, children }: { of: ReactNode; children: string }) {
  return (
    <>
      <dt className="font-medium">{of}</dt>
      <dd className="text-ink-2">{asSentence(children)}</dd>
    </>
  );
}
