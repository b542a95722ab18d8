export function installNpmDependencies(options: { allowed: boolean }): Promise<void>;

export function whyStale(root?: string): string | undefined;
