import { eventCells, initiatorCells, initiatorRights, processCells } from "../process-cells.ts";
import type { AnyRow, Row } from "../rows.ts";
import type { Process } from "../world/process.ts";
import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";

/** The row that tells of a process being started. */
export function processCreated(process: Process, random: Random): readonly Row<"DeviceProcessEvents">[] {
  const { parent } = process;
  const started = [createdCells(process, random), processCells(process)];
  if (parent === undefined) return started;
  return [...started, initiatorCells(parent), initiatorRights(parent), starterCells(parent)];
}

function createdCells(process: Process, random: Random) {
  const { program, account } = process;
  return {
    ...eventCells(process.device, process.created, random),
    ActionType: "ProcessCreated",
    ProcessVersionInfoCompanyName: program.company,
    ProcessVersionInfoProductName: program.product,
    ProcessVersionInfoProductVersion: program.version,
    ProcessVersionInfoInternalFileName: program.originalName.replace(/\.exe$/, ""),
    ProcessVersionInfoOriginalFileName: program.originalName,
    ProcessVersionInfoFileDescription: program.description,
    ProcessIntegrityLevel: process.integrity,
    AccountUpn: account.upn,
    AccountObjectId: account.objectId,
    ProcessUniqueId: process.uniqueId,
    AdditionalFields: {},
  };
}

function starterCells(parent: Process) {
  const signed = parent.program.signer !== "Unsigned";
  return {
    InitiatingProcessLogonId: parent.logonId,
    InitiatingProcessSignerType: signed ? parent.program.signer : null,
    InitiatingProcessSignatureStatus: signed ? "Valid" : "Unsigned",
  };
}

/** What people and machines start day by day. */
export function deviceProcessEvents(world: World): readonly AnyRow<"DeviceProcessEvents">[] {
  const random = world.random("DeviceProcessEvents");
  return world.processes().map((process) => processCreated(process, random));
}
