import { randomUUID } from "node:crypto";
import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { SignInError } from "../../errors.ts";
import { isRunning, thisProcess } from "./this-process.ts";

const HEARTBEAT_MS = 1_000;
const DEAD_AFTER_MS = 6_000;
/** A process that runs on this machine may only be busy; its id may also have been given to another one. */
const BUSY_FOR_MS = 30_000;
const GIVE_UP_AFTER_MS = 40_000;

const ownerSchema = z.object({ id: z.string(), pid: z.number().int(), host: z.string() });
type Owner = z.infer<typeof ownerSchema>;

/**
 * Runs the work while this process alone holds the lock file. A lock whose owner was killed is taken over: at once when its process is
 * gone from this machine; after six seconds without a sign of life when it is another machine's or was never finished; after 30 s when a
 * process of its id still runs here.
 * @throws SignInError when a living process holds it for 40 s.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const owner: Owner = { id: randomUUID(), pid: thisProcess.pid, host: hostname() };
  await acquire(path, owner);
  const heartbeat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    if ((await readOwner(path))?.id === owner.id) await rm(path, { force: true });
  }
}

async function acquire(path: string, owner: Owner): Promise<void> {
  const giveUpAt = Date.now() + GIVE_UP_AFTER_MS;
  while (!(await create(path, owner))) {
    const holder = await readOwner(path);
    if (await isDead(path, holder)) await takeAway(path, holder, owner);
    else if (Date.now() > giveUpAt) throw busy(path, holder);
    else await sleep(20 + Math.random() * 60);
  }
}

/** Makes the lock file unless there is one. */
async function create(path: string, owner: Owner): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(owner), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw new SignInError(`The lock file ${path} of the token cache cannot be made.`, {
      nextStep: "Set TokenCachePath to a place that can be written.",
      cause: error,
    });
  }
}

/** Undefined when there is no lock, or its maker has not written its name yet. */
async function readOwner(path: string): Promise<Owner | undefined> {
  const text = await readFile(path, "utf8").catch(() => "");
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function isDead(path: string, holder: Owner | undefined): Promise<boolean> {
  if (holder?.host !== hostname()) return isSilent(path, DEAD_AFTER_MS);
  return !isRunning(holder.pid) || isSilent(path, BUSY_FOR_MS);
}

/** True when nobody has touched the file for that long. */
async function isSilent(path: string, limitMs: number): Promise<boolean> {
  const lastSign = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => Date.now(),
  );
  return Date.now() - lastSign > limitMs;
}

/** Removes a dead owner's lock. One at a time may, and looks again first: else a second one would remove the lock that the first has made. */
async function takeAway(path: string, dead: Owner | undefined, taker: Owner): Promise<void> {
  const guard = `${path}.takeover`;
  if (!(await create(guard, taker))) {
    if (await isSilent(guard, DEAD_AFTER_MS)) await rm(guard, { force: true });
    return;
  }
  try {
    const holder = await readOwner(path);
    if (holder?.id === dead?.id && (await isDead(path, holder))) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

const busy = (path: string, holder: Owner | undefined): SignInError =>
  new SignInError(`The token cache is in use by another process (${holder?.pid ?? "unknown"}) and stays so.`, {
    nextStep: `End that process, or remove ${path} if it no longer runs.`,
  });
