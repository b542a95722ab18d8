import { Link } from "@tanstack/react-router";

const PAGES = [
  { to: "/system", name: "Overview" },
  { to: "/system/readiness", name: "Readiness" },
] as const;

/** Stands above both pages about the platform itself, and leads from one to the other. */
export function SystemHeader({ title, task }: { title: string; task: string }) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2 pb-3">
      <title>{`${title} · Gridwatch`}</title>
      <div>
        <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
        <p className="text-ink-2">{task}</p>
      </div>
      <nav aria-label="System" className="flex rounded-control border border-line-strong bg-sunken p-0.5 print:hidden">
        {PAGES.map(({ to, name }) => (
          <Link
            key={to}
            to={to}
            activeOptions={{ exact: true, includeSearch: false }}
            className="flex h-7.5 items-center rounded px-2.5 text-ink-2 hover:text-ink aria-[current]:bg-raised aria-[current]:font-semibold aria-[current]:text-ink aria-[current]:shadow-card"
          >
            {name}
          </Link>
        ))}
      </nav>
    </header>
  );
}
