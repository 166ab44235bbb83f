import { execFile, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TestServerIdentity } from "./emulator/certificates.ts";

/** A Redis of the test's own, on loopback with a folder of its own. */
export interface TestRedis {
  /** Address without user and password. */
  readonly url: string;
  readonly port: number;
  /** Ends it at once, as a crash does. What was not kept on disk is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
  /** Stops it from answering, with its connections open. */
  freeze(): void;
  thaw(): void;
  /** What a command answers, as `redis-cli` prints it. */
  command(...args: readonly string[]): Promise<string>;
  /** Everything it holds, names and values, uncompressed as in a dump file. */
  dump(): Promise<Buffer>;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

export interface TestRedisOptions {
  /** Password of the user `default`. */
  readonly password?: string;
  /** Lines of an ACL file. */
  readonly users?: readonly string[];
  /** Serves TLS alone with this certificate. */
  readonly tls?: TestServerIdentity;
}

const run = promisify(execFile);

/** Why there can be no Redis here. */
function missing(): string | undefined {
  if (spawnSync("redis-server", ["--version"]).status !== 0)
    return "redis-server is not installed (Debian: apt-get install redis-server)";
  try {
    createRequire(import.meta.url).resolve("@redis/client");
    return undefined;
  } catch {
    return "the optional package @redis/client is not installed";
  }
}

/** Whether there can be a Redis here, for `describe.runIf`; otherwise the reason why its tests are skipped is printed. */
export function hasRedis(): boolean {
  const reason = missing();
  if (reason !== undefined) console.warn(`SKIPPED: tests that need a Redis, because ${reason}.`);
  return reason === undefined;
}

/** Starts a Redis; the caller closes it. */
export async function startRedis(options: TestRedisOptions = {}): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), "defender-hunting-redis-"));
  const port = await freePort();
  const file = await writeConfiguration(folder, port, options);
  const cli = ["-p", String(port), ...(options.tls ? ["--tls", "--cacert", join(folder, "ca.pem")] : [])];
  const env = { ...process.env, ...(options.password !== undefined && { REDISCLI_AUTH: options.password }) };
  const command = async (...args: readonly string[]) =>
    (await run("redis-cli", [...cli, ...args], { env })).stdout.trim();
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    child = spawn("redis-server", [file], { stdio: "ignore" });
    for (let i = 0; i < 200 && !(await answers(command)); i += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const kill = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  await start();
  return {
    url: `${options.tls ? "rediss" : "redis"}://localhost:${port}`,
    port,
    kill,
    start,
    freeze: () => void child?.kill("SIGSTOP"),
    thaw: () => void child?.kill("SIGCONT"),
    command,
    async dump() {
      await command("SAVE");
      return readFile(join(folder, "dump.rdb"));
    },
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function writeConfiguration(folder: string, port: number, options: TestRedisOptions): Promise<string> {
  const { password, users, tls } = options;
  const write = async (name: string, content: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content, { mode: 0o600 });
    return path;
  };
  const lines = [
    "bind 127.0.0.1",
    `dir ${folder}`,
    'save ""',
    "appendonly no",
    "rdbcompression no",
    ...(tls === undefined ? [`port ${port}`] : ["port 0", `tls-port ${port}`, "tls-auth-clients no"]),
    ...(password === undefined ? [] : [`requirepass ${password}`]),
    ...(users === undefined ? [] : [`aclfile ${await write("users.acl", `${users.join("\n")}\n`)}`]),
  ];
  if (tls !== undefined) {
    lines.push(
      `tls-cert-file ${await write("cert.pem", tls.certPem)}`,
      `tls-key-file ${await write("key.pem", tls.keyPem)}`,
    );
    lines.push(`tls-ca-cert-file ${await write("ca.pem", tls.caPem)}`);
  }
  return write("redis.conf", `${lines.join("\n")}\n`);
}

async function answers(command: (...args: readonly string[]) => Promise<string>): Promise<boolean> {
  return command("PING").then(
    // A refusal is an answer too: users may be set up so that nobody may do anything without signing in.
    (said) => said !== "" && !said.includes("LOADING"),
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address: AddressInfo | string | null = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("No port.");
  return address.port;
}
