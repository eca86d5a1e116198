import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeVisitsProject } from '../kit/visits-project.ts'
import { accessibilityProblems } from './browser.ts'
import { describePage } from './visits.ts'
import { Workshop } from './workshop.ts'

/** A version that is split by time, and one of the same small table that is measured by folds. */
async function openSite() {
  const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
  writeVisitsProject(folder)
  const workshop = new Workshop(folder)
  const byTime = String((await workshop.lapidary('train'))['run_id'])
  const byFolds = String((await workshop.lapidary('train', '--split', 'entity'))['run_id'])
  const key = await workshop.key('Rui', 'predict,read')
  const close = async (): Promise<void> => {
    await workshop.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { url: await workshop.serve(), key, byTime, byFolds, close }
}

describePage('how rows were held out', openSite, (at) => {
  test('a split by time shows the held-out time part by part, and both sides', async () => {
    const page = await at.signedIn(`/runs/${at.site.byTime}`)
    const windows = page.getByRole('region', { name: 'Over time' }).first()
    await windows.waitFor()
    expect(await windows.locator('tbody tr').count()).toBe(3)
    expect(await windows.locator('tbody tr').first().textContent()).toMatch(
      /^2026-07-\d\d – 2026-0[789]-\d\d\d+0\.\d{3} \(0\./,
    )
    await page
      .getByText(
        'By Patient and Day: for one fifth of the entities, rows from 2026-07-01 onwards are held out',
      )
      .waitFor()
    await page.getByText('2 rows without a date').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    const other = await at.signedIn(`/runs/${at.site.byTime}`, { locale: 'pt-BR' })
    await other.getByRole('heading', { name: 'Ao longo do tempo' }).waitFor()
    await other
      .getByText(
        'Por Paciente e Dia: de um quinto das entidades, foram reservadas as linhas a partir de 01/07/2026',
      )
      .waitFor()
  })

  test('a small table shows the metrics of all rows, and the held-out rows beside them', async () => {
    const page = await at.signedIn(`/runs/${at.site.byFolds}`)
    await page.getByText('Cross-validation of 600 rows of 200 entities: 3 repeats of 5 folds').waitFor()
    await page.getByRole('columnheader', { name: 'Held-out rows' }).waitFor()
    await page.getByText('By Patient: all rows of the same Patient are on the same side.').waitFor()
    expect(await page.getByRole('heading', { name: 'Over time' }).count()).toBe(0)
    expect(await accessibilityProblems(page)).toEqual([])
  })
})
