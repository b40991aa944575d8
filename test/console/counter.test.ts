import type { Browser, Page } from 'playwright-core'
import { invariant } from '../../src/base'
import { readyShop } from '../../src/commands/demo-agent'
import {
  accessFaults,
  goTo,
  journey,
  openBrowser,
  openPage,
  picture,
  signInBy,
  whyNoBrowser,
} from './support/browser'
import { CITIZEN, counterCity, type CounterCity } from './support/counter-city'
import { keepReader } from './support/virtual-reader'

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

    // A concession that age does not allow is refused in words; another is granted, and verified for a year more.
    await page.locator('[data-grant]').click()
    await page.locator('#concession-proof').fill('出示学生证')
    await page.locator('[data-concession-go]').click()
    await page.locator('[data-refused="age-too-low"]').waitFor()
    await page.locator('#concession-kind').click()
    await page.locator('.ant-select-item-option[title="学生"]').click()
    await page.locator('[data-concession-go]').click()
    await page.locator('[data-verify]').click()
    await page.locator('#concession-proof').fill('学生证已盖本年注册章')
    await page.locator('[data-concession-go]').click()
    await page.locator('[data-grant]').waitFor()
    await picture(page, 'counter-concession')
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

    // What the card carries besides its purse is opened and locked, each with its reason.
    for (const [act, reason, after] of [
      ['open', '本人申请开通', '已开通'],
      ['lock', '图书逾期未还', '已锁定'],
    ]) {
      await page.locator(`[data-application-act="${act}"]`).click()
      await page.locator('#application-reason').fill(reason ?? '')
      await page.keyboard.press('Enter')
      await page
        .locator('tr', { hasText: '图书借阅' })
        .getByText(after ?? '')
        .waitFor()
    }
    expect(await accessFaults(page)).toEqual([])
    await picture(page, 'counter-applications')

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

/** Nothing of the page lies beside what can be seen: a tablet does not scroll sideways. */
const fits = async (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')

/** Upright, dark and touched, in English. */
const TABLET = {
  language: 'en',
  brightness: 'dark',
  width: 820,
  height: 1_180,
  touch: true,
} as const

/** By a touch, as on a tablet. */
const touch = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name }).first().tap()

journey(
  'on a tablet, in English: a card for a citizen who looks at it, and a drawer that two people close',
  async () => {
    const password = city.password
    const clerk = await openPage(browser, city.url, TABLET)
    await signInBy(clerk.page, { login: 'clerk', password, at: '/counter/till' })
    await clerk.page.locator('#desk, #counted').first().waitFor()
    if (await clerk.page.locator('#desk').isVisible()) await touch(clerk.page, 'Open the drawer')
    await clerk.page.locator('#counted').waitFor()

    // Found by name, given a card with money on it.
    const find = clerk.page.locator('[data-search] input')
    await find.fill('张三')
    await find.press('Enter')
    await clerk.page.getByRole('heading', { name: 'Cards', exact: true }).waitFor()
    expect(await accessFaults(clerk.page)).toEqual([])
    expect(await fits(clerk.page)).toBe(true)
    await picture(clerk.page, 'tablet-person')
    await touch(clerk.page, 'Issue a card')
    await put(clerk.page, 'card-3')
    await clerk.page.locator('[data-go]:not([disabled])').tap()
    await clerk.page.locator('[data-to-card]').tap()
    await balance(clerk.page, '¥0.00')
    await clerk.page.locator('[data-act="load"]').tap()
    await clerk.page.locator('#amount').fill('20')
    await clerk.page.locator('[data-go]:not([disabled])').tap()
    await clerk.page.getByRole('button', { name: 'Print' }).waitFor()
    await balance(clerk.page, '¥20.00')
    // From the top: a button cut off by the edge it was scrolled to is no finding.
    await clerk.page.evaluate("document.querySelector('main').scrollTo(0, 0)")
    expect(await accessFaults(clerk.page)).toEqual([])
    expect(await fits(clerk.page)).toBe(true)
    await picture(clerk.page, 'tablet-card')

    // The citizen: the own card, why each line is as it is, a dispute, and the loss.
    const citizen = await openPage(browser, city.url, { language: 'en' })
    await signInBy(citizen.page, { login: 'citizen', password, at: '/own' })
    await citizen.page.getByRole('link', { name: 'Balance and history' }).click()
    await citizen.page.getByRole('cell', { name: '¥20.00' }).first().waitFor()
    await citizen.page
      .getByRole('button', { name: /why\?$/ })
      .first()
      .click()
    await citizen.page.getByText('20.00 yuan loaded').waitFor()
    await citizen.page.keyboard.press('Escape')
    await picture(citizen.page, 'own-card')
    await citizen.page.getByRole('button', { name: 'This is not right' }).first().click()
    await citizen.page.locator('#statement').fill('I paid 200')
    await citizen.page.getByRole('button', { name: 'Submit' }).click()
    await citizen.page.getByText('Submitted; its outcome').waitFor()
    await citizen.page.locator('.ant-modal-footer button', { hasText: 'Close' }).click()
    await citizen.page.locator('[data-loss]').click()
    const dialogue = citizen.page.getByRole('dialog')
    await dialogue.getByRole('button', { name: 'Report' }).click()
    await citizen.page.getByText('Can be replaced from').waitFor()
    expect(await accessFaults(citizen.page)).toEqual([])
    await citizen.page.goto('/own')
    await citizen.page.getByText('Raised', { exact: true }).waitFor()
    await picture(citizen.page, 'own-cards')

    // Finance takes the dispute and would give back what the centre owes; another person agrees, and the citizen has it.
    const maker = await openPage(browser, city.url, { language: 'en' })
    await signInBy(maker.page, { login: 'maker', password, at: '/disputes' })
    await maker.page.locator('.table tbody tr', { hasText: 'Load' }).click()
    await maker.page.getByText('I paid 200').waitFor()
    await maker.page.locator('[data-take]').click()
    await maker.page.locator('#remedy').fill('21')
    await maker.page.locator('#answer').fill('The desk made an error')
    await maker.page.locator('[data-go][disabled]').waitFor()
    await maker.page.locator('#remedy').fill('20')
    expect(await accessFaults(maker.page)).toEqual([])
    await picture(maker.page, 'dispute')
    await maker.page.locator('[data-go]:not([disabled])').click()
    await maker.page.getByText('money moves when somebody else has agreed').waitFor()
    const checker = await openPage(browser, city.url, { language: 'en' })
    await signInBy(checker.page, { login: 'checker', password, at: '/approvals' })
    await checker.page
      .locator('.table tbody tr', { hasText: 'Uphold a dispute and give money back' })
      .click()
    await checker.page.getByText('¥20.00 are given back').waitFor()
    await picture(checker.page, 'dispute-approval')
    await checker.page.getByRole('button', { name: 'Approve' }).click()
    await checker.page.getByText('Approved and carried out').waitFor()
    await maker.page.getByText('Upheld', { exact: true }).waitFor()
    await maker.page.getByText('borne by the centre').waitFor()
    await citizen.page.reload()
    await citizen.page.getByText('Upheld', { exact: true }).click()
    await citizen.page.getByText('The desk made an error').waitFor()
    expect(await accessFaults(citizen.page)).toEqual([])

    // The drawer differs by far too much: the clerk asks, cannot agree to it, and the supervisor does.
    await clerk.page.goto('/counter/till')
    await clerk.page.locator('#counted').fill('9999')
    await clerk.page.getByRole('button', { name: 'Count', exact: true }).tap()
    await clerk.page.getByRole('button', { name: 'Close the drawer' }).tap()
    await clerk.page.getByText('it waits for a second person').waitFor()
    const supervisor = await openPage(browser, city.url, { language: 'en', brightness: 'light' })
    await signInBy(supervisor.page, { login: 'supervisor', password, at: '/approvals' })
    await supervisor.page.locator('.table tbody tr', { hasText: 'Close a drawer' }).click()
    expect(await accessFaults(supervisor.page)).toEqual([])
    await picture(supervisor.page, 'approval')
    await supervisor.page.getByRole('button', { name: 'Approve' }).click()
    await supervisor.page.getByText('Approved and carried out').waitFor()
    await clerk.page.getByText('The second person agreed').waitFor()
    await clerk.page.locator('[data-go-on]').tap()
    await clerk.page.locator('#desk').waitFor()

    // Nobody decides what they have asked for themselves, and is told so.
    await supervisor.page.goto('/counter/till')
    await supervisor.page.locator('#desk').fill('desk-9')
    await supervisor.page.getByRole('button', { name: 'Open the drawer' }).click()
    await supervisor.page.locator('#counted').fill('9999')
    await supervisor.page.getByRole('button', { name: 'Count', exact: true }).click()
    await supervisor.page.getByRole('button', { name: 'Close the drawer' }).click()
    await supervisor.page.getByText('it waits for a second person').waitFor()
    await supervisor.page.goto('/approvals')
    await supervisor.page.locator('.table tbody tr', { hasText: 'Close a drawer' }).click()
    await supervisor.page.getByText('somebody else has to decide').waitFor()
    expect(await supervisor.page.getByRole('button', { name: 'Approve' }).count()).toBe(0)
    const complaints = [clerk, citizen, maker, checker, supervisor].flatMap(
      (seen) => seen.complaints,
    )
    expect(complaints).toEqual([])
  },
  300_000,
)

journey(
  'an agent loads a rider’s card out of its prepayment, and is told what to do when that does not suffice',
  async () => {
    const place = { centre: city.url, folder: undefined, cards: 1 }
    const ready = await readyShop(city.city, place)
    invariant(ready?.availableFen === 50_100n, 'the agent has prepaid and got its commission')
    const shop = keepReader(await city.as('agent'), {
      reader: 'rdr_shop-1',
      drawer: ready.chips.map(({ chip }) => ({ name: 'card-1', meaning: 'a card', chip })),
    })
    try {
      const { page, complaints } = await openPage(browser, city.url)
      await signInBy(page, { login: 'agent', password: city.password })
      await page.locator('[data-available]', { hasText: '¥501.00' }).waitFor()
      await put(page, 'card-1')
      await balance(page, '¥0.00')
      await page.locator('#amount').fill('50')
      expect(await accessFaults(page)).toEqual([])
      await page.keyboard.press('Enter')
      await page.getByText('充值成功').waitFor()
      await balance(page, '¥50.00')
      await page.locator('[data-available]', { hasText: '¥451.00' }).waitFor()
      await picture(page, 'shop-loaded')
      expect(await accessFaults(page)).toEqual([])

      // Pulled in the middle: the card stays before the agent until it has said what it did.
      await page.keyboard.press('Enter')
      await page.locator('#amount').fill('10')
      shop.pullAt('load')
      await page.keyboard.press('Enter')
      await page.locator('[data-refused="card-pulled"]').waitFor()
      await page.locator('[data-find-out][disabled]').waitFor()
      await put(page, 'card-1')
      await page.locator('[data-find-out]:not([disabled])').click()
      await page.getByText('已查清：卡没有记账').waitFor()
      await page.locator('[data-available]', { hasText: '¥451.00' }).waitFor()

      // More than there is: what to do stands there, and what was typed stays.
      await page.locator('#amount').fill('600')
      await page.locator('[data-go]:not([disabled])').waitFor()
      await page.keyboard.press('Enter')
      const refused = page.locator('[data-refused="funds-not-enough"]')
      await refused.waitFor()
      expect(await refused.innerText()).toMatch(/账户余额不足[^]*减少金额[^]*续缴[^]*两人录入/)
      expect(await page.locator('#amount').inputValue()).toBe('600')
      expect(await accessFaults(page)).toEqual([])
      await picture(page, 'shop-refused')

      // The account says so line by line; the load that was not done came back.
      await refused.getByRole('link', { name: '预付款账户' }).click()
      for (const line of ['缴入预付款', '¥501.00', '充值未成，退回', '−¥50.00']) {
        await page.locator('.table tbody tr', { hasText: line }).first().waitFor()
      }
      expect(await accessFaults(page)).toEqual([])
      await goTo(page, '/agent/loads')
      await page.locator('.table tbody tr', { hasText: '未成' }).waitFor()
      expect(await page.locator('.table tbody tr').count()).toBe(2)
      expect(complaints).toEqual([])
    } finally {
      await shop.stop()
    }
  },
  300_000,
)
