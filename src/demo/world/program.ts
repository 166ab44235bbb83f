import { createRandom } from "./random.ts";
import { programRows } from "./programs.ts";

/** A file on disk by its content. Hashes are made up, the same in every demo tenant. */
export interface FileIdentity {
  readonly sha1: string;
  readonly sha256: string;
  readonly md5: string;
  /** Bytes. */
  readonly size: number;
}

/** An executable that processes are made of. */
export interface Program extends FileIdentity {
  readonly fileName: string;
  /** Folder without the last backslash or slash; `%user%` stands for the profile folder. */
  readonly folder: string;
  readonly company: string;
  readonly product: string;
  readonly version: string;
  readonly description: string;
  /** The name the maker gave it; differs from `fileName` for a renamed copy. */
  readonly originalName: string;
  readonly signer: "OsVendor" | "Vendor" | "Unsigned";
}

/** The content of a file, from any text that names it. */
export function fileIdentity(content: string): FileIdentity {
  const random = createRandom(`file ${content}`);
  return {
    sha1: random.hex(40),
    sha256: random.hex(64),
    md5: random.hex(32),
    size: Math.floor(2 ** (12 + random.next() * 12)),
  };
}

/** Programs by file name. */
export type Programs = (fileName: string) => Program;

/** The programs of the demo tenant. The returned function throws RangeError for a name that is not among them. */
export function createPrograms(): Programs {
  const programs = new Map(
    programRows.map(([folder, fileName, company, product, version, description]) => [
      fileName,
      createProgram({ folder, fileName, company, product, version, description }),
    ]),
  );
  return (fileName) => {
    const program = programs.get(fileName);
    if (program === undefined) throw new RangeError(`The demo tenant has no program ${fileName}.`);
    return program;
  };
}

type Described = Pick<Program, "folder" | "fileName" | "company" | "product" | "version" | "description">;

function createProgram(described: Described): Program {
  const { fileName, version, company } = described;
  return {
    ...described,
    ...fileIdentity(`${fileName} ${version}`),
    originalName: fileName,
    signer: company === "Microsoft Corporation" ? "OsVendor" : company === "" ? "Unsigned" : "Vendor",
  };
}

/** The same program under another name and in another folder. */
export function renamed(program: Program, fileName: string, folder: string): Program {
  return { ...program, fileName, folder };
}
