import { ChevronsUpDown } from "lucide-react";
import { Popover } from "radix-ui";
import { type KeyboardEvent, useId, useState } from "react";
import { useLivePlatform, useUnitIds } from "../realtime/live-platform.js";
import { classes } from "../ui/classes.js";
import { ConditionShape } from "./condition-mark.js";
import { conditionOf } from "./unit-condition.js";
import { matchingUnits, nextOption } from "./unit-matches.js";
import { useStaleAfterMs } from "./use-unit-condition.js";

interface Properties {
  /** What it is chosen for. */
  label: string;
  /** On the button; the label where it is absent. */
  text?: string;
  current?: string | undefined;
  onChoose: (id: string) => void;
  disabled?: boolean;
}

/** A button that opens a list of all units, in which one is found by typing a part of its name. */
export function UnitChoice({ label, text = label, current, onChoose, disabled = false }: Properties) {
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        disabled={disabled}
        aria-label={text === label ? undefined : `${label}: ${text}`}
        className="flex h-9 max-w-full items-center gap-2 rounded-control border border-line-strong bg-raised px-3 font-medium hover:bg-surface disabled:opacity-60"
      >
        <span className="truncate">{text}</span>
        <ChevronsUpDown aria-hidden="true" className="size-4 text-ink-3" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label={label}
          className="z-20 w-72 rounded-panel border border-line bg-raised p-2 shadow-raised"
        >
          <UnitSearch
            current={current}
            onChoose={(id) => {
              setOpen(false);
              onChoose(id);
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function UnitSearch({ current, onChoose }: Pick<Properties, "current" | "onChoose">) {
  const ids = useUnitIds();
  const list = useId();
  const [text, setText] = useState("");
  const matches = matchingUnits(ids, text);
  const [active, setActive] = useState(() => Math.max(matches.shown.indexOf(current ?? ""), 0));

  const choose = (id: string | undefined) => {
    if (id !== undefined) onChoose(id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") return choose(matches.shown[active]);
    const next = nextOption(event.key, active, matches.shown.length);
    if (next === undefined) return;
    event.preventDefault();
    setActive(next);
    document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: "nearest" });
  };
  return (
    <>
      <input
        role="combobox"
        aria-label="Unit"
        aria-expanded="true"
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={matches.shown.length > 0 ? `${list}-${active}` : undefined}
        placeholder="Part of the name"
        autoComplete="off"
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        className="h-9 w-full rounded-control border border-line-strong bg-surface px-2.5 placeholder:text-ink-3"
      />
      <div role="listbox" id={list} aria-label="Units" className="mt-2 max-h-72 overflow-y-auto">
        {matches.shown.map((unitId, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field, which names the active option
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys
          <div
            key={unitId}
            role="option"
            id={`${list}-${index}`}
            aria-selected={index === active}
            onClick={() => choose(unitId)}
            onPointerMove={() => setActive(index)}
            className={classes("flex h-8 items-center gap-2 rounded px-2", index === active && "bg-ground")}
          >
            <UnitShape id={unitId} />
            <span className={classes("truncate", unitId === current && "font-semibold")}>{unitId}</span>
          </div>
        ))}
      </div>
      <p role="status" className="px-2 pt-1 text-ink-2 text-xs">
        {matches.shown.length === 0 && "No unit with that in its name"}
        {matches.more > 0 && `and ${matches.more} more: type to narrow down`}
      </p>
    </>
  );
}

function UnitShape({ id }: { id: string }) {
  const { units, clock } = useLivePlatform();
  const staleAfterMs = useStaleAfterMs();
  const unit = units.get(id);
  return (
    <span className="flex w-3.5 justify-center">
      {unit && <ConditionShape condition={conditionOf(unit, clock.now(), staleAfterMs)} />}
    </span>
  );
}
