import type { KqlType } from "../../table/table.ts";
import { LocalQueryError } from "../errors.ts";

/** The types of the two sides of an operator do not go together. */
export function typeMismatch(operator: string, left: KqlType, right: KqlType): LocalQueryError {
  return new LocalQueryError(`The operator ${operator} does not take ${left} and ${right}.`, {
    nextStep: "Convert one side, for example with tostring(), tolong() or todatetime().",
  });
}
