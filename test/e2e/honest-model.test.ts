import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { seededRandom } from '../../src/base/math/random.ts'
import { accessibilityProblems } from './browser.ts'
import { describePage } from './visits.ts'
import { Workshop } from './workshop.ts'

const config = `import { column, defineProject, randomForest } from 'lapidary'
export default defineProject({
  name: 'coins',
  title: { en: 'Coins', 'pt-BR': 'Moedas' },
  model: 'CoinModel',
  columns: {
    weight: column.number({ min: 0, max: 10 }),
    mint: column.number({ min: 0, max: 10 }),
    metal: column.category({ categories: ['tin', 'lead'] }),
    owner: column.text({ personal: true }),
    note: column.text({}),
    drawer: column.integer({ feature: false }),
    side: column.category({ categories: ['heads', 'tails', 'edge'] }),
  },
  target: 'side',
  learner: randomForest({ trees: 10 }),
  data: { files: ['coins.csv'] },
})
`

/**
 * A model that learned noise, served because it is the first; one of its classes has no held-out
 * rows.
 */
async function openSite() {
  const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
  const random = seededRandom(3)
  const rows = Array.from({ length: 600 }, (_, i) => {
    const side = i === 0 ? 'edge' : random.next() < 0.5 ? 'heads' : 'tails'
    return [10 * random.next(), 10 * random.next(), 'tin', `Ana ${i}`, 'x', i % 7, side].join(',')
  })
  writeFileSync(join(folder, 'lapidary.config.ts'), config)
  writeFileSync(join(folder, 'coins.csv'), `weight,mint,metal,owner,note,drawer,side\n${rows.join('\n')}\n`)
  const workshop = new Workshop(folder)
  const trained = await workshop.lapidary('train')
  const key = await workshop.key('Rui', 'predict,read')
  const close = async (): Promise<void> => {
    await workshop.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { url: await workshop.serve(), key, trained, close }
}

describePage('a model that is no better than guessing', openSite, (at) => {
  const read = async (path: string): Promise<Record<string, unknown>> => {
    const response = await fetch(`${at.site.url}${path}`, { headers: { 'x-api-key': at.site.key } })
    return (await response.json()) as Record<string, unknown>
  }

  test('is served, and says so with the columns that it does not use, in the API', async () => {
    expect(at.site.trained).toMatchObject({ promoted: true, verdict: 'first', better_than_guessing: false })
    expect(await read('/health/ready')).toMatchObject({ status: 'ready' })
    expect(await read('/v1/status')).toMatchObject({
      champion: { served_version: 1, no_better_than_guessing: true },
    })
    expect(await read('/v1/models/CoinModel/versions/1')).toMatchObject({
      no_better_than_guessing: true,
      metrics: { accuracy: expect.any(Number) },
    })
    const run = await read(`/v1/runs/${String(at.site.trained['run_id'])}`)
    const [first] = run['warnings'] as { warning: string; message: string }[]
    expect(first?.warning).toBe('no-better-than-guessing')
    expect(first?.message).toMatch(
      /^No better than guessing: the log-loss is \d\.\d{3} \(.+\), and always predicting .+ gives 0\.\d{3}\. /,
    )
    expect(first?.message).toContain(
      'Columns that the model does not use: "metal" (constant), "owner" (personal), "note" (text), "drawer" (feature: false).',
    )
    expect(run['metrics']).not.toHaveProperty('balanced_accuracy')
  })

  test('says so on the page, with what was not measured, in both languages', async () => {
    const page = await at.signedIn('/model')
    await page.getByText('No better than guessing: the log-loss is').waitFor()
    await page.getByText('Columns that the model does not use: "metal" (constant)').waitFor()
    await page.getByText('Too few rows to evaluate "edge" (1 row).').waitFor()
    expect(await page.locator('.badge').allTextContents()).toContain('No better than guessing')
    const row = page.getByRole('row', { name: /^Balanced accuracy/ }).first()
    expect(await row.locator('td').first().textContent()).toBe('not measured')
    expect(await accessibilityProblems(page)).toEqual([])
    const other = await at.signedIn('/model', { locale: 'pt-BR' })
    await other.getByText('Não supera a referência: o log-loss é').waitFor()
    expect(await other.locator('.badge').allTextContents()).toContain('Não supera a referência')
    expect(await other.getByText('não medido', { exact: true }).count()).toBeGreaterThan(3)
  })

  test('says so beside a prediction, and in the list of runs', async () => {
    const page = await at.signedIn('/')
    await page.getByRole('button', { name: 'Score', exact: true }).click()
    await page.locator('.result .badge', { hasText: 'No better than guessing' }).waitFor()
    await page.getByRole('link', { name: 'Runs' }).click()
    await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor()
  })
})
