import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { repoRoot } from '../kit/repo-files.ts'

/**
 * The published package as a user gets it: built, packed, unpacked under node_modules of an empty
 * folder. Its declared dependencies, and nothing else, are linked beside it, so that one that was
 * forgotten is missed.
 */
describe('published package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lapidary-package-'))
  const modules = join(folder, 'node_modules')
  afterAll(() => rmSync(folder, { recursive: true }))

  const lapidary = (...args: string[]): string =>
    execFileSync(process.execPath, [join(modules, 'lapidary/bin/lapidary.js'), ...args], {
      cwd: folder,
      encoding: 'utf8',
    })

  beforeAll(() => {
    const dist = join(folder, 'dist')
    execFileSync(process.execPath, ['scripts/build.ts', '--out', dist], { cwd: repoRoot })
    const archive = execFileSync('npm', ['pack', dist, '--silent', '--pack-destination', folder], {
      encoding: 'utf8',
    }).trim()
    mkdirSync(join(modules, 'lapidary'), { recursive: true })
    execFileSync('tar', [
      '-xzf',
      join(folder, archive),
      '-C',
      join(modules, 'lapidary'),
      '--strip-components=1',
    ])
    rmSync(dist, { recursive: true })
    const { dependencies } = JSON.parse(readFileSync(join(modules, 'lapidary/package.json'), 'utf8')) as {
      dependencies: Record<string, string>
    }
    for (const name of Object.keys(dependencies)) {
      mkdirSync(dirname(join(modules, name)), { recursive: true })
      symlinkSync(join(repoRoot, 'node_modules', name), join(modules, name))
    }
  })

  test('says its help', () => {
    expect(lapidary('--help')).toContain('Usage: lapidary COMMAND')
  })

  test('holds the page, and no sources or tests', () => {
    const files = execFileSync('find', ['lapidary', '-type', 'f'], { cwd: modules, encoding: 'utf8' })
      .trim()
      .split('\n')
    expect(files).toContain('lapidary/web/index.html')
    expect(files).toContain('lapidary/store/access/users/common-passwords.txt')
    expect(files.filter((file) => /(?<!\.d)\.tsx?$|\.test\./.test(file))).toEqual([])
  })

  test('goes from a table to a trained model: init, train, models, predict', () => {
    writeFileSync(join(folder, 'clients.csv'), clients())
    lapidary('init', 'clients.csv', 'my-project', '--target', 'repaid')
    const trained = JSON.parse(lapidary('train', 'my-project', '--json').trim().split('\n').at(-1) ?? '') as {
      version: number
    }
    expect(trained.version).toBe(1)
    lapidary('predict', 'my-project', 'clients.csv', '--output', 'scored.csv')
    const [header = '', ...rows] = readFileSync(join(folder, 'scored.csv'), 'utf8').trim().split('\n')
    expect(header).toContain('prediction,probability_no,probability_yes')
    expect(rows).toHaveLength(300)
    expect(existsSync(join(folder, 'my-project/.lapidary'))).toBe(true)
  })

  test('goes without the optional packages, and names the one that a setting asks for', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(modules, 'lapidary/bin/lapidary.js'), 'models', 'my-project'],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, DATABASE_URL: 'postgres://ana:very-secret@db/steps' },
      },
    )
    expect([status, stderr]).toEqual([
      1,
      'lapidary: DATABASE_URL requires the package pg, which is not installed. Run npm install pg, or unset DATABASE_URL.\n',
    ])
  })
})

/** 300 clients; whether one repays follows from income and debt, with a little noise. */
function clients(): string {
  const rows = Array.from({ length: 300 }, (_, i) => {
    const income = 1000 + ((i * 7919) % 4000)
    const debt = (i * 104_729) % 3000
    return `c${i},${income},${debt},${['rent', 'own', 'other'][i % 3]},${income > debt * 1.5 + (i % 7) * 100 ? 'yes' : 'no'}`
  })
  return `client,income,debt,housing,repaid\n${rows.join('\n')}\n`
}
