import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { openSource } from '../../src/data/readers/file-source.ts'
import { readXlsx } from '../../src/data/readers/xlsx/read-xlsx.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import { accessibilityProblems, keepScreenshot, sidewaysScroll } from './browser.ts'
import { openSite } from './site.ts'
import { describePage, focused, patient, scoreFile } from './visits.ts'

describePage('the page in a real browser, on the real server', openSite, (at) => {
  const { visit, signedIn } = at

  /** Presses a button and returns the file that it saves. */
  async function saveBy(page: Page, button: string, name: string): Promise<Buffer> {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: button }).click(),
    ])
    expect(download.suggestedFilename()).toBe(name)
    return readFileSync(await download.path())
  }

  describe('signing in', () => {
    test('a wrong key is refused beside its field, and the right one opens the page asked for', async () => {
      const page = await visit('/runs')
      await page.getByRole('button', { name: 'Sign in' }).click()
      expect(await page.locator('.field-error').textContent()).toBe('Enter the key.')
      await page.getByLabel('API key').fill('not-the-key-of-this-server')
      await page.keyboard.press('Enter')
      await page.locator('.field-error', { hasNotText: 'Enter the key' }).waitFor()
      expect(await focused(page)).toBe('key')
      await page.getByLabel('API key').fill(at.site.key)
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor()
      expect(page.url()).toBe(`${at.site.url}/runs`)
    })

    test('scripts of a page cannot read the cookie, and other sites cannot send it', async () => {
      const page = await signedIn()
      const [cookie] = await page.context().cookies()
      expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
      expect(await page.evaluate('document.cookie')).toBe('')
      expect(await page.evaluate('JSON.stringify({...localStorage})')).not.toContain(at.site.key)
    })

    test('a session that is over asks for the key again at the same address', async () => {
      const page = await signedIn('/predictions')
      await page.getByRole('heading', { name: 'Predictions', level: 1 }).waitFor()
      await page.context().clearCookies()
      await page.getByRole('link', { name: 'Runs' }).click()
      await page.getByLabel('API key').waitFor()
      expect(page.url()).toBe(`${at.site.url}/runs`)
    })

    test('signing out ends the session on the server', async () => {
      const page = await signedIn()
      const cookies = await page.context().cookies()
      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.getByLabel('API key').waitFor()
      await page.context().addCookies(cookies)
      await page.reload()
      await page.getByLabel('API key').waitFor()
    })
  })

  describe('scoring a client', () => {
    test('answers class, probabilities, reasons and where they come from, and keeps the prediction', async () => {
      const page = await signedIn()
      await page.getByText('Fields that still have typical values: 22 of 22').waitFor()
      await page.getByLabel('Age', { exact: true }).fill('41')
      await page.getByText('Fields that still have typical values: 21 of 22').waitFor()
      await page.getByRole('button', { name: 'Score', exact: true }).click()
      const result = page.locator('.result')
      await result.locator('.result-class').waitFor()
      expect(await focused(page)).toBe('result-title')
      const prediction = await result.locator('.result-class').textContent()
      expect(['Poor', 'Standard', 'Good']).toContain(prediction)
      const shares = (await result.locator('.bars-text').allTextContents()).map((text) =>
        Number.parseFloat(text),
      )
      expect(shares).toHaveLength(3)
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 0)
      expect(await result.locator('[data-strong] .bars-label').textContent()).toBe(prediction)
      expect(await result.locator('.reasons li').count()).toBeGreaterThan(0)
      const text = (await result.textContent()) ?? ''
      expect(text).toContain('CreditScoreModel, version 1')
      expect(text).toContain('rows of synthetic data')
      expect(await result.locator('.badge').allTextContents()).toEqual(['Synthetic data'])
      const id = (await result.locator('code').textContent()) ?? ''
      await page.getByLabel('Age', { exact: true }).fill('42')
      await result.getByText('The form has changed since this prediction').waitFor()
      await page.getByRole('link', { name: 'Predictions' }).click()
      await page.getByText(id).waitFor()
    })

    test('shows each wrong field beside it, in words, and puts the focus on the first', async () => {
      const page = await signedIn()
      await page.getByLabel('Credit cards').fill('-500')
      await page.getByLabel('Age', { exact: true }).fill('8698')
      await page.getByRole('button', { name: 'Score', exact: true }).click()
      await page.getByText('Fields to correct: 2').waitFor()
      expect(await focused(page)).toBe('Age')
      const field = page.locator('.field', { has: page.getByLabel('Age', { exact: true }) })
      expect(await field.locator('.field-error').textContent()).toMatch(
        /14 to 90 years, or left empty .*8698/,
      )
      expect(await page.getByLabel('Age', { exact: true }).getAttribute('aria-describedby')).toContain(
        await field.locator('.field-error').getAttribute('id'),
      )
      await page.getByLabel('Age', { exact: true }).fill('33')
      await page.getByLabel('Credit cards').fill('')
      await page.keyboard.press('Enter')
      await page.locator('.result-class').waitFor()
      expect(await page.locator('.field-error').count()).toBe(0)
    })

    test('what is not written as a number is an error, not a missing value', async () => {
      const page = await signedIn()
      await page.getByLabel('Annual income').click({ clickCount: 3 })
      await page.keyboard.type('1e')
      await page.getByRole('button', { name: 'Score', exact: true }).click()
      await page.getByText('This is not a number').waitFor()
      expect(await focused(page)).toBe('Annual_Income')
    })

    test('clears to nothing known, which the model accepts, and loads the example again', async () => {
      const page = await signedIn()
      await page.getByRole('button', { name: 'Clear' }).click()
      expect(await page.getByLabel('Age', { exact: true }).inputValue()).toBe('')
      await page.getByRole('button', { name: 'Score', exact: true }).click()
      expect(await page.locator('.result-class').textContent()).toMatch(
        /^Few fields are filled in: 0 of 22With so little information, the model falls back/,
      )
      await keepScreenshot(page, 'nothing-known-1280-light-en')
      expect(await accessibilityProblems(page)).toEqual([])
      await page.getByRole('button', { name: 'Load an example' }).click()
      expect(await page.getByLabel('Age', { exact: true }).inputValue()).toBe('33')
      expect(await page.locator('.picks li').count()).toBe(3)
    })

    test('picks of a list are added and taken away by keyboard, the same one twice if need be', async () => {
      const page = await signedIn()
      await page.getByRole('button', { name: 'Clear' }).click()
      await page.getByLabel('Unknown').uncheck()
      const select = page.getByLabel('Choose a value for Kinds of loan')
      for (const _ of [1, 2]) {
        await select.selectOption('Payday Loan')
        await select.focus()
        await page.keyboard.press('Tab')
        await page.keyboard.press('Enter')
      }
      expect(await page.locator('.picks li').count()).toBe(2)
      await page.locator('.picks button').first().focus()
      await page.keyboard.press('Space')
      expect(await page.locator('.picks li').count()).toBe(1)
      expect(await focused(page)).toBe('Type_of_Loan')
    })
  })

  describe('scoring a file', () => {
    test('counts, shows and hands back every row; a bad one carries its reason and stops nothing', async () => {
      const page = await signedIn('/score-file')
      const lines = readFileSync(at.site.table, 'utf8').trimEnd().split('\n')
      lines.splice(3, 0, 'only,three,cells')
      await scoreFile(page, {
        name: 'clients.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(lines.join('\n')),
      })
      await page.getByText('clients.csv: 2,401 rows').waitFor()
      await page.getByText('1 row without a prediction.').waitFor()
      const counts = (await page.locator('.bars-text').allTextContents()).map((text) =>
        Number(text.split(' ')[0]?.replace(',', '')),
      )
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2401)
      expect(counts.at(-1)).toBe(1)
      expect(await page.locator('tr[data-bad]').first().textContent()).toContain('3 cells')
      expect(await page.locator('section[aria-label="First rows"] tbody tr').count()).toBe(50)
      await keepScreenshot(page, 'score-file-result-1280-light-en')
      expect(await accessibilityProblems(page)).toEqual([])
      const saved = (await saveBy(page, 'Download as CSV', 'clients-scored.csv'))
        .toString()
        .trimEnd()
        .split('\r\n')
      expect(saved).toHaveLength(2402)
      expect(saved[0]).toMatch(
        /^\ufeffID,Customer_ID,Prediction,Probability of “Poor”,Probability of “Standard”,Probability of “Good”,Reason,Age,Occupation,/,
      )
      expect(saved[1]?.split(',')[0]).toBe(lines[1]?.split(',')[0])
      expect(saved[3]).toContain('3 cells')
    })

    test('hands back a workbook, and in Portuguese a CSV that Excel opens there, with labels, inputs and no formula', async () => {
      const page = await signedIn('/score-file', { locale: 'pt-BR', viewport: { width: 360, height: 740 } })
      const [header = [], first = []] = readFileSync(at.site.table, 'utf8')
        .split('\n')
        .map((line) => line.split(','))
      first[header.indexOf('Customer_ID')] = '=1+1'
      first[header.indexOf('Age')] = '41'
      const buffer = Buffer.from([header, first].map((cells) => cells.join(',')).join('\n'))
      await scoreFile(page, { name: 'clientes.csv', mimeType: 'text/csv', buffer })
      await page.getByText('clientes.csv: 1 linha').waitFor()
      expect(await page.locator('thead th').count()).toBe(8)
      await page.getByRole('cell', { name: '=1+1', exact: true }).waitFor()
      const name = page.locator('.brand-name')
      const [brand, menu] = [
        await name.boundingBox(),
        await page.getByRole('button', { name: 'Menu' }).boundingBox(),
      ]
      expect((brand?.y ?? 0) + (brand?.height ?? 0)).toBeGreaterThan(menu?.y ?? Infinity) // in one line
      expect(await name.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0)
      await keepScreenshot(page, 'score-file-downloads-360-light-pt')
      const text = (await saveBy(page, 'Baixar como CSV', 'clientes-previsões.csv')).toString()
      const [names = [], cells = []] = text.split('\r\n').map((line) => line.split(';'))
      const cell = (name: string): string => cells[names.indexOf(name)] ?? ''
      expect(text.startsWith('\ufeffID;Customer_ID;Previsão;Probabilidade de “Ruim”;')).toBe(true)
      expect(['Ruim', 'Regular', 'Boa', 'Bom']).toContain(cell('Previsão'))
      expect(cell('Probabilidade de “Ruim”')).toMatch(/^0(,\d+)?$|^1$/)
      expect(cell('Customer_ID')).toBe("'=1+1")
      expect(cell('Idade')).toBe('41')
      expect(names.filter((name) => /^(Last|Mean|Change)_/.test(name))).toEqual([])
      expect(names).toContain('Saldo no fim do mês, média dos meses anteriores')
      const path = join(tempFolder(), 'book.xlsx')
      writeFileSync(path, await saveBy(page, 'Baixar para o Excel (.xlsx)', 'clientes-previsões.xlsx'))
      const rows: string[][] = []
      const sink = {
        begin: (_: unknown, headings: Iterable<string>) => rows.push([...headings]) < 0,
        add: (record: { count: number; text: (at: number) => string }) =>
          void rows.push(Array.from({ length: record.count }, (_, index) => record.text(index))),
      }
      await readXlsx(await openSource(path), sink, { seen: () => undefined })
      expect(rows[0]?.slice(0, 3)).toEqual(['ID', 'Customer_ID', 'Previsão'])
      expect(rows[1]?.[1]).toBe('=1+1')
      expect(rows[1]?.[rows[0]?.indexOf('Idade') ?? -1]).toBe('41')
    })

    test('a file that lacks a column, or loses cells, says so before it is scored', async () => {
      const page = await signedIn('/score-file', { locale: 'pt-BR' })
      const [header = [], first = []] = readFileSync(at.site.table, 'utf8')
        .split('\n')
        .map((line) => line.split(','))
      const without = header.indexOf('Outstanding_Debt')
      first[header.indexOf('Age')] = 'old'
      const buffer = Buffer.from(
        [header, first].map((cells) => cells.toSpliced(without, 1).join(',')).join('\n'),
      )
      await page.setInputFiles('input[type=file]', { name: 'x.csv', mimeType: 'text/csv', buffer })
      const warning = page.locator('.banner-warning', {
        hasText: 'tratadas como ausentes em todas as linhas: 1',
      })
      expect(await warning.textContent()).toContain('Dívida')
      const lost = page.getByRole('row', { name: /^Idade/ })
      expect(await lost.textContent()).toMatch(/1 de 1100,0%\d+,\d%Não é um número: 1“old”$/)
      expect(await accessibilityProblems(page)).toEqual([])
    })

    test('a file that is no table of this project says what it lacks', async () => {
      const page = await signedIn('/score-file')
      await page.setInputFiles('input[type=file]', {
        name: 'x.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from('a,b\n1,2\n'),
      })
      await page.getByRole('alert').waitFor()
      expect(await page.getByRole('alert').textContent()).toContain('Annual_Income')
    })
  })

  describe('the model', () => {
    test('shows metrics with intervals beside baselines, and each part has its address', async () => {
      const page = await signedIn('/model')
      await page.getByRole('heading', { name: 'Metrics' }).waitFor()
      const accuracy = page.getByRole('row', { name: /^Accuracy/ }).first()
      expect(await accuracy.textContent()).toMatch(/0\.\d{3}0\.\d{3}–0\.\d{3}/)
      for (const title of [
        'Confusion matrix',
        'By class',
        'Calibration',
        'Feature importance',
        'Data leakage checks',
      ]) {
        expect(await page.getByRole('heading', { name: title }).count(), title).toBe(1)
      }
      await page.getByRole('link', { name: 'Data', exact: true }).click()
      await page.getByText('missing-value marker', { exact: false }).first().waitFor()
      await page.getByRole('link', { name: 'Model card' }).click()
      await page.getByRole('heading', { name: 'Intended use' }).waitFor()
      expect(page.url()).toBe(`${at.site.url}/model?view=card`)
      await page.goto(`${at.site.url}/model?version=2`)
      await page.getByText('These metrics are too optimistic').waitFor()
      expect(await page.locator('.version-head .badge').allTextContents()).toContain('Data leakage')
    })

    test('the values of categories have their labels in the language of the reader', async () => {
      const page = await signedIn('/model?view=data', { locale: 'pt-BR' })
      const columns = page.getByRole('region', { name: 'Colunas' })
      const occupation = columns.getByRole('row', { name: /^Profissão/ })
      expect(await occupation.textContent()).toMatch(/Contador\(a\) \d+,\d%/)
      expect(await columns.getByRole('row', { name: /^Score de crédito/ }).textContent()).toMatch(
        /Ruim \d+,\d%, Regular/,
      )
    })

    test('who may not operate sees no way to change the champion', async () => {
      const page = await signedIn('/model?view=versions')
      await page.getByText('You need the permission “Operate” to change the champion').waitFor()
      expect(await page.getByRole('button', { name: /Promote|Roll back/ }).count()).toBe(0)
    })

    test('a refusal of the gate is explained, can be overruled, and rolled back', async () => {
      const page = await signedIn('/model?view=versions', { key: at.site.operatorKey })
      await page.getByRole('button', { name: 'Promote version 2' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('button', { name: 'Promote', exact: true }).click()
      await dialog.getByText('This version did not pass the quality gate').waitFor()
      await keepScreenshot(page, 'gate-refusal-1280-light-en')
      expect(await accessibilityProblems(page)).toEqual([])
      await page.keyboard.press('Escape')
      await expect.poll(() => dialog.count(), patient).toBe(0)
      const opener = page.getByRole('button', { name: 'Promote version 2' })
      await expect
        .poll(() => opener.evaluate((element) => element === document.activeElement), patient)
        .toBe(true)
      await page.getByRole('button', { name: 'Promote version 2' }).click()
      await dialog.getByLabel('Reason').fill('To see it happen')
      await dialog.getByRole('button', { name: 'Promote', exact: true }).click()
      await dialog.getByRole('button', { name: 'Promote anyway' }).click()
      await page.getByText('Version 2 is now the champion.').waitFor()
      await page.getByRole('button', { name: 'Roll back' }).click()
      await dialog.getByRole('button', { name: 'Roll back' }).click()
      await page.getByText('Rolled back: version 1 is now the champion.').waitFor()
      const history = page.getByRole('region', { name: 'Champion history' }).locator('tbody tr')
      await expect.poll(() => history.count(), patient).toBe(3)
      expect(await history.nth(1).textContent()).toMatch(/Version 2Version 1AnaTo see it happen/)
      expect(await history.nth(2).textContent()).toMatch(/Version 1—trainingFirst version$/)
      await keepScreenshot(page, 'champion-history-1280-light-en')
      expect(
        await page.locator('tr', { has: page.locator('.badge', { hasText: 'champion' }) }).textContent(),
      ).toContain('Version 1')
      await page.getByLabel('Language').selectOption('pt-BR')
      await page.getByRole('heading', { name: 'Histórico do modelo campeão' }).waitFor()
      const lines = await page
        .getByRole('region', { name: 'Histórico do modelo campeão' })
        .locator('tbody tr')
        .allTextContents()
      expect(lines[0]).toMatch(/Versão 1Versão 2AnaRevertido$/)
      expect(lines[2]).toMatch(/Versão 1—treinamentoPrimeira versão$/)
      await page.getByText('Revertido: a versão 1 é agora o modelo campeão.').waitFor()
      expect(await page.locator('main').textContent()).not.toMatch(/champion|rollback/)
    })
  })

  describe('runs and predictions', () => {
    test('runs sort by a metric, best first, in the address, and one opens', async () => {
      const page = await signedIn('/runs')
      await page.getByRole('link', { name: 'Accuracy', exact: false }).first().click()
      await page.waitForURL('**/runs?sort=metric.accuracy&order=desc')
      expect(await page.locator('tbody tr').first().textContent()).toContain('Data leakage')
      expect(await page.locator('th[aria-sort]').textContent()).toContain('Accuracy')
      expect(await page.locator('thead').textContent()).not.toMatch(/[a-z]_[a-z]/)
      await page.locator('tbody a').last().click()
      await page.getByRole('heading', { name: 'Artifacts' }).waitFor()
      expect(await page.locator('main').textContent()).toContain('plots/confusion.svg')
      const [plot] = await Promise.all([
        page.context().waitForEvent('page'),
        page.getByRole('link', { name: 'plots/confusion.svg' }).click(),
      ])
      await plot.waitForLoadState()
      expect(await plot.evaluate('document.documentElement.tagName')).toBe('svg')
    })

    test('the log filters and pages by its address', async () => {
      const page = await signedIn('/score-file')
      await scoreFile(page, at.site.table)
      await page.getByText(/clients\.csv: 2,400 rows/).waitFor()
      await page.getByRole('link', { name: 'Predictions' }).click()
      await page.getByLabel('Prediction', { exact: true }).selectOption('Poor')
      await page.getByRole('button', { name: 'Filter' }).click()
      await page.waitForURL('**/predictions?prediction=Poor')
      const ids = () => page.locator('tbody th code').allTextContents()
      await page.locator('tbody tr').first().waitFor()
      await expect
        .poll(async () => new Set(await page.locator('tbody td strong').allTextContents()), patient)
        .toEqual(new Set(['Poor']))
      const first = await ids()
      await page.getByRole('link', { name: 'Older' }).click()
      await page.waitForURL('**cursor=**')
      await expect.poll(async () => (await ids()).some((id) => first.includes(id)), patient).toBe(false)
      await page.goBack()
      await expect.poll(ids, patient).toEqual(first)
      await page.goto(`${at.site.url}/predictions?from=2199-01-01`)
      await page.getByText('No predictions found').waitFor()
      await page.goto(`${at.site.url}/predictions?version=1`)
      await page.locator('summary').first().click()
      expect(await page.locator('tbody tr').first().textContent()).toMatch(/Annual income/)
    })

    test('no name and no document of a person is anywhere in the log', async () => {
      const page = await signedIn('/predictions')
      await page.locator('tbody tr').first().waitFor()
      const rows = readFileSync(at.site.table, 'utf8').split('\n').slice(1)
      const names = rows.map((row) => row.split(',')[3] ?? '').filter((name) => name.length > 6)
      expect(names.length).toBeGreaterThan(1000)
      const text = (await page.locator('main').textContent()) ?? ''
      expect(text).toContain('Annual income')
      expect(names.filter((name) => text.includes(name))).toEqual([])
      expect(text).not.toMatch(/\d{3}-\d{2}-\d{4}/)
    })
  })

  describe('language, colours, keyboard', () => {
    test('speaks the language of the browser, switches, and remembers', async () => {
      const page = await signedIn('/', { locale: 'pt-BR' })
      await page.getByRole('heading', { name: 'Prever um caso' }).waitFor()
      expect(await page.locator('html').getAttribute('lang')).toBe('pt-BR')
      await page.getByLabel('Idade').fill('8698')
      await page.getByRole('button', { name: 'Prever', exact: true }).click()
      await page
        .getByText('Deve ser um número inteiro de 14 a 90 anos, ou ficar vazio quando não se sabe')
        .waitFor()
      await page.getByLabel('Idioma').selectOption('en')
      await page.getByRole('heading', { name: 'Score a case' }).waitFor()
      await page.reload()
      await page.getByRole('heading', { name: 'Score a case' }).waitFor()
      expect(await page.locator('html').getAttribute('lang')).toBe('en')
      expect(await page.title()).toBe('Score a case · Credit score')
    })

    test('reads numbers as the language of the page writes them, whatever the browser speaks, and keeps them in another', async () => {
      const page = await signedIn('/', { locale: 'en-US' })
      await page.getByLabel('Language').selectOption('pt-BR')
      const income = page.getByLabel('Renda anual')
      expect(await income.inputValue()).toMatch(/^\d{2}\.\d{3}/)
      await income.fill('1.5')
      await page.getByRole('button', { name: 'Prever', exact: true }).click()
      await page.getByText('Isto não é um número. Escreva, por exemplo, 3.665,50').waitFor()
      expect(await focused(page)).toBe('Annual_Income')
      expect(await accessibilityProblems(page)).toEqual([])
      await income.fill('13.665,50')
      const [asked] = await Promise.all([
        page.waitForRequest('**/predict?**'),
        page.getByRole('button', { name: 'Prever', exact: true }).click(),
      ])
      expect(asked.postDataJSON()).toMatchObject({ rows: [{ Annual_Income: 13_665.5 }] })
      await page.locator('.result-class').waitFor()
      await page.getByLabel('Idioma').selectOption('en')
      expect(await page.getByLabel('Annual income').inputValue()).toBe('13,665.5')
    })

    test('is dark when the system is, and the switch wins and is remembered', async () => {
      const page = await visit('/', { colorScheme: 'dark' })
      const brightness = () =>
        page.evaluate(() => {
          const [red = 0, green = 0, blue = 0] =
            getComputedStyle(document.body)
              .backgroundColor.match(/[\d.]+/g)
              ?.map(Number) ?? []
          return red + green + blue
        })
      await page.getByLabel('API key').waitFor()
      expect(await brightness()).toBeLessThan(150)
      await page.getByLabel('Theme').selectOption('light')
      expect(await brightness()).toBeGreaterThan(600)
      await page.reload()
      await page.getByLabel('API key').waitFor()
      expect(await brightness()).toBeGreaterThan(600)
    })

    test('the keyboard reaches content and menu, and a new page starts at its heading', async () => {
      const page = await signedIn('/runs', { viewport: { width: 360, height: 740 } })
      await page.reload()
      await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor()
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      expect(await focused(page)).toBe('main')
      const menu = page.getByRole('button', { name: 'Menu' })
      await menu.focus()
      await page.keyboard.press('Enter')
      expect(await menu.getAttribute('aria-expanded')).toBe('true')
      await page.keyboard.press('Escape')
      expect(await menu.getAttribute('aria-expanded')).toBe('false')
      await page.keyboard.press('Enter')
      await page.getByRole('link', { name: 'Model', exact: true }).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'CreditScoreModel', level: 1 }).waitFor()
      await expect.poll(() => page.evaluate(() => document.activeElement?.tagName), patient).toBe('H1')
      expect(await menu.getAttribute('aria-expanded')).toBe('false')
    })
  })

  const pages = [
    ['sign-in', null],
    ['score-case', '/'],
    ['score-file', '/score-file'],
    ['model-quality', '/model'],
    ['model-data', '/model?view=data'],
    ['model-card', '/model?view=card'],
    ['model-versions', '/model?view=versions'],
    ['runs', '/runs'],
    ['run', '/runs'],
    ['predictions', '/predictions'],
    ['not-found', '/no-such-page'],
  ] as const
  // Both widths and both colours go through axe, which takes most of the time here.
  const looks = [
    { width: 1280, colorScheme: 'light', locale: 'en-US', axe: true },
    { width: 1280, colorScheme: 'dark', locale: 'pt-BR', axe: false },
    { width: 360, colorScheme: 'dark', locale: 'en-US', axe: true },
    { width: 360, colorScheme: 'light', locale: 'pt-BR', axe: false },
  ] as const

  describe.each(looks)('$width px, $colorScheme, $locale', ({ width, colorScheme, locale, axe }) => {
    test(axe ? 'every page fits, and axe finds nothing' : 'every page fits', async () => {
      const options = { colorScheme, locale, viewport: { width, height: 800 } }
      const look = `${width}-${colorScheme}-${locale.slice(0, 2)}`
      const entrance = await visit('/', options)
      const page = await signedIn('/', { ...options, key: at.site.operatorKey })
      for (const [name, path] of pages) {
        const shown = path === null ? entrance : page
        if (path !== null) await page.goto(at.site.url + path)
        if (name === 'run') await page.locator('tbody a').first().click()
        if (name === 'score-case') {
          await page.locator('.submit-bar button').click()
          await page.locator('.result-class').waitFor()
        }
        await shown.locator('h1').waitFor()
        await expect.poll(() => shown.locator('.loading').count(), patient).toBe(0)
        await keepScreenshot(shown, `${name}-${look}`)
        expect.soft(await sidewaysScroll(shown), name).toBe(0)
        if (axe) expect.soft(await accessibilityProblems(shown), name).toEqual([])
      }
    })
  })
})
