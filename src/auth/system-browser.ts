import { spawn } from "node:child_process";
import { SignInError } from "../errors.ts";
import type { SignInDeps } from "./sign-in-deps.ts";

type System = Pick<SignInDeps, "platform" | "env">;

// Some openers stay alive as long as the browser; one that lives this long has opened it.
const STARTED_AFTER_MS = 3_000;

/**
 * The program that opens a page on this system, with its arguments; undefined where there is no screen. Always one fixed program and no
 * shell, so that nothing in an address can become a command.
 */
export function browserCommand(
  { platform, env }: System,
  url: string,
): readonly [file: string, ...args: string[]] | undefined {
  if (platform === "darwin") return ["/usr/bin/open", url];
  if (platform === "win32")
    return [`${env["SystemRoot"] ?? "C:\\Windows"}\\System32\\rundll32.exe`, "url.dll,FileProtocolHandler", url];
  if (env["WSL_DISTRO_NAME"] !== undefined) return ["rundll32.exe", "url.dll,FileProtocolHandler", url];
  const hasScreen = [env["DISPLAY"], env["WAYLAND_DISPLAY"]].some((screen) => screen !== undefined && screen !== "");
  return hasScreen ? ["xdg-open", url] : undefined;
}

/** Opens a page in the user's browser. @throws SignInError when there is no screen or no program for it. */
export function openSystemBrowser(system: System): (url: string) => Promise<void> {
  return async (url) => {
    const command = browserCommand(system, url);
    if (command === undefined) throw noBrowser("this machine has no screen");
    await start(command, system.env).catch((error: unknown) => {
      throw noBrowser(error instanceof Error ? error.message : "its program failed");
    });
  };
}

const noBrowser = (reason: string): SignInError =>
  new SignInError(`No browser can be opened here: ${reason}.`, {
    nextStep: 'Call connect with auth_type "device" and enter the code in a browser on any machine.',
  });

function start([file, ...args]: readonly [string, ...string[]], env: System["env"]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: "ignore", detached: true, shell: false, env: { ...env } });
    const timer = setTimeout(resolve, STARTED_AFTER_MS);
    child.once("error", (error) => {
      clearTimeout(timer);
      const missing = "code" in error && error.code === "ENOENT";
      reject(new Error(missing ? `${file} is not installed` : `${file} cannot be started`));
    });
    child.once("exit", (code) => {
      clearTimeout(timer);
      if (code === 0) resolve();
      else reject(new Error(`${file} ended with exit code ${code ?? "unknown"}`));
    });
    child.unref();
  });
}
