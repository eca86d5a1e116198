import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { keepScreenshot } from './browser.ts'
import { openSite } from './site.ts'
import { describePage, patient } from './visits.ts'

describePage('the page while it loads', openSite, (at) => {
  const { visit, signedIn } = at

  test('is compressed, and a page brings only its own script', async () => {
    const page = await visit('/')
    await page.getByLabel('API key').waitFor()
    const files = await page.evaluate(() =>
      (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
        .filter(({ name }) => /\.(js|css)$/.test(name))
        .map(({ name, encodedBodySize, decodedBodySize }) => ({
          name,
          encoded: encodedBodySize,
          decoded: decodedBodySize,
        })),
    )
    expect(files.length).toBeGreaterThan(1)
    for (const { name, encoded, decoded } of files) expect(encoded, name).toBeLessThan(decoded)
    const sent = files.reduce((sum, { encoded }) => sum + encoded, 0)
    expect(sent).toBeLessThan(170_000)
    console.info(`sign-in page: ${files.length} files, ${sent} bytes on the wire`)
    const inside = await signedIn('/')
    await inside.getByRole('heading', { name: 'Score a case' }).waitFor()
    const loaded: string[] = []
    inside.on('request', (request) => loaded.push(request.url()))
    await inside.getByRole('link', { name: 'Runs' }).click()
    await inside.getByRole('heading', { name: 'Runs', level: 1 }).waitFor()
    expect(loaded.some((url) => /assets\/.*\.js$/.test(url))).toBe(true)
  })

  test('is never blank: its frame stands before the script has come', async () => {
    const page = await visit('/')
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    await page.route('**/assets/*.js', (route) => held.then(() => route.continue()))
    void page.reload()
    await page.locator('.skeleton-title').waitFor()
    await expect
      .poll(async () => (await page.locator('.skeleton-title').boundingBox())?.height ?? 0, patient)
      .toBeGreaterThan(20)
    await keepScreenshot(page, 'skeleton-1280-light')
    release()
    await page.getByLabel('API key').waitFor()
    expect(await page.locator('.skeleton').count()).toBe(0)
  })

  const widths = [
    [1280, 860],
    [360, 740],
  ] as const
  test.each(widths)('moves nothing while it loads, %i pixels wide', async (width, height) => {
    const page = await signedIn('/', { viewport: { width, height } })
    await page.addInitScript(() => {
      const shifts: number[] = []
      Object.assign(window, { shifts })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & {
          value: number
          hadRecentInput: boolean
        })[]) {
          if (!entry.hadRecentInput) shifts.push(entry.value)
        }
      }).observe({ type: 'layout-shift', buffered: true })
    })
    for (const path of [
      '/',
      '/score-file',
      '/predictions',
      '/model',
      '/model?view=versions',
      '/runs',
      '/features',
      '/account',
    ]) {
      await page.goto(at.site.url + path)
      await page.locator('h1').waitFor()
      await expect.poll(() => page.locator('.loading').count(), patient).toBe(0)
      expect.soft(await shiftOf(page), path).toBeLessThan(0.05)
    }
  })

  /** Cumulative layout shift, once two frames have been drawn after the last change. */
  async function shiftOf(page: Page): Promise<number> {
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    return page.evaluate(() =>
      (window as unknown as { shifts: number[] }).shifts.reduce((sum, value) => sum + value, 0),
    )
  }
})
