import { Link } from "@tanstack/react-router";

/** Three phases, a third of a turn apart. */
export function Wordmark() {
  return (
    <Link to="/" className="flex items-center gap-2 font-semibold text-[0.9375rem] tracking-tight">
      <svg aria-hidden="true" viewBox="0 0 28 20" className="h-5 w-7" fill="none" strokeWidth="2" strokeLinecap="round">
        <path d="M2 10c3-9 5-9 8 0s5 9 8 0 5-9 8 0" className="stroke-ink" />
        <path
          d="M2 3.500c1.700.6 3.100 3.400 5.300 8.500 3 7 5 5.500 8-2s5-8 8-1.500c1 2.200 1.800 4 2.700 5.500"
          className="stroke-line-strong"
          opacity=".75"
        />
      </svg>
      <span>Gridwatch</span>
    </Link>
  );
}
