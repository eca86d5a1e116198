/**
 * Writes dist/, the package that is published (`npm pack ./dist`): JavaScript and types of src/,
 * the built page, and a package.json without the repository's own parts. The root itself cannot be
 * published, because Node strips no types under node_modules. `--out DIR` writes elsewhere, for
 * tests.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildWeb } from './build-web.ts'

const root = join(import.meta.dirname, '..')

/** Maps `./src/x.ts` of the repository to `./x.js` with its types in the package. */
export function mapExport(target: string): string | { types: string; default: string } {
  const name = /^\.\/src\/(.+)\.ts$/.exec(target)?.[1]
  return name === undefined ? target : { types: `./${name}.d.ts`, default: `./${name}.js` }
}

function createPackage(source: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { name, version, description, license, type, engines, bin, dependencies, optionalDependencies } =
    source
  const exports = Object.entries(source['exports'] as Record<string, string>).map(([key, target]) => [
    key,
    mapExport(target),
  ])
  return {
    name,
    version,
    description,
    license,
    type,
    engines,
    bin,
    exports: Object.fromEntries(exports),
    dependencies,
    optionalDependencies,
  }
}

async function build(out: string): Promise<void> {
  mkdirSync(out, { recursive: true })
  for (const entry of readdirSync(out)) if (entry !== 'web') rmSync(join(out, entry), { recursive: true })
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', out], {
    cwd: root,
    stdio: 'inherit',
  })
  for (const data of globSync('**/*.{wasm,txt}', { cwd: join(root, 'src') }))
    cpSync(join(root, 'src', data), join(out, data))
  await buildWeb({ ifNeeded: true })
  if (resolve(out) !== join(root, 'dist'))
    cpSync(join(root, 'dist/web'), join(out, 'web'), { recursive: true })
  for (const file of ['bin', 'README.md', 'LEIAME.md', 'CHANGELOG.md', 'LICENSE']) {
    cpSync(join(root, file), join(out, file), { recursive: true })
  }
  const source = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(createPackage(source), null, 2)}\n`)
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'dist') } } })
  await build(resolve(values.out))
  console.log(`Built the package into ${resolve(values.out)}`)
}
