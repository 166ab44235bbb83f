import type { Principal } from "./principal.ts";

/** Bounds of what is kept of persons who do not call. */
export interface PrincipalLimits {
  readonly most: number;
  /** Milliseconds after which a person who does not call is forgotten. */
  readonly idleMs: number;
}

interface Entry<T> {
  readonly value: T;
  /** Milliseconds since 1970. */
  readonly usedAt: number;
}

/**
 * One value a principal, made at the first call. Whoever was idle for too long is forgotten when anyone calls, and above the limit whoever
 * called least recently; they begin anew.
 * @param now milliseconds since 1970.
 */
export function createPerPrincipal<T>(
  create: (principal: Principal) => T,
  { most, idleMs }: PrincipalLimits,
  now: () => number,
): (principal: Principal) => T {
  const entries = new Map<string, Entry<T>>();
  const isOver = ({ usedAt }: Entry<T>) => entries.size > most || now() - usedAt >= idleMs;
  return (principal) => {
    const value = (entries.get(principal.key) ?? { value: create(principal) }).value;
    entries.delete(principal.key);
    entries.set(principal.key, { value, usedAt: now() });
    // The map is in order of use, and the newest entry is never over.
    for (const [key, entry] of entries) {
      if (!isOver(entry)) break;
      entries.delete(key);
    }
    return value;
  };
}
