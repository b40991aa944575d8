import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { packageRoot } from '../../src/package-root'
import { openBrowser, whyNoBrowser } from './support/browser'
import { startDemonstration } from './support/demonstration'
import { furnish } from './support/furnish'
import { pictures } from './support/pictures'
import { placesOf, type Place } from './support/places'

/*
 * `npm run screenshots`: the demonstration city on books that are gone afterwards, and a picture of every main screen
 * in a folder that git ignores. `npm run screenshots -- finance own` takes those whose name begins so.
 */

const FOLDER = join(packageRoot, 'screenshots')

async function main(only: readonly string[]): Promise<void> {
  const began = Date.now()
  say('starting the demonstration city …')
  const demonstration = await startDemonstration()
  const browser = await openBrowser()
  try {
    say(`it is up at ${demonstration.url}; some people work in it …`)
    const places = placesOf(await furnish(demonstration))
    if (only.length === 0) rmSync(FOLDER, { recursive: true, force: true })
    mkdirSync(FOLDER, { recursive: true })
    const isWanted = ({ name }: Place): boolean =>
      only.length === 0 || only.some((one) => name.startsWith(one))
    const at = { ...demonstration, folder: FOLDER, say }
    const taken: string[] = []
    if (isWanted(DOOR)) taken.push(...(await pictures(browser, at, [DOOR])))
    for (const [login, all] of Object.entries(places)) {
      taken.push(...(await pictures(browser, at, all.filter(isWanted), login)))
    }
    writeFileSync(join(FOLDER, 'index.html'), overview(taken))
    const seconds = Math.round((Date.now() - began) / 1_000)
    say(`${taken.length} pictures in ${relative(process.cwd(), FOLDER)}/ (${seconds} s)`)
  } finally {
    await browser.close()
    await demonstration.stop()
  }
}

const DOOR: Place = { name: 'door', at: '/', dark: true, tablet: true }

/** All of them on one page, for somebody who looks through them. */
const overview = (files: readonly string[]): string =>
  [
    '<!doctype html><meta charset="utf-8"><title>Citycard</title>',
    ...files.map((file) => `<p>${file}<br><img src="${file}" width="1280" loading="lazy"></p>`),
  ].join('\n')

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`)
}

if (whyNoBrowser === undefined) {
  void main(process.argv.slice(2)).catch((error: unknown) => {
    process.exitCode = 1
    process.stderr.write(
      `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    )
  })
} else {
  process.exitCode = 1
  say(`No pictures can be taken: ${whyNoBrowser}.`)
}
