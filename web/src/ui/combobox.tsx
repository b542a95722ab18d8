import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { classes } from "./classes.js";
import { nextOption } from "./next-option.js";

interface Properties<T> {
  label: string;
  /** Of the list of options. */
  listLabel: string;
  placeholder: string;
  text: string;
  onText: (text: string) => void;
  /** What fits the text, in the order shown. */
  options: readonly T[];
  keyOf: (option: T) => string;
  /** The option that is active at first; the first where it is absent. */
  initial?: T | undefined;
  onChoose: (option: T) => void;
  className?: string;
  optionClassName?: string;
  /** What an option looks like. */
  children: (option: T) => ReactNode;
}

/** A field and, always open, the list of what is found by what is typed (ARIA's combobox with a listbox). */
export function Combobox<T>({ options, keyOf, initial, onChoose, onText, ...looks }: Properties<T>) {
  const list = useId();
  const [active, setActive] = useState(() => Math.max(initial === undefined ? 0 : options.indexOf(initial), 0));
  const choose = (option: T | undefined) => {
    if (option !== undefined) onChoose(option);
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
        aria-label={looks.label}
        aria-expanded="true"
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={options.length > 0 ? `${list}-${active}` : undefined}
        placeholder={looks.placeholder}
        autoComplete="off"
        maxLength={64}
        value={looks.text}
        onChange={({ target }) => {
          onText(target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        className="h-9 w-full rounded-control border border-line-strong bg-surface px-2.5 placeholder:text-ink-3"
      />
      <div
        role="listbox"
        id={list}
        aria-label={looks.listLabel}
        className={classes("mt-2 overflow-y-auto", looks.className)}
      >
        {options.map((option, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field, which names the active option
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys
          <div
            key={keyOf(option)}
            role="option"
            id={`${list}-${index}`}
            aria-selected={index === active}
            onClick={() => choose(option)}
            onPointerMove={() => setActive(index)}
            className={classes(
              "flex items-center rounded px-2",
              looks.optionClassName,
              index === active && "bg-ground",
            )}
          >
            {looks.children(option)}
          </div>
        ))}
      </div>
    </>
  );
}
