/** The kept results of one person, as far as they take memory. */
export interface MemoryHolder {
  /** Estimated bytes of all of them. */
  bytes(): number;
  /** Forgets the one that was used least recently. */
  forgetOne(): void;
}

/** The memory that the kept results of all persons share. */
export interface ResultMemory {
  /** Takes `bytes` for the holder. As long as they do not fit, whoever holds most gives up the result used least recently. */
  makeRoom(holder: MemoryHolder, bytes: number): void;
}

/** @param maxBytes estimated bytes of all kept results together. */
export function createResultMemory(maxBytes: number): ResultMemory {
  const holders = new Set<MemoryHolder>();
  const held = (): number => {
    let sum = 0;
    for (const holder of holders) sum += holder.bytes();
    return sum;
  };
  return {
    makeRoom(holder, bytes) {
      for (const other of holders) if (other.bytes() === 0) holders.delete(other);
      for (let giver = largest(holders); giver !== undefined && held() + bytes > maxBytes; giver = largest(holders)) {
        giver.forgetOne();
      }
      holders.add(holder);
    },
  };
}

function largest(holders: Iterable<MemoryHolder>): MemoryHolder | undefined {
  let found: MemoryHolder | undefined;
  for (const holder of holders) if (holder.bytes() > (found?.bytes() ?? 0)) found = holder;
  return found;
}
