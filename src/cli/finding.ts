/** One line of `doctor`. */
export interface Finding {
  readonly level: "ok" | "warn" | "FAIL";
  /** An instance, a host, `configuration` or `clock`. */
  readonly about: string;
  readonly text: string;
}
