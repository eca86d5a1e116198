import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { accessibilityProblems } from './browser.ts'
import { describePage, focused } from './visits.ts'
import { Workshop } from './workshop.ts'

const config = `import { column, daysBetween, defineProject, logisticRegression } from 'lapidary'
const zone = 'America/Sao_Paulo'
export default defineProject({
  name: 'orders',
  title: { en: 'Orders', 'pt-BR': 'Pedidos' },
  model: 'OrderModel',
  columns: {
    ordered: column.date({
      label: { en: 'Ordered', 'pt-BR': 'Pedido' }, min: '2020-01-01', max: '2030-12-31', example: '2022-03-05', required: true,
    }),
    promised: column.datetime({ label: { en: 'Promised', 'pt-BR': 'Prometido' }, zone, example: '2022-03-15T14:30:00Z' }),
    late: column.category({ categories: ['no', 'yes'] }),
  },
  derived: {
    days: {
      label: { en: 'Days', 'pt-BR': 'Dias' },
      from: ['ordered', 'promised'],
      compute: ({ ordered, promised }) => daysBetween(ordered, promised, zone),
    },
  },
  target: 'late',
  learner: logisticRegression(),
  data: { files: ['orders.csv'] },
})
`

async function openOrders() {
  const project = mkdtempSync(join(tmpdir(), 'lapidary-'))
  writeFileSync(join(project, 'lapidary.config.ts'), config)
  const rows = Array.from({ length: 200 }, (_, i) => {
    return `2022-03-0${1 + (i % 9)},2022-03-${10 + (i % 20)}T12:00:00Z,${i % 20 < 6 ? 'yes' : 'no'}`
  })
  writeFileSync(join(project, 'orders.csv'), ['ordered,promised,late', ...rows, ''].join('\n'))
  const workshop = new Workshop(project)
  await workshop.lapidary('train')
  const key = await workshop.key('Rui', 'predict,read')
  const close = async (): Promise<void> => {
    await workshop.close()
    rmSync(project, { recursive: true, force: true })
  }
  return { url: await workshop.serve(), key, close }
}

describePage('date fields', openOrders, ({ signedIn }) => {
  test('are written as the language does, with their limits, and sent as ISO 8601', async () => {
    const page = await signedIn('/', { locale: 'pt-BR' })
    const ordered = page.getByLabel('Pedido', { exact: false }).first()
    expect(await ordered.inputValue()).toBe('05/03/2022')
    expect(await page.getByLabel('Prometido').inputValue()).toBe('15/03/2022 11:30')
    await page.getByText('dd/mm/aaaa · de 01/01/2020 a 31/12/2030').waitFor()
    await page.getByText('dd/mm/aaaa hh:mm, horário de America/Sao_Paulo').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await ordered.fill('07/03/2022')
    const sent = page.waitForRequest((request) => request.url().includes('/predict?'))
    await page.keyboard.press('Enter')
    expect((await sent).postDataJSON()).toEqual({
      rows: [{ ordered: '2022-03-07', promised: '2022-03-15T11:30:00' }],
    })
    await page.getByText('07/03/2022').first().waitFor()
  })

  test('name what is no date, and what the server does not allow', async () => {
    const page = await signedIn('/')
    const ordered = page.getByLabel('Ordered')
    expect(await ordered.inputValue()).toBe('2022-03-05')
    await ordered.fill('05/03/2022')
    await page.keyboard.press('Enter')
    await page.getByText('This is not a date. Write year, month and day, like 2022-03-05.').waitFor()
    expect(await focused(page)).toBe('ordered')
    expect(await accessibilityProblems(page)).toEqual([])
    await ordered.fill('2019-12-31')
    await page.keyboard.press('Enter')
    await page
      .getByText('It must be a date such as 2022-03-05 from 2020-01-01 to 2030-12-31')
      .first()
      .waitFor()
  })

  test('keep their values through a reload and another language', async () => {
    const page = await signedIn('/')
    await page.getByLabel('Ordered').fill('2022-03-09')
    await page.reload()
    expect(await page.getByLabel('Ordered').inputValue()).toBe('2022-03-09')
    await page.getByLabel('Language').selectOption('pt-BR')
    expect(await page.getByLabel('Prometido').inputValue()).toBe('15/03/2022 11:30')
  })
})
