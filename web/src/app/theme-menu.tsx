import { Check, Monitor, Moon, Sun } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useObserved } from "../realtime/live-platform.js";
import { chooseTheme, isDark, THEMES, type Theme, theme } from "../ui/theme.js";

const CHOICES = {
  light: { name: "Light", Icon: Sun },
  dark: { name: "Dark", Icon: Moon },
  system: { name: "As the system", Icon: Monitor },
} as const;

export function ThemeMenu() {
  const choice = useObserved(theme);
  const Shown = useObserved(isDark) ? Moon : Sun;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label={`Theme: ${CHOICES[choice].name}`}
        className="flex size-8 items-center justify-center rounded-control text-ink-2 hover:bg-raised hover:text-ink"
      >
        <Shown aria-hidden="true" className="size-4" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className="z-20 min-w-44 rounded-panel border border-line bg-raised p-1 shadow-raised"
        >
          <DropdownMenu.RadioGroup value={choice} onValueChange={(value) => chooseTheme(value as Theme)}>
            {THEMES.map((name) => (
              <ThemeItem key={name} name={name} />
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function ThemeItem({ name }: { name: Theme }) {
  const { name: label, Icon } = CHOICES[name];
  return (
    <DropdownMenu.RadioItem
      value={name}
      className="flex h-8 items-center gap-2 rounded px-2 data-highlighted:bg-ground data-highlighted:outline-none"
    >
      <Icon aria-hidden="true" className="size-4 text-ink-2" />
      <span className="flex-1">{label}</span>
      <DropdownMenu.ItemIndicator>
        <Check aria-hidden="true" className="size-4" />
      </DropdownMenu.ItemIndicator>
    </DropdownMenu.RadioItem>
  );
}
