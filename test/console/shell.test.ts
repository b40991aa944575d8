import type { Browser } from 'playwright-core'
import {
  accessFaults,
  journey,
  openBrowser,
  openPage,
  signInBy,
  whyNoBrowser,
} from './support/browser'
import { consoleCity, type ConsoleCity } from './support/console-city'

/* What surrounds every screen, in a real browser: the door, the menu of a role, both languages, both brightnesses. */

let city: ConsoleCity
let browser: Browser
beforeAll(async () => {
  if (whyNoBrowser !== undefined) return
  city = await consoleCity()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await city?.close()
})

const as = (login: string) => ({ login, password: city.password })

journey('the door refuses in words, lets in, and leads each role to its own place', async () => {
  const { page, context, complaints } = await openPage(browser, city.url)
  await page.goto('/counter')
  await page.locator('#login').fill('clerk')
  await page.locator('#password').fill('not the password')
  await page.locator('button[type="submit"]').click()
  await page.locator('[data-refused="sign-in-wrong"]').waitFor()
  expect(await page.locator('#login').inputValue()).toBe('clerk')
  expect(await page.locator('#password').inputValue()).toBe('not the password')
  expect(await accessFaults(page)).toEqual([])
  await page.locator('#password').fill(city.password)
  await page.keyboard.press('Enter')
  await page.locator('.frame-nav').waitFor()
  expect(new URL(page.url()).pathname).toBe('/counter')
  expect(await page.locator('.frame-nav a').allInnerTexts()).not.toContain('财务')
  expect(complaints).toEqual([])
  await context.close()
})

journey('both languages say everything, and the choice is kept', async () => {
  const { page, context } = await openPage(browser, city.url)
  await signInBy(page, as('maker'))
  await page.locator('h1').waitFor()
  await page.locator('[data-language="en"]').click()
  await page.getByRole('button', { name: 'Keys ?' }).waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
  expect(await page.locator('.frame').innerText()).not.toMatch(/[\u4e00-\u9fff]{2}.*快捷键/)
  await page.reload()
  await page.getByRole('button', { name: 'Keys ?' }).waitFor()
  await context.close()
})

journey('a role that has no business at a place is told so', async () => {
  const { page, context } = await openPage(browser, city.url, { language: 'en' })
  await signInBy(page, { ...as('citizen'), at: '/finance' })
  await page.getByRole('heading', { name: 'Another role works here' }).waitFor()
  await context.close()
})

journey('a screen that cannot be loaded says so, and is loaded when the line is back', async () => {
  const { page, context } = await openPage(browser, city.url, { language: 'en' })
  await signInBy(page, { ...as('auditor'), at: '/trail' })
  await page.locator('.table tbody tr').first().waitFor()
  await context.route(/assets\/keys-[^/]*\.js$/, (route) => route.abort())
  await page.keyboard.press('g')
  await page.keyboard.press('k')
  await page.getByRole('heading', { name: 'This page could not be shown' }).waitFor()
  await page.locator('.frame-nav a[href="/trail"]').click()
  await page.getByRole('heading', { name: 'Audit trail' }).waitFor()
  await page.locator('.frame-nav a[href="/keys"]').click()
  await page.locator('[data-not-shown]').waitFor()
  expect(await accessFaults(page)).toEqual([])
  await context.unroute(/assets\/keys-[^/]*\.js$/)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('heading', { name: 'Keys', exact: true }).waitFor()
  await context.close()
})

journey('an ended session is renewed over the page, and what was typed stays', async () => {
  const { page, context } = await openPage(browser, city.url, { language: 'en' })
  await signInBy(page, { ...as('auditor'), at: '/trail' })
  await page.locator('.table tbody tr').first().waitFor()
  await page.getByLabel('Login', { exact: true }).fill('auditor')
  await context.clearCookies()
  await page.getByRole('button', { name: 'Search' }).click()
  const dialogue = page.getByRole('dialog', { name: 'Your session has ended' })
  await dialogue.locator('#password').fill(city.password)
  await dialogue.locator('button[type="submit"]').click()
  await dialogue.waitFor({ state: 'hidden' })
  await page.locator('.table tbody tr', { hasText: 'signed in' }).first().waitFor()
  expect(await page.getByLabel('Login', { exact: true }).inputValue()).toBe('auditor')
  await context.close()
})

journey(
  'every page of the door and the frame can be used by everybody, light and dark',
  async () => {
    for (const brightness of ['light', 'dark'] as const) {
      const { page, context } = await openPage(browser, city.url, { brightness })
      await page.goto('/')
      await page.locator('#login').waitFor()
      expect(await accessFaults(page)).toEqual([])
      await signInBy(page, as('auditor'))
      await page.locator('h1').waitFor()
      expect(await accessFaults(page)).toEqual([])
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor()
      expect(await accessFaults(page)).toEqual([])
      await context.close()
    }
  },
)
