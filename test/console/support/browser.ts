import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { packageRoot } from '../../../src/package-root'

const CHROMIUM = '/usr/bin/chromium'

/** Why no browser journey can run on this machine; nothing when one can. */
export const whyNoBrowser: string | undefined = !existsSync(CHROMIUM)
  ? `there is no ${CHROMIUM} (apt-get install chromium)`
  : existsSync(join(packageRoot, 'dist', 'console', 'index.html'))
    ? undefined
    : 'the console is not built (npm run build)'

export type Language = 'zh' | 'en'
export type Brightness = 'light' | 'dark'

export interface Look {
  readonly language?: Language
  readonly brightness?: Brightness
  readonly width?: number
  readonly height?: number
  /** A screen that is touched. */
  readonly touch?: boolean
}

/** A machine that does other work besides may take its time; nothing here is a measurement. */
const PATIENCE_MS = 60_000

/** Chromium without a window. As root it runs without its sandbox, which the pages of a test do not need. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--force-color-profile=srgb',
    ],
  })

export interface Seen {
  readonly page: Page
  readonly context: BrowserContext
  /** What the page complained of: breaches of the policy, errors of scripts. */
  readonly complaints: readonly string[]
}

/** A page of somebody with a profile of their own, in a language and brightness. */
export async function openPage(browser: Browser, centre: string, look: Look = {}): Promise<Seen> {
  const { language = 'zh', brightness = 'light', width = 1_280, height = 720, touch = false } = look
  const context = await browser.newContext({
    baseURL: centre,
    viewport: { width, height },
    hasTouch: touch,
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    colorScheme: brightness,
    // The clock of the computer is not the city's: what is shown must not follow it.
    timezoneId: 'America/New_York',
  })
  context.setDefaultTimeout(PATIENCE_MS)
  open.add(context)
  context.on('close', () => open.delete(context))
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    // A refusal is an answer; the browser calls it an error of the network.
    const isAnswer = /Failed to load resource: the server responded/.test(message.text())
    if (['error', 'warning'].includes(message.type()) && !isAnswer) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return { page, context, complaints }
}

/** Signs in by the page, as somebody would. */
export async function signInBy(
  page: Page,
  { login, password, at = '/' }: { login: string; password: string; at?: string },
): Promise<void> {
  await page.goto(at)
  await page.locator('#login').fill(login)
  await page.locator('#password').fill(password)
  await page.locator('button[type="submit"]').click()
  await page.locator('.frame-nav').waitFor()
}

/**
 * Goes to another place of the console by its address, as the back key does: nothing is loaded a second time. The
 * heading of the place before is waited for and marked, so that it is not taken for the new one.
 */
export async function goTo(page: Page, at: string): Promise<void> {
  await page.locator('h1').first().waitFor()
  if (new URL(page.url()).pathname !== at) {
    await page.evaluate((address) => {
      const here = globalThis as unknown as PageAround
      here.document.querySelector('h1')?.setAttribute('data-left', '')
      here.history.pushState({}, '', address)
      here.dispatchEvent(new Event('popstate'))
    }, at)
  }
  await page.locator('h1:not([data-left])').waitFor()
}

/** The little of a browser that is used here; tests are written without its types. */
interface PageAround {
  readonly document: {
    querySelector(of: string): { setAttribute(name: string, value: string): void } | null
  }
  readonly history: { pushState(state: unknown, unused: string, address: string): void }
  dispatchEvent(event: Event): void
}

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}

/** What stands against WCAG 2.2 AA on the page as it is now, a line a finding; none is the promise. */
export async function accessFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe)
  const violations = await page.evaluate(async () => {
    interface Axe {
      run(
        place: unknown,
        options: unknown,
      ): Promise<{
        violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[]
      }>
    }
    const found = globalThis as unknown as { axe: Axe; document: unknown }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const { violations } = await found.axe.run(found.document, {
      runOnly: { type: 'tag', values: tags },
      resultTypes: ['violations'],
    })
    return violations
  })
  return violations.flatMap(({ id, nodes }: Violation) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
  )
}

/** A picture of the page for somebody who wants to look; only where `CONSOLE_SHOTS` names a folder. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['CONSOLE_SHOTS']
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) })
}

const open = new Set<BrowserContext>()

/**
 * A test in a browser, left out where there is none. When it fails, it tells what the pages showed at that moment: on
 * another machine nobody can look.
 */
export function journey(name: string, body: () => Promise<void>, limitMs = 300_000): void {
  const run = async (): Promise<void> => {
    try {
      await body()
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
      throw new Error(`${reason}\n\n${(await shown()).join('\n\n')}`, { cause: error })
    } finally {
      await Promise.all([...open].map((context) => context.close()))
    }
  }
  const asked = whyNoBrowser === undefined ? test : test.skip
  asked(name, run, limitMs)
}

async function shown(): Promise<string[]> {
  const pages = [...open].flatMap((context) => context.pages())
  return Promise.all(
    pages.map(async (page) => {
      const text = await page.locator('body').innerText().catch(String)
      return `The page ${page.url()} then showed:\n${text}`
    }),
  )
}
