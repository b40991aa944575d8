import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { VpcdCard, type ServedChip } from '../../terminals/virtual'

/** The reader of a service that these tests start. */
export const PCSC_READER = 'Virtual PCD 00 00'

/** A PC/SC service of the test's own, with a virtual reader. */
export interface PcscRoom {
  /** What a program needs in its environment to find this service and no other. */
  readonly environment: Readonly<Record<string, string>>
  insert(chip: ServedChip): Promise<VpcdCard>
  close(): Promise<void>
}

const PROGRAMS = {
  '/usr/sbin/pcscd': 'pcscd',
  '/usr/bin/opensc-tool': 'opensc',
  '/usr/bin/pcsc_scan': 'pcsc-tools',
  '/usr/bin/python3': 'python3-pyscard',
  '/sbin/ip': 'iproute2',
} as const

/** Why the real PC/SC service cannot be tried on this machine; undefined where it can. */
export function pcscMissing(): string | undefined {
  if (process.platform !== 'linux') return 'the virtual reader of vsmartcard needs Linux'
  if (process.getuid?.() !== 0) return 'a PC/SC service of our own needs root'
  const missing: string[] = Object.entries(PROGRAMS)
    .filter(([program]) => !existsSync(program))
    .map(([, name]) => name)
  if (!existsSync('/usr/lib/pcsc/drivers/serial/libifdvpcd.so')) missing.push('vsmartcard-vpcd')
  if (spawnSync('/usr/bin/python3', ['-c', 'import smartcard']).status !== 0) {
    missing.push('python3-pyscard')
  }
  if (missing.length > 0) return `apt-get install ${[...new Set(missing)].join(' ')}`
  return existsSync(join(__dirname, '../../node_modules/pcsclite/build/Release/pcsclite.node'))
    ? undefined
    : 'pcsclite is not compiled: apt-get install libpcsclite-dev g++ make python3, then npm rebuild pcsclite'
}

/** Starts the service; where namespaces may be made, nobody else sees it. */
export async function openPcscRoom(): Promise<PcscRoom> {
  const work = mkdtempSync(join(tmpdir(), 'citycard-pcsc-'))
  const isPrivate = spawnSync('unshare', ['-n', '-m', 'true']).status === 0
  const port = await freePort()
  const script = [join(__dirname, 'pcscd-room.sh'), work, String(port)]
  const order = [...script, isPrivate ? 'private' : 'plain', process.execPath]
  const child = spawn(
    isPrivate ? 'unshare' : 'sh',
    isPrivate ? ['-n', '-m', 'sh', ...order] : order,
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const over = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let isReady = false
  for await (const word of createInterface({ input: child.stdout })) {
    isReady = word === 'ready'
    if (isReady) break
  }
  if (!isReady)
    throw new Error('the PC/SC service of the test did not start; what it said stands above')
  const socket = '/run/pcscd/pcscd.comm'
  return {
    // The service of another mount namespace is reached through its process (unshare becomes the shell).
    environment: isPrivate
      ? { PCSCLITE_CSOCK_NAME: `/proc/${child.pid}/root${socket}` }
      : { PCSCLITE_CSOCK_NAME: socket },
    insert: (chip) =>
      VpcdCard.insert(
        chip,
        isPrivate ? { path: join(work, 'card.sock') } : { host: '127.0.0.1', port },
      ),
    close: async () => {
      child.stdin.end()
      await over
      rmSync(work, { recursive: true, force: true })
    },
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = createServer()
    asked.once('error', reject)
    asked.listen(0, () => {
      const address = asked.address()
      asked.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0))
    })
  })
