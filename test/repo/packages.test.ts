import { describe, expect, test } from 'vitest'
import { readRepoFile, repoFiles } from '../kit/repo-files.ts'

interface LockedPackage {
  readonly license?: string
  readonly dev?: boolean
  readonly link?: boolean
  readonly resolved?: string
  readonly version?: string
  readonly devOptional?: boolean
  readonly hasInstallScript?: boolean
  readonly integrity?: string
}
const lock = JSON.parse(readRepoFile('package-lock.json')) as { packages: Record<string, LockedPackage> }
const installed = Object.entries(lock.packages).filter(
  ([path, { link }]) => path.includes('node_modules/') && link !== true,
)
const manifest = JSON.parse(readRepoFile('package.json')) as {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  optionalDependencies: Record<string, string>
}

/** Of what users get: free to use, change and sell. */
const allowed = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
])

/**
 * Of tools that only build and test: their licence binds changes to themselves, which we make none
 * of.
 */
const allowedForTools = new Set([...allowed, 'MPL-2.0', 'Python-2.0', 'CC-BY-4.0', 'Zlib'])

function acceptable(license: string | undefined, list: ReadonlySet<string>): boolean {
  if (license === undefined) return false
  const words = license.replace(/[()]/g, '')
  return words.includes(' OR ')
    ? words.split(' OR ').some((one) => list.has(one))
    : words.split(' AND ').every((one) => list.has(one))
}

const page = JSON.parse(readRepoFile('web/package.json')) as Pick<
  typeof manifest,
  'dependencies' | 'devDependencies'
>

describe('packages', () => {
  test('licences are on the list', () => {
    const wrong = installed.filter(([, { license, dev }]) => {
      return !acceptable(license, dev === true ? allowedForTools : allowed)
    })
    expect(wrong.map(([path, { license }]) => `${path}: ${license}`)).toEqual([])
  })

  test('every dependency has its reason in CONTRIBUTING', () => {
    const contributing = readRepoFile('CONTRIBUTING.md').replace(
      '`@types/*`',
      Object.keys({ ...manifest.devDependencies, ...page.devDependencies })
        .filter((name) => name.startsWith('@types/'))
        .map((name) => `\`${name}\``)
        .join(),
    )
    const own = { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies }
    const all = { ...own, ...page.dependencies, ...page.devDependencies }
    expect(Object.keys(all).filter((name) => !contributing.includes(`\`${name}\``))).toEqual([])
  })

  test('SECURITY lists every runtime dependency as it is in the lock file, and what runs at their installation', () => {
    const security = readRepoFile('SECURITY.md')
    expect(security).toMatch(/Checked by hand on 20\d\d-\d\d-\d\d/)
    const rows = [...security.matchAll(/^\| `([^`]+)` \| (\S+) \| (\S+) \| (\w+) \|/gm)].map(([, ...cells]) =>
      cells.join(' '),
    )
    const names = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })
    const locked = names.map((name) => {
      const { version, license, hasInstallScript = false } = lock.packages[`node_modules/${name}`] ?? {}
      return `${name} ${version} ${license} ${hasInstallScript ? 'yes' : 'no'}`
    })
    expect(rows.toSorted()).toEqual(locked.toSorted())
    const shipped = installed.filter(([, { dev, devOptional }]) => dev !== true && devOptional !== true)
    const scripts = shipped
      .filter(([, { hasInstallScript }]) => hasInstallScript === true)
      .map(([path]) => path)
    expect(scripts).toEqual(['node_modules/better-sqlite3'])
    expect(shipped.filter(([, { integrity }]) => integrity === undefined)).toEqual([])
  })

  test('versions are exact', () => {
    const all = { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies }
    expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual(
      [],
    )
  })

  test('no file names the host of a package registry', () => {
    const hosts = [
      'registry npmjs org',
      'registry yarnpkg com',
      'pypi org',
      'files pythonhosted org',
      'crates io',
      'proxy golang org',
      'repo1 maven org',
      'deb debian org',
      'docker io',
      'ghcr io',
    ].map((host) => host.replaceAll(' ', '.'))
    const wrong = repoFiles()
      .filter((file) => !/\.(png|bin|gz|parquet|onnx|woff2|ico)$/.test(file))
      .flatMap((file) =>
        hosts.filter((host) => readRepoFile(file).includes(host)).map((host) => `${file} names ${host}`),
      )
    expect(wrong).toEqual([])
    expect(installed.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([])
  })
})
