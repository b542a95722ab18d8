import { Fragment } from "react";

const MODIFIER = navigator.platform.startsWith("Mac") ? "⌘" : "Ctrl";

const NAMES: Readonly<Record<string, string>> = { Escape: "Esc", Arrows: "← ↑ ↓ →" };

/** The keys of a command, as they stand on the keyboard. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className="whitespace-nowrap">
      {keys.split(" ").map((step, index) => (
        <Fragment key={step}>
          {index > 0 && " "}
          <kbd className="rounded border border-line-strong bg-raised px-1.5 py-0.5 font-mono text-xs">
            {NAMES[step] ?? step.replace("Mod+", `${MODIFIER} `)}
          </kbd>
        </Fragment>
      ))}
    </span>
  );
}
