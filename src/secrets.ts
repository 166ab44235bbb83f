import { inspect } from "node:util";

const MASK = "[secret]";

/** A secret that prints as `[secret]` wherever it is logged, inspected or serialised; `reveal()` is the only way to its text. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}

/** Takes secrets out of text on its way to a log line, an audit line or an error message. */
export interface Redactor {
  /** Registers a secret at the place where it is born. Texts of fewer than four characters are not; nor those masked by their shape alone, which come without end. */
  add(secret: string): void;
  /** The text with every registered secret, and everything that looks like a token, replaced. */
  redact(text: string): string;
}

// Shapes of credentials that may appear before anyone could register them: JWTs, bearer headers, Entra refresh tokens, form fields.
const CREDENTIAL_SHAPES: readonly RegExp[] = [
  /eyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g,
  /\b(?:Bearer|PoP) [\w.~+/=-]{8,}/gi,
  /\b[01]\.A[\w-]{30,}(?:\.[\w-]+)*/g,
  /(?<=\b(?:client_secret|client_assertion|assertion|refresh_token|access_token|id_token|device_code|code_verifier|password)["']?\s*[=:]\s*["']?)[^\s"'&,;}]{4,}/gi,
];

const isMaskedByShape = (secret: string): boolean =>
  CREDENTIAL_SHAPES.some((shape) => secret.replace(shape, MASK) === MASK);

/** A redactor with its own list of secrets: one for the process, given to whoever logs or reports. */
export function createRedactor(): Redactor {
  const known = new Set<string>();
  return {
    add(secret) {
      if (secret.length >= 4 && !isMaskedByShape(secret)) known.add(secret);
    },
    redact(text) {
      let clean = text;
      for (const secret of known) clean = clean.replaceAll(secret, MASK);
      for (const shape of CREDENTIAL_SHAPES) clean = clean.replace(shape, MASK);
      return clean;
    },
  };
}
