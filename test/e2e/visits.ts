import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test, type TestContext } from 'vitest'
import { findChromium, keepScreenshot, launch } from './browser.ts'

interface Site {
  readonly url: string
  /** Signs in who names no other. */
  readonly key: string
  close(): Promise<void>
}

/** What tests of a page have: its site once it is open, and ways to visit it. */
interface Visited<S extends Site> {
  readonly site: S
  visit(path?: string, options?: BrowserContextOptions): Promise<Page>
  signedIn(path?: string, options?: VisitOptions): Promise<Page>
}

/** Tests of the page of one site in the system's Chromium, skipped where there is none. */
export function describePage<S extends Site>(
  name: string,
  openSite: () => Promise<S>,
  tests: (visited: Visited<S>) => void,
): void {
  const chromium = findChromium()
  describe.skipIf(chromium === null)(name, () => {
    let site: S
    let browser: Browser
    let visits: Visits

    beforeAll(async () => {
      ;[site, browser] = await Promise.all([openSite(), launch(chromium ?? '')])
      visits = new Visits(browser, site.url)
    })
    afterEach((context) => visits.end(context))
    afterAll(async () => {
      await browser?.close()
      await site?.close()
    })

    tests({
      get site() {
        return site
      },
      visit: (path, options) => visits.open(path, options),
      signedIn: (path = '/', options = {}) => visits.signedIn(path, { key: site.key, ...options }),
    })

    test('no page asked another host for anything, and none complained', () => {
      const hosts = new Set(
        [...visits.asked].filter((url) => !url.startsWith('blob:')).map((url) => new URL(url).origin),
      )
      expect([...hosts]).toEqual([site.url])
      expect(visits.complaints).toEqual([])
    })
  })
}

interface VisitOptions extends BrowserContextOptions {
  /** Signs in with this key. */
  readonly key?: string
}

/** Visits of one browser to one site, with what its pages asked for and complained about. */
class Visits {
  /** Addresses that any page asked for. */
  readonly asked = new Set<string>()
  readonly complaints: string[] = []
  readonly #browser: Browser
  readonly #url: string
  readonly #contexts: BrowserContext[] = []

  constructor(browser: Browser, url: string) {
    this.#browser = browser
    this.#url = url
  }

  async open(path = '/', options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      locale: 'en-US',
      viewport: { width: 1280, height: 860 },
      ...options,
    })
    context.setDefaultTimeout(120_000)
    this.#contexts.push(context)
    const page = await context.newPage()
    page.on('request', (request) => this.asked.add(request.url()))
    page.on('pageerror', (error) => this.complaints.push(String(error)))
    page.on('console', (message) => {
      const expected = message.text().startsWith('Failed to load resource') // a 401 or 422 that a test asks for
      if (['error', 'warning'].includes(message.type()) && !expected) this.complaints.push(message.text())
    })
    await page.goto(this.#url + path)
    return page
  }

  async signedIn(path: string, { key = '', ...options }: VisitOptions): Promise<Page> {
    const page = await this.open(path, options)
    await page.locator('form').waitFor()
    const byKey = page.getByLabel(/^(API key|Chave de API)$/)
    if ((await byKey.getAttribute('type')) === 'radio') await byKey.check()
    await page.locator('input[name=key]').fill(key)
    await page.keyboard.press('Enter')
    await page.locator('nav a').first().waitFor({ state: 'attached' })
    return page
  }

  /** Ends the visits of a test; of one that failed, a picture of each page is kept. */
  async end({ task }: Pick<TestContext, 'task'>): Promise<void> {
    for (const context of this.#contexts.splice(0)) {
      if (task.result?.state === 'fail') {
        for (const page of context.pages())
          await keepScreenshot(page, `failed-${task.name.replace(/\W+/g, '-').slice(0, 60)}`)
      }
      await context.close()
    }
  }
}

/** Name of what has the focus, or its id. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.getAttribute('name') ?? document.activeElement?.id ?? '')
}

/** Gives the page a file and has it scored once it was inspected. */
export async function scoreFile(page: Page, file: Parameters<Page['setInputFiles']>[1]): Promise<void> {
  await page.setInputFiles('input[type=file]', file)
  await page.getByRole('button', { name: /^(Score|Prever) [\d.,]+ (row|linha)s?$/ }).click()
}

/** For `expect.poll` of what a page shows. */
export const patient = { timeout: 120_000 }
