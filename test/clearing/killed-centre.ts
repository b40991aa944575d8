import { readFileSync } from 'node:fs'
import { SetClock, type Database, type Sql } from '../../src/base'
import { drainChains, receiveUpload, type ClearingDesk } from '../../src/clearing'
import { openDatabase } from '../../src/database'
import { openSoftVault } from '../../src/keys'
import { decodeColumns, readTapFile } from '../../src/messages'
import { closeDay } from '../../src/settlement'
import { EVENING, inPieces, KEYS_FILE } from '../support/clearing-city'

/**
 * A centre in a process of its own that takes a file in and closes the day, and is killed without warning just
 * before its n-th statement. Run as: killed-centre.ts URL FILE N
 */
async function main([url, file, killAt]: readonly string[]): Promise<void> {
  let statements = 0
  const watched = <Asked extends Sql>(sql: Asked): Asked => ({
    ...sql,
    query: (...asked: Parameters<Sql['query']>) => {
      if (++statements === Number(killAt)) process.kill(process.pid, 'SIGKILL')
      return sql.query(...asked)
    },
  })
  const pool = openDatabase({ connectionString: url as string, max: 4 })
  const database: Database = {
    query: watched({ query: pool.query.bind(pool) }).query,
    transaction: (work, options) => pool.transaction((tx) => work(watched(tx)), options),
    stream: pool.stream.bind(pool),
    close: () => pool.close(),
  }
  const vault = await openSoftVault({ keysFile: KEYS_FILE, production: false })
  if (!vault.ok) throw new Error(vault.refused)
  const clock = new SetClock(EVENING)
  const desk: ClearingDesk = {
    database,
    vault: vault.value,
    clock,
    rules: { cutOffMinutes: 0, lateUploadDays: 30, futureSkewMinutes: 10, largestTapFen: 100_000n },
    decode: decodeColumns,
  }
  const parts = readTapFile(inPieces(readFileSync(file as string)), { chunkRecords: 20 })
  const taken = await receiveUpload(desk, parts)
  const closed = await closeDay({
    database,
    clock,
    drainChains: (day) => drainChains(desk, { settleDate: day }),
  })
  process.stdout.write(`${JSON.stringify({ statements, taken: taken.ok, closed: closed.ok })}\n`)
  await vault.value.close()
  await pool.close()
}

void main(process.argv.slice(2))
