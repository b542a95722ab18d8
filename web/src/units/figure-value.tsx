import type { NumberStyle } from "../ui/format.js";

interface Properties {
  value: number | null | undefined;
  style: NumberStyle;
  /** Of a value that there is none of. */
  whyNone?: string | undefined;
}

/** A number as text, or a dash that is read as what it means. */
export function FigureValue({ value, style, whyNone = "not reported" }: Properties) {
  if (value !== null && value !== undefined) return style.format(value);
  return (
    <span title={whyNone}>
      <span aria-hidden="true" className="text-ink-3">
        –
      </span>
      <span className="sr-only">{whyNone}</span>
    </span>
  );
}
