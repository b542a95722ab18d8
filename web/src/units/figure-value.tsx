import type { NumberStyle } from "../ui/format.js";

/** A number as text, or a dash that is read as what it means. */
export function FigureValue({ value, style }: { value: number | null | undefined; style: NumberStyle }) {
  if (value !== null && value !== undefined) return style.format(value);
  return (
    <>
      <span aria-hidden="true" className="text-ink-3">
        –
      </span>
      <span className="sr-only">not reported</span>
    </>
  );
}
