import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { accessibilityProblems, keepScreenshot, sidewaysScroll } from './browser.ts'
import { classFile, openMagicSite } from './magic-site.ts'
import { describePage, focused, patient, scoreFile } from './visits.ts'

describePage('the page of a project with users, a policy and a feature store', openMagicSite, (at) => {
  const { visit, signedIn } = at
  const menu = (page: Page): Promise<string[]> => page.locator('nav.nav a').allTextContents()

  describe('accounts', () => {
    test('a person registers, is signed in, changes the password, and signs in again with it', async () => {
      const page = await visit('/predictions')
      await page.getByRole('button', { name: 'Create an account' }).click()
      await page.getByRole('heading', { name: 'Create an account' }).waitFor()
      expect(await accessibilityProblems(page)).toEqual([])
      await page.getByLabel('User name').fill('maria')
      await page.getByLabel('New password').fill('short')
      await page.getByRole('button', { name: 'Create account' }).click()
      await page.getByText('The password must have at least 8 characters.').waitFor()
      expect(await focused(page)).toBe('password')
      await page.getByLabel('New password').fill('chuva fina de outono')
      await page.getByLabel('Repeat the password').fill('chuva fina de inverno')
      await page.keyboard.press('Enter')
      await page.getByText('The passwords do not match.').waitFor()
      await page.getByLabel('Repeat the password').fill('chuva fina de outono')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Predictions', level: 1 }).waitFor()
      await expect
        .poll(() => menu(page), patient)
        .toEqual(['Score a case', 'Score a file', 'Predictions', 'Threshold', 'Features', 'Model', 'Runs'])

      await page.getByRole('link', { name: 'Signed in as maria' }).click()
      await page.getByText('User and password').waitFor()
      expect(await page.locator('.permissions li[data-may=true] strong').allTextContents()).toEqual([
        'Predict',
        'Read',
        'Track',
        'Operate',
      ])
      await page.getByLabel('Current password').fill('not this one')
      await page.getByLabel('New password').fill('sol forte de verao')
      await page.getByLabel('Repeat the password').fill('sol forte de verao')
      await page.getByRole('button', { name: 'Change', exact: true }).click()
      await page.locator('.field-error').waitFor()
      await page.getByLabel('Current password').fill('chuva fina de outono')
      await page.getByRole('button', { name: 'Change', exact: true }).click()
      await page.getByText('The password was changed.').waitFor()
      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.getByLabel('User name').fill('maria')
      await page.getByLabel('Password', { exact: true }).fill('chuva fina de outono')
      await page.keyboard.press('Enter')
      await page.locator('.field-error').waitFor()
      expect(await focused(page)).toBe('password')
      await page.getByLabel('Password', { exact: true }).fill('sol forte de verao')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Your account' }).waitFor()
    })

    test('offers what the server offers: a provider, no users, no registration', async () => {
      const page = await visit('/no-such-page')
      await page.route('**/v1/sign-in', (route) =>
        route.fulfill({
          json: { users: false, registration: 'closed', oidc: true, title: { en: 'T', 'pt-BR': 'T' } },
        }),
      )
      await page.reload()
      const provider = page.getByRole('link', { name: 'Sign in with your organisation' })
      expect(await provider.getAttribute('href')).toBe('/v1/session/oidc')
      expect(await page.locator('input[name=key]').count()).toBe(1)
      expect(await page.getByRole('radio').count()).toBe(0)
      expect(await page.getByRole('button', { name: /account|invitation/ }).count()).toBe(0)
      await keepScreenshot(page, 'sign-in-provider-1280-light-en')
    })

    test('who may only read begins at the log and sees no page to score on, who may only predict sees why there is none', async () => {
      const page = await signedIn('/', { key: at.site.readerKey })
      await page.getByRole('heading', { name: 'Predictions', level: 1 }).waitFor()
      await expect
        .poll(() => menu(page), patient)
        .toEqual(['Predictions', 'Threshold', 'Features', 'Model', 'Runs'])
      await page.goto(`${at.site.url}/score-file`)
      await page.getByText('It requires the permission “Predict”.').waitFor()
      await page.goto(`${at.site.url}/users`)
      await page.getByText('It requires the permission “Administer”.').waitFor()
      await page.goto(`${at.site.url}/threshold`)
      await page.getByText('You need the permission “Operate” to apply a threshold.').waitFor()

      const program = await visit('/')
      await program.getByLabel('API key').check()
      await program.locator('input[name=key]').fill(at.site.programKey)
      await program.keyboard.press('Enter')
      await program.getByRole('heading', { name: 'Your access is for programs' }).waitFor()
      expect(await menu(program)).toEqual([])
    })

    test('an administrator invites, the invited one chooses a password, is given another role, disabled and enabled', async () => {
      const page = await signedIn('/users')
      const dialog = page.getByRole('dialog')
      await page.getByRole('button', { name: 'Add a user' }).click()
      await dialog.getByRole('button', { name: 'Add', exact: true }).click()
      await dialog.getByText('Enter a user name.').waitFor()
      await dialog.getByLabel('User name').fill('joao')
      await dialog.getByLabel('Full name').fill('João da Silva')
      await dialog.getByLabel('Role').selectOption('reader')
      expect(await accessibilityProblems(page)).toEqual([])
      await dialog.getByRole('button', { name: 'Add', exact: true }).click()
      await dialog.getByText('Invitation for joao').waitFor()
      const invitation = (await dialog.locator('code').textContent()) ?? ''
      await keepScreenshot(page, 'invitation-1280-light-en')
      await dialog.getByRole('button', { name: 'Done' }).click()
      const row = page.getByRole('row', { name: /joao/ }).first()
      await row.getByText('João da Silva').waitFor()

      const invited = await visit('/')
      await invited.getByRole('button', { name: 'Use an invitation' }).click()
      await invited.getByLabel('Invitation').fill(invitation)
      await invited.getByLabel('User name').fill('joao')
      await invited.getByLabel('New password').fill('vento leste da manha')
      await invited.getByLabel('Repeat the password').fill('vento leste da manha')
      await invited.keyboard.press('Enter')
      await invited.getByRole('heading', { name: 'Predictions', level: 1 }).waitFor()

      await row.getByLabel('Role of joao').selectOption('operator')
      await dialog.getByText('joao changes from “Reader” to “Operator”').waitFor()
      await dialog.getByRole('button', { name: 'Change' }).click()
      await page.getByText('joao now has the role “Operator”.').waitFor()
      await row.getByRole('button', { name: 'Disable joao' }).click()
      await dialog.getByRole('button', { name: 'Disable' }).click()
      await page.getByText('joao was disabled and signed out everywhere.').waitFor()
      await invited.getByRole('link', { name: 'Runs' }).click()
      await invited.getByLabel('User name').waitFor()
      await row.getByRole('button', { name: 'Enable joao' }).click()
      await dialog.getByRole('button', { name: 'Enable' }).click()
      await row.getByText('Active').waitFor()
      await row.getByRole('button', { name: 'New password for joao' }).click()
      await dialog.getByLabel('New password').fill('areia fina da praia')
      await dialog.getByLabel('Repeat the password').fill('areia fina da praia')
      await dialog.getByRole('button', { name: 'Set password' }).click()
      await page.getByText('The password of joao was changed.').waitFor()
      await page
        .getByRole('table', { name: 'Audit log' })
        .or(page.locator('table').last())
        .getByText('joao')
        .first()
        .waitFor()
      await keepScreenshot(page, 'users-worked-1280-light-en')
      const audit = page.locator('table').last()
      expect(await audit.textContent()).toMatch(/User invited.*Signed in/)
      await page.getByLabel('Language').selectOption('pt-BR')
      await page.getByRole('heading', { name: 'Registro de auditoria' }).waitFor()
      const actions = await audit.locator('tbody td:nth-child(3)').allTextContents()
      expect(actions).toEqual(
        expect.arrayContaining(['Senha trocada', 'Usuário desativado', 'Usuário convidado', 'Entrada']),
      )
      expect(actions.filter((action) => action.includes('.'))).toEqual([])
      await audit.getByText('joao (Operação)').waitFor()
    })
  })

  describe('keys', () => {
    test('an administrator creates one, which is shown once and works, and revokes it', async () => {
      const page = await signedIn('/keys')
      await page
        .getByRole('row', { name: /Escola/ })
        .getByText('Predict')
        .waitFor()
      const dialog = page.getByRole('dialog')
      const opener = page.getByRole('button', { name: 'Create a key' })
      await opener.click()
      await dialog.getByRole('button', { name: 'Create', exact: true }).click()
      await dialog.getByText('Enter a name.').waitFor()
      expect(await focused(page)).toBe('name')
      await dialog.getByLabel('Name').fill('Escola Sul')
      await dialog.getByRole('checkbox', { name: /^Predict/ }).uncheck()
      await dialog.getByRole('button', { name: 'Create', exact: true }).click()
      await dialog.getByText('Choose at least one permission.').waitFor()
      await dialog.getByRole('checkbox', { name: /^Predict/ }).check()
      await dialog.getByLabel('Read').check()
      await dialog.getByLabel('Expiry date').fill('2001-01-01')
      await dialog.getByRole('button', { name: 'Create', exact: true }).click()
      await dialog.getByText('is in the past').waitFor()
      expect(await focused(page)).toBe('expires')
      expect(await accessibilityProblems(page)).toEqual([])
      await keepScreenshot(page, 'key-create-1280-light-en')
      await dialog.getByLabel('Expiry date').fill('2999-01-31')
      await dialog.getByRole('button', { name: 'Create', exact: true }).click()
      await dialog.getByText('it is shown only once').waitFor()
      const key = (await dialog.locator('code').textContent()) ?? ''
      await keepScreenshot(page, 'key-created-1280-light-en')
      await dialog.getByRole('button', { name: 'Done' }).click()
      await expect
        .poll(() => opener.evaluate((element) => element === document.activeElement), patient)
        .toBe(true)
      expect(await page.locator('main').textContent()).not.toContain(key)
      const program = await signedIn('/', { key })
      await program.getByLabel('Student').fill('RA-31')
      await program.getByRole('button', { name: 'Load an example' }).click()
      await program.getByRole('button', { name: 'Score', exact: true }).click()
      await program.locator('.result-class').waitFor()
      // It stands in the log, and the log is filtered, by its name.
      await page.getByRole('link', { name: 'Predictions' }).click()
      await page.locator('tbody tr', { hasText: 'RA-31' }).getByText('Escola Sul').waitFor()
      await page.getByLabel('User or API key').fill('escola sul')
      await page.getByRole('button', { name: 'Filter' }).click()
      await page.waitForURL('**/predictions?caller=*')
      await expect.poll(() => page.locator('tbody tr').count(), patient).toBe(1)
      expect(await page.getByLabel('User or API key').inputValue()).toBe('Escola Sul')
      await page.getByLabel('User or API key').fill('nobody')
      await page.getByRole('button', { name: 'Filter', exact: true }).click()
      await page.getByText('No predictions found').waitFor()
      await page.getByRole('link', { name: 'Keys' }).click()
      await page.getByRole('button', { name: 'Revoke Escola Sul' }).click()
      await dialog.getByText('are rejected immediately').waitFor()
      await dialog.getByRole('button', { name: 'Revoke', exact: true }).click()
      await page.getByText('The key “Escola Sul” was revoked.').waitFor()
      await page
        .getByRole('row', { name: /Escola Sul/ })
        .getByText('Revoked')
        .waitFor()
      await program.reload()
      await program.getByRole('heading', { name: 'Sign in to Magic Steps' }).waitFor()
      await page.getByRole('link', { name: 'Users' }).click()
      await page
        .getByRole('row', { name: /Key revoked/ })
        .first()
        .getByText('Ana')
        .waitFor()
    })
  })

  describe('the project', () => {
    test('stands in the header, in the title of the tab and where people sign in, in their language', async () => {
      const page = await visit('/runs', { locale: 'pt-BR' })
      await page.getByRole('heading', { name: 'Entrar em Passos Mágicos' }).waitFor()
      expect(await page.title()).toBe('Entrar em Passos Mágicos')
      await page.getByLabel('Idioma').selectOption('en')
      await page.getByRole('heading', { name: 'Sign in to Magic Steps' }).waitFor()
      const inside = await signedIn('/runs')
      await inside.locator('.brand', { hasText: 'Magic Steps' }).waitFor()
      await expect.poll(() => inside.title(), patient).toBe('Runs · Magic Steps')
    })

    test('offers no invitation where registration is closed', async () => {
      const page = await signedIn('/runs')
      await page.route('**/v1/sign-in', async (route) => {
        const response = await route.fetch()
        await route.fulfill({ json: { ...(await response.json()), registration: 'closed' } })
      })
      await page.goto(`${at.site.url}/users`)
      await page.getByRole('button', { name: 'Add a user' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText('Invitations are not available').waitFor()
      await dialog.getByLabel('User name').fill('semconvite')
      await dialog.getByRole('button', { name: 'Add', exact: true }).click()
      await dialog.getByText('The password must have at least 8 characters.').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.getByLabel('User name').waitFor()
      expect(await page.getByRole('button', { name: /invitation|account/ }).count()).toBe(0)
      await page.getByText('Contact the administrator of this server').waitFor()
    })
  })

  describe('scoring', () => {
    test('names a student, leaves out what the feature store knows, and says what came from there and how old it was', async () => {
      const page = await signedIn()
      await page.getByText('All fields are required.').waitFor()
      await page.getByLabel('Student').fill('RA-1042')
      await page.getByText('Fields that you leave empty are read from the feature store.').waitFor()
      expect(await page.getByLabel('INDE').inputValue()).toBe('')
      expect(await page.getByLabel('INDE').getAttribute('placeholder')).toBe('From the feature store')
      await page.getByLabel('IEG').fill('9.5')
      await page.getByRole('button', { name: 'Score', exact: true }).click()
      const result = page.locator('.result')
      await result.locator('.result-class').waitFor()
      await result.getByText('Threshold for “reached”: 50.0%').waitFor()
      const stored = (await result.locator('.stored').textContent()) ?? ''
      expect(stored).toMatch(/student_performance_features, \d.* old.*INDE7\.2/)
      expect(stored).toContain('Class')
      expect(stored).toMatch(/student_academic_features, .*(days|years) old/)
      expect(await result.locator('.stored .badge').allTextContents()).toEqual(['Outdated', 'Outdated'])
      await result.getByText('more than a year old').first().waitFor()
      expect(stored).not.toContain('IEG')
      expect(await result.locator('.bars-mark').count()).toBe(1)
      const answer = await result.locator('.result-class').textContent()
      const id = (await result.locator('code').last().textContent()) ?? ''
      await keepScreenshot(page, 'score-student-1280-light-en')

      await page.goto(`${at.site.url}/predictions?entity=RA-1042`)
      const row = page.getByRole('row', { name: new RegExp(id) })
      expect(await row.textContent()).toContain(answer)
      expect(await row.textContent()).toContain('threshold 0.5')
    })

    test('of a student whom the store does not know wholly, names each field that neither gave', async () => {
      const page = await signedIn()
      await page.getByLabel('Student').fill('RA-1043')
      await page.getByRole('button', { name: 'Score', exact: true }).click()
      await page.getByText('Fields to correct: 7').waitFor()
      expect(await focused(page)).toBe('fase')
    })

    test('of a student whom the store does not know at all, says so once', async () => {
      const page = await signedIn('/', { locale: 'pt-BR' })
      await page.getByLabel('Estudante').fill('RA-NOBODY')
      await page.getByRole('button', { name: 'Prever', exact: true }).click()
      await page.getByText('O repositório de variáveis não tem valores de “RA-NOBODY”').waitFor()
      expect(await focused(page)).toBe('student_id')
      expect(await page.locator('.field-error').count()).toBe(1)
      await page.getByText('Campos a corrigir: 1').waitFor()
      await keepScreenshot(page, 'unknown-student-1280-light-pt')
      expect(await accessibilityProblems(page)).toEqual([])
      // Whoever has begun to fill in the fields is told which are left.
      await page.getByLabel('Idade').fill('12')
      await page.getByRole('button', { name: 'Prever', exact: true }).click()
      await page.getByText(/Campos a corrigir: 1\d/).waitFor()
    })

    test('gives reasons for the class that the threshold is about, in the language of the page', async () => {
      const page = await signedIn()
      await page.getByLabel('Student').fill('RA-1042')
      await page.getByRole('button', { name: 'Score', exact: true }).click()
      const reasons = page.locator('.reasons li')
      await reasons.first().waitFor()
      const english = await reasons.allTextContents()
      for (const text of english) expect(text).toMatch(/which (raises|lowers) the probability of “reached”$/)
      let asked = 0
      page.on('request', (request) => void (asked += Number(request.url().includes('/predict'))))
      await page.getByLabel('Language').selectOption('pt-BR')
      await page.getByRole('heading', { name: 'Principais motivos' }).waitFor()
      const portuguese = await reasons.allTextContents()
      expect(portuguese).toHaveLength(english.length)
      for (const text of portuguese) expect(text).toMatch(/o que (aumenta|reduz) a probabilidade de “/)
      // It is the same prediction: another one would be one more in the log.
      expect(asked).toBe(0)
      await keepScreenshot(page, 'reasons-1280-light-pt')
    })

    test('a class: how many are flagged, sorted by probability, and the file to download', async () => {
      const page = await signedIn('/score-file')
      await scoreFile(page, {
        name: 'turma.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(classFile(at.site.table, 30)),
      })
      await page.getByText('turma.csv: 30 rows').waitFor()
      const flagged = (await page.locator('.flagged').textContent()) ?? ''
      expect(flagged).toMatch(/^“reached”: \d+ of 30/)
      const shares = async (): Promise<number[]> =>
        (await page.locator('tbody tr td:nth-of-type(4)').allTextContents()).map((text) =>
          Number.parseFloat(text),
        )
      await page.getByRole('button', { name: 'reached' }).click()
      const descending = await shares()
      expect(descending).toEqual(descending.toSorted((a, b) => b - a))
      expect(await page.locator('th[aria-sort]').textContent()).toContain('reached')
      expect(Math.max(...descending)).toBeGreaterThan(Math.min(...descending))
      await page.keyboard.press('Enter')
      expect(await shares()).toEqual((await shares()).toSorted((a, b) => a - b))
      await keepScreenshot(page, 'score-class-1280-light-en')
      expect(await accessibilityProblems(page)).toEqual([])
    })
  })

  describe('the threshold', () => {
    test('shows what another one would do, by hand, by recall and by cost, and takes effect once it is applied', async () => {
      const page = await signedIn('/threshold')
      await page.getByText('This is the current threshold.').waitFor()
      const words = page.locator('.side-words')
      const before = await words.first().textContent()
      expect(before).toMatch(
        /^Of 100 cases, [\d.]+ (is|are) classified as “reached”, [\d.]+ of them correctly\. The model misses [\d.]+ cases? of “reached”\.$/,
      )
      const slider = page.getByRole('slider', { name: 'Threshold' })
      await slider.focus()
      for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowLeft')
      expect(await page.getByLabel('Threshold value').inputValue()).toBe('0.3')
      expect(await slider.getAttribute('aria-valuetext')).toContain(await words.first().textContent())
      expect(await words.first().textContent()).not.toBe(before)

      await page.getByLabel('By recall').check()
      await page.getByLabel('Share of “reached” to detect').last().fill('80')
      const chosen = async (): Promise<number> =>
        Number((await page.locator('.chosen').textContent())?.split(' ').at(-1))
      const byRecall = await chosen()
      expect(byRecall).toBeGreaterThan(0)
      expect(byRecall).toBeLessThan(0.5)
      const recall = page.getByRole('row', { name: /^Recall/ }).first()
      expect(
        Number.parseFloat((await recall.locator('td').last().textContent()) ?? ''),
      ).toBeGreaterThanOrEqual(80)
      await page.getByLabel('By cost').check()
      await page
        .getByLabel(/cost as much as/)
        .last()
        .fill('20')
      expect(await chosen()).toBeLessThan(0.5)
      await keepScreenshot(page, 'threshold-cost-1280-light-en')

      await page.getByLabel('Manually').check()
      await page.getByLabel('Threshold value').fill('0.35')
      await page.getByRole('button', { name: 'Apply 0.35' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText('Of 100 cases').first().waitFor()
      expect(await accessibilityProblems(page)).toEqual([])
      await dialog.getByLabel('Reason').fill('Nobody is left behind')
      await dialog.getByRole('button', { name: 'Apply 0.35' }).click()
      await page.getByText('The threshold is now 0.35.').waitFor()
      const history = page.getByRole('row', { name: /Nobody is left behind/ })
      expect(await history.textContent()).toContain('0.35')
      await page.goto(at.site.url)
      await page.getByRole('button', { name: 'Score', exact: true }).click()
      await page.getByText('Threshold for “reached”: 35.0%').waitFor()
    })

    test('is the same in two tabs as soon as one gets the focus', async () => {
      const [page, other] = [await signedIn('/threshold'), await signedIn('/threshold')]
      const shown = (tab: Page) => tab.locator('.in-force-number').textContent()
      await page.getByText('This is the current threshold.').waitFor()
      await other.getByText('This is the current threshold.').waitFor()
      // Not the interval, which would bring it too.
      await other.clock.install()
      await page.getByLabel('Threshold value').fill('0.41')
      await page.getByRole('button', { name: 'Apply 0.41' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Apply 0.41' }).click()
      await page.getByText('The threshold is now 0.41.').waitFor()
      expect(await shown(other)).not.toBe('0.41')
      await other.evaluate(() => window.dispatchEvent(new Event('focus')))
      await expect.poll(() => shown(other), patient).toBe('0.41')
    })
  })

  describe('the log', () => {
    test('keeps what came true, exports under its filters, and forgets one person for good', async () => {
      const page = await signedIn('/')
      for (const student of ['RA-7', 'RA-7', 'RA-8']) {
        await page.getByLabel('Student').fill(student)
        await page.getByRole('button', { name: 'Load an example' }).click()
        await page.getByRole('button', { name: 'Score', exact: true }).click()
        await page.locator('.result-class').waitFor()
      }
      const features = async (): Promise<void> => {
        await page.getByRole('link', { name: 'Features', exact: true }).click()
        // The page before has a field of the same label, and stays until this page's code is
        // loaded.
        await page.getByRole('heading', { name: 'Features', level: 1, exact: true }).waitFor()
        await page.getByLabel('Student').fill('RA-7')
        await page.keyboard.press('Enter')
        await page.getByRole('heading', { name: 'Features of RA-7' }).waitFor()
      }
      await features()
      const performance = page.getByRole('region', { name: 'student_performance_features' })
      await performance.getByRole('row', { name: 'INDE 5.1' }).waitFor()
      await page.getByRole('link', { name: 'Predictions' }).click()
      await page.getByRole('heading', { name: 'Predictions', level: 1, exact: true }).waitFor()
      await page.getByLabel('Student').fill('RA-7')
      await page.getByRole('button', { name: 'Filter' }).click()
      await page.waitForURL('**/predictions?entity=RA-7')
      const rows = page.locator('tbody tr')
      await expect.poll(() => rows.count(), patient).toBe(2)

      await rows
        .first()
        .getByRole('button', { name: /Record the outcome/ })
        .click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('button', { name: 'Save the outcome' }).click()
      await dialog.getByText('Choose an outcome.').waitFor()
      await dialog.getByLabel('Turning point').selectOption('Sim')
      expect(await accessibilityProblems(page)).toEqual([])
      await dialog.getByRole('button', { name: 'Save the outcome' }).click()
      await page.getByText('The outcome “reached” was saved.').waitFor()

      for (const [link, name, first] of [
        ['CSV', 'predictions.csv', 'prediction_id'],
        ['JSON Lines', 'predictions.jsonl', '{'],
      ] as const) {
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('link', { name: link }).click(),
        ])
        expect(download.suggestedFilename()).toBe(name)
        const text = readFileSync(await download.path(), 'utf8')
        expect(text.startsWith(first)).toBe(true)
        expect(text.trimEnd().split('\n')).toHaveLength(link === 'CSV' ? 3 : 2)
        expect(text).not.toContain('RA-8')
      }

      await page.getByRole('button', { name: 'Erase the data of RA-7…' }).click()
      await dialog.getByText('All predictions about RA-7 (2)').waitFor()
      await keepScreenshot(page, 'erase-1280-light-en')
      expect(await accessibilityProblems(page)).toEqual([])
      await dialog.getByRole('button', { name: 'Erase permanently' }).click()
      await dialog.getByText('This does not match RA-7.').waitFor()
      await dialog.getByLabel('Type RA-7 to confirm').fill('RA-7')
      await dialog.getByRole('button', { name: 'Erase permanently' }).click()
      await page.getByText('Data of RA-7 erased: 2 predictions').waitFor()
      await page.getByText('No predictions found').waitFor()
      // What the page itself remembers is seen while the server has not answered yet.
      const { promise: held, resolve: answer } = Promise.withResolvers<void>()
      await page.route('**/v1/features/RA-7', (route) => held.then(() => route.continue()))
      await features()
      await page.locator('.loading').waitFor()
      expect(await performance.count()).toBe(0)
      answer()
      await page.getByText('The feature store has no values for RA-7.').waitFor()
      await keepScreenshot(page, 'features-erased-1280-light-en')
      await page.goto(`${at.site.url}/predictions?entity=RA-8`)
      await expect.poll(() => rows.count(), patient).toBe(1)
    })

    test('never offers to erase one student beside the rows of another', async () => {
      const page = await signedIn('/')
      for (const student of ['RA-21', 'RA-22']) {
        await page.getByLabel('Student').fill(student)
        await page.getByRole('button', { name: 'Load an example' }).click()
        await page.getByRole('button', { name: 'Score', exact: true }).click()
        await page.locator('.result-class').waitFor()
      }
      await page.goto(`${at.site.url}/predictions`)
      const rows = page.locator('tbody tr')
      await rows.first().waitFor()
      expect(await page.getByRole('button', { name: /^Erase/ }).count()).toBe(0)
      const { promise: held, resolve: release } = Promise.withResolvers<void>()
      await page.route('**/v1/predictions?*entity=RA-21*', (route) => held.then(() => route.continue()))
      await page.getByLabel('Student').fill('RA-21')
      await page.getByRole('button', { name: 'Filter' }).click()
      await page.waitForURL('**/predictions?entity=RA-21')
      const busy = page.locator('[aria-busy=true]', { has: page.locator('table') })
      await busy.waitFor()
      expect(await busy.textContent()).toContain('RA-22')
      expect(Number(await busy.evaluate((element) => getComputedStyle(element).opacity))).toBeLessThan(0.6)
      expect(await page.getByRole('button', { name: /^Erase/ }).count()).toBe(0)
      expect(await page.getByRole('link', { name: 'CSV' }).count()).toBe(0)
      await keepScreenshot(page, 'predictions-busy-1280-light-en')
      release()
      await page.getByRole('button', { name: 'Erase the data of RA-21…' }).waitFor()
      expect(await busy.count()).toBe(0)
      expect(await rows.count()).toBe(1)
      expect(await rows.textContent()).toContain('RA-21')
    })

    test('says when a store is away and what waits for it', async () => {
      const page = await signedIn('/runs')
      const away = { name: 'predictions', kind: 'mongodb', reachable: false, detail: null }
      const spool = { waiting: 1234, bytes: 567_890, oldest_seconds: 3723 }
      await page.route('**/v1/status', (route) => route.fulfill({ json: { stores: [away], spool } }))
      await page.getByRole('link', { name: 'Predictions' }).click()
      await page.getByText('Database of the prediction log (mongodb): cannot be reached').waitFor()
      await page.getByText('Predictions waiting to be sent to the database: 1,234 (568 kB)').waitFor()
      await page.getByText('The oldest has waited 1 hr').waitFor()
      await keepScreenshot(page, 'predictions-waiting-1280-light-en')
      expect(await accessibilityProblems(page)).toEqual([])
    })
  })

  describe('features', () => {
    test('shows views, the values of a student with their ages, and who is unknown', async () => {
      const page = await signedIn('/features')
      await page.getByRole('row', { name: /student_performance_features/ }).waitFor()
      await page.getByLabel('Student').fill('RA-1042')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Features of RA-1042' }).waitFor()
      const performance = page.getByRole('region', { name: 'student_performance_features' })
      await performance.getByRole('row', { name: 'INDE 7.2' }).waitFor()
      await page.reload() // the project has a route of the same address
      await performance.getByRole('row', { name: 'INDE 7.2' }).waitFor()
      await page.getByRole('textbox', { name: 'Student' }).fill('Nobody')
      await page.keyboard.press('Enter')
      await page.getByText('The feature store has no values for Nobody.').waitFor()
    })

    test('says that values are too old, and that the store is away', async () => {
      const page = await signedIn('/runs')
      await page.route('**/v1/features', async (route) => {
        const answer = await route.fetch()
        await route.fulfill({
          json: { ...(await answer.json()), store: { kind: 'redis', reachable: false } },
        })
      })
      await page.route('**/v1/features/RA-1', (route) =>
        route.fulfill({
          json: {
            entity: 'RA-1',
            views: [
              {
                view: 'student_performance_features',
                since: '2025-01-01T00:00:00Z',
                age_seconds: 9_000_000,
                expired: true,
                features: [{ name: 'score_inde', value: 7 }],
              },
            ],
          },
        }),
      )
      await page.getByRole('link', { name: 'Features', exact: true }).click()
      await page.getByText('Offline').waitFor()
      await page.getByLabel('Student').fill('RA-1')
      await page.keyboard.press('Enter')
      await page.getByText('Expired').waitFor()
      await page.getByText('so predictions do not use them').waitFor()
      await keepScreenshot(page, 'features-expired-1280-light-en')
      expect(await accessibilityProblems(page)).toEqual([])
    })
  })

  const pages = [
    ['magic-sign-in', null],
    ['magic-score', '/'],
    ['magic-predictions', '/predictions?entity=RA-8'],
    ['magic-threshold', '/threshold'],
    ['magic-features', '/features?entity=RA-1042'],
    ['magic-users', '/users'],
    ['magic-keys', '/keys'],
    ['magic-versions', '/model?view=versions'],
    ['magic-account', '/account'],
    ['magic-model', '/model'],
  ] as const

  // Both widths, colours and languages once; what they share with other projects is looked at there
  // in every mixture.
  const looks = [
    { width: 1280, colorScheme: 'light', locale: 'pt-BR' },
    { width: 360, colorScheme: 'dark', locale: 'en-US' },
  ] as const

  describe.each(looks)('$width px, $colorScheme, $locale', ({ width, colorScheme, locale }) => {
    test('every page fits, and axe finds nothing', async () => {
      const options = { colorScheme, locale, viewport: { width, height: 800 } }
      const look = `${width}-${colorScheme}-${locale.slice(0, 2)}`
      const entrance = await visit('/', options)
      const page = await signedIn('/', options)
      for (const [name, path] of pages) {
        const shown = path === null ? entrance : page
        if (path !== null) await page.goto(at.site.url + path)
        if (name === 'magic-score') {
          await page.locator('input[name=student_id]').fill('RA-1042')
          await page.locator('.submit-bar button').click()
          await page.locator('.result-class').waitFor()
        }
        if (name === 'magic-threshold') await page.locator('input[type=range]').fill('0.2')
        await shown.locator('h1').waitFor()
        await expect.poll(() => shown.locator('.loading').count(), patient).toBe(0)
        await keepScreenshot(shown, `${name}-${look}`)
        expect.soft(await sidewaysScroll(shown), name).toBe(0)
        expect.soft(await accessibilityProblems(shown), name).toEqual([])
      }
    })
  })
})
