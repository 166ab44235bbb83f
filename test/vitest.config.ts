import { defineConfig } from "vitest/config";

const project = (name: string, testTimeout: number) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout },
});

export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    projects: [
      project("unit", 15_000),
      project("contract", 30_000),
      project("integration", 60_000),
      project("e2e", 120_000),
      project("corpus", 300_000),
    ],
    coverage: { include: ["src/**"], exclude: ["src/main.ts"] },
  },
});
