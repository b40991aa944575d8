import type { Browser, Page } from 'playwright-core'
import {
  accessFaults,
  journey,
  openBrowser,
  openPage,
  picture,
  signInBy,
  whyNoBrowser,
} from './support/browser'
import { CITIZEN, counterCity, type CounterCity } from './support/counter-city'

/* A clerk's day in a real browser, on a real centre with virtual chips: by keys, in both languages. */

let city: CounterCity
let browser: Browser
beforeAll(async () => {
  if (whyNoBrowser !== undefined) return
  city = await counterCity(3)
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await city?.close()
})

/** Puts a card of the drawer on the reader, as the clerk of a demonstration does. */
async function put(page: Page, name: string): Promise<void> {
  await page.locator('[data-drawer]').click()
  await page.locator(`.ant-select-item-option[title^="${name}"]`).click()
}

const balance = (page: Page, shown: string): Promise<void> =>
  page.locator('[data-balance]', { hasText: shown }).waitFor()

const go = (page: Page): Promise<void> => page.locator('[data-go]').click()

journey(
  'a card is issued, loaded, reported lost, found, replaced and handed back',
  async () => {
    const { page, context, complaints } = await openPage(browser, city.url)
    await signInBy(page, { login: 'clerk', password: city.password })
    await page.getByRole('heading', { name: '柜台', exact: true }).waitFor()
    await picture(page, 'counter-start')
    expect(await accessFaults(page)).toEqual([])

    // The drawer is opened by keys alone.
    await page.locator('h1').click()
    await page.keyboard.press('t')
    await page.locator('#desk').waitFor()
    await page.keyboard.press('Enter')
    await page.locator('#counted').waitFor()
    await picture(page, 'counter-till')
    expect(await accessFaults(page)).toEqual([])

    // Nobody of this document: the person is registered.
    const find = page.locator('[data-search] input')
    await find.fill(CITIZEN.id)
    await find.press('Enter')
    await page.getByText('没有这个人').waitFor()
    await page.locator('h1').click()
    await page.keyboard.press('p')
    await page.locator('#number').fill(`${CITIZEN.id.slice(0, -1)}1`)
    await page.locator('#name').fill(CITIZEN.name)
    await page.locator('#phone').fill(CITIZEN.phone)
    await go(page)
    await page.locator('[data-refused="id-check-character-wrong"]').waitFor()
    await picture(page, 'counter-register-refused')
    expect(await page.locator('#name').inputValue()).toBe(CITIZEN.name)
    await page.locator('#number').fill(CITIZEN.id)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '名下的卡' }).waitFor()
    await picture(page, 'counter-person')
    expect(await accessFaults(page)).toEqual([])

    // Issue: a chip is pulled in the middle, put back, and goes on.
    await page.locator('h1').click()
    await page.keyboard.press('i')
    await put(page, 'card-1')
    await page.getByText('空白卡').first().waitFor()
    await picture(page, 'counter-issue')
    expect(await accessFaults(page)).toEqual([])
    city.reader.pullAt('key')
    await go(page)
    await page.locator('[data-refused="card-pulled"]').waitFor()
    await picture(page, 'counter-issue-pulled')
    await put(page, 'card-1')
    await page.locator('[data-go]:not([disabled])').waitFor()
    await go(page)
    await page.getByRole('heading', { name: '发卡完成' }).waitFor()
    await picture(page, 'counter-issued')
    expect(await accessFaults(page)).toEqual([])
    await page.locator('[data-to-card]').click()
    await page.locator('[data-card-number]').waitFor()
    await balance(page, '¥0.00')

    // Load: letter, amount, Enter.
    await page.locator('h1').click()
    await page.keyboard.press('l')
    await page.locator('#amount').fill('50')
    await picture(page, 'counter-load')
    expect(await accessFaults(page)).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByText('充值成功').waitFor()
    await balance(page, '¥50.00')
    await picture(page, 'counter-loaded')

    // Pulled in the middle, nobody knows what the card did: put back, the card itself says.
    await page.getByRole('button', { name: '再充一笔' }).click()
    await page.locator('#amount').fill('10')
    await page.locator('[data-go]:not([disabled])').waitFor()
    city.reader.pullAt('load')
    await go(page)
    await page.locator('[data-refused="card-pulled"]').waitFor()
    await page.locator('[data-find-out][disabled]').waitFor()
    await picture(page, 'counter-load-pulled')
    await put(page, 'card-1')
    await page.locator('[data-find-out]:not([disabled])').click()
    await page.getByText('已查清：卡没有记账').waitFor()
    await balance(page, '¥50.00')
    await picture(page, 'counter-found-out')

    // A refusal says what to do, and what was typed stays.
    await page.locator('#amount').fill('12.34')
    await page.keyboard.press('Enter')
    await page.locator('[role="alert"][data-refused]').waitFor()
    expect(await page.locator('#amount').inputValue()).toBe('12.34')
    await picture(page, 'counter-load-refused')

    // Lost and found again.
    const number = (await page.locator('[data-card-number]').getAttribute('data-card-number')) ?? ''
    await page.locator('[data-close-act]').click()
    await put(page, '（拿开卡）')
    await page.locator('[data-act="loss"]').click()
    await go(page)
    await page.getByText('已挂失，各终端').waitFor()
    await picture(page, 'counter-lost')
    await page.locator('[data-close-act]').click()
    await page.locator('[data-act="replace"]').click()
    await page.getByText('起才能办理').waitFor()
    await go(page)
    await page.locator('[data-refused="loss-not-effective-yet"]').waitFor()
    await picture(page, 'counter-replace-too-early')
    await page.locator('[data-close-act]').click()
    await page.locator('[data-act="found"]').click()
    await go(page)
    await page.getByText('已解除挂失').waitFor()
    await page.locator('[data-close-act]').click()

    // Damaged: closed with its value taken off, a new card gets it.
    await put(page, 'card-1')
    await page.locator('.reader-strip a').waitFor()
    await page.getByText('卡内余额').waitFor()
    await page.locator('[data-act="replace"]').click()
    await go(page)
    await page.locator('[data-issue-new]').waitFor()
    await picture(page, 'counter-replaced')
    await page.locator('[data-issue-new]').click()
    await put(page, 'card-2')
    await page.locator('[data-go]:not([disabled])').waitFor()
    await go(page)
    await page.getByRole('heading', { name: '发卡完成' }).waitFor()
    await picture(page, 'counter-replacement-issued')
    await page.locator('[data-to-card]').click()
    await balance(page, '¥50.00')
    expect(await page.locator('[data-card-number]').getAttribute('data-card-number')).not.toBe(
      number,
    )

    // Handed back: value and deposit are paid out.
    await page.locator('[data-act="hand-back"]').click()
    await go(page)
    await page.locator('[data-pay-out]').click()
    await page.getByText('已付').waitFor()
    await picture(page, 'counter-handed-back')
    expect(await accessFaults(page)).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  },
  300_000,
)
