import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tinyProject as tiny } from '../../../test/kit/tiny-project.ts'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { readSettings } from '../../base/settings/settings.ts'
import { outputFile } from './output-file.ts'

/** A project in `p` of a folder that also holds `in.csv`, with links to it and to the project. */
function place() {
  const cwd = tempFolder()
  const folder = join(cwd, 'p')
  mkdirSync(join(folder, '.lapidary'), { recursive: true })
  for (const file of ['in.csv', 'old.csv', 'p/lapidary.config.ts', 'p/table.csv'])
    writeFileSync(join(cwd, file), file)
  symlinkSync('p', join(cwd, 'q'))
  symlinkSync('in.csv', join(cwd, 'link.csv'))
  linkSync(join(cwd, 'in.csv'), join(cwd, 'same.csv'))
  const project = { ...tiny, data: { ...tiny.data, files: ['none.csv', 't*.csv'] } }
  const output = (path: string, environment = {}) =>
    outputFile(path, { project, folder }, { cwd, settings: readSettings(environment) }, ['p/../in.csv'])
  return { cwd, output }
}

test.each([
  ['in.csv', 'the file to read'],
  ['p/../in.csv', 'the file to read'],
  ['link.csv', 'the file to read'],
  ['same.csv', 'the file to read'],
  ['p/lapidary.config.ts', "the project's definition"],
  ['q/lapidary.config.ts', "the project's definition"],
  ['p/table.csv', 'data of the project'],
  ['q/.lapidary/new/out.csv', "in the program's own store, /"],
  ['p/.lapidary/lapidary.db', "in the program's own store, /"],
  ['p', 'a folder'],
])('nothing is written over %s', (path, what) => {
  const { output } = place()
  expect(() => output(path)).toThrow(`--output is "${path}", which is ${what}`)
})

test('any other file may be written, also over an older one', () => {
  const { cwd, output } = place()
  expect(output('old.csv')).toBe(join(cwd, 'old.csv'))
  expect(output('p/out.csv')).toBe(join(cwd, 'p/out.csv'))
  expect(output('p/.lapidary.csv')).toBe(join(cwd, 'p/.lapidary.csv'))
  expect(output('new/out.csv', { DATA_DIR: join(cwd, 'ne') })).toBe(join(cwd, 'new/out.csv'))
  expect(output('q/.lapidary/out.csv')).toBe(join(cwd, 'q/.lapidary/out.csv')) // in a container it may be the only place
})
