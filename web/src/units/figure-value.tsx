import type { NumberStyle } from "../ui/format.js";

interface Properties {
  value: number | null | undefined;
  style: NumberStyle;
  /** Of a value that there is none of. */
  whyNone?: string | undefined;
  /** Whether there is room to say so. */
  spelled?: boolean;
}

/** A number as text, or why there is none: in words, or as a dash that is read as what it means. */
export function FigureValue({ value, style, whyNone = "not reported", spelled = false }: Properties) {
  if (value !== null && value !== undefined) return style.format(value);
  if (spelled) return <span className="font-normal text-ink-3 text-xs tracking-normal">{whyNone}</span>;
  return (
    <span title={whyNone}>
      <span aria-hidden="true" className="text-ink-3">
        –
      </span>
      <span className="sr-only">{whyNone}</span>
    </span>
  );
}
