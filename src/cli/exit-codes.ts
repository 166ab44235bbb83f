/** How every subcommand ends. */
export const exitCodes = { ok: 0, no: 1, misuse: 2 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The exit codes for people. */
export const exitCodeMeanings: Readonly<Record<ExitCode, string>> = {
  0: "done as asked",
  1: "the answer is no: a query is invalid or was refused, the sign-in or the service failed, a check of doctor failed",
  2: "bad arguments, settings or configuration; nothing was done",
};
