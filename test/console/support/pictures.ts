import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { openPage, signInBy, type Look } from './browser'
import type { Place } from './places'

/** Where pictures are taken, and where they go. */
export interface Studio {
  readonly url: string
  readonly password: string
  readonly folder: string
  readonly say: (sentence: string) => void
}

const TABLET = { width: 1_024, height: 768 } as const
/** A chart is drawn a moment after its numbers have come. */
const DRAWN_MS = 400
const LANGUAGES = ['zh', 'en'] as const

/** What is pictured of a place, and with which ending. */
const looksOf = (place: Place): readonly (readonly [ending: string, look: Look])[] =>
  LANGUAGES.flatMap((language) => [
    [language, { language }] as const,
    ...(place.dark === true
      ? [[`${language}-dark`, { language, brightness: 'dark' }] as const]
      : []),
    ...(place.tablet === true ? [[`${language}-tablet`, { language, ...TABLET }] as const] : []),
  ])

/** The pictures of what one role sees, each look in a browser profile of its own; answers their files. */
export async function pictures(
  browser: Browser,
  { url, password, folder, say }: Studio,
  places: readonly Place[],
  login?: string,
): Promise<string[]> {
  const byEnding = new Map<string, { look: Look; places: Place[] }>()
  for (const place of places) {
    for (const [ending, look] of looksOf(place)) {
      const known = byEnding.get(ending) ?? { look, places: [] }
      known.places.push(place)
      byEnding.set(ending, known)
    }
  }
  const taken: string[] = []
  for (const [ending, { look, places: own }] of byEnding) {
    const { page, context, complaints } = await openPage(browser, url, look)
    if (login !== undefined) await signInBy(page, { login, password })
    for (const { name, at } of own) {
      await page.goto(at)
      await page.locator('h1').waitFor()
      await page.locator('.skeleton').first().waitFor({ state: 'detached' })
      // Pages that look again every few seconds are never idle: what they show first is enough, once it is drawn.
      await page.evaluate('document.fonts.ready.then(() => true)')
      await page.waitForTimeout(DRAWN_MS)
      const file = `${name}-${ending}.png`
      await page.screenshot({ path: join(folder, file) })
      taken.push(file)
    }
    for (const complaint of complaints) say(`the browser complained (${ending}): ${complaint}`)
    await context.close()
  }
  if (taken.length > 0) say(`${login ?? 'the door'}: ${taken.length}`)
  return taken
}
