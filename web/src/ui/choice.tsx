import { useId } from "react";
import { useObserved } from "../realtime/live-platform.js";
import { classes } from "./classes.js";
import type { StoredChoice } from "./stored-choice.js";

/** One of a few, side by side. */
export function Choice<T extends string>({
  legend,
  choices,
  names,
  value,
  onChange,
  hideLegend = false,
}: {
  legend: string;
  choices: readonly T[];
  names: Readonly<Record<T, string>>;
  value: T;
  onChange: (value: T) => void;
  hideLegend?: boolean;
}) {
  const group = useId();
  return (
    <fieldset className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
      <legend className={classes(hideLegend ? "sr-only" : "float-left text-ink-2")}>{legend}</legend>
      <div className="flex rounded-control border border-line-strong bg-sunken p-0.5">
        {choices.map((choice) => (
          <label
            key={choice}
            className="flex h-7.5 cursor-pointer items-center rounded px-2.5 text-ink-2 hover:text-ink has-checked:bg-raised has-checked:font-semibold has-checked:text-ink has-checked:shadow-card has-focus-visible:outline-2 has-focus-visible:outline-focus"
          >
            <input
              type="radio"
              name={group}
              value={choice}
              checked={choice === value}
              onChange={() => onChange(choice)}
              className="sr-only"
            />
            {names[choice]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** A choice that is kept in the browser. */
export function StoredChoiceField<T extends string>({
  legend,
  choice,
  names,
}: {
  legend: string;
  choice: StoredChoice<T>;
  names: Readonly<Record<T, string>>;
}) {
  const value = useObserved(choice);
  return (
    <Choice
      legend={legend}
      choices={choice.choices}
      names={names}
      value={value}
      onChange={(chosen) => choice.choose(chosen)}
    />
  );
}
