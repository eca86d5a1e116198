import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import { chromium, type Browser, type Page } from 'playwright-core'

/** The system's Chromium; null where there is none. In CI that is a mistake, and thrown. */
export function findChromium(): string | null {
  try {
    const found = execFileSync('sh', [
      '-c',
      'command -v chromium || command -v chromium-headless-shell || command -v google-chrome',
    ])
    return found.toString().trim()
  } catch (error) {
    if (process.env['CI']) throw new Error('CI needs a Chromium: apt-get install chromium', { cause: error })
    console.warn(
      'SKIPPED: the tests of the page, because no chromium is installed (Debian: apt-get install chromium)',
    )
    return null
  }
}

export function launch(executablePath: string): Promise<Browser> {
  const quiet = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ]
  return chromium.launch({ executablePath, args: ['--no-sandbox', ...quiet] })
}

const screenshots = fileURLToPath(new URL('screenshots', import.meta.url))

/** Keeps a picture of the whole page for people to look at. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true })
  await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true, animations: 'disabled' })
}

/**
 * What axe finds wrong, one line each. Evaluated by the debugger, which the page's content security
 * policy does not bind.
 */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(`${axe.source};undefined`)
  const { violations } = (await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] })",
  )) as axe.AxeResults
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(' ')).join(', ')})`,
  )
}

/** How far the page can be moved sideways, in pixels. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}
