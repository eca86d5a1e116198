import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { asBrazilianExcel } from '../cases/case-tables.ts'
import { workbookParts, zipOf } from '../kit/workbook.ts'
import { accessibilityProblems, keepScreenshot, sidewaysScroll } from './browser.ts'
import { openSite } from './site.ts'
import { describePage, focused, patient } from './visits.ts'

/** What a file is read as, what it loses, and the step that confirms a loss. */
describePage('a file before it is scored', openSite, (at) => {
  const { signedIn } = at
  const phone = { width: 360, height: 740 }

  /** Some rows of the site's table, each changed. */
  const rowsOf = (
    count: number,
    change: (cells: string[], header: readonly string[], row: number) => void,
  ): string[][] => {
    const lines = readFileSync(at.site.table, 'utf8').trimEnd().split('\n')
    // The lists of loans are quoted and have commas: those rows are not taken.
    const plain = lines.filter((line) => !line.includes('"')).map((line) => line.split(','))
    const [header = [], ...rows] = plain
    const taken = rows.slice(0, count)
    for (const [index, cells] of taken.entries()) {
      cells[header.indexOf('Num_of_Delayed_Payment')] = '3' // the generator makes wrong ones, too
      change(cells, header, index)
    }
    return [[...header], ...taken]
  }
  const csv = (rows: readonly (readonly string[])[], separator = ',') => ({
    name: 'clientes.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`${rows.map((cells) => cells.join(separator)).join('\r\n')}\r\n`),
  })
  const predictions = async (): Promise<number> => {
    const response = await fetch(`${at.site.url}/v1/predictions?limit=500`, {
      headers: { 'x-api-key': at.site.key },
    })
    return ((await response.json()) as { items: unknown[] }).items.length
  }

  test('what was recognised is shown, labels of the page are headings, and one press scores it', async () => {
    const page = await signedIn('/score-file', { locale: 'pt-BR', viewport: phone })
    const rows = rowsOf(8, (cells, header) => (cells[header.indexOf('Age')] = '41'))
    const [header = []] = rows
    header[header.indexOf('Annual_Income')] = 'Renda anual'
    header[header.indexOf('Age')] = 'Idade'
    header[header.indexOf('Name')] = 'Apelido'
    await page.setInputFiles('input[type=file]', csv(rows, ';'))
    await page
      .getByRole('heading', { name: 'clientes.csv: 8 linhas. Nenhuma previsão foi feita ainda.' })
      .waitFor()
    expect(await focused(page)).toBe('preflight-title')
    const facts = await page.locator('.facts').textContent()
    expect(facts).toContain('Texto (CSV)')
    expect(facts).toContain(';')
    await page.getByText(/Colunas que o projeto não usa: Apelido/).waitFor()
    await page.locator('summary', { hasText: 'Correspondência das colunas' }).click()
    expect(await page.getByRole('row', { name: /^Renda anual/ }).textContent()).toContain('Annual_Income')
    expect(await page.getByRole('row', { name: /^Idade/ }).textContent()).toContain('Age')
    await keepScreenshot(page, 'preflight-360-light-pt')
    expect(await sidewaysScroll(page)).toBe(0)
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Prever 8 linhas', exact: true }).click()
    await page.getByText('clientes.csv: 8 linhas em').waitFor()
  })

  test('a column that loses its cells is named with samples, and only a confirmation scores it', async () => {
    const before = await predictions()
    const page = await signedIn('/score-file')
    const rows = rowsOf(12, (cells, header, row) => {
      cells[header.indexOf('Occupation')] = row < 9 ? 'Astronaut' : 'Teacher'
      cells[header.indexOf('Age')] = row < 1 ? 'forty' : '41'
    })
    await page.setInputFiles('input[type=file]', csv(rows))
    const warning = page.locator('.banner-warning', { hasText: 'Many more lost cells than in training' })
    await warning.waitFor()
    expect(await warning.locator('li').allTextContents()).toEqual([
      'Occupation: 9 of 12 cells (75.0%) “Astronaut”',
    ])
    expect(await page.getByRole('row', { name: /^Occupation/ }).textContent()).toMatch(
      /9 of 1275\.0%\d+\.\d%.*9“Astronaut”$/,
    )
    expect(await page.getByRole('row', { name: /^Age/ }).textContent()).toMatch(
      /1 of 128\.3%.*Not a number: 1“forty”$/,
    )
    expect(await page.getByRole('button', { name: /^Score \d+ rows$/ }).count()).toBe(0)
    await keepScreenshot(page, 'preflight-stop-1280-light-en')
    expect(await accessibilityProblems(page)).toEqual([])

    const anyway = page.getByRole('button', { name: 'Score anyway…' })
    await anyway.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Score with lost cells?' })
    expect(await dialog.locator('li').allTextContents()).toEqual([
      'Occupation: 9 of 12 cells (75.0%) “Astronaut”',
    ])
    await keepScreenshot(page, 'preflight-confirm-1280-light-en')
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect.poll(() => dialog.count(), patient).toBe(0)
    expect(await anyway.evaluate((element) => element === document.activeElement)).toBe(true)
    expect(await predictions()).toBe(before)

    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'Score 12 rows anyway' }).click()
    await page.getByText('10 lost cells in 2 columns.').waitFor()
    await keepScreenshot(page, 'preflight-scored-1280-light-en')
    expect(await accessibilityProblems(page)).toEqual([])
    expect(await predictions()).toBe(before + 12)
  })

  test('on a phone in Portuguese the stop names the column, and another file can be chosen', async () => {
    const page = await signedIn('/score-file', { locale: 'pt-BR', viewport: phone })
    await page.setInputFiles(
      'input[type=file]',
      csv(rowsOf(6, (cells, header) => (cells[header.indexOf('Age')] = 'quarenta'))),
    )
    await page.getByText('Idade: 6 de 6 células (100,0%) “quarenta”').waitFor()
    await keepScreenshot(page, 'preflight-stop-360-light-pt')
    expect(await sidewaysScroll(page)).toBe(0)
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Escolher outro arquivo' }).click()
    await page.setInputFiles('input[type=file]', {
      name: 'x.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('a,b\n1,2\n'),
    })
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').textContent()).toContain('Annual_Income')
  })

  test('a workbook with several sheets names the one that was read, and another one can be chosen', async () => {
    const rows = rowsOf(4, () => undefined)
    const book = (sheets: Parameters<typeof workbookParts>[0]) => ({
      name: 'book.xlsx',
      mimeType: 'application/octet-stream',
      buffer: zipOf(workbookParts(sheets)),
    })
    const page = await signedIn('/score-file')
    await page.setInputFiles(
      'input[type=file]',
      book({ Notes: [['about'], ['x']], November: rows, October: rows.slice(0, 3) }),
    )
    // Both tables fit: the page asks which one is meant.
    await page.getByRole('alert').waitFor()
    await page.getByLabel('Sheet to score').selectOption('October')
    await page.getByRole('heading', { name: 'book.xlsx: 2 rows' }).waitFor()
    expect(await page.locator('.facts').textContent()).toMatch(/Excel workbook.*SheetOctober/)
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByLabel('Sheet to score').selectOption('November')
    await page.getByRole('heading', { name: 'book.xlsx: 4 rows' }).waitFor()
    await page.getByRole('button', { name: 'Score 4 rows', exact: true }).click()
    await page.getByText('book.xlsx: 4 rows in').waitFor()
  })

  test('a file of Brazilian Excel and its twin with points are read alike', async () => {
    const found: string[] = []
    const points = readFileSync(at.site.table, 'utf8').split('\n').slice(0, 201).join('\n')
    for (const [name, content] of [
      ['dot', points],
      ['comma', asBrazilianExcel(points)],
    ] as const) {
      const page = await signedIn('/score-file')
      await page.setInputFiles('input[type=file]', {
        name: `${name}.csv`,
        mimeType: 'text/csv',
        buffer: Buffer.from(content),
      })
      await page.getByRole('heading', { name: `${name}.csv: 200 rows` }).waitFor()
      const stops = (await page.locator('.banner-warning', { hasText: 'Many more lost cells' }).count()) > 0
      const counts = await page.locator('.table-frame[aria-label="Lost cells"] td.num').allTextContents()
      found.push(stops ? 'stopped' : counts.join(' '))
    }
    expect(found[0]).not.toBe('stopped')
    expect(found[1]).toBe(found[0])
  })
})
