import { ServiceError } from "../errors.ts";
import { quoted } from "../visible-text.ts";
import type { ServiceFault } from "./service-fault.ts";
import { otherwise, serviceRules, type ServiceRule, type Text } from "./service-rules.ts";
import { waitText } from "./wait-text.ts";

/** Code points of the service's own message that an error quotes. */
const MAX_QUOTED = 600;

/** An error answer of a hunting API as an error of ours: what it means, the service's words as a quotation, the next step, the request id. */
export function serviceError(fault: ServiceFault, now: number): ServiceError {
  const rule = serviceRules.find((each) => applies(each, fault)) ?? otherwise;
  const wait = fault.retryAfterSeconds ?? rule.waitSeconds;
  const nextStep = textOf(rule.nextStep, fault);
  return new ServiceError(`${answerOf(fault)}: ${textOf(rule.what, fault)}${quotationOf(fault)}`, {
    nextStep: wait === undefined ? nextStep : `Try again ${waitText(wait, now)}. ${nextStep}`,
    requestId: fault.requestId,
    status: fault.status,
    serviceCode: fault.code,
    retryAfterSeconds: wait,
  });
}

function answerOf({ endpoint, status, code }: ServiceFault): string {
  const name = code === undefined || code === String(status) ? "" : ` ${code}`;
  return `${new URL(endpoint.origin).host} answered ${status}${name}`;
}

function quotationOf({ message }: ServiceFault): string {
  return message === "" ? "" : ` It said: ${quoted(message, MAX_QUOTED)}`;
}

function applies(rule: ServiceRule, { status, endpoint, code, message }: ServiceFault): boolean {
  const [from, to] = typeof rule.status === "number" ? [rule.status, rule.status] : rule.status;
  if (status < from || status > to || (rule.api !== undefined && rule.api !== endpoint.kind)) return false;
  return rule.says === undefined || rule.says.test(code ?? "") || rule.says.test(message);
}

function textOf(text: Text, fault: ServiceFault): string {
  return typeof text === "string" ? text : text(fault);
}
