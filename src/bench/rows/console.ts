import type { Browser, BrowserContext, Page } from 'playwright-core'
import { invariant } from '../../base'
import { Citycard, type OperationName, type Operations, type Outcome } from '../../client'
import type { Bench, Experiment, Samples } from '../bench'
import { LOOKERS, openConsoleCentre, type ConsoleCentre } from '../console-centre'
import type { Sample } from '../figure'
import { openBrowser } from '../open-browser'

type Looker = (typeof LOOKERS)[number]
type Main = readonly [name: string, role: Looker, path: string]

/** The main screens, each as somebody of that role opens it in the morning: with nothing in the browser's store. */
const SCREENS: readonly Main[] = [
  ['counter', 'counter-clerk', '/counter'],
  ['finance', 'finance-maker', '/finance'],
  ['days', 'finance-maker', '/finance/days'],
  ['health', 'administrator', '/operations/health'],
  ['trail', 'auditor', '/trail'],
  ['operator', 'operator', '/operator'],
]
const VIEWPORT = { width: 1_280, height: 720 } as const
const SETTLED_MS = 700
const LONG_FRAME_MS = 50
const FRAME_MS = 1_000 / 60
const FRAMES = 240
const ROWS = 100_000

async function screens({ city }: Bench): Promise<Samples> {
  const browser = await openBrowser()
  if ('unmeasured' in browser) {
    return {
      'console-paint': browser,
      'console-blocking': browser,
      'console-bytes': browser,
      'console-table': browser,
    }
  }
  const centre = await openConsoleCentre(city)
  try {
    const signedIn = new Map<Looker, State>()
    for (const role of LOOKERS) signedIn.set(role, await signIn(browser, centre, role))
    const found: Record<string, Loaded> = {}
    for (const [name, role, path] of [...SCREENS, ...(await oneTap(centre))]) {
      found[name] = await loaded(browser, centre, { state: signedIn.get(role), path })
    }
    const table = await tableScrolled(browser, centre, signedIn.get('auditor'))
    return {
      'console-paint': worst(found, 'paintMs'),
      'console-blocking': worst(found, 'blockingMs'),
      'console-bytes': worst(found, 'kilobytes'),
      'console-table': table,
    }
  } finally {
    await browser.close()
    await centre.close()
  }
}

/**
 * One tap of an uploaded file, laid open: the page that a disputed fare ends at, with its proof, checks, entries and
 * fields. None where no round has uploaded a file (`--only`).
 */
async function oneTap({ url, password }: ConsoleCentre): Promise<readonly Main[]> {
  const door = new Citycard({ centre: url })
  const body = { login: 'finance-maker' satisfies Looker, password }
  const { token } = told(await door.call('access.sign-in', { body }))
  const maker = door.signedIn(token ?? '')
  const { items: uploads } = told(await maker.call('uploads.list', {}))
  for (const { upload: batch } of uploads.filter(({ judged }) => judged > 0)) {
    const tap = await maker.call('records.get', { params: { batch, line: 1 } })
    // Of a file that was sent a second time every record is a duplicate: the record is that of the first file.
    if (!tap.ok && tap.refused === 'record-unknown') continue
    const { settleDate, operator, claim } = told(tap)
    const path = [settleDate, operator, claim?.sam, `${batch}-1`].join('/')
    return [['tap', 'finance-maker', `/finance/days/${path}`]]
  }
  return []
}

function told<Name extends OperationName>(outcome: Outcome<Name>): Operations[Name]['answer'] {
  invariant(outcome.ok && !outcome.pending, 'the centre tells its own staff', { outcome })
  return outcome.value
}

type State = Awaited<ReturnType<BrowserContext['storageState']>>

async function signIn(
  browser: Browser,
  { url, password }: ConsoleCentre,
  role: Looker,
): Promise<State> {
  // In Chinese from here on: the language that was chosen is kept, and its typeface weighs most.
  const context = await contextOf(browser, url, undefined)
  const page = await context.newPage()
  await page.goto('/')
  await page.locator('#login').fill(role)
  await page.locator('#password').fill(password)
  await page.locator('button[type="submit"]').click()
  await page.locator('.frame-nav').waitFor()
  const state = await context.storageState()
  await context.close()
  return state
}

interface Loaded {
  readonly paintMs: number
  /** What tasks of the page took beyond 50 ms each, until it stood. */
  readonly blockingMs: number
  /** As they came over the line, compressed: 1 kB is 1,000 bytes. */
  readonly kilobytes: number
}

const NOTE_LONG_TASKS = `
  globalThis.longTasks = []
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration)
  }).observe({ type: 'longtask', buffered: true })`

/** Opens a screen in an empty browser profile that is signed in. */
async function loaded(
  browser: Browser,
  { url }: ConsoleCentre,
  { state, path }: { readonly state: State | undefined; readonly path: string },
): Promise<Loaded> {
  const context = await contextOf(browser, url, state)
  const page = await context.newPage()
  await page.addInitScript(NOTE_LONG_TASKS)
  const line = await context.newCDPSession(page)
  let bytes = 0
  line.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
  await line.send('Network.enable')
  await page.goto(path)
  await stands(page)
  const [paintMs = Number.NaN, ...tasks] = await page.evaluate<number[]>(
    `[performance.getEntriesByName('first-contentful-paint')[0]?.startTime, ...globalThis.longTasks]`,
  )
  await context.close()
  return {
    paintMs,
    blockingMs: tasks.reduce((sum, task) => sum + Math.max(0, task - LONG_FRAME_MS), 0),
    kilobytes: bytes / 1_000,
  }
}

const contextOf = (
  browser: Browser,
  baseURL: string,
  storageState: State | undefined,
): Promise<BrowserContext> =>
  browser.newContext({
    baseURL,
    viewport: VIEWPORT,
    locale: 'zh-CN',
    ...(storageState === undefined ? {} : { storageState }),
  })

async function stands(page: Page): Promise<void> {
  await page.locator('h1').waitFor()
  await page.locator('.skeleton').first().waitFor({ state: 'detached' })
  await page.waitForTimeout(SETTLED_MS)
  // What it is written in comes with what it says, and may take longer.
  await page.evaluate('document.fonts.ready.then(() => true)')
}

const worst = (found: Readonly<Record<string, Loaded>>, what: keyof Loaded): Sample => ({
  measured: Math.max(...Object.values(found).map((one) => one[what])),
  extra: Object.fromEntries(Object.entries(found).map(([name, one]) => [name, one[what]])),
})

/** A hundred thousand rows at once in the table of the trail, scrolled from the first to the last. */
async function tableScrolled(
  browser: Browser,
  { url }: ConsoleCentre,
  state: State | undefined,
): Promise<Sample> {
  const context = await contextOf(browser, url, state)
  const page = await context.newPage()
  await page.route('**/v1/trail?*', (route) => route.fulfill({ json: manyEntries() }))
  await page.route('**/v1/trail', (route) => route.fulfill({ json: manyEntries() }))
  await page.goto('/trail')
  await stands(page)
  const frames = await page.evaluate<number[]>(scrollThrough('box.scrollHeight - box.clientHeight'))
  const last = await page
    .locator('.table tbody tr[aria-rowindex]')
    .last()
    .getAttribute('aria-rowindex')
  const slowly = await page.evaluate<number[]>(scrollThrough('-40_000'))
  await context.close()
  invariant(last === `${ROWS + 1}`, 'the table was scrolled to its last row', { last })
  return {
    measured: longShare(frames),
    extra: {
      droppedPercent: droppedShare(frames),
      slowestMs: Math.max(...frames),
      slowlyLongPercent: longShare(slowly),
      slowlyDroppedPercent: droppedShare(slowly),
    },
  }
}

const manyEntries = (): Operations['trail.list']['answer'] => ({
  items: Array.from({ length: ROWS }, (_, index) => ({
    entry: ROWS - index,
    at: '2026-03-02T00:00:00.000Z',
    actor: `staff_${index % 97}`,
    actorKind: 'staff',
    actorNamed: { login: `clerk-${index % 97}`, name: null },
    approvedBy: null,
    approverNamed: null,
    act: 'staff.signed-in',
    subject: `staff:${index}`,
    subjectNamed: null,
    reason: null,
    reference: `ref_${index}`,
    detail: {},
  })),
  nextCursor: null,
})

/** In so many equal steps, one a frame; answers how long each frame took, in ms. */
const scrollThrough = (pixels: string): string => `
  new Promise((done) => {
    const box = document.querySelector('.table-box')
    const [from, by] = [box.scrollTop, ${pixels}]
    const frames = []
    let before
    const step = (now) => {
      if (before !== undefined) frames.push(now - before)
      before = now
      if (frames.length === ${FRAMES}) return done(frames)
      box.scrollTop = from + (by * (frames.length + 1)) / ${FRAMES}
      requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
  })`

/** Percent of frames that somebody sees as a jerk. */
export const longShare = (frames: readonly number[]): number =>
  (100 * frames.filter((ms) => ms > LONG_FRAME_MS).length) / frames.length

/** Percent of the frames a screen of 60 Hz would have shown, that were not. */
export function droppedShare(frames: readonly number[]): number {
  const due = frames.map((ms) => Math.max(1, Math.round(ms / FRAME_MS)))
  const all = due.reduce((sum, count) => sum + count, 0)
  return (100 * (all - frames.length)) / all
}

/** Once, over what the rounds have left: a browser beside the server would disturb every other row. */
export const consoleExperiments: readonly Experiment[] = [
  {
    rows: ['console-paint', 'console-blocking', 'console-bytes', 'console-table'],
    when: 'end',
    run: screens,
  },
]
