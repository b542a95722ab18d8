import { type FormEvent, useId, useState } from "react";
import { Button } from "../ui/button.js";
import { zoneName } from "../ui/format.js";
import { momentOfInput, momentToInput } from "../ui/moment-input.js";
import { isSpan, isTime, type RangeSearch } from "./range-search.js";

/** Two moments to fill in. Times are epoch milliseconds. */
export function CustomRange({
  from,
  to,
  onChange,
}: {
  from: number;
  to: number;
  onChange: (range: RangeSearch) => void;
}) {
  const trouble = useId();
  const [start, setStart] = useState(() => momentToInput(from));
  const [end, setEnd] = useState(() => momentToInput(to));
  const [refused, setRefused] = useState(false);
  const apply = (event: FormEvent) => {
    event.preventDefault();
    const chosen = { from: momentOfInput(start), to: momentOfInput(end) };
    const fits = isTime(chosen.from) && isTime(chosen.to) && isSpan(chosen.to - chosen.from);
    setRefused(!fits);
    if (fits) onChange({ range: "custom", ...chosen });
  };
  const field = { refused, trouble };
  return (
    <form onSubmit={apply} className="grid gap-3">
      <MomentField {...field} name="From" value={start} onChange={setStart} />
      <MomentField {...field} name="To" value={end} onChange={setEnd} />
      <p className="text-ink-2 text-xs">Times are in {zoneName()}.</p>
      {refused && (
        <p id={trouble} role="status" className="text-suspect">
          The end must come after the beginning, at most ten years later.
        </p>
      )}
      <Button type="submit" className="justify-center">
        Show
      </Button>
    </form>
  );
}

function MomentField({
  name,
  value,
  onChange,
  refused,
  trouble,
}: {
  name: string;
  value: string;
  onChange: (value: string) => void;
  refused: boolean;
  trouble: string;
}) {
  return (
    <label className="grid gap-1 text-ink-2">
      {name}
      <input
        type="datetime-local"
        required
        value={value}
        onChange={({ target }) => onChange(target.value)}
        aria-invalid={refused}
        aria-describedby={refused ? trouble : undefined}
        className="h-9 rounded-control border border-line-strong bg-surface px-2 text-ink"
      />
    </label>
  );
}
