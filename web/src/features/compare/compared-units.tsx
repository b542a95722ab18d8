import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { UnitChoice } from "../../units/unit-choice.js";
import { MAX_LINES } from "./compare-search.js";

/** The units on the chart, each to be taken away, and more to add. */
export function ComparedUnits({ units, onChange }: { units: readonly string[]; onChange: (units: string[]) => void }) {
  return (
    <section aria-label="Units compared" className="flex min-w-0 flex-wrap items-center gap-2">
      <ul className="contents">
        {units.map((unit) => (
          <li
            key={unit}
            className="flex h-9 min-w-0 items-center gap-1 rounded-control border border-line bg-surface pr-1 pl-3"
          >
            <Link to="/units/$unitId" params={{ unitId: unit }} className="truncate font-medium hover:underline">
              {unit}
            </Link>
            <button
              type="button"
              aria-label={`Take ${unit} away`}
              onClick={() => onChange(units.filter((other) => other !== unit))}
              className="flex size-7 shrink-0 items-center justify-center rounded text-ink-3 hover:bg-raised hover:text-ink"
            >
              <X aria-hidden="true" className="size-4" />
            </button>
          </li>
        ))}
      </ul>
      <UnitChoice
        label="Add a unit"
        disabled={units.length >= MAX_LINES}
        onChoose={(unit) => onChange([...new Set([...units, unit])])}
      />
    </section>
  );
}
