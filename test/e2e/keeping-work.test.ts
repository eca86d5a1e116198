import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { accessibilityProblems, keepScreenshot } from './browser.ts'
import { openSite } from './site.ts'
import { describePage, focused, patient, scoreFile } from './visits.ts'

describePage('work in the page is not lost', openSite, (at) => {
  const { signedIn } = at
  const score = (page: Page) => page.getByRole('button', { name: 'Score', exact: true })
  /** Everything that the tab, or the browser, keeps of the page. */
  const stored = async (page: Page, storage: 'sessionStorage' | 'localStorage') =>
    await page.evaluate<string>(`Object.values({...${storage}}).join()`)
  const phone = { width: 360, height: 740 }
  const away = {
    status: 503,
    contentType: 'application/problem+json',
    json: { type: 'x', title: 'x', status: 503, detail: 'The store is away.', code: 'store-unavailable' },
  }

  describe('a failed attempt', () => {
    test.each([
      ['1280', { width: 1280, height: 860 }],
      ['360', phone],
    ])('shows its message beside the button, with the focus, at %s pixels', async (width, viewport) => {
      const page = await signedIn('/', { viewport })
      await page.route('**/predict?**', (route) => route.fulfill(away))
      await score(page).click()
      const message = page.getByRole('alert')
      await message.getByText('The store is away.').waitFor()
      expect(await message.evaluate((element) => element === document.activeElement)).toBe(true)
      const [shown, button] = [await message.boundingBox(), await score(page).boundingBox()]
      expect(shown?.y).toBeGreaterThanOrEqual(0)
      expect((shown?.y ?? 0) + (shown?.height ?? 0)).toBeLessThanOrEqual(viewport.height)
      // Nothing but a gap between the two, wherever the page is scrolled to.
      expect(
        await message.evaluate((element) => element.nextElementSibling?.querySelector('button')?.textContent),
      ).toBe('Score')
      expect(button).not.toBeNull()
      await keepScreenshot(page, `failed-submit-${width}-light-en`)
      expect(await accessibilityProblems(page)).toEqual([])
    })

    test('over wrong fields leads to each of them', async () => {
      const page = await signedIn('/', { viewport: phone, locale: 'pt-BR' })
      await page.getByLabel('Idade').fill('8698')
      await page.getByLabel('Cartões de crédito').fill('-500')
      await page.getByRole('button', { name: 'Prever', exact: true }).click()
      const message = page.getByRole('alert')
      await message.getByText('Campos a corrigir: 2').waitFor()
      expect(await focused(page)).toBe('Age')
      expect(await page.getByLabel('Idade').evaluate((field) => field.getBoundingClientRect().top > 0)).toBe(
        true,
      )
      await message.getByRole('button', { name: 'Cartões de crédito' }).click()
      expect(await focused(page)).toBe('Num_Credit_Card')
      await keepScreenshot(page, 'wrong-fields-360-light-pt')
      expect(await accessibilityProblems(page)).toEqual([])
    })

    test('of a dialog and of a file is seen, too', async () => {
      const page = await signedIn('/model?view=versions', { key: at.site.operatorKey, viewport: phone })
      await page.route('**/aliases/champion', (route) => route.fulfill(away))
      await page.getByRole('button', { name: 'Promote version 2' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Promote', exact: true }).click()
      await page.getByRole('dialog').getByText('The store is away.').waitFor()
      const isFocused = () =>
        page.getByRole('alert').evaluate((element) => element === document.activeElement)
      await expect.poll(isFocused, patient).toBe(true)
      await page.goto(`${at.site.url}/score-file`)
      const file = { name: 'turma 2026.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') }
      await page.setInputFiles('input[type=file]', file)
      await page.getByRole('alert').waitFor()
      await expect.poll(isFocused, patient).toBe(true)
      const text = await page.getByRole('alert').textContent()
      expect(text).toContain('turma 2026.csv')
      expect(text).not.toContain('upload')
    })
  })

  describe('the form', () => {
    test('is kept across reload, Back and sign-in, in this tab only, and forgotten at sign-out', async () => {
      const page = await signedIn('/')
      const age = page.getByLabel('Age', { exact: true })
      await age.fill('47')
      await page.getByLabel('Annual income').fill('12,345.6')
      await page.getByText('Fields that still have typical values: 20 of 22').waitFor()
      await page.reload()
      await page.getByText('Fields that still have typical values: 20 of 22').waitFor()
      expect([await age.inputValue(), await page.getByLabel('Annual income').inputValue()]).toEqual([
        '47',
        '12,345.6',
      ])
      await score(page).click()
      await page.locator('.result-class').waitFor()
      await page.getByRole('link', { name: 'CreditScoreModel, version 1' }).click()
      await page.getByRole('heading', { name: 'Metrics' }).waitFor()
      await page.goBack()
      await page.locator('.result-class').waitFor()
      expect(await age.inputValue()).toBe('47')
      expect(await page.getByText('The form has changed since this prediction').count()).toBe(0)
      await page.context().clearCookies()
      await page.reload()
      await page.locator('input[name=key]').fill(at.site.key)
      await page.keyboard.press('Enter')
      await age.waitFor()
      expect(await age.inputValue()).toBe('47')
      // The language of the page may be another by then.
      await page.getByLabel('Language').selectOption('pt-BR')
      await page.reload()
      expect(await page.getByLabel('Renda anual').inputValue()).toBe('12.345,6')
      expect(await stored(page, 'sessionStorage')).toContain('"47"')
      expect(await stored(page, 'localStorage')).not.toContain('"47"')
      await page.getByRole('button', { name: 'Sair' }).click()
      await page.getByLabel('Chave de API').waitFor()
      expect(await stored(page, 'sessionStorage')).not.toContain('"47"')
      await page.locator('input[name=key]').fill(at.site.key)
      await page.keyboard.press('Enter')
      await page.getByText('Campos que ainda têm valores típicos: 22 de 22').waitFor()
    })

    test('of one person is not shown to the next one in the same tab', async () => {
      const page = await signedIn('/')
      await page.getByLabel('Age', { exact: true }).fill('47')
      await page.context().clearCookies()
      await page.reload()
      await page.locator('input[name=key]').fill(at.site.operatorKey)
      await page.keyboard.press('Enter')
      await page.getByText('Fields that still have typical values: 22 of 22').waitFor()
      expect(await stored(page, 'sessionStorage')).not.toContain('"47"')
    })
  })

  describe('a session that ends', () => {
    const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Your session has ended' })

    test('asks to sign in again over the page, and goes on with what was being done', async () => {
      const page = await signedIn('/')
      await page.getByLabel('Age', { exact: true }).fill('47')
      await page.context().clearCookies()
      await score(page).click()
      const dialog = dialogOf(page)
      await dialog.waitFor()
      expect(await page.getByLabel('Age', { exact: true }).inputValue()).toBe('47')
      await keepScreenshot(page, 'session-over-1280-light-en')
      expect(await accessibilityProblems(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
      await dialog.waitFor()
      await dialog.locator('input[name=key]').fill('wrong-key-of-this-server')
      await page.keyboard.press('Enter')
      await dialog.locator('.field-error').waitFor()
      await dialog.locator('input[name=key]').fill(at.site.key)
      await page.keyboard.press('Enter')
      await page.locator('.result-class').waitFor()
      expect(await dialog.count()).toBe(0)
      expect(await page.getByLabel('Age', { exact: true }).inputValue()).toBe('47')
    })

    test('goes on with a file that was being sent', async () => {
      const page = await signedIn('/score-file')
      await page.context().clearCookies()
      const scoring = scoreFile(page, at.site.table)
      await dialogOf(page).locator('input[name=key]').fill(at.site.key)
      await page.keyboard.press('Enter')
      await scoring
      await page.getByText('clients.csv: 2,400 rows').waitFor()
    })

    test('lets somebody else start afresh, and whoever does not want to sign in leave', async () => {
      const page = await signedIn('/', { viewport: phone })
      await page.getByLabel('Age', { exact: true }).fill('47')
      await page.context().clearCookies()
      await score(page).click()
      await dialogOf(page).locator('input[name=key]').fill(at.site.operatorKey)
      await keepScreenshot(page, 'session-over-360-light-en')
      await page.keyboard.press('Enter')
      await page.getByText('Fields that still have typical values: 22 of 22').waitFor()
      expect(await page.locator('.result-class').count()).toBe(0)
      await page.context().clearCookies()
      await score(page).click()
      await dialogOf(page).getByRole('button', { name: 'Leave without signing in' }).click()
      await page.getByLabel('API key').waitFor()
      expect(await dialogOf(page).count()).toBe(0)
    })
  })

  describe('a file', () => {
    test('that is being scored asks before it is left, by a link, Back, sign-out or reload', async () => {
      const page = await signedIn('/score-file')
      await page.getByRole('link', { name: 'Runs' }).click()
      await page.getByRole('link', { name: 'Score a file' }).click()
      const { promise: held, resolve: release } = Promise.withResolvers<void>()
      await page.route('**/predict-file?**', (route) => held.then(() => route.continue()))
      await scoreFile(page, at.site.table)
      await page.getByRole('button', { name: 'Stop' }).waitFor()
      const dialog = page.getByRole('dialog', { name: 'Leave this page?' })
      const leavings = [
        () => page.getByRole('link', { name: 'Runs' }).click(),
        () => page.evaluate(() => history.back()),
        () => page.getByRole('button', { name: 'Sign out' }).click(),
      ]
      for (const leave of leavings) {
        await leave()
        await dialog.waitFor()
        await dialog.getByRole('button', { name: 'Stay on this page' }).click()
        await expect.poll(() => dialog.count(), patient).toBe(0)
        expect(page.url()).toBe(`${at.site.url}/score-file`)
      }
      const asked = page.waitForEvent('dialog')
      void page.reload().catch(() => undefined) // it is refused below, and then fails
      const question = await asked
      expect(question.type()).toBe('beforeunload')
      await question.dismiss()
      await page.getByRole('link', { name: 'Runs' }).click()
      await dialog.waitFor()
      await keepScreenshot(page, 'leave-upload-1280-light-en')
      expect(await accessibilityProblems(page)).toEqual([])
      await dialog.getByRole('button', { name: 'Stop and leave' }).click()
      await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor()
      release()
      await page.getByRole('link', { name: 'Model', exact: true }).click()
      await page.getByRole('heading', { name: 'Metrics' }).waitFor()
    })

    test('that was scored is still there after Back', async () => {
      const page = await signedIn('/score-file')
      await scoreFile(page, at.site.table)
      await page.getByText('clients.csv: 2,400 rows').waitFor()
      await page.getByRole('link', { name: 'Runs' }).click()
      await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor()
      await page.goBack()
      await page.getByText('clients.csv: 2,400 rows').waitFor()
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page
          .getByRole('button', { name: /Download/ })
          .first()
          .click(),
      ])
      expect(readFileSync(await download.path(), 'utf8').length).toBeGreaterThan(10_000)
    })
  })
})
