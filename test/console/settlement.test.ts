import { join } from 'node:path'
import request from 'supertest'
import type { Browser, Page } from 'playwright-core'
import { invariant, SetClock } from '../../src/base'
import { openVirtualKeyFactory } from '../../src/keys'
import { writeTapFile, type TapRecord } from '../../src/messages'
import { closeDay } from '../../src/settlement'
import {
  BUS,
  DAY,
  EVENING,
  genuine,
  KEYS_FILE,
  METRO,
  populate,
  samNumber,
} from '../support/clearing-city'
import {
  accessFaults,
  goTo,
  journey,
  openBrowser,
  openPage,
  signInBy,
  whyNoBrowser,
  type Look,
} from './support/browser'
import { consoleCity, type ConsoleCity } from './support/console-city'
import { addKiosk, sellAtKiosks } from './support/shops'

/* A settlement from the upload to the statement, and from the net of its day down to the TAC of one tap. */

let city: ConsoleCity
let browser: Browser
/** POS terminals: one of the buses, one of the metro. */
let busPos: string
let metroPos: string
beforeAll(async () => {
  if (whyNoBrowser !== undefined) return
  const clock = new SetClock(EVENING)
  city = await consoleCity({ clock, furnish: ({ store }) => populate(store, 80) })
  browser = await openBrowser()
  busPos = await addKiosk(city.city, { operator: BUS, nth: 1 })
  metroPos = await addKiosk(city.city, { operator: METRO, nth: 2 })
  await bring(BUS, 1, await rides())
  await bring(METRO, 1, [])
  const closed = await closeDay(city.city.settlement)
  invariant(closed.ok, 'the day is closed', { closed })
  await sellAtKiosks(city.city, [
    { terminal: busPos, nth: 1, fen: 1_234n },
    { terminal: metroPos, nth: 2, fen: 5_678n },
  ])
})
afterAll(async () => {
  await browser?.close()
  await city?.close()
})

/** Seventy rides over the day, one of them discounted and one with a TAC that no card has made. */
async function rides(): Promise<readonly TapRecord[]> {
  const factory = await openVirtualKeyFactory({ keysFile: KEYS_FILE, production: false })
  invariant(factory.ok, 'the development keys open')
  const plain = Array.from({ length: 68 }, (_, index) =>
    genuine(factory.value, {
      of: index + 3,
      samIndex: (index % 3) + 2,
      termSeq: Math.floor(index / 3) + 1,
      time: `${String(6 + (index % 13)).padStart(2, '0')}${String(index % 60).padStart(2, '0')}00`,
    }),
  )
  return [
    genuine(factory.value, { of: 1, amount: 160n, listFare: 200n, discount: 1 }),
    genuine(factory.value, { of: 2, termSeq: 2, tac: 'DEADBEEF' }),
    ...plain,
  ]
}

/** As an operator does: a file with its MAC, over the network. */
async function bring(
  operator: typeof BUS,
  fileNo: number,
  records: readonly TapRecord[],
): Promise<void> {
  if (records.length === 0) return
  const file = await writeTapFile(
    { operator, fileNo, createdAt: '20260302213000', records },
    (digest) => city.city.vault.makeFileMac({ operator, digest }),
  )
  invariant(file.ok, 'a test file can be written')
  const answer = await request(city.url)
    .post('/v1/upload-batches')
    .type('application/octet-stream')
    .send(file.value)
  invariant(answer.status < 300, 'the file is taken', { answer: answer.body as unknown })
}

const as = (login: string) => ({ login, password: city.password })

/** A picture for somebody who wants to look; only where `CONSOLE_SHOTS` names a folder. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['CONSOLE_SHOTS']
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) })
}

/** Opens an address within the console, waits until it stands, and looks whether everybody can use it. */
async function stands(page: Page, at: string, name: string): Promise<void> {
  await goTo(page, at)
  await page.locator('.skeleton').first().waitFor({ state: 'detached' })
  await picture(page, name)
  expect({ at, faults: await accessFaults(page) }).toEqual({ at, faults: [] })
}

const looks = [
  { language: 'zh', brightness: 'light' },
  { language: 'en', brightness: 'dark' },
] as const satisfies readonly Look[]

for (const look of looks) {
  journey(
    `from the net of a day to the TAC of one tap, ${look.language}, ${look.brightness}`,
    async () => {
      const { page, context, complaints } = await openPage(browser, city.url, look)
      await signInBy(page, { ...as('maker'), at: '/finance/days' })
      await page.locator('.table tbody tr', { hasText: DAY }).click()
      await page.locator('.table tbody tr', { hasText: '巴士集团' }).click()
      await page.locator('.table tbody tr', { hasText: samNumber(1) }).click()
      await page.locator('.table tbody tr', { hasText: '0001' }).first().click()
      await page.locator('.hex', { hasText: 'tac/v1/3des' }).waitFor()
      expect(await page.locator('.mark-good').allInnerTexts()).toContain(
        look.language === 'zh' ? '真实' : 'genuine',
      )
      const text = await page.locator('main').innerText()
      expect(text).toContain('takings:')
      expect(text).toMatch(/2001 (卡户余额|cardholders' value)/)
      expect(text).toContain('310440*********0001')
      expect(text).not.toContain('3104403000000000001')
      await picture(page, `record-${look.language}-${look.brightness}`)
      expect(await accessFaults(page)).toEqual([])
      expect(complaints).toEqual([])
      await context.close()
    },
  )
}

journey('a statement is downloaded as the centre wrote it', async () => {
  const { page, context } = await openPage(browser, city.url, { language: 'en' })
  await signInBy(page, { ...as('checker'), at: `/finance/days/${DAY}/${BUS}` })
  const arriving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Statement as CSV' }).click()
  const file = await arriving
  expect(file.suggestedFilename()).toBe(`statement-${BUS}-${DAY}.csv`)
  let written = ''
  for await (const piece of await file.createReadStream()) written += String(piece)
  expect(written).toContain(BUS)
  await context.close()
})

const places: Readonly<Record<string, readonly (readonly [at: string, name: string])[]>> = {
  maker: [
    ['/finance', 'finance'],
    ['/finance/days', 'days'],
    [`/finance/days/${DAY}`, 'day'],
    [`/finance/days/${DAY}/${BUS}`, 'operator-day'],
    [`/finance/days/${DAY}/${BUS}/${samNumber(1)}`, 'sam'],
    ['/finance/held', 'held'],
    ['/finance/alarms', 'alarms'],
    ['/finance/balances', 'balances'],
    ['/finance/pos', 'pos'],
    ['/finance/pos/items', 'pos-items'],
    ['/disputes', 'disputes'],
    ['/approvals', 'approvals'],
  ],
  administrator: [
    ['/operations', 'terminals'],
    ['/operations/health', 'health'],
    ['/operations/uploads', 'uploads'],
    ['/operations/lists', 'lists'],
    ['/operations/clones', 'clones'],
    ['/operations/explain', 'explain'],
  ],
  auditor: [
    ['/trail', 'trail'],
    ['/keys', 'keys'],
  ],
  custodian: [
    ['/keys', 'custody'],
    ['/keys/parts', 'key-parts'],
    ['/keys/chip-data', 'chip-data'],
  ],
  agent: [
    ['/agent', 'shop'],
    ['/agent/loads', 'shop-loads'],
    ['/agent/account', 'shop-account'],
  ],
  operator: [
    ['/operator', 'own-days'],
    ['/operator/uploads', 'own-uploads'],
    ['/operator/terminals', 'own-terminals'],
    ['/operator/held', 'own-held'],
  ],
}

/** Finance has no trail and no keys, operations no money, and nobody another's office. */
const shut: Readonly<Record<string, readonly string[]>> = {
  maker: ['/trail', '/keys', '/operations', '/operator'],
  administrator: ['/finance', '/trail', '/operator'],
  custodian: ['/finance', '/trail', '/operations', '/disputes'],
  agent: ['/counter', '/finance', '/disputes', '/approvals', '/operator'],
}

describe.each(looks)('every place, $language, $brightness', (look) => {
  for (const login of Object.keys(places))
    journey(`of ${login} can be used by everybody`, async () => {
      const { page, context, complaints } = await openPage(browser, city.url, look)
      await signInBy(page, as(login))
      for (const [at, name] of places[login] ?? []) {
        await stands(page, at, `${name}-${look.language}-${look.brightness}`)
      }
      for (const at of look.language === 'en' ? (shut[login] ?? []) : []) {
        await page.goto(at)
        await page.getByRole('heading', { name: 'Another role works here' }).waitFor()
      }
      expect(complaints).toEqual([])
      await context.close()
    })
})

describe('walls', () => {
  journey('an operator sees nothing of another, whatever address it opens', async () => {
    const { page, context } = await openPage(browser, city.url, { language: 'en' })
    await signInBy(page, { ...as('operator'), at: `/operator/days/${DAY}/${METRO}` })
    await page.locator('[data-refused="operator-unknown"]').first().waitFor()
    expect(await page.locator('main').innerText()).not.toContain('地铁')
    for (const at of ['/finance', '/operations', '/trail', '/keys', '/approvals']) {
      await page.goto(at)
      await page.getByRole('heading', { name: 'Another role works here' }).waitFor()
    }
    await context.close()
  })
})

journey('a part of a key is typed unseen and nowhere to be found once it was sent', async () => {
  const { page, context } = await openPage(browser, city.url, { language: 'en' })
  await signInBy(page, { ...as('custodian'), at: '/keys/parts' })
  const part = '0123456789ABCDEFFEDCBA9876543210'
  await page.locator('#pos').fill('10000001')
  await page.locator('#component').fill(part)
  expect(await page.locator('#component').getAttribute('type')).toBe('password')
  await page.getByText('32 of 32 digits').waitFor()
  await page.locator('#check').fill('08D7B4')
  await page.locator('[data-go]').click()
  // No such terminal: the centre has answered, so the part is gone, and the rest stays.
  await page.locator('[data-refused="pos-unknown"]').waitFor()
  expect(await page.locator('#component').inputValue()).toBe('')
  expect(await page.locator('#check').inputValue()).toBe('08D7B4')
  expect(page.url()).not.toContain(part)
  expect(await page.content()).not.toContain(part)
  const kept = await page.evaluate('JSON.stringify([localStorage, sessionStorage, history.state])')
  expect(kept).not.toContain(part)
  await context.close()
})

journey('two administrators publish chip applications for POS terminals', async () => {
  const one = await openPage(browser, city.url, { language: 'en' })
  await signInBy(one.page, { ...as('administrator'), at: '/keys/chip-data' })
  await one.page.locator('[data-publish="applications"]').click()
  const entries = one.page.locator('#applications-entries')
  await entries.fill('A000000333010101 DF01')
  await one.page.getByText('Line 1 cannot be read').waitFor()
  const parameters =
    'DF01=00 9F08=0020 DF11=D84000A800 DF12=D84004F800 DF13=0010000000 9F1B=00000001'
  await entries.fill(`A000000333010101 ${parameters}`)
  await one.page.locator('#applications-from').fill('2026-03-03')
  await one.page.locator('#applications-reason').fill('as the network published')
  expect(await accessFaults(one.page)).toEqual([])
  await picture(one.page, 'chip-data-publish')
  await one.page.keyboard.press('Enter')
  await one.page.getByText('it waits for a second person').waitFor()
  const other = await openPage(browser, city.url, { language: 'en' })
  await signInBy(other.page, { ...as('administrator-2'), at: '/approvals' })
  await other.page.locator('.table tbody tr', { hasText: 'Publish chip parameters' }).click()
  await other.page.getByRole('button', { name: 'Approve' }).click()
  await other.page.getByText('Approved and carried out').waitFor()
  await one.page.reload()
  await one.page.locator('.table tbody tr', { hasText: 'A000000333010101' }).waitFor()
  // The next set begins with what is in force.
  await one.page.locator('[data-publish="applications"]').click()
  expect(await entries.inputValue()).toContain('DF13=0010000000')
  expect([...one.complaints, ...other.complaints]).toEqual([])
})

journey(
  'an operator has its own POS terminals before it, their sales and batches, and no other',
  async () => {
    const { page, context, complaints } = await openPage(browser, city.url, { language: 'en' })
    await signInBy(page, { ...as('operator'), at: '/operator/pos' })
    await page.locator('.table tbody tr', { hasText: busPos }).waitFor()
    expect(await page.locator('main').innerText()).not.toContain(metroPos)
    expect(await accessFaults(page)).toEqual([])
    await page.locator('.table tbody tr', { hasText: busPos }).click()
    await page.getByRole('heading', { name: busPos }).waitFor()
    await page.getByText('mer_kiosk-1').waitFor()
    // The sale of this morning in words, and the batch it stands in as our side counts it.
    await page.locator('.table tbody tr', { hasText: '¥12.34' }).first().click()
    await page.locator('[data-transaction]', { hasText: '¥12.34' }).waitFor()
    await page.locator('.table tbody tr', { hasText: '1 + 0 · ' }).waitFor()
    expect(await page.locator('main').innerText()).not.toContain('¥56.78')
    expect(await accessFaults(page)).toEqual([])
    await stands(page, '/operator/pos/items', 'own-pos-items')
    await goTo(page, `/operator/pos/${metroPos}`)
    await page.getByRole('heading', { name: metroPos }).waitFor()
    await page.locator('.skeleton').first().waitFor({ state: 'detached' })
    const others = await page.locator('main').innerText()
    for (const none of ['mer_kiosk-2', '¥56.78']) expect(others).not.toContain(none)
    expect(complaints).toEqual([])
    await context.close()
  },
)

describe.each([
  { width: 1_024, height: 768 },
  { width: 820, height: 1_180 },
])('finance on a tablet, $width × $height', (size) => {
  journey('is touched, and nothing of it stands beside the screen', async () => {
    const { page, context, complaints } = await openPage(browser, city.url, {
      ...size,
      touch: true,
    })
    await signInBy(page, { ...as('maker'), at: '/finance' })
    await page.getByRole('link', { name: '结算日', exact: true }).tap()
    await page.locator('.table tbody tr', { hasText: DAY }).tap()
    await page.locator('.table tbody tr', { hasText: '巴士集团' }).tap()
    await page.locator('.table tbody tr', { hasText: samNumber(1) }).waitFor()
    expect(await accessFaults(page)).toEqual([])
    for (const at of ['/finance', `/finance/days/${DAY}`, '/finance/pos', '/finance/balances']) {
      await goTo(page, at)
      await page.locator('.skeleton').first().waitFor({ state: 'detached' })
      const over = await page.evaluate<number>(
        `(() => { const main = document.querySelector('main'); return main.scrollWidth - main.clientWidth })()`,
      )
      expect({ at, over }).toEqual({ at, over: 0 })
    }
    expect(complaints).toEqual([])
    await context.close()
  })
})

const VISIT_BYTES = 500_000

/** What is largest, each as somebody opens it in the morning: with nothing in the browser's store. */
const firstVisits = [
  ['administrator', '/operations/health', 'canvas'],
  ['maker', `/finance/days/${DAY}/${BUS}/${samNumber(1)}/1-1`, '.hex'],
] as const

journey('a first visit of what is largest moves less than 500 kB, answers included', async () => {
  for (const [login, at, shown] of firstVisits) {
    const { page, context } = await openPage(browser, city.url)
    await signInBy(page, as(login))
    const storageState = await context.storageState()
    await context.close()
    const first = await browser.newContext({ baseURL: city.url, locale: 'zh-CN', storageState })
    const visited = await first.newPage()
    const line = await first.newCDPSession(visited)
    const addressOf = new Map<string, string>()
    const sizes = new Map<string, number>()
    line.on('Network.requestWillBeSent', ({ requestId, request: { url } }) =>
      addressOf.set(requestId, url),
    )
    // What is looked at again every few seconds counts once: how often depends on how fast this machine is.
    line.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const address = addressOf.get(requestId) ?? requestId
      sizes.set(address, sizes.get(address) ?? encodedDataLength)
    })
    await line.send('Network.enable')
    await visited.goto(at)
    await visited.locator(shown).first().waitFor()
    await visited.locator('.skeleton').first().waitFor({ state: 'detached' })
    await visited.evaluate('document.fonts.ready.then(() => true)')
    const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0)
    expect({ at, isWhole: bytes > 250_000 }).toEqual({ at, isWhole: true })
    expect({ at, bytes: Math.max(bytes, VISIT_BYTES) }).toEqual({ at, bytes: VISIT_BYTES })
    await first.close()
  }
})

journey(
  'a message is explained field by field, and what is none is refused with what was typed kept',
  async () => {
    const { page, context } = await openPage(browser, city.url, { language: 'en' })
    await signInBy(page, { ...as('administrator'), at: '/operations/explain' })
    await page.locator('textarea').fill('0100')
    await page.getByRole('button', { name: 'Explain', exact: true }).click()
    await page.locator('[data-refused="message-not-understood"]').waitFor()
    expect(await page.locator('textarea').inputValue()).toBe('0100')
    await context.close()
  },
)
