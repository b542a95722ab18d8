/** One of several, by a list that opens. Its label is read out; what is chosen says the same to who sees it. */
export function SelectField({
  label,
  all,
  value,
  options,
  onChange,
}: {
  label: string;
  /** What it is called to choose none. */
  all?: string;
  value: string | undefined;
  options: readonly (readonly [value: string, name: string])[];
  onChange: (value: string | undefined) => void;
}) {
  return (
    <label>
      <span className="sr-only">{label}</span>
      <select
        value={value ?? ""}
        onChange={({ target }) => onChange(target.value === "" ? undefined : target.value)}
        className="h-9 max-w-44 rounded-control border border-line-strong bg-raised px-2"
      >
        {all !== undefined && <option value="">{all}</option>}
        {options.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
