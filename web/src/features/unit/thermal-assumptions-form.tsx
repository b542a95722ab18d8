import { type FormEvent, useId, useState } from "react";
import { Button } from "../../ui/button.js";
import { AMBIENT_LIMITS, RATED_CURRENT_LIMITS, type ThermalAssumptions } from "../../units/thermal-assumptions.js";

/** The browser sees to it that only numbers within the limits are told. */
export function ThermalAssumptionsForm({
  assumed,
  isRated,
  onChange,
}: {
  assumed: ThermalAssumptions;
  /** Whether the platform knows the unit's rating. */
  isRated: boolean;
  onChange: (assumptions: ThermalAssumptions) => void;
}) {
  const [ambient, setAmbient] = useState(String(assumed.ambient));
  const [ratedCurrent, setRatedCurrent] = useState(String(assumed.ratedCurrent ?? ""));
  const apply = (event: FormEvent) => {
    event.preventDefault();
    onChange({ ambient: Number(ambient), ratedCurrent: ratedCurrent === "" ? null : Number(ratedCurrent) });
  };
  return (
    <form onSubmit={apply} aria-label="Assumptions" className="flex flex-wrap items-end gap-3">
      <NumberField name="Ambient, °C" value={ambient} onChange={setAmbient} limits={AMBIENT_LIMITS} required />
      <NumberField
        name="Rated current per phase, A"
        value={ratedCurrent}
        onChange={setRatedCurrent}
        limits={RATED_CURRENT_LIMITS}
        placeholder={isRated ? "by the rating" : "highest of the week"}
      />
      <Button type="submit" title="Kept in this browser, for this unit" className="h-9 print:hidden">
        Assume
      </Button>
    </form>
  );
}

function NumberField({
  name,
  value,
  onChange,
  limits,
  required = false,
  placeholder,
}: {
  name: string;
  value: string;
  onChange: (value: string) => void;
  limits: { min: number; max: number };
  required?: boolean;
  placeholder?: string;
}) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-ink-2">
        {name}
      </label>
      <input
        id={id}
        type="number"
        step="any"
        {...limits}
        required={required}
        placeholder={placeholder}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        className="h-9 w-44 rounded-control border border-line-strong bg-surface px-2 text-ink"
      />
    </div>
  );
}
