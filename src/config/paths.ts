import { isAbsolute, join, resolve } from "node:path";

/** Where paths start: relative ones at `base`, `~` at `home`. Both absolute. */
export interface Directories {
  readonly base: string;
  readonly home: string;
}

/** An absolute path from one that a person wrote. `~/` is the home directory; no variable is expanded. */
export function resolvePath(written: string, { base, home }: Directories): string {
  if (written === "~") return home;
  if (/^~[/\\]/.test(written)) return join(home, written.slice(2));
  return isAbsolute(written) ? written : resolve(base, written);
}
