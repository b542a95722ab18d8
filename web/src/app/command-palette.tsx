import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useId, useMemo, useState } from "react";
import { useObserved, useUnitIds } from "../realtime/live-platform.js";
import { classes } from "../ui/classes.js";
import { commands } from "../ui/commands.js";
import { Keys } from "../ui/keys.js";
import { ModalDialog } from "../ui/modal-dialog.js";
import { nextOption } from "../units/unit-matches.js";
import { type PaletteOption, paletteOptions } from "./palette-options.js";

/** Leads to a unit, a page or an action by a part of its name. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  return (
    <ModalDialog title="Search units, pages and actions" onClose={onClose}>
      {(close) => <PaletteSearch close={close} />}
    </ModalDialog>
  );
}

function PaletteSearch({ close }: { close: () => void }) {
  const navigate = useNavigate();
  const ids = useUnitIds();
  const all = useObserved(commands.all);
  const list = useId();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const options = useMemo(
    () => paletteOptions(text, all, ids, (unitId) => void navigate({ to: "/units/$unitId", params: { unitId } })),
    [text, all, ids, navigate],
  );

  const choose = (option: PaletteOption | undefined) => {
    if (option === undefined) return;
    // First, so that the focus is back where it was before the action moves it.
    close();
    option.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") return choose(options[active]);
    const next = nextOption(event.key, active, options.length);
    if (next === undefined) return;
    event.preventDefault();
    setActive(next);
    document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: "nearest" });
  };
  return (
    <>
      <input
        role="combobox"
        aria-label="Unit, page or action"
        aria-expanded="true"
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={options.length > 0 ? `${list}-${active}` : undefined}
        placeholder="A part of the name"
        autoComplete="off"
        maxLength={64}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        className="h-10 w-full rounded-control border border-line-strong bg-raised px-3 placeholder:text-ink-3"
      />
      <div role="listbox" id={list} aria-label="Found" className="mt-2 h-80 max-h-[55dvh] overflow-y-auto">
        {options.map((option, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field, which names the active option
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys
          <div
            key={`${option.group} ${option.name}`}
            role="option"
            id={`${list}-${index}`}
            aria-selected={index === active}
            onClick={() => choose(option)}
            onPointerMove={() => setActive(index)}
            className={classes("flex min-h-9 items-center gap-3 rounded px-2.5", index === active && "bg-raised")}
          >
            <span className="min-w-0 flex-1 truncate">{option.name}</span>
            <span className="text-ink-3 text-xs">{option.group}</span>
            {option.keys !== undefined && <Keys keys={option.keys} />}
          </div>
        ))}
      </div>
      <p role="status" className="pt-1 text-ink-2 text-xs">
        {options.length === 0 ? "Nothing has that in its name" : `${options.length} found`}
      </p>
    </>
  );
}
