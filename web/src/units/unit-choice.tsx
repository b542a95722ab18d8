import { ChevronsUpDown } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";
import { useLivePlatform, useUnitIds } from "../realtime/live-platform.js";
import { classes } from "../ui/classes.js";
import { Combobox } from "../ui/combobox.js";
import { matchingUnits } from "./unit-matches.js";
import { stateOf } from "./unit-state.js";
import { StateShape } from "./unit-state-mark.js";
import { useStaleAfterMs } from "./use-device-list.js";

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
  const [text, setText] = useState("");
  const { shown, more } = matchingUnits(ids, text);
  return (
    <>
      <Combobox
        label="Unit"
        listLabel="Units"
        placeholder="Part of the name"
        text={text}
        onText={setText}
        options={shown}
        keyOf={(id) => id}
        initial={current}
        onChoose={onChoose}
        className="max-h-72"
        optionClassName="h-8 gap-2"
      >
        {(id) => (
          <>
            <UnitShape id={id} />
            <span className={classes("truncate", id === current && "font-semibold")}>{id}</span>
          </>
        )}
      </Combobox>
      <p role="status" className="px-2 pt-1 text-ink-2 text-xs">
        {shown.length === 0 && "No unit with that in its name"}
        {more > 0 && `and ${more} more: type to narrow down`}
      </p>
    </>
  );
}

function UnitShape({ id }: { id: string }) {
  const { units, insights, clock } = useLivePlatform();
  const staleAfterMs = useStaleAfterMs();
  const unit = units.get(id);
  return (
    <span className="flex w-3.5 justify-center">
      {unit && <StateShape state={stateOf(unit, insights.get(id), clock.now(), staleAfterMs)} />}
    </span>
  );
}
