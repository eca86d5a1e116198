import { expect, test } from 'vitest'
import { accessibilityProblems } from './browser.ts'
import { describePage } from './visits.ts'
import { Workshop } from './workshop.ts'

/** A server without a project: `lapidary tracking`. */
async function openSite() {
  const workshop = new Workshop()
  const url = await workshop.serve()
  const key = await workshop.key('Ana', 'admin')
  return { url, key, close: () => workshop.close() }
}

describePage('the page of a server without a project', openSite, ({ signedIn }) => {
  test.each([
    ['en-US', 'Models', 'There are no models yet.', ['Models', 'Runs', 'Users', 'Keys']],
    ['pt-BR', 'Modelos', 'Ainda não há modelos.', ['Modelos', 'Execuções', 'Usuários', 'Chaves']],
  ])(
    'begins at the models, and lists only pages that need no project (%s)',
    async (locale, title, none, menu) => {
      const page = await signedIn('/', { locale })
      await page.getByRole('heading', { name: title, level: 1 }).waitFor()
      await page.getByText(none).waitFor()
      expect(await page.locator('.nav a').allTextContents()).toEqual(menu)
      expect(await accessibilityProblems(page)).toEqual([])
    },
  )

  test('the runs are shown, and the pages of a project do not exist', async () => {
    const page = await signedIn('/runs')
    await page.getByText('There are no runs yet.').waitFor()
    for (const path of ['/model', '/predictions', '/score-file', '/threshold', '/features']) {
      await page.goto(new URL(path, page.url()).href)
      await page.getByRole('heading', { name: 'Page not found' }).waitFor()
    }
  })
})
