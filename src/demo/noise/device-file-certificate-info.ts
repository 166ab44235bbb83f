import { eventCells } from "../process-cells.ts";
import type { Row } from "../rows.ts";
import { DAY_MS, anyTime, timeCell } from "../world/calendar.ts";
import type { Process } from "../world/process.ts";
import type { World } from "../world/world.ts";

const COUNT = 600;

/** Signatures of the programs that ran. */
export function deviceFileCertificateInfo(world: World): readonly Row<"DeviceFileCertificateInfo">[] {
  const random = world.random("DeviceFileCertificateInfo");
  const signed = world.processes().filter(({ program }) => program.signer !== "Unsigned");
  return Array.from({ length: COUNT }, () => {
    const process = random.pick(signed);
    return {
      ...eventCells(process.device, anyTime(world.calendar, random), random),
      ...certificateCells(process, world.calendar.now),
    };
  });
}

function certificateCells({ program }: Process, now: number): Row<"DeviceFileCertificateInfo"> {
  const isMicrosoft = program.signer === "OsVendor";
  return {
    SHA1: program.sha1,
    IsSigned: true,
    IsTrusted: true,
    IsRootSignerMicrosoft: isMicrosoft,
    SignatureType: "Embedded",
    Signer: program.company,
    SignerHash: program.md5,
    Issuer: isMicrosoft ? "Microsoft Code Signing PCA 2011" : "Example Code Signing CA",
    IssuerHash: program.md5.split("").toReversed().join(""),
    CertificateSerialNumber: program.sha1.slice(0, 32),
    CertificateCreationTime: timeCell(now - 300 * DAY_MS),
    CertificateExpirationTime: timeCell(now + 400 * DAY_MS),
  };
}
