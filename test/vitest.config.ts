import { defineConfig } from "vitest/config";

// Limits for a busy two-core machine: they end what hangs, they do not measure. Tests with processes and sockets get a second try.
const project = (
  name: string,
  testTimeout: number,
  others: { readonly retry?: number; readonly isolate?: boolean },
) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: 120_000, ...others },
});

export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    // Half of a test's time is waiting for a process or a socket: no core is left over for the runner, as it would be by default.
    maxWorkers: "100%",
    projects: [
      // No module holds state, so the files of a worker share its modules and load them once.
      project("unit", 60_000, { isolate: false }),
      project("contract", 120_000, {}),
      project("integration", 120_000, { retry: 1 }),
      project("e2e", 240_000, { retry: 1 }),
    ],
    coverage: { include: ["src/**"], exclude: ["src/main.ts"] },
  },
});
