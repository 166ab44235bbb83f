import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/errors.ts";
import { createInstanceDirectory, type BrokenInstance } from "../../../src/instances/directory.ts";
import { demoInstance } from "../../../src/instances/demo-instance.ts";
import { anInstance } from "../../support/an-instance.ts";

const named = (name: string) => anInstance({ name, section: `MicrosoftDefender-${name}`, tenantId: `${name}.example` });
const one = named("One");
const two = named("Two");
const graph = anInstance({ name: "MicrosoftGraph-One", section: "MicrosoftGraph-One", provider: "SecurityGraph" });
const broken: BrokenInstance = {
  name: "Bad",
  section: "MicrosoftDefender-Bad",
  error: new ConfigError("Bad: TenantId missing.", { nextStep: "Set TenantId." }),
};
const nobody = () => false;

function textOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Error && "nextStep" in error)
      return `${error.name}: ${error.message} ${String(error.nextStep)}`;
  }
  return "";
}

describe("resolve by name", () => {
  const directory = createInstanceDirectory([one, two, graph], nobody, [broken]);

  it.each([
    ["One", one],
    ["one", one],
    [" TWO ", two],
    ["microsoftdefender-two", two],
    ["MicrosoftGraph-One", graph],
  ])("%s", (name, instance) => {
    expect(directory.resolve(name)).toBe(instance);
  });

  it("lists the names for an unknown one, with the nearest", () => {
    expect(textOf(() => directory.resolve("Onn"))).toBe(
      "UserError: There is no instance “Onn”. Did you mean One? Set instance to one of: One, Two, MicrosoftGraph-One, Bad.",
    );
    expect(textOf(() => directory.resolve("a\u202eb"))).toContain("“a\\u{202e}b”");
  });

  it("reports what is broken when it is asked for, by either name", () => {
    expect(textOf(() => directory.resolve("bad"))).toBe("ConfigError: Bad: TenantId missing. Set TenantId.");
    expect(textOf(() => directory.resolve("MicrosoftDefender-Bad"))).toContain("Bad: TenantId missing.");
  });

  it("prefers a name to a section name", () => {
    const tricky = anInstance({ name: "MicrosoftDefender-Two", section: "MicrosoftDefender-MicrosoftDefender-Two" });
    expect(createInstanceDirectory([two, tricky], nobody).resolve("MicrosoftDefender-Two")).toBe(tricky);
  });

  it("keeps the list short", () => {
    const many = createInstanceDirectory(
      Array.from({ length: 40 }, (_, n) => named(`T${n}`)),
      nobody,
    );
    expect(textOf(() => many.resolve("zzz"))).toContain("T28, T29 and 10 more.");
  });
});

describe("default", () => {
  it("is the one instance", () => {
    const directory = createInstanceDirectory([one], nobody);
    expect([directory.resolve(undefined), directory.resolve(" ")]).toEqual([one, one]);
    expect(directory.isDefault(one)).toBe(true);
  });

  it("is the only connected one among several, as things stand at the call", () => {
    const connected = new Set([two]);
    const directory = createInstanceDirectory([one, two], (instance) => connected.has(instance));
    expect(directory.resolve(undefined)).toBe(two);
    expect([directory.isDefault(one), directory.isDefault(two)]).toEqual([false, true]);
    connected.add(one);
    expect(textOf(() => directory.resolve(undefined))).toBe(
      "UserError: Several instances are configured, so the call must name one. Set instance to one of: One, Two.",
    );
    expect(directory.isDefault(two)).toBe(false);
  });

  it("is never the demo tenant beside a real one, though it needs no sign-in", () => {
    const directory = createInstanceDirectory([one, demoInstance], (instance) => instance === demoInstance);
    expect(textOf(() => directory.resolve(undefined))).toContain("One, demo.");
    expect(createInstanceDirectory([demoInstance], nobody).resolve(undefined)).toBe(demoInstance);
  });

  it("is not the working one beside a broken one", () => {
    expect(textOf(() => createInstanceDirectory([one], nobody, [broken]).resolve(undefined))).toContain("One, Bad.");
  });

  it("is absent without instances; a single broken one says why", () => {
    expect(textOf(() => createInstanceDirectory([], nobody).resolve(undefined))).toContain(
      "No instance is configured.",
    );
    expect(textOf(() => createInstanceDirectory([], nobody, [broken]).resolve(undefined))).toContain(
      "TenantId missing",
    );
    expect(textOf(() => createInstanceDirectory([], nobody).resolve("x"))).toContain("call connect with tenant_id");
  });
});

describe("add", () => {
  const adHoc = anInstance({ name: "contoso.com", section: "connect", tenantId: "contoso.com" });

  it("adds a connection, once", () => {
    const directory = createInstanceDirectory([one], nobody);
    expect(directory.add(adHoc)).toEqual(adHoc);
    expect(directory.add({ ...adHoc, tenantId: "CONTOSO.com", credential: { type: "interactive" } }).name).toBe(
      "contoso.com",
    );
    expect(directory.list().map(({ name }) => name)).toEqual(["One", "contoso.com"]);
    expect(directory.resolve("contoso.com").section).toBe("connect");
  });

  it("gives another connection of the same name a number", () => {
    const directory = createInstanceDirectory([anInstance({ name: "Contoso.com", tenantId: "other.example" })], nobody);
    expect(directory.add(adHoc).name).toBe("contoso.com-2");
    expect(directory.add({ ...adHoc, userName: "a@b.example" }).name).toBe("contoso.com-3");
    expect(directory.add(adHoc).name).toBe("contoso.com-2");
  });

  it("finds a configured delegated connection, but not an application's", () => {
    const directory = createInstanceDirectory([one], nobody);
    expect(directory.add({ ...one, name: "one.example", section: "connect" })).toBe(one);
    const app = { ...one, credential: { type: "managed_identity" } as const };
    expect(createInstanceDirectory([app], nobody).add({ ...one, name: "one.example" }).name).toBe("one.example");
  });

  it("is bounded", () => {
    const directory = createInstanceDirectory([one], nobody);
    const add = (n: number) => directory.add(anInstance({ name: `t${n}`, tenantId: `t${n}.example` }));
    for (let n = 0; n < 50; n += 1) add(n);
    expect(textOf(() => add(50))).toContain("No more than 50 connections");
    expect(add(49).name).toBe("t49");
  });
});

it("list is a copy", () => {
  const directory = createInstanceDirectory([one], nobody);
  const before = directory.list();
  directory.add(anInstance({ tenantId: "x.example" }));
  expect(before).toHaveLength(1);
});
