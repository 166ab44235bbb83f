import { chmod, readFile, writeFile } from "node:fs/promises";
import { delimiter, dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { browserCommand, openSystemBrowser } from "../../../src/auth/system-browser.ts";
import { useFolder } from "./token-cache/temporary-folder.ts";

describe("the system's browser", () => {
  const url = "https://login.microsoftonline.com/?a=1&b=$(reboot)";
  it.each([
    ["darwin", {}, ["/usr/bin/open", url]],
    [
      "win32",
      { SystemRoot: "C:\\Windows" },
      ["C:\\Windows\\System32\\rundll32.exe", "url.dll,FileProtocolHandler", url],
    ],
    ["linux", { DISPLAY: ":0" }, ["xdg-open", url]],
    ["linux", { WAYLAND_DISPLAY: "wayland-0" }, ["xdg-open", url]],
    ["linux", { WSL_DISTRO_NAME: "Ubuntu" }, ["rundll32.exe", "url.dll,FileProtocolHandler", url]],
    ["linux", { DISPLAY: "" }, undefined],
  ] as const)("on %s with %j", (platform, env, command) => {
    expect(browserCommand({ platform, env }, url)).toEqual(command);
  });
});

describe("opening a page", () => {
  const at = useFolder();
  const url = "https://login.microsoftonline.com/?a=1&b=$(reboot)";

  /** Opens the page where `xdg-open` is this program; answers the arguments that it got. */
  async function openWith(script: string): Promise<string> {
    const record = `require("node:fs").writeFileSync(${JSON.stringify(at("arguments"))}, process.argv.slice(2).join("\\n"));`;
    await writeFile(at("xdg-open"), `#!/usr/bin/env node\n${record}\n${script}`);
    await chmod(at("xdg-open"), 0o755);
    const path = [at(), dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter);
    await openSystemBrowser({ platform: "linux", env: { DISPLAY: ":0", PATH: path } })(url);
    return readFile(at("arguments"), "utf8");
  }

  it("hands the address over as one argument", async () => {
    expect(await openWith("")).toBe(url);
  });

  it("does not wait for a program that lives as long as the browser", async () => {
    expect(await openWith("setTimeout(() => {}, 6_000)")).toBe(url);
  });

  it("says when the program fails", async () => {
    await expect(openWith("process.exit(3)")).rejects.toThrow(
      "No browser can be opened here: xdg-open ended with exit code 3.",
    );
  });
});
