import { createReadStream, createWriteStream } from 'node:fs'
import { access, rename } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { exportTrail, sealTrail, sentenceOf, verifyTrailFile } from '../oversight'
import { done, foundWrong, misused, type Answer } from './answer'
import { acting } from './staff'
import { withCity, type CityOptions } from './with-city'
import { ok } from '../base'

/** `citycard trail export FILE`: the sealed trail with its hash chain, for an auditor to take home. */
export const trailExport = (file: string, options: CityOptions): Promise<Answer> =>
  withCity(options, async (city) => {
    const { database } = city.store
    await acting(city, async (act) => {
      await act.trail({ act: 'trail.exported', subject: 'trail' })
      return ok(null)
    })
    await sealTrail(city.oversight)
    let last = ''
    const lines = async function* (): AsyncGenerator<string> {
      for await (const line of exportTrail(database)) {
        last = line
        yield `${line}\n`
      }
    }
    // Whoever finds the file under its name finds all of it.
    const unfinished = `${file}.part`
    await pipeline(Readable.from(lines()), createWriteStream(unfinished, { mode: 0o600 }))
    await rename(unfinished, file)
    const { end } = JSON.parse(last) as { end: { entries: number; links: number; head: string } }
    const text =
      `${end.entries} entries in ${end.links} links written to ${file}\n` +
      `head, to be kept elsewhere: ${end.head}`
    return done({ file, ...end }, text)
  })

/** `citycard trail verify FILE`: needs no database and no keys. */
export async function trailVerify(
  file: string,
  options: { readonly head?: string },
): Promise<Answer> {
  if (options.head !== undefined && !/^[0-9a-f]{64}$/i.test(options.head)) {
    return misused('--head: 64 hex digits are expected')
  }
  if (!(await isThere(file))) return misused(`the file "${file}" cannot be read`)
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity })
  const report = await verifyTrailFile(lines, options.head)
  const { intact, entries, links, head } = report
  const text = intact
    ? `intact: ${entries} entries in ${links} links, head ${head}`
    : ['NOT as it was written:', ...report.tamperings.map(sentenceOf)].join('\n  ')
  return intact ? done(report, text) : foundWrong(report, text)
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )
