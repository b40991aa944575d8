/*
 * Holds an embedded database until it is told "stop", for the tests that kill it meanwhile.
 * Orders: "throw-away" or "lasting", the data directory, and "nobody" to give up root's rights first.
 */
import { chownSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { startEmbedded } from '../../src/embedded-postgres'
import { stagedBinaries } from '../../src/embedded-postgres/binaries'
import { serverUser } from '../../src/embedded-postgres/processes'

async function hold([kind, dataDir, as]: readonly string[]): Promise<void> {
  if (kind === undefined || dataDir === undefined) throw new Error('two orders are needed')
  // The programs are staged by who may read the checkout, which nobody may not everywhere.
  const binaries = await stagedBinaries(dataDir)
  if (as === 'nobody') become(dataDir)
  const server = await startEmbedded({
    dataDir,
    binaries,
    throwAway: kind === 'throw-away',
    durable: kind !== 'throw-away',
  })
  const noted = readFileSync(join(server.dir, 'data', 'postmaster.pid'), 'utf8')
  const serverPid = Number(noted.split('\n')[0])
  console.log(JSON.stringify({ ...server, serverPid, uid: process.getuid?.() }))
  for await (const word of createInterface({ input: process.stdin })) {
    if (word === 'stop') break
  }
  await server.stop()
  await server.stop()
  process.stdin.destroy()
}

function become(dataDir: string): void {
  const { uid, gid } = serverUser()
  if (uid === undefined || gid === undefined) return
  chownSync(dataDir, uid, gid)
  process.setgroups?.([])
  process.setgid?.(gid)
  process.setuid?.(uid)
}

void hold(process.argv.slice(2))
